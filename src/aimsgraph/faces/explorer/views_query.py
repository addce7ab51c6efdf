"""What the query editor offers: questions with their parameters, and names to complete."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingT
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox

from aimsgraph.faces.explorer import views
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Provision
from aimsgraph.model.terms import OWL, RDF, RDFS, SKOS
from aimsgraph.rdf.dataset import ontology_documents
from aimsgraph.rdf.named_queries import NamedQuery, Parameter, catalogue
from aimsgraph.sparql.dataset_copy import PREFIXES, prefixes_of

MOST_PROVISIONS: Final = 2_000
"""Provisions that are completed; more are left out, and said to be left out."""

_KINDS: Final = {
    "Class": "class",
    "ObjectProperty": "property",
    "DatatypeProperty": "property",
    "AnnotationProperty": "property",
}
_FINE: Final = frozenset({"Chapeau", "Paragraph", "Subparagraph", "Point", "AnnexPoint", "Recital"})
"""Kinds of provision below an article or beside the operative text: written by hand."""

_CONCEPTS: Final = {
    "role": "roles", "risk": "risks", "sector": "sectors", "topic": "topics", "stage": "stages",
    "evidence": "evidence", "force": "forces", "relation": "relations", "state": "states",
}  # fmt: skip
"""Prefix of the concepts of each kind."""

_ELSEWHERE: Final = {
    "rdf:type": "is a",
    "rdf:subject": "where a conclusion starts",
    "rdf:predicate": "relation of a conclusion",
    "rdf:object": "where a conclusion ends",
    "rdfs:comment": "why a mapping holds",
    "rdfs:label": "name of a class or property",
    "skos:altLabel": "another name",
    "skos:definition": "meaning",
    "skos:notation": "number, as in Art. 9(2)",
    "skos:prefLabel": "heading, or name",
    "sssom:author_label": "who judged a mapping",
    "sssom:mapping_justification": "how a mapping was found",
    "sssom:object_label": "heading at the far end of a mapping",
    "sssom:predicate_id": "predicate of a mapping",
    "sssom:reviewer_label": "who read a mapping again",
    "sssom:subject_label": "heading at the near end of a mapping",
}
"""Properties that other vocabularies define, in the words of this graph."""

_HEADER: Final = re.compile(r"# (?:title|question|param): .*")
_DECLARED: Final = re.compile(r"PREFIX ([\w-]+): <([^<>]*)>")
_CHOSEN: Final = frozenset({"role", "risk", "sector", "topic", "stage", "evidence"})


@dataclass(frozen=True, slots=True)
class Term:
    """A name that the editor completes.

    Args:
        name: As it is written in a query.
        kind: ``class``, ``property``, ``concept``, ``framework`` or ``provision``.
        label: What people call it.
        comment: What it means; empty where nothing is recorded.
    """

    name: str
    kind: str
    label: str
    comment: str = ""


@lru_cache(maxsize=2)
def vocabulary() -> tuple[Term, ...]:
    """The classes and properties of the ontology and those of others that it uses, by name."""
    kinds: dict[str, str] = {}
    words: dict[tuple[str, str], str] = {}
    for document in ontology_documents():
        for triple in document.triples:
            if not isinstance(triple.subject, ox.NamedNode):
                continue
            iri, said = triple.subject.value, triple.predicate.value
            if said == RDF + "type" and isinstance(triple.object, ox.NamedNode):
                kind = _KINDS.get(triple.object.value.removeprefix(OWL))
                if kind:
                    kinds[iri] = kind
            elif isinstance(triple.object, ox.Literal):
                words.setdefault((iri, said), triple.object.value)
    found = {name: Term(name, "property", label) for name, label in _ELSEWHERE.items()}
    for iri, kind in kinds.items():
        name = _written(iri)
        if name:
            label = words.get((iri, RDFS + "label"), _ELSEWHERE.get(name, ""))
            found[name] = Term(name, kind, label, words.get((iri, SKOS + "definition"), ""))
    return tuple(found[name] for name in sorted(found))


def _written(iri: str) -> str:
    homes = ((p, n) for p, n in PREFIXES.items() if iri.startswith(n) and p not in _CONCEPTS)
    prefix, home = max(homes, key=lambda pair: len(pair[1]), default=("", ""))
    return f"{prefix}:{iri[len(home) :]}" if prefix else ""


def terms(graph: Graph) -> tuple[Term, ...]:
    """Every name that the editor completes; of provisions, at most ``MOST_PROVISIONS``."""
    return (
        *vocabulary(),
        *(
            Term(f"{_CONCEPTS[kind]}:{one.key}", "concept", one.label, one.definition)
            for kind, concepts in sorted(graph.concepts.items())
            if kind in _CONCEPTS
            for one in sorted(concepts.values(), key=lambda c: c.key)
        ),
        *(
            Term(f"id:{key}", "framework", graph.frameworks[key].label, graph.frameworks[key].title)
            for key in views.framework_keys(graph)
        ),
        *(
            Term(one.id, "provision", f"{one.notation} {one.label}".strip())
            for one in _coarse(graph)[:MOST_PROVISIONS]
        ),
    )


def _coarse(graph: Graph) -> list[Provision]:
    return [p for p in graph.provisions.values() if p.kind not in _FINE]


def index(graph: Graph) -> dict[str, Any]:
    """The same for the browser, with the prefixes and with what is not completed."""
    return {
        "prefixes": [list(pair) for pair in prefixes_of(graph).items()],
        "terms": [[t.name, t.kind, t.label, t.comment] for t in terms(graph)],
        "left": max(0, len(_coarse(graph)) - MOST_PROVISIONS),
    }


def options_of(graph: Graph, parameter: Parameter) -> dict[str, str]:
    """What a parameter may be, with labels; nothing where anything may be written."""
    if parameter.kind == "framework":
        return {k: graph.frameworks[k].label for k in views.framework_keys(graph)}
    if parameter.kind in _CHOSEN:
        found = graph.concepts.get(parameter.kind, {})
        return {k: found[k].label for k in sorted(found, key=lambda k: found[k].label)}
    return {}


def default_of(graph: Graph, parameter: Parameter) -> str:
    """What a parameter is when nothing is said: as in the file, if that exists here."""
    options = options_of(graph, parameter)
    if options and parameter.default not in options:
        return next(iter(options))
    return parameter.default


def brief(text: str, prefixes: MappingT[str, str]) -> str:
    r"""A named query without what the page shows above it, and without needless declarations.

    Args:
        text: The query.
        prefixes: Those that need no declaration.

    >>> brief("# title: All\nPREFIX a: <http://a/>\nASK {}", {"a": "http://a/"})
    'ASK {}'
    """

    def needed(line: str) -> bool:
        match = _DECLARED.fullmatch(line.strip())
        known = match is not None and prefixes.get(match.group(1)) == match.group(2)
        return not known and not _HEADER.fullmatch(line.strip())

    return "\n".join(line for line in text.splitlines() if needed(line)).strip("\n")


def questions(graph: Graph) -> list[dict[str, Any]]:
    """The named questions for the browser."""
    prefixes = prefixes_of(graph)
    return [_question(graph, query, prefixes) for query in catalogue()]


def _question(graph: Graph, query: NamedQuery, prefixes: MappingT[str, str]) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "question": query.question,
        "text": brief(query.text, prefixes),
        "params": [
            {
                "name": p.name,
                "kind": p.kind,
                "help": p.help,
                "options": [list(pair) for pair in options_of(graph, p).items()],
            }
            for p in query.parameters
        ],
    }
