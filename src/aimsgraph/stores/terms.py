"""What goes to a SPARQL service and comes from it: addresses, terms, statements, and its errors."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable
from typing import Any, Final

import pyoxigraph as ox

from aimsgraph.formats.turtle import Node
from aimsgraph.model.errors import StoreError
from aimsgraph.model.terms import XSD

_EXCERPT: Final = 300
_BOOLEAN: Final = {"0": "false", "1": "true"}
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_TAGS: Final = re.compile(r"<[^>]*>|[\x00-\x1f\x7f-\x9f]+")


def checked(url: str) -> str:
    """An address that may be asked: http or https, a host, no user and no password in it.

    >>> checked("http://localhost:7878/query")
    'http://localhost:7878/query'
    """
    try:
        parts = urllib.parse.urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable()
        private = "@" in parts.netloc
        _ = parts.port
    except ValueError:
        fine = private = False
    if private:
        raise StoreError(
            "the store's address",
            "it holds a user or a password.",
            "Set AIMSGRAPH_STORE_USER and AIMSGRAPH_STORE_PASSWORD instead.",
        )
    if not fine or " " in url:
        raise StoreError(url, "this is no http or https address.", "Write http://host:port/path.")
    return url.partition("#")[0]


def read_term(term: dict[str, Any]) -> Node:
    """A term of SPARQL JSON results, with booleans as XML Schema writes them.

    >>> read_term({"type": "typed-literal", "datatype": XSD + "boolean", "value": "1"})
    <Literal value=true datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#boolean>>
    """
    kind, value = term["type"], str(term["value"])
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode(re.sub(r"\W", "", value) or "b")
    if language := term.get("xml:lang"):
        return ox.Literal(value, language=str(language))
    datatype = str(term.get("datatype") or XSD + "string")
    if datatype == XSD + "boolean":
        value = _BOOLEAN.get(value, value)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def render_triples(triples: Iterable[ox.Triple]) -> str:
    """Statements as N-Triples in ASCII, which every store reads alike."""
    return "".join(f"{ascii_only(str(t))} .\n" for t in triples)


def ascii_only(text: str) -> str:
    """Text with everything beyond ASCII written as escapes of N-Triples and SPARQL."""

    def escape(match: re.Match[str]) -> str:
        code = ord(match.group())
        return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004

    return _BEYOND_ASCII.sub(escape, text)


def excerpt(body: bytes) -> str:
    """The beginning of an answer without tags and control characters, for a message."""
    text = " ".join(_TAGS.sub(" ", body.decode("utf-8", "replace")).split())
    return f"{text[:_EXCERPT]}..." if len(text) > _EXCERPT else text
