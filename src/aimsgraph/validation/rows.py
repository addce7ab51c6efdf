"""What no shape can say of a row: a residual repeats a duty, a judged text has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from aimsgraph.model.errors import Finding
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Mapping

MOST_SHARED: Final = 0.7
"""Share of the words of a residual that may stand in the summary of its provision."""

_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_FEW: Final = 4


def shared(residual: str, summary: str) -> float:
    """Which share of the words of a residual stands in a summary; 0 for a very short one.

    >>> shared("Records must be kept many years.", "Records of a use must be kept for many years.")
    1.0
    """
    said, known = (set(_WORD.findall(text.casefold())) for text in (residual, summary))
    return len(said & known) / len(said) if len(said) >= _FEW else 0.0


def doubts(graph: Graph, mappings: Iterable[Mapping]) -> Iterator[Finding]:
    """Warnings about rows.

    Args:
        graph: The graph.
        mappings: The rows that are judged.
    """
    for m in mappings:
        yield from _changed(graph, m)
        ends = (("object", m.object, m.object_residual), ("subject", m.subject, m.subject_residual))
        for word, end, residual in ends:
            if end is None or not residual:
                continue
            part = shared(residual, graph.provisions[end].summary)
            if part >= MOST_SHARED:
                yield Finding(
                    m.file,
                    m.line,
                    "residual-repeats",
                    f"{part:.0%} of the words of {word}_residual stand in the summary of {end}.",
                    "Name what is missing once the other end is met; do not say the duty again.",
                    "warning",
                )


def _changed(graph: Graph, m: Mapping) -> Iterator[Finding]:
    """A warning for each end whose text is not the one that was judged."""
    ends = (("subject", m.subject, m.subject_judged), ("object", m.object, m.object_judged))
    for word, end, judged in ends:
        if end is not None and judged and judged != graph.provisions[end].digest:
            yield Finding(
                m.file,
                m.line,
                "judged-anew",
                f"summary or elements of {end} have changed since it was judged: it is left out.",
                f"Read both texts again, then write {word}_judged {graph.provisions[end].digest}.",
                "warning",
            )
