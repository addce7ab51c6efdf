"""A user's words stay words in every format for readers."""

from __future__ import annotations

import html
import io
import json
import re

import icalendar
import pypdf
import pytest

from aimsgraph.answers.outline import chapters
from aimsgraph.answers.questions import Answer, Question, answer
from aimsgraph.exports.duty_map_svg import lay_out, render_map
from aimsgraph.exports.formats import export
from aimsgraph.exports.markup import fit
from export_readers import EVIL, hostile_world, read_book, read_html, read_svg

VISIBLE = " ".join(fit(EVIL).split())


@pytest.fixture(scope="module")
def result() -> Answer:
    return answer(hostile_world(), Question(("have",), "need"))


def test_the_page_shows_evil_words_and_does_nothing(result: Answer) -> None:
    text = export(result, "html").decode()
    page = read_html(text)
    assert not {"script", "img", "iframe", "object", "link"} & {tag for tag, _ in page.tags}
    assert not [k for _, a in page.tags for k in a if k.startswith("on")]
    shown = " ".join(" ".join(t for _, t in page.texts).split())
    assert "<script>alert(1)</script>" in shown
    assert not re.search(r"[\x00\x0b]", text)


def test_the_picture_shows_evil_words_and_does_nothing(result: Answer) -> None:
    root = read_svg(render_map(lay_out(chapters(result)), EVIL))
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "rect", "text", "g", "path"}
    assert any("<script>" in (e.text or "") for e in root.iter())


def test_the_calendar_holds_evil_words_in_its_texts_alone(result: Answer) -> None:
    calendar = icalendar.Calendar.from_ical(export(result, "ics"))
    assert [c.name for c in calendar.walk()] == ["VCALENDAR", "VEVENT", "VEVENT", "VJOURNAL"]
    assert not calendar.errors
    first = calendar.walk("VEVENT")[0]
    assert first.errors == []
    assert VISIBLE in " ".join(str(first["DESCRIPTION"]).split())


def test_the_workbook_holds_evil_words_as_text(result: Answer) -> None:
    book = read_book(export(result, "xlsx"))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell for cell in cells if "<script>" in str(cell.value)]


def test_markdown_and_json_hold_evil_words_as_text(result: Answer) -> None:
    text = export(result, "md").decode()
    assert "<script" not in text
    assert not re.search(r"(?<!\\)[`\[\]]", text)
    assert json.loads(export(result, "json"))["provisions"][0]["label"] == EVIL


def test_paper_says_how_many_letters_it_could_not_show(result: Answer) -> None:
    pages = pypdf.PdfReader(io.BytesIO(export(result, "pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "<script>alert(1)</script>" in text
    assert re.search(r"[1-9]\d* characters that the font of this file lacks are shown as \?", text)
    assert html.unescape(text) == text
