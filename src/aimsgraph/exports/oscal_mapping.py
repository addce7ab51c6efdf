"""The rows of an analysis as an OSCAL mapping collection (control mapping model, OSCAL 1.2).

https://pages.nist.gov/OSCAL-Reference/models/v1.2.0/mapping-collection/json-reference/
"""

from __future__ import annotations

from typing import Final

from aimsgraph.answers.extract import Extract, extract_of, facts_of, facts_text, title_of
from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.oscal import (
    NAMESPACE,
    Node,
    back_matter,
    control_of,
    findings,
    given,
    metadata,
    props,
    reference,
    render,
    resource_uuid,
    token,
    uuid_of,
)
from aimsgraph.model.errors import InputError
from aimsgraph.model.records import Curie, Mapping
from aimsgraph.model.terms import CONVERSE, Relation, State

RELATIONSHIPS: Final[dict[Relation, str]] = {
    Relation.EQUAL: "equivalent-to",
    Relation.SUBSET: "subset-of",
    Relation.SUPERSET: "superset-of",
    Relation.INTERSECTS: "intersects-with",
    Relation.DISJOINT: "no-relationship",
}
"""Words of OSCAL; ``equal-to`` is kept for rows that compare wordings."""

_MANUAL: Final = "semapv:ManualMappingCuration"

Ends = tuple[str, str]
"""Framework of the source and of the target of a mapping."""


def render_oscal_mapping(result: Answer) -> bytes:
    """The rows of an analysis as a mapping collection.

    Raises:
        InputError: No row has two ends, and OSCAL knows no mapping without one.
    """
    extract = extract_of(result)
    groups: dict[Ends, list[Mapping]] = {}
    for one in extract.rows:
        if one.object is not None:
            groups.setdefault(_ends(result, one), []).append(one)
    if not groups:
        raise InputError(
            "export oscal",
            "no row maps a provision held to one that is needed, and OSCAL has no empty mapping.",
            "Take csv, json or sssom, which can say that nothing corresponds.",
        )
    keys = dict.fromkeys(key for ends in groups for key in ends)
    document = given(
        uuid=uuid_of(result, "mapping-collection"),
        metadata=metadata(result, extract, f"{title_of(result)}: mappings"),
        provenance=_provenance(result, extract),
        mappings=[_mapping(result, extract, ends, rows) for ends, rows in sorted(groups.items())],
        back_matter=back_matter(result, keys),
    )
    return render({"mapping-collection": document})


def _ends(result: Answer, one: Mapping) -> Ends:
    """What is held is the source and what is needed the target, however the row was written."""
    graph = result.graph
    assert one.object is not None
    ends = (graph.provisions[one.subject].framework, graph.provisions[one.object].framework)
    turned = ends[0] == result.coverage.need or ends[1] in result.coverage.have
    kept = ends[1] == result.coverage.need or ends[0] in result.coverage.have
    return (ends[1], ends[0]) if turned and not kept else ends


def _provenance(result: Answer, extract: Extract) -> Node:
    counts = result.coverage.counts
    judged = not (counts[State.UNMAPPED] or counts[State.LEAD])
    manual = all(one.justification == _MANUAL for one in extract.rows)
    return given(
        method="human" if manual else "hybrid",
        matching_rationale="functional",
        status="complete" if judged else "not-complete",
        mapping_description=facts_text(facts_of(result, extract)),
    )


def _mapping(result: Answer, extract: Extract, ends: Ends, rows: list[Mapping]) -> Node:
    source, target = ends
    cells = {cell.provision.id: cell for cell in result.coverage.cells}
    name = f"mapping/{source}/{target}"
    needed = list(cells) if target == result.coverage.need else []
    leaves = result.graph.leaves(source) if source in result.coverage.have else ()
    held = [p.id for p in leaves if p.id in result.coverage.holding.provisions]
    gaps = {"source": _gaps(result, extract, held), "target": _gaps(result, extract, needed)}
    statements = [
        (f"unmapped-{side}-statement", token(one))
        for side, (_, left) in gaps.items()
        for one in left
    ]
    return given(
        uuid=uuid_of(result, name),
        source_resource=_resource(result, source),
        target_resource=_resource(result, target),
        maps=[_map(result, one, source, cells) for one in rows],
        props=[*_nothing_found(extract, ends), *props(*statements)],
        source_gap_summary=_gap_summary(result, f"{name}/source", gaps["source"][0]),
        target_gap_summary=_gap_summary(result, f"{name}/target", gaps["target"][0]),
    )


def _gaps(
    result: Answer, extract: Extract, provisions: list[Curie]
) -> tuple[list[Curie], list[Curie]]:
    """Controls of which no part is mapped in the collection, and open statements of the others."""
    graph = result.graph
    ends = {end for m in extract.rows if m.object for end in (m.subject, m.object)}
    mapped = {control_of(graph, end) for end in ends}
    home = {one: control_of(graph, one) for one in provisions}
    controls = dict.fromkeys(c for c in home.values() if c not in mapped)
    left = [one for one, control in home.items() if control in mapped and one not in ends]
    return list(controls), left


def _resource(result: Answer, key: str) -> Node:
    return {"type": "catalog", "href": f"#{resource_uuid(result, key)}"}


def _gap_summary(result: Answer, name: str, left: list[Curie]) -> Node:
    if not left:
        return {}
    return {
        "uuid": uuid_of(result, name),
        "unmapped-controls": [{"with-ids": [token(one) for one in left]}],
    }


def _nothing_found(extract: Extract, ends: Ends) -> list[Node]:
    """Rows that say that nothing on the other side corresponds: OSCAL has no map for them."""
    found = []
    for one in extract.rows:
        if one.none_in and {one.none_in, one.subject.partition(":")[0]} == set(ends):
            (prop,) = props(("no-term-found", token(one.subject)))
            found.append({**prop, **given(remarks=one.comment)})
    return found


def _map(result: Answer, one: Mapping, source: str, cells: dict[Curie, Cell]) -> Node:
    graph = result.graph
    assert one.object is not None
    turned = graph.provisions[one.subject].framework != source
    start, end = (one.object, one.subject) if turned else (one.subject, one.object)
    word, namespace = _relationship(one, turned=turned)
    at_start, at_end = one.seen_from(start), one.seen_from(end)
    return given(
        uuid=uuid_of(result, f"map/{one.id}"),
        ns=namespace,
        matching_rationale=one.rationale,
        relationship=word,
        sources=[reference(graph, start)],
        targets=[{**reference(graph, end), **given(props=findings(cells.get(end)))}],
        confidence_score={"percentage": one.confidence},
        props=props(
            ("mapping", one.id),
            ("support-kind", one.support),
            ("shared-artefact", one.artefact),
            ("target-elements", " ".join(at_end.elements)),
            ("target-gap", " ".join(at_end.gap)),
            ("target-still-demands", at_end.residual),
            ("source-elements", " ".join(at_start.elements)),
            ("source-gap", " ".join(at_start.gap)),
            ("source-still-demands", at_start.residual),
            ("mapping-date", one.date),
            ("author", one.author),
            ("reviewer", one.reviewer),
        ),
        remarks=one.comment,
    )


def _relationship(one: Mapping, *, turned: bool) -> tuple[str, str]:
    """The word for a row read from source to target, and its namespace where it is ours."""
    if one.relation is None:
        word = "related-to" if not one.support else "supported-by" if turned else "supports"
        return word, NAMESPACE
    relation = CONVERSE[one.relation] if turned else one.relation
    if relation is Relation.EQUAL and one.rationale == "syntactic":
        return "equal-to", ""
    return RELATIONSHIPS[relation], ""
