"""The explorer: navigation, the frame of each page, and what to say of an invalid graph."""

from __future__ import annotations

from collections.abc import Callable
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
from aimsgraph.model.errors import AimsgraphError, Finding, InvalidGraphError

__all__ = ["ICON", "SERVER_OPTIONS", "run"]

ICON: Final = Path(__file__).with_name("icon.png")

_SHOWN: Final[dict[str, tuple[str, Callable[[], None]]]] = {
    "overview": ("Overview", page_overview.show),
    "matrix": ("Coverage matrix", page_matrix.show),
    "gaps": ("Gaps", page_gaps.show),
    "provision": ("Provision", page_provision.show),
    "sparql": ("SPARQL", page_sparql.show),
    "about": ("About and method", page_about.show),
}
_GROUPS: Final = {
    "": ("overview",),
    "Explore": ("matrix", "gaps", "provision"),
    "Work with data": ("sparql",),
    "Help": ("about",),
}

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
    page = st.navigation(_navigation(), position="hidden")
    _sidebar()
    try:
        page.run()
    except AimsgraphError as error:
        st.error(f"{plain(error.place)}: {plain(error.fact)} {plain(error.remedy)}")
    footer(graph.data_version, state.origin().store)


def _navigation() -> list[st.Page]:
    pages = {
        name: st.Page(show, title=title, url_path=name, default=name == "overview")
        for name, (title, show) in _SHOWN.items()
    }
    st.session_state[PAGES] = pages
    return list(pages.values())


def _sidebar() -> None:
    """Links to the pages, in groups; Streamlit's own list of them breaks the rules of lists."""
    with st.sidebar:
        for group, names in _GROUPS.items():
            if group:
                st.markdown(f"**{group}**")
            for name in names:
                st.page_link(st.session_state[PAGES][name])


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
