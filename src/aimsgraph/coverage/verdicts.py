"""What remains of a needed provision and what kind of work that is, by rule from its elements.

A state says what follows from the mappings, a verdict what to do about it. Neither claims anything
about conformity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from aimsgraph.model.records import Curie, Element, Provision
from aimsgraph.model.terms import WHOLE, Mark, Remains, State, Verdict

_SERVED: Final = (Mark.MET, Mark.IN_KIND)


@dataclass(frozen=True, slots=True)
class ElementState:
    """How what is held meets one element of a needed provision.

    Args:
        element: The element; of a provision without any, the provision itself.
        mark: How it is met at best; ``None`` where it is open.
        by: The held provisions that meet it so.
    """

    element: Element
    mark: Mark | None
    by: tuple[Curie, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one held provision does for a needed one, as a row says it.

    Args:
        held: The held provision.
        marks: Elements that it meets, by key.
        gap: Kinds of what the needed provision still demands.
        confidence: That of the row.
        residual: What the needed provision still demands.
    """

    held: Curie
    marks: dict[str, Mark]
    gap: tuple[str, ...] = ()
    confidence: float = 0.0
    residual: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table of verdicts; ``None`` stands for either.

    Args:
        states: Coverage states that it is about.
        verdict: The verdict.
        remains: How much may remain.
        content: Whether content remains.
        supported: Whether something held supports the provision.
    """

    states: frozenset[State]
    verdict: Verdict
    remains: frozenset[Remains] | None = None
    content: bool | None = None
    supported: bool | None = None


_PART: Final = frozenset({State.PARTIAL})
_FEW: Final = frozenset({Remains.LITTLE, Remains.SOME})
_OPEN: Final = frozenset({State.LEAD, State.UNMAPPED})

RULES: Final = (
    Rule(frozenset({State.FULL}), Verdict.REUSE),
    Rule(_PART, Verdict.EXTEND, remains=_FEW, content=False),
    Rule(_PART, Verdict.ADD, remains=_FEW, content=True),
    Rule(_PART, Verdict.START_FROM, remains=frozenset({Remains.MOST})),
    Rule(frozenset({State.NONE}) | _OPEN, Verdict.START_FROM, supported=True),
    Rule(frozenset({State.NONE}), Verdict.BUILD, supported=False),
    Rule(_OPEN, Verdict.JUDGE, supported=False),
)
"""The first rule that fits gives the verdict."""


def elements_of(one: Provision) -> tuple[Element, ...]:
    """The elements of a provision; one that has none is its own."""
    return one.elements or (Element(one.id, WHOLE, one.summary or one.label),)


def unite(
    one: Provision, contributions: Iterable[Contribution], covered_by: tuple[Curie, ...] = ()
) -> tuple[ElementState, ...]:
    """How several held provisions together meet each element of a needed one.

    Args:
        one: The needed provision.
        contributions: What the held ones do for it.
        covered_by: Held provisions that cover it whole, whatever is said of its elements.

    Returns:
        One entry an element, in order; the best mark counts.
    """
    rows = sorted(contributions, key=lambda c: c.held)
    found = []
    for element in elements_of(one):
        marks = {c.held: c.marks[element.key] for c in rows if element.key in c.marks}
        marks |= dict.fromkeys(covered_by, Mark.MET)
        best = next((m for m in Mark if m in marks.values()), None)
        by = tuple(held for held, mark in marks.items() if mark is best)
        found.append(ElementState(element, best, by))
    return tuple(found)


def remains_of(elements: Sequence[ElementState]) -> Remains:
    """How much of a provision is open.

    Args:
        elements: Its elements with their marks.

    Returns:
        Little when every element is met or met in kind; some when at least half are, and no hard
        one is open or only begun; most otherwise.
    """
    served = [e for e in elements if e.mark in _SERVED]
    if len(served) == len(elements):
        return Remains.LITTLE
    hard = any(e.element.hard for e in elements if e.mark not in _SERVED)
    return Remains.SOME if 2 * len(served) >= len(elements) and not hard else Remains.MOST


def best_of(contributions: Iterable[Contribution]) -> Contribution | None:
    """The held provision that does most for a needed one.

    Args:
        contributions: What each held provision does for it.

    Returns:
        The one that meets most elements at least in kind, then begins most, then leaves fewest
        kinds of gaps, then is most certain.
    """

    def rank(c: Contribution) -> tuple[float | str, ...]:
        marks = list(c.marks.values())
        served = sum(mark in _SERVED for mark in marks)
        return (-served, -len(marks), len(c.gap), -c.confidence, c.held)

    return min(contributions, key=rank, default=None)


def gap_of(best: Contribution | None, elements: Sequence[ElementState]) -> tuple[str, ...]:
    """Kinds of what remains: those of the best row, less content that other rows supply.

    Args:
        best: The held provision that does most.
        elements: The elements, all held provisions united.
    """
    if best is None:
        return ()
    short = [e for e in elements if best.marks.get(e.element.key) not in _SERVED]
    supplied = bool(short) and all(e.mark in _SERVED for e in short)
    return tuple(g for g in best.gap if not (supplied and g == "content"))


def verdict_of(
    state: State, remains: Remains | None, gap: Sequence[str], *, supported: bool
) -> Verdict:
    """The verdict for a needed provision, from the table ``RULES``.

    Args:
        state: Its coverage state.
        remains: How much of it is open, where it is covered in part.
        gap: Kinds of what remains.
        supported: Whether something held supports it.
    """
    content = "content" in gap
    return next(
        rule.verdict
        for rule in RULES
        if state in rule.states
        and (rule.remains is None or remains in rule.remains)
        and rule.content in {None, content}
        and rule.supported in {None, supported}
    )
