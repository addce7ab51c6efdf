"""Contradictions: mappings that cannot all be right, with a smallest set that shows it."""

from __future__ import annotations

from collections.abc import Container, Iterator

from aimsgraph.inference.closure import FIXPOINT
from aimsgraph.inference.knowledge import Knowledge, clashes_of, knowledge_of
from aimsgraph.inference.links import Links
from aimsgraph.inference.relations import ALL, BIT, OVERLAPS, certain, compose, converse, symbol
from aimsgraph.model.errors import Finding
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Relation


def contradictions(graph: Graph, users: Container[str] = ()) -> tuple[Finding, ...]:
    """Every contradiction in a graph, at the fixpoint of the closure.

    Args:
        graph: The graph.
        users: Names of the user's own files.

    Returns:
        One violation for each smallest set of mappings that cannot all be right, at the place of
        its first mapping, a user's before a bundled one.
    """
    ends: dict[Curie, set[Curie]] = {}
    for source, target in clashes_of(graph):
        ends.setdefault(source, set()).add(target)
    if not ends:
        return ()
    knowledge = knowledge_of(graph, FIXPOINT)
    found: dict[frozenset[str], Finding] = {}
    for source in sorted(ends):
        for target, sides in _clashes(knowledge, source, ends[source]):
            ids = frozenset(i for _, used in sides for i in used)
            if ids and not any(known <= ids for known in found):
                found = {k: v for k, v in found.items() if not ids < k}
                found[ids] = _finding(graph, source, target, sides, users)
    return tuple(sorted(found.values()))


Side = tuple[str, tuple[str, ...]]
"""What one side of a clash says, and the mappings it rests on."""


Ways = dict[Curie, dict[int, tuple[str, ...]]]
"""The fewest mappings that prove a mask from a source, by where they lead and the mask."""


def _clashes(
    knowledge: Knowledge, source: Curie, targets: set[Curie]
) -> Iterator[tuple[Curie, tuple[Side, ...]]]:
    """For each target that clashes with a source, two sides with the fewest mappings together.

    Two sides are enough: masks that meet pairwise all meet (a test enumerates them).
    """
    for rationale in sorted({m.rationale for m in knowledge.graph.live_mappings}):
        ways = _ways(knowledge.links, source, rationale)
        for target in sorted((targets & ways.keys()) - {source}):
            sides = _sides(knowledge, source, target, rationale, ways[target])
            if sides:
                yield target, sides


def _sides(
    knowledge: Knowledge,
    source: Curie,
    target: Curie,
    rationale: str,
    ways: dict[int, tuple[str, ...]],
) -> tuple[Side, ...]:
    graph = knowledge.graph
    row = knowledge.none_speaking_for(graph.provisions[source], graph.provisions[target].framework)
    pairs = [
        ((one, ways[one]), (other, ways[other]))
        for one in ways
        for other in ways
        if one < other and one & other == 0
    ]
    if row is not None and row.rationale == rationale:
        none = (BIT[Relation.DISJOINT], (row.id,))
        pairs += [(none, (one, ways[one])) for one in ways if certain(one, OVERLAPS)]
    if not pairs:
        return ()
    best = min(pairs, key=lambda p: (len(p[0][1]) + len(p[1][1]), p))
    return tuple((symbol(mask), used) for mask, used in best)


def _ways(links: Links, source: Curie, rationale: str) -> Ways:
    """Search outwards from a provision, mapping by mapping; steps along the tree are free."""
    found: Ways = {}
    frontier: list[tuple[tuple[str, ...], Curie, int]] = [((), source, BIT[Relation.EQUAL])]
    while frontier:
        spread = []
        for used, node, mask in sorted(frontier):
            for there, back in links.around(node).items():
                on = compose(mask, converse(back))
                if on != ALL and on not in found.setdefault(there, {}):
                    found[there][on] = used
                    spread.append((used, there, on))
        frontier = [
            ((*used, edge.mapping), edge.end, after)
            for used, node, mask in spread
            for edge in links.edges.get(node, ())
            if edge.rationale == rationale and (after := compose(mask, edge.mask)) != ALL
        ]
    return found


def _finding(
    graph: Graph, source: Curie, target: Curie, sides: tuple[Side, ...], users: Container[str]
) -> Finding:
    said = []
    for word, ids in sides:
        rests = ", ".join(_place(graph, i) for i in ids) or "the tree of constituents"
        said.append(f"{word} by {rests}")
    rows = (graph.mapping(i) for _, ids in sides for i in ids)
    first = min(rows, key=lambda m: (m.file not in users, m.file, m.line))
    return Finding(
        file=first.file,
        line=first.line,
        code="contradiction",
        fact=f"{source} and {target} cannot be {'; and also '.join(said)}.",
        remedy="Read both texts again and mend the row that is wrong.",
    )


def _place(graph: Graph, mapping_id: str) -> str:
    m = graph.mapping(mapping_id)
    return f"{m.id} ({m.file}:{m.line})"
