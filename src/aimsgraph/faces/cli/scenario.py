"""The command ``scenario``: a worked case as a report."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aimsgraph.faces.cli.common import Output, load, note, put, render_json

if TYPE_CHECKING:
    from pathlib import Path

    from aimsgraph.exports.scenario_text import Block, Line


class ReportFormat(StrEnum):
    """Output formats of a report."""

    TEXT = "text"
    MD = "md"
    HTML = "html"
    JSON = "json"


_WIDEST: Final = 110
"""Characters across beyond which a sentence is hard to read."""


_RULES: Final = ("=", "-", "")
"""What stands under the headings by their level."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("scenario")(scenario)


def scenario(
    name: Annotated[
        str, typer.Argument(help="Its name, or a TOML file of your own; none lists them.")
    ] = "",
    form: Annotated[
        ReportFormat, typer.Option("--format", help="Output format.")
    ] = ReportFormat.TEXT,
    today: Annotated[
        str,
        typer.Option("--today", help="Day that tells what applies already, YYYY-MM-DD."),
    ] = "",
    output: Output = None,
) -> None:
    """A worked case: profile and why, duties by date, tasks, evidence, what would change."""
    from aimsgraph.answers.dates import today as now
    from aimsgraph.answers.scenario import scenario_named
    from aimsgraph.answers.scenario_document import scenario_document
    from aimsgraph.answers.scenario_report import work_out
    from aimsgraph.coverage.scope import checked_day
    from aimsgraph.exports.scenario_text import (
        blocks,
        render_scenario_html,
        render_scenario_markdown,
    )

    if not name:
        _list(form, output)
        return
    day = now()
    if today:
        day = dt.date.fromisoformat(checked_day(today, day, "--today"))
    found = scenario_named(name)
    report = work_out(load(), found)
    if form is ReportFormat.JSON:
        put(render_json(scenario_document(report)), output)
    elif form is ReportFormat.MD:
        put(render_scenario_markdown(report, day), output)
    elif form is ReportFormat.HTML:
        put(render_scenario_html(report, day), output)
    else:
        put("".join(_lines(blocks(report, day), terminal=output is None)), output)


def _list(form: ReportFormat, output: Path | None) -> None:
    """Every bundled scenario with its title and what it needs."""
    from aimsgraph.answers.scenario import bundled_scenarios, read_scenario
    from aimsgraph.exports.markdown_table import render_markdown
    from aimsgraph.faces.cli.tables import render_table
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.sheet import Sheet

    found = [read_scenario(path) for path in bundled_scenarios().values()]
    if form is ReportFormat.JSON:
        put(render_json([{"name": one.name, "title": one.title} for one in found]), output)
        return
    if form is ReportFormat.HTML:
        raise UnknownNameError(
            "--format html", "the list is no page.", "Name a scenario, or leave the option out."
        )
    rows = tuple(
        (
            one.name,
            one.title,
            ", ".join(one.needs[0].profile.have),
            ", ".join(" ".join(filter(None, (n.profile.need, n.profile.role))) for n in one.needs),
        )
        for one in found
    )
    sheet = Sheet("Scenarios", ("name", "title", "held", "needed"), rows)
    markdown = form is ReportFormat.MD
    put(render_markdown(sheet) if markdown else render_table(sheet, terminal=not output), output)
    note("Show one: aimsgraph scenario NAME")


def _lines(blocks: Iterable[Block], *, terminal: bool) -> Iterator[str]:
    """A report as text for a terminal, or for a file."""
    from aimsgraph.exports.scenario_text import Line
    from aimsgraph.faces.cli.tables import render_table

    width = shutil.get_terminal_size().columns if terminal and sys.stdout.isatty() else _WIDEST
    width = min(width, _WIDEST)
    before = 1
    for block in blocks:
        if not isinstance(block, Line):
            yield "\n" + render_table(block, terminal=terminal, width=width)
            before = 0
            continue
        gap = "" if block.level < 0 or before > 0 else "\n"
        yield gap + _written(block, width)
        before = block.level


def _written(line: Line, width: int) -> str:
    """A heading underlined, an entry indented, a sentence broken at the width."""
    if line.level > 0:
        rule = (
            "" if line.level > len(_RULES) else _RULES[line.level - 1] * min(len(line.text), width)
        )
        return f"{line.text}\n" + (f"{rule}\n" if rule else "")
    words = " ".join(filter(None, (line.lead, line.text)))
    if line.level == 0:
        return textwrap.fill(words, width, break_on_hyphens=False) + "\n"
    return (
        textwrap.fill(
            words, width, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False
        )
        + "\n"
    )
