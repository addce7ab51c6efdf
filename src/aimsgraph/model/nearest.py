"""Did you mean ...? One bounded search for near names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

_MOST_CHARS: Final = 120
_MOST_NAMES: Final = 4_000


def nearest(name: str, known: Iterable[str], most: int = 1, least: float = 0.6) -> list[str]:
    """The known names that look most like a name.

    Args:
        name: What was written.
        known: What exists.
        most: How many to return at most.
        least: Similarity from 0 to 1 below which a name is not near.

    Returns:
        The nearest first; none for a long name, and only those of like length are compared.

    >>> nearest("iso4201", ["aiact", "iso27001", "iso42001"])
    ['iso42001']
    """
    if len(name) > _MOST_CHARS:
        return []
    slack = max(3, int(len(name) * (1 - least) / max(least, 0.1) * 2))
    pool = [one for one in known if abs(len(one) - len(name)) <= slack]
    return difflib.get_close_matches(name, pool[:_MOST_NAMES], most, least)
