"""Through the public door: 200 random worlds as files, and no full, partial or none is false."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aimsgraph.faces.cli.main import main
from aimsgraph.model.records import Curie
from property.random_worlds import World, build, chance, false_state, merged
from worlds import framework_text, mapping_text

FOLDERS = 5
WORLDS = 20
SHARED = 45


def write(folder: Path, tag: str, world: World) -> None:
    """A world as one file a framework and one file of rows."""
    (folder / "frameworks").mkdir(parents=True, exist_ok=True)
    (folder / "mappings").mkdir(exist_ok=True)
    for key in world.keys:
        words = [
            p.local + (f"<{p.parent.partition(':')[2]}" if p.parent else "")
            for p in world.provisions.values()
            if p.framework == key
        ]
        path = folder / "frameworks" / f"{key}.ttl"
        path.write_text(framework_text(key, words), encoding="utf-8")
    rows = [
        (m.subject, "none", m.none_in, m.confidence)
        if m.object is None
        else (m.subject, m.relation.value if m.relation else "untyped", m.object, m.confidence)
        for m in world.mappings
    ]
    path = folder / "mappings" / f"{tag}.sssom.tsv"
    path.write_text(mapping_text([(str(a), b, str(c), d) for a, b, c, d in rows]), encoding="utf-8")


def held_of(world: World, have: list[str], out: set[Curie]) -> set[Curie]:
    """What is held less what is left out, all below it, and all that includes any of it."""
    parents = {c: p.parent for c, p in world.provisions.items()}

    def above(curie: Curie) -> set[Curie]:
        parent = parents[curie]
        return {parent, *above(parent)} if parent else set()

    below = {c for c in parents if above(c) & out}
    gone = out | below
    gone |= {a for c in gone for a in above(c)}
    return {c for c, p in world.provisions.items() if p.framework in have} - gone


@dataclass
class Door:
    """The command line over one folder of worlds."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    rng: random.Random
    seen: Counter[str] = field(default_factory=Counter)

    def ask(self, world: World, hops: int, *, soa: bool) -> None:
        """Ask about a random target and check every state."""
        rng = self.rng
        need, *have = rng.sample(world.keys, rng.randint(2, len(world.keys)))
        words = ["coverage", "--with", str(self.folder), "--need", need, "--hops", str(hops)]
        words += [w for key in have for w in ("--have", key)]
        inside = sorted(held_of(world, have, set()))
        out = set(rng.sample(inside, 1 + len(inside) // 20)) if soa else set()
        if soa:
            path = self.folder.parent / "soa.csv"
            lines = ["id,applicable,implemented,justification,note"]
            lines += [f"{c},{rng.choice(('yes', 'no'))},no,a test says so," for c in sorted(out)]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            words += ["--soa", str(path)]
        with pytest.raises(SystemExit) as stop:
            main([*words, "--format", "json"])
        text, err = self.capsys.readouterr()
        assert not stop.value.code, err
        held = held_of(world, have, out)
        for one in json.loads(text)["provisions"]:
            self.seen[one["state"]] += 1
            target = world.sets[Curie(one["id"])]
            assert not false_state(one["state"], target, [world.sets[c] for c in held]), one
            assert {s["id"] for s in one["by"]} <= held


@pytest.fixture
def door(two_standards: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Door:  # noqa: ARG001  (stand beside the worlds)
    return Door(tmp_path / "own", capsys, chance(7))


def test_no_state_is_false_in_worlds_of_their_own_frameworks(door: Door) -> None:
    worlds = [build(door.rng, f"w{i}", plain=True) for i in range(WORLDS)]
    for i, world in enumerate(worlds):
        write(door.folder, f"w{i}", world)
    for i, world in enumerate(worlds):
        door.ask(world, 1 + i % 3, soa=i % 4 == 0)
    assert min(door.seen[s] for s in ("full", "partial", "none")) > 0, door.seen


@pytest.mark.sampled(2)
@pytest.mark.parametrize("number", range(1, FOLDERS))
def test_no_state_is_false_in_worlds_that_share_their_frameworks(door: Door, number: int) -> None:
    door.rng.seed(number)
    many = merged((build(door.rng, f"w{i}", plain=True) for i in range(SHARED)), f"d{number}")
    write(door.folder, "rows", many)
    for i, hops in enumerate((1, 2, 3)):
        door.ask(many, hops, soa=i == number % 3)
    assert door.seen["full"] + door.seen["partial"] > 0
