"""The command that says what changed between two editions, folders or releases: ``diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aimsgraph.faces.cli.common import (
    Format,
    FormatOption,
    Output,
    load,
    note,
    put,
    put_all,
    render_json,
    session,
)
from aimsgraph.faces.cli.scoping import Have, Narrowed, Need, ask, scoped

if TYPE_CHECKING:
    from aimsgraph.answers.changes import Changes
    from aimsgraph.answers.questions import Answer
    from aimsgraph.model.graph import Graph
    from aimsgraph.model.sheet import Sheet


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("diff")(diff)


@scoped
def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="aiact@2024, or a folder, or with --data a wheel.")
    ],
    new: Annotated[
        str,
        typer.Argument(metavar="[NEW]", help="The same kind; with --data, this program's data."),
    ] = "",
    data: Annotated[
        bool, typer.Option("--data", help="OLD and NEW hold the bundled data of two releases.")
    ] = False,
    have: Have = None,
    need: Need = "",
    *,
    narrowed: Narrowed,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """What changed: provisions, dates, mapping rows; with --have, what that does to the work."""
    from aimsgraph.answers.change_sheets import change_document, change_sheets
    from aimsgraph.answers.changes import effects
    from aimsgraph.answers.compared_data import changes_between, released_changes
    from aimsgraph.model.errors import UnknownNameError

    if data:
        found = released_changes(old, new)
    else:
        found = changes_between(load(), old, new, session.folders, language=session.language)
    answers = None
    if have or narrowed.profile:
        if narrowed.edition:
            raise UnknownNameError(
                f"--edition {narrowed.edition}", "OLD and NEW say the editions.", "Leave it out."
            )
        edited = found.names[0].rpartition("@")[0]
        needs = [one for one in (need or edited,) if one]
        was, now = (
            _answer(graph, name, have or [], needs, narrowed)
            for graph, name in zip((found.before, found.after), found.names, strict=True)
        )
        answers = (was, now)
    elif need or narrowed.narrows:
        raise UnknownNameError(
            "diff", "only what is left to do can be narrowed.", "Add --have FRAMEWORK."
        )
    told = effects(found, *answers) if answers else ()
    if form is Format.JSON:
        put(render_json(change_document(found, answers, told)), output)
    else:
        tables = change_sheets(found, answers, told)
        put_all(_short(tables) if form is Format.TABLE else tables, form, output)
    _basis(found, answers)


def _answer(
    graph: Graph, name: str, have: list[str], needs: list[str], narrowed: Narrowed
) -> Answer:
    """What is covered on one side of what changed; a name unknown there is told with the side."""
    from aimsgraph.model.errors import UnknownNameError

    try:
        (found,) = ask(have, needs, narrowed, graph)
    except UnknownNameError as error:
        raise UnknownNameError(f"{name}: {error.place}", error.fact, error.remedy) from error
    return found


def _short(tables: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """Tables for a terminal: without what is empty, and the columns that one reads first."""
    from aimsgraph.answers.changes import Kind
    from aimsgraph.model.sheet import Sheet

    wanted = {
        "Provisions": ("change", "notation", "heading", "moved from", "what changed",
                       "applied from", "applies from"),
        "Mapping rows": ("fate", "subject", "relation", "object"),
        "Duties": ("notation", "heading", "state before", "state after", "work before",
                   "work after", "applied from", "applies from"),
    }  # fmt: skip
    shown = []
    for one in tables:
        at = [one.columns.index(c) for c in wanted.get(one.name, one.columns)]
        rows = tuple(
            tuple(row[i] for i in at) for row in one.rows if row[0] != Kind.DATE.value
        )  # those are told by the table of dates
        shown.append(Sheet(one.name, tuple(one.columns[i] for i in at), rows))
    return tuple(one for one in shown if one.rows)


def _basis(found: Changes, answers: tuple[Answer, Answer] | None) -> None:
    """Say below the tables what the numbers are of."""
    from aimsgraph.answers.questions import assumption, context_of
    from aimsgraph.model.terms import DISCLAIMER, counted

    changed = ", ".join(f"{kind.value} {n}" for kind, n in found.kinds.items())
    note(
        f"{changed}, unchanged {found.unchanged} of {counted(found.sizes[1], 'provision')} in "
        f"{found.names[1]} ({found.sizes[0]} in {found.names[0]})."
    )
    if answers:
        for name, one in zip(found.names, answers, strict=True):
            if one.applying and one.applying.text:
                note(f"{name}: {one.applying.text}.")
        note(f"Scope: {context_of(answers[1])['scope']}. {assumption(answers[1].coverage.holding)}")
    versions = dict.fromkeys((found.before.data_version, found.after.data_version))
    note(f"Data version {' and '.join(versions)}. {DISCLAIMER}")
