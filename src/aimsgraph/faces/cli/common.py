"""What commands share: loading and output formats."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from aimsgraph.answers.questions import Answer
    from aimsgraph.model.graph import Graph
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.model.terms import Verdict


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    XLSX = "xlsx"


@dataclass(slots=True)
class Session:
    """Options given before the command."""

    folders: list[Path] = field(default_factory=list)
    store: str = ""
    language: str = ""


session = Session()

Within = Annotated[
    int, typer.Option("--hops", min=1, max=8, help="Most mappings along a path.", show_default=True)
]
FormatOption = Annotated[Format, typer.Option("--format", help="Output format.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")]


def load(names: Sequence[str] = (), hops: int = 0) -> Graph:
    """The graph with the user's folders, validated; or that of the store.

    Args:
        names: Frameworks in question; a store then gives only what their answer depends on.
        hops: Most mappings along a path of the question; 0 for no limit.

    Raises:
        AimsgraphError: Anything that keeps the graph from being whole and valid.
    """
    from aimsgraph.answers.opening import open_graph, open_store

    if session.store:
        return open_store(session.store, names, hops)
    return open_graph(session.folders, language=session.language)


def put(text: str, output: Path | None) -> None:
    """Print text, or write it to a file."""
    if output is None:
        sys.stdout.write(text)
        return
    from aimsgraph.formats.writing import write_whole

    write_whole(output, text.encode())
    note(f"Wrote {output}")


def note(text: str) -> None:
    """Say something beside the answer."""
    sys.stderr.write(f"{text}\n")


def put_sheets(sheets: tuple[Sheet, ...], main: int, form: Format, output: Path | None) -> None:
    """Write tables in a format that is not JSON.

    Args:
        sheets: All tables; XLSX takes them all.
        main: Which of them the flat formats show.
        form: The format.
        output: File to write; the terminal when there is none.

    Raises:
        UnknownNameError: XLSX without a file.
    """
    if form is Format.XLSX:
        put_all(sheets, form, output)
    elif form is Format.MD and main and sheets[0].name == "README":
        put_all((sheets[main], sheets[0]), form, output)
    else:
        put_all((sheets[main],), form, output)


def put_workbook(result: Answer, verdicts: tuple[Verdict, ...], output: Path | None) -> None:
    """Write an answer as the workbook for the auditor, the same that ``export xlsx`` writes.

    Raises:
        UnknownNameError: There is no file to write.
    """
    from aimsgraph.exports.workbook import render_workbook
    from aimsgraph.formats.writing import write_whole

    path = _file_of(output)
    write_whole(path, render_workbook(result, verdicts))
    note(f"Wrote {path}")


def _file_of(output: Path | None) -> Path:
    from aimsgraph.model.errors import UnknownNameError

    if output is None:
        raise UnknownNameError("--format xlsx", "a workbook needs a file.", "Add -o FILE.xlsx.")
    return output


def put_all(sheets: tuple[Sheet, ...], form: Format, output: Path | None) -> None:
    """Write all of some tables in a format that is not JSON.

    Args:
        sheets: The tables, one below the other; CSV joins them.
        form: The format.
        output: File to write; the terminal when there is none.

    Raises:
        UnknownNameError: XLSX without a file.
    """
    if form is Format.XLSX:
        from aimsgraph.exports.xlsx import render_xlsx
        from aimsgraph.formats.writing import write_whole

        path = _file_of(output)
        write_whole(path, render_xlsx(sheets))
        note(f"Wrote {path}")
    elif form is Format.CSV:
        from aimsgraph.exports.csv_table import render_csv

        put(render_csv(_one(sheets)), output)
    elif form is Format.MD:
        from aimsgraph.exports.markdown_table import render_markdown

        put("\n".join(render_markdown(s) for s in sheets), output)
    else:
        from aimsgraph.faces.cli.tables import render_table  # a library of its own

        told = {"terminal": output is None, "titled": len(sheets) > 1}
        put("".join(render_table(s, **told) for s in sheets), output)


def _one(sheets: tuple[Sheet, ...]) -> Sheet:
    """Tables as one, since a CSV file holds one: a column says which of them a row is of."""
    if len(sheets) == 1:
        return sheets[0]
    from aimsgraph.model.sheet import Sheet

    columns = tuple(dict.fromkeys(c for s in sheets for c in s.columns))
    rows = tuple(
        (s.name, *(dict(zip(s.columns, row, strict=True)).get(c, "") for c in columns))
        for s in sheets
        for row in s.rows
    )
    return Sheet(sheets[0].name, ("table", *columns), rows)


def render_json(value: object) -> str:
    """Plain data as JSON, the same bytes for the same data."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
