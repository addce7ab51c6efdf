"""The answer as one sentence: what is held and needed, for whom, the work left, and by when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final, NamedTuple

from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.scope import dates_of
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Verdict, counted

DONE: Final[dict[Verdict, str]] = {
    Verdict.REUSE: "reused",
    Verdict.EXTEND: "extended",
    Verdict.ADD: "added to",
    Verdict.START_FROM: "started from",
    Verdict.BUILD: "built",
    Verdict.JUDGE: "not judged yet",
}
"""What is done with a duty by its verdict, as it stands after a number."""


class Part(NamedTuple):
    """A piece of the sentence; ``verdict`` names the duties that it counts."""

    text: str
    verdict: Verdict | None = None


def day_words(day: str) -> str:
    """A day as people write it.

    >>> day_words("2027-12-02")
    '2 December 2027'
    """
    date = dt.date.fromisoformat(day)
    return f"{date.day} {date:%B %Y}"


def first_days(result: Answer) -> dict[str, str]:
    """The first day on which each duty of an answer applies; empty where none is recorded."""
    risk = result.coverage.scope.risk
    return {
        cell.provision.id: next(iter(dates_of(result.graph, cell.provision, risk)), "")
        for cell in result.coverage.cells
    }


def sentence(result: Answer, today: dt.date) -> tuple[Part, ...]:
    """The answer in one sentence.

    Args:
        result: The answer.
        today: Tells what applies already from what will.

    Returns:
        Its pieces; joined, they are the sentence.
    """
    coverage, graph = result.coverage, result.graph
    have = " and ".join(graph.frameworks[key].label for key in coverage.have)
    need = graph.frameworks[coverage.need].label
    part = graph.provisions.get(Curie(coverage.scope.part)) if coverage.scope.part else None
    whole = f"{need} {part.notation}" if part else need
    duties = counted(coverage.denominator, "duty", "duties")
    pieces = [Part(f"Holding {have}{_for_whom(result)}: of {duties} of the {whole}, "
                   .replace("the ISO", "ISO").replace("the NIST", "NIST"))]  # fmt: skip
    if not coverage.denominator:
        return (Part(f"Holding {have}{_for_whom(result)}: no duty of {whole} is in this scope."),)
    shown = [v for v in Verdict if coverage.verdicts[v] or v is not Verdict.JUDGE]
    for at, verdict in enumerate(shown):
        pieces.append(Part(f"{coverage.verdicts[verdict]} {DONE[verdict]}", verdict))
        pieces.append(Part(", " if at < len(shown) - 1 else ""))
    return (*(p for p in pieces if p.text), Part(_by_when(result, today) + "."))


def _for_whom(result: Answer) -> str:
    scope, graph = result.coverage.scope, result.graph
    role = f", as {graph.label_of('role', scope.role).lower()}" if scope.role else ""
    risk = f", for {graph.label_of('risk', scope.risk)}" if scope.risk else ""
    date = f", on {day_words(scope.date)}" if scope.date else ""
    return role + risk + date


def _by_when(result: Answer, today: dt.date) -> str:
    days = [day for day in first_days(result).values() if day]
    now = sum(day <= today.isoformat() for day in days)
    later = Counter(day for day in days if day > today.isoformat())
    said = f"; {now} apply already" if days else ""
    if later:
        first = min(later)
        said += f", the next {later[first]} from {day_words(first)}"
    return said
