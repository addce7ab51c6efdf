"""What several pages show: which sources count, who is asked, and the lines beside every number."""

from __future__ import annotations

from collections.abc import Mapping as MappingT
from collections.abc import Sequence
from typing import Final

from aimsgraph.answers.questions import Answer, assumption, editions, method_of
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.colours import LOOKS
from aimsgraph.inference.proofs import Path, suggestions
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision
from aimsgraph.model.terms import DISCLAIMER, State


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


def counted(states: MappingT[State, int]) -> str:
    """Counts of states with symbols and denominator; states without a count are left out.

    >>> counted({State.FULL: 1, State.PARTIAL: 2, State.NONE: 0})
    '● 1  ◐ 2  of 3'
    """
    shown = "  ".join(f"{LOOKS[s].symbol} {n}" for s, n in states.items() if n)
    total = sum(states.values())
    return f"{shown}  of {total}" if total else "none in scope"


def leads_of(result: Answer, cell: Cell) -> tuple[Path, ...]:
    """The paths that suggest a relation to a needed provision and prove none, nearest first.

    Args:
        result: The answer that the cell is from.
        cell: A needed provision; only the state lead has leads.
    """
    if cell.state is not State.LEAD:
        return ()
    held = result.coverage.holding.provisions
    return suggestions(result.knowledge, cell.provision.id, held).paths


def scope_words(graph: Graph, result: Answer) -> dict[str, str]:
    """The scope of an answer in words of the vocabulary."""
    scope = result.coverage.scope
    need = result.coverage.need
    return {
        "role": graph.label_of("role", scope.role) if scope.role else "all",
        "risk class": graph.label_of("risk", scope.risk) if scope.risk else "all",
        "applies on": scope.date or "any date",
        "edition": result.graph.edition_of(need) or "current",
        "part": named(graph, scope.part) if scope.part else "all",
    }


def about(graph: Graph, result: Answer) -> dict[str, str]:
    """What must stand beside the numbers of an answer, on screen and in a file."""
    coverage = result.coverage
    states = ", ".join(f"{s.value} {n}" for s, n in coverage.counts.items())
    said = {
        "held": ", ".join(graph.frameworks[k].label for k in coverage.have),
        "needed": graph.frameworks[coverage.need].label,
        **scope_words(graph, result),
        "editions seen": ", ".join(f"{k} {v}" for k, v in editions(result).items() if v),
        "denominator": f"{coverage.denominator} assessable provisions in scope",
        "states": states,
        "states, asserted alone": ", ".join(
            f"{s.value} {n}" for s, n in result.asserted.counts.items()
        ),
        "method": method_of(coverage),
        "assumption": assumption(coverage.holding),
        "data version": graph.data_version,
        "disclaimer": DISCLAIMER,
    }
    return {name: text for name, text in said.items() if text}


def headline(graph: Graph, result: Answer) -> str:
    """One sentence: what is held, what is needed, how many provisions count, for whom."""
    coverage = result.coverage
    have = " and ".join(graph.frameworks[k].label for k in coverage.have)
    words = scope_words(graph, result)
    part = words["part"] if coverage.scope.part else ""
    return (
        f"Holding {have}: {coverage.denominator} assessable provisions of "
        f"{part or graph.frameworks[coverage.need].label} count (edition {words['edition']}, "
        f"role {words['role']}, risk class {words['risk class']}, {words['applies on']})."
    )


def practical(graph: Graph, one: Provision, formal: str) -> str:
    """From when a provision can bite, where that is not its formal date; and what is contested.

    Args:
        graph: The graph.
        one: The provision.
        formal: Its first formal date in scope; empty when none is recorded.
    """
    rules = [graph.rules[k] for k in one.application]
    first = [r for r in rules if formal and r.date == formal]
    days = sorted({r.practical_date for r in first if r.practical_date})
    contested = ["contested"] if any(r.status == "contested" for r in first) else []
    return ", ".join([*days, *contested])


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
    """Regulated parties that some assessable provision of a framework binds."""
    found = {r for p in graph.leaves(need) for r in p.binds if r in graph.regulated_roles}
    return tuple(sorted(found, key=lambda r: (graph.label_of("role", r), r)))


def risks_of(graph: Graph) -> tuple[str, ...]:
    """Risk classes in the order of their vocabulary."""
    concepts = graph.concepts.get("risk", {})
    return tuple(sorted(concepts, key=lambda k: (concepts[k].position, k)))


def words_of(graph: Graph, scheme: str, keys: Sequence[str]) -> str:
    """Labels of some concepts, in one line."""
    return ", ".join(graph.label_of(scheme, k) for k in keys)
