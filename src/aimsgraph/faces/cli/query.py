"""The command ``query``: a named question, or SPARQL of the user's own in the sandbox."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aimsgraph.faces.cli.common import (
    Format,
    Output,
    load,
    note,
    put,
    put_sheets,
    render_json,
    session,
)
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.limits import (
    MAX_QUERY_ROWS,
    MAX_QUERY_SECONDS,
    QUERY_ROWS,
    QUERY_SECONDS,
    QUERY_TEXT_BYTES,
)

if TYPE_CHECKING:
    from pyoxigraph import Store

    from aimsgraph.compile.folders import Workspace
    from aimsgraph.model.graph import Graph
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.sparql.dataset_copy import DatasetCopy
    from aimsgraph.sparql.results import QueryResult


class QueryFormat(StrEnum):
    """Output formats of a query."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    MD = "md"
    XLSX = "xlsx"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"


_SHEETS: Final = frozenset({"table", "md", "xlsx"})
_NAMED: Final = frozenset({"table", "json", "csv", "md", "xlsx"})
_GRAPHS: Final = frozenset({"table", "turtle", "ntriples"})


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("query")(query)


def query(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME | FILE.rq | -]",
            help="Name of a query, a file with SPARQL, or - for standard input; "
            "with nothing, the named queries are listed.",
        ),
    ] = "",
    text: Annotated[str, typer.Option("--text", metavar="SPARQL", help="SPARQL of your own.")] = "",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="A parameter of a named query."),
    ] = None,
    form: Annotated[QueryFormat, typer.Option("--format", help="Output format.")] = (
        QueryFormat.TABLE
    ),
    output: Output = None,
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=0.1, max=MAX_QUERY_SECONDS, help="Seconds it may run."),
    ] = QUERY_SECONDS,
    rows: Annotated[
        int, typer.Option("--rows", min=1, max=MAX_QUERY_ROWS, help="Rows it may return.")
    ] = QUERY_ROWS,
    inferred: Annotated[
        bool, typer.Option("--inferred/--asserted", help="Ask the inferred mappings, too, or not.")
    ] = True,
) -> None:
    """Answer a named question, or SPARQL of your own (SELECT, ASK, CONSTRUCT, DESCRIBE)."""
    own = _own_text(name, text)
    if own and param:
        raise UnknownNameError(
            "--param", "only named queries have parameters.", "Write the value into the query."
        )
    if own:
        _free(own, form, output, timeout=timeout, rows=rows, inferred=inferred)
    elif not name:
        _list(form, output)
    elif form.value in _NAMED:
        _named(name, _params(param or []), form, output)
    else:
        from aimsgraph.rdf.named_queries import bind, named

        bound = bind(load(), named(name), _params(param or []))
        _free(bound, form, output, timeout=timeout, rows=rows, inferred=inferred)


def _own_text(name: str, text: str) -> str:
    """The user's SPARQL, if that is what was given; nothing for a named query."""
    if text and name:
        raise UnknownNameError(
            f"--text and {name}", "only one query can be answered.", "Give one of them."
        )
    if name == "-":
        raw = sys.stdin.buffer.read(QUERY_TEXT_BYTES + 1)
        text = raw.decode("utf-8-sig", "replace")
    elif name.endswith((".rq", ".sparql")) or os.sep in name:
        from aimsgraph.formats.files import read_bounded

        text = read_bounded(Path(name), QUERY_TEXT_BYTES)
    elif not text:
        return ""
    if not text.strip():
        raise UnknownNameError(name or "--text", "the query is empty.", "Write some SPARQL.")
    return text


def _list(form: QueryFormat, output: Path | None) -> None:
    from aimsgraph.compile.load import check_manifest, data_folder
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.rdf.named_queries import catalogue

    check_manifest(data_folder())
    listed = tuple(
        (q.name, q.question, "; ".join(f"{p.name}={p.default}" for p in q.parameters))
        for q in catalogue()
    )
    columns = ("name", "question", "parameters")
    if form is QueryFormat.JSON:
        told = [dict(zip(columns, row, strict=True)) for row in listed]
        put(render_json({"queries": told}), output)
        return
    sheet = Sheet("Queries", columns, listed)
    put_sheets((sheet,), 0, _sheet_format(form, "the list of queries"), output)


def _sheet_format(form: QueryFormat, what: str) -> Format:
    if form.value not in _NAMED:
        raise UnknownNameError(
            f"--format {form.value}",
            f"{what} has no such form.",
            "Take table, csv, md, json or xlsx.",
        )
    return Format(form.value)


