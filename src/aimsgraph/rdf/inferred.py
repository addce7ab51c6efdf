"""What is entailed, as RDF in a named graph of its own, each statement with its premises (PROV).

Regenerated from the mappings, never edited: analysts query asserted and inferred apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from aimsgraph.compile.folders import Workspace
from aimsgraph.inference.closure import DEFAULT_HOPS, Pair
from aimsgraph.inference.knowledge import Knowledge, knowledge_of
from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import AIMS, INFERRED, RDF, Relation
from aimsgraph.rdf.dataset import mapping_iri, quads

INFERRED_GRAPH: Final = ox.NamedNode(INFERRED)
_TYPE: Final = ox.NamedNode(RDF + "type")
_GOALS: Final = (
    ("covers", COVERS),
    ("overlaps", OVERLAPS),
    ("disjoint", BIT[Relation.DISJOINT]),
)


def _aims(name: str) -> ox.NamedNode:
    return ox.NamedNode(AIMS + name)


def inferred_quads(knowledge: Knowledge) -> Iterator[ox.Quad]:
    """Entailed ``aims:covers``, ``aims:overlaps`` and ``aims:disjoint`` with their premises.

    Args:
        knowledge: The graph and its closure.

    Yields:
        One triple for each certain statement between two frameworks, and an ``aims:Inference`` that
        names it (``rdf:subject``, ``rdf:predicate``, ``rdf:object``) and the mappings of its best
        proof.
    """
    graph = knowledge.graph
    for pair in knowledge.closure.pairs:
        if (pair.source, pair.target) in knowledge.closure.clashes:
            continue
        word = next((w for w, goal in _GOALS if certain(pair.mask, goal)), "")
        source = ox.NamedNode(graph.provisions[pair.source].iri)
        target = ox.NamedNode(graph.provisions[pair.target].iri)
        if not word:
            continue
        yield ox.Quad(source, _aims(word), target, INFERRED_GRAPH)
        if word == "covers":
            yield ox.Quad(source, _aims("overlaps"), target, INFERRED_GRAPH)
        yield from _inference(knowledge, pair, word)


def _inference(knowledge: Knowledge, pair: Pair, word: str) -> Iterator[ox.Quad]:
    graph = knowledge.graph
    node = ox.NamedNode(f"{INFERRED}/{pair.source}--{word}--{pair.target}")
    yield ox.Quad(node, _TYPE, _aims("Inference"), INFERRED_GRAPH)
    for name, iri in (  # RDF reification, so that no question about mappings meets an inference
        ("subject", graph.provisions[pair.source].iri),
        ("predicate", AIMS + word),
        ("object", graph.provisions[pair.target].iri),
    ):
        yield ox.Quad(node, ox.NamedNode(RDF + name), ox.NamedNode(iri), INFERRED_GRAPH)
    for mapping, _ in pair.premises:
        yield ox.Quad(node, _aims("premise"), ox.NamedNode(mapping_iri(mapping)), INFERRED_GRAPH)


def full_store(
    graph: Graph,
    workspaces: Iterable[Workspace] | None = None,
    *,
    hops: int = DEFAULT_HOPS,
) -> ox.Store:
    """The whole dataset in memory, what is entailed included.

    Args:
        graph: The compiled graph.
        workspaces: Texts it was compiled from; the bundled ones by default.
        hops: Most mappings along a path of an entailed statement.

    Returns:
        The store; nothing writes to it afterwards.
    """
    store = ox.Store()
    store.bulk_extend(quads(graph, workspaces))
    store.bulk_extend(inferred_quads(knowledge_of(graph, hops)))
    return store
