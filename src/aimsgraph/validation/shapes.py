"""The SHACL shapes, run: core shapes on a graph in memory, queries on Oxigraph.

Importing this module costs a third of a second (rdflib, pySHACL): import it where it is needed.
"""

from __future__ import annotations

import logging
import typing
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import pyoxigraph as ox
import pyshacl
from oxrdflib import OxigraphStore
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.namespace import SH
from rdflib.paths import AlternativePath, Path
from rdflib.term import Node, Variable

from aimsgraph.compile.load import data_folder
from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import IncompleteGraphError
from aimsgraph.model.limits import MAX_TURTLE_BYTES
from aimsgraph.model.terms import AIMS, XSD

_AIMS: Final = Namespace(AIMS)
_STRING: Final = XSD + "string"
_SHOWN: Final = 80
_DATASET: Final = ox.NamedNode("https://w3id.org/aimsgraph/shapes#dataset")
_JUDGES: Final = ox.NamedNode("https://w3id.org/aimsgraph/shapes#judges")
_VALUE: Final = Variable("value")
_ANY_PREDICATE: Final = "it reads every predicate of what it does not judge."
_NAME_THEM: Final = "Name the predicates: what no query names is not kept for comparison."
_SEVERITIES: Final = {SH.Violation: "violation", SH.Warning: "warning"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shape says about itself.

    Args:
        iri: Address of the shape that results name as their source.
        code: Stable short name of the rule.
        remedy: What to do.
        severity: ``violation`` or ``warning``.
        user_severity: The same for what stands in a user's own files.
        at_rows: Whether the rows of a provision are at fault, not the provision.
    """

    iri: str
    code: str
    remedy: str
    severity: str
    user_severity: str
    at_rows: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a shape found.

    Args:
        rule: The rule that is broken.
        node: Address of the provision, framework, rule or mapping record at fault.
        fact: What is wrong with it.
    """

    rule: Rule
    node: str
    fact: str


@cache
def shapes_graph() -> Graph:
    """Every shape of ``ontology/shapes/``.

    Raises:
        IncompleteGraphError: The shapes are missing.
    """
    folder = data_folder() / "ontology" / "shapes"
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(data=read_bounded(path, MAX_TURTLE_BYTES), format="turtle")
    if not len(graph):
        raise IncompleteGraphError(
            str(folder), "the bundled shapes are missing.", "Install aimsgraph again."
        )
    return graph


@cache
def rules() -> dict[str, Rule]:
    """Every rule by the address of its shape."""
    graph = shapes_graph()
    found = {}
    for shape in sorted(graph.subjects(_AIMS.code), key=str):
        severity = graph.value(shape, SH.severity)
        milder = graph.value(shape, _AIMS.severityForUser, default=severity)
        found[str(shape)] = Rule(
            iri=str(shape),
            code=str(graph.value(shape, _AIMS.code)),
            remedy=str(graph.value(shape, _AIMS.remedy)),
            severity=_SEVERITIES[URIRef(str(severity))],
            user_severity=_SEVERITIES[URIRef(str(milder))],
            at_rows=(shape, _AIMS.placedAt, _AIMS.Mapping) in graph,
        )
    return found


class _Store(OxigraphStore):
    """A store that counts once, and asks no query for it: pySHACL makes it do so six times."""

    @cached_property
    def _size(self) -> int:
        return len(self._inner)

    def __len__(self, context: Graph | None = None) -> int:
        return self._size


@cache
def compared() -> frozenset[str]:
    """The predicates that queries read of what is not judged itself, but compared with it.

    Raises:
        IncompleteGraphError: A query reads any predicate of it.
    """
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.plugins.sparql.algebra import traverse

    graph, found = shapes_graph(), {str(RDF.type)}
    spaces = {
        str(graph.value(one, SH.prefix)): URIRef(str(graph.value(one, SH.namespace)))
        for one in graph.objects(None, SH.declare)
    }
    for shape, constraint in graph.subject_objects(SH.sparql):
        text = str(graph.value(constraint, SH.select))
        every = not _begins_with_judged(str(shape), text)

        def look(node: object, every: bool = every, shape: Node = shape) -> None:
            flat = [term for triples in getattr(node, "triples", None) or () for term in triples]
            for subject, predicate in zip(flat[::3], flat[1::3], strict=True):
                if every or subject != _VALUE or not _reads_subject_only(predicate):
                    if isinstance(predicate, Variable):
                        raise IncompleteGraphError(str(shape), _ANY_PREDICATE, _NAME_THEM)
                    found.update(_names_in(predicate))

        traverse(prepareQuery(text, initNs=spaces).algebra, visitPost=look)
    return frozenset(found)


def _reads_subject_only(path: Node | Path) -> bool:
    """Whether a path takes one step, forwards: then nothing but its subject is read."""
    if isinstance(path, AlternativePath):
        return all(isinstance(part, URIRef) for part in path.args)
    return not isinstance(path, Path)


def _names_in(path: Node | Path) -> Iterator[str]:
    """The predicates that a path leads through."""
    if isinstance(path, URIRef):
        yield str(path)
    for part in getattr(path, "args", ()):
        yield from _names_in(part)
    for name in ("arg", "path"):
        if hasattr(path, name):
            yield from _names_in(getattr(path, name))


_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
"""How a shape says what it is about."""


def run_shapes(store: ox.Store, nodes: Collection[str] | None = None) -> tuple[Hit, ...]:
    """Every fault that the shapes find in a dataset.

    Args:
        store: All statements in the default graph.
        nodes: Addresses to judge; everything when ``None``. What they are compared with is the
            whole dataset in either case.

    Returns:
        The faults, each once, in a fixed order.
    """
    flat = Graph(store=_Store(store=store), identifier=DATASET_DEFAULT_GRAPH_ID)
    if nodes is not None:
        store.bulk_extend(ox.Quad(_DATASET, _JUDGES, ox.NamedNode(node)) for node in nodes)
    with _quiet():
        core = set(_run(_memory(store, nodes), _shapes("core"), SH.focusNode))
        compared = set(_run(flat, _shapes("queries" if nodes is None else "judging"), SH.value))
    wanted = None if nodes is None else frozenset(nodes)
    hits = [
        hit for hit in core | compared if wanted is None or hit.rule.at_rows or hit.node in wanted
    ]
    return tuple(sorted(hits, key=lambda h: (h.node, h.rule.iri, h.fact)))


@cache
def _shapes(part: typing.Literal["core", "queries", "judging"]) -> Graph:
    """The shapes that are queries, or the others; ``judging``: queries about what is judged only.

    A property shape takes over the targets of its node shape: pySHACL then asks it once about all
    nodes, and not once for each of them, which takes ten times as long.

    pySHACL's own selection (``use_shapes``) drops property shapes that have an address.
    """
    graph = shapes_graph()
    queried = set(graph.subjects(SH.sparql))
    of_core = {
        *graph.subjects(RDF.type, SH.NodeShape),
        *graph.subjects(RDF.type, SH.PropertyShape),
    } - queried
    left_out = queried if part == "core" else of_core
    found = Graph()
    for triple in graph:
        if triple[0] not in left_out:
            found.add(triple)
    for node, shape in tuple(found.subject_objects(SH.property)):
        targets = [(p, o) for p in _TARGETS for o in found.objects(node, p)]
        for predicate, target in targets:
            found.add((shape, predicate, target))
        if targets:
            found.remove((node, SH.property, shape))
    if part == "judging":
        _ask_of_judged(found)
    return found


def _ask_of_judged(shapes: Graph) -> None:
    """Let queries look at some nodes only: the first thing they join is what is judged.

    What a query finds about other nodes would be left out afterwards in any case, unless it is
    told at the rows of a provision. SHACL allows no VALUES in a constraint, so the nodes are
    statements of the dataset.
    """
    for shape, constraint in tuple(shapes.subject_objects(SH.sparql)):
        text = str(shapes.value(constraint, SH.select))
        if _begins_with_judged(str(shape), text):
            text = text.replace("WHERE {", f"WHERE {{ {_DATASET} {_JUDGES} ?value .", 1)
            shapes.set((constraint, SH.select, Literal(text)))


def _begins_with_judged(shape: str, text: str) -> bool:
    """Whether a query can be asked about some nodes only."""
    return "AS ?value" not in text and not rules()[shape].at_rows


def _run(data: Graph, shapes: Graph, about: URIRef) -> Iterator[Hit]:
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=shapes,
        inference="none",
        do_owl_imports=False,
        inplace=True,
    )
    if not isinstance(report, Graph):
        raise IncompleteGraphError(
            "ontology/shapes", f"the shapes cannot be run: {report}.", "Install aimsgraph again."
        )
    known = rules()
    for result in report.objects(None, SH.result):
        rule = known[str(report.value(result, SH.sourceShape))]
        message = str(report.value(result, SH.resultMessage))
        if about == SH.focusNode:
            message += _found(report.value(result, SH.value))
        yield Hit(rule, str(report.value(result, about)), message)


