"""The crosswalk in a real Chromium: the reader says which of the held frameworks are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.browser_tools import Watched

pytest_plugins = ("browser.browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FOUR = "have=iso27001,iso42001,gdpr,nis2&need=aiact"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.long
def test_reader_chooses_which_held_frameworks_stand_left_and_right(
    watched: Watched, server: str
) -> None:
    page = watched.page
    page.goto(f"{server}/crosswalk?{FOUR}")
    heads = page.locator("svg.crosswalk text.head")
    expect(heads).to_have_text(["EU AI Act (needed)", "ISO/IEC 27001", "ISO/IEC 42001"])
    expect(page.get_by_text("Also held, not drawn:")).to_contain_text("NIS2 (0 rows)")
    page.get_by_label("Framework at the left").focus()
    page.get_by_label("Framework at the left").select_option("gdpr")
    expect(heads).to_have_text(["EU AI Act (needed)", "GDPR", "ISO/IEC 42001"])
    expect(page.get_by_label("Framework at the left")).to_be_focused()
    page.get_by_role("button", name="ISO/IEC 27001 (").click()
    expect(heads).to_have_text(["EU AI Act (needed)", "GDPR", "ISO/IEC 27001"])
    assert "sides=gdpr,iso27001" in page.url
    page.reload()
    expect(heads).to_have_text(["EU AI Act (needed)", "GDPR", "ISO/IEC 27001"])
    page.get_by_label("Framework at the right").select_option("")
    expect(heads).to_have_text(["EU AI Act (needed)", "GDPR"])
    page.goto(f"{server}/crosswalk?{FOUR}&sides=cra,gdpr")
    expect(page.get_by_text("The address asks for cra, which you do not hold")).to_be_visible()
    expect(heads).to_have_text(["EU AI Act (needed)", "GDPR"])
    assert watched.faults == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("path", "button"),
    [
        (f"crosswalk?{FOUR}", "Table"),
        (f"crosswalk?{FOUR}&view=table", "Matrix"),
        ("graph?id=aiact:art_12.par_1", "Table"),
    ],
)
def test_keyboard_stays_on_what_was_pressed_when_it_is_drawn_again(
    watched: Watched, server: str, path: str, button: str
) -> None:
    page = watched.page
    page.goto(f"{server}/{path}")
    pressed = page.get_by_role("button", name=button).first
    before = pressed.get_attribute("aria-pressed")
    pressed.press("Enter")
    expect(pressed).not_to_have_attribute("aria-pressed", str(before))
    expect(pressed).to_be_focused()
    page.set_viewport_size({"width": 1100, "height": 900})
    expect(pressed).to_be_focused()
    assert watched.faults == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_saved_ribbons_carry_their_looks_on_white_and_say_what_is_not_drawn(
    watched: Watched, server: str, theme: str
) -> None:
    page = watched.page
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{server}/crosswalk?{FOUR}")
    expect(page.locator("svg.crosswalk")).to_be_visible()
    root = ET.fromstring(watched.download("SVG").decode())  # noqa: S314  (our own file)
    paths = list(root.iter(f"{SVG}path"))
    assert paths
    for path in paths:
        assert path.get("stroke", "none") != "none"
        assert path.get("fill") == "none"
    inks = {t.get("fill") for t in root.iter(f"{SVG}text")} - {None}
    assert inks <= {"rgb(20, 32, 43)", "rgb(74, 88, 102)", "rgb(255, 255, 255)"}
    said = " ".join(t.text or "" for t in root.iter(f"{SVG}text"))
    assert "Also held, not drawn: GDPR, NIS2." in said
