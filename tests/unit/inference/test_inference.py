"""The closure on small worlds: confidence, rationales, editions, and the masks it can reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from types import MappingProxyType

import pytest

from aimsgraph.answers.questions import Question, answer
from aimsgraph.coverage.states import Cell, Source
from aimsgraph.inference import relations
from aimsgraph.inference.closure import FIXPOINT, Closure, Pair, blocks
from aimsgraph.inference.knowledge import close, keep_closures, knowledge_of
from aimsgraph.inference.relations import (
    BIT,
    COVERED_BY,
    COVERS,
    OVERLAPS,
    certain,
    compose,
    converse,
)
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Edition, FormerVersion
from aimsgraph.model.terms import RATIONALES, Force, Relation, State
from worlds import world

DISJOINT = BIT[Relation.DISJOINT]
GOALS = (COVERS, COVERED_BY, OVERLAPS, DISJOINT)


def reachable(*, intersect: bool) -> set[int]:
    """Masks that paths can have; with ``intersect``, also what several paths leave together."""
    masks = {*BIT.values(), COVERS, COVERED_BY}
    while True:
        more = masks | {converse(m) for m in masks}
        for a, b in product(masks, repeat=2):
            more.add(compose(a, b))
            if intersect and a & b:
                more.add(a & b)
        if more == masks:
            return masks
        masks = more


def test_fourteen_masks_can_be_reached_and_intersection_adds_one() -> None:
    alone, together = reachable(intersect=False), reachable(intersect=True)
    assert alone == {1, 2, 3, 4, 5, 8, 10, 12, 15, 16, 26, 28, 31}
    assert together - alone == {BIT[Relation.INTERSECTS] | DISJOINT}


def test_intersection_proves_nothing_that_no_path_proves_alone() -> None:
    masks = reachable(intersect=True)
    for a, b, goal in product(masks, masks, GOALS):
        if certain(a & b, goal):
            assert certain(a, goal) or certain(b, goal)


def test_composition_distributes_over_intersections_that_leave_something() -> None:
    masks = reachable(intersect=True)
    for a, b, c in product(masks, repeat=3):
        if b & c:
            assert compose(a, b & c) == compose(a, b) & compose(a, c)
            assert compose(b & c, a) == compose(b, a) & compose(c, a)


def test_masks_that_meet_pairwise_all_meet() -> None:
    """So two sides always show a contradiction."""
    for a, b, c in product(reachable(intersect=True), repeat=3):
        if a & b and b & c and a & c:
            assert a & b & c


def test_the_sql_names_the_masks_of_the_algebra() -> None:
    masks = reachable(intersect=True)
    assert {m for m in masks if certain(m, COVERS)} == {1, 4, 5}
    assert {m for m in masks if certain(m, COVERED_BY)} == {1, 2, 3}
    assert {m for m in masks if certain(m, OVERLAPS)} == {m for m in masks if m < DISJOINT}
    query = " ".join(blocks().values())
    assert "IN (1, 4, 5)" in query
    assert "IN (1, 2, 3)" in query


def test_the_table_over_masks_is_worked_out_from_the_cells() -> None:
    """Called again here because mutation testing cannot change what ran at import."""
    assert relations._compose_masks() == relations._COMPOSED


def pairs(graph: Graph, hops: int) -> dict[tuple[str, str], Pair]:
    return {(p.source, p.target): p for p in close(graph, hops).pairs}


CHAIN = {"a": ["x"], "b": ["y"], "c": ["z"]}


def test_confidence_is_the_product_along_a_path() -> None:
    graph = world(CHAIN, [("a:x", "superset", "b:y", 0.6), ("b:y", "superset", "c:z", 0.6)])
    one = pairs(graph, 2)["a:x", "c:z"]
    assert (one.mask, one.covers, one.overlaps, one.hops) == (4, 0.36, 0.36, 2)
    assert ("a:x", "c:z") not in pairs(graph, 1)


def test_the_best_of_several_paths_counts_and_the_fewest_mappings() -> None:
    rows = [
        ("a:x", "superset", "b:y", 0.9),
        ("b:y", "superset", "c:z", 0.9),
        ("a:x", "superset", "c:z", 0.5),
    ]
    one = pairs(world(CHAIN, rows), 2)["a:x", "c:z"]
    assert (one.covers, one.overlaps, one.hops) == (0.81, 0.81, 1)
    assert pairs(world(CHAIN, rows), 1)["a:x", "c:z"].covers == 0.5


def test_confidence_belongs_to_a_state_and_not_to_the_pair() -> None:
    rows = [
        ("a:x", "intersects", "c:z", 0.9),
        ("a:x", "superset", "b:y", 0.5),
        ("b:y", "equal", "c:z", 0.8),
    ]
    one = pairs(world(CHAIN, rows), 2)
    # the direct row says that neither covers the other: a clash, so take a compatible one
    assert one["a:x", "c:z"].mask == 0
    rows[0] = ("a:p", "intersects", "c:z", 0.9)
    graph = world({**CHAIN, "a": ["p", "x<p"]}, [*rows[:1], ("a:x", "subset", "c:z", 0.4)])
    both = pairs(graph, 1)["a:p", "c:z"]
    assert (both.mask, both.covers, both.overlaps, both.hops) == (8, 0.0, 0.9, 1)


def test_a_chain_keeps_to_one_rationale() -> None:
    graph = world(CHAIN, [("a:x", "superset", "b:y"), ("b:y", "superset", "c:z")])
    first, second = graph.mappings
    mixed = replace(graph, mappings=(first, replace(second, rationale="semantic")))
    assert ("a:x", "c:z") in pairs(graph, 2)
    assert ("a:x", "c:z") not in pairs(mixed, 2)
    assert ("b:y", "c:z") in pairs(mixed, 2)


@pytest.mark.parametrize("more", ["functional", "semantic", "syntactic"])
def test_of_two_rationales_the_one_counts_that_proves_more(more: str) -> None:
    graph = world(CHAIN, [("a:x", "intersects", "b:y", 0.9)])
    (row,) = graph.mappings
    strong = replace(
        row, id=row.id + "~", relation=Relation.SUPERSET, rationale=more, confidence=0.5
    )
    for less in RATIONALES - {more}:
        both = replace(graph, mappings=(replace(row, rationale=less), strong))
        one = pairs(both, 1)["a:x", "b:y"]
        assert (one.mask, one.covers, one.overlaps) == (4, 0.5, 0.5)
        assert not close(both, FIXPOINT).clashes


def test_of_two_rationales_that_prove_as_much_the_first_by_name_counts() -> None:
    graph = world(CHAIN, [("a:x", "intersects", "b:y")])
    (row,) = graph.mappings
    other = replace(row, id=row.id + "~", relation=Relation.SUBSET, rationale="semantic")
    for rows in ((row, other), (other, row)):
        assert pairs(replace(graph, mappings=rows), 1)["a:x", "b:y"].mask == 8


@pytest.mark.parametrize(("start", "end"), [("a:x", "c:z"), ("b:y", "d:w")])
def test_what_another_rationale_says_better_is_still_a_link_of_its_own_chain(
    start: str, end: str
) -> None:
    rows = [("a:x", "superset", "b:y"), ("b:y", "superset", "c:z"), ("c:z", "superset", "d:w")]
    graph = world({**CHAIN, "d": ["w"]}, rows)
    better = replace(
        graph.mappings[0],
        id="~",
        subject=Curie(start),
        object=Curie(end),
        rationale="semantic",
        confidence=0.95,
    )
    both = replace(graph, mappings=(*graph.mappings, better))
    assert pairs(both, 3)[start, end].covers == 0.95
    assert pairs(both, 3)["a:x", "d:w"] == pairs(graph, 3)["a:x", "d:w"]


def test_the_hops_of_a_pair_are_those_of_what_it_proves() -> None:
    rows = [("a:x", "intersects", "c:z"), ("a:p", "equal", "b:y"), ("b:y", "superset", "c:z")]
    graph = world({**CHAIN, "a": ["p", "x<p"]}, rows)
    assert pairs(graph, 1)["a:p", "c:z"].hops == 1
    assert pairs(graph, 2)["a:p", "c:z"].hops == 2


def test_confidence_is_kept_to_six_digits() -> None:
    rows = [("a:x", "superset", "b:y", 0.3333), ("b:y", "superset", "c:z", 0.7777)]
    one = pairs(world(CHAIN, rows), 2)["a:x", "c:z"]
    assert (one.covers, one.overlaps) == (0.259207, 0.259207)


def editions(graph: Graph, pivot: Curie) -> Graph:
    """The pivot's text changed after its first edition."""
    key = graph.provisions[pivot].framework
    old, new = Edition("1", "1", "", 0), Edition("2", "2", "", 1)
    frameworks = {**graph.frameworks, key: replace(graph.frameworks[key], editions=(old, new))}
    former = FormerVersion("1", "before", "It said less.", Force.REQUIREMENT, ("organisation",))
    changed = replace(graph.provisions[pivot], former=(former,))
    return replace(
        graph,
        frameworks=MappingProxyType(frameworks),
        provisions=MappingProxyType({**graph.provisions, pivot: changed}),
    )


