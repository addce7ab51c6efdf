"""The explorer: navigation, the frame of each page, and what to say of an invalid graph."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from aimsgraph.answers.questions import narrowed
from aimsgraph.exports.formats import FORMATS, export, file_name
from aimsgraph.faces.explorer import (
    frame,
    page_about,
    page_classify,
    page_compare,
    page_export,
    page_graph,
    page_pictures,
    page_provision,
    page_sparql,
    state,
)
from aimsgraph.faces.explorer.components import WANTED, offer, workbench
from aimsgraph.faces.explorer.settings import SERVER_OPTIONS
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import PAGES, footer, warn_of_unknown
from aimsgraph.model.errors import AimsgraphError, Finding, InvalidGraphError
from aimsgraph.model.records import Curie

__all__ = ["ICON", "SERVER_OPTIONS", "run", "warm"]

ICON: Final = Path(__file__).with_name("icon.png")

Show = Callable[[frame.Page], None]

_PAGES: Final[dict[str, tuple[str, Show]]] = {
    "map": ("Duty map", page_pictures.show_map),
    "crosswalk": ("Crosswalk", page_pictures.show_crosswalk),
    "plan": ("Plan", page_pictures.show_plan),
    "provision": ("Provision", page_provision.show_provision),
    "pair": ("Pair", page_provision.show_pair),
    "graph": ("Graph", page_graph.show),
    "compare": ("Compare", page_compare.show),
    "sparql": ("SPARQL", lambda page: _below(page, page_sparql.show)),
    "export": ("Export", page_export.show),
    "classify": ("Who am I?", page_classify.show),
    "about": ("About and method", lambda page: _below(page, page_about.show)),
}
"""Title and content of each page by its name in the address."""

_UNLISTED: Final = frozenset({"pair", "graph"})
"""Pages that are reached from others only."""

_TABS: Final = {"graph": "provision"}
"""Pages that are a tab of another, by the other's name."""

_OWN_WORDS: Final = frozenset({"sparql", "classify"})
"""Pages that say themselves what of an address they do not know."""

_WORDS: Final = (
    "id", "with", "show", "colour", "focus", "sides", "view", "from", "until", "group", "bound",
    "open", "hide",
)  # fmt: skip
"""Parameters of the address that pictures read in the browser."""

FAULTS: Final = 50
"""Faults of an invalid graph that are listed; more are said to be there."""


def warm() -> None:
    """Read the graph before anybody asks; what is wrong with it is said to who does."""
    with suppress(AimsgraphError):
        state.graph()


def run() -> None:
    """Draw the page that the address asks for."""
    st.set_page_config(page_title="aimsgraph", page_icon=ICON, layout="wide")
    st.html(Path(__file__).with_name("explorer.css"))
    try:
        with st.spinner("Loading the graph ..."):
            graph = state.graph()
    except AimsgraphError as error:
        _broken(error)
        return
    pages = {
        name: st.Page(partial(_show, name), title=title, url_path=name, default=not at)
        for at, (name, (title, _)) in enumerate(_PAGES.items())
    }
    st.session_state[PAGES] = pages
    found = st.navigation(list(pages.values()), position="hidden").url_path
    name = found or next(iter(pages))
    listed = ((n, title) for n, (title, _) in _PAGES.items() if n not in _UNLISTED)
    frame.navigate(listed, _TABS.get(name, name))
    try:
        _show(name)
    except AimsgraphError as error:
        st.error(f"{plain(error.place)}: {plain(error.fact)} {plain(error.remedy)}")
    footer(graph.data_version, state.origin().store)


def _show(name: str) -> None:
    """Draw a page, for all pages in the one script: the browser keeps what they share.

    A page that Streamlit runs by itself loses every widget, and the picture, on each change of it.
    """
    title, show = _PAGES[name]
    found = frame.analysed(state.graph())
    st.set_page_config(page_title=f"{title}: {frame.subject(state.graph(), found)} - aimsgraph")
    if name not in _OWN_WORDS:
        warn_of_unknown(_WORDS)
    _serve(found)
    show(found)


def _serve(page: frame.Page) -> None:
    """Write the file that a picture asked for; it travels with the picture that is drawn next."""
    wanted = st.session_state.pop(WANTED, None)
    if not isinstance(wanted, dict) or page.result is None:
        return
    name = str(wanted.get("form"))
    ids = frozenset(Curie(str(i)) for i in wanted.get("ids") or ())
    result = narrowed(page.result, ids) if ids else page.result
    offer(file_name(result, name), FORMATS[name].media_type, export(result, name))


def _below(page: frame.Page, show: Callable[[], None]) -> None:
    """A page that is not about the analysis: the answer stands above it all the same."""
    workbench("none", page.picture)
    show()


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
