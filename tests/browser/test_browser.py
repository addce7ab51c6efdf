"""The explorer in a real Chromium: it works, and no request leaves the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

import aimsgraph.faces.explorer as package
from aimsgraph.faces.explorer.settings import SERVER_OPTIONS
from aimsgraph.graph.load import load_graph
from aimsgraph.services.analysis import Question, answer
from aimsgraph.values.terms import FULL_WORD, State

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
VISITS = {
    "/": "Overview",
    "/matrix?src=iso42001&tgt=aiact": "Coverage matrix",
    "/gaps?have=iso27001&need=aiact&role=provider": "Gaps",
    "/provision?id=aiact:art_9": "Provision",
    "/provision?id=iso42001:A.6.2.8": "Provision",
    "/provision?id=aiact:art_999": "Provision",
    "/sparql?q=duties-by-date": "SPARQL",
    "/about": "About and method",
}
PATIENCE = 30_000
"""Milliseconds that an element may take on a busy machine."""


@pytest.fixture(scope="module")
def chromium() -> str:
    """Path of an installed Chromium; without one the whole module is left out, loudly."""
    found = os.environ.get("AIMSGRAPH_CHROMIUM") or next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), ""
    )
    if not found:
        reason = "NO BROWSER TEST WAS RUN: no chromium (apt-get install -y chromium)."
        warnings.warn(reason, stacklevel=1)
        sys.__stderr__.write(f"\n{reason}\n") if sys.__stderr__ else None
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The explorer on a free port, started as ``aimsgraph explore`` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    entry = Path(package.__file__).with_name("entry.py")
    environment = {k: v for k, v in os.environ.items() if k != "AIMSGRAPH_WITH"}
    command = [sys.executable, "-m", "streamlit", "run", str(entry), *SERVER_OPTIONS]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, f"--server.port={port}"], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  (our own address)
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not start in 60 s")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


class Watched:
    """A page that remembers where it sent requests, and what went wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda r: self.requests.append(r.url))
        page.on("websocket", lambda w: self.requests.append(w.url))
        page.on("pageerror", lambda e: self.faults.append(str(e)))
        page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        # Streamlit looks for its health address below the page first, gets 404, then finds it.
        if message.type == "error" and "404" not in message.text:
            self.faults.append(message.text)

    def strangers(self) -> set[str]:
        """Requests to any host but our own."""
        local = {"127.0.0.1", None}
        return {u for u in self.requests if urlsplit(u).hostname not in local}


@pytest.fixture(params=["light", "dark"])
def watched(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 1400, "height": 1200}
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield Watched(page)
    context.close()


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
    assert "src=iso27001" in page.url
    assert "tgt=aiact" in page.url
