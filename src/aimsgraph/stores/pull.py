"""A graph read back from a store: the same typed values that the files give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from aimsgraph.compile.load import compile_records
from aimsgraph.formats.sssom import Row, SssomFile
from aimsgraph.formats.turtle import Document, Node, index
from aimsgraph.model.errors import Finding, StoreError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve_need
from aimsgraph.model.terms import (
    AIMS,
    DCT,
    MEETS,
    NO_TERM_FOUND,
    RDF,
    RDFS,
    SSSOM,
    VOCAB,
    WHOLE,
    XSD,
)
from aimsgraph.stores.catalogue import (
    FRAMEWORK,
    GENID,
    MAPPING_SET,
    SEE_ALSO,
    SOURCE_LINE,
    VOCABULARY,
    Catalogue,
    PublishedGraph,
    catalogue_of,
)
from aimsgraph.stores.client import Service

_BOOLEANS: Final = frozenset({AIMS + "regulated", AIMS + "assessable", AIMS + "stale"})
_BOOLEAN: Final = ox.NamedNode(XSD + "boolean")
_TRUE: Final = {"1": "true", "0": "false"}
_CELLS: Final = {
    "predicate_id": SSSOM + "predicate_id",
    "predicate_modifier": SSSOM + "predicate_modifier",
    "mapping_justification": SSSOM + "mapping_justification",
    "author_label": SSSOM + "author_label",
    "reviewer_label": SSSOM + "reviewer_label",
    "subject_label": SSSOM + "subject_label",
    "object_label": SSSOM + "object_label",
    "strm_rationale": AIMS + "rationale",
    "object_residual": AIMS + "objectResidual",
    "subject_residual": AIMS + "subjectResidual",
    "shared_artefact": AIMS + "sharedArtefact",
    "support_kind": AIMS + "supportKind",
    "subject_judged": AIMS + "subjectJudged",
    "object_judged": AIMS + "objectJudged",
    "subject_source_version": AIMS + "subjectEdition",
    "object_source_version": AIMS + "objectEdition",
    "confidence": AIMS + "confidence",
    "mapping_date": AIMS + "mappingDate",
    "comment": RDFS + "comment",
    "see_also": SEE_ALSO,
}
"""Slots of a row and the properties that carry them as they stand."""

Slots = dict[str, list[Node]]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came from a store, compiled.

    Args:
        graph: The graph without rows at fault; ``None`` when its provisions are at fault.
        documents: Vocabularies and frameworks as statements.
        tables: Mapping sets as rows.
        findings: What is wrong with them; nothing in a store that was published to and left alone.
    """

    graph: Graph | None
    documents: tuple[Document, ...]
    tables: tuple[SssomFile, ...]
    findings: tuple[Finding, ...]


def read_graph(service: Service, names: Sequence[str] = (), hops: int = 0) -> Graph:
    """The graph of a store, or the part of it that a question can depend on.

    Args:
        service: The store.
        names: Frameworks in question, as a user writes them; all without any.
        hops: Most mappings along a path of the question; 0 for no limit.

    Returns:
        The graph; what is in it is whole.

    Raises:
        StoreError: The store does not answer, is empty, half loaded or changed since.
        UnknownNameError: A framework that is not published there.
    """
    pulled = pull(service, names, hops)
    if pulled.graph is None or pulled.findings:
        raise StoreError(
            service.url,
            f"its data are damaged: {pulled.findings[0]}",
            "Run `aimsgraph publish` again.",
        )
    return pulled.graph


def pull(service: Service, names: Sequence[str] = (), hops: int = 0) -> Pulled:
    """What a store holds about some frameworks; arguments as for ``read_graph``.

    Raises:
        StoreError: The store does not answer, is empty, half loaded or changed since.
        UnknownNameError: A framework that is not published there.
    """
    catalogue = catalogue_of(service)
    keys = frozenset(catalogue.frameworks)
    if names:
        known = Graph(catalogue.frameworks, MappingProxyType({}), ())
        keys = catalogue.within([resolve_need(known, name)[0] for name in names], hops)
    kept = {catalogue.frameworks[k].iri for k in keys}
    documents = tuple(
        Document(part.file or part.graph, "", tuple(_of(kept, catalogue, _load(service, part))))
        for part in catalogue.parts.values()
        if part.graph == VOCABULARY or (part.graph.startswith(FRAMEWORK) and part.about & kept)
    )
    tables = tuple(
        _file(_load(service, part), part, catalogue, keys)
        for part in catalogue.parts.values()
        if part.graph.startswith(MAPPING_SET) and (part.about <= kept or len(part.about & kept) > 1)
    )
    compiled = compile_records(documents, tables, catalogue.version)
    faults = [*compiled.of_provisions]
    faults += [_missing(key, service) for key in sorted(keys - set(compiled.graph.frameworks))]
    findings = tuple(sorted({*faults, *compiled.of_mappings}))
    return Pulled(None if faults else compiled.graph, documents, tables, findings)


