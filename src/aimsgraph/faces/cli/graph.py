"""Commands that look at the graph: ``frameworks``, ``show``, ``query``."""

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
    put_sheets,
    render_json,
)

if TYPE_CHECKING:
    from pyoxigraph import Store

    from aimsgraph.values.model import Graph, Provision


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("frameworks")(frameworks)
    app.command("show")(show)
    app.command("query")(query)


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

    graph = load()
    one = graph.provisions[resolve(graph, name)]
    mappings = tuple(m for m in graph.mappings if one.id in {m.subject, m.object})
    if form is Format.JSON:
        facts: dict[str, object] = dict(_facts(graph, one))
        sheet = mapping_rows(graph, mappings)
        facts["mappings"] = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        facts["data_version"] = graph.data_version
        put(render_json(facts), output)
        return
    about = Sheet("Provision", ("what", "value"), tuple(_facts(graph, one).items()))
    table = mapping_rows(graph, mappings)
    if form is Format.XLSX:
        put_sheets((about, table), 0, form, output)
        return
    put_sheets((about,), 0, form, output)
    if mappings and output is None:
        put_sheets((table,), 0, form, None)
    elif not mappings:
        note("No mapping is recorded for it.")


def _facts(graph: Graph, one: Provision) -> dict[str, str]:
    from aimsgraph.services.analysis import describe

    return describe(graph, one)


def query(
    name: Annotated[str, typer.Argument(help="Name of a query; without one, all are listed.")] = "",
    param: Annotated[
        list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="A parameter.")
    ] = None,
    form: FormatOption = Format.TABLE,
    output: Output = None,
) -> None:
    """Answer a named question with SPARQL."""
    from aimsgraph.services.export.tables import Sheet
    from aimsgraph.services.queries import catalogue

    if not name:
        listed = tuple(
            (q.name, q.question, "; ".join(f"{p.name}={p.default}" for p in q.parameters))
            for q in catalogue()
        )
        put_sheets((Sheet("Queries", ("name", "question", "parameters"), listed),), 0, form, output)
        return
    from aimsgraph.services.queries import run_named

    graph = load()
    table = run_named(_store(graph), graph, name, _params(param or []))
    if form is Format.JSON:
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        facts = {
            "query": name,
            "data_version": graph.data_version,
            "truncated": table.truncated,
            "rows": rows,
        }
        put(render_json(facts), output)
    else:
        put_sheets((Sheet("Result", table.columns, table.rows),), 0, form, output)
    if table.truncated:
        note(f"Truncated: only the first {len(table.rows)} rows are shown.")
    if not table.rows:
        note("No row answers this question.")


def _store(graph: Graph) -> Store:
    from aimsgraph.faces.cli.common import session
    from aimsgraph.graph.dataset import build_store
    from aimsgraph.graph.load import bundled
    from aimsgraph.reading.workspace import load_workspace

    return build_store(graph, [bundled(), *(load_workspace(f) for f in session.folders)])


def _params(pairs: list[str]) -> dict[str, str]:
    from aimsgraph.values.errors import UnknownNameError

    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key or not value:
            raise UnknownNameError(f"--param {pair}", "it has no value.", "Write NAME=VALUE.")
        found[key] = value
    return found
