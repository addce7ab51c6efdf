"""Proofs: the mappings and tree steps that entail what is claimed about a pair of provisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from aimsgraph.inference.closure import Pair
from aimsgraph.inference.knowledge import Knowledge
from aimsgraph.inference.links import Edge, Links
from aimsgraph.inference.relations import ALL, BIT, COVERS, OVERLAPS, certain, compose, converse
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Relation

MOST_PATHS: Final = 50
"""Paths that are shown for one pair; the answer says when there are more."""

MOST_STEPS: Final = 20_000
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


def path_of(links: Links, pair: Pair) -> Path:
    """The best proof of a pair as a path, from the premises that the closure found for it."""
    goal = COVERS if pair.covers else OVERLAPS if pair.overlaps else BIT[Relation.DISJOINT]
    chains = product(*(_edges(links, *p) for p in pair.premises))
    paths = (_along(links, pair.source, pair.target, chain) for chain in chains)
    return next(path for path in paths if path is not None and certain(path.mask, goal))


def _edges(links: Links, mapping: str, as_written: bool) -> list[Edge]:
    """A mapping read one way: between its ends, and between one and elements of the other."""
    m, graph = links.graph.mapping(mapping), links.graph
    start, end = (m.subject, m.object) if as_written else (m.object, m.subject)
    assert start is not None
    starts = (start, *(e.id for e in graph.provisions[start].elements))
    return [
        e
        for x in starts
        for e in links.edges.get(x, ())
        if e.mapping == mapping and (e.end == end or graph.whole_of.get(e.end, m).id == end)
    ]


def _along(links: Links, source: Curie, target: Curie, edges: Iterable[Edge]) -> Path | None:
    """The path over some edges, steps along the tree put in where two of them do not meet.

    ``None`` when the tree does not join them.
    """
    steps: list[Step] = []
    mask, here, confidence, rationale = BIT[Relation.EQUAL], source, 1.0, ""

    def walk(there: Curie) -> bool:
        nonlocal mask
        back = links.around(here).get(there)
        if back is not None and there != here:
            mask = compose(mask, converse(back))
            steps.append(Step(here, there, converse(back), "", mask))
        return back is not None

    for edge in edges:
        if not walk(edge.start):
            return None
        mask = compose(mask, edge.mask)
        steps.append(Step(edge.start, edge.end, edge.mask, edge.mapping, mask))
        here, rationale = edge.end, edge.rationale
        confidence *= edge.confidence
    if not walk(target):
        return None
    return Path(source, target, mask, confidence, tuple(steps), rationale)


def explain(
    links: Links, source: Curie, target: Curie, hops: int, pair: Pair | None = None
) -> Proofs:
    """Find how two provisions are connected.

    Args:
        links: The graph's edges.
        source: Where to start.
        target: Where to end.
        hops: Most mappings along a path.
        pair: What the closure says of them; its best proof is there even if the search gives up.

    Returns:
        Minimal paths of one rationale each: none whose mappings include all those of another path
        that proves as much.
    """
    best = path_of(links, pair) if pair is not None and pair.premises else None
    found = [best] if best is not None else []
    budget = MOST_STEPS
    for path in _walk(links, source, target, hops):
        budget -= 1
        if path is not None:
            found.append(path)
        if budget == 0:
            break
    minimal = _minimal(found)
    shown = tuple(minimal[:MOST_PATHS])
    if best is not None and all(p.mappings != best.mappings for p in shown):
        shown = (best, *shown[:-1])
    return Proofs(shown, budget == 0 or len(minimal) > MOST_PATHS)


def _minimal(found: Iterable[Path]) -> list[Path]:
    ordered = sorted(
        found,  # what makes a path needless comes before it
        key=lambda p: (p.hops, p.mask.bit_count(), len(p.steps), -p.confidence, p.mappings),
    )
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


def suggestions(knowledge: Knowledge, target: Curie, held: frozenset[Curie]) -> Proofs:
    """Paths from what is held to a provision that suggest a relation and prove none.

    Args:
        knowledge: The graph, its edges and what is certain.
        target: The provision.
        held: Provisions that are held.

    Returns:
        Leads, most confident first: the best for each held provision that a mapping starts from.
    """
    links = knowledge.links
    goals = (OVERLAPS, BIT[Relation.DISJOINT])
    proven = {
        p.source
        for p in knowledge.by_target.get(target, ())
        if any(certain(p.mask, goal) for goal in goals)
    }
    proven |= knowledge.closure.apart_from(target) | links.around(target).keys()
    found = [
        path
        for source, chain in _chains(links, target, knowledge.closure.hops).items()
        if source in held and source in links.edges and source not in proven
        if (path := _along(links, source, target, chain.edges)) is not None
    ]
    found.sort(key=lambda p: (-p.confidence, p.hops, p.source))
    return Proofs(tuple(found[:MOST_PATHS]), len(found) > MOST_PATHS)


class _Chain(NamedTuple):
    """Mappings of one rationale that lead to a provision; the least is the best."""

    doubt: float
    hops: int
    mappings: tuple[str, ...]
    edges: tuple[Edge, ...]


def _chains(links: Links, target: Curie, hops: int) -> dict[Curie, _Chain]:
    """The best chain to a provision from wherever one leads to it, none over a disjoint mapping."""
    best: dict[tuple[Curie, str], _Chain] = {}
    frontier = {(near, ""): _Chain(-1.0, 0, (), ()) for near in links.around(target)}
    for _ in range(hops):
        reached: dict[tuple[Curie, str], _Chain] = {}
        for (end, rationale), chain in frontier.items():
            for back in links.edges.get(end, ()):
                if not back.suggests or rationale not in {"", back.rationale}:
                    continue
                edge = back.reversed()
                longer = _Chain(
                    chain.doubt * edge.confidence,
                    chain.hops + 1,
                    (edge.mapping, *chain.mappings),
                    (edge, *chain.edges),
                )
                for start in links.around(edge.start):
                    key = (start, edge.rationale)
                    if longer[:3] < min(best.get(key, _NO_CHAIN), reached.get(key, _NO_CHAIN))[:3]:
                        reached[key] = longer
        best |= reached
        frontier = reached
    found: dict[Curie, _Chain] = {}
    for (start, _), chain in best.items():
        if chain[:3] < found.get(start, _NO_CHAIN)[:3]:
            found[start] = chain
    return found


_NO_CHAIN: Final = _Chain(0.0, 0, (), ())
