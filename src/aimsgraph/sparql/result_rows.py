"""Where the rows of a serialised result end, so that a result can be cut and stay a whole document.

A result is written by the store itself, byte for byte as the W3C formats say. To cap it, rows are
counted in the bytes: cheaply by a mark that stands at most once between two rows, and exactly only
when that count says that the cap may have been reached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows stand in a format.

    Args:
        mark: Bytes of which each row has one, or one stands between two rows; text may have more.
        exact: Finds what ends a row; a match without its group ``end`` is text to be passed over.
        plain: The same, quicker, for documents in which ``doubt`` does not occur.
        doubt: Bytes without which the quick way is exact.
        head: Row ends that belong to no row (the line of column names).
        tail: What closes a document that was cut.
    """

    mark: bytes
    exact: re.Pattern[bytes]
    plain: re.Pattern[bytes]
    doubt: bytes
    head: int
    tail: bytes


_LINES: Final = re.compile(rb"(?P<end>\n)")
SHAPES: Final[dict[str, Shape]] = {
    "json": Shape(
        b"},{",
        re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|(?P<end>\}(?=,\{))', re.DOTALL),
        re.compile(rb'(?P<end>\}(?=,\{"[^"]+":\{))'),
        b"},{}",
        0,
        b"]}}",
    ),
    "xml": Shape(
        b"</result>",
        re.compile(rb"(?P<end></result>)"),
        re.compile(rb"(?P<end></result>)"),
        b"",
        0,
        b"</results></sparql>",
    ),
    "csv": Shape(
        b"\r\n",
        re.compile(rb'"(?:[^"]|"")*(?:"|\Z)|(?P<end>\r\n)'),
        re.compile(rb"(?P<end>\r\n)"),
        b'"',
        1,
        b"",
    ),
    "tsv": Shape(b"\n", _LINES, _LINES, b"", 1, b""),
    "ntriples": Shape(b"\n", _LINES, _LINES, b"", 0, b""),
}
"""Formats of results: the four W3C ones of tables, and N-Triples."""


class CapReached(Exception):  # noqa: N818  (a signal, not an error)
    """More rows or bytes came than may be kept."""


def row_ends(shape: Shape, body: bytes | bytearray) -> list[int]:
    """Where rows end.

    Args:
        shape: How rows stand in the format.
        body: The beginning of a document.

    Returns:
        For each end, the position just after it; the line of column names comes first if there is
        one. In JSON the last row of a whole document has no end of its own.
    """
    certain = bool(shape.doubt) and shape.doubt not in body
    pattern = shape.plain if certain else shape.exact
    return [m.end() for m in pattern.finditer(body) if m.group("end") is not None]


class Capped:
    """What a result is written into: bytes, until there are too many rows or bytes of them.

    Args:
        form: Name of the format, a key of ``SHAPES``.
        rows: Rows to keep.
        size: Bytes to keep.
    """

    def __init__(self, form: str, rows: int, size: int) -> None:
        self._shape = SHAPES[form]
        self._rows = rows
        self._size = size
        self._marks = 0
        self._looked = 0
        self._last = b""
        self.body = bytearray()

    def write(self, piece: bytes) -> int:
        """Take a piece.

        Raises:
            CapReached: It is the one too many.
        """
        mark = self._shape.mark
        seen = self._last + piece
        self._marks += seen.count(mark)
        self._last = seen[-(len(mark) - 1) :] if len(mark) > 1 else b""
        self.body += piece
        if len(self.body) > self._size:
            raise CapReached
        if self._marks > self._rows and len(self.body) >= 2 * self._looked:
            self._looked = len(self.body)
            if len(row_ends(self._shape, self.body)) > self._rows + self._shape.head:
                raise CapReached
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def cut(self) -> tuple[bytes, int, str]:
        """The document within the caps.

        Returns:
            Its bytes; how many rows are in it; what cut it: ``rows``, ``bytes``, or nothing.
        """
        shape = self._shape
        tail = len(shape.tail)
        whole = len(self.body) <= self._size
        ends = row_ends(shape, self.body)
        rows = len(ends) - shape.head + self._unended(whole)
        if whole and rows <= self._rows:
            return bytes(self.body), rows, ""
        kept = [end for end in ends[: self._rows + shape.head] if end + tail <= self._size]
        why = "rows" if len(kept) == self._rows + shape.head else "bytes"
        if len(kept) < shape.head or not kept:
            return b"", 0, "bytes"
        return bytes(self.body[: kept[-1]]) + shape.tail, len(kept) - shape.head, why

    def _unended(self, whole: bool) -> int:
        """Rows of a whole JSON document that have no end of their own: the last."""
        return int(whole and self._shape.mark == b"},{" and not self.body.endswith(b"[]}}"))
