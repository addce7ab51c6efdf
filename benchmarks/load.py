"""The load of `aimsgraph serve` on loopback, and what the sandbox costs; both stop by themselves.

    python benchmarks/load.py [--seconds 60] [--connections 64] [--write benchmarks/server.md]

64 connections ask as fast as they are answered: 90% named queries with drawn parameters, 9% heavy
queries and 1% hostile ones, each of these two with a text of its own, so that none is answered from
memory. Then the same queries are asked of the sandbox and of pyoxigraph directly, side by side.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from aimsgraph.faces.server.metrics import resident
from aimsgraph.graph.dataset import build_store
from aimsgraph.graph.load import load_graph
from aimsgraph.services.queries import catalogue
from aimsgraph.services.sandbox import Limits, SandboxPool, Snapshot
from aimsgraph.values.model import Graph

PREFIXES = """PREFIX aims: <https://w3id.org/aimsgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
HEAVY = {
    "texts that say must": """SELECT (COUNT(*) AS ?n) {
  ?s ?p ?o FILTER(REGEX(STR(?o), "must.*not", "i")) }""",
    "words in all texts": """SELECT (SUM(STRLEN(STR(?o))) AS ?n) (COUNT(DISTINCT ?s) AS ?m) {
  ?s ?p ?o }""",
    "pairs on one topic": """SELECT ?t (COUNT(*) AS ?n) { ?a aims:topic ?t . ?b aims:topic ?t
  FILTER(?a != ?b) } GROUP BY ?t ORDER BY DESC(?n)""",
    "everything, sorted": "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?o ?p ?s LIMIT 5000",
    "paths of mappings": """SELECT (COUNT(*) AS ?n) {
  ?a (aims:intersects|aims:subset|aims:superset)/^(aims:intersects|aims:subset|aims:superset) ?b
}""",
}
WARM_SECONDS = 5.0
MOST_CALLS, MOST_SECONDS = 31, 3.0
NAMED, HEAVY_SHARE = 0.90, 0.09
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"
HOSTILE: dict[str, str] = {
    "runaway": RUNAWAY,
    "runaway path": "SELECT (COUNT(*) AS ?n) { ?a (<a:a>|!<a:b>)* ?b . ?c (!<a:c>)* ?d }",
    "memory": """SELECT ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i
  BIND(CONCAT(STR(?a), STR(?d), STR(?g)) AS ?x) } ORDER BY ?x""",
    "service": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "update": "DELETE WHERE { ?s ?p ?o }",
    "nesting": "SELECT * " + "{" * 3000 + "}" * 3000,
    "lists": "ASK { " + "(" * 60 + ")" * 60 + " ?p ?o }",
    "file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "noise": "\u202e\x01 SELECT <<<< }}",
}


@dataclass
class Log:
    """What happened: for each class, status and time of every request."""

    seen: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    broken: Counter[str] = field(default_factory=Counter)


def named_paths(graph: Graph, dice: random.Random) -> Iterator[str]:
    """Addresses of named queries with parameters drawn from the graph, without end."""
    leaves = sorted(graph.assessable)
    while True:
        query = dice.choice(catalogue())
        values = {}
        for one in query.parameters:
            if one.kind == "framework":
                values[one.name] = dice.choice(sorted(graph.frameworks))
            elif one.kind == "provision":
                values[one.name] = dice.choice(leaves)
            elif one.kind in graph.concepts:
                values[one.name] = dice.choice(sorted(graph.concepts[one.kind]))
        yield f"/queries/{query.name}?{urlencode(values)}"


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


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(p) for p in task.read_text().split()]
    return found


async def watch(pid: int, until: float, memory: list[tuple[int, int, int]]) -> None:
    """Note each second how much memory the server and its workers hold."""
    while time.monotonic() < until:
        each = [resident(p) for p in children(pid)]
        memory.append((resident(pid), sum(each), len(each)))
        await asyncio.sleep(1)


