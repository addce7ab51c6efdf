"""Coverage: for each provision that is needed, what the provisions that are held prove about it.

States and their precedence are those of the design: full, partial, none, lead, unmapped. Several
partial sources make a full one only where each element is certainly contained in one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

from aimsgraph.coverage.holdings import Holding
from aimsgraph.coverage.scope import Scope, targets
from aimsgraph.coverage.verdicts import (
    Contribution,
    ElementState,
    best_of,
    gap_of,
    remains_of,
    unite,
    verdict_of,
)
from aimsgraph.inference.closure import Pair, Premise
from aimsgraph.inference.knowledge import Knowledge
from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping, Provision, Side
from aimsgraph.model.terms import SUPPORT_KINDS, Mark, Relation, Remains, State, Verdict

NOTHING: Final = "Nothing is recorded about it."


@dataclass(frozen=True, slots=True)
class Source:
    """A held provision that certainly overlaps a needed one.

    Args:
        id: The held provision.
        mask: Relations that can hold from it to the needed one.
        confidence: Best confidence among the paths that alone prove the state.
        residual: What the needed provision still demands; empty when it is met in full.
        mappings: Ids of the mappings on the best path.
        gap: Kinds of what remains.
    """

    id: Curie
    mask: int
    confidence: float
    residual: str
    mappings: tuple[str, ...]
    gap: tuple[str, ...] = ()

    @property
    def hops(self) -> int:
        """Mappings on the best path."""
        return len(self.mappings)

    @property
    def inferred(self) -> bool:
        """Whether more than one mapping was needed."""
        return self.hops > 1


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer for one needed provision.

    Args:
        provision: The needed provision.
        state: Its coverage state.
        reason: Why, in one sentence.
        sources: Held provisions that certainly overlap it, best first.
        judged_none: NoTermFound mappings that speak for it.
        contradictory: Held provisions left out because the mappings contradict each other.
        removed: What overlaps it too, but was taken out by the statement of applicability.
        verdict: The work that it leaves.
        remains: How much of it is open, where it is covered in part.
        judged: Whether that was judged element by element.
        elements: Its elements and how they are met, where some row says so.
        gap: Kinds of what remains.
        best: The held provision that does most for it.
        support: Rows by which something held supports it, strongest first.
    """

    provision: Provision
    state: State
    reason: str
    sources: tuple[Source, ...] = ()
    judged_none: tuple[str, ...] = ()
    contradictory: tuple[Curie, ...] = ()
    removed: tuple[Curie, ...] = ()
    verdict: Verdict = Verdict.JUDGE
    remains: Remains | None = None
    judged: bool = False
    elements: tuple[ElementState, ...] = ()
    gap: tuple[str, ...] = ()
    best: Contribution | None = None
    support: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer for a framework: cells in reading order, with what was asked."""

    have: tuple[str, ...]
    need: str
    scope: Scope
    holding: Holding
    hops: int
    cells: tuple[Cell, ...]

    @property
    def denominator(self) -> int:
        """Number of needed provisions that count in the scope."""
        return len(self.cells)

    @property
    def counts(self) -> dict[State, int]:
        """Cells by state; every state has an entry."""
        found = Counter(cell.state for cell in self.cells)
        return {state: found[state] for state in State}

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """Cells by verdict; every verdict has an entry."""
        found = Counter(cell.verdict for cell in self.cells)
        return {verdict: found[verdict] for verdict in Verdict}


def cover(
    knowledge: Knowledge,
    holding: Holding,
    need: str,
    scope: Scope,
    only: Container[Curie] | None = None,
) -> Coverage:
    """Work out the coverage of a framework.

    Args:
        knowledge: The graph, seen at the edition that is needed, and its closure.
        holding: What the organisation holds.
        need: Key of the target framework.
        scope: Which of its provisions count.
        only: Those of them that are asked about; all when ``None``.

    Returns:
        One cell per provision in scope.
    """
    hops = knowledge.closure.hops
    suggested = knowledge.links.suggested_from(holding.provisions, hops)
    cells = tuple(
        _cell(knowledge, holding, one, suggested)
        for one in targets(knowledge.graph, need, scope)
        if only is None or one.id in only
    )
    return Coverage(holding.frameworks, need, scope, holding, hops, cells)


def _cell(
    knowledge: Knowledge, holding: Holding, one: Provision, suggested: frozenset[Curie]
) -> Cell:
    known = knowledge.by_target.get(one.id, ())
    removed = tuple(sorted(p.source for p in known if p.overlaps and p.source in holding.removed))
    pairs = [p for p in known if p.source in holding.provisions]
    contradictory = tuple(
        sorted(p.source for p in pairs if (p.source, one.id) in knowledge.closure.clashes)
    )
    pairs = [p for p in pairs if p.source not in contradictory]
    if one.id in holding.provisions:
        pairs.append(Pair(one.id, one.id, BIT[Relation.EQUAL], 1.0, 1.0, 0))
    sources = _most_specific(knowledge, (_source(knowledge, p) for p in pairs if p.overlaps))
    judged, unjudged = _judged_none(knowledge, holding, one, pairs)
    none = not unjudged and not contradictory
    met = _met(knowledge, holding, one, contradictory)
    jointly = tuple(next(iter(met[e.key])) for e in one.elements if met[e.key])
    whole = bool(one.elements) and len(jointly) == len(one.elements)
    state = _state(sources, none=none, suggested=one.id in suggested, whole=whole)
    jointly = jointly if whole and not any(certain(s.mask, COVERS) for s in sources) else ()
    does = _contributions(knowledge, holding, one, contradictory, met)
    covering = tuple(s.id for s in sources if certain(s.mask, COVERS))
    said = does or covering or state is State.NONE  # otherwise nobody judged its elements
    elements = unite(one, does, covering) if said else ()
    remains = None
    if state is State.PARTIAL:
        remains = remains_of(elements) if does else Remains.SOME
    best = best_of(does)
    gap = gap_of(best, elements) if state is State.PARTIAL else ()
    support = _support(knowledge, holding, one)
    return Cell(
        provision=one,
        state=state,
        reason=_reason(state, sources, holding, removed, jointly, unjudged),
        sources=sources,
        judged_none=judged if none else (),
        contradictory=contradictory,
        removed=removed,
        verdict=verdict_of(state, remains, gap, supported=bool(support)),
        remains=remains,
        judged=bool(does) or state is not State.PARTIAL,
        elements=elements,
        gap=gap,
        best=best,
        support=support,
    )


def _met(
    knowledge: Knowledge, holding: Holding, one: Provision, left_out: Container[Curie]
) -> dict[str, tuple[Pair, ...]]:
    """By key of an element: held provisions that certainly contain it whole, surest first."""
    found = {}
    for element in one.elements:
        pairs = (
            p
            for p in knowledge.met.get(element.id, ())
            if p.source in holding.provisions and p.source not in left_out
        )
        found[element.key] = tuple(sorted(pairs, key=lambda p: (p.hops, -p.covers, p.source)))
    return found


def _contributions(
    knowledge: Knowledge,
    holding: Holding,
    one: Provision,
    left_out: Container[Curie],
    met: dict[str, tuple[Pair, ...]],
) -> list[Contribution]:
    """What each held provision does for the elements of a needed one, where a row says so."""
    found: dict[Curie, Contribution] = {}
    for m in knowledge.rows_at.get(one.id, ()):
        held = m.subject if m.object == one.id else m.object
        side = m.seen_from(one.id)
        if held is None or not side.elements:
            continue
        if held in holding.provisions and held not in left_out:
            found[held] = Contribution(held, side.marks, side.gap, m.confidence, side.residual)
    for key, pairs in met.items():
        for pair in pairs[:1]:
            if pair.source not in found:
                found[pair.source] = Contribution(pair.source, {}, (), pair.covers)
            found[pair.source].marks[key] = Mark.MET
    return list(found.values())


def _support(knowledge: Knowledge, holding: Holding, one: Provision) -> tuple[Mapping, ...]:
    """Rows by which something held supports a provision, or what it is a part of."""
    ends = (one.id, *(p.id for p in knowledge.graph.ancestors(one.id)))
    rows = [
        m
        for end in ends
        for m in knowledge.rows_at.get(end, ())
        if m.support and m.object == end and m.subject in holding.provisions
    ]
    return tuple(
        sorted(rows, key=lambda m: (SUPPORT_KINDS.index(m.support), -m.confidence, m.subject))
    )


def _source(knowledge: Knowledge, pair: Pair) -> Source:
    end = Side() if pair.covers else end_of(knowledge.graph, pair.premises)
    mappings = tuple(mapping for mapping, _ in pair.premises)
    sure = pair.covers or pair.overlaps
    return Source(pair.source, pair.mask, sure, end.residual, mappings, end.gap)


def _most_specific(knowledge: Knowledge, found: Iterable[Source]) -> tuple[Source, ...]:
    """Leave out sources that only repeat, one level up or down the tree, what another one says.

    A source is a repetition when its best path uses the same mappings as that of a source from
    which the first of them starts. It proves no more: whatever is above or below that source
    covers the needed provision by those mappings only if that source does.
    """
    groups: dict[tuple[str, ...], list[Source]] = {}
    for source in found:
        groups.setdefault(source.mappings, []).append(source)
    kept: list[Source] = []
    for mappings, group in groups.items():
        ends: set[Curie | None] = set()
        if mappings:
            first = knowledge.graph.mapping(mappings[0])
            ends = {first.subject, first.object}
        kept += [s for s in group if s.id in ends] or group
    order = sorted(kept, key=lambda s: (not certain(s.mask, COVERS), s.hops, -s.confidence, s.id))
    return tuple(order)


def end_of(graph: Graph, premises: tuple[Premise, ...]) -> Side:
    """What the end of a proof still demands: what its last mapping says of that side."""
    if not premises:
        return Side()
    last, as_written = premises[-1]
    mapping = graph.mapping(last)
    return mapping.seen_from((mapping.object if as_written else None) or mapping.subject)


def _judged_none(
    knowledge: Knowledge, holding: Holding, one: Provision, pairs: Iterable[Pair]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the rows that say nothing corresponds to ``one``; held frameworks that say nothing."""
    apart = {p.source for p in pairs if certain(p.mask, BIT[Relation.DISJOINT])}
    apart |= knowledge.closure.apart_from(one.id)
    spoken: list[str] = []
    silent: list[str] = []
    for key in holding.frameworks:
        row = knowledge.none_speaking_for(one, key)
        leaves = knowledge.graph.leaves(key)
        if row is not None:
            spoken.append(row.id)
        elif (one.id, key) in knowledge.closure.none:
            continue
        elif not leaves or not all(leaf.id in apart for leaf in leaves):
            silent.append(key)
    return tuple(spoken), tuple(silent)


