"""Why a query may have found nothing: a name that the graph does not have, or a graph left out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Final

from aimsgraph.model.terms import INFERRED
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.tokens import Token, tokens, unescaped

_MOST: Final = 3
_MAX_SNAPSHOT: Final = 128 * 1024 * 1024
"""Above this size the names of the graph are not gathered for the sake of a hint."""

_TEXT_FUNCTIONS: Final = frozenset({
    "CONTAINS", "REGEX", "STRSTARTS", "STRENDS", "STRLEN", "SUBSTR", "UCASE", "LCASE", "STRBEFORE",
    "STRAFTER", "REPLACE", "CONCAT",
})  # fmt: skip
_LOCAL_ESCAPE: Final = re.compile(r"\\(.)")
_FUNCTIONS: Final = ("http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2005/xpath-functions")


def hints(text: str, copy: DatasetCopy, *, inferred: bool) -> tuple[str, ...]:
    """Sentences to be shown when a query found nothing.

    Args:
        text: The query.
        copy: What it was asked of.
        inferred: Whether the inferred graph was in.

    Returns:
        The most likely reasons first; none when nothing is suspicious.
    """
    reasons = (*_rebound(text, copy.prefixes), *_tagged(text, copy), *_unequal(text))
    found = list(dict.fromkeys((*reasons, *_of_texts(text))))[:_MOST]
    if len(copy.quads) <= _MAX_SNAPSHOT:
        for written, iri in dict.fromkeys(_named(text, copy.prefixes)):
            if len(found) >= _MOST:
                break
            if iri not in copy.iris and not iri.startswith(_FUNCTIONS):
                found.append(_missing(written, iri, copy))
    if not inferred and f"<{INFERRED}>".encode() in copy.quads:
        found.append("Inferred mappings were left out; with --inferred they are asked too.")
    return tuple(found)


def joins_no_texts(text: str) -> list[tuple[str, str]]:
    """A sentence for each GROUP_CONCAT over a bare variable, which is empty unless it is a text.

    Args:
        text: A query.

    Returns:
        The variable that each makes, empty where it makes none, and the sentence.

    >>> [made for made, _ in joins_no_texts("SELECT (GROUP_CONCAT(?s) AS ?all) { ?s a ?c }")]
    ['all']
    """
    pieces = tokens(text)
    found = []
    for at, piece in enumerate(pieces):
        if piece.kind != "word" or piece.text.upper() != "GROUP_CONCAT":
            continue
        inside = [p.text for p in pieces[at + 2 : at + 5] if p.text.upper() != "DISTINCT"]
        names = (
            name.text[1:]
            for word, name in zip(pieces[at:], pieces[at + 1 :], strict=False)
            if word.text.upper() == "AS"
        )
        if inside and inside[0].upper() != "STR":
            bare = inside[0][:1] in "?$" and inside[1:2] and inside[1] in {")", ";"}
            what = inside[0] if bare else "..."
            said = (
                "GROUP_CONCAT joins texts only, and is empty over addresses and numbers: write "
                f"GROUP_CONCAT(STR({what}))."
            )
            found.append((next(names, ""), said))
    return found


def _rebound(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """Prefixes of ours that the query binds to another address."""
    pieces = tokens(text)
    for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False):
        ours = known.get(name.text.removesuffix(":"), "")
        if word.text.upper() == "PREFIX" and iri.kind == "iri" and ours and iri.text != f"<{ours}>":
            yield f"{name.text} is <{ours}> here; the query binds it to {iri.text}."


def _unequal(text: str) -> Iterator[str]:
    """Comparisons of a variable with a plain text that a number or a tagged text never equals."""
    pieces = tokens(text)
    for at, sign in enumerate(pieces[1:-1], 1):
        sides = {pieces[at - 1].kind: pieces[at - 1], pieces[at + 1].kind: pieces[at + 1]}
        after = pieces[at + 2].text if at + 2 < len(pieces) else ""
        tagged = after == "^^" or after.startswith("@")
        if sign.text != "=" or set(sides) != {"variable", "string"} or tagged:
            continue
        name, value = sides["variable"].text, sides["string"].text
        yield (
            f"{value} is a text without a language: no number and no text with a language equals "
            f"it. Write STR({name}) = {value}."
        )


def _tagged(text: str, copy: DatasetCopy) -> Iterator[str]:
    """Plain texts of a query that stand in the graph with a language or a datatype only."""
    if len(copy.quads) > _MAX_SNAPSHOT:
        return
    pieces = tokens(text)
    for at, piece in enumerate(pieces):
        after = pieces[at + 1].text if at + 1 < len(pieces) else ""
        if piece.kind != "string" or after == "^^" or after.startswith("@"):
            continue
        written = f'"{piece.text.strip(piece.text[0])}"'.encode()
        at_plain = copy.quads.find(written + b" ")
        other = re.search(re.escape(written) + rb"(@[\w-]+|\^\^<[^>]*>)", copy.quads)
        if other and at_plain < 0:
            yield (
                f"{piece.text} stands in the graph as {other[0].decode()}, and equals no text "
                "without that. Write it so, or compare STR(...)."
            )


def _of_texts(text: str) -> Iterator[str]:
    """Functions of texts over a bare variable: over an address they fail without a word."""
    pieces = tokens(text)
    for word, mark, first in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if word.text.upper() in _TEXT_FUNCTIONS and mark.text == "(" and first.kind == "variable":
            name = word.text.upper()
            yield (
                f"{name} is of texts: of an address or a number write "
                f"{name}(STR({first.text}) ...)."
            )


def _named(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every address in the body of a query, as written and in full."""
    prefixes = dict(known)
    pieces = tokens(text)
    declared: set[int] = set()
    for at, piece in enumerate(pieces[:-2]):
        if piece.kind == "word" and piece.text.upper() == "PREFIX":
            name, iri = pieces[at + 1], pieces[at + 2]
            if name.kind == "name" and iri.kind == "iri":
                prefixes[name.text.removesuffix(":")] = iri.text[1:-1]
                declared |= {at + 1, at + 2}
    for at, piece in enumerate(pieces):
        if at not in declared and (full := _full(piece, prefixes)):
            yield piece.text, full


