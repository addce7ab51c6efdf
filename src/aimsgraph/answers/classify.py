"""Which role and class am I: answers in, a profile for each framework out, with its reasons.

What nobody is sure about is neither true nor false. A conclusion falls away only if it is
certainly false, so not being sure never takes a duty out of scope (Kleene's logic of three values).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from aimsgraph.answers.profile import Profile
from aimsgraph.answers.questionnaire import NOT_SURE, Answers, Asked, Choice, Questionnaire, Rule
from aimsgraph.model.records import Curie

Truth = Literal["yes", "maybe", "no"]


@dataclass(frozen=True, slots=True)
class Because:
    """An answer that a conclusion rests on.

    Args:
        question: The question.
        choice: The choice that was taken; ``None`` where the answer is open.
    """

    question: Asked
    choice: Choice | None

    @property
    def text(self) -> str:
        """The answer in words."""
        return self.choice.text if self.choice else f"Not sure: {self.question.text}"


@dataclass(frozen=True, slots=True)
class Reason:
    """A role or a class with the answers that it rests on.

    Args:
        rule: What was concluded.
        truth: ``yes``, or ``maybe`` where it rests on what is open; ``no`` where answers would
            lead to it and others rule it out.
        because: The answers; for what is ruled out, those that do so.
    """

    rule: Rule
    truth: Truth
    because: tuple[Because, ...]

    @property
    def provisions(self) -> tuple[Curie, ...]:
        """What it rests on: of the rule, and of the choices that were taken."""
        taken = (p for one in self.because if one.choice for p in one.choice.provisions)
        return tuple(dict.fromkeys((*self.rule.provisions, *taken)))


@dataclass(frozen=True, slots=True)
class Need:
    """A framework that applies, or may.

    Args:
        framework: Its key.
        role: Regulated parties, with commas.
        risk: Risk classes, with commas; empty for all.
        reasons: Why, one a role and one a class.
    """

    framework: str
    role: str
    risk: str
    reasons: tuple[Reason, ...]

    def profile(self, have: Iterable[str] = ()) -> Profile:
        """The profile of it for somebody who holds some frameworks."""
        return Profile(tuple(have), self.framework, self.role, self.risk)


@dataclass(frozen=True, slots=True)
class Classification:
    """What the answers say.

    Args:
        needs: What applies, or may, in the order of the questionnaire.
        ruled_out: Roles and classes that answers lead to and others rule out.
        outside: Frameworks that do not apply.
        open: Questions that were asked and that nobody is sure about.
        noted: Choices that were taken and about which there is more to know.
    """

    needs: tuple[Need, ...]
    ruled_out: tuple[Reason, ...]
    outside: tuple[str, ...]
    open: tuple[Asked, ...]
    noted: tuple[Choice, ...]


def classify(asked: Questionnaire, answers: Answers) -> Classification:
    """What role and class somebody has in each framework.

    Args:
        asked: Questions and rules.
        answers: Choices by question, checked; a question without any is open.

    Returns:
        A profile for each framework that applies or may, with reasons.
    """
    truths = _truths(asked, answers)
    rules = {rule.key: rule for rule in asked.rules}
    premises = _Premises(asked, rules, truths)
    concluded = [rule for rule in asked.rules if rule.framework]
    reasons = [
        Reason(rule, truths[rule.key], premises.for_(rule))
        for rule in concluded
        if truths[rule.key] != "no"
    ]
    ruled_out = [
        Reason(rule, "no", against)
        for rule in concluded
        if truths[rule.key] == "no" and _holds(rule, truths, excepted=False) != "no"
        if (against := premises.against(rule))
    ]
    frameworks = tuple(dict.fromkeys(rule.framework for rule in concluded))
    needs = [_need(name, concluded, reasons) for name in frameworks]
    put = [q for q in asked.questions if _possible(q, truths)]
    return Classification(
        tuple(need for need in needs if need),
        tuple(ruled_out),
        tuple(name for name, need in zip(frameworks, needs, strict=True) if not need),
        tuple(q for q in put if not answers.get(q.key) or NOT_SURE in answers[q.key]),
        tuple(
            choice
            for one in put
            for choice in one.choices
            if choice.note and truths[f"{one.key}.{choice.key}"] == "yes"
        ),
    )


def to_ask(asked: Questionnaire, answers: Answers) -> tuple[Asked, ...]:
    """The questions whose answers can still matter, given some answers."""
    truths = _truths(asked, answers)
    return tuple(one for one in asked.questions if _possible(one, truths))


def _possible(question: Asked, truths: Mapping[str, Truth]) -> bool:
    conditions = [truths[key] for key in question.asked_if]
    return not conditions or _or(conditions) != "no"


def _truths(asked: Questionnaire, answers: Answers) -> dict[str, Truth]:
    truths: dict[str, Truth] = {}
    for question in asked.questions:
        taken = answers.get(question.key) or (NOT_SURE,)
        rest: Truth = "maybe" if NOT_SURE in taken else "no"
        for choice in question.choices:
            truths[f"{question.key}.{choice.key}"] = "yes" if choice.key in taken else rest
    for rule in asked.rules:
        truths[rule.key] = _holds(rule, truths)
    return truths


def _holds(rule: Rule, truths: Mapping[str, Truth], *, excepted: bool = True) -> Truth:
    parts: list[Truth] = [truths[key] for key in (*rule.within, *rule.all)]
    if rule.any:
        parts.append(_or(truths[key] for key in rule.any))
    if excepted:
        parts += [_not(truths[key]) for key in rule.none]
    return _not(_or(_not(part) for part in parts))


def _or(parts: Iterable[Truth]) -> Truth:
    found = set(parts)
    return "yes" if "yes" in found else "maybe" if "maybe" in found else "no"


def _not(part: Truth) -> Truth:
    return _OPPOSITE[part]


_OPPOSITE: Final[Mapping[Truth, Truth]] = {"yes": "no", "maybe": "maybe", "no": "yes"}


@dataclass(frozen=True, slots=True)
class _Premises:
    """Answers that conclusions rest on, followed through the steps on the way."""

    asked: Questionnaire
    rules: Mapping[str, Rule]
    truths: Mapping[str, Truth]

    def for_(self, rule: Rule) -> tuple[Because, ...]:
        """What speaks for a conclusion, and what open answer could still take it away."""
        keys = (*rule.all, *rule.any)
        if self.truths[rule.key] == "yes":
            return self._answers(key for key in keys if self.truths[key] == "yes")
        return self._answers((*keys, *(k for k in rule.none if self.truths[k] == "maybe")))

    def against(self, rule: Rule) -> tuple[Because, ...]:
        """What rules a conclusion out, other than another conclusion that takes its place."""
        steps = (k for k in rule.none if k not in self.rules or not self.rules[k].framework)
        return self._answers(key for key in steps if self.truths[key] == "yes")

    def _answers(self, keys: Iterable[str]) -> tuple[Because, ...]:
        found: dict[tuple[str, str], Because] = {}
        for key in keys:
            if self.truths[key] == "no":
                continue
            rule = self.rules.get(key)
            for one in self.for_(rule) if rule else (self._answer(key),):
                found[one.question.key, one.choice.key if one.choice else ""] = one
        return tuple(sorted(found.values(), key=lambda one: one.choice is None))

    def _answer(self, key: str) -> Because:
        name, _, choice = key.partition(".")
        question = self.asked.question(name)
        taken = next(one for one in question.choices if one.key == choice)
        return Because(question, taken if self.truths[key] == "yes" else None)


def _need(name: str, concluded: list[Rule], reasons: list[Reason]) -> Need | None:
    mine = [one for one in reasons if one.rule.framework == name]
    known = [r.risk for r in concluded if r.framework == name and r.risk and not r.only_alone]
    roles = [one.rule.role for one in mine if one.rule.role]
    risks = [one.rule.risk for one in mine if one.rule.risk and not one.rule.only_alone]
    if risks:
        mine = [one for one in mine if not one.rule.only_alone]
    elif known:
        risks = [one.rule.risk for one in mine if one.rule.risk]
    if not roles or (known and not risks):
        return None
    risk = "" if set(risks) == set(known) else ",".join(risks)
    return Need(name, ",".join(roles), risk, tuple(mine))
