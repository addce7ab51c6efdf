"""What every request passes: the host it names, the page it comes from, and what it may send.

A page on another site can make a browser send requests here. A name that it lets point to this
machine (DNS rebinding) is refused by the Host header; its other requests by Origin and by the
Sec-Fetch headers, unless the origin was allowed with ``--cors``.
"""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aimsgraph.faces.server.problems import ProblemError, render_problem
from aimsgraph.faces.server.settings import MAX_BODY_BYTES, Settings

POLICY: Final = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
_ALWAYS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
_EXPOSED: Final = (
    "Retry-After, X-Aimsgraph-Data-Version, X-Aimsgraph-Limits, X-Aimsgraph-Rows, "
    "X-Aimsgraph-Truncated, X-Aimsgraph-Hint"
)
_OTHER_SITES: Final = frozenset({"cross-site", "same-site"})


class Gate:
    """The middleware around everything.

    Args:
        app: What is behind.
        settings: Hosts and origins.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        allowed = self._allowed(origin)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_ALWAYS]
                self._share(MutableHeaders(scope=message), origin, allowed)
            await send(message)

        early = self._refusal(headers, origin, allowed) or _preflight(scope, headers, allowed)
        if early is not None:
            await early(scope, receive, marked)
            return
        await self._app(scope, receive, marked)

    def _allowed(self, origin: str) -> bool:
        return bool(origin) and ("*" in self._settings.origins or origin in self._settings.origins)

    def _refusal(self, headers: Headers, origin: str, allowed: bool) -> Response | None:
        hosts = headers.getlist("host")
        host = hosts[0].lower() if len(hosts) == 1 else ""
        if host not in self._settings.hosts:
            names = ", ".join(sorted(self._settings.hosts))
            problem = ProblemError(
                "host", "Host header", "it does not name this server.", f"Use one of {names}."
            )
            return render_problem(problem)
        navigates = headers.get("sec-fetch-mode") == "navigate"
        foreign = bool(origin) and origin.lower() != f"http://{host}"
        foreign |= headers.get("sec-fetch-site") in _OTHER_SITES and not navigates
        if foreign and not allowed:
            problem = ProblemError(
                "origin",
                "Origin header",
                "pages of other sites may not ask this server.",
                "Start it with --cors ORIGIN to let one.",
            )
            return render_problem(problem)
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding != "identity":
            problem = ProblemError(
                "media-type", "Content-Encoding", f"{coding[:50]} is not read.", "Send it as it is."
            )
            return render_problem(problem)
        length = headers.get("content-length", "0")
        if length.isdecimal() and float(length) <= MAX_BODY_BYTES:
            return None
        return render_problem(too_large())

    def _share(self, out: MutableHeaders, origin: str, allowed: bool) -> None:
        if self._settings.origins:
            out.add_vary_header("Origin")
        if allowed:
            out["Access-Control-Allow-Origin"] = origin
            out["Access-Control-Expose-Headers"] = _EXPOSED
            out["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            out["Cross-Origin-Resource-Policy"] = "same-origin"


def _preflight(scope: Scope, headers: Headers, allowed: bool) -> Response | None:
    if scope["method"] != "OPTIONS" or not allowed:
        return None
    if "access-control-request-method" not in headers:
        return None
    return Response(status_code=204, headers={
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": "600",
    })  # fmt: skip


def too_large() -> ProblemError:
    """A body is larger than any query can be."""
    return ProblemError(
        "too-large",
        "body",
        f"it has more than {MAX_BODY_BYTES} bytes.",
        "Shorten the query, or ask in several parts.",
        headers={"Connection": "close"},
    )


async def read_body(request: Request, seconds: float) -> bytes:
    """The body of a request, read no further than the limit.

    Raises:
        ProblemError: It is too large, or comes too slowly.
    """
    pieces = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                pieces += piece
                if len(pieces) > MAX_BODY_BYTES:
                    raise too_large()
    except TimeoutError as error:
        raise ProblemError(
            "slow-request",
            "body",
            f"it did not arrive within {seconds:g} s.",
            "Send it again.",
            headers={"Connection": "close"},
        ) from error
    return bytes(pieces)
