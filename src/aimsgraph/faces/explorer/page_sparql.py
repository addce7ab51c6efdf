"""Questions in SPARQL: named ones with parameters, and any of one's own, in one editor."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from aimsgraph.faces.explorer import components, state
from aimsgraph.faces.explorer import views_query as vq
from aimsgraph.faces.explorer import views_sparql as vs
from aimsgraph.faces.explorer.address_query import (
    LONGEST_LINK,
    Wanted,
    fallback,
    question_named,
    read_wanted,
    write_wanted,
)
from aimsgraph.faces.explorer.text import csv_bytes, plain
from aimsgraph.model.errors import AimsgraphError, BusyError
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import bind, catalogue
from aimsgraph.sparql.dataset_copy import prefixes_of
from aimsgraph.sparql.process import unenforced
from aimsgraph.sparql.results import GraphFormat, QueryResult, TableFormat

ASKED: Final = "sparql.asked"
"""What the reader asked for just now; only this makes a query of one's own run."""

FORM: Final = "sparql.form"
"""The file that the reader asked for just now."""

_KEY: Final = "sparql.editor"
_TURN: Final = "sparql.turn"
_OWN: Final = "sparql.own"
_FILE: Final = "sparql.file"
_FOUND: Final = "sparql.found"
_MOST_KEPT: Final = 4
"""Answers that a session keeps, for going back."""

Found = QueryResult | AimsgraphError
Kept = tuple[Found, dict[str, Any]]
"""An answer, and the same as the page shows it."""


def show() -> None:
    """Draw the page."""
    graph = state.graph()
    if not state.origin().store:
        for sentence in unenforced():
            st.warning(plain(sentence))
    asked = st.session_state.pop(ASKED, None)
    wanted = asked if isinstance(asked, Wanted) else read_wanted(graph)
    fits = write_wanted(graph, wanted)
    text, kept = _answered(graph, wanted, asked=isinstance(asked, Wanted))
    if not wanted.name:
        st.session_state[_OWN] = wanted.text
    form = st.session_state.pop(FORM, None)
    if kept and isinstance(kept[0], QueryResult) and form in dict(vs.FILES[kept[0].kind]):
        _write_file(graph, wanted, text, kept[0], form)
    components.component("editor")(
        key=_KEY,
        data={
            **_offered(state.origin()),
            "defaults": {
                q.name: {p.name: fallback(graph, p) for p in q.parameters} for q in catalogue()
            },
            "limits": vs.limit_words(state.asker().limits, state.origin().store),
            "seconds": state.asker().limits.seconds,
            "longest": LONGEST_LINK,
            "own": st.session_state.get(_OWN, vs.EXAMPLE),
            "name": wanted.name,
            "params": dict(wanted.params),
            "text": text,
            "inferred": wanted.inferred,
            "fits": fits,
            "answer": kept[1] if kept else None,
            "turn": _turn(wanted, answered=bool(kept)),
            "file": st.session_state.get(_FILE),
        },
        on_ask_change=lambda: take(components.took(_KEY, "ask")),
        on_save_change=lambda: st.session_state.update({FORM: components.took(_KEY, "save")}),
    )


@st.cache_resource(show_spinner=False)
def _offered(where: state.Origin) -> dict[str, Any]:
    assert where == state.origin()
    return {"index": vq.index(state.graph()), "questions": vq.questions(state.graph())}


def take(sent: object) -> None:
    """Keep what the editor asked for; the page that is drawn next answers it.

    Args:
        sent: ``name`` and ``params`` of a question, or ``text`` and ``inferred``.
    """
    if not isinstance(sent, dict):
        return
    st.session_state.pop(_FILE, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    query = question_named(str(sent.get("name") or ""))
    if query is None:
        text, inferred = str(sent.get("text") or ""), sent.get("inferred") is not False
        st.session_state[ASKED] = Wanted("", text=text, inferred=inferred)
        return
    given = sent.get("params")
    values = given if isinstance(given, dict) else {}
    params = tuple((p.name, str(values.get(p.name) or "").strip()) for p in query.parameters)
    st.session_state[ASKED] = Wanted(query.name, params)


def _turn(wanted: Wanted, *, answered: bool) -> str:
    """Tells the browser when what is shown is another than before."""
    said = repr((wanted, st.session_state.get(_TURN, 0), answered))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _answered(graph: Graph, wanted: Wanted, *, asked: bool) -> tuple[str, Kept | None]:
    """The text of a query and its answer; none for one's own that only came with a link."""
    try:
        text = _text(graph, wanted)
    except AimsgraphError as error:
        return _text(graph, replace(wanted, params=())), (error, vs.fault_of(error))
    kept: dict[Wanted, Kept] = st.session_state.setdefault(_FOUND, {})
    if not asked and (wanted in kept or not wanted.name):
        return text, kept.get(wanted)
    try:
        with st.spinner("Asking ..."):
            found = state.asker().query(text, inferred=wanted.inferred)
        answer: Kept = found, vs.answer_of(graph, state.asker().copy, found)
    except AimsgraphError as error:
        answer = error, vs.fault_of(error)
    kept.pop(wanted, None)
    if not isinstance(answer[0], BusyError):
        kept[wanted] = answer
    for old in list(kept)[:-_MOST_KEPT]:
        del kept[old]
    return text, answer


def _text(graph: Graph, wanted: Wanted) -> str:
    """The query; parameters that are as in the file, or empty, leave it as it is written."""
    query = question_named(wanted.name)
    if query is None:
        return wanted.text
    values = dict(wanted.params)
    own = {p.name: v for p in query.parameters if (v := values.get(p.name)) and v != p.default}
    return vq.brief(bind(graph, query, own), prefixes_of(graph))


def _write_file(graph: Graph, wanted: Wanted, text: str, found: QueryResult, ending: str) -> None:
    """Write the file that the reader asked for; it travels with what is drawn next."""
    asker = state.asker()
    try:
        if ending == "csv":
            said = vs.said_of(graph, found, text, _about(wanted))
            content = csv_bytes(vs.answer_sheet(graph, asker.copy, found), said)
            media = TableFormat.CSV.media_type
        else:
            again = found
            if ending == "tsv":
                again = asker.query(
                    text, inferred=wanted.inferred, table=TableFormat.TSV, hinting=False
                )
            elif ending == "nt":
                again = asker.query(
                    text, inferred=wanted.inferred, graph=GraphFormat.NTRIPLES, hinting=False
                )
            media, content = again.media_type, again.body
    except AimsgraphError as error:
        st.error(plain(vs.fault_words(error)))
        return
    name = f"aimsgraph-query{'-' + wanted.name if wanted.name else ''}.{ending}"
    st.session_state[_FILE] = components.packed(name, media, content)


def _about(wanted: Wanted) -> dict[str, str]:
    query = question_named(wanted.name)
    if query is None:
        return {"inferred": "included" if wanted.inferred else "left out"}
    return {"question": query.question, **dict(wanted.params)}
