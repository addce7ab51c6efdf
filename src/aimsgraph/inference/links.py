"""Mappings as edges: who is linked to whom, and the tree of constituents around them.

Elements of provisions are constituents, too. Only those take part that some row meets: a row that
meets an element in kind or begins to says no more than that its ends overlap, as its relation does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from aimsgraph.inference.relations import ALL, BIT, COVERED_BY, COVERS, converse
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping
from aimsgraph.model.terms import Mark, Relation


@dataclass(frozen=True, slots=True)
class Edge:
    """One mapping read in one direction.

    Args:
        start: Provision it starts from.
        end: Provision it ends in.
        mask: Relation from start to end; every relation for an untyped mapping.
        confidence: That of the mapping.
        mapping: Its id.
        rationale: Its rationale.
    """

    start: Curie
    end: Curie
    mask: int
    confidence: float
    mapping: str
    rationale: str

    def reversed(self) -> Edge:
        """The same mapping read the other way."""
        return Edge(
            self.end, self.start, converse(self.mask), self.confidence, self.mapping, self.rationale
        )

    @property
    def suggests(self) -> bool:
        """Whether the mapping hints at common outcomes: anything but disjoint."""
        return self.mask != BIT[Relation.DISJOINT]


def constituents_above(graph: Graph, curie: Curie) -> Iterator[Curie]:
    """Provisions whose meeting includes meeting this one, nearest first."""
    one = graph.provisions.get(curie)
    if one is None:  # an element
        one = graph.whole_of[curie]
        yield one.id
    while one.constituent and one.parent is not None and one.parent in graph.provisions:
        one = graph.provisions[one.parent]
        yield one.id


def constituents_below(graph: Graph, curie: Curie) -> Iterator[Curie]:
    """Provisions, and elements that take part, that meeting this one includes."""
    one = graph.provisions.get(curie)
    if one is not None and one.elements:
        yield from (e.id for e in one.elements if e.id in met_elements(graph))
    for child in graph.children.get(curie, ()):
        if child.constituent:
            yield child.id
            yield from constituents_below(graph, child.id)


def tree_steps(graph: Graph, curie: Curie) -> dict[Curie, int]:
    """Provisions reached along the tree and the mask from them to ``curie``.

    Args:
        graph: The graph.
        curie: Where the steps end.

    Returns:
        ``curie`` itself (equal), everything above it (equal or superset) and everything below it
        (equal or subset).
    """
    steps = {curie: BIT[Relation.EQUAL]}
    steps.update(dict.fromkeys(constituents_above(graph, curie), COVERS))
    steps.update(dict.fromkeys(constituents_below(graph, curie), COVERED_BY))
    return steps


def met_elements(graph: Graph) -> dict[Curie, tuple[tuple[Mapping, Curie], ...]]:
    """Elements that rows meet: for each, the rows and the provision that contains it whole."""
    known: dict[Curie, tuple[tuple[Mapping, Curie], ...]] | None = vars(graph).get("_met")
    if known is None:
        found: dict[Curie, list[tuple[Mapping, Curie]]] = {}
        for m in graph.live_mappings:
            if m.relation is None or m.object is None:
                continue
            for end, other in ((m.object, m.subject), (m.subject, m.object)):
                marks = m.seen_from(end).marks
                if Mark.MET not in marks.values() or not takes_part(graph, end):
                    continue
                for element in graph.provisions[end].elements:
                    if marks.get(element.key) is Mark.MET and takes_part(graph, other):
                        found.setdefault(element.id, []).append((m, other))
        known = vars(graph)["_met"] = {k: tuple(v) for k, v in found.items()}
    return known


def takes_part(graph: Graph, curie: Curie) -> bool:
    """Whether a provision commands something in the edition in view; only those take part."""
    one = graph.provisions[curie]
    return one.normative and graph.exists(one)


class Links:
    """Edges of a graph by where they start, and the tree around each provision.

    Args:
        graph: The graph; stale mappings are left out.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._trees: dict[Curie, dict[Curie, int]] = {}

    @cached_property
    def edges(self) -> dict[Curie, tuple[Edge, ...]]:
        """Every mapping between two provisions, read both ways, by where it starts."""
        found: dict[Curie, list[Edge]] = {}
        for m in self.graph.live_mappings:
            if m.object is None or m.support:
                continue
            both = takes_part(self.graph, m.subject) and takes_part(self.graph, m.object)
            if m.relation is Relation.DISJOINT and not both:
                continue
            mask = BIT[m.relation] if m.relation is not None and both else ALL
            there = Edge(m.subject, m.object, mask, m.confidence, m.id, m.rationale)
            back = Edge(m.object, m.subject, converse(mask), m.confidence, m.id, m.rationale)
            found.setdefault(there.start, []).append(there)
            found.setdefault(back.start, []).append(back)
        for element, rows in met_elements(self.graph).items():
            for m, holder in rows:
                there = Edge(holder, element, COVERS, m.confidence, m.id, m.rationale)
                found.setdefault(holder, []).append(there)
                found.setdefault(element, []).append(there.reversed())
        return {k: tuple(sorted(v, key=lambda e: (e.end, e.mapping))) for k, v in found.items()}

    def around(self, curie: Curie) -> dict[Curie, int]:
        """Provisions one tree step away and the mask from them to ``curie``."""
        steps = self._trees.get(curie)
        if steps is None:
            steps = self._trees[curie] = tree_steps(self.graph, curie)
        return steps

    def suggested_from(self, held: frozenset[Curie], hops: int) -> frozenset[Curie]:
        """Provisions to which some chain of mappings leads from what is held.

        Args:
            held: Provisions that are held.
            hops: Most mappings along a chain.

        Returns:
            The ends of chains of at least one mapping; nothing is proven about them.
        """
        here = {x for curie in held for x in self.around(curie)}
        reached: set[Curie] = set()
        seen = set(here)
        for _ in range(hops):
            ends = {e.end for x in here for e in self.edges.get(x, ()) if e.suggests}
            spread = {x for end in ends for x in self.around(end)}
            reached |= spread
            here = spread - seen
            seen |= here
            if not here:
                break
        return frozenset(reached)
