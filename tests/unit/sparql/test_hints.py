"""A query that silently gives nothing is answered with the likely reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aimsgraph.model.graph import Graph
from aimsgraph.sparql.dataset_copy import copy_dataset
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.results import TableFormat


@pytest.fixture(scope="module")
def pool(graph: Graph) -> Iterator[SandboxPool]:
    made = SandboxPool(copy_dataset(graph), workers=1)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "SELECT ?s (GROUP_CONCAT(?o) AS ?a) { ?m aims:subject ?s; aims:object ?o } GROUP BY ?s",
            "STR(?o)",
        ),
        (
            'SELECT (group_concat(DISTINCT ?c; separator="|") AS ?all) { ?m aims:confidence ?c }',
            "STR(?c)",
        ),
        (
            "SELECT ?p (GROUP_CONCAT(?o) AS ?a) { ?f a aims:Framework ; ?p ?o } GROUP BY ?p",
            "STR(?o)",
        ),
        (
            (
                "SELECT ?b { { SELECT (GROUP_CONCAT(?m) AS ?a) { ?m aims:confidence ?c } } "
                'BIND(CONCAT("x", ?a) AS ?b) }'
            ),
            "STR(?m)",
        ),
        (
            "SELECT (CONCAT(GROUP_CONCAT(?m), GROUP_CONCAT(?c)) AS ?a) { ?m aims:confidence ?c }",
            "STR(?m)",
        ),
        ('SELECT ?p { ?p aims:position ?n FILTER(?n = "5") }', "STR(?n)"),
        ('SELECT ?p { ?p skos:prefLabel ?l FILTER("EU AI Act" = ?l) }', "STR(?l)"),
        ('SELECT ?p { ?p skos:prefLabel "EU AI Act" }', '"EU AI Act"@en'),
        ('SELECT ?p { ?p skos:prefLabel ?l FILTER(?l IN ("EU AI Act")) }', '"EU AI Act"@en'),
        ('SELECT ?p { VALUES ?l { "EU AI Act" } ?p skos:prefLabel ?l }', '"EU AI Act"@en'),
        ('SELECT ?p { ?p aims:date "2027-12-02" }', '"2027-12-02"^^<'),
        ('SELECT ?p { ?p a aims:Framework FILTER(CONTAINS(?p, "aiact")) }', "CONTAINS(STR(?p)"),
        ('SELECT ?p { ?p a aims:Framework FILTER regex(?p, "aiact") }', "REGEX(STR(?p)"),
        ("SELECT (GROUP_CONCAT(?c + 1) AS ?a) { ?m aims:confidence ?c }", "STR(...)"),
        ("PREFIX aims: <https://example.org/> SELECT ?p { ?p aims:position 1 }", "aims: is <https"),
    ],
)
def test_a_silent_query_gets_a_hint(pool: SandboxPool, text: str, said: str) -> None:
    for table in (TableFormat.JSON, TableFormat.CSV, TableFormat.TSV):
        assert any(said in hint for hint in pool.query(text, table=table).hints)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (GROUP_CONCAT(STR(?c)) AS ?all) { ?m aims:confidence ?c }",
        'SELECT ?p { ?p aims:position ?n FILTER(STR(?n) = "5") } LIMIT 1',
        'SELECT ?p { ?p skos:prefLabel ?l FILTER(?l = "EU AI Act"@en) }',
        'SELECT ("?x = 1, GROUP_CONCAT(?x)" AS ?y) {}',
        (
            "SELECT (GROUP_CONCAT(?l) AS ?all) ?p { ?f a aims:Framework ; skos:prefLabel ?l "
            "OPTIONAL { ?f aims:position ?p } } GROUP BY ?p"
        ),
    ],
)
def test_a_query_that_is_fine_gets_none(pool: SandboxPool, text: str) -> None:
    assert pool.query(text).hints == ()
