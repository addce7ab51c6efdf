"""An answer as a report tells it: a sentence, what it rests on, the plan date by date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from aimsgraph.answers.dates import day
from aimsgraph.answers.outline import verdicts_of
from aimsgraph.answers.plan import Gap, gaps
from aimsgraph.answers.questions import Answer, context_of, document, method_of
from aimsgraph.answers.sheets import elements_text
from aimsgraph.coverage.scope import EVERYONE, rules_of, several
from aimsgraph.coverage.states import Cell
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import ApplicationRule, Curie
from aimsgraph.model.terms import (
    DISCLAIMER,
    LICENCE,
    VERDICT_DONE,
    Mark,
    State,
    Verdict,
)

ALL_OF_IT: Final = "All of it"
NO_DATE: Final = "No date of application recorded"
_NOUNS: Final = {True: ("requirement", "requirements"), False: ("duty", "duties")}
_ALL: Final = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Stop:
    """A date of the plan, with what is open from then on.

    Args:
        date: The date; ``None`` for what has none.
        gaps: Open duties that begin to apply then, least work first.
        further: Open duties that apply already, and from then in a further case, with the rule.
    """

    date: dt.date | None
    gaps: tuple[Gap, ...]
    further: tuple[tuple[Gap, ApplicationRule], ...] = ()

    @property
    def title(self) -> str:
        """The date in words."""
        return day(self.date) if self.date else NO_DATE

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """What begins to apply, by the work that it leaves."""
        return verdicts_of(gap.cell for gap in self.gaps)


def stops(result: Answer, verdicts: Iterable[Verdict] = ()) -> tuple[Stop, ...]:
    """The plan date by date; each open duty begins at one of them, its first.

    Args:
        result: The answer.
        verdicts: Only duties that leave this work; all when empty.

    Returns:
        By date; what has no date comes last.
    """
    found = gaps(result, tuple(verdicts) or _ALL)
    first = {gap.cell.provision.id: gap.dates[0] for gap in found if gap.dates}
    begins = {
        date: tuple(same)
        for date, same in groupby(found, key=lambda g: first.get(g.cell.provision.id, ""))
    }
    further: dict[str, list[tuple[Gap, ApplicationRule]]] = {}
    for gap in found:
        for rule in rules_of(result.graph, gap.cell.provision, result.coverage.scope.risk):
            if rule.date != first[gap.cell.provision.id]:
                further.setdefault(rule.date, []).append((gap, rule))
    dates = sorted({*begins, *further} - {""})
    return (
        *(
            Stop(dt.date.fromisoformat(d), begins.get(d, ()), tuple(further.get(d, ())))
            for d in dates
        ),
        *((Stop(None, begins[""]),) if "" in begins else ()),
    )


def noun_of(result: Answer, number: int) -> str:
    """What the needed provisions are called: duties of a law, requirements of a standard."""
    parties = {role for cell in result.coverage.cells for role in cell.provision.binds}
    one, many = _NOUNS[parties <= {"organisation"}]
    return one if number == 1 else many


def held(result: Answer) -> str:
    """The frameworks held, as a list in words."""
    names = [result.graph.frameworks[key].label for key in result.coverage.have]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def needed(result: Answer) -> str:
    """What is needed, as people call it."""
    graph, coverage = result.graph, result.coverage
    label = graph.frameworks[coverage.need].label
    part = coverage.scope.part
    return f"{label} {graph.provisions[Curie(part)].notation}" if part else label


def title(result: Answer) -> str:
    """The analysis in a few words."""
    return f"{held(result)} toward {needed(result)}"


class Piece(NamedTuple):
    """A piece of the sentence; ``verdict`` names the duties that it counts."""

    text: str
    verdict: Verdict | None = None


def sentence(result: Answer) -> str:
    """The answer in one sentence.

    >>> from aimsgraph import load
    >>> sentence(load().coverage("iso27001", "iso42001").answer)[:76]
    'Holding ISO/IEC 27001: of 70 requirements of ISO/IEC 42001, 0 can be reused,'
    """
    return "".join(piece.text for piece in pieces(result)) + "."


def pieces(result: Answer) -> tuple[Piece, ...]:
    """The answer in one sentence, piece by piece; the last says what applies already."""
    coverage, scope = result.coverage, result.coverage.scope
    edition = f" (edition {scope.edition})" if scope.edition else ""
    the = "the " if re.search(r"\b(Act|Regulation|GDPR)\b", needed(result)) else ""
    number = coverage.denominator
    whole = f"{noun_of(result, number)} of {the}{needed(result)}{edition}"
    if not number:
        return (Piece(f"Holding {held(result)}{_whose(result)}: none of the {whole} is in scope"),)
    shown = [v for v in Verdict if coverage.verdicts[v] or v is not Verdict.JUDGE]
    found = [Piece(f"Holding {held(result)}{_whose(result)}: of {number} {whole}, ")]
    for at, verdict in enumerate(shown):
        can = " can be" if at == 0 else ""
        found.append(Piece(f"{coverage.verdicts[verdict]}{can} {VERDICT_DONE[verdict]}", verdict))
        if verdict is not shown[-1]:
            found.append(Piece(" and " if verdict is shown[-2] else ", "))
    dated = result.applying.text if result.applying else ""
    return (*found, Piece(f"; {dated}")) if dated else tuple(found)


def labels_of(graph: Graph, scheme: str, keys: str) -> str:
    """The labels of one or several concepts, as a part of a scope names them."""
    labels = [graph.label_of(scheme, key) for key in several(keys)]
    return " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))


def _whose(result: Answer) -> str:
    """For whom, for what, and for which day the question is asked."""
    graph, scope = result.graph, result.coverage.scope
    party = f"as {labels_of(graph, 'role', scope.role).lower()}"
    sectors = " and ".join(graph.label_of("sector", word) for word in scope.sector)
    said = (
        ("operators and authorities together" if scope.role == EVERYONE else party, scope.role),
        (f"risk class {labels_of(graph, 'risk', scope.risk)}", scope.risk),
        (f"sector {sectors}", sectors),
        (f"{scope.force}s only", scope.force),
        (f"for what applies on {scope.date}", scope.date),
    )
    return "".join(f", {words}" for words, given in said if given)


def when(result: Answer) -> str:
    """From when what is open applies, in one sentence; empty where nothing is open."""
    dated = [s for s in stops(result) if s.gaps]
    parts = [
        f"{len(s.gaps)} from {s.title}" if s.date else f"{len(s.gaps)} without a recorded date"
        for s in dated
    ]
    number = sum(len(s.gaps) for s in dated)
    return f"Not met in full: {number}; {', '.join(parts)}." if parts else ""


def facts(result: Answer) -> dict[str, str]:
    """What the numbers of a report rest on, in words, and how they may be used."""
    context = context_of(result)
    return {
        "Scope": context["scope"],
        "Editions": context["editions"],
        "Data version": context["data version"],
        "Law as of": law_as_of(result),
        "Assumption": context["assumption"],
        "Method": method_of(result.coverage),
        "Licence": LICENCE,
        "Disclaimer": DISCLAIMER,
    }


def law_as_of(result: Answer) -> str:
    """Up to which day changes of the frameworks were followed: the earliest, or empty."""
    keys = (*result.coverage.have, result.coverage.need)
    return min(filter(None, (result.graph.frameworks[k].law_as_of for k in keys)), default="")


def still_open(cell: Cell) -> str:
    """What a duty still asks: its elements that are open or met in part, else what is left."""
    if cell.state is State.FULL:
        return ""
    listed = elements_text(cell, None, Mark.IN_KIND, Mark.BEGUN) if cell.elements else ""
    residual = cell.best.residual if cell.best else ""
    return listed or residual or cell.provision.summary or cell.provision.label


def work(cell: Cell, task: str) -> str:
    """A task without its verdict, for where that stands beside it.

    >>> from aimsgraph import load
    >>> gap = load().gaps(have="iso27001", need="iso42001")[0]
    >>> gap.task.startswith("extend"), work(gap.cell, gap.task).startswith("extend")
    (True, False)
    """
    return task.removeprefix(cell.verdict.value).lstrip(": ")


def remaining(cell: Cell, task: str) -> str:
    """What a duty still asks, for where its task stands beside it and may say the same."""
    text = still_open(cell)
    return ALL_OF_IT if text and text == work(cell, task) else text


def in_hand(result: Answer, cell: Cell) -> str:
    """What a holder has for a duty: artefacts that serve both, else the provisions that help."""
    lines = []
    for source in cell.sources:
        artefact = result.graph.mapping(source.mappings[-1]).artefact if source.mappings else ""
        lines.append(f"{source.id}: {artefact}" if artefact else source.id)
    lines.extend(f"{m.subject} supports it ({m.support})" for m in cell.support)
    return "\n".join(lines)


def report_document(result: Answer) -> dict[str, object]:
    """The answer as plain data with its sentence and its plan, as ``export json`` writes it."""
    found = document(result)
    provisions = found.pop("provisions")
    plan = [
        {
            "date": stop.date.isoformat() if stop.date else None,
            "duties": [{"id": gap.cell.provision.id, "task": gap.task} for gap in stop.gaps],
            "further": [
                {"id": gap.cell.provision.id, "case": rule.condition} for gap, rule in stop.further
            ],
        }
        for stop in stops(result)
    ]
    return {
        "answer": sentence(result),
        **found,
        "plan": plan,
        "provisions": provisions,
    }
