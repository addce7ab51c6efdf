"""The choice of a worked scenario in the sidebar: a click sets the profile."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import streamlit as st

from aimsgraph.answers.profile import Profile
from aimsgraph.answers.scenario import Scenario, bundled_scenarios, scenario_named
from aimsgraph.answers.scenario_report import work_out
from aimsgraph.exports.scenario_text import render_scenario_html
from aimsgraph.faces.explorer.text import plain
from aimsgraph.model.graph import Graph


def chosen(graph: Graph, today: dt.date) -> Profile | None:
    """Draw the choice.

    Args:
        graph: The graph.
        today: Tells what applies already, in the report that is offered.

    Returns:
        The profile that the reader clicked, if any.
    """
    known = {name: one for name, one in _bundled().items() if _told_by(graph, one)}
    if not known:
        return None
    with st.expander("Open a scenario"):
        name = st.selectbox(
            "Scenario", known, format_func=lambda n: known[n].title, index=None,
            placeholder="A worked case", key="scenario.name",
        )  # fmt: skip
        if name is None:
            return None
        one = known[name]
        st.caption(plain(" ".join(one.story)))
        clicked = None
        for at, need in enumerate(one.needs):
            if st.button(_label(graph, need.profile), key=f"scenario.need.{at}"):
                clicked = need.profile
        st.download_button(
            "Save the report",
            data=lambda: render_scenario_html(work_out(graph, one), today).encode(),
            file_name=f"aimsgraph-scenario-{one.name}.html",
            mime="text/html",
            on_click="ignore",
        )
    return clicked


@lru_cache(maxsize=1)
def _bundled() -> dict[str, Scenario]:
    return {name: scenario_named(name) for name in bundled_scenarios()}


def _told_by(graph: Graph, one: Scenario) -> bool:
    """Whether the graph holds every framework of a scenario: that of a store may not."""
    named = {key for need in one.needs for key in (*need.profile.have, need.profile.need)}
    return named <= set(graph.frameworks)


def _label(graph: Graph, profile: Profile) -> str:
    role = f", as {graph.label_of('role', profile.role).lower()}" if profile.role else ""
    return plain(f"{graph.frameworks[profile.need].label}{role}")