@pytest.mark.parametrize(
    ("first", "second", "known"),
    [("2", "2", True), ("", "2", True), ("1", "2", False), ("1", "1", False)],
)
def test_a_pivot_is_read_in_one_edition_and_stale_rows_are_left_out(
    first: str, second: str, known: bool
) -> None:
    graph = world(CHAIN, [("a:x", "superset", "b:y"), ("b:y", "superset", "c:z")])
    one, two = graph.mappings
    rows = (replace(one, object_edition=first), replace(two, subject_edition=second))
    seen = editions(replace(graph, mappings=rows), Curie("b:y"))
    assert (("a:x", "c:z") in pairs(seen, 2)) is known
    assert len(seen.stale) == (first == "1") + (second == "1")


def test_what_commands_nothing_takes_no_part() -> None:
    graph = world(CHAIN, [("a:x", "superset", "b:y"), ("b:y", "superset", "c:z")])
    guidance = replace(graph.provisions[Curie("b:y")], force=Force.GUIDANCE)
    soft = replace(graph, provisions=MappingProxyType({**graph.provisions, guidance.id: guidance}))
    assert not close(soft, FIXPOINT).pairs
    (cell,) = answer(soft, Question(("a",), "c")).coverage.cells
    assert cell.state is State.LEAD


def test_untyped_rows_prove_nothing() -> None:
    graph = world(CHAIN, [("a:x", "untyped", "b:y"), ("b:y", "equal", "c:z")])
    assert set(pairs(graph, FIXPOINT)) == {("b:y", "c:z"), ("c:z", "b:y")}


