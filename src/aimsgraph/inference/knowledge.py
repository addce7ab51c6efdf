"""Knowledge on demand: the closure of a graph, worked out once for each hop limit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property

from aimsgraph.inference.closure import DEFAULT_HOPS, Closure, Pair, infer_each
from aimsgraph.inference.links import Links
from aimsgraph.model.graph import Curie, Graph, Mapping, Provision


@dataclass(frozen=True)
class Knowledge:
    """What a graph knows, ready to be asked: the closure and the edges it came from.

    Args:
        graph: The graph.
        closure: What is certain.
        links: Edges, for proofs and leads.
    """

    graph: Graph
    closure: Closure
    links: Links

    @cached_property
    def by_target(self) -> dict[Curie, tuple[Pair, ...]]:
        """Pairs that say something certain, by the provision they end in."""
        found: dict[Curie, list[Pair]] = {}
        for pair in self.closure.pairs:
            found.setdefault(pair.target, []).append(pair)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def none_rows(self) -> dict[tuple[Curie, str], Mapping]:
        """NoTermFound mappings by subject and framework."""
        return {(m.subject, m.none_in): m for m in self.graph.live_mappings if m.object is None}

    @cached_property
    def apart_from(self) -> dict[Curie, frozenset[Curie]]:
        """Provisions proven disjoint from a provision by way of NoTermFound statements."""
        found: dict[Curie, set[Curie]] = {}
        for source, target in self.closure.apart:
            found.setdefault(target, set()).add(source)
        return {k: frozenset(v) for k, v in found.items()}

    def none_speaking_for(self, one: Provision, framework: str) -> Mapping | None:
        """The NoTermFound mapping of a provision or of what it is a part of, nearest first."""
        for curie in (one.id, *(p.id for p in self.graph.ancestors(one.id))):
            found = self.none_rows.get((curie, framework))
            if found is not None:
                return found
        return None


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
    from aimsgraph.inference.engine_duckdb import Duck

    with closing(Duck()) as engine:
        return infer_each(graph, engine, limits)


def remember(graph: Graph, closure: Closure) -> None:
    """Keep a closure that was worked out before, from a compiled cache."""
    known = _kept(graph)
    links = next((k.links for k in known.values()), None) or Links(graph)
    known[closure.hops] = Knowledge(graph, closure, links)
