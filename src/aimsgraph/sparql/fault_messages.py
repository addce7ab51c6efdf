"""What went wrong with a query, said to a person: the place, the text at fault, what was expected.

The parser reports the furthest place that it tried, which is often not where the fault is. So the
query's own pieces are looked at first, from the surest sign to the weakest; the parser's words come
last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aimsgraph.model.errors import QueryError, QueryLimitError, QueryRefusedError, UnfitFormatError
from aimsgraph.sparql.fault_patterns import Fault, at, find_fault
from aimsgraph.sparql.guard import word
from aimsgraph.sparql.keywords import WORDS
from aimsgraph.sparql.results import Limits
from aimsgraph.sparql.tokens import caret, place_of, tokens, undotted
from aimsgraph.sparql.worker import Request

_HOPELESS: Final = frozenset({"depth", "order"})
"""Ends of a worker that come again however often the query is asked."""

_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_KEYWORD: Final = re.compile(r"(?<![\w'\"\[])[A-Z][A-Z_0-9]+(?![\w'\"\]])")
_MEGABYTE: Final = 1024 * 1024


def explain(text: str, message: str, prefixes: Mapping[str, str]) -> QueryError:
    """Why a query is not SPARQL.

    Args:
        text: The query.
        message: What the parser said.
        prefixes: Prefixes that it need not declare.

    Returns:
        The error, with line, column, the line at fault and carets under the place.
    """
    fault = find_fault(text, message, prefixes) or _by_parser(text, message)
    line, column = place_of(text, fault.start)
    return QueryError(
        f"query:{line}:{column}",
        fault.fact,
        fault.remedy,
        line=line,
        column=column,
        caret=caret(text, fault.start, fault.width) if text.strip() else "",
    )


_SIGNS: Final = (
    (('"?"', '"$"'), "a variable"),
    (('"<"',), "an address"),
    (('"\\""', "'\"'"), "a text"),
    (("['0'..='9']",), "a number"),
    (('"{"',), "{"),
    (('"}"',), "}"),
    (('"("',), "("),
    (('")"',), ")"),
    (('"]"',), "]"),
    (('"."',), "a full stop"),
)
_MOST_NAMED: Final = 4
_STATEMENT: Final = "Expected a whole statement: subject, predicate, object, and a full stop."
_ADVICE: Final = {
    "variable": _STATEMENT,
    "name": _STATEMENT,
    "iri": _STATEMENT,
    "function": "Check its brackets, and how many arguments it takes.",
    "open": "Expected (expression AS ?name), or a group { ... }.",
    "end": "Expected the end of the query.",
}
"""What to say by the kind of the piece at fault, when the parser names nothing of use."""


def _by_parser(text: str, message: str) -> Fault:
    pieces = tokens(text)
    match = _PLACE.match(message)
    if not match:
        return Fault(0, 1, f"this is not SPARQL: {message[:200]}", "Mend it.")
    line, alternatives = int(match.group(1)), match.group(3)
    column = undotted(text, line, int(match.group(2)))
    named = [what for signs, what in _SIGNS if any(s in alternatives for s in signs)]
    keywords = [k for k in _KEYWORD.findall(alternatives) if k in WORDS]
    if keywords and not named:
        # the parser counts a keyword as read to its end before it says that it is not there
        column -= min(len(k) for k in keywords)
    start = sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + max(0, column - 1)
    piece = next((p for p in pieces if p.end > start), None)
    if piece is None:
        last = pieces[-1]
        fault = Fault(
            last.start, len(last.text), f"the query ends too early, after {last.text}.", ""
        )
    else:
        fault = at(piece, f"{piece.text[:60]} does not fit here.", "")
    kind = "function" if piece and word(piece) in WORDS else piece.kind if piece else "end"
    remedy = _ADVICE.get(kind, "Look at what stands just before it.")
    if named:
        remedy = f"Expected {_either(named[:_MOST_NAMED])}."
    return Fault(fault.start, fault.width, fault.fact, remedy)


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def died(why: str, request: Request, limits: Limits) -> QueryLimitError | QueryRefusedError:
    """Why a query took its worker with it.

    Args:
        why: ``time``, ``memory``, ``depth``, ``order`` or ``unknown``.
        request: The query.
        limits: The limits of the pool.
    """
    memory = limits.memory // _MEGABYTE
    table = {
        "time": (
            f"it was stopped after {request['seconds']:g} s.",
            "Make it narrower (bind more, add LIMIT), or give it more time.",
        ),
        "memory": (
            f"it needs more than {memory} MB of memory.",
            "Make it narrower: join on shared variables, sort and group less.",
        ),
        "depth": (
            "it nests too deeply, or joins too many parts.",
            "Use fewer brackets and fewer operators: ask in several queries.",
        ),
        "order": (
            "it sorts values of several kinds, and the engine found no order among them.",
            "Sort by their text, as in ORDER BY STR(?x).",
        ),
        "unknown": ("its worker ended without a word.", "Try again; if it happens twice, tell us."),
    }
    kind = QueryRefusedError if why in _HOPELESS else QueryLimitError
    return kind("query", *table[why])


def failed(
    code: str, message: str, request: Request, limits: Limits
) -> QueryError | QueryLimitError:
    """Why a query that is SPARQL gave no result.

    Args:
        code: ``memory``, ``size``, ``xml`` or ``run``.
        message: What the worker said.
        request: The query.
        limits: The limits of the pool.
    """
    if code == "memory":
        return died("memory", request, limits)
    if code == "size":
        return QueryLimitError(
            "query",
            f"the first row alone is larger than {request['size']} bytes.",
            "Ask for parts of it, with SUBSTR.",
        )
    if code == "xml":
        return UnfitFormatError(
            "query",
            f"{message}, so the answer cannot be written as XML.",
            "Ask for JSON, CSV or TSV; for a graph, Turtle, N-Triples or JSON-LD.",
        )
    if match := re.search(r"custom function (<[^>]*>) is not supported", message):
        return QueryError(
            "query", f"there is no function {match.group(1)}.", "Use those of SPARQL."
        )
    return QueryError("query", f"it cannot be run: {message[:300]}", "Change the query.")
