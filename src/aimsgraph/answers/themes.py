"""A theme over the life cycle: what each framework says of a topic, and what is linked to it."""

from __future__ import annotations

from typing import Final

from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.nearest import nearest
from aimsgraph.model.records import Curie, Provision
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import Force, Relation

_SAYS: Final = frozenset(Force) - {Force.INFORMATION, Force.PROCEDURE, Force.POWER}
"""Forces of what an organisation can act on."""

COLUMNS: Final = (
    "part", "stage", "framework", "id", "notation", "heading", "force", "what it says", "evidence",
    "linked to",
)  # fmt: skip


def resolve_topic(graph: Graph, name: str) -> str:
    """The key of a topic from its key or label.

    Raises:
        UnknownNameError: With the topics there are.
    """
    topics = graph.concepts.get("topic", {})
    wanted = name.strip().casefold()
    for key, topic in topics.items():
        if wanted in {key.casefold(), topic.label.casefold()}:
            return key
    close = nearest(wanted, sorted(topics), 1, 0.4)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise UnknownNameError(
        name, "there is no such topic.", f"{hint}Known: {', '.join(sorted(topics))}."
    )


def parts_of(graph: Graph, topic: str) -> tuple[str, ...]:
    """A topic and its narrower ones; what is narrower comes first, as it says more."""
    topics = graph.concepts.get("topic", {})
    return (*(k for k, c in topics.items() if c.broader == topic), topic)


def theme_sheet(graph: Graph, topic: str) -> Sheet:
    """Every provision of a theme that somebody can act on.

    Args:
        graph: The graph.
        topic: Key of the topic.

    Returns:
        A row a provision, by part of the theme, stage of the life cycle and framework; the last
        column names the provisions of the theme in other frameworks that a mapping links it to.
    """
    parts = parts_of(graph, topic)
    found = {p.id: p for p in graph.provisions.values() if _belongs(graph, p, parts)}
    linked: dict[Curie, set[Curie]] = {c: set() for c in found}
    for m in graph.mappings:
        if m.object in found and m.subject in found and m.relation is not Relation.DISJOINT:
            linked[m.subject].add(m.object)
            linked[m.object].add(m.subject)
    stages = graph.concepts.get("stage", {})
    rows: list[tuple[tuple[int, int, str, int], tuple[str, ...]]] = []
    for one in found.values():
        part = next(i for i, key in enumerate(parts) if key in one.topics)
        stage = min((stages[s].position for s in one.stages), default=len(stages))
        order = (part, stage, one.framework, one.position)
        rows.append((
            order,
            (
                graph.label_of("topic", parts[part]),
                ", ".join(graph.label_of("stage", s) for s in one.stages) or "any stage",
                graph.frameworks[one.framework].label,
                one.id,
                one.notation,
                one.label,
                one.force.value,
                one.summary,
                "; ".join(graph.label_of("evidence", e) for e in one.evidence),
                ", ".join(sorted(linked[one.id])),
            ),
        ))  # fmt: skip
    return Sheet("Theme", COLUMNS, tuple([row for _, row in sorted(rows)]))


def _belongs(graph: Graph, one: Provision, parts: tuple[str, ...]) -> bool:
    """Whether a provision says something of the theme; a parent whose parts say it does not."""
    if one.force not in _SAYS or not one.summary or not graph.exists(one):
        return False
    if not any(key in one.topics for key in parts):
        return False
    return not one.normative or one.id in graph.assessable


def topics_sheet(graph: Graph) -> Sheet:
    """How many assessable provisions of each framework belong to each topic."""
    keys = sorted(graph.frameworks)
    rows: tuple[tuple[str | int, ...], ...] = tuple(
        (key, topic.label, *(sum(key in p.topics for p in graph.leaves(k)) for k in keys))
        for key, topic in graph.concepts.get("topic", {}).items()
    )
    return Sheet("Topics", ("topic", "label", *keys), rows)