def _named(name: str, params: dict[str, str], form: QueryFormat, output: Path | None) -> None:
    from aimsgraph.model.sheet import Sheet
    from aimsgraph.rdf.named_queries import run_named

    graph = load()
    if session.store:
        from aimsgraph.stores.catalogue import service_at
        from aimsgraph.stores.queries import run_named_at

        table = run_named_at(service_at(session.store), graph, name, params)
    else:
        table = run_named(_store(graph), graph, name, params)
    if form is QueryFormat.JSON:
        found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        facts = {
            "query": name,
            "data_version": graph.data_version,
            "truncated": table.truncated,
            "rows": found,
        }
        put(render_json(facts), output)
    else:
        sheet = Sheet("Result", table.columns, table.rows)
        put_sheets((sheet,), 0, Format(form.value), output)
    if table.truncated:
        note(f"Truncated: only the first {len(table.rows)} rows are shown.")
    if not table.rows:
        note("No row answers this question.")


def _free(
    text: str,
    form: QueryFormat,
    output: Path | None,
    *,
    timeout: float,
    rows: int,
    inferred: bool,
) -> None:
    from aimsgraph.sparql.dataset_copy import copy_dataset
    from aimsgraph.sparql.guard import check
    from aimsgraph.sparql.pool import SandboxPool
    from aimsgraph.sparql.process import unenforced
    from aimsgraph.sparql.results import GraphFormat, Limits, TableFormat

    check(text)
    table = TableFormat.JSON if form.value in _SHEETS | _GRAPHS else form.value
    graph = form.value if form is QueryFormat.NTRIPLES else GraphFormat.TURTLE
    formats = (TableFormat(table), GraphFormat(graph))
    limits = Limits(seconds=timeout, rows=rows)
    if session.store:
        from aimsgraph.stores.catalogue import service_at
        from aimsgraph.stores.queries import ask_store, names_of

        service = service_at(session.store)
        copy = names_of(service)
        found = ask_store(
            service, text, table=formats[0], graph=formats[1], limits=limits, inferred=inferred
        )
    else:
        for sentence in unenforced():
            note(sentence)
        copy = copy_dataset(load(), _workspaces())
        with SandboxPool(copy, workers=1, limits=limits) as pool:
            found = pool.query(text, table=formats[0], graph=formats[1], inferred=inferred)
    _show(found, copy, form, output)
    if found.truncated:
        note(found.note())
    if found.empty and found.kind != "ask":
        note("Nothing in the graph answers this query.")
    for hint in found.hints:
        note(f"Hint: {hint}")


def _show(found: QueryResult, copy: DatasetCopy, form: QueryFormat, output: Path | None) -> None:
    fits = _GRAPHS if found.kind == "graph" else frozenset(QueryFormat) - {"turtle", "ntriples"}
    if form.value not in fits:
        what = "a graph" if found.kind == "graph" else "a table"
        raise UnknownNameError(
            f"--format {form.value}",
            f"the answer to this query is {what}.",
            f"Take one of: {', '.join(f.value for f in QueryFormat if f.value in fits)}.",
        )
    if form.value in _SHEETS and found.kind == "select":
        put_sheets((_sheet(found, copy),), 0, Format(form.value), output)
    elif form.value in _SHEETS and found.kind == "ask":
        put("yes\n" if found.yes() else "no\n", output)
    elif output is not None:
        put(found.body.decode(), output)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(found.body)
        if not found.body.endswith(b"\n"):
            sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()


def _sheet(found: QueryResult, copy: DatasetCopy) -> Sheet:
    from aimsgraph.model.sheet import Sheet

    columns, rows = found.table()
    shown = tuple(
        tuple(copy.short(c.text) if c.kind == "uri" else c.text for c in row) for row in rows
    )
    return Sheet("Result", columns, shown)


def _workspaces() -> list[Workspace]:
    from aimsgraph.compile.folders import load_workspace
    from aimsgraph.compile.load import bundled

    return [bundled(), *(load_workspace(f) for f in session.folders)]


def _store(graph: Graph) -> Store:
    from aimsgraph.rdf.dataset import merged_store

    return merged_store(graph, _workspaces())


def _params(pairs: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key or not value:
            raise UnknownNameError(f"--param {pair}", "it has no value.", "Write NAME=VALUE.")
        try:
            pair.encode()
        except UnicodeEncodeError as error:
            raise UnknownNameError(
                f"--param {key}", "its value is not UTF-8.", "Write it as UTF-8 text."
            ) from error
        found[key] = value
    return found
