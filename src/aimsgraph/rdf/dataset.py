"""The graph as RDF: named graphs per framework and mapping set, and the store that holds them.

Reified mapping records are the truth; direct relation triples and ``aims:assessable`` are generated
into graphs of their own and can be left out of a query.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from aimsgraph.compile import cache
from aimsgraph.compile.folders import Workspace
from aimsgraph.compile.load import bundled, data_folder
from aimsgraph.formats.files import read_bounded
from aimsgraph.formats.turtle import Document, read_turtle
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_TURTLE_BYTES
from aimsgraph.model.records import Curie, Mapping
from aimsgraph.model.terms import (
    AIMS,
    DCT,
    GRAPH,
    MAPPING,
    MEETS,
    RDF,
    RDFS,
    SSSOM,
    VOCAB,
    WHOLE,
    XSD,
)

ONTOLOGY_GRAPH: Final = ox.NamedNode(GRAPH + "ontology")
VOCABULARY_GRAPH: Final = ox.NamedNode(GRAPH + "vocabulary")
GENERATED_GRAPH: Final = ox.NamedNode(GRAPH + "generated")
_TYPE: Final = ox.NamedNode(RDF + "type")


def _aims(name: str) -> ox.NamedNode:
    return ox.NamedNode(AIMS + name)


def mapping_iri(mapping_id: str) -> str:
    """The address of a mapping record.

    >>> mapping_iri("iso42001--aiact/iso42001:A.7.4--aiact:art_10.par_3")
    'https://w3id.org/aimsgraph/mapping/iso42001--aiact/iso42001:A.7.4--aiact:art_10.par_3'
    """
    return MAPPING + mapping_id


def graph_iri(kind: str, key: str) -> str:
    """The address of a named graph: ``framework`` or ``mapping-set``, and its key."""
    return f"{GRAPH}{kind}/{key}"


def ontology_documents() -> tuple[Document, ...]:
    """The ontology's own files (classes, properties, relation module)."""
    root = data_folder()
    return tuple(
        read_turtle(read_bounded(p, MAX_TURTLE_BYTES), p.relative_to(root).as_posix())
        for p in sorted((root / "ontology").glob("*.ttl"))
    )


def quads(graph: Graph, workspaces: Iterable[Workspace] | None = None) -> Iterator[ox.Quad]:
    """Every statement of the dataset.

    Args:
        graph: The compiled graph.
        workspaces: Texts it was compiled from; the bundled ones by default.

    Yields:
        Statements of the ontology, the vocabularies and the frameworks as written; mapping records;
        generated triples.
    """
    for document in ontology_documents():
        yield from _as_quads(document, ONTOLOGY_GRAPH)
    frameworks = {f.file: f.key for f in graph.frameworks.values()}
    for workspace in workspaces or (bundled(),):
        for document in workspace.documents():
            key = frameworks.get(document.name)
            where = ox.NamedNode(graph_iri("framework", key)) if key else VOCABULARY_GRAPH
            yield from _as_quads(document, where)
    for mapping in graph.mappings:
        where = ox.NamedNode(graph_iri("mapping-set", mapping.set_key))
        yield from (
            ox.Quad(t.subject, t.predicate, t.object, where) for t in record_triples(graph, mapping)
        )
    for one in graph.mapping_sets:
        where = ox.NamedNode(graph_iri("mapping-set", one.key))
        node = ox.NamedNode(one.iri)
        yield ox.Quad(node, _TYPE, _aims("MappingSet"), where)
        yield ox.Quad(node, ox.NamedNode(DCT + "title"), ox.Literal(one.title), where)
        yield ox.Quad(node, ox.NamedNode(DCT + "license"), ox.Literal(one.license), where)
    yield from _generated(graph)


def _as_quads(document: Document, where: ox.NamedNode) -> Iterator[ox.Quad]:
    for triple in document.triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, where)


def _decimal(number: float) -> str:
    """A number as ``xsd:decimal``, nothing rounded and without an exponent.

    >>> _decimal(0.6), _decimal(1.0), _decimal(0.00001), _decimal(0.1234567)
    ('0.6', '1', '0.00001', '0.1234567')
    """
    return format(Decimal(repr(number)).normalize(), "f")


def record_triples(graph: Graph, mapping: Mapping) -> Iterator[ox.Triple]:
    """The record of a mapping: its ends, what it says of them, and who said so."""
    node = ox.NamedNode(mapping_iri(mapping.id))
    sets = {s.key: s.iri for s in graph.mapping_sets}

    def to(name: str, iri: str) -> ox.Triple:
        return ox.Triple(node, _aims(name), ox.NamedNode(iri))

    yield ox.Triple(node, _TYPE, _aims("Mapping"))
    yield to("subject", graph.provisions[mapping.subject].iri)
    yield to("mappingSet", sets[mapping.set_key])
    if mapping.object is not None:
        yield to("object", graph.provisions[mapping.object].iri)
    if mapping.none_in:
        yield to("noTermFoundIn", graph.frameworks[mapping.none_in].iri)
    if mapping.relation is not None:
        yield to("relation", f"{VOCAB}relation/{mapping.relation.value}")
    yield from _facts(node, mapping)
    for end in filter(None, (mapping.object, mapping.subject)):
        for key, mark in mapping.seen_from(end).marks.items():
            part = "" if key == WHOLE else f".{key}"
            yield to(MEETS[mark], graph.provisions[end].iri + part)