def test_no_term_found_passes_to_what_is_included_within_the_hops() -> None:
    graph = world(CHAIN, [("a:x", "subset", "b:y"), ("b:y", "none", "c")])
    assert close(graph, 1).none == {("b:y", "c")}
    assert close(graph, 2).none == {("b:y", "c"), ("a:x", "c")}


def test_what_is_included_in_a_framework_is_apart_from_what_has_nothing_in_it() -> None:
    rows = [("a:x", "subset", "b:y"), ("c:z", "none", "b")]
    graph = world(CHAIN, rows)
    both = {("a:x", "c:z"), ("c:z", "a:x")}
    assert close(graph, 1).apart == frozenset()
    assert close(graph, 2).apart == both
    overlapping = world(CHAIN, [*rows, ("a:x", "intersects", "c:z")])
    assert close(overlapping, 2).clashes >= both
    (cell,) = answer(overlapping, Question(("a",), "c")).coverage.cells
    assert cell.state is not State.PARTIAL
    assert cell.contradictory == ("a:x",)


PARTS = {"a": ["p", "x<p"], "b": ["y"], "c": ["z"], "d": ["w"]}


def test_a_part_of_what_is_equal_passes_statements_on() -> None:
    graph = world(PARTS, [("a:p", "equal", "b:y"), ("b:y", "none", "c")])
    assert ("a:x", "c") in close(graph, 2).none
    graph = world(PARTS, [("a:p", "equal", "b:y"), ("c:z", "none", "b")])
    assert ("a:x", "c:z") in close(graph, 2).apart


