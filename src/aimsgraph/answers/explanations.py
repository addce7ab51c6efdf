"""Why: proofs of pairs, leads to a provision, and what rests on a mapping."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from aimsgraph.coverage.holdings import hold
from aimsgraph.coverage.states import end_of
from aimsgraph.coverage.verdicts import elements_of
from aimsgraph.inference.closure import Closure
from aimsgraph.inference.knowledge import Knowledge, close, knowledge_of
from aimsgraph.inference.proofs import MOST_PATHS, Path, Proofs, Step, suggestions
from aimsgraph.inference.proofs import explain as find
from aimsgraph.inference.relations import (
    BIT,
    COVERED_BY,
    COVERS,
    OVERLAPS,
    certain,
    relations_of,
    symbol,
)
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import DISCLAIMER, MARK_WORDS, Relation, counted

MOST_WEIGHED: Final = 25
"""Mappings in the list of those that carry most."""


@dataclass(frozen=True, slots=True)
class Part:
    """A duty below one side that certainly overlaps one below the other."""

    source: Curie
    target: Curie
    mask: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known about a pair: what is certain, which paths prove it, which only suggest.

    Args:
        graph: The graph.
        source: The subject.
        target: The object.
        hops: Most mappings along a path.
        mask: Relations that everything known leaves possible.
        proofs: Paths between them.
        none: NoTermFound rows that speak against any relation.
        parts: What is certain between duties below them.
        support: Rows by which one of them helps to achieve the other.
    """

    graph: Graph
    source: Curie
    target: Curie
    hops: int
    mask: int
    proofs: Proofs
    none: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    support: tuple[Mapping, ...] = ()

    @property
    def conclusion(self) -> str:
        """The conclusion in one sentence."""
        if self.mask == 0:
            return "Contradiction: the mappings below cannot all be right."
        for goal, words in _CONCLUSIONS:
            if certain(self.mask, goal):
                return words
        if self.proofs.paths:
            return "A lead only: some chain connects them, none proves a relation."
        return "Nothing is recorded that connects them."

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "subject": self.source,
            "object": self.target,
            "hops": self.hops,
            "possible": [r.value for r in relations_of(self.mask)],
            "conclusion": self.conclusion,
            "nothing_corresponds": list(self.none),
            "supports": [
                {"subject": m.subject, "object": m.object, "kind": m.support, "delivers": m.comment}
                for m in self.support
            ],
            "paths": [_path_facts(self.graph, p) for p in self.proofs.paths],
            "capped": self.proofs.capped,
            "parts": [
                {"subject": p.source, "object": p.target, "relation": symbol(p.mask)}
                for p in self.parts
            ],
            "data_version": self.graph.data_version,
            "disclaimer": DISCLAIMER,
        }


_CONCLUSIONS: Final = (
    (BIT[Relation.EQUAL], "Certain: equal. Meeting one is meeting the other."),
    (COVERS, "Certain: meeting the subject meets the object in full."),
    (COVERED_BY, "Certain: they overlap; meeting the object meets the subject in full."),
    (OVERLAPS, "Certain: they overlap; meeting the subject meets part of the object."),
    (BIT[Relation.DISJOINT], "Certain: they share no required outcome."),
)


def explanation(graph: Graph, source: Curie, target: Curie, hops: int) -> Explanation:
    """Work out what is known about a pair.

    Args:
        graph: The graph.
        source: The subject.
        target: The object.
        hops: Most mappings along a path.

    Returns:
        The explanation, with at most ``MOST_PATHS`` paths.
    """
    knowledge = knowledge_of(graph, hops)
    ends = ((source, target), (target, source))
    spoken = []
    for one, other in ends:
        row = knowledge.none_speaking_for(graph.provisions[one], graph.provisions[other].framework)
        if row is not None:
            spoken.append(row.id)
    if not spoken and any(
        one in knowledge.closure.apart_from(other)
        or (one, graph.provisions[other].framework) in knowledge.closure.none
        for one, other in ends
    ):
        spoken.append("entailed by NoTermFound rows of provisions that include them")
    pair = next((p for p in knowledge.by_target.get(target, ()) if p.source == source), None)
    proofs = find(knowledge.links, source, target, hops, pair)
    parts = _parts(knowledge, source, target)
    mask = proofs.mask if pair is None else pair.mask
    mask = mask & BIT[Relation.DISJOINT] if spoken else mask
    ends_of = {source, target}
    support = tuple(
        m
        for m in knowledge.rows_at.get(target, ())
        if m.support and {m.subject, m.object} == ends_of
    )
    return Explanation(graph, source, target, hops, mask, proofs, tuple(spoken), parts, support)


