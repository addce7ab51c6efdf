"""A table on paper: rows of wrapped text, heads repeated, a long row carried over to the next page.

The table of fpdf2 takes ten seconds for a large framework, since it measures each line anew with
each character; this one measures each character once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from aimsgraph.exports.colours import VERDICT_LOOKS
from aimsgraph.exports.pdf_paper import FONT, INK, SOFT, Paper, rgb
from aimsgraph.model.terms import State, Verdict

_SIZE: Final = 8.0
_LINE: Final = 3.7
_PAD: Final = 1.2
_GAP: Final = 3.0
"""Between columns."""

Cell = str | tuple[Verdict | State, ...]
"""A text, or words that have a colour."""


def write_table(
    paper: Paper, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[Cell]]
) -> None:
    """Write a table from the left margin on.

    Args:
        paper: The document.
        heads: Titles of the columns.
        widths: Of the columns, in millimetres.
        rows: Texts, or words that have a colour.
    """
    measure = _Measure(paper)
    _heads(paper, heads, widths)
    for row in rows:
        columns = [
            measure.wrap(paper.known(cell), width - _GAP) if isinstance(cell, str) else list(cell)
            for cell, width in zip(row, widths, strict=True)
        ]
        while any(columns):
            room = int((paper.page_break_trigger - paper.get_y() - 2 * _PAD) // _LINE)
            need = max(map(len, columns))
            page = int((paper.page_break_trigger - paper.t_margin - 3 * _LINE) // _LINE)
            if need > room and (need <= page or room < 3):  # noqa: PLR2004  (no scrap of a row)
                paper.add_page()
                _heads(paper, heads, widths)
                continue
            _piece(paper, [column[:room] for column in columns], widths)
            columns = [column[room:] for column in columns]


def _heads(paper: Paper, heads: Sequence[str], widths: Sequence[float]) -> None:
    paper.set_font(FONT, "B", _SIZE)
    paper.set_text_color(*rgb(INK))
    x, y = paper.l_margin, paper.get_y()
    for head, width in zip(heads, widths, strict=True):
        paper.text(x, y + _LINE, head)
        x += width
    _rule(paper, y + _LINE + _PAD)


def _rule(paper: Paper, y: float) -> None:
    paper.line(paper.l_margin, y, paper.l_margin + paper.epw, y)
    paper.set_y(y)


def _piece(
    paper: Paper, columns: Sequence[Sequence[str | Verdict | State]], widths: Sequence[float]
) -> None:
    """Write the part of a row that stands on one page."""
    x, top = paper.l_margin, paper.get_y() + _PAD
    for column, width in zip(columns, widths, strict=True):
        for at, line in enumerate(column):
            y = top + at * _LINE
            if isinstance(line, str):
                paper.set_font(FONT, "", _SIZE)
                paper.set_text_color(*rgb(INK))
                paper.text(x, y + _LINE * 0.78, line)
            else:
                _word(paper, line, x, y, width - _GAP)
        x += width
    _rule(paper, top + _LINE * max(map(len, columns)) + _PAD)


def _word(paper: Paper, word: Verdict | State, x: float, y: float, wide: float) -> None:
    """Write a verdict with its mark and colour, or a state as a plain word."""
    if isinstance(word, State):
        paper.set_font(FONT, "", _SIZE)
        paper.set_text_color(*rgb(SOFT))
        paper.text(x + _LINE + 1, y + _LINE * 0.78, word.value)
        return
    look = VERDICT_LOOKS[word]
    paper.set_fill_color(*rgb(look.colour))
    paper.rect(x, y, wide, _LINE, style="F", round_corners=True, corner_radius=0.6)
    paper.mark(word, x, y, _LINE)
    paper.set_font(FONT, "B", _SIZE)
    paper.set_text_color(*rgb(look.ink))
    paper.text(x + _LINE + 1, y + _LINE * 0.78, word.value)


class _Measure:
    """Widths of the characters of the font of tables."""

    def __init__(self, paper: Paper) -> None:
        paper.set_font(FONT, "", _SIZE)
        self._widths = {chr(n): paper.get_string_width(chr(n)) for n in range(32, 256)}

    def wrap(self, text: str, width: float) -> list[str]:
        """A text in lines that fit a width; a word that is wider is cut where it must."""
        lines: list[str] = []
        for part in text.split("\n"):
            line, used = "", 0.0
            for word in part.split(" "):
                for piece in self._pieces(word, width):
                    wide = self._wide(piece)
                    if line and used + self._widths[" "] + wide > width:
                        lines.append(line)
                        line, used = "", 0.0
                    used += wide + (self._widths[" "] if line else 0)
                    line = f"{line} {piece}" if line else piece
            lines.append(line)
        return lines if text else []

    def _wide(self, text: str) -> float:
        return sum(self._widths.get(sign, 0) for sign in text)

    def _pieces(self, word: str, width: float) -> list[str]:
        if self._wide(word) <= width:
            return [word]
        fitting = max(1, int(width // max(self._widths.values())))
        return [word[at : at + fitting] for at in range(0, len(word), fitting)]
