"""Every framework-pair matrix at once: the counts of ``analysis.all_pairs`` as set-at-a-time SQL.

``analysis.all_pairs`` asks the question of coverage once a pair, with sources and reasons for each
cell. Where only the counts matter, and there are hundreds of frameworks, ``matrix.sql`` finds them
from the tables that the closure leaves behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from aimsgraph.answers.questions import ASSERTED, PairCounts
from aimsgraph.compile.cache import no_collection
from aimsgraph.inference.closure import DEFAULT_HOPS, blocks, run
from aimsgraph.inference.engine_duckdb import Duck
from aimsgraph.inference.facts import Engine, FactRow, load_facts, normative
from aimsgraph.inference.links import tree_steps
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Relation, State

_RANKS: Final = (State.FULL, State.PARTIAL, State.NONE, State.LEAD)
_QUERIES: Final = Path(__file__).with_name("matrix.sql")
Counts = dict[tuple[int, int], dict[State, int]]


def matrices(graph: Graph, hops: int = DEFAULT_HOPS) -> Iterator[PairCounts]:
    """The counts of every directed pair of different frameworks that have assessable provisions.

    Args:
        graph: The graph, each framework at the edition in view.
        hops: Most mappings along a path; 0 for the fixpoint, which has no leads.

    Yields:
        What ``analysis.all_pairs`` yields for an empty scope, in the same order.
    """
    with closing(Duck()) as engine:
        load_all(engine, graph)
        run(engine, ASSERTED)
        asserted = counts(engine, ASSERTED)
        if hops == ASSERTED:
            inferred = asserted
        else:
            run(engine, hops)
            inferred = counts(engine, hops)
    leaves = {key: len(graph.leaves(key)) for key in sorted(graph.frameworks)}
    keys = [(i, key) for i, key in enumerate(leaves) if leaves[key]]
    for i, have in keys:
        for j, need in keys:
            if i != j:
                total = leaves[need]
                yield PairCounts(
                    have,
                    need,
                    total,
                    _states(inferred, i, j, total),
                    _states(asserted, i, j, total),
                    {},
                )


def _states(found: Counts, have: int, need: int, total: int) -> dict[State, int]:
    states = dict.fromkeys(State, 0)
    states.update(found.get((have, need), {}))
    states[State.UNMAPPED] = total - sum(states.values())
    return states


def load_all(engine: Engine, graph: Graph) -> None:
    """Put a graph into an engine's tables: the facts of the closure and those of the matrices.

    Args:
        engine: A fresh database.
        graph: The graph.
    """
    with no_collection():
        _load_all(engine, graph)


def _load_all(engine: Engine, graph: Graph) -> None:
    names = normative(graph)
    load_facts(engine, graph, names)
    number = {curie: i for i, curie in enumerate(names)}
    beside = sorted(graph.provisions.keys() - number.keys())
    number.update({curie: i for i, curie in enumerate(beside, len(names))})
    frameworks = {key: i for i, key in enumerate(sorted(graph.frameworks))}

    def place(curie: Curie) -> FactRow:
        return (number[curie], frameworks[graph.provisions[curie].framework])

    engine.fill("leaf", "node INT, framework INT", [place(c) for c in sorted(graph.assessable)])
    former = [place(c) for c in beside if graph.provisions[c].normative]
    # what the closure has in its tables already is taken from there, the rest from the graph
    parts: tuple[tuple[str, str, str, list[FactRow]], ...] = (
        ("held", "node, framework", "SELECT node, framework FROM member", former),
        (
            "hint",
            "src, dst",
            "SELECT src, dst FROM edge WHERE mask <> 16",
            list(_hints(graph, number, len(names))),
        ),
        (
            "around",
            "src, dst",
            "SELECT src, dst FROM tree",
            list(_around(graph, number, beside, len(names))),
        ),
    )
    for table, columns, query, rows in parts:
        engine.fill("more", columns.replace(",", " INT,") + " INT", rows)
        engine.keep(table, f"{query} UNION ALL SELECT {columns} FROM more")  # noqa: S608  (our own names)


def _hints(graph: Graph, number: dict[Curie, int], known: int) -> Iterator[FactRow]:
    """Mappings that the closure leaves out and that suggest something, both ways round."""
    for m in graph.live_mappings:
        if m.object is None or m.support or m.relation is Relation.DISJOINT:
            continue
        one, other = number[m.subject], number[m.object]
        if m.relation is None or one >= known or other >= known:
            yield (one, other)
            yield (other, one)


def _around(
    graph: Graph, number: dict[Curie, int], beside: list[Curie], known: int
) -> Iterator[FactRow]:
    """Steps along constituents of which an end takes no part in the closure."""
    whole = {p.parent for p in graph.provisions.values() if p.constituent}
    for curie in beside:
        i = number[curie]
        if curie not in whole and not graph.provisions[curie].constituent:
            yield (i, i)
            continue
        for other in tree_steps(graph, curie):
            yield (i, number[other])
            if number[other] < known:
                yield (number[other], i)


def counts(engine: Engine, hops: int) -> Counts:
    """Count states from the tables that a closure left in an engine.

    Args:
        engine: The database, filled with ``load_all`` and closed.
        hops: The limit it was closed at; leads are looked for within it.

    Returns:
        Counts by indices of the held and the needed framework, pairs without any left out.
    """
    query = blocks(_QUERIES.read_text(encoding="utf-8"))
    engine.fill("reached", "framework INT, node INT", [])
    engine.keep("link", query["link"])
    waiting = engine.keep("wave", query["wave"])
    engine.keep("seen", "SELECT framework, node FROM wave")
    for _ in range(hops):
        if not waiting:
            break
        engine.keep("spread", query["spread"])
        engine.keep("reached", "SELECT * FROM reached UNION SELECT * FROM spread")
        waiting = engine.keep("wave", query["further"])
        engine.keep("seen", "SELECT * FROM seen UNION ALL SELECT * FROM wave")
    for table in ("conflict", "strongest", "doubtful", "nothing_held", "verdict"):
        engine.keep(table, query[table])
    found: Counts = {}
    for have, need, rank, provisions in engine.rows(query["matrix"]):
        found.setdefault((int(have), int(need)), {})[_RANKS[int(rank)]] = int(provisions)
    return found
