"""Answers kept in memory: the graph never changes while the endpoint runs, so they stay true."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from aimsgraph.faces.server.settings import CACHE_BYTES, CACHE_ENTRIES, CACHE_ENTRY_BYTES
from aimsgraph.sparql.results import QueryResult

_CHANGING: Final = re.compile(r"(?<![?$:\w])(?:NOW|RAND|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE)
_OVERHEAD: Final = 1_000


def keeps(text: str) -> bool:
    """Whether a query has the same answer each time it is asked.

    >>> keeps("SELECT (NOW() AS ?t) {}")
    False
    >>> keeps("SELECT ?now { ?s ?p ?now }")
    True
    """
    return _CHANGING.search(text) is None


def held(value: object) -> int:
    """Bytes of a text, of bytes, of a record, or of all in a tuple.

    >>> held(("a" * 1_000, b"b" * 1_000)) > 2_000
    True
    """
    if isinstance(value, tuple):
        return sys.getsizeof(value) + sum(map(held, value))
    if dataclasses.is_dataclass(value):
        return sum(held(getattr(value, field.name)) for field in dataclasses.fields(value))
    return sys.getsizeof(value)


class Cache:
    """The answers used last, within a number and a size.

    Args:
        entries: How many.
        size: Bytes of all.
        each: Bytes of one.
    """

    def __init__(
        self, entries: int = CACHE_ENTRIES, size: int = CACHE_BYTES, each: int = CACHE_ENTRY_BYTES
    ) -> None:
        self._most = entries
        self._size = size
        self._each = each
        self._kept: OrderedDict[Hashable, tuple[QueryResult, int]] = OrderedDict()
        self.bytes = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> QueryResult | None:
        """The answer of a key, if it is kept."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self._kept.move_to_end(key)
        self.hits += 1
        return found[0]

    def put(self, key: Hashable, text: str, result: QueryResult) -> None:
        """Keep an answer, if it may be kept; what was used longest ago makes room.

        Args:
            key: What was asked, how.
            text: The query.
            result: The answer.
        """
        size = held(key) + held(result.body) + held(result.hints) + _OVERHEAD
        if size > self._each or key in self._kept or not keeps(text):
            return
        self._kept[key] = (result, size)
        self.bytes += size
        while len(self._kept) > self._most or self.bytes > self._size:
            _, (_, freed) = self._kept.popitem(last=False)
            self.bytes -= freed
