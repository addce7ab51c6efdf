"""The calendar: one all-day event a recorded date, names that last, lines as the format wants."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from aimsgraph.answers.questions import Answer, Question, answer
from aimsgraph.answers.report import stops
from aimsgraph.coverage.scope import Scope
from aimsgraph.exports.calendar_file import fold, render_calendar
from aimsgraph.model.graph import Graph
from export_readers import events


@pytest.fixture(scope="module")
def result(graph: Graph) -> Answer:
    return answer(graph, Question(("iso27001", "iso42001"), "aiact"))


def test_each_date_is_one_day_with_its_tasks(result: Answer) -> None:
    dated = [stop for stop in stops(result) if stop.date]
    found = events(render_calendar(result).encode())
    assert len(found) == len(dated) > 3
    for event, stop in zip(found, dated, strict=True):
        assert type(event["DTSTART"].dt) is dt.date
        assert event["DTSTART"].dt == stop.date
        assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(days=1)
        said = str(event["DESCRIPTION"])
        assert all(f"{g.cell.provision.notation} " in said and g.task in said for g in stop.gaps)
        assert all(rule.condition in said for _, rule in stop.further)
        assert "EU AI Act" in str(event["SUMMARY"])


def test_what_has_no_date_is_said_and_is_no_event(graph: Graph) -> None:
    text = render_calendar(answer(graph, Question(("iso27001",), "iso42001")))
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar.walk("VEVENT") == []
    (about,) = calendar.walk("VJOURNAL")
    for said in (str(calendar["DESCRIPTION"]), str(about["DESCRIPTION"])):
        assert "70 open requirements without a recorded date of application" in said


def test_lines_are_short_and_end_as_the_format_wants(result: Answer) -> None:
    content = render_calendar(result).encode()
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) == 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(line.decode() for line in lines[:-1])


@pytest.mark.parametrize("text", ["é" * 200, "x" * 75, "x" * 76, "猫" * 60, ""])
def test_a_folded_line_unfolds_to_itself(text: str) -> None:
    folded = fold(text)
    assert folded.replace("\r\n ", "") == text
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))


def test_an_event_keeps_its_name_while_the_question_is_the_same(graph: Graph) -> None:
    def names(question: Question) -> list[str]:
        found = events(render_calendar(answer(graph, question)).encode())
        return [str(event["UID"]) for event in found]

    one = names(Question(("iso27001",), "aiact"))
    assert len(one) == len(set(one))
    assert names(Question(("iso27001",), "aiact")) == one
    assert not set(names(Question(("iso27001",), "aiact", Scope(role="deployer")))) & set(one)
    assert not set(names(Question(("iso42001",), "aiact"))) & set(one)


def test_the_stamp_is_that_of_the_law_and_not_of_the_clock(result: Answer) -> None:
    stamps = {e["DTSTAMP"].dt for e in events(render_calendar(result).encode())}
    assert stamps == {dt.datetime(2026, 11, 23, tzinfo=dt.UTC)}
