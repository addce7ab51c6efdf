"""Services are tried with three frameworks: what they carry and answer does not hang on ten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aimsgraph.compile import cache
from aimsgraph.model.graph import Graph
from few_frameworks import STANDARDS, few_frameworks


@pytest.fixture(scope="module", autouse=True)
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The graph of two standards and an act, with the rows between them."""
    with few_frameworks(tmp_path_factory.mktemp("three"), (*STANDARDS, "aiact")):
        yield cache.bundled_graph()
