"""Random worlds: provisions are real sets of outcomes, and mappings say what is true of them."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from aimsgraph.inference.facts import FactRow
from aimsgraph.inference.relations import BIT, OVERLAPS
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Concept, Curie, Element, Framework, Mapping, Provision
from aimsgraph.model.terms import Force, Relation

WIDEST = 10
"""No outcome of a world has a higher number."""

LADDER = (0.4, 0.6, 0.8, 0.9, 1.0)
ROLES = MappingProxyType(
    {
        "role": MappingProxyType(
            {
                "organisation": Concept("organisation", "role", "organisation", regulated=True),
                "authority": Concept("authority", "role", "authority"),
            }
        )
    }
)


@dataclass(frozen=True)
class World:
    """Frameworks whose provisions are sets of outcomes, each set a number read as bits.

    Elements are sets, too: those of a provision together are the provision.
    """

    sets: dict[Curie, int]
    frameworks: dict[str, Framework]
    provisions: dict[Curie, Provision]
    mappings: tuple[Mapping, ...]
    parts: dict[Curie, int] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its frameworks."""
        return tuple(self.frameworks)

    def normative(self, framework: str) -> list[Curie]:
        """What takes part in inference."""
        return [c for c, p in self.provisions.items() if p.framework == framework and p.normative]


def chance(seed: int) -> random.Random:
    """Chance that comes out the same every time."""
    return random.Random(seed)


def truth(a: int, b: int) -> Relation:
    """The relation that holds between two non-empty sets."""
    if a == b:
        return Relation.EQUAL
    if a & b == 0:
        return Relation.DISJOINT
    if a & b == a:
        return Relation.SUBSET
    return Relation.SUPERSET if a & b == b else Relation.INTERSECTS


def framework(key: str) -> Framework:
    """A framework of one edition."""
    return Framework(
        key=key,
        iri=f"https://w3id.org/aimsgraph/id/{key}",
        label=key,
        title=key,
        publisher="",
        objective="",
        risk_focus="",
        key_output="",
        regulatory_link="",
        law_as_of="",
        editions=(),
    )


def provision(key: str, name: str, position: int, **more: object) -> Provision:
    """A requirement that binds an organisation, unless said otherwise."""
    facts: dict[str, object] = {"force": Force.REQUIREMENT, "binds": ("organisation",), **more}
    return Provision(
        id=Curie(f"{key}:{name}"),
        iri=f"https://w3id.org/aimsgraph/id/{key}/{name}",
        framework=key,
        notation=name,
        label=name,
        kind="Control",
        position=position,
        **facts,  # type: ignore[arg-type]
    )


def mapping(
    subject: Curie,
    relation: Relation | None,
    target: Curie | None,
    confidence: float = 0.8,
    rationale: str = "functional",
    none_in: str = "",
) -> Mapping:
    """A row."""
    suffix = "" if rationale == "functional" else f"~{rationale}"
    return Mapping(
        id=f"m/{subject}--{target or 'none:' + none_in}{suffix}",
        set_key="m",
        subject=subject,
        object=target,
        relation=relation,
        none_in=none_in,
        rationale=rationale,
        confidence=confidence,
        file="m.sssom.tsv",
        line=1,
    )


def _framework(
    rng: random.Random, key: str, low: int, *, plain: bool
) -> tuple[dict[Curie, Provision], dict[Curie, int]]:
    """A framework's tree; a parent is a superset of each of its constituents."""
    count = rng.randint(1, 5)
    parents = [rng.randrange(i) if i and rng.random() < 0.6 else None for i in range(count)]
    provisions: list[Provision] = []
    for i, parent in enumerate(parents):
        part = parent is not None and (plain or rng.random() < 0.8)
        inner = part or i in parents
        more: dict[str, object] = {}
        if parent is not None:
            more = {"parent": Curie(f"{key}:p{parent}"), "constituent": part}
        if not plain and not inner and rng.random() < 0.1:
            more["force"] = Force.DEFINITION
        if not plain and rng.random() < 0.1:
            more["binds"] = ("authority",)
        provisions.append(provision(key, f"p{i}", i + 1, **more))
    bits = [0] * count
    for i in reversed(range(count)):
        if not bits[i] or rng.random() < 0.5:
            for _ in range(rng.randint(1, 3)):
                bits[i] |= 1 << (low + rng.randrange(5))
        above = parents[i]
        if above is not None and provisions[i].constituent:
            bits[above] |= bits[i]
    return (
        {p.id: p for p in provisions},
        {p.id: b for p, b in zip(provisions, bits, strict=True) if p.normative},
    )


