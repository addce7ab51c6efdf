"""SPARQL of the user's own, put to a service: the same results as from the sandbox, cut alike."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from aimsgraph.formats.turtle import Node
from aimsgraph.model.errors import QueryError, StoreError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import QUERY_ROWS
from aimsgraph.model.terms import VOCAB
from aimsgraph.rdf.dataset import curie_of
from aimsgraph.rdf.named_queries import Table, bind, named
from aimsgraph.sparql.dataset_copy import PREFIXES, DatasetCopy
from aimsgraph.sparql.guard import check, verb_of, word
from aimsgraph.sparql.results import GraphFormat, Limits, QueryResult, TableFormat
from aimsgraph.sparql.tokens import spelled, tokens
from aimsgraph.stores.catalogue import Catalogue, catalogue_of
from aimsgraph.stores.client import Service
from aimsgraph.stores.terms import read_term

_GRAPHS: Final = frozenset({"CONSTRUCT", "DESCRIBE"})
_TABLES: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_WRITES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_READS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/rdf+n3": ox.RdfFormat.TURTLE,
}


def ask_store(
    service: Service,
    text: str,
    *,
    table: TableFormat = TableFormat.JSON,
    graph: GraphFormat = GraphFormat.TURTLE,
    limits: Limits | None = None,
    inferred: bool = True,
) -> QueryResult:
    """Put a free query to a store.

    Args:
        service: The store.
        text: SELECT, ASK, CONSTRUCT or DESCRIBE; the prefixes of the graph need no declaration.
        table: Format of the answer to SELECT and ASK.
        graph: Format of the answer to CONSTRUCT and DESCRIBE.
        limits: Rows, bytes and seconds.
        inferred: Whether the inferred mappings are asked, too.

    Raises:
        QueryRefusedError: It updates, or would leave the store.
        QueryError: The store does not take it for SPARQL.
        StoreError: The store does not answer.
    """
    most = limits or Limits()
    check(text)
    catalogue = catalogue_of(service)
    client = service.within(most.seconds)
    verb = verb_of(tokens(text))
    kind = word(verb) if verb else ""
    whole = f"{declared(catalogue)} {spelled(text, prefixes_at(catalogue))}"
    graphs = catalogue.graphs(inferred=inferred)
    started = time.monotonic()
    try:
        if kind in _GRAPHS:
            body, rows, cut = _graph(client, whole, graphs, graph, most)
            form: TableFormat | GraphFormat = graph
            name = "graph"
        else:
            body, rows, cut = _table(client, whole, graphs, table, most, kind)
            form, name = table, "ask" if kind == "ASK" else "select"
    except StoreError as error:
        if "HTTP 400" in error.fact:
            raise QueryError("query", error.fact, "Mend the query; the store says why.") from error
        raise
    return QueryResult(name, form, body, rows, cut, time.monotonic() - started, ())


class StoreQueries:
    """Queries put to a store, asked in the way of a sandbox.

    Args:
        service: The store.
        limits: What a query may take.
    """

    def __init__(self, service: Service, limits: Limits | None = None) -> None:
        self.service = service
        self.limits = limits or Limits()

    @cached_property
    def copy(self) -> DatasetCopy:
        """The prefixes of the store; no statements."""
        return names_of(self.service)

    def query(
        self,
        text: str,
        *,
        table: TableFormat = TableFormat.JSON,
        graph: GraphFormat = GraphFormat.TURTLE,
        inferred: bool = True,
        hinting: bool = True,
    ) -> QueryResult:
        """Answer a query, as ``ask_store`` does; there are no hints about what a store lacks."""
        del hinting
        return ask_store(
            self.service, text, table=table, graph=graph, limits=self.limits, inferred=inferred
        )


def prefixes_at(catalogue: Catalogue) -> dict[str, str]:
    """The prefixes that a query on a store need not declare."""
    own = {f.key: f"{f.iri}/" for f in catalogue.frameworks.values()}
    return dict(sorted({**own, **PREFIXES}.items()))


def names_of(service: Service) -> DatasetCopy:
    """The prefixes of a store as a copy without statements, to shorten addresses with."""
    return DatasetCopy(b"", MappingProxyType(prefixes_at(catalogue_of(service))))


def declared(catalogue: Catalogue) -> str:
    """Declarations of all prefixes on one line, so that line numbers stay."""
    names = prefixes_at(catalogue).items()
    return " ".join(f"PREFIX {prefix}: {ox.NamedNode(iri)}" for prefix, iri in names)


def run_named_at(
    service: Service, graph: Graph, name: str, params: Mapping[str, str] | None = None
) -> Table:
    """Answer a named question from a store; the rows are those of ``run_named``."""
    text = bind(graph, named(name), params or {})
    document = service.results(text, catalogue_of(service).graphs(inferred=False))
    columns = tuple(document["head"]["vars"])
    rows = _bindings(service, document)
    return Table(
        columns,
        tuple(
            tuple(_shown(graph, read_term(row[c])) if c in row else "" for c in columns)
            for row in rows[:QUERY_ROWS]
        ),
        len(rows) > QUERY_ROWS,
    )


def _shown(graph: Graph, term: Node) -> str:
    if isinstance(term, ox.NamedNode):
        return curie_of(graph, term.value) or term.value.removeprefix(VOCAB)
    return term.value if isinstance(term, ox.Literal) else ""


def _bindings(service: Service, document: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        rows = document["results"]["bindings"]
        document["head"]["vars"]
    except (KeyError, TypeError) as error:
        raise StoreError(service.url, "its answer holds no table.", "Ask another way.") from error
    return list(rows)


def _table(
    service: Service,
    text: str,
    graphs: tuple[str, ...],
    form: TableFormat,
    most: Limits,
    kind: str,
) -> tuple[bytes, int, str]:
    if kind == "ASK":
        return _written({"head": {}, "boolean": service.ask(text, graphs)}, form), 1, ""
    document = service.results(text, graphs)
    rows = _bindings(service, document)
    kept = [{name: _plain(term) for name, term in row.items()} for row in rows[: most.rows]]
    cut = "rows" if len(rows) > most.rows else ""
    columns = document["head"]["vars"]
    while True:
        body = _written({"head": {"vars": columns}, "results": {"bindings": kept}}, form)
        if len(body) <= most.size or not kept:
            return body, len(kept), cut
        kept, cut = kept[: len(kept) * most.size // (len(body) + most.size)], "bytes"


def _plain(term: dict[str, Any]) -> dict[str, Any]:
    """A term as the W3C writes it; Virtuoso has a type of its own for typed literals."""
    return {**term, "type": "literal"} if term.get("type") == "typed-literal" else term


def _written(document: dict[str, Any], form: TableFormat) -> bytes:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    if form is TableFormat.JSON:
        return body
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    return results.serialize(format=_TABLES[form.value]) or b""


def _graph(
    service: Service, text: str, graphs: tuple[str, ...], form: GraphFormat, most: Limits
) -> tuple[bytes, int, str]:
    reply = service.query(text, graphs, "text/turtle, application/n-triples;q=0.9")
    syntax = _READS.get(reply.media_type)
    if syntax is None:
        raise StoreError(
            service.url,
            f"it answered {reply.media_type or 'no media type'}, not Turtle.",
            "Check that this is the address of a SPARQL 1.1 query service.",
        )
    try:
        triples = [
            ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(reply.body, syntax)
        ]
    except SyntaxError as error:
        raise StoreError(
            service.url, "its answer is not whole Turtle.", "Ask again, or for less."
        ) from error
    kept = triples[: most.rows]
    cut = "rows" if len(triples) > most.rows else ""
    while True:
        body = ox.serialize(kept, format=_WRITES[form.value]) or b""
        if len(body) <= most.size or not kept:
            return body, len(kept), cut
        kept, cut = kept[: len(kept) * most.size // (len(body) + most.size)], "bytes"
