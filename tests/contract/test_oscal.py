"""OSCAL that leaves the project is valid against the released JSON schemas of 1.2.

The schemas are those of the releases (https://github.com/usnistgov/OSCAL/releases), works of the
United States government, compressed in ``tests/resources/oscal``.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft7Validator

from aimsgraph.answers.questions import Answer, Question, answer
from aimsgraph.coverage.scope import Scope
from aimsgraph.exports.formats import export
from aimsgraph.exports.oscal_mapping import RELATIONSHIPS
from aimsgraph.model.errors import InputError
from aimsgraph.model.graph import Graph
from worlds import ROOT, world

SCHEMAS = ROOT / "tests" / "resources" / "oscal"
OLDEST, NEWEST = "1.2.1", "1.2.3"
ASKED = {
    "ai act": Question(("iso27001", "iso42001"), "aiact"),
    "a part": Question(("iso27001",), "gdpr", Scope(part="gdpr:art_32")),
    "a role": Question(("iso42001",), "gdpr", Scope(role="processor", date="2026-12-02")),
    "a standard": Question(("aiact",), "iso42001"),
    "a voluntary framework": Question(("aiact",), "airmf"),
    "annexes": Question(("iso27001",), "cra"),
    "over two rows": Question(("iso27001",), "iso42001"),
}


@cache
def validator(model: str, version: str) -> Draft7Validator:
    text = gzip.decompress((SCHEMAS / f"oscal_{model}_schema-{version}.json.gz").read_bytes())
    schema = json.loads(_plain(text.decode()))
    assert version in schema["$id"]
    return Draft7Validator(schema)


def _plain(text: str) -> str:
    """Classes of letters and digits as Python's regular expressions have them."""
    return text.replace(r"\\p{L}", r"[^\\W\\d_]").replace(r"\\p{N}", r"\\d")


@pytest.fixture(scope="module", params=ASKED)
def result(request: pytest.FixtureRequest, graph: Graph) -> Answer:
    return answer(graph, ASKED[request.param])


def faults(document: object, model: str, version: str) -> list[str]:
    found = validator(model, version).iter_errors(document)
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in found]


def ids_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "id" in value:
            yield value["id"]
        for below in value.values():
            yield from ids_of(below)
    elif isinstance(value, list):
        for below in value:
            yield from ids_of(below)


def nodes_of(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from nodes_of(below)
    elif isinstance(value, list):
        for below in value:
            yield from nodes_of(below)


MODELS = pytest.mark.parametrize(
    ("name", "model"), [("oscal", "mapping"), ("oscal-catalog", "catalog")]
)


@pytest.mark.sampled(2)
@MODELS
def test_documents_are_valid(name: str, model: str, result: Answer) -> None:
    assert faults(json.loads(export(result, name)), model, NEWEST) == []


@MODELS
def test_documents_are_valid_in_the_version_that_they_name(
    name: str, model: str, graph: Graph
) -> None:
    document = json.loads(export(answer(graph, ASKED["over two rows"]), name))
    (root,) = document.values()
    assert root["metadata"]["oscal-version"] == OLDEST
    assert faults(document, model, OLDEST) == []


def test_the_validation_can_fail(graph: Graph) -> None:
    document = json.loads(export(answer(graph, ASKED["a part"]), "oscal"))
    document["mapping-collection"]["mappings"][0]["maps"][0]["targets"][0]["type"] = "chapter"
    assert faults(document, "mapping", NEWEST)
    catalog = json.loads(export(answer(graph, ASKED["a part"]), "oscal-catalog"))
    catalog["catalog"]["groups"][0]["id"] = "4 spaces"
    assert faults(catalog, "catalog", NEWEST)


def test_a_mapping_names_what_the_catalog_of_the_same_analysis_holds(result: Answer) -> None:
    catalog = json.loads(export(result, "oscal-catalog"))
    collection = json.loads(export(result, "oscal"))["mapping-collection"]
    ids = list(ids_of(catalog))
    assert len(ids) == len(set(ids))
    need = f"{result.coverage.need}_"
    named = {
        node["id-ref"]
        for mapping in collection["mappings"]
        for node in nodes_of(mapping)
        if "id-ref" in node
    }
    gaps = gaps_of(collection)
    assert {one for one in named | gaps if one.startswith(need)} <= set(ids)
    uuids = {one["uuid"] for one in collection["back-matter"]["resources"]}
    hrefs = {n["href"] for m in collection["mappings"] for n in nodes_of(m) if "href" in n}
    assert {one.removeprefix("#") for one in hrefs} <= uuids


def gaps_of(value: object) -> set[str]:
    return {i for node in nodes_of(value) for i in node.get("with-ids", ())}


def test_a_gap_names_controls_of_which_no_part_is_mapped(result: Answer) -> None:
    """The model: "a by-id collection of all controls that were not mapped at all"."""
    catalog = json.loads(export(result, "oscal-catalog"))
    collection = json.loads(export(result, "oscal"))["mapping-collection"]
    inside = {
        control["id"]: set(ids_of({k: v for k, v in control.items() if k != "controls"}))
        for node in nodes_of(catalog)
        for control in node.get("controls", ())
    }
    named = {n["id-ref"] for n in nodes_of(collection["mappings"]) if "id-ref" in n}
    gaps = {one for one in gaps_of(collection) if one.startswith(f"{result.coverage.need}_")}
    assert gaps <= inside.keys()
    assert not any(inside[one] & named for one in gaps)
    open_parts = {
        p["value"]
        for mapping in collection["mappings"]
        for p in mapping.get("props", ())
        if p["name"] == "unmapped-target-statement"
    }
    within = {part for one in gaps for part in inside[one]}
    needed = {one.provision.id.replace(":", "_") for one in result.coverage.cells}
    assert needed <= named | within | open_parts
    assert not open_parts & (named | within)


def test_the_catalog_counts_what_the_analysis_counts(result: Answer) -> None:
    catalog = json.loads(export(result, "oscal-catalog"))
    told = {}
    for node in nodes_of(catalog):
        props = {p["name"]: p["value"] for p in node.get("props", ())}
        if props.get("in-scope") == "yes":
            told[props["identifier"]] = (props["state"], props["verdict"])
    cells = result.coverage.cells
    assert told == {c.provision.id: (c.state.value, c.verdict.value) for c in cells}


def test_every_relation_has_a_word_and_is_read_from_what_is_held() -> None:
    frameworks = {"have": ["a", "b", "c", "d", "e"], "need": ["t", "u", "v", "w", "x"]}
    words = [relation.value for relation in RELATIONSHIPS]
    there = list(zip(frameworks["have"], words, frameworks["need"], strict=True))
    for turned in (False, True):
        rows = [
            (f"need:{t}", word, f"have:{h}") if turned else (f"have:{h}", word, f"need:{t}")
            for h, word, t in there
        ]
        graph = world(frameworks, rows)
        document = json.loads(export(answer(graph, Question(("have",), "need")), "oscal"))
        assert faults(document, "mapping", NEWEST) == []
        (mapping,) = document["mapping-collection"]["mappings"]
        told = {m["sources"][0]["id-ref"]: m["relationship"] for m in mapping["maps"]}
        order = list(RELATIONSHIPS.values())
        if turned:
            order[1], order[2] = order[2], order[1]
        assert told == {f"have_{h}": word for (h, _, _), word in zip(there, order, strict=True)}


def test_no_row_at_all_is_said_and_not_written() -> None:
    graph = world({"have": ["a"], "need": ["t"]})
    with pytest.raises(InputError, match="no row maps"):
        export(answer(graph, Question(("have",), "need")), "oscal")