def test_an_overlap_passes_no_statement_on() -> None:
    through = [("a:x", "intersects", "d:w"), ("d:w", "subset", "b:y")]
    graph = world(PARTS, [*through, ("b:y", "none", "c")])
    assert pairs(graph, 2)["a:x", "b:y"].mask == 10
    assert not {s for s, _ in close(graph, FIXPOINT).none} & {"a:x", "a:p"}
    graph = world(PARTS, [*through, ("c:z", "none", "b")])
    assert not {a for a, _ in close(graph, FIXPOINT).apart} & {"a:x", "a:p"}


def test_the_nearest_no_term_found_row_counts_for_the_hops() -> None:
    rows = [("a:x", "subset", "b:y"), ("c:z", "none", "b")]
    rows += [("c:z", "equal", "d:w"), ("d:w", "none", "b")]
    assert ("a:x", "c:z") in close(world(PARTS, rows), 2).apart


def test_an_overlap_of_any_kind_clashes_with_no_term_found() -> None:
    ends = (Curie("a:x"), Curie("c:z"))
    through = [("a:x", "superset", "d:w"), ("d:w", "subset", "c:z")]
    assert pairs(world(PARTS, through), 2)[ends].mask == 15
    assert ends in close(world(PARTS, [*through, ("a:x", "none", "c")]), 2).clashes
    away = [("a:x", "subset", "b:y"), ("c:z", "none", "b")]
    assert ends in close(world(PARTS, [*through, *away]), 2).clashes
    assert not close(world(PARTS, [*away, ("a:x", "disjoint", "c:z")]), FIXPOINT).clashes
    assert not close(world(PARTS, [("a:x", "disjoint", "c:z"), ("a:x", "none", "c")]), 2).clashes


@pytest.mark.parametrize(
    "rows",
    [
        [("a:x", "superset", "c:z"), ("a:x", "none", "c")],
        [("a:x", "superset", "c:z"), ("a:x", "subset", "b:y"), ("c:z", "none", "b")],
    ],
)
def test_rationales_do_not_clash_with_each_other(rows: list[tuple[str, str, str]]) -> None:
    graph = world(PARTS, rows)
    assert close(graph, FIXPOINT).clashes
    mixed = tuple(
        replace(m, rationale="semantic") if m.relation is Relation.SUPERSET else m
        for m in graph.mappings
    )
    assert not close(replace(graph, mappings=mixed), FIXPOINT).clashes


def cells(graph: Graph, have: tuple[str, ...], need: str, hops: int = 2) -> dict[str, Cell]:
    coverage = answer(graph, Question(have, need, hops=hops)).coverage
    assert (coverage.have, coverage.need, coverage.hops) == (have, need, hops)
    return {c.provision.id: c for c in coverage.cells}


