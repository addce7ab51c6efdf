"""Proofs of single pairs: steps, caps, best paths, leads."""

from __future__ import annotations

import pytest

from aimsgraph.inference import proofs as proof
from aimsgraph.inference.links import Links
from aimsgraph.inference.proofs import best, explain, suggestions
from aimsgraph.inference.relations import ALL
from aimsgraph.model.graph import Curie, Graph
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


def test_the_best_path_is_found_beyond_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("a:x", "intersects", "c:z", 0.5)]
    graph = world({"a": ["x"], "b": ["y"], "c": ["z"]}, rows)
    assert best(Links(graph), X, Z, 2) == explain(Links(graph), X, Z, 2).paths[0]
    rows = [("a:x", "superset", "c:z", 0.5), ("a:x", "superset", "b:y", 0.9)]
    rows.append(("b:y", "equal", "c:z", 0.9))
    links = Links(world({"a": ["x"], "b": ["y"], "c": ["z"]}, rows))
    monkeypatch.setattr(proof, "MOST_PATHS", 1)
    found = best(links, X, Z, 2, 0.81)
    assert found is not None
    assert (found.hops, round(found.confidence, 4)) == (2, 0.81)
    near = best(links, X, Z, 2, 0.5)
    assert near is not None
    assert near.hops == 1
    assert best(links, X, Curie("c:z"), 1) is not None


def test_coverage_comes_before_overlap_and_overlap_before_disjointness() -> None:
    graph = world(CHAIN, [("a:x", "disjoint", "b:p", 0.8)])
    path = best(Links(graph), X, Y, 1)
    assert path is not None
    assert path.mask == 16
    assert best(Links(world(CHAIN, [("a:x", "untyped", "b:p")])), X, P, 2) is None


def test_leads_are_ranked_by_confidence_and_start_from_what_is_held() -> None:
    frameworks = {"a": ["x", "w", "v"], "b": ["y"], "c": ["z"]}
    rows = [
        ("a:x", "untyped", "c:z", 0.4),
        ("a:w", "intersects", "b:y", 0.9),
        ("b:y", "intersects", "c:z", 0.8),
        ("a:v", "superset", "c:z", 0.8),
    ]
    links = Links(world(frameworks, rows))
    held = frozenset({Curie("a:x"), Curie("a:w"), Curie("a:v")})
    found = suggestions(links, Z, held, 2)
    assert [(p.source, round(p.confidence, 4)) for p in found.paths] == [
        ("a:w", 0.72),
        ("a:x", 0.4),
    ]
    assert not found.capped
    assert [p.source for p in suggestions(links, Z, held, 1).paths] == ["a:x"]
    assert suggestions(links, Z, frozenset({Curie("a:v")}), 2).paths == ()


def test_a_chain_over_a_disjoint_mapping_is_no_lead() -> None:
    rows = [("a:x", "disjoint", "b:y"), ("b:y", "intersects", "c:z")]
    links = Links(world({"a": ["x"], "b": ["y"], "c": ["z"]}, rows))
    assert suggestions(links, Z, frozenset({X}), 2).paths == ()
    assert links.suggested_from(frozenset({X}), 2) == frozenset()
