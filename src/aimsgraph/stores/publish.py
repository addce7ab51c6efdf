"""Publishing: the whole dataset into a SPARQL service, graph by graph, counted afterwards."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from aimsgraph.compile.folders import Workspace
from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.model.errors import StoreError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Framework
from aimsgraph.model.terms import XSD
from aimsgraph.rdf.dataset import graph_iri, mapping_iri, quads
from aimsgraph.rdf.inferred import inferred_quads
from aimsgraph.stores.catalogue import (
    FRAMEWORK,
    GENID,
    PUBLISHED,
    SEE_ALSO,
    SOURCE_LINE,
    Catalogue,
    PublishedGraph,
    read_catalogue,
)
from aimsgraph.stores.client import Service
from aimsgraph.stores.terms import checked, render_triples

BATCH: Final = {"update": 400, "graph store": 20_000}
"""Statements in one request; Virtuoso compiles an update as one program of limited size."""

Tell = Callable[[str, int, int], None]
"""Told of progress: the graph, statements sent, statements in all."""

Contents = dict[str, list[ox.Triple]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to publish.

    Args:
        service: The query service, by which the result is counted.
        update: Address for SPARQL updates.
        graph_store: Address of the Graph Store Protocol; updates are sent when it is empty.
    """

    service: Service
    update: str
    graph_store: str = ""

    @property
    def way(self) -> str:
        """How statements are sent."""
        return "graph store" if self.graph_store else "update"

    def clear(self, graph: str) -> None:
        """Remove a named graph; none is no fault."""
        if self.graph_store:
            self._store("DELETE", graph, b"", frozenset({404}))
            return
        self.service.update(f"DROP SILENT GRAPH {ox.NamedNode(graph)}", self.update)
        if self.service.count(graph):  # Virtuoso drops only what was created by name
            self.service.update(f"CLEAR SILENT GRAPH {ox.NamedNode(graph)}", self.update)

    def fill(self, graph: str, triples: Sequence[ox.Triple], tell: Tell) -> None:
        """Replace a named graph."""
        size = BATCH[self.way]
        if not self.graph_store:
            self.clear(graph)
        for start in range(0, len(triples), size):
            body = render_triples(triples[start : start + size])
            if self.graph_store:
                self._store("POST" if start else "PUT", graph, body.encode())
            else:
                name = ox.NamedNode(graph)
                self.service.update(f"INSERT DATA {{ GRAPH {name} {{\n{body}}} }}", self.update)
            tell(graph, min(start + size, len(triples)), len(triples))

    def _store(
        self, method: str, graph: str, body: bytes, allowed: frozenset[int] = frozenset()
    ) -> None:
        url = checked(self.graph_store)
        sign = "&" if urllib.parse.urlsplit(url).query else "?"
        self.service.send(
            method,
            f"{url}{sign}{urllib.parse.urlencode({'graph': graph})}",
            body or None,
            {"Content-Type": "text/turtle", "Accept": "*/*"} if body else {"Accept": "*/*"},
            allowed,
        )


def target_at(service: Service, update: str = "", graph_store: str = "") -> Target:
    """Where to publish; the update address of ``.../query`` is ``.../update``, else the same."""
    parts = urllib.parse.urlsplit(service.url)
    near = parts.path
    if near.endswith("/query"):
        near = near.removesuffix("query") + "update"
    guess = parts._replace(path=near, query="").geturl()
    return Target(service, checked(update or guess), checked(graph_store) if graph_store else "")


def publish(graph: Graph, workspaces: Sequence[Workspace], target: Target, tell: Tell) -> Catalogue:
    """Load the dataset with what is inferred from it.

    Each named graph is replaced, so publishing twice changes nothing. Graphs of an earlier
    publication that are no longer there are removed; others in the store are left alone.

    Args:
        graph: The graph.
        workspaces: Texts it was compiled from.
        target: Where to.
        tell: Told of progress.

    Returns:
        What was published.

    Raises:
        StoreError: The store refused something or holds less than was sent.
    """
    contents = contents_of(graph, workspaces)
    catalogue = catalogue_for(graph, contents)
    former = _former(target.service)
    target.clear(PUBLISHED)
    for gone in sorted(former - contents.keys()):
        target.clear(gone)
    for name, triples in contents.items():
        target.fill(name, triples, tell)
    for name, part in catalogue.parts.items():
        _verify(target.service, name, part.triples)
    own = list(catalogue.statements())
    target.fill(PUBLISHED, own, tell)
    _verify(target.service, PUBLISHED, len(own))
    return catalogue


