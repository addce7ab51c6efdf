"""Every numeric limit, in one place. At the limit passes; one more fails."""

from __future__ import annotations

MAX_TURTLE_BYTES = 32 * 1024 * 1024
"""Size of one Turtle file."""

MAX_SSSOM_BYTES = 32 * 1024 * 1024
"""Size of one SSSOM TSV file."""

MAX_SSSOM_HEADER_BYTES = 64 * 1024
"""Size of the YAML header of one SSSOM file."""

MAX_SSSOM_CELL_CHARS = 8_000
"""Characters in one cell of an SSSOM or statement-of-applicability file."""

MAX_SOA_BYTES = 4 * 1024 * 1024
"""Size of one statement of applicability."""

MAX_FILES_PER_WORKSPACE = 2_000
"""Framework and mapping files in one folder given with ``--with``."""

MAX_TREE_DEPTH = 32
"""Levels below a framework."""

QUERY_ROWS = 10_000
"""Rows that a named query returns before it is truncated, and says so."""
