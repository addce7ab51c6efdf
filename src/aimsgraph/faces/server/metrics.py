"""Counts and times in the text format of Prometheus."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the classes of times, in seconds."""

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Times:
    """How long queries of one lane took."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """Count a query."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.sum += seconds


class Metrics:
    """What happened since the endpoint was started.

    Args:
        facts: Labels of the version.
    """

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._facts = dict(facts)
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.queries: Counter[tuple[str, str]] = Counter()
        self.truncated: Counter[str] = Counter()
        self.times: dict[str, Times] = {}

    def request(self, route: str, method: str, status: int) -> None:
        """Count a request that was answered."""
        self.requests[(route, method, status)] += 1

    def query(self, lane: str, outcome: str, seconds: float) -> None:
        """Count a query that a worker was asked."""
        self.queries[(lane, outcome)] += 1
        self.times.setdefault(lane, Times()).add(seconds)

    def render(self, pools: Mapping[str, Mapping[str, int]], cache: Mapping[str, int]) -> str:
        """Everything as text.

        Args:
            pools: Health of each lane's pool.
            cache: Entries, bytes, hits and misses of the kept answers.
        """
        lines = list(_family("info", "gauge", "Version.", [(self._facts, 1)]))
        lines += _family("requests_total", "counter", "Requests answered.", [
            ({"route": r, "method": m, "status": str(s)}, n)
            for (r, m, s), n in sorted(self.requests.items())
        ])  # fmt: skip
        lines += _family("queries_total", "counter", "Queries run by a worker.", [
            ({"lane": lane, "outcome": o}, n) for (lane, o), n in sorted(self.queries.items())
        ])  # fmt: skip
        lines += _family("truncated_total", "counter", "Answers that were cut.", [
            ({"by": by}, n) for by, n in sorted(self.truncated.items())
        ])  # fmt: skip
        lines += self._histogram()
        for name, value in cache.items():
            kind = "counter" if name in {"hits", "misses"} else "gauge"
            lines += _family(f"cache_{name}", kind, "Answers kept in memory.", [({}, value)])
        names = sorted({name for health in pools.values() for name in health})
        for name in names:
            lines += _family(f"pool_{name}", "gauge", "Workers of the sandbox.", [
                ({"lane": lane}, health[name]) for lane, health in pools.items() if name in health
            ])  # fmt: skip
        lines += _family("resident_bytes", "gauge", "Memory of the server.", [({}, resident())])
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        name = "aimsgraph_query_seconds"
        lines = [f"# HELP {name} Time of a query, waiting included.", f"# TYPE {name} histogram"]
        for lane, times in sorted(self.times.items()):
            below = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), times.counts, strict=True):
                below += count
                lines.append(f'{name}_bucket{{lane="{lane}",le="{bound}"}} {below}')
            lines.append(f'{name}_sum{{lane="{lane}"}} {times.sum:.6f}')
            lines.append(f'{name}_count{{lane="{lane}"}} {below}')
        return lines


def _family(
    name: str, kind: str, about: str, samples: Iterable[tuple[Mapping[str, str], int]]
) -> list[str]:
    name = f"aimsgraph_{name}"
    lines = [f"# HELP {name} {about}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
        lines.append(f"{name}{{{inside}}} {value}" if inside else f"{name} {value}")
    return lines


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def resident(pid: int | str = "self") -> int:
    """Bytes of memory that a process holds; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
