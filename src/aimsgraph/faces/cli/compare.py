"""The command that puts frameworks beside each other: ``compare``."""

from __future__ import annotations

from typing import Annotated

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
)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("compare")(compare)


def compare(
    frameworks: Annotated[
        list[str],
        typer.Argument(metavar="FRAMEWORK...", help="Two or more: iso27001 iso42001."),
    ],
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Frameworks side by side: aim, output, binding force, size, what each covers of the other."""
    from aimsgraph.answers.compare import basis_of, comparison_sheets
    from aimsgraph.answers.compare import compare as beside
    from aimsgraph.model.names import resolve_framework

    graph = load()
    found = beside(graph, [resolve_framework(graph, name) for name in frameworks])
    if form is Format.JSON:
        put(render_json(found.to_dict()), output)
        return
    tables = comparison_sheets(found, context=form is not Format.TABLE)
    put_all(tables, form, output)
    for line in basis_of(found):
        note(line)
