"""Content negotiation: what is accepted, how much, and what fits best.

https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

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
class Range:
    """A media range that a client accepts."""

    type: str
    subtype: str
    quality: float

    def fits(self, media_type: str) -> int:
        """How closely it names a media type: 0 not at all, 1 any, 2 its family, 3 itself."""
        family, _, name = media_type.partition("/")
        if self.type == "*":
            return 1
        if self.type != family:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == name else 0


def read_accept(header: str) -> tuple[Range, ...]:
    """The ranges of an Accept header; without one, anything is accepted.

    >>> read_accept("text/turtle;q=0.5, */*;q=0.1")[0]
    Range(type='text', subtype='turtle', quality=0.5)
    """
    found = []
    for item in header.lower().split(","):
        media, *parameters = (part.strip() for part in item.split(";"))
        family, slash, name = media.partition("/")
        if not slash or not family or not name:
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = _quality(value.strip())
        found.append(Range(family, name, quality))
    return tuple(found) if found or header.strip() else (Range("*", "*", 1.0),)


def _quality(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0


def choose(ranges: Sequence[Range], offers: Sequence[str]) -> str:
    """The offer that is liked best; of equals the first.

    >>> choose(read_accept("text/csv, */*;q=0.1"), ["text/turtle", "text/csv"])
    'text/csv'
    """
    best, most = "", 0.0
    for offer in offers:
        quality = _liking(ranges, offer)
        if quality > most:
            best, most = offer, quality
    return best


def _liking(ranges: Sequence[Range], offer: str) -> float:
    closest, quality = 0, 0.0
    for one in ranges:
        closeness = one.fits(offer)
        if closeness > closest:
            closest, quality = closeness, one.quality
    return quality


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
    """What a client gets for its Accept header.

    >>> negotiate("text/html,application/xml;q=0.9,*/*;q=0.8").page
    True
    """
    ranges = read_accept(header)
    every = [*TABLES, *GRAPHS, HTML]
    return Wanted(choose(ranges, list(TABLES)), choose(ranges, list(GRAPHS)),
                  choose(ranges, every) == HTML)  # fmt: skip
