"""Tables as a workbook. Text is written as text, dates as dates: no cell is ever a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from aimsgraph.answers.sheets import DECISIONS
from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS, Look
from aimsgraph.model.errors import InputError
from aimsgraph.model.sheet import Sheet

Value = str | int | float | dt.date | None

_MAX_CELL: Final = 32_767
_LONGEST_NAME: Final = 31  # of a sheet
_WIDTHS: Final = {
    "id": 26,
    "needed": 26,
    "held": 22,
    "mapping": 40,
    "notation": 18,
    "heading": 34,
    "state": 13,
    "verdict": 14,
    "remains": 12,
    "applies from": 13,
    "from": 13,
    "Item": 34,
}
_LINE: Final = 15
_MOST_POINTS: Final = 409
_LONG: Final = 70
_LONG_TITLES: Final = frozenset({
    "Value", "reason", "what remains", "what remains, by held provision", "what it demands", "why",
    "held provisions", "object still demands", "subject still demands", "task", "still open",
    "elements met", "elements in part", "elements open", "supported by", "in hand", "Meaning",
})  # fmt: skip
WORDS: Final[dict[str, dict[str, Look]]] = {
    "state": {state.value: look for state, look in LOOKS.items()},
    "verdict": {verdict.value: look for verdict, look in VERDICT_LOOKS.items()},
}
"""Columns whose words have a look of their own."""


@dataclass(frozen=True, slots=True)
class Page:
    """A table of a workbook, with dates as such.

    Args:
        name: Of the sheet.
        columns: Their titles.
        rows: Text, numbers and dates; ``None`` where there is nothing.
        frozen: Columns that stay in view.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    frozen: int = 0


class Book:
    """A workbook in the making; the same pages give the same bytes."""

    def __init__(self, title: str) -> None:
        self._out = io.BytesIO()
        self.file = xlsxwriter.Workbook(
            self._out,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self.file.set_properties({"title": title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
        self.head = self.file.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "border": 1}
        )
        self.wrap = self.file.add_format({"text_wrap": True, "valign": "top"})
        self.date = self.file.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._marked = {
            word: self.file.add_format({"num_format": _marked(look), "valign": "top"})
            for words in WORDS.values()
            for word, look in words.items()
        }
        self._looks = {
            (title, word): self.file.add_format(
                {
                    "bg_color": look.colour,
                    "font_color": look.ink,
                    "num_format": _marked(look),
                }
            )
            for title, words in WORDS.items()
            for word, look in words.items()
        }

    def _free_name(self, name: str) -> str:
        """A name that a sheet may have and that no other sheet of the workbook has."""
        plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip("'")
        taken = {sheet.get_name().lower() for sheet in self.file.worksheets()}
        ends = ("", *(f" {n}" for n in range(2, len(taken) + 3)))
        names = (plain[: _LONGEST_NAME - len(end)].strip() + end for end in ends)
        return next(n for n in names if n.lower() not in taken)

    def add(self, page: Page) -> Worksheet:
        """Add a table as a sheet.

        Raises:
            InputError: A text is longer than a cell may be; nothing is cut silently.
        """
        sheet = self.file.add_worksheet(self._free_name(page.name))
        for column, title in enumerate(page.columns):
            sheet.write_string(0, column, title, self.head)
            sheet.set_column(column, column, _width(title))
        for number, row in enumerate(page.rows, 1):
            sheet.set_row(number, _height(page.columns, row))
            for column, value in enumerate(row):
                self.write(sheet, number, column, value, page.columns[column])
        self._finish(sheet, page)
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, title: str = "") -> None:
        """Write one cell; a word of a column of words takes its mark.

        Raises:
            InputError: A text is longer than a cell may be.
        """
        if isinstance(value, str):
            if len(value) > _MAX_CELL:
                raise InputError(
                    f"{sheet.get_name()} row {row + 1}",
                    f"a text has {len(value)} characters; a cell takes {_MAX_CELL}.",
                    "Export to CSV or JSON instead.",
                )
            style = self._marked.get(value, self.wrap) if title in WORDS else self.wrap
            sheet.write_string(row, column, value, style)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, self.date)
        elif value is None:
            sheet.write_blank(row, column, None, self.wrap)
        else:
            sheet.write_number(row, column, value, self.wrap)

    def colour(self, sheet: Worksheet, title: str, column: int, first: int, last: int) -> None:
        """Let a column of words take the colours of its words, also when one is changed."""
        for word in WORDS[title]:
            sheet.conditional_format(
                first,
                column,
                last,
                column,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{word}"',
                    "format": self._looks[title, word],
                },
            )

    def _finish(self, sheet: Worksheet, page: Page) -> None:
        sheet.freeze_panes(1, page.frozen)
        last = len(page.rows)
        if last:
            sheet.autofilter(0, 0, last, len(page.columns) - 1)
            for column, title in enumerate(page.columns):
                if title in WORDS:
                    self.colour(sheet, title, column, 1, last)
            if "reviewer decision" in page.columns:
                column = page.columns.index("reviewer decision")
                choice: dict[str, Any] = {"validate": "list", "source": list(DECISIONS)}
                sheet.data_validation(1, column, last, column, choice)
        for_paper(sheet)
        sheet.repeat_rows(0)

    def whole(self) -> bytes:
        """The bytes of the XLSX file."""
        self.file.close()
        return self._out.getvalue()


def for_paper(sheet: Worksheet) -> None:
    """Let a sheet print one page wide, with its number and what it is not."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&Laimsgraph: decision support, not legal advice&RPage &P of &N")


def render_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Write tables to a workbook.

    Args:
        sheets: Tables; the first is shown on opening.

    Returns:
        The bytes of an XLSX file; the same tables give the same bytes.

    Raises:
        InputError: A text is longer than a cell may be; nothing is cut silently.
    """
    book = Book("aimsgraph")
    for sheet in sheets:
        wide = len(sheet.columns) > 2  # noqa: PLR2004  (id and notation)
        book.add(Page(sheet.name, sheet.columns, sheet.rows, 2 if wide else 0))
    return book.whole()


def _marked(look: Look) -> str:
    """A number format that shows the mark before a word, and leaves the word as it is."""
    return f'"{look.symbol} "@'


def _width(title: str) -> int:
    """Characters that fit across a column."""
    return _LONG if title in _LONG_TITLES else _WIDTHS.get(title, 20)


def _height(columns: tuple[str, ...], row: tuple[Value, ...]) -> float:
    """Points that the wrapped text of a row needs; not every program works that out by itself."""
    lines = max(
        sum(-(-max(len(part), 1) // (_width(title) - 2)) for part in str(value or "").split("\n"))
        for title, value in zip(columns, row, strict=True)
    )
    return min(_LINE * lines + 2, _MOST_POINTS)
