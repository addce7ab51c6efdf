"""The endpoint as a process: its socket, its workers, and an end without a rest."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType

import uvicorn

from aimsgraph.faces.server.app import create_app
from aimsgraph.faces.server.connection import Http
from aimsgraph.faces.server.settings import (
    FREE_WAITING,
    GRACE_SECONDS,
    NAMED_WAITING,
    NICENESS,
    Settings,
)
from aimsgraph.model.errors import InputError, QueryLimitError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import QUERY_START_SECONDS
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.results import Limits

_ADDRESS = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket on this machine only.

    Args:
        port: The port; 0 takes a free one.

    Raises:
        InputError: The port is taken, or may not be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_ADDRESS, port))
        listener.listen(256)
    except (OSError, OverflowError) as error:
        listener.close()
        why = getattr(error, "strerror", None) or "it is no port"
        raise InputError(
            f"--port {port}", f"it cannot be used: {why}.", "Choose another, such as 7879."
        ) from error
    return listener


class _CalmPool(SandboxPool):
    """Workers that stand back: free queries may take all of a processor, but only its spare time.

    A worker inherits the niceness of the thread that starts it.
    """

    def _start(self) -> None:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        super()._start()


class _Server(uvicorn.Server):
    """A server that, told to end, first ends the queries under way; who waits for one gets 503.

    Args:
        config: Of uvicorn.
        pools: Pools to close.
    """

    def __init__(self, config: uvicorn.Config, pools: Sequence[SandboxPool]) -> None:
        super().__init__(config)
        self._pools = pools
        self._closing: list[threading.Thread] = []

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal."""
        super().handle_exit(sig, frame)
        for pool in self._pools:
            thread = threading.Thread(target=pool.close)
            thread.start()
            self._closing.append(thread)

    def rest(self) -> None:
        """Wait until the pools that were told to close have no worker any more."""
        for thread in self._closing:
            thread.join()


def serve(
    graph: Graph,
    copy: DatasetCopy,
    *,
    port: int,
    origins: tuple[str, ...],
    workers: int,
    limits: Limits,
    say: Callable[[str], None],
) -> None:
    """Serve until a signal ends it; no worker is left afterwards.

    Args:
        graph: The graph.
        copy: The same as statements.
        port: The port; 0 takes a free one.
        origins: Web origins that may read answers.
        workers: Workers for free queries; named ones have one of their own.
        limits: What a query may take.
        say: Told where it listens.

    Raises:
        InputError: The port cannot be used.
        QueryLimitError: The workers do not start.
    """
    with listen(port) as listener:
        settings = Settings(port=listener.getsockname()[1], origins=origins, warm=True)
        with (
            _CalmPool(copy, workers=workers, waiting=FREE_WAITING, limits=limits) as pool,
            SandboxPool(copy, workers=1, waiting=NAMED_WAITING, limits=limits) as named,
        ):
            if not (pool.ready(QUERY_START_SECONDS) and named.ready(QUERY_START_SECONDS)):
                raise QueryLimitError(
                    "query sandbox", "the workers did not start.", "Free memory and try again."
                )
            app = create_app(graph, pool, settings, named_pool=named)
            say(f"SPARQL endpoint at {settings.base} (stop with Ctrl+C).")
            _run(
                _Server(
                    uvicorn.Config(
                        app,
                        http=Http,
                        access_log=False,
                        log_level="warning",
                        lifespan="on",
                        ws="none",
                        server_header=False,
                        proxy_headers=False,
                        timeout_graceful_shutdown=GRACE_SECONDS,
                    ),
                    (pool, named),
                ),
                listener,
            )


def _run(server: _Server, listener: socket.socket) -> None:
    """Run until a signal; uvicorn raises it again at the end, and here that is no failure."""
    known = (signal.SIGINT, signal.SIGTERM)
    before = {}
    if threading.current_thread() is threading.main_thread():
        before = {one: signal.signal(one, _ended) for one in known}
    try:
        server.run(sockets=[listener])
    finally:
        server.rest()
        for one, handler in before.items():
            signal.signal(one, handler)


def _ended(number: int, frame: object) -> None:
    """The server ended as it was told to."""
