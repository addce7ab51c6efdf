"""What the law attaches to an event or a breach: reporting clocks and penalties, as values."""

from __future__ import annotations

from dataclasses import dataclass

from aimsgraph.model.records import Curie


@dataclass(frozen=True, slots=True)
class ReportingClock:
    """A step of reporting that an event sets off.

    Args:
        id: ``<framework key>:<local name>``.
        label: What people call it.
        provision: The provision that sets the clock.
        step: What is due, such as ``early warning`` or ``final report``.
        trigger: The event from which it runs.
        reported_by: Roles that must report.
        recipients: Roles that must be told.
        deadline: Longest time, an ISO 8601 duration such as ``PT72H``; empty where the law gives
            none in figures.
        deadline_text: By when, in words.
        condition: When it does not run, or for whom, in words, or empty.
        position: Place in the order of its framework.
    """

    id: Curie
    label: str
    provision: Curie
    step: str
    trigger: str
    reported_by: tuple[str, ...]
    recipients: tuple[str, ...]
    deadline: str
    deadline_text: str
    condition: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Penalty:
    """What a breach of provisions can cost.

    Args:
        id: ``<framework key>:<local name>``.
        label: What the band is for.
        provision: The provision that lays it down.
        sanctions: Provisions whose breach it is for, with all that is below them.
        liable: Roles that it can be imposed on.
        imposed_by: Roles that impose it.
        kind: ``ceiling``, ``least maximum`` (national law allows at least so much), ``periodic`` or
            ``national law`` (no band is laid down).
        amount: Ceiling in euros, 0 where there is none.
        share: Ceiling in percent of total worldwide annual turnover, 0 where there is none.
        rule: Which of both counts: ``higher``, ``amount only`` or ``share only``; empty for none.
        lower_for: Sizes of enterprise for which the lower of both counts: ``SME``, ``SMC``.
        relief: Provisions that lower it or take somebody out.
        exception: Who is not penalised, in words, or empty.
        condition: When or for whom it holds, in words, or empty.
        note: What else a reader should know, or empty.
    """

    id: Curie
    label: str
    provision: Curie
    sanctions: tuple[Curie, ...]
    liable: tuple[str, ...]
    imposed_by: tuple[str, ...]
    kind: str
    amount: int = 0
    share: float = 0.0
    rule: str = ""
    lower_for: tuple[str, ...] = ()
    relief: tuple[Curie, ...] = ()
    exception: str = ""
    condition: str = ""
    note: str = ""
