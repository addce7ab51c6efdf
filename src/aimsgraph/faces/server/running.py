"""Running queries: two lanes of workers, answers that are kept, and equal questions asked once.

Questions of our own (named queries, the list of graphs) have workers of their own, so that nobody's
heavy query holds them up. A lane has a thread for each of its workers and some places to wait,
which cost nothing but memory; whoever comes after that is told to come back.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from aimsgraph.faces.server.cache import Cache
from aimsgraph.faces.server.metrics import Metrics
from aimsgraph.faces.server.settings import STOPPED_ENTRIES, Settings
from aimsgraph.model.errors import (
    AimsgraphError,
    BusyError,
    QueryError,
    QueryLimitError,
    QueryRefusedError,
)
from aimsgraph.sparql.pool import SandboxPool, Stop
from aimsgraph.sparql.results import GraphFormat, QueryResult, TableFormat

FREE: Final = "free"
NAMED: Final = "named"
_PATIENCE: Final = 1.0
"""Seconds that a query waits for its turn on top of what the ones before it may take."""

_OUTCOMES: Final[tuple[tuple[type[AimsgraphError], str], ...]] = (
    (BusyError, "busy"),
    (QueryLimitError, "limit"),
    (QueryRefusedError, "refused"),
    (QueryError, "wrong"),
    (AimsgraphError, "other"),
)


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
    def asked(self) -> bytes:
        """A digest of the text and of what it is asked of; the format makes no query heavier."""
        facts = (self.text, self.default_graphs, self.named_graphs)
        return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).digest()


class Lane:
    """A pool and the threads that wait for it.

    Args:
        name: ``free`` or ``named``.
        pool: Its workers.
        workers: How many queries run at once.
        waiting: How many more may wait.
    """

    def __init__(self, name: str, pool: SandboxPool, workers: int, waiting: int) -> None:
        self.pool = pool
        self._under_way = 0
        self._waiting = waiting
        self._room = workers + waiting
        self._turns = asyncio.Semaphore(workers)
        self._threads = ThreadPoolExecutor(workers, f"aimsgraph-{name}")

    async def run(self, job: Job) -> QueryResult:
        """Have a worker answer.

        Raises:
            AimsgraphError: The query is wrong, refused or stopped, or the lane is full.
        """
        if self._under_way >= self._room:
            raise self._busy()
        stop = Stop()
        call = functools.partial(
            self.pool.query,
            job.text,
            table=job.table,
            graph=job.graph,
            default_graphs=job.default_graphs,
            named_graphs=job.named_graphs,
            stop=stop,
        )
        self._under_way += 1
        try:
            await self._turn()
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, call)
            except asyncio.CancelledError:
                stop.now()
                raise
            finally:
                self._turns.release()
        finally:
            self._under_way -= 1

    async def _turn(self) -> None:
        """Wait for a worker, but no longer than a query may take."""
        try:
            async with asyncio.timeout(self.pool.limits.seconds + _PATIENCE):
                await self._turns.acquire()
        except TimeoutError as error:
            raise self._busy() from error

    def _busy(self) -> BusyError:
        seconds = math.ceil(self.pool.limits.seconds)
        return BusyError(
            "server",
            f"all workers are busy and {self._waiting} queries wait.",
            f"Try again in {seconds} s.",
            retry_after=seconds,
        )

    def close(self) -> None:
        """Take no more; threads end when their query does."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Runner:
    """Answers queries; lives in one event loop.

    Args:
        lanes: Lanes by name.
        settings: How long stopped queries are remembered.
        metrics: Where it counts.
    """

    def __init__(self, lanes: Mapping[str, Lane], settings: Settings, metrics: Metrics) -> None:
        self.lanes = lanes
        self.cache = Cache()
        self._settings = settings
        self._metrics = metrics
        self._flights: dict[Job, asyncio.Task[QueryResult]] = {}
        self._waiting: Counter[Job] = Counter()
        self._stopped: OrderedDict[bytes, tuple[float, QueryLimitError]] = OrderedDict()

    async def answer(self, job: Job) -> tuple[QueryResult, bool]:
        """The answer to a query.

        Args:
            job: What is asked.

        Returns:
            The answer, and whether it was kept from before.

        Raises:
            AimsgraphError: There is none.
        """
        kept = self.cache.get(job)
        if kept is not None:
            return kept, True
        self._check_stopped(job)
        flight = self._flights.get(job)
        if flight is None:
            flight = asyncio.get_running_loop().create_task(self._fly(job))
            self._flights[job] = flight
            flight.add_done_callback(functools.partial(self._landed, job))
        self._waiting[job] += 1
        try:
            return await asyncio.shield(flight), False
        finally:
            self._waiting[job] -= 1
            if not self._waiting[job]:
                del self._waiting[job]
                if self._flights.get(job) is flight:
                    del self._flights[job]
                flight.cancel()  # nobody waits for it any more; nothing, if it has landed

    def retry_after(self, job: Job) -> float:
        """Seconds until a query that was stopped may be asked again."""
        known = self._stopped.get(job.asked)
        return max(1.0, known[0] - time.monotonic()) if known else 1.0

    def close(self) -> None:
        """Take no more."""
        for lane in self.lanes.values():
            lane.close()

    async def _fly(self, job: Job) -> QueryResult:
        started = time.monotonic()
        outcome = "left"
        try:
            result = await self.lanes[job.lane].run(job)
            self.cache.put(job, job.text, result)
            outcome = "ok"
            if result.truncated:
                self._metrics.truncated[result.truncated] += 1
        except AimsgraphError as error:
            outcome = next(name for cls, name in _OUTCOMES if isinstance(error, cls))
            if isinstance(error, QueryLimitError) and outcome == "limit":
                self._remember(job, error)
            raise
        else:
            return result
        finally:
            self._metrics.query(job.lane, outcome, time.monotonic() - started)

    def _landed(self, job: Job, flight: asyncio.Task[QueryResult]) -> None:
        if self._flights.get(job) is flight:
            del self._flights[job]
        if not flight.cancelled():
            flight.exception()

    def _remember(self, job: Job, error: QueryLimitError) -> None:
        if error.place == "query sandbox":  # trouble of the sandbox, not of the query
            return
        self._stopped[job.asked] = (time.monotonic() + self._settings.stopped_seconds, error)
        while len(self._stopped) > STOPPED_ENTRIES:
            self._stopped.popitem(last=False)

    def _check_stopped(self, job: Job) -> None:
        known = self._stopped.get(job.asked)
        if known is None:
            return
        until, error = known
        if time.monotonic() >= until:
            del self._stopped[job.asked]
            return
        raise QueryLimitError(
            error.place, f"it was stopped a moment ago: {error.fact}", error.remedy
        )
