"""Answers in XML that are XML: what it cannot carry is told, not written.

XML 1.0 has no control characters (https://www.w3.org/TR/xml/#charsets), a reader turns a carriage
return into a line feed unless it is written as a reference, and RDF/XML writes a predicate as the
name of an element, which not every address ends with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENDS_WITH_NAME: Final = re.compile(r"[^\W\d][\w.-]*$")


class NoXmlError(Exception):
    """The answer holds what XML cannot carry; the text says what."""


def as_xml(body: bytes) -> bytes:
    r"""A document of the engine as one that every reader reads alike.

    Args:
        body: Results or RDF/XML.

    Raises:
        NoXmlError: It holds a character that XML does not have.

    >>> as_xml(b"<literal>a\r\n</literal>")
    b'<literal>a&#13;\n</literal>'
    """
    found = _NO_CHARACTER.search(body.decode())
    if found:
        raise NoXmlError(f"a text holds the character U+{ord(found[0]):04X}")
    return body.replace(b"\r", b"&#13;")


def check_names(triples: Iterable[ox.Triple]) -> None:
    """Refuse predicates that cannot be the name of an element.

    Raises:
        NoXmlError: With the first of them.
    """
    for triple in triples:
        if not _ENDS_WITH_NAME.search(triple.predicate.value):
            raise NoXmlError(f"the predicate <{triple.predicate.value}> ends with no XML name")
