"""The same question put to the closure, to networkx and to SPARQL property paths.

Covering is transitive, and two provisions overlap when each covers (or is) something of which one
intersects, or is, the other: that much a graph library and a query language can say as well.
"""

from __future__ import annotations

import resource
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
from generated import World, fill, generate

from aimsgraph.inference.closure import FIXPOINT, run
from aimsgraph.inference.engine_duckdb import Duck

if TYPE_CHECKING:
    from cases import Facts, Watch

EQUAL, SUBSET, SUPERSET, INTERSECTS = 1, 2, 4, 8
COVERS = """
SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?a ?b WHERE {
  ?a <x:covers>+ ?b . ?a <x:in> ?f . ?b <x:in> ?g . FILTER(?f != ?g) } }
"""
OVERLAPS = """
SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?a ?b WHERE {
  ?a <x:covers>*/<x:meets>?/^<x:covers>* ?b . ?a <x:in> ?f . ?b <x:in> ?g . FILTER(?f != ?g) } }
"""


def ask(engine: str, rows: int, watch: Watch) -> Facts:
    """Put the question.

    Args:
        engine: ``closure``, ``networkx`` or ``sparql``.
        rows: Number of mappings.
        watch: Started; laps are taken on it.

    Returns:
        Seconds, memory, and the two counts.
    """
    world = generate(rows)
    world.rationale[:] = 0
    watch.lap("generate")
    before = resource.getrusage(resource.RUSAGE_SELF)
    ways = {"closure": _closure, "networkx": _networkx, "sparql": _sparql}
    covers, overlaps = ways[engine](world)
    watch.lap("answer")
    facts = watch.stop()
    facts["cpu"] -= before.ru_utime + before.ru_stime
    return {**facts, "covers": covers, "overlaps": overlaps}


def _closure(world: World) -> tuple[int, int]:
    across = (
        "SELECT COUNT(*) FROM pair p JOIN member s ON s.node = p.src "
        "JOIN member d ON d.node = p.dst WHERE s.framework <> d.framework AND mask "
    )
    with closing(Duck()) as engine:
        fill(engine, world)
        run(engine, FIXPOINT)
        covers = engine.rows(across + "IN (1, 4, 5)")[0][0]
        return int(covers), int(engine.rows(across + "BETWEEN 1 AND 15")[0][0])


def _edges(world: World) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Who covers whom, and who meets whom, as asserted."""
    ends = np.stack([world.subject, world.target], axis=1)
    bits = world.relation
    covers = np.concatenate(
        [
            ends[(bits == EQUAL) | (bits == SUPERSET)],
            ends[(bits == EQUAL) | (bits == SUBSET)][:, ::-1],
            np.stack([world.whole, world.part], axis=1),
        ]
    )
    crossing = ends[bits == INTERSECTS]
    meets = np.concatenate([crossing, crossing[:, ::-1]])
    return [(int(a), int(b)) for a, b in covers], [(int(a), int(b)) for a, b in meets]


def _networkx(world: World) -> tuple[int, int]:
    import networkx as nx

    covers, meets = _edges(world)
    graph: Any = nx.DiGraph()
    graph.add_nodes_from({node for edge in (*covers, *meets) for node in edge})
    graph.add_edges_from(covers)
    above = {node: {node} | nx.ancestors(graph, node) for node in graph}
    known = {(a, node) for node, found in above.items() for a in found}
    overlaps: set[tuple[int, int]] = set()
    for one, other in (*meets, *((node, node) for node in graph)):
        overlaps.update((a, b) for a in above[one] for b in above[other])
    framework = world.framework.tolist()
    return _across(known, framework), _across(overlaps, framework)


def _across(pairs: set[tuple[int, int]], framework: list[int]) -> int:
    return sum(framework[a] != framework[b] for a, b in pairs)


def _sparql(world: World) -> tuple[int, int]:
    import pyoxigraph as ox

    store = ox.Store()
    covers, meets = _edges(world)
    nodes = [ox.NamedNode(f"x:{i}") for i in range(len(world.framework))]
    facts = [(nodes[a], ox.NamedNode("x:covers"), nodes[b]) for a, b in covers]
    facts += [(nodes[a], ox.NamedNode("x:meets"), nodes[b]) for a, b in meets]
    facts += [
        (nodes[i], ox.NamedNode("x:in"), ox.NamedNode(f"x:f{f}"))
        for i, f in enumerate(world.framework.tolist())
    ]
    store.bulk_extend(ox.Quad(*fact) for fact in facts)
    return _number(store, COVERS), _number(store, OVERLAPS)


def _number(store: Any, query: str) -> int:  # noqa: ANN401  (pyoxigraph is imported where used)
    return int(next(iter(store.query(query)))["n"].value)
