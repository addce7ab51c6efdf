"""Contradictions: found at any length, once each, with a smallest set of mappings and its place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aimsgraph.answers.questions import Question, answer
from aimsgraph.inference.closure import FIXPOINT
from aimsgraph.inference.contradictions import contradictions
from aimsgraph.inference.knowledge import close
from aimsgraph.model.errors import Finding
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import State
from worlds import world

IDS = re.compile(r"(test/\S+) \(")


def named(finding: Finding) -> list[str]:
    """The mappings that a finding names."""
    return IDS.findall(finding.fact)


def cycle(length: int) -> Graph:
    keys = [f"f{i}" for i in range(length)]
    rows = [(f"{k}:x", "subset", f"{keys[(i + 1) % length]}:x") for i, k in enumerate(keys)]
    if length == 2:  # a pair has one row; close it through a constituent
        return world(
            {"f0": ["p", "x<p"], "f1": ["x"]},
            [("f0:p", "subset", "f1:x"), ("f0:x", "superset", "f1:x")],
        )
    return world({k: ["x"] for k in keys}, rows)


@pytest.mark.parametrize("length", [2, 3, 4, 5, 20])
def test_a_cycle_of_strict_subsets_is_reported_once(length: int) -> None:
    graph = cycle(length)
    (finding,) = contradictions(graph)
    assert sorted(named(finding)) == sorted(m.id for m in graph.mappings)
    assert finding.code == "contradiction"
    assert (finding.file, finding.line) == min((m.file, m.line) for m in graph.mappings)
    assert finding.fact.count("cannot be") == 1
    assert "; and also " in finding.fact


def test_without_any_one_of_its_rows_a_cycle_is_consistent() -> None:
    graph = cycle(5)
    for row in graph.mappings:
        rest = replace(graph, mappings=tuple(m for m in graph.mappings if m is not row))
        assert contradictions(rest) == ()
        assert not close(rest, FIXPOINT).clashes


FRAMEWORKS = {"a": ["x", "w"], "b": ["y", "v"], "c": ["z", "u"]}


@pytest.mark.parametrize(
    ("rows", "culprits"),
    [
        ([("a:x", "superset", "b:y"), ("a:x", "none", "b")], {"a:x--b:y", "a:x--none:b"}),
        ([("a:x", "intersects", "b:y"), ("b:y", "none", "a")], {"a:x--b:y", "b:y--none:a"}),
        (
            [("a:x", "superset", "b:y"), ("b:y", "equal", "c:z"), ("a:x", "none", "c")],
            {"a:x--b:y", "b:y--c:z", "a:x--none:c"},
        ),
        (
            [("a:x", "superset", "b:y"), ("b:y", "superset", "c:z"), ("a:x", "disjoint", "c:z")],
            {"a:x--b:y", "b:y--c:z", "a:x--c:z"},
        ),
        (
            [("a:x", "subset", "b:y"), ("c:z", "none", "b"), ("c:z", "intersects", "a:x")],
            {"a:x--b:y", "c:z--none:b", "c:z--a:x"},
        ),
    ],
)
def test_a_clash_names_the_rows_on_both_sides(
    rows: list[tuple[str, str, str]], culprits: set[str]
) -> None:
    # rows about other provisions, and one that leads to the same pair by a longer way
    more = [("a:w", "equal", "b:v"), ("b:v", "equal", "c:u")]
    (finding,) = contradictions(world(FRAMEWORKS, [*rows, *more]))
    assert {i.removeprefix("test/") for i in named(finding)} == culprits
    assert len(named(finding)) == len(culprits)


def test_two_separate_clashes_are_two_findings() -> None:
    rows = [
        ("a:x", "superset", "b:y"),
        ("a:x", "none", "b"),
        ("a:w", "superset", "c:u"),
        ("c:u", "none", "a"),
    ]
    found = contradictions(world(FRAMEWORKS, rows))
    assert [len(named(f)) for f in found] == [2, 2]
    assert found[0].line < found[1].line


def test_a_contradictory_pair_is_left_out_of_coverage() -> None:
    rows = [
        ("a:x", "superset", "b:y"),
        ("b:y", "superset", "c:z"),
        ("a:x", "disjoint", "c:z"),
        ("a:w", "superset", "c:u"),
    ]
    graph = world(FRAMEWORKS, rows)
    cells = {c.provision.id: c for c in answer(graph, Question(("a",), "c")).coverage.cells}
    bad, fine = (
        cells[next(k for k in cells if k == "c:z")],
        cells[next(k for k in cells if k == "c:u")],
    )
    assert bad.contradictory == ("a:x",)
    assert bad.state not in {State.FULL, State.PARTIAL, State.NONE}
    assert not bad.sources
    assert (fine.state, fine.contradictory) == (State.FULL, ())


def test_a_no_term_found_row_that_is_contradicted_makes_no_none() -> None:
    rows = [("a:x", "superset", "c:z"), ("c:z", "none", "a")]
    cells = answer(world(FRAMEWORKS, rows), Question(("a",), "c")).coverage.cells
    (cell,) = (c for c in cells if c.contradictory)
    assert cell.state is State.LEAD


def test_two_rationales_may_differ() -> None:
    graph = world(FRAMEWORKS, [("a:x", "superset", "b:y")])
    (row,) = graph.mappings
    other = replace(row, id=row.id + "~semantic", rationale="semantic", relation=None)
    from aimsgraph.model.terms import Relation

    other = replace(other, relation=Relation.DISJOINT)
    assert contradictions(replace(graph, mappings=(row, other))) == ()


def test_the_bundled_graph_has_none(graph: Graph) -> None:
    assert contradictions(graph) == ()
