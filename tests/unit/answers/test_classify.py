"""Role and class: known cases come out as known, and not being sure never narrows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsgraph.answers.classification import counted, profile_file, render_classification
from aimsgraph.answers.classify import Classification, classify, to_ask
from aimsgraph.answers.profile import read_profile
from aimsgraph.answers.questionnaire import NOT_SURE, Answers, checked, questionnaire
from aimsgraph.answers.questions import Question, answer
from aimsgraph.compile.cache import bundled_graph
from aimsgraph.coverage.scope import Scope, several, targets
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from unit.answers.classify_cases import AI, CASES, NOTHING, Case

ASKED = questionnaire()


def answers(*texts: str) -> dict[str, tuple[str, ...]]:
    pairs = (pair.split("=") for text in texts for pair in text.split())
    return {key: several(choices) for key, choices in pairs}


def result(said: Answers) -> Classification:
    return classify(ASKED, checked(ASKED, said))


def known(case: Case) -> dict[str, tuple[str, ...]]:
    return answers(NOTHING, AI, case.answers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_known_case_comes_out_as_known(case: Case) -> None:
    found = result(known(case))
    concluded = tuple(f"{n.framework} {n.role} {n.risk}".strip() for n in found.needs)
    assert concluded == case.expected, case.source
    assert not found.open or "size" in {one.key for one in found.open}
    assert all(reason.truth == "yes" for need in found.needs for reason in need.reasons)


def test_every_conclusion_stands_in_a_case() -> None:
    concluded = {
        (reason.rule.framework, reason.rule.role or reason.rule.risk)
        for case in CASES
        for need in result(known(case)).needs
        for reason in need.reasons
    }
    rest = {
        (rule.framework, rule.role or rule.risk)
        for rule in ASKED.rules
        if rule.framework and (rule.framework, rule.role or rule.risk) not in concluded
    }
    assert rest == {
        ("aiact", "authorised-representative"),
        ("aiact", "third-party-supplier"),
        ("aiact", "gpai-authorised-representative"),
        ("aiact", "gpai-model"),
        ("cra", "authorised-representative"),
        ("gdpr", "union-representative"),
    }


def test_twelve_questions_are_the_most() -> None:
    assert len(ASKED.questions) <= 12
    assert [one.key for one in to_ask(ASKED, answers(NOTHING))] == [
        "activity", "sector", "product", "data",
    ]  # fmt: skip


def test_every_provision_cited_exists_and_every_word_is_in_a_vocabulary(graph: Graph) -> None:
    choices = [choice for one in ASKED.questions for choice in one.choices]
    cited = [(one.key, one.provisions) for one in ASKED.questions]
    cited += [(one.key, one.provisions) for one in choices]
    assert all(provisions for _, provisions in cited)
    cited += [(one.key, one.provisions) for one in ASKED.rules]
    assert [key for key, provisions in cited if not set(provisions) <= set(graph.provisions)] == []
    for rule in ASKED.rules:
        if rule.framework:
            assert rule.provisions
            assert bool(rule.role) != bool(rule.risk)
        assert not rule.role or rule.role in graph.regulated_roles
        assert not rule.risk or rule.risk in graph.concepts["risk"]
        bound = {r for p in graph.leaves(rule.framework) for r in p.binds} if rule.role else set()
        assert not rule.role or rule.role in bound


def test_every_choice_matters_or_stands_for_what_does_not_apply() -> None:
    used = {k for r in ASKED.rules for k in (*r.within, *r.all, *r.any, *r.none)}
    idle = {
        f"{one.key}.{choice.key}"
        for one in ASKED.questions
        for choice in one.choices
        if not choice.alone and f"{one.key}.{choice.key}" not in used
    }
    assert idle == {
        "safety.other-risks", "safety.no-third-party", "safety.assistance", "safety.no",
        "exception.profiling", "exception.decides", "size.small",
    }  # fmt: skip


@lru_cache(maxsize=4096)
def duties_of(framework: str, role: str, risk: str) -> frozenset[Curie]:
    return frozenset(p.id for p in targets(whole(), framework, Scope(role, risk)))


@lru_cache(maxsize=1)
def whole() -> Graph:
    return bundled_graph()


def duties(said: Answers) -> frozenset[Curie]:
    needs = result(said).needs
    return frozenset().union(*(duties_of(n.framework, n.role, n.risk) for n in needs))


@st.composite
def any_answers(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    found = {}
    for one in ASKED.questions:
        lonely = [c.key for c in one.choices if c.alone or not one.several]
        joined = [c.key for c in one.choices if c.key not in lonely] if one.several else []
        alone = st.sampled_from([*lonely, NOT_SURE]).map(lambda key: (key,))
        together = st.sets(st.sampled_from([*joined, NOT_SURE]), min_size=1, max_size=4)
        found[one.key] = draw(st.one_of(alone, together.map(tuple)) if joined else alone)
    return found


@settings(max_examples=100, deadline=None)
@given(any_answers(), st.sampled_from([one.key for one in ASKED.questions]))
def test_not_being_sure_never_narrows(said: dict[str, tuple[str, ...]], question: str) -> None:
    assert duties(said) <= duties({**said, question: (NOT_SURE,)})
    assert duties(said) <= duties({k: v for k, v in said.items() if k != question})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_not_being_sure_of_a_known_case_keeps_what_it_has(case: Case) -> None:
    said = known(case)
    for question in said:
        assert duties(said) <= duties({**said, question: (NOT_SURE,)})


@settings(max_examples=50, deadline=None)
@given(any_answers())
def test_a_question_that_is_not_asked_makes_no_difference(
    said: dict[str, tuple[str, ...]],
) -> None:
    put = {one.key for one in to_ask(ASKED, said)}
    assert duties(said) == duties({k: v for k, v in said.items() if k in put})


def test_an_open_answer_beside_a_choice_keeps_the_other_choices(graph: Graph) -> None:
    found = result(answers(NOTHING, "data=on-behalf,not-sure"))
    (need,) = found.needs
    assert set(several(need.role)) == {"controller", "processor", "union-representative"}
    assert [r.because[0].choice is not None for r in need.reasons] == [False, True, False]
    assert [one.key for one in found.open] == ["data"]
    assert "Not sure: data." in render_classification(graph, found)


def test_what_is_ruled_out_says_why() -> None:
    found = result(answers(NOTHING, AI, "activity=use scope=military"))
    ruled_out = {r.rule.role: r for r in found.ruled_out}
    assert "aiact:art_2.par_3" in ruled_out["deployer"].provisions
    assert "military" in ruled_out["deployer"].because[0].text
    assert set(ruled_out) == {"deployer"}
    narrow = result(answers(NOTHING, AI, "activity=provide area=employment exception=narrow"))
    assert [r.rule.risk for r in narrow.ruled_out] == ["high-risk-annex-iii"]
    assert "aiact:art_6.par_3" in narrow.ruled_out[0].provisions


def test_the_numbers_are_those_of_coverage(graph: Graph) -> None:
    for need in result(answers(NOTHING, AI, "activity=provide,use data=decide")).needs:
        question = Question(("iso27001",), need.framework, need.profile().scope())
        assert counted(graph, need)[0] == answer(graph, question).coverage.denominator


def test_a_profile_with_its_reasons_is_read_back(graph: Graph, tmp_path: Path) -> None:
    for need in result(answers("activity=provide,use")).needs:
        path = tmp_path / f"{need.framework}.toml"
        text = profile_file(graph, need, ("iso27001",))
        path.write_text(text, encoding="utf-8")
        assert read_profile(path) == need.profile(("iso27001",))
        assert all(one.text in text for reason in need.reasons for one in reason.because)
