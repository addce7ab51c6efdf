"""Commands that look at the graph: ``frameworks``, ``show``."""

from __future__ import annotations

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
    from aimsgraph.values.model import Graph, Provision


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("frameworks")(frameworks)
    app.command("show")(show)


def frameworks(form: FormatOption = Format.TABLE, output: Output = None) -> None:
    """The frameworks in the graph, their editions and sizes."""
    from aimsgraph.services.export.tables import Sheet

    graph = load()
    rows = tuple(
        (
            f.key,
            f.label,
            f.title,
            "; ".join(e.label for e in f.editions),
            len(graph.of(f.key)),
            len(graph.leaves(f.key)),
            f.law_as_of,
        )
        for f in sorted(graph.frameworks.values(), key=lambda f: f.key)
    )
    columns = ("key", "name", "title", "editions", "provisions", "assessable", "law as of")
    if form is Format.JSON:
        facts = {
            "data_version": graph.data_version,
            "frameworks": [dict(zip(columns, row, strict=True)) for row in rows],
        }
        put(render_json(facts), output)
        return
    put_sheets((Sheet("Frameworks", columns, rows),), 0, form, output)


def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="CURIE, address, or 'aiact Art. 9(2)'.")
    ],
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """One provision: what it says, whom it binds, from when, and what is mapped to it."""
    from aimsgraph.graph.names import resolve
    from aimsgraph.services.export.tables import Sheet, mapping_rows
    from aimsgraph.values.terms import counted

    graph = load()
    one = graph.provisions[resolve(graph, name)]
    parts = {one.id, *(p.id for p in graph.descendants(one.id))}
    mappings = tuple(m for m in graph.mappings if m.subject in parts or m.object in parts)
    if form is Format.JSON:
        facts: dict[str, object] = dict(_facts(graph, one))
        sheet = mapping_rows(graph, mappings)
        facts["mappings"] = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        facts["data_version"] = graph.data_version
        put(render_json(facts), output)
        return
    about = Sheet("Provision", ("what", "value"), tuple(_facts(graph, one).items()))
    table = mapping_rows(graph, mappings)
    put_all((about, table) if mappings else (about,), form, output)
    if not mappings:
        note("No mapping is recorded for it, nor for anything below it.")
    leaves = [p for p in graph.leaves(one.framework) if p.id in parts - {one.id}]
    if leaves:
        mapped = {c for m in mappings for c in (m.subject, m.object)}
        note(
            f"Mappings of its parts are shown too: {counted(len(leaves), 'duty', 'duties')} below "
            f"it, {sum(p.id in mapped for p in leaves)} of them with a row of their own."
        )


def _facts(graph: Graph, one: Provision) -> dict[str, str]:
    from aimsgraph.services.analysis import describe

    return describe(graph, one)
