"""Command ``close``: run the closure on an engine of one's choice and take everything with you."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aimsgraph.faces.cli.common import load, note

if TYPE_CHECKING:
    from aimsgraph.inference.closure import Closure
    from aimsgraph.model.graph import Graph
    from aimsgraph.model.sheet import Sheet


class EngineName(StrEnum):
    """Databases that run the closure."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("close")(close)


def close(
    engine: Annotated[
        EngineName, typer.Option("--engine", help="Where the closure runs.")
    ] = EngineName.DUCKDB,
    hops: Annotated[
        int,
        typer.Option("--hops", min=0, max=8, help="Most mappings along a path; 0 for no limit."),
    ] = 2,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File to write: FILE.parquet or FILE.csv."),
    ] = None,
) -> None:
    """Work out everything that follows, and write it to a file."""
    from aimsgraph.model.errors import UnknownNameError

    if output is not None and output.suffix.lower() not in {".parquet", ".csv"}:
        raise UnknownNameError(
            f"-o {output}", "this is neither Parquet nor CSV.", "Write -o FILE.parquet or FILE.csv."
        )
    graph = load()
    closure = _run(graph, engine, hops)
    sheet = _sheet(closure)
    if output is None:
        _summary(closure)
    else:
        _write(sheet, output)
        note(f"Wrote {output}: {len(sheet.rows)} rows.")


def _run(graph: Graph, engine: EngineName, hops: int) -> Closure:
    from aimsgraph.inference.knowledge import knowledge_of

    if engine is EngineName.DUCKDB:
        return knowledge_of(graph, hops).closure
    from aimsgraph.inference.closure import infer
    from aimsgraph.inference.engine_spark import Spark

    spark = Spark()
    try:
        return infer(graph, spark, hops)
    finally:
        spark.close()


def _sheet(closure: Closure) -> Sheet:
    """Every statement: subject, object or framework, what can hold, confidences, hops."""
    from aimsgraph.inference.relations import symbol
    from aimsgraph.model.sheet import Sheet

    rows: list[tuple[str | int | float, ...]] = [
        (p.source, p.target, symbol(p.mask), p.covers, p.overlaps, p.hops)
        for p in closure.pairs
        if (p.source, p.target) not in closure.clashes
    ]
    rows += [
        (one, framework, "nothing corresponds", 0.0, 0.0, -1) for one, framework in closure.none
    ]
    rows += [(one, other, "disjoint", 0.0, 0.0, -1) for one, other in closure.apart]
    rows += [(one, other, "contradiction", 0.0, 0.0, -1) for one, other in closure.clashes]
    columns = ("subject", "object", "relation", "covers", "overlaps", "hops")
    return Sheet("Closure", columns, tuple(sorted(set(rows))))


def _summary(closure: Closure) -> None:
    from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain
    from aimsgraph.model.terms import Relation

    disjoint = BIT[Relation.DISJOINT]
    pairs = [p for p in closure.pairs if (p.source, p.target) not in closure.clashes]
    apart = {(p.source, p.target) for p in pairs if certain(p.mask, disjoint)} | closure.apart
    facts = (
        ("covers", sum(certain(p.mask, COVERS) for p in pairs)),
        ("overlaps", sum(certain(p.mask, OVERLAPS) for p in pairs)),
        ("disjoint", len(apart)),
        ("nothing corresponds", len(closure.none)),
        ("contradictions", len(closure.clashes) // 2),
    )
    for name, number in facts:
        typer.echo(f"{name:20} {number:>8}")


def _write(sheet: Sheet, output: Path) -> None:
    from aimsgraph.exports.csv_table import render_csv
    from aimsgraph.formats.writing import write_whole

    if output.suffix.lower() == ".csv":
        write_whole(output, render_csv(sheet).encode())
        return
    write_whole(output, _parquet(sheet))


def _parquet(sheet: Sheet) -> bytes:
    import tempfile
    from contextlib import closing

    from aimsgraph.inference.engine_duckdb import Duck

    kinds = ("VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE", "DOUBLE", "INT")
    columns = [list(c) for c in zip(*sheet.rows, strict=True)] or [[] for _ in kinds]
    picks = ", ".join(f"UNNEST(?::{t}[]) AS {n}" for n, t in zip(sheet.columns, kinds, strict=True))
    with closing(Duck()) as engine, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "closure.parquet"
        engine.connection.execute(f"CREATE OR REPLACE TEMP TABLE rows AS SELECT {picks}", columns)
        engine.connection.table("rows").order("ALL").write_parquet(str(path))
        return path.read_bytes()
