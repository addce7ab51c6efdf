"""From an answer to an HTTP response: type, limits, truncation, hints."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from aimsgraph.faces.server.negotiation import GRAPHS, TABLES, Wanted
from aimsgraph.faces.server.problems import ProblemError
from aimsgraph.sparql.results import GraphFormat, Limits, QueryResult, TableFormat

_TEXT: Final = frozenset({"text/csv", "text/tab-separated-values", "text/turtle", "text/plain"})
_HINT_CHARS: Final = 1_000


def formats_of(wanted: Wanted) -> tuple[TableFormat, GraphFormat]:
    """The formats to ask the sandbox for.

    Raises:
        ProblemError: No format is accepted.
    """
    if not wanted.table and not wanted.graph:
        raise not_acceptable("")
    return TABLES.get(wanted.table, TableFormat.JSON), GRAPHS.get(wanted.graph, GraphFormat.TURTLE)


def not_acceptable(kind: str) -> ProblemError:
    """No format that is accepted can be given."""
    tables, graphs = (
        ", ".join(t.media_type for t in TableFormat),
        ", ".join(g.media_type for g in GraphFormat),
    )
    have = {
        "select": f"SELECT gives {tables}.",
        "ask": f"ASK gives {tables}.",
        "graph": f"CONSTRUCT and DESCRIBE give {graphs}.",
    }.get(kind, f"Accept {tables}; or {graphs}.")
    return ProblemError(
        "not-acceptable", "Accept header", "none of its formats can be given.", have
    )


def limits_header(limits: Limits) -> str:
    """What a query may take, in one line."""
    return (
        f"seconds={limits.seconds:g}, rows={limits.rows}, bytes={limits.size}, "
        f"memory={limits.memory}"
    )


def render_result(
    result: QueryResult, wanted: Wanted, *, limits: Limits, data_version: str, link: str
) -> Response:
    """The response.

    Args:
        result: The answer.
        wanted: What is accepted.
        limits: What the query might take.
        data_version: Version of the data.
        link: Address of what is said about limits.

    Raises:
        ProblemError: The answer is of a kind for which nothing is accepted.
    """
    media = wanted.graph if result.kind == "graph" else wanted.table
    if not media:
        raise not_acceptable(result.kind)
    headers = {
        "Cache-Control": "no-store",
        "Vary": "Accept",
        "X-Aimsgraph-Data-Version": data_version,
        "X-Aimsgraph-Limits": limits_header(limits),
        "X-Aimsgraph-Rows": str(result.rows),
    }
    body = result.body
    if result.truncated:
        headers["X-Aimsgraph-Truncated"] = result.truncated
        body = _linked(result, f"{link}#truncated-{result.truncated}")
    if result.hints:
        headers["X-Aimsgraph-Hint"] = quote(" ".join(result.hints)[:_HINT_CHARS], safe=" ,.:;?/")
    content_type = f"{media}; charset=utf-8" if media in _TEXT else media
    headers["Content-Type"] = content_type
    return Response(body, 200, headers)


def _linked(result: QueryResult, link: str) -> bytes:
    """The body of a truncated table with a link in its head, where the format has room for one.

    https://www.w3.org/TR/sparql11-results-json/#select-link
    """
    if result.format is TableFormat.JSON and result.body.startswith(b'{"head":{'):
        rest = result.body[len(b'{"head":{') :]
        return b'{"head":{"link":[' + json.dumps(link).encode() + b"]," + rest
    if result.format is TableFormat.XML:
        return result.body.replace(b"</head>", f'<link href="{link}"/></head>'.encode(), 1)
    return result.body
