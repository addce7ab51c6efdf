"""The command ``export``: an analysis as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aimsgraph.faces.cli.common import note
from aimsgraph.faces.cli.scoping import Have, Narrowed, Need, ask, scoped


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("export")(export)


@scoped
def export(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="csv xlsx json md html pdf ics sssom ttl nq jsonld graphml gexf oscal "
            "oscal-catalog ciso-assistant",
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    have: Have = None,
    need: Need = "",
    *,
    narrowed: Narrowed,
) -> None:
    """An analysis as a file: for the auditor, a GRC platform, a calendar or a graph program."""
    from aimsgraph.answers.report import sentence
    from aimsgraph.exports.formats import export as written
    from aimsgraph.formats.writing import write_whole

    (result,) = ask(have or (), [need] if need else (), narrowed)
    write_whole(output, written(result, form))
    note(f"Wrote {output}\n{sentence(result)}")
