"""Reporting clocks and penalties of Turtle documents, compiled on top of their provisions."""

from __future__ import annotations

from collections.abc import Iterable

from aimsgraph.compile.provisions import ProvisionCompiler
from aimsgraph.compile.statements import short_name
from aimsgraph.formats.turtle import Document
from aimsgraph.model.consequences import Penalty, ReportingClock
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import AIMS, SKOS


class ConsequenceCompiler(ProvisionCompiler):
    """Compiles everything that Turtle documents say, clocks and penalties included.

    Args:
        documents: Every Turtle file, bundled ones first.
        language: Two letters of the language to show where a text has several; else English.
        base: A graph that the documents come on top of; they describe nothing that is in it.
    """

    def __init__(
        self, documents: Iterable[Document], language: str = "", base: Graph | None = None
    ) -> None:
        super().__init__(documents, language, base)
        clocks = (self._clock(iri) for iri in self._typed(AIMS + "ReportingClock"))
        penalties = (self._penalty(iri) for iri in self._typed(AIMS + "Penalty"))
        order = list(self.frameworks)
        self.clocks = tuple(
            sorted(
                (*self.base.clocks, *(c for c in clocks if c is not None)),
                key=lambda c: (order.index(c.id.partition(":")[0]), c.position, c.id),
            )
        )
        self.penalties = tuple(
            sorted(
                (*self.base.penalties, *(p for p in penalties if p is not None)),
                key=lambda p: (self.provisions[p.provision].position, p.id),
            )
        )

    def _clock(self, iri: str) -> ReportingClock | None:
        named = self._named(iri, AIMS + "clockOf")
        return named and ReportingClock(
            id=named[0],
            label=self._text(iri, SKOS + "prefLabel"),
            provision=named[1],
            step=self._text(iri, AIMS + "step"),
            trigger=self._text(iri, AIMS + "trigger"),
            reported_by=self._words(iri, AIMS + "reportedBy", "role"),
            recipients=self._words(iri, AIMS + "recipient", "role"),
            deadline=self._text(iri, AIMS + "deadline"),
            deadline_text=self._text(iri, AIMS + "deadlineText"),
            condition=self._text(iri, AIMS + "condition"),
            position=self._integer(iri, AIMS + "position"),
        )

    def _penalty(self, iri: str) -> Penalty | None:
        named = self._named(iri, AIMS + "penaltyOf")
        return named and Penalty(
            id=named[0],
            label=self._text(iri, SKOS + "prefLabel"),
            provision=named[1],
            sanctions=self._curies(iri, AIMS + "sanctions"),
            liable=self._words(iri, AIMS + "liable", "role"),
            imposed_by=self._words(iri, AIMS + "imposedBy", "role"),
            kind=self._text(iri, AIMS + "penaltyKind"),
            amount=self._integer(iri, AIMS + "ceilingAmount"),
            share=self._number(iri, AIMS + "ceilingShare"),
            rule=self._text(iri, AIMS + "ceilingRule"),
            lower_for=tuple(sorted(self._texts(iri, AIMS + "lowerFor"), reverse=True)),
            relief=self._curies(iri, AIMS + "reliefBasis"),
            exception=self._text(iri, AIMS + "exception"),
            condition=self._text(iri, AIMS + "condition"),
            note=self._text(iri, AIMS + "note"),
        )

    def _named(self, iri: str, predicate: str) -> tuple[Curie, Curie] | None:
        """Its own name, and the one provision that it comes from."""
        curie = self.curie(iri)
        if curie is None:
            self.fault(
                iri,
                "no-framework",
                f"<{iri}> lies under no framework.",
                "Its address is the framework's, a slash and a local name.",
            )
            return None
        sources = self._curies(iri, predicate)
        if len(sources) != 1:
            self.fault(
                iri,
                "no-source" if not sources else "two-values",
                f"{short_name(predicate)} names {len(sources)} provisions that exist.",
                "Name the one provision that lays it down.",
            )
            return None
        return curie, sources[0]

    def _number(self, iri: str, predicate: str) -> float:
        text = self._text(iri, predicate)
        try:
            return float(text or 0)
        except ValueError:
            self.fault(
                iri,
                "not-a-number",
                f"{short_name(predicate)} {text!r} is no number.",
                "Write one, such as 2.5.",
            )
            return 0.0
