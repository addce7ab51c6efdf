"""The explorer in a real Chromium: it works, and no request leaves the machine."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import expect

from aimsgraph.answers.questions import Question, answer
from aimsgraph.compile.load import load_graph
from aimsgraph.faces.explorer.views import framework_keys
from aimsgraph.model.terms import FULL_WORD, State

if TYPE_CHECKING:
    from browser.browser_tools import Watched

pytest_plugins = ("browser.browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VISITS = {
    "/": "Overview",
    "/matrix?src=iso42001&tgt=aiact": "Coverage matrix",
    "/gaps?have=iso27001&need=aiact&role=provider": "Gaps",
    "/provision?id=aiact:art_9": "Provision",
    "/provision?id=iso42001:A.6.2.8": "Provision",
    "/provision?id=aiact:art_999": "Provision",
    "/provision?id=aiact:art_12.par_1&with=iso27001:A.8.15&hops=3": "Provision",
    "/sparql?q=duties-by-date": "SPARQL",
    "/sparql?q=own": "SPARQL",
    "/about": "About and method",
}


def test_every_page_opens_and_no_request_leaves_the_machine(watched: Watched, server: str) -> None:
    for path, title in VISITS.items():
        watched.page.goto(server + path)
        expect(watched.page.locator("h1")).to_have_text(title)
        expect(watched.page.get_by_text("Decision support, not legal advice").last).to_be_visible()
        expect(watched.page.locator("[data-testid=stException]")).to_have_count(0)
    assert len(watched.requests) > len(VISITS)
    assert watched.strangers() == set()
    assert watched.faults == []


def test_click_on_a_heatmap_cell_opens_its_card(watched: Watched, server: str) -> None:
    page = watched.page
    page.goto(f"{server}/matrix?src=iso42001&tgt=aiact")
    cell = page.locator("svg text").get_by_text("◐", exact=True).first
    cell.wait_for()
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.locator(".st-key-matrix_card")
    expect(card).to_be_visible()
    expect(card).to_contain_text(FULL_WORD[State.PARTIAL])
    expect(card).to_contain_text("Why:")
    assert watched.strangers() == set()


def test_counts_on_screen_are_those_of_the_analysis(watched: Watched, server: str) -> None:
    coverage = answer(load_graph(), Question(("iso27001",), "iso42001")).coverage
    watched.page.goto(f"{server}/matrix?src=iso27001&tgt=iso42001")
    values = watched.page.locator("[data-testid=stMetricValue]")
    expect(values).to_have_text([f"{coverage.counts[s]} of {coverage.denominator}" for s in State])


def test_link_to_a_near_provision_opens_it(watched: Watched, server: str) -> None:
    watched.page.goto(f"{server}/provision?id=aiact:art_999")
    watched.page.get_by_role("link", name="EU AI Act Art. 9 Risk management system").click()
    expect(watched.page.locator("h2").first).to_contain_text("Art. 9 Risk management system")
    assert "art_9" in watched.page.url


def test_overview_cell_opens_the_matrix_of_its_pair(watched: Watched, server: str) -> None:
    page = watched.page
    page.goto(server)
    square = page.locator("[data-testid=stDataFrame]").first
    square.wait_for()
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 40, box["y"] + 35 + 17)
    expect(page.locator("h1")).to_have_text("Coverage matrix")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["src"] == ["iso27001"]
    assert asked["tgt"][0] in set(framework_keys(load_graph())) - {"iso27001"}


def test_proof_of_a_pair_is_drawn_and_written(watched: Watched, server: str) -> None:
    page = watched.page
    page.goto(f"{server}/provision?id=aiact:art_12.par_1&with=iso27001:A.8.15")
    drawn = page.get_by_test_id("stGraphVizChart").locator("svg text")
    expect(drawn.filter(has_text="ISO/IEC 27001 A.8.15")).to_have_count(1)
    expect(drawn.filter(has_text="path 1").first).to_be_visible()
    page.get_by_text("The same as text, to be checked by hand").click()
    expect(page.get_by_text("Path 1 (proof): 1 mapping,").first).to_be_visible()
    assert watched.strangers() == set()
    assert watched.faults == []


def test_wrong_query_is_shown_with_line_column_and_caret(watched: Watched, server: str) -> None:
    page = watched.page
    page.goto(f"{server}/sparql?q=own")
    ask(watched, "SELECT ?s WHERE {\n  ?s skoss:notation ?n\n}")
    expect(page.get_by_test_id("stAlert").filter(has_text="Line 2, column")).to_be_visible()
    expect(page.get_by_test_id("stCode").filter(has_text="^")).to_be_visible()
    ask(watched, "SELECT ?p WHERE { ?p skos:notation 'A.8.15' }")
    expect(page.get_by_role("heading", name="1 row")).to_be_visible()
    expect(page.get_by_role("link", name="ISO/IEC 27001 A.8.15")).to_be_visible()
    lines = watched.download("Download TSV").decode().splitlines()
    assert lines == ["?p", "<https://w3id.org/aimsgraph/id/iso27001/A.8.15>"]
    assert len(json.loads(watched.download("Download JSON"))["results"]["bindings"]) == 1
    assert watched.faults == []


def ask(watched: Watched, text: str) -> None:
    box = watched.page.get_by_role("textbox", name="Query (SELECT")
    box.fill(text)
    box.press("Control+Enter")


def test_statement_of_applicability_changes_the_counts_and_the_workbook(
    watched: Watched, server: str, tmp_path: Path
) -> None:
    page = watched.page
    page.goto(f"{server}/gaps?have=iso27001&need=aiact")
    path = tmp_path / "ours.csv"
    path.write_text("id,applicable,implemented\niso27001:A.8.15,yes,no\niso27001:A.5.19,no,no\n")
    page.get_by_text("Statement of applicability: none given").click()
    page.locator("input[type=file]").set_input_files(path)
    said_of_it = "ours.csv takes out 2 of 123 provisions held; it does not mention 121"
    expect(page.get_by_text(said_of_it)).to_be_visible()
    book = openpyxl.load_workbook(io.BytesIO(watched.download("as XLSX")))
    said = {row[0]: row[1] for row in book["Read me"].iter_rows(values_only=True)}
    assert said_of_it in str(said["Statement of applicability"])
    page.get_by_text("Statement of applicability: ours.csv").click()
    page.get_by_role("button", name="Take the statement away").click()
    expect(page.get_by_text("No statement of applicability was given").first).to_be_visible()
    assert watched.faults == []
