"""Fixtures that tests share: the bundled graph, and a user's folder."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aimsgraph.answers.dates import EPOCH
from aimsgraph.compile.load import load_graph
from aimsgraph.model.graph import Graph
from worlds import ROOT, SHARED, TODAY, framework_text, mapping_text, world

__all__ = ["ROOT", "SHARED", "framework_text", "mapping_text", "world"]

# What a run of tests keeps is much and lives to its end; to search it for garbage again and again
# took a seventh of the time.
gc.set_threshold(100_000, 50, 1_000)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiled graphs of tests lie in a folder of this run, and in that of no person."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture(scope="session", autouse=True)
def _one_day() -> None:
    """It is the same day in every run, and in every process that a test starts."""
    os.environ[EPOCH] = str(int(TODAY.timestamp()))


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The bundled graph."""
    return load_graph()


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
