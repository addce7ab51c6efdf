"""Coverage states and their precedence, on worlds of a few provisions."""

from __future__ import annotations

import pytest

from aimsgraph.answers.plan import gaps
from aimsgraph.answers.questions import Question, answer, document
from aimsgraph.coverage.holdings import hold
from aimsgraph.coverage.scope import Scope
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import State, Verdict
from worlds import world


def states(graph: Graph, have: str | tuple[str, ...], need: str, **more: object) -> dict[str, str]:
    keys = (have,) if isinstance(have, str) else have
    result = answer(graph, Question(keys, need, **more))  # type: ignore[arg-type]
    return {c.provision.id: c.state.value for c in result.coverage.cells}


@pytest.mark.parametrize(
    ("relation", "state"),
    [
        ("equal", "full"),
        ("superset", "full"),
        ("subset", "partial"),
        ("intersects", "partial"),
        ("untyped", "lead"),
    ],
)
def test_one_mapping_gives_the_state_of_its_relation(relation: str, state: str) -> None:
    graph = world({"have": ["a"], "need": ["t"]}, [("have:a", relation, "need:t")])
    assert states(graph, "have", "need") == {"need:t": state}


@pytest.mark.parametrize(
    ("relation", "state"),
    [("equal", "full"), ("superset", "partial"), ("subset", "full"), ("intersects", "partial")],
)
def test_a_mapping_written_from_the_needed_side_is_read_backwards(
    relation: str, state: str
) -> None:
    graph = world({"have": ["a"], "need": ["t"]}, [("need:t", relation, "have:a")])
    assert states(graph, "have", "need") == {"need:t": state}


def test_nothing_recorded_is_unmapped() -> None:
    graph = world({"have": ["a"], "need": ["t"]})
    assert states(graph, "have", "need") == {"need:t": "unmapped"}


def test_one_disjoint_row_says_nothing_about_the_other_controls() -> None:
    graph = world({"have": ["a", "b"], "need": ["t"]}, [("have:a", "disjoint", "need:t")])
    assert states(graph, "have", "need") == {"need:t": "unmapped"}


def test_disjoint_from_every_held_leaf_is_none() -> None:
    rows = [("have:a", "disjoint", "need:t"), ("need:t", "disjoint", "have:b")]
    graph = world({"have": ["a", "b"], "need": ["t"]}, rows)
    assert states(graph, "have", "need") == {"need:t": "none"}


def test_what_is_apart_by_way_of_a_third_framework_counts_for_none() -> None:
    frameworks = {"have": ["a"], "between": ["m"], "need": ["z"]}
    rows = [("have:a", "subset", "between:m"), ("need:z", "none", "between")]
    assert states(world(frameworks, rows), "have", "need") == {"need:z": "none"}
    more = world({**frameworks, "have": ["a", "b"]}, rows)
    assert states(more, "have", "need") == {"need:z": "unmapped"}


def test_what_follows_about_one_held_framework_does_not_speak_for_the_next() -> None:
    frameworks = {"one": ["a"], "two": ["b"], "between": ["m"], "need": ["z"]}
    rows = [("need:z", "subset", "between:m"), ("between:m", "none", "one")]
    graph = world(frameworks, rows)
    assert states(graph, "one", "need") == {"need:z": "none"}
    assert states(graph, ("one", "two"), "need") == {"need:z": "unmapped"}


def test_no_term_found_speaks_for_the_provision_and_everything_below() -> None:
    graph = world({"have": ["a"], "need": ["p", "t<p", "u"]}, [("need:p", "none", "have")])
    assert states(graph, "have", "need") == {"need:t": "none", "need:u": "unmapped"}


def test_no_term_found_must_speak_for_every_held_framework() -> None:
    frameworks = {"one": ["a"], "two": ["b"], "need": ["t"]}
    graph = world(frameworks, [("need:t", "none", "one")])
    assert states(graph, "one", "need") == {"need:t": "none"}
    assert states(graph, ("one", "two"), "need") == {"need:t": "unmapped"}
    graph = world(frameworks, [("need:t", "none", "one"), ("need:t", "none", "two")])
    assert states(graph, ("one", "two"), "need") == {"need:t": "none"}


def test_partial_sources_never_add_up_to_full() -> None:
    rows = [(f"have:{x}", "intersects", "need:t") for x in "abc"]
    graph = world({"have": ["a", "b", "c"], "need": ["t"]}, rows)
    assert states(graph, "have", "need") == {"need:t": "partial"}


def test_precedence_full_before_partial_before_none() -> None:
    frameworks = {"one": ["a", "b"], "two": ["c"], "need": ["t"]}
    rows = [
        ("one:a", "intersects", "need:t"),
        ("one:b", "superset", "need:t"),
        ("need:t", "none", "two"),
    ]
    assert states(world(frameworks, rows), ("one", "two"), "need") == {"need:t": "full"}
    assert states(world(frameworks, [rows[0], rows[2]]), ("one", "two"), "need") == {
        "need:t": "partial"
    }


def test_covering_a_parent_covers_its_constituents() -> None:
    graph = world({"have": ["a"], "need": ["p", "t<p", "u<p"]}, [("have:a", "superset", "need:p")])
    assert states(graph, "have", "need") == {"need:t": "full", "need:u": "full"}


def test_overlapping_a_parent_is_only_a_lead_for_its_constituents() -> None:
    graph = world(
        {"have": ["a"], "need": ["p", "t<p", "u<p"]}, [("have:a", "intersects", "need:p")]
    )
    assert states(graph, "have", "need") == {"need:t": "lead", "need:u": "lead"}


