"""Commands that tend the data: ``validate``, ``fmt``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aimsgraph.faces.cli.common import (
    Format,
    FormatOption,
    Output,
    note,
    put,
    put_sheets,
    render_json,
    session,
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("validate")(validate)
    app.command("fmt")(fmt)


def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...", help="Folders or files; the bundled graph without any."
        ),
    ] = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Check frameworks and mappings; exit status 3 when a rule is broken."""
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.model.terms import counted
    from aimsgraph.validation.report import validate_paths, validate_store

    if session.store and paths:
        raise UnknownNameError(
            f"--store {session.store} and {paths[0]}",
            "either a store or files are judged.",
            "Leave one of them out.",
        )
    if session.store:
        report = validate_store(session.store)
    else:
        report = validate_paths([*session.folders, *(paths or [])])
    rows = tuple((f.severity, f.place, f.code, f.fact, f.remedy) for f in report.findings)
    columns = ("severity", "place", "rule", "what is wrong", "what to do")
    if form is Format.JSON:
        facts = {
            "conforms": report.conforms,
            "findings": [dict(zip(columns, row, strict=True)) for row in rows],
        }
        put(render_json(facts), output)
    elif rows or form is not Format.TABLE:
        put_sheets((Sheet("Findings", columns, rows),), 0, form, output)
    violations = sum(f.severity == "violation" for f in report.findings)
    note(
        f"{counted(violations, 'violation')}, {counted(len(rows) - violations, 'warning')}."
        if rows
        else "No rule is broken."
    )
    if not report.conforms:
        raise typer.Exit(3)


def fmt(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Turtle and SSSOM files.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what would change.")] = False,
) -> None:
    """Write framework, vocabulary and mapping files in canonical order."""
    from aimsgraph.compile.load import data_folder
    from aimsgraph.formats.canonical import format_file
    from aimsgraph.formats.files import read_bounded
    from aimsgraph.formats.writing import write_whole
    from aimsgraph.model.limits import MAX_TURTLE_BYTES

    root = data_folder()
    chosen = paths or [
        *sorted(root.glob("ontology/frameworks/*.ttl")),
        *sorted(root.glob("ontology/vocabularies/*.ttl")),
        *sorted(root.glob("mappings/*.sssom.tsv")),
    ]
    changed = []
    for path in chosen:
        text = read_bounded(path, MAX_TURTLE_BYTES)
        canonical = format_file(text, str(path))
        if canonical.encode() != path.read_bytes():
            changed.append(path)
            if not check:
                write_whole(path, canonical.encode())
    for path in changed:
        note(f"{'would change' if check else 'changed'} {path}")
    note(f"{len(chosen)} files, {len(changed)} {'to change' if check else 'changed'}.")
    if check and changed:
        raise typer.Exit(1)
