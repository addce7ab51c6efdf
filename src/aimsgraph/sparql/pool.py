"""Workers that answer free queries side by side, and the queue before them."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from aimsgraph.model.errors import AimsgraphError, BusyError, QueryLimitError
from aimsgraph.model.limits import QUERY_START_SECONDS, QUERY_WAITING
from aimsgraph.model.terms import INFERRED
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.fault_messages import died, explain, failed
from aimsgraph.sparql.guard import check
from aimsgraph.sparql.hints import hints, joins_no_texts
from aimsgraph.sparql.process import Worker, WorkerGoneError
from aimsgraph.sparql.results import GraphFormat, Limits, QueryResult, TableFormat
from aimsgraph.sparql.tokens import dotted
from aimsgraph.sparql.worker import Reply, Request


class Stop:
    """A way to end a query from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._turnstile: threading.Condition | None = None
        self.said = False

    def now(self) -> None:
        """End the query; its worker with it, if it has one, else its place in the queue."""
        with self._lock:
            self.said = True
            if self._worker is not None:
                self._worker.stop()
        if self._turnstile is not None:
            with self._turnstile:
                self._turnstile.notify_all()

    def wait_at(self, turnstile: threading.Condition) -> None:
        """Tell where the query waits for a worker."""
        self._turnstile = turnstile

    def lead(self, worker: Worker | None) -> bool:
        """Take a worker in charge, or none any more.

        Returns:
            Whether the query is still wanted.
        """
        with self._lock:
            self._worker = worker
            return not self.said


