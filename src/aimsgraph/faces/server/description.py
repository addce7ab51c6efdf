"""The service description: what the endpoint is, gives, holds and limits.

https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

import json
from typing import Final

import pyoxigraph as ox

from aimsgraph.faces.server.settings import Settings
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import DCT, OWL, RDF, RDFS, XSD
from aimsgraph.sparql.results import GraphFormat, Limits, QueryResult

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
VOID: Final = "http://rdfs.org/ns/void#"
LIMITS: Final = "https://w3id.org/aimsgraph/service#"

COUNTS: Final = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
"""The query for the named graphs and their sizes."""

_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip
_FILES: Final = {
    GraphFormat.TURTLE: ox.RdfFormat.TURTLE,
    GraphFormat.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    GraphFormat.RDFXML: ox.RdfFormat.RDF_XML,
    GraphFormat.JSONLD: ox.RdfFormat.JSON_LD,
}


def graph_counts(result: QueryResult) -> tuple[tuple[str, int], ...]:
    """Named graphs and their sizes, from the answer to ``COUNTS`` in JSON."""
    rows = json.loads(result.body)["results"]["bindings"]
    return tuple((r["g"]["value"], int(r["n"]["value"])) for r in rows if "g" in r)


def describe_service(
    graph: Graph, settings: Settings, limits: Limits, counts: tuple[tuple[str, int], ...]
) -> list[ox.Triple]:
    """The statements of the description.

    Args:
        graph: For titles and the data version.
        settings: For the address.
        limits: Of a query.
        counts: Named graphs and their sizes.
    """
    service = ox.NamedNode(settings.base)
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    triples = [
        ox.Triple(service, _node(RDF, "type"), _node(SD, "Service")),
        ox.Triple(service, _node(SD, "endpoint"), service),
        ox.Triple(service, _node(SD, "supportedLanguage"), _node(SD, "SPARQL11Query")),
        ox.Triple(service, _node(SD, "feature"), _node(SD, "UnionDefaultGraph")),
        *(
            ox.Triple(
                service, _node(SD, "resultFormat"), _node("http://www.w3.org/ns/formats/", name)
            )
            for name in _RESULT_FORMATS
        ),
        ox.Triple(service, _node(SD, "defaultDataset"), dataset),
        ox.Triple(service, _node(LIMITS, "maxSeconds"), _number(limits.seconds)),
        ox.Triple(service, _node(LIMITS, "maxRows"), _number(limits.rows)),
        ox.Triple(service, _node(LIMITS, "maxBytes"), _number(limits.size)),
        ox.Triple(service, _node(LIMITS, "maxMemory"), _number(limits.memory)),
        ox.Triple(service, _node(OWL, "versionInfo"), ox.Literal(graph.data_version)),
        *(
            ox.Triple(_node(settings.base, f"#truncated-{by}"), _node(RDFS, "comment"), said)
            for by, said in _truncations(limits)
        ),
        ox.Triple(dataset, _node(RDF, "type"), _node(SD, "Dataset")),
        ox.Triple(dataset, _node(SD, "defaultGraph"), default),
        ox.Triple(default, _node(RDF, "type"), _node(SD, "Graph")),
    ]
    titles = _titles(graph)
    for number, (name, size) in enumerate(counts):
        named, content = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        triples += [
            ox.Triple(dataset, _node(SD, "namedGraph"), named),
            ox.Triple(named, _node(RDF, "type"), _node(SD, "NamedGraph")),
            ox.Triple(named, _node(SD, "name"), ox.NamedNode(name)),
            ox.Triple(named, _node(SD, "graph"), content),
            ox.Triple(content, _node(RDF, "type"), _node(SD, "Graph")),
            ox.Triple(content, _node(VOID, "triples"), _number(size)),
        ]
        if name in titles:
            triples.append(ox.Triple(content, _node(DCT, "title"), ox.Literal(titles[name])))
    return triples


def render_description(triples: list[ox.Triple], form: GraphFormat) -> bytes:
    """The description as a document."""
    prefixes = {"sd": SD, "void": VOID, "dcterms": DCT, "owl": OWL, "rdfs": RDFS, "limit": LIMITS,
                "format": "http://www.w3.org/ns/formats/"}  # fmt: skip
    return ox.serialize(triples, format=_FILES[form], prefixes=prefixes) or b""


def _titles(graph: Graph) -> dict[str, str]:
    from aimsgraph.rdf.dataset import graph_iri

    return {
        **{graph_iri("framework", f.key): f.title for f in graph.frameworks.values()},
        **{graph_iri("mapping-set", s.key): s.title for s in graph.mapping_sets},
    }


def _truncations(limits: Limits) -> tuple[tuple[str, ox.Literal], ...]:
    cut = "The answer was cut at {} {}; more exist. Narrow the query, or page it with LIMIT."
    return (
        ("rows", ox.Literal(cut.format(limits.rows, "rows or triples"))),
        ("bytes", ox.Literal(cut.format(limits.size, "bytes"))),
    )


def _node(space: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(space + name)


def _number(value: float) -> ox.Literal:
    kind = "integer" if float(value).is_integer() else "decimal"
    return ox.Literal(f"{value:g}" if kind == "decimal" else str(int(value)),
                      datatype=ox.NamedNode(XSD + kind))  # fmt: skip
