"""What Turtle documents say of a subject, value by value, with a finding where that is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from collections.abc import Mapping as MappingT
from typing import Final

import pyoxigraph as ox

from aimsgraph.formats.turtle import Document, Node, index
from aimsgraph.model.errors import Finding
from aimsgraph.model.terms import AIMS, DCT, OWL, RDF, RDFS, SKOS

Index = MappingT[str, MappingT[str, list[Node]]]
_TERM_TYPES: Final = (OWL, RDFS, RDF)


class Statements:
    """The statements of some documents by subject and predicate.

    Args:
        documents: Turtle files, bundled ones first.
        language: Two letters of the language to show where a text has several; else English.
    """

    def __init__(self, documents: Iterable[Document], language: str = "") -> None:
        self.language = language
        self.documents = tuple(documents)
        self.index: Index = index(self.documents)
        self.findings: list[Finding] = []
        self._twice: set[str] = set()
        self._home = self._find_homes()

    def fault(self, iri: str, code: str, fact: str, remedy: str) -> None:
        """Record a violation at the place where a subject is described."""
        if code == "two-values" and iri in self._twice:
            return  # one fault, already told: two files describe it
        document = self._home.get(iri)
        name = document.name if document else "(no file)"
        line = document.line_of(iri) if document else 0
        self.findings.append(Finding(name, line, code, fact, remedy))

    def _texts(self, iri: str, predicate: str) -> list[str]:
        return [n.value for n in self.index[iri].get(predicate, []) if isinstance(n, ox.Literal)]

    def _text(self, iri: str, predicate: str) -> str:
        """The one text in the first language there is of: wanted, English, none, alphabet."""
        by_language: dict[str, list[str]] = {}
        for node in self.index[iri].get(predicate, []):
            if isinstance(node, ox.Literal):
                by_language.setdefault((node.language or "").lower(), []).append(node.value)
        for language, texts in by_language.items():
            if len(texts) > 1:
                tag = f" in the language {language}" if language else ""
                self.fault(
                    iri,
                    "two-values",
                    f"{short_name(predicate)} has {len(texts)} values{tag}.",
                    "Keep one.",
                )
        chosen = min(by_language, key=self._preference, default="")
        return by_language[chosen][0].strip() if by_language else ""

    def _preference(self, language: str) -> tuple[bool, bool, bool, str]:
        main = language.partition("-")[0]
        return (not self.language or main != self.language, main != "en", bool(main), language)

    def _iris(self, iri: str, predicate: str) -> list[str]:
        return sorted(
            n.value for n in self.index[iri].get(predicate, []) if isinstance(n, ox.NamedNode)
        )

    def _iri(self, iri: str, predicate: str) -> str:
        iris = self._iris(iri, predicate)
        if len(iris) > 1:
            self.fault(
                iri, "two-values", f"{short_name(predicate)} has {len(iris)} values.", "Keep one."
            )
        return iris[0] if iris else ""

    def _day(self, iri: str, predicate: str) -> str:
        text = self._text(iri, predicate)
        try:
            return dt.date.fromisoformat(text).isoformat() if text else ""
        except ValueError:
            self.fault(
                iri,
                "bad-date",
                f"{short_name(predicate)} {text!r} is no day of the calendar.",
                "Write YYYY-MM-DD.",
            )
            return ""

    def _integer(self, iri: str, predicate: str) -> int:
        text = self._text(iri, predicate)
        try:
            return int(text or 0)
        except ValueError:
            self.fault(
                iri,
                "not-a-number",
                f"{short_name(predicate)} {text!r} is no integer.",
                "Write one.",
            )
            return 0

    def _find_homes(self) -> dict[str, Document]:
        homes: dict[str, Document] = {}
        described: dict[str, dict[str, Document]] = {}
        for document in self.documents:
            for triple in document.triples:
                if not isinstance(triple.subject, ox.NamedNode):
                    continue
                subject = triple.subject.value
                if triple.predicate.value == RDF + "type" and not _is_term(triple.object):
                    described.setdefault(subject, {})[document.name] = document
                homes.setdefault(subject, document)
        for subject, files in described.items():
            if len(files) > 1:
                first, second, *_ = files
                self._twice.add(subject)
                self.findings.append(
                    Finding(
                        second,
                        files[second].line_of(subject),
                        "duplicate-id",
                        f"<{subject}> is described in {first} too.",
                        "Give one of them another id.",
                    )
                )
        return homes

    def _typed(self, *types: str) -> list[str]:
        wanted = set(types)
        return [
            iri
            for iri, slots in self.index.items()
            if any(
                isinstance(n, ox.NamedNode) and n.value in wanted
                for n in slots.get(RDF + "type", [])
            )
        ]


def terms_declared(document: Document) -> frozenset[str]:
    """Addresses that a file declares to be a class or a property, as any file may."""
    return frozenset(
        t.subject.value
        for t in document.triples
        if isinstance(t.subject, ox.NamedNode)
        and t.predicate.value == RDF + "type"
        and _is_term(t.object)
    )


def _is_term(kind: object) -> bool:
    """Whether a type makes its subject a term of a vocabulary, which any file may declare."""
    return isinstance(kind, ox.NamedNode) and kind.value.startswith(_TERM_TYPES)


def short_name(predicate: str) -> str:
    """A predicate as people write it."""
    for prefix, namespace in (("aims", AIMS), ("skos", SKOS), ("dcterms", DCT), ("rdfs", RDFS)):
        if predicate.startswith(namespace):
            return f"{prefix}:{predicate.removeprefix(namespace)}"
    return predicate
