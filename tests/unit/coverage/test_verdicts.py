"""What remains and the verdict: a test for each line of the tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aimsgraph.coverage.verdicts import (
    RULES,
    Contribution,
    best_of,
    gap_of,
    remains_of,
    unite,
    verdict_of,
)
from aimsgraph.model.records import Curie, Element, Provision
from aimsgraph.model.terms import Force, Mark, Remains, State, Verdict

MET, KIND, BEGUN = Mark.MET, Mark.IN_KIND, Mark.BEGUN


def duty(elements: str) -> Provision:
    """A provision with an element for each letter; ``h`` is a hard one."""
    plain = Provision(Curie("a:x"), "i", "a", "x", "x", "Control", 1, Force.REQUIREMENT)
    made = tuple(
        Element(Curie(f"a:x.e{i}"), f"e{i}", "t", letter == "h")
        for i, letter in enumerate(elements, 1)
    )
    return replace(plain, summary="One outcome", elements=made)


def does(held: str, marks: dict[str, Mark], *gap: str, confidence: float = 0.7) -> Contribution:
    return Contribution(Curie(held), marks, gap, confidence)


@pytest.mark.parametrize(
    ("state", "remains", "gap", "supported", "verdict"),
    [
        (State.FULL, None, (), False, Verdict.REUSE),
        (State.FULL, None, (), True, Verdict.REUSE),
        (State.PARTIAL, Remains.LITTLE, ("scope",), False, Verdict.EXTEND),
        (State.PARTIAL, Remains.SOME, ("scope", "time"), True, Verdict.EXTEND),
        (State.PARTIAL, Remains.LITTLE, ("content",), False, Verdict.ADD),
        (State.PARTIAL, Remains.SOME, ("scope", "content"), True, Verdict.ADD),
        (State.PARTIAL, Remains.MOST, ("scope",), False, Verdict.START_FROM),
        (State.PARTIAL, Remains.MOST, ("content",), True, Verdict.START_FROM),
        (State.NONE, None, (), True, Verdict.START_FROM),
        (State.LEAD, None, (), True, Verdict.START_FROM),
        (State.UNMAPPED, None, (), True, Verdict.START_FROM),
        (State.NONE, None, (), False, Verdict.BUILD),
        (State.LEAD, None, (), False, Verdict.JUDGE),
        (State.UNMAPPED, None, (), False, Verdict.JUDGE),
    ],
)
def test_each_line_of_the_table_of_verdicts(
    state: State, remains: Remains | None, gap: tuple[str, ...], supported: bool, verdict: Verdict
) -> None:
    assert verdict_of(state, remains, gap, supported=supported) is verdict


def test_every_verdict_has_a_rule() -> None:
    assert {rule.verdict for rule in RULES} == set(Verdict)


@pytest.mark.parametrize(
    ("elements", "marks", "remains"),
    [
        ("", {"all": MET}, Remains.LITTLE),
        ("", {"all": KIND}, Remains.LITTLE),
        ("", {"all": BEGUN}, Remains.MOST),
        ("ss", {"e1": MET, "e2": KIND}, Remains.LITTLE),
        ("hh", {"e1": KIND, "e2": KIND}, Remains.LITTLE),
        ("ss", {"e1": KIND}, Remains.SOME),
        ("ss", {"e1": KIND, "e2": BEGUN}, Remains.SOME),
        ("sh", {"e1": KIND}, Remains.MOST),
        ("sh", {"e1": KIND, "e2": BEGUN}, Remains.MOST),
        ("hs", {"e1": KIND}, Remains.SOME),
        ("sss", {"e1": KIND}, Remains.MOST),
        ("sss", {"e1": KIND, "e2": MET}, Remains.SOME),
        ("ss", {}, Remains.MOST),
    ],
)
def test_how_much_remains(elements: str, marks: dict[str, Mark], remains: Remains) -> None:
    assert remains_of(unite(duty(elements), [does("b:1", marks)])) is remains


def test_several_held_provisions_are_united_by_elements() -> None:
    rows = [does("b:2", {"e1": BEGUN, "e2": KIND}), does("b:1", {"e1": KIND}), does("b:3", {})]
    first, second, third = unite(duty("sss"), rows)
    assert (first.mark, first.by) == (KIND, ("b:1",))
    assert (second.mark, second.by) == (KIND, ("b:2",))
    assert (third.mark, third.by) == (None, ())
    assert remains_of((first, second, third)) is Remains.SOME


def test_what_covers_a_provision_whole_meets_all_its_elements() -> None:
    found = unite(duty("sh"), [does("b:1", {"e1": KIND})], (Curie("b:9"),))
    assert [(e.mark, e.by) for e in found] == [(MET, ("b:9",)), (MET, ("b:9",))]


def test_the_best_row_meets_most_then_leaves_fewest_kinds_then_is_surest() -> None:
    two, one = {"e1": KIND, "e2": MET}, {"e1": KIND}
    assert best_of([does("b:1", one), does("b:2", two, "scope", "time")]) is not None
    ranked = [
        does("b:9", two, "scope", confidence=0.8),
        does("b:8", two, "scope"),
        does("b:1", two, "scope", "time", confidence=0.9),
        does("b:2", {"e1": KIND, "e2": BEGUN}, "content"),
        does("b:3", one, "scope"),
        does("b:4", {"e1": BEGUN}, "content"),
    ]
    for i in range(len(ranked)):
        assert best_of(reversed(ranked[i:])) is ranked[i]
    assert best_of([]) is None


def test_content_that_another_row_supplies_does_not_remain() -> None:
    one = duty("ss")
    best, other = does("b:1", {"e1": KIND}, "scope", "content"), does("b:2", {"e2": KIND}, "scope")
    assert gap_of(best, unite(one, [best])) == ("scope", "content")
    assert gap_of(best, unite(one, [best, other])) == ("scope",)
    stronger = does("b:3", {"e1": KIND, "e2": KIND}, "scope", "content")
    assert gap_of(stronger, unite(one, [stronger, other])) == ("scope", "content")
    assert gap_of(None, ()) == ()