def _found(value: Node | None) -> str:
    """The offending value in words, for a result that has one."""
    if value is None:
        return ""
    text = str(value) if len(str(value)) <= _SHOWN else str(value)[:_SHOWN] + " ..."
    return f" Found: {text!r}." if isinstance(value, Literal) else f" Found: {text}."


def _memory(store: ox.Store, nodes: Collection[str] | None) -> Graph:
    """The statements of some nodes in rdflib: core shapes look no further than their focus node."""
    graph = Graph(bind_namespaces="none")
    if nodes is None:
        found: Iterator[ox.Quad] = (
            quad
            for path in sorted(_paths())
            for quad in store.quads_for_pattern(None, ox.NamedNode(path), None)
        )
    else:
        found = (
            quad
            for node in sorted(nodes)
            for quad in store.quads_for_pattern(ox.NamedNode(node), None, None)
        )
    for quad in found:
        if isinstance(quad.subject, ox.NamedNode):
            subject, predicate = URIRef(quad.subject.value), URIRef(quad.predicate.value)
            graph.add((subject, predicate, _term(quad.object)))
    return graph


@cache
def _paths() -> frozenset[str]:
    """The predicates that core shapes read; all others would only be copied in vain."""
    graph = shapes_graph()
    read = (SH.path, SH.targetSubjectsOf, SH.lessThanOrEquals)
    return frozenset(str(o) for p in read for o in graph.objects(None, p)) | {str(RDF.type)}


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        if term.datatype.value == _STRING:
            return Literal(term.value)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    return BNode()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from telling of each ill-typed value: shapes report them with file and line."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
