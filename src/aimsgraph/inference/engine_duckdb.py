"""DuckDB as the engine of the closure."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache
from typing import Final

import duckdb

from aimsgraph.inference.facts import FactRow

_MANY: Final = 10_000
"""Rows from which on it pays to load numpy."""

_DTYPES: Final = {"INT": "int32", "DOUBLE": "float64"}


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """The engine in memory, started once: that takes as long as a small closure."""
    found = duckdb.connect(":memory:")
    found.execute("SET enable_progress_bar = false")
    found.execute("SET preserve_insertion_order = false")
    return found


class Duck:
    """A connection with tables of its own, which go with it.

    Args:
        memory: Limit of the engine, such as ``4GB``; its own default when empty.
    """

    def __init__(self, memory: str = "") -> None:
        self.connection = _database().cursor()
        if memory:
            self.connection.execute(f"SET memory_limit = '{memory}'")

    def fill(self, table: str, columns: str, rows: Sequence[FactRow]) -> None:
        """Make a table from rows."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
        if not rows:
            return
        names, types = zip(*(c.split() for c in columns.split(",")), strict=True)
        lists = zip(*rows, strict=True)
        if len(rows) < _MANY or importlib.util.find_spec("numpy") is None:
            picks = ", ".join(f"UNNEST(?::{t}[])" for t in types)
            told = [str(list(cells)) for cells in lists]  # twice as fast as lists, and as exact
            self.connection.execute(f"INSERT INTO {table} SELECT {picks}", told)
            return
        import numpy as np

        arrays = {
            name: np.array(cells, dtype=_DTYPES[kind])
            for name, kind, cells in zip(names, types, lists, strict=True)
        }
        self.connection.register("_rows", arrays)
        self.connection.execute(f"INSERT INTO {table} SELECT * FROM _rows")  # noqa: S608  (a name of ours)
        self.connection.unregister("_rows")

    def keep(self, table: str, query: str) -> int:
        """Make or replace a table from a query."""
        found = self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS {query}"
        ).fetchone()
        return int(found[0]) if found else 0

    def rows(self, query: str) -> list[FactRow]:
        """Answer a query."""
        return self.connection.execute(query).fetchall()

    def close(self) -> None:
        """Let the memory go."""
        self.connection.close()
