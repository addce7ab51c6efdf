"""Proofs of single pairs: steps, caps, best paths, leads."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from aimsgraph.coverage.holdings import hold
from aimsgraph.coverage.scope import Scope
from aimsgraph.coverage.states import cover
from aimsgraph.inference import proofs as proof
from aimsgraph.inference.closure import Pair
from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.inference.links import Links
from aimsgraph.inference.proofs import explain, path_of, suggestions
from aimsgraph.inference.relations import ALL, BIT, COVERED_BY, COVERS, OVERLAPS, certain, compose
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Relation
from worlds import world

CHAIN = {"a": ["x"], "b": ["p", "y<p"], "c": ["z"]}
X, P, Y, Z = Curie("a:x"), Curie("b:p"), Curie("b:y"), Curie("c:z")


def chain() -> Graph:
    return world(CHAIN, [("a:x", "superset", "b:p", 0.8), ("c:z", "subset", "b:y", 0.5)])


def test_a_proof_shows_each_step_and_what_is_known_after_it() -> None:
    (path,) = explain(Links(chain()), X, Z, 2).paths
    assert [(s.start, s.end, s.mask, bool(s.mapping), s.composed) for s in path.steps] == [
        (X, P, 4, True, 4),
        (P, Y, 5, False, 4),
        (Y, Z, 4, True, 4),
    ]
    assert (path.mask, path.confidence, path.hops, path.rationale) == (4, 0.4, 2, "functional")
    assert path.mappings == ("test/a:x--b:p", "test/c:z--b:y")


def test_hops_limit_mappings_and_not_steps_along_the_tree() -> None:
    links = Links(chain())
    assert explain(links, X, Z, 1).paths == ()
    assert explain(links, X, Z, 1).mask == ALL
    (path,) = explain(links, X, Y, 1).paths
    assert path.hops == 1
    (tree,) = explain(links, P, Y, 1).paths
    assert (tree.mask, tree.hops, tree.rationale) == (5, 0, "")


def wide(count: int) -> Graph:
    """As many chains of two mappings as there are pivots."""
    pivots = [f"y{i}" for i in range(count)]
    rows = [(f"b:{y}", "superset", "c:z", 0.5 + i / 100) for i, y in enumerate(pivots)]
    rows += [("a:x", "superset", f"b:{y}", 1.0) for y in pivots]
    return world({"a": ["x"], "b": pivots, "c": ["z"]}, rows)


def test_the_list_of_paths_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    links = Links(wide(6))
    monkeypatch.setattr(proof, "MOST_PATHS", 6)
    whole = explain(links, X, Z, 2)
    assert (len(whole.paths), whole.capped) == (6, False)
    monkeypatch.setattr(proof, "MOST_PATHS", 5)
    cut = explain(links, X, Z, 2)
    assert cut.capped
    assert cut.paths == whole.paths[:5]
    assert [p.confidence for p in cut.paths] == [0.55, 0.54, 0.53, 0.52, 0.51]


def test_the_search_gives_up_after_its_budget_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MOST_STEPS", 3)
    assert explain(Links(wide(6)), X, Z, 2).capped


def pair_of(graph: Graph, source: Curie, target: Curie, hops: int) -> Pair:
    return next(p for p in knowledge_of(graph, hops).by_target[target] if p.source == source)


def test_the_best_proof_stands_in_the_list_when_the_search_gives_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("a:x", "superset", "c:z", 0.5), ("a:x", "superset", "b:y", 0.9)]
    rows.append(("b:y", "equal", "c:z", 0.9))
    graph = world({"a": ["x"], "b": ["y"], "c": ["z"]}, rows)
    links = Links(graph)
    pair = pair_of(graph, X, Z, 2)
    assert pair.premises == (("test/a:x--b:y", True), ("test/b:y--c:z", True))
    whole = explain(links, X, Z, 2, pair)
    assert [p.hops for p in whole.paths] == [1, 2]
    assert not whole.capped
    monkeypatch.setattr(proof, "MOST_PATHS", 1)
    (cut,) = explain(links, X, Z, 2, pair).paths
    assert (cut.hops, round(cut.confidence, 4)) == (2, 0.81)
    monkeypatch.setattr(proof, "MOST_STEPS", 1)
    assert explain(links, X, Z, 2, pair).paths == (cut,)
    assert pair_of(graph, X, Z, 1).premises == (("test/a:x--c:z", True),)


def test_a_premise_says_in_which_direction_its_mapping_is_read() -> None:
    graph = chain()
    there, back = pair_of(graph, X, Z, 2), pair_of(graph, Z, X, 2)
    assert there.premises == (("test/a:x--b:p", True), ("test/c:z--b:y", False))
    assert back.premises == (("test/c:z--b:y", True), ("test/a:x--b:p", False))
    (path,) = explain(Links(graph), X, Z, 2).paths
    assert path_of(Links(graph), there) == path


def test_coverage_comes_before_overlap_and_overlap_before_disjointness() -> None:
    assert pair_of(world(CHAIN, [("a:x", "disjoint", "b:p", 0.8)]), X, Y, 1).mask == 16
    rows = [("a:x", "intersects", "b:p", 0.9), ("a:x", "superset", "b:y", 0.2)]
    graph = world(CHAIN, rows)
    assert pair_of(graph, X, Y, 1).premises == (("test/a:x--b:y", True),)
    assert pair_of(graph, X, P, 1).premises == (("test/a:x--b:p", True),)
    untyped = knowledge_of(world(CHAIN, [("a:x", "untyped", "b:p")]), 2)
    assert untyped.closure.pairs == ()


def with_sense(graph: Graph, mapping: str, relation: Relation) -> Graph:
    """The graph with one of its rows once more, in another rationale and first by its id."""
    m = graph.mapping(mapping)
    other = replace(m, id=f"a/{mapping}", rationale="semantic", relation=relation)
    return replace(graph, mappings=(other, *graph.mappings))


def test_an_equal_row_is_a_better_proof_than_a_doubtful_superset() -> None:
    graph = world(CHAIN, [("a:x", "equal", "b:y", 0.9), ("a:x", "superset", "b:p", 0.5)])
    pair = pair_of(graph, X, Y, 1)
    assert (pair.covers, pair.premises) == (0.9, (("test/a:x--b:y", True),))


def test_where_rows_contradict_each_other_the_overlap_is_what_is_proven() -> None:
    graph = world(CHAIN, [("a:x", "intersects", "b:y", 0.5), ("a:x", "disjoint", "b:p", 0.9)])
    pair = pair_of(graph, X, Y, 1)
    assert (pair.mask, pair.premises) == (0, (("test/a:x--b:y", True),))


def test_a_proof_has_one_rationale() -> None:
    rows = [("a:x", "superset", "b:y", 0.8), ("b:y", "superset", "c:z", 0.5)]
    graph = world(CHAIN, rows)
    whole = (("test/a:x--b:y", True), ("test/b:y--c:z", True))
    first = with_sense(graph, "test/a:x--b:y", Relation.SUPERSET)
    assert pair_of(first, X, Z, 2).premises == whole
    last = with_sense(graph, "test/b:y--c:z", Relation.EQUAL)
    assert pair_of(last, X, Z, 2).premises == whole


def dense(size: int = 70, rows: int = 840) -> Graph:
    """Four frameworks in which everything is near everything else."""
    rng = random.Random(7)
    keys = "abcd"
    names = {k: [f"n{i}" for i in range(size)] for k in keys}
    words = ("superset", "subset", "equal", "intersects")
    found: dict[tuple[str, str], str] = {}
    while len(found) < rows:
        one, other = rng.sample(keys, 2)
        ends = (f"{one}:n{rng.randrange(size)}", f"{other}:n{rng.randrange(size)}")
        if ends[::-1] not in found:
            found[ends] = rng.choices(words, (4, 4, 1, 1))[0]
    return world(names, [(s, word, o, 0.9) for (s, o), word in found.items()])


def test_in_a_dense_graph_every_certain_pair_has_its_premises() -> None:
    graph = dense()
    knowledge = knowledge_of(graph, 4)
    longest = 0
    for pair in knowledge.closure.pairs:
        path = path_of(knowledge.links, pair)
        goal = COVERS if pair.covers else OVERLAPS if pair.overlaps else BIT[Relation.DISJOINT]
        assert certain(path.mask, goal)
        assert 1 <= path.hops <= 4
        if pair.overlaps:
            assert path.confidence == pytest.approx(pair.covers or pair.overlaps, abs=1e-6)
        longest = max(longest, path.hops)
    assert longest == 4
    holding = hold(graph, ("a",))
    for cell in cover(knowledge, holding, "b", Scope()).cells:
        for source in cell.sources:
            assert source.mappings
            assert source.inferred == (len(source.mappings) > 1)


def test_what_several_paths_prove_together_one_of_them_proves_alone() -> None:
    single = {*BIT.values(), COVERS, COVERED_BY}
    reached = set(single)
    while True:
        more = {compose(a, b) for a in reached for b in reached} - reached
        if not more:
            break
        reached |= more
    for goal in (COVERS, OVERLAPS, BIT[Relation.DISJOINT]):
        for one, other in itertools.combinations(sorted(reached), 2):
            if one & other and certain(one & other, goal):
                assert certain(one, goal) or certain(other, goal), (one, other)


def test_leads_are_ranked_by_confidence_and_start_from_what_is_held() -> None:
    frameworks = {"a": ["x", "w", "v"], "b": ["y"], "c": ["z"]}
    rows = [
        ("a:x", "untyped", "c:z", 0.4),
        ("a:w", "intersects", "b:y", 0.9),
        ("b:y", "intersects", "c:z", 0.8),
        ("a:v", "superset", "c:z", 0.8),
    ]
    graph = world(frameworks, rows)
    held = frozenset({Curie("a:x"), Curie("a:w"), Curie("a:v")})
    found = suggestions(knowledge_of(graph, 2), Z, held)
    assert [(p.source, round(p.confidence, 4)) for p in found.paths] == [
        ("a:w", 0.72),
        ("a:x", 0.4),
    ]
    assert not found.capped
    assert [p.source for p in suggestions(knowledge_of(graph, 1), Z, held).paths] == ["a:x"]
    assert suggestions(knowledge_of(graph, 2), Z, frozenset({Curie("a:v")})).paths == ()


def test_a_chain_over_a_disjoint_mapping_is_no_lead() -> None:
    rows = [("a:x", "disjoint", "b:y"), ("b:y", "intersects", "c:z")]
    knowledge = knowledge_of(world({"a": ["x"], "b": ["y"], "c": ["z"]}, rows), 2)
    assert suggestions(knowledge, Z, frozenset({X})).paths == ()
    assert knowledge.links.suggested_from(frozenset({X}), 2) == frozenset()
