"""The sandbox: anybody's SPARQL on a snapshot of the graph, in processes that can do no harm.

A query runs in a worker that holds a copy of the graph and can open neither file nor socket. It is
killed when its time is over, it dies when it takes too much memory, and its result is cut, and said
to be cut, when it is too long. The guard before it only explains; the limits are the wall.
"""

from __future__ import annotations

import sys
from typing import Final

from aimsgraph.services.sandbox_pool import SandboxPool, Stop
from aimsgraph.services.sandbox_results import GraphFormat, Limits, QueryResult, TableFormat
from aimsgraph.services.sandbox_snapshot import Snapshot, take_snapshot

__all__ = [
    "GraphFormat",
    "Limits",
    "QueryResult",
    "SandboxPool",
    "Snapshot",
    "Stop",
    "TableFormat",
    "take_snapshot",
    "unenforced",
]

_UNENFORCED: Final[dict[str, tuple[str, ...]]] = {
    "linux": (),
    "darwin": (
        "On macOS the memory of a query is not limited; only its time is.",
        "On macOS only the check of its text keeps a query from opening sockets.",
    ),
    "win32": (
        "On Windows the memory of a query is not limited; only its time is.",
        "On Windows only the check of its text keeps a query from opening sockets.",
    ),
}


def unenforced(platform: str = sys.platform) -> tuple[str, ...]:
    """What the sandbox cannot keep from happening on this system, in sentences to be shown.

    >>> unenforced("linux")
    ()
    """
    other = (f"On {platform} the limits of the sandbox were never tested.",)
    return _UNENFORCED.get(platform, other)
