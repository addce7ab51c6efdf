"""What changed between two graphs: provisions, their dates, mapping rows, and what is left to do.

The two graphs are the same one seen in two editions of a framework, a user's folder before and
after, or the bundled data of two releases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from collections.abc import Mapping as MappingT
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from aimsgraph.answers.questions import Answer, graph_at
from aimsgraph.coverage.scope import dates_text
from aimsgraph.coverage.states import Cell
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping, Provision


class Kind(StrEnum):
    """How a provision changed."""

    ADDED = "added"
    DELETED = "deleted"
    AMENDED = "amended"
    MOVED = "moved"
    DATE = "date changed"


class Fate(StrEnum):
    """What became of a mapping row."""

    STALE = "judge again: it rests on a text that changed"
    UNSAID = "look again: it rests on a text that changed and does not say which it judged"
    REJUDGED = "judged on the new text"
    GONE = "gone"
    NEW = "new"
    CHANGED = "row changed"


_RECITAL: Final = "Recital"

_FIELDS: Final = {
    "text": "summary",
    "heading": "label",
    "notation": "notation",
    "place": "parent",
    "kind": "kind",
    "force": "force",
    "who is bound": "binds",
    "bound through": "bound_via",
    "risk classes": "applies_to",
    "elements": "elements",
    "topics": "topics",
    "life cycle stages": "stages",
    "evidence": "evidence",
    "citations": "cites",
    "note": "note",
}
"""What of a provision is compared, by the words that tell of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A provision that changed.

    Args:
        kind: How.
        before: The provision as it was; ``None`` where it is new.
        after: The provision as it is; ``None`` where it is gone.
        what: What of it changed, in words.
        dates: From when it applied, and from when it applies.
    """

    kind: Kind
    before: Provision | None
    after: Provision | None
    what: tuple[str, ...]
    dates: tuple[str, str]

    @property
    def one(self) -> Provision:
        """The provision as it is, or was."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class RowChange:
    """A mapping row that changed, or whose ends did."""

    fate: Fate
    row: Mapping
    ends: tuple[Curie, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A duty of which state, work or date differ: its cell before and after, with the dates."""

    before: Cell | None
    after: Cell | None
    dates: tuple[str, str]

    @property
    def one(self) -> Provision:
        """The duty as it is, or was."""
        cell = self.after or self.before
        assert cell is not None
        return cell.provision


@dataclass(frozen=True)
class Changes:
    """What changed between two graphs.

    Args:
        names: How the reader calls the two.
        before: The older graph.
        after: The newer one.
        provisions: Provisions that changed, in reading order.
        rows: Mapping rows that changed or rest on what changed.
        sizes: Provisions compared, before and after.
        row_count: Mapping rows compared, of both sides together.
    """

    names: tuple[str, str]
    before: Graph
    after: Graph
    provisions: tuple[Change, ...]
    rows: tuple[RowChange, ...]
    sizes: tuple[int, int]
    row_count: int

    @cached_property
    def kinds(self) -> dict[Kind, int]:
        """Provisions by how they changed; every way has an entry."""
        found = Counter(one.kind for one in self.provisions)
        return {kind: found[kind] for kind in Kind}

    @cached_property
    def fates(self) -> dict[Fate, int]:
        """Rows by what became of them; every fate has an entry."""
        found = Counter(one.fate for one in self.rows)
        return {fate: found[fate] for fate in Fate}

    @property
    def unchanged(self) -> int:
        """Provisions that stand on both sides and did not change."""
        return self.sizes[1] - sum(one.after is not None for one in self.provisions)


def changes(
    before: Graph,
    after: Graph,
    names: tuple[str, str],
    frameworks: Collection[str],
    sets: Collection[str] | None = None,
) -> Changes:
    """Everything that differs between two graphs.

    Args:
        before: The older graph, at the edition in question.
        after: The newer one.
        names: How the reader calls the two.
        frameworks: Keys of the frameworks to compare.
        sets: Keys of the mapping sets to compare; without, the rows that touch the frameworks.

    Returns:
        What changed, and of how many.
    """
    old, new = _compared(before, after, frameworks)
    moved = {one.id: gone for one in new.values() for gone in one.replaces if gone in old}
    moved = {at: gone for at, gone in moved.items() if at not in old and gone not in new}
    found = []
    for curie in {**new, **old}:
        if curie in moved.values():
            continue
        was, now = old.get(moved.get(curie, curie)), new.get(curie)
        change = _change(before, after, was, now)
        if change is not None:
            found.append(change)
    found.sort(key=lambda c: (c.one.framework, c.one.position, c.one.id))

    def compared(graph: Graph) -> dict[str, Mapping]:
        return {
            m.id: m
            for m in graph.mappings
            if (m.set_key in sets if sets is not None else _framework_of(m) & {*frameworks})
        }

    rows = (compared(before), compared(after))
    reworded = {
        c.one.id: bool({"text", "elements"}.intersection(c.what))
        for c in found
        if c.kind is not Kind.DATE
    }
    fates = _fates(before, after, rows, reworded)
    sizes = (len(old), len(new))
    return Changes(names, before, after, tuple(found), fates, sizes, len({*rows[0], *rows[1]}))


def _compared(
    before: Graph, after: Graph, frameworks: Collection[str]
) -> tuple[dict[Curie, Provision], dict[Curie, Provision]]:
    """The provisions of both sides; recitals only where both have some.

    A consolidated text does not repeat the recitals, and that deletes none.
    """
    sides: tuple[dict[Curie, Provision], dict[Curie, Provision]] = ({}, {})
    for key in frameworks:
        found = [[p for p in g.of(key) if g.exists(p)] for g in (before, after)]
        recitals = all(any(p.kind == _RECITAL for p in side) for side in found if side)
        for side, provisions in zip(sides, found, strict=True):
            side.update((p.id, p) for p in provisions if recitals or p.kind != _RECITAL)
    return sides


def edition_changes(graph: Graph, framework: str, old: str, new: str) -> Changes:
    """What changed in a framework from one edition to another.

    Args:
        graph: The graph in its current editions.
        framework: Key of the framework.
        old: Key of the edition before.
        new: Key of the edition after.

    Raises:
        UnknownNameError: There is no such edition, or both are the same.

    >>> from aimsgraph import load
    >>> edition_changes(load().graph, "iso27001", "2022", "2022-amd1").kinds[Kind.AMENDED]
    2
    """
    known = [e.key for e in graph.frameworks[framework].editions]
    for edition in (old, new):
        if edition not in known:
            raise UnknownNameError(
                f"{framework}@{edition}",
                "there is no such edition.",
                f"Known: {', '.join(f'{framework}@{key}' for key in known)}.",
            )
    if old == new:
        others = ", ".join(f"{framework}@{key}" for key in known if key != old)
        raise UnknownNameError(
            f"{framework}@{old}",
            "this edition is named twice.",
            f"Compare it with {others}." if others else "The framework has no other edition.",
        )
    before, after = (graph_at(graph, framework, edition) for edition in (old, new))
    return changes(before, after, (f"{framework}@{old}", f"{framework}@{new}"), (framework,))


def _framework_of(row: Mapping) -> set[str]:
    ends = (row.subject, row.object or "", f"{row.none_in}:")
    return {end.partition(":")[0] for end in ends}


def _change(
    before: Graph, after: Graph, was: Provision | None, now: Provision | None
) -> Change | None:
    dates = (
        dates_text(before, was) if was else "",
        dates_text(after, now) if now else "",
    )
    if now is None or was is None:
        return Change(Kind.DELETED if now is None else Kind.ADDED, was, now, (), dates)
    what = _differences(was, now) if was.id == now.id else ("notation",)
    if {"notation", "place"} & {*what}:
        kind = Kind.MOVED
    elif what:
        kind = Kind.AMENDED
    elif dates[0] != dates[1]:
        kind = Kind.DATE
    else:
        return None
    return Change(kind, was, now, (*what, *(("date",) if dates[0] != dates[1] else ())), dates)


def _differences(was: Provision, now: Provision) -> tuple[str, ...]:
    """What of a provision differs; elements go with the text, which says it already."""
    what = [word for word, name in _FIELDS.items() if getattr(was, name) != getattr(now, name)]
    if "text" in what and "elements" in what:
        what.remove("elements")
    return tuple(what)


def _fates(
    before: Graph,
    after: Graph,
    rows: tuple[dict[str, Mapping], dict[str, Mapping]],
    changed: MappingT[Curie, bool],
) -> tuple[RowChange, ...]:
    """What became of each row; ``changed`` says of each changed end whether its text did."""
    old, new = rows
    found = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        row = now or was
        assert row is not None  # the key is of one of the two
        ends = tuple(end for end in (row.subject, row.object) if end in changed and end)
        fate = _fate(
            was,
            now,
            stale_before=key in before.stale,
            stale_after=key in after.stale,
            reworded=any(changed[end] for end in ends),
        )
        if fate is not None:
            found.append(RowChange(fate, row, ends))
    return tuple(sorted(found, key=lambda r: (tuple(Fate).index(r.fate), r.row.id)))


def _fate(
    was: Mapping | None,
    now: Mapping | None,
    *,
    stale_before: bool,
    stale_after: bool,
    reworded: bool,
) -> Fate | None:
    if now is None:
        return Fate.GONE
    if stale_after:
        return Fate.STALE
    if was is None:
        return Fate.NEW
    if stale_before:
        return Fate.REJUDGED
    same = replace(was, file="", line=0) == replace(now, file="", line=0)
    if not same:
        return Fate.CHANGED
    return Fate.UNSAID if reworded else None


def effects(found: Changes, was: Answer, now: Answer) -> tuple[Effect, ...]:
    """The duties of which state, work or date differ between two answers to one question.

    Args:
        found: What changed; a duty that moved is compared with what it replaces.
        was: The answer before.
        now: The answer after.

    Returns:
        Those that differ, new and former ones included, in reading order.
    """
    old, new = ({c.provision.id: c for c in a.coverage.cells} for a in (was, now))
    moved = {c.after.id: c.before.id for c in found.provisions if c.after and c.before}
    told = []
    for curie, cell in new.items():
        former = old.pop(moved.get(curie, curie), None)
        one = Effect(former, cell, _dates(was, now, former, cell))
        same = former is not None and (former.state, former.verdict) == (cell.state, cell.verdict)
        if not same or one.dates[0] != one.dates[1]:
            told.append(one)
    told += [Effect(cell, None, _dates(was, now, cell, None)) for cell in old.values()]
    return tuple(sorted(told, key=lambda e: (e.one.position, e.one.id)))


def _dates(was: Answer, now: Answer, former: Cell | None, cell: Cell | None) -> tuple[str, str]:
    """From when a duty applies in the risk class of the question, before and after."""
    said = [
        dates_text(a.graph, c.provision, a.coverage.scope.risk) if c else ""
        for a, c in ((was, former), (now, cell))
    ]
    return said[0], said[1]
