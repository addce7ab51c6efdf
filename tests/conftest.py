"""Fixtures that tests share: the bundled graph, and a user's folder."""

from __future__ import annotations

import fcntl
import functools
import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import typer.main

from aimsgraph.answers.dates import EPOCH
from aimsgraph.compile import cache
from aimsgraph.compile.load import bundled
from aimsgraph.inference.engine_duckdb import Duck
from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.dataset import build_store
from aimsgraph.validation.report import compared_statements
from few_frameworks import STANDARDS, few_frameworks
from worlds import ROOT, SHARED, TODAY, framework_text, mapping_text, world

__all__ = ["ROOT", "SHARED", "framework_text", "mapping_text", "world"]

# What a run of tests keeps is much and lives to its end; to search it for garbage again and again
# took a seventh of the time.
gc.set_threshold(100_000, 50, 1_000)

LONGEST = (
    "tests/browser/", "tests/engines/", "tests/contract/test_wheel", "tests/contract/test_corpus",
    "tests/hostile/", "tests/server/", "tests/explorer/", "tests/property/", "tests/contract/",
)  # fmt: skip
"""What takes long is begun first, that no worker is left alone with it at the end."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file run in one worker, in their order, unless they name a group of their own."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))

    def place(item: pytest.Item) -> int:
        return next((i for i, s in enumerate(LONGEST) if item.nodeid.startswith(s)), len(LONGEST))

    items.sort(key=place)
    _mark_what_is_long(items)


def _mark_what_is_long(items: list[pytest.Item]) -> None:
    """Of a family of like cases, ``sampled(n)``, all but every n-th are marked ``long``."""
    seen: Counter[str] = Counter()
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled is not None:
            family = item.nodeid.partition("[")[0]
            if seen[family] % sampled.args[0]:
                item.add_marker(pytest.mark.long)
            seen[family] += 1


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiled graphs of tests lie in a folder of this run, and in that of no person.

    All workers share it, and the many folders of tests push the bundled graph out of it never.
    """
    base = tmp_path_factory.getbasetemp()
    together = "PYTEST_XDIST_WORKER" in os.environ
    run = base.parent if together else base
    os.environ["XDG_CACHE_HOME"] = str(run / "cache")
    cache.KEPT = 10_000  # type: ignore[misc]
    if together:
        with (run / "first").open("w") as lock:  # the first makes it, the others read it
            fcntl.flock(lock, fcntl.LOCK_EX)
            knowledge_of(cache.bundled_graph())
            compared_statements(bundled())


@pytest.fixture(scope="session", autouse=True)
def _one_thread_each() -> Iterator[None]:
    """Worlds of tests are too small for several threads, and workers share the processor."""
    init = Duck.__init__

    def quiet(self: Duck, memory: str = "") -> None:
        init(self, memory)
        self.connection.execute("SET threads = 1")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Duck, "__init__", quiet)
        yield


@pytest.fixture(scope="session", autouse=True)
def _commands_read_once() -> Iterator[None]:
    """Typer reads the signatures of all commands at each call, which tests make by the thousand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", functools.cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_day() -> None:
    """It is the same day in every run, and in every process that a test starts."""
    os.environ[EPOCH] = str(int(TODAY.timestamp()))


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The bundled graph, compiled once a run."""
    return cache.bundled_graph()


@pytest.fixture(scope="session")
def store(graph: Graph) -> ox.Store:
    """The dataset of the bundled graph; nobody writes to it."""
    return build_store(graph)


@pytest.fixture
def two_standards(graph: Graph, tmp_path: Path) -> Iterator[None]:
    """The bundled data are two standards, for a user's folder that builds on no other framework."""
    assert set(STANDARDS) < graph.frameworks.keys()
    with few_frameworks(tmp_path / "few", STANDARDS):
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[..., Path]:
    """Write a user's folder from texts by relative path."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / "own" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "own"

    return write
