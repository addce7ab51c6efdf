"""HTTP/1.1 on the wire: uvicorn's quick protocol with limits on what frames a request.

The parser itself has none: a head, trailers or chunk headers without an end would fill the memory
or hold a connection for ever.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aimsgraph.faces.server.problems import ProblemError, render_problem
from aimsgraph.faces.server.settings import (
    HEAD_SECONDS,
    MAX_ADDRESS_BYTES,
    MAX_HEAD_BYTES,
    MESSAGE_SECONDS,
)

_PER_BODY_BYTE: Final = 16
"""Bytes of framing that each byte of a body may have: chunks of one byte pass."""

_PER_HEADER = len(": \r\n")
_REMEDY = "Send a long query in the body of a POST."
_NOISE = ProblemError("wrong-request", "request", "it is no HTTP/1.1.", "Look at docs/server.md.")


_FOREIGN = ProblemError(
    "host", "target of the request", "it names another host than Host.", "Name this server in both."
)
_LATE = ProblemError(
    "slow-request", "request", "it did not arrive in time.", "Send it again, at once."
)


class _RefusedError(Exception):
    """A request is refused while it is read; the parser passes this on as an error of its own."""


class Http(HttpToolsProtocol):
    """A connection that is answered and closed when a request is malformed, too long or too slow.

    What came of a message less its body is framing: its head, chunk headers and trailers.
    """

    url = b""
    _open = False
    _size = 0
    _unread = 0
    _body = 0
    _foreign = False
    _late = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client connected: its first head is due."""
        super().connection_made(transport)
        self._due(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._due(0)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; what is added to a message that began earlier counts as it comes."""
        began = self._open
        super().data_received(data)
        if self._open and began and not self.transport.is_closing():
            self._unread += len(data)
            if self._unread - self._body > MAX_HEAD_BYTES + _PER_BODY_BYTE * self._body:
                self._unread = max(self._unread, MAX_HEAD_BYTES + 1)
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """A head begins."""
        self._open, self._size, self._unread, self._body = True, 0, 0, 0
        self._foreign = False
        if self._timer is None:
            self._due(HEAD_SECONDS)
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request has come whole."""
        self._open = False
        self._due(0)
        super().on_message_complete()

    def on_url(self, url: bytes) -> None:
        """A part of the request's address."""
        self._size += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._size += len(name) + len(value) + _PER_HEADER
        if self._size > MAX_HEAD_BYTES:  # trailers, too
            raise _RefusedError
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A head ends."""
        self._foreign = not _names_one_host(self.url, self.headers)
        if self._refusal() is not None:
            raise _RefusedError
        self._due(MESSAGE_SECONDS)
        super().on_headers_complete()

    def _due(self, seconds: float) -> None:
        """Have the request end within some seconds; 0 for no such time."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._expire) if seconds else None

    def _expire(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or not self._open:  # half an answer is out, or nothing was asked
            self.transport.close()
        else:
            self._late = True
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that never became one, in the shape of every other error."""
        del msg
        answer = render_problem(self._refusal() or _NOISE)
        phrase = HTTPStatus(answer.status_code).phrase
        head = [f"HTTP/1.1 {answer.status_code} {phrase}".encode(), b"connection: close"]
        head += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + bytes(answer.body))
        self.transport.close()

    def _refusal(self) -> ProblemError | None:
        if self._late:
            return _LATE
        if self._foreign:
            return _FOREIGN
        if len(self.url or b"") > MAX_ADDRESS_BYTES:
            fact = f"it has more than {MAX_ADDRESS_BYTES} bytes."
            return ProblemError("address", "address of the request", fact, _REMEDY)
        if max(self._size, self._unread) > MAX_HEAD_BYTES:
            fact = f"they have more than {MAX_HEAD_BYTES} bytes."
            return ProblemError("head", "request line and headers", fact, _REMEDY)
        return None


def _names_one_host(url: bytes, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether there is one Host header at most, and an absolute target names the same host."""
    hosts = [value.strip().lower() for name, value in headers if name.lower() == b"host"]
    scheme, mark, rest = url.partition(b"://")
    if len(hosts) > 1:
        return False
    if not mark or b"/" in scheme or b"?" in scheme:
        return True
    return hosts == [rest.partition(b"/")[0].partition(b"?")[0].lower()]
