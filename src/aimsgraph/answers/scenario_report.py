"""A scenario worked out: its numbers, its dates, its work, its evidence, and what would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from aimsgraph.answers.consequences import penalties_of
from aimsgraph.answers.outline import calm, chapters, verdicts_of
from aimsgraph.answers.plan import called, helped_by, task_of
from aimsgraph.answers.profile import Profile
from aimsgraph.answers.questions import Answer, Question, answer, narrowed
from aimsgraph.answers.report import work
from aimsgraph.answers.scenario import Aside, Need, Reason, Scenario, Variation, changed
from aimsgraph.coverage.scope import rules_of, several
from aimsgraph.coverage.states import Cell
from aimsgraph.model.consequences import Penalty, ReportingClock
from aimsgraph.model.errors import InputError, UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve, resolve_frameworks, resolve_need
from aimsgraph.model.records import Curie, Provision
from aimsgraph.model.terms import State, Verdict


@dataclass(frozen=True)
class Change:
    """What a variation does to the numbers.

    Args:
        variation: The variation.
        before: The cells as the case has them.
        after: The cells after it; none where nothing binds any more.
        same: Whether both are about the same duties, so that only the work differs.
    """

    variation: Variation
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    same: bool


@dataclass(frozen=True)
class Part:
    """One thing that a scenario needs, worked out.

    Args:
        need: What is needed, and why.
        profile: Its profile, with the names of frameworks as keys.
        counted: The answer to the profile, as ``coverage`` gives it.
        result: The same without the duties that do not touch the case.
        asides: Those duties by the reason why they do not.
        changes: What would change the answer.
    """

    need: Need
    profile: Profile
    counted: Answer
    result: Answer
    asides: tuple[tuple[Aside, tuple[Provision, ...]], ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Report:
    """A scenario, worked out.

    Args:
        scenario: The scenario.
        graph: The graph in its current editions.
        parts: What it needs, in its order.
        ids: Ids of the provisions that it cites, by how it writes them.
    """

    scenario: Scenario
    graph: Graph
    parts: tuple[Part, ...]
    ids: Mapping[str, Curie]


def work_out(graph: Graph, scenario: Scenario) -> Report:
    """Work a scenario out.

    Args:
        graph: The graph.
        scenario: The scenario.

    Raises:
        InputError: A provision, framework, role, risk class or edition that it names does not
            exist, or a reason sets aside duties that the profile does not count.
    """
    parts = []
    ids: dict[str, Curie] = {}
    for at, need in enumerate(scenario.needs, 1):
        place = f"scenario {scenario.name}, need {at}"
        texts: tuple[Reason | Variation, ...] = (*need.reasons, *need.outside, *need.variations)
        for text in texts:
            ids |= zip(text.cites, _resolved(graph, text.cites, place), strict=True)
        profile, counted = _asked(graph, need.profile, place)
        asides = _asides(graph, need, counted, place)
        gone = {one.id for _, duties in asides for one in duties}
        result = narrowed(counted, {c.provision.id for c in counted.coverage.cells} - gone)
        changes = tuple(_change(graph, need, one, counted, gone, place) for one in need.variations)
        parts.append(Part(need, profile, counted, result, asides, changes))
    return Report(scenario, graph, tuple(parts), ids)


def _resolved(graph: Graph, names: Iterable[str], place: str) -> tuple[Curie, ...]:
    try:
        return tuple(resolve(graph, name) for name in names)
    except UnknownNameError as error:
        raise InputError(f"{place}, {error.place}", error.fact, error.remedy) from error


def _asked(graph: Graph, profile: Profile, place: str) -> tuple[Profile, Answer]:
    """A profile with its frameworks as keys, and its answer."""
    try:
        have = resolve_frameworks(graph, profile.have)
        need, part = resolve_need(graph, profile.need)
        known = replace(profile, have=have, need=part or need)
        question = Question(have, need, known.scope(part), hops=known.hops)
        return known, answer(graph, question)
    except UnknownNameError as error:
        raise InputError(f"{place}, {error.place}", error.fact, error.remedy) from error


def _asides(
    graph: Graph, need: Need, counted: Answer, place: str
) -> tuple[tuple[Aside, tuple[Provision, ...]], ...]:
    found = []
    left = {c.provision.id: c.provision for c in counted.coverage.cells}
    for at, aside in enumerate(need.asides, 1):
        where = f"{place}, aside {at}"
        tops = set(_resolved(graph, aside.duties, where))
        duties = tuple(one for one in left.values() if not tops.isdisjoint(_line(graph, one)))
        if not duties:
            raise InputError(
                where,
                "the profile counts none of these duties, or they are set aside already.",
                "Leave it out, or check role and risk class.",
            )
        for one in duties:
            del left[one.id]
        found.append((aside, duties))
    return tuple(found)


def _line(graph: Graph, one: Provision) -> set[Curie]:
    """A provision and everything above it."""
    return {one.id, *(above.id for above in graph.ancestors(one.id))}


def _change(
    graph: Graph, need: Need, variation: Variation, counted: Answer, gone: set[Curie], place: str
) -> Change:
    before = counted.coverage.cells
    after: tuple[Cell, ...] = ()
    if variation.change:
        after = _asked(graph, changed(need.profile, variation), place)[1].coverage.cells
    same = {c.provision.id for c in before} == {c.provision.id for c in after}
    if same:
        before, after = (
            tuple(c for c in cells if c.provision.id not in gone) for cells in (before, after)
        )
    return Change(variation, before, after, same)


@dataclass(frozen=True, slots=True)
class Work:
    """A task: what one duty leaves to do, or many duties of one article that leave the same work.

    Args:
        verdict: The work.
        name: Notation and heading of the duty, or of the article.
        cells: The duties, in reading order.
        held: The held provisions that help, most often needed first.
        text: Of a single duty what is left, or where it is only supported, what helps; of several,
            their headings.
    """

    verdict: Verdict
    name: str
    cells: tuple[Cell, ...]
    held: tuple[str, ...]
    text: str


MOST_TASKS: Final = 30
"""Duties of a part above which what is started from or built is told article by article."""


def works(result: Answer) -> tuple[Work, ...]:
    """Everything that an answer leaves to do, least work first, then in reading order.

    Args:
        result: The answer; where it has many duties, most work is joined by article.
    """
    few = result.coverage.denominator <= MOST_TASKS
    found = []
    for verdict in Verdict:
        joined = not few and verdict not in _EACH
        for chapter in chapters(result, (verdict,)):
            for article in chapter.articles:
                name = _name(article.notation, calm(article.label)) or chapter.name
                groups = [article.cells] if joined else [(cell,) for cell in article.cells]
                found += [_work(result, verdict, name, cells) for cells in groups]
    return tuple(found)


_EACH: Final = frozenset({Verdict.REUSE, Verdict.EXTEND, Verdict.ADD})


def _work(result: Answer, verdict: Verdict, name: str, cells: tuple[Cell, ...]) -> Work:
    held = Counter(one for cell in cells for one in helped_by(cell))
    if len(cells) == 1:
        (cell,) = cells
        name = named(cell.provision)
        text = work(cell, task_of(result, cell))
        for one in held:
            text = text.removeprefix(called(result, one)).removeprefix(": ")
    else:
        text = "; ".join(dict.fromkeys(cell.provision.label for cell in cells))
    return Work(
        verdict, name, cells, tuple(_full(result, one) for one, _ in held.most_common()), text
    )


def _full(result: Answer, curie: Curie) -> str:
    """A held provision with its framework, so that 5.1 of one is not 5.1 of the other."""
    one = result.graph.provisions[curie]
    return f"{result.graph.frameworks[one.framework].label} {named(one)}"


def named(one: Provision) -> str:
    """A provision by notation and heading."""
    return _name(one.notation, one.label)


def _name(notation: str, label: str) -> str:
    return " ".join(dict.fromkeys(filter(None, (notation, label))))


@dataclass(frozen=True, slots=True)
class Moment:
    """A date from which duties of one part apply.

    Args:
        date: From when they bite, ISO 8601; empty where none is recorded.
        formal: The date that the law states, where it is another one; else empty.
        contested: Whether the date is an open question.
        part: Which part of the report, from 0.
        cells: Their cells, in reading order.
    """

    date: str
    formal: str
    contested: bool
    part: int
    cells: tuple[Cell, ...]

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """The duties by the work that they leave."""
        return verdicts_of(self.cells)


def moments(report: Report) -> tuple[Moment, ...]:
    """The duties of all parts by the date from which they bite; what has no date comes last."""
    found: dict[tuple[str, str, bool, int], list[Cell]] = {}
    for at, part in enumerate(report.parts):
        for cell in part.result.coverage.cells:
            found.setdefault((*_first(report.graph, cell, part.profile.risk), at), []).append(cell)
    return tuple(
        Moment(*key, tuple(cells))
        for key, cells in sorted(found.items(), key=lambda f: (f[0][0] or "9999", f[0][1], f[0][3]))
    )


def _first(graph: Graph, cell: Cell, risk: str) -> tuple[str, str, bool]:
    """When a duty bites first, on which other date the law says so, and whether that is open."""
    rules = rules_of(graph, cell.provision, risk)
    if not rules:
        return "", "", False
    one = min(rules, key=lambda r: r.practical_date or r.date)
    return (
        one.practical_date or one.date,
        one.practical_date and one.date,
        one.status == "contested",
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document with the open duties that it serves.

    Args:
        label: What it is called.
        duties: The duties by framework.
    """

    label: str
    duties: dict[str, tuple[Provision, ...]]

    @property
    def number(self) -> int:
        """How many duties it serves."""
        return sum(map(len, self.duties.values()))


