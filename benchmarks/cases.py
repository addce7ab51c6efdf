"""What is measured, each case in a process of its own so that its peak memory is its own.

    python benchmarks/cases.py CASE [WORD]...

prints one JSON object: seconds by phase, ``cpu`` (seconds of all threads), ``peak`` (MB), counts.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from aimsgraph.inference.closure import run
from aimsgraph.inference.engine_duckdb import Duck

Facts = dict[str, float]


class Watch:
    """Seconds by phase, and what the process took so far."""

    def __init__(self) -> None:
        self.facts: Facts = {}
        self._start = self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a phase."""
        now = time.perf_counter()
        self.facts[name] = now - self._last
        self._last = now

    def stop(self) -> Facts:
        """Total, processor seconds and peak memory up to now."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        self.facts["total"] = time.perf_counter() - self._start
        self.facts["cpu"] = used.ru_utime + used.ru_stime
        self.facts["peak"] = used.ru_maxrss / 1024
        return self.facts


def _count(engine: Duck, query: str) -> int:
    return int(engine.rows(query)[0][0])


def peers(hops: str, folder: str) -> Facts:
    """Open the peer library from its snapshot, close it, count every matrix."""
    from matrices import counts
    from peers import open_facts

    watch = Watch()
    with closing(Duck()) as engine:
        open_facts(engine, Path(folder))
        watch.lap("facts")
        run(engine, int(hops))
        watch.lap("closure")
        found = counts(engine, int(hops))
        watch.lap("matrices")
        facts = watch.stop()
        across = (
            "SELECT COUNT(*) FROM pair p JOIN member s ON s.node = p.src "
            "JOIN member d ON d.node = p.dst WHERE s.framework <> d.framework AND mask "
        )
        facts["covers"] = _count(engine, across + "IN (1, 4, 5)")
        facts["overlaps"] = _count(engine, across + "BETWEEN 1 AND 15")
        facts["clashes"] = _count(engine, "SELECT COUNT(*) FROM clash")
        facts["reach"] = _count(engine, "SELECT COUNT(*) FROM reach")
        frameworks = _count(engine, "SELECT COUNT(DISTINCT framework) FROM leaf")
    facts["pairs"] = frameworks * (frameworks - 1)
    facts["linked"] = len(found)
    for name in ("full", "partial", "none", "lead"):
        facts[name] = sum(n for c in found.values() for s, n in c.items() if s.value == name)
    return facts


def library(folder: str) -> Facts:
    """Read the peer library from its YAML files."""
    from peers import load_libraries

    watch = Watch()
    found = load_libraries(Path(folder))
    facts = watch.stop()
    graph = found.graph
    facts |= {"frameworks": len(graph.frameworks), "provisions": len(graph.provisions)}
    facts |= {"assessable": len(graph.assessable), "rows": found.rows}
    facts |= {"dangling": found.dangling, "headings": found.headings}
    return facts


def generated(rows: str) -> Facts:
    """Close a generated graph at two hops; no statement of the closure may be false."""
    from generated import fill, generate, relation_of

    world = generate(int(rows))
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF)
    watch = Watch()
    with closing(Duck()) as engine:
        fill(engine, world)
        watch.lap("facts")
        run(engine, 2)
        watch.lap("closure")
        facts = watch.stop()
        facts["cpu"] -= before.ru_utime + before.ru_stime
        facts["reach"] = _count(engine, "SELECT COUNT(*) FROM reach")
        facts["clashes"] = _count(engine, "SELECT COUNT(*) FROM clash")
        pairs = engine.connection.execute("SELECT src, dst, mask FROM pair").fetchnumpy()
    src, dst = pairs["src"], pairs["dst"]
    true = relation_of(world.lo[src], world.hi[src], world.lo[dst], world.hi[dst])
    facts["pairs"] = len(src)
    facts["false"] = int(((true & pairs["mask"]) == 0).sum())
    facts["frameworks"] = len(set(world.framework.tolist()))
    return facts


def beside(engine: str, rows: str) -> Facts:
    """One question for three engines: who covers whom, who overlaps whom, over any number of hops.

    Only pairs of different frameworks count; the numbers must be the same.
    """
    import others

    return others.ask(engine, int(rows), Watch())


def queries() -> Facts:
    """Every named query on the bundled graph, in milliseconds, the best of three."""
    from aimsgraph.compile.load import load_graph
    from aimsgraph.rdf.dataset import build_store
    from aimsgraph.rdf.named_queries import catalogue, run_named

    graph = load_graph()
    store = build_store(graph)
    facts: Facts = {}
    for query in catalogue():
        wall, cpu = [], []
        for _ in range(3):
            start, used = time.perf_counter(), time.process_time()
            run_named(store, graph, query.name)
            wall.append(time.perf_counter() - start)
            cpu.append(time.process_time() - used)
        facts[query.name] = min(wall) * 1000
        facts[f"{query.name} cpu"] = min(cpu) * 1000
    return facts


CASES: Final[dict[str, Callable[..., Facts]]] = {
    one.__name__: one for one in (peers, library, generated, beside, queries)
}

if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]](*sys.argv[2:])))
