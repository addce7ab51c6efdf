"""Content negotiation: which of our formats a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from aimsgraph.sparql.results import GraphFormat, TableFormat

TABLES: Final[dict[str, TableFormat]] = {
    **{one.media_type: one for one in TableFormat},
    "application/json": TableFormat.JSON,
    "application/xml": TableFormat.XML,
    "text/xml": TableFormat.XML,
}
"""Media types in which SELECT and ASK are answered, the one given first when all are equal."""

GRAPHS: Final[dict[str, GraphFormat]] = {
    **{one.media_type: one for one in GraphFormat},
    "application/xml": GraphFormat.RDFXML,
    "text/xml": GraphFormat.RDFXML,
    "text/plain": GraphFormat.NTRIPLES,
}
"""Media types in which CONSTRUCT, DESCRIBE and the service description are answered."""

HTML: Final = "text/html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client gets.

    Args:
        table: Media type for SELECT and ASK; empty when none fits.
        graph: Media type for CONSTRUCT and DESCRIBE; empty when none fits.
        page: Whether a web page is liked better than any of these.
    """

    table: str
    graph: str
    page: bool


@lru_cache(maxsize=256)
def negotiate(header: str) -> Wanted:
    """What a client gets for its Accept header; without one, anything is accepted.

    >>> negotiate("text/html,application/xml;q=0.9,*/*;q=0.8").page
    True
    >>> negotiate("text/csv, */*;q=0.1").table
    'text/csv'
    """
    accepted = parse_accept_header(header or "*/*", MIMEAccept)
    return Wanted(
        accepted.best_match(list(TABLES), ""),
        accepted.best_match(list(GRAPHS), ""),
        accepted.best_match([*TABLES, *GRAPHS, HTML]) == HTML,
    )
