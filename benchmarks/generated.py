"""A generated graph whose every mapping is true: provisions are intervals, relations are read off.

The mix is that of the peer library: nearly all rows intersect, a few are equal, subset or superset;
one in ten provisions is a whole of two constituents; a quarter of the provisions is mapped, each
some eight times; the number of frameworks grows with the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from aimsgraph.inference.engine_duckdb import Duck
from aimsgraph.inference.facts import composition, load_ground

MIX: Final = {8: 0.93, 1: 0.03, 2: 0.015, 4: 0.015, 16: 0.01}
"""Share of each relation, by its bit."""

CONVERSE: Final = {1: 1, 2: 4, 4: 2, 8: 8, 16: 16}
_TOPIC: Final = 24
_WIDTH: Final = 64
_SIZE: Final = 300
Array = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class World:
    """Provisions as intervals, a tree over them, and mappings.

    Args:
        lo: First outcome of each provision.
        hi: One past its last outcome.
        framework: Its framework.
        whole: Provisions that have constituents.
        part: A constituent of each of them, in step with ``whole``.
        subject: Left end of each mapping.
        target: Right end.
        relation: Bit of its relation.
        rationale: Its rationale.
        confidence: Its confidence.
    """

    lo: Array
    hi: Array
    framework: Array
    whole: Array
    part: Array
    subject: Array
    target: Array
    relation: Array
    rationale: Array
    confidence: np.ndarray[Any, np.dtype[np.float64]]


def generate(rows: int, seed: int = 7) -> World:
    """Make a world of about as many provisions as mappings.

    Args:
        rows: Number of mappings.
        seed: Seed of the generator; the same world for the same seed.

    Returns:
        The world.
    """
    random = np.random.default_rng(seed)
    mapped = rows // 4 // 3 * 3
    topics = max(1, mapped // _TOPIC)
    frameworks = max(20, rows // _SIZE)
    third = mapped // 3
    # a third of the mapped provisions come as wholes with two parts, in blocks of three in a topic
    topic = np.repeat(random.integers(0, topics, third), 3)
    framework = random.integers(0, frameworks, mapped)
    lo = random.integers(0, _WIDTH - 16, mapped)
    hi = lo + random.integers(4, 16, mapped)
    whole = np.arange(0, third // 3 * 3 * 3, 9, dtype=np.int64)
    for column in (framework,):
        column[whole + 1] = column[whole]
        column[whole + 2] = column[whole]
    lo[whole] = np.minimum(lo[whole + 1], lo[whole + 2])
    hi[whole] = np.maximum(hi[whole + 1], hi[whole + 2])
    lo, hi = lo + topic * _WIDTH, hi + topic * _WIDTH
    subject, target, relation = _mappings(random, rows, topic, lo, hi, framework)
    rest = rows - mapped
    return World(
        lo=lo,
        hi=hi,
        framework=np.concatenate([framework, random.integers(0, frameworks, rest)]),
        whole=np.concatenate([whole, whole]),
        part=np.concatenate([whole + 1, whole + 2]),
        subject=subject,
        target=target,
        relation=relation,
        rationale=random.choice(3, rows, p=[0.85, 0.14, 0.01]),
        confidence=random.integers(50, 100, rows) / 100,
    )


def _mappings(
    random: np.random.Generator, rows: int, topic: Array, lo: Array, hi: Array, framework: Array
) -> tuple[Array, Array, Array]:
    """Draw pairs within a topic until the mix is full; the relation of each is the true one."""
    order = np.argsort(topic, kind="stable")
    starts = np.searchsorted(topic[order], np.arange(topic.max() + 2))
    sizes = np.diff(starts)
    wanted = {bit: int(share * rows) for bit, share in MIX.items()}
    wanted[8] += rows - sum(wanted.values())
    found: dict[int, list[tuple[Array, Array]]] = {bit: [] for bit in MIX}
    while any(wanted.values()):
        one = random.integers(0, len(topic), 4 * rows)
        place = (random.random(4 * rows) * sizes[topic[one]]).astype(np.int64)
        other = order[starts[topic[one]] + place]
        apart = framework[one] != framework[other]
        one, other = one[apart], other[apart]
        bits = relation_of(lo[one], hi[one], lo[other], hi[other])
        for bit, left in wanted.items():
            picked = np.flatnonzero(bits == bit)[:left]
            found[bit].append((one[picked], other[picked]))
            wanted[bit] -= len(picked)
    parts = [(s, t, np.full(len(s), bit)) for bit, pairs in found.items() for s, t in pairs]
    subject, target, relation = (np.concatenate(c) for c in zip(*parts, strict=True))
    mixed = random.permutation(rows)
    return subject[mixed], target[mixed], relation[mixed]


def relation_of(lo: Array, hi: Array, other_lo: Array, other_hi: Array) -> Array:
    """The true relation of intervals, as its bit."""
    equal = (lo == other_lo) & (hi == other_hi)
    within = (lo >= other_lo) & (hi <= other_hi)
    around = (lo <= other_lo) & (hi >= other_hi)
    apart = (hi <= other_lo) | (other_hi <= lo)
    bits: Array = np.select([equal, within, around, apart], [1, 2, 4, 16], 8)
    return bits


def fill(engine: Duck, world: World) -> None:
    """Write a world straight into the tables that the closure reads."""
    nodes = np.arange(len(world.framework))
    same = np.ones(len(nodes))
    over, under = np.full(len(world.whole), 5), np.full(len(world.whole), 3)
    back = np.vectorize(CONVERSE.get)(world.relation)
    tables: dict[str, dict[str, Any]] = {
        "tree": {
            "src": np.concatenate([nodes, world.whole, world.part]),
            "dst": np.concatenate([nodes, world.part, world.whole]),
            "mask": np.concatenate([same, over, under]),
        },
        "edge": {
            "src": np.concatenate([world.subject, world.target]),
            "dst": np.concatenate([world.target, world.subject]),
            "rationale": np.concatenate([world.rationale, world.rationale]),
            "mask": np.concatenate([world.relation, back]),
            "confidence": np.concatenate([world.confidence, world.confidence]),
        },
        "member": {"node": nodes, "framework": world.framework},
    }
    for name, columns in tables.items():
        engine.connection.register("_rows", columns)
        picks = ", ".join(
            f"CAST({c} AS {'DOUBLE' if c == 'confidence' else 'INT'}) AS {c}" for c in columns
        )
        engine.keep(name, f"SELECT {picks} FROM _rows")  # noqa: S608  (own words)
        engine.connection.unregister("_rows")
    engine.fill("composed", "a INT, b INT, mask INT", composition())
    engine.fill("nothing", "node INT, framework INT, rationale INT, confidence DOUBLE", [])
    load_ground(engine)