def documents(report: Report) -> tuple[Document, ...]:
    """Kinds of documents by how many open duties they serve; a duty counts once for all roles."""
    found: dict[str, dict[Curie, Provision]] = {}
    for part in report.parts:
        for cell in part.result.coverage.cells:
            if cell.state is not State.FULL:
                for kind in cell.provision.evidence:
                    found.setdefault(kind, {})[cell.provision.id] = cell.provision
    made = []
    for kind, duties in found.items():
        by: dict[str, list[Provision]] = {}
        for one in duties.values():
            by.setdefault(one.framework, []).append(one)
        label = report.graph.label_of("evidence", kind)
        made.append(Document(label, {key: tuple(ones) for key, ones in by.items()}))
    return tuple(sorted(made, key=lambda d: (-d.number, d.label)))


def clocks(part: Part) -> tuple[ReportingClock, ...]:
    """The clocks that an event sets off for a part: those of its duties and of its role."""
    kept = {cell.provision.id for cell in part.result.coverage.cells}
    roles = set(several(part.profile.role))
    return tuple(
        one
        for one in part.result.graph.clocks
        if one.provision in kept and not roles.isdisjoint(one.reported_by)
    )


def costs(part: Part) -> tuple[tuple[Penalty, tuple[Provision, ...]], ...]:
    """What breaches of the duties of a part can cost, the highest first, with the duties.

    Penalties that stand in what the case sets aside are left out.
    """
    graph = part.result.graph
    aside = {resolve(graph, name) for one in part.need.asides for name in one.duties}
    found: dict[Penalty, list[Provision]] = {}
    for cell in part.result.coverage.cells:
        for role in several(part.profile.role):
            for one in penalties_of(graph, cell.provision, role):
                if aside.isdisjoint(_line(graph, graph.provisions[one.provision])):
                    found.setdefault(one, []).append(cell.provision)
    return tuple(
        (one, tuple(dict.fromkeys(duties)))
        for one, duties in sorted(found.items(), key=lambda f: (-f[0].amount, f[0].id))
    )
