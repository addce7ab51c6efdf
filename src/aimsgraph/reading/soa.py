"""Statements of applicability: which provisions an organisation has left out or not yet done."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from aimsgraph.values.errors import InputError
from aimsgraph.values.limits import MAX_SSSOM_CELL_CHARS

COLUMNS = ("id", "applicable", "implemented", "justification", "note")
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class SoaRow:
    """One line of a statement of applicability."""

    line: int
    id: str
    applicable: bool
    implemented: bool
    justification: str
    note: str


def read_soa(text: str, name: str) -> tuple[SoaRow, ...]:
    """Read a CSV file with the columns id, applicable, implemented, justification, note.

    Args:
        text: The file's text; comma, semicolon or tab separated.
        name: How errors name the file.

    Returns:
        Its rows. An empty ``applicable`` or ``implemented`` is an error: silence is not consent.

    Raises:
        InputError: With the line, when a column is missing or a value is neither yes nor no.
    """
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        columns = [c.strip().lower() for c in reader.fieldnames or ()]
        missing = [c for c in COLUMNS[:3] if c not in columns]
        if missing:
            raise InputError(
                f"{name}:1",
                f"column {', '.join(missing)} is missing.",
                f"The first line names the columns: {', '.join(COLUMNS)}.",
            )
        reader.fieldnames = columns
        return tuple(_row(row, reader.line_num, name) for row in reader)
    except csv.Error as error:
        raise InputError(
            f"{name}:{reader.line_num}", f"this is not CSV: {error}.", "Mend the quotes."
        ) from error


def _row(row: dict[str, str | None], line: int, name: str) -> SoaRow:
    cells = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
    if any(len(value) > MAX_SSSOM_CELL_CHARS for value in cells.values()):
        raise InputError(f"{name}:{line}", "a cell is too long.", "Shorten it.")
    return SoaRow(
        line=line,
        id=cells["id"],
        applicable=_flag(cells["applicable"], "applicable", f"{name}:{line}"),
        implemented=_flag(cells["implemented"], "implemented", f"{name}:{line}"),
        justification=cells.get("justification", ""),
        note=cells.get("note", ""),
    )


def _flag(value: str, column: str, place: str) -> bool:
    word = value.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise InputError(place, f"{column} is {value!r}, neither yes nor no.", "Write yes or no.")
