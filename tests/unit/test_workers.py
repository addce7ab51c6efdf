"""How the tests themselves run."""

from __future__ import annotations

import os

import pytest


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one worker runs all")
def test_a_file_of_tests_stays_in_one_worker(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@tests/unit/test_workers.py")
