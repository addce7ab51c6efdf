"""The graph of a provision in a real Chromium: it draws, expands, filters, and is a tab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from aimsgraph.answers.neighbourhood import neighbourhood
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie

if TYPE_CHECKING:
    from browser.browser_tools import Watched

pytest_plugins = ("browser.browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOTH = "have=iso27001,iso42001&need=aiact"
FOCUS = "aiact:art_12.par_1"

FIND = """(canvas, name) => {
    const box = canvas.getBoundingClientRect();
    const ground = [...canvas.querySelectorAll('canvas')].at(-1);
    for (let y = box.top + 6; y < box.bottom; y += 12)
        for (let x = box.left + 6; x < box.right; x += 12) {
            const place = {clientX: x, clientY: y, bubbles: true, composed: true};
            ground.dispatchEvent(new MouseEvent('mousemove', place));
            if (canvas.title.includes(name)) return [x, y];
        }
    return null;
}"""
"""Pass over the picture until the mouse meets what has a name."""


def drawn(page: Page, number: int) -> None:
    """The graph says that it shows so many provisions, and has painted something."""
    expect(page.locator("section.graph .note")).to_contain_text(f"{number} provisions")
    expect(page.locator(".canvas canvas").first).to_be_visible()


def place_of(page: Page, name: str) -> tuple[float, float]:
    """Where a provision stands, found with the mouse as a reader finds it."""
    found: list[float] | None = page.locator(".canvas").evaluate(FIND, name)
    assert found, f"the mouse met nothing that is called {name}"
    return found[0], found[1]


def test_graph_is_a_tab_of_the_reader_and_back_leads_to_the_text(
    watched: Watched, server: str, graph: Graph
) -> None:
    page = watched.page
    page.goto(f"{server}/provision?{BOTH}&id={FOCUS}")
    expect(page.locator(".reading h2")).to_contain_text("Art. 12(1)")
    tabs = page.get_by_role("navigation", name="Text or graph")
    tabs.get_by_role("link", name="Graph").click()
    drawn(page, len(neighbourhood(graph, Curie(FOCUS))["nodes"]))
    expect(tabs.get_by_role("link", name="Graph")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="Provision", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    tabs.get_by_role("link", name="Text").click()
    expect(page.locator(".reading h2")).to_contain_text("Art. 12(1)")
    page.go_back()
    expect(page.locator("section.graph h1")).to_contain_text("Art. 12(1)")
    assert watched.strangers() == set()
    assert watched.faults == []


@pytest.mark.long
def test_a_click_selects_and_a_double_click_expands(
    watched: Watched, server: str, graph: Graph
) -> None:
    page = watched.page
    page.goto(f"{server}/graph?{BOTH}&id={FOCUS}")
    before = neighbourhood(graph, Curie(FOCUS))
    drawn(page, len(before["nodes"]))
    page.wait_for_timeout(500)
    x, y = place_of(page, "ISO/IEC 27001 A.8.15")
    page.mouse.click(x, y)
    panel = page.locator("aside.panel")
    expect(panel.locator("h2")).to_have_text("A.8.15 Logging")
    assert "with=iso27001:A.8.15" in page.url
    page.wait_for_timeout(600)  # another click now is a click of its own
    page.mouse.dblclick(x, y)
    after = neighbourhood(graph, Curie(FOCUS), opened=[Curie("iso27001:A.8.15")])
    drawn(page, len(after["nodes"]))
    assert len(after["nodes"]) > len(before["nodes"])
    page.wait_for_url(re.compile("open=iso27001(:|%3A)A.8.15"))
    page.reload()
    drawn(page, len(after["nodes"]))
    panel.get_by_role("button", name="Fold again").click()
    drawn(page, len(before["nodes"]))
    assert watched.faults == []


def test_graph_is_walked_and_expanded_by_keyboard(watched: Watched, server: str) -> None:
    page = watched.page
    page.goto(f"{server}/graph?{BOTH}&id={FOCUS}")
    expect(page.locator(".canvas canvas").first).to_be_visible()
    page.locator(".canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("aside.panel h2")).to_contain_text("Art. 12(1)")
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        if page.locator("aside.panel").get_by_role("button", name="Expand").count():
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("open="))
    expect(page.get_by_role("status").filter(has_text="came with it")).to_be_attached()
    assert watched.faults == []


@pytest.mark.long
def test_filters_hide_a_framework_and_a_kind_and_stand_in_the_address(
    watched: Watched, server: str, graph: Graph
) -> None:
    page = watched.page
    drawing = neighbourhood(graph, Curie(FOCUS))
    page.goto(f"{server}/graph?{BOTH}&id={FOCUS}&view=table")
    kinds = page.locator("table").first.locator("tbody td:nth-child(2)")
    expect(kinds).to_have_count(len(drawing["edges"]))
    page.get_by_role("button", name="support").click()
    expect(kinds.filter(has_text="support")).to_have_count(0)
    of_iso = page.locator("table").last.get_by_text("ISO/IEC 27001")
    assert of_iso.count() == sum(
        n["framework"] == "iso27001"
        for n in drawing["nodes"]
        if any(
            e["kind"] != "support" and n["id"] in (e["source"], e["target"])
            for e in drawing["edges"]
        )
    )
    page.get_by_role("button", name="ISO/IEC 27001", pressed=True).click()
    expect(of_iso).to_have_count(0)
    assert "hide=support,of:iso27001" in page.url
    page.reload()
    expect(page.get_by_role("button", name="ISO/IEC 27001", pressed=False)).to_be_visible()
    expect(of_iso).to_have_count(0)
    expect(page.locator("section.graph .note")).to_contain_text(f"of {len(drawing['nodes'])}")
    assert watched.faults == []


@pytest.mark.long
def test_of_a_chapter_the_outline_is_drawn_and_what_is_left_is_counted(
    watched: Watched, server: str, graph: Graph
) -> None:
    page = watched.page
    drawing = neighbourhood(graph, Curie("aiact:cpt_III"))
    page.goto(f"{server}/graph?{BOTH}&id=aiact:cpt_III")
    drawn(page, len(drawing["nodes"]))
    expect(page.locator("section.graph .warn")).to_contain_text(
        f"{drawing['left_out']} more provisions stand around it"
    )
    assert watched.faults == []
