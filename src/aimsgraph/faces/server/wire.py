"""HTTP/1.1 on the wire: uvicorn's quick protocol with a limit on the head of a request.

The parser itself has none, so that a head without an end would fill the memory.
"""

from __future__ import annotations

from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from aimsgraph.faces.server.problems import ProblemError, render_problem
from aimsgraph.faces.server.settings import MAX_ADDRESS_BYTES, MAX_HEAD_BYTES

_PER_HEADER = len(": \r\n")
_REMEDY = "Send a long query in the body of a POST."
_NOISE = ProblemError("wrong-request", "request", "it is no HTTP/1.1.", "Look at docs/server.md.")


class _TooLongError(Exception):
    """The head is longer than it may be; the parser passes it on as an error of its own."""


class Http(HttpToolsProtocol):
    """A connection that is answered and closed when a head is malformed or too long."""

    url = b""
    _in_head = False
    _size = 0
    _unread = 0

    def data_received(self, data: bytes) -> None:
        """Take what came; what is added to a head that began earlier counts as it comes."""
        began = self._in_head
        super().data_received(data)
        if self._in_head and began and not self.transport.is_closing():
            self._unread += len(data)
            if self._unread > MAX_HEAD_BYTES:
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head, self._size, self._unread = True, 0, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A part of the request's address."""
        self._size += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._size += len(name) + len(value) + _PER_HEADER
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A head ends."""
        if self._too_long() is not None:
            raise _TooLongError
        self._in_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that never became one, in the shape of every other error."""
        del msg
        answer = render_problem(self._too_long() or _NOISE)
        phrase = HTTPStatus(answer.status_code).phrase
        head = [f"HTTP/1.1 {answer.status_code} {phrase}".encode(), b"connection: close"]
        head += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + bytes(answer.body))
        self.transport.close()

    def _too_long(self) -> ProblemError | None:
        if len(self.url or b"") > MAX_ADDRESS_BYTES:
            fact = f"it has more than {MAX_ADDRESS_BYTES} bytes."
            return ProblemError("address", "address of the request", fact, _REMEDY)
        if max(self._size, self._unread) > MAX_HEAD_BYTES:
            fact = f"they have more than {MAX_HEAD_BYTES} bytes."
            return ProblemError("head", "request line and headers", fact, _REMEDY)
        return None
