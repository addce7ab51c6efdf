"""The pictures: duty map, crosswalk and plan, each beside one inspector."""

from __future__ import annotations

import streamlit as st

from aimsgraph.faces.explorer import state
from aimsgraph.faces.explorer.components import PAIRS, workbench
from aimsgraph.faces.explorer.frame import Page


def show_map(page: Page) -> None:
    """Every duty one square; of all pairs of frameworks, one small map each."""
    if st.session_state.get(PAIRS) or st.query_params.get("view") == "pairs":
        workbench("map", page.picture, "pairs", pairs=state.pair_marks())
    else:
        workbench("map", page.picture)


def show_crosswalk(page: Page) -> None:
    """Outlines with ribbons between them, or the same as a matrix or a table."""
    workbench("crosswalk", page.picture)


def show_plan(page: Page) -> None:
    """What is open, on an axis of time."""
    workbench("plan", page.picture)
