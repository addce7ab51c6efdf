"""Tables for a terminal: side by side where they fit, a card a row where they do not."""

from __future__ import annotations

import io
import sys
from math import ceil, sqrt
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from aimsgraph.model.sheet import Sheet

_FILE_WIDTH: Final = 160
"""Characters across where nobody says how many there are."""

_READABLE: Final = 14
"""Characters below which a column of words is a column of syllables."""


def render_table(sheet: Sheet, *, terminal: bool, width: int = 0, titled: bool = False) -> str:
    """A table as text.

    Args:
        sheet: The table.
        terminal: Whether it goes to the terminal.
        width: Characters across; of the terminal, or wide enough for a file, when 0.
        titled: Whether its name stands above it.
    """
    seen = terminal and sys.stdout.isatty()
    out = io.StringIO()
    console = Console(
        file=out,
        width=width or (None if seen else _FILE_WIDTH),
        force_terminal=seen,
        highlight=False,
    )
    needs = [_need(sheet, i) for i in range(len(sheet.columns))]
    least = sum(min(need, _READABLE) + 3 for need in needs)
    if least > console.width:
        _cards(console, sheet)
    else:
        if titled:
            console.print(Text(sheet.name, style="bold"))
        _table(console, sheet, needs)
    return out.getvalue()


def _table(console: Console, sheet: Sheet, needs: list[int]) -> None:
    crowded = sum(needs) > console.width
    table = Table(show_lines=False, header_style="bold", pad_edge=False, expand=crowded)
    for column, need in zip(sheet.columns, needs, strict=True):
        # A crowded table gives room by the square root of the text: long columns get more.
        table.add_column(Text(column), overflow="fold", ratio=ceil(sqrt(need)) if crowded else None)
    for row in sheet.rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)


def _cards(console: Console, sheet: Sheet) -> None:
    for number, row in enumerate(sheet.rows, 1):
        console.rule(Text(f"{sheet.name} {number} of {len(sheet.rows)}"), align="left")
        card = Table.grid(padding=(0, 2))
        card.add_column(style="bold", overflow="fold", max_width=max(console.width // 4, 10))
        card.add_column(overflow="fold")
        for column, cell in zip(sheet.columns, row, strict=True):
            if cell != "":
                card.add_row(Text(column), Text(str(cell)))
        console.print(card)


def _need(sheet: Sheet, column: int) -> int:
    """Characters that nine in ten cells of a column fit into."""
    lengths = sorted(len(str(row[column])) for row in sheet.rows)
    typical = lengths[len(lengths) * 9 // 10] if lengths else 0
    return max(len(sheet.columns[column]), typical, 1)
