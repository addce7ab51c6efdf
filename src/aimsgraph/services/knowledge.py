"""Knowledge on demand: the closure of a graph, worked out once for each hop limit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from aimsgraph.thinking.coverage import Knowledge
from aimsgraph.thinking.inference import DEFAULT_HOPS, Closure, infer_each
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
        remember(graph, close(graph, hops))
    return known[hops]


def close(graph: Graph, hops: int) -> Closure:
    """Run the closure on DuckDB."""
    return close_each(graph, (hops,))[0]


def close_each(graph: Graph, limits: Sequence[int]) -> tuple[Closure, ...]:
    """Run the closure on DuckDB within each of some hop limits."""
    from aimsgraph.thinking.duck import Duck

    with closing(Duck()) as engine:
        return infer_each(graph, engine, limits)


def remember(graph: Graph, closure: Closure) -> None:
    """Keep a closure that was worked out before, from a compiled snapshot."""
    known = _kept(graph)
    links = next((k.links for k in known.values()), None) or Links(graph)
    known[closure.hops] = Knowledge(graph, closure, links)
