"""The one place where coverage is asked for: CLI, explorer and exports all come through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from aimsgraph.answers.dates import Applying, applying
from aimsgraph.coverage.holdings import Holding, Statement, hold
from aimsgraph.coverage.scope import Scope, at_edition, named_scope
from aimsgraph.coverage.states import Cell, Coverage, cover
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.inference.knowledge import (
    Knowledge,
    below_of,
    keep_closures,
    keeper_of,
    knowledge_of,
)
from aimsgraph.inference.relations import symbol
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import DISCLAIMER, LICENCE, MARK_WORDS, Mark, State, Verdict

ASSERTED: Final = 1
"""Hops of the asserted answer: one mapping, carried along the tree of constituents."""

METHOD: Final = (
    "Set-theory relations (NIST IR 8477), asserted in the mapping sets and carried along the tree "
    "of constituents{inference}. Full: some held provision is certainly equal to or a superset of "
    "it, or each of its elements is certainly contained in one. Partial: some held provision "
    "certainly overlaps it. Leads are never counted as coverage. What remains and the verdict "
    "follow by rule from the elements that the rows mark; a verdict says what work is left, "
    "nothing about conformity."
)
INFERENCE: Final = (
    ", and composed over at most {hops} mappings of one rationale by the relation algebra (RCC-5)"
)
_VERDICTS: Final = tuple(Verdict)
NO_DATES: Final = "no date of application is recorded"
ASSUMED: Final = (
    "No statement of applicability was given: all controls held are assumed applicable and "
    "implemented."
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: holding some frameworks, what is covered of another?

    Args:
        have: Keys of the frameworks held.
        need: Key of the target framework.
        scope: Which of its provisions count.
        excluded: The statement of applicability, or what it takes out; ``None`` without one.
        hops: Most mappings along a path; 1 for what is asserted only.
        today: The day on which it is counted what applies already; nothing is said of that without.
    """

    have: tuple[str, ...]
    need: str
    scope: Scope = field(default_factory=Scope)
    excluded: Statement | frozenset[Curie] | None = None
    hops: int = DEFAULT_HOPS
    today: dt.date | None = None


@dataclass(frozen=True)
class Answer:
    """The coverage, what is asserted alone, and the knowledge it rests on.

    Args:
        coverage: With inference within the hops that were asked for.
        asserted: From one mapping and the tree of constituents.
        knowledge: The graph as it was seen (edition of the target), with its closure.
        chosen_from: Provisions in scope, where a reader chose some of them; 0 for all.
        today: The day of the question, if it has one.
    """

    coverage: Coverage
    asserted: Coverage
    knowledge: Knowledge
    chosen_from: int = 0
    today: dt.date | None = None

    @cached_property
    def applying(self) -> Applying | None:
        """What of it applies on the day of the question, and from when the rest will."""
        return applying(self.graph, self.coverage, self.today) if self.today else None

    @property
    def scope_facts(self) -> dict[str, str]:
        """The scope in words, a choice of the reader's among its provisions included."""
        said = self.coverage.scope.as_dict()
        if self.chosen_from:
            said["chosen"] = f"{self.coverage.denominator} of {self.chosen_from} provisions"
        return said

    @property
    def graph(self) -> Graph:
        """The graph as it was seen."""
        return self.knowledge.graph


def answer(graph: Graph, question: Question) -> Answer:
    """Work out a question.

    Args:
        graph: The graph in its current editions.
        question: What is asked.

    Returns:
        The answer, with the graph at the edition in question.

    Raises:
        UnknownNameError: A role, risk class, sector or edition that does not exist.
    """
    scope = named_scope(graph, question.need, question.scope, question.today)
    seen = graph_at(graph, question.need, scope.edition)
    holding = hold(seen, question.have, question.excluded)

    def within(hops: int) -> tuple[Coverage, Knowledge]:
        knowledge = knowledge_of(seen, hops)
        return cover(knowledge, holding, question.need, scope), knowledge

    coverage, knowledge = within(question.hops)
    asserted = coverage if question.hops == ASSERTED else within(ASSERTED)[0]
    return Answer(coverage, asserted, knowledge, today=question.today)


def narrowed(result: Answer, ids: Collection[Curie]) -> Answer:
    """The answer with some of its needed provisions only, as a reader chose them.

    Args:
        result: The answer.
        ids: The provisions to keep; the denominator becomes their number.
    """

    def keep(coverage: Coverage) -> Coverage:
        return replace(coverage, cells=tuple(c for c in coverage.cells if c.provision.id in ids))

    return replace(
        result,
        coverage=keep(result.coverage),
        asserted=keep(result.asserted),
        chosen_from=result.coverage.denominator,
    )


def graph_at(graph: Graph, framework: str, edition: str) -> Graph:
    """The graph at an edition of a framework; itself for the current one, so that work is kept."""
    if not edition or edition == graph.edition_of(framework):
        return graph
    views: dict[tuple[str, str], Graph] = vars(graph).setdefault("_views", {})
    if (framework, edition) not in views:
        seen, below = at_edition(graph, framework, edition), below_of(graph)
        if below is not None and framework in below.frameworks:
            below = graph_at(below, framework, edition)
        views[framework, edition] = keep_closures(seen, keeper_of(graph), below)
    return views[framework, edition]


def method_of(coverage: Coverage) -> str:
    """How the numbers of a coverage came about."""
    inference = "" if coverage.hops == ASSERTED else INFERENCE.format(hops=coverage.hops or "all")
    return METHOD.format(inference=inference)


