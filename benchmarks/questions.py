"""What the load test asks: named queries with drawn parameters, heavy ones, and hostile ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from urllib.parse import urlencode

from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import catalogue

PREFIXES = """PREFIX aims: <https://w3id.org/aimsgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
HEAVY = {
    "texts that say must": """SELECT (COUNT(*) AS ?n) {
  ?s ?p ?o FILTER(REGEX(STR(?o), "must.*not", "i")) }""",
    "words in all texts": """SELECT (SUM(STRLEN(STR(?o))) AS ?n) (COUNT(DISTINCT ?s) AS ?m) {
  ?s ?p ?o }""",
    "pairs on one topic": """SELECT ?t (COUNT(*) AS ?n) { ?a aims:topic ?t . ?b aims:topic ?t
  FILTER(?a != ?b) } GROUP BY ?t ORDER BY DESC(?n)""",
    "everything, sorted": "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY STR(?o) ?p ?s LIMIT 5000",
    "paths of mappings": """SELECT (COUNT(*) AS ?n) {
  ?a (aims:intersects|aims:subset|aims:superset)/^(aims:intersects|aims:subset|aims:superset) ?b
}""",
}
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"
HOSTILE: dict[str, str] = {
    "runaway": RUNAWAY,
    "runaway path": "SELECT (COUNT(*) AS ?n) { ?a (<a:a>|!<a:b>)* ?b . ?c (!<a:c>)* ?d }",
    "memory": """SELECT ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i
  BIND(CONCAT(STR(?a), STR(?d), STR(?g)) AS ?x) } ORDER BY ?x""",
    "service": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "update": "DELETE WHERE { ?s ?p ?o }",
    "nesting": "SELECT * " + "{" * 3000 + "}" * 3000,
    "lists": "ASK { " + "(" * 60 + ")" * 60 + " ?p ?o }",
    "file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "noise": "\u202e\x01 SELECT <<<< }}",
}


def named_paths(graph: Graph, dice: random.Random) -> Iterator[str]:
    """Addresses of named queries with parameters drawn from the graph, without end."""
    leaves = sorted(graph.assessable)
    while True:
        query = dice.choice(catalogue())
        values = {}
        for one in query.parameters:
            if one.kind == "framework":
                values[one.name] = dice.choice(sorted(graph.frameworks))
            elif one.kind == "provision":
                values[one.name] = dice.choice(leaves)
            elif one.kind in graph.concepts:
                values[one.name] = dice.choice(sorted(graph.concepts[one.kind]))
        yield f"/queries/{query.name}?{urlencode(values)}"
