"""The pictures: duty map, crosswalk and plan, each beside one inspector."""

from __future__ import annotations

import streamlit as st

from aimsgraph.faces.explorer import state
from aimsgraph.faces.explorer.components import workbench
from aimsgraph.faces.explorer.frame import Analysis


def show_map(analysis: Analysis) -> None:
    """Every duty one square; of all pairs of frameworks, one small map each."""
    if st.query_params.get("view") == "pairs":
        workbench("map", analysis.picture, pairs=state.pair_marks())
    else:
        workbench("map", analysis.picture)


def show_crosswalk(analysis: Analysis) -> None:
    """Outlines with ribbons between them, or the same as a matrix or a table."""
    workbench("crosswalk", analysis.picture)


def show_plan(analysis: Analysis) -> None:
    """What is open, on an axis of time."""
    workbench("plan", analysis.picture)
