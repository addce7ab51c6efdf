"""An analysis as plain data for pictures: duties in reading order, in groups, with all beside them.

The explorer draws it and the exports draw from it, so that every face shows the same numbers.
"""

from __future__ import annotations

from typing import Any

from aimsgraph.answers.outline import calm, groups, part_of
from aimsgraph.answers.plan import best_source, task_of
from aimsgraph.answers.questions import Answer, context_of, method_of
from aimsgraph.answers.report import pieces
from aimsgraph.answers.sheets import remains_text
from aimsgraph.coverage.scope import rules_of
from aimsgraph.coverage.states import Cell, Source
from aimsgraph.coverage.verdicts import ElementState
from aimsgraph.inference.relations import symbol
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision
from aimsgraph.model.terms import DISCLAIMER, MARK_WORDS, State


def picture(result: Answer) -> dict[str, Any]:
    """An analysis as plain data.

    Returns:
        Sentence, counts, duties by index in reading order, parts with the indexes of their duties,
        names of all provisions in sight, the outline of what is held, and what the numbers rest on.
    """
    graph, coverage = result.graph, result.coverage
    names: dict[str, dict[str, str]] = {}
    duties = [_duty(result, cell, names) for cell in coverage.cells]
    return {
        "have": list(coverage.have),
        "need": coverage.need,
        "labels": {k: f.label for k, f in graph.frameworks.items()},
        "sentence": [
            *([p.text, p.verdict.value if p.verdict else ""] for p in pieces(result)),
            [".", ""],
        ],
        "today": result.today.isoformat() if result.today else "",
        "denominator": coverage.denominator,
        "verdicts": {v.value: n for v, n in coverage.verdicts.items()},
        "states": {s.value: n for s, n in coverage.counts.items()},
        "groups": _groups(graph, [cell.provision for cell in coverage.cells]),
        "held": {key: _held(graph, key, coverage.holding.provisions) for key in coverage.have},
        "duties": duties,
        "names": names,
        "about": {
            **context_of(result),
            "asserted alone": ", ".join(
                f"{s.value} {n}" for s, n in result.asserted.counts.items()
            ),
            "method": method_of(coverage),
            "disclaimer": DISCLAIMER,
        },
    }


def _groups(graph: Graph, provisions: list[Provision]) -> list[dict[str, Any]]:
    """Groups of parts, each with the positions of its provisions, in reading order."""
    return [
        {
            "h": over if isinstance(over, str) else f"{over.notation} {_heading(over)}".strip(),
            "parts": [
                {
                    "id": part.provision.id,
                    "n": part.provision.notation,
                    "h": _heading(part.provision),
                    "duties": list(part.members),
                }
                for part in parts
            ],
        }
        for over, parts in groups(graph, provisions).items()
    ]


def _heading(one: Provision) -> str:
    return "" if one.label == one.notation else calm(one.label)


def _held(graph: Graph, key: str, held: frozenset[Curie]) -> list[dict[str, Any]]:
    leaves = [p for p in graph.leaves(key) if p.id in held]
    return [
        {**part, "duties": [leaves[i].id for i in part["duties"]], "group": group["h"]}
        for group in _groups(graph, leaves)
        for part in group["parts"]
    ]


def _name(graph: Graph, curie: Curie, names: dict[str, dict[str, str]]) -> str:
    """Note what a provision is called, and give its id back."""
    one = graph.provisions.get(curie)
    if one is not None and curie not in names:
        names[curie] = {
            "f": one.framework,
            "n": one.notation,
            "h": "" if one.label == one.notation else one.label,
            "p": part_of(graph, one).id,
        }
    return curie


def _duty(result: Answer, cell: Cell, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    graph, one, risk = result.graph, cell.provision, result.coverage.scope.risk
    _name(graph, one.id, names)
    for curie in (*cell.removed, *(c for e in cell.elements for c in e.by)):
        _name(graph, curie, names)
    marked = {e.element.key: e for e in cell.elements}
    return {
        "id": one.id,
        "s": one.summary,
        "v": cell.verdict.value,
        "st": cell.state.value,
        "r": remains_text(cell),
        "gap": list(cell.gap),
        "task": task_of(result, cell),
        "open": best_source(cell)[1] if cell.state is State.PARTIAL else "",
        "why": cell.reason,
        "dates": [
            {
                "d": r.date,
                "p": r.practical_date,
                "c": r.condition,
                "q": "" if r.status == "settled" else r.status,
            }
            for r in rules_of(graph, one, risk)
        ],
        "changed": bool(one.former) or one.editions[:1] == (graph.edition_of(one.framework),),
        "topics": [graph.label_of("topic", t) for t in one.topics],
        "roles": [graph.label_of("role", r) for r in one.binds],
        "risks": [graph.label_of("risk", r) for r in one.applies_to],
        "evidence": [graph.label_of("evidence", e) for e in one.evidence],
        "el": [[e.text, *_mark(marked.get(e.key))] for e in one.elements],
        "by": [_source(result, source, names) for source in cell.sources],
        "sup": [[_name(graph, m.subject, names), m.support, m.comment] for m in cell.support],
        "none": [graph.mapping(row).comment for row in cell.judged_none],
        "out": list(cell.removed),
        "clash": list(cell.contradictory),
    }


def _mark(found: ElementState | None) -> tuple[str, list[str]]:
    if found is None or found.mark is None:
        return "open", []
    return MARK_WORDS[found.mark], list(found.by)


def _source(result: Answer, source: Source, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    rows = [result.graph.mapping(m) for m in source.mappings]
    one = rows[0] if len(rows) == 1 else None
    return {
        "id": _name(result.graph, source.id, names),
        "rel": symbol(source.mask),
        "c": round(source.confidence, 2),
        "rest": source.residual,
        "inf": source.inferred,
        "gap": list(source.gap),
        "art": one.artefact if one else "",
        "why": one.comment if one else "",
        "row": " + ".join(source.mappings),
    }
