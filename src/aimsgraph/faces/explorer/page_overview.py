"""Where do we stand across frameworks?"""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from aimsgraph.faces.explorer import state, views, views_overview
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import goto, ink, link, pairs_of_words, table
from aimsgraph.model.terms import State

_WARNINGS: Final = 50


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    keys = views.framework_keys(graph)
    st.title("Overview")
    st.markdown(
        f"{len(graph.frameworks)} frameworks, {len(graph.assessable)} assessable provisions, "
        f"{len(graph.mappings)} judgements between them. What you hold covers a part of what you "
        "need; every number below opens the provisions behind it."
    )
    _warnings()
    st.header("What holding one framework covers of another")
    pairs = state.pairs()
    if not graph.mappings:
        st.info("No mapping is loaded yet: every provision counts as not yet judged.")
    st.markdown("Select a cell to open its coverage matrix. Rows are held, columns are needed.")
    _square(keys)
    judged = tuple(
        p for p in pairs if p.denominator > p.states[State.UNMAPPED] + p.states[State.LEAD]
    )
    if judged:
        st.echarts_chart(
            views_overview.pair_chart(graph, judged, ink()),
            key="overview.bars",
            renderer="svg",
            height=90 + 56 * len(judged),
            alt=views_overview.pair_alt(judged),
        )
    with st.expander("The same numbers as a list"):
        table(views_overview.pair_list(graph, pairs), "overview.list")
    st.header("The frameworks")
    _cards((*keys, *sorted(graph.frameworks.keys() - set(keys))))


def _warnings() -> None:
    """What is doubtful in the user's folders, without being wrong."""
    found = state.graph().warnings
    if found:
        with st.expander(f"Warnings about your folders: {len(found)}"):
            st.markdown(
                "\n".join(
                    f"- **{plain(f.place)}**: {plain(f.code)}. {plain(f.fact)} {plain(f.remedy)}"
                    for f in found[:_WARNINGS]
                )
            )
            if len(found) > _WARNINGS:
                st.markdown(f"{len(found) - _WARNINGS} more are not listed.")


def _cards(keys: tuple[str, ...]) -> None:
    graph = state.graph()
    width = min(3, max(1, len(keys)))
    for start in range(0, len(keys), width):
        for column, key in zip(st.columns(width), keys[start : start + width], strict=False):
            framework = graph.frameworks[key]
            with column, st.container(border=True):
                st.subheader(plain(framework.label))
                pairs_of_words(views_overview.card(graph, framework))


def _square(keys: tuple[str, ...]) -> None:
    graph = state.graph()
    sheet = views_overview.pair_square(graph, keys, state.pairs())
    event: Any = st.dataframe(
        sheet.as_columns(),
        hide_index=True,
        key="overview.square",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Counts of coverage states for each pair of frameworks",
    )
    for row, column in event.selection.cells[:1]:
        have = keys[row]
        need = next((k for k in keys if sheet.columns[1 + keys.index(k)] == column), "")
        if need and need != have:
            goto("matrix", src=have, tgt=need)
        elif need:
            st.info("A framework covers itself. Choose a cell of two different frameworks.")
            link("matrix", "Open the coverage matrix")
