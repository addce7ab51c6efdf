"""Answers of the sandbox as rows for a reader."""

from __future__ import annotations

from collections.abc import Mapping as MappingT
from typing import Any, Final

from aimsgraph.faces.explorer import views
from aimsgraph.faces.explorer.text import PageTable
from aimsgraph.model.errors import AimsgraphError, QueryError, QueryLimitError
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import DISCLAIMER, XSD
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

MOST_LISTED: Final = 2_000
"""Rows that are listed on the page; the files have all."""

_LISTED_SIGNS: Final = 2_000_000
"""Characters of the rows that are listed, beyond the first row."""

_LISTED_TRIPLES: Final = 20_000
"""Characters of triples that are shown; the files have all."""

FILES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "select": (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON")),
    "ask": (("json", "JSON"),),
    "graph": (("ttl", "Turtle"), ("nt", "N-Triples")),
}
"""Files of an answer by its kind: ending and name."""

_NUMBERS: Final = frozenset(
    XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")
)
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


def answer_of(graph: Graph, copy: DatasetCopy, found: QueryResult) -> dict[str, Any]:
    """An answer as the page shows it.

    Args:
        graph: The graph.
        copy: What was asked, for its prefixes.
        found: A result in JSON, or in Turtle.
    """
    said = {
        "kind": found.kind, "note": found.note(), "hints": list(found.hints), "rows": found.rows,
        "seconds": round(found.seconds, 2), "files": [list(f) for f in FILES[found.kind]],
    }  # fmt: skip
    if found.kind == "ask":
        return {**said, "yes": found.yes()}
    if found.kind == "graph":
        text = found.body.decode("utf-8", "replace")
        return {**said, "text": text[:_LISTED_TRIPLES], "cut": len(text) > _LISTED_TRIPLES}
    columns, rows = found.table()
    listed: list[list[str]] = []
    numbers, left = [bool(rows)] * len(columns), _LISTED_SIGNS
    for row in rows[:MOST_LISTED]:
        cells = [shown(graph, copy, cell) for cell in row]
        left -= sum(map(len, cells))
        if listed and left < 0:
            break
        listed.append(cells)
        numbers = [n and _number(cell) for n, cell in zip(numbers, row, strict=True)]
    known = {c for row in listed for c in row if c in graph.provisions}
    links = {curie: views.named(graph, curie) for curie in sorted(known)}
    return {**said, "columns": list(columns), "numbers": numbers, "listed": listed, "links": links}


def _number(cell: ResultTerm) -> bool:
    return not cell.kind or cell.datatype in _NUMBERS


def fault_of(error: AimsgraphError) -> dict[str, Any]:
    """What is wrong with a query as the page shows it, with the place where it is known."""
    said = {"kind": "fault", "words": fault_words(error), "line": 0, "column": 0, "width": 0}
    if isinstance(error, QueryError) and error.line:
        width = error.caret.rpartition("\n")[2].count("^") or 1
        return {**said, "line": error.line, "column": error.column, "width": width}
    return said


def fault_words(error: AimsgraphError) -> str:
    """Fact and remedy, with the place where one is known."""
    if isinstance(error, QueryError):
        return f"{place_words(error)}{error.fact} {error.remedy}"
    if isinstance(error, QueryLimitError):
        return f"{error.fact.capitalize()} {error.remedy}"
    return f"{error.place}: {error.fact} {error.remedy}"


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