def _former(service: Service) -> set[str]:
    try:
        known = read_catalogue(service)
    except StoreError as error:
        if "damaged" not in error.fact:
            raise
        known = None
    return set(known.parts) if known else set()


def _verify(service: Service, graph: str, expected: int) -> None:
    count = service.count(graph)
    if count != expected:
        raise StoreError(
            service.url,
            f"<{graph}> holds {count} statements, {expected} were sent.",
            "Look for a limit in the store's settings, and publish again.",
        )


def contents_of(graph: Graph, workspaces: Sequence[Workspace]) -> Contents:
    """Every statement by named graph, each once, in a fixed order.

    Nodes without an address get one, so that a count is the same everywhere.
    """
    found: dict[str, dict[ox.Triple, None]] = {}
    names: dict[str, ox.NamedNode] = {}
    for quad in (
        *quads(graph, workspaces),
        *inferred_quads(knowledge_of(graph)),
        *_sources(graph),
    ):
        assert isinstance(quad.graph_name, ox.NamedNode)
        subject, value = (_named(term, names) for term in (quad.subject, quad.object))
        triple = ox.Triple(subject, quad.predicate, value)
        found.setdefault(quad.graph_name.value, {})[triple] = None
    return {name: list(triples) for name, triples in sorted(found.items())}


def _named(term: object, names: dict[str, ox.NamedNode]) -> ox.NamedNode:
    if isinstance(term, ox.BlankNode):
        return names.setdefault(term.value, ox.NamedNode(f"{GENID}{len(names)}"))
    return term  # type: ignore[return-value]


def _sources(graph: Graph) -> Iterator[ox.Quad]:
    """Line and order of the sources of each mapping, which the rows themselves do not say."""
    integer = ox.NamedNode(XSD + "integer")
    for one in graph.mappings:
        node = ox.NamedNode(mapping_iri(one.id))
        where = ox.NamedNode(graph_iri("mapping-set", one.set_key))
        line = ox.Literal(str(one.line), datatype=integer)
        yield ox.Quad(node, ox.NamedNode(SOURCE_LINE), line, where)
        if one.see_also:
            joined = ox.Literal("|".join(one.see_also))
            yield ox.Quad(node, ox.NamedNode(SEE_ALSO), joined, where)


def catalogue_for(graph: Graph, contents: Contents) -> Catalogue:
    """What the catalogue of a dataset says."""
    homes = {
        triple.subject.value: name
        for name, triples in contents.items()
        if name.startswith(FRAMEWORK)
        for triple in triples
        if isinstance(triple.subject, ox.NamedNode)
    }
    about: dict[str, set[str]] = {}
    files: dict[str, str] = {}
    keys = {f.file: f.key for f in graph.frameworks.values()}
    for framework in graph.frameworks.values():
        name = graph_iri("framework", keys[framework.file])
        about.setdefault(name, set()).add(framework.iri)
        files[name] = _short(framework.file)
    for one in graph.mapping_sets:
        name = graph_iri("mapping-set", one.key)
        about[name] = {graph.frameworks[k].iri for k in _ends(graph, one.key)}
        files[name] = _short(one.file)
    parts = {
        name: PublishedGraph(
            name,
            len(triples),
            files.get(name, ""),
            frozenset(about.get(name, ())),
            frozenset(_pointed(triples, name, homes, about)),
        )
        for name, triples in contents.items()
    }
    known = {key: Framework(key, f.iri, f.label) for key, f in sorted(graph.frameworks.items())}
    return Catalogue(graph.data_version, MappingProxyType(parts), MappingProxyType(known))


def _short(file: str) -> str:
    """A file without the folders of the user's machine above it."""
    path = PurePath(file)
    return path.as_posix() if not path.is_absolute() else "/".join(path.parts[-2:])


def _ends(graph: Graph, set_key: str) -> Iterator[str]:
    for one in graph.mappings:
        if one.set_key == set_key:
            yield graph.provisions[one.subject].framework
            yield graph.provisions[one.object].framework if one.object else one.none_in


def _pointed(
    triples: Iterable[ox.Triple], name: str, homes: dict[str, str], about: dict[str, set[str]]
) -> Iterator[str]:
    if not name.startswith(FRAMEWORK):
        return
    for triple in triples:
        if isinstance(triple.object, ox.NamedNode):
            home = homes.get(triple.object.value, name)
            if home != name:
                yield from about.get(home, ())
