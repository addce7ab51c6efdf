"""The default graph is the RDF merge of its graphs: nothing is counted or listed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import aimsgraph
from aimsgraph.compile.folders import load_workspace
from aimsgraph.compile.load import bundled
from aimsgraph.model.errors import AimsgraphError
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import SKOS
from aimsgraph.rdf.dataset import is_merged, merged_store
from aimsgraph.sparql.dataset_copy import DatasetCopy, copy_dataset
from aimsgraph.sparql.merge import HIDDEN, Merge, overlap
from aimsgraph.sparql.pool import SandboxPool
from worlds import framework_text

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
EVERY = "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }"
QUADS = b"""<a:1> <a:p> "x" <g:a> .
<a:1> <a:p> "x" <g:b> .
<a:1> <a:p> "x" <g:c> .
<a:2> <a:p> "y <z> ." <g:b> .
<a:3> <a:p> <a:1> <g:c> .
<a:2> <a:p> "y <z> ." <g:c> .
<a:4> <a:p> <a:4> <g:a> .
"""


@pytest.fixture(scope="module")
def small() -> Iterator[SandboxPool]:
    with SandboxPool(DatasetCopy(QUADS, {}), workers=1) as pool:
        yield pool


def count(
    pool: SandboxPool,
    text: str = COUNT,
    default: tuple[str, ...] | None = None,
    named: tuple[str, ...] | None = None,
) -> int:
    found = pool.query(text, default_graphs=default, named_graphs=named)
    return int(found.table()[1][0][0].text)


@pytest.mark.parametrize(
    ("graphs", "statements"),
    [
        (None, 4),
        (("g:a",), 2),
        (("g:a", "g:a"), 2),
        (("g:a", "g:b"), 3),
        (("g:b", "g:a"), 3),
        (("g:b", "g:c"), 3),
        (("g:a", "g:b", "g:c"), 4),
        (("g:c", "g:b", "g:a", "g:c"), 4),
        (("g:none",), 0),
        ((), 0),
    ],
)
def test_a_statement_of_several_graphs_is_one(
    small: SandboxPool, graphs: tuple[str, ...] | None, statements: int
) -> None:
    assert count(small, default=graphs) == statements
    assert small.query(EVERY, default_graphs=graphs).rows == statements


def test_named_graphs_stay_what_they_are(small: SandboxPool) -> None:
    small.query(COUNT)
    text = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(small, text) == 7
    assert count(small, text, named=("g:a", "g:b")) == 4
    assert small.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows == 3


def test_a_query_that_looks_into_graphs_changes_nothing_for_the_next(small: SandboxPool) -> None:
    looks = "SELECT (COUNT(*) AS ?n) { %s ?g { ?s ?p ?o } }"
    for _ in range(2):
        assert count(small) == 4
        for word in ("GRAPH", "graph", "GRaPH"):
            assert count(small, looks % word) == 7
        assert count(small, default=("g:b", "g:c")) == 3
        assert count(small) == 4
        text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o GRAPH <g:b> { ?s ?p ?o } }"
        assert count(small, text) == 2
    assert small.query("ASK {}").yes()


def test_for_one_statement_said_twice_the_graphs_are_not_asked_one_by_one() -> None:
    store = ox.Store()
    store.load(QUADS, format=ox.RdfFormat.N_QUADS)
    merge = Merge(store, overlap(QUADS))
    merge.prepare(COUNT, graphs=False)
    assert merge.default(None) is None
    assert len(store) == 4
    merge.prepare(f"{COUNT[:-1]} GRAPH ?g {{ ?s ?p ?o }} }}", graphs=False)
    assert len(merge.default(None) or ()) == 4
    merge.prepare(COUNT, graphs=True)
    assert len(merge.default(["g:a", "g:b"]) or ()) == 2
    merge.prepare(COUNT, graphs=False)
    assert len(store) == 4


def test_what_merges_cannot_be_named(small: SandboxPool) -> None:
    small.query(COUNT)
    hidden = (f"{HIDDEN}0",)
    for default, named in ((hidden, None), (None, hidden)):
        with pytest.raises(AimsgraphError, match="there is no graph"):
            small.query(COUNT, default_graphs=default, named_graphs=named)
    assert not small.query(f"ASK {{ GRAPH <{HIDDEN}0> {{ ?s ?p ?o }} }}").yes()


def test_the_bundled_graph_is_a_set(graph: Graph) -> None:
    distinct = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
    with SandboxPool(copy_dataset(graph), workers=1) as pool:
        for inferred in (True, False):
            every, once = (
                int(pool.query(text, inferred=inferred).table()[1][0][0].text)
                for text in (COUNT, distinct)
            )
            assert every == once > 40_000, inferred


@pytest.mark.usefixtures("two_standards")
def test_what_two_files_of_a_user_say_is_said_once(workspace: Callable[..., Path]) -> None:
    declared = "skos:notation a <http://www.w3.org/2002/07/owl#DatatypeProperty> ."
    folder = workspace(
        {
            "frameworks/one.ttl": framework_text("one", ["1"], declared),
            "frameworks/two.ttl": framework_text("two", ["1"], declared),
        }
    )
    text = "SELECT ?t { skos:notation a ?t }"
    with aimsgraph.load([folder]) as loaded:
        assert len(loaded.query(text).rows) == 1
        merged = merged_store(loaded.graph, [bundled(), load_workspace(folder)])
    assert is_merged(merged)
    found = merged.query(f"PREFIX skos: <{SKOS}> {text}")
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) == 1
    assert not is_merged(merged_store(loaded.graph, [bundled()]))
