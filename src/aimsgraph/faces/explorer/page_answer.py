"""What the sandbox answered: rows with links, a yes or no, triples, or what is wrong and where."""

from __future__ import annotations

from collections.abc import Mapping as MappingT
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from aimsgraph.faces.explorer import state, views
from aimsgraph.faces.explorer import views_sparql as vs
from aimsgraph.faces.explorer.text import PageTable, csv_bytes, plain
from aimsgraph.faces.explorer.widgets import link
from aimsgraph.model.errors import BusyError, QueryError, QueryLimitError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.sparql.results import GraphFormat, QueryResult, TableFormat

_SHOWN_TRIPLES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was asked.

    Args:
        text: SPARQL.
        inferred: Whether what is inferred is in the default graph.
        name: First part of the names of its files.
    """

    text: str
    inferred: bool
    name: str


Found = QueryResult | QueryError | QueryLimitError


def ask(asked: Asked, slot: str, *, again: bool = False) -> Found:
    """Run a query, unless it is the one whose answer is at hand.

    Args:
        asked: The query.
        slot: Where the session keeps the last one of its kind.
        again: Run it even so.

    Returns:
        The answer, or what is wrong with the query.
    """
    kept = st.session_state.get(slot)
    if kept and kept[0] == asked and not again:
        found: Found = kept[1]
        return found
    try:
        with st.spinner("Asking ..."):
            found = state.asker().query(asked.text, inferred=asked.inferred)
    except (QueryError, QueryLimitError) as error:
        found = error
    if not isinstance(found, BusyError):
        st.session_state[slot] = (asked, found)
    return found


def show(graph: Graph, asked: Asked, found: Found, about: MappingT[str, str]) -> None:
    """Draw an answer.

    Args:
        graph: The graph.
        asked: The query.
        found: Its answer, or what is wrong with it.
        about: What else must stand above the rows in a file.
    """
    if isinstance(found, QueryError):
        _wrong(found)
    elif isinstance(found, QueryLimitError):
        st.error(f"{plain(found.fact.capitalize())} {plain(found.remedy)}")
    else:
        if found.truncated:
            st.warning(plain(found.note()))
        if found.kind == "select":
            _rows(graph, asked, found, about)
        elif found.kind == "ask":
            st.header("Yes" if found.yes() else "No")
            _save("JSON", found.body, f"{asked.name}.json", found.media_type)
        else:
            _triples(asked, found)
        for hint in found.hints:
            st.info(plain(hint))


def _wrong(error: QueryError) -> None:
    place = vs.place_words(error)
    st.error(f"{place}{plain(error.fact)} {plain(error.remedy)}")
    if error.caret:
        st.code(error.caret, language=None)


def _rows(graph: Graph, asked: Asked, found: QueryResult, about: MappingT[str, str]) -> None:
    if not found.rows:
        st.info("No row. Nothing recorded is an answer too; the hints below may help."
                if found.hints else "No row. Nothing recorded is an answer too.")  # fmt: skip
    st.header(f"{found.rows:,} rows" if found.rows != 1 else "1 row")
    sheet = vs.answer_sheet(graph, state.asker().copy, found)
    if found.rows:
        _table(graph, asked, sheet)
    with st.container(horizontal=True):
        said = vs.said_of(graph, found, asked.text, about)
        _save("CSV", csv_bytes(sheet, said), f"{asked.name}.csv", "text/csv")
        _save("TSV", lambda: _again(asked, TableFormat.TSV), f"{asked.name}.tsv",
              TableFormat.TSV.media_type)  # fmt: skip
        _save("JSON", found.body, f"{asked.name}.json", found.media_type)


def _table(graph: Graph, asked: Asked, sheet: PageTable) -> None:
    event: Any = st.dataframe(
        sheet.as_columns(),
        hide_index=True,
        key=f"answer.rows.{asked.name}.{len(sheet.rows)}",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Result rows",
    )
    known = vs.provisions_in(graph, sheet)
    for row, column in event.selection.cells[:1]:
        if row < len(sheet.rows) and column in sheet.columns:
            value = str(sheet.rows[row][sheet.columns.index(column)])
            if Curie(value) in graph.provisions:
                link("provision", f"Open {views.named(graph, value)}", id=value)
    if known:
        st.markdown("Provisions in this answer; select a cell to open another one.")
        with st.container(horizontal=True):
            for curie in known[: vs.LINKED]:
                link("provision", views.short(graph, curie), id=curie)
        if len(known) > vs.LINKED:
            st.markdown(f"{len(known) - vs.LINKED} more stand in the table.")


def _triples(asked: Asked, found: QueryResult) -> None:
    st.header(f"{found.rows:,} triples" if found.rows != 1 else "1 triple")
    text = found.body.decode("utf-8", "replace")
    st.code(text[:_SHOWN_TRIPLES], language=None, height=400)
    if len(text) > _SHOWN_TRIPLES:
        st.warning(f"Only the first {_SHOWN_TRIPLES:,} characters are shown; the files have all.")
    with st.container(horizontal=True):
        _save("Turtle", found.body, f"{asked.name}.ttl", found.media_type)
        _save("N-Triples", lambda: _again(asked, GraphFormat.NTRIPLES), f"{asked.name}.nt",
              GraphFormat.NTRIPLES.media_type)  # fmt: skip


def _again(asked: Asked, form: TableFormat | GraphFormat) -> bytes:
    """The same answer in another format; who answers writes it, so it is what the W3C says."""
    asker = state.asker()
    if isinstance(form, TableFormat):
        return asker.query(asked.text, inferred=asked.inferred, table=form, hinting=False).body
    return asker.query(asked.text, inferred=asked.inferred, graph=form, hinting=False).body


def _save(what: str, data: Any, name: str, mime: str) -> None:  # noqa: ANN401  (bytes, or how to)
    st.download_button(
        f"Download {what}",
        data=data,
        file_name=f"aimsgraph-{name}",
        mime=mime,
        key=f"answer.{name}",
        on_click="ignore",
    )
