"""The summary of the workbook: counts by chapter and by article, and a picture of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from aimsgraph.answers.outline import Chapter, chapters, states_of, verdicts_of
from aimsgraph.answers.questions import Answer
from aimsgraph.answers.report import facts, noun_of, sentence, title, when
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS
from aimsgraph.exports.xlsx import Book, for_paper
from aimsgraph.model.terms import Verdict

NAME: Final = "Summary"
_HEAD: Final = 5
"""Row of the column names, from 0."""
_FIRST: Final = 3
"""Column of the first verdict; before it stand place, heading and number."""
_POINTS: Final = 20
_BAR: Final = 30
_AROUND: Final = 110


def add_summary(book: Book, result: Answer) -> None:
    """Add the sheet: the answer, a row a chapter, the chart, a row an article.

    Args:
        book: The workbook.
        result: The answer.
    """
    sheet = book.file.add_worksheet(NAME)
    parts = chapters(result)
    _top(book, sheet, result)
    _heads(book, sheet, result)
    row = _HEAD + 1
    for chapter in parts:
        _counts(book, sheet, row, (chapter.notation or chapter.label, chapter.label), chapter.cells)
        row += 1
    every = result.coverage.cells
    bold = book.file.add_format({"bold": True, "top": 1})
    _counts(book, sheet, row, ("All", ""), every, bold)
    row = _chart(book, sheet, result, parts, row + 2)
    sheet.write_string(row, 0, "By article", book.file.add_format({"bold": True, "font_size": 13}))
    for chapter in parts:
        for article in chapter.articles:
            if article.notation:
                row += 1
                names = (article.notation, article.label or chapter.label)
                _counts(book, sheet, row, names, article.cells)
    sheet.freeze_panes(_HEAD + 1, 2)
    sheet.repeat_rows(_HEAD)
    for_paper(sheet)


def _top(book: Book, sheet: Worksheet, result: Answer) -> None:
    known = facts(result)
    bold = book.file.add_format({"bold": True, "font_size": 16})
    sheet.set_row(0, _POINTS + 4)
    sheet.write_string(0, 0, title(result), bold)
    sheet.write_string(1, 0, sentence(result), book.file.add_format({"font_size": 12}))
    sheet.write_string(2, 0, when(result))
    said = f"Scope: {known['Scope']}. Editions: {known['Editions']}. Data version "
    soft = book.file.add_format({"font_color": "#51606F"})
    sheet.write_string(3, 0, f"{said}{known['Data version']}. {known['Licence']}.", soft)
    sheet.write_string(4, 0, known["Disclaimer"], soft)


def _heads(book: Book, sheet: Worksheet, result: Answer) -> None:
    for column, name in enumerate(("place", "heading", f"{noun_of(result, 2)}")):
        sheet.write_string(_HEAD, column, name, book.head)
    looks = [*VERDICT_LOOKS.items(), *LOOKS.items()]
    for column, (word, look) in enumerate(looks, _FIRST):
        style = book.file.add_format(
            {"bold": True, "bg_color": look.colour, "font_color": look.ink, "border": 1}
        )
        sheet.write_string(_HEAD, column, f"{look.symbol} {word.value}", style)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 54)
    sheet.set_column(2, _FIRST + len(looks) - 1, 12)


def _counts(
    book: Book,
    sheet: Worksheet,
    row: int,
    names: tuple[str, str],
    cells: Iterable[Cell],
    style: Any = None,  # noqa: ANN401  (a format of an untyped library)
) -> None:
    style = style or book.wrap
    cells = tuple(cells)
    for column, name in enumerate(names):
        sheet.write_string(row, column, name, style)
    numbers = (len(cells), *verdicts_of(cells).values(), *states_of(cells).values())
    for column, number in enumerate(numbers, _FIRST - 1):
        sheet.write_number(row, column, number, style)


def _chart(
    book: Book, sheet: Worksheet, result: Answer, parts: tuple[Chapter, ...], row: int
) -> int:
    """Draw the work of each chapter as a stacked bar; the row below the picture."""
    if not parts:
        return row
    first, last = _HEAD + 1, _HEAD + len(parts)
    chart = book.file.add_chart({"type": "bar", "subtype": "stacked"})
    for column, verdict in enumerate(Verdict, _FIRST):
        look = VERDICT_LOOKS[verdict]
        if result.coverage.verdicts[verdict]:
            chart.add_series(
                {
                    "name": f"{look.symbol} {verdict.value}",
                    "categories": [NAME, first, 0, last, 0],
                    "values": [NAME, first, column, last, column],
                    "fill": {"color": look.colour},
                    "border": {"color": "#FFFFFF", "width": 0.75},
                    "gap": 45,
                }
            )
    noun = noun_of(result, 2)
    chart.set_title({"name": f"Work left by chapter, {noun}", "name_font": {"size": 13}})
    chart.set_y_axis({"reverse": True, "crossing": "max"})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#D7DDE3"}}})
    chart.set_legend({"position": "bottom"})
    height = _AROUND + _BAR * len(parts)
    chart.set_size({"width": 1100, "height": height})
    states = ", ".join(f"{state.value} {n}" for state, n in result.coverage.counts.items())
    words = f"Bars of {noun} by chapter and work left; the table above has the numbers. {states}."
    sheet.insert_chart(row, 0, chart, {"description": words})
    return row + 2 + height // _POINTS
