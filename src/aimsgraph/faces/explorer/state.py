"""What the server keeps between reruns: one graph, its store, and answers worked out before."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import streamlit as st

from aimsgraph.graph.dataset import build_store
from aimsgraph.graph.load import bundled, load_graph
from aimsgraph.reading.workspace import load_workspace
from aimsgraph.services.analysis import Answer, PairCounts, Question, all_pairs, answer
from aimsgraph.thinking.inference import DEFAULT_HOPS
from aimsgraph.thinking.scope import Scope
from aimsgraph.values.model import Graph

WITH: Final = "AIMSGRAPH_WITH"
"""Environment variable with the user's folders, separated as in PATH."""


def folders() -> tuple[str, ...]:
    """The user's folders, as ``--with`` gave them."""
    return tuple(f for f in os.environ.get(WITH, "").split(os.pathsep) if f)


@st.cache_resource(show_spinner="Loading the graph ...")
def _graph(names: tuple[str, ...]) -> Graph:
    return load_graph([Path(name) for name in names])


def graph() -> Graph:
    """The graph: bundled data and the user's folders.

    Raises:
        AimsgraphError: It is incomplete or not valid.
    """
    return _graph(folders())


@st.cache_resource(show_spinner="Building the store ...")
def _store(names: tuple[str, ...]) -> ox.Store:
    workspaces = [bundled(), *(load_workspace(Path(name)) for name in names)]
    return build_store(_graph(names), workspaces)


def store() -> ox.Store:
    """The dataset that named queries run on."""
    return _store(folders())


@st.cache_resource(show_spinner=False, max_entries=256)
def _answer(
    names: tuple[str, ...], have: tuple[str, ...], need: str, scope: Scope, hops: int
) -> Answer:
    return answer(_graph(names), Question(have, need, scope, hops=hops))


def ask(
    have: tuple[str, ...], need: str, scope: Scope | None = None, hops: int = DEFAULT_HOPS
) -> Answer:
    """The answer to a question, worked out once.

    Raises:
        UnknownNameError: A role, risk class or edition that does not exist.
    """
    return _answer(folders(), have, need, scope or Scope(), hops)


@st.cache_resource(show_spinner="Comparing the frameworks ...")
def _pairs(names: tuple[str, ...]) -> tuple[PairCounts, ...]:
    return tuple(all_pairs(_graph(names)))


def pairs() -> tuple[PairCounts, ...]:
    """The counts of every directed pair of frameworks."""
    return _pairs(folders())
