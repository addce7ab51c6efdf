"""Accessibility by axe-core: no serious or critical violation on any page, in light and dark."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from browser_tools import Watched, skip_loudly
from playwright.sync_api import expect

pytest_plugins = ("browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = "axe-core@4.14.1"
PAGES = (
    "/",
    "/matrix?src=iso42001&tgt=aiact",
    "/gaps?have=iso27001,iso42001&need=aiact&role=provider",
    "/provision?id=aiact:art_12.par_1&with=iso27001:A.8.15",
    "/provision?id=aiact:art_9",
    "/provision?id=aiact:art_999",
    "/sparql?q=duties-by-date",
    "/sparql?q=own",
    "/about",
)


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


@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault_of_accessibility(
    watched: Watched, server: str, axe: str, path: str
) -> None:
    page = watched.page
    page.goto(server + path)
    expect(page.get_by_text("Decision support, not legal advice").last).to_be_visible()
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    for title in page.locator("details > summary").all():
        title.click()
    page.wait_for_timeout(500)
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    grave = [
        f"{v['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"]
    ]
    assert found["passes"] or found["violations"] is not None
    assert grave == []