def build(rng: random.Random, tag: str, *, plain: bool = False, most_rows: int = 10) -> World:
    """A random world.

    Args:
        rng: Where chance comes from.
        tag: Start of the keys of its frameworks.
        plain: Only what two small helpers can write to files: every provision a requirement, every
            part a constituent, one rationale, mappings across frameworks only.
        most_rows: Most rows between two provisions.
    """
    keys = [f"{tag}{letter}" for letter in "abcd"[: rng.randint(2, 4)]]
    provisions: dict[Curie, Provision] = {}
    sets: dict[Curie, int] = {}
    for key in keys:
        low = 5 if rng.random() < 0.25 else rng.randrange(3)
        found, bits = _framework(rng, key, low, plain=plain)
        provisions |= found
        sets |= bits
    parts = {} if plain else _elements(rng, provisions, sets)
    world = World(sets, {k: framework(k) for k in keys}, provisions, (), parts)
    rows = {m.id: m for m in (*_rows(rng, world, most_rows, plain=plain), *_none(rng, world))}
    marked = tuple(_marked(rng, world, m) if parts else m for m in rows.values())
    return World(sets, world.frameworks, provisions, marked, parts)


def _elements(
    rng: random.Random, provisions: dict[Curie, Provision], sets: dict[Curie, int]
) -> dict[Curie, int]:
    """Cut some provisions into two or three elements, which may share outcomes."""
    parts: dict[Curie, int] = {}
    for curie, bits in sets.items():
        if rng.random() < 0.5:
            continue
        outcomes = [1 << i for i in range(bits.bit_length()) if bits >> i & 1]
        own = [0] * rng.randint(2, 3)
        for i, outcome in enumerate(outcomes):
            own[i % len(own)] |= outcome
        own = [b | rng.choice(outcomes) if rng.random() < 0.3 or not b else b for b in own]
        elements = tuple(
            Element(Curie(f"{curie}.e{i}"), f"e{i}", f"part {i}", rng.random() < 0.3)
            for i in range(1, len(own) + 1)
        )
        provisions[curie] = replace(provisions[curie], elements=elements)
        parts |= {e.id: b for e, b in zip(elements, own, strict=True)}
    return parts


def _marked(rng: random.Random, world: World, m: Mapping) -> Mapping:
    """A row with true marks of the elements of both ends, some left out."""
    if m.object is None or m.relation is None or rng.random() < 0.2:
        return m

    def marks(end: Curie, other: Curie) -> tuple[str, ...]:
        found = []
        for element in world.provisions[end].elements:
            inside = world.parts[element.id] & world.sets[other]
            mark = "" if inside == world.parts[element.id] else rng.choice("~+")
            if inside and rng.random() < 0.8:
                found.append(mark + element.key)
        return tuple(found)

    return replace(
        m,
        object_elements=marks(m.object, m.subject),
        subject_elements=marks(m.subject, m.object),
    )


def spoilt(rng: random.Random, world: World) -> World:
    """A world in which some rows are wrong."""
    rows = list(world.mappings)
    for i, m in enumerate(rows):
        if m.object is not None and rng.random() < 0.4:
            wrong = rng.choice(list(Relation))
            rows[i] = mapping(m.subject, wrong, m.object, m.confidence, m.rationale)
    return World(world.sets, world.frameworks, world.provisions, tuple(rows), world.parts)


def _rows(rng: random.Random, world: World, most: int, *, plain: bool) -> Iterator[Mapping]:
    taken: set[tuple[Curie, Curie, str]] = set()
    names = list(world.sets)
    for _ in range(rng.randint(0, most) if names else 0):
        a, b = rng.choice(names), rng.choice(names)
        inside = world.provisions[a].framework == world.provisions[b].framework
        if a == b or (inside and (plain or rng.random() < 0.8)):
            continue
        rationale = "functional" if plain or rng.random() < 0.85 else "semantic"
        if (min(a, b), max(a, b), rationale) in taken:
            continue
        taken.add((min(a, b), max(a, b), rationale))
        relation = None if rng.random() < 0.1 else truth(world.sets[a], world.sets[b])
        yield mapping(a, relation, b, rng.choice(LADDER), rationale)


def _none(rng: random.Random, world: World) -> Iterator[Mapping]:
    """True NoTermFound rows: they speak for a provision and everything below it."""
    for curie, one in world.provisions.items():
        bits = below(world, curie)
        for key in world.keys:
            whole = 0
            for other in world.normative(key):
                whole |= world.sets[other]
            if key != one.framework and bits & whole == 0 and rng.random() < 0.3:
                yield mapping(curie, None, None, rng.choice(LADDER), none_in=key)


