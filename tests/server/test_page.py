"""The page in a real browser: by keyboard alone, nothing off the machine, no script from data."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from server_tools import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("server")]
PAYLOAD = "<img src=x onerror=alert(1)>"


def test_the_page_answers_by_keyboard_and_runs_nothing_from_data(server: Server) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("THE PAGE WAS NOT TESTED: there is no Chromium on this machine")
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        asked: list[str] = []
        troubles: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: troubles.extend([said.text] * (said.type == "error")))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.goto(f"{server.base}/")
        status = page.get_by_role("status")
        expect(page.locator("#named option")).not_to_have_count(1)
        page.get_by_label("Questions").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+Enter")
        expect(status).to_contain_text("rows in")
        expect(page.locator("#result tbody tr").first).to_be_visible()

        page.get_by_label("Query").fill(f'SELECT ("{PAYLOAD}" AS ?x) {{}}')
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("cell", name=PAYLOAD)).to_be_visible()
        assert page.locator("#result img").count() == 0
        assert troubles == []

        page.get_by_label("Query").fill("SELECT * {\n ?s ?p }")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#caret")).to_contain_text("2 |")
        place = "document.getElementById('query').selectionStart"
        assert page.evaluate(place) > len("SELECT * {")

        page.goto(f"{server.base}/sparql?query=ASK%20%7B%7D")
        expect(status).to_contain_text("Yes.")
        page.get_by_label("Query").fill("SELECT ?x { VALUES ?x { 1 2 3 } }")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save").click()
        assert waiting.value.path().read_text(encoding="utf-8").split() == ["x", "1", "2", "3"]
        assert all(a.startswith((server.base, f"blob:{server.base}")) for a in asked)
        browser.close()
