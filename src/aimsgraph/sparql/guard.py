"""A courteous look at a query before it runs: what is not run here is refused with the reason.

It is no wall. What slips through meets a worker that can open nothing and dies in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aimsgraph.model.errors import QueryRefusedError
from aimsgraph.model.limits import QUERY_DEPTH, QUERY_PARTS, QUERY_TEXT_BYTES
from aimsgraph.sparql.tokens import Token, caret, place_of, tokens, unescaped

_READ_ONLY: Final = (
    "this changes data, and nothing here does.",
    "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; to add data, give a folder with --with.",
)
UPDATES: Final = frozenset({
    "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH",
})  # fmt: skip
"""Words with which a request of SPARQL Update begins."""

_REFUSED: Final[dict[str, tuple[str, str]]] = {
    "SERVICE": (
        "this would ask another server, and a query here never leaves the machine.",
        "Leave SERVICE out; everything that can be asked is in the graph.",
    ),
    "FROM": (
        "FROM would fetch a graph, and only the graphs already here can be asked.",
        "Leave FROM out: all graphs are asked at once; for one of them write GRAPH <...> { ... }.",
    ),
}
_PROLOGUE: Final = {"BASE": 1, "PREFIX": 2, "VERSION": 1}
_JOINING: Final = frozenset({
    "UNION", "MINUS", "OPTIONAL", "FILTER", "BIND", "||", "&&", "|", "/", "+", "-", "*", "!",
})  # fmt: skip
"""What joins the parts of a query that the engine nests one into the other."""

_STAR_OPEN: Final = "<<"
_STAR_CLOSE: Final = ">>"


def check(text: str) -> None:
    """Refuse what is not run here.

    Args:
        text: The query.

    Raises:
        QueryRefusedError: It is too large, nests too deeply, joins too many parts, updates, or
            leaves the machine.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > QUERY_TEXT_BYTES:
        raise QueryRefusedError(
            "query",
            f"it has {size} bytes; at most {QUERY_TEXT_BYTES} are read.",
            "Shorten it, or ask in several parts.",
        )
    pieces = tokens(text)
    _depth(text, pieces)
    _parts(text, pieces)
    verb = verb_of(pieces)
    if verb is not None and word(verb) in UPDATES:
        raise _refusal(text, verb, *_READ_ONLY)
    for piece in pieces:
        if piece.kind == "word" and word(piece) in _REFUSED:
            raise _refusal(text, piece, *_REFUSED[word(piece)])
    if "\\" in text and (plain := unescaped(text)) != text:
        check(plain)


def word(piece: Token) -> str:
    """A keyword in capitals."""
    return piece.text.upper()


def verb_of(pieces: Sequence[Token]) -> Token | None:
    """The word after the prologue: what the query does."""
    at = 0
    while at < len(pieces) and word(pieces[at]) in _PROLOGUE:
        at += 1 + _PROLOGUE[word(pieces[at])]
    return pieces[at] if at < len(pieces) else None


def _depth(text: str, pieces: Sequence[Token]) -> None:
    depth = 0
    for piece in pieces:
        if piece.kind == "open" or piece.text == _STAR_OPEN:
            depth += 1
        elif piece.kind == "close" or piece.text == _STAR_CLOSE:
            depth = max(0, depth - 1)
        if depth > QUERY_DEPTH:
            raise _refusal(
                text,
                piece,
                f"more than {QUERY_DEPTH} brackets are open here.",
                "Nest less deeply: join groups with UNION, or use VALUES.",
            )


def _parts(text: str, pieces: Sequence[Token]) -> None:
    joining = [p for p in pieces if p.kind in {"word", "sign"} and word(p) in _JOINING]
    if len(joining) > QUERY_PARTS:
        raise _refusal(
            text,
            joining[QUERY_PARTS],
            f"more than {QUERY_PARTS} parts are joined before this one.",
            "Ask in several queries, or use VALUES.",
        )


def _refusal(text: str, piece: Token, fact: str, remedy: str) -> QueryRefusedError:
    line, column = place_of(text, piece.start)
    return QueryRefusedError(
        f"query:{line}:{column}",
        fact,
        remedy,
        line=line,
        column=column,
        caret=caret(text, piece.start, len(piece.text)),
    )
