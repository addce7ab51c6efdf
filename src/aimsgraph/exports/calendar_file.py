"""The dates of application as iCalendar (RFC 5545): one all-day event a date that is recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Final

from aimsgraph.answers.questions import Answer
from aimsgraph.answers.report import (
    Stop,
    facts,
    law_as_of,
    needed,
    noun_of,
    sentence,
    stops,
    title,
)
from aimsgraph.exports.markup import fit

_ADDRESS: Final = "https://w3id.org/aimsgraph/calendar/"
_NO_DAY: Final = "2000-01-01"
_OCTETS: Final = 75
"""Longest line of the format, without its end."""
_ESCAPES: Final = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


def render_calendar(result: Answer) -> str:
    """The plan of an answer as a calendar.

    Args:
        result: The answer.

    Returns:
        An event a date; what has no date, and what all of it rests on, stands in a journal entry
        without a date. The same answer gives the same text, and the same question the same names
        of events, so that a later file replaces them.
    """
    plan = stops(result)
    short = _short(result, plan)
    lines = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//aimsgraph//aimsgraph//EN"),
        ("CALSCALE", "GREGORIAN"),
        *((name, _escaped(title(result))) for name in ("NAME", "X-WR-CALNAME")),
        *((name, _escaped(short)) for name in ("DESCRIPTION", "X-WR-CALDESC")),
        *(line for stop in plan if stop.date for line in _event(result, stop, stop.date)),
        *_journal(result, short),
        ("END", "VCALENDAR"),
    ]
    return "".join(f"{fold(f'{name}:{value}')}\r\n" for name, value in lines)


def _event(result: Answer, stop: Stop, date: dt.date) -> Iterator[tuple[str, str]]:
    yield "BEGIN", "VEVENT"
    yield from _names(result, date.isoformat())
    yield "DTSTART;VALUE=DATE", f"{date:%Y%m%d}"
    yield "DTEND;VALUE=DATE", f"{date + dt.timedelta(days=1):%Y%m%d}"
    yield "TRANSP", "TRANSPARENT"
    yield "SUMMARY", _escaped(_summary(result, stop))
    yield "DESCRIPTION", _escaped(_description(result, stop))
    yield "END", "VEVENT"


def _journal(result: Answer, short: str) -> Iterator[tuple[str, str]]:
    """What the calendar rests on, as an entry without a day."""
    known = (f"{name}: {said}" for name, said in facts(result).items() if said)
    yield "BEGIN", "VJOURNAL"
    yield from _names(result, "about")
    yield "SUMMARY", _escaped(f"About this calendar: {title(result)}")
    yield "DESCRIPTION", _escaped("\n".join((short, *known)))
    yield "END", "VJOURNAL"


def _names(result: Answer, part: str) -> Iterator[tuple[str, str]]:
    """Name and day of an entry: of the question and its data, never of the clock."""
    coverage = result.coverage
    asked = (*coverage.have, coverage.need, *coverage.scope.as_dict().values(), part)
    yield "UID", str(uuid.uuid5(uuid.NAMESPACE_URL, _ADDRESS + "/".join(asked)))
    yield "DTSTAMP", f"{(law_as_of(result) or _NO_DAY).replace('-', '')}T000000Z"


def _summary(result: Answer, stop: Stop) -> str:
    number = len(stop.gaps) or len({gap.cell.provision.id for gap, _ in stop.further})
    verb = "applies" if number == 1 else "apply"
    case = "" if stop.gaps else " in a further case"
    return f"{needed(result)}: {number} open {noun_of(result, number)} {verb} from today{case}"


def _description(result: Answer, stop: Stop) -> str:
    counts = ", ".join(f"{verdict.value} {n}" for verdict, n in stop.verdicts.items() if n)
    further: dict[str, list[str]] = {}
    for gap, rule in stop.further:
        further.setdefault(rule.condition, []).append(gap.cell.provision.notation)
    known = facts(result)
    return "\n".join((
        *([f"Work: {counts}."] if counts else []),
        *(f"{g.cell.provision.notation} {g.cell.provision.label}: {g.task}" for g in stop.gaps),
        *(
            f"Applies already, from today also in a further case ({case}): {', '.join(names)}"
            for case, names in further.items()
        ),
        f"Scope: {known['Scope']}. Data version {known['Data version']}. {known['Licence']}.",
        known["Disclaimer"],
    ))  # fmt: skip


def _short(result: Answer, plan: tuple[Stop, ...]) -> str:
    """The answer, and how much of what is open has no date and so no event."""
    undated = sum(len(stop.gaps) for stop in plan if stop.date is None)
    noun = noun_of(result, undated)
    without = f"{undated} open {noun} without a recorded date of application: no event for them."
    return "\n".join((sentence(result), *([without] if undated else [])))


def _escaped(text: str) -> str:
    text = fit(text).replace("\r", "").replace("\t", " ")
    for sign, safe in _ESCAPES:
        text = text.replace(sign, safe)
    return text


def fold(line: str) -> str:
    r"""A line in pieces of at most 75 octets, no character cut.

    >>> fold("x" * 80).split("\r\n ")[1]
    'xxxxx'
    """
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _OCTETS:
            pieces.append(piece)
            piece, size = "", 1
        piece += sign
        size += octets
    return "\r\n ".join((*pieces, piece))
