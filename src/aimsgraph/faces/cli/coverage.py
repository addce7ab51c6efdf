"""Commands about coverage: ``coverage``, ``gaps``, ``matrix``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aimsgraph.faces.cli.common import (
    Format,
    FormatOption,
    Output,
    load,
    note,
    put,
    put_sheets,
    put_workbook,
    render_json,
)
from aimsgraph.faces.cli.scoping import Have, Narrowed, Need, ask, scoped

if TYPE_CHECKING:
    from pathlib import Path

    from aimsgraph.answers.questions import Answer, PairCounts
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.model.terms import Verdict

VerdictOption = Annotated[
    list[str] | None,
    typer.Option(
        "--verdict",
        help="Only duties that leave this work: extend, add, 'start from', build ... (repeatable)",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("coverage")(coverage)
    app.command("gaps")(gaps)
    app.command("matrix")(matrix)


@scoped
def coverage(
    have: Have = None,
    need: Need = "",
    *,
    narrowed: Narrowed,
    verdict: VerdictOption = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Holding some frameworks, what is covered of another, and what work is left?"""
    from aimsgraph.answers.plan import verdicts_named
    from aimsgraph.answers.questions import document
    from aimsgraph.answers.sheets import only, sheets, with_context
    from aimsgraph.model.sheet import Sheet

    verdicts = verdicts_named(verdict or ())
    (result,) = ask(have or (), [need] if need else (), narrowed)
    if form is Format.JSON:
        facts = document(result)
        if verdicts:
            facts["shown"] = words = [v.value for v in verdicts]
            facts["provisions"] = [p for p in provisions_of(facts) if p["verdict"] in words]
        put(render_json(facts), output)
        return
    if form is Format.XLSX:
        put_workbook(result, verdicts, output)
        _summary(result, verdicts)
        return
    tables = sheets(result)
    tables = (tables[0], only(tables[1], verdicts), *tables[2:])
    if form is Format.TABLE:
        full = tables[1]
        wanted = ("notation", "heading", "state", "verdict", "remains", "task")
        at = [full.columns.index(c) for c in wanted]
        rows = tuple(tuple(row[i] for i in at) for row in full.rows)
        tables = (tables[0], Sheet("Coverage", wanted, rows))
    if form is Format.CSV:
        tables = (tables[0], with_context(tables[1], result))
    put_sheets(tables, 1, form, output)
    _summary(result, verdicts)


