"""The command that asks for role and class: ``classify``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aimsgraph.faces.cli.common import load, note, put, render_json
from aimsgraph.faces.cli.scoping import Have

if TYPE_CHECKING:
    from aimsgraph.answers.classify import Classification
    from aimsgraph.answers.questionnaire import Asked, Questionnaire
    from aimsgraph.model.graph import Graph

_BACK = "b"


class Form(StrEnum):
    """How a classification is shown."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("classify")(classify)


def classify(
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="QUESTION=CHOICE",
            help="An answer, several choices with commas; may be given several times. "
            "What is not answered counts as not sure.",
        ),
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="TOML file of answers; --answer goes before.")
    ] = None,
    questions: Annotated[
        bool,
        typer.Option("--questions", help="Print all questions as a file for --answers, and stop."),
    ] = False,
    have: Have = None,
    form: Annotated[Form, typer.Option("--format", help="How the result is shown.")] = Form.TEXT,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Write the profile as a file for --profile; if several frameworks apply, one "
            "file each: PROFILE-aiact.toml.",
        ),
    ] = None,
) -> None:
    """Which role and class am I? At most twelve questions; the result is a profile with reasons."""
    from aimsgraph.answers.classification import (
        classification_dict,
        questions_file,
        render_classification,
    )
    from aimsgraph.answers.classify import classify as classified
    from aimsgraph.answers.questionnaire import checked, questionnaire, read_answers
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.names import resolve_frameworks

    asked = questionnaire()
    if questions:
        put(questions_file(load(), asked), output)
        return
    given = checked(asked, read_answers(answers), f"{answers}: ") if answers else {}
    given = {**given, **checked(asked, _said(answer or ()), "--answer ")}
    if not answers and not answer and not sys.stdin.isatty():
        raise UnknownNameError(
            "classify",
            "there is no answer, and no terminal to ask at.",
            "Add --answer QUESTION=CHOICE, or --answers FILE; --questions prints such a file.",
        )
    graph = load()
    keys = resolve_frameworks(graph, have or ())
    found = classified(asked, given if answers or answer else _asked(graph, asked))
    if form is Form.JSON:
        put(render_json(classification_dict(graph, found)), None)
    else:
        put(render_classification(graph, found, keys), None)
    if output:
        _write(graph, found, keys, output)


def _said(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    from aimsgraph.coverage.scope import several
    from aimsgraph.model.errors import UnknownNameError

    answers: dict[str, tuple[str, ...]] = {}
    for text in texts:
        key, _, choices = (part.strip() for part in text.partition("="))
        if not key or not several(choices):
            raise UnknownNameError(
                f"--answer {text}",
                "this is no answer.",
                "Write QUESTION=CHOICE, such as activity=use.",
            )
        answers[key] = (*answers.get(key, ()), *several(choices))
    return answers


def _write(graph: Graph, found: Classification, have: tuple[str, ...], output: Path) -> None:
    from aimsgraph.answers.classification import profile_file

    if not found.needs:
        note("Nothing applies, so there is no profile to write.")
    for need in found.needs:
        name = output
        if len(found.needs) > 1:
            name = output.with_name(f"{output.stem}-{need.framework}{output.suffix}")
        put(profile_file(graph, need, have), name)


def _asked(graph: Graph, asked: Questionnaire) -> dict[str, tuple[str, ...]]:
    """The answers of whoever sits at the terminal, one question at a time."""
    from aimsgraph.answers.classify import to_ask

    answers: dict[str, tuple[str, ...]] = {}
    note(
        "Answer with a number, or several with commas. Enter: not sure, which keeps everything "
        f"possible in scope. {_BACK}: back."
    )
    while left := [q for q in to_ask(asked, answers) if q.key not in answers]:
        taken = _ask(graph, left[0], len(answers) + 1, len(answers) + len(left))
        if taken is not None:
            answers[left[0].key] = taken
        elif answers:
            answers.popitem()
    return answers


def _ask(graph: Graph, question: Asked, number: int, most: int) -> tuple[str, ...] | None:
    """The choices taken; ``None`` to go back."""
    from rich.console import Console

    from aimsgraph.answers.classification import citation
    from aimsgraph.answers.questionnaire import NOT_SURE, checked, questionnaire
    from aimsgraph.model.errors import UnknownNameError

    console = Console(stderr=True, highlight=False, markup=False)
    console.print(f"\n{number} of at most {most}: {question.text}", style="bold")
    console.print(f"{question.help} ({citation(graph, question.provisions)})", style="dim")
    for at, choice in enumerate(question.choices, 1):
        console.print(f"{at:>3}  {choice.text} ({citation(graph, choice.provisions)})")
    keys = [choice.key for choice in question.choices]
    while True:
        said = console.input("> ").strip().lower()
        if said == _BACK:
            return None
        words = said.replace(",", " ").split()
        if not all(word.isdecimal() and 0 < int(word) <= len(keys) for word in words):
            console.print(f"{said}: write numbers from 1 to {len(keys)}, {_BACK}, or only Enter.")
            continue
        taken = tuple(keys[int(word) - 1] for word in words) or (NOT_SURE,)
        try:
            return checked(questionnaire(), {question.key: taken})[question.key]
        except UnknownNameError as error:
            console.print(f"{error.fact} {error.remedy}")
