"""Validation: what the SHACL shapes say of a graph, as findings with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingT
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from aimsgraph.compile.cache import bundled_graph, keep, kept, key_of
from aimsgraph.compile.folders import Workspace
from aimsgraph.compile.frameworks import stands_alone
from aimsgraph.compile.load import bundled
from aimsgraph.compile.statements import terms_declared
from aimsgraph.formats.turtle import Document, read_turtle
from aimsgraph.inference.contradictions import contradictions
from aimsgraph.model.errors import Finding
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Mapping
from aimsgraph.model.terms import AIMS, ID, MAPPING, VOCAB, Relation
from aimsgraph.rdf.dataset import (
    GENERATED_GRAPH,
    curie_of,
    mapping_iri,
    ontology_documents,
    quads,
)
from aimsgraph.validation.files import Parsed, compile_paths, parse
from aimsgraph.validation.rows import doubts

if TYPE_CHECKING:
    from aimsgraph.validation.shapes import Hit

Focus = Literal["all", "user"]
NOT_RUN: Final = "The shapes were not run: mend what is wrong with the provisions first."
_RELATIONS: Final = frozenset(AIMS + r.value for r in Relation)
_NAMESPACES: Final = (
    (re.compile(re.escape(ID) + r"([a-z][a-z0-9-]*)/(?=\S)"), r"\1:"),
    (re.compile(re.escape(MAPPING) + r"(?=\S)"), ""),
    (re.compile(re.escape(VOCAB) + r"(?=\S)"), ""),
    (re.compile(re.escape(AIMS) + r"(?=\S)"), "aims:"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What validation found.

    Args:
        findings: Violations and warnings, each once, in the order of file and line.
        conforms: Whether there is no violation; warnings do not count.
        checked: How many frameworks, provisions and mappings were judged.
        shapes: How many shapes were run; 0 when reading failed before.
        left_out: What was not checked and why, in words; empty when everything was.
    """

    findings: tuple[Finding, ...]
    conforms: bool
    checked: MappingT[str, int] = field(default_factory=lambda: MappingProxyType({}))
    shapes: int = 0
    left_out: str = ""


def validate(graph: Graph, workspaces: Sequence[Workspace], *, focus: Focus = "all") -> Report:
    """Judge a compiled graph by the shapes.

    Args:
        graph: The graph.
        workspaces: What it was compiled from, bundled data first, then the user's.
        focus: ``user`` judges only what stands in the user's files (each compared with everything).

    Returns:
        The report.
    """
    mine = [_parsed(w) for w in workspaces[1:]]
    apart = (
        focus == "user"
        and workspaces[0] == bundled()
        and stands_alone((d for w in mine for d in w.parsed), bundled_graph())
    )
    parsed = [Parsed((), ()) if apart else _parsed(workspaces[0]), *mine]
    places = _Places(graph, parsed)
    if focus == "user" and not places.users:
        return _report((), {"frameworks": 0, "provisions": 0, "mappings": 0}, 0)
    rows = [m for m in graph.mappings if focus == "all" or m.file in places.users]
    with ThreadPoolExecutor() as aside:  # Oxigraph and DuckDB work while Python does
        store = (
            aside.submit(_on_top, graph, workspaces[0], mine, places.users)
            if apart
            else aside.submit(_store, graph, parsed)
        )
        clashes = aside.submit(contradictions, graph, places.users) if rows else None
        from aimsgraph.validation.shapes import rules, run_shapes

        hits = run_shapes(store.result(), places.nodes if focus == "user" else None)
        found = [f for hit in hits for f in places.findings(hit, focus)]
        found += places.foreign()
        found += doubts(graph, rows)
        if clashes:
            found += [f for f in clashes.result() if focus == "all" or f.file in places.users]
    return _report(found, places.counts(focus), len(rules()))


def _parsed(workspace: Workspace) -> Parsed:
    return workspace if isinstance(workspace, Parsed) else parse(workspace)