@scoped
def gaps(
    have: Have = None,
    need: Need = "",
    *,
    narrowed: Narrowed,
    verdict: VerdictOption = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Holding some frameworks, what is left to do, in which order?"""
    from aimsgraph.answers.plan import gaps as find
    from aimsgraph.answers.plan import verdicts_named
    from aimsgraph.answers.questions import document
    from aimsgraph.answers.sheets import only, sheets, with_context
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.model.terms import Verdict

    verdicts = verdicts_named(verdict or ())
    (result,) = ask(have or (), [need] if need else (), narrowed)
    if form is Format.JSON:
        facts = document(result)
        cells = {str(p["id"]): p for p in provisions_of(facts)}
        facts["gaps"] = [
            {
                **{k: v for k, v in cells[gap.cell.provision.id].items() if k != "by"},
                "task": gap.task,
                "demands": gap.cell.provision.summary,
                "dates": list(gap.dates),
                "force": gap.cell.provision.force.value,
                "residuals": [{"held": held, "residual": text} for held, text in gap.residuals],
                "lead": gap.lead,
            }
            for gap in find(result, verdicts or tuple(Verdict))
        ]
        del facts["provisions"]
        if verdicts:
            facts["shown"] = [v.value for v in verdicts]
        put(render_json(facts), output)
        return
    if form is Format.XLSX:
        put_workbook(result, verdicts, output)
        _summary(result, verdicts)
        return
    tables = sheets(result)
    tables = (*tables[:3], only(tables[3], verdicts))
    if form is Format.TABLE:
        full = tables[3]
        wanted = ("notation", "heading", "applies from", "task")
        at = [full.columns.index(c) for c in wanted]
        rows = tuple(tuple(row[i] for i in at) for row in full.rows)
        tables = (*tables[:3], Sheet("Gaps", wanted, rows))
    if form is Format.CSV:
        tables = (*tables[:3], with_context(tables[3], result))
    put_sheets(tables, 3, form, output)
    _summary(result, verdicts)


@scoped
def matrix(
    have: Have = None,
    need: Annotated[
        list[str] | None,
        typer.Option("--need", help="Framework needed, or a part of it; may be given repeatedly."),
    ] = None,
    *,
    narrowed: Narrowed,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Every directed pair of frameworks; one pair, provision by provision; or several needs."""
    from aimsgraph.answers.questions import all_pairs
    from aimsgraph.answers.sheets import grid_sheet
    from aimsgraph.coverage.scope import Scope
    from aimsgraph.inference.closure import DEFAULT_HOPS
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.terms import DISCLAIMER

    if bool(have) != bool(need) and not narrowed.profile:
        raise UnknownNameError(
            "matrix", "one side of the pair is missing.", "Give --have and --need, or neither."
        )
    if (have and need) or narrowed.profile:
        _put_needed(ask(have or (), need or (), narrowed), form, output)
        return
    if narrowed.narrows:
        raise UnknownNameError(
            "matrix", "a scope needs one pair of frameworks.", "Add --have and --need."
        )
    graph = load()
    within = (narrowed.hops or DEFAULT_HOPS) if narrowed.inferred else 1
    pairs = tuple(all_pairs(graph, Scope(), within))
    grids = tuple(grid_sheet(graph, pairs, verdicts=v) for v in (False, True))
    _put_pairs(pairs, form, output, grids)
    note(f"Data version {graph.data_version}. {DISCLAIMER}")


def _put_pairs(
    pairs: tuple[PairCounts, ...], form: Format, output: Path | None, more: tuple[Sheet, ...] = ()
) -> None:
    """Write the numbers of pairs; a workbook takes more sheets."""
    from aimsgraph.answers.sheets import pairs_document, pairs_sheet
    from aimsgraph.model.sheet import Sheet

    if form is Format.JSON:
        put(render_json(pairs_document(pairs)), output)
        return
    sheet = pairs_sheet(pairs)
    if form is Format.TABLE:  # what the rows rest on is said below the table
        width = len(sheet.columns) - len(pairs[0].context)
        sheet = Sheet(sheet.name, sheet.columns[:width], tuple(r[:width] for r in sheet.rows))
    put_sheets((sheet, *more), 0, form, output)


def _put_needed(results: list[Answer], form: Format, output: Path | None) -> None:
    """Provision by provision what is covered of one thing needed; of several, their numbers."""
    from aimsgraph.answers.questions import counts_of, document
    from aimsgraph.answers.sheets import mappings_sheet, readme_sheet, with_context

    first = results[0]
    if len(results) > 1:
        _put_pairs(tuple(map(counts_of, results)), form, output)
    elif form is Format.JSON:
        put(render_json(document(first)), output)
        return
    else:
        sheet = mappings_sheet(first)
        shown = with_context(sheet, first) if form is Format.CSV else sheet
        put_sheets((readme_sheet(first), shown), 1, form, output)
    for result in results:
        _summary(result)


def provisions_of(facts: dict[str, object]) -> list[dict[str, object]]:
    """The provisions of a document."""
    found: Any = facts["provisions"]
    return list(found)


def _summary(result: Answer, verdicts: tuple[Verdict, ...] = ()) -> None:
    from aimsgraph.answers.questions import NO_DATES, assumption
    from aimsgraph.model.terms import DISCLAIMER

    counts = result.coverage.counts
    parts = ", ".join(f"{state.value} {n}" for state, n in counts.items())
    scope = ", ".join(f"{k} {v}" for k, v in result.coverage.scope.as_dict().items())
    work = ", ".join(f"{verdict.value} {n}" for verdict, n in result.coverage.verdicts.items())
    note(
        f"{parts} of {result.coverage.denominator} assessable provisions of "
        f"{result.coverage.scope.part or result.coverage.need}."
    )
    note(f"Work: {work}.")
    if verdicts:
        note(f"Shown: only what leaves the work {' or '.join(v.value for v in verdicts)}.")
    if result.applying:
        note(f"By date: {result.applying.text or NO_DATES}.")
    note(f"Scope: {scope}. Data version {result.graph.data_version}.")
    note(assumption(result.coverage.holding))
    note(DISCLAIMER)
