"""The report as PDF: the answer, the duty map, the plan by date, the table of duties."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from aimsgraph.answers.outline import Chapter, chapters
from aimsgraph.answers.plan import task_of
from aimsgraph.answers.questions import Answer
from aimsgraph.answers.report import (
    Stop,
    facts,
    in_hand,
    noun_of,
    remaining,
    sentence,
    stops,
    title,
    when,
    work,
)
from aimsgraph.answers.sheets import remains_text
from aimsgraph.coverage.scope import dates_text
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.colours import VERDICT_LOOKS
from aimsgraph.exports.duty_map_svg import SIDE, DutyMap, lay_out
from aimsgraph.model.extras import require
from aimsgraph.model.terms import VERDICT_WORDS, State, Verdict

if TYPE_CHECKING:
    from aimsgraph.exports.pdf_paper import Paper

_BAR: Final = 8.0
_LABELLED: Final = 0.07
_SQUARE: Final = 4.2
_ACROSS: Final = 3
_PLAN_WIDTHS: Final = (24, 80, 169)
_TABLE_WIDTHS: Final = (58, 24, 101, 90)


def render_pdf(result: Answer) -> bytes:
    """An answer as a report on paper.

    Args:
        result: The answer.

    Returns:
        The bytes of a PDF file; the same answer gives the same bytes.

    Raises:
        MissingExtraError: The extra ``pdf`` is not installed.
    """
    require("fpdf", "pdf", "export pdf")
    from aimsgraph.exports.pdf_paper import Paper

    known = facts(result)
    parts = chapters(result)
    version = f"Data version {known['Data version']}"
    paper = Paper(title(result), f"{title(result)}. {version}. Decision support, not legal advice.")
    paper.say(title(result), 20, bold=True)
    paper.say(sentence(result), 12.5)
    paper.say(when(result))
    paper.say(f"Scope: {known['Scope']}. Editions: {known['Editions']}.", 8.5, soft=True)
    _bar(paper, result)
    _legend(paper, result)
    paper.heading("Duty map")
    _map(paper, lay_out(parts))
    paper.heading("Plan: what is open, by date of application")
    found = stops(result)
    if not found:
        paper.say("Nothing is open.")
    for stop in found:
        _stop(paper, result, stop)
    _table(paper, result, parts)
    paper.heading("What the numbers rest on")
    for name, said in known.items():
        paper.say(f"{name}: {said}")
    if paper.lost:
        paper.say(f"{paper.lost} characters that the font of this file lacks are shown as ?.")
    return bytes(paper.output())


def _bar(paper: Paper, result: Answer) -> None:
    from aimsgraph.exports.pdf_paper import FONT, rgb

    whole = result.coverage.denominator or 1
    x, y = paper.l_margin, paper.get_y() + 2
    for verdict, number in result.coverage.verdicts.items():
        look = VERDICT_LOOKS[verdict]
        wide = paper.epw * number / whole
        paper.set_fill_color(*rgb(look.colour))
        paper.rect(x, y, wide, _BAR, style="F")
        if number / whole > _LABELLED:
            paper.set_font(FONT, "B", 9)
            paper.set_text_color(*rgb(look.ink))
            paper.text(x + 2, y + _BAR * 0.65, f"{number} {verdict.value}")
        x += wide
    paper.set_y(y + _BAR + 2)


def _legend(paper: Paper, result: Answer) -> None:
    from aimsgraph.exports.pdf_paper import FONT, INK, rgb

    top, wide = paper.get_y(), paper.epw / _ACROSS
    for at, (verdict, number) in enumerate(result.coverage.verdicts.items()):
        x, y = paper.l_margin + at % _ACROSS * wide, top + at // _ACROSS * (_SQUARE + 1.4)
        paper.mark(verdict, x, y, _SQUARE)
        paper.set_font(FONT, size=8.5)
        paper.set_text_color(*rgb(INK))
        said = f"{verdict.value} {number}: {VERDICT_WORDS[verdict]}"
        paper.text(x + _SQUARE + 2, y + _SQUARE * 0.75, said)
        paper.set_y(y + _SQUARE)


def _map(paper: Paper, picture: DutyMap) -> None:
    """Draw the map, a band of chapters after the other; no chapter is cut by the end of a page."""
    from aimsgraph.exports.pdf_paper import FONT, INK, rgb

    scale = paper.epw / picture.width
    bounds = (0.0, *picture.rules, picture.height)
    for top, bottom in pairwise(bounds):
        if paper.will_page_break((bottom - top) * scale):
            paper.add_page()
        begin = paper.get_y()
        if top:
            paper.line(paper.l_margin, begin, paper.l_margin + paper.epw, begin)
        for word in picture.words:
            if top <= word.y < bottom:
                paper.set_font(FONT, "B" if word.chapter else "", 8 if word.chapter else 7)
                paper.set_text_color(*rgb(INK))
                at = paper.l_margin + word.x * scale, begin + (word.y - top) * scale
                paper.text(*at, paper.known(word.text))
        for one in picture.squares:
            if top <= one.y < bottom:
                x, y = paper.l_margin + one.x * scale, begin + (one.y - top) * scale
                paper.mark(one.cell.verdict, x, y, SIDE * scale)
        paper.set_y(begin + (bottom - top) * scale)


def _stop(paper: Paper, result: Answer, stop: Stop) -> None:
    from aimsgraph.exports.pdf_table import write_table

    number = len(stop.gaps)
    said = f"{number} {noun_of(result, number)}" if number else "further cases only"
    paper.heading(f"{stop.title}: {said}", level=1)
    if stop.further:
        names = ", ".join(dict.fromkeys(gap.cell.provision.notation for gap, _ in stop.further))
        paper.say(f"Applies already, from here in a further case too: {names}", 8.5, soft=True)
    if not stop.gaps:
        return
    write_table(
        paper,
        ("Work", noun_of(result, 1).capitalize(), "Task"),
        _PLAN_WIDTHS,
        (((g.cell.verdict,), _name(g.cell), work(g.cell, g.task)) for g in stop.gaps),
    )


def _table(paper: Paper, result: Answer, parts: Iterable[Chapter]) -> None:
    from aimsgraph.exports.pdf_table import write_table

    paper.heading(f"All {noun_of(result, 2)}")
    for chapter in parts:
        paper.heading(chapter.name, level=1)
        heads = (noun_of(result, 1).capitalize(), "Work, state", "What remains", "In hand")
        write_table(paper, heads, _TABLE_WIDTHS, (_row(result, cell) for cell in chapter.cells))


def _row(result: Answer, cell: Cell) -> tuple[str, tuple[Verdict | State, ...], str, str]:
    dates = dates_text(result.graph, cell.provision, result.coverage.scope.risk)
    since = f"\nfrom {dates}" if dates else ""
    remains = remains_text(cell)
    left = f"{remains} remains\n" if remains else ""
    return (
        f"{_name(cell)}{since}",
        (cell.verdict, cell.state),
        f"{left}{remaining(cell, task_of(result, cell))}",
        in_hand(result, cell),
    )


def _name(cell: Cell) -> str:
    return " ".join(dict.fromkeys((cell.provision.notation, cell.provision.label)))
