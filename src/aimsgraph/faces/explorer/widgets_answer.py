"""Pieces about an answer: its counts and method, a statement of applicability, and its files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping as MappingT
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from aimsgraph.answers.questions import ASSERTED, Answer, assumption, load_soa, method_of
from aimsgraph.answers.sheets import elements_text, remains_text
from aimsgraph.coverage.holdings import Statement
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.colours import LOOKS
from aimsgraph.exports.workbook import render_workbook
from aimsgraph.faces.explorer import views
from aimsgraph.faces.explorer.text import PageTable, csv_bytes, plain
from aimsgraph.faces.explorer.widgets import copy_link, download, link
from aimsgraph.model.errors import AimsgraphError, InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_SOA_BYTES
from aimsgraph.model.terms import VERDICT_WORDS, Mark, State

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATEMENT: Final = "explorer.statement"
_ROUND: Final = "explorer.statement.round"
_MEGABYTE: Final = 1024 * 1024
_SHOWN_CLASHES: Final = 10
_HOW: Final[tuple[tuple[str, tuple[Mark | None, ...]], ...]] = (
    ("Met", (Mark.MET,)),
    ("In part", (Mark.IN_KIND, Mark.BEGUN)),
    ("Open", (None,)),
)
_VERDICTS: Final = "\n".join(f"- {v.value}: {words}" for v, words in VERDICT_WORDS.items())


def read_statement(graph: Graph, name: str, content: bytes) -> Statement:
    """Read an uploaded statement of applicability; it is on disk only while it is read.

    Args:
        graph: The graph.
        name: How the user calls the file.
        content: Its bytes.

    Raises:
        InputError: It is too large, not CSV, or names a provision that does not exist.
    """
    with tempfile.TemporaryDirectory(prefix="aimsgraph-") as folder:
        path = Path(folder) / f"statement{Path(name).suffix.lower() or '.csv'}"
        path.write_bytes(content[: MAX_SOA_BYTES + 1])
        try:
            return load_soa(graph, path, name)
        except AimsgraphError as error:
            place, fact = (text.replace(str(path), name) for text in (error.place, error.fact))
            raise InputError(place, fact, error.remedy) from error


def statement(graph: Graph, page: str, have: Sequence[str]) -> Statement | None:
    """The statement of applicability in use: uploaded once, kept while the browser page is open.

    Args:
        graph: The graph.
        page: Name of the page, prefix of the widget keys.
        have: Frameworks held, for an empty statement to fill in.

    Returns:
        The statement; ``None`` without one.

    Raises:
        InputError: The upload cannot be read, so that no number may be shown.
    """
    kept = st.session_state.get(STATEMENT)
    kept = kept if isinstance(kept, Statement) else None
    title = f"Statement of applicability: {plain(kept.name)}" if kept else (
        "Statement of applicability: none given")  # fmt: skip
    with st.expander(title):
        st.markdown(
            "A CSV or XLSX file with the columns id, applicable and implemented takes "
            "out of what is held all that is not applicable or not implemented. It stays on this "
            "machine and is forgotten when this browser page is closed."
        )
        if kept is not None:
            if st.button("Take the statement away", key=f"{page}.soa.away"):
                st.session_state.pop(STATEMENT)
                st.rerun()
            return kept
        turn = st.session_state.setdefault(_ROUND, 0)
        given = st.file_uploader(
            "CSV or XLSX file",
            type=["csv", "tsv", "txt", "xlsx"],
            key=f"{page}.soa.{turn}",
            max_upload_size=MAX_SOA_BYTES // _MEGABYTE,
        )
        _empty_statement(graph, page, have)
    if given is None:
        return None
    st.session_state[STATEMENT] = read_statement(graph, given.name, given.getvalue())
    st.session_state[_ROUND] = turn + 1
    st.rerun()
    return None


def _empty_statement(graph: Graph, page: str, have: Sequence[str]) -> None:
    rows = tuple(
        (str(p.id), "yes", "yes", "", views.heading(p)) for key in have for p in graph.leaves(key)
    )
    sheet = PageTable(("id", "applicable", "implemented", "justification", "note"), rows)
    st.download_button(
        f"Download a statement to fill in, with {len(rows)} lines that all say yes",
        data=csv_bytes(sheet, {}),
        file_name="aimsgraph-statement-of-applicability.csv",
        mime="text/csv",
        key=f"{page}.soa.empty",
        on_click="ignore",
    )


def state_metrics(result: Answer) -> None:
    """The five counts of states with their denominator, asserted and inferred apart."""
    coverage, asserted = result.coverage, result.asserted
    for column, state in zip(st.columns(len(State)), State, strict=True):
        alone = asserted.counts[state]
        more = coverage.counts[state] - alone
        apart = f"{alone} asserted, {more:+d} inferred"
        with column:
            st.metric(
                f"{LOOKS[state].symbol} {state.value}",
                f"{coverage.counts[state]} of {coverage.denominator}",
                delta=None if coverage.hops == ASSERTED else apart,
                delta_color="off",
                delta_arrow="off",
            )
    if coverage.hops == ASSERTED:
        st.markdown("Asserted only: nothing in these counts is inferred.")
    work = " · ".join(f"**{v.value}** {n}" for v, n in coverage.verdicts.items())
    st.markdown(f"Work, of {coverage.denominator}: {work}", help=_VERDICTS)


def work_of(cell: Cell) -> None:
    """The verdict on a needed provision, its elements and what supports it."""
    remains = remains_text(cell)
    st.markdown(f"Verdict: **{cell.verdict.value}**" + (f"; remains: {remains}" if remains else ""))
    for title, marks in _HOW:
        for line in elements_text(cell, *marks).splitlines():
            st.markdown(f"- {title}: {plain(line)}")
    for row in cell.support:
        st.markdown(f"- Supported by {plain(row.subject)} ({row.support}): {plain(row.comment)}")


def method(result: Answer) -> None:
    """How the numbers came about, and what they assume."""
    with st.expander("Method and assumptions"):
        st.markdown(plain(method_of(result.coverage)))
    holding = result.coverage.holding
    st.info(plain(assumption(holding)))


def clashes(graph: Graph, result: Answer) -> None:
    """Pairs about which the mappings contradict each other; they count for nothing."""
    found = [(c, cell.provision.id) for cell in result.coverage.cells for c in cell.contradictory]
    if not found:
        return
    st.error(
        f"{len(found)} pairs are contradictory: the mappings about them cannot all be right. They "
        "are left out of coverage until that is mended."
    )
    for source, target in found[:_SHOWN_CLASHES]:
        said = f"{views.short(graph, source)} and {views.short(graph, target)}"
        link("provision", f"Why: {said}", **{"id": target, "with": source})
    if len(found) > _SHOWN_CLASHES:
        st.markdown(f"{len(found) - _SHOWN_CLASHES} more are not listed here.")


def take_away(
    graph: Graph, result: Answer, sheet: PageTable, said: MappingT[str, str], name: str
) -> None:
    """What can be taken along: the view as CSV, the whole analysis as XLSX, and its address.

    Args:
        graph: The graph.
        result: The answer.
        sheet: The rows in view.
        said: What stands above them, beside scope and method.
        name: First part of the file names.
    """
    page = name.split("-", 1)[0]
    with st.container(horizontal=True):
        download(sheet, {**views.about(graph, result), **said}, name, f"{page}.csv")
        st.download_button(
            f"Download the whole analysis ({result.coverage.denominator} provisions) as XLSX",
            data=lambda: render_workbook(result),
            file_name=f"aimsgraph-{name}.xlsx",
            mime=XLSX,
            key=f"{page}.xlsx",
            on_click="ignore",
        )
    copy_link("Filters of the view and the statement of applicability are not part of the link.")