class SandboxPool:
    """Some workers that answer free queries, and a queue before them. Threads may share it.

    Args:
        copy: The graph.
        workers: How many queries run at once.
        waiting: How many may wait; one more is refused at once.
        limits: What a query may take.

    Use it in a ``with`` statement, or call ``close``: every worker is gone afterwards. Workers also
    end when the process that started them ends in whatever way.
    """

    def __init__(
        self,
        copy: DatasetCopy,
        *,
        workers: int = 2,
        waiting: int = QUERY_WAITING,
        limits: Limits | None = None,
    ) -> None:
        self.copy = copy
        self.limits = limits or Limits()
        self._size = workers
        self._most_waiting = waiting
        self._turnstile = threading.Condition()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._starters: set[threading.Thread] = set()
        self._waiting = 0
        self._closed = False
        self._trouble: AimsgraphError | None = None
        self._counts = {"started": 0, "killed": 0, "queries": 0, "refused": 0}
        with self._turnstile:
            self._refill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def query(  # noqa: PLR0913  (each is an option of the SPARQL protocol or of a face)
        self,
        text: str,
        *,
        table: TableFormat = TableFormat.JSON,
        graph: GraphFormat = GraphFormat.TURTLE,
        limits: Limits | None = None,
        inferred: bool = True,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        hinting: bool = True,
        guard: bool = True,
        stop: Stop | None = None,
    ) -> QueryResult:
        """Answer a free query.

        Args:
            text: SPARQL: SELECT, ASK, CONSTRUCT or DESCRIBE.
            table: Format of the answer to SELECT and ASK.
            graph: Format of the answer to CONSTRUCT and DESCRIBE.
            limits: What this query may take; the pool's by default. Memory is always the pool's.
            inferred: Whether the default graph holds the inferred mappings.
            default_graphs: Addresses of the graphs that make up the default graph.
            named_graphs: Addresses of the graphs that GRAPH may name.
            hinting: Whether an empty answer is given reasons, which takes the time of this process.
            guard: Whether the text is checked first. Only tests turn it off.
            stop: What ends it from another thread.

        Returns:
            The answer, perhaps cut, which it then says.

        Raises:
            QueryError: The text is wrong, or of a kind that is not run.
            QueryLimitError: It took too much time or memory; its worker is gone, others live on.
            BusyError: The queue is full.
        """
        most = limits or self.limits
        if guard:
            check(text)
        request = Request(
            text=text,
            table=table.value,
            graph=graph.value,
            seconds=most.seconds,
            rows=most.rows,
            size=most.size,
            prefixes=dict(self.copy.prefixes),
            without="" if inferred else INFERRED,
            default_graphs=None if default_graphs is None else list(default_graphs),
            named_graphs=None if named_graphs is None else list(named_graphs),
        )
        reply, body = self._ask({**request, "text": dotted(text)}, stop or Stop())
        found = self._result(reply, body, request)
        if not hinting:
            return found
        if not found.empty:
            joins = joins_no_texts(text)
            gaps = found.gaps() if joins else {}
            some = any(gaps.values())  # what is made but not shown may empty what is
            said = (sentence for made, sentence in joins if gaps.get(made, some))
            return replace(found, hints=tuple(dict.fromkeys(said)))
        return replace(found, hints=hints(text, self.copy, inferred=inferred))

    def health(self) -> dict[str, int]:
        """Numbers about the pool: workers, idle, waiting; started, killed, queries, refused."""
        with self._turnstile:
            return {
                "workers": len(self._idle) + len(self._busy),
                "idle": len(self._idle),
                "waiting": self._waiting,
                **self._counts,
            }

    @property
    def places(self) -> int:
        """Queries that may run or wait at once."""
        return self._size + self._most_waiting

    def ready(self, timeout: float = 60.0) -> bool:
        """Wait until every worker has loaded the graph.

        Returns:
            Whether they all have.
        """
        with self._turnstile:
            return (
                self._turnstile.wait_for(
                    lambda: len(self._idle) + len(self._busy) >= self._size or self._trouble,
                    timeout,
                )
                is True
            )

    def close(self) -> None:
        """End every worker; queries under way end with an error."""
        with self._turnstile:
            self._closed = True
            self._turnstile.notify_all()
            starters = tuple(self._starters)
        for thread in starters:
            thread.join()
        with self._turnstile:
            idle, busy = tuple(self._idle), tuple(self._busy)
            self._idle.clear()
        for worker in busy:
            worker.stop()
        for worker in idle:
            worker.kill()

    def _ask(self, request: Request, stop: Stop) -> tuple[Reply, bytes]:
        worker = self._take(request["seconds"], stop)
        fit = False
        try:
            if not stop.lead(worker):
                fit = True
                raise _left()
            reply, body = worker.ask(request)
            fit = reply.get("error") != "memory" and reply["grown"] <= self.limits.memory // 2
        except WorkerGoneError as error:
            raise died(error.why, request, self.limits) from error
        finally:
            stop.lead(None)
            self._give_back(worker, fit=fit)
        return reply, body

    def _result(self, reply: Reply, body: bytes, request: Request) -> QueryResult:
        if "error" in reply:
            if reply["error"] == "syntax":
                raise explain(request["text"], reply["message"], self.copy.prefixes)
            raise failed(reply["error"], reply["message"], request, self.limits)
        kind = reply["kind"]
        return QueryResult(
            kind=kind,
            format=GraphFormat(request["graph"])
            if kind == "graph"
            else TableFormat(request["table"]),
            body=body,
            rows=reply["rows"],
            truncated=reply["truncated"],
            seconds=reply["seconds"],
            hints=(),
        )

    def _take(self, seconds: float, stop: Stop) -> Worker:
        stop.wait_at(self._turnstile)
        with self._turnstile:
            if self._closed:
                raise QueryLimitError("query sandbox", "it was closed.", "Start it again.")
            if not self._idle and self._waiting >= self._most_waiting:
                self._counts["refused"] += 1
                raise self._full(seconds)
            self._waiting += 1
            try:
                self._refill()
                free = self._turnstile.wait_for(
                    lambda: self._idle or self._closed or self._trouble or stop.said,
                    self._patience(seconds),
                )
            finally:
                self._waiting -= 1
            if stop.said:
                self._turnstile.notify()  # a worker may be free for the next
                raise _left()
            if not free:
                self._counts["refused"] += 1
                raise self._full(seconds)
            if self._closed:
                raise QueryLimitError("query sandbox", "it was closed.", "Start it again.")
            if not self._idle:
                trouble, self._trouble = self._trouble, None
                assert trouble is not None
                raise trouble
            worker = self._idle.pop()
            self._busy.add(worker)
            self._counts["queries"] += 1
            return worker

    def _patience(self, seconds: float) -> float:
        """Seconds to wait for a worker: as long as a query may run, or as one takes to start."""
        return max(seconds, self.limits.seconds) + (QUERY_START_SECONDS if self._starters else 1)

    def _full(self, seconds: float) -> BusyError:
        return BusyError(
            "query sandbox",
            f"all {self._size} workers are busy and {self._most_waiting} queries wait.",
            f"Try again in {math.ceil(seconds)} s.",
            retry_after=math.ceil(seconds),
        )

    def _give_back(self, worker: Worker, *, fit: bool) -> None:
        with self._turnstile:
            self._busy.discard(worker)
            keep = fit and worker.alive and not self._closed
            if keep:
                self._idle.append(worker)
            else:
                self._counts["killed"] += 1
                if not self._closed:
                    self._refill()
            self._turnstile.notify()
        if not keep:
            worker.kill()

    def _refill(self) -> None:
        """Start what is missing; the caller holds the turnstile."""
        for worker in [w for w in self._idle if not w.alive]:
            self._idle.remove(worker)
            worker.kill()
        have = len(self._idle) + len(self._busy) + len(self._starters)
        for _ in range(self._size - have):
            thread = threading.Thread(target=self._start, daemon=True)
            self._starters.add(thread)
            thread.start()

    def _start(self) -> None:
        worker: Worker | None = None
        trouble: AimsgraphError | None = None
        try:
            worker = Worker(self.copy, self.limits.memory)
        except AimsgraphError as error:
            trouble = error
            time.sleep(0.1)
        with self._turnstile:
            self._starters.discard(threading.current_thread())
            if worker is not None and not self._closed:
                self._idle.append(worker)
                self._counts["started"] += 1
                worker = None
            self._trouble = trouble
            self._turnstile.notify_all()
        if worker is not None:
            worker.kill()


def _left() -> QueryLimitError:
    return QueryLimitError("query", "it was left.", "Ask again.")
