"""The SPARQL 1.1 Protocol: from an HTTP request to a query and the graphs it is asked of.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from aimsgraph.faces.server.problems import ProblemError
from aimsgraph.faces.server.settings import MAX_FIELDS
from aimsgraph.model.errors import QueryError
from aimsgraph.sparql.tokens import caret, tokens

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")
_SCHEME: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_TYPES: Final = f"Send the query as {DIRECT}, or as query=... in {FORM}."


@dataclass(frozen=True, slots=True)
class Operation:
    """A query, and what it is asked of.

    Args:
        text: SPARQL.
        default_graphs: Addresses for the default graph; None when the protocol names no dataset.
        named_graphs: Addresses that GRAPH may name.
        shift: Lines put before the user's text.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    shift: int = 0


def read_fields(raw: bytes, place: str) -> list[tuple[str, str]]:
    """The parameters of a query string or form.

    Raises:
        ProblemError: They are not UTF-8, or there are too many.
    """
    try:
        return parse_qsl(
            raw.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise ProblemError(
            "wrong-request", place, "it is not UTF-8.", "Encode it as UTF-8."
        ) from error
    except ValueError as error:
        raise ProblemError(
            "wrong-request",
            place,
            f"it has more than {MAX_FIELDS} parameters.",
            "Send fewer.",
        ) from error


def read_get(query_string: bytes) -> Operation | None:
    """The operation of a GET; None when no query is asked.

    Raises:
        ProblemError: It is none of the protocol.
    """
    fields = read_fields(query_string, "query string")
    return _operation(fields)


def read_post(query_string: bytes, content_type: str, body: bytes) -> Operation:
    """The operation of a POST.

    Raises:
        ProblemError: It is none of the protocol.
    """
    media, charset = _media(content_type)
    fields = read_fields(query_string, "query string")
    if media == UPDATE:
        raise _update()
    if media not in {FORM, DIRECT}:
        have = f"{media[:100]} is not read." if media else "it has no Content-Type."
        raise ProblemError("media-type", "body", have, _TYPES)
    if charset not in {"", "utf-8", "utf8"}:
        raise ProblemError(
            "media-type", "body", f"{charset[:40]} is not read.", "Encode it as UTF-8."
        )
    if media == FORM:
        found = _operation([*fields, *read_fields(body, "body")])
    else:
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProblemError(
                "wrong-request", "body", "it is not UTF-8.", "Encode it as UTF-8."
            ) from error
        found = _operation([*fields, ("query", text)])
    if found is None:
        raise ProblemError("wrong-request", "body", "there is no query in it.", _TYPES)
    return found


def _media(content_type: str) -> tuple[str, str]:
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    pairs = (parameter.partition("=") for parameter in parameters)
    return media, next((v.strip(' "') for k, _, v in pairs if k.strip() == "charset"), "")


def _update() -> ProblemError:
    return ProblemError(
        "update",
        "update",
        "this endpoint is read-only: no request changes the graph.",
        "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; add data with `aimsgraph serve --with DIR`.",
    )


def _operation(fields: list[tuple[str, str]]) -> Operation | None:
    slots: dict[str, list[str]] = {"query": [], "default-graph-uri": [], "named-graph-uri": []}
    for key, value in fields:
        if key in {"update", "using-graph-uri", "using-named-graph-uri"}:
            raise _update()
        if key in slots:
            slots[key].append(value)
    queries, default, named = slots.values()
    for address in (*default, *named):
        if not _ABSOLUTE.fullmatch(address):
            raise ProblemError(
                "wrong-request",
                "default-graph-uri or named-graph-uri",
                f"{address[:100]!r} is no absolute address.",
                "GET /sparql names the graphs that are here.",
            )
    if len(queries) > 1:
        raise ProblemError(
            "wrong-request", "query", f"there are {len(queries)} of them.", "Send one at a time."
        )
    if not queries:
        return None
    if not queries[0].strip():
        raise ProblemError("wrong-request", "query", "it is empty.", "Write a query.")
    if not default and not named:
        return Operation(queries[0])
    return Operation(queries[0], tuple(default), tuple(named))


def prepare(operation: Operation, base: str) -> Operation:
    """The operation as it is run.

    A dataset of the protocol takes the place of the one in the query (section 2.1.4), and
    relative addresses are resolved against the endpoint. Places in the text stay what they are.

    Args:
        operation: As it came.
        base: Address of the endpoint.

    Returns:
        The same, or one with FROM blanked out and BASE in a line before.
    """
    text = operation.text
    if operation.default_graphs is not None:
        text = _without_from(text)
    shift = int(_needs_base(text))
    if shift:
        text = f"BASE <{base}>\n{text}"
    return Operation(text, operation.default_graphs, operation.named_graphs, shift)


def _without_from(text: str) -> str:
    pieces = tokens(text)
    out = text
    for at, piece in enumerate(pieces):
        if piece.kind != "word" or piece.text.upper() != "FROM":
            continue
        last = at + 1
        if last < len(pieces) and pieces[last].text.upper() == "NAMED":
            last += 1
        if last < len(pieces) and pieces[last].kind in {"iri", "name"}:
            start, end = piece.start, pieces[last].end
            blank = "".join("\n" if c == "\n" else " " for c in out[start:end])
            out = out[:start] + blank + out[end:]
    return out


def _needs_base(text: str) -> bool:
    relative = False
    for piece in tokens(text):
        if piece.kind == "word" and piece.text.upper() == "BASE":
            return False
        relative = relative or (piece.kind == "iri" and not _SCHEME.match(piece.text))
    return relative


def moved(error: QueryError, operation: Operation) -> QueryError:
    """An error of the text that was run, with its place in the text that came.

    Args:
        error: The error.
        operation: As it was run.

    Returns:
        The error as the user is to see it.
    """
    if not operation.shift or error.line <= operation.shift:
        return error
    own = operation.text.split("\n", operation.shift)[-1]
    line = error.line - operation.shift
    start = sum(len(one) + 1 for one in own.split("\n")[: line - 1])
    width = error.caret.count("^") or 1
    return type(error)(
        f"query:{line}:{error.column}",
        error.fact,
        error.remedy,
        line=line,
        column=error.column,
        caret=caret(own, start + error.column - 1, width),
    )