def test_a_cell_names_the_rows_that_speak_for_it_nearest_first() -> None:
    graph = world(
        {"a": ["x"], "b": ["y"], "n": ["p", "q<p", "t<q", "u"]},
        [("n:p", "none", "a"), ("n:q", "none", "a"), ("n:p", "none", "b"), ("n:u", "none", "a")],
    )
    found = cells(graph, ("a", "b"), "n")
    assert found["n:t"].state is State.NONE
    assert found["n:t"].judged_none == ("test/n:q--none:a", "test/n:p--none:b")
    assert found["n:t"].reason == "Checked: nothing in a or b corresponds."
    assert (found["n:u"].state, found["n:u"].judged_none) == (State.UNMAPPED, ())
    assert found["n:u"].reason == "Not judged against b; nothing in a corresponds."
    assert cells(graph, ("b",), "n")["n:u"].reason == "Nothing is recorded about it."


def test_a_provision_is_its_own_source() -> None:
    (cell,) = cells(world({"a": ["x"]}), ("a",), "a").values()
    assert cell.sources == (Source(Curie("a:x"), BIT[Relation.EQUAL], 1.0, "", ()),)
    assert (cell.sources[0].hops, cell.sources[0].inferred) == (0, False)
    assert cell.reason == "a:x covers it entirely."


def test_a_source_over_two_mappings_says_so() -> None:
    rows = [("a:x", "superset", "b:y", 0.6), ("b:y", "intersects", "c:z", 0.5)]
    cell = cells(world(CHAIN, rows), ("a",), "c")["c:z"]
    assert cell.state is State.PARTIAL
    rows = [("a:x", "subset", "b:y", 0.6), ("b:y", "intersects", "c:z", 0.5)]
    cell = cells(world(CHAIN, rows), ("a",), "c")["c:z"]
    assert (cell.state, cell.sources) == (State.LEAD, ())
    assert cell.reason == "A chain of mappings suggests a relation; it proves none."
    rows = [("a:x", "intersects", "b:y", 0.6), ("b:y", "subset", "c:z", 0.5)]
    cell = cells(world(CHAIN, rows), ("a",), "c")["c:z"]
    assert cell.sources == (
        Source(
            Curie("a:x"),
            10,
            0.3,
            "c:z also demands this further thing",
            ("test/a:x--b:y", "test/b:y--c:z"),
        ),
    )
    rows = [("a:x", "superset", "b:y", 0.6), ("b:y", "subset", "c:z", 0.5)]
    cell = cells(world(CHAIN, rows), ("a",), "c")["c:z"]
    (source,) = cell.sources
    assert cell.state is State.PARTIAL
    assert cell.reason == "1 held provision overlaps it; the residuals say what is left."
    assert (source.mask, source.confidence, source.hops, source.inferred) == (15, 0.3, 2, True)
    assert source.residual == "c:z also demands this further thing"
    assert source.mappings == ("test/a:x--b:y", "test/b:y--c:z")


def test_the_better_of_two_ways_is_shown_with_its_mappings() -> None:
    rows = [
        ("a:x", "superset", "c:z", 0.5),
        ("a:x", "superset", "b:y", 0.9),
        ("b:y", "equal", "c:z", 0.9),
    ]
    (source,) = cells(world(CHAIN, rows), ("a",), "c")["c:z"].sources
    assert (source.confidence, source.mappings) == (0.81, ("test/a:x--b:y", "test/b:y--c:z"))


@pytest.mark.parametrize(
    ("row", "residual"),
    [
        (("a:x", "subset", "c:z"), "c:z also demands this further thing"),
        (("c:z", "superset", "a:x"), "c:z also demands that other thing"),
        (("a:x", "intersects", "c:z"), "c:z also demands this further thing"),
        (("c:z", "intersects", "a:x"), "c:z also demands that other thing"),
        (("a:x", "superset", "c:z"), ""),
        (("c:z", "subset", "a:x"), ""),
    ],
)
def test_the_residual_is_that_of_the_needed_side(row: tuple[str, str, str], residual: str) -> None:
    (source,) = cells(world(CHAIN, [row]), ("a",), "c")["c:z"].sources
    assert source.residual == residual


