"""Names that people write, turned into what they mean; unknown ones answered with the nearest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.nearest import nearest
from aimsgraph.model.records import Concept, Curie, Framework
from aimsgraph.model.spelling import LEVELS, plain, readings, short

_PUBLISHERS: Final = frozenset({"eu", "iso", "iec"})
"""Words of a framework's name that alone name none."""

_YEAR: Final = 4
"""Digits of a number that can stand for an edition; a shorter one is part of the notation."""

_KINDS: Final = {
    **dict.fromkeys(("control", "controls", "ctrl"), ("Control", "ControlObjective", "Theme")),
    **dict.fromkeys(("clause", "clauses", "subclause", "cl"), ("Clause",)),
}
"""What a word before a notation says about the kind of provision."""

_SHORT: Final = 4
"""Letters of a word up to which its s is no plural."""

_MOST_NAME: Final = 200
_SUGGESTED: Final = 3
_WORD: Final = re.compile(r"\d+/\d+|[^\W\d_]+|\d+")
_OF: Final = re.compile(r"([\s,]+(of|in|from|under|the|der|des|du|de|la))+$", re.IGNORECASE)
"""Words between a notation and the framework that is named after it."""

_HELP: Final = (
    "Write a CURIE (aiact:art_9.par_2), an address, or key and notation ('aiact Art. 9(2)')."
)


def resolve_framework(graph: Graph, name: str) -> str:
    """The key of a framework from its key, address, label or number, as people write them.

    Args:
        graph: The graph.
        name: ``iso27001``, ``ISO/IEC 27001:2022``, ``27001``, ``ai act``, ``2024/1689``.

    Raises:
        UnknownNameError: With the known keys and the nearest one.
    """
    found = _frameworks(graph, name)
    if len(found) == 1:
        return found[0]
    known = sorted(graph.frameworks)
    near = found or nearest(plain(name), known, 1, 0.4)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    raise UnknownNameError(name, "there is no such framework.", f"{hint}Known: {', '.join(known)}.")


def resolve_frameworks(graph: Graph, names: Iterable[str]) -> tuple[str, ...]:
    """The keys of several frameworks; one text may name several, with commas.

    Args:
        graph: The graph.
        names: ``["27001", "ai act"]``, ``["iso27001, iso42001"]``.

    Raises:
        UnknownNameError: With the known keys and the nearest one.
    """
    found = []
    for name in names:
        alone = "," not in name or _frameworks(graph, name)
        parts = [] if alone else [part for part in name.split(",") if part.strip()]
        found += [resolve_framework(graph, part) for part in parts or [name]]
    return tuple(dict.fromkeys(found))


def resolve_need(graph: Graph, name: str) -> tuple[str, str]:
    """A framework, or a part of one, as what is needed.

    Args:
        graph: The graph; without provisions, only the framework is looked up.
        name: ``gdpr``, or ``gdpr Art. 32``, ``cra:anx_I``.

    Returns:
        Key of the framework, and the CURIE of the part; empty for the whole.

    Raises:
        UnknownNameError: With the nearest names.
    """
    wanted = name.strip()
    whole = _frameworks(graph, wanted)
    key, _ = _split(graph, wanted)
    if wanted in graph.by_iri:
        return graph.provisions[graph.by_iri[wanted]].framework, graph.by_iri[wanted]
    if whole or not key:
        return resolve_framework(graph, wanted), ""
    return key, resolve(graph, wanted) if graph.provisions else ""


def _frameworks(graph: Graph, name: str) -> list[str]:
    wanted = plain(name)
    known = [(f.key, _called(f)) for f in graph.frameworks.values()]
    exact = [key for key, called in known if wanted in called.names]
    words = frozenset(_WORD.findall(wanted))
    return exact or [key for key, called in known if called.by(words)]


class _Called(NamedTuple):
    """What a framework is called.

    Args:
        names: Whole names, spelled plainly.
        known: Words that may stand in a name of it.
        telling: Sets of words, one of which must stand in it whole.
    """

    names: frozenset[str]
    known: frozenset[str]
    telling: tuple[frozenset[str], ...]

    def by(self, words: frozenset[str]) -> bool:
        """Whether words name it: they hold what tells it apart, and nothing foreign."""
        return words <= self.known and any(part and part <= words for part in self.telling)


@lru_cache(maxsize=256)
def _called(framework: Framework) -> _Called:
    key, label, title = (
        frozenset(_WORD.findall(plain(text)))
        for text in (framework.key, framework.label, framework.title)
    )
    number = next((w for w in _WORD.findall(plain(framework.title)) if "/" in w), "")
    editions = " ".join(f"{e.key} {e.label}" for e in framework.editions)
    told = title | frozenset(_WORD.findall(plain(editions)))
    aliases = [frozenset(_WORD.findall(plain(text))) for text in framework.aliases]
    known = key.union(
        label, _PUBLISHERS, *aliases, (w for w in told if not w.isdigit() or len(w) >= _YEAR)
    )
    names = {framework.key.casefold(), framework.iri.casefold()}
    return _Called(
        frozenset({*names, *map(plain, (framework.label, *framework.aliases))}),
        known,
        (*(part - _PUBLISHERS for part in (key, label, *aliases)), frozenset({number} - {""})),
    )


