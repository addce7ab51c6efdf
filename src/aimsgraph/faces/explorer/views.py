"""What several pages show: which sources count, who is asked, and the lines beside every number."""

from __future__ import annotations

from typing import Final

from aimsgraph.coverage.scope import EVERYONE, Scope, targets
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision


def named(graph: Graph, curie: str) -> str:
    """A provision as framework, notation and heading.

    Args:
        graph: The graph.
        curie: Its CURIE.
    """
    one = graph.provisions.get(Curie(curie))
    if one is None:
        return curie
    return f"{graph.frameworks[one.framework].label} {one.notation} {heading(one)}".rstrip()


def short(graph: Graph, curie: str) -> str:
    """A provision as framework and notation, an element with its key behind."""
    whole = graph.whole_of.get(Curie(curie))
    one = whole or graph.provisions.get(Curie(curie))
    key = f" {curie.removeprefix(whole.id + '.')}" if whole else ""
    return f"{graph.frameworks[one.framework].label} {one.notation}{key}" if one else curie


def heading(one: Provision) -> str:
    """The heading of a provision; empty where its notation stands for one."""
    return "" if one.label == one.notation else one.label


def framework_keys(graph: Graph) -> tuple[str, ...]:
    """Frameworks that have assessable provisions, the bundled three first."""
    first = ("iso27001", "iso42001", "aiact")
    keys = [k for k in graph.frameworks if graph.leaves(k)]
    rank = {k: i for i, k in enumerate(first)}
    return tuple(sorted(keys, key=lambda k: (rank.get(k, len(first)), k)))


_PARTS: Final = frozenset({
    "Chapter", "Section", "Theme", "Article", "Annex", "AnnexSection", "Clause", "ControlObjective",
    "Function", "Category",
})  # fmt: skip
"""Kinds of provisions that people ask about as a part of a framework."""


def parts_of(graph: Graph, need: str) -> tuple[Curie, ...]:
    """Chapters, articles, annexes and the like with assessable provisions, in reading order."""
    leaves = graph.leaves(need)
    found = {p.id for p in leaves} | {a.id for p in leaves for a in graph.ancestors(p.id)}
    return tuple(p.id for p in graph.of(need) if p.id in found and p.kind in _PARTS)


def roles_of(graph: Graph, need: str) -> tuple[str, ...]:
    """Operators that a framework binds; then, if it binds any, everybody and each authority."""

    def bound(parties: frozenset[str], role: str) -> list[str]:
        found = {r for p in targets(graph, need, Scope(role)) for r in p.binds} & parties
        return sorted(found, key=lambda r: (graph.label_of("role", r), r))

    authorities = bound(graph.authorities, EVERYONE)
    every = (EVERYONE, *authorities) if authorities else ()
    return (*bound(graph.regulated_roles, ""), *every)


def risks_of(graph: Graph) -> tuple[str, ...]:
    """Risk classes in the order of their vocabulary."""
    concepts = graph.concepts.get("risk", {})
    return tuple(sorted(concepts, key=lambda k: (concepts[k].position, k)))
