"""The overview as rows: frameworks, and the table of frameworks by frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from aimsgraph.answers.questions import PairCounts
from aimsgraph.exports.colours import LOOKS
from aimsgraph.faces.explorer.text import PageTable, Value, worded
from aimsgraph.faces.explorer.views import counted
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Framework
from aimsgraph.model.terms import FULL_WORD, State, Verdict

_LABELLED: Final = 8
"""Least count whose number fits into its bar; the table has them all."""


def card(graph: Graph, framework: Framework) -> tuple[tuple[str, str], ...]:
    """A framework as pairs of word and text."""
    provisions = graph.of(framework.key)
    leaves = graph.leaves(framework.key)
    rows = (
        ("Objective", framework.objective),
        ("Risk focus", framework.risk_focus),
        ("Key output", framework.key_output),
        ("Regulatory link", framework.regulatory_link),
        ("Editions", "; ".join(e.label or e.key for e in framework.editions)),
        ("Followed up to", framework.law_as_of),
        ("Provisions", f"{len(provisions)}, of which {len(leaves)} are assessable"),
    )
    return tuple((name, text) for name, text in rows if text)


def pair_square(graph: Graph, keys: Sequence[str], pairs: Sequence[PairCounts]) -> PageTable:
    """Frameworks held (rows) by frameworks needed (columns), counts of states in each cell."""
    found = {(p.have, p.need): p for p in pairs}
    rows: list[tuple[str, ...]] = []
    for have in keys:
        cells = [
            counted(found[have, need].states) if (have, need) in found else "same framework"
            for need in keys
        ]
        rows.append((f"Holding {graph.frameworks[have].label}", *cells))
    columns = ("Held", *(f"Needed: {graph.frameworks[k].label}" for k in keys))
    return PageTable(columns, tuple(rows), tuple(keys))


def pair_list(graph: Graph, pairs: Sequence[PairCounts]) -> PageTable:
    """One row a directed pair, one column a state, and the denominator."""
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            graph.frameworks[p.have].label,
            graph.frameworks[p.need].label,
            *(p.states[s] for s in State),
            *(p.verdicts[v] for v in Verdict),
            p.denominator,
            counted(p.asserted),
        )
        for p in pairs
    )
    columns = (
        "Held", "Needed", *(worded(s) for s in State), *(v.value.capitalize() for v in Verdict),
        "Of (denominator)", "Asserted alone",
    )  # fmt: skip
    return PageTable(columns, rows, tuple(f"{p.have}>{p.need}" for p in pairs))


def pair_chart(graph: Graph, pairs: Sequence[PairCounts], ink: str) -> dict[str, Any]:
    """Stacked bars of counts, one bar a directed pair, as an ECharts option."""
    names = [
        f"{graph.frameworks[p.have].label} → {graph.frameworks[p.need].label}\n"
        f"of {p.denominator} provisions"
        for p in pairs
    ]
    series = [
        {
            "name": worded(state),
            "type": "bar",
            "stack": "states",
            "barMaxWidth": 26,
            "itemStyle": {"color": LOOKS[state].colour},
            "label": {
                "show": True,
                "color": LOOKS[state].ink,
                "formatter": LOOKS[state].symbol + " {c}",
            },
            "labelLayout": {"hideOverlap": True},
            "data": [_bar(p.states[state]) for p in pairs],
        }
        for state in State
    ]
    return {
        "tooltip": {"trigger": "item"},
        "legend": {"top": 0, "data": [worded(s) for s in State], "textStyle": {"color": ink}},
        "grid": {"left": 8, "right": 24, "top": 56, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "axisLabel": {"color": ink}},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": names,
            "axisLabel": {"color": ink, "lineHeight": 15},
        },
        "animation": False,
        "series": series,
    }


def _bar(count: int) -> dict[str, Any]:
    return {"value": count, "label": {"show": count >= _LABELLED}}


def pair_alt(pairs: Sequence[PairCounts]) -> str:
    """The bars in words, for who cannot see them."""
    return "; ".join(
        f"{p.have} to {p.need}: "
        + ", ".join(f"{FULL_WORD[s].lower()} {n}" for s, n in p.states.items())
        + f" of {p.denominator}"
        for p in pairs
    )
