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

MAX_LIBRARY_BYTES = 32 * 1024 * 1024
"""Size of one library of CISO Assistant."""

MAX_SOA_BYTES = 4 * 1024 * 1024
"""Size of one statement of applicability."""

MAX_FILES_PER_WORKSPACE = 2_000
"""Framework and mapping files in one folder given with ``--with``."""

MAX_TREE_DEPTH = 32
"""Levels below a framework."""

QUERY_ROWS = 10_000
"""Rows or triples that a query returns before it is truncated, and says so."""

QUERY_TEXT_BYTES = 64 * 1024
"""Size of the text of a free query."""

QUERY_DEPTH = 64
"""Brackets open at once in a free query: the parser's time grows with the cube of it, and some
2,200 crash it."""

QUERY_PARTS = 2_000
"""Operators in a free query (UNION, MINUS, ``||``, ``+`` ...): the engine nests the parts that they
join, and some 3,000 overflow its stack."""

QUERY_SECONDS = 10.0
"""Wall-clock seconds that a free query runs before its worker is killed."""

MAX_QUERY_SECONDS = 600.0
"""The most that a user may ask for."""

MAX_QUERY_ROWS = 1_000_000
"""The most rows that a user may ask for."""

QUERY_RESULT_BYTES = 16 * 1024 * 1024
"""Size of a free query's result before it is truncated, and says so."""

QUERY_MEMORY_BYTES = 512 * 1024 * 1024
"""Memory that a free query's worker may take on top of the graph that it holds."""

QUERY_WAITING = 64
"""Free queries that may wait for a worker; one more is told to come back later."""

QUERY_START_SECONDS = 60.0
"""Seconds that a worker has to load the graph."""
