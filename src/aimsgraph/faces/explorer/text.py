"""Text made safe and told apart: cells of spreadsheets, markdown, and the look of each state."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping as MappingT
from dataclasses import dataclass
from typing import Final

from aimsgraph.exports.csv_table import safe_cell

Value = str | int | float | bool

_MARKDOWN: Final = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    r"""A text that markdown shows as it is written: no links, images, directives or emphasis.

    >>> plain("![x](http://h/y) *z*")
    '\\!\\[x\\]\\(http\\:\\/\\/h\\/y\\) \\*z\\*'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table for a reader: column names, rows, and a key a row that no column needs to show."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    keys: tuple[str, ...] = ()

    def as_columns(self) -> dict[str, list[Value]]:
        """The table column by column, every text safe for a spreadsheet.

        Numbers beside texts become texts: Streamlit shows a column of one kind only.
        """
        found: dict[str, list[Value]] = {}
        for at, name in enumerate(self.columns):
            cells = [safe_cell(row[at]) for row in self.rows]
            mixed = any(isinstance(cell, str) for cell in cells)
            found[name] = [str(cell) for cell in cells] if mixed else cells
        return found


def csv_bytes(sheet: PageTable, about: MappingT[str, str]) -> bytes:
    """A table as CSV, with what a reader must know above it.

    Args:
        sheet: The table.
        about: Scope, denominator, editions, method, data version and disclaimer.

    Returns:
        UTF-8 with byte order mark, so that spreadsheets read it right. Same input, same bytes.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for name, text in about.items():
        writer.writerow([f"# {name}", safe_cell(" ".join(text.split()))])
    writer.writerow([safe_cell(c) for c in sheet.columns])
    for row in sheet.rows:
        writer.writerow([safe_cell(v) for v in row])
    return out.getvalue().encode("utf-8-sig")