def test_a_parent_covers_what_its_constituent_covers_and_is_not_named_twice() -> None:
    graph = world({"have": ["p", "a<p"], "need": ["t"]}, [("have:a", "superset", "need:t")])
    (cell,) = answer(graph, Question(("have",), "need")).coverage.cells
    assert [s.id for s in cell.sources] == ["have:a"]


def test_parts_of_a_needed_leaf_that_are_not_assessable_change_nothing() -> None:
    graph = world({"have": ["a"], "need": ["t"]}, [("have:a", "superset", "need:t")])
    assert graph.is_assessable(Curie("need:t"))


def test_a_statement_of_applicability_removes_what_is_not_held() -> None:
    rows = [("have:a", "superset", "need:t"), ("have:p", "superset", "need:u")]
    graph = world({"have": ["p", "a<p", "b<p"], "need": ["t", "u"]}, rows)
    assert states(graph, "have", "need") == {"need:t": "full", "need:u": "full"}
    without = frozenset({Curie("have:a")})
    assert states(graph, "have", "need", excluded=without) == {
        "need:t": "unmapped",
        "need:u": "lead",  # b, a part of p, is still held and may serve it
    }


def test_excluding_a_parent_excludes_everything_below() -> None:
    graph = world({"have": ["p", "a<p"], "need": ["t"]}, [("have:a", "superset", "need:t")])
    without = frozenset({Curie("have:p")})
    assert states(graph, "have", "need", excluded=without) == {"need:t": "unmapped"}


def test_what_a_statement_takes_out_is_told_with_its_leaves() -> None:
    graph = world({"have": ["p", "a<p", "b<p", "c"], "need": ["z"]})
    every = hold(graph, ("have",))
    assert (len(every.provisions), every.removed, every.assumed) == (4, frozenset(), True)
    for out, removed, left in (
        ({"have:p", "need:z"}, {"have:a", "have:b"}, {"have:c"}),
        ({"have:a"}, {"have:a"}, {"have:b", "have:c"}),
        (set[str](), set[str](), {"have:p", "have:a", "have:b", "have:c"}),
    ):
        one = hold(graph, ("have",), map(Curie, out))
        assert set[str](one.removed) == removed
        assert set[str](one.provisions) == left
        assert not one.assumed


def test_relation_and_residual_read_from_the_held_side() -> None:
    graph = world({"have": ["a"], "need": ["t"]}, [("need:t", "superset", "have:a")])
    facts = document(answer(graph, Question(("have",), "need")))
    (provision,) = list(facts["provisions"])  # type: ignore[call-overload]
    (source,) = provision["by"]
    assert source["relation"] == "subset"
    assert source["residual"] == "need:t also demands that other thing"
    assert (source["hops"], source["inferred"]) == (1, False)


def test_a_covered_provision_has_no_residual() -> None:
    graph = world({"have": ["a"], "need": ["t"]}, [("have:a", "superset", "need:t")])
    (cell,) = answer(graph, Question(("have",), "need")).coverage.cells
    assert cell.sources[0].residual == ""


def test_confidence_is_that_of_the_mapping() -> None:
    graph = world({"have": ["a"], "need": ["t"]}, [("have:a", "intersects", "need:t", 0.65)])
    (cell,) = answer(graph, Question(("have",), "need")).coverage.cells
    assert cell.sources[0].confidence == 0.65


def test_a_framework_covers_itself() -> None:
    graph = world({"need": ["t"]})
    assert states(graph, "need", "need") == {"need:t": "full"}


def test_counts_have_every_state_and_add_up_to_the_denominator(graph: Graph) -> None:
    facts = document(answer(graph, Question(("iso27001", "iso42001"), "aiact")))
    assert list(facts["states"]) == [s.value for s in State]  # type: ignore[call-overload]
    assert sum(facts["states"].values()) == facts["denominator"]  # type: ignore[attr-defined]
    assert facts["denominator"] == len(facts["provisions"])  # type: ignore[arg-type]


def test_gaps_are_what_is_not_full_by_date_and_least_work_first(graph: Graph) -> None:
    result = answer(graph, Question(("iso27001",), "aiact"))
    found = gaps(result)
    assert len(found) == result.coverage.denominator - result.coverage.counts[State.FULL]
    days = [g.dates[0] for g in found if g.dates]
    assert days == sorted(days)
    order = list(Verdict)
    for day in set(days):
        work = [order.index(g.cell.verdict) for g in found if g.dates and g.dates[0] == day]
        assert work == sorted(work)
    assert {g.cell.verdict for g in gaps(result, {Verdict.BUILD})} == {Verdict.BUILD}


def test_role_and_risk_narrow_the_denominator(graph: Graph) -> None:
    whole = answer(graph, Question(("iso42001",), "aiact")).coverage
    importer = answer(graph, Question(("iso42001",), "aiact", Scope(role="importer"))).coverage
    assert 0 < importer.denominator < whole.denominator
    assert all("importer" in c.provision.binds for c in importer.cells)
    gpai = answer(graph, Question(("iso42001",), "aiact", Scope(risk="gpai-model"))).coverage
    assert {"Art. 53(1)(a)"} <= {c.provision.notation for c in gpai.cells}
    assert "Art. 9(1)" not in {c.provision.notation for c in gpai.cells}


def test_a_part_of_a_framework_can_be_needed(graph: Graph) -> None:
    whole = answer(graph, Question(("iso27001",), "aiact")).coverage
    part = answer(graph, Question(("iso27001",), "aiact", Scope(part="aiact:art_15"))).coverage
    inside = {"aiact:art_15", *(p.id for p in graph.descendants(Curie("aiact:art_15")))}
    assert part.cells == tuple(c for c in whole.cells if c.provision.id in inside)
    assert 0 < part.denominator < whole.denominator
    assert part.scope.as_dict()["part"] == "aiact:art_15"
