"""Settings of the endpoint, and every limit of its own. At the limit passes; one more fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aimsgraph.model.limits import QUERY_TEXT_BYTES

MAX_BODY_BYTES: Final = 4 * QUERY_TEXT_BYTES
"""Size of a request's body: the longest query, each byte written as ``%XX``, and room to spare."""

MAX_HEAD_BYTES: Final = 4 * QUERY_TEXT_BYTES
"""Size of a request's line and headers."""

MAX_ADDRESS_BYTES: Final = (1 << 16) - 1
"""Size of a request's address, in which the query of a GET stands; the parser knows no more."""

MAX_FIELDS: Final = 200
"""Parameters of one request."""

BODY_SECONDS: Final = 10.0
"""Time that a client has to send its body."""

HEAD_SECONDS: Final = 10.0
"""Time that a client has to send the line and headers of a request, from its first byte or, on a
new connection, from its start."""

MESSAGE_SECONDS: Final = BODY_SECONDS + 5.0
"""Time after the head until a request has ended, whoever reads its body."""

FREE_WAITING: Final = 16
"""Free queries that may wait for a worker: more would only wait to be refused."""

NAMED_WAITING: Final = 256
"""Named queries that may wait for their worker; each takes milliseconds."""

NICENESS: Final = 10
"""How much workers of free queries stand back behind everything else, on systems that know it."""

CACHE_BYTES: Final = 32 * 1024 * 1024
"""Size of all answers kept in memory."""

CACHE_ENTRY_BYTES: Final = 1024 * 1024
"""Size of one answer that is kept in memory."""

GRACE_SECONDS: Final = 2
"""Time that requests under way have when the endpoint is told to end."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the endpoint is set up.

    Args:
        port: Where it listens on 127.0.0.1; names in the Host header must have it.
        origins: Web origins that may read answers; ``*`` is every one; none by default.
        body_seconds: Time that a client has to send its body.
        warm: Whether the named queries are asked once at the start.
    """

    port: int = 7878
    origins: tuple[str, ...] = ()
    body_seconds: float = BODY_SECONDS
    warm: bool = False

    @property
    def base(self) -> str:
        """Address of the endpoint, which is also the base of relative addresses in a query."""
        return f"http://127.0.0.1:{self.port}/sparql"

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the Host header that are answered."""
        names = ("127.0.0.1", "localhost", "[::1]")
        with_port = {f"{name}:{self.port}" for name in names}
        return frozenset(with_port | (set(names) if self.port == _HTTP_PORT else set()))


_HTTP_PORT: Final = 80
