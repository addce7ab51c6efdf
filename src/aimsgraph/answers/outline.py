"""An answer in the outline of its framework: chapters, articles below them, duties below these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.states import Cell
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision
from aimsgraph.model.terms import State, Verdict

_PARTS: Final = frozenset({"Article", "Category"})
_ANNEXES: Final = "Annexes"
_WORDS: Final = {
    "Annex": _ANNEXES,
    "Clause": "Clauses",
    "Theme": "Annex A",
    "ControlObjective": "Annex A",
    "AnnexSection": "Annex",
    "Section": "Sections",
}
"""What stands over the topmost provisions of a kind."""
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


@dataclass(frozen=True, slots=True)
class Part:
    """What pictures show as one line: an article, an annex, a clause or theme of the first level.

    Args:
        provision: What it is.
        members: Positions of its provisions among those that were grouped.
    """

    provision: Provision
    members: tuple[int, ...]


def part_of(graph: Graph, one: Provision) -> Provision:
    """The article, annex, clause or theme that a provision belongs to; itself at the top."""
    chain = (one, *graph.ancestors(one.id))
    return next((p for p in chain if p.kind in _PARTS), chain[-1])


def groups(
    graph: Graph, provisions: Sequence[Provision]
) -> dict[Provision | str, tuple[Part, ...]]:
    """Provisions by part, and parts by what stands over them, in reading order.

    Args:
        graph: The graph.
        provisions: Of one framework, in reading order.

    Returns:
        Parts by chapter or function; by a word for their kind where nothing stands over them.
    """
    found: dict[Provision | str, dict[Curie, list[int]]] = {}
    for at, one in enumerate(provisions):
        part = part_of(graph, one)
        *_, top = (None, *graph.ancestors(part.id))
        over = top or _WORDS.get(part.kind, "")
        found.setdefault(over, {}).setdefault(part.id, []).append(at)
    return {
        over: tuple(Part(graph.provisions[c], tuple(members)) for c, members in parts.items())
        for over, parts in found.items()
    }


def chapters(result: Answer, verdicts: Iterable[Verdict] = ()) -> tuple[Chapter, ...]:
    """The duties of an answer by chapter and article, in reading order; none is left out.

    Where nothing stands over the parts of a framework, they are its chapters.

    Args:
        result: The answer.
        verdicts: Only duties that leave this work; all when empty.

    >>> from aimsgraph import load
    >>> found = chapters(load().coverage("iso27001", "aiact").answer)
    >>> found[1].name, found[1].articles[0].notation
    ('Chapter II Prohibited AI practices', 'Art. 5')
    """
    wanted = frozenset(verdicts) or frozenset(Verdict)
    cells = [cell for cell in result.coverage.cells if cell.verdict in wanted]
    found = []
    for over, parts in groups(result.graph, [cell.provision for cell in cells]).items():
        inside = [(p.provision, tuple(cells[at] for at in p.members)) for p in parts]
        if isinstance(over, Provision):
            found.append(Chapter(over.notation, calm(over.label), _articles(inside)))
        elif over == _ANNEXES:
            found.append(Chapter("", over, _articles(inside)))
        else:
            found += [
                Chapter(one.notation, calm(one.label), _split(result.graph, one, some))
                for one, some in inside
            ]
    return tuple(found)


def _articles(parts: Iterable[tuple[Provision, tuple[Cell, ...]]]) -> tuple[Article, ...]:
    return tuple(Article(one.notation, calm(one.label), cells) for one, cells in parts)


def _split(graph: Graph, part: Provision, cells: tuple[Cell, ...]) -> tuple[Article, ...]:
    """A part by what stands right below it; whole where that is its duties themselves."""

    def below(cell: Cell) -> Provision:
        chain = (cell.provision, *graph.ancestors(cell.provision.id))
        return next((p for p in chain if p.parent == part.id), cell.provision)

    found = [(one, tuple(same)) for one, same in groupby(cells, key=below)]
    if all(some[0].provision is one for one, some in found):
        return (Article("", "", cells),)
    return _articles(found)


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
