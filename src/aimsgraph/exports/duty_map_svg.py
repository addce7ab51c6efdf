"""The duty map: every duty one square, in reading order, by chapter and article, as SVG.

The layout is made of plain values, so that other formats can draw the same picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aimsgraph.answers.outline import Article, Chapter
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.colours import VERDICT_LOOKS
from aimsgraph.exports.markup import text
from aimsgraph.model.terms import Verdict

WIDTH: Final = 1120
"""Of the picture, in its own units."""
SIDE: Final = 17
"""Of a square."""
_STEP: Final = SIDE + 3
_HEADS: Final = 236
_ROWS: Final = (1, 2, 3)
"""Of squares in an article; the fewest with which a chapter stands side by side."""
_BETWEEN: Final = 16
_LINE: Final = 14
_LABEL: Final = 13
_AFTER: Final = 12
_PER_CHARACTER: Final = 6.1
_HEAD_CHARACTERS: Final = 30
_FONT: Final = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Square:
    """One duty: its upper left corner and what is known of it."""

    x: float
    y: float
    cell: Cell


@dataclass(frozen=True, slots=True)
class Word:
    """A line of a heading: where it begins, on its base line.

    Args:
        x: From the left.
        y: From the top.
        text: What it says.
        chapter: Whether it is of a chapter; of an article otherwise.
    """

    x: float
    y: float
    text: str
    chapter: bool


@dataclass(frozen=True, slots=True)
class DutyMap:
    """The picture as values.

    Args:
        width: Of the whole.
        height: Of the whole.
        squares: One a duty, in reading order.
        words: Headings of chapters and articles.
        rules: Heights at which a chapter begins, but for the first.
    """

    width: float
    height: float
    squares: tuple[Square, ...]
    words: tuple[Word, ...]
    rules: tuple[float, ...]


def lay_out(parts: Sequence[Chapter], width: float = WIDTH) -> DutyMap:
    """Where each square and heading stands; headings of chapters at the left.

    Args:
        parts: The duties by chapter and article.
        width: Of the picture.
    """
    squares: list[Square] = []
    words: list[Word] = []
    rules: list[float] = []
    top = 0.0
    for number, chapter in enumerate(parts):
        if number:
            rules.append(top)
            top += _AFTER
        head = textwrap.wrap(chapter.name, _HEAD_CHARACTERS, break_on_hyphens=False)
        words += [
            Word(0, top + 11 + _LINE * at, line, chapter=True) for at, line in enumerate(head)
        ]
        bottom = top + _LINE * len(head) + 4
        left, row_bottom = float(_HEADS), top
        rows = _rows(chapter, width - _HEADS)
        for article in chapter.articles:
            columns = _columns(article, rows, width - _HEADS)
            wide = _wide(article, columns)
            if left > _HEADS and left + wide > width:
                left, top = float(_HEADS), row_bottom + 6
            if article.notation:
                words.append(Word(left, top + _LABEL - 3, article.notation, chapter=False))
            begin = top + (_LABEL + 2 if article.notation else 2)
            squares += _block(article, left, begin, columns)
            row_bottom = max(row_bottom, begin + _STEP * -(-len(article.cells) // columns))
            left += wide + _BETWEEN
        top = max(bottom, row_bottom) + _AFTER - 2
    return DutyMap(width, top, tuple(squares), tuple(words), tuple(rules))


def _rows(chapter: Chapter, room: float) -> int:
    """Rows of squares with which the articles of a chapter fit beside each other, or the most."""
    for rows in _ROWS:
        wide = [_wide(one, _columns(one, rows, room)) + _BETWEEN for one in chapter.articles]
        if sum(wide) - _BETWEEN <= room:
            return rows
    return _ROWS[-1]


def _columns(article: Article, rows: int, room: float) -> int:
    """Squares of an article side by side."""
    return max(1, min(-(-len(article.cells) // rows), int(room // _STEP)))


def _wide(article: Article, columns: int) -> float:
    return max(columns * _STEP, len(article.notation) * _PER_CHARACTER)


def _block(article: Article, left: float, top: float, columns: int) -> Iterator[Square]:
    for at, cell in enumerate(article.cells):
        yield Square(left + at % columns * _STEP, top + at // columns * _STEP, cell)


def name_of(cell: Cell) -> str:
    """A duty with its verdict and state, as a square says when it is pointed at."""
    one = cell.provision
    return f"{one.notation} {one.label}: {cell.verdict.value} ({cell.state.value})"


def render_map(picture: DutyMap, label: str, link: Callable[[Cell], str] | None = None) -> str:
    """The picture as an ``svg`` element for a page.

    Args:
        picture: Its layout.
        label: What the picture is of, for those who do not see it.
        link: From a duty to an address within the page.
    """
    return (
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" role="group" '
        f'viewBox="0 0 {picture.width:g} {picture.height:g}" aria-label="{text(label)}" '
        f'font-family="{text(_FONT)}">\n{_body(picture, link)}\n</svg>'
    )


def _body(picture: DutyMap, link: Callable[[Cell], str] | None = None) -> str:
    drawn = [
        f'<path class="rule" d="M0 {y:g}H{picture.width:g}" stroke="#9aa5b1" stroke-opacity=".45"/>'
        for y in picture.rules
    ]
    drawn += [_word(word) for word in picture.words]
    for square in picture.squares:
        one = _square(square)
        drawn.append(
            f'<a href="#{text(link(square.cell))}" tabindex="-1">{one}</a>' if link else one
        )
    return "\n".join(drawn)


def _word(word: Word) -> str:
    look = 'font-size="12" font-weight="600"' if word.chapter else 'font-size="10.5" opacity=".8"'
    return (
        f'<text x="{word.x:g}" y="{word.y:g}" fill="currentColor" {look}>{text(word.text)}</text>'
    )


def _square(square: Square) -> str:
    look = VERDICT_LOOKS[square.cell.verdict]
    return (
        f'<g class="duty {css_name(square.cell.verdict)}">'
        f"<title>{text(name_of(square.cell))}</title>"
        f'<rect x="{square.x:g}" y="{square.y:g}" width="{SIDE}" height="{SIDE}" rx="3" '
        f'fill="{look.colour}"/>'
        f'<text x="{square.x + SIDE / 2:g}" y="{square.y + SIDE / 2 + 4:g}" font-size="11.5" '
        f'text-anchor="middle" fill="{look.ink}">{text(look.symbol)}</text></g>'
    )


def css_name(verdict: Verdict) -> str:
    """A verdict as a class of a style sheet.

    >>> css_name(Verdict.START_FROM)
    'start-from'
    """
    return verdict.value.replace(" ", "-")
