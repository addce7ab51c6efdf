"""The coverage matrix as a picture: an ECharts option, one cell with a name of its own a spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from aimsgraph.exports.colours import LOOKS, Look
from aimsgraph.faces.explorer.text import worded
from aimsgraph.faces.explorer.views_matrix import CLASH, OVERALL, Spot, held_areas, needed
from aimsgraph.model.terms import State

_ORDER: Final = {state: rank for rank, state in enumerate(State)}
_CLASH_LOOK: Final = Look("⚡", "#c2255c", "#ffffff", "solid")
_WINDOW: Final = 30


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
        "visualMap": _legend(ink, clash=any(s.clashing for s in spots)),
        "series": [
            {"type": "heatmap", "data": data, "selectedMode": "single", "cursor": "pointer",
             "select": {"itemStyle": {"borderColor": "#d6336c", "borderWidth": 3}}},
        ],
    }  # fmt: skip


def _item(spot: Spot, x: int, y: int) -> dict[str, Any]:
    look = _CLASH_LOOK if spot.clashing else LOOKS[spot.state]
    return {
        "name": spot.name,
        "value": [x, y, len(_ORDER) if spot.clashing else _ORDER[spot.state]],
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


def _legend(ink: str, *, clash: bool) -> dict[str, Any]:
    pieces = [{"value": _ORDER[s], "label": worded(s), "color": LOOKS[s].colour} for s in State]
    if clash:
        pieces.append({"value": len(_ORDER), "label": CLASH, "color": _CLASH_LOOK.colour})
    return {
        "type": "piecewise",
        "dimension": 2,
        "orient": "horizontal",
        "left": 0,
        "top": 0,
        "itemSymbol": "rect",
        "selectedMode": False,
        "textStyle": {"color": ink},
        "pieces": pieces,
    }
