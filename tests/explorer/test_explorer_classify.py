"""The page that tells role and class: asks, explains, and hands a profile to the other pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from aimsgraph.answers.classify import classify
from aimsgraph.answers.questionnaire import questionnaire
from aimsgraph.model.graph import Graph
from explorer.explorer_tools import said

Open = Callable[..., AppTest]
Sent = dict[str, dict[str, Any]]

ANSWERS = {
    "a.activity": "provide,use", "a.scope": "none", "a.prohibited": "none", "a.safety": "no",
    "a.area": "employment", "a.exception": "decides", "a.transparency": "none",
    "a.sector": "none", "a.product": "none", "a.data": "decide",
}  # fmt: skip


def asked(at: AppTest) -> set[str]:
    keys = [str(w.key) for w in (*at.multiselect, *at.radio)]
    return {key.removeprefix("classify.") for key in keys if key.startswith("classify.")}


def address(at: AppTest) -> dict[str, str]:
    return {k: v if isinstance(v, str) else ",".join(v) for k, v in at.query_params.items()}


def test_without_an_answer_everything_is_asked_and_in_scope(open_page: Open, graph: Graph) -> None:
    at = open_page("classify")
    assert asked(at) == {one.key for one in questionnaire().questions}
    labels = [graph.frameworks[n.framework].label for n in classify(questionnaire(), {}).needs]
    assert all(f"**{label}: " in said(at) for label in labels)
    assert "12 questions are not sure" in said(at)


def test_an_address_answers_and_the_page_says_why(open_page: Open) -> None:
    at = open_page("classify", **ANSWERS)
    assert not at.exception
    assert not at.warning
    assert "EU AI Act: Provider and Deployer; High-risk (Annex III)" in said(at)
    assert "EU AI Act Art. 6(2), Annex III(4)" in said(at)
    assert "size" not in asked(at)
    assert {k: v for k, v in address(at).items() if k.startswith("a.")} == ANSWERS


def test_an_answer_changes_what_follows_and_stands_in_the_address(open_page: Open) -> None:
    at = open_page("classify", **ANSWERS)
    at.radio(key="classify.exception").set_value("narrow").run()
    assert "EU AI Act: Provider and Deployer; Self-exempted (Art. 6(3))" in said(at)
    assert "Ruled out" in said(at)
    assert address(at)["a.exception"] == "narrow"
    at.multiselect(key="classify.activity").set_value(["none"]).run()
    assert "Not in scope: EU AI Act" in said(at).replace("**", "")
    assert "exception" not in asked(at)


def test_answers_are_sent_with_every_run(open_page: Open) -> None:
    at = open_page("classify", **ANSWERS).run()
    widgets = [w for w in (*at.multiselect, *at.radio) if str(w.key).startswith("classify.")]
    assert len(widgets) > len(ANSWERS) / 2
    assert all(w.proto.set_value for w in widgets)


def test_a_profile_goes_to_the_duty_map(open_page: Open, sent: Sent) -> None:
    at = open_page("classify", have="iso27001", need="iso42001", **ANSWERS)
    at.button(key="classify.use.aiact").click().run()
    picture = sent["workbench"]["picture"]
    assert sent["workbench"]["view"] == "map"
    assert (picture["have"], picture["need"]) == (["iso27001"], "aiact")
    sentence = "".join(text for text, _ in picture["sentence"])
    assert "as provider and deployer, risk class High-risk (Annex III)" in sentence
    assert address(at)["role"] == "provider,deployer"
    assert not at.warning


def test_choices_that_exclude_one_another_are_said(open_page: Open) -> None:
    at = open_page("classify", **ANSWERS)
    at.multiselect(key="classify.data").set_value(["decide", "none"]).run()
    assert "none excludes every other choice" in said(at)
    wrong = open_page("classify", **{"a.activity": "fly", "a.colour": "red"})
    assert "The address: activity = fly: the question has no such choice" in said(wrong)
    assert "a.colour" in said(wrong)


def test_all_answers_can_be_cleared(open_page: Open) -> None:
    at = open_page("classify", **ANSWERS)
    next(b for b in at.button if b.label == "Clear all answers").click().run()
    assert "12 questions are not sure" in said(at)
    assert not [name for name in at.query_params if name.startswith("a.")]
