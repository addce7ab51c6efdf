"""Services are tried with three frameworks: what they carry and answer does not hang on ten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import _lru_cache_wrapper

import pytest

import aimsgraph
from aimsgraph.compile import cache, load
from aimsgraph.model.graph import Graph
from aimsgraph.rdf import named_queries
from aimsgraph.validation import shapes
from worlds import ROOT

KEPT = ("iso27001", "iso42001", "aiact")


def _forget() -> None:
    """What was read of the data folder before."""
    for module in (cache, shapes, named_queries):
        for value in vars(module).values():
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def three_frameworks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package beside a data folder that holds three frameworks and the rows between them."""
    root = tmp_path_factory.mktemp("three")
    shutil.copytree(
        ROOT / "src" / "aimsgraph",
        root / "src" / "aimsgraph",
        ignore=shutil.ignore_patterns("static", "__pycache__"),
    )

    def wanted(name: str) -> bool:
        folder, _, file = name.rpartition("/")
        if folder not in {"ontology/frameworks", "mappings"}:
            return True
        return set(file.split(".")[0].split("--")) <= set(KEPT)

    names = tuple(name for name in load.MANIFEST if wanted(name))
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aimsgraph, "__file__", str(root / "src" / "aimsgraph" / "__init__.py"))
        patch.setattr(load, "MANIFEST", names)
        patch.setattr(load, "EXPECTED", {k: n for k, n in load.EXPECTED.items() if k in KEPT})
        _forget()
        yield
    _forget()


@pytest.fixture(scope="module")
def graph(three_frameworks: None) -> Graph:  # noqa: ARG001  (made after it)
    """The graph of the three frameworks."""
    return load.load_graph()
