"""The dataset as a copy, and the prefixes that a query on it need not declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

import pyoxigraph as ox

from aimsgraph.compile.folders import Workspace
from aimsgraph.compile.load import bundled
from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import (
    AIMS,
    DCT,
    GRAPH,
    ID,
    OWL,
    PROV,
    RDF,
    RDFS,
    SEMAPV,
    SKOS,
    SSSOM,
    VOCAB,
    XSD,
)
from aimsgraph.rdf import inferred
from aimsgraph.rdf.dataset import kept_lines, quads
from aimsgraph.rdf.inferred import inferred_quads
from aimsgraph.sparql.merge import Overlap, overlap

PREFIXES: Final[dict[str, str]] = {
    "aims": AIMS,
    "dcterms": DCT,
    "evidence": VOCAB + "evidence/",
    "forces": VOCAB + "force/",
    "graph": GRAPH,
    "id": ID,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "relations": VOCAB + "relation/",
    "risks": VOCAB + "risk/",
    "sectors": VOCAB + "sector/",
    "roles": VOCAB + "role/",
    "semapv": SEMAPV,
    "skos": SKOS,
    "sssom": SSSOM,
    "stages": VOCAB + "stage/",
    "states": VOCAB + "state/",
    "topics": VOCAB + "topic/",
    "xsd": XSD,
}
"""Prefixes that every query has; each framework adds its key."""

_LOCAL: Final = re.compile(r"[\w.-]+$")
_IRI: Final = re.compile(rb"<([^<>\s]+)>")


def prefixes_of(graph: Graph) -> dict[str, str]:
    """The prefixes of a graph: those of every query, and one for each framework."""
    own = {f.key: f"{f.iri}/" for f in graph.frameworks.values()}
    return dict(sorted({**own, **PREFIXES}.items()))


@dataclass(frozen=True)
class DatasetCopy:
    """The dataset at one moment, never changed afterwards.

    Args:
        quads: Its statements as N-Quads.
        prefixes: Prefixes that a query need not declare.
    """

    quads: bytes = field(repr=False)
    prefixes: Mapping[str, str]

    @classmethod
    def of_store(cls, store: ox.Store, graph: Graph) -> Self:
        """The copy of a store that is already built."""
        return cls(store.dump(format=ox.RdfFormat.N_QUADS) or b"", _frozen(prefixes_of(graph)))

    @cached_property
    def iris(self) -> frozenset[str]:
        """Every address in it; gathered only when a query found nothing."""
        return frozenset(m.decode() for m in set(_IRI.findall(self.quads)))

    @cached_property
    def overlap(self) -> Overlap:
        """What its graphs have in common: found once, and told to every worker."""
        return overlap(self.quads)

    def short(self, iri: str) -> str:
        """An address with the prefix that leaves the least of it, or as it is."""
        fit = [(len(n), p) for p, n in self.prefixes.items() if n and iri.startswith(n)]
        if not fit:
            return iri
        length, prefix = max(fit)
        return f"{prefix}:{iri[length:]}" if _LOCAL.match(iri[length:]) else iri


def copy_dataset(graph: Graph, workspaces: Iterable[Workspace] | None = None) -> DatasetCopy:
    """The copy of a compiled graph with what follows from its mappings.

    Args:
        graph: The graph.
        workspaces: Texts it was compiled from; the bundled ones by default.

    Returns:
        The copy.
    """
    texts = (bundled(),) if workspaces is None else tuple(workspaces)

    def everything() -> Iterator[ox.Quad]:
        yield from quads(graph, texts)
        yield from inferred_quads(knowledge_of(graph))

    if len(texts) == 1 and not graph.at:
        content = kept_lines("copy", texts, (Path(inferred.__file__),), everything)
    else:
        content = ox.serialize(everything(), format=ox.RdfFormat.N_QUADS) or b""
    return DatasetCopy(content, _frozen(prefixes_of(graph)))


def _frozen(prefixes: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(prefixes)