def _parts(knowledge: Knowledge, source: Curie, target: Curie) -> tuple[Part, ...]:
    """What is certain between duties below two provisions, in reading order of the second."""
    graph = knowledge.graph

    def leaves(curie: Curie) -> list[Curie]:
        below = {curie, *(p.id for p in graph.descendants(curie))}
        return [p.id for p in graph.leaves(graph.provisions[curie].framework) if p.id in below]

    sources = frozenset(leaves(source))
    return tuple(
        Part(pair.source, pair.target, pair.mask)
        for leaf in leaves(target)
        for pair in knowledge.by_target.get(leaf, ())
        if pair.overlaps
        and pair.source in sources
        and (pair.source, pair.target) != (source, target)
        and (pair.source, pair.target) not in knowledge.closure.clashes
    )


def _path_facts(graph: Graph, path: Path) -> dict[str, object]:
    return {
        "possible": [r.value for r in relations_of(path.mask)],
        "confidence": round(path.confidence, 4),
        "hops": path.hops,
        "residual": _residual(graph, path),
        "steps": [
            {
                "from": s.start,
                "to": s.end,
                "relation": symbol(s.mask),
                "by": s.mapping or _tree_words(s),
                "so_far": symbol(s.composed),
            }
            for s in path.steps
        ],
    }


def _residual(graph: Graph, path: Path) -> str:
    """What the end of a path still demands."""
    if certain(path.mask, COVERS):
        return ""
    steps = (s for s in path.steps if s.mapping)
    return end_of(
        graph, tuple((s.mapping, s.start == graph.mapping(s.mapping).subject) for s in steps)
    ).residual


def _tree_words(step: Step) -> str:
    return "includes" if certain(step.mask, COVERS) else "is part of"


def render_explanation(found: Explanation) -> str:
    """An explanation as text that a reader can check by hand."""
    graph = found.graph
    lines = [
        f"{found.source} {graph.text_of(found.source)}",
        f"  to {found.target} {graph.text_of(found.target)}",
        f"{found.conclusion} Possible: {symbol(found.mask)}.",
        "",
    ]
    lines += [f"Nothing corresponds: {text}" for text in found.none]
    lines += [
        f"Support ({m.support}), which proves nothing: {m.subject} helps {m.object}. {m.comment}"
        for m in found.support
    ]
    for number, path in enumerate(found.proofs.paths, 1):
        lines += _path_lines(graph, number, path)
    lines += _part_lines(graph, found)
    if found.proofs.capped:
        lines.append(f"There may be more paths; at most {MOST_PATHS} are shown.")
    lines += [f"Data version {graph.data_version}. {DISCLAIMER}"]
    return "\n".join(lines) + "\n"


def _part_lines(graph: Graph, found: Explanation) -> list[str]:
    if not found.parts:
        return []
    touched = len({part.target for part in found.parts})
    overlap = "overlaps" if touched == 1 else "overlap"
    head = (
        f"Between their parts: {counted(touched, 'duty', 'duties')} below {found.target} certainly "
        f"{overlap} with something below {found.source}. Explain such a pair for its proof."
    )
    return [
        head,
        *(
            f"  {p.source} {symbol(p.mask)} {p.target} {graph.text_of(p.target)}"
            for p in found.parts
        ),
        "",
    ]


def _path_lines(graph: Graph, number: int, path: Path) -> list[str]:
    proven = certain(path.mask, OVERLAPS) or path.mask == BIT[Relation.DISJOINT]
    head = (
        f"Path {number} ({'proof' if proven else 'lead'}): {counted(path.hops, 'mapping')}, "
        f"confidence {path.confidence:.2f}, leaves possible: {symbol(path.mask)}"
    )
    lines = [head]
    for step in path.steps:
        so_far = f"[so far: {symbol(step.composed)}]"
        if not step.mapping:
            lines.append(f"  {step.start} {_tree_words(step)} {step.end}  {so_far}")
            continue
        m = graph.mapping(step.mapping)
        read = "" if m.subject == step.start else " (read backwards)"
        about = f"{m.rationale}, confidence {m.confidence:g}, {m.file}:{m.line}"
        lines.append(f"  {step.start} {symbol(step.mask)} {step.end}  {so_far}")
        lines.append(f"    mapping {m.id}{read}, {about}")
        lines.append(f"    why: {m.comment}")
        if m.artefact:
            lines.append(f"    in hand for both: {m.artefact}")
        if m.see_also:
            lines.append(f"    source: {', '.join(m.see_also)}")
    residual = _residual(graph, path)
    if residual:
        lines += _element_lines(graph, path)
        lines.append(f"  what remains: {residual}")
    return [*lines, ""]


