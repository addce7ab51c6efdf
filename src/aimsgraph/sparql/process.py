"""The parent's hold on one worker: starting it, talking to it in frames, and killing it in time.

Nothing that a worker says is unpickled or trusted: lengths are bounded, the rest is JSON or bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

import aimsgraph
from aimsgraph.model.errors import QueryLimitError
from aimsgraph.model.limits import QUERY_START_SECONDS
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.worker import CHUNK, HEADER, Reply, Request

_MAX_REPLY: Final = 1 << 20
_PIPE: Final = 1 << 20
_GROWTH: Final = 4
"""A graph as RDF/XML or JSON-LD may be so many times larger than as N-Triples, which is capped."""
_ENVIRONMENT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_MOST_WORDS: Final = 1 << 14
_LAST_WORDS: Final = (
    (b"memory allocation of", "memory"),
    (b"overflowed its stack", "depth"),
    (b"implement a total order", "order"),
)
"""What the engine says before it aborts the process, and what it means."""

_SIGNALS: Final = {6: "memory", 7: "depth", 10: "depth", 11: "depth"}
"""What the end by a signal means when nothing was said."""

_BOOT: Final = (
    "import sys; sys.path[:0] = sys.argv.pop(1).split(chr(0x1f)); "
    "from aimsgraph.sparql.worker import main; main()"
)


class WorkerGoneError(Exception):
    """The worker died while it was asked.

    Args:
        why: ``time``, ``memory``, ``depth``, ``order`` or ``unknown``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Worker:
    """A process that holds the graph.

    Args:
        copy: The graph.
        memory: Bytes that it may take on top of the graph.

    Raises:
        QueryLimitError: It cannot be started.
    """

    def __init__(self, copy: DatasetCopy, memory: int) -> None:
        self._late = False
        self._lock = threading.Lock()
        self._turn = 0
        roots = {Path(aimsgraph.__file__).parent.parent, Path(ox.__file__).parent.parent}
        path = "\x1f".join(sorted(str(r.resolve()) for r in roots))
        try:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                [sys.executable, "-I", "-S", "-B", "-c", _BOOT, path, str(memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=os.sep,
                env={k: os.environ[k] for k in _ENVIRONMENT if k in os.environ},
            )
        except OSError as error:
            raise _cannot_start(error.strerror or "no reason given") from error
        self._widen()
        try:
            with self._deadline(QUERY_START_SECONDS):
                view = memoryview(copy.quads)
                for start in range(0, len(view), CHUNK):
                    self._send(b"S", view[start : start + CHUNK])
                self._send(b"L", b"")
                self._send(b"M", json.dumps(copy.overlap).encode())  # found while it loads
                self._receive(b"R")
        except WorkerGoneError as error:
            self.kill()
            raise _cannot_start("it died while it loaded the graph") from error

    def _widen(self) -> None:
        """Let the pipes hold more at once, where the system allows it: fewer turns for a result."""
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import fcntl

            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it is there."""
        return self._process.poll() is None

    def ask(self, request: Request) -> tuple[Reply, bytes]:
        """Have a query answered.

        Args:
            request: The query and its limits.

        Returns:
            What the worker says, and the bytes of the result.

        Raises:
            WorkerGoneError: It was killed at the limit, or died of the query.
        """
        with self._deadline(request["seconds"]):
            self._send(b"Q", json.dumps(request).encode())
            try:
                reply: Reply = json.loads(self._receive(b"H"))
                left = int(reply["size"])
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise self._gone() from error
            if not 0 <= left <= _GROWTH * request["size"] + _MAX_REPLY:
                raise self._gone()
            body = bytearray()
            while len(body) < left:
                body += self._receive(b"B")
        return reply, bytes(body)

    def stop(self) -> None:
        """End it, from any thread, and wait until it is gone."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()

    def kill(self) -> None:
        """End it and give back its pipes; only for the thread that uses it."""
        with self._lock:
            self._turn += 1
        self.stop()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        turn = self._turn
        timer = threading.Timer(seconds, self._expire, (turn,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            with self._lock:
                self._turn += 1
            timer.cancel()

    def _expire(self, turn: int) -> None:
        with self._lock:
            if turn == self._turn:
                self._late = True
                self._process.kill()

    def _send(self, kind: bytes, content: bytes | memoryview) -> None:
        assert self._process.stdin is not None
        descriptor = self._process.stdin.fileno()
        try:
            for part in (HEADER.pack(kind, len(content)), content):
                left = memoryview(part)
                while left:
                    left = left[os.write(descriptor, left) :]
        except OSError as error:
            raise self._gone() from error

    def _receive(self, wanted: bytes) -> bytes:
        kind, length = HEADER.unpack(self._read(HEADER.size))
        if kind != wanted or length > _MAX_REPLY:
            raise self._gone()
        return self._read(length)

    def _read(self, count: int) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        pieces = []
        while count:
            piece = os.read(descriptor, count)
            if not piece:
                raise self._gone()
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def _gone(self) -> WorkerGoneError:
        if self._lingers():
            self._process.kill()
        status = -self._process.wait()
        if self._late or status == getattr(signal, "SIGXCPU", -1):
            return WorkerGoneError("time")
        said = self._last_words()
        known = next((why for words, why in _LAST_WORDS if words in said), "")
        return WorkerGoneError(known or _SIGNALS.get(status, "unknown"))

    def _last_words(self) -> bytes:
        """What it said before it died; it is dead, so that nothing more will come."""
        assert self._process.stderr is not None
        with contextlib.suppress(OSError, ValueError):
            return os.read(self._process.stderr.fileno(), _MOST_WORDS)
        return b""

    def _lingers(self) -> bool:
        """Whether it still lives a moment after its pipe broke: then it has gone astray."""
        try:
            self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            return True
        return False


def _cannot_start(why: str) -> QueryLimitError:
    return QueryLimitError(
        "query sandbox",
        f"a worker cannot be started: {why}.",
        "Free memory, or close other programs, and try again.",
    )


_UNENFORCED: Final[dict[str, tuple[str, ...]]] = {
    "linux": (),
    "darwin": (
        "On macOS the memory of a query is not limited; only its time is.",
        "On macOS only the check of its text keeps a query from opening sockets.",
    ),
    "win32": (
        "On Windows the memory of a query is not limited; only its time is.",
        "On Windows only the check of its text keeps a query from opening sockets.",
    ),
}


def unenforced(platform: str = sys.platform) -> tuple[str, ...]:
    """What the sandbox cannot keep from happening on this system, in sentences to be shown.

    >>> unenforced("linux")
    ()
    """
    other = (f"On {platform} the limits of the sandbox were never tested.",)
    return _UNENFORCED.get(platform, other)
