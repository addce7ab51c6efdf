"""What hostile tests share: a canary that counts visits, and measures of this process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aimsgraph.sparql.dataset_copy import DatasetCopy

SMALL = DatasetCopy(
    b"".join(b"<a:%d> <a:p> <a:%d> <a:g> .\n" % (i, i * 7) for i in range(20_000)), {}
)
"""Enough that a query does not end, little to load: for pools that are opened and closed."""


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that must not be visited: its address, and who came."""
    visits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _seen(self) -> None:
            visits.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(b'{"head":{"vars":["leak"]},"results":{"bindings":[]}}')

        do_GET = do_POST = _seen  # noqa: N815  (names of the base class)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql", visits
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def resident() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def quickest(action: Callable[[], object], times: int = 3) -> float:
    """Seconds of CPU of the quickest of some runs: what the work takes by itself."""
    best = float("inf")
    for _ in range(times):
        started = time.thread_time()
        action()
        best = min(best, time.thread_time() - started)
    return best