def test_what_is_covered_over_a_part_has_no_residual() -> None:
    rows = [("c:z", "subset", "a:x"), ("b:y", "intersects", "a:x")]
    graph = world({**CHAIN, "c": ["p", "z<p"]}, rows)
    (source,) = cells(graph, ("a",), "c")["c:z"].sources
    assert source.residual == ""


def test_a_residual_that_should_not_be_there_is_not_repeated() -> None:
    graph = world(CHAIN, [("a:x", "superset", "c:z")])
    odd = replace(graph.mappings[0], object_residual="a remark")
    (source,) = cells(replace(graph, mappings=(odd,)), ("a",), "c")["c:z"].sources
    assert source.residual == ""


def test_sources_stand_in_order_full_short_sure_then_by_name() -> None:
    rows = [
        ("a:r", "intersects", "c:z", 0.9),
        ("a:s", "superset", "c:z", 0.6),
        ("a:t", "superset", "c:z", 0.7),
        ("a:u", "intersects", "c:z", 0.9),
        ("a:v", "superset", "b:y", 1.0),
        ("b:y", "superset", "c:z", 1.0),
    ]
    graph = world({**CHAIN, "a": ["r", "s", "t", "u", "v"]}, rows)
    cell = cells(graph, ("a",), "c")["c:z"]
    assert [s.id for s in cell.sources] == ["a:t", "a:s", "a:v", "a:r", "a:u"]
    rows = [r for r in rows if r[1] == "intersects"]
    cell = cells(world({**CHAIN, "a": ["r", "s", "t", "u", "v"]}, rows), ("a",), "c")["c:z"]
    assert cell.reason == "2 held provisions overlap it; the residuals say what is left."


def test_a_source_that_only_repeats_another_is_left_out() -> None:
    parts = {"a": ["p", "x<p"], "c": ["z"]}
    (source,) = cells(world(parts, [("a:x", "intersects", "c:z")]), ("a",), "c")["c:z"].sources
    assert source.id == "a:x"
    (source,) = cells(world(parts, [("a:p", "subset", "c:z")]), ("a",), "c")["c:z"].sources
    assert source.id == "a:p"
    rows = [("a:x", "intersects", "c:z", 0.5), ("a:p", "intersects", "c:z", 0.6)]
    both = cells(world(parts, rows), ("a",), "c")["c:z"].sources
    assert [s.id for s in both] == ["a:p", "a:x"]


def test_a_closure_is_worked_out_once_and_goes_with_its_graph() -> None:
    import gc
    import weakref

    graph = world(CHAIN, [("a:x", "superset", "b:y")])
    known = knowledge_of(graph, 2)
    assert knowledge_of(graph, 2) is known
    assert knowledge_of(graph, 1).links is known.links
    gone = weakref.ref(graph)
    del graph, known
    gc.collect()
    assert gone() is None


class Memory:
    """A keeper that holds closures in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[tuple[tuple[str, str], ...], int], Closure] = {}

    def read(self, at: Mapping[str, str], hops: int) -> Closure | None:
        """See ``Keeper``."""
        return self.kept.get((tuple(at.items()), hops))

    def write(self, at: Mapping[str, str], closure: Closure) -> None:
        """See ``Keeper``."""
        self.kept[tuple(at.items()), closure.hops] = closure


def test_a_closure_is_taken_from_the_keeper_of_its_graph() -> None:
    keeper = Memory()
    graph = keep_closures(world(CHAIN, [("a:x", "superset", "b:y")]), keeper)
    first = knowledge_of(graph, 2).closure
    alone = knowledge_of(graph, 1).closure  # every answer tells what is asserted, too
    assert keeper.kept == {((), 1): alone, ((), 2): first}
    assert alone == close(graph, 1)
    again = keep_closures(replace(graph, data_version="again"), keeper)
    assert knowledge_of(again, 2).closure is first
