"""A table as CSV, with cells that no spreadsheet mistakes for a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from aimsgraph.model.sheet import Sheet

_FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  (full-width signs are the point)

_SPLIT_FORMULA: Final = re.compile(r"([;\t\r\n])([=+\-@＝＋－＠])")  # noqa: RUF001  (as above)
"""Where a program that splits at other signs than commas would see a cell begin."""


def safe_cell(value: str | float) -> str | float:
    """A cell that a spreadsheet shows as text.

    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell("A.8.15")
    'A.8.15'
    >>> safe_cell("x;=1+1")
    "x;'=1+1"
    >>> safe_cell(-3)
    -3
    """
    if not isinstance(value, str):
        return value
    inside = _SPLIT_FORMULA.sub(r"\1'\2", value)
    return f"'{inside}" if value.startswith(_FORMULA_STARTS) else inside


def render_csv(sheet: Sheet) -> str:
    """A table as CSV (RFC 4180 with plain newlines), safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(safe_cell(c) for c in sheet.columns)
    writer.writerows([safe_cell(c) for c in row] for row in sheet.rows)
    return out.getvalue()
