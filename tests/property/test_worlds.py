"""Nothing that is called certain is false in any world: 10,000 seeded ones, and shrinking ones."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimsgraph.coverage.holdings import hold
from aimsgraph.coverage.scope import Scope
from aimsgraph.coverage.states import cover
from aimsgraph.inference.closure import FIXPOINT, Closure, infer
from aimsgraph.inference.contradictions import contradictions
from aimsgraph.inference.engine_duckdb import Duck
from aimsgraph.inference.facts import Engine, normative
from aimsgraph.inference.knowledge import Knowledge
from aimsgraph.inference.links import Links
from aimsgraph.inference.proofs import explain
from aimsgraph.inference.relations import BIT, OVERLAPS
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Mark
from property.random_worlds import Lite, World, build, chance, false_state, graph_of, truth

WORLDS = 10_000
BATCHES = 20
LIMITS = (1, 2, 3, FIXPOINT)


def check_closure(worlds: Sequence[World], graph: Graph, engine: Engine, hops: int) -> Closure:
    """The true relation is possible wherever something is known; no statement is false."""
    sets = {c: bits for w in worlds for c, bits in w.sets.items()}
    inside: dict[str, list[int]] = {}
    for curie, bits in sets.items():
        inside.setdefault(graph.provisions[curie].framework, []).append(bits)
    sets |= {c: bits for w in worlds for c, bits in w.parts.items()}
    closure = infer(graph, engine, hops)
    names = normative(graph)
    for src, dst, mask in engine.rows("SELECT src, dst, mask FROM pair"):
        a, b = names[int(src)], names[int(dst)]
        assert BIT[truth(sets[a], sets[b])] & int(mask), (a, b, mask, hops)
    for pair in closure.pairs:
        assert BIT[truth(sets[pair.source], sets[pair.target])] & pair.mask, pair
    for pair in closure.met:
        assert sets[pair.target] & ~sets[pair.source] == 0, pair
    for curie, key in closure.none:
        assert all(sets[curie] & other == 0 for other in inside.get(key, ())), (curie, key)
    for a, b in closure.apart:
        assert sets[a] & sets[b] == 0, (a, b)
    assert not closure.clashes
    return closure


def check_coverage(world: World, knowledge: Knowledge, rng: random.Random) -> None:
    """No full, partial or none is false, whatever is held."""
    graph = knowledge.graph
    for need in world.keys:
        others = [k for k in world.keys if k != need]
        have = rng.sample(others, rng.randint(1, len(others)))
        if rng.random() < 0.1:
            have.append(need)
        everything = [c for k in have for c in world.provisions if c.partition(":")[0] == k]
        out = rng.sample(everything, min(len(everything), 2)) if rng.random() < 0.3 else None
        holding = hold(graph, have, out)
        held = [world.sets[c] for c in holding.provisions]
        leaves = [world.sets[c] for c in holding.provisions if graph.is_assessable(c)]
        for cell in cover(knowledge, holding, need, Scope()).cells:
            target = world.sets[cell.provision.id]
            state = cell.state.value
            parts = [world.parts[e.id] for e in cell.provision.elements]
            by = leaves if state == "none" else held
            assert not false_state(state, target, by, parts), cell
            met = [e.mark is Mark.MET for e in cell.elements]
            assert state != "full" or (met and all(met)), cell
            for part in cell.elements:
                bits = world.parts.get(part.element.id, target)
                for curie in part.by:
                    inside = bits & world.sets[curie]
                    assert inside == bits if part.mark is Mark.MET else inside, cell
            assert not cell.contradictory
            for source in cell.sources:
                assert BIT[truth(world.sets[source.id], target)] & source.mask, cell


def check_proofs(
    world: World, links: Links, hops: int, pairs: Sequence[tuple[Curie, Curie]]
) -> int:
    """Every prefix of every path leaves the true relation possible."""
    seen = 0
    for source, target in pairs:
        proofs = explain(links, source, target, hops)
        for path in proofs.paths:
            seen += 1
            for step in path.steps:
                sets = world.sets | world.parts
                assert BIT[truth(sets[step.start], sets[step.end])] & step.mask, step
                so_far = truth(sets[source], sets[step.end])
                assert BIT[so_far] & step.composed, path
    return seen


@pytest.mark.sampled(10)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_nothing_certain_is_false_in_ten_thousand_worlds(batch: int) -> None:
    rng = chance(batch)
    worlds = [build(rng, f"w{i}") for i in range(WORLDS // BATCHES)]
    graph = graph_of(worlds)
    links = Links(graph)
    certain = 0
    for hops in LIMITS:
        closure = check_closure(worlds, graph, Duck(), hops)
        certain += len(closure.pairs) + len(closure.none) + len(closure.apart)
        if hops == 1 + batch % 3:
            knowledge = Knowledge(graph, closure, links)
            for world in worlds:
                check_coverage(world, knowledge, rng)
    paths = 0
    for world in worlds[::5]:
        names = list(world.sets)
        if not names:
            continue
        pairs = [(rng.choice(names), rng.choice(names)) for _ in range(2)]
        paths += check_proofs(world, links, 1 + batch % 3, pairs)
    assert certain > WORLDS / BATCHES  # the worlds say enough for the checks to mean something
    assert paths > 0


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(rng=st.randoms(use_true_random=False), hops=st.sampled_from(LIMITS))
def test_nothing_certain_is_false_in_a_world(rng: random.Random, hops: int) -> None:
    world = build(rng, "w")
    graph = graph_of([world])
    closure = check_closure([world], graph, Lite(), hops)
    links = Links(graph)
    check_coverage(world, Knowledge(graph, closure, links), rng)
    pairs = [(a, b) for a in world.sets for b in world.sets]
    check_proofs(world, links, hops or 4, pairs)


def test_consistent_worlds_report_no_contradiction() -> None:
    rng = chance(5)
    graph = graph_of([build(rng, f"w{i}") for i in range(200)])
    assert contradictions(graph) == ()


def test_the_checks_can_fail() -> None:
    assert false_state("full", 0b11, [0b01])
    assert false_state("partial", 0b11, [0b100])
    assert false_state("none", 0b11, [0b01])
    assert not false_state("full", 0b11, [0b01, 0b111])
    assert not false_state("partial", 0b11, [0b101])
    assert not false_state("none", 0b11, [0b100])
    assert not false_state("lead", 0b11, [])
    assert BIT[truth(1, 3)] & OVERLAPS
