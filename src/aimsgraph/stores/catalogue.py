"""What is published beside the data: which graphs there are, how large, about what, and of when.

The catalogue is a named graph of its own, written last and removed first: a store without it is
empty or half loaded, and nothing is concluded from it. It also says which frameworks each mapping
set connects, so that a question pulls only what its paths can pass through.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from aimsgraph.model.errors import StoreError, UnknownNameError
from aimsgraph.model.records import Framework
from aimsgraph.model.terms import AIMS, DCT, GRAPH, INFERRED, OWL, SKOS, XSD
from aimsgraph.stores.client import SECONDS, Account, Service

PUBLISHED: Final = GRAPH + "published"
"""Named graph of the catalogue."""

GENID: Final = GRAPH + "genid/"
"""Namespace of nodes that have no address in the files (RDF 1.1, section 3.5)."""

VOCABULARY: Final = GRAPH + "vocabulary"
FRAMEWORK: Final = GRAPH + "framework/"
MAPPING_SET: Final = GRAPH + "mapping-set/"
SOURCE_LINE: Final = AIMS + "sourceLine"
SEE_ALSO: Final = AIMS + "sources"
_VERSION: Final = OWL + "versionInfo"
_TRIPLES: Final = "http://rdfs.org/ns/void#triples"
_FILE: Final = DCT + "source"
_ABOUT: Final = DCT + "subject"
_NEEDS: Final = DCT + "requires"


@dataclass(frozen=True, slots=True)
class PublishedGraph:
    """One named graph.

    Args:
        graph: Its address.
        triples: Statements in it.
        file: Where they were read from; empty for what was generated.
        about: Frameworks described in it, or connected by its mappings.
        needs: Frameworks that its statements point to.
    """

    graph: str
    triples: int
    file: str = ""
    about: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Catalogue:
    """Everything that was published.

    Args:
        version: Version of package and data.
        parts: Named graphs by address.
        frameworks: Key, address and label of each framework, by key.
    """

    version: str
    parts: Mapping[str, PublishedGraph]
    frameworks: Mapping[str, Framework]

    def graphs(self, *, inferred: bool = True) -> tuple[str, ...]:
        """The addresses of the named graphs that a query is put to."""
        return tuple(g for g in sorted(self.parts) if inferred or g != INFERRED)

    def within(self, keys: Iterable[str], hops: int) -> frozenset[str]:
        """The frameworks that a question about some frameworks can depend on.

        A path of at most ``hops`` mappings between two of them passes through a framework only when
        its distances to both add up to no more, where frameworks are one apart that some mapping
        set connects (NoTermFound rows count). What those point to is added: a citation needs its
        target.

        Args:
            keys: Keys of the frameworks held and needed.
            hops: Most mappings along a path; 0 for no limit.

        Returns:
            Keys.
        """
        asked = [self.frameworks[key].iri for key in keys]
        distances = [self._distances(iri) for iri in asked]
        most = hops or len(self.frameworks)
        kept = set(asked)
        for iri in (f.iri for f in self.frameworks.values()):
            near = sorted(d[iri] for d in distances if iri in d)[:2]
            if len(near) > 1 and sum(near) <= most:
                kept.add(iri)
        waiting = list(kept)
        while waiting:
            one = waiting.pop()
            for part in self.parts.values():
                if part.graph.startswith(FRAMEWORK) and one in part.about:
                    new = (part.needs | part.about) - kept
                    kept |= new
                    waiting += new
        return frozenset(k for k, f in self.frameworks.items() if f.iri in kept)

    def _distances(self, start: str) -> dict[str, int]:
        sets = [p.about for p in self.parts.values() if p.graph.startswith(MAPPING_SET)]
        found = {start: 0}
        frontier = {start}
        while frontier:
            step = max(found.values()) + 1
            ends = {iri for about in sets if about & frontier for iri in about}
            frontier = ends - found.keys()
            found.update(dict.fromkeys(frontier, step))
        return found

    def statements(self) -> Iterator[ox.Triple]:
        """The catalogue as RDF; its own size is among them."""
        rest = list(self._statements())
        yield from rest
        yield _number(PUBLISHED, _TRIPLES, len(rest) + 1)

    def _statements(self) -> Iterator[ox.Triple]:
        yield _text(PUBLISHED, _VERSION, self.version)
        for framework in self.frameworks.values():
            yield _text(framework.iri, AIMS + "key", framework.key)
            yield _text(framework.iri, SKOS + "prefLabel", framework.label)
        for part in self.parts.values():
            yield _number(part.graph, _TRIPLES, part.triples)
            if part.file:
                yield _text(part.graph, _FILE, part.file)
            for predicate, iris in ((_ABOUT, part.about), (_NEEDS, part.needs)):
                for iri in sorted(iris):
                    yield _triple(part.graph, predicate, ox.NamedNode(iri))


def _triple(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def _text(subject: str, predicate: str, value: str) -> ox.Triple:
    return _triple(subject, predicate, ox.Literal(value))


def _number(subject: str, predicate: str, value: int) -> ox.Triple:
    return _triple(
        subject, predicate, ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer"))
    )


def read_catalogue(service: Service) -> Catalogue | None:
    """The catalogue of a store, or ``None`` where there is none.

    Raises:
        StoreError: The store does not answer, or its catalogue is damaged.
    """
    triples = service.statements(PUBLISHED)
    if not triples:
        return None
    slots: dict[str, dict[str, list[str]]] = {}
    for one in triples:
        assert isinstance(one.subject, ox.NamedNode)
        value = one.object.value if isinstance(one.object, ox.NamedNode | ox.Literal) else ""
        slots.setdefault(one.subject.value, {}).setdefault(one.predicate.value, []).append(value)
    try:
        own = slots.pop(PUBLISHED)
        whole = int(own[_TRIPLES][0]) == len(triples)
        frameworks = {
            s[AIMS + "key"][0]: Framework(s[AIMS + "key"][0], iri, s[SKOS + "prefLabel"][0])
            for iri, s in sorted(slots.items())
            if AIMS + "key" in s
        }
        parts = {
            iri: PublishedGraph(
                iri,
                int(s[_TRIPLES][0]),
                s.get(_FILE, [""])[0],
                frozenset(s.get(_ABOUT, ())),
                frozenset(s.get(_NEEDS, ())),
            )
            for iri, s in sorted(slots.items())
            if _TRIPLES in s
        }
        version = own[_VERSION][0]
    except (KeyError, IndexError, ValueError):
        whole = False
    if not whole:
        raise StoreError(
            service.url,
            f"its catalogue <{PUBLISHED}> is damaged.",
            "Run `aimsgraph publish` again.",
        )
    return Catalogue(version, MappingProxyType(parts), MappingProxyType(frameworks))


def catalogue_of(service: Service) -> Catalogue:
    """The catalogue of a store that was published to.

    Raises:
        StoreError: Nothing was published there, or not to the end.
    """
    found = read_catalogue(service)
    if found is not None and found.parts:
        return found
    some = service.ask(f"ASK {{ GRAPH {ox.NamedNode(VOCABULARY)} {{ ?s ?p ?o }} }}")
    raise StoreError(
        service.url,
        "it is half loaded: publishing did not come to its end, or it is an `aimsgraph serve`, "
        "which nothing can be published to."
        if some
        else "no aimsgraph data are in it.",
        f"Run `aimsgraph publish {service.url}`, or ask `serve` with SPARQL.",
    )


def service_at(url: str) -> Service:
    """A client with the user, password and time limit of the environment.

    Raises:
        StoreError: The address is none that can be asked.
        UnknownNameError: The time limit is no number of seconds.
    """
    user = os.environ.get("AIMSGRAPH_STORE_USER", "")
    password = os.environ.get("AIMSGRAPH_STORE_PASSWORD", "")
    text = os.environ.get("AIMSGRAPH_STORE_TIMEOUT", "")
    try:
        seconds = float(text or SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UnknownNameError(
            f"AIMSGRAPH_STORE_TIMEOUT={text}", "this is no number of seconds.", "Write 60."
        )
    return Service(url, Account(user, password) if user else None, seconds)
