"""Statements of applicability: which provisions an organisation has left out or not yet done.

Read as offices write them: CSV of any separator or XLSX, a title above the table, columns and words
in several languages. What cannot be understood is refused with its row and the accepted words.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aimsgraph.model.errors import InputError
from aimsgraph.model.limits import MAX_SOA_BYTES, MAX_SSSOM_CELL_CHARS

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "id": (
        "id", "control id", "control no", "control number", "control ref", "control reference",
        "reference", "ref", "annex a control", "clause", "provision", "requirement", "control",
        "nr", "no", "maßnahme", "référence", "mesure",
    ),
    "applicable": (
        "applicable", "is applicable", "applicability", "included", "in scope", "anwendbar",
        "anwendbarkeit", "applicabilité", "applicable y/n", "applicable yes/no",
    ),
    "implemented": (
        "implemented", "is implemented", "implementation status", "implementation", "status",
        "umgesetzt", "umsetzungsstatus", "umsetzung", "mis en œuvre", "statut", "état",
    ),
    "justification": ("justification", "reason", "rationale", "begründung",
                      "justification for inclusion", "justification for exclusion"),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks", "bemerkung"),
}  # fmt: skip
"""Names of each column, the most telling first."""

_YES: Final = frozenset({
    "yes", "y", "true", "1", "x", "✓", "✔", "ja", "j", "oui", "o", "si", "sí", "sì", "tak",
})  # fmt: skip
_NO: Final = frozenset({"no", "n", "false", "0", "nein", "non", "nee", "nie", "✗", "✘"})
_NOT_APPLICABLE: Final = frozenset({
    "n/a", "na", "n.a.", "n. a.", "not applicable", "nicht anwendbar", "non applicable", "entfällt",
    "excluded", "out of scope",
})  # fmt: skip
_BLANK: Final = frozenset({"", "-", "–", "—"})  # noqa: RUF001  (dashes that offices write)
_APPLIES: Final = _YES | {"applicable", "included", "in scope", "anwendbar"}
_DONE: Final = _YES | {
    "implemented", "fully implemented", "done", "complete", "completed", "in place", "effective",
    "operational", "umgesetzt", "vollständig umgesetzt", "implementiert", "mis en œuvre",
    "en place",
}  # fmt: skip
_PARTLY: Final = frozenset({
    "partial", "partially", "partly", "partially implemented", "partly implemented", "in progress",
    "ongoing", "teilweise", "teilweise umgesetzt", "in umsetzung", "partiel", "partiellement",
    "partiellement mis en œuvre", "en cours",
})  # fmt: skip
_NOT_DONE: Final = _NO | {
    "not implemented", "planned", "not started", "open", "to do", "nicht umgesetzt", "geplant",
    "offen", "non mis en œuvre", "planifié",
}  # fmt: skip

_TITLE_ROWS: Final = 20
_MOST_ROWS: Final = 20_000
_MOST_COLUMNS: Final = 64
_MOST_UNZIPPED: Final = 64 * MAX_SOA_BYTES

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class SoaRow:
    """One line of a statement of applicability.

    Args:
        line: Line of the file, or row of the sheet, from 1.
        id: What stands for the provision.
        applicable: Whether it applies.
        implemented: Whether it is implemented, as a whole.
        partly: Whether it is implemented in part; then it is not ``implemented``.
        justification: Why, in the writer's words.
        note: Anything else.
    """

    line: int
    id: str
    applicable: bool
    implemented: bool
    justification: str
    note: str
    partly: bool = False


def read_soa(text: str, name: str) -> tuple[SoaRow, ...]:
    """Read a statement from CSV.

    Args:
        text: The file's text; comma, semicolon or tab separated, with or without a line ``sep=``.
        name: How errors name the file.

    Returns:
        Its rows; empty ones are left out. An applicable provision without a word on whether it is
        implemented is an error: silence is not consent.

    Raises:
        InputError: With the line, when a column is missing or a word is not understood.
    """
    first, _, rest = text.partition("\n")
    said = re.fullmatch(r'"?sep=(.)"?', first.strip("\r "), re.IGNORECASE)
    delimiters = said[1] if said else "".join(sorted(",;\t", key=text.count, reverse=True))
    fault: InputError | None = None
    for delimiter in delimiters:
        reader = csv.reader(io.StringIO(rest if said else text), delimiter=delimiter, strict=True)
        try:
            lines = [(reader.line_num + bool(said), cells) for cells in reader]
            return _table(lines, name)
        except csv.Error as error:
            place = f"{name}:{reader.line_num + bool(said)}"
            fault = InputError(place, f"this is not CSV: {error}.", "Mend the quotes.")
        except _NoTableError as error:
            fault = fault or error
    raise fault or _NoTableError(name)


def read_soa_xlsx(path: Path, name: str) -> tuple[SoaRow, ...]:
    """Read a statement from the first sheet of a workbook that has its columns.

    Args:
        path: The workbook.
        name: How errors name it.

    Returns:
        As ``read_soa``; lines are rows of the sheet.

    Raises:
        InputError: It is too large or no workbook, or as for ``read_soa``.
    """
    fault = InputError(name, "this is no XLSX workbook.", "Save it as XLSX or CSV.")
    try:
        if not path.is_file() or path.stat().st_size > MAX_SOA_BYTES:
            raise InputError(
                name, "it is missing, or too large.", f"At most {MAX_SOA_BYTES} bytes."
            )
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNZIPPED:
                raise InputError(name, "it unpacks to too much.", "Keep the statement alone in it.")
        return _sheets(path, name)
    except (OSError, zipfile.BadZipFile) as error:
        raise fault from error


def _sheets(path: Path, name: str) -> tuple[SoaRow, ...]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # whatever a damaged workbook makes the library raise
        raise InputError(name, "this is no XLSX workbook.", "Save it as XLSX or CSV.") from error
    missing = _NoTableError(name)
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
            lines = [(at, [_shown(cell) for cell in row]) for at, row in enumerate(rows, 1)]
            try:
                return _table(lines, name)
            except _NoTableError as error:
                missing = error
    finally:
        book.close()
    raise missing


def _shown(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


class _NoTableError(InputError):
    """No line names the columns of a statement."""

    def __init__(self, name: str, missing: str = "id, implemented") -> None:
        accepted = "; ".join(f"{key}: {', '.join(COLUMNS[key][:8])}" for key in list(COLUMNS)[:3])
        super().__init__(
            f"{name}:1",
            f"column {missing} is missing.",
            f"One line names the columns ({accepted}).",
        )


def _table(lines: Sequence[tuple[int, Cells]], name: str) -> tuple[SoaRow, ...]:
    best: tuple[str, ...] = ("id", "implemented")
    for at, (_, cells) in enumerate(lines[:_TITLE_ROWS]):
        columns = _columns(cells)
        missing = tuple(c for c in ("id", "implemented") if c not in columns)
        if not missing:
            return tuple(_rows(lines[at + 1 :], columns, name))
        best = min(best, missing, key=len)
    raise _NoTableError(name, ", ".join(best))


def _columns(cells: Cells) -> dict[str, int]:
    """Where each column stands."""
    names = [_plain(re.sub(r"\(.*\)", "", cell)).strip("?:*. ") for cell in cells]
    found = {}
    for key, accepted in COLUMNS.items():
        at = next((names.index(word) for word in accepted if word in names), None)
        if at is not None:
            found[key] = at
    of_standard = [at for at, word in enumerate(names) if word.endswith((" control", " controls"))]
    if of_standard:
        found.setdefault("id", of_standard[0])  # ISO 27001 control
    return found


def _plain(text: str) -> str:
    return " ".join(text.replace("\ufeff", "").casefold().replace("_", " ").split())


def _rows(
    lines: Sequence[tuple[int, Cells]], columns: dict[str, int], name: str
) -> Iterator[SoaRow]:
    for line, cells in lines:
        row = {key: cells[at].strip() if at < len(cells) else "" for key, at in columns.items()}
        if any(len(value) > MAX_SSSOM_CELL_CHARS for value in cells):
            raise InputError(f"{name}:{line}", "a cell is too long.", "Shorten it.")
        if not any(row.get(key) for key in ("id", "applicable", "implemented")):
            continue
        if not row["id"]:
            raise InputError(f"{name}:{line}", "the id is empty.", "Name the provision.")
        yield _row(row, line, name)


def _row(row: dict[str, str], line: int, name: str) -> SoaRow:
    status = _plain(row["implemented"])
    if "applicable" in row:
        applicable = _applies(row["applicable"], f"{name}:{line}")
    else:
        applicable = status not in _NOT_APPLICABLE
    known = _DONE | _PARTLY | _NOT_DONE | (frozenset() if applicable else _BLANK | _NOT_APPLICABLE)
    if status not in known:
        raise InputError(
            f"{name}:{line}",
            f"implemented is {row['implemented']!r}, neither yes nor no.",
            f"Write one of: {_words(_DONE)}; {_words(_PARTLY)}; {_words(_NOT_DONE)}"
            + ("." if applicable else f"; {_words(_NOT_APPLICABLE)}, or nothing."),
        )
    return SoaRow(
        line=line,
        id=row["id"],
        applicable=applicable,
        implemented=applicable and status in _DONE,
        justification=row.get("justification", ""),
        note=row.get("note", ""),
        partly=applicable and status in _PARTLY,
    )


def _applies(value: str, place: str) -> bool:
    word = _plain(value)
    if word in _APPLIES:
        return True
    if word in _NO | _NOT_APPLICABLE:
        return False
    raise InputError(
        place,
        f"applicable is {value!r}, neither yes nor no.",
        f"Write one of: {_words(_APPLIES)}; {_words(_NO | _NOT_APPLICABLE)}.",
    )


def _words(words: frozenset[str]) -> str:
    return ", ".join(sorted(w for w in words if w.isascii() and len(w) > 1))
