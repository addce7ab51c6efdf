"""Which held provision covers which needed one, and how strongly?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import streamlit as st

from aimsgraph.answers.questions import Answer
from aimsgraph.faces.explorer import state, views
from aimsgraph.faces.explorer.text import plain, worded
from aimsgraph.faces.explorer.views_heatmap import heatmap
from aimsgraph.faces.explorer.views_matrix import (
    CLASH,
    RELATIONS,
    Sieve,
    Spot,
    dates,
    held_areas,
    matrix_sheet,
    needed,
    relation_words,
    spots_of,
)
from aimsgraph.faces.explorer.widgets import (
    choose_framework,
    choose_hops,
    ink,
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
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import State

_NAMES = ("src", "tgt", "role", "risk", "date", "edition", "part", "hops")
_PICK = "matrix.pick"
_LEADS = 5
_LINKS = 3


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    keys = views.framework_keys(graph)
    st.title("Coverage matrix")
    read_address("matrix", _NAMES)
    first, second = st.columns(2)
    with first:
        have = choose_framework(graph, "Held framework", "matrix.src", keys[0])
    with second:
        default = next((k for k in reversed(keys) if k != have), keys[-1])
        need = choose_framework(graph, "Needed framework", "matrix.tgt", default)
    if have == need:
        write_address("matrix", {"src": have, "tgt": need})
        st.info("A framework covers itself. Choose two different frameworks.")
        return
    scope = scope_widgets(graph, "matrix", need)
    hops = choose_hops("matrix.hops")
    write_address("matrix", {"src": have, "tgt": need, **vars_of(scope), "hops": str(hops)})
    result = state.ask((have,), need, scope, hops, statement(graph, "matrix", (have,)))
    st.markdown(plain(views.headline(graph, result)))
    state_metrics(result)
    method(result)
    clashes(graph, result)
    sieve = _sieve()
    spots = spots_of(result, sieve)
    _matrix(graph, result, spots, have, need)


def _sieve() -> Sieve:
    with st.expander("Filters of what is shown (they never change a state)", expanded=True):
        one, two = st.columns(2)
        with one:
            least = st.slider("Least confidence", 0.0, 1.0, 0.0, 0.05, key="matrix.least")
        with two:
            states = st.pills(
                "States", list(State), selection_mode="multi", default=list(State),
                format_func=worded, key="matrix.states",
                wrap=True,
            )  # fmt: skip
            relations = st.pills(
                "Relation of held to needed", RELATIONS, selection_mode="multi",
                default=RELATIONS, key="matrix.relations",
                wrap=True,
            )  # fmt: skip
    return Sieve(frozenset(states), frozenset(relations), least)


def _matrix(graph: Graph, result: Answer, spots: Sequence[Spot], have: str, need: str) -> None:
    if not spots:
        st.info(
            "Nothing passes: "
            + (
                "no provision is in this scope."
                if not result.coverage.cells
                else "loosen the filters."
            )
        )
        return
    areas, rows = held_areas(spots), needed(spots)
    st.markdown(
        f"{len(rows)} of {result.coverage.denominator} needed provisions (down) and {len(areas)} "
        "held articles, clauses or controls (across) that have any relation to them. Click a cell "
        "for its reasons; drag the sliders at the edges to move."
    )
    if not areas:
        st.info("No held provision has a recorded relation to what is shown.")
        link("gaps", "Open the gap list of this pair", have=have, need=need)
    names = tuple(s.name for s in spots)
    mark = hashlib.sha256("\n".join((have, *names)).encode()).hexdigest()[:12]
    if st.session_state.get("matrix.mark") != mark:
        st.session_state["matrix.mark"] = mark
        st.session_state.pop(_PICK, None)
    chart_key = f"matrix.chart.{mark}"
    st.echarts_chart(
        heatmap(spots, ink()),
        key=chart_key,
        renderer="svg",
        height=min(860, 190 + 22 * len(rows)),
        on_select=lambda: _clicked(chart_key, names),
        alt=f"Heatmap of {len(rows)} needed provisions by {len(areas)} held areas; "
        "the table below has the same content.",
    )
    _card(result, spots)
    st.header("The same as a table")
    sheet = matrix_sheet(result, spots)
    row = picked(sheet, f"matrix.table.{mark}", alt="The matrix as rows")
    if row != st.session_state.get("matrix.row", ""):
        st.session_state["matrix.row"] = row
        if row:
            st.session_state[_PICK] = row
            st.rerun()
    shown = {"shown": f"{len(rows)} of {result.coverage.denominator} needed provisions"}
    take_away(graph, result, sheet, shown, f"matrix-{have}-{need}")


def _clicked(chart_key: str, names: tuple[str, ...]) -> None:
    event: Any = st.session_state[chart_key]
    found = [i for group in event.selection.selected for i in group["data_indices"]]
    if found and found[0] < len(names):
        st.session_state[_PICK] = names[found[0]]
    else:
        st.session_state.pop(_PICK, None)


def _card(result: Answer, spots: Sequence[Spot]) -> None:
    graph, scope = result.graph, result.coverage.scope
    name = st.session_state.get(_PICK)
    spot = next((s for s in spots if s.name == name), None)
    if spot is None:
        return
    one = spot.cell.provision
    with st.container(border=True, key="matrix_card"):
        st.subheader(plain(views.named(graph, one.id)))
        st.markdown(plain(one.summary))
        st.markdown(f"**{plain(worded(spot.cell.state))}** of all held. {plain(spot.cell.reason)}")
        work_of(spot.cell)
        formal, practical = dates(graph, one, scope.risk)
        later = f", in practice {practical}" if practical else ""
        st.markdown(f"Applies from {plain(formal or 'a day that is not recorded')}{plain(later)}.")
        if spot.area is not None:
            st.markdown(
                f"**Held: {plain(views.named(graph, spot.area.id))}** ({plain(worded(spot.state))})"
            )
        for source_id in spot.clashing:
            st.markdown(
                f"- {plain(CLASH)} with {plain(views.named(graph, source_id))}: the mappings about "
                "this pair cannot all be right, so it counts for nothing."
            )
        for source in spot.sources:
            how = "inferred" if source.inferred else "asserted"
            said = (
                f"- {plain(views.named(graph, source.id))}: **"
                f"{plain(relation_words(source.mask))}**, confidence {source.confidence:.2f}, {how}"
            )
            st.markdown("\n".join((said, *_reasons(graph, source.mappings, source.residual))))
        for lead in spot.leads[:_LEADS]:
            said = f"- Lead, proves nothing: {plain(views.named(graph, lead.source))}"
            st.markdown("\n".join((said, *_reasons(graph, lead.mappings, ""))))
        if len(spot.leads) > _LEADS:
            st.markdown(f"{len(spot.leads) - _LEADS} more leads are not shown here.")
        if spot.cell.judged_none:
            st.markdown("\n".join(("- Checked:", *_reasons(graph, spot.cell.judged_none, ""))))
        _links(graph, one.id, spot)


def _reasons(graph: Graph, mappings: Sequence[str], residual: str) -> Iterator[str]:
    for mapping_id in mappings:
        mapping = graph.mapping(mapping_id)
        cited = f" Cited: {' '.join(mapping.see_also)}." if mapping.see_also else ""
        text = f"{mapping.comment}{cited} Source: {mapping.file}:{mapping.line}."
        yield f"    - Why: {plain(text)}"
    if residual:
        yield f"    - What remains: {plain(residual)}"


def _links(graph: Graph, need: Curie, spot: Spot) -> None:
    link("provision", f"Open {views.short(graph, need)}", id=need)
    for curie in (*spot.clashing, *(s.id for s in spot.sources))[:_LINKS]:
        words = f"Proofs from {views.short(graph, curie)} to {views.short(graph, need)}"
        link("provision", words, **{"id": need, "with": curie})
