"""What one asserted mapping, carried along the tree of constituents, says about pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aimsgraph.thinking.relations import ALL, BIT, COVERED_BY, COVERS, compose, converse
from aimsgraph.values.model import Curie, Graph, Mapping
from aimsgraph.values.terms import Relation


@dataclass(frozen=True, slots=True)
class Path:
    """One chain of mappings between two provisions and what it alone proves.

    Args:
        source: Held provision, where the path starts.
        target: Needed provision, where it ends.
        mask: Relations that can hold from source to target.
        confidence: Product of the confidences of its mappings.
        mappings: Ids of its mappings, in order.
    """

    source: Curie
    target: Curie
    mask: int
    confidence: float
    mappings: tuple[str, ...]

    @property
    def hops(self) -> int:
        """Number of mappings on the path; steps along the tree are free."""
        return len(self.mappings)


def constituents_above(graph: Graph, curie: Curie) -> Iterator[Curie]:
    """Provisions whose meeting includes meeting this one, nearest first."""
    one = graph.provisions[curie]
    while one.constituent and one.parent is not None and one.parent in graph.provisions:
        one = graph.provisions[one.parent]
        yield one.id


def constituents_below(graph: Graph, curie: Curie) -> Iterator[Curie]:
    """Provisions that meeting this one includes."""
    for child in graph.children.get(curie, ()):
        if child.constituent:
            yield child.id
            yield from constituents_below(graph, child.id)


def tree_steps(graph: Graph, curie: Curie) -> dict[Curie, int]:
    """Provisions reached along the tree and the mask from them to ``curie``.

    Args:
        graph: The graph.
        curie: Where the steps end.

    Returns:
        ``curie`` itself (equal), everything above it (equal or superset) and everything below it
        (equal or subset).
    """
    steps = {curie: BIT[Relation.EQUAL]}
    steps.update(dict.fromkeys(constituents_above(graph, curie), COVERS))
    steps.update(dict.fromkeys(constituents_below(graph, curie), COVERED_BY))
    return steps


def asserted_paths(graph: Graph, need: str) -> dict[Curie, tuple[Path, ...]]:
    """Every path of one typed mapping that ends in an assessable provision of a framework.

    Args:
        graph: The graph.
        need: Key of the target framework.

    Returns:
        Paths by target, paths that prove nothing included (they are leads).
    """
    found: dict[Curie, list[Path]] = {}
    for mapping in graph.live_mappings:
        if mapping.object is None:
            continue
        for start, end, mask in _directions(mapping):
            if graph.provisions[end].framework != need:
                continue
            for path in _spread(graph, mapping, start, end, mask):
                found.setdefault(path.target, []).append(path)
    return {
        target: tuple(sorted(paths, key=lambda p: (-p.confidence, p.source, p.mappings)))
        for target, paths in found.items()
    }


def _directions(mapping: Mapping) -> Iterator[tuple[Curie, Curie, int]]:
    assert mapping.object is not None
    mask = ALL if mapping.relation is None else BIT[mapping.relation]
    yield mapping.subject, mapping.object, mask
    yield mapping.object, mapping.subject, converse(mask)


def _spread(graph: Graph, mapping: Mapping, start: Curie, end: Curie, mask: int) -> Iterator[Path]:
    ends = {
        target: converse(step)
        for target, step in tree_steps(graph, end).items()
        if graph.is_assessable(target)
    }
    if not ends:
        return
    for source, first in tree_steps(graph, start).items():
        here = compose(first, mask)
        for target, last in ends.items():
            yield Path(source, target, compose(here, last), mapping.confidence, (mapping.id,))


def combined(paths: Iterable[Path]) -> int:
    """What several paths between one pair prove together: the intersection of their masks."""
    mask = ALL
    for path in paths:
        mask &= path.mask
    return mask
