"""Faults of the outline as a whole: parents that never end, names that can be mistaken."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as MappingT

from aimsgraph.model.limits import MAX_TREE_DEPTH
from aimsgraph.model.records import Curie, Provision

Provisions = MappingT[Curie, Provision]
Fault = tuple[str, str, str, str]
"""Address, code, fact and remedy."""


def outline_faults(provisions: Provisions) -> Iterator[Fault]:
    """Everything wrong with the outline of some frameworks.

    Args:
        provisions: By CURIE.
    """
    yield from _cycles(provisions)
    yield from _confusable(provisions)


def _cycles(provisions: Provisions) -> Iterator[Fault]:
    for one in provisions.values():
        seen = {one.id}
        node = one
        while node.parent is not None and node.parent in provisions:
            node = provisions[node.parent]
            if node.id in seen or len(seen) > MAX_TREE_DEPTH:
                yield (
                    one.iri,
                    "cycle",
                    "following its parents never ends." if node.id in seen else "it lies too deep.",
                    "Mend aims:partOf.",
                )
                break
            seen.add(node.id)


def _confusable(provisions: Provisions) -> Iterator[Fault]:
    seen: dict[tuple[str, str], Provision] = {}
    for one in provisions.values():
        folded = unicodedata.normalize("NFKC", one.notation).casefold()
        if not one.notation.isascii():
            yield (
                one.iri,
                "bad-id",
                f"the notation {one.notation!r} holds a character outside ASCII.",
                "Write it with plain letters, digits and punctuation.",
            )
        for name in (folded, one.local.casefold()):
            other = seen.setdefault((one.framework, name), one)
            if other is not one:
                yield (
                    one.iri,
                    "duplicate-notation",
                    f"{one.notation!r} can be mistaken for {other.notation!r} ({other.id}).",
                    "Make notations and local names distinct.",
                )
