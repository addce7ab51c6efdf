"""The questions that tell role and class, as they stand in ``ontology/questionnaire.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from aimsgraph.compile.load import data_folder
from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import IncompleteGraphError, InputError, UnknownNameError
from aimsgraph.model.nearest import nearest
from aimsgraph.model.records import Curie

NOT_SURE: Final = "not-sure"
"""The choice that every question has: what it asks stays open, and so in scope."""

Answers = Mapping[str, tuple[str, ...]]
"""Choices by question; a question without any is one that nobody is sure about."""

_FILE: Final = "ontology/questionnaire.toml"
_MOST_BYTES: Final = 262_144


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a question.

    Args:
        key: Its name, unique in its question.
        text: What is true if it is taken.
        provisions: What it rests on.
        note: What else to know if it is taken.
        alone: Whether it excludes all others.
    """

    key: str
    text: str
    provisions: tuple[Curie, ...]
    note: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Args:
        key: Its name.
        text: What is asked.
        help: What to know before answering.
        provisions: What it rests on.
        several: Whether several choices may be true.
        asked_if: Rules of which one must still be possible; always asked without any.
        choices: What may be answered, beside not being sure.
    """

    key: str
    text: str
    help: str
    provisions: tuple[Curie, ...]
    several: bool
    asked_if: tuple[str, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from choices and from rules before it, by their keys.

    Args:
        key: Its name.
        within: All must hold; they are not named as reasons.
        all: All must hold.
        any: One must hold, where there are any.
        none: None may hold.
        framework: Framework that the conclusion is about; empty for a step on the way.
        role: The regulated party that it makes of whoever answers.
        risk: The risk class that it puts the system, model or product into.
        only_alone: Whether the class is left out beside others, which contain it.
        provisions: What it rests on.
    """

    key: str
    within: tuple[str, ...]
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]
    framework: str
    role: str
    risk: str
    only_alone: bool
    provisions: tuple[Curie, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions in the order in which they are asked, and what follows from the answers."""

    questions: tuple[Asked, ...]
    rules: tuple[Rule, ...]

    def question(self, key: str) -> Asked:
        """The question of a name.

        Raises:
            UnknownNameError: There is none; the nearest one is named.
        """
        for one in self.questions:
            if one.key == key:
                return one
        known = [one.key for one in self.questions]
        raise UnknownNameError(key, "there is no such question.", _remedy(key, known))


@lru_cache(maxsize=1)
def questionnaire() -> Questionnaire:
    """The bundled questions and rules.

    Raises:
        IncompleteGraphError: The file is missing or damaged.
    """
    try:
        found = tomllib.loads(read_bounded(data_folder() / _FILE, _MOST_BYTES, name=_FILE))
        return Questionnaire(
            tuple(_asked(one) for one in found["question"]),
            tuple(_rule(one) for one in found["rule"]),
        )
    except (InputError, tomllib.TOMLDecodeError, KeyError) as error:
        raise IncompleteGraphError(
            _FILE, "this bundled file is missing or damaged.", "Install aimsgraph again."
        ) from error


def _asked(one: dict[str, Any]) -> Asked:
    choices = tuple(
        Choice(c["key"], c["text"], _curies(c), note=c.get("note", ""), alone=c.get("alone", False))
        for c in one["choice"]
    )
    return Asked(
        one["key"], one["text"], one.get("help", ""), _curies(one), one.get("several", False),
        tuple(one.get("asked-if", ())), choices,
    )  # fmt: skip


def _rule(one: dict[str, Any]) -> Rule:
    within, all_, any_, none = (tuple(one.get(k, ())) for k in ("within", "all", "any", "none"))
    return Rule(
        one["key"], within, all_, any_, none, one.get("framework", ""), one.get("role", ""),
        one.get("risk", ""), one.get("only-alone", False), _curies(one),
    )  # fmt: skip


def _curies(one: dict[str, Any]) -> tuple[Curie, ...]:
    return tuple(Curie(name) for name in one.get("provisions", ()))


def checked(asked: Questionnaire, given: Mapping[str, Iterable[str]], place: str = "") -> Answers:
    """Answers, each of which is a choice of its question.

    Args:
        asked: The questions.
        given: Choices by question.
        place: Where they stand, before the question in errors: ``"answers.toml: "``.

    Raises:
        UnknownNameError: A question or a choice that does not exist, or choices that exclude
            one another.
    """
    answers = {}
    for key, choices in given.items():
        try:
            question = asked.question(key)
        except UnknownNameError as error:
            raise UnknownNameError(f"{place}{key}", error.fact, error.remedy) from None
        answers[key] = _fitting(question, tuple(dict.fromkeys(choices)), f"{place}{key}")
    return answers


def _fitting(question: Asked, taken: tuple[str, ...], place: str) -> tuple[str, ...]:
    known = {one.key: one for one in question.choices}
    for choice in taken:
        if choice not in known and choice != NOT_SURE:
            raise UnknownNameError(
                f"{place} = {choice}",
                "the question has no such choice.",
                _remedy(choice, [*known, NOT_SURE]),
            )
    said = " and ".join(taken)
    if len(taken) > 1 and not question.several:
        raise UnknownNameError(
            f"{place} = {said}", "the question takes one choice.", f"Keep one, or say {NOT_SURE}."
        )
    lonely = next((c for c in taken if c in known and known[c].alone), "")
    if len(taken) > 1 and lonely:
        raise UnknownNameError(
            f"{place} = {said}", f"{lonely} excludes every other choice.", f"Leave {lonely} out."
        )
    return taken


def _remedy(word: str, known: list[str]) -> str:
    near = nearest(word, known)
    return f"Did you mean {near[0]}? Known: {', '.join(known)}." if near else (
        f"Known: {', '.join(known)}."
    )  # fmt: skip


def read_answers(path: Path) -> dict[str, tuple[str, ...]]:
    """The answers in a file, as they stand there; ``checked`` says whether they fit.

    Args:
        path: A TOML file with questions as keys, and a choice or a list of choices as values.

    Raises:
        InputError: It is no TOML, or a value is neither a text nor a list of texts.
    """
    try:
        found = tomllib.loads(read_bounded(path, _MOST_BYTES))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            str(path), f"it is not TOML: {error}.", 'Write question = ["choice"].'
        ) from error
    answers = {}
    for key, value in found.items():
        choices = [value] if isinstance(value, str) else value
        if not isinstance(choices, list) or not all(isinstance(c, str) for c in choices):
            raise InputError(
                str(path),
                f"{key} = {value!r} is neither a text nor a list of texts.",
                f'Write {key} = ["choice"].',
            )
        answers[key] = tuple(choices)
    return answers
