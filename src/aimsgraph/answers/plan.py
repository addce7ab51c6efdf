"""The plan: what is not met in full, as tasks in the order in which they should be done."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.scope import dates_of
from aimsgraph.coverage.states import Cell
from aimsgraph.inference.proofs import suggestions
from aimsgraph.inference.relations import COVERS, certain
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Remains, State, Verdict

_VERDICTS: Final = tuple(Verdict)
_REMAINS: Final = tuple(Remains)
_NO_DATE: Final = "9999"


@dataclass(frozen=True, slots=True)
class Gap:
    """A needed provision that is not covered in full, with what is left to do.

    Args:
        cell: Its cell.
        dates: Formal application dates, earliest first.
        residuals: What is left, one text a held provision: (held provision, residual).
        lead: The nearest lead, if any: a held provision.
        task: The work in one sentence.
    """

    cell: Cell
    dates: tuple[str, ...]
    residuals: tuple[tuple[Curie, str], ...]
    lead: Curie | None
    task: str


def verdicts_named(words: Iterable[str]) -> tuple[Verdict, ...]:
    """The verdicts that a user names; ``start-from`` and ``start from`` are one.

    Raises:
        UnknownNameError: There is no such verdict.
    """
    known = {v.value: v for v in Verdict}
    found = []
    for word in words:
        name = " ".join(word.replace("-", " ").replace("_", " ").lower().split())
        if name not in known:
            raise UnknownNameError(
                f"--verdict {word}", "there is no such verdict.", f"Known: {', '.join(known)}."
            )
        found.append(known[name])
    return tuple(found)


def gaps(result: Answer, verdicts: Container[Verdict] = _VERDICTS) -> tuple[Gap, ...]:
    """What is not covered in full: by application date, then least work, then in reading order.

    Args:
        result: The answer.
        verdicts: Only these.
    """
    found = [
        Gap(
            cell=cell,
            dates=dates_of(result.graph, cell.provision, result.coverage.scope.risk),
            residuals=tuple((s.id, s.residual) for s in cell.sources if s.residual),
            lead=_nearest_lead(result, cell),
            task=task_of(result, cell),
        )
        for cell in result.coverage.cells
        if cell.state is not State.FULL and cell.verdict in verdicts
    ]
    return tuple(
        sorted(
            found,
            key=lambda g: (
                g.dates[0] if g.dates else _NO_DATE,
                _VERDICTS.index(g.cell.verdict),
                _REMAINS.index(g.cell.remains) if g.cell.remains else len(_REMAINS),
                g.cell.provision.position,
            ),
        )
    )


def _nearest_lead(result: Answer, cell: Cell) -> Curie | None:
    if cell.state is not State.LEAD:
        return None
    held = result.coverage.holding.provisions
    found = suggestions(result.knowledge, cell.provision.id, held).paths
    return found[0].source if found else None


def task_of(result: Answer, cell: Cell) -> str:
    """The work that a needed provision leaves, in one sentence: the verdict, with what, to do what.

    >>> from aimsgraph import load
    >>> found = load().gaps(have="iso27001", need="iso42001")
    >>> found[0].task.split()[0] in {"extend", "add", "start", "build", "judge"}
    True
    """
    word = cell.verdict.value
    if cell.verdict is Verdict.REUSE:
        return f"{word} {' and '.join(called(result, held) for held in met_by(cell))}"
    if cell.state is State.PARTIAL:
        held, rest = best_source(cell)
        return f"{word} {called(result, held)}: {rest}"
    if cell.support:
        row = cell.support[0]
        return f"{word} {called(result, row.subject)}: {row.comment}"
    if cell.verdict is Verdict.BUILD:
        return f"{word}: {cell.provision.summary or cell.provision.label}"
    return f"{word}: {cell.reason}"


def met_by(cell: Cell) -> tuple[Curie, ...]:
    """The held provisions that meet a needed one: the best that covers it, or one an element."""
    if certain(cell.sources[0].mask, COVERS):
        return (cell.sources[0].id,)
    return tuple(dict.fromkeys(e.by[0] for e in cell.elements))


def helped_by(cell: Cell) -> tuple[Curie, ...]:
    """The held provisions that the task of a needed one names; none where it is built anew."""
    if cell.verdict is Verdict.REUSE:
        return met_by(cell)
    if cell.state is State.PARTIAL:
        return (best_source(cell)[0],)
    return tuple(row.subject for row in cell.support[:1])


def best_source(cell: Cell) -> tuple[Curie, str]:
    """The held provision that does most for a needed one, and what is left after it."""
    best = cell.best
    if best is not None and best.residual:
        return best.held, best.residual
    return cell.sources[0].id, cell.sources[0].residual


def called(result: Answer, curie: Curie) -> str:
    """A held provision as people call it; with its framework where several are held."""
    one = result.graph.provisions[curie]
    framework = result.graph.frameworks[one.framework].label
    name = f"{one.notation} {one.label}" if one.label != one.notation else one.notation
    return f"{framework} {name}" if len(result.coverage.have) > 1 else name
