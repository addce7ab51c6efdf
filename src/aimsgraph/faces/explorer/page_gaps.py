"""Holding A (and B), what is open in T, and in what order?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from aimsgraph.answers.plan import Gap, gaps
from aimsgraph.answers.questions import Answer
from aimsgraph.faces.explorer import state, views
from aimsgraph.faces.explorer.text import plain, worded
from aimsgraph.faces.explorer.views_gaps import by_date, gap_sheet, held_label
from aimsgraph.faces.explorer.widgets import (
    choose_framework,
    choose_hops,
    framework_of,
    link,
    picked,
    read_address,
    scope_widgets,
    vars_of,
    write_address,
)
from aimsgraph.faces.explorer.widgets_answer import (
    clashes,
    method,
    state_metrics,
    statement,
    take_away,
    work_of,
)
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import State, Verdict

_NAMES = ("have", "need", "role", "risk", "date", "edition", "part", "hops")
_OPEN = tuple(s for s in State if s is not State.FULL)
_WORK = tuple(v for v in Verdict if v is not Verdict.REUSE)


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    keys = views.framework_keys(graph)
    st.title("Gaps")
    read_address("gaps", _NAMES)
    first, second = st.columns(2)
    with first:
        have = _held(graph, keys)
    with second:
        need = choose_framework(graph, "Needed framework", "gaps.need", keys[-1])
    scope = scope_widgets(graph, "gaps", need)
    hops = choose_hops("gaps.hops")
    said = {"have": ",".join(have), "need": need, **vars_of(scope), "hops": str(hops)}
    write_address("gaps", said)
    if not have:
        st.info("Choose at least one framework that you hold.")
        return
    if need in have:
        st.info(
            f"You hold {plain(graph.frameworks[need].label)} itself, so nothing of it is open. "
            "Choose another framework as needed, or take it out of those held."
        )
        return
    result = state.ask(have, need, scope, hops, statement(graph, "gaps", have))
    st.markdown(plain(views.headline(graph, result)))
    state_metrics(result)
    method(result)
    clashes(graph, result)
    _list(graph, result, have, need)


def _held(graph: Graph, keys: Sequence[str]) -> tuple[str, ...]:
    value = st.session_state.get("gaps.have")
    if not isinstance(value, list):
        asked = [framework_of(graph, k) for k in str(value or "").split(",") if k]
        unknown = [k for k in asked if k not in keys]
        if unknown:
            st.warning(
                f"Frameworks held: there is no {plain(', '.join(unknown))}; it is left out. "
                f"Known: {', '.join(keys)}."
            )
        st.session_state["gaps.have"] = [k for k in asked if k in keys] or [keys[0]]
    chosen = st.pills(
        "Frameworks held",
        keys,
        selection_mode="multi",
        format_func=lambda k: graph.frameworks[k].label,
        key="gaps.have",
        wrap=True,
    )
    return tuple(chosen)


def _list(graph: Graph, result: Answer, have: Sequence[str], need: str) -> None:
    found = gaps(result)
    coverage = result.coverage
    if not found:
        st.success(
            f"No gap: all {coverage.denominator} provisions in scope are covered in full."
            if coverage.denominator
            else "No provision is in this scope, so there is nothing to cover (denominator 0)."
        )
        return
    st.header(f"{len(found)} of {coverage.denominator} provisions are open")
    st.markdown(
        "By date of application, on each day least work first: "
        + plain("; ".join(f"{date}: {n}" for date, n in by_date(found)))
    )
    work = st.pills(
        "Verdicts",
        _WORK,
        selection_mode="multi",
        default=_WORK,
        format_func=lambda v: f"{v.value} ({coverage.verdicts[v]})",
        key="gaps.verdicts",
        wrap=True,
    )
    wanted = st.pills(
        "States",
        _OPEN,
        selection_mode="multi",
        default=_OPEN,
        format_func=worded,
        key="gaps.states",
        wrap=True,
    )
    shown = [g for g in found if g.cell.state in wanted and g.cell.verdict in work]
    if not shown:
        st.info("No gap has one of the chosen verdicts and states.")
        return
    sheet = gap_sheet(result, shown)
    st.markdown("Select a row to read all that remains.")
    pick = picked(sheet, f"gaps.table.{len(shown)}", height=460, alt="Open provisions in order")
    gap = next((g for g in shown if g.cell.provision.id == pick), None)
    if gap is not None:
        _card(graph, gap)
    name = f"gaps-{'-'.join(have)}-{need}"
    about = f"{len(shown)} of {len(found)} gaps, holding {held_label(graph, have)}"
    take_away(graph, result, sheet, {"shown": about}, name)


def _card(graph: Graph, gap: Gap) -> None:
    one = gap.cell.provision
    with st.container(border=True, key="gap_card"):
        st.subheader(plain(views.named(graph, one.id)))
        st.markdown(plain(one.summary))
        st.markdown(f"**{plain(gap.task)}**")
        st.markdown(f"**{plain(worded(gap.cell.state))}.** {plain(gap.cell.reason)}")
        work_of(gap.cell)
        for curie, text in gap.residuals:
            st.markdown(f"- Beyond {plain(views.named(graph, curie))}, still: {plain(text)}")
        for row in gap.cell.judged_none:
            st.markdown(f"- {plain(graph.mapping(row).comment)}")
        if gap.lead:
            st.markdown(f"- Nearest lead, proves nothing: {plain(views.named(graph, gap.lead))}")
        link("provision", f"Open {views.short(graph, one.id)}", id=one.id)
