"""Turtle documents compiled to provisions, on top of their frameworks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from aimsgraph.compile.frameworks import FrameworkCompiler
from aimsgraph.compile.outline import outline_faults
from aimsgraph.compile.statements import short_name
from aimsgraph.formats.turtle import Document
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import (
    Curie,
    Element,
    FormerVersion,
    Provision,
)
from aimsgraph.model.terms import AIMS, DCT, KINDS, RDF, RDFS, SKOS, VOCAB, Force

_LOCAL: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
_ELEMENT: Final = re.compile(r"^\.e([1-9][0-9]?)$")
_KIND_IRIS: Final = {AIMS + kind: kind for kind in KINDS}
_ATTRIBUTES: Final = (
    "controlType",
    "securityProperty",
    "cybersecurityConcept",
    "operationalCapability",
    "securityDomain",
)


class ProvisionCompiler(FrameworkCompiler):
    """Builds provisions, too, as parts of their frameworks; arguments as for frameworks."""

    def __init__(
        self, documents: Iterable[Document], language: str = "", base: Graph | None = None
    ) -> None:
        super().__init__(documents, language, base)
        self.provisions = {**self.base.provisions, **self._provisions()}
        for fault in outline_faults(self.provisions):
            self.fault(*fault)

    def _provisions(self) -> dict[Curie, Provision]:
        found: dict[Curie, Provision] = {}
        for iri in self._typed(*_KIND_IRIS):
            one = self._provision(iri)
            if one is not None:
                found[one.id] = one
        return found

    def _provision(self, iri: str) -> Provision | None:
        curie = self.curie(iri)
        if curie is None:
            self.fault(
                iri,
                "no-framework",
                f"<{iri}> lies under no framework.",
                "Its address is the framework's, a slash and a local name.",
            )
            return None
        key, _, local = curie.partition(":")
        if not _LOCAL.match(local):
            self.fault(
                iri,
                "bad-id",
                f"{local!r} is no local name.",
                "Use ASCII letters, digits, dot, hyphen and underscore.",
            )
            return None
        stated = self._iri(iri, AIMS + "framework")
        if stated != self.frameworks[key].iri:
            self.fault(
                iri,
                "wrong-framework",
                f"aims:framework is {f'<{stated}>' if stated else 'missing'}.",
                f"Set it to <{self.frameworks[key].iri}>.",
            )
        kinds = [
            _KIND_IRIS[n.value]
            for n in self.index[iri][RDF + "type"]
            if isinstance(n, ox.NamedNode) and n.value in _KIND_IRIS
        ]
        if len(kinds) > 1:
            self.fault(iri, "two-values", f"it is both {' and '.join(sorted(kinds))}.", "Keep one.")
        notation = self._text(iri, SKOS + "notation")
        if not notation:
            self.fault(
                iri, "no-notation", "it has no skos:notation.", "Write what people cite it by."
            )
        return Provision(
            id=curie,
            iri=iri,
            framework=key,
            notation=notation or local,
            label=self._text(iri, SKOS + "prefLabel") or notation or local,
            kind=kinds[0],
            position=self._integer(iri, AIMS + "position"),
            force=self._force(iri, AIMS + "force"),
            parent=self._parent(iri),
            constituent=bool(self._iris(iri, AIMS + "constituentOf")),
            summary=self._text(iri, AIMS + "summary"),
            binds=self._words(iri, AIMS + "binds", "role"),
            bound_via=self._curies(iri, AIMS + "boundVia"),
            applies_to=self._words(iri, AIMS + "appliesTo", "risk"),
            sectors=self._words(iri, AIMS + "sector", "sector"),
            topics=self._words(iri, AIMS + "topic", "topic"),
            stages=self._words(iri, AIMS + "stage", "stage"),
            evidence=self._words(iri, AIMS + "evidencedBy", "evidence"),
            editions=self._edition_keys(iri),
            former=self._former(iri, key),
            application=self._known(iri, AIMS + "application", self.rules),
            cites=self._curies(iri, AIMS + "cites"),
            see_also=tuple(self._iris(iri, RDFS + "seeAlso")),
            attributes=tuple(
                (name, value)
                for name in _ATTRIBUTES
                for value in sorted(self._texts(iri, AIMS + name))
            ),
            note=self._text(iri, AIMS + "note"),
            elements=self._elements(iri, curie),
            replaces=self._curies(iri, DCT + "replaces"),
        )

    def _elements(self, iri: str, leaf: Curie) -> tuple[Element, ...]:
        """The elements of a provision, in order; their keys are the ends of their addresses."""
        found: dict[int, Element] = {}
        for node in self._iris(iri, AIMS + "element"):
            number = _ELEMENT.match(node.removeprefix(iri))
            text = self._text(node, SKOS + "prefLabel") if node in self.index else ""
            if number is None or not text:
                self.fault(
                    iri,
                    "bad-element",
                    f"the element <{node}> is {'not described' if number else 'named badly'}.",
                    f"Call it <{iri}.e1> (e2, e3 ...) and give it a skos:prefLabel.",
                )
                continue
            hard = self._text(node, AIMS + "hard") == "true"
            key = f"e{number[1]}"
            found[int(number[1])] = Element(Curie(f"{leaf}.{key}"), key, text, hard)
        numbers = sorted(found)
        if numbers != list(range(1, len(numbers) + 1)) or len(numbers) == 1:
            self.fault(
                iri,
                "bad-element",
                f"its elements are numbered {', '.join(f'e{n}' for n in numbers)}.",
                "Number two or more from e1 on; a provision with one outcome has none.",
            )
        return tuple(found[n] for n in numbers)

    def _force(self, iri: str, predicate: str) -> Force:
        word = self._iri(iri, predicate).removeprefix(VOCAB + "force/")
        try:
            return Force(word)
        except ValueError:
            known = ", ".join(f.value for f in Force)
            said = f"{word!r} is not known" if word else "is missing"
            self.fault(iri, "unknown-force", f"{short_name(predicate)} {said}.", f"One of {known}.")
            return Force.INFORMATION

    def _parent(self, iri: str) -> Curie | None:
        part = set(self._iris(iri, AIMS + "partOf"))
        whole = set(self._iris(iri, AIMS + "constituentOf"))
        parents = part | whole
        if len(parents) > 1:
            self.fault(
                iri,
                "two-parents",
                f"it has {len(parents)} parents.",
                "aims:partOf and aims:constituentOf name the same one parent.",
            )
        if not parents:
            return None
        parent = min(parents)
        curie = self.curie(parent)
        if curie is None or not self._described(parent):
            self.fault(
                iri, "unknown-id", f"the parent <{parent}> does not exist.", "Mend aims:partOf."
            )
            return None
        return curie

    def _curies(self, iri: str, predicate: str) -> tuple[Curie, ...]:
        found = []
        for value in self._iris(iri, predicate):
            curie = self.curie(value)
            if curie is None or not self._described(value):
                self.fault(
                    iri,
                    "unknown-id",
                    f"{short_name(predicate)} <{value}> does not exist.",
                    "Mend it.",
                )
            else:
                found.append(curie)
        return tuple(found)

    def _former(self, iri: str, framework: str) -> tuple[FormerVersion, ...]:
        found = []
        for node in self._iris(iri, AIMS + "formerVersion"):
            if node not in self.index:
                self.fault(iri, "unknown-id", f"<{node}> is not described.", "Add it.")
                continue
            edition = self._iri(node, AIMS + "edition")
            found.append(
                FormerVersion(
                    edition=self._text(edition, SKOS + "notation") if edition in self.index else "",
                    label=self._text(node, AIMS + "formerLabel"),
                    summary=self._text(node, AIMS + "formerSummary"),
                    force=self._force(node, AIMS + "formerForce"),
                    binds=self._words(node, AIMS + "formerBinds", "role"),
                    application=self._known(node, AIMS + "formerApplication", self.rules),
                )
            )
        return tuple(sorted(found, key=lambda f: self.frameworks[framework].rank(f.edition)))
