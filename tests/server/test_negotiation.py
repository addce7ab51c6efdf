"""Content negotiation."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from aimsgraph.faces.server.negotiation import negotiate

pytestmark = pytest.mark.xdist_group("server")

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
ACCEPTS = [
    ("", JSON, "text/turtle"),
    ("*/*", JSON, "text/turtle"),
    (XML, XML, ""),
    (f"{JSON};q=0.5, {XML};q=0.9", XML, ""),
    ("text/csv", "text/csv", ""),
    ("text/*", "text/csv", "text/turtle"),
    ("text/*;q=0.2, text/tab-separated-values", "text/tab-separated-values", "text/turtle"),
    ("text/csv;q=0, text/*", "text/tab-separated-values", "text/turtle"),
    ("application/n-triples", "", "application/n-triples"),
    ("application/rdf+xml, text/turtle;q=0.9", "", "application/rdf+xml"),
    ("application/json", "application/json", ""),
    ("application/json;q=0.9, application/ld+json", "application/json", "application/ld+json"),
    ("TEXT/TURTLE ; Q=1.0", "", "text/turtle"),
    ("image/png", "", ""),
    ("text/csv;q=nonsense", "", ""),
    (",,;;", "", ""),
]


@pytest.mark.parametrize(("accept", "table", "graph"), ACCEPTS)
def test_what_fits_best(accept: str, table: str, graph: str) -> None:
    wanted = negotiate(accept)
    assert (wanted.table, wanted.graph) == (table, graph)


@pytest.mark.parametrize(
    ("accept", "page"),
    [("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True), ("*/*", False),
     ("text/html;q=0.1, text/csv", False)],
)  # fmt: skip
def test_a_browser_gets_the_page(accept: str, page: bool, client: TestClient) -> None:
    assert negotiate(accept).page is page
    for path in ("/", "/sparql", "/sparql?query=ASK%20%7B%7D"):
        media = client.get(path, headers={"Accept": accept}).headers["content-type"]
        assert media.startswith("text/html") is page


@pytest.mark.parametrize("media", ["application/json", JSON, XML, "text/csv", "text/xml",
                                   "text/tab-separated-values"])  # fmt: skip
def test_each_table_format_comes_as_it_is_called(media: str, client: TestClient) -> None:
    query = {"query": "SELECT ?x { VALUES ?x { 1 2 } }"}
    answer = client.get("/sparql", params=query, headers={"Accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.headers["x-aimsgraph-rows"] == "2"


@pytest.mark.parametrize("media", ["text/turtle", "application/n-triples", "application/rdf+xml",
                                   "application/ld+json"])  # fmt: skip
def test_each_graph_format_comes_as_it_is_called(media: str, client: TestClient) -> None:
    query = {"query": "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 2"}
    answer = client.get("/sparql", params=query, headers={"Accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media


@pytest.mark.parametrize(
    ("query", "accept"),
    [("ASK {}", "image/png"), ("ASK {}", "text/turtle"), ("DESCRIBE <a:a>", "text/csv")],
)
def test_nothing_that_fits_is_said(query: str, accept: str, client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert "text/" in answer.json()["remedy"]


def test_the_description_too_has_formats(client: TestClient) -> None:
    assert client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 406
