"""Turtle documents compiled to frameworks, their editions, application rules and vocabularies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as MappingT
from typing import Final, TypeVar

import pyoxigraph as ox

from aimsgraph.compile.statements import Statements, short_name
from aimsgraph.formats.turtle import Document
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import ApplicationRule, Concept, Curie, Edition, Framework
from aimsgraph.model.terms import AIMS, DCT, RDFS, SKOS, VOCAB

_T = TypeVar("_T")

_KEY: Final = re.compile(r"^[a-z][a-z0-9-]*$")
_OF_EDITIONS: Final = frozenset({AIMS + "inEdition", AIMS + "edition", AIMS + "formerVersion"})

SCHEMES: Final = (
    "role", "risk", "sector", "topic", "stage", "evidence", "force", "relation", "state",
)  # fmt: skip
"""The vocabularies, by the part of their address."""

_NOTHING: Final = Graph(
    frameworks={},
    provisions={},
    mappings=(),
    mapping_sets=(),
    concepts={},
    rules={},
    data_version="",
)


def stands_alone(documents: Iterable[Document], base: Graph) -> bool:
    """Whether documents can be compiled on top of a graph: they describe nothing that is in it."""
    spaces = (VOCAB, *(f"{f.iri}/" for f in base.frameworks.values()))
    known = base.rules.keys() | {f.iri for f in base.frameworks.values()}
    for document in documents:
        for triple in document.triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode) and (
                subject.value in known or subject.value.startswith(spaces)
            ):
                return False
            if (
                triple.predicate.value in _OF_EDITIONS
                and isinstance(value, ox.NamedNode)
                and value.value.startswith(spaces)
            ):
                return False
    return True


class FrameworkCompiler(Statements):
    """Builds frameworks and vocabularies from an index of triples, and collects what is wrong.

    Args:
        documents: Every Turtle file, bundled ones first.
        language: Two letters of the language to show where a text has several; else English.
        base: A graph that the documents come on top of; they describe nothing that is in it.
    """

    def __init__(
        self, documents: Iterable[Document], language: str = "", base: Graph | None = None
    ) -> None:
        super().__init__(documents, language)
        self.base = base or _NOTHING
        self.frameworks = self._frameworks()
        self._namespaces = {f.iri + "/": f.key for f in self.frameworks.values()}
        self.concepts = self._concepts()
        self.rules = {**self.base.rules, **self._rules()}

    def curie(self, iri: str) -> Curie | None:
        """The CURIE of a provision IRI, when its namespace belongs to a framework."""
        head, slash, local = iri.rpartition("/")
        key = self._namespaces.get(head + slash)
        return Curie(f"{key}:{local}") if key else None

    def _words(self, iri: str, predicate: str, scheme: str) -> tuple[str, ...]:
        words = []
        for value in self._iris(iri, predicate):
            word = value.removeprefix(f"{VOCAB}{scheme}/")
            if word == value or word not in self.concepts[scheme]:
                self.fault(
                    iri,
                    "unknown-word",
                    f"{short_name(predicate)} <{value}> is not in the vocabulary {scheme}.",
                    f"Use one of: {', '.join(sorted(self.concepts[scheme]))}.",
                )
            else:
                words.append(word)
        return tuple(words)

    def _described(self, iri: str) -> bool:
        return iri in self.index or iri in self.base.by_iri

    def _frameworks(self) -> dict[str, Framework]:
        found: dict[str, Framework] = dict(self.base.frameworks)
        for iri in sorted(self._typed(AIMS + "Framework")):
            key = self._text(iri, AIMS + "key") or iri.rpartition("/")[2]
            if not _KEY.match(key):
                self.fault(
                    iri,
                    "bad-key",
                    f"{key!r} is no framework key.",
                    "Use lower-case letters, digits and hyphens, a letter first.",
                )
                continue
            if key in found:
                self.fault(iri, "duplicate-id", f"the key {key} is taken.", "Choose another key.")
                continue
            document = self._home[iri]
            found[key] = Framework(
                key=key,
                iri=iri,
                label=self._text(iri, SKOS + "prefLabel") or key,
                title=self._text(iri, DCT + "title"),
                publisher=self._text(iri, DCT + "publisher"),
                objective=self._text(iri, AIMS + "objective"),
                risk_focus=self._text(iri, AIMS + "riskFocus"),
                key_output=self._text(iri, AIMS + "keyOutput"),
                regulatory_link=self._text(iri, AIMS + "regulatoryLink"),
                certifiable={"true": True, "false": False}.get(
                    self._text(iri, AIMS + "certifiable")
                ),
                certification=self._text(iri, AIMS + "certification"),
                binding_force=self._text(iri, AIMS + "bindingForce"),
                structure=tuple(sorted(self._texts(iri, AIMS + "structure"))),
                law_as_of=self._day(iri, AIMS + "lawAsOf"),
                editions=self._editions(iri),
                see_also=tuple(self._iris(iri, RDFS + "seeAlso")),
                file=document.name,
                aliases=tuple(sorted(self._texts(iri, SKOS + "altLabel"))),
            )
        return dict(sorted(found.items(), key=lambda item: item[1].iri))

    def _editions(self, framework: str) -> tuple[Edition, ...]:
        editions = []
        for iri in self._iris(framework, AIMS + "edition"):
            if iri not in self.index:
                self.fault(framework, "unknown-id", f"edition <{iri}> is not described.", "Add it.")
                continue
            editions.append(
                Edition(
                    key=self._text(iri, SKOS + "notation") or iri.rpartition("_")[2],
                    label=self._text(iri, SKOS + "prefLabel"),
                    date=self._day(iri, AIMS + "date"),
                    rank=self._integer(iri, AIMS + "position"),
                )
            )
        return tuple(sorted(editions, key=lambda e: (e.rank, e.key)))

    def _concepts(self) -> dict[str, dict[str, Concept]]:
        found: dict[str, dict[str, Concept]] = {
            s: dict(self.base.concepts.get(s, {})) for s in SCHEMES
        }
        for iri in self._typed(SKOS + "Concept"):
            scheme, _, key = iri.removeprefix(VOCAB).partition("/")
            if scheme not in found or not key:
                continue
            found[scheme][key] = Concept(
                key=key,
                scheme=scheme,
                label=self._text(iri, SKOS + "prefLabel"),
                definition=self._text(iri, SKOS + "definition"),
                broader=self._iri(iri, SKOS + "broader").rpartition("/")[2],
                aliases=tuple(sorted(self._texts(iri, SKOS + "altLabel"))),
                regulated=self._text(iri, AIMS + "regulated") == "true",
                position=self._integer(iri, AIMS + "position"),
            )
        return {s: dict(sorted(words.items())) for s, words in found.items()}

    def _rules(self) -> dict[str, ApplicationRule]:
        found = {
            iri: ApplicationRule(
                key=iri.rpartition("/")[2],
                date=self._text(iri, AIMS + "date"),
                practical_date=self._text(iri, AIMS + "practicalDate"),
                condition=self._text(iri, AIMS + "condition"),
                risks=self._words(iri, AIMS + "appliesTo", "risk"),
                legal_basis=self._text(iri, AIMS + "legalBasis"),
                introduced_by=self._text(iri, AIMS + "introducedBy"),
                status=self._text(iri, AIMS + "status") or "settled",
                editions=self._edition_keys(iri),
                replaces=self._iri(iri, DCT + "replaces"),
            )
            for iri in sorted(self._typed(AIMS + "ApplicationRule"))
        }
        for iri in found:
            self._known(iri, DCT + "replaces", {**self.base.rules, **found})
        return found

    def _known(self, iri: str, predicate: str, known: MappingT[str, _T]) -> tuple[str, ...]:
        values = self._iris(iri, predicate)
        for value in values:
            if value not in known:
                self.fault(
                    iri,
                    "unknown-id",
                    f"{short_name(predicate)} <{value}> does not exist.",
                    "Mend it.",
                )
        return tuple(v for v in values if v in known)

    def _edition_keys(self, iri: str) -> tuple[str, ...]:
        keys = []
        for value in self._iris(iri, AIMS + "inEdition"):
            if value not in self.index:
                self.fault(iri, "unknown-id", f"edition <{value}> is not described.", "Mend it.")
            else:
                keys.append(self._text(value, SKOS + "notation"))
        return tuple(keys)