def validate_paths(paths: Sequence[Path] = ()) -> Report:
    """Read, compile and judge; every fault becomes a finding.

    Args:
        paths: Folders as for ``--with``, or single ``.ttl`` and ``.sssom.tsv`` files, judged on top
            of the bundled graph. None of them: the bundled graph itself.

    Returns:
        The report.

    Raises:
        IncompleteGraphError: The bundled data are missing.
    """
    compiled = compile_paths(paths)
    if compiled.graph is None:
        return _report(compiled.findings, {}, 0, NOT_RUN)
    focus: Focus = "user" if paths else "all"
    report = validate(compiled.graph, compiled.workspaces, focus=focus)
    found = (*compiled.findings, *report.findings)
    return _report(found, report.checked, report.shapes, report.left_out)


def validate_store(url: str) -> Report:
    """Read everything from a store that was published to, and judge it like the files.

    Args:
        url: Address of the query service.

    Returns:
        The report; places are the files that were published, as the store remembers them.

    Raises:
        StoreError: The store does not answer, is empty or half loaded.
    """
    from aimsgraph.stores.catalogue import service_at
    from aimsgraph.stores.pull import pull

    found = pull(service_at(url))
    if found.graph is None:
        return _report(found.findings, {}, 0, NOT_RUN)
    report = validate(found.graph, [Parsed((), (), found.documents, found.tables)])
    return _report((*found.findings, *report.findings), report.checked, report.shapes)


def validate_rdf(text: str, name: str) -> Report:
    """Judge statements that did not come through our own readers, such as an exported dataset.

    Args:
        text: Turtle: frameworks, provisions and mapping records.
        name: How findings name the file.

    Returns:
        The report; the ontology and the vocabularies are added before judging.

    Raises:
        InputError: The text is not Turtle.
    """
    from aimsgraph.validation.shapes import rules, run_shapes

    document = read_turtle(text, name)
    words = [d for d in parse(bundled()).parsed if "/vocabularies/" in d.name]
    store = ox.Store()
    for one in (document, *words, *ontology_documents()):
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in one.triples)
    nodes = _subjects(document)
    found = [
        Finding(
            name,
            document.line_of(hit.node),
            hit.rule.code,
            _say(hit.node, hit.fact),
            hit.rule.remedy,
            hit.rule.severity,
        )
        for hit in run_shapes(store, nodes)
        if hit.node in nodes
    ]
    return _report(found, {"subjects": len(nodes)}, len(rules()))


def _report(
    findings: Sequence[Finding], checked: MappingT[str, int], shapes: int, left_out: str = ""
) -> Report:
    found = tuple(sorted(set(findings)))
    conforms = all(f.severity != "violation" for f in found)
    return Report(found, conforms, MappingProxyType(dict(checked)), shapes, left_out)


