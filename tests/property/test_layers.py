"""A layer closed on top of a closure says what closing everything together says."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest

from aimsgraph.inference.closure import FIXPOINT, Closure, infer
from aimsgraph.inference.layers import Below, LayerClosing, can_stand_on
from aimsgraph.model.graph import Graph
from property.random_worlds import Lite, build, chance, graph_of, spoilt


def part_of(graph: Graph, rng: random.Random) -> Graph:
    """A part of a graph: without some of its rows, and half of the time without a framework."""
    keys = sorted(graph.frameworks)
    gone = {rng.choice(keys)} if rng.random() < 0.5 else set()
    provisions = {c: p for c, p in graph.provisions.items() if p.framework not in gone}
    return replace(
        graph,
        frameworks={k: f for k, f in graph.frameworks.items() if k not in gone},
        provisions=provisions,
        mappings=tuple(
            m
            for m in graph.mappings
            if m.subject in provisions
            and (m.none_in not in gone if m.object is None else m.object in provisions)
            and rng.random() < 0.7
        ),
    )


@pytest.mark.sampled(3)
@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("part", range(3))
def test_a_layer_closes_as_if_all_were_closed_together(part: int, *, wrong: bool) -> None:
    stood = changed = clashes = 0
    for seed in range(part, 120, 3):
        rng = chance(seed)
        worlds = [build(rng, f"w{i}") for i in range(3)]
        worlds = [spoilt(rng, w) for w in worlds] if wrong else worlds
        graph = graph_of(worlds)
        below = part_of(graph, rng)

        @cache
        def closure(hops: int, below: Graph = below) -> Closure:
            return infer(below, Lite(), hops)

        ground = Below(below, closure)
        if not can_stand_on(graph, ground):
            continue
        stood += 1
        making = LayerClosing(graph, Lite(), ground)
        for hops in (1, 2, 3):
            whole = infer(graph, Lite(), hops)
            assert making.within(hops) == whole, (seed, hops)
            changed += whole != closure(hops)
        found = making.clashes()
        assert found == infer(graph, Lite(), FIXPOINT).clashes, seed
        clashes += len(found)
    assert stood > 5
    assert changed > stood
    assert bool(clashes) is wrong
