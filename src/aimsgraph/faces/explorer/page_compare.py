"""Frameworks side by side, and what an amendment changed for the reader's own duties."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from aimsgraph.answers.change_sheets import change_sheets
from aimsgraph.answers.changes import Kind, edition_changes, effects
from aimsgraph.answers.compare import basis_of, compare, comparison_sheets
from aimsgraph.exports.csv_table import render_csv
from aimsgraph.faces.explorer import state
from aimsgraph.faces.explorer.components import workbench
from aimsgraph.faces.explorer.frame import Page
from aimsgraph.faces.explorer.text import PageTable, plain
from aimsgraph.faces.explorer.widgets import choose
from aimsgraph.model.sheet import Sheet

_LEAST: Final = 2
_SHOWN: Final = {
    "Provisions": (
        "change", "notation", "heading", "moved from", "before", "after", "applied from",
        "applies from",
    ),
    "Mapping rows": ("fate", "subject", "relation", "object"),
    "Duties": (
        "notation", "heading", "state before", "state after", "work before", "work after",
        "applied from", "applies from",
    ),
}  # fmt: skip
"""Columns that a page shows of the wider tables; the files have them all."""


def show(page: Page) -> None:
    """Two tabs: the frameworks of the profile, or others, and editions of one of them."""
    workbench("none", page.picture)
    frameworks, editions = st.tabs(["Frameworks side by side", "What changed between editions"])
    with frameworks:
        _frameworks(page)
    with editions:
        _editions(page)


def _frameworks(page: Page) -> None:
    graph = state.graph()
    keys = sorted(graph.frameworks)
    default = [k for k in dict.fromkeys((*page.profile.have, page.profile.need)) if k in keys]
    chosen = st.multiselect(
        "Frameworks",
        keys,
        default=default,
        format_func=lambda key: graph.frameworks[key].label,
        key="compare.frameworks",
    )
    if len(chosen) < _LEAST:
        st.info("Choose two frameworks or more. Two are shown in detail, part by part.")
        return
    found = compare(graph, chosen)
    _tables(comparison_sheets(found, context=False), "comparison")
    for line in basis_of(found):
        st.markdown(plain(line))


def _editions(page: Page) -> None:
    graph = state.graph()
    keys = [k for k, f in sorted(graph.frameworks.items()) if len(f.editions) >= _LEAST]
    if not keys:
        st.info("No framework in the graph has more than one edition.")
        return
    need = page.profile.need
    key = choose(
        "Framework",
        "compare.framework",
        keys,
        lambda k: graph.frameworks[k].label,
        need if need in keys else keys[0],
    )
    labels = {e.key: e.label or e.key for e in graph.frameworks[key].editions}
    editions, name = list(labels), labels.__getitem__
    left, right = st.columns(2)
    with left:
        old = choose("From", f"compare.{key}.from", editions[:-1], name, editions[-2])
    later = editions[editions.index(old) + 1 :]
    with right:
        new = choose("To", f"compare.{key}.to", later, name, later[-1])
    found = edition_changes(graph, key, old, new)
    answers = None
    if page.result is not None and need == key:
        scopes = (replace(page.profile.scope(page.part), edition=e) for e in (old, new))
        was, now = (
            state.ask(page.profile.have, need, scope, page.profile.hops, page.statement)
            for scope in scopes
        )
        answers = (was, now)
    told = effects(found, *answers) if answers else ()
    _tables(change_sheets(found, answers, told), f"{key}-{old}-{new}")
    if answers is None:
        st.info("Set this framework as needed, at the left, to see which duties and work differ.")


def _tables(sheets: tuple[Sheet, ...], name: str) -> None:
    """Each table below its name, with all of it as a file; date changes stand grouped."""
    for one in sheets:
        if not one.rows:
            continue
        columns = _SHOWN.get(one.name, one.columns)
        at = [one.columns.index(c) for c in columns]
        rows = tuple(tuple(row[i] for i in at) for row in one.rows if row[0] != Kind.DATE.value)
        st.subheader(plain(one.name))
        st.table(PageTable(columns, rows).as_columns(), hide_index=True)
        st.download_button(
            f"Save all of {plain(one.name)} as CSV",
            data=render_csv(one),
            file_name=f"{name}-{one.name.lower().replace('/', '-').replace(' ', '-')}.csv",
            mime="text/csv",
            key=f"compare.save.{one.name}",
            on_click="ignore",
        )
