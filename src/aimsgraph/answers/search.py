"""One search over everything: provisions by name, heading, topic, role or evidence, and pairs.

Ranking is by words: rare ones weigh more than common ones, those of a heading more than those of a
summary, an article more than its points, and what is needed or held more than other frameworks.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from aimsgraph.model.graph import Graph
from aimsgraph.model.names import named_in, provisions_named
from aimsgraph.model.records import Curie, Provision

ABBREVIATIONS: Final[dict[str, str]] = {
    "bcm": "business continuity",
    "bcp": "business continuity plan",
    "capa": "corrective action",
    "ce": "CE marking",
    "cia": "confidentiality integrity availability",
    "cvd": "coordinated vulnerability disclosure",
    "doc": "declaration of conformity",
    "dpa": "supervisory authority",
    "dpia": "data protection impact assessment",
    "dpo": "data protection officer",
    "dsr": "rights of the data subject",
    "fria": "fundamental rights impact assessment",
    "gpai": "general-purpose AI models",
    "ifu": "instructions for use",
    "irp": "incident response",
    "mfa": "multi-factor authentication",
    "pii": "personal data PII",
    "pmm": "post-market monitoring",
    "pms": "post-market monitoring",
    "qms": "quality management system",
    "rms": "risk management system",
    "ropa": "records of processing activities",
    "sbom": "software bill of materials",
    "sdlc": "secure development life cycle",
    "soa": "statement of applicability",
    "sod": "segregation of duties",
    "tia": "transfers third countries",
    "ttp": "third parties suppliers",
}
"""What people write for short, and the words that the texts use."""

_WORD: Final = re.compile(r"[^\W_]+")
_STOP: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "do", "does", "for", "from", "has", "have",
    "how", "i", "in", "is", "it", "must", "need", "of", "on", "or", "our", "the", "their", "this",
    "to", "under", "we", "what", "when", "which", "who", "with",
})  # fmt: skip
_MOST_QUERY: Final = 200
_FIELDS: Final = (5.0, 3.0, 1.0)
"""Weights of a word in the heading; in topics, roles and evidence; in the summary."""
_SATURATION: Final = 1.2
_LEAST_PREFIX: Final = 4
_LEAST_STEM: Final = 3
_LEAST_IES: Final = 5
_MOST_NAMED: Final = 3
_HEADED: Final = frozenset({
    "Article", "Annex", "Control", "Clause", "Category", "Subcategory", "AnnexSection",
})  # fmt: skip
"""Kinds whose headings are those of the text itself."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found.

    Args:
        id: The provision; of a pair, the needed one.
        other: The other provision of a pair; empty without.
        score: Higher is better; of no meaning across searches.
    """

    id: Curie
    other: Curie | None
    score: float


def search(
    graph: Graph, text: str, need: str = "", have: Collection[str] = (), most: int = 12
) -> tuple[Hit, ...]:
    """Find provisions and pairs of provisions.

    Args:
        graph: The graph.
        text: What was typed: a notation, words, an abbreviation, or two of these for a pair.
        need: Framework needed; preferred where a name is that of several.
        have: Frameworks held; preferred for the other side of a pair.
        most: Most hits.

    Returns:
        The hits, best first; a text that names one provision or one pair gives that one first.
    """
    said = " ".join(text.split())[:_MOST_QUERY]
    if not said:
        return ()
    found = [*_named(graph, said, need, have), *_pair(graph, said, need, have)]
    known = {(h.id, h.other) for h in found}
    rest = [h for h in _by_words(graph, said, need, have) if (h.id, h.other) not in known]
    return (*found, *rest)[:most]


def _order(graph: Graph, need: str, have: Collection[str]) -> list[str]:
    """Frameworks, those in question first."""
    rest = [k for k in graph.frameworks if k != need and k not in have]
    return [k for k in (need, *have, *rest) if k in graph.frameworks]


def _refers(text: str) -> bool:
    """Whether a text can be a notation: it has a number, or names an annex."""
    return any(c.isdigit() for c in text) or "annex" in text.lower()


def _meant(graph: Graph, name: str, frameworks: Sequence[str]) -> list[Curie]:
    """Provisions that a notation means, one a framework; a bare number may be an article."""
    whole = provisions_named(graph, name)
    if len(whole) == 1:
        return [whole.pop()]
    found = []
    for key in frameworks:
        here = named_in(graph, key, name)
        if not here and name[:1].isdigit():
            here = named_in(graph, key, f"Art. {name}")
        if len(here) == 1:
            found.append(here.pop())
    return found


def _named(graph: Graph, said: str, need: str, have: Collection[str]) -> list[Hit]:
    if not _refers(said):
        return [Hit(one, None, math.inf) for one in provisions_named(graph, said)]
    found = _meant(graph, said, _order(graph, need, have))
    return [Hit(one, None, math.inf) for one in found[:_MOST_NAMED]]


def _pair(graph: Graph, said: str, need: str, have: Collection[str]) -> list[Hit]:
    """Two names, or a name and words that are looked up among what is held."""
    words = said.split()
    others = [k for k in _order(graph, need, have) if k != need]
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]), " ".join(words[cut:])
        for one, two in ((left, right), (right, left)):
            first = _meant(graph, one, [need] if need else list(graph.frameworks))
            if not first or not _refers(one):
                continue
            if _refers(two):
                seconds = _meant(graph, two, others)
            else:
                by_words = _by_words(graph, two, "", have)
                seconds = [h.id for h in by_words if graph.provisions[h.id].framework in have]
            home = graph.provisions[first[0]].framework
            found = [c for c in seconds if graph.provisions[c].framework != home]
            if found:
                touched = _touched(graph, first[0]) if _refers(two) else Counter()
                found.sort(key=lambda c: -touched[c])
                return [Hit(first[0], other, math.inf) for other in found[:_MOST_NAMED]]
    return []


def _touched(graph: Graph, one: Curie) -> Counter[Curie]:
    """How many rows lead from each provision to a provision or what is below it."""
    below = {one, *(p.id for p in graph.descendants(one))}
    found: Counter[Curie] = Counter()
    for m in graph.mappings:
        if m.object is not None:
            found[m.subject] += m.object in below
            found[m.object] += m.subject in below
    return found


def stem(word: str) -> str:
    """A word without common endings, so that ``logging`` finds ``logs``.

    >>> stem("logging"), stem("logs"), stem("policies"), stem("processing")
    ('log', 'log', 'policy', 'process')
    """
    word = word.lower()
    if len(word) > _LEAST_IES and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es", "s"):
        if (
            word.endswith(ending)
            and len(word) - len(ending) >= _LEAST_STEM
            and not word.endswith("ss")
        ):
            word = word[: -len(ending)]
            if len(word) > _LEAST_STEM and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word


def _words(text: str) -> list[str]:
    return [stem(w) for w in _WORD.findall(text.lower()) if w not in _STOP]


@dataclass(frozen=True)
class _Index:
    places: dict[str, dict[Curie, float]]
    rarity: dict[str, float]


@lru_cache(maxsize=4)
def _index(graph: Graph) -> _Index:
    places: dict[str, dict[Curie, float]] = {}
    for one in graph.provisions.values():
        if not graph.exists(one):
            continue
        for word, weight in _weights(graph, one).items():
            places.setdefault(word, {})[one.id] = weight
    total = len(graph.provisions) + 1
    rarity = {w: math.log(1 + total / (len(found) + 0.5)) for w, found in places.items()}
    return _Index(places, rarity)


def _weights(graph: Graph, one: Provision) -> dict[str, float]:
    beside = [
        *(graph.label_of("topic", t) for t in one.topics),
        *(graph.label_of("role", r) for r in one.binds),
        *(graph.label_of("evidence", e) for e in one.evidence),
    ]
    weights: dict[str, float] = {}
    for texts, weight in zip(
        ([one.label], beside, [one.summary, *(e.text for e in one.elements)]), _FIELDS, strict=True
    ):
        words = _words(" ".join(texts))
        length = 0.6 + 0.4 * len(words) / 12
        for word, n in Counter(words).items():
            value = weight * n / (n + _SATURATION * length)
            weights[word] = weights.get(word, 0.0) + value
    return weights


def _by_words(graph: Graph, said: str, need: str, have: Collection[str]) -> list[Hit]:
    index = _index(graph)
    spelled = " ".join(ABBREVIATIONS.get(w.lower(), w) for w in said.split())
    words = list(dict.fromkeys(_words(spelled)))
    scores: dict[Curie, float] = {}
    met: dict[Curie, int] = {}
    for word in words:
        best: dict[Curie, float] = {}
        for known, factor in _alike(index, word):
            for curie, weight in index.places[known].items():
                value = weight * index.rarity[known] * factor
                best[curie] = max(best.get(curie, 0.0), value)
        for curie, value in best.items():
            scores[curie] = scores.get(curie, 0.0) + value
            met[curie] = met.get(curie, 0) + 1
    hits = []
    for curie, score in scores.items():
        one = graph.provisions[curie]
        whole = (met[curie] / len(words)) ** 2
        heading = set(_words(one.label)) if one.label != one.notation else set()
        fit = len(heading.intersection(words)) / len(heading) if heading else 0.0
        level = 2.0 if one.kind in _HEADED else 1.0
        near = 1.7 if one.framework == need else 1.2 if one.framework in have else 1.0
        hits.append(Hit(curie, None, score * whole * (0.8 + 0.7 * fit) * level * near))
    return sorted(hits, key=lambda h: (-h.score, graph.provisions[h.id].position, h.id))[:60]


def _alike(index: _Index, word: str) -> list[tuple[str, float]]:
    """Known words that a word may mean: itself, and those that it begins."""
    found = [(word, 1.0)] if word in index.places else []
    if len(word) >= _LEAST_PREFIX:
        found += [(w, 0.6) for w in index.places if w != word and w.startswith(word)]
    return found