def _missing(key: str, service: Service) -> Finding:
    fact = f"the framework {key} is in the catalogue and nowhere else."
    return Finding(service.url, 0, "no-framework", fact, "Run `aimsgraph publish` again.")


def read_quads(service: Service) -> Iterator[ox.Quad]:
    """Every statement that was published, what is inferred included."""
    for part in catalogue_of(service).parts.values():
        for triple in _load(service, part):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(part.graph))


def _load(service: Service, part: PublishedGraph) -> list[ox.Triple]:
    count = service.count(part.graph)
    if count != part.triples:
        raise StoreError(
            service.url,
            f"<{part.graph}> holds {count} statements, {part.triples} were published.",
            "It is half loaded or was changed: run `aimsgraph publish` again.",
        )
    return [_plain(t) for t in service.statements(part.graph, part.triples)]


def _plain(triple: ox.Triple) -> ox.Triple:
    """A statement with booleans as they were published; Virtuoso keeps them as numbers."""
    value = triple.object
    if isinstance(value, ox.Literal) and triple.predicate.value in _BOOLEANS:
        word = ox.Literal(_TRUE.get(value.value, value.value), datatype=_BOOLEAN)
        return ox.Triple(triple.subject, triple.predicate, word)
    return triple


def _of(kept: set[str], catalogue: Catalogue, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The statements about frameworks that take part, without nodes that had no address."""
    out = {f.iri for f in catalogue.frameworks.values()} - kept
    for triple in triples:
        ends = [t.value for t in (triple.subject, triple.object) if isinstance(t, ox.NamedNode)]
        home = ends[0].rpartition("/")[0]
        if ends[0] not in out and home not in out and not any(e.startswith(GENID) for e in ends):
            yield triple


def _file(
    triples: Iterable[ox.Triple], part: PublishedGraph, catalogue: Catalogue, kept: frozenset[str]
) -> SssomFile:
    keys = {f.iri: f.key for f in catalogue.frameworks.values()}
    rows: list[Row] = []
    header: dict[str, object] = {}
    for iri, slots in index([Document(part.file, "", tuple(triples))]).items():
        kinds = {n.value for n in slots.get(RDF + "type", [])}
        if AIMS + "MappingSet" in kinds:
            header["mapping_set_id"] = iri
            header["mapping_set_title"] = _first(slots, DCT + "title")
            header["license"] = _first(slots, DCT + "license")
        elif AIMS + "Mapping" in kinds:
            row = _row(slots, keys)
            ends = {row["subject_id"].partition(":")[0], row["object_id"].partition(":")[0]}
            ends = {e for e in ends if e in catalogue.frameworks} | {row["object_source"]} - {""}
            if ends <= kept:
                rows.append(row)
    return SssomFile(part.file, header, {}, tuple(sorted(rows, key=lambda r: r.line)))


def _row(slots: Slots, keys: dict[str, str]) -> Row:
    """A mapping as the row of a file."""
    cells = {cell: _first(slots, predicate) for cell, predicate in _CELLS.items()}
    cells["subject_id"] = _curie(_first(slots, AIMS + "subject"), keys)
    target = _first(slots, AIMS + "object")
    if target:
        cells["object_id"] = _curie(target, keys)
        cells["strm_relation"] = _first(slots, AIMS + "relation").removeprefix(f"{VOCAB}relation/")
    else:
        cells["object_id"] = NO_TERM_FOUND
        none_in = _first(slots, AIMS + "noTermFoundIn")
        cells["object_source"] = keys.get(none_in, none_in)
    for side in ("object", "subject"):
        gap = slots.get(f"{AIMS}{side}Gap", ())
        cells[f"{side}_gap"] = "|".join(node.value for node in gap)
        cells[f"{side}_elements"] = "|".join(_marked(slots, _first(slots, AIMS + side)))
    line = _first(slots, SOURCE_LINE)
    return Row(int(line) if line.isdigit() else 0, {k: v for k, v in cells.items() if v})


def _marked(slots: Slots, end: str) -> Iterator[str]:
    """The elements of one end as a row marks them."""
    for mark, word in MEETS.items():
        for node in slots.get(AIMS + word, ()) if end else ():
            if node.value == end:
                yield mark.value + WHOLE
            elif node.value.startswith(f"{end}.e"):
                yield mark.value + node.value.removeprefix(f"{end}.")


def _first(slots: Slots, predicate: str) -> str:
    values = slots.get(predicate)
    return values[0].value if values else ""


def _curie(iri: str, keys: dict[str, str]) -> str:
    """A provision as rows name it; an address outside every framework as it is, to be refused."""
    head, _, local = iri.rpartition("/")
    return f"{keys[head]}:{local}" if head in keys else iri
