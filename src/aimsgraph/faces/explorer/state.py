"""What the server keeps between reruns: one graph, its queries, and answers worked out before."""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import streamlit as st

from aimsgraph.answers.dates import today
from aimsgraph.answers.neighbourhood import neighbourhood
from aimsgraph.answers.opening import open_graph, open_store
from aimsgraph.answers.picture import picture
from aimsgraph.answers.questions import Answer, PairCounts, Question, all_pairs, answer
from aimsgraph.answers.reading import pair_document, reader_document
from aimsgraph.compile.folders import load_workspace
from aimsgraph.compile.load import bundled
from aimsgraph.coverage.holdings import Statement
from aimsgraph.coverage.scope import Scope
from aimsgraph.faces.explorer.views import framework_keys
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.sparql.dataset_copy import copy_dataset
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.stores.catalogue import service_at
from aimsgraph.stores.queries import StoreQueries

WITH: Final = "AIMSGRAPH_WITH"
"""Environment variable with the user's folders, separated as in PATH."""

LANGUAGE: Final = "AIMSGRAPH_LANG"
"""Environment variable with the language of texts that a folder gives in several."""

STORE: Final = "AIMSGRAPH_STORE"
"""Environment variable with the address of a SPARQL service that is read instead of the files."""

Names = tuple[str, ...]
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the graph comes from.

    Args:
        folders: The user's folders, as ``--with`` gave them.
        store: Address of a store, as ``--store`` gave it; empty for the files.
        language: Language of texts, as ``--lang`` gave it; empty for English.
    """

    folders: Names
    store: str
    language: str = ""


def origin() -> Origin:
    """Where the graph of this server comes from."""
    names = tuple(f for f in os.environ.get(WITH, "").split(os.pathsep) if f)
    return Origin(names, os.environ.get(STORE, ""), os.environ.get(LANGUAGE, ""))


@st.cache_resource(show_spinner=False)
def _graph(where: Origin) -> Graph:
    if where.store:
        return _lasting(open_store(where.store))
    return _lasting(open_graph([Path(name) for name in where.folders], language=where.language))


def _lasting(value: Kept) -> Kept:
    """Spare what is kept the search for garbage: Streamlit makes a whole one after each run."""
    gc.freeze()
    return value


def graph() -> Graph:
    """The graph: bundled data and the user's folders, validated or from a compiled copy.

    Raises:
        AimsgraphError: It is incomplete or not valid, or the store does not give it whole.
    """
    return _graph(origin())


Asker = SandboxPool | StoreQueries
"""What answers SPARQL: the sandbox, or the store."""


def _close(asker: Asker) -> None:
    if isinstance(asker, SandboxPool):
        asker.close()


@st.cache_resource(show_spinner="Starting the query sandbox ...", on_release=_close)
def _asker(where: Origin) -> Asker:
    if where.store:
        return StoreQueries(service_at(where.store))
    found = _graph(where)
    workspaces = [bundled(), *(load_workspace(Path(name)) for name in where.folders)]
    pool = SandboxPool(copy_dataset(found, workspaces))
    atexit.register(pool.close)
    return pool


def asker() -> Asker:
    """What answers queries of this server: one for all sessions, closed when the server ends."""
    return _asker(origin())


@st.cache_resource(show_spinner=False, max_entries=256)
def _answer(
    where: Origin,
    have: Names,
    need: str,
    scope: Scope,
    hops: int,
    excluded: Statement | None,
    day: dt.date,
) -> Answer:
    return _lasting(answer(_graph(where), Question(have, need, scope, excluded, hops, day)))


def ask(
    have: Names,
    need: str,
    scope: Scope | None = None,
    hops: int = DEFAULT_HOPS,
    excluded: Statement | None = None,
) -> Answer:
    """The answer to a question, worked out once.

    Args:
        have: Frameworks held.
        need: Framework needed.
        scope: Which of its provisions count.
        hops: Most mappings along a path; 1 for what is asserted only.
        excluded: The statement of applicability; ``None`` without one.

    Raises:
        UnknownNameError: A role, risk class, sector or edition that does not exist.
    """
    return _answer(origin(), have, need, scope or Scope(), hops, excluded, today())


@st.cache_resource(show_spinner=False, max_entries=64)
def _picture(
    where: Origin,
    have: Names,
    need: str,
    scope: Scope,
    hops: int,
    excluded: Statement | None,
    day: dt.date,
) -> dict[str, Any]:
    found = picture(_answer(where, have, need, scope, hops, excluded, day))
    mark = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
    return _lasting({**found, "key": mark})


def picture_of(
    have: Names, need: str, scope: Scope, hops: int, excluded: Statement | None
) -> dict[str, Any]:
    """The answer to a question as data for pictures, made once; the arguments are those of ``ask``.

    Args:
        have: Frameworks held.
        need: Framework needed.
        scope: Which of its provisions count.
        hops: Most mappings along a path.
        excluded: The statement of applicability.
    """
    return _picture(origin(), have, need, scope, hops, excluded, today())


def pair_marks() -> dict[str, Any]:
    """The verdicts of every pair of frameworks, as the small duty maps take them."""
    marks: dict[str, dict[str, str]] = {}
    for one in pairs():
        marks.setdefault(one.have, {})[one.need] = one.marks
    return {"keys": list(framework_keys(graph())), "marks": marks}


@st.cache_resource(show_spinner="Comparing the frameworks ...")
def _pairs(where: Origin) -> tuple[PairCounts, ...]:
    return _lasting(tuple(all_pairs(_graph(where))))


def pairs() -> tuple[PairCounts, ...]:
    """The counts of every directed pair of frameworks."""
    return _pairs(origin())


@st.cache_resource(show_spinner=False, max_entries=64)
def _reader(where: Origin, curie: Curie, hops: int) -> dict[str, Any]:
    found = _graph(where)
    return _lasting(reader_document(found, found.provisions[curie], hops))


def reader(curie: Curie, hops: int) -> dict[str, Any]:
    """A provision with its counterparts as data for reading, made once."""
    return _reader(origin(), curie, hops)


@st.cache_resource(show_spinner=False, max_entries=256)
def _pair(where: Origin, needed: Curie, held: Curie, hops: int) -> dict[str, Any]:
    return pair_document(_graph(where), needed, held, hops)


def pair(needed: Curie, held: Curie, hops: int) -> dict[str, Any]:
    """Two provisions as data for reading, worked out once."""
    return _pair(origin(), needed, held, hops)


@st.cache_resource(show_spinner=False, max_entries=64)
def _neighbourhood(where: Origin, curie: Curie, hops: int, opened: Names) -> dict[str, Any]:
    return neighbourhood(_graph(where), curie, hops, tuple(Curie(c) for c in opened))


def neighbourhood_of(curie: Curie, hops: int, opened: Names) -> dict[str, Any]:
    """What touches a provision and those that were opened, as data for a drawing, made once."""
    return _neighbourhood(origin(), curie, hops, opened)
