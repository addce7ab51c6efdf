"""Answers of the sandbox as rows for a reader."""

from __future__ import annotations

from collections.abc import Mapping as MappingT
from typing import Final

from aimsgraph.faces.explorer.text import PageTable
from aimsgraph.model.errors import QueryError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import DISCLAIMER
from aimsgraph.rdf.dataset import curie_of
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.results import Limits, QueryResult, ResultTerm

EXAMPLE: Final = """# The prefixes of the graph need no declaration.
SELECT ?needed ?label (COUNT(DISTINCT ?held) AS ?overlapping)
WHERE {
  ?needed aims:framework id:aiact ; skos:prefLabel ?label .
  ?held aims:overlaps ?needed ; aims:framework id:iso42001 .
}
GROUP BY ?needed ?label
ORDER BY DESC(?overlapping) ?needed
LIMIT 20
"""
"""A first query of one's own."""

LINKED: Final = 12
"""Provisions of a result that are linked below it; a cell of the table opens any other."""

_MEGABYTE: Final = 1024 * 1024


def answer_sheet(graph: Graph, copy: DatasetCopy, found: QueryResult) -> PageTable:
    """The rows of a SELECT: provisions as CURIEs, other addresses with their prefix.

    Args:
        graph: The graph.
        copy: What was asked, for its prefixes.
        found: A result in JSON.
    """
    columns, rows = found.table()
    return PageTable(columns, tuple(tuple(shown(graph, copy, c) for c in row) for row in rows))


def shown(graph: Graph, copy: DatasetCopy, cell: ResultTerm) -> str:
    """A term of a result as a reader knows it."""
    if cell.kind == "uri":
        return curie_of(graph, cell.text) or copy.short(cell.text)
    if cell.kind == "bnode":
        return f"_:{cell.text}"
    return cell.text


def provisions_in(graph: Graph, sheet: PageTable) -> tuple[Curie, ...]:
    """Provisions that stand in a table, in order and once each."""
    values = dict.fromkeys(str(v) for row in sheet.rows for v in row)
    return tuple(Curie(v) for v in values if v in graph.provisions)


def limit_words(limits: Limits, store: str = "") -> str:
    """What a query may take, in words.

    Args:
        limits: The limits.
        store: Address of the store that answers; empty for the sandbox.
    """
    if store:
        return (
            f"Queries are answered by {store} under its own limits; {limits.seconds:g} seconds, "
            f"{limits.rows:,} rows and {limits.size // _MEGABYTE} MB are waited for and taken; "
            "more is cut, and said to be cut. What changes data or leaves the store is refused."
        )
    return (
        f"A query may take {limits.seconds:g} seconds and {limits.memory // _MEGABYTE} MB of "
        f"memory, and give {limits.rows:,} rows or {limits.size // _MEGABYTE} MB; more is cut, and "
        "said to be cut. It can neither change the graph nor reach a file or the network."
    )


def place_words(error: QueryError) -> str:
    """Where a query is wrong, in words; empty when it is wrong as a whole."""
    return f"Line {error.line}, column {error.column}: " if error.line else ""


def said_of(
    graph: Graph, found: QueryResult, text: str, about: MappingT[str, str]
) -> dict[str, str]:
    """What must stand above a result in a file.

    Args:
        graph: The graph.
        found: The result.
        text: The query.
        about: What else to say.
    """
    said = {
        **about,
        "query": text,
        "rows": f"{found.rows}. {found.note()}".strip(),
        "data version": graph.data_version,
        "disclaimer": DISCLAIMER,
    }
    return {name: value for name, value in said.items() if value}
