"""The explorer as tests see it: pages run without a browser, and what they send to the pictures."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from aimsgraph.faces.explorer import components

APP = Path(__file__).parents[2] / "app.py"
Open = Callable[..., AppTest]
Sent = dict[str, dict[str, Any]]


@pytest.fixture(scope="session", autouse=True)
def _packages_searched_once() -> Iterator[None]:
    """Streamlit searches all installed packages for components at each test that opens a page."""
    search = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        yield


@pytest.fixture(scope="session")
def page_hashes() -> dict[str, str]:
    """What Streamlit calls each page, by its path; the application tells when it runs."""
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    return {v["url_pathname"]: k for k, v in at._registered_pages.items()}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What each component was last given, by its name; nothing is drawn.

    The picture travels apart, before what is drawn of it: here both are one.
    """
    found: Sent = {}

    def component(name: str) -> Callable[..., object]:
        def mount(*, data: dict[str, Any], **_: object) -> object:
            found[name] = data if "picture" in data else {**found.get(name, {}), **data}
            return SimpleNamespace()

        return mount

    monkeypatch.setattr(components, "component", component)
    return found


@pytest.fixture
def open_page(page_hashes: dict[str, str], monkeypatch: pytest.MonkeyPatch, sent: Sent) -> Open:
    """Opens a page at an address: ``open_page("plan", have="iso27001")``."""
    assert sent == {}
    monkeypatch.delenv("AIMSGRAPH_WITH", raising=False)

    def opened(page: str, **query: str) -> AppTest:
        at = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in query.items():
            at.query_params[name] = value
        at._page_hash = page_hashes["" if page == "map" else page]
        return at.run()

    return opened
