"""Knowledge on demand: the closure of a graph, worked out once for each hop limit."""

from __future__ import annotations

from aimsgraph.thinking.coverage import Knowledge
from aimsgraph.thinking.inference import DEFAULT_HOPS, Closure, infer
from aimsgraph.thinking.links import Links
from aimsgraph.values.model import Graph


def _kept(graph: Graph) -> dict[int, Knowledge]:
    """What was worked out before, by hop limit: kept on the graph itself, to go when it goes."""
    known: dict[int, Knowledge] = vars(graph).setdefault("_knowledge", {})
    return known


def knowledge_of(graph: Graph, hops: int = DEFAULT_HOPS) -> Knowledge:
    """What a graph knows within a number of hops.

    Args:
        graph: The graph.
        hops: Most mappings along a path; 0 for the fixpoint.

    Returns:
        Its closure with the edges; worked out at the first call and kept.
    """
    known = _kept(graph)
    if hops not in known:
        links = next((k.links for k in known.values()), None) or Links(graph)
        known[hops] = Knowledge(graph, close(graph, hops), links)
    return known[hops]


def close(graph: Graph, hops: int) -> Closure:
    """Run the closure on DuckDB."""
    from aimsgraph.thinking.duck import Duck

    engine = Duck()
    try:
        return infer(graph, engine, hops)
    finally:
        engine.close()


def remember(graph: Graph, closure: Closure) -> None:
    """Keep a closure that was worked out before, from a compiled snapshot."""
    known = _kept(graph)
    links = next((k.links for k in known.values()), None) or Links(graph)
    known[closure.hops] = Knowledge(graph, closure, links)
