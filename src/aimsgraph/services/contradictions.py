"""Contradictions: mappings that cannot all be right, with a smallest set that shows it."""

from __future__ import annotations

from itertools import combinations
from typing import Final

from aimsgraph.services.knowledge import knowledge_of
from aimsgraph.thinking.coverage import Knowledge
from aimsgraph.thinking.inference import FIXPOINT
from aimsgraph.thinking.proof import Path, explain
from aimsgraph.thinking.relations import OVERLAPS, certain, symbol
from aimsgraph.values.errors import Finding
from aimsgraph.values.model import Curie, Graph

_DEEPEST: Final = 8
"""Mappings along one side of a clash that is still shown path by path."""

_WAYS: Final = 12
"""Paths of a pair that are tried against each other."""


def contradictions(graph: Graph) -> tuple[Finding, ...]:
    """Every contradiction in a graph, at the fixpoint of the closure.

    Args:
        graph: The graph.

    Returns:
        One violation for each smallest set of mappings that cannot all be right, at the place of
        its first mapping.
    """
    knowledge = knowledge_of(graph, FIXPOINT)
    found: dict[frozenset[str], Finding] = {}
    for source, target in sorted(knowledge.closure.clashes):
        if source >= target and (target, source) in knowledge.closure.clashes:
            continue
        sides = _sides(knowledge, source, target)
        ids = frozenset(i for side in sides for i in side[1])
        if ids and not any(known <= ids for known in found):
            found = {k: v for k, v in found.items() if not ids < k}
            found[ids] = _finding(graph, source, target, sides)
    return tuple(sorted(found.values()))


def is_bundled(file: str) -> bool:
    """Whether a mapping file, as findings name it, is one of ours and not the user's."""
    return file.startswith("mappings/")


Side = tuple[str, tuple[str, ...]]
"""What one side of a clash says, and the mappings it rests on."""


def _sides(knowledge: Knowledge, source: Curie, target: Curie) -> tuple[Side, ...]:
    graph = knowledge.graph
    for hops in range(1, _DEEPEST + 1):
        paths = explain(knowledge.links, source, target, hops).paths[:_WAYS]
        clash = _smallest(paths)
        if clash:
            return tuple((symbol(p.mask), p.mappings) for p in clash)
        for one, other in ((source, target), (target, source)):
            row = knowledge.none_speaking_for(
                graph.provisions[one], graph.provisions[other].framework
            )
            overlap = [p for p in paths if certain(p.mask, OVERLAPS)]
            if row is not None and overlap:
                best = min(overlap, key=lambda p: (p.hops, p.mappings))
                return (("disjoint", (row.id,)), (symbol(best.mask), best.mappings))
    return ()


def _smallest(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The fewest paths whose masks leave nothing possible."""
    for size in (2, 3):
        fitting = []
        for group in combinations(paths, size):
            mask = group[0].mask
            for path in group[1:]:
                mask &= path.mask
            if mask == 0:
                fitting.append(group)
        if fitting:
            return min(fitting, key=lambda g: (sum(p.hops for p in g), [p.mappings for p in g]))
    return ()


def _finding(graph: Graph, source: Curie, target: Curie, sides: tuple[Side, ...]) -> Finding:
    said = []
    for word, ids in sides:
        rests = ", ".join(_place(graph, i) for i in ids) or "the tree of constituents"
        said.append(f"{word} by {rests}")
    first = min((graph.mapping(i) for _, ids in sides for i in ids), key=lambda m: (m.file, m.line))
    return Finding(
        file=first.file,
        line=first.line,
        code="contradiction",
        fact=f"{source} and {target} cannot be {'; and also '.join(said)}.",
        remedy="Read both texts again and mend the row that is wrong.",
    )


def _place(graph: Graph, mapping_id: str) -> str:
    m = graph.mapping(mapping_id)
    return f"{m.id} ({m.file}:{m.line})"
