"""An analysis as a library of CISO Assistant: the needed framework, those held, and the mappings.

CISO Assistant loads a mapping only where both of its ends are loaded, and refuses a framework that
another library declared. So the file holds both ends, under names of its own: it loads by itself,
beside any other export, and a later export of the same question takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aimsgraph.answers.extract import (
    Extract,
    day_of,
    extract_of,
    facts_of,
    facts_text,
    licences_of,
    outline_of,
    slug_of,
    still_open,
    title_of,
)
from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.scope import dates_text
from aimsgraph.coverage.states import Cell
from aimsgraph.formats.ciso_assistant import (
    RELATIONSHIPS,
    Group,
    Library,
    LibraryFramework,
    Requirement,
    RequirementMapping,
    RequirementMappingSet,
    render_library,
)
from aimsgraph.model.records import Curie, Mapping, Provision
from aimsgraph.model.terms import CONVERSE

_URN: Final = "urn:aimsgraph:risk"
_LONGEST_NAME: Final = 200
"""Characters that CISO Assistant keeps of a name."""


def render_ciso_assistant(result: Answer) -> bytes:
    """An analysis as a library."""
    return render_library(library_of(result)).encode()


def library_of(result: Answer) -> Library:
    """An analysis as the record of a library."""
    extract = extract_of(result)
    coverage, slug = result.coverage, slug_of(result)
    held = [key for key in coverage.have if key != coverage.need]
    urns = {key: urns_of(result, key) for key in (coverage.need, *held)}
    sets = [_mapping_set(result, extract, key, urns) for key in held]
    kept = tuple(one for one in sets if one.requirement_mappings)
    rows = sum(len(one.requirement_mappings) for one in kept)
    text = facts_text(facts_of(result, extract))
    if len(extract.rows) > rows:
        text += (
            f" Left out: {len(extract.rows) - rows} of {len(extract.rows)} rows, which say that"
            " something only supports, is only suggested, or that nothing corresponds; a library"
            " has no word for them."
        )
    day = day_of(result, extract)
    return Library(
        urn=f"{_URN}:library:{slug}",
        ref_id=slug,
        name=title_of(result)[:_LONGEST_NAME],
        description=text,
        copyright=f"aimsgraph contributors; {'; '.join(licences_of(result, extract))}",
        version=int(day.replace("-", "")),
        publication_date=day,
        provider="aimsgraph",
        packager="aimsgraph",
        frameworks=tuple(_framework(result, key, urns[key]) for key in urns),
        mapping_sets=kept,
    )


def urns_of(result: Answer, key: str) -> dict[Curie, str]:
    """The names of the nodes of a framework; CISO Assistant reads them in lower case."""
    head = f"{_URN}:req_node:{slug_of(result)}-{key}:"
    found: dict[Curie, str] = {}
    taken: set[str] = set()
    for one in outline_of(result, key):
        name = one.local.lower()
        while name in taken:
            name += "-"
        taken.add(name)
        found[one.id] = head.lower() + name
    return found


def _framework(result: Answer, key: str, urns: dict[Curie, str]) -> LibraryFramework:
    graph = result.graph
    one = graph.frameworks[key]
    edition = graph.edition_of(key)
    outline = outline_of(result, key)
    cells = {c.provision.id: c for c in result.coverage.cells} if _needed(result, key) else {}
    nodes = tuple(_requirement(result, p, urns, cells.get(p.id)) for p in outline)
    roles = dict.fromkeys(role for node in nodes for role in node.implementation_groups)
    return LibraryFramework(
        urn=_framework_urn(result, key),
        ref_id=f"{key}-{edition}" if edition else key,
        name=one.label[:_LONGEST_NAME],
        description=f"{one.title or one.label}. Headings as published, requirements in words of the"
        " aimsgraph project; read the text itself before relying on it.",
        implementation_groups_definition=tuple(
            Group(role, graph.label_of("role", role), f"Binds: {graph.label_of('role', role)}")
            for role in roles
        ),
        requirement_nodes=nodes,
    )


def _needed(result: Answer, key: str) -> bool:
    return key == result.coverage.need


def _framework_urn(result: Answer, key: str) -> str:
    return f"{_URN}:framework:{slug_of(result)}-{key}".lower()


def _counts(result: Answer, one: Provision) -> bool:
    """Whether a requirement of a framework that is held is assessed."""
    return result.graph.is_assessable(one.id) and one.id in result.coverage.holding.provisions


def _requirement(
    result: Answer, one: Provision, urns: dict[Curie, str], cell: Cell | None
) -> Requirement:
    graph = result.graph
    counts = cell is not None if _needed(result, one.framework) else _counts(result, one)
    short = len(one.label) <= _LONGEST_NAME
    said = [one.summary or ("" if short else one.label), *(f"- {e.text}" for e in one.elements)]
    return Requirement(
        urn=urns[one.id],
        assessable=counts,
        depth=1 + sum(1 for _ in graph.ancestors(one.id)),
        parent_urn=urns[one.parent] if one.parent else "",
        ref_id=one.notation,
        name=one.label if short else "",
        description="\n".join(filter(None, said)),
        annotation="\n".join(_found(result, cell)) if cell else "",
        typical_evidence="\n".join(graph.label_of("evidence", e) for e in one.evidence),
        implementation_groups=one.binds if counts else (),
    )


def _found(result: Answer, cell: Cell) -> Iterable[str]:
    """What the analysis found about a needed provision, line by line."""
    yield f"State: {cell.state.value}. Verdict: {cell.verdict.value}. {cell.reason}"
    if cell.remains:
        yield f"Remains: {cell.remains.value}"
    days = dates_text(result.graph, cell.provision, result.coverage.scope.risk)
    if days:
        yield f"Applies from: {days}"
    yield from (f"Still open: {text}" for text in still_open(cell))


def _mapping_set(
    result: Answer, extract: Extract, key: str, urns: dict[str, dict[Curie, str]]
) -> RequirementMappingSet:
    graph, need = result.graph, result.coverage.need
    labels = graph.frameworks[key].label, graph.frameworks[need].label
    slug = f"{slug_of(result)}-{key}-{need}".lower()
    rows = (_row(one, urns[key], urns[need]) for one in extract.rows)
    return RequirementMappingSet(
        urn=f"{_URN}:req_mapping_set:{slug}",
        ref_id=slug,
        name=f"{labels[0]} -> {labels[1]}"[:_LONGEST_NAME],
        description=f"What {labels[0]} does for {labels[1]}, row by row.",
        source_framework_urn=_framework_urn(result, key),
        target_framework_urn=_framework_urn(result, need),
        requirement_mappings=tuple(filter(None, rows)),
    )


def _row(
    one: Mapping, held: dict[Curie, str], needed: dict[Curie, str]
) -> RequirementMapping | None:
    """A row from what is held to what is needed; none where a library has no word for it."""
    if one.relation is None or one.object is None:
        return None
    if one.subject in held and one.object in needed:
        source, target, relation = one.subject, one.object, one.relation
    elif one.object in held and one.subject in needed:
        source, target, relation = one.object, one.subject, CONVERSE[one.relation]
    else:
        return None
    left = one.seen_from(target).residual
    said = (
        one.comment,
        f"Still demanded: {left}" if left else "",
        f"Shared artefact: {one.artefact}" if one.artefact else "",
        f"Confidence: {one.confidence:g}",
    )
    return RequirementMapping(
        held[source],
        needed[target],
        RELATIONSHIPS[relation],
        one.rationale,
        "\n".join(filter(None, said)),
    )
