"""Commands about coverage: ``coverage``, ``gaps``, ``matrix``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aimsgraph.faces.cli.common import (
    Date,
    EditionOption,
    Format,
    FormatOption,
    Have,
    Hops,
    Inferred,
    Need,
    Output,
    Risk,
    Role,
    Soa,
    ask,
    load,
    note,
    put,
    put_sheets,
    render_json,
)

if TYPE_CHECKING:
    from aimsgraph.answers.questions import Answer


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("coverage")(coverage)
    app.command("gaps")(gaps)
    app.command("matrix")(matrix)


def coverage(
    have: Have,
    need: Need,
    role: Role = "",
    risk: Risk = "",
    date: Date = "",
    edition: EditionOption = "",
    soa: Soa = None,
    hops: Hops = 2,
    inferred: Inferred = True,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Holding some frameworks, what is covered of another?"""
    from aimsgraph.answers.questions import document
    from aimsgraph.answers.sheets import sheets, with_context
    from aimsgraph.model.sheet import Sheet

    result = ask(
        have,
        need,
        role=role,
        risk=risk,
        date=date,
        edition=edition,
        soa=soa,
        hops=hops,
        inferred=inferred,
    )
    if form is Format.JSON:
        put(render_json(document(result)), output)
        return
    tables = sheets(result)
    if form is Format.TABLE:
        full = tables[1]
        wanted = ("notation", "heading", "state", "held provisions", "what remains")
        at = [full.columns.index(c) for c in wanted]
        rows = tuple(tuple(row[i] for i in at) for row in full.rows)
        tables = (tables[0], Sheet("Coverage", wanted, rows))
    if form is Format.CSV:
        tables = (tables[0], with_context(tables[1], result))
    put_sheets(tables, 1, form, output)
    _summary(result)


def gaps(
    have: Have,
    need: Need,
    role: Role = "",
    risk: Risk = "",
    date: Date = "",
    edition: EditionOption = "",
    soa: Soa = None,
    hops: Hops = 2,
    inferred: Inferred = True,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Holding some frameworks, what is left to do, in which order?"""
    from aimsgraph.answers.questions import document
    from aimsgraph.answers.questions import gaps as find
    from aimsgraph.answers.sheets import sheets, with_context
    from aimsgraph.model.sheet import Sheet

    result = ask(
        have,
        need,
        role=role,
        risk=risk,
        date=date,
        edition=edition,
        soa=soa,
        hops=hops,
        inferred=inferred,
    )
    if form is Format.JSON:
        facts = document(result)
        facts["gaps"] = [
            {
                "id": gap.cell.provision.id,
                "notation": gap.cell.provision.notation,
                "label": gap.cell.provision.label,
                "demands": gap.cell.provision.summary,
                "state": gap.cell.state.value,
                "dates": list(gap.dates),
                "force": gap.cell.provision.force.value,
                "residuals": [{"held": held, "residual": text} for held, text in gap.residuals],
                "lead": gap.lead,
                "reason": gap.cell.reason,
                "removed": list(gap.cell.removed),
            }
            for gap in find(result)
        ]
        del facts["provisions"]
        put(render_json(facts), output)
        return
    tables = sheets(result)
    if form is Format.TABLE:
        full = tables[3]
        wanted = ("notation", "heading", "state", "applies from", "what remains, by held provision")
        at = [full.columns.index(c) for c in wanted]
        rows = tuple(tuple(row[i] for i in at) for row in full.rows)
        tables = (*tables[:3], Sheet("Gaps", wanted, rows))
    if form is Format.CSV:
        tables = (*tables[:3], with_context(tables[3], result))
    put_sheets(tables, 3, form, output)
    _summary(result)


def matrix(
    have: Annotated[list[str] | None, typer.Option("--have", help="Framework held.")] = None,
    need: Annotated[str, typer.Option("--need", help="Framework needed.")] = "",
    role: Role = "",
    risk: Risk = "",
    date: Date = "",
    edition: EditionOption = "",
    soa: Soa = None,
    hops: Hops = 2,
    inferred: Inferred = True,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Every directed pair of frameworks; or one pair, provision by provision."""
    from aimsgraph.answers.questions import all_pairs, document
    from aimsgraph.answers.sheets import (
        mappings_sheet,
        pairs_sheet,
        readme_sheet,
        with_context,
    )
    from aimsgraph.coverage.scope import Scope
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.model.terms import DISCLAIMER

    if bool(have) != bool(need):
        raise UnknownNameError(
            "matrix", "one side of the pair is missing.", "Give --have and --need, or neither."
        )
    if have and need:
        result = ask(
            have,
            need,
            role=role,
            risk=risk,
            date=date,
            edition=edition,
            soa=soa,
            hops=hops,
            inferred=inferred,
        )
        if form is Format.JSON:
            put(render_json(document(result)), output)
            return
        sheet = mappings_sheet(result)
        shown = with_context(sheet, result) if form is Format.CSV else sheet
        put_sheets((readme_sheet(result), shown), 1, form, output)
        _summary(result)
        return
    if edition or soa or date or role or risk:
        raise UnknownNameError(
            "matrix", "a scope needs one pair of frameworks.", "Add --have and --need."
        )
    graph = load()
    pairs = tuple(all_pairs(graph, Scope(), hops if inferred else 1))
    if form is Format.JSON:
        rows = [
            {
                "have": p.have,
                "need": p.need,
                "denominator": p.denominator,
                "states": {s.value: n for s, n in p.states.items()},
                "asserted": {s.value: n for s, n in p.asserted.items()},
            }
            for p in pairs
        ]
        facts = {"data_version": graph.data_version, "disclaimer": DISCLAIMER, "pairs": rows}
        put(render_json(facts), output)
        return
    put_sheets((pairs_sheet(pairs, graph.data_version),), 0, form, output)
    note(f"Data version {graph.data_version}. {DISCLAIMER}")


def _summary(result: Answer) -> None:
    from aimsgraph.answers.questions import assumption
    from aimsgraph.model.terms import DISCLAIMER

    counts = result.coverage.counts
    parts = ", ".join(f"{state.value} {n}" for state, n in counts.items())
    scope = ", ".join(f"{k} {v}" for k, v in result.coverage.scope.as_dict().items())
    note(
        f"{parts} of {result.coverage.denominator} assessable provisions of {result.coverage.need}."
    )
    note(f"Scope: {scope}. Data version {result.graph.data_version}.")
    note(assumption(result.coverage.holding))
    note(DISCLAIMER)
