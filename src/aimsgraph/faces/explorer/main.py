"""The explorer: navigation, the frame of each page, and what to say of an invalid graph."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from aimsgraph.faces.explorer import (
    page_about,
    page_gaps,
    page_matrix,
    page_overview,
    page_provision,
    page_sparql,
    state,
)
from aimsgraph.faces.explorer.settings import SERVER_OPTIONS
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import PAGES, footer
from aimsgraph.values.errors import AimsgraphError, Finding, InvalidGraphError

__all__ = ["ICON", "SERVER_OPTIONS", "run"]

ICON: Final = Path(__file__).with_name("icon.png")

FAULTS: Final = 50
"""Faults of an invalid graph that are listed; more are said to be there."""


def run() -> None:
    """Draw the page that the address asks for."""
    st.set_page_config(page_title="aimsgraph", page_icon=ICON, layout="wide")
    try:
        graph = state.graph()
    except AimsgraphError as error:
        _broken(error)
        return
    page = st.navigation(_navigation())
    try:
        page.run()
    except AimsgraphError as error:
        st.error(f"{plain(error.place)}: {plain(error.fact)} {plain(error.remedy)}")
    footer(graph.data_version)


def _navigation() -> dict[str, list[st.Page]]:
    pages = {
        "overview": st.Page(
            page_overview.show, title="Overview", url_path="overview", default=True
        ),
        "matrix": st.Page(page_matrix.show, title="Coverage matrix", url_path="matrix"),
        "gaps": st.Page(page_gaps.show, title="Gaps", url_path="gaps"),
        "provision": st.Page(page_provision.show, title="Provision", url_path="provision"),
        "sparql": st.Page(page_sparql.show, title="SPARQL", url_path="sparql"),
        "about": st.Page(page_about.show, title="About and method", url_path="about"),
    }
    st.session_state[PAGES] = pages
    return {
        "": [pages["overview"]],
        "Explore": [pages["matrix"], pages["gaps"], pages["provision"]],
        "Work with data": [pages["sparql"]],
        "Help": [pages["about"]],
    }


def _broken(error: AimsgraphError) -> None:
    findings = (
        error.findings
        if isinstance(error, InvalidGraphError)
        else (Finding(error.place, 0, type(error).__name__, error.fact, error.remedy),)
    )
    st.title("The graph cannot be shown")
    st.error(
        "Nothing is shown from a graph that is not whole. Mend what is listed, then load again."
    )
    st.markdown(
        "\n".join(
            f"- **{plain(f.place)}**: {plain(f.code)}. {plain(f.fact)} {plain(f.remedy)}"
            for f in findings[:FAULTS]
        )
    )
    if len(findings) > FAULTS:
        st.markdown(f"{len(findings) - FAULTS} more are not listed.")
    if st.button("Load again"):
        st.cache_resource.clear()
        st.rerun()
