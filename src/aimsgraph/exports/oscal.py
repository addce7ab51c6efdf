"""What the OSCAL documents of an analysis share: names, metadata, properties, references.

Format: OSCAL 1.2 (https://pages.nist.gov/OSCAL/). Every UUID is derived from what it names, and the
day of the last change from the data, so that the same analysis gives the same bytes.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable
from typing import Any, Final

from aimsgraph.answers.extract import (
    Extract,
    analysis_uuid,
    day_of,
    facts_of,
    facts_text,
    is_address,
    licences_of,
)
from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.states import Cell
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision

OSCAL_VERSION: Final = "1.2.1"
"""The release in which the JSON schema of mappings came right; later ones take it, too."""

NAMESPACE: Final = "https://w3id.org/aimsgraph/oscal"
"""Names the properties, parts and relationships that are ours and not of OSCAL."""

_GROUPS: Final = frozenset(
    {"Chapter", "Section", "Theme", "Annex", "AnnexSection", "ControlObjective", "Function",
     "Category"}
)  # fmt: skip
_CONTROLS: Final = frozenset({"Article", "Clause", "Control", "Category", "Subcategory"})
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]")

Node = dict[str, Any]


def render(document: Node) -> bytes:
    """An OSCAL document as JSON."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def uuid_of(result: Answer, name: str) -> str:
    """The UUID of something within the document of an analysis."""
    return str(uuid.uuid5(analysis_uuid(result), name))


def token(curie: str) -> str:
    """A CURIE as an OSCAL identifier.

    >>> token("iso42001:A.6.2.8")
    'iso42001_A.6.2.8'
    """
    return _UNFIT.sub("_", curie)


def line(text: str) -> str:
    r"""A text on one line, as titles and properties have it.

    >>> line(" two\n lines ")
    'two lines'
    """
    return " ".join(text.split())


def props(*named: tuple[str, str], own: bool = True) -> list[Node]:
    """Properties, less those without a value; ``own`` ones carry our namespace."""
    return [
        {"name": name, **({"ns": NAMESPACE} if own else {}), "value": line(value)}
        for name, value in named
        if value.strip()
    ]


def given(**fields: object) -> Node:
    """An object of the fields that say something: ``a_b`` becomes ``a-b``, ``class_`` ``class``."""
    said = {name: value for name, value in fields.items() if value not in ("", [], {}, None)}
    return {name.rstrip("_").replace("_", "-"): value for name, value in said.items()}


def is_group(graph: Graph, one: Provision) -> bool:
    """Whether a provision is a heading that gathers controls."""
    heads = one.kind in _GROUPS or (one.kind == "Clause" and one.parent is None)
    above = graph.provisions[one.parent] if one.parent else None
    return (
        heads
        and not graph.is_assessable(one.id)
        and bool(graph.children.get(one.id))
        and (above is None or is_group(graph, above))
    )


def is_control(graph: Graph, one: Provision) -> bool:
    """Whether a provision is a control of its own, and no statement of another one."""
    if is_group(graph, one):
        return False
    above = graph.provisions[one.parent] if one.parent else None
    return (
        above is None
        or is_group(graph, above)
        or (one.kind in _CONTROLS and is_control(graph, above))
    )


def control_of(graph: Graph, curie: Curie) -> Curie:
    """The control that a provision is a statement of; itself, if it is one."""
    chain = (graph.provisions[curie], *graph.ancestors(curie))
    return next((one.id for one in chain if is_control(graph, one)), curie)


def reference(graph: Graph, curie: Curie) -> Node:
    """How a mapping names a provision of a catalogue that was written by the same rules."""
    one = graph.provisions[curie]
    if is_control(graph, one):
        return {"type": "control", "id-ref": token(curie)}
    suffix = "_ovw" if is_group(graph, one) else ""
    return {"type": "statement", "id-ref": token(curie) + suffix}


def findings(cell: Cell | None) -> list[Node]:
    """What the analysis found about a needed provision, as properties."""
    if cell is None:
        return []
    remains = cell.remains.value if cell.remains else ""
    found = (("state", cell.state.value), ("verdict", cell.verdict.value), ("remains", remains))
    return props(*found)


def metadata(result: Answer, extract: Extract, title: str) -> Node:
    """The head of a document: what it is, of which data, and what it rests on."""
    facts = facts_of(result, extract)
    party = uuid_of(result, "party")
    links = [
        {"href": one, "rel": "license"} for one in licences_of(result, extract) if is_address(one)
    ]
    return given(
        title=line(title),
        last_modified=f"{day_of(result, extract)}T00:00:00Z",
        version=result.graph.data_version or "0",
        oscal_version=OSCAL_VERSION,
        props=props(*((key.replace(" ", "-"), text) for key, text in facts.items())),
        links=links,
        roles=[{"id": "creator", "title": "Creator"}],
        parties=[{"uuid": party, "type": "organization", "name": "aimsgraph contributors"}],
        responsible_parties=[{"role-id": "creator", "party-uuids": [party]}],
        remarks=facts_text(facts),
    )


def resource_uuid(result: Answer, framework: str) -> str:
    """The UUID of the resource that stands for a framework."""
    return uuid_of(result, f"framework/{framework}")


def back_matter(result: Answer, frameworks: Iterable[str]) -> Node:
    """The frameworks that a document speaks of, each a resource with its official addresses."""
    graph = result.graph
    resources = []
    for key in frameworks:
        one = graph.frameworks[key]
        edition = graph.edition_of(key)
        links = [{"href": address} for address in one.see_also if is_address(address)]
        resources.append(
            given(
                uuid=resource_uuid(result, key),
                title=line(one.title or one.label),
                description="Identifiers are those that the export oscal-catalog gives it.",
                props=props(("framework", key), ("edition", edition), ("law-as-of", one.law_as_of)),
                citation={"text": line(", ".join(filter(None, (one.label, edition))))},
                rlinks=links,
            )
        )
    return {"resources": resources}
