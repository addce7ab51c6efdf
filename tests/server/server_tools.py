"""A real ``aimsgraph serve`` for tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass
class Server:
    """A real server."""

    process: subprocess.Popen[str]
    port: int

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def children(self) -> list[int]:
        """Processes that it has started, by whichever of its threads."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
                if int(parent) == self.process.pid and state != "Z":
                    found.append(int(stat.parent.name))
        return found


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def at_rest(server: Server) -> int:
    """The memory of a server once it has asked itself the named queries, which it keeps."""
    asked = -1
    while True:
        now = httpx.get(f"{server.base}/health").json()["pools"]["named"]["queries"]
        if now == asked:
            return resident(server.process.pid)
        asked = now
        time.sleep(1)


def start_server(*options: str) -> Server:
    """Start ``aimsgraph serve`` on a free port and wait until it says where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "aimsgraph", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/sparql", line)
        if found:
            return Server(process, int(found.group(1)))
    raise AssertionError("".join(said))
