"""What commands share: loading, scope options, output formats."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

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

Have = Annotated[
    list[str] | None, typer.Option("--have", help="Framework held; may be given several times.")
]
Need = Annotated[
    str, typer.Option("--need", help="Framework needed, or a part of it: 'gdpr Art. 32'.")
]
Role = Annotated[str, typer.Option("--role", help="Only duties of this regulated party.")]
Risk = Annotated[str, typer.Option("--risk", help="Only duties for this risk class.")]
Date = Annotated[
    str, typer.Option("--date", help="Only duties that apply on this day, YYYY-MM-DD.")
]
EditionOption = Annotated[str, typer.Option("--edition", help="Edition of the needed framework.")]
Soa = Annotated[
    Path | None,
    typer.Option(
        "--soa",
        help="Statement of applicability, CSV or XLSX: control, applicable, implemented.",
    ),
]
Hops = Annotated[
    int | None,
    typer.Option("--hops", min=1, max=8, help="Most mappings along a path; 2 if not said."),
]
Within = Annotated[
    int, typer.Option("--hops", min=1, max=8, help="Most mappings along a path.", show_default=True)
]
ProfileFile = Annotated[
    Path | None,
    typer.Option(
        "--profile",
        help="TOML file with have, need, role, risk, date, edition, soa, hops; options go before.",
    ),
]
Inferred = Annotated[
    bool,
    typer.Option("--inferred/--asserted", help="With what follows over several mappings, or not."),
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


class Narrowed(NamedTuple):
    """What narrows a question about coverage: the options that its commands share, in order."""

    role: str
    risk: str
    date: str
    edition: str
    soa: Path | None
    hops: int | None
    inferred: bool
    profile: Path | None


def ask(have: Sequence[str], needs: Sequence[str], narrowed: Narrowed) -> list[Answer]:
    """Load the graph once and answer a coverage question for each thing needed.

    Raises:
        UnknownNameError: Neither the options nor a profile say what is held and needed.
    """
    from aimsgraph.answers.profile import Profile, read_profile
    from aimsgraph.answers.questions import ASSERTED, Question, answer, load_soa
    from aimsgraph.coverage.scope import Scope
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.names import resolve_framework, resolve_need

    one = read_profile(narrowed.profile) if narrowed.profile else Profile()
    have, needs = tuple(have) or one.have, tuple(filter(None, needs or (one.need,)))
    for option, named in (("--have", have), ("--need", needs)):
        if not named:
            raise UnknownNameError(
                option, "no framework is named.", f"Add {option}, or a file with --profile."
            )
    within = (narrowed.hops or one.hops) if narrowed.inferred else ASSERTED
    soa = narrowed.soa or (Path(one.soa) if one.soa else None)
    graph = load(() if soa else (*have, *needs), within)
    keys = tuple(dict.fromkeys(resolve_framework(graph, name) for name in have))
    out = load_soa(graph, soa) if soa else None
    day = iso_date(narrowed.date or one.date)

    def question(need: str) -> Question:
        key, part = resolve_need(graph, need)
        words = (narrowed.role or one.role, narrowed.risk or one.risk, day)
        scope = Scope(*words, narrowed.edition or one.edition, part)
        return Question(keys, key, scope, out, within)

    return [answer(graph, question(need)) for need in needs]


def iso_date(text: str) -> str:
    """A date as given, checked.

    Raises:
        UnknownNameError: It is no date.
    """
    import datetime as dt

    from aimsgraph.model.errors import UnknownNameError

    if not text:
        return ""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UnknownNameError(f"--date {text}", "this is no date.", "Write YYYY-MM-DD.") from error


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
    from aimsgraph.exports.csv_table import render_csv
    from aimsgraph.exports.markdown_table import render_markdown
    from aimsgraph.faces.cli.tables import render_table
    from aimsgraph.formats.writing import write_whole

    if form is Format.XLSX:
        from aimsgraph.exports.xlsx import render_xlsx

        path = _file_of(output)
        write_whole(path, render_xlsx(sheets))
        note(f"Wrote {path}")
    elif form is Format.CSV:
        put(render_csv(_one(sheets)), output)
    elif form is Format.MD:
        put("\n".join(render_markdown(s) for s in sheets), output)
    else:
        put("".join(render_table(s, terminal=output is None) for s in sheets), output)


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
