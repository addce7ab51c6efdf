"""An answer in the outline of its framework: chapters, articles below them, duties below these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.states import Cell
from aimsgraph.model.records import Provision
from aimsgraph.model.terms import State, Verdict

_BETWEEN: Final = frozenset({"Chapter", "Section"})
"""Kinds that stand between a chapter and what people quote."""
_LONGEST_ABBREVIATION: Final = 6
_KEPT_CAPITALS: Final = frozenset({"AI", "EU", "ICT", "GPAI"})


@dataclass(frozen=True, slots=True)
class Article:
    """What people quote: an article, an annex, a clause of the second level.

    Args:
        notation: How it is written; empty where the duties stand right below the chapter.
        label: Its heading.
        cells: Its duties, in reading order.
    """

    notation: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A first-level part of a framework that has duties.

    Args:
        notation: How it is written.
        label: Its heading.
        articles: Its articles, in reading order.
    """

    notation: str
    label: str
    articles: tuple[Article, ...]

    @property
    def name(self) -> str:
        """Notation and heading as one text."""
        return " ".join(dict.fromkeys(filter(None, (self.notation, self.label))))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its duties, in reading order."""
        return tuple(cell for article in self.articles for cell in article.cells)


def chapters(result: Answer, verdicts: Iterable[Verdict] = ()) -> tuple[Chapter, ...]:
    """The duties of an answer by chapter and article, in reading order; none is left out.

    Args:
        result: The answer.
        verdicts: Only duties that leave this work; all when empty.

    >>> from aimsgraph import load
    >>> found = chapters(load().coverage("iso27001", "aiact").answer)
    >>> found[1].name, found[1].articles[0].notation
    ('Chapter II Prohibited AI practices', 'Art. 5')
    """
    wanted = frozenset(verdicts) or frozenset(Verdict)
    placed = [
        (*_place(result, cell), cell) for cell in result.coverage.cells if cell.verdict in wanted
    ]
    found = []
    for top, rows in groupby(placed, key=lambda row: row[0]):
        parts = [
            (below, tuple(row[2] for row in same))
            for below, same in groupby(rows, key=lambda row: row[1])
        ]
        if all(below is None or cells[0].provision is below for below, cells in parts):
            parts = [(None, tuple(cell for _, cells in parts for cell in cells))]
        articles = tuple(
            Article(below.notation, calm(below.label), cells) if below else Article("", "", cells)
            for below, cells in parts
        )
        if isinstance(top, str):
            found.append(Chapter("", top, articles))
        else:
            found.append(Chapter(top.notation, calm(top.label), articles))
    return tuple(found)


def _place(result: Answer, cell: Cell) -> tuple[Provision | str, Provision | None]:
    """The chapter and the article of a duty; annexes stand in one chapter."""
    top, *below = (*tuple(result.graph.ancestors(cell.provision.id))[::-1], cell.provision)
    if top.kind == "Annex":
        return "Annexes", top
    return top, next((p for p in below if p.kind not in _BETWEEN), None)


def calm(label: str) -> str:
    """A heading in capitals as a sentence; any other as it is.

    >>> calm("PROHIBITED AI PRACTICES")
    'Prohibited AI practices'
    >>> calm("Record-keeping")
    'Record-keeping'
    """
    if not label.isupper() or len(label) <= _LONGEST_ABBREVIATION:
        return label
    words = (w if w in _KEPT_CAPITALS else w.lower() for w in label.split())
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def verdicts_of(cells: Iterable[Cell]) -> dict[Verdict, int]:
    """Duties by the work they leave; every verdict has an entry."""
    found = Counter(cell.verdict for cell in cells)
    return {verdict: found[verdict] for verdict in Verdict}


def states_of(cells: Iterable[Cell]) -> dict[State, int]:
    """Duties by state; every state has an entry."""
    found = Counter(cell.state for cell in cells)
    return {state: found[state] for state in State}