def _facts(node: ox.NamedNode, mapping: Mapping) -> Iterator[ox.Triple]:
    """What a record says for itself."""
    yield ox.Triple(
        node,
        _aims("confidence"),
        ox.Literal(_decimal(mapping.confidence), datatype=ox.NamedNode(XSD + "decimal")),
    )
    texts = {
        AIMS + "key": mapping.id,
        AIMS + "rationale": mapping.rationale,
        AIMS + "objectResidual": mapping.object_residual,
        AIMS + "subjectResidual": mapping.subject_residual,
        AIMS + "sharedArtefact": mapping.artefact,
        AIMS + "supportKind": mapping.support,
        AIMS + "subjectJudged": mapping.subject_judged,
        AIMS + "objectJudged": mapping.object_judged,
        AIMS + "subjectEdition": mapping.subject_edition,
        AIMS + "objectEdition": mapping.object_edition,
        RDFS + "comment": mapping.comment,
        SSSOM + "predicate_id": mapping.predicate,
        SSSOM + "predicate_modifier": mapping.modifier,
        SSSOM + "mapping_justification": mapping.justification,
        SSSOM + "author_label": mapping.author,
        SSSOM + "reviewer_label": mapping.reviewer,
        SSSOM + "subject_label": mapping.subject_label,
        SSSOM + "object_label": mapping.object_label,
    }
    for predicate, text in texts.items():
        if text:
            yield ox.Triple(node, ox.NamedNode(predicate), ox.Literal(text))
    for name, gap in (("objectGap", mapping.object_gap), ("subjectGap", mapping.subject_gap)):
        for kind in gap:
            yield ox.Triple(node, _aims(name), ox.Literal(kind))
    if mapping.date:
        yield ox.Triple(
            node,
            _aims("mappingDate"),
            ox.Literal(mapping.date, datatype=ox.NamedNode(XSD + "date")),
        )
    for address in mapping.see_also:
        yield ox.Triple(node, ox.NamedNode(RDFS + "seeAlso"), ox.Literal(address))


def _generated(graph: Graph) -> Iterator[ox.Quad]:
    for curie in sorted(graph.assessable):
        yield ox.Quad(
            ox.NamedNode(graph.provisions[curie].iri),
            _aims("assessable"),
            ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")),
            GENERATED_GRAPH,
        )
    for mapping in graph.live_mappings:
        if mapping.object is None or not (mapping.relation or mapping.support):
            continue
        yield ox.Quad(
            ox.NamedNode(graph.provisions[mapping.subject].iri),
            _aims(mapping.relation.value if mapping.relation else "supports"),
            ox.NamedNode(graph.provisions[mapping.object].iri),
            GENERATED_GRAPH,
        )
    for mapping in graph.mappings:
        if mapping.id in graph.stale:
            yield ox.Quad(
                ox.NamedNode(mapping_iri(mapping.id)),
                _aims("stale"),
                ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")),
                GENERATED_GRAPH,
            )


def build_store(graph: Graph, workspaces: Iterable[Workspace] | None = None) -> ox.Store:
    """An in-memory store with the whole dataset, all of it in named graphs.

    Args:
        graph: The compiled graph.
        workspaces: Texts it was compiled from; the bundled ones by default.

    Returns:
        The store; nothing writes to it afterwards.
    """
    store = ox.Store()
    store.bulk_extend(quads(graph, workspaces))
    return store


def merged_store(graph: Graph, workspaces: Sequence[Workspace]) -> ox.Store:
    """The same to be queried: where two of its graphs say the same, that is said once.

    Args:
        graph: The compiled graph.
        workspaces: Texts it was compiled from, bundled data first. Only a user's folder can say
            again what another file says; then the default graph holds the RDF merge of all.
    """
    if len(workspaces) == 1 and not graph.at:
        store = ox.Store()
        lines = kept_lines("dataset", workspaces, (), lambda: quads(graph, workspaces))
        store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)  # written by us
        return store
    store = build_store(graph, workspaces)
    if len(workspaces) > 1:
        store.bulk_extend([ox.Quad(q.subject, q.predicate, q.object) for q in store])
    return store


def kept_lines(
    name: str,
    workspaces: Sequence[Workspace],
    made_by: Iterable[Path],
    make: Callable[[], Iterable[ox.Quad]],
) -> bytes:
    """Statements as N-Quads, kept in the user's cache folder: to read them beats making them.

    Args:
        name: What they are.
        workspaces: Texts that they follow from.
        made_by: Files of code that make them, beside this one and what reads the texts.
        make: Makes them, when they are not kept.
    """
    digest = hashlib.sha256()
    for path in (Path(__file__), *made_by, *sorted((data_folder() / "ontology").glob("*.ttl"))):
        digest.update(path.read_bytes())
    file = f"{cache.key_of(workspaces)}.{name}.{digest.hexdigest()[:12]}.nq.z"
    found = cache.kept(file)
    if found is not None:
        return zlib.decompress(found)
    lines = ox.serialize(make(), format=ox.RdfFormat.N_QUADS) or b""
    cache.keep(file, zlib.compress(lines, 1))
    return lines


def is_merged(store: ox.Store) -> bool:
    """Whether the default graph of a store holds the merge; else the union of all graphs is it."""
    return any(True for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def curie_of(graph: Graph, iri: str) -> Curie | None:
    """The CURIE of a provision's address, if it is one."""
    head, _, local = iri.rpartition("/")
    for framework in graph.frameworks.values():
        if framework.iri == head and Curie(f"{framework.key}:{local}") in graph.provisions:
            return Curie(f"{framework.key}:{local}")
    return None
