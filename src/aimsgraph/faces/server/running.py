"""Running queries: two lanes of workers, and the answers that are kept.

Questions of our own (named queries, the list of graphs) have workers of their own, so that nobody's
heavy query holds them up. The queue before the workers is that of their pool; here is only a thread
for each place in it. The graph never changes while the endpoint runs, so answers stay true.
"""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from aimsgraph.faces.server.settings import CACHE_BYTES, CACHE_ENTRY_BYTES
from aimsgraph.sparql.pool import SandboxPool, Stop
from aimsgraph.sparql.results import GraphFormat, QueryResult, TableFormat

FREE: Final = "free"
NAMED: Final = "named"
_CHANGING: Final = re.compile(r"(?<![?$:\w])(?:NOW|RAND|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE)
_OVERHEAD: Final = 1_000
"""Bytes that an answer takes besides its body and its question."""


@dataclass(frozen=True, slots=True)
class Job:
    """A query as it is run: what it depends on, and nothing else.

    Args:
        text: SPARQL.
        table: Format for SELECT and ASK.
        graph: Format for CONSTRUCT and DESCRIBE.
        default_graphs: Graphs of the default graph.
        named_graphs: Graphs that GRAPH may name.
        lane: Whose workers run it: ``free`` or ``named``.
    """

    text: str
    table: TableFormat = TableFormat.JSON
    graph: GraphFormat = GraphFormat.TURTLE
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    lane: str = FREE

    @property
    def size(self) -> int:
        """Bytes of its texts."""
        graphs = (*(self.default_graphs or ()), *(self.named_graphs or ()))
        return 4 * (len(self.text) + sum(map(len, graphs)))


def keeps(text: str) -> bool:
    """Whether a query has the same answer each time it is asked.

    >>> keeps("SELECT (NOW() AS ?t) {}")
    False
    >>> keeps("SELECT ?now { ?s ?p ?now }")
    True
    """
    return _CHANGING.search(text) is None


def held(answer: tuple[Job, QueryResult]) -> int:
    """Bytes that an answer takes in memory, its question included."""
    job, result = answer
    return job.size + len(result.body) + 4 * sum(map(len, result.hints)) + _OVERHEAD


class Runner:
    """Answers queries; lives in one event loop.

    Args:
        pools: Workers of each lane.
        size: Bytes of all answers that are kept.
        each: Bytes of one.
    """

    def __init__(
        self,
        pools: Mapping[str, SandboxPool],
        size: int = CACHE_BYTES,
        each: int = CACHE_ENTRY_BYTES,
    ) -> None:
        self.pools = pools
        self.kept: LRUCache[Job, tuple[Job, QueryResult]] = LRUCache(size, getsizeof=held)
        self._each = each
        # one thread more than places, to be told at once that the pool is full
        self._threads = {
            name: ThreadPoolExecutor(pool.places + 1, f"aimsgraph-{name}")
            for name, pool in pools.items()
        }

    async def answer(self, job: Job) -> QueryResult:
        """The answer to a query, kept from before or worked out; a cancelled one is stopped.

        Args:
            job: What is asked.

        Raises:
            AimsgraphError: The query is wrong, refused or stopped, or the lane is full.
        """
        known = self.kept.get(job)
        if known is not None:
            return known[1]
        stop = Stop()
        call = functools.partial(
            self.pools[job.lane].query,
            job.text,
            table=job.table,
            graph=job.graph,
            default_graphs=job.default_graphs,
            named_graphs=job.named_graphs,
            stop=stop,
        )
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._threads[job.lane], call)
        except asyncio.CancelledError:
            stop.now()
            raise
        if keeps(job.text) and held((job, result)) <= self._each:
            self.kept[job] = (job, result)
        return result

    def close(self) -> None:
        """Take no more; threads end when their query does."""
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)
