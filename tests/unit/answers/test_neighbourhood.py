"""What is drawn around a provision: every kind of edge, one hop, and what a cap leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from aimsgraph.answers.neighbourhood import neighbourhood
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Relation
from worlds import world


def _edges(drawing: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e for e in drawing["edges"] if e["kind"] == kind]


def _ends(drawing: dict[str, Any], kind: str) -> set[tuple[str, str]]:
    return {(e["source"], e["target"]) for e in _edges(drawing, kind)}


def _ids(drawing: dict[str, Any]) -> set[str]:
    return {n["id"] for n in drawing["nodes"]}


def _chain() -> Graph:
    """Provisions in a row: a1 includes b1, which equals c1, which overlaps d1."""
    return world(
        {key: [f"{key}1", f"{key}2"] for key in "abcd"},
        [
            ("a:a1", "superset", "b:b1"),
            ("b:b1", "equal", "c:c1"),
            ("c:c1", "intersects", "d:d1"),
            ("a:a2", "disjoint", "b:b2"),
        ],
    )


def test_rows_of_a_known_provision_are_drawn_with_what_is_still_open(graph: Graph) -> None:
    drawing = neighbourhood(graph, Curie("aiact:art_12.par_1"))
    row = next(e for e in _edges(drawing, "intersects") if e["source"] == "iso27001:A.8.15")
    mapping = graph.mapping(row["rows"][0])
    assert row["target"] == "aiact:art_12.par_1"
    assert row["confidence"] == round(mapping.confidence, 2)
    assert (row["open"], row["open_source"]) == (
        mapping.object_residual,
        mapping.subject_residual,
    )
    assert ("iso27001:A.8.17", "aiact:art_12.par_1") in _ends(drawing, "support")
    assert ("aiact:art_12.par_1", "aiact:art_12") in _ends(drawing, "part-of")
    assert ("aiact:art_19.par_1", "aiact:art_12.par_1") in _ends(drawing, "cites")


@pytest.mark.parametrize("relation", [Relation.EQUAL, Relation.SUBSET, Relation.SUPERSET])
def test_every_typed_row_is_an_edge_at_both_of_its_ends(graph: Graph, relation: Relation) -> None:
    row = next(m for m in graph.live_mappings if m.relation is relation and m.object is not None)
    assert row.object is not None
    for end in (row.subject, row.object):
        ends = _ends(neighbourhood(graph, end), relation.value)
        assert (row.subject, row.object) in ends


def test_what_follows_is_drawn_as_inferred_within_the_hops_asked_for() -> None:
    graph = _chain()
    two = neighbourhood(graph, Curie("a:a1"), 2)
    assert _ends(two, "superset") == {("a:a1", "b:b1")}
    assert _ends(two, "inferred") == {("a:a1", "c:c1")}
    edge = _edges(two, "inferred")[0]
    assert (edge["relation"], len(edge["rows"]), edge["open"]) == ("superset", 2, "")
    assert _ends(neighbourhood(graph, Curie("a:a1"), 1), "inferred") == set()


def test_an_inferred_pair_is_the_same_edge_from_both_ends() -> None:
    graph = _chain()
    one, other = (neighbourhood(graph, Curie(c), 2) for c in ("a:a1", "c:c1"))
    assert _edges(one, "inferred")[0] in _edges(other, "inferred")


def test_only_what_touches_the_focus_is_drawn(graph: Graph) -> None:
    focus = Curie("iso27001:A.8.15")
    drawing = neighbourhood(graph, focus)
    assert all(focus in (e["source"], e["target"]) for e in drawing["edges"])
    assert _ids(drawing) == {focus}.union(*({e["source"], e["target"]} for e in drawing["edges"]))
    assert [n["id"] for n in drawing["nodes"] if n["focus"]] == [focus]


def test_rows_of_a_whole_stand_at_the_duties_below_it_which_the_tree_connects(
    graph: Graph,
) -> None:
    focus = Curie("aiact:art_9")
    drawing = neighbourhood(graph, focus)
    below = {p.id for p in graph.descendants(focus)}
    duties = {c for c in below if graph.is_assessable(c)}
    assert duties <= _ids(drawing)
    rows = [e for e in drawing["edges"] if e["kind"] not in {"part-of", "cites"}]
    assert rows
    assert all({e["source"], e["target"]} & below for e in rows)
    parts = dict(_ends(drawing, "part-of"))
    for duty in duties:
        at: str = duty
        while at != focus:
            at = parts[at]


def test_pairs_that_share_nothing_are_no_edges() -> None:
    drawing = neighbourhood(_chain(), Curie("a:a2"))
    assert drawing["edges"] == []


def test_what_is_opened_brings_its_own_surroundings_and_no_more() -> None:
    graph = _chain()
    plain = neighbourhood(graph, Curie("a:a1"), 1)
    opened = neighbourhood(graph, Curie("a:a1"), 1, [Curie("b:b1"), Curie("no:such")])
    assert _ids(plain) == {"a:a1", "b:b1"}
    assert _ids(opened) == {"a:a1", "b:b1", "c:c1"}
    assert opened["opened"] == ["b:b1"]


def test_nothing_is_inferred_at_a_whole_that_is_opened(graph: Graph) -> None:
    whole = Curie("aiact:art_9")
    drawing = neighbourhood(graph, Curie("aiact:art_12"), 2, [whole])
    assert not any(whole in ends for ends in _ends(drawing, "inferred"))
    assert {p.id for p in graph.children[whole]} <= _ids(drawing)


def test_a_cap_keeps_the_focus_and_says_how_many_are_left_out(graph: Graph) -> None:
    focus = Curie("iso27001:A.8.15")
    whole, capped = neighbourhood(graph, focus), neighbourhood(graph, focus, most=10)
    assert whole["left_out"] == 0
    assert (len(capped["nodes"]), capped["nodes"][0]["id"]) == (10, focus)
    assert capped["left_out"] == len(whole["nodes"]) - 10
    drawn = _ids(capped)
    assert all({e["source"], e["target"]} <= drawn for e in capped["edges"])


def test_of_much_at_once_the_outline_comes_first_in_whole_levels(graph: Graph) -> None:
    focus = Curie("aiact:cpt_III")
    drawing = neighbourhood(graph, focus)
    ids = _ids(drawing)
    assert drawing["outlined"]
    assert {e["kind"] for e in drawing["edges"]} == {"part-of"}
    assert {p.id for p in graph.children[focus]} <= ids
    assert ids <= {focus, *(p.id for p in graph.descendants(focus))}
    articles = {p.id for p in graph.descendants(focus) if p.kind == "Article"}
    duties = {p.id for p in graph.leaves("aiact")}
    above = {a.id for d in duties for a in graph.ancestors(d)}
    assert articles & (above | duties) <= ids
    whole = neighbourhood(graph, focus, at_once=1_500)
    assert not whole["outlined"]
    assert drawing["left_out"] == len(_ids(whole) - ids)


def test_a_part_of_an_outline_that_is_opened_brings_all_that_touches_it(graph: Graph) -> None:
    part = Curie("aiact:art_9")
    alone = neighbourhood(graph, part)
    opened = neighbourhood(graph, Curie("aiact:cpt_III"), opened=[part])
    assert _ids(alone) <= _ids(opened)
    assert {e["id"] for e in alone["edges"]} <= {e["id"] for e in opened["edges"]}


def test_a_duty_with_more_around_it_than_is_drawn_at_once_keeps_some_rows(graph: Graph) -> None:
    focus = Curie("iso27001:A.8.15")
    drawing = neighbourhood(graph, focus, at_once=10)
    assert not drawing["outlined"]
    assert len(drawing["nodes"]) == 10
    assert drawing["left_out"] == len(_ids(neighbourhood(graph, focus))) - 10