def _element_lines(graph: Graph, path: Path) -> list[str]:
    """How the elements of the end are met, where a single row says so, and the kinds of gaps."""
    if path.hops != 1:
        return []
    side = graph.mapping(path.mappings[0]).seen_from(path.target)
    one = graph.provisions[path.target]
    if not side.elements:
        return []
    lines = []
    for element in elements_of(one):
        mark = side.marks.get(element.key)
        how = MARK_WORDS[mark] if mark else "open"
        hard = " (hard)" if element.hard else ""
        lines.append(f"    {element.key} {how}: {element.text}{hard}")
    kinds = f"  kinds of gap: {', '.join(side.gap)}" if side.gap else ""
    return ["  elements of the object:", *lines, *([kinds] if kinds else [])]


def leads_sheet(
    graph: Graph, target: Curie, have: tuple[str, ...], hops: int
) -> tuple[Sheet, bool]:
    """Leads to a provision, most confident first, and whether the list was cut."""
    knowledge = knowledge_of(graph, hops)
    found = suggestions(knowledge, target, hold(graph, have).provisions)
    rows = tuple(
        (
            path.source,
            graph.provisions[path.source].label,
            round(path.confidence, 4),
            path.hops,
            symbol(path.mask),
            " + ".join(path.mappings),
        )
        for path in found.paths
    )
    columns = ("from", "heading", "confidence", "hops", "leaves possible", "mappings")
    return Sheet("Leads", columns, rows), found.capped


Fact = tuple[str, Curie, str]


def _facts(graph: Graph, closure: Closure) -> set[Fact]:
    """What is certain about assessable provisions: (statement, provision, about what)."""
    facts: set[Fact] = set()
    for pair in closure.pairs:
        if not (graph.is_assessable(pair.source) and graph.is_assessable(pair.target)):
            continue
        if (pair.source, pair.target) in closure.clashes:
            continue
        for word, goal in (("covers", COVERS), ("overlaps", OVERLAPS)):
            if certain(pair.mask, goal):
                facts.add((word, pair.source, pair.target))
                break
        if certain(pair.mask, BIT[Relation.DISJOINT]):
            facts.add(("disjoint from", pair.source, pair.target))
    facts |= {
        ("disjoint from", a, b)
        for a, b in closure.apart - closure.clashes
        if graph.is_assessable(a) and graph.is_assessable(b)
    }
    facts |= {
        ("corresponds to nothing in", c, f) for c, f in closure.none if graph.is_assessable(c)
    }
    return facts


def impact_sheet(graph: Graph, mapping_id: str, hops: int) -> Sheet:
    """What is certain with a mapping and not without it."""
    without = replace(graph, mappings=tuple(m for m in graph.mappings if m.id != mapping_id))
    lost = _facts(graph, knowledge_of(graph, hops).closure) - _facts(without, close(without, hops))
    rows = tuple((source, word, target) for word, source, target in sorted(lost))
    return Sheet("Impact", ("provision", "no longer certainly", "other"), rows)


def weight_sheet(graph: Graph, hops: int) -> Sheet:
    """The mappings that the best proofs of most certain statements rest on."""
    knowledge = knowledge_of(graph, hops)
    used: Counter[str] = Counter()
    for pair in knowledge.closure.pairs:
        if pair.overlaps and graph.is_assessable(pair.source) and graph.is_assessable(pair.target):
            used.update(mapping for mapping, _ in pair.premises)
    for curie, key in knowledge.closure.none:
        row = knowledge.none_speaking_for(graph.provisions[curie], key)
        if row is not None and graph.is_assessable(curie):
            used[row.id] += 1
    ranked = sorted(used.items(), key=lambda item: (-item[1], item[0]))[:MOST_WEIGHED]
    return Sheet("Weight", ("mapping", "statements that rest on it"), tuple(ranked))
