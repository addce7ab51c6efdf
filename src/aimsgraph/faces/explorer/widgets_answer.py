"""Pieces about an answer: its counts and method, a statement of applicability, and its files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from aimsgraph.answers.statements import load_soa
from aimsgraph.coverage.holdings import Statement
from aimsgraph.faces.explorer import views
from aimsgraph.faces.explorer.text import PageTable, csv_bytes, plain
from aimsgraph.model.errors import AimsgraphError, InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_SOA_BYTES

STATEMENT: Final = "explorer.statement"
_ROUND: Final = "explorer.statement.round"
_MEGABYTE: Final = 1024 * 1024


def read_statement(graph: Graph, name: str, content: bytes, have: Sequence[str] = ()) -> Statement:
    """Read an uploaded statement of applicability; it is on disk only while it is read.

    Args:
        graph: The graph.
        name: How the user calls the file.
        content: Its bytes.
        have: Keys of the frameworks that are held.

    Raises:
        InputError: It is too large, not CSV, or names a provision that does not exist.
    """
    with tempfile.TemporaryDirectory(prefix="aimsgraph-") as folder:
        path = Path(folder) / f"statement{Path(name).suffix.lower() or '.csv'}"
        path.write_bytes(content[: MAX_SOA_BYTES + 1])
        try:
            return load_soa(graph, path, name, have)
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
    fold = st.expander(title, key=f"{page}.soa.fold.{kept is None}", on_change="rerun")
    if not fold.open:
        return kept
    with fold:
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
    st.session_state[STATEMENT] = read_statement(graph, given.name, given.getvalue(), have)
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
