"""Proofs against brute force: every minimal path, nothing else; impact takes exactly what falls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aimsgraph.answers.explanations import impact_sheet
from aimsgraph.inference.closure import infer
from aimsgraph.inference.knowledge import Knowledge
from aimsgraph.inference.links import Links
from aimsgraph.inference.proofs import explain, path_of, suggestions
from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain, mask_of
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import RATIONALES, Relation
from property import brute
from property.random_worlds import Lite, build, chance, graph_of

Found = set[tuple[frozenset[str], brute.Possible]]


def minimal(graph: Graph, source: Curie, target: Curie, hops: int) -> Found:
    """Mappings and mask of every walk that no other walk makes needless."""
    found: Found = set()
    for rationale in sorted(RATIONALES):
        for walk in brute.walks(graph, source, hops, rationale):
            once = len(set(walk.mappings)) == walk.hops  # a row read twice proves no more
            if walk.end == target and once:
                found.add((frozenset(walk.mappings), walk.possible))
    return {
        (ids, mask)
        for ids, mask in found
        if not any(o != (ids, mask) and o[0] <= ids and o[1] <= mask for o in found)
    }


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_explain_finds_every_minimal_path_and_no_other(hops: int) -> None:
    seen = 0
    for seed in range(40):
        graph = graph_of([build(chance(seed), "w", most_rows=6)])
        typed = tuple(m for m in graph.mappings if m.relation is not None or m.object is None)
        graph = replace(graph, mappings=typed)
        links = Links(graph)
        engine = Lite()
        closure = infer(graph, engine, hops)
        certain_masks = {(p.source, p.target): p.mask for p in closure.pairs}
        names = [c for c, p in graph.provisions.items() if p.normative]
        for source in names:
            for target in names:
                if source == target:
                    continue
                proofs = explain(links, source, target, hops)
                assert not proofs.capped
                got = {
                    (frozenset(p.mappings), frozenset(r for r in Relation if BIT[r] & p.mask))
                    for p in proofs.paths
                }
                assert got == minimal(graph, source, target, hops), (seed, source, target)
                assert len(proofs.paths) == len(got)
                seen += len(got)
                if (source, target) in certain_masks:
                    assert proofs.mask == certain_masks[source, target]
    assert seen > 100


def test_every_path_can_be_recomputed_from_its_steps() -> None:
    for seed in range(60):
        graph = graph_of([build(chance(seed), "w")])
        links = Links(graph)
        names = list(graph.provisions)
        for source in names:
            for target in names:
                for path in explain(links, source, target, 2).paths:
                    possible, confidence, here = brute.SAME, 1.0, source
                    rationales = set()
                    for step in path.steps:
                        assert step.start == here
                        if step.mapping:
                            m = graph.mapping(step.mapping)
                            said = brute.ANY if m.relation is None else frozenset({m.relation})
                            if step.end in graph.whole_of:
                                said = brute.COVERING  # a row that meets this element
                            elif step.start in graph.whole_of:
                                said = brute.COVERED
                            elif step.start != m.subject:
                                said = brute.back(said)
                            ends = [
                                graph.provisions.get(c) or graph.whole_of[c]
                                for c in (step.start, step.end)
                            ]
                            assert {e.id for e in ends} == {m.subject, m.object}
                            confidence *= m.confidence
                            rationales.add(m.rationale)
                        else:
                            said = dict(brute.tree(graph, step.start))[step.end]
                        assert step.mask == mask_of(said)
                        possible = brute.then(possible, said)
                        assert step.composed == mask_of(possible)
                        here = step.end
                    assert here == target
                    assert path.mask == mask_of(possible)
                    assert path.confidence == pytest.approx(confidence)
                    assert rationales == ({path.rationale} if path.rationale else set())
                    assert path.hops == len(path.mappings) <= 2


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_the_best_path_has_the_confidence_of_the_closure(hops: int) -> None:
    rng = chance(hops)
    graph = graph_of([build(rng, f"w{i}") for i in range(60)])
    links = Links(graph)
    for pair in infer(graph, Lite(), hops).pairs:
        reach = pair.covers or pair.overlaps
        path = path_of(links, pair)
        assert path.mappings
        assert path.hops <= hops
        goal = COVERS if pair.covers else OVERLAPS if pair.overlaps else BIT[Relation.DISJOINT]
        assert certain(path.mask, goal)
        if reach:
            assert path.confidence == pytest.approx(reach, abs=2e-6)


def test_leads_are_never_proven_pairs() -> None:
    rng = chance(11)
    worlds = [build(rng, f"w{i}", most_rows=14) for i in range(80)]
    graph = graph_of(worlds)
    links = Links(graph)
    for hops in (1, 2, 3):
        closure = infer(graph, Lite(), hops)
        knowledge = Knowledge(graph, closure, links)
        proven = {(p.source, p.target) for p in closure.pairs} | set(closure.apart)
        seen = 0
        for world in worlds:
            need = rng.choice(world.keys)
            held = frozenset(c for k in world.keys if k != need for c in world.normative(k))
            for target in world.normative(need):
                found = suggestions(knowledge, target, held)
                order = [p.confidence for p in found.paths]
                assert order == sorted(order, reverse=True)
                for path in found.paths:
                    seen += 1
                    assert path.source in held
                    assert (path.source, target) not in proven
                    assert Relation.DISJOINT not in {
                        graph.mapping(i).relation for i in path.mappings
                    }
        assert seen > 5


def facts(graph: Graph, hops: int) -> set[tuple[str, str, str]]:
    """What is certain about what counts, by brute force."""
    known = brute.close(graph, hops)
    counts = graph.is_assessable
    found = set()
    for (a, b), (mask, _, _) in brute.strongest(known.pairs, graph).items():
        if counts(a) and counts(b):
            if certain(mask, COVERS):
                found.add((a, "covers", b))
            elif certain(mask, OVERLAPS):
                found.add((a, "overlaps", b))
            elif mask == BIT[Relation.DISJOINT]:
                found.add((a, "disjoint from", b))
    found |= {(a, "disjoint from", b) for a, b in known.apart if counts(a) and counts(b)}
    return found | {(c, "corresponds to nothing in", f) for c, f in known.none if counts(c)}


def test_retracting_a_mapping_removes_exactly_what_impact_lists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aimsgraph.inference.engine_duckdb.Duck", Lite)
    listed = 0
    for seed in range(30):
        graph = graph_of([build(chance(seed), "w", most_rows=6)])
        whole = facts(graph, 2)
        for m in graph.mappings[:3]:
            rest = replace(graph, mappings=tuple(o for o in graph.mappings if o is not m))
            rows = impact_sheet(graph, m.id, 2).rows
            assert {tuple(map(str, row)) for row in rows} == whole - facts(rest, 2), (seed, m.id)
            assert list(rows) == sorted(rows, key=lambda r: (r[1], r[0], r[2]))
            listed += len(rows)
    assert listed > 50
