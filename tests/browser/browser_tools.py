"""A real Chromium, the explorer on a free port, and a page that remembers what it asked for."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright

import aimsgraph.faces.explorer as package
from aimsgraph.faces.explorer.settings import SERVER_OPTIONS

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 60_000
"""Milliseconds that an element may take on a busy machine."""

AXE = "axe-core@4.14.1"

PROBE = re.compile(r"/[a-z]+/_stcore/(health|host-config)")
"""Streamlit's page cannot know below which path it is served: opened at ``/gaps`` it asks for
``/gaps/_stcore/health`` first, is told 404, and then finds it at the root. No setting mends that;
every other 404 is a fault."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of an installed Chromium; without one no browser test is run, and that is said."""
    found = os.environ.get("AIMSGRAPH_CHROMIUM") or next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), ""
    )
    if not found:
        skip_loudly("NO BROWSER TEST WAS RUN: no chromium (apt-get install -y chromium).")
    return found


def skip_loudly(reason: str) -> None:
    """Skip, and say so where nobody can miss it."""
    warnings.warn(reason, stacklevel=1)
    sys.__stderr__.write(f"\n{reason}\n") if sys.__stderr__ else None
    pytest.skip(reason)


@contextmanager
def served(folder: Path, own: Sequence[Path] = ()) -> Iterator[str]:
    """The explorer on a free port, started as ``aimsgraph explore`` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    entry = Path(package.__file__).with_name("entry.py")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AIMSGRAPH_")}
    environment["AIMSGRAPH_WITH"] = os.pathsep.join(str(f) for f in own)
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


Serve = Callable[..., str]


@pytest.fixture(scope="session")
def serve(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start explorers: ``serve(folder, ...)`` gives the address; all end with the tests."""
    assert chromium
    with ExitStack() as stack:
        yield lambda *own: stack.enter_context(served(tmp_path_factory.mktemp("server"), own))


@pytest.fixture(scope="session")
def server(serve: Serve) -> str:
    """The explorer with the bundled graph."""
    return serve()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Closed after each module: while Playwright runs, no other test can run an event loop."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield found
        found.close()


class Watched:
    """A page that remembers where it sent requests, what was not found, and what went wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", lambda r: self.requests.append(r.url))
        page.on("websocket", lambda w: self.requests.append(w.url))
        page.on("pageerror", lambda e: self.faults.append(str(e)))
        page.on("console", self._console)
        page.on("response", self._response)
        page.on("dialog", self._dialog)

    def _console(self, message: ConsoleMessage) -> None:
        path = urlsplit(message.location.get("url", "")).path
        if message.type == "error" and not PROBE.fullmatch(path):
            self.faults.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not PROBE.fullmatch(urlsplit(response.url).path):
            self.faults.append(f"{response.status} {response.url}")

    def _dialog(self, dialog: object) -> None:
        self.dialogs.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]

    def download(self, button: str) -> bytes:
        """What a button gives.

        A click on a button that is about to be drawn again is lost: the page must be at rest.
        """
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        with self.page.expect_download() as found:
            self.page.get_by_role("button", name=button).first.click()
        return Path(found.value.path()).read_bytes()

    def strangers(self) -> set[str]:
        """Requests to any host but our own."""
        local = {"127.0.0.1", None}
        return {u for u in self.requests if urlsplit(u).hostname not in local}


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A page in the light theme."""
    context = browser.new_context(color_scheme="light", viewport={"width": 1400, "height": 1200})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield Watched(page)
    context.close()


@pytest.fixture(scope="session")
def axe(request: pytest.FixtureRequest) -> str:
    """The text of axe-core, fetched once by npm into the cache of the tests."""
    assert request.config.cache is not None
    folder = Path(request.config.cache.mkdir(AXE.replace("@", "-")))
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if npm is None:
            skip_loudly("NO ACCESSIBILITY TEST WAS RUN: there is no npm to fetch axe-core with.")
        command = [str(npm), "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]
        done = subprocess.run([*command, str(folder), AXE], check=False, capture_output=True)
        if done.returncode or not script.exists():
            skip_loudly("NO ACCESSIBILITY TEST WAS RUN: npm could not fetch axe-core.")
    return script.read_text(encoding="utf-8")
