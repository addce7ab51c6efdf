"""What the graph knows about one provision, and how it stands against what is held."""

from __future__ import annotations

from aimsgraph.answers.consequences import clock_text, clocks_of, penalties_of, penalty_text
from aimsgraph.coverage.holdings import hold
from aimsgraph.coverage.scope import Scope
from aimsgraph.coverage.states import Cell, cover
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision


def cells_below(graph: Graph, one: Provision) -> dict[Curie, dict[str, Cell]]:
    """The leaves of a provision, itself if it is one, with their cells holding each framework.

    Args:
        graph: The graph.
        one: The provision.

    Returns:
        By leaf in reading order: cell by framework held, every other one in turn.
    """
    below = {one.id, *(p.id for p in graph.descendants(one.id))}
    leaves = [p.id for p in graph.leaves(one.framework) if p.id in below]
    found: dict[Curie, dict[str, Cell]] = {leaf: {} for leaf in leaves}
    if not leaves:
        return found
    knowledge = knowledge_of(graph, DEFAULT_HOPS)
    for have in sorted(graph.frameworks):
        if have != one.framework and graph.leaves(have):
            holding = hold(graph, (have,))
            for cell in cover(knowledge, holding, one.framework, Scope(), found).cells:
                found[cell.provision.id][have] = cell
    return found


def article_of(graph: Graph, one: Provision) -> Provision:
    """The article, annex section, clause or control that a provision is read in."""
    for node in (one, *graph.ancestors(one.id)):
        if node.kind in {"Article", "AnnexSection", "Control", "Category"}:
            return node
    return next((a for a in graph.ancestors(one.id)), one)


def describe(graph: Graph, one: Provision) -> dict[str, str]:
    """What the graph knows about a provision, as labelled texts; empty facts are left out."""
    framework = graph.frameworks[one.framework]
    rules = [graph.rules[key] for key in one.application]
    facts = {
        "id": one.id,
        "address": one.iri,
        "framework": framework.label,
        "notation": one.notation,
        "heading": one.label,
        "kind": one.kind,
        "part of": " > ".join(
            f"{p.notation} {p.label}" if p.label != p.notation else p.notation
            for p in reversed(tuple(graph.ancestors(one.id)))
        ),
        "summary": one.summary,
        "elements": "; ".join(
            f"{e.key}{' (hard)' if e.hard else ''} {e.text}" for e in one.elements
        ),
        "force": one.force.value,
        "binds": "; ".join(graph.label_of("role", r) for r in one.binds),
        "bound via": "; ".join(graph.provisions[c].notation for c in one.bound_via),
        "counts in coverage": "yes" if graph.is_assessable(one.id) else "no",
        "risk classes": "; ".join(graph.label_of("risk", r) for r in one.applies_to),
        "sectors": "; ".join(graph.label_of("sector", s) for s in one.sectors),
        "topics": "; ".join(graph.label_of("topic", t) for t in one.topics),
        "lifecycle stages": "; ".join(graph.label_of("stage", s) for s in one.stages),
        "evidence": "; ".join(graph.label_of("evidence", e) for e in one.evidence),
        "applies from": "; ".join(
            f"{r.date}"
            + (f" (in practice {r.practical_date})" if r.practical_date else "")
            + (f", {r.status}" if r.status != "settled" else "")
            + f": {r.condition} {r.legal_basis}"
            for r in sorted(rules, key=lambda r: (r.date, r.key))
        ),
        "incident clocks": "\n".join(clock_text(graph, c) for c in clocks_of(graph, one)),
        "penalties": "\n".join(penalty_text(graph, p) for p in penalties_of(graph, one)),
        "editions": "; ".join(e.label for e in framework.editions if e.key in one.editions),
        "before": "; ".join(f"{f.edition}: {f.summary}" for f in one.former),
        "attributes": "; ".join(f"{k}: {v}" for k, v in one.attributes),
        "cites": "; ".join(graph.provisions[c].notation for c in one.cites),
        "see also": "; ".join(one.see_also),
        "note": one.note,
    }
    return {k: v for k, v in facts.items() if v}
