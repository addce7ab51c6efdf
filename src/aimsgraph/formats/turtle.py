"""Turtle text in, triples out; errors with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from aimsgraph.model.errors import InputError

_PREFIX = re.compile(r"^\s*@?prefix\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_OTHER_SYNTAX = re.compile(r"^\s*(<\?xml|<rdf:RDF|<!DOCTYPE|[\[{]\s*[\"\]}])")

_MEND: Final = "Mend the syntax; a full stop or a quote is often missing just before."
_REMEDIES: Final = (
    ("No scheme found", "Write the address in full, or declare `@base <https://...> .` above."),
    ("has not been declared", "Declare it above: `@prefix name: <https://...> .`"),
    ("Invalid IRI", "Write that character as %XX in the address, or take it out."),
    ("language code", "Write a language tag such as @en behind the text."),
)
"""What the parser says, and what helps."""

Node = ox.NamedNode | ox.BlankNode | ox.Literal
"""What can stand in the object position of the triples we read."""


@dataclass(frozen=True)
class Document:
    """One Turtle file as read.

    Args:
        name: How errors name the file.
        text: Its text.
        triples: Subject, predicate and object of each statement.
    """

    name: str
    text: str
    triples: tuple[ox.Triple, ...]

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Declared prefixes and their namespaces."""
        return {m.group(1): m.group(2) for m in _PREFIX.finditer(self.text)}

    @cached_property
    def _first_lines(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, line in enumerate(self.text.splitlines(), 1):
            token = line.split(maxsplit=1)[0] if line[:1].strip() else ""
            if token:
                found.setdefault(token, number)
        return found

    def line_of(self, iri: str) -> int:
        """The line on which a subject starts, or 0 when it cannot be told."""
        for prefix, namespace in self.prefixes.items():
            if namespace and iri.startswith(namespace):
                line = self._first_lines.get(f"{prefix}:{iri[len(namespace) :]}")
                if line:
                    return line
        return self._first_lines.get(f"<{iri}>", 0)


def read_turtle(text: str, name: str) -> Document:
    """Parse Turtle.

    Args:
        text: The file's text.
        name: How errors name the file.

    Returns:
        The document.

    Raises:
        InputError: With line and column, when the text is not Turtle.
    """
    if _OTHER_SYNTAX.match(text):
        raise InputError(
            f"{name}:1",
            "this looks like RDF/XML or JSON-LD, not Turtle.",
            "Convert it to Turtle; other syntaxes are not read from a workspace.",
        )
    try:
        triples = tuple(
            ox.Triple(quad.subject, quad.predicate, quad.object)
            for quad in ox.parse(text.encode(), ox.RdfFormat.TURTLE)
        )
    except SyntaxError as error:
        raise InputError(
            f"{name}:{error.lineno or 0}",
            f"this is not Turtle: {error.msg}",
            next((remedy for words, remedy in _REMEDIES if words in str(error.msg)), _MEND),
        ) from error
    return Document(name=name, text=text, triples=triples)


def index(documents: Iterable[Document]) -> dict[str, dict[str, list[Node]]]:
    """Group statements by subject IRI and predicate IRI.

    Blank subjects are left out: nothing in our files is meant to be nameless.
    """
    found: dict[str, dict[str, list[Node]]] = {}
    for document in documents:
        for triple in document.triples:
            if isinstance(triple.subject, ox.NamedNode) and not isinstance(
                triple.object, ox.Triple
            ):
                found.setdefault(triple.subject.value, {}).setdefault(
                    triple.predicate.value, []
                ).append(triple.object)
    return found
