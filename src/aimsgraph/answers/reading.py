"""One provision, or two beside each other, as plain data for reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from aimsgraph.answers.explanations import Explanation, explanation, render_explanation
from aimsgraph.answers.outline import calm
from aimsgraph.answers.provisions import article_of, describe
from aimsgraph.coverage.verdicts import elements_of
from aimsgraph.inference.knowledge import Knowledge, knowledge_of
from aimsgraph.inference.relations import converse, symbol
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping, Provision
from aimsgraph.model.terms import DISCLAIMER, MARK_WORDS, PREDICATES

_SHOWN: Final = (
    "part of", "binds", "bound via", "risk classes", "applies from",
    "incident clocks", "penalties", "evidence", "topics",
    "lifecycle stages", "force", "editions", "before", "note", "id", "address",
)  # fmt: skip
"""Facts about a provision that a reader sees, in order."""


def naming(graph: Graph, curie: Curie) -> dict[str, str]:
    """What a provision is called: framework, notation, heading and summary."""
    one = graph.provisions[curie]
    return {
        "id": one.id,
        "f": graph.frameworks[one.framework].label,
        "key": one.framework,
        "n": one.notation,
        "h": "" if one.label == one.notation else calm(one.label),
        "s": one.summary,
    }


def pair_document(graph: Graph, needed: Curie, held: Curie, hops: int) -> dict[str, Any]:
    """Two provisions side by side: what is still open of each when the other is met, and why.

    Args:
        graph: The graph.
        needed: The provision that is asked about.
        held: The other one.
        hops: Most mappings along a path of a proof.
    """
    found = explanation(graph, held, needed, hops)
    rows = [m for m in knowledge_of(graph, hops).rows_at.get(needed, ()) if held in
            (m.subject, m.object)]  # fmt: skip
    typed = next((m for m in rows if m.relation is not None), None)
    return {
        "needed": _side(graph, needed, typed),
        "held": _side(graph, held, typed),
        "relation": symbol(found.mask),
        "conclusion": found.conclusion,
        "row": _row(typed),
        "support": [[m.subject, m.object or "", m.support, m.comment] for m in found.support],
        "none": [_spoken(graph, text) for text in found.none],
        "parts": [[naming(graph, p.source), symbol(p.mask), naming(graph, p.target)]
                  for p in found.parts],
        "paths": _paths(found),
        "proof": render_explanation(found),
        "version": graph.data_version,
        "disclaimer": DISCLAIMER,
    }  # fmt: skip


def _side(graph: Graph, curie: Curie, row: Mapping | None) -> dict[str, Any]:
    one = graph.provisions[curie]
    seen = row.seen_from(curie) if row is not None else None
    marks = seen.marks if seen else {}
    return {
        **naming(graph, curie),
        "open": seen.residual if seen else "",
        "gap": list(seen.gap) if seen else [],
        "el": [
            [e.text, MARK_WORDS[marks[e.key]] if e.key in marks else "open"]
            for e in elements_of(one)
            if one.elements
        ],
        "judged": row is not None,
    }


def _row(row: Mapping | None) -> dict[str, Any]:
    if row is None or row.relation is None:
        return {}
    return {
        "id": row.id,
        "relation": row.relation.value,
        "predicate": PREDICATES[row.relation][0],
        "why": row.comment,
        "confidence": row.confidence,
        "artefact": row.artefact,
        "cited": list(row.see_also),
        "place": f"{row.file}:{row.line}",
    }


def _spoken(graph: Graph, text: str) -> str:
    known = next((m for m in graph.mappings if m.id == text), None)
    return known.comment if known else text


def _paths(found: Explanation) -> Any:  # noqa: ANN401  (plain data of the explanation)
    return found.as_dict()["paths"]


def reader_document(graph: Graph, one: Provision, hops: int) -> dict[str, Any]:
    """A provision to read: its framework's outline, what it says, and its counterparts.

    Args:
        graph: The graph.
        one: The provision.
        hops: Most mappings along a path of what is inferred.

    Returns:
        Outline in reading order with depths; facts; parts below it; counterparts of it and of the
        duties below it, each with what is still open on either side.
    """
    all_of = graph.of(one.framework)
    knowledge = knowledge_of(graph, hops)
    below = list(graph.descendants(one.id))
    facts = describe(graph, one)
    places = [p.id for p in all_of]
    at = places.index(one.id)
    mine = [one, *below]
    counterparts = [c for p in mine for c in _counterparts(graph, knowledge, p)]
    return {
        **naming(graph, one.id),
        "outline": [
            [p.id, p.notation, "" if p.label == p.notation else calm(p.label), _depth(graph, p)]
            for p in all_of
        ],
        "article": article_of(graph, one).id,
        "assessable": graph.is_assessable(one.id),
        "facts": [[k, facts[k]] for k in _SHOWN if k in facts],
        "el": [[e.text, e.hard] for e in one.elements],
        "parts": [
            {**naming(graph, p.id), "el": [e.text for e in p.elements], "depth": _depth(graph, p),
             "duty": graph.is_assessable(p.id)}
            for p in below
        ],
        "cites": [naming(graph, c) for c in one.cites if c in graph.provisions],
        "cited": [naming(graph, p.id) for p in graph.provisions.values() if one.id in p.cites],
        "counterparts": counterparts,
        "previous": places[at - 1] if at else "",
        "next": places[at + 1] if at + 1 < len(places) else "",
        "see": list(one.see_also) or list(graph.frameworks[one.framework].see_also),
        "exists": graph.exists(one),
        "hops": hops,
    }  # fmt: skip


def _depth(graph: Graph, one: Provision) -> int:
    return sum(1 for _ in graph.ancestors(one.id))


def _counterparts(graph: Graph, knowledge: Knowledge, one: Provision) -> Iterator[dict[str, Any]]:
    """Rows at a provision, then what is inferred about it, then where nothing corresponds."""
    seen: set[Curie] = set()
    for m in knowledge.rows_at.get(one.id, ()):
        other = m.object if m.subject == one.id else m.subject
        if other is None:
            continue
        seen.add(other)
        here, there = m.seen_from(one.id), m.seen_from(other)
        yield {
            "at": one.id,
            "other": naming(graph, other),
            "kind": "support" if m.support else "asserted",
            "relation": m.support or (m.relation.value if m.relation else "suggested"),
            "forward": m.subject == one.id,
            "confidence": m.confidence,
            "open_here": here.residual,
            "open_there": there.residual,
            "gap": list(here.gap),
            "artefact": m.artefact,
            "why": m.comment,
        }
    for pair in knowledge.by_target.get(one.id, ()):
        framework = graph.provisions[pair.source].framework
        if pair.overlaps and pair.source not in seen and framework != one.framework:
            yield {
                "at": one.id,
                "other": naming(graph, pair.source),
                "kind": "inferred",
                "relation": symbol(converse(pair.mask)),
                "forward": True,
                "confidence": 0.0,
                "open_here": "",
                "open_there": "",
                "gap": [],
                "artefact": "",
                "why": "",
            }
    for (curie, key), row in knowledge.none_rows.items():
        if curie == one.id:
            yield {
                "at": one.id,
                "other": {"id": "", "f": graph.frameworks[key].label, "key": key, "n": "", "h": "",
                          "s": ""},
                "kind": "none",
                "relation": "nothing corresponds",
                "forward": True,
                "confidence": row.confidence,
                "open_here": "",
                "open_there": "",
                "gap": [],
                "artefact": "",
                "why": row.comment,
            }  # fmt: skip
