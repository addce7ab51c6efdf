"""The package beside a data folder with a few frameworks, for what does not hang on all of them."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest

import aimsgraph
from aimsgraph.compile import cache, load
from aimsgraph.rdf import named_queries
from aimsgraph.validation import shapes
from worlds import ROOT

STANDARDS = ("iso27001", "iso42001")
MANIFEST, EXPECTED = load.MANIFEST, load.EXPECTED


def forget() -> None:
    """Let go of what was read of the data folder."""
    for module in (cache, shapes, named_queries):
        for value in vars(module).values():
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()


@contextmanager
def few_frameworks(root: Path, kept: Collection[str]) -> Iterator[None]:
    """While it lasts, the bundled data are some frameworks and the rows between them.

    Args:
        root: An empty folder.
        kept: Keys of the frameworks.
    """
    shutil.copytree(
        ROOT / "src" / "aimsgraph",
        root / "src" / "aimsgraph",
        ignore=shutil.ignore_patterns("static", "__pycache__"),
    )

    def wanted(name: str) -> bool:
        folder, _, file = name.rpartition("/")
        if folder not in {"ontology/frameworks", "mappings"}:
            return True
        return set(file.split(".")[0].split("--")) <= set(kept)

    names = tuple(name for name in MANIFEST if wanted(name))
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aimsgraph, "__file__", str(root / "src" / "aimsgraph" / "__init__.py"))
        patch.setattr(load, "MANIFEST", names)
        patch.setattr(load, "EXPECTED", {k: n for k, n in EXPECTED.items() if k in kept})
        forget()
        yield
    forget()
