"""Frameworks beside each other: what they are for, what they consist of, what they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from aimsgraph.answers.outline import calm, chapters, states_of
from aimsgraph.answers.plan import met_by
from aimsgraph.answers.questions import (
    Answer,
    PairCounts,
    Question,
    answer,
    assumption,
    context_of,
    counts_of,
)
from aimsgraph.answers.sheets import pairs_document, pairs_sheet
from aimsgraph.coverage.states import Cell
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Framework, Provision
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import CONVERSE, DISCLAIMER, State, counted

NOT_STATED: Final = "not stated"
_PAIR: Final = 2
_CLAUSE: Final = "Clause"
_PLURALS: Final = {
    "Annex": "annexes",
    "Category": "categories",
    "Subcategory": "subcategories",
    "Chapeau": "chapeaux",
}
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Comparison:
    """Frameworks beside each other.

    Args:
        graph: The graph.
        keys: Keys of the frameworks, in the order in which they are shown.
    """

    graph: Graph
    keys: tuple[str, ...]

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """What each covers of each other, where the other has duties: every direction."""
        return tuple(
            answer(self.graph, Question((have,), need))
            for have in self.keys
            for need in self.keys
            if have != need and self.graph.leaves(need)
        )

    @property
    def pairs(self) -> tuple[PairCounts, ...]:
        """The same in numbers."""
        return tuple(map(counts_of, self.answers))

    @property
    def shared_structure(self) -> tuple[str, ...]:
        """Skeletons that all of them are built on."""
        first, *rest = (self.graph.frameworks[key].structure for key in self.keys)
        return tuple(one for one in first if all(one in other for other in rest))

    def to_dict(self) -> dict[str, object]:
        """Plain data, as ``compare --format json`` prints it."""
        clauses = clauses_sheet(self)
        parts = self.answers if len(self.keys) == _PAIR else ()
        return {
            "data_version": self.graph.data_version,
            "disclaimer": DISCLAIMER,
            "frameworks": {key: attributes(self.graph, key) for key in self.keys},
            "shared_structure": list(self.shared_structure),
            "pairs": pairs_document(self.pairs)["pairs"],
            "clauses": clauses.as_dicts() if clauses else [],
            "parts": {a.coverage.need: parts_sheet(a).as_dicts() for a in parts},
        }


def compare(graph: Graph, keys: Sequence[str]) -> Comparison:
    """Put frameworks beside each other.

    Args:
        graph: The graph.
        keys: Keys of at least two different frameworks.

    Raises:
        UnknownNameError: Fewer than two are named, or one twice.
    """
    if len(keys) < _PAIR:
        raise UnknownNameError(
            " ".join(keys) or "compare",
            "a comparison needs two frameworks or more.",
            "Name another: `aimsgraph frameworks` lists them.",
        )
    twice = [key for key, n in Counter(keys).items() if n > 1]
    if twice:
        raise UnknownNameError(twice[0], "this framework is named twice.", "Name another one.")
    return Comparison(graph, tuple(keys))


def parts_text(graph: Graph, key: str) -> str:
    """What a framework consists of in the edition in view, counted by kind.

    >>> from aimsgraph import load
    >>> parts_text(load().graph, "airmf")
    '4 functions, 19 categories, 72 subcategories'
    """
    kinds = Counter(one.kind for one in graph.of(key) if graph.exists(one))
    return ", ".join(counted(n, *_words(kind)) for kind, n in kinds.items())


def _words(kind: str) -> tuple[str, str]:
    """A kind of provision for a reader, and its plural where that has no mere s."""
    words = _HUMP.sub(" ", kind).lower()
    return words, _PLURALS.get(kind, "")


def duties_text(graph: Graph, key: str) -> str:
    """How many provisions of a framework count in coverage, by force."""
    forces = Counter(one.force.value for one in graph.leaves(key))
    words = ", ".join(counted(n, force) for force, n in forces.items())
    many = f"{forces.total()} provisions: " if len(forces) > 1 else ""
    return f"{many}{words}" if words else "nothing"


def attributes(graph: Graph, key: str) -> dict[str, str]:
    """What a comparison says of one framework, by the name of the line."""
    one = graph.frameworks[key]
    said = {
        "title": one.title,
        "publisher": one.publisher,
        "objective": one.objective,
        "risk focus": one.risk_focus,
        "key output": one.key_output,
        "binding": one.binding_force,
        "regulatory link": one.regulatory_link,
        "certifiable": _certifiable(one),
        "structure": "; ".join(one.structure),
    }
    edition = next((e for e in one.editions if e.key == graph.edition_of(key)), None)
    return {
        **{name: text or NOT_STATED for name, text in said.items()},
        "consists of": parts_text(graph, key),
        "counted in coverage": duties_text(graph, key),
        "edition": (edition.label or edition.key) if edition else NOT_STATED,
        "followed up to": one.law_as_of or NOT_STATED,
    }


def _certifiable(one: Framework) -> str:
    word = {True: "yes", False: "no", None: ""}[one.certifiable]
    return ". ".join(filter(None, (word, one.certification)))


def about_sheet(found: Comparison) -> Sheet:
    """One line an attribute, one column a framework."""
    graph = found.graph
    columns = {graph.frameworks[key].label: attributes(graph, key) for key in found.keys}
    names = next(iter(columns.values()))
    rows = [(name, *(facts[name] for facts in columns.values())) for name in names]
    shared = "; ".join(found.shared_structure) or "none of the structures named"
    rows.append(("shared structure", *(shared for _ in columns)))
    return Sheet("Frameworks", ("what", *columns), tuple(rows))


def clauses_sheet(found: Comparison) -> Sheet | None:
    """Two management systems clause by clause: what is shared, what each adds.

    Returns:
        A row a clause in reading order; ``None`` unless there are two frameworks with a structure
        in common that has clauses. What is shared and added is read off the mapping rows.
    """
    if len(found.keys) != _PAIR or not found.shared_structure:
        return None
    graph = found.graph
    sides = [{p.notation: p for p in graph.of(k) if p.kind == _CLAUSE} for k in found.keys]
    if not all(sides):
        return None
    cells = {c.provision.id: c for a in found.answers for c in a.coverage.cells}
    notations = sorted({n for side in sides for n in side}, key=_reading_order)
    rows = [
        _clause_row(graph, notation, [side.get(notation) for side in sides], cells)
        for notation in notations
    ]
    left, right = (graph.frameworks[key].label for key in found.keys)
    columns = (
        "clause", left, right, "one piece of work serves both", f"{left} adds", f"{right} adds",
    )  # fmt: skip
    return Sheet("Clauses", columns, tuple(rows))


def _reading_order(notation: str) -> tuple[tuple[int, ...], str]:
    return tuple(int(n) for n in re.findall(r"\d+", notation)), notation


def _clause_row(
    graph: Graph, notation: str, pair: list[Provision | None], cells: dict[Curie, Cell]
) -> tuple[str, ...]:
    """One clause of two frameworks: heading in each, relation, artefact, what each adds."""
    headings = (one.label if one else "" for one in pair)
    duties = [cells.get(one.id) if one else None for one in pair]
    if not any(duties):
        return (notation, *headings, "", "", "")
    left, right = pair
    row = next(
        (
            m
            for m in graph.live_mappings
            if left and right and m.relation and {m.subject, m.object} == {left.id, right.id}
        ),
        None,
    )
    if row is not None and row.relation and left and right:
        sides = (row.seen_from(left.id).residual, row.seen_from(right.id).residual)
        relation = row.relation if row.subject == left.id else CONVERSE[row.relation]
        return (notation, *headings, f"{row.artefact} ({relation.value})", *sides)
    return (notation, *headings, "", *(_all_of(cell) for cell in duties))


def _all_of(cell: Cell | None) -> str:
    """A clause that has no counterpart under its number: all of it, and where to start."""
    if cell is None:
        return ""
    start = f" Start from {cell.support[0].subject.partition(':')[2]}." if cell.support else ""
    return f"All of it. {cell.provision.summary}{start}"


def parts_sheet(result: Answer) -> Sheet:
    """The parts of a framework: how many of the duties in each are covered, and by what.

    Args:
        result: What one framework covers of another.

    Returns:
        A row an article, an area or a clause of the second level, in reading order.
    """
    rows: list[tuple[str | int, ...]] = []
    for chapter in chapters(result):
        for article in chapter.articles:
            states = states_of(article.cells)
            helping = dict.fromkeys(
                result.graph.provisions[held].notation
                for cell in article.cells
                for held in _helping(cell)
            )
            alone = [c.provision.notation for c in article.cells if c.state is State.NONE]
            rows.append((
                article.notation or chapter.notation or chapter.label,
                article.label or calm(chapter.label),
                len(article.cells),
                *states.values(),
                ", ".join(helping),
                ", ".join(alone),
            ))  # fmt: skip
    (have,), need = result.coverage.have, result.coverage.need
    held = result.graph.frameworks[have].label
    columns = ("part", "heading", "duties", *(s.value for s in State), f"shared with {held}",
               f"not in {held}")  # fmt: skip
    return Sheet(f"{result.graph.frameworks[need].label} by part", columns, tuple(rows))


def _helping(cell: Cell) -> tuple[Curie, ...]:
    if cell.state is State.FULL:
        return met_by(cell)
    return tuple(source.id for source in cell.sources)


def basis_of(found: Comparison) -> tuple[str, ...]:
    """What the numbers of a comparison rest on, in sentences."""
    said = [f"Data version {found.graph.data_version}. {DISCLAIMER}"]
    if found.answers:
        first = found.answers[0]
        said.insert(0, f"Scope: {context_of(first)['scope']}. {assumption(first.coverage.holding)}")
    return tuple(said)


def comparison_sheets(found: Comparison, *, context: bool = True) -> tuple[Sheet, ...]:
    """All tables of a comparison; the detailed ones of two frameworks only.

    Args:
        found: The comparison.
        context: Whether each row of numbers says what it rests on (else ``basis_of`` does).
    """
    tables = [about_sheet(found)]
    if found.answers:
        pairs = found.pairs if context else tuple(replace(p, context={}) for p in found.pairs)
        tables.append(replace(pairs_sheet(pairs), name="Each held against each needed"))
    clauses = clauses_sheet(found)
    if clauses is not None:
        tables.append(clauses)
    if len(found.keys) == _PAIR:
        tables.extend(map(parts_sheet, found.answers))
    return tuple(tables)
