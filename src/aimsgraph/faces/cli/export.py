"""The command ``export``: an analysis as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aimsgraph.faces.cli.common import (
    Date,
    EditionOption,
    Have,
    Hops,
    Inferred,
    Narrowed,
    Need,
    Risk,
    Role,
    Soa,
    ask,
    note,
)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("export")(export)


def export(
    form: Annotated[
        str, typer.Argument(metavar="FORMAT", help="csv, xlsx, json, md, html, pdf, ics ...")
    ],
    have: Have,
    need: Need,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    role: Role = "",
    risk: Risk = "",
    date: Date = "",
    edition: EditionOption = "",
    soa: Soa = None,
    hops: Hops = 2,
    inferred: Inferred = True,
) -> None:
    """An analysis as a file: for the auditor, a GRC platform, a calendar or a graph program."""
    from aimsgraph.exports.formats import export as written
    from aimsgraph.formats.writing import write_whole

    (result,) = ask(have, [need], Narrowed(role, risk, date, edition, soa, hops, inferred))
    write_whole(output, written(result, form))
    note(f"Wrote {output}")
