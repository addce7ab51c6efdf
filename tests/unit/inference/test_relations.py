"""The algebra: every cell of the table, re-derived from the Venn regions of three sets."""

from __future__ import annotations

from itertools import product

import pytest

from aimsgraph.inference.relations import (
    ALL,
    BIT,
    COVERS,
    OVERLAPS,
    certain,
    compose,
    converse,
    mask_of,
    relations_of,
    symbol,
)
from aimsgraph.model.terms import Relation

REGIONS = [r for r in product((False, True), repeat=3) if any(r)]
"""Seven regions of a Venn diagram: whether they lie in A, B, C."""


def relation(a: set[int], b: set[int]) -> Relation:
    """The relation that holds between two non-empty sets."""
    if a == b:
        return Relation.EQUAL
    if a < b:
        return Relation.SUBSET
    if a > b:
        return Relation.SUPERSET
    return Relation.INTERSECTS if a & b else Relation.DISJOINT


def worlds() -> list[tuple[Relation, Relation, Relation]]:
    """A-B, B-C and A-C for every occupancy of the seven regions with A, B, C non-empty."""
    found = []
    for occupied in product((False, True), repeat=7):
        a, b, c = (
            {i for i, region in enumerate(REGIONS) if occupied[i] and region[k]} for k in range(3)
        )
        if a and b and c:
            found.append((relation(a, b), relation(b, c), relation(a, c)))
    return found


@pytest.mark.parametrize("left", list(Relation))
@pytest.mark.parametrize("right", list(Relation))
def test_composition_is_exactly_what_sets_allow(left: Relation, right: Relation) -> None:
    possible = {ac for ab, bc, ac in worlds() if (ab, bc) == (left, right)}
    assert set(relations_of(compose(BIT[left], BIT[right]))) == possible


def test_masks_compose_as_the_union_over_their_members() -> None:
    for left, right in product(range(32), repeat=2):
        expected = 0
        for a, b in product(relations_of(left), relations_of(right)):
            expected |= compose(BIT[a], BIT[b])
        assert compose(left, right) == expected


@pytest.mark.parametrize("one", list(Relation))
def test_converse_reads_the_pair_backwards(one: Relation) -> None:
    expected = {Relation.SUBSET: Relation.SUPERSET, Relation.SUPERSET: Relation.SUBSET}
    assert converse(BIT[one]) == BIT[expected.get(one, one)]


def test_converse_of_a_composition_is_the_composition_of_converses_backwards() -> None:
    for left, right in product(range(32), repeat=2):
        assert converse(compose(left, right)) == compose(converse(right), converse(left))


def test_certainty_needs_a_possible_relation() -> None:
    assert not certain(0, ALL)
    assert certain(BIT[Relation.EQUAL], COVERS)
    assert not certain(COVERS | BIT[Relation.DISJOINT], OVERLAPS)


def test_masks_and_words_go_both_ways() -> None:
    for mask in range(1, 31):
        assert mask_of(relations_of(mask)) == mask
        assert symbol(mask) == " or ".join(r.value for r in relations_of(mask))
    assert symbol(31) == "unknown"
    assert symbol(0) == "contradiction"
