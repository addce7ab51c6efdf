"""The coverage matrix as values: one spot for each held area and needed provision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from aimsgraph.answers.provisions import article_of
from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.scope import dates_of
from aimsgraph.coverage.states import Cell, Source
from aimsgraph.faces.explorer.text import PageTable, worded
from aimsgraph.faces.explorer.views import heading, leads_of, practical
from aimsgraph.inference.proofs import Path
from aimsgraph.inference.relations import COVERS, OVERLAPS, certain, relations_of, symbol
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision
from aimsgraph.model.terms import FULL_WORD, Relation, State

LEAD: Final = "lead"
RELATIONS: Final = ("equal", "superset", "subset", "intersects", LEAD)
"""What the relation filter offers; disjoint provisions never stand in a matrix."""

OVERALL: Final = "All held"
CLASH: Final = "⚡ Contradictory"


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is shown; it never changes a state.

    Args:
        states: States of needed provisions.
        relations: Relations of held to needed provisions.
        least: Least confidence.
    """

    states: frozenset[State] = frozenset(State)
    relations: frozenset[str] = frozenset(RELATIONS)
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """What one held area says about one needed provision; the area is ``None`` for the whole."""

    cell: Cell
    area: Provision | None
    state: State
    sources: tuple[Source, ...] = ()
    leads: tuple[Path, ...] = ()
    clashing: tuple[Curie, ...] = ()

    @property
    def name(self) -> str:
        """A name that no other spot of the matrix has."""
        area = f"{self.area.framework} {self.area.notation}" if self.area else OVERALL
        said = CLASH if self.clashing else FULL_WORD[self.state]
        return f"{self.cell.provision.notation} and {area}: {said}"

    @property
    def confidence(self) -> float:
        """Best confidence of what stands in the spot, 0 for nothing."""
        return max((p.confidence for p in self.paths), default=0.0)

    @property
    def paths(self) -> tuple[Source | Path, ...]:
        """Proven sources and leads together."""
        return (*self.sources, *self.leads)


def area_of(graph: Graph, one: Provision) -> Provision:
    """The column that a held provision stands in: a clause is its own, others their article."""
    return one if one.kind == "Clause" else article_of(graph, one)


def spots_of(result: Answer, sieve: Sieve) -> tuple[Spot, ...]:
    """Every spot that passes the sieve: for each needed provision the whole holding, then areas.

    Args:
        result: The answer to show.
        sieve: What is shown.

    Returns:
        Spots in reading order of needed provisions, then of held areas.
    """
    found: list[Spot] = []
    for cell in result.coverage.cells:
        if cell.state not in sieve.states:
            continue
        found.append(Spot(cell, None, cell.state, cell.sources[:1]))
        found.extend(_areas(result, cell, sieve))
    return tuple(found)


def _areas(result: Answer, cell: Cell, sieve: Sieve) -> Iterable[Spot]:
    graph = result.graph
    proven: dict[Curie, list[Source]] = {}
    for source in cell.sources:
        if source.confidence >= sieve.least and _wanted(source.mask, sieve):
            area = area_of(graph, graph.provisions[source.id])
            proven.setdefault(area.id, []).append(source)
    hinted: dict[Curie, list[Path]] = {}
    for path in leads_of(result, cell) if LEAD in sieve.relations else ():
        if path.confidence >= sieve.least:
            area = area_of(graph, graph.provisions[path.source])
            hinted.setdefault(area.id, []).append(path)
    clashing: dict[Curie, list[Curie]] = {}
    for curie in cell.contradictory:
        clashing.setdefault(area_of(graph, graph.provisions[curie]).id, []).append(curie)
    ids = sorted({*proven, *hinted, *clashing}, key=lambda c: (graph.provisions[c].position, c))
    for curie in ids:
        sources = tuple(proven.get(curie, ()))
        state = State.LEAD
        if sources:
            full = any(certain(s.mask, COVERS) for s in sources)
            state = State.FULL if full else State.PARTIAL
        yield Spot(
            cell,
            graph.provisions[curie],
            state,
            sources,
            tuple(hinted.get(curie, ())),
            tuple(clashing.get(curie, ())),
        )


def _wanted(mask: int, sieve: Sieve) -> bool:
    return any(r.value in sieve.relations for r in relations_of(mask) if r is not Relation.DISJOINT)


def held_areas(spots: Sequence[Spot]) -> tuple[Provision, ...]:
    """The held areas with at least one spot, in order of frameworks and reading order."""
    found = {s.area.id: s.area for s in spots if s.area is not None}
    return tuple(sorted(found.values(), key=lambda p: (p.framework, p.position, p.id)))


def needed(spots: Sequence[Spot]) -> tuple[Provision, ...]:
    """The needed provisions that are shown, in reading order."""
    return tuple({s.cell.provision.id: s.cell.provision for s in spots}.values())


def matrix_sheet(result: Answer, spots: Sequence[Spot]) -> PageTable:
    """The matrix as rows: one for each area and needed provision, else for the state.

    Args:
        result: The answer that the spots are from.
        spots: What is shown.
    """
    with_area = {s.cell.provision.id for s in spots if s.area is not None}
    shown = [s for s in spots if s.area is not None or s.cell.provision.id not in with_area]
    rows = tuple(_row(result, s) for s in shown)
    return PageTable(
        ("Needed", "Heading", "State", "Verdict", "Held area", "Area heading",
         "Relation, held to needed", "How", "Confidence", "Applies from",
         "Practical date", "What remains", "Mappings on the path"),
        rows,
        tuple(s.name for s in shown),
    )  # fmt: skip


def dates(graph: Graph, one: Provision, risk: str) -> tuple[str, str]:
    """First formal date of a provision for a risk class, and the practical one beside it."""
    days = dates_of(graph, one, risk)
    formal = days[0] if days else ""
    return formal, practical(graph, one, formal)


def _row(result: Answer, spot: Spot) -> tuple[str | float, ...]:
    one = spot.cell.provision
    paths = spot.paths
    relations = [relation_words(p.mask) for p in paths] if spot.area else []
    return (
        one.notation,
        heading(one),
        worded(spot.cell.state),
        spot.cell.verdict.value,
        spot.area.notation if spot.area else "",
        heading(spot.area) if spot.area else "",
        " / ".join(dict.fromkeys([*([CLASH] if spot.clashing else []), *relations])),
        _how(spot),
        round(spot.confidence, 2),
        *dates(result.graph, one, result.coverage.scope.risk),
        " | ".join(dict.fromkeys(s.residual for s in spot.sources if s.residual)),
        " | ".join(dict.fromkeys(" + ".join(p.mappings) for p in paths)),
    )


def _how(spot: Spot) -> str:
    if spot.area is None or not spot.sources:
        return ""
    return "inferred" if all(s.inferred for s in spot.sources) else "asserted"


def relation_words(mask: int) -> str:
    """A mask for a reader; a mask that proves nothing is a lead."""
    if certain(mask, OVERLAPS):
        return symbol(mask)
    return f"lead ({symbol(mask)})"
