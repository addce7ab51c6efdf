"""Queries from Python: named ones and free ones, on the files or on a store."""

from __future__ import annotations

import weakref
from functools import cached_property
from typing import TYPE_CHECKING

from aimsgraph.answers.values import QueryAnswer
from aimsgraph.compile.folders import Workspace
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph

if TYPE_CHECKING:
    import pyoxigraph as ox

    from aimsgraph.rdf.named_queries import Table
    from aimsgraph.sparql.dataset_copy import DatasetCopy
    from aimsgraph.sparql.pool import SandboxPool
    from aimsgraph.sparql.results import QueryResult
    from aimsgraph.stores.client import Service


class Asker:
    """Puts queries to a graph; free ones go to a sandbox of its own, or to the store.

    Args:
        graph: The compiled graph.
        workspaces: Texts it was compiled from; none when it came from a store.
        service: The store that it came from.
    """

    def __init__(
        self, graph: Graph, workspaces: tuple[Workspace, ...], service: Service | None
    ) -> None:
        self._graph = graph
        self._workspaces = workspaces
        self._service = service
        self._pool: SandboxPool | None = None

    def query(
        self, text: str, params: dict[str, str], seconds: float, rows: int, *, inferred: bool
    ) -> QueryAnswer:
        """Answer a query.

        Args:
            text: Name of a query, or SPARQL.
            params: Parameters of a named query.
            seconds: Time that SPARQL of the user's own may take.
            rows: Rows that it may return.
            inferred: Whether it sees the inferred mappings.

        Raises:
            AimsgraphError: The query is wrong, refused, or needs too much.
        """
        from aimsgraph.sparql.results import Limits

        if text.replace("-", "").isalnum():
            table = self._named(text, params)
            return QueryAnswer(table.columns, table.rows, table.truncated)
        if params:
            raise UnknownNameError(
                ", ".join(params), "only named queries have parameters.", "Write them into it."
            )
        limits = Limits(seconds=seconds, rows=rows)
        if self._service is not None:
            from aimsgraph.stores.queries import ask_store

            return self._answer(ask_store(self._service, text, limits=limits, inferred=inferred))
        return self._answer(self._workers().query(text, limits=limits, inferred=inferred))

    def close(self) -> None:
        """End the worker, if there is one."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _named(self, name: str, params: dict[str, str]) -> Table:
        from aimsgraph.rdf.named_queries import run_named

        if self._service is not None:
            from aimsgraph.stores.queries import run_named_at

            return run_named_at(self._service, self._graph, name, params)
        return run_named(self._asserted, self._graph, name, params)

    @cached_property
    def _asserted(self) -> ox.Store:
        from aimsgraph.rdf.dataset import merged_store

        return merged_store(self._graph, self._workspaces)

    def _workers(self) -> SandboxPool:
        from aimsgraph.sparql.dataset_copy import copy_dataset
        from aimsgraph.sparql.pool import SandboxPool

        if self._pool is None:
            self._pool = SandboxPool(copy_dataset(self._graph, self._workspaces), workers=1)
            weakref.finalize(self, self._pool.close)
        return self._pool

    def _answer(self, found: QueryResult) -> QueryAnswer:
        cut = bool(found.truncated)
        if found.kind == "ask":
            return QueryAnswer(yes=found.yes())
        if found.kind == "graph":
            return QueryAnswer(truncated=cut, hints=found.hints, turtle=found.body.decode())
        columns, cells = found.table()
        short = self._names.short
        rows = tuple(tuple(short(c.text) if c.kind == "uri" else c.text for c in r) for r in cells)
        return QueryAnswer(columns, rows, cut, found.hints)

    @cached_property
    def _names(self) -> DatasetCopy:
        from aimsgraph.sparql.dataset_copy import DatasetCopy, prefixes_of

        return DatasetCopy(b"", prefixes_of(self._graph))
