"""One shape for every error: RFC 9457 with place, remedy, line and column."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from aimsgraph.model.errors import (
    AimsgraphError,
    BusyError,
    QueryError,
    QueryLimitError,
    QueryRefusedError,
    UnfitFormatError,
    UnknownNameError,
)

PROBLEM: Final = "https://w3id.org/aimsgraph/problem/"
MEDIA_TYPE: Final = "application/problem+json"

TITLES: Final[dict[str, tuple[int, str]]] = {
    "wrong-request": (400, "The request is not one of the SPARQL protocol"),
    "wrong-query": (400, "The query is wrong"),
    "refused-query": (400, "The query is of a kind that is not run here"),
    "unknown-name": (400, "A name does not exist"),
    "update": (403, "Nothing can be changed here"),
    "origin": (403, "Another web page may not ask"),
    "not-found": (404, "There is nothing at this address"),
    "method": (405, "This address is asked in another way"),
    "not-acceptable": (406, "No format that is accepted can be given"),
    "slow-request": (408, "The request did not arrive in time"),
    "too-large": (413, "The request is too large"),
    "media-type": (415, "The body is of a type that is not read"),
    "address": (414, "The address of the request is too long"),
    "head": (431, "The head of the request is too long"),
    "host": (421, "This is not the host that was asked"),
    "internal": (500, "Something went wrong here"),
    "limit": (503, "The query needs more than it may have"),
    "busy": (503, "Every worker is busy"),
}
"""Kinds of error: status and title."""

_KINDS: Final[tuple[tuple[type[AimsgraphError], str], ...]] = (
    (BusyError, "busy"),
    (QueryLimitError, "limit"),
    (QueryRefusedError, "refused-query"),
    (UnfitFormatError, "not-acceptable"),
    (QueryError, "wrong-query"),
    (UnknownNameError, "unknown-name"),
)


@dataclass(eq=False)
class ProblemError(Exception):
    """A request that gets no answer.

    Args:
        kind: A key of ``TITLES``.
        place: What the error is about.
        fact: What is wrong.
        remedy: What to do.
        line: Line from 1 in the query; 0 when none is known.
        column: Column from 1.
        caret: The line at fault and a mark below the place.
        headers: Headers that go with it.
    """

    kind: str
    place: str
    fact: str
    remedy: str
    line: int = 0
    column: int = 0
    caret: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def problem_of(error: AimsgraphError) -> ProblemError:
    """An error of the product as one of the protocol.

    Args:
        error: The error.

    Returns:
        The problem, with ``Retry-After`` where it may pass.
    """
    kind = next((k for cls, k in _KINDS if isinstance(error, cls)), "internal")
    if kind == "internal":
        return internal()
    found = ProblemError(kind, error.place, error.fact, error.remedy)
    if isinstance(error, QueryError):
        found.line, found.column, found.caret = error.line, error.column, error.caret
    if isinstance(error, QueryLimitError):
        seconds = error.retry_after if isinstance(error, BusyError) else 1
        found.headers = {"Retry-After": str(max(1, math.ceil(seconds)))}
    return found


def internal() -> ProblemError:
    """An error that nobody foresaw; what it was stays here."""
    return ProblemError(
        "internal",
        "server",
        "an error that should not happen happened; it stands in the terminal of the server.",
        "Report it, with the query.",
    )


def render_problem(problem: ProblemError) -> Response:
    """The answer to a request that failed."""
    status, title = TITLES[problem.kind]
    facts = {
        "type": PROBLEM + problem.kind,
        "title": title,
        "status": status,
        "detail": f"{problem.place}: {problem.fact} {problem.remedy}",
        "place": problem.place,
        "fact": problem.fact,
        "remedy": problem.remedy,
        "line": problem.line or None,
        "column": problem.column or None,
        "caret": problem.caret or None,
    }
    return Response(
        json.dumps(facts, indent=1).encode() + b"\n",
        status,
        {**problem.headers, "Cache-Control": "no-store"},
        MEDIA_TYPE,
    )


def not_found(path: str) -> ProblemError:
    """Nothing is at an address."""
    return ProblemError(
        "not-found",
        path[:200],
        "there is nothing at this address.",
        "Ask /sparql, /queries, /health or /metrics.",
    )


def wrong_method(path: str, method: str, allowed: str) -> ProblemError:
    """An address is asked with a method that it does not know."""
    return ProblemError(
        "method",
        path[:200],
        f"{method} is not answered here.",
        f"Use {allowed}.",
        headers={"Allow": allowed},
    )


def of_status(status: int, path: str, method: str, allowed: str) -> ProblemError:
    """The problem for a bare HTTP status that the framework raised."""
    if status == HTTPStatus.NOT_FOUND:
        return not_found(path)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return wrong_method(path, method, allowed)
    return ProblemError(
        "wrong-request", path[:200], "the request cannot be read.", "Look at docs/server.md."
    )
