"""What the server keeps between reruns: one graph, its sandbox, and answers worked out before."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Final

import streamlit as st

from aimsgraph.graph.load import bundled
from aimsgraph.reading.workspace import load_workspace
from aimsgraph.services.analysis import Answer, PairCounts, Question, all_pairs, answer
from aimsgraph.services.explaining import Explanation, explanation, leads_sheet
from aimsgraph.services.export.tables import Sheet as LeadSheet
from aimsgraph.services.inferred import full_store
from aimsgraph.services.knowledge import knowledge_of
from aimsgraph.services.opening import open_graph
from aimsgraph.services.sandbox import SandboxPool, Snapshot
from aimsgraph.thinking.coverage import Knowledge
from aimsgraph.thinking.inference import DEFAULT_HOPS
from aimsgraph.thinking.scope import Scope
from aimsgraph.values.model import Curie, Graph

WITH: Final = "AIMSGRAPH_WITH"
"""Environment variable with the user's folders, separated as in PATH."""

Names = tuple[str, ...]


def folders() -> Names:
    """The user's folders, as ``--with`` gave them."""
    return tuple(f for f in os.environ.get(WITH, "").split(os.pathsep) if f)


@st.cache_resource(show_spinner="Loading the graph ...")
def _graph(names: Names) -> Graph:
    return open_graph([Path(name) for name in names])


def graph() -> Graph:
    """The graph: bundled data and the user's folders, validated or from a compiled snapshot.

    Raises:
        AimsgraphError: It is incomplete or not valid.
    """
    return _graph(folders())


def _close(pool: SandboxPool) -> None:
    pool.close()


@st.cache_resource(show_spinner="Starting the query sandbox ...", on_release=_close)
def _pool(names: Names) -> SandboxPool:
    found = _graph(names)
    workspaces = [bundled(), *(load_workspace(Path(name)) for name in names)]
    pool = SandboxPool(Snapshot.of_store(full_store(found, workspaces), found))
    atexit.register(pool.close)
    return pool


def pool() -> SandboxPool:
    """The sandbox of this server: one for all sessions, closed when the server ends."""
    return _pool(folders())


@st.cache_resource(show_spinner=False, max_entries=256)
def _answer(
    names: Names,
    have: Names,
    need: str,
    scope: Scope,
    hops: int,
    excluded: tuple[Curie, ...] | None,
) -> Answer:
    out = None if excluded is None else frozenset(excluded)
    return answer(_graph(names), Question(have, need, scope, out, hops))


def ask(
    have: Names,
    need: str,
    scope: Scope | None = None,
    hops: int = DEFAULT_HOPS,
    excluded: frozenset[Curie] | None = None,
) -> Answer:
    """The answer to a question, worked out once.

    Args:
        have: Frameworks held.
        need: Framework needed.
        scope: Which of its provisions count.
        hops: Most mappings along a path; 1 for what is asserted only.
        excluded: What a statement of applicability takes out; ``None`` without one.

    Raises:
        UnknownNameError: A role, risk class or edition that does not exist.
    """
    out = None if excluded is None else tuple(sorted(excluded))
    return _answer(folders(), have, need, scope or Scope(), hops, out)


@st.cache_resource(show_spinner="Comparing the frameworks ...")
def _pairs(names: Names) -> tuple[PairCounts, ...]:
    return tuple(all_pairs(_graph(names)))


def pairs() -> tuple[PairCounts, ...]:
    """The counts of every directed pair of frameworks."""
    return _pairs(folders())


def knowledge(hops: int) -> Knowledge:
    """What is certain within a number of mappings."""
    return knowledge_of(graph(), hops)


@st.cache_resource(show_spinner=False, max_entries=256)
def _explained(names: Names, source: Curie, target: Curie, hops: int) -> Explanation:
    return explanation(_graph(names), source, target, hops)


def explained(source: Curie, target: Curie, hops: int) -> Explanation:
    """What is known about a pair and why, worked out once."""
    return _explained(folders(), source, target, hops)


@st.cache_resource(show_spinner=False, max_entries=256)
def _leads(names: Names, target: Curie, have: str, hops: int) -> tuple[LeadSheet, bool]:
    return leads_sheet(_graph(names), target, (have,), hops)


def leads(target: Curie, have: str, hops: int) -> tuple[LeadSheet, bool]:
    """Leads to a provision from one framework, and whether there are more; worked out once."""
    return _leads(folders(), target, have, hops)
