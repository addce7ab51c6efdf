"""Faults that can be seen in the pieces of a query, from the surest sign to the weakest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from aimsgraph.sparql.guard import verb_of, word
from aimsgraph.sparql.keywords import AGGREGATES, VERBS, WORDS
from aimsgraph.sparql.tokens import Token, tokens

_BROKEN_ADDRESS: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\n]*>")
_BROKEN_BARE: Final = re.compile(r"<[^<>\n]*>")
_SCHEME: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_PAIRS: Final = {"(": ")", "[": "]", "{": "}"}
_WORD_NEAR: Final = 0.75


@dataclass(frozen=True, slots=True)
class Fault:
    """A place in the text, what is wrong there, and what to do."""

    start: int
    width: int
    fact: str
    remedy: str


def find_fault(text: str, message: str, prefixes: Mapping[str, str]) -> Fault | None:
    """What is visibly wrong with a query that the parser refused.

    Args:
        text: The query.
        message: What the parser said.
        prefixes: Prefixes that it need not declare.

    Returns:
        The fault, or none when nothing is plain to see.
    """
    pieces = tokens(text)
    looks: tuple[Callable[[], Fault | None], ...] = (
        lambda: _empty(pieces),
        lambda: _unended(text, pieces, message),
        lambda: _verb(pieces),
        lambda: _prefix(pieces, prefixes),
        lambda: _brackets(pieces),
        lambda: _address(pieces),
        lambda: _unknown_word(pieces),
        lambda: _habit(pieces),
        lambda: _grouping(pieces, message),
        lambda: _bound_twice(pieces, message),
    )
    return next((fault for look in looks if (fault := look())), None)


def at(piece: Token, fact: str, remedy: str) -> Fault:
    """A fault of one piece."""
    return Fault(piece.start, len(piece.text), fact, remedy)


def _empty(pieces: tuple[Token, ...]) -> Fault | None:
    if pieces:
        return None
    return Fault(0, 1, "the query is empty.", f"Begin with {', '.join(VERBS)}.")


def _unended(text: str, pieces: tuple[Token, ...], message: str) -> Fault | None:
    for piece in pieces:
        if piece.kind == "unended":
            return at(piece, "a text begins here and never ends.", f"Close it with {piece.text}.")
        broken = _BROKEN_BARE if "IRI parsing" in message else _BROKEN_ADDRESS
        if piece.text == "<" and (match := broken.match(text, piece.start)):
            return Fault(
                piece.start,
                len(match.group()),
                f"{match.group()} is no address: it holds a blank or another forbidden sign.",
                "Write %20 for a blank.",
            )
    return None


def _verb(pieces: tuple[Token, ...]) -> Fault | None:
    verb = verb_of(pieces)
    if verb is not None and word(verb) in VERBS:
        return None
    expected = "Expected SELECT, ASK, CONSTRUCT or DESCRIBE."
    if verb is None:
        return at(pieces[-1], "the query ends after its prefixes.", expected)
    near = difflib.get_close_matches(word(verb), VERBS, 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else expected
    return at(verb, f"a query does not begin with {verb.text}.", hint)


def _prefix(pieces: tuple[Token, ...], known: Mapping[str, str]) -> Fault | None:
    declared = set(known)
    for i, piece in enumerate(pieces):
        if piece.kind != "name":
            continue
        prefix = piece.text.partition(":")[0]
        if i and word(pieces[i - 1]) == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            near = difflib.get_close_matches(prefix, sorted(declared), 1, 0.5)
            hint = f"Did you mean {near[0]}:? Or declare" if near else "Declare"
            return at(
                piece,
                f"the prefix {prefix}: of {piece.text} is not known.",
                f"{hint} it at the top: PREFIX {prefix}: <...>.",
            )
    return None


def _brackets(pieces: tuple[Token, ...]) -> Fault | None:
    opened: list[Token] = []
    for piece in pieces:
        if piece.kind == "open":
            opened.append(piece)
        elif piece.kind == "close":
            if not opened:
                return at(piece, f"this {piece.text} closes nothing.", "Take it out.")
            last = opened.pop()
            if _PAIRS[last.text] != piece.text:
                return at(
                    piece,
                    f"this {piece.text} stands where {_PAIRS[last.text]} is expected.",
                    f"Close the {last.text} before it first.",
                )
    if opened:
        last = opened[-1]
        return at(last, f"this {last.text} is never closed.", f"Add {_PAIRS[last.text]}.")
    return None


def _address(pieces: tuple[Token, ...]) -> Fault | None:
    based = any(word(p) == "BASE" for p in pieces)
    for piece in pieces:
        if piece.kind == "iri" and not based and not _SCHEME.match(piece.text):
            return at(
                piece,
                f"{piece.text} is not a whole address.",
                "Write it in full, <https://...>, or with a prefix.",
            )
    return None


def _unknown_word(pieces: tuple[Token, ...]) -> Fault | None:
    for piece in pieces:
        if piece.kind != "word" or word(piece) in WORDS:
            continue
        near = difflib.get_close_matches(word(piece), sorted(WORDS), 1, _WORD_NEAR)
        hint = f"Did you mean {near[0]}?" if near else f"Did you mean the variable ?{piece.text}?"
        return at(piece, f"{piece.text} is no word of SPARQL.", hint)
    return None


def _grouping(pieces: tuple[Token, ...], message: str) -> Fault | None:
    if "variable that is unbound" not in message:
        return None
    words = [word(p) if p.kind == "word" else p.text for p in pieces]
    group = words.index("GROUP") if "GROUP" in words else len(words)
    grouped = {p.text for p in pieces[group:]}
    depth = 0
    start = words.index("SELECT") if "SELECT" in words else 0
    for piece in pieces[start:]:
        depth += {"open": 1, "close": -1}.get(piece.kind, 0)
        if piece.text == "{":
            break
        if piece.kind == "variable" and not depth and piece.text not in grouped:
            return at(
                piece,
                f"{piece.text} is neither grouped nor counted.",
                f"Add it to GROUP BY, or write (SAMPLE({piece.text}) AS ...).",
            )
    return None


def _bound_twice(pieces: tuple[Token, ...], message: str) -> Fault | None:
    if not message.endswith("expected [_]"):
        return None
    seen: set[str] = set()
    for i, piece in enumerate(pieces):
        if piece.kind != "variable":
            continue
        if piece.text in seen and i and word(pieces[i - 1]) == "AS":
            return at(piece, f"{piece.text} has a value already.", "Choose another name after AS.")
        seen.add(piece.text)
    return None


def _habit(pieces: tuple[Token, ...]) -> Fault | None:
    """Slips of the pen that every beginner makes, each told by two pieces side by side."""
    for first, second in pairwise(pieces):
        before = word(first) if first.kind == "word" else first.text
        after = word(second) if second.kind == "word" else second.kind
        slips = (
            (
                before in {"ORDER", "GROUP"} and after != "BY",
                (f"BY is expected after {before}.", f"Write {before} BY."),
            ),
            (
                before == "FILTER" and second.kind not in {"open", "name", "iri", "word"},
                ("FILTER wants brackets.", "Write FILTER( ... )."),
            ),
            (
                before == "GRAPH" and after == "open",
                ("GRAPH wants the graph's name.", "Write GRAPH ?g { ... }."),
            ),
            (
                before == "SELECT" and (second.text == "{" or after in AGGREGATES),
                ("SELECT wants variables, *, or (expression AS ?name).", "Put it in that form."),
            ),
            (before == second.text == "=", ("one = is enough.", "Write = to compare.")),
            (
                first.kind == "variable" and second.text == "," and _in_select(pieces, second),
                ("variables are not parted by commas.", "Take the comma out."),
            ),
        )
        for slipped, words in slips:
            if slipped:
                return at(second, *words)
    return None


def _in_select(pieces: tuple[Token, ...], comma: Token) -> bool:
    """Whether a comma stands between SELECT and the first bracket after it."""
    before = [p for p in pieces if p.start < comma.start]
    for piece in reversed(before):
        if piece.kind in {"open", "close"}:
            return False
        if word(piece) == "SELECT":
            return True
    return False
