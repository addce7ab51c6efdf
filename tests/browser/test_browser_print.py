"""A page of the explorer on paper: content without controls, in the colours of the light."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.browser_tools import Watched

pytest_plugins = ("browser.browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BOTH = "have=iso27001,iso42001&need=aiact"
SHOWN = {
    f"/?{BOTH}&id=aiact:art_10.par_3": (".inspector .card", "Still open:"),
    f"/plan?{BOTH}&role=deployer": ("table.work", "Applies already"),
    f"/provision?{BOTH}&id=aiact:art_15.par_1": (".reading", "Counterparts:"),
    f"/graph?{BOTH}&id=aiact:art_12.par_1": ("section.graph", "A filled mark counts as a duty"),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("path", SHOWN)
def test_a_page_prints_its_content_and_none_of_its_controls(
    watched: Watched, server: str, path: str
) -> None:
    page = watched.page
    page.emulate_media(color_scheme="dark")
    page.goto(server + path)
    shown, words = SHOWN[path]
    expect(page.locator(shown).first).to_be_visible()
    expect(page.get_by_text("Decision support, not legal advice").last).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    text = " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(page.pdf())).pages)
    said = " ".join(text.split())
    for wanted in ("Holding ISO/IEC 27001", words, "Decision support, not legal advice"):
        assert wanted in said
    for control in ("We hold", "About and method", "XLSX", "Copy link", "Nothing selected"):
        assert control not in said
    ink = "el => getComputedStyle(el).color"
    assert page.locator("section.workbench").evaluate(ink) == "rgb(20, 32, 43)"
    assert watched.faults == []
