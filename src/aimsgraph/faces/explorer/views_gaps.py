"""The gap list as rows: what is open, from when, what is left and the nearest lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aimsgraph.answers.plan import Gap
from aimsgraph.answers.questions import Answer
from aimsgraph.answers.sheets import elements_text, remains_text
from aimsgraph.faces.explorer.text import PageTable, worded
from aimsgraph.faces.explorer.views import heading, practical, short, words_of
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import Mark, State

NO_DATE: Final = "no date recorded"

_WITHOUT_TEXT: Final[dict[State, str]] = {
    State.FULL: "",
    State.PARTIAL: "Not recorded for the parts that overlap.",
    State.NONE: "All of it.",
    State.LEAD: "Not known: there is only a lead.",
    State.UNMAPPED: "Not known: not yet judged.",
}


def gap_sheet(result: Answer, found: Sequence[Gap]) -> PageTable:
    """The gaps as a table, in the order given.

    Args:
        result: The answer that the gaps are from.
        found: Gaps.
    """
    rows = tuple(_row(result, gap) for gap in found)
    return PageTable(
        ("Applies from", "Practical date", "Verdict", "Provision", "Heading", "Task", "Remains",
         "Elements open or begun", "State", "What remains", "Nearest lead", "Force", "Bound",
         "Later dates"),
        rows,
        tuple(g.cell.provision.id for g in found),
    )  # fmt: skip


def _row(result: Answer, gap: Gap) -> tuple[str, ...]:
    graph, one = result.graph, gap.cell.provision
    left = " | ".join(f"{short(graph, c)}: {text}" for c, text in gap.residuals)
    return (
        gap.dates[0] if gap.dates else NO_DATE,
        practical(graph, one, gap.dates[0] if gap.dates else ""),
        gap.cell.verdict.value,
        one.notation,
        heading(one),
        gap.task,
        remains_text(gap.cell),
        elements_text(gap.cell, Mark.BEGUN, None),
        worded(gap.cell.state),
        left or _all_of_it(gap),
        short(graph, gap.lead) if gap.lead else "",
        graph.label_of("force", one.force.value),
        words_of(graph, "role", one.binds),
        ", ".join(gap.dates[1:]),
    )


def _all_of_it(gap: Gap) -> str:
    return _WITHOUT_TEXT[gap.cell.state]


def by_date(found: Sequence[Gap]) -> tuple[tuple[str, int], ...]:
    """Number of gaps by first application date, earliest first."""
    counts: dict[str, int] = {}
    for gap in found:
        date = gap.dates[0] if gap.dates else NO_DATE
        counts[date] = counts.get(date, 0) + 1
    return tuple(counts.items())


def held_label(graph: Graph, have: Sequence[str]) -> str:
    """Names of the held frameworks."""
    return " and ".join(graph.frameworks[k].label for k in have)
