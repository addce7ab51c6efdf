"""Mutants of what mutmut does not reach: the queries of the closure. A script, run by hand.

Each mutant is one small change; brute force over small worlds must notice it. Those that cannot
change a result are named in ``HARMLESS``, each with its reason (see docs/mutation.md).
"""

from __future__ import annotations

import contextlib
import io
import re
import signal
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from aimsgraph.inference import closure as inference
from aimsgraph.inference import engine_duckdb as duck
from aimsgraph.inference.closure import blocks
from property.random_worlds import Lite
from property.test_closure import check, check_dense

CHANGES = (
    (r"\bIN \(1, 4, 5\)", ("IN (4, 5)", "IN (1, 5)", "IN (1, 4)", "IN (1, 4, 5, 12)")),
    (r"\bIN \(1, 2, 3\)", ("IN (2, 3)", "IN (1, 3)", "IN (1, 2)", "IN (1, 2, 3, 10)")),
    (r"< 16", ("<= 16", "< 15", "< 8", "> 16")),
    (r"= 0$", ("= 1",)),
    (r"\bMIN\(", ("MAX(",)),
    (r"\bMAX\(", ("MIN(",)),
    (r"\bBIT_AND\(", ("MAX(", "MIN(")),
    (r"\bhops \+ 1\b", ("hops", "hops + 2")),
    (r"0 AS hops", ("1 AS hops",)),
    (r"1\.0 AS DOUBLE", ("0.5 AS DOUBLE",)),
    (r"confidence \* ", ("confidence + ",)),
    (r" <> ", (" = ",)),
    (r"(?<=[a-z]) = (?=[a-z])", (" <> ",)),
    (r"hops > 0", ("hops > 1", "hops >= 0")),
    (r"hops < \(", ("hops <= (", "hops > (")),
    (r"hops <= \(", ("hops < (",)),
    (r"LEFT JOIN", ("JOIN",)),
    (r"r\.src IS NULL OR ", ("",)),
    (r" OR s\.confidence > r\.confidence", ("", " OR s.confidence < r.confidence")),
    (r"(?:AND|WHERE) [a-z]\.\w+ = [a-z]\.\w+", ("",)),
    (r" AND [a-z]\.\w+ <> [a-z]\.\w+", ("",)),
    (r" AND [a-z]\.\w+ = [a-z]\.\w+", ("",)),
    (r"\n\s*AND u\.hops[^\n]*", ("",)),
    (r"\nUNION[^\n]*(?:\n(?!UNION)[^\n]*)*", ("",)),
    (r"UNION ALL SELECT \* FROM frontier", ("",)),
)

SECONDS = 60
"""The checks take a third of that; a mutant that takes longer never ends."""

HARMLESS = {
    "step:1: MIN( -> MAX(": "rows of one round have the same number of hops",
    "none:1: MAX( -> MIN(": "no one reads the confidence of a statement about a framework",
    "none:3: confidence * -> confidence +": "the same",
}


@cache
def originals() -> dict[str, str]:
    return blocks()


def mutants() -> Iterator[tuple[str, str, str]]:
    """Name of the mutant, name of the query, its changed text."""
    for name, query in originals().items():
        seen = set()
        for pattern, texts in CHANGES:
            for match in re.finditer(pattern, query, re.MULTILINE):
                for text in texts:
                    changed = query[: match.start()] + text + query[match.end() :]
                    if changed not in seen and changed != query:
                        seen.add(changed)
                        line = query.count("\n", 0, match.start()) + 1
                        old = " ".join(match[0].split())
                        yield f"{name}:{line}: {old} -> {text.strip() or 'nothing'}", name, changed


def unnoticed(units: str) -> bool:
    """Whether neither brute force over small worlds nor the unit tests find a difference."""
    signal.alarm(SECONDS)
    try:
        for seed in range(30):
            for hops in (2, 1, 3):
                check(seed, hops)
                check(seed, hops, wrong=True)
                check_dense(seed, hops)
    except Exception:  # noqa: BLE001  (a query that fails is noticed too)
        return False
    with contextlib.redirect_stdout(io.StringIO()):
        found = pytest.main(["-q", "-x", "-p", "no:cacheprovider", units]) == 0
    signal.alarm(0)
    return found


def too_long(*_: object) -> NoReturn:
    """A closure that does not end is noticed, too."""
    raise TimeoutError


def main() -> int:
    """Try every mutant, or those of the queries that were named; count what nothing notices."""
    signal.signal(signal.SIGALRM, too_long)
    duck.Duck = Lite  # type: ignore[assignment,misc]
    units = str(Path(__file__).parent.parent / "unit" / "inference")
    assert unnoticed(units), "the checks fail without any mutant"
    alive: list[str] = []
    count = 0
    changed: dict[str, str] = {}
    setattr(inference, "blocks", lambda: changed)  # noqa: B010  (mypy forbids to assign functions)
    for name, block, text in mutants():
        if sys.argv[1:] and block not in sys.argv[1:]:
            continue
        count += 1
        changed.clear()
        changed.update(originals())
        changed[block] = text
        if unnoticed(units):
            alive.append(name)
        sys.stderr.write(f"\r{count} mutants, {len(alive)} alive")
    bad = [name for name in alive if name not in HARMLESS]
    said = [f"{count} mutants, {count - len(alive)} noticed, {len(alive) - len(bad)} explained"]
    said += [f"ALIVE {name}" for name in bad]
    sys.stdout.writelines(f"{line}\n" for line in said)
    return len(bad)


if __name__ == "__main__":
    sys.exit(main())
