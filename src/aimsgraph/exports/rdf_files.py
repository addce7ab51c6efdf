"""An analysis as RDF: Turtle, N-Quads with named graphs, JSON-LD; the same bytes for the same.

What it says of provisions and mappings is what the dataset says of them, in the edition in view. On
top stands one ``aims:Analysis`` with an ``aims:Assessment`` for each needed provision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from aimsgraph.answers.extract import (
    Extract,
    analysis_uuid,
    extract_of,
    facts_of,
    frameworks_of,
    is_address,
    licences_of,
    still_open,
)
from aimsgraph.answers.questions import Answer, editions, method_of
from aimsgraph.coverage.states import Cell
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Framework, Provision
from aimsgraph.model.terms import (
    AIMS,
    ANALYSIS,
    DCT,
    GRAPH,
    ID,
    MAPPING,
    PROV,
    RDF,
    RDFS,
    SKOS,
    SSSOM,
    VOCAB,
    XSD,
)
from aimsgraph.rdf.dataset import graph_iri, mapping_iri, record_triples

_WORDS: Final = (
    ("binds", "role", "binds"),
    ("applies_to", "risk", "appliesTo"),
    ("sectors", "sector", "sector"),
    ("topics", "topic", "topic"),
    ("stages", "stage", "stage"),
    ("evidence", "evidence", "evidencedBy"),
)
"""Fields of a provision that hold words of a vocabulary: field, scheme, property."""

_PREFIXES: Final = {
    "aims": AIMS,
    "aimsid": ID,
    "analysis": ANALYSIS,
    "dcterms": DCT,
    "map": MAPPING,
    "prov": PROV,
    "rdfs": RDFS,
    "skos": SKOS,
    "sssom": SSSOM,
    "xsd": XSD,
}

Statements = Iterator[ox.Triple]


def render_turtle(result: Answer) -> bytes:
    """An analysis as Turtle."""
    frameworks = frameworks_of(result, extract_of(result))
    prefixes = {**_PREFIXES, **{f.key: f"{f.iri}/" for f in frameworks}}
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in analysis_quads(result)]
    text = (
        ox.serialize(dict.fromkeys(triples), format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
    )
    lines = text.splitlines(keepends=True)
    head = [line for line in lines[: len(prefixes)] if line.startswith(b"@prefix ")]
    return b"".join((*sorted(head), b"\n", *lines[len(head) :]))  # they come in any order


def render_nquads(result: Answer) -> bytes:
    """An analysis as N-Quads: a named graph for itself, each framework and each mapping set."""
    return ox.serialize(analysis_quads(result), format=ox.RdfFormat.N_QUADS) or b""


def render_jsonld(result: Answer) -> bytes:
    """An analysis as JSON-LD in expanded form, all in one graph."""
    quads = [ox.Quad(q.subject, q.predicate, q.object) for q in analysis_quads(result)]
    return (ox.serialize(dict.fromkeys(quads), format=ox.RdfFormat.JSON_LD) or b"") + b"\n"


def analysis_quads(result: Answer) -> tuple[ox.Quad, ...]:
    """Every statement of an analysis, each once, in an order that depends on nothing else."""
    extract = extract_of(result)
    graph = result.graph
    own = ox.NamedNode(f"{GRAPH}analysis/{analysis_uuid(result)}")
    found = list(_in(own, _analysis(result, extract)))
    for framework in frameworks_of(result, extract):
        where = ox.NamedNode(graph_iri("framework", framework.key))
        found += _in(where, _framework(framework))
        for one in extract.provisions:
            if one.framework == framework.key:
                found += _in(where, _provision(graph, one))
    for mapping in extract.rows:
        where = ox.NamedNode(graph_iri("mapping-set", mapping.set_key))
        found += _in(where, record_triples(graph, mapping))
    return tuple(dict.fromkeys(found))


def _in(where: ox.NamedNode, triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    for triple in triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, where)


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_node(XSD + "integer"))


def _say(node: ox.NamedNode, *said: tuple[str, ox.NamedNode | ox.Literal | str]) -> Statements:
    """Statements about a node; a text is a plain literal, and an empty one says nothing."""
    for predicate, value in said:
        if value != "":
            term = ox.Literal(value) if isinstance(value, str) else value
            yield ox.Triple(node, _node(predicate), term)


def _analysis(result: Answer, extract: Extract) -> Statements:
    graph, coverage = result.graph, result.coverage
    node = _node(f"{ANALYSIS}{analysis_uuid(result)}")
    facts = facts_of(result, extract)
    yield from _say(
        node,
        (RDF + "type", _node(AIMS + "Analysis")),
        (DCT + "title", facts["question"]),
        (DCT + "description", method_of(coverage)),
        *((DCT + "license", _term(one)) for one in licences_of(result, extract)),
        (RDFS + "comment", facts["disclaimer"]),
        (AIMS + "dataVersion", graph.data_version),
        (AIMS + "scopeText", facts["scope"]),
        (AIMS + "applyingText", facts.get("applies", "")),
        (AIMS + "assumption", facts["assumption"]),
        (AIMS + "denominator", _number(coverage.denominator)),
        *((AIMS + "holds", _node(graph.frameworks[key].iri)) for key in coverage.have),
        (AIMS + "needs", _node(graph.frameworks[coverage.need].iri)),
        *((AIMS + "asOfEdition", f"{k} {v}") for k, v in editions(result).items() if v),
    )
    for cell in coverage.cells:
        one = _node(f"{node.value}/{cell.provision.id}")
        yield from _say(node, (AIMS + "assessment", one))
        yield from _assessment(graph, one, cell)


def _term(licence: str) -> ox.NamedNode | ox.Literal:
    return _node(licence) if is_address(licence) else ox.Literal(licence)


def _assessment(graph: Graph, node: ox.NamedNode, cell: Cell) -> Statements:
    sources = sorted(s.id for s in cell.sources)
    rows = {m for s in cell.sources for m in s.mappings} | {m.id for m in cell.support}
    yield from _say(
        node,
        (RDF + "type", _node(AIMS + "Assessment")),
        (AIMS + "assesses", _node(cell.provision.iri)),
        (AIMS + "state", _node(f"{VOCAB}state/{cell.state.value}")),
        (AIMS + "verdict", cell.verdict.value),
        (AIMS + "remains", cell.remains.value if cell.remains else ""),
        (RDFS + "comment", cell.reason),
        *((AIMS + "stillOpen", text) for text in still_open(cell)),
        *((AIMS + "answeredBy", _node(graph.iri_of(one))) for one in sources),
        *((AIMS + "supportedBy", _node(graph.iri_of(m.subject))) for m in cell.support),
        *((AIMS + "restsOn", _node(mapping_iri(m))) for m in sorted(rows | {*cell.judged_none})),
    )


def _framework(one: Framework) -> Statements:
    yield from _say(
        _node(one.iri),
        (RDF + "type", _node(AIMS + "Framework")),
        (AIMS + "key", one.key),
        (SKOS + "prefLabel", one.label),
        (DCT + "title", one.title),
        (DCT + "publisher", one.publisher),
        (AIMS + "lawAsOf", one.law_as_of),
    )


def _provision(graph: Graph, one: Provision) -> Statements:
    node = _node(one.iri)
    parent = _node(graph.iri_of(one.parent)) if one.parent else ""
    yield from _say(
        node,
        (RDF + "type", _node(AIMS + one.kind)),
        (AIMS + "framework", _node(graph.frameworks[one.framework].iri)),
        (AIMS + "partOf", parent),
        (AIMS + "constituentOf", parent if one.constituent else ""),
        (AIMS + "position", _number(one.position)),
        (SKOS + "notation", one.notation),
        (SKOS + "prefLabel", one.label),
        (AIMS + "summary", one.summary),
        (AIMS + "force", _node(f"{VOCAB}force/{one.force.value}")),
        *(
            (AIMS + name, _node(f"{VOCAB}{scheme}/{word}"))
            for field, scheme, name in _WORDS
            for word in getattr(one, field)
        ),
        *((AIMS + "application", _node(rule)) for rule in one.application),
        *((AIMS + "element", _node(graph.iri_of(e.id))) for e in one.elements),
    )
    for rule in one.application:
        yield from _rule(graph, rule)
    for element in one.elements:
        hard = ox.Literal("true", datatype=_node(XSD + "boolean")) if element.hard else ""
        yield from _say(
            _node(graph.iri_of(Curie(element.id))),
            (RDF + "type", _node(AIMS + "Element")),
            (SKOS + "prefLabel", element.text),
            (AIMS + "hard", hard),
        )


def _rule(graph: Graph, iri: str) -> Statements:
    rule = graph.rules[iri]

    def day(text: str) -> ox.Literal | str:
        return ox.Literal(text, datatype=_node(XSD + "date")) if text else ""

    yield from _say(
        _node(iri),
        (RDF + "type", _node(AIMS + "ApplicationRule")),
        (AIMS + "date", day(rule.date)),
        (AIMS + "practicalDate", day(rule.practical_date)),
        (AIMS + "condition", rule.condition),
        (AIMS + "legalBasis", rule.legal_basis),
        (AIMS + "introducedBy", rule.introduced_by),
        (AIMS + "status", rule.status),
        *((AIMS + "appliesTo", _node(f"{VOCAB}risk/{risk}")) for risk in rule.risks),
    )
