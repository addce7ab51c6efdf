"""The coverage matrix as values: one spot for each held area and needed provision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aimsgraph.faces.explorer.text import LOOKS, Sheet, worded
from aimsgraph.faces.explorer.views import heading, leads_of
from aimsgraph.services.analysis import Answer, article_of
from aimsgraph.thinking.coverage import Cell, Source
from aimsgraph.thinking.proof import Path
from aimsgraph.thinking.relations import COVERS, OVERLAPS, certain, relations_of, symbol
from aimsgraph.values.model import Curie, Graph, Provision
from aimsgraph.values.terms import FULL_WORD, Relation, State

LEAD: Final = "lead"
RELATIONS: Final = ("equal", "superset", "subset", "intersects", LEAD)
"""What the relation filter offers; disjoint provisions never stand in a matrix."""

OVERALL: Final = "All held"
_ORDER: Final = {state: rank for rank, state in enumerate(State)}
_WINDOW: Final = 30


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is shown; it never changes a state.

    Args:
        states: States of needed provisions.
        relations: Relations of held to needed provisions.
        least: Least confidence.
        part: Top-level part of the needed framework; empty for all.
    """

    states: frozenset[State] = frozenset(State)
    relations: frozenset[str] = frozenset(RELATIONS)
    least: float = 0.0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """What one held area says about one needed provision; the area is ``None`` for the whole."""

    cell: Cell
    area: Provision | None
    state: State
    sources: tuple[Source, ...] = ()
    leads: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """A name that no other spot of the matrix has."""
        area = self.area.notation if self.area else OVERALL
        return f"{self.cell.provision.notation} and {area}: {FULL_WORD[self.state]}"

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


def root_of(graph: Graph, curie: Curie) -> Provision:
    """The top-level part that a provision is in."""
    return next(iter(list(graph.ancestors(curie))[::-1]), graph.provisions[curie])


def parts_of(result: Answer) -> tuple[Provision, ...]:
    """The top-level parts of the target that have provisions in scope, in reading order."""
    found = {}
    for cell in result.coverage.cells:
        root = root_of(result.graph, cell.provision.id)
        found[root.id] = root
    return tuple(sorted(found.values(), key=lambda p: (p.position, p.id)))


def spots_of(result: Answer, sieve: Sieve) -> tuple[Spot, ...]:
    """Every spot that passes the sieve: for each needed provision the whole holding, then areas.

    Args:
        result: The answer to show.
        sieve: What is shown.

    Returns:
        Spots in reading order of needed provisions, then of held areas.
    """
    graph = result.graph
    found: list[Spot] = []
    for cell in result.coverage.cells:
        if cell.state not in sieve.states:
            continue
        if sieve.part and root_of(graph, cell.provision.id).id != sieve.part:
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
    ids = sorted({*proven, *hinted}, key=lambda c: (graph.provisions[c].position, c))
    for curie in ids:
        sources = tuple(proven.get(curie, ()))
        state = State.LEAD
        if sources:
            full = any(certain(s.mask, COVERS) for s in sources)
            state = State.FULL if full else State.PARTIAL
        yield Spot(cell, graph.provisions[curie], state, sources, tuple(hinted.get(curie, ())))


def _wanted(mask: int, sieve: Sieve) -> bool:
    return any(r.value in sieve.relations for r in relations_of(mask) if r is not Relation.DISJOINT)


def held_areas(spots: Sequence[Spot]) -> tuple[Provision, ...]:
    """The held areas with at least one spot, in order of frameworks and reading order."""
    found = {s.area.id: s.area for s in spots if s.area is not None}
    return tuple(sorted(found.values(), key=lambda p: (p.framework, p.position, p.id)))


def needed(spots: Sequence[Spot]) -> tuple[Provision, ...]:
    """The needed provisions that are shown, in reading order."""
    return tuple({s.cell.provision.id: s.cell.provision for s in spots}.values())