def resolve_word(words: Collection[Concept], name: str, place: str, what: str) -> str:
    """The key of a word of a vocabulary from its key, its label or another name that it has.

    Args:
        words: The words that may be meant.
        name: What was written, such as ``High-risk (Annex III)``, ``Annex III`` or ``deployers``.
        place: What it is a value of, for errors.
        what: What such a word is, for errors.

    Raises:
        UnknownNameError: With the nearest words and all that are known.
    """
    wanted = _spelled(name)
    called = {c.key: {_spelled(n) for n in (c.key, c.label, *c.aliases)} for c in words}
    found = [key for key, names in called.items() if wanted in names]
    if len(found) == 1:
        return found[0]
    said = {n: key for key, names in called.items() for n in names}
    told = set(wanted.split())
    near = found or [key for n, key in said.items() if told and told <= set(n.split())]
    near = near or [said[n] for n in nearest(wanted, said, _SUGGESTED, 0.6)]
    likely = list(dict.fromkeys(near))[:_SUGGESTED]
    hint = f"Did you mean {' or '.join(likely)}? " if likely else ""
    raise UnknownNameError(
        f"{place} {name}", f"there is no such {what}.", f"{hint}Known: {', '.join(sorted(called))}."
    )


def _spelled(name: str) -> str:
    """The words of a name without signs between them and without the s of a plural."""
    found = _WORD.findall(plain(name[:_MOST_NAME]))
    return " ".join(w[:-1] if len(w) > _SHORT and w[-1] == "s" != w[-2] else w for w in found)


def resolve(graph: Graph, name: str) -> Curie:
    """The CURIE of a provision from its CURIE, address, or framework and notation.

    Args:
        graph: The graph.
        name: ``aiact:art_9.par_2``, the IRI, ``aiact Art. 9(2)`` or ``AI Act Article 9.2``.

    Returns:
        The CURIE.

    Raises:
        UnknownNameError: What was written is not exactly one provision; with the nearest names.
    """
    found = provisions_named(graph, name)
    if len(found) == 1:
        return found.pop()
    wanted = name.strip()
    key, notation = _split(graph, wanted)
    raise UnknownNameError(
        name,
        "this may be more than one provision." if found else "there is no such provision.",
        _hint(graph, key, notation or wanted, found),
    )


def provisions_named(graph: Graph, name: str) -> set[Curie]:
    """Every provision that a CURIE, an address, or framework and notation may mean."""
    wanted = name.strip()
    if wanted in graph.provisions:
        return {Curie(wanted)}
    if wanted in graph.by_iri:
        return {graph.by_iri[wanted]}
    named = (named_in(graph, *split) for split in _splits(graph, wanted))
    return next(filter(None, named), set())


def _split(graph: Graph, wanted: str) -> tuple[str, str]:
    """Framework and notation where a name can be split so; of several ways the last."""
    return next(reversed(_splits(graph, wanted)), ("", ""))


def _splits(graph: Graph, wanted: str) -> list[tuple[str, str]]:
    """Framework and notation: the longest beginning that names one framework, then every end."""
    gaps = list(re.finditer(r"[\s:,]+", wanted[:_MOST_NAME]))[::-1]
    parts = [(wanted[: gap.start()], wanted[gap.end() :]) for gap in gaps]
    starts = ((_frameworks(graph, front), rest) for front, rest in parts)
    ends = ((_frameworks(graph, rest), _OF.sub("", front)) for front, rest in parts)
    found = [(keys[0], left) for keys, left in starts if left and len(keys) == 1][:1]
    return found + [(keys[0], left) for keys, left in ends if left and len(keys) == 1]


def named_in(graph: Graph, key: str, notation: str) -> set[Curie]:
    """Every provision of a framework that a notation may mean."""
    spelled = graph.spellings
    exact = spelled.get((key, (plain(notation),)), ())
    if exact:
        return set(exact)
    found: set[Curie] = set()
    implied = plain(notation)[:1].isalnum()  # "(2)" alone implies no article
    for one in readings(notation):
        bare = spelled.get((key, ("~", *one)), ()) if implied and not _levelled(notation) else ()
        found |= set(spelled.get((key, one), ()) or bare)
    first = _WORD.match(plain(notation))
    kind = _KINDS.get(first[0]) if first else None
    return {c for c in found if kind is None or graph.provisions[c].kind in kind}


def _levelled(notation: str) -> bool:
    """Whether it begins with a word of a level such as ``para``, which implies no article."""
    first = _WORD.match(plain(notation))
    return first is not None and first[0] in LEVELS


def _hint(graph: Graph, key: str, notation: str, found: Iterable[Curie]) -> str:
    near = {c: str(c) for c in sorted(found) or _elsewhere(graph, key, notation)}
    known = len(near)
    if known < _SUGGESTED:
        pool = graph.of(key) if key else graph.provisions.values()
        names = {f"{p.framework} {p.notation}": p.id for p in pool} | {p.id: p.id for p in pool}
        for name in nearest(f"{key} {notation}".strip(), names, 2 * _SUGGESTED, 0.6):
            near.setdefault(names[name], name)  # each provision by one of its names
    told = list(near.values())[: max(known, _SUGGESTED)]
    return f"Did you mean {' or '.join(repr(n) for n in told)}? " if told else _HELP


def _elsewhere(graph: Graph, key: str, notation: str) -> list[Curie]:
    """The same words in other frameworks, or the nearest provision above in the same one."""
    if not key:
        return sorted(c for other in graph.frameworks for c in named_in(graph, other, notation))
    found: list[Curie] = []
    for one in readings(notation):
        for end in range(len(one), 0, -1):
            above = graph.spellings.get((key, one[:end])) or graph.spellings.get(
                (key, ("~", *short(one[:end])))
            )
            if above:
                found.extend(above)
                break
        labelled = graph.spellings.get((key, ("a", *one)))  # 8.15 for the control A.8.15
        found.extend(labelled or ())
    return list(dict.fromkeys(found))
