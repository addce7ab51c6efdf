"""The coverage workbook. Text is written as text: no cell is ever a formula."""

from __future__ import annotations

import datetime as dt
import io
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from aimsgraph.answers.sheets import DECISIONS
from aimsgraph.exports.colours import LOOKS
from aimsgraph.model.errors import InputError
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import State

_MAX_CELL: Final = 32_767
_WIDTHS: Final = {
    "id": 26,
    "needed": 26,
    "held": 22,
    "mapping": 40,
    "notation": 18,
    "state": 11,
    "Item": 30,
}
_LINE: Final = 15
_MOST_POINTS: Final = 409
_LONG: Final = 70
_LONG_TITLES: Final = frozenset({
    "Value", "reason", "what remains", "what remains, by held provision", "what it demands", "why",
    "held provisions", "object still demands", "subject still demands",
})  # fmt: skip


def render_xlsx(sheets: tuple[Sheet, ...]) -> bytes:
    """Write tables to a workbook.

    Args:
        sheets: Tables; the first is shown on opening.

    Returns:
        The bytes of an XLSX file; the same tables give the same bytes.

    Raises:
        InputError: A text is longer than a cell may be; nothing is cut silently.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties({"title": "aimsgraph coverage", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
    head = book.add_format(
        {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "border": 1}
    )
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    states = {
        state.value: book.add_format(
            {
                "bg_color": look.colour,
                "font_color": look.ink,
                "bold": state is State.FULL,
                "valign": "top",
            }
        )
        for state, look in LOOKS.items()
    }
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for column, title in enumerate(sheet.columns):
            page.write_string(0, column, title, head)
            page.set_column(column, column, _width(title))
        state_column = sheet.columns.index("state") if "state" in sheet.columns else -1
        for number, row in enumerate(sheet.rows, 1):
            page.set_row(number, _height(sheet.columns, row))
            for column, value in enumerate(row):
                style = states.get(str(value), wrap) if column == state_column else wrap
                _write(page, number, column, value, style, sheet.name)
        _finish(page, sheet)
    book.close()
    return out.getvalue()


def _width(title: str) -> int:
    """Characters that fit across a column."""
    return _LONG if title in _LONG_TITLES else _WIDTHS.get(title, 20)


def _height(columns: tuple[str, ...], row: tuple[str | int | float, ...]) -> float:
    """Points that the wrapped text of a row needs; not every program works that out by itself."""
    lines = max(
        sum(-(-max(len(part), 1) // (_width(title) - 2)) for part in str(value).split("\n"))
        for title, value in zip(columns, row, strict=True)
    )
    return min(_LINE * lines + 2, _MOST_POINTS)


def _write(
    page: Worksheet, row: int, column: int, value: str | float, style: object, name: str
) -> None:
    if isinstance(value, str):
        if len(value) > _MAX_CELL:
            raise InputError(
                f"{name} row {row + 1}",
                f"a text has {len(value)} characters; a cell takes {_MAX_CELL}.",
                "Export to CSV or JSON instead.",
            )
        page.write_string(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def _finish(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes(1, 2 if len(sheet.columns) > 2 else 0)  # noqa: PLR2004  (id and notation)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    if "reviewer decision" in sheet.columns and sheet.rows:
        column = sheet.columns.index("reviewer decision")
        page.data_validation(
            1, column, len(sheet.rows), column, {"validate": "list", "source": list(DECISIONS)}
        )
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&Laimsgraph: decision support, not legal advice&RPage &P of &N")