async def storm(
    port: int, pid: int, options: argparse.Namespace, graph: Graph
) -> tuple[Log, list[tuple[int, int, int]]]:
    """All connections at once."""
    log = Log()
    memory: list[tuple[int, int, int]] = []
    drawn = named_paths(graph, random.Random(0))  # noqa: S311  (a draw that can be repeated)
    paths = list(itertools.islice(drawn, 20_000))
    until = time.monotonic() + options.seconds
    await asyncio.gather(
        watch(pid, until, memory),
        *(connection(port, paths, seed, until, log) for seed in range(options.connections)),
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
    """Start the server, load it, end it, and tell."""
    command = [sys.executable, "-m", "aimsgraph", "serve", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        port = 0
        for line in server.stderr:
            if "endpoint at" in line:
                port = int(line.partition("127.0.0.1:")[2].partition("/")[0])
                break
        time.sleep(WARM_SECONDS)
        log, memory = asyncio.run(storm(port, server.pid, options, graph))
        workers = children(server.pid)
        scraped = asyncio.run(_scrape(port))
    finally:
        server.send_signal(signal.SIGTERM)
        status = server.wait(30)
    left = [p for p in workers if Path(f"/proc/{p}").exists()]
    bad = Counter(
        s
        for seen in log.seen.values()
        for s, _ in seen
        if s >= 500 and s != 503  # noqa: PLR2004
    )
    return [
        *load_table(log, options.seconds),
        "",
        f"5xx other than 503: {dict(bad) or 'none'}.",
        f"Broken connections: {dict(log.broken) or 'none'}.",
        "",
        "| memory, MiB | start | after 10 s | end | most |",
        "|---|---:|---:|---:|---:|",
        _memory_row("server", [m[0] for m in memory]),
        _memory_row("workers together", [m[1] for m in memory]),
        "",
        f"Exit status after SIGTERM {status}; children left: {len(left)}.",
        scraped,
    ]


def _memory_row(name: str, seen: list[int]) -> str:
    points = (seen[0], seen[min(len(seen) - 1, 10)], seen[-1], max(seen))
    return f"| {name} | " + " | ".join(f"{p / (1 << 20):.0f}" for p in points) + " |"


async def _scrape(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    )
    text = (await reader.read()).decode()
    writer.close()
    wanted = ("cache_hits", "cache_misses", "cache_entries", "cache_bytes", "pool_killed")
    lines = [one for one in text.splitlines() if one.startswith("aimsgraph_")]
    return "Server's own counts: " + "; ".join(
        one.removeprefix("aimsgraph_") for one in lines if any(w in one for w in wanted)
    )


def best(*calls: Callable[[], object], rounds: int = 3) -> list[float]:
    """Milliseconds of each call, made in turns so that other work hits all alike.

    Returns:
        For each the least median of some rounds.
    """
    medians: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        times: list[list[float]] = [[] for _ in calls]
        while len(times[0]) < MOST_CALLS and sum(map(sum, times)) < MOST_SECONDS:
            for call, seen in zip(calls, times, strict=True):
                started = time.perf_counter()
                call()
                seen.append(time.perf_counter() - started)
        for found, seen in zip(medians, times, strict=True):
            found.append(1000 * statistics.median(seen))
    return [min(found) for found in medians]


def run_overhead(graph: Graph) -> list[str]:
    """The sandbox against a plain call, side by side."""
    store = build_store(graph)
    texts = {"ASK {}": "ASK {}"}
    texts |= {f"named: {q.name}": q.text for q in catalogue()}
    texts |= {f"heavy: {name}": PREFIXES + text for name, text in HEAVY.items()}
    lines = ["| query | plain ms | sandbox ms | ratio | more ms |", "|---|---:|---:|---:|---:|"]
    with SandboxPool(Snapshot.of_store(store, graph), workers=1, limits=Limits()) as pool:
        pool.ready()
        for name, text in texts.items():

            def plain(text: str = text) -> object:
                found = store.query(text, use_default_graph_as_union=True)
                assert not isinstance(found, ox.QueryTriples)
                return found.serialize(format=ox.QueryResultsFormat.JSON)

            def sandboxed(text: str = text) -> object:
                return pool.query(text)

            once, twice = best(plain, sandboxed)
            lines.append(
                f"| {name} | {once:.2f} | {twice:.2f} | {twice / once:.2f} | {twice - once:.2f} |"
            )
    return lines


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
        f"{ox.__version__}, data version {graph.data_version}. Load average before the run:",
        f"{busy:.1f} (other work ran on the same cores).",
        "",
    ]
    if not options.no_load:
        text += [
            f"## {options.connections} connections for {options.seconds:g} s",
            "",
            "90% named queries, 9% heavy, 1% hostile; no pause between requests on a connection;",
            f"the server has been up for {WARM_SECONDS:g} s.",
            "",
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
