"""All matrices at once say what the coverage of each pair says."""

from __future__ import annotations

import random
from dataclasses import replace
from types import MappingProxyType

import pytest
from matrices import matrices

from aimsgraph.answers.questions import PairCounts, all_pairs
from aimsgraph.inference import engine_duckdb as duck
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import State
from property.random_worlds import Lite
from worlds import world

pytestmark = pytest.mark.long

RELATIONS = ("equal", "subset", "superset", "intersects", "disjoint", "untyped", "none")


def plain(graph: Graph, hops: int) -> list[PairCounts]:
    """The counts of states, as every face has them; verdicts need rows that SQL does not read."""
    return [
        replace(pair, verdicts={}, context={}, marks="") for pair in all_pairs(graph, hops=hops)
    ]


def small_world(seed: int) -> Graph:
    """Three frameworks with trees and mappings that may well contradict each other."""
    draw = random.Random(seed)
    frameworks = {}
    for key in ("one", "two", "three"):
        names: list[str] = []
        for i in range(draw.randint(1, 6)):
            parent = draw.choice([*names, "", ""]).partition("<")[0] if names else ""
            names.append(f"p{i}<{parent}" if parent else f"p{i}")
        frameworks[key] = names
    ends = [f"{k}:{n.partition('<')[0]}" for k, ns in frameworks.items() for n in ns]
    rows: dict[tuple[str, str], tuple[str, str, str, float]] = {}
    for _ in range(draw.randint(0, 14)):
        subject, relation = draw.choice(ends), draw.choice(RELATIONS)
        own = subject.partition(":")[0]
        others = [e for e in ends if not e.startswith(f"{own}:")]
        target = draw.choice(others)
        if relation == "none":
            target = target.partition(":")[0]
        rows[min(subject, target), max(subject, target)] = (
            subject,
            relation,
            target,
            draw.choice([0.3, 0.5, 0.9]),
        )
    return world(frameworks, list(rows.values()))


@pytest.fixture(scope="module")
def bare(graph: Graph) -> Graph:
    return without_elements(graph)


@pytest.mark.parametrize("hops", [0, 1, 2, 3])
def test_bundled_graph_has_the_same_counts(bare: Graph, hops: int) -> None:
    assert list(matrices(bare, hops)) == plain(bare, hops)


def without_elements(graph: Graph) -> Graph:
    """The graph as libraries are that know no elements: what meets a duty jointly is left out."""
    provisions = {c: replace(p, elements=()) for c, p in graph.provisions.items()}
    mappings = tuple(replace(m, object_elements=(), subject_elements=()) for m in graph.mappings)
    return replace(graph, provisions=MappingProxyType(provisions), mappings=mappings)


def test_random_small_worlds_have_the_same_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duck, "Duck", Lite)  # pair by pair on SQLite: quick, and another engine
    seen: dict[State, int] = dict.fromkeys(State, 0)
    for seed in range(8):
        graph = small_world(seed)
        for hops in (1, 2, 3):
            found = list(matrices(graph, hops))
            assert found == plain(graph, hops), (seed, hops)
            for pair in found:
                for state, number in pair.states.items():
                    seen[state] += number
    assert all(seen.values()), seen


def test_every_leaf_disjoint_from_a_framework_is_none() -> None:
    graph = world(
        {"one": ["a"], "two": ["b", "c"]},
        [("one:a", "disjoint", "two:b"), ("one:a", "disjoint", "two:c")],
    )
    found = {(p.have, p.need): p.states for p in matrices(graph, 1)}
    assert found["two", "one"][State.NONE] == 1
    assert found["one", "two"][State.NONE] == 2


def test_graph_without_mappings_is_unmapped() -> None:
    for pair in matrices(world({"one": ["a"], "two": ["b"]})):
        assert pair.states[State.UNMAPPED] == pair.denominator == 1
