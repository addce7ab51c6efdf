"""Mutants of what mutmut does not reach: the queries of the closure and the table of the algebra.

Each mutant is one small change; brute force over small worlds must notice it. Those that cannot
change a result are named in ``HARMLESS``, each with its reason (see docs/mutation.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from aimsgraph.thinking import inference, relations
from aimsgraph.thinking.inference import blocks
from property.test_closure import check

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

HARMLESS: dict[str, str] = {}


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


def unnoticed() -> bool:
    """Whether brute force over small worlds finds no difference."""
    try:
        for seed in range(60):
            for hops in (2, 1, 3):
                check(seed, hops)
                check(seed, hops, wrong=True)
    except Exception:  # noqa: BLE001  (a query that fails is noticed too)
        return False
    return True


def test_every_mutant_of_the_queries_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    alive, count = [], 0
    for name, block, text in mutants():
        count += 1
        monkeypatch.setattr(inference, "blocks", lambda b=block, t=text: {**originals(), b: t})
        if unnoticed():
            alive.append(name)
    monkeypatch.undo()
    assert count > 80
    print("\n".join(alive))  # noqa: T201
    assert set(alive) == set(HARMLESS)


def test_every_mutant_of_the_table_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One relation more or less in a cell of single relations."""
    whole = relations._COMPOSED
    singles = list(relations.BIT.values())
    assert unnoticed()
    for left in singles:
        for right in singles:
            for bit in singles:
                table = [list(row) for row in whole]
                table[left][right] ^= bit
                monkeypatch.setattr(relations, "_COMPOSED", tuple(tuple(row) for row in table))
                assert not unnoticed(), (left, right, bit)
