"""The facts that the closure starts from, as numbered rows of an engine's tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Protocol

from aimsgraph.inference.links import met_elements, takes_part, tree_steps
from aimsgraph.inference.relations import ALL, BIT, COVERED_BY, COVERS, compose, converse
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import RATIONALES, Relation

NUMBERED_RATIONALES: Final = tuple(sorted(RATIONALES))
"""The number of a rationale is its index here."""

FactRow = tuple[Any, ...]
"""Numbers, and the path of a proof as text."""

STANDS: Final = "node INT, framework INT, rationale INT, hops INT, confidence DOUBLE"
"""How a provision stands toward a framework as a whole."""


class Engine(Protocol):
    """What the closure asks of a database."""

    def fill(self, table: str, columns: str, rows: list[FactRow]) -> None:
        """Make a table from rows; ``columns`` as ``name TYPE, ...``."""

    def keep(self, table: str, query: str) -> int:
        """Make or replace a table from a query; return its number of rows."""

    def rows(self, query: str) -> list[FactRow]:
        """Answer a query."""


def normative(graph: Graph) -> list[Curie]:
    """What takes part, in a fixed order: what commands something, and elements that are met."""
    provisions = (curie for curie in graph.provisions if takes_part(graph, curie))
    return sorted((*provisions, *met_elements(graph)))


def composition() -> list[FactRow]:
    """The composition table over masks, cells that say something."""
    masks = range(1, ALL)
    return [(a, b, compose(a, b)) for a in masks for b in masks if compose(a, b) != ALL]


def load_facts(engine: Engine, graph: Graph, names: list[Curie]) -> None:
    """Put a graph into an engine's tables.

    Args:
        engine: The database.
        graph: The graph.
        names: Normative provisions and the elements that take part; the number of each is its
            index here.
    """
    whole = graph.whole_of
    number = {curie: i for i, curie in enumerate(names)}
    frameworks = {key: i for i, key in enumerate(sorted(graph.frameworks))}
    engine.fill("tree", "src INT, dst INT, mask INT", list(_tree(graph, number)))
    engine.fill(
        "edge",
        "src INT, dst INT, rationale INT, mask INT, confidence DOUBLE, id INT",
        list(_edges(graph, number)),
    )
    engine.fill("composed", "a INT, b INT, mask INT", composition())
    engine.fill(
        "member",
        "node INT, framework INT",
        [
            (i, frameworks[(graph.provisions.get(c) or whole[c]).framework])
            for c, i in number.items()
        ],
    )
    engine.fill(
        "nothing",
        "node INT, framework INT, rationale INT, confidence DOUBLE",
        list(_nothing(graph, number, frameworks)),
    )
    load_ground(engine)


def load_ground(engine: Engine) -> None:
    """Paths may end everywhere, and no closure lies below; ``member`` is filled."""
    engine.keep("wanted", "SELECT node FROM member")
    for table in ("none_below", "inside_below"):
        engine.fill(table, STANDS, [])


def _tree(graph: Graph, number: dict[Curie, int]) -> Iterator[FactRow]:
    same = BIT[Relation.EQUAL]
    whole = {p.parent for p in graph.provisions.values() if p.constituent}
    whole |= {graph.whole_of[element].id for element in met_elements(graph)}
    for curie, i in number.items():
        one = graph.provisions.get(curie)
        if one is not None and curie not in whole and not one.constituent:
            yield (i, i, same)
            continue
        for other, mask in tree_steps(graph, curie).items():
            if other in number:
                yield (number[other], i, mask)


def _edges(graph: Graph, number: dict[Curie, int]) -> Iterator[FactRow]:
    index = {word: i for i, word in enumerate(NUMBERED_RATIONALES)}
    bits = {relation: (bit, converse(bit)) for relation, bit in BIT.items()}
    ids = {mapping: 2 * i for i, mapping in enumerate(mapping_ids(graph))}
    for m in graph.live_mappings:
        subject, target = number.get(m.subject), number.get(m.object or m.subject)
        if m.relation is None or m.object is None or subject is None or target is None:
            continue
        rationale, (mask, back) = index[m.rationale], bits[m.relation]
        yield (subject, target, rationale, mask, m.confidence, ids[m.id])
        yield (target, subject, rationale, back, m.confidence, ids[m.id] + 1)
    for element, rows in met_elements(graph).items():
        for m, holder in rows:
            there = ids[m.id] + (holder == m.object)
            ends, sense = (number[holder], number[element]), index[m.rationale]
            yield (*ends, sense, COVERS, m.confidence, there)
            yield (*reversed(ends), sense, COVERED_BY, m.confidence, there ^ 1)


def mapping_ids(graph: Graph) -> list[str]:
    """Ids of mappings in a fixed order; edge 2n is the n-th as written, 2n + 1 read backwards."""
    return sorted(m.id for m in graph.live_mappings)


def _nothing(
    graph: Graph, number: dict[Curie, int], frameworks: dict[str, int]
) -> Iterator[FactRow]:
    for m in graph.live_mappings:
        if m.object is not None:
            continue
        for curie in (m.subject, *(p.id for p in graph.descendants(m.subject))):
            if curie in number:
                yield (
                    number[curie],
                    frameworks[m.none_in],
                    NUMBERED_RATIONALES.index(m.rationale),
                    m.confidence,
                )
