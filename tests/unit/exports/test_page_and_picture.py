"""The page is whole without net or script; the duty map has every duty once and hides none."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from aimsgraph.answers.outline import chapters
from aimsgraph.answers.questions import Answer, Question, answer
from aimsgraph.answers.report import stops
from aimsgraph.exports.colours import VERDICT_LOOKS
from aimsgraph.exports.duty_map_svg import SIDE, lay_out, name_of
from aimsgraph.exports.html_report import render_html
from aimsgraph.model.graph import Graph
from export_readers import Page, read_html

NEEDED = ("aaa", "aiact", "airmf", "cra", "gdpr", "iso42001", "nis2", "nis2ir")


@pytest.fixture(scope="module")
def result(graph: Graph) -> Answer:
    return answer(graph, Question(("iso27001", "iso42001"), "aiact"))


@pytest.fixture(scope="module")
def page(result: Answer) -> Page:
    return read_html(render_html(result))


def test_nothing_comes_from_elsewhere_and_nothing_runs(result: Answer, page: Page) -> None:
    addresses = [a[k] for _, a in page.tags for k in ("href", "src", "xlink:href") if k in a]
    assert addresses
    assert all(address.startswith("#") for address in addresses)
    assert not {"script", "link", "iframe", "img"} & {tag for tag, _ in page.tags}
    assert not re.search(r"url\(|@import", render_html(result))
    policy = next(a for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"].startswith("default-src 'none'")


def test_every_link_leads_to_a_place_on_the_page(page: Page) -> None:
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for tag, a in page.tags if tag == "a"} <= set(ids)


def test_the_plan_stands_date_by_date(result: Answer, page: Page) -> None:
    heads = [text for tag, text in page.texts if tag == "h3"]
    for stop in stops(result):
        assert any(head.startswith(f"{stop.title}: ") for head in heads)


def test_each_square_has_its_name_and_its_mark(result: Answer, page: Page) -> None:
    names = [text for tag, text in page.texts if tag == "title"][1:]
    assert names == [name_of(cell) for cell in result.coverage.cells]
    marks = [text for tag, text in page.texts if tag == "text" and len(text) == 1]
    assert marks == [VERDICT_LOOKS[cell.verdict].symbol for cell in result.coverage.cells]


def test_the_page_is_fit_for_paper_darkness_and_readers_of_screens(page: Page) -> None:
    (style,) = (text for tag, text in page.texts if tag == "style")
    assert "@media print" in style
    assert "prefers-color-scheme: dark" in style
    assert page.tags[0] == ("html", {"lang": "en"})
    labelled = [a for tag, a in page.tags if tag == "svg"]
    assert all(a["aria-label"] for a in labelled)
    assert all("scope" in a for tag, a in page.tags if tag == "th")


@pytest.mark.parametrize("need", NEEDED)
def test_squares_of_every_framework_stand_in_reading_order_and_overlap_nowhere(
    need: str, graph: Graph
) -> None:
    found = answer(graph, Question(("iso27001",), need))
    parts = chapters(found)
    picture = lay_out(parts)
    assert [s.cell for s in picture.squares] == list(found.coverage.cells)
    places = {(s.x, s.y) for s in picture.squares}
    assert len(places) == len(picture.squares)
    for one in picture.squares:
        assert 0 <= one.x <= picture.width - SIDE
        assert 0 <= one.y <= picture.height - SIDE
        near = (o for o in picture.squares if o is not one)
        assert all(abs(o.x - one.x) >= SIDE or abs(o.y - one.y) >= SIDE for o in near)
    tops = [min(s.y for s in picture.squares if s.cell in c.cells) for c in parts]
    assert all(upper < lower for upper, lower in pairwise(tops))
    said = " ".join(word.text for word in picture.words)
    assert all(chapter.name in said for chapter in parts)


def test_a_picture_of_nothing_is_a_picture(graph: Graph) -> None:
    assert lay_out(()).squares == ()
    nothing = answer(graph, Question(("iso27001",), "tr24027"))
    assert read_html(render_html(nothing)).of_class("duty") == []