def _state(sources: tuple[Source, ...], *, none: bool, suggested: bool, whole: bool) -> State:
    if whole or any(certain(s.mask, COVERS) for s in sources):
        return State.FULL
    if any(certain(s.mask, OVERLAPS) for s in sources):
        return State.PARTIAL
    if none:
        return State.NONE
    return State.LEAD if suggested else State.UNMAPPED


def _reason(
    state: State,
    sources: tuple[Source, ...],
    holding: Holding,
    removed: tuple[Curie, ...],
    jointly: tuple[Pair, ...],
    unjudged: tuple[str, ...],
) -> str:
    said = "" if state is State.UNMAPPED and removed else _why(state, sources, holding, unjudged)
    if jointly:
        parts = ", ".join(f"{p.target.rpartition('.')[2]} by {p.source}" for p in jointly)
        said = f"All its elements are met: {parts}."
    return f"{said} {_taken_out(removed, holding)}".strip()


def _why(
    state: State, sources: tuple[Source, ...], holding: Holding, unjudged: tuple[str, ...]
) -> str:
    if state is State.FULL:
        return f"{sources[0].id} covers it entirely."
    if state is State.PARTIAL:
        what = "provision overlaps" if len(sources) == 1 else "provisions overlap"
        return f"{len(sources)} held {what} it; the residuals say what is left."
    if state is State.NONE:
        return f"Checked: nothing in {' or '.join(holding.frameworks)} corresponds."
    if state is State.LEAD:
        return "A chain of mappings suggests a relation; it proves none."
    clear = [key for key in holding.frameworks if key not in unjudged]
    if unjudged and clear:
        return (
            f"Not judged against {' or '.join(unjudged)}; "
            f"nothing in {' or '.join(clear)} corresponds."
        )
    return NOTHING


def _taken_out(removed: tuple[Curie, ...], holding: Holding) -> str:
    """What would have counted, but for the statement of applicability."""
    if not removed or holding.statement is None:
        return ""
    does, them = ("bears", "it") if len(removed) == 1 else ("bear", "them")
    name = f" {holding.statement.name}" if holding.statement.name else ""
    return (
        f"{', '.join(removed)} {does} on it, but the statement of applicability{name} takes "
        f"{them} out."
    )