def _on_top(
    graph: Graph, base: Workspace, mine: Sequence[Workspace], users: frozenset[str]
) -> ox.Store:
    """What queries read of the bundled data, kept from before, and all of a user's on top."""
    store = ox.Store()
    store.bulk_load(compared_statements(base), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    part = replace(
        graph,
        mappings=tuple(m for m in graph.mappings if m.file in users),
        mapping_sets=tuple(s for s in graph.mapping_sets if s.file in users),
    )
    _add(store, part, mine)
    return store


def compared_statements(base: Workspace) -> bytes:
    """What queries read of bundled data that are not judged themselves, as N-Triples; kept.

    Args:
        base: The bundled data.
    """
    name = f"{key_of([base])}.compared.nt"
    found = kept(name)
    if found is None:
        from aimsgraph.validation.shapes import compared

        whole = _store(bundled_graph(), [parse(base)])
        read = [
            quad.triple
            for path in sorted(compared())
            for quad in whole.quads_for_pattern(None, ox.NamedNode(path), None)
            if isinstance(quad.subject, ox.NamedNode)
        ]
        lines = (ox.serialize(read, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
        found = b"".join(sorted(lines))  # a wheel is made alike again
        keep(name, found)
    return found


def _store(graph: Graph, workspaces: Sequence[Workspace]) -> ox.Store:
    """Every statement in one default graph, with relation triples of functional mappings only."""
    store = ox.Store()
    _add(store, graph, workspaces)
    return store


def _add(store: ox.Store, graph: Graph, workspaces: Sequence[Workspace]) -> None:
    store.bulk_extend(
        ox.Quad(q.subject, q.predicate, q.object)
        for q in quads(graph, workspaces)
        if q.graph_name != GENERATED_GRAPH or q.predicate.value not in _RELATIONS
    )
    store.bulk_extend(
        ox.Quad(
            ox.NamedNode(graph.provisions[m.subject].iri),
            ox.NamedNode(AIMS + m.relation.value),
            ox.NamedNode(graph.provisions[m.object].iri),
        )
        for m in graph.live_mappings
        if m.object is not None and m.relation is not None and m.rationale == "functional"
    )


def _subjects(document: Document) -> frozenset[str]:
    return frozenset(
        t.subject.value for t in document.triples if isinstance(t.subject, ox.NamedNode)
    )


def _say(name: str, fact: str) -> str:
    text = f"{name}: {fact}"
    for pattern, short in _NAMESPACES:
        text = pattern.sub(short, text)
    return text


class _Places:
    """Where things stand: file and line of every address, and which of them are the user's.

    Args:
        graph: The graph.
        workspaces: Bundled data first.
    """

    def __init__(self, graph: Graph, workspaces: Sequence[Parsed]) -> None:
        self.graph = graph
        self.rows = {mapping_iri(m.id): m for m in graph.mappings}
        self.users = frozenset(t.name for w in workspaces[1:] for t in (*w.turtle, *w.sssom))
        self.documents = [d for w in workspaces for d in w.parsed]
        self.homes: dict[str, Document] = {}
        for document in self.documents:
            for subject in _subjects(document):
                self.homes.setdefault(subject, document)
        described = [_subjects(d) for d in self.documents if d.name in self.users]
        self.nodes = frozenset().union(
            *described, (iri for iri, m in self.rows.items() if m.file in self.users)
        )

    def findings(self, hit: Hit, focus: Focus) -> Iterator[Finding]:
        """A hit with file and line; none when it is not about what is in focus."""
        file, line = self._rows_of(hit.node, focus) if hit.rule.at_rows else self._place(hit.node)
        if focus == "user" and file not in self.users:
            return
        severity = hit.rule.user_severity if file in self.users else hit.rule.severity
        yield Finding(
            file, line, hit.rule.code, self._name(hit.node, hit.fact), hit.rule.remedy, severity
        )

    def _place(self, node: str) -> tuple[str, int]:
        row = self.rows.get(node)
        if row is not None:
            return row.file, row.line
        home = self.homes.get(node)
        return (home.name, home.line_of(node)) if home else ("(no file)", 0)

    def _rows_of(self, node: str, focus: Focus) -> tuple[str, int]:
        """The first row of a provision, a user's before a bundled one."""
        curie = curie_of(self.graph, node)
        rows = [
            (m.file, m.line)
            for m in self.graph.mappings
            if curie in {m.subject, m.object} and (focus == "all" or m.file in self.users)
        ]
        return min(rows, default=("(no file)", 0))

    def _name(self, node: str, fact: str) -> str:
        row = self.rows.get(node)
        name = node if row is None else _ends(row)
        for framework in self.graph.frameworks.values():
            if not framework.iri.startswith(ID):
                fact = fact.replace(framework.iri + "/", framework.key + ":")
                name = name.replace(framework.iri + "/", framework.key + ":")
        return _say(name, fact)

    def foreign(self) -> Iterator[Finding]:
        """Statements that a user's file makes about what another file describes."""
        for document in self.documents:
            if document.name not in self.users:
                continue
            for subject in sorted(_subjects(document) - terms_declared(document)):
                home = self.homes[subject]
                if home is not document:
                    yield Finding(
                        document.name,
                        document.line_of(subject),
                        "foreign-subject",
                        self._name(subject, f"it is described in {home.name} already."),
                        "State it there, or give your own thing an address of its own.",
                    )

    def counts(self, focus: Focus) -> dict[str, int]:
        """How many things of each kind are in focus."""
        graph = self.graph

        def count(addresses: Iterator[str]) -> int:
            return sum(focus == "all" or iri in self.nodes for iri in addresses)

        return {
            "frameworks": count(f.iri for f in graph.frameworks.values()),
            "provisions": count(p.iri for p in graph.provisions.values()),
            "mappings": count(iter(self.rows)),
        }


def _ends(row: Mapping) -> str:
    return f"{row.subject} to {row.object or 'NoTermFound in ' + row.none_in}"
