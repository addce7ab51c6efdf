"""The closure: what follows from all mappings together, within a number of hops.

A set-at-a-time relational program (``closure.sql``): join the frontier with the edges, look the
composed mask up, keep what is new. It runs on any engine that answers its queries; DuckDB is the
one at hand, Spark the way out when one machine is not enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Final, NamedTuple

from msgspec import Struct

from aimsgraph.inference.facts import (
    NUMBERED_RATIONALES,
    Engine,
    FactRow,
    load_facts,
    mapping_ids,
    normative,
)
from aimsgraph.inference.links import met_elements
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie

DEFAULT_HOPS: Final = 2
"""NIST IR 8477 warns against chaining; the user may raise it."""

FIXPOINT: Final = 0
"""Hop limit that means: until nothing new follows."""

_NO_LIMIT: Final = 1_000_000
Premise = tuple[str, bool]


class Pair(Struct, frozen=True):
    """What is known about an ordered pair of provisions.

    Args:
        source: Provision on the left.
        target: Provision on the right.
        mask: Relations that can hold; 0 when the mappings contradict each other.
        covers: Best confidence of a path that alone proves equal-or-superset, or 0.
        overlaps: Best confidence of a path that alone proves an overlap, or 0.
        hops: Fewest mappings on a path that proves the stronger of the two.
        premises: Mappings of the best proof in order: id, and whether it is read as written. The
            best proof alone proves the strongest that any does, with most confidence.
    """

    source: Curie
    target: Curie
    mask: int
    covers: float
    overlaps: float
    hops: int
    premises: tuple[Premise, ...] = ()


class Toward(NamedTuple):
    """How a provision stands toward another framework as a whole.

    Args:
        provision: The provision.
        framework: Key of the framework.
        rationale: That of the mappings that say so.
        hops: Fewest mappings that say so.
    """

    provision: Curie
    framework: str
    rationale: str
    hops: int


_Index = dict[str | tuple[str, str], list[Toward]]


@dataclass(frozen=True)
class Closure:
    """Everything certain that follows.

    Args:
        hops: Limit on mappings along a path; 0 for the fixpoint.
        pairs: Pairs of different frameworks about which something is known.
        outside: What is certainly disjoint from everything in a framework.
        inside: What certainly lies inside something of a framework that others are outside of.
        clashes: Pairs about which the mappings contradict each other.
        met: Pairs of a provision and an element that it certainly contains whole.
    """

    hops: int
    pairs: tuple[Pair, ...]
    outside: tuple[Toward, ...]
    inside: tuple[Toward, ...]
    clashes: frozenset[tuple[Curie, Curie]]
    met: tuple[Pair, ...] = ()

    @cached_property
    def none(self) -> frozenset[tuple[Curie, str]]:
        """Provision and framework: certainly disjoint from everything in it."""
        return frozenset((one.provision, one.framework) for one in self.outside)

    @cached_property
    def apart(self) -> frozenset[tuple[Curie, Curie]]:
        """Pairs proven disjoint since one is inside of a framework and one outside; many."""
        ends = {one.provision for one in (*self.inside, *self.outside)}
        return frozenset((other, one) for one in ends for other in self.apart_from(one))

    def apart_from(self, one: Curie) -> frozenset[Curie]:
        """Provisions proven disjoint from a provision in that way."""
        most = self.hops or _NO_LIMIT
        home = one.partition(":")[0]
        found = {
            other.provision
            for mine, others in (self._sides, self._sides[::-1])
            for own in mine.get(one, ())
            for other in others.get((own.framework, own.rationale), ())
            if own.hops + other.hops <= most
        }
        return frozenset(c for c in found if c.partition(":")[0] != home)

    @cached_property
    def _sides(self) -> tuple[_Index, _Index]:
        """What is inside and what is outside, by provision and by framework and rationale."""
        sides: tuple[_Index, _Index] = ({}, {})
        for index, stands in zip(sides, (self.inside, self.outside), strict=True):
            for one in stands:
                index.setdefault(one.provision, []).append(one)
                index.setdefault((one.framework, one.rationale), []).append(one)
        return sides


def blocks(text: str = "") -> dict[str, str]:
    """The queries of a text by name; those of the closure by default."""
    text = text or files("aimsgraph.inference").joinpath("closure.sql").read_text(encoding="utf-8")
    found = {}
    for part in text.split("-- name: ")[1:]:
        name, _, query = part.partition("\n")
        found[name.strip()] = query.strip()
    return found


def run(engine: Engine, hops: int, *, trail: bool = False, begun: int | None = None) -> int:
    """Close the facts in an engine, leaving the tables reach, pair, none, inside, apart and clash.

    Args:
        engine: The database, filled.
        hops: Limit on mappings along a path; ``FIXPOINT`` for none.
        trail: Leave the table trail, too, from which proofs are read off.
        begun: What was returned for a lower limit with the same ``trail``, to go on from there.

    Returns:
        The most mappings on a path that proves something more.
    """
    query = blocks()
    most = hops or _NO_LIMIT
    engine.fill("horizon", "most INT", [(most,)])
    if begun is None:
        engine.keep("active", query["active"])
        engine.keep("reach", query["start"])
        engine.keep("frontier", "SELECT * FROM reach")
        if trail:
            engine.keep("round_0", "SELECT * FROM frontier")
    rounds = begun or 0
    while rounds < most:
        engine.keep("step", query["step"])
        if not engine.keep("frontier", query["fresh"]):
            break
        engine.keep("reach", query["merge"])
        rounds += 1
        if trail:
            engine.keep(f"round_{rounds}", "SELECT * FROM frontier")
    if trail:
        columns = "src, dst, rationale, mask, confidence"
        parts = (f"SELECT {n} AS round, {columns} FROM round_{n}" for n in range(rounds + 1))  # noqa: S608
        engine.keep("trail", " UNION ALL ".join(parts))
    for table in ("pair", "none", "inside", "apart", "clash"):
        engine.keep(table, query[table])
    return rounds


class Closing:
    """A closure in the making, limit by limit: a higher one goes on from a lower one.

    Args:
        graph: The graph.
        engine: A fresh database.
    """

    def __init__(self, graph: Graph, engine: Engine) -> None:
        self._graph = graph
        self._engine = engine
        self._names = normative(graph)
        self._rounds: int | None = None
        load_facts(engine, graph, self._names)

    def within(self, hops: int) -> Closure:
        """Everything certain, the same for every order of files and rows.

        Args:
            hops: Limit on mappings along a path, no lower than before; ``FIXPOINT`` comes last.
        """
        self._rounds = run(self._engine, hops, trail=True, begun=self._rounds)
        return _read(self._engine, self._graph, self._names, hops, self._rounds)

    def clashes(self) -> frozenset[tuple[Curie, Curie]]:
        """Pairs about which the mappings contradict each other at the fixpoint, both ways round."""
        run(self._engine, FIXPOINT, trail=self._rounds is not None, begun=self._rounds)
        return _ends(
            self._engine.rows("SELECT DISTINCT src, dst FROM clash"), self._names, self._graph
        )


def infer(graph: Graph, engine: Engine, hops: int = DEFAULT_HOPS) -> Closure:
    """Work out everything certain.

    Args:
        graph: The graph.
        engine: A fresh database.
        hops: Limit on mappings along a path; ``FIXPOINT`` for none.

    Returns:
        The closure, the same for every order of files and rows.
    """
    return Closing(graph, engine).within(hops)


def _read(engine: Engine, graph: Graph, names: list[Curie], hops: int, rounds: int) -> Closure:
    pairs = _strongest(_pairs(engine, names, mapping_ids(graph), rounds))
    parts = met_elements(graph)
    return Closure(
        hops=hops,
        pairs=tuple(p for p in pairs if p.source not in parts and p.target not in parts),
        outside=_toward(engine, "none", names, graph),
        inside=_toward(engine, "inside", names, graph),
        clashes=_ends(engine.rows("SELECT DISTINCT src, dst FROM clash"), names, graph),
        met=tuple(p for p in pairs if p.covers and p.target in parts and p.source not in parts),
    )


def _toward(engine: Engine, table: str, names: list[Curie], graph: Graph) -> tuple[Toward, ...]:
    """How provisions stand toward frameworks, in a fixed order."""
    frameworks = sorted(graph.frameworks)
    parts = met_elements(graph)
    found = engine.rows(f"SELECT node, framework, rationale, hops FROM {table}")  # noqa: S608
    stands = (
        Toward(names[int(node)], frameworks[int(key)], NUMBERED_RATIONALES[int(sense)], int(hops))
        for node, key, sense, hops in found
    )
    return tuple(sorted(one for one in stands if one.provision not in parts))


def _ends(
    rows: Iterable[FactRow], names: list[Curie], graph: Graph
) -> frozenset[tuple[Curie, Curie]]:
    """Pairs of provisions, both ways round."""
    parts = met_elements(graph)
    found = {(names[int(s)], names[int(d)]) for s, d in rows}
    found = {(s, d) for s, d in found if s not in parts and d not in parts}
    return frozenset(found | {(d, s) for s, d in found})


def _strongest(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """One entry a pair: where several rationales speak, the one that proves most."""
    found: dict[tuple[Curie, Curie], Pair] = {}
    for pair in pairs:
        ends = (pair.source, pair.target)
        other = found.get(ends)
        if other is None or (pair.covers, pair.overlaps) > (other.covers, other.overlaps):
            found[ends] = pair
    return tuple(found.values())


def _pairs(engine: Engine, names: list[Curie], ids: list[str], rounds: int) -> Iterator[Pair]:
    """Pairs about which something is certain, with their best proofs, read off edge by edge."""
    query = blocks()
    engine.keep("walk", query["claim"])
    for _ in range(rounds):
        engine.keep("walk", query["premise"])
    said = {str(2 * i + back): (name, not back) for i, name in enumerate(ids) for back in (0, 1)}
    for src, dst, mask, covers, overlaps, hops, path in engine.rows(query["certain"]):
        yield Pair(
            source=names[int(src)],
            target=names[int(dst)],
            mask=int(mask),
            covers=round(covers, 6),
            overlaps=round(overlaps, 6),
            hops=int(hops),
            premises=tuple([said[edge] for edge in str(path).split()]),
        )
