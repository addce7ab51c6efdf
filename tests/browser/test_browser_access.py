"""Accessibility by axe-core: no serious or critical violation on any page, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.browser_tools import Watched

AT_REST = """() => document.getAnimations().every(
    (one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity
)"""
"""No colour is on its way to another."""

pytest_plugins = ("browser.browser_tools",)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OPEN_ALL = """() => {
    const shut = document.querySelectorAll('details:not([open]) > summary');
    shut.forEach((one) => one.click());
    return !shut.length;
}"""
"""Every fold is open; one that is drawn again while another opens is opened again."""

BOTH = "have=iso27001,iso42001&need=aiact"
PAGES = (
    f"/?{BOTH}&id=aiact:art_10.par_3",
    f"/?{BOTH}&view=pairs",
    f"/crosswalk?{BOTH}&focus=aiact:art_15&id=aiact:art_15",
    "/crosswalk?have=iso27001,iso42001,gdpr&need=aiact&sides=gdpr,iso42001",
    f"/crosswalk?{BOTH}&view=matrix",
    f"/crosswalk?{BOTH}&view=table",
    f"/plan?{BOTH}&role=provider",
    "/pair?id=aiact:art_12.par_1&with=iso27001:A.8.15",
    "/provision?id=aiact:art_9",
    "/provision?id=aiact:art_999",
    "/graph?id=aiact:art_12.par_1&with=iso27001:A.8.15",
    "/graph?id=aiact:art_12.par_1&view=table",
    "/export",
    "/sparql?q=duties-by-date",
    "/sparql?q=own",
    "/classify?a.activity=provide&a.area=employment&a.exception=narrow",
    "/about",
)


@pytest.mark.sampled(6)
@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault_of_accessibility(
    watched: Watched, server: str, axe: str, path: str
) -> None:
    page = watched.page
    page.goto(server + path)
    expect(page.get_by_text("Decision support, not legal advice").last).to_be_visible()
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    page.wait_for_function(OPEN_ALL, polling=1000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.evaluate(axe)
    seen = set()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(500)
        page.wait_for_function(AT_REST)
        seen.add(
            page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        )
        found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        grave = [
            f"{theme}: {v['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for v in found["violations"]
            if v["impact"] in {"serious", "critical"}
            for node in v["nodes"]
        ]
        assert found["passes"], "axe looked at nothing"
        assert grave == []
    assert len(seen) == 2
    assert watched.faults == []
