"""Editions and dates: what counted when."""

from __future__ import annotations

import pytest

from aimsgraph.answers.questions import Question, answer
from aimsgraph.coverage.scope import (
    EVERYONE,
    FORCES,
    Scope,
    at_edition,
    dates_of,
    named_scope,
    targets,
)
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve_word
from aimsgraph.model.records import Curie
from worlds import TODAY

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


def test_operators_count_by_default_and_authorities_when_they_are_named(graph: Graph) -> None:
    default, every = (
        {p.id for p in targets(graph, "aiact", Scope(role))} for role in ("", EVERYONE)
    )
    sandbox = Curie("aiact:art_57.par_1")
    assert default == {p.id for p in graph.leaves("aiact")}
    assert sandbox not in default
    assert every == default | {c for c in graph.duties_of_authorities if c.startswith("aiact:")}
    assert sandbox in {p.id for p in targets(graph, "aiact", Scope("member-state"))}
    assert {p.id for p in targets(graph, "aiact", Scope("authority"))} <= every
    assert not graph.authorities & graph.regulated_roles


def test_no_leaf_binds_authorities_alone(graph: Graph) -> None:
    for curie in graph.assessable:
        assert graph.regulated_roles.intersection(graph.provisions[curie].binds)


@pytest.mark.parametrize(
    ("notation", "sectors", "counts"),
    [
        ("Art. 26(10) chapeau", ("employment",), False),
        ("Art. 26(10) chapeau", ("law-enforcement",), True),
        ("Art. 26(10) chapeau", ("energy",), True),  # a sector says nothing of the area of use
        ("Art. 49(5)", ("critical-infrastructure",), True),
        ("Art. 49(1)", ("critical-infrastructure",), False),
        ("Art. 27(1)(a)", ("employment", "private-body"), False),
        ("Art. 27(1)(a)", ("employment",), True),
        ("Art. 27(1)(a)", ("creditworthiness", "private-body"), True),
        ("Art. 27(1)(a)", ("essential-services", "private-body"), True),
        ("Art. 18(3)", ("banking",), True),
        ("Art. 18(3)", ("energy",), False),
        ("Art. 9(1)", ("energy", "employment", "toys", "private-body"), True),
    ],
)
def test_a_sector_leaves_out_what_the_text_limits_to_others(
    graph: Graph, notation: str, sectors: tuple[str, ...], counts: bool
) -> None:
    found = {p.notation for p in targets(graph, "aiact", Scope(sector=sectors))}
    assert (notation in found) is counts


def test_the_implementing_regulation_binds_the_kinds_of_entities_that_it_names(
    graph: Graph,
) -> None:
    whole = graph.leaves("nis2ir")
    assert targets(graph, "nis2ir", Scope(sector=("cloud-computing",))) == whole
    assert targets(graph, "nis2ir", Scope(sector=("digital-infrastructure",))) == whole
    assert targets(graph, "nis2ir", Scope(sector=("energy",))) == ()


def test_forces_share_the_duties_among_them(graph: Graph) -> None:
    parts = [targets(graph, "aiact", Scope(force=force)) for force in FORCES]
    assert sorted(p.id for part in parts for p in part) == sorted(
        p.id for p in graph.leaves("aiact")
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (Scope(role="Deployers"), Scope(role="deployer")),
        (Scope(role="GPAI model provider"), Scope(role="gpai-provider")),
        (Scope(role="Member States"), Scope(role="member-state")),
        (Scope(risk="high risk annex iii"), Scope(risk="high-risk-annex-iii")),
        (Scope(risk="Annex III"), Scope(risk="high-risk-annex-iii")),
        (Scope(risk="GPAI"), Scope(risk="gpai-model")),
        (Scope(force="Prohibitions"), Scope(force="prohibition")),
        (Scope(sector=("Recruitment", "HR")), Scope(sector=("employment",))),
        (Scope(date="Today"), Scope(date="2026-11-28")),
    ],
)
def test_a_scope_is_said_as_people_say_it(graph: Graph, said: Scope, meant: Scope) -> None:
    assert named_scope(graph, "aiact", said, TODAY.date()) == meant


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Scope(role="dployer"), "Did you mean deployer"),
        (Scope(role="Betreiber"), "no such role. .*Known: "),
        (Scope(risk="annex"), "high-risk-annex-i or high-risk-annex-iii"),
        (Scope(sector=("energie",)), "Did you mean energy"),
        (Scope(force="shall"), "Known: outcome, prohibition, requirement"),
        (Scope(date="tomorrow"), "Write YYYY-MM-DD, or today"),
    ],
)
def test_a_word_that_does_not_exist_is_answered_with_the_nearest(
    graph: Graph, said: Scope, told: str
) -> None:
    with pytest.raises(UnknownNameError, match=told):
        named_scope(graph, "aiact", said, TODAY.date())


@pytest.mark.parametrize("scheme", ["role", "risk", "sector"])
def test_no_name_of_a_word_is_that_of_another(graph: Graph, scheme: str) -> None:
    words = graph.concepts[scheme]
    for word in words.values():
        for name in (word.key, word.label, *word.aliases):
            assert resolve_word(tuple(words.values()), name, "", "") == word.key


def test_several_roles_and_classes_count_what_any_of_them_counts(graph: Graph) -> None:
    roles, risks = ("provider", "deployer"), ("high-risk-annex-iii", "transparency-risk")
    each = [notations(graph, Scope(role, risk)) for role in roles for risk in risks]
    assert notations(graph, Scope(",".join(roles), ",".join(risks))) == set.union(*each)


def test_a_label_with_a_comma_is_one_word(graph: Graph) -> None:
    label = graph.label_of("risk", "important-product-class-i")
    assert "," in label
    named = named_scope(graph, "cra", Scope("importers, Distributor", label))
    assert (named.role, named.risk) == ("importer,distributor", "important-product-class-i")


def test_one_wrong_word_among_several_is_named(graph: Graph) -> None:
    with pytest.raises(UnknownNameError, match="--role boss: there is no such role"):
        notations(graph, Scope("provider,boss"))


def test_a_class_in_no_list_has_no_duties_of_the_lists(graph: Graph) -> None:
    plain = notations(graph, Scope(risk="gpai-without-systemic-risk"))
    assert "Art. 53(1)(a)" in plain
    assert "Art. 55(1)(a)" not in plain
    assert "Art. 55(1)(a)" in notations(graph, Scope(risk="gpai-model"))
