"""What an organisation holds: frameworks less what its statement of applicability leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of applicability, read against the graph.

    Args:
        name: How its reader calls the file.
        removed: Provisions that are not applicable, not implemented or only partly implemented.
        partly: Those of them that are partly implemented.
        mentioned: Every provision that it has a line for.
    """

    name: str
    removed: frozenset[Curie]
    partly: frozenset[Curie] = frozenset()
    mentioned: frozenset[Curie] = frozenset()


@dataclass(frozen=True, slots=True)
class Holding:
    """The normative provisions that an organisation meets.

    Args:
        frameworks: Keys of the frameworks, in the order given.
        provisions: Normative provisions that count as met.
        removed: Assessable leaves that a statement of applicability took out.
        assumed: No statement was given, so all controls are assumed applicable and implemented.
        statement: The statement of applicability, if one was given.
        leaves: Number of assessable leaves of the frameworks, taken out or not.
        unmentioned: Number of those leaves that the statement says nothing about.
    """

    frameworks: tuple[str, ...]
    provisions: frozenset[Curie]
    removed: frozenset[Curie]
    assumed: bool
    statement: Statement | None = None
    leaves: int = 0
    unmentioned: int = 0


def hold(
    graph: Graph,
    frameworks: Sequence[str],
    excluded: Statement | Iterable[Curie] | None = None,
) -> Holding:
    """Work out what is held.

    Args:
        graph: The graph.
        frameworks: Keys of the frameworks held.
        excluded: The statement of applicability, or just the provisions that it takes out; ``None``
            when none was given. Everything below an excluded provision is excluded.

    Returns:
        The holding. A parent is held only while every assessable leaf below it is held.
    """
    if excluded is None or isinstance(excluded, Statement):
        statement = excluded
    else:
        statement = Statement("", frozenset(excluded))
    lost = _with_parts(graph, statement.removed if statement else ())
    out = set(lost)
    for curie in lost:
        out.update(p.id for p in graph.ancestors(curie))
    held = frozenset(
        p.id for key in frameworks for p in graph.of(key) if p.normative and p.id not in out
    )
    leaves = {p.id for key in frameworks for p in graph.leaves(key)}
    return Holding(
        frameworks=tuple(frameworks),
        provisions=held,
        removed=lost & leaves,
        assumed=statement is None,
        statement=statement,
        leaves=len(leaves),
        unmentioned=len(leaves - _with_parts(graph, statement.mentioned | lost))
        if statement
        else 0,
    )


def _with_parts(graph: Graph, provisions: Iterable[Curie]) -> frozenset[Curie]:
    """Provisions and everything below them."""
    return frozenset(
        one for curie in provisions for one in (curie, *(p.id for p in graph.descendants(curie)))
    )
