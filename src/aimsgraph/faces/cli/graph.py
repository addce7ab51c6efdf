"""Commands that look at the graph: ``frameworks``, ``show``, ``theme``."""

from __future__ import annotations

from collections import Counter
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
    put_sheets,
    render_json,
)

if TYPE_CHECKING:
    from aimsgraph.coverage.states import Cell
    from aimsgraph.model.graph import Graph
    from aimsgraph.model.records import Provision


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("frameworks")(frameworks)
    app.command("show")(show)
    app.command("theme")(theme)


def frameworks(form: FormatOption = Format.TABLE, output: Output = None) -> None:
    """The frameworks in the graph, their editions and sizes."""
    from aimsgraph.answers.frames import frameworks_sheet

    graph = load()
    sheet = frameworks_sheet(graph)
    if form is Format.JSON:
        put(
            render_json({"data_version": graph.data_version, "frameworks": sheet.as_dicts()}),
            output,
        )
        return
    put_sheets((sheet,), 0, form, output)


def theme(
    topic: Annotated[
        str, typer.Argument(metavar="TOPIC", help="Key or label; all topics without one.")
    ] = "",
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """A topic over the life cycle: which framework says what, and what is linked to it."""
    from aimsgraph.answers.themes import resolve_topic, theme_sheet, topics_sheet
    from aimsgraph.model.sheet import Sheet

    graph = load()
    full = theme_sheet(graph, resolve_topic(graph, topic)) if topic else topics_sheet(graph)
    if form is Format.JSON:
        rows = [dict(zip(full.columns, row, strict=True)) for row in full.rows]
        put(render_json({"data_version": graph.data_version, "rows": rows}), output)
        return
    if topic and form is Format.TABLE:
        wanted = ("part", "stage", "framework", "notation", "heading", "force")
        at = [full.columns.index(c) for c in wanted]
        full = Sheet(full.name, wanted, tuple(tuple(r[i] for i in at) for r in full.rows))
    put_sheets((full,), 0, form, output)
    note(f"Data version {graph.data_version}.")


def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="CURIE, address, or 'aiact Art. 9(2)'.")
    ],
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """One provision: what it says, whom it binds, from when, and what is mapped to it."""
    from aimsgraph.answers.consequences import (
        clock_record,
        clocks_of,
        penalties_of,
        penalty_record,
    )
    from aimsgraph.answers.provisions import cells_below
    from aimsgraph.answers.sheets import mapping_rows
    from aimsgraph.model.names import resolve
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.model.terms import State, Verdict, counted

    graph = load()
    one = graph.provisions[resolve(graph, name)]
    inside = {one.id, *(p.id for p in graph.descendants(one.id))}
    mappings = tuple(m for m in graph.mappings if m.subject in inside or m.object in inside)
    below = cells_below(graph, one)
    held = list(next(iter(below.values()), ()))
    if form is Format.JSON:
        facts: dict[str, object] = dict(_facts(graph, one))
        sheet = mapping_rows(graph, mappings)
        facts["parts"] = [
            {
                "id": c,
                "heading": graph.provisions[c].label,
                "states": {key: cell.state.value for key, cell in cells.items()},
                "verdicts": {key: cell.verdict.value for key, cell in cells.items()},
            }
            for c, cells in below.items()
        ]
        facts["states"] = {
            key: {s.value: sum(one[key].state is s for one in below.values()) for s in State}
            for key in held
        }
        facts["verdicts"] = {
            key: {v.value: sum(one[key].verdict is v for one in below.values()) for v in Verdict}
            for key in held
        }
        facts["incident clocks"] = [clock_record(graph, c) for c in clocks_of(graph, one)]
        facts["penalties"] = [penalty_record(graph, p) for p in penalties_of(graph, one)]
        facts["mappings"] = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        facts["data_version"] = graph.data_version
        put(render_json(facts), output)
        return
    about = Sheet("Provision", ("what", "value"), tuple(_facts(graph, one).items()))
    table = mapping_rows(graph, mappings)
    columns = ("part", "heading", *(f"holding {key}" for key in held))
    parts = Sheet(
        "Parts",
        columns,
        tuple(
            (c, graph.provisions[c].label, *(_said(cells[key]) for key in held))
            for c, cells in below.items()
        ),
    )
    shown = (about, *((parts,) if held else ()), *((table,) if mappings else ()))
    put_all(shown, form, output)
    if not mappings:
        note("No mapping is recorded for it, nor for anything below it.")
    for key in held:
        states = Counter(cells[key].state for cells in below.values())
        verdicts = Counter(cells[key].verdict for cells in below.values())
        said = ", ".join(f"{s.value} {states[s]}" for s in State)
        work = ", ".join(f"{v.value} {verdicts[v]}" for v in Verdict)
        duties = counted(len(below), "duty", "duties")
        note(f"Holding {key}: {said} of {duties} in it. Work: {work}.")


def _said(cell: Cell) -> str:
    """State, verdict and how much remains, for one cell of a table."""
    rest = f", {cell.remains.value} remains" if cell.remains else ""
    return f"{cell.state.value}: {cell.verdict.value}{rest}"


def _facts(graph: Graph, one: Provision) -> dict[str, str]:
    from aimsgraph.answers.provisions import describe

    return describe(graph, one)
