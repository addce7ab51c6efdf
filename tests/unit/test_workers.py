"""How the tests themselves run."""

from __future__ import annotations

import pytest


def test_a_file_of_tests_stays_in_one_worker(request: pytest.FixtureRequest) -> None:
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("workers do not share tests by groups here")
    assert request.node.nodeid.endswith("@tests/unit/test_workers.py")