def assumption(holding: Holding) -> str:
    """What the numbers assume about what is held: one text for every face."""
    one = holding.statement
    if one is None:
        return ASSUMED
    name = f" {one.name}" if one.name else ""
    partly = len(one.partly & holding.removed)
    half = f" ({partly} of them partly implemented, which counts as not)" if partly else ""
    rest = (
        f"it does not mention {holding.unmentioned}, which are assumed applicable and implemented."
        if holding.unmentioned
        else "it mentions all of them."
    )
    return (
        f"The statement of applicability{name} takes out {len(holding.removed)} of "
        f"{holding.leaves} provisions held{half}; {rest}"
    )


def document(result: Answer) -> dict[str, object]:
    """The answer as plain data, as ``coverage --format json`` prints it."""
    graph, coverage = result.graph, result.coverage
    return {
        "have": list(coverage.have),
        "need": coverage.need,
        "scope": result.scope_facts,
        "editions": editions(result),
        "data_version": graph.data_version,
        "method": method_of(coverage),
        "assumption": assumption(coverage.holding),
        "statement": _statement(coverage.holding),
        "licence": LICENCE,
        "disclaimer": DISCLAIMER,
        "denominator": coverage.denominator,
        "applies": result.applying.as_dict() if result.applying else None,
        "states": {state.value: n for state, n in coverage.counts.items()},
        "asserted": {state.value: n for state, n in result.asserted.counts.items()},
        "verdicts": {verdict.value: n for verdict, n in coverage.verdicts.items()},
        "provisions": [_cell(cell) for cell in coverage.cells],
    }


def editions(result: Answer) -> dict[str, str]:
    """The edition in which each framework of an answer was seen."""
    keys = (*result.coverage.have, result.coverage.need)
    return {key: result.graph.edition_of(key) for key in dict.fromkeys(keys)}


def _statement(holding: Holding) -> dict[str, object] | None:
    """The statement of applicability as plain data."""
    one = holding.statement
    if one is None:
        return None
    return {
        "name": one.name,
        "held": holding.leaves,
        "removed": sorted(holding.removed),
        "partly_implemented": sorted(one.partly & holding.removed),
        "not_mentioned": holding.unmentioned,
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "id": cell.provision.id,
        "notation": cell.provision.notation,
        "label": cell.provision.label,
        "state": cell.state.value,
        "verdict": cell.verdict.value,
        "remains": cell.remains.value if cell.remains else None,
        "judged": cell.judged,
        "gap": list(cell.gap),
        "elements": _elements(cell),
        "support": [
            {"id": m.subject, "kind": m.support, "delivers": m.comment, "mapping": m.id}
            for m in cell.support
        ],
        "reason": cell.reason,
        "removed": list(cell.removed),
        "by": [
            {
                "id": source.id,
                "relation": symbol(source.mask),
                "confidence": round(source.confidence, 4),
                "residual": source.residual,
                "mapping": " + ".join(source.mappings),
                "hops": source.hops,
                "inferred": source.inferred,
            }
            for source in cell.sources
        ],
    }


def _elements(cell: Cell) -> dict[str, list[dict[str, object]]]:
    """The elements of a needed provision: met, in part, open, each with by whom."""
    found: dict[str, list[dict[str, object]]] = {"met": [], "in_part": [], "open": []}
    for one in cell.elements:
        facts: dict[str, object] = {
            "key": one.element.key,
            "text": one.element.text,
            "hard": one.element.hard,
        }
        if one.mark is not None:
            facts["by"] = list(one.by)
        if one.mark in {Mark.IN_KIND, Mark.BEGUN}:
            facts["how"] = MARK_WORDS[one.mark]
        place = "open" if one.mark is None else "met" if one.mark is Mark.MET else "in_part"
        found[place].append(facts)
    return found


@dataclass(frozen=True, slots=True)
class PairCounts:
    """What holding some frameworks covers of another, or of a part of it, in numbers."""

    have: str
    need: str
    denominator: int
    states: dict[State, int]
    asserted: dict[State, int]
    verdicts: dict[Verdict, int]
    context: dict[str, str] = field(default_factory=dict)
    """What the numbers rest on (``context_of``)."""
    marks: str = ""
    """The verdict of each provision in reading order, as its number in ``Verdict``."""


def all_pairs(
    graph: Graph, scope: Scope | None = None, hops: int = DEFAULT_HOPS
) -> Iterator[PairCounts]:
    """The counts of every directed pair of different frameworks that have assessable provisions."""
    keys = [key for key in sorted(graph.frameworks) if graph.leaves(key)]
    for have in keys:
        for need in keys:
            if have == need:
                continue
            yield counts_of(answer(graph, Question((have,), need, scope or Scope(), hops=hops)))


def counts_of(result: Answer) -> PairCounts:
    """The numbers of an answer."""
    coverage = result.coverage
    return PairCounts(
        " + ".join(coverage.have),
        coverage.scope.part or coverage.need,
        coverage.denominator,
        coverage.counts,
        result.asserted.counts,
        coverage.verdicts,
        context_of(result),
        "".join(str(_VERDICTS.index(cell.verdict)) for cell in coverage.cells),
    )


def context_of(result: Answer) -> dict[str, str]:
    """What the numbers of an answer rest on, in words: one text for every table and file."""
    return {
        "scope": "; ".join(f"{k} {v}" for k, v in result.scope_facts.items()),
        **({"applies": result.applying.text or NO_DATES} if result.applying else {}),
        "editions": "; ".join(f"{k} {v}" for k, v in editions(result).items() if v),
        "data version": result.graph.data_version,
        "assumption": assumption(result.coverage.holding),
    }
