"""A pytest plugin for mutation runs: close on SQLite, which answers small graphs at once."""

from __future__ import annotations

from aimsgraph.inference import engine_duckdb as duck
from property.random_worlds import Lite

duck.Duck = Lite  # type: ignore[assignment,misc]
