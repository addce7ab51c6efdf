"""The closure is what walking every chain gives, in every order, and more facts only add."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import pytest

from aimsgraph.answers.questions import Answer, document
from aimsgraph.coverage.holdings import Holding, hold
from aimsgraph.coverage.scope import Scope
from aimsgraph.coverage.states import cover
from aimsgraph.inference.closure import FIXPOINT, Closure, infer
from aimsgraph.inference.engine_duckdb import Duck
from aimsgraph.inference.facts import normative
from aimsgraph.inference.knowledge import Knowledge
from aimsgraph.inference.links import Links, met_elements
from aimsgraph.inference.proofs import path_of
from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import RATIONALES, Relation, State
from aimsgraph.rdf.inferred import inferred_quads
from property import brute
from property.random_worlds import Lite, World, build, chance, graph_of, spoilt, truth

NAMES = tuple(sorted(RATIONALES))
SHUFFLES = 1_000


def small(seed: int) -> World:
    return build(chance(seed), "w", most_rows=6)


def table(engine: Lite | Duck, graph: Graph) -> brute.Known:
    names = normative(graph)
    return {
        (names[int(s)], names[int(d)], NAMES[int(r)]): (
            frozenset(x for x in Relation if BIT[x] & int(mask)), round(covers, 9), round(over, 9)
        )
        for s, d, r, mask, covers, over in engine.rows(
            "SELECT src, dst, rationale, mask, pair.covers, pair.overlaps FROM pair"
        )
        if {names[int(s)], names[int(d)]} <= graph.provisions.keys()
    }  # fmt: skip


def fewest(engine: Lite, graph: Graph) -> dict[tuple[Curie, Curie, str], tuple[int, int]]:
    names = normative(graph)
    return {
        (names[int(s)], names[int(d)], NAMES[int(r)]): (int(covers), int(overlaps))
        for s, d, r, covers, overlaps in engine.rows(
            "SELECT src, dst, rationale, cover_hops, overlap_hops FROM pair"
        )
        if {names[int(s)], names[int(d)]} <= graph.provisions.keys()
    }


def moved(known: brute.Known, graph: Graph) -> brute.Known:
    """Without pairs of one tree from provisions that no mapping of the rationale can move."""
    active = {
        (near, m.rationale)
        for m in graph.live_mappings
        for end in (m.subject, m.object)
        if end and m.relation
        for near, _ in brute.tree(graph, end)
    }
    active |= {
        (c, m.rationale)
        for m in graph.live_mappings
        if m.object is None
        for c in (m.subject, *(p.id for p in graph.descendants(m.subject)))
    }
    return {k: v for k, v in brute.rounded(known).items() if (k[0], k[2]) in active}


@cache
def expected_of(seed: int, hops: int, *, wrong: bool = False) -> tuple[Graph, brute.Result]:
    """A small world and what follows in it; with ``wrong``, some of its rows are false."""
    world = small(seed)
    graph = graph_of([spoilt(chance(seed), world) if wrong else world])
    return graph, brute.close(graph, hops)


def check_premises(graph: Graph, closure: Closure) -> None:
    """The premises of each pair make a path that alone proves what is said, and as surely."""
    links = Links(graph)
    goals = (COVERS, OVERLAPS, BIT[Relation.DISJOINT])
    for pair in closure.pairs:
        path = path_of(links, pair)
        goal = next(
            goal
            for goal, said in zip(goals, (pair.covers, pair.overlaps, True), strict=True)
            if said
        )
        assert certain(path.mask, goal), pair
        assert 0 < path.hops <= (closure.hops or path.hops), pair
        assert path.mappings == tuple(mapping for mapping, _ in pair.premises)
        assert len({graph.mapping(i).rationale for i in path.mappings}) == 1
        if goal != BIT[Relation.DISJOINT]:
            assert round(path.confidence, 6) == (pair.covers or pair.overlaps), pair


def check(seed: int, hops: int, *, wrong: bool = False) -> int:
    """Compare the closure with brute force; the number of clashes."""
    graph, expected = expected_of(seed, hops, wrong=wrong)
    engine = Lite()
    closure = infer(graph, engine, hops)
    assert table(engine, graph) == moved(expected.pairs, graph), seed
    used = fewest(engine, graph)
    assert used == {k: v for k, v in expected.hops.items() if k in used}, seed
    assert closure.none == expected.none, seed
    assert closure.apart == expected.apart, seed
    assert closure.clashes == expected.clashes, seed
    check_premises(graph, closure)
    parts = met_elements(graph)
    met = {pair: round(sure, 6) for pair, sure in expected.met.items() if pair[1] in parts}
    assert {(p.source, p.target): p.covers for p in closure.met} == met, seed
    if not expected.clashes:
        got = {(p.source, p.target): (p.mask, p.covers, p.overlaps) for p in closure.pairs}
        assert got == brute.strongest(expected.pairs, graph), seed
    return len(closure.clashes)


@pytest.mark.parametrize("hops", [1, 2, 3])
@pytest.mark.parametrize("part", range(4))
def test_the_closure_is_what_every_walk_gives(hops: int, part: int) -> None:
    for seed in range(part, 60, 4):
        assert check(seed, hops) == 0


def check_dense(seed: int, hops: int) -> int:
    """The same in a world where everything is near everything; the number of inferred pairs."""
    world = build(chance(seed), "w", most_rows=40)
    graph = graph_of([world])
    engine = Lite()
    closure = infer(graph, engine, hops)
    assert table(engine, graph) == moved(brute.close(graph, hops).pairs, graph), seed
    check_premises(graph, closure)
    links = Links(graph)
    for pair in closure.pairs:
        true = BIT[truth(world.sets[pair.source], world.sets[pair.target])]
        assert pair.mask & true, (seed, pair)
        assert path_of(links, pair).mask & true
    return sum(len(pair.premises) > 1 for pair in closure.pairs)


@pytest.mark.parametrize("hops", [1, 2, 3, 4])
def test_in_dense_worlds_nothing_is_false_and_nothing_that_walks_prove_is_left_unsaid(
    hops: int,
) -> None:
    assert (sum(check_dense(seed, hops) for seed in range(30)) > 30) is (hops > 1)


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_clashes_are_what_every_walk_gives_when_rows_are_wrong(hops: int) -> None:
    assert sum(check(seed, hops, wrong=True) for seed in range(60)) > 40


def test_the_fixpoint_is_what_long_walks_give() -> None:
    for seed in range(25):
        graph = graph_of([build(chance(seed), "w", most_rows=3)])
        engine = Lite()
        closure = infer(graph, engine, FIXPOINT)
        expected = brute.close(graph, 5)
        assert table(engine, graph) == moved(expected.pairs, graph), seed
        assert closure.none == expected.none, seed
        assert closure.apart == expected.apart, seed


def test_duckdb_and_sqlite_close_alike() -> None:
    graph = graph_of([build(chance(i), f"w{i}") for i in range(100)])
    for hops in (1, 2, 3, FIXPOINT):
        duck, lite = Duck(), Lite()
        assert infer(graph, duck, hops) == infer(graph, lite, hops)
        assert table(duck, graph) == table(lite, graph)


def expected_state(
    graph: Graph, known: brute.Result, holding: Holding, need: Curie, hops: int
) -> State:
    """The table of the design, read word for word."""
    pairs = brute.strongest(known.pairs, graph)
    masks = {a: m for (a, b), (m, _, _) in pairs.items() if b == need and a in holding.provisions}
    if need in holding.provisions:
        masks[need] = BIT[Relation.EQUAL]
    if any(certain(m, COVERS) for m in masks.values()):
        return State.FULL
    if any(certain(m, OVERLAPS) for m in masks.values()):
        return State.PARTIAL
    apart = {a for a, m in masks.items() if m == BIT[Relation.DISJOINT]}
    apart |= {a for a, b in known.apart if b == need}
    up = {need, *(p.id for p in graph.ancestors(need))}
    for key in holding.frameworks:
        spoken = any(
            m.object is None and m.none_in == key and m.subject in up for m in graph.live_mappings
        )
        leaves = {p.id for p in graph.leaves(key)}
        if not (spoken or (need, key) in known.none or (leaves and leaves <= apart)):
            break
    else:
        return State.NONE
    lead = brute.suggested(graph, holding.provisions, need, hops)
    return State.LEAD if lead else State.UNMAPPED


@pytest.mark.parametrize("hops", [1, 2, 3])
@pytest.mark.parametrize("part", range(2))
def test_every_state_is_the_one_that_the_design_says(hops: int, part: int) -> None:
    seen = set()
    for seed in range(100 + 40 * part, 140 + 40 * part):
        world, rng = small(seed), chance(seed)
        graph = graph_of([world])
        known = brute.close(graph, hops)
        knowledge = Knowledge(graph, infer(graph, Lite(), hops), Links(graph))
        for need in world.keys:
            others = [k for k in world.keys if k != need]
            have = rng.sample(others, rng.randint(1, len(others)))
            inside = [c for c, p in world.provisions.items() if p.framework in have]
            out = rng.sample(inside, 1) if rng.random() < 0.3 else None
            holding = hold(graph, have, out)
            for cell in cover(knowledge, holding, need, Scope()).cells:
                expected = expected_state(graph, known, holding, cell.provision.id, hops)
                assert cell.state is expected, (seed, cell)
                seen.add(expected)
    assert seen == set(State)


def shuffled(graph: Graph, rng: random.Random) -> Graph:
    frameworks, provisions = list(graph.frameworks.items()), list(graph.provisions.items())
    mappings = list(graph.mappings)
    for things in (frameworks, provisions, mappings):
        rng.shuffle(things)
    return replace(
        graph,
        frameworks=MappingProxyType(dict(frameworks)),
        provisions=MappingProxyType(dict(provisions)),
        mappings=tuple(mappings),
    )


def everything(graph: Graph, closure: Closure, keys: tuple[str, ...]) -> tuple[object, ...]:
    """Closure, coverage document and entailed quads."""
    knowledge = Knowledge(graph, closure, Links(graph))
    coverage = cover(knowledge, hold(graph, keys[:-1]), keys[-1], Scope())
    facts = json.dumps(document(Answer(coverage, coverage, knowledge)))
    return closure, facts, sorted(str(q) for q in inferred_quads(knowledge))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("part", range(4))
def test_the_order_of_files_and_rows_never_changes_the_result(part: int) -> None:
    rng = chance(part)
    for seed in range(5):
        world = build(chance(1000 + 10 * part + seed), "w", most_rows=10)
        graph = graph_of([world])
        first = everything(graph, infer(graph, Lite(), 2), world.keys)
        for _ in range(SHUFFLES // 20):
            other = shuffled(graph, rng)
            assert everything(other, infer(other, Lite(), 2), world.keys) == first
        for _ in range(2):
            other = shuffled(graph, rng)
            assert everything(other, infer(other, Duck(), 2), world.keys) == first


def statements(closure: Closure) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = {("none", *n) for n in closure.none}
    found |= {("apart", *a) for a in closure.apart}
    for pair in closure.pairs:
        for word, goal in (("covers", COVERS), ("overlaps", OVERLAPS), ("disjoint", 16)):
            if certain(pair.mask, goal):
                found.add((word, pair.source, pair.target))
    return found


def test_a_further_true_mapping_never_loses_a_certain_statement() -> None:
    rng = chance(3)
    worlds = [build(rng, f"w{i}", most_rows=14) for i in range(150)]
    graph = graph_of(worlds)
    order = list(graph.mappings)
    rng.shuffle(order)
    before: set[tuple[str, str, str]] = set()
    for share in range(1, 9):
        some = replace(graph, mappings=tuple(order[: len(order) * share // 8]))
        now = statements(infer(some, Duck(), 3))
        assert before <= now
        before = now


def test_more_hops_never_lose_a_certain_statement_nor_its_confidence() -> None:
    rng = chance(4)
    graph = graph_of([build(rng, f"w{i}", most_rows=14) for i in range(300)])
    before: set[tuple[str, str, str]] = set()
    best: dict[tuple[Curie, Curie], tuple[float, float]] = {}
    for hops in (1, 2, 3, 4, FIXPOINT):
        closure = infer(graph, Duck(), hops)
        now = statements(closure)
        assert before <= now
        before = now
        for pair in closure.pairs:
            covers, overlaps = best.get((pair.source, pair.target), (0.0, 0.0))
            assert (pair.covers, pair.overlaps) >= (covers, overlaps)
            best[pair.source, pair.target] = (pair.covers, pair.overlaps)
