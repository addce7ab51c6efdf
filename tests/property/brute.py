"""The closure again, by walking every chain of mappings one by one: simple, slow, independent.

Relations are letters; composition is read off all triples of small sets, not off the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping
from aimsgraph.model.terms import Relation

Possible = frozenset[Relation]
ANY: Possible = frozenset(Relation)
SAME: Possible = frozenset({Relation.EQUAL})
COVERING: Possible = frozenset({Relation.EQUAL, Relation.SUPERSET})
COVERED: Possible = frozenset({Relation.EQUAL, Relation.SUBSET})
APART: Possible = frozenset({Relation.DISJOINT})
BITS = dict(zip(Relation, (1, 2, 4, 8, 16), strict=True))
FLIP = {Relation.SUBSET: Relation.SUPERSET, Relation.SUPERSET: Relation.SUBSET}


def between(a: int, b: int) -> Relation:
    """The relation of two non-empty sets, written as bits."""
    if a == b:
        return Relation.EQUAL
    if not a & b:
        return Relation.DISJOINT
    if a | b == b:
        return Relation.SUBSET
    return Relation.SUPERSET if a | b == a else Relation.INTERSECTS


@cache
def _table() -> dict[tuple[Relation, Relation], Possible]:
    found: dict[tuple[Relation, Relation], set[Relation]] = {}
    # Seven regions of three sets: a subset of them is occupied. Region i lies in A, B, C by bits.
    for occupied in product((0, 1), repeat=7):
        regions = [i for i, there in enumerate(occupied, 1) if there]
        a, b, c = (sum(1 << i for i in regions if i & bit) for bit in (1, 2, 4))
        if a and b and c:
            found.setdefault((between(a, b), between(b, c)), set()).add(between(a, c))
    return {k: frozenset(v) for k, v in found.items()}


@cache
def then(first: Possible, second: Possible) -> Possible:
    """What can hold from A to C."""
    table = _table()
    return frozenset(r for x in first for y in second for r in table[x, y])


def back(possible: Possible) -> Possible:
    """Read from the other end."""
    return frozenset(FLIP.get(r, r) for r in possible)


@dataclass(frozen=True)
class Walk:
    """A chain of mappings with the tree steps between them."""

    end: Curie
    possible: Possible
    confidence: float
    mappings: tuple[str, ...]
    nodes: tuple[Curie, ...]

    @property
    def hops(self) -> int:
        """Number of mappings."""
        return len(self.mappings)


def part_of(graph: Graph, part: Curie, whole: Curie) -> bool:
    """Whether meeting ``whole`` includes meeting ``part``."""
    one = graph.provisions.get(part)
    if one is None:  # an element
        home = Curie(part.rpartition(".")[0])
        return home == whole or part_of(graph, home, whole)
    if not one.constituent or one.parent is None:
        return False
    return one.parent == whole or part_of(graph, one.parent, whole)


@lru_cache(maxsize=1_000)
def tree(graph: Graph, start: Curie) -> tuple[tuple[Curie, Possible], ...]:
    """Where free steps lead, staying included."""
    return tuple(_tree(graph, start))


def _tree(graph: Graph, start: Curie) -> Iterator[tuple[Curie, Possible]]:
    for other in (*graph.provisions, *elements_of(graph)):
        if other == start:
            yield other, SAME
        elif part_of(graph, other, start):
            yield other, COVERING
        elif part_of(graph, start, other):
            yield other, COVERED


def elements_of(graph: Graph) -> list[Curie]:
    """Elements of what takes part."""
    return [e.id for p in graph.provisions.values() if p.normative for e in p.elements]


def rows_of(graph: Graph, rationale: str) -> list[tuple[Mapping, Curie, Curie, Possible]]:
    """Typed rows of a rationale, both ways round."""
    found = []
    for m in graph.live_mappings:
        if m.object is None or m.relation is None or m.rationale != rationale:
            continue
        said = frozenset({m.relation})
        found += [(m, m.subject, m.object, said), (m, m.object, m.subject, back(said))]
        for end, other, marked in (
            (m.object, m.subject, m.object_elements),
            (m.subject, m.object, m.subject_elements),
        ):
            for key in marked:
                if key[0] not in "~+":
                    part = Curie(f"{end}.{key}")
                    found += [(m, other, part, COVERING), (m, part, other, COVERED)]
    return found


def walks(graph: Graph, start: Curie, hops: int, rationale: str) -> Iterator[Walk]:
    """Every walk of at most ``hops`` mappings, with any repetition."""
    rows = rows_of(graph, rationale)

    def on(walk: Walk) -> Iterator[Walk]:
        for node, step in tree(graph, walk.end):
            here = then(walk.possible, step)
            nodes = walk.nodes if node == walk.end else (*walk.nodes, node)
            yield Walk(node, here, walk.confidence, walk.mappings, nodes)
            if walk.hops == hops:
                continue
            for m, subject, target, said in rows:
                if subject == node:
                    yield from on(
                        Walk(
                            target,
                            then(here, said),
                            walk.confidence * m.confidence,
                            (*walk.mappings, m.id),
                            (*nodes, target),
                        )
                    )

    return on(Walk(start, SAME, 1.0, (), (start,)))


Known = dict[tuple[Curie, Curie, str], tuple[Possible, float, float]]
"""Possible relations, confidence of coverage, confidence of overlap."""


@dataclass(frozen=True)
class Result:
    """Everything that follows."""

    pairs: Known
    none: set[tuple[Curie, str]]
    apart: set[tuple[Curie, Curie]]
    clashes: set[tuple[Curie, Curie]]
    hops: dict[tuple[Curie, Curie, str], tuple[int, int]]
    """Fewest mappings that prove coverage, and overlap; -1 where nothing does."""
    met: dict[tuple[Curie, Curie], float]
    """Provisions and elements of other frameworks that they contain whole, and how surely."""


def _meets(met: dict[tuple[Curie, Curie], float], start: Curie, walk: Walk) -> None:
    """Note an element of another framework that a provision contains whole."""
    if walk.possible <= COVERING and start.partition(":")[0] != walk.end.partition(":")[0]:
        met[start, walk.end] = max(met.get((start, walk.end), 0.0), walk.confidence)


def close(graph: Graph, hops: int) -> Result:
    """Everything that follows within a number of hops."""
    pairs: Known = {}
    inside: Inside = {}
    fewest: tuple[Inside, Inside] = ({}, {})
    met: dict[tuple[Curie, Curie], float] = {}
    names = [c for c, p in graph.provisions.items() if p.normative]
    for start, rationale in product(names, sorted({m.rationale for m in graph.live_mappings})):
        for walk in walks(graph, start, hops, rationale):
            end = graph.provisions.get(walk.end)
            if end is None:
                _meets(met, start, walk)
            if end is None or not end.normative or walk.possible == ANY:
                continue
            key = (start, walk.end, rationale)
            possible, covers, overlaps = pairs.get(key, (ANY, 0.0, 0.0))
            if walk.possible <= COVERING:
                covers = max(covers, walk.confidence)
                fewest[0][key] = min(fewest[0].get(key, walk.hops), walk.hops)
            if Relation.DISJOINT not in walk.possible:
                overlaps = max(overlaps, walk.confidence)
                fewest[1][key] = min(fewest[1].get(key, walk.hops), walk.hops)
            pairs[key] = (possible & walk.possible, covers, overlaps)
            if walk.possible <= COVERED:
                inside[key] = min(inside.get(key, walk.hops), walk.hops)
    none = _nothing(graph, inside, hops)
    apart = _apart(graph, inside, none, hops)
    clashes = set()
    for (a, b, rationale), (possible, _, _) in pairs.items():
        speaks = (a, graph.provisions[b].framework, rationale) in none
        apart_too = speaks or (a, b, rationale) in apart
        if not possible or (apart_too and Relation.DISJOINT not in possible):
            clashes |= {(a, b), (b, a)}
    return Result(
        pairs,
        {(c, f) for c, f, _ in none},
        {(a, b) for a, b, _ in apart},
        clashes,
        {key: (fewest[0].get(key, -1), fewest[1].get(key, -1)) for key in pairs},
        met,
    )


Inside = dict[tuple[Curie, Curie, str], int]
Nothing = dict[tuple[Curie, str, str], int]


def _nothing(graph: Graph, inside: Inside, hops: int) -> Nothing:
    """Who certainly corresponds to nothing in a framework, and by how many mappings."""
    spoken = {
        (c, m.none_in, m.rationale)
        for m in graph.live_mappings
        if m.object is None
        for c in graph.provisions
        if c == m.subject or _under(graph, c, m.subject)
    }
    found: Nothing = {}
    for (start, end, rationale), used in inside.items():
        for node, framework, reason in spoken:
            own = graph.provisions[start].framework
            if (node, reason) == (end, rationale) and used < hops and own != framework:
                spot = (start, framework, rationale)
                found[spot] = min(found.get(spot, used + 1), used + 1)
    return found


def _apart(graph: Graph, inside: Inside, none: Nothing, hops: int) -> set[tuple[Curie, Curie, str]]:
    found = set()
    for (start, end, rationale), used in inside.items():
        for (node, framework, reason), more in none.items():
            homes = {graph.provisions[c].framework for c in (end, node)}
            if (
                framework == graph.provisions[end].framework
                and reason == rationale
                and 0 < used <= hops - more
                and graph.provisions[start].framework not in homes
            ):
                found |= {(start, node, rationale), (node, start, rationale)}
    return found


def _under(graph: Graph, below: Curie, above: Curie) -> bool:
    parent = graph.provisions[below].parent
    return parent is not None and (parent == above or _under(graph, parent, above))


def suggested(graph: Graph, held: frozenset[Curie], target: Curie, hops: int) -> bool:
    """Whether some chain, of any rationale and with untyped rows, leads to a provision."""
    rows = [
        (m.subject, m.object) for m in graph.live_mappings
        if m.object is not None and m.relation is not Relation.DISJOINT
    ]  # fmt: skip
    rows += [(b, a) for a, b in rows]
    here = {node for start in held for node, _ in tree(graph, start)}
    for _ in range(hops):
        ends = {b for a, b in rows if a in here}
        here = {node for end in ends for node, _ in tree(graph, end)}
        if target in here:
            return True
    return False


def rounded(known: Known) -> Known:
    """Without the noise of the last digits."""
    return {k: (possible, round(a, 9), round(b, 9)) for k, (possible, a, b) in known.items()}


Strongest = dict[tuple[Curie, Curie], tuple[int, float, float]]


def strongest(known: Known, graph: Graph) -> Strongest:
    """What `Closure.pairs` keeps: certain pairs of different frameworks, best rationale first."""
    found: Strongest = {}
    for a, b, rationale in sorted(known, key=lambda k: k[2]):
        possible, covers, overlaps = known[a, b, rationale]
        mask = sum(BITS[r] for r in possible)
        if graph.provisions[a].framework == graph.provisions[b].framework or mask > 16:
            continue
        old = found.get((a, b))
        if old is None or (covers, overlaps) > old[1:]:
            found[a, b] = (mask, covers, overlaps)
    return {k: (m, round(x, 6), round(y, 6)) for k, (m, x, y) in found.items()}