def heatmap(spots: Sequence[Spot], ink: str) -> dict[str, Any]:
    """The matrix as an ECharts option: needed provisions down, held areas across.

    Args:
        spots: What is shown, in the order in which a click reports its index.
        ink: Colour of the texts beside the cells.
    """
    areas, rows = held_areas(spots), needed(spots)
    across = {a.id: i + 1 for i, a in enumerate(areas)}
    down = {p.id: i for i, p in enumerate(rows)}
    data = [_item(s, across[s.area.id] if s.area else 0, down[s.cell.provision.id]) for s in spots]
    names = [OVERALL, *(a.notation for a in areas)]
    return {
        "animation": False,
        "tooltip": {"formatter": "{b}", "confine": True},
        "grid": {"left": 8, "right": 44, "top": 44, "bottom": 40, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": names,
            "position": "top",
            "axisLabel": {"rotate": 60, "interval": 0, "color": ink},
            "splitLine": {"show": True},
        },
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [p.notation for p in rows],
            "axisLabel": {"interval": 0, "color": ink},
            "splitLine": {"show": True},
        },
        "dataZoom": [
            *_zoom("yAxisIndex", len(rows), "right"),
            *_zoom("xAxisIndex", len(names), "bottom"),
        ],
        "visualMap": _legend(ink),
        "series": [
            {"type": "heatmap", "data": data, "selectedMode": "single", "cursor": "pointer",
             "select": {"itemStyle": {"borderColor": "#d6336c", "borderWidth": 3}}},
        ],
    }  # fmt: skip


def _item(spot: Spot, x: int, y: int) -> dict[str, Any]:
    look = LOOKS[spot.state]
    return {
        "name": spot.name,
        "value": [x, y, _ORDER[spot.state]],
        "label": {"show": True, "formatter": look.symbol, "color": look.ink, "fontSize": 13},
        "itemStyle": {"borderColor": look.ink, "borderWidth": 1, "borderType": look.border},
    }


def _zoom(axis: str, size: int, side: str) -> list[dict[str, Any]]:
    if size <= _WINDOW:
        return []
    window: dict[str, Any] = {
        axis: 0,
        "startValue": 0,
        "endValue": _WINDOW - 1,
        "brushSelect": False,
    }
    place: dict[str, Any] = {side: 8}
    place |= {"width": 18} if side == "right" else {"height": 18}
    return [{"type": "slider", "showDetail": False, **window, **place}]


def _legend(ink: str) -> dict[str, Any]:
    return {
        "type": "piecewise",
        "dimension": 2,
        "orient": "horizontal",
        "left": 0,
        "top": 0,
        "itemSymbol": "rect",
        "selectedMode": False,
        "textStyle": {"color": ink},
        "pieces": [
            {"value": _ORDER[s], "label": worded(s), "color": LOOKS[s].colour} for s in State
        ],
    }


def matrix_sheet(spots: Sequence[Spot]) -> Sheet:
    """The matrix as rows: one for each area and needed provision, else for the state."""
    with_area = {s.cell.provision.id for s in spots if s.area is not None}
    shown = [s for s in spots if s.area is not None or s.cell.provision.id not in with_area]
    rows = tuple(_row(s) for s in shown)
    return Sheet(
        ("Needed", "Heading", "State", "Held area", "Area heading", "Relation, held to needed",
         "How", "Confidence", "Mappings on the path", "What remains"),
        rows,
        tuple(s.name for s in shown),
    )  # fmt: skip


def _row(spot: Spot) -> tuple[str | float, ...]:
    one = spot.cell.provision
    paths = spot.paths
    return (
        one.notation,
        heading(one),
        worded(spot.cell.state),
        spot.area.notation if spot.area else "",
        heading(spot.area) if spot.area else "",
        " / ".join(dict.fromkeys(relation_words(p.mask) for p in paths)) if spot.area else "",
        _how(spot),
        round(spot.confidence, 2),
        " | ".join(dict.fromkeys(" + ".join(p.mappings) for p in paths)),
        " | ".join(dict.fromkeys(s.residual for s in spot.sources if s.residual)),
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
