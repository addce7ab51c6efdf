"""Named questions in SPARQL, with parameters."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from aimsgraph.faces.explorer import state, views
from aimsgraph.faces.explorer.text import Sheet, plain
from aimsgraph.faces.explorer.widgets import choose, download, link, read_address, write_address
from aimsgraph.services.queries import NamedQuery, Parameter, Table, bind, catalogue, run_named
from aimsgraph.values.errors import AimsgraphError
from aimsgraph.values.model import Curie, Graph
from aimsgraph.values.terms import DISCLAIMER

_SCHEMES = frozenset({"role", "risk", "topic", "stage", "evidence"})


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    st.title("SPARQL")
    known = {q.name: q for q in catalogue()}
    read_address("sparql", ("q",))
    name = choose("Question", "sparql.q", tuple(known), lambda k: known[k].title, next(iter(known)))
    query = known[name]
    write_address("sparql", {"q": name})
    st.markdown(plain(query.question))
    params = {p.name: _parameter(graph, name, p) for p in query.parameters}
    try:
        text = bind(graph, query, params)
        found = run_named(state.store(), graph, name, params)
    except AimsgraphError as error:
        st.error(f"{plain(error.place)}: {plain(error.fact)} {plain(error.remedy)}")
        return
    _results(graph, query, params, found)
    with st.expander("The query in SPARQL"):
        st.code(text, language="sparql")


def _parameter(graph: Graph, name: str, parameter: Parameter) -> str:
    key = f"sparql.{name}.{parameter.name}"
    label = plain(parameter.help)
    options: dict[str, str] = {}
    if parameter.kind == "framework":
        options = {k: graph.frameworks[k].label for k in views.framework_keys(graph)}
    elif parameter.kind in _SCHEMES:
        concepts = graph.concepts.get(parameter.kind, {})
        options = {k: concepts[k].label for k in sorted(concepts, key=lambda k: concepts[k].label)}
    if options:
        default = parameter.default if parameter.default in options else next(iter(options))
        return choose(label, key, tuple(options), lambda k: options[k], default)
    if parameter.kind == "date":
        day = st.date_input(label, value=_day(parameter.default), key=key, format="YYYY-MM-DD",
                            min_value=dt.date(2010, 1, 1),
                            max_value=dt.date(2060, 12, 31))  # fmt: skip
        return day.isoformat() if isinstance(day, dt.date) else parameter.default
    return st.text_input(label, value=parameter.default, key=key).strip() or parameter.default


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _results(graph: Graph, query: NamedQuery, params: dict[str, str], found: Table) -> None:
    if not found.rows:
        st.info(
            "No row. Try another value, or look at the question: nothing recorded is an answer too."
        )
        return
    st.header(f"{len(found.rows)} rows" if len(found.rows) != 1 else "1 row")
    if found.truncated:
        st.warning(f"Only the first {len(found.rows)} rows are shown; there are more.")
    sheet = Sheet(found.columns, found.rows)
    event: Any = st.dataframe(
        sheet.as_columns(),
        hide_index=True,
        key=f"sparql.rows.{query.name}",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Result rows",
    )
    for row, column in event.selection.cells[:1]:
        value = found.rows[row][found.columns.index(column)] if row < len(found.rows) else ""
        if Curie(value) in graph.provisions:
            link("provision", f"Open {views.named(graph, value)}", id=value)
    said = {
        "question": query.question,
        **params,
        "rows": f"{len(found.rows)}{' (truncated, there are more)' if found.truncated else ''}",
        "data version": graph.data_version,
        "disclaimer": DISCLAIMER,
    }
    download(sheet, said, f"query-{query.name}", "sparql.csv")
