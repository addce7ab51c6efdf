"""Proofs: the mappings and tree steps that entail what is claimed about a pair of provisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from aimsgraph.inference.links import Links
from aimsgraph.inference.relations import ALL, BIT, COVERS, OVERLAPS, certain, compose, converse
from aimsgraph.model.graph import Curie
from aimsgraph.model.terms import Relation

MOST_PATHS: Final = 50
"""Paths that are shown for one pair; the answer says when there are more."""

_ROUNDING: Final = 1e-6

MOST_STEPS: Final = 200_000
"""Steps that the search for one pair takes before it gives up and says so."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    Args:
        start: Where it starts.
        end: Where it ends.
        mask: Relations that can hold from start to end.
        mapping: Id of the mapping; empty for a step along the tree.
        composed: Relations that can hold from the start of the path to the end of this step.
    """

    start: Curie
    end: Curie
    mask: int
    mapping: str
    composed: int


@dataclass(frozen=True, slots=True)
class Path:
    """One chain of mappings between two provisions and what it alone proves.

    Args:
        source: Where the path starts.
        target: Where it ends.
        mask: Relations that can hold from source to target.
        confidence: Product of the confidences of its mappings.
        steps: Its steps in order.
        rationale: That of its mappings; empty for a path along the tree alone.
    """

    source: Curie
    target: Curie
    mask: int
    confidence: float
    steps: tuple[Step, ...]
    rationale: str = ""

    @property
    def mappings(self) -> tuple[str, ...]:
        """Ids of its mappings, in order."""
        return tuple(s.mapping for s in self.steps if s.mapping)

    @property
    def hops(self) -> int:
        """Number of mappings; steps along the tree are free."""
        return len(self.mappings)


@dataclass(frozen=True, slots=True)
class Proofs:
    """Every path between two provisions, as far as it was looked for.

    Args:
        paths: Paths, those that prove most and with most confidence first.
        capped: Whether there may be more.
    """

    paths: tuple[Path, ...]
    capped: bool

    @property
    def mask(self) -> int:
        """What the paths of one rationale prove together: the intersection of their masks.

        Where several rationales speak, the one counts whose best path proves most, as in the
        closure; a contradiction within any of them comes first.
        """
        found: list[tuple[int, tuple[float, ...]]] = []
        for rationale in sorted({p.rationale for p in self.paths}):
            own = [p for p in self.paths if p.rationale in {rationale, ""}]
            mask = ALL
            for path in own:
                mask &= path.mask
            strength = tuple(
                max((p.confidence for p in own if certain(p.mask, goal)), default=0.0)
                for goal in (COVERS, OVERLAPS, BIT[Relation.DISJOINT])
            )
            found.append((mask, strength))
        if any(mask == 0 for mask, _ in found):
            return 0
        return max(found, key=lambda f: f[1])[0] if found else ALL


def explain(links: Links, source: Curie, target: Curie, hops: int) -> Proofs:
    """Find how two provisions are connected.

    Args:
        links: The graph's edges.
        source: Where to start.
        target: Where to end.
        hops: Most mappings along a path.

    Returns:
        Minimal paths of one rationale each: none whose mappings include all those of another path
        that proves as much.
    """
    minimal, whole = _search(links, source, target, hops)
    return Proofs(tuple(minimal[:MOST_PATHS]), not whole or len(minimal) > MOST_PATHS)


def _search(links: Links, source: Curie, target: Curie, hops: int) -> tuple[list[Path], bool]:
    """Every minimal path that the search finds, and whether it came to its end."""
    found: list[Path] = []
    budget = MOST_STEPS
    for path in _walk(links, source, target, hops):
        budget -= 1
        if path is not None:
            found.append(path)
        if budget == 0:
            break
    return _minimal(found), budget > 0


def best(
    links: Links, source: Curie, target: Curie, hops: int, confidence: float = 1.0
) -> Path | None:
    """The path with most confidence among those that alone prove what is certain, if any.

    Args:
        links: The graph's edges.
        source: Where to start.
        target: Where to end.
        hops: Most mappings along a path.
        confidence: The best that can be reached, as the closure found it; a single mapping with it
            is taken without looking further.

    Returns:
        The path, or ``None`` when nothing is proven.
    """
    near = list(_single(links, source, target))
    if hops > 1 and not any(p.confidence >= confidence - _ROUNDING for p in _proving(near)):
        near = _search(links, source, target, hops)[0]
    proving = _proving(near)
    return min(proving, key=lambda p: (-p.confidence, p.hops, p.mappings)) if proving else None


def _proving(paths: Iterable[Path]) -> list[Path]:
    """The paths that prove the strongest of what any proves: coverage, overlap, disjointness."""
    known = list(paths)
    for goal in (COVERS, OVERLAPS, BIT[Relation.DISJOINT]):
        found = [p for p in known if certain(p.mask, goal)]
        if found:
            return found
    return []


def _single(links: Links, source: Curie, target: Curie) -> Iterator[Path]:
    """Paths of one mapping."""
    ends = links.around(target)
    for start, back in links.around(source).items():
        first = converse(back)
        for edge in links.edges.get(start, ()):
            last = ends.get(edge.end)
            if last is None:
                continue
            steps: list[Step] = []
            mask = BIT[Relation.EQUAL]
            for one, other, step, mapping in (
                (source, start, first, ""),
                (edge.start, edge.end, edge.mask, edge.mapping),
                (edge.end, target, last, ""),
            ):
                if one != other:
                    mask = compose(mask, step)
                    steps.append(Step(one, other, step, mapping, mask))
            yield Path(source, target, mask, edge.confidence, tuple(steps), edge.rationale)


def _minimal(found: Iterable[Path]) -> list[Path]:
    ordered = sorted(found, key=lambda p: (p.hops, len(p.steps), -p.confidence, p.mappings))
    kept: list[Path] = []
    for path in ordered:
        used = set(path.mappings)
        if not any(set(k.mappings) <= used and k.mask & ~path.mask == 0 for k in kept):
            kept.append(path)
    rank = (COVERS, OVERLAPS, BIT[Relation.DISJOINT])
    return sorted(
        kept,
        key=lambda p: (
            next((i for i, goal in enumerate(rank) if certain(p.mask, goal)), len(rank)),
            p.hops,
            -p.confidence,
            p.mappings,
        ),
    )


def _walk(links: Links, source: Curie, target: Curie, hops: int) -> Iterator[Path | None]:
    """Depth first over (tree step, mapping) pairs; ``None`` marks a step that led nowhere."""
    near = _distances(links, target, hops)
    start = BIT[Relation.EQUAL]
    stack: list[tuple[Curie, int, float, tuple[Step, ...], frozenset[Curie], str]] = [
        (source, start, 1.0, (), frozenset({source}), "")
    ]
    while stack:
        here, mask, confidence, steps, seen, rationale = stack.pop()
        used = sum(1 for s in steps if s.mapping)
        for there, back in links.around(here).items():
            step = converse(back)
            on = compose(mask, step)
            walked = steps if there == here else (*steps, Step(here, there, step, "", on))
            if there == target and (used or there != source):
                yield Path(source, target, on, confidence, walked, rationale)
            if used == hops or (there != here and there in seen):
                continue
            for edge in links.edges.get(there, ()):
                yield None
                if edge.end in seen or near.get(edge.end, hops + 1) > hops - used - 1:
                    continue
                if rationale not in {"", edge.rationale}:
                    continue
                after = compose(on, edge.mask)
                along = Step(edge.start, edge.end, edge.mask, edge.mapping, after)
                stack.append(
                    (
                        edge.end,
                        after,
                        confidence * edge.confidence,
                        (*walked, along),
                        seen | {there, edge.end},
                        edge.rationale,
                    )
                )


def _distances(links: Links, target: Curie, hops: int) -> dict[Curie, int]:
    """Fewest mappings from a provision to the target, where at most ``hops`` are needed."""
    found = dict.fromkeys(links.around(target), 0)
    frontier = set(found)
    for distance in range(1, hops + 1):
        starts = {e.end for x in frontier for e in links.edges.get(x, ())}
        frontier = {x for s in starts for x in links.around(s)} - found.keys()
        found.update(dict.fromkeys(frontier, distance))
    return found


def suggestions(links: Links, target: Curie, held: frozenset[Curie], hops: int) -> Proofs:
    """Paths from what is held to a provision that suggest a relation and prove none.

    Args:
        links: The graph's edges.
        target: The provision.
        held: Provisions that are held.
        hops: Most mappings along a path.

    Returns:
        Leads, most confident first, one for each held provision that a mapping starts from.
    """
    sources = sorted(
        c
        for c, distance in _distances(links, target, hops).items()
        if distance and c in held and c in links.edges
    )
    found: list[Path] = []
    for source in sources:
        proofs = explain(links, source, target, hops)
        if certain(proofs.mask, OVERLAPS) or certain(proofs.mask, BIT[Relation.DISJOINT]):
            continue
        open_paths = [
            p for p in proofs.paths if all(s.mask != BIT[Relation.DISJOINT] for s in p.steps)
        ]
        if open_paths:
            found.append(max(open_paths, key=lambda p: (p.confidence, -p.hops)))
    found.sort(key=lambda p: (-p.confidence, p.hops, p.source))
    return Proofs(tuple(found[:MOST_PATHS]), len(found) > MOST_PATHS)
