"""Coverage: for each provision that is needed, what the provisions that are held prove about it.

States and their precedence are those of the design: full, partial, none, lead, unmapped. Nothing
adds up: several partial sources never make a full one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as MappingT
from dataclasses import dataclass

from aimsgraph.thinking.holding import Holding
from aimsgraph.thinking.links import Path, combined
from aimsgraph.thinking.relations import BIT, COVERS, OVERLAPS, certain
from aimsgraph.thinking.scope import Scope, targets
from aimsgraph.values.model import Curie, Graph, Mapping, Provision
from aimsgraph.values.terms import Relation, State

Paths = MappingT[Curie, tuple[Path, ...]]
"""Paths by the provision they end in."""


@dataclass(frozen=True, slots=True)
class Source:
    """A held provision that certainly overlaps a needed one.

    Args:
        id: The held provision.
        mask: Relations that can hold from it to the needed one.
        confidence: Best confidence among the paths that alone prove the state.
        residual: What the needed provision still demands; empty when it is met in full.
        mappings: Ids of the mappings on the best path.
    """

    id: Curie
    mask: int
    confidence: float
    residual: str
    mappings: tuple[str, ...]

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
        leads: Paths that suggest something and prove nothing.
        judged_none: NoTermFound mappings that speak for it.
    """

    provision: Provision
    state: State
    reason: str
    sources: tuple[Source, ...] = ()
    leads: tuple[Path, ...] = ()
    judged_none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer for a framework: cells in reading order, with what was asked."""

    have: tuple[str, ...]
    need: str
    scope: Scope
    holding: Holding
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


def cover(graph: Graph, holding: Holding, need: str, scope: Scope, paths: Paths) -> Coverage:
    """Work out the coverage of a framework.

    Args:
        graph: The graph, seen at the edition that is needed.
        holding: What the organisation holds.
        need: Key of the target framework.
        scope: Which of its provisions count.
        paths: Paths that end in its assessable provisions.

    Returns:
        One cell per provision in scope.
    """
    none_rows = _none_rows(graph)
    cells = tuple(
        _cell(graph, holding, one, paths.get(one.id, ()), none_rows)
        for one in targets(graph, need, scope)
    )
    return Coverage(holding.frameworks, need, scope, holding, cells)


def _none_rows(graph: Graph) -> dict[tuple[Curie, str], Mapping]:
    return {(m.subject, m.none_in): m for m in graph.live_mappings if m.object is None}


def none_speaking_for(
    graph: Graph, one: Provision, framework: str, rows: MappingT[tuple[Curie, str], Mapping]
) -> Mapping | None:
    """The NoTermFound mapping of a provision or of what it is a part of, nearest first."""
    for curie in (one.id, *(p.id for p in graph.ancestors(one.id))):
        found = rows.get((curie, framework))
        if found is not None:
            return found
    return None


def _cell(
    graph: Graph,
    holding: Holding,
    one: Provision,
    paths: tuple[Path, ...],
    none_rows: MappingT[tuple[Curie, str], Mapping],
) -> Cell:
    by_source: dict[Curie, list[Path]] = {}
    for path in paths:
        if path.source in holding.provisions:
            by_source.setdefault(path.source, []).append(path)
    if one.id in holding.provisions:
        by_source.setdefault(one.id, []).append(Path(one.id, one.id, BIT[Relation.EQUAL], 1.0, ()))
    masks = {source: combined(found) for source, found in by_source.items()}
    sources = _most_specific(
        graph,
        sorted(
            (
                _source(graph, source, masks[source], found)
                for source, found in by_source.items()
                if certain(masks[source], OVERLAPS)
            ),
            key=lambda s: (not certain(s.mask, COVERS), s.hops, -s.confidence, s.id),
        ),
    )
    apart = {s for s, mask in masks.items() if certain(mask, BIT[Relation.DISJOINT])}
    leads = tuple(
        found[0]
        for source, found in sorted(by_source.items())
        if not certain(masks[source], OVERLAPS) and source not in apart and masks[source]
    )
    judged = _judged_none(graph, holding, one, apart, none_rows)
    state = _state(sources, judged, leads)
    return Cell(
        provision=one,
        state=state,
        reason=_reason(state, sources, leads, holding),
        sources=sources,
        leads=leads,
        judged_none=judged or (),
    )


def _most_specific(graph: Graph, found: Iterable[Source]) -> tuple[Source, ...]:
    """Leave out sources that only repeat, one level up or down the tree, what another one says.

    A source is a repetition when its best path is the best path of a source that stands at the very
    end of the mapping, and proves no more.
    """
    kept: dict[tuple[str, ...], list[Source]] = {}
    for source in found:
        kept.setdefault(source.mappings, []).append(source)
    result: list[Source] = []
    for mappings, group in kept.items():
        ends: set[Curie | None] = set()
        if mappings:
            first = graph.mapping(mappings[0])
            ends = {first.subject, first.object}
        own = [s for s in group if s.id in ends]
        full = any(certain(s.mask, COVERS) for s in own)
        result += [
            s for s in group if not own or s in own or (certain(s.mask, COVERS) and not full)
        ]
    return tuple(result)


def _source(graph: Graph, source: Curie, mask: int, found: Iterable[Path]) -> Source:
    goal = COVERS if certain(mask, COVERS) else OVERLAPS
    proving = [p for p in found if certain(p.mask, goal)]
    best = min(proving, key=lambda p: (-p.confidence, p.hops, p.mappings))
    return Source(source, mask, best.confidence, residual_of(graph, best), best.mappings)


def residual_of(graph: Graph, path: Path) -> str:
    """What the end of a path still demands: the residual on the side of its last mapping."""
    if certain(path.mask, COVERS) or not path.mappings:
        return ""
    last = graph.mapping(path.mappings[-1])
    at_object = last.object is not None and _near(graph, path.target, last.object)
    return last.object_residual if at_object else last.subject_residual


def _near(graph: Graph, curie: Curie, end: Curie) -> bool:
    return graph.provisions[curie].framework == graph.provisions[end].framework and (
        curie == end
        or end in {p.id for p in graph.ancestors(curie)}
        or curie in {p.id for p in graph.ancestors(end)}
    )


def _judged_none(
    graph: Graph,
    holding: Holding,
    one: Provision,
    apart: set[Curie],
    none_rows: MappingT[tuple[Curie, str], Mapping],
) -> tuple[str, ...] | None:
    """Ids of the rows that speak for ``one`` when nothing held corresponds, else ``None``."""
    spoken: list[str] = []
    for key in holding.frameworks:
        row = none_speaking_for(graph, one, key, none_rows)
        if row is not None:
            spoken.append(row.id)
        elif not all(leaf.id in apart for leaf in graph.leaves(key)) or not graph.leaves(key):
            return None
    return tuple(spoken)


def _state(
    sources: tuple[Source, ...], judged: tuple[str, ...] | None, leads: tuple[Path, ...]
) -> State:
    if any(certain(s.mask, COVERS) for s in sources):
        return State.FULL
    if sources:
        return State.PARTIAL
    if judged is not None:
        return State.NONE
    return State.LEAD if leads else State.UNMAPPED


def _reason(
    state: State, sources: tuple[Source, ...], leads: tuple[Path, ...], holding: Holding
) -> str:
    if state is State.FULL:
        return f"{sources[0].id} covers it entirely."
    if state is State.PARTIAL:
        what = "provision overlaps" if len(sources) == 1 else "provisions overlap"
        return f"{len(sources)} held {what} it; the residuals say what is left."
    if state is State.NONE:
        return f"Checked: nothing in {' or '.join(holding.frameworks)} corresponds."
    if state is State.LEAD:
        what = "path suggests" if len(leads) == 1 else "paths suggest"
        return f"{len(leads)} {what} a relation; none proves one."
    return "Nothing is recorded about it."
