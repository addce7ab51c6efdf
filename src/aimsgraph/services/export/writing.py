"""Files written whole or not at all, and cells that no spreadsheet mistakes for a formula."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import stat
import tempfile
from pathlib import Path
from typing import Final

from aimsgraph.services.export.tables import Sheet
from aimsgraph.values.errors import InputError

_FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  (full-width signs are the point)

_SPLIT_FORMULA: Final = re.compile(r"([;\t\r\n])([=+\-@＝＋－＠])")  # noqa: RUF001  (as above)
"""Where a program that splits at other signs than commas would see a cell begin."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one, never half.

    Args:
        path: Where to.
        content: Its bytes.

    Raises:
        InputError: The folder is missing or may not be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(
            str(path), f"it cannot be written: {error.strerror}.", "Check the folder."
        ) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(_mode_of(path))
        Path(name).replace(path)
    except OSError as error:
        raise InputError(
            str(path),
            f"it cannot be written: {error.strerror}.",
            "Check the path and the space left.",
        ) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()


def _mode_of(path: Path) -> int:
    """The mode of the file that is replaced, or of a new one under the user's umask."""
    with contextlib.suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


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


def render_markdown(sheet: Sheet) -> str:
    """A table as GitHub-flavoured Markdown."""

    def line(cells: tuple[str | int | float, ...]) -> str:
        safe = (_markdown(str(c)) for c in cells)
        return f"| {' | '.join(safe)} |"

    rule = f"|{'---|' * len(sheet.columns)}"
    return "\n".join([line(sheet.columns), rule, *(line(r) for r in sheet.rows)]) + "\n"


def _markdown(text: str) -> str:
    for sign, safe in (
        *((s, f"\\{s}") for s in "\\`[]"),
        ("|", "\\|"),
        ("&", "&amp;"),
        ("<", "&lt;"),
        ("\n", "<br>"),
    ):
        text = text.replace(sign, safe)
    return text
