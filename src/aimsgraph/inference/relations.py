"""The relation algebra: RCC-5 over sets of required outcomes.

Each provision stands for a non-empty set of required outcomes; exactly one of five relations holds
between any two. What is known about a pair is a set of possible relations, kept as a 5-bit mask.
The composition table is data; a test re-derives it from the Venn regions of three sets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aimsgraph.model.terms import CONVERSE, Relation

BIT: Final[dict[Relation, int]] = {
    Relation.EQUAL: 1,
    Relation.SUBSET: 2,
    Relation.SUPERSET: 4,
    Relation.INTERSECTS: 8,
    Relation.DISJOINT: 16,
}
"""One bit a relation."""

ALL: Final = 31
"""Every relation is possible: nothing is known."""

COVERS: Final = BIT[Relation.EQUAL] | BIT[Relation.SUPERSET]
"""Meeting the subject meets the whole object."""

COVERED_BY: Final = BIT[Relation.EQUAL] | BIT[Relation.SUBSET]
"""Meeting the object meets the whole subject."""

OVERLAPS: Final = ALL & ~BIT[Relation.DISJOINT]
"""Subject and object share some outcome."""

_SYMBOLS: Final = {"=": 1, "<": 2, ">": 4, "o": 8, "x": 16}

_TABLE: Final[dict[str, dict[str, str]]] = {
    "=": {"=": "=", "<": "<", ">": ">", "o": "o", "x": "x"},
    "<": {"=": "<", "<": "<", ">": "=<>ox", "o": "<ox", "x": "x"},
    ">": {"=": ">", "<": "=<>o", ">": ">", "o": ">o", "x": ">ox"},
    "o": {"=": "o", "<": "<o", ">": ">ox", "o": "=<>ox", "x": ">ox"},
    "x": {"=": "x", "<": "<ox", ">": "x", "o": "<ox", "x": "=<>ox"},
}
"""Composition (row: A to B, column: B to C, cell: possible A to C)."""


def mask_of(relations: Iterable[Relation]) -> int:
    """The mask of some relations.

    >>> mask_of([Relation.EQUAL, Relation.SUPERSET]) == COVERS
    True
    """
    mask = 0
    for relation in relations:
        mask |= BIT[relation]
    return mask


def relations_of(mask: int) -> tuple[Relation, ...]:
    """The relations in a mask, in the order of their bits.

    >>> [r.value for r in relations_of(12)]
    ['superset', 'intersects']
    """
    return tuple(r for r, bit in BIT.items() if mask & bit)


def _compose_masks() -> tuple[tuple[int, ...], ...]:
    single = {
        (_SYMBOLS[a], _SYMBOLS[b]): sum(_SYMBOLS[c] for c in cell)
        for a, row in _TABLE.items()
        for b, cell in row.items()
    }
    table = []
    for left in range(32):
        row = []
        for right in range(32):
            result = 0
            for a in _SYMBOLS.values():
                for b in _SYMBOLS.values():
                    if left & a and right & b:
                        result |= single[a, b]
            row.append(result)
        table.append(tuple(row))
    return tuple(table)


_COMPOSED: Final = _compose_masks()


def compose(left: int, right: int) -> int:
    """What can hold between A and C, given what can hold between A and B, and B and C.

    Args:
        left: Mask of A to B.
        right: Mask of B to C.

    Returns:
        Mask of A to C.

    >>> relations_of(compose(BIT[Relation.SUBSET], BIT[Relation.DISJOINT]))
    (<Relation.DISJOINT: 'disjoint'>,)
    >>> compose(BIT[Relation.INTERSECTS], BIT[Relation.INTERSECTS]) == ALL
    True
    """
    return _COMPOSED[left][right]


def converse(mask: int) -> int:
    """The mask read from object to subject.

    >>> converse(BIT[Relation.SUBSET]) == BIT[Relation.SUPERSET]
    True
    """
    return mask_of(CONVERSE[r] for r in relations_of(mask))


def certain(mask: int, within: int) -> bool:
    """Whether a mask proves a statement: every possible relation is among ``within``.

    >>> certain(BIT[Relation.EQUAL], COVERS)
    True
    >>> certain(ALL, OVERLAPS)
    False
    """
    return bool(mask) and mask & ~within == 0


def symbol(mask: int) -> str:
    """A mask as words for a reader.

    >>> symbol(COVERS)
    'equal or superset'
    >>> symbol(ALL)
    'unknown'
    """
    if mask == ALL:
        return "unknown"
    if mask == 0:
        return "contradiction"
    return " or ".join(r.value for r in relations_of(mask))
