"""The workbook for the auditor: it opens without a guide, and its first sheet is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from aimsgraph.answers.outline import chapters
from aimsgraph.answers.questions import Answer
from aimsgraph.answers.report import NO_DATE, facts, in_hand, sentence, still_open, title, when
from aimsgraph.answers.sheets import (
    coverage_sheet,
    gaps_sheet,
    mappings_sheet,
    only,
    readme_sheet,
)
from aimsgraph.coverage.scope import dates_of
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.workbook_summary import add_summary
from aimsgraph.exports.xlsx import Book, Page, Value
from aimsgraph.model.records import Curie
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import FULL_WORD, VERDICT_WORDS, State, Verdict

_GUIDE: Final = (
    ("Summary", "How many duties leave which work, by chapter and by article, with a picture."),
    ("Matrix", ("Every duty in a row: state, verdict, task, what is open. Two columns are yours: "
               "the reviewer's decision and note.")),
    ("Plan", "What is not met in full, by the date from which it applies, least work first."),
    ("Rows", "Every held provision that bears on a duty, with the relation and what remains."),
    ("Method", "What the words mean and how the numbers come about."),
)  # fmt: skip
_MATRIX: Final = (
    "notation", "heading", "state", "verdict", "remains", "applies from", "task",
    "reviewer decision", "reviewer note", "still open", "in hand", "elements met",
    "elements in part", "elements open", "gap kinds", "supported by", "held provisions",
    "best relation", "confidence", "what remains", "reason", "dates in full", "force", "binds",
    "risk classes", "evidence", "chapter", "article", "id",
)  # fmt: skip
_PLAN: Final = (
    "notation", "heading", "from", "verdict", "state", "remains", "task", "what it demands",
    "what remains, by held provision", "nearest lead", "dates in full", "force", "id",
)  # fmt: skip


def render_workbook(result: Answer, verdicts: Collection[Verdict] = ()) -> bytes:
    """Write an answer to a workbook.

    Args:
        result: The answer.
        verdicts: Matrix, plan and rows show only duties that leave this work; all when empty.

    Returns:
        The bytes of an XLSX file; the same answer gives the same bytes.

    Raises:
        InputError: A text is longer than a cell may be; nothing is cut silently.
    """
    book = Book(f"aimsgraph: {title(result)}")
    book.add(_read_me(result, verdicts))
    add_summary(book, result)
    book.add(_matrix(result, verdicts))
    book.add(_plan(result, verdicts))
    book.add(_rows(result, verdicts))
    book.add(_method(result))
    return book.whole()


def _read_me(result: Answer, verdicts: Collection[Verdict]) -> Page:
    known = readme_sheet(result)
    shown = " or ".join(v.value for v in verdicts)
    rows: list[tuple[Value, ...]] = [
        ("Answer", sentence(result)),
        ("By date", when(result) or "Nothing is open."),
        *([("Shown", f"Matrix, Plan and Rows hold only: {shown}.")] if shown else []),
        *((f"Sheet {name}", what) for name, what in _GUIDE),
        *((str(item), _dated(str(item), value)) for item, value in known.rows),
    ]
    return Page("Read me", known.columns, tuple(rows))


def _dated(item: str, value: Value) -> Value:
    """A day that is written as a text, as the day it is."""
    return _date(str(value)) if item.startswith("Law as of") else value


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _matrix(result: Answer, verdicts: Collection[Verdict]) -> Page:
    places = {
        cell.provision.id: (chapter.name, article.notation)
        for chapter in chapters(result)
        for article in chapter.articles
        for cell in article.cells
    }
    cells = {cell.provision.id: cell for cell in result.coverage.cells}

    def more(row: Mapping[str, Value]) -> dict[str, Value]:
        cell = cells[Curie(str(row["id"]))]
        chapter, article = places[cell.provision.id]
        return {
            "applies from": _first_date(result, cell),
            "dates in full": row["applies from"] or NO_DATE,
            "still open": still_open(cell),
            "in hand": in_hand(result, cell),
            "chapter": chapter,
            "article": article,
        }

    rows = _dicts(only(coverage_sheet(result), verdicts))
    return _page("Matrix", _MATRIX, [{**row, **more(row)} for row in rows])


def _plan(result: Answer, verdicts: Collection[Verdict]) -> Page:
    cells = {cell.provision.id: cell for cell in result.coverage.cells}
    rows = [
        {
            **row,
            "from": _first_date(result, cells[Curie(str(row["id"]))]),
            "dates in full": row["applies from"] or NO_DATE,
        }
        for row in _dicts(only(gaps_sheet(result), verdicts))
    ]
    return _page("Plan", _PLAN, rows)


def _first_date(result: Answer, cell: Cell) -> dt.date | None:
    """The day from which a duty first applies, if one is recorded."""
    dates = dates_of(result.graph, cell.provision, result.coverage.scope.risk)
    return _date(dates[0]) if dates else None


def _rows(result: Answer, verdicts: Collection[Verdict]) -> Page:
    sheet = mappings_sheet(result)
    shown = {c.provision.id for c in result.coverage.cells if not verdicts or c.verdict in verdicts}
    rows = tuple(row for row in sheet.rows if row[0] in shown)
    return Page("Rows", sheet.columns, rows, frozen=3)


def _dicts(sheet: Sheet) -> list[dict[str, Value]]:
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def _page(name: str, columns: tuple[str, ...], rows: list[dict[str, Value]]) -> Page:
    return Page(name, columns, tuple(tuple(row[c] for c in columns) for row in rows), frozen=2)


def _method(result: Answer) -> Page:
    rows: list[tuple[Value, ...]] = [
        *(("State", s.value, FULL_WORD[s]) for s in State),
        *(("Verdict", v.value, VERDICT_WORDS[v]) for v in Verdict),
        *_WORDS,
        ("Method", "", facts(result)["Method"]),
        ("Assumption", "", facts(result)["Assumption"]),
    ]
    return Page("Method", ("About", "Word", "Meaning"), tuple(rows))


_WORDS: Final = (
    ("Remains", "little", "Every element of the duty is met, or met in kind."),
    ("Remains", "some", "At least half of them are; no hard one is open or only begun."),
    ("Remains", "most", "Anything else."),
    ("Remains", "(not judged)", "By rule from a row that does not mark elements: some."),
    ("Element", "met", "What is held contains this part of the duty whole."),
    ("Element", "in kind", ("The same activity, result or record; only scope, time, recipient or "
                           "form differ.")),
    ("Element", "begun", "A part of its content is there."),
    ("Element", "open", "Nothing held bears on it."),
    ("Gap kind", "scope", "Further systems, data or persons."),
    ("Gap kind", "content", "Further content."),
    ("Gap kind", "recipient", "Somebody to give it to."),
    ("Gap kind", "time", "A moment, a period, a frequency."),
    ("Gap kind", "form", "A form in which it must be."),
    ("Support", "integral-to, example-of, precedes", "It shares nothing with the duty; it helps."),
    ("Relation", "equal, superset", "Meeting what is held meets the whole duty."),
    ("Relation", "subset, intersects", "Meeting what is held meets a part of the duty."),
    ("Relation", "several words", "One of them holds; the rows do not say which."),
    ("Confidence", "0 to 1", "Belief in a judgement; of a path, the product of its rows."),
)  # fmt: skip
