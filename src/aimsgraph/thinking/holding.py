"""What an organisation holds: frameworks less what its statement of applicability leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aimsgraph.values.model import Curie, Graph


@dataclass(frozen=True, slots=True)
class Holding:
    """The normative provisions that an organisation meets.

    Args:
        frameworks: Keys of the frameworks, in the order given.
        provisions: Normative provisions that count as met.
        removed: Assessable leaves that a statement of applicability took out.
        assumed: No statement was given, so all controls are assumed applicable and implemented.
    """

    frameworks: tuple[str, ...]
    provisions: frozenset[Curie]
    removed: frozenset[Curie]
    assumed: bool


def hold(
    graph: Graph, frameworks: Sequence[str], excluded: Iterable[Curie] | None = None
) -> Holding:
    """Work out what is held.

    Args:
        graph: The graph.
        frameworks: Keys of the frameworks held.
        excluded: Provisions that are not applicable or not implemented; ``None`` when no statement
            of applicability was given. Everything below an excluded provision is excluded.

    Returns:
        The holding. A parent is held only while every assessable leaf below it is held.
    """
    out: set[Curie] = set()
    for curie in excluded or ():
        out.add(curie)
        out.update(p.id for p in graph.descendants(curie))
    lost = frozenset(out)
    for curie in lost:
        out.update(p.id for p in graph.ancestors(curie))
    held = frozenset(
        p.id for key in frameworks for p in graph.of(key) if p.normative and p.id not in out
    )
    inside = frozenset(frameworks)
    return Holding(
        frameworks=tuple(frameworks),
        provisions=held,
        removed=frozenset(
            c for c in lost if graph.is_assessable(c) and graph.provisions[c].framework in inside
        ),
        assumed=excluded is None,
    )
