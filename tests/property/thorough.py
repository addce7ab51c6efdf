"""How much chance is tried: enough at every run, more by ``make worlds``; seeds are the same."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("AIMSGRAPH_THOROUGH"))
BATCHES = 20 if THOROUGH else 5
"""Batches of 500 worlds."""

SHUFFLES = 1_000 if THOROUGH else 300
"""Orders of files and rows."""
