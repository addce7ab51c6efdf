"""The explorer as tests see it: the bundled graph, and pages run without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aimsgraph.compile.load import load_graph
from aimsgraph.model.graph import Graph

APP = Path(__file__).parents[2] / "app.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def graph() -> Graph:
    return load_graph()


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page at an address: ``open_page("gaps", have="iso27001")``."""
    monkeypatch.delenv("AIMSGRAPH_WITH", raising=False)

    def opened(page: str, **query: str) -> AppTest:
        at = AppTest.from_file(str(APP), default_timeout=60)
        at.run()
        for name, value in query.items():
            at.query_params[name] = value
        hashes = {v["url_pathname"]: k for k, v in at._registered_pages.items()}
        at._page_hash = hashes["" if page == "overview" else page]
        return at.run()

    return opened
