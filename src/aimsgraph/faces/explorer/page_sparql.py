"""Questions in SPARQL: named ones with parameters, and any of one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as MappingT
from pathlib import Path
from typing import Final

import streamlit as st

from aimsgraph.faces.explorer import page_answer, state, views
from aimsgraph.faces.explorer import views_sparql as vs
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import (
    FIRST_DAY,
    LAST_DAY,
    checked_day,
    choose,
    copy_link,
    switch,
    warn_of_unknown,
    write_address,
)
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import NamedQuery, Parameter, bind, catalogue
from aimsgraph.sparql.process import unenforced

OWN: Final = "own"
TEXT: Final = "sparql.text"
_KEPT: Final = "sparql.kept"
_ADDRESS: Final = "sparql.address"
_SCHEMES: Final = frozenset({"role", "risk", "topic", "stage", "evidence"})
_STYLE: Final = Path(__file__).with_name("explorer.css")
_MODES: Final = {"named": "A named question", OWN: "A query of your own"}


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    st.title("SPARQL")
    known = {q.name: q for q in catalogue()}
    _read_address(known)
    mode = switch("Ask", "sparql.mode", tuple(_MODES), lambda k: _MODES[k], "named")
    if not state.origin().store:
        for sentence in unenforced():
            st.warning(plain(sentence))
    if mode == OWN:
        write_address("sparql", {"q": OWN})
        _own(graph)
    else:
        _named(graph, known)


def _read_address(known: MappingT[str, NamedQuery]) -> None:
    """Take the address bar into the widgets, parameters of a named question included."""
    said = {n: v for n in st.query_params if (v := ",".join(st.query_params.get_all(n)))}
    if st.session_state.get(_ADDRESS) == said and "sparql.q" in st.session_state:
        return
    name = said.pop("q", "")
    read = (p.name for p in known[name].parameters) if name in known else ()
    warn_of_unknown(("q", *read))
    st.session_state["sparql.mode"] = OWN if name == OWN else "named"
    st.session_state["sparql.q"] = "" if name == OWN else name
    if name in known:
        for parameter in known[name].parameters:
            st.session_state[_key(name, parameter)] = said.get(parameter.name, "")


def _key(name: str, parameter: Parameter) -> str:
    return f"sparql.{name}.{parameter.name}"


def _named(graph: Graph, known: MappingT[str, NamedQuery]) -> None:
    name = choose("Question", "sparql.q", tuple(known), lambda k: known[k].title, next(iter(known)))
    query = known[name]
    st.markdown(plain(query.question))
    params = {p.name: _parameter(graph, name, p) for p in query.parameters}
    write_address("sparql", {"q": name, **params})
    text = bind(graph, query, params)
    asked = page_answer.Asked(text, inferred=True, name=f"query-{name}")
    found = page_answer.ask(asked, "sparql.named")
    page_answer.show(graph, asked, found, {"question": query.question, **params})
    with st.expander("The query in SPARQL"):
        st.code(text, language=None, wrap_lines=True)
        st.button("Change this query", on_click=_change, args=(text,), key="sparql.change")
    copy_link()


def _change(text: str) -> None:
    """Take a named query over as one's own."""
    st.session_state[_KEPT] = text
    st.session_state.pop(TEXT, None)
    st.session_state["sparql.mode"] = OWN


def _parameter(graph: Graph, name: str, parameter: Parameter) -> str:
    key, label = _key(name, parameter), plain(parameter.help)
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
        return _date(label, key, parameter.default)
    if not st.session_state.get(key):
        st.session_state[key] = parameter.default
    return st.text_input(label, key=key).strip() or parameter.default


def _date(label: str, key: str, default: str) -> str:
    value = st.session_state.get(key)
    if not isinstance(value, dt.date):
        day = checked_day(label, str(value or default), default)
        st.session_state[key] = dt.date.fromisoformat(day)
    chosen = st.date_input(
        label, key=key, format="YYYY-MM-DD",
        min_value=FIRST_DAY, max_value=LAST_DAY,
    )  # fmt: skip
    return chosen.isoformat() if isinstance(chosen, dt.date) else default


def _own(graph: Graph) -> None:
    st.html(_STYLE)
    asker = state.asker()
    st.markdown(plain(vs.limit_words(asker.limits, state.origin().store)))
    if TEXT not in st.session_state:
        st.session_state[TEXT] = st.session_state.get(_KEPT, vs.EXAMPLE)
    with st.form("sparql.form", border=False, enter_to_submit=True):
        text = st.text_area(
            "Query (SELECT, ASK, CONSTRUCT or DESCRIBE)",
            key=TEXT,
            height=320,
            help="Ctrl+Enter runs it.",
        )
        inferred = st.toggle(
            "With what is inferred (the named graph graph:inferred)", value=True,
            key="sparql.inferred",
        )  # fmt: skip
        run = st.form_submit_button("Run the query")
    st.session_state[_KEPT] = text
    with st.expander("Prefixes that need no declaration"):
        lines = (f"PREFIX {p}: <{iri}>" for p, iri in asker.copy.prefixes.items())
        st.code("\n".join(lines), language=None, wrap_lines=True)
    if run:
        st.session_state["sparql.asked"] = page_answer.Asked(text, inferred, "query")
    asked = st.session_state.get("sparql.asked")
    if isinstance(asked, page_answer.Asked):
        found = page_answer.ask(asked, "sparql.own", again=run)
        about = {"inferred": "included" if asked.inferred else "left out"}
        page_answer.show(graph, asked, found, about)
