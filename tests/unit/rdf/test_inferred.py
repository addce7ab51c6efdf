"""What is entailed, as triples in a graph of their own, with the mappings each rests on."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import AIMS, ID, RDF, Relation
from aimsgraph.rdf.dataset import build_store, mapping_iri
from aimsgraph.rdf.inferred import INFERRED_GRAPH, full_store, inferred_quads
from aimsgraph.rdf.named_queries import bind, catalogue
from worlds import world

CHAIN = {"a": ["x"], "b": ["y"], "c": ["z"]}


def triples(graph: Graph, hops: int = 2) -> set[tuple[str, str, str]]:
    found = set()
    for quad in inferred_quads(knowledge_of(graph, hops)):
        assert quad.graph_name == INFERRED_GRAPH
        found.add(
            (
                str(quad.subject).strip("<>"),
                str(quad.predicate).strip("<>"),
                str(quad.object).strip("<>"),
            )
        )
    return found


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("superset", "superset", {"covers", "overlaps"}),
        ("superset", "intersects", {"overlaps"}),
        ("subset", "disjoint", {"disjoint"}),
        ("intersects", "intersects", set()),
    ],
)
def test_a_statement_stands_with_both_mappings_it_rests_on(
    first: str, second: str, words: set[str]
) -> None:
    graph = world(CHAIN, [("a:x", first, "b:y"), ("b:y", second, "c:z")])
    found = triples(graph)
    said = {p.removeprefix(AIMS) for s, p, o in found if (s, o) == (ID + "a/x", ID + "c/z")}
    assert said == words
    nodes = {s for s, p, o in found if (p, o) == (RDF + "subject", ID + "a/x")} & {
        s for s, p, o in found if (p, o) == (RDF + "object", ID + "c/z")
    }
    assert len(nodes) == bool(words)
    for node in nodes:
        assert (node, RDF + "type", AIMS + "Inference") in found
        premises = {o for s, p, o in found if (s, p) == (node, AIMS + "premise")}
        assert premises == {mapping_iri(m.id) for m in graph.mappings}
        (entails,) = (o for s, p, o in found if (s, p) == (node, RDF + "predicate"))
        assert entails.removeprefix(AIMS) in words


def test_every_certain_statement_of_the_bundled_graph_has_premises(graph: Graph) -> None:
    knowledge = knowledge_of(graph, 2)
    found = triples(graph)
    goals = {"covers": COVERS, "overlaps": OVERLAPS, "disjoint": BIT[Relation.DISJOINT]}
    for pair in knowledge.closure.pairs:
        a, b = (graph.provisions[c].iri for c in (pair.source, pair.target))
        for word, goal in goals.items():
            assert ((a, AIMS + word, b) in found) is certain(pair.mask, goal)
    nodes = {s for s, p, o in found if o == AIMS + "Inference"}
    assert nodes == {s for s, p, _ in found if p == AIMS + "premise"}
    assert len(nodes) == len(knowledge.closure.pairs)


def test_asserted_and_inferred_are_queried_apart() -> None:
    graph = world(CHAIN, [("a:x", "superset", "b:y"), ("b:y", "superset", "c:z")])
    store = full_store(graph)
    said = f"GRAPH ?g {{ <{ID}a/x> <{AIMS}covers> <{ID}c/z> }}"
    ask = f"ASK {{ {said} FILTER(?g %s <{INFERRED_GRAPH.value}>) }}"
    assert bool(store.query(ask % "="))
    assert not bool(store.query(ask % "!="))


def test_a_contradictory_pair_entails_nothing() -> None:
    rows = [("a:x", "superset", "b:y"), ("a:x", "none", "b")]
    assert triples(world(CHAIN, rows)) == set()


def test_no_named_question_meets_an_inference() -> None:
    graph = world(CHAIN, [("a:x", "superset", "b:y"), ("b:y", "superset", "c:z")])
    asserted, full = build_store(graph), full_store(graph)
    for query in catalogue():
        keys = [p.name for p in query.parameters if p.kind == "framework"]
        params = dict(zip(keys, ("a", "c"), strict=False))
        if any(p.kind == "provision" for p in query.parameters):
            params["provision"] = "a:x"
        text = bind(graph, query, params)
        assert rows(full, text) == rows(asserted, text), query.name


def rows(store: ox.Store, text: str) -> bytes | None:
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return found.serialize(format=ox.QueryResultsFormat.CSV)
