"""A layer on data that were closed before: what it can change, and the rest as it was.

A path through a mapping of the layer ends, read backwards, in a place that is *touched*: some path
joins it to an end of such a mapping. Only paths between touched places are walked again. Mappings
take nothing away: everything else stands as the closure below says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from aimsgraph.inference.closure import FIXPOINT, Closing, Closure, Pair, Toward, blocks, run
from aimsgraph.inference.facts import NUMBERED_RATIONALES, STANDS, Engine, FactRow
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping


@dataclass(frozen=True, slots=True)
class Below:
    """What a layer lies on.

    Args:
        graph: The graph; everything in it stands in the layered graph unchanged.
        closure: Its closure by hop limit.
    """

    graph: Graph
    closure: Callable[[int], Closure]


class LayerClosing(Closing):
    """A closure in the making, on top of one that is known.

    Args:
        graph: The graph with the layer.
        engine: A fresh database.
        below: What the layer lies on.
    """

    def __init__(self, graph: Graph, engine: Engine, below: Below) -> None:
        super().__init__(graph, engine)
        self._below = below
        self._number = {curie: i for i, curie in enumerate(self._names)}
        ends = {self._number[e] for e in _ends_of(graph, below.graph) if e in self._number}
        engine.fill("wanted", "node INT", [(end,) for end in ends])
        run(engine, FIXPOINT)
        engine.keep("wanted", blocks()["touched"])
        found = engine.rows("SELECT node FROM wanted")
        self._touched = frozenset(self._names[int(node)] for (node,) in found)

    def within(self, hops: int) -> Closure:
        """Everything certain, as if all had been closed together."""
        below = self._stand_on(hops)
        found = super().within(hops)
        return Closure(
            hops=hops,
            pairs=self._joined(below.pairs, found.pairs),
            outside=found.outside,
            inside=found.inside,
            clashes=below.clashes | found.clashes,
            met=self._joined(below.met, found.met),
        )

    def clashes(self) -> frozenset[tuple[Curie, Curie]]:
        """Pairs about which the mappings contradict each other, both ways round."""
        below = self._stand_on(FIXPOINT)
        return below.clashes | super().clashes()

    def _stand_on(self, hops: int) -> Closure:
        """The closure below, with what it says of whole frameworks handed to the engine."""
        below = self._below.closure(hops)
        for table, stands in (("none_below", below.outside), ("inside_below", below.inside)):
            self._engine.fill(table, STANDS, list(self._rows_of(stands)))
        return below

    def _rows_of(self, stands: Iterable[Toward]) -> Iterator[FactRow]:
        keys = {key: i for i, key in enumerate(sorted(self._graph.frameworks))}
        for one in stands:
            sense = NUMBERED_RATIONALES.index(one.rationale)
            yield (self._number[one.provision], keys[one.framework], sense, one.hops, 1.0)

    def _joined(self, below: Iterable[Pair], found: Iterable[Pair]) -> tuple[Pair, ...]:
        """Pairs that nothing touches as they were, and the others as they are now."""
        rest = (pair for pair in below if pair.target not in self._touched)
        return tuple(sorted((*rest, *found), key=lambda pair: (pair.source, pair.target)))


def can_stand_on(graph: Graph, below: Below) -> bool:
    """Whether a layer adds paths only: no row of it is the first that is outside of a framework.

    Args:
        graph: The graph with the layer.
        below: What the layer lies on.
    """
    outside = {(m.none_in, m.rationale) for m in _rows_on_top(graph, below.graph) if m.none_in}
    outside = {(key, sense) for key, sense in outside if key in below.graph.frameworks}
    return not outside or outside <= {(t.framework, t.rationale) for t in below.closure(1).outside}


def _rows_on_top(graph: Graph, below: Graph) -> Iterator[Mapping]:
    known = {m.id for m in below.live_mappings}
    return (m for m in graph.live_mappings if m.id not in known)


def _ends_of(graph: Graph, below: Graph) -> Iterator[Curie]:
    """Where paths through rows of a layer can begin: their ends, and the elements of those."""
    for m in _rows_on_top(graph, below):
        yield from (m.subject, m.object or m.subject)
        yield from (e.id for e in graph.provisions[m.subject].elements)
        if m.object is None:
            yield from (p.id for p in graph.descendants(m.subject))
        else:
            yield from (e.id for e in graph.provisions[m.object].elements)
