"""The rows of an analysis as SSSOM/TSV: what our own reader, and any other, reads back as it was.

Format: https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import yaml

from aimsgraph.answers.extract import (
    Extract,
    analysis_uuid,
    extract_of,
    facts_of,
    facts_text,
    frameworks_of,
    is_address,
    licences_of,
    title_of,
)
from aimsgraph.answers.questions import Answer
from aimsgraph.formats.sssom import COLUMNS
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Mapping
from aimsgraph.model.terms import AIMS, ANALYSIS, ID, NO_TERM_FOUND, SEMAPV, SKOS, SSSOM

_PREFIXES: Final = {"aims": AIMS, "aimsid": ID, "semapv": SEMAPV, "skos": SKOS, "sssom": SSSOM}

EXTENSIONS: Final = {
    "strm_relation": "relation",
    "strm_rationale": "rationale",
    "object_residual": "objectResidual",
    "subject_residual": "subjectResidual",
    "object_elements": "objectElements",
    "subject_elements": "subjectElements",
    "shared_artefact": "sharedArtefact",
    "object_gap": "objectGap",
    "subject_gap": "subjectGap",
    "support_kind": "supportKind",
    "subject_judged": "subjectJudged",
    "object_judged": "objectJudged",
}
"""Slots that SSSOM does not have, and the properties that define them."""


def render_sssom(result: Answer) -> bytes:
    """The rows of an analysis as one mapping set."""
    extract = extract_of(result)
    return (_header(result, extract) + _table(result.graph, extract.rows)).encode()


def _header(result: Answer, extract: Extract) -> str:
    facts = facts_of(result, extract)
    licences = licences_of(result, extract)
    slots: dict[str, object] = {
        "mapping_set_id": f"{ANALYSIS}{analysis_uuid(result)}",
        "mapping_set_title": title_of(result),
        "mapping_set_description": facts_text(facts),
        "mapping_set_version": result.graph.data_version,
        "sssom_version": "1.0",
        "curie_map": {f.key: f"{f.iri}/" for f in frameworks_of(result, extract)} | _PREFIXES,
        "extension_definitions": [
            {"slot_name": slot, "property": AIMS + name} for slot, name in EXTENSIONS.items()
        ],
    }
    if len(licences) == 1 and is_address(licences[0]):
        slots["license"] = licences[0]
    text = yaml.safe_dump(slots, sort_keys=False, allow_unicode=True, width=10_000)
    return "".join(f"# {line}\n" for line in text.splitlines())


def _table(graph: Graph, rows: Iterable[Mapping]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    for one in rows:
        cells = _cells(graph, one)
        writer.writerow([cells.get(column, "") for column in COLUMNS])
    return out.getvalue()


def _cells(graph: Graph, one: Mapping) -> dict[str, str]:
    subject = graph.provisions[one.subject].framework
    target = graph.provisions[one.object].framework if one.object else one.none_in
    return {
        "subject_id": one.subject,
        "subject_label": one.subject_label,
        "predicate_id": one.predicate,
        "predicate_modifier": one.modifier,
        "object_id": one.object or NO_TERM_FOUND,
        "object_label": one.object_label,
        "mapping_justification": one.justification,
        "confidence": format(Decimal(repr(one.confidence)).normalize(), "f"),
        "strm_relation": one.relation.value if one.relation else "",
        "strm_rationale": one.rationale,
        "object_elements": "|".join(one.object_elements),
        "subject_elements": "|".join(one.subject_elements),
        "shared_artefact": one.artefact,
        "object_gap": "|".join(one.object_gap),
        "subject_gap": "|".join(one.subject_gap),
        "support_kind": one.support,
        "object_residual": one.object_residual,
        "subject_residual": one.subject_residual,
        "comment": one.comment,
        "see_also": "|".join(one.see_also),
        "author_label": one.author,
        "reviewer_label": one.reviewer,
        "mapping_date": one.date,
        "subject_source": _source(graph, subject),
        "subject_source_version": one.subject_edition,
        "object_source": _source(graph, target),
        "object_source_version": one.object_edition,
        "subject_judged": one.subject_judged,
        "object_judged": one.object_judged,
    }


def _source(graph: Graph, key: str) -> str:
    """A framework as a CURIE where it has one of ours, else by its address."""
    iri = graph.frameworks[key].iri
    return f"aimsid:{iri.removeprefix(ID)}" if iri.startswith(ID) else iri
