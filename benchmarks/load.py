"""The load of `aimsgraph serve` on loopback, and what the sandbox costs; both stop by themselves.

    python benchmarks/load.py [--seconds 60] [--connections 64] [--write benchmarks/server.md]

64 connections ask as fast as they are answered: 90% named queries with drawn parameters, 9% heavy
queries and 1% hostile ones, each of these two with a text of its own, so that none is answered from
memory. This is done twice in a row to the same server: the second time shows whether its memory is
flat. Then the same queries are asked of the sandbox and of pyoxigraph directly, side by side.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import platform
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from overhead import run_overhead
from questions import HEAVY, HOSTILE, PREFIXES, named_paths

from aimsgraph.compile.load import load_graph
from aimsgraph.model.graph import Graph

ABOUT = """90% named queries with drawn parameters, 9% heavy, 1% hostile, each of these two with a
text of its own; no pause between requests on a connection; the server has been up for {:g} s.
Heavy and hostile queries get 503 while runaways hold the two workers of free queries, 10 s each.
"""
WARM_SECONDS = 5.0
ROUNDS = ("first", "second")
MOST_MS = 100.0
"""Target: 99 of 100 named queries are answered within so many milliseconds."""

QUIET = 1.5
"""Load average above which other work is said to have run on the same cores."""

NAMED, HEAVY_SHARE = 0.90, 0.09


@dataclass
class Log:
    """What happened: for each class, status and time of every request."""

    seen: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    broken: Counter[str] = field(default_factory=Counter)


class Client:
    """One connection, kept open.

    Args:
        port: Port on 127.0.0.1.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._pipes: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> int:
        """Ask, read the whole answer, and give its status."""
        if self._pipes is None:
            self._pipes = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        reader, writer = self._pipes
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: */*\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next(h for h in head.split("\r\n") if h.startswith("content-length:"))
        await reader.readexactly(int(length.partition(":")[2]))
        if "connection: close" in head:
            self.close()
        return int(head.split(" ", 2)[1])

    def close(self) -> None:
        """Hang up."""
        if self._pipes is not None:
            self._pipes[1].close()
            self._pipes = None


async def connection(port: int, paths: list[str], seed: int, until: float, log: Log) -> None:
    """Ask until the time is over."""
    dice = random.Random(seed)  # noqa: S311  (a draw that can be repeated)
    client = Client(port)
    for number in itertools.count():
        if time.monotonic() >= until:
            break
        draw = dice.random()
        kind = "named" if draw < NAMED else "heavy" if draw < NAMED + HEAVY_SHARE else "hostile"
        if kind == "named":
            path = dice.choice(paths)
        else:
            text = dice.choice(list((HEAVY if kind == "heavy" else HOSTILE).values()))
            path = "/sparql?query=" + quote(f"{PREFIXES}{text}\n# {seed} {number}")
        started = time.monotonic()
        try:
            async with asyncio.timeout(120):
                status = await client.get(path)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, StopIteration) as error:
            log.broken[f"{kind} {type(error).__name__}"] += 1
            client.close()
            continue
        log.seen[kind].append((status, time.monotonic() - started))
    client.close()


def resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread may have ended since
            found += [int(p) for p in task.read_text().split()]
    return found


async def watch(pid: int, until: float, memory: list[tuple[int, int, int]]) -> None:
    """Note each second how much memory the server and its workers hold."""
    while time.monotonic() < until:
        each = [resident(p) for p in children(pid)]
        memory.append((resident(pid), sum(each), len(each)))
        await asyncio.sleep(1)


async def storm(
    port: int, pid: int, options: argparse.Namespace, paths: list[str], first: int
) -> tuple[Log, list[tuple[int, int, int]]]:
    """All connections at once; the number of the first one makes their draws and texts."""
    log = Log()
    memory: list[tuple[int, int, int]] = []
    until = time.monotonic() + options.seconds
    seeds = range(first, first + options.connections)
    await asyncio.gather(
        watch(pid, until, memory),
        *(connection(port, paths, seed, until, log) for seed in seeds),
    )
    return log, memory


def percentile(times: list[float], share: float) -> float:
    """Milliseconds within which that share was answered."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def load_table(log: Log, seconds: float) -> list[str]:
    """What was answered, by class."""
    lines = [
        "| class | requests | statuses | per second | p50 ms | p95 ms | p99 ms | max ms |",
        "|---|---:|---|---:|---:|---:|---:|---:|",
    ]
    for kind in ("named", "heavy", "hostile"):
        seen = log.seen[kind]
        counts = ", ".join(f"{s}: {n}" for s, n in sorted(Counter(s for s, _ in seen).items()))
        times = [t for _, t in seen]
        p50, p95, p99 = (percentile(times, share) for share in (0.5, 0.95, 0.99))
        lines.append(
            f"| {kind} | {len(seen)} | {counts} | {len(seen) / seconds:.0f} | {p50:.1f} | "
            f"{p95:.1f} | {p99:.1f} | {1000 * max(times, default=0):.0f} |"
        )
    return lines


def run_load(options: argparse.Namespace, graph: Graph) -> list[str]:
    """Start the server, load it in rounds, end it, and tell."""
    drawn = named_paths(graph, random.Random(0))  # noqa: S311  (a draw that can be repeated)
    paths = list(itertools.islice(drawn, 20_000))
    command = [sys.executable, "-m", "aimsgraph", "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    told: list[str] = []
    try:
        assert server.stderr is not None
        port = 0
        for line in server.stderr:
            if "endpoint at" in line:
                port = int(line.partition("127.0.0.1:")[2].partition("/")[0])
                break
        time.sleep(WARM_SECONDS)
        for number, name in enumerate(ROUNDS):
            first = number * options.connections
            log, memory = asyncio.run(storm(port, server.pid, options, paths, first))
            told += [f"### The {name} {options.seconds:g} s", "", *_round(log, memory, options), ""]
        workers = children(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        status = server.wait(30)
    left = [p for p in workers if Path(f"/proc/{p}").exists()]
    return [
        *told,
        f"Exit status after SIGTERM {status}; children left: {len(left)}.",
    ]


def _round(log: Log, memory: list[tuple[int, int, int]], options: argparse.Namespace) -> list[str]:
    bad = Counter(
        s
        for seen in log.seen.values()
        for s, _ in seen
        if s >= 500 and s != 503  # noqa: PLR2004
    )
    p99 = percentile([t for _, t in log.seen["named"]], 0.99)
    verdict = "met" if p99 < MOST_MS else "missed"
    return [
        *load_table(log, options.seconds),
        "",
        (
            f"99 of 100 named queries within {MOST_MS:g} ms: {verdict} ({p99:.1f} ms). "
            f"5xx other than 503: {dict(bad) or 'none'}. "
            f"Broken connections: {dict(log.broken) or 'none'}."
        ),
        "",
        "| memory, MiB | start | after 10 s | half-way | end | most |",
        "|---|---:|---:|---:|---:|---:|",
        _memory_row("server", [m[0] for m in memory]),
        _memory_row("workers together", [m[1] for m in memory]),
    ]


def _memory_row(name: str, seen: list[int]) -> str:
    last = len(seen) - 1
    points = (seen[0], seen[min(last, 10)], seen[last // 2], seen[last], max(seen))
    return f"| {name} | " + " | ".join(f"{p / (1 << 20):.0f}" for p in points) + " |"


def main() -> None:
    """Run both and print them; write them into a file when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--no-load", action="store_true")
    parser.add_argument("--no-overhead", action="store_true")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    graph = load_graph()
    busy = os.getloadavg()[0]
    text = [
        "# `aimsgraph serve` under load",
        "",
        "Made by `python benchmarks/load.py --write benchmarks/server.md`, client and server on",
        f"one machine: {os.cpu_count()} cores, Python {platform.python_version()}, pyoxigraph",
        (
            f"{ox.__version__}, data version {graph.data_version}. Load average before the run: "
            f"{busy:.1f}{'; other work ran on the same cores' if busy > QUIET else ''}."
        ),
        "",
    ]
    if not options.no_load:
        text += [
            f"## {options.connections} connections for {options.seconds:g} s, twice",
            "",
            ABOUT.format(WARM_SECONDS),
            *run_load(options, graph),
            "",
        ]
    if not options.no_overhead:
        text += ["## The sandbox beside a plain pyoxigraph call", "",
                 "Called in turns; median of up to 31, best of three rounds; all JSON.", "",
                 *run_overhead(graph), ""]  # fmt: skip
    print("\n".join(text))
    if options.write:
        options.write.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()
