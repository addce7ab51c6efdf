"""Editions and dates: what counted when."""

from __future__ import annotations

import pytest

from aimsgraph.answers.questions import Question, answer
from aimsgraph.coverage.scope import Scope, at_edition, dates_of
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie

NEW = Curie("aiact:art_5.par_1.pnt_ba")
DELETED = Curie("aiact:anx_VIII.sec_B.pnt_7")


def notations(graph: Graph, scope: Scope) -> set[str]:
    return {
        c.provision.notation
        for c in answer(graph, Question(("iso42001",), "aiact", scope)).coverage.cells
    }


def test_a_new_prohibition_counts_only_in_the_amended_edition(graph: Graph) -> None:
    assert graph.is_assessable(NEW)
    assert NEW not in at_edition(graph, "aiact", "2024").provisions


def test_a_deleted_point_counts_only_in_the_first_edition(graph: Graph) -> None:
    assert not graph.is_assessable(DELETED)
    assert at_edition(graph, "aiact", "2024").is_assessable(DELETED)


def test_a_changed_provision_says_what_it_said_then(graph: Graph) -> None:
    now = graph.provisions[Curie("aiact:art_4.par_1")]
    then = at_edition(graph, "aiact", "2024").provisions[now.id]
    assert then.summary == now.former[0].summary != now.summary


def test_rows_judged_on_the_new_text_are_left_out_on_the_old_one(graph: Graph) -> None:
    assert not graph.stale
    old = at_edition(graph, "aiact", "2024")
    touched = {m.id for m in old.mappings if "aiact:art_4.par_1" in {m.subject, m.object}}
    assert touched
    assert touched <= old.stale


@pytest.mark.parametrize(
    ("notation", "dates"),
    [
        ("Art. 5(1)(a)", ("2025-02-02",)),
        ("Art. 5(1)(ba)", ("2026-12-02",)),
        ("Art. 9(1)", ("2027-12-02", "2028-08-02")),
        ("Art. 27(1)(a)", ("2027-12-02",)),
        ("Art. 50(1)", ("2026-08-02",)),
        ("Art. 50(2)", ("2026-08-02", "2026-12-02")),
        ("Art. 53(1)(a)", ("2025-08-02", "2027-08-02")),
        ("Art. 4(1)", ("2026-07-27",)),
    ],
)
def test_dates_of_application(graph: Graph, notation: str, dates: tuple[str, ...]) -> None:
    one = next(p for p in graph.of("aiact") if p.notation == notation)
    assert dates_of(graph, one) == dates


def test_the_date_of_a_two_date_duty_follows_the_risk_class(graph: Graph) -> None:
    one = next(p for p in graph.of("aiact") if p.notation == "Art. 9(1)")
    assert dates_of(graph, one, "high-risk-annex-i") == ("2028-08-02",)
    assert dates_of(graph, one, "high-risk-annex-iii") == ("2027-12-02",)
    assert dates_of(graph, one, "high-risk") == ("2027-12-02", "2028-08-02")


def test_a_day_narrows_to_what_applies_by_then(graph: Graph) -> None:
    early = notations(graph, Scope(date="2026-12-01"))
    assert "Art. 5(1)(a)" in early
    assert "Art. 5(1)(ba)" not in early
    assert "Art. 9(1)" not in early
    assert "Art. 9(1)" in notations(graph, Scope(date="2027-12-02"))
    assert "Art. 9(1)" not in notations(graph, Scope(date="2027-12-02", risk="high-risk-annex-i"))


def test_self_exempted_registration_is_contested_and_has_two_dates(graph: Graph) -> None:
    one = next(p for p in graph.of("aiact") if p.notation == "Art. 49(2)")
    (rule,) = (graph.rules[r] for r in one.application)
    assert (rule.date, rule.practical_date, rule.status) == (
        "2026-08-02",
        "2027-12-02",
        "contested",
    )


@pytest.mark.parametrize(
    "scope", [Scope(role="provder"), Scope(risk="high"), Scope(edition="1999")]
)
def test_unknown_words_of_a_scope_are_refused_with_the_known_ones(
    graph: Graph, scope: Scope
) -> None:
    with pytest.raises(UnknownNameError, match="Known:"):
        answer(graph, Question(("iso42001",), "aiact", scope))
