"""Knowledge on demand: the closure of a graph, worked out once for each hop limit."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingT
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from aimsgraph.inference.closure import DEFAULT_HOPS, Closing, Closure, Pair
from aimsgraph.inference.layers import Below, LayerClosing, can_stand_on
from aimsgraph.inference.links import Links
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping, Provision

_ONE: Final = 1
"""Hops of what is asserted: every answer tells that, too."""


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
    def met(self) -> dict[Curie, tuple[Pair, ...]]:
        """By element: the provisions that certainly contain it whole."""
        found: dict[Curie, list[Pair]] = {}
        for pair in self.closure.met:
            found.setdefault(pair.target, []).append(pair)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def rows_at(self) -> dict[Curie, tuple[Mapping, ...]]:
        """By provision: the typed rows and the support rows that stand at it."""
        found: dict[Curie, list[Mapping]] = {}
        for m in self.graph.live_mappings:
            if m.object is not None:
                found.setdefault(m.object, []).append(m)
                found.setdefault(m.subject, []).append(m)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def none_rows(self) -> dict[tuple[Curie, str], Mapping]:
        """NoTermFound mappings by subject and framework."""
        return {(m.subject, m.none_in): m for m in self.graph.live_mappings if m.object is None}

    def none_speaking_for(self, one: Provision, framework: str) -> Mapping | None:
        """The NoTermFound mapping of a provision or of what it is a part of, nearest first."""
        for curie in (one.id, *(p.id for p in self.graph.ancestors(one.id))):
            found = self.none_rows.get((curie, framework))
            if found is not None:
                return found
        return None


class Keeper(Protocol):
    """Where closures of a graph are kept between runs."""

    def read(self, at: MappingT[str, str], hops: int) -> Closure | None:
        """A closure by edition in view and hop limit, if it was kept."""

    def write(self, at: MappingT[str, str], closure: Closure) -> None:
        """Keep a closure."""


def keep_closures(graph: Graph, keeper: Keeper | None, below: Graph | None = None) -> Graph:
    """Let the closures of a graph be kept, and stand on those of another.

    Args:
        graph: The graph.
        keeper: Where they are kept, if anywhere.
        below: A graph that this one is a layer on, if it is: all that is in it stands in this one.

    Returns:
        The same graph.
    """
    vars(graph)["_keeper"] = keeper
    vars(graph)["_below"] = below
    return graph


def below_of(graph: Graph) -> Graph | None:
    """The graph that a graph is a layer on, if it is one."""
    found: Graph | None = vars(graph).get("_below")
    return found


def keeper_of(graph: Graph) -> Keeper | None:
    """Where the closures of a graph are kept, if anywhere."""
    found: Keeper | None = vars(graph).get("_keeper")
    return found


def knowledge_of(graph: Graph, hops: int = DEFAULT_HOPS) -> Knowledge:
    """What a graph knows within a number of hops.

    Args:
        graph: The graph.
        hops: Most mappings along a path; 0 for the fixpoint.

    Returns:
        Its closure with the edges; worked out at the first call and kept on the graph itself, to
        go when it goes, and by its keeper.
    """
    known: dict[int, Knowledge] = vars(graph).setdefault("_knowledge", {})
    if hops not in known:
        links = next((k.links for k in known.values()), None) or Links(graph)
        for closure in _closures(graph, hops, alone=hops <= _ONE or _ONE in known):
            known[closure.hops] = Knowledge(graph, closure, links)
    return known[hops]


def _closures(graph: Graph, hops: int, *, alone: bool) -> list[Closure]:
    """A closure as it was kept; else worked out, together with what one mapping says alone."""
    keeper = keeper_of(graph)
    kept = keeper.read(graph.at, hops) if keeper else None
    if kept is not None:
        return [kept]
    found = _close_each(graph, (hops,) if alone else (_ONE, hops))
    if keeper:
        for closure in found:
            keeper.write(graph.at, closure)
    return found


def close(graph: Graph, hops: int) -> Closure:
    """Run the closure on DuckDB."""
    (found,) = _close_each(graph, (hops,))
    return found


def _close_each(graph: Graph, limits: tuple[int, ...]) -> list[Closure]:
    with _closing(graph) as making:
        return [making.within(hops) for hops in limits]


@contextmanager
def _closing(graph: Graph) -> Iterator[Closing]:
    """The closure of a graph in the making; of a layer, only what that can change."""
    from aimsgraph.inference.engine_duckdb import Duck

    below = below_of(graph)
    ground = below and Below(below, lambda hops: knowledge_of(below, hops).closure)
    with closing(Duck()) as engine:
        if ground and can_stand_on(graph, ground):
            yield LayerClosing(graph, engine, ground)
        else:
            yield Closing(graph, engine)


def clashes_of(graph: Graph) -> frozenset[tuple[Curie, Curie]]:
    """Pairs about which the mappings contradict each other, at the fixpoint.

    On the way the closures are worked out that questions ask for first, where they can be kept.

    Args:
        graph: The graph.

    Returns:
        Ordered pairs, both ways round.
    """
    keeper = keeper_of(graph)
    with _closing(graph) as making:
        if keeper and keeper.read(graph.at, DEFAULT_HOPS) is None:
            for hops in (_ONE, DEFAULT_HOPS):
                keeper.write(graph.at, making.within(hops))
        return making.clashes()
