"""What the sandbox gives back: formats, limits, and an answer that says when it was cut."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from aimsgraph.model.errors import QueryLimitError
from aimsgraph.model.limits import (
    QUERY_MEMORY_BYTES,
    QUERY_RESULT_BYTES,
    QUERY_ROWS,
    QUERY_SECONDS,
)


class TableFormat(StrEnum):
    """W3C formats of the answer to SELECT and ASK."""

    JSON = "json"
    XML = "xml"
    CSV = "csv"
    TSV = "tsv"

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""
        return _MEDIA[self.value]


class GraphFormat(StrEnum):
    """Formats of the answer to CONSTRUCT and DESCRIBE."""

    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    JSONLD = "jsonld"

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""
        return _MEDIA[self.value]


_MEDIA: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take.

    Args:
        seconds: Wall-clock time.
        rows: Rows, or triples, of the answer.
        size: Bytes of the answer; of a graph, bytes of its N-Triples.
        memory: Bytes of memory on top of the graph.
    """

    seconds: float = QUERY_SECONDS
    rows: int = QUERY_ROWS
    size: int = QUERY_RESULT_BYTES
    memory: int = QUERY_MEMORY_BYTES


@dataclass(frozen=True, slots=True)
class ResultTerm:
    """A term of a result.

    Args:
        kind: ``uri``, ``literal``, ``bnode``, ``triple``, or nothing when the variable is unbound.
        text: The address, the text, or the name.
        datatype: Address of the datatype, if it is not a plain string.
        language: Language tag, if there is one.
    """

    kind: str
    text: str
    datatype: str = ""
    language: str = ""


_UNBOUND: Final = ResultTerm("", "")


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer.

    Args:
        kind: ``select``, ``ask`` or ``graph``.
        format: Format of the bytes.
        body: A whole document in that format.
        rows: Rows or triples in it; 1 for ASK.
        truncated: What cut it: ``rows`` or ``bytes``; nothing when it is complete.
        seconds: Time that the worker took.
        hints: What may be wrong, when nothing was found.
    """

    kind: str
    format: TableFormat | GraphFormat
    body: bytes
    rows: int
    truncated: str
    seconds: float
    hints: tuple[str, ...]

    @property
    def media_type(self) -> str:
        """Media type of the bytes."""
        return self.format.media_type

    @property
    def empty(self) -> bool:
        """Whether nothing was found: no row, no triple, or no."""
        return b"true" not in self.body if self.kind == "ask" else not self.rows

    def note(self) -> str:
        """The sentence to be shown beside a result that was cut; empty for a complete one."""
        if not self.truncated:
            return ""
        what = "triples" if self.kind == "graph" else "rows"
        limit = "limit of rows" if self.truncated == "rows" else "limit of size"
        return f"Truncated at the {limit}: only the first {self.rows} {what} are shown; more exist."

    def yes(self) -> bool:
        """The answer to ASK; from a result in JSON."""
        return self._document().get("boolean") is True

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[ResultTerm, ...], ...]]:
        """Columns and rows of a SELECT; from a result in JSON.

        Raises:
            QueryLimitError: A term is nested too deeply to be shown.
        """
        document = self._document()
        columns = tuple(document["head"]["vars"])
        rows = tuple(
            tuple(_cell(binding[c]) if c in binding else _UNBOUND for c in columns)
            for binding in document["results"]["bindings"]
        )
        return columns, rows

    def gaps(self) -> dict[str, bool]:
        """Whether a cell of each column of a SELECT is empty; nothing is known of one in XML."""
        if self.kind != "select" or self.body.startswith(b"<"):
            return {}
        if self.body.startswith(b"{"):
            names, answers = self.table()
            rows = [[cell.text for cell in row] for row in answers]
        else:
            text = self.body.decode()
            delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
            head, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
            names = tuple(name.removeprefix("?") for name in head)
        return {
            name: not all("".join(row[at : at + 1]) for row in rows)
            for at, name in enumerate(names)
        }

    def _document(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self.body)
        except RecursionError as error:
            raise QueryLimitError(
                "query", "a term of the result is nested too deeply.", "Ask for its parts."
            ) from error
        return found


def _cell(term: dict[str, Any]) -> ResultTerm:
    value = term["value"]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return ResultTerm(term["type"], text, term.get("datatype", ""), term.get("xml:lang", ""))