def _full(piece: Token, prefixes: Mapping[str, str]) -> str:
    if piece.kind == "iri":
        full = unescaped(piece.text[1:-1])
        return full if ":" in full else ""
    if piece.kind != "name":
        return ""
    prefix, _, local = piece.text.partition(":")
    return prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local) if prefix in prefixes else ""


def _missing(written: str, iri: str, copy: DatasetCopy) -> str:
    near = _nearest(iri, copy)
    said = f"{written} does not occur in the graph."
    if not near:
        return said
    prefix, _, _ = written.partition(":")
    namespace = copy.prefixes.get(prefix, "")
    if not written.startswith("<") and namespace and near.startswith(namespace):
        return f"{said} Did you mean {prefix}:{near[len(namespace) :]}?"
    return f"{said} Did you mean <{near}>?"


def _nearest(iri: str, copy: DatasetCopy) -> str:
    """The address that differs least: first among its neighbours, then among all."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    head, local = iri[:cut], iri[cut:]
    locals_ = [i[cut:] for i in copy.iris if i.startswith(head) and "/" not in i[cut:]]
    folded: dict[str, list[str]] = {}
    for name in sorted(locals_):
        folded.setdefault(name.casefold(), []).append(name)
    near = difflib.get_close_matches(local.casefold(), folded, 1, 0.6)
    if near:
        return head + max(folded[near[0]], key=lambda n: _likeness(local, n))
    length = len(iri)
    pool = sorted(i for i in copy.iris if abs(len(i) - length) <= 4)  # noqa: PLR2004
    close = difflib.get_close_matches(iri, pool, 1, 0.85)
    return close[0] if close else ""


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