def below(world: World, curie: Curie) -> int:
    """The outcomes of a provision and of every part below it."""
    bits = world.sets.get(curie, 0)
    for child in world.provisions.values():
        if child.parent == curie:
            bits |= below(world, child.id)
    return bits


def merged(worlds: Iterable[World], tag: str) -> World:
    """Worlds side by side in the same frameworks: their outcomes differ, so they stay apart."""
    frameworks: dict[str, Framework] = {}
    provisions: dict[Curie, Provision] = {}
    sets: dict[Curie, int] = {}
    mappings: list[Mapping] = []
    for number, world in enumerate(worlds):

        def named(curie: Curie, number: int = number) -> Curie:
            key, _, local = curie.partition(":")
            return Curie(f"{tag}{key[-1]}:w{number}{local}")

        for key in world.keys:
            frameworks[tag + key[-1]] = framework(tag + key[-1])
        for curie, one in world.provisions.items():
            new = named(curie)
            provisions[new] = provision(
                new.partition(":")[0],
                new.partition(":")[2],
                100 * number + one.position,
                parent=named(one.parent) if one.parent else None,
                constituent=one.constituent,
            )
            sets[new] = world.sets[curie] << (WIDEST * number)
        for m in world.mappings:
            target = named(m.object) if m.object else None
            inside = tag + m.none_in[-1] if m.none_in else ""
            mappings.append(
                mapping(named(m.subject), m.relation, target, m.confidence, none_in=inside)
            )
    return World(sets, frameworks, provisions, tuple(mappings))


def graph_of(worlds: Iterable[World]) -> Graph:
    """Many worlds in one graph; their keys differ, so they do not touch."""
    frameworks: dict[str, Framework] = {}
    provisions: dict[Curie, Provision] = {}
    mappings: list[Mapping] = []
    for world in worlds:
        frameworks |= world.frameworks
        provisions |= world.provisions
        mappings += world.mappings
    return Graph(
        frameworks=MappingProxyType(frameworks),
        provisions=MappingProxyType(provisions),
        mappings=tuple(mappings),
        concepts=ROLES,
    )


def false_state(state: str, target: int, held: Iterable[int], elements: Iterable[int] = ()) -> bool:
    """Whether a coverage state is false in a world.

    Args:
        state: The state that was answered.
        target: The outcomes that are needed.
        held: The outcomes of each held provision.
        elements: The outcomes of its elements: each may be met by another held provision.
    """
    held = list(held)
    masks = [BIT[truth(one, target)] for one in held]
    if state == "full":
        parts = list(elements) or [target]
        return not all(any(part & ~one == 0 for one in held) for part in parts)
    if state == "partial":
        return not any(m & OVERLAPS for m in masks)
    return state == "none" and any(m & OVERLAPS for m in masks)


class Lite:
    """SQLite as an engine: small graphs close at once; one word of ours is reserved there."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.create_aggregate("BIT_AND", 1, _BitAnd)
        self._columns: dict[str, str] = {}

    def fill(self, table: str, columns: str, rows: list[FactRow]) -> None:
        """Make a table from rows; one of the same columns is emptied, which is far quicker."""
        if self._columns.get(table) == columns:
            self._run(f'DELETE FROM "{table}"')  # noqa: S608
        else:
            self._run(f'DROP TABLE IF EXISTS "{table}"')
            self._run(f'CREATE TABLE "{table}" ({columns})')
            self._columns[table] = columns
        marks = ", ".join("?" for _ in columns.split(","))
        self.connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)  # noqa: S608

    def keep(self, table: str, query: str) -> int:
        """Make or replace a table from a query."""
        found = self.connection.execute(_quoted(query))
        columns = ", ".join(f'"{column[0]}"' for column in found.description)
        rows = found.fetchall()
        self.fill(table, columns, rows)
        return len(rows)

    def rows(self, query: str) -> list[FactRow]:
        """Answer a query."""
        return self._run(query)

    def close(self) -> None:
        """Let it go."""
        self.connection.close()

    def _run(self, query: str) -> list[FactRow]:
        return self.connection.execute(_quoted(query)).fetchall()


@cache
def _quoted(query: str) -> str:
    return re.sub(r"\b(JOIN|FROM) nothing\b", r'\1 "nothing"', query)


class _BitAnd:
    def __init__(self) -> None:
        self.value = -1

    def step(self, value: int) -> None:
        self.value &= value

    def finalize(self) -> int:
        return self.value
