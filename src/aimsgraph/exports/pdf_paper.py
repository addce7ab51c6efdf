"""Paper for the report: pages with feet, text in a built-in font, marks drawn as pies.

The fonts that every reader of PDF has know Western European letters and no marks: other letters are
written by their nearest, and what has none is counted, so that the report can say so.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Final

from fpdf import FPDF

from aimsgraph.exports.colours import VERDICT_LOOKS
from aimsgraph.model.terms import Verdict

INK: Final = "#1b2733"
SOFT: Final = "#51606f"
LINE: Final = "#d7dde3"
FONT: Final = "Helvetica"
_MARGIN: Final = 12
_NEAREST: Final = str.maketrans({
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2026": "...", "\u2022": "-", "\u2264": "<=", "\u2265": ">=", "\u2192": "->", "\u20ac": "EUR",
    "\u0142": "l", "\u0141": "L", "\u2009": " ", "\u202f": " ",
})  # fmt: skip
_SHARES: Final = {
    Verdict.REUSE: 360, Verdict.EXTEND: 270, Verdict.ADD: 180, Verdict.START_FROM: 90,
    Verdict.BUILD: 0,
}  # fmt: skip
"""Degrees of the pie that a verdict fills."""


def rgb(colour: str) -> tuple[int, int, int]:
    """A colour as red, green and blue.

    >>> rgb("#0b3c6f")
    (11, 60, 111)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


class Paper(FPDF):
    """A4 pages across, the same bytes for the same content.

    Args:
        title: Of the document.
        foot: What every page says below.
    """

    def __init__(self, title: str, foot: str) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.lost = 0
        self._foot = foot
        self.set_margin(_MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=_MARGIN + 6)
        self.set_creation_date(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        self.set_title(self.known(title))
        self.set_lang("en")
        self.alias_nb_pages()
        self.set_draw_color(*rgb(LINE))
        self.add_page()

    def known(self, text: str) -> str:
        """A text in letters that the font has; what is lost is counted."""
        found = []
        for sign in text.translate(_NEAREST):
            near = sign if sign.isascii() or _latin(sign) else unicodedata.normalize("NFKD", sign)
            kept = "".join(s for s in near if _latin(s))
            self.lost += not kept
            found.append(kept or "?")
        return "".join(s for s in "".join(found) if s >= " " or s == "\n")

    def footer(self) -> None:
        """Write the foot of a page."""
        self.set_y(-_MARGIN - 2)
        self.set_font(FONT, size=7.5)
        self.set_text_color(*rgb(SOFT))
        self.cell(self.epw - 24, 4, self.known(self._foot))
        self.cell(24, 4, f"{self.page_no()} / {{nb}}", align="R")

    def say(self, text: str, size: float = 9.5, *, bold: bool = False, soft: bool = False) -> None:
        """Write a paragraph over the width of the page."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*rgb(SOFT if soft else INK))
        self.multi_cell(
            self.epw, size * 0.47, self.known(text), align="L", new_x="LMARGIN", new_y="NEXT"
        )
        self.ln(size * 0.12)

    def heading(self, text: str, level: int = 0) -> None:
        """Write a heading that the outline of the document lists; it never ends a page."""
        if self.will_page_break(34):
            self.add_page()
        self.ln(3)
        self.start_section(self.known(text), level=level)
        self.say(text, 12.5 if level else 15, bold=True)

    def mark(self, verdict: Verdict, x: float, y: float, side: float) -> None:
        """Draw a square with the mark of a verdict: the pie shows how much is in hand."""
        look = VERDICT_LOOKS[verdict]
        self.set_fill_color(*rgb(look.colour))
        self.rect(x, y, side, side, style="F", round_corners=True, corner_radius=side * 0.16)
        if verdict not in _SHARES:
            self.set_font(FONT, "B", side * 2)
            self.set_text_color(*rgb(look.ink))
            self.text(x + side * 0.34, y + side * 0.74, look.symbol)
            return
        radius = side * 0.27
        left, top = x + side / 2 - radius, y + side / 2 - radius
        self.set_draw_color(*rgb(look.ink))
        self.set_fill_color(*rgb(look.ink))
        self.set_line_width(side * 0.06)
        share = _SHARES[verdict]
        if 0 < share < 360:  # noqa: PLR2004  (a whole circle)
            self.solid_arc(left, top, 2 * radius, -90, share - 90, 2 * radius, style="F")
        self.circle(x + side / 2, y + side / 2, radius, style="DF" if share == 360 else "D")  # noqa: PLR2004
        self.set_draw_color(*rgb(LINE))
        self.set_line_width(0.2)


def _latin(sign: str) -> bool:
    return ord(sign) < 256  # noqa: PLR2004  (the letters of ISO 8859-1)
