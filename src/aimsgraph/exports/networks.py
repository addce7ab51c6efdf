"""The graph for networkx, and from there as GraphML and GEXF: the same bytes for the same graph."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import networkx as nx

from aimsgraph.formats.writing import write_whole
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping, Provision

Kind = Literal["mappings", "tree", "all"]
"""Which edges: mappings, parts of provisions, or both."""

if TYPE_CHECKING:
    Network = nx.MultiDiGraph[str]
else:
    Network = nx.MultiDiGraph
_KINDS: Final = ("mappings", "tree", "all")
_STAMP: Final = re.compile(rb' lastmodifieddate="[^"]*"')
_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def build_network(graph: Graph, kind: Kind = "mappings") -> Network:
    """The graph as a networkx ``MultiDiGraph``.

    Args:
        graph: The graph.
        kind: ``mappings``: provisions that are mapped, an edge a typed or untyped mapping from
            subject to object (stale ones have ``stale`` set; NoTermFound rows have no object and
            are left out). ``tree``: every provision, with an edge to its parent. ``all``: both.

    Returns:
        Nodes are CURIEs, frameworks their keys; every attribute is text, a number or a yes/no.

    Raises:
        UnknownNameError: There is no such kind.
    """
    if kind not in _KINDS:
        raise UnknownNameError(kind, "there is no such kind of graph.", f"{', '.join(_KINDS)}.")
    made: Network = nx.MultiDiGraph(data_version=graph.data_version, kind=kind)
    edges = [
        *(_mapping_edges(graph) if kind != "tree" else ()),
        *(_tree_edges(graph) if kind != "mappings" else ()),
    ]
    used = {end for edge in edges for end in edge[:2]}
    for key, framework in sorted(graph.frameworks.items()):
        if key in used:
            made.add_node(key, label=fit(framework.label), kind="Framework", framework=key)
    for curie in sorted(graph.provisions):
        if curie in used:
            made.add_node(curie, **provision_attributes(graph, graph.provisions[curie]))
    for start, end, key, attributes in edges:
        made.add_edge(start, end, key=key, **attributes)
    return made


def provision_attributes(graph: Graph, one: Provision) -> dict[str, Any]:
    """What a node says of its provision."""
    return {
        "label": fit(one.label),
        "notation": fit(one.notation),
        "framework": one.framework,
        "kind": one.kind,
        "force": one.force.value,
        "summary": fit(one.summary),
        "binds": "; ".join(one.binds),
        "topics": "; ".join(one.topics),
        "position": one.position,
        "assessable": graph.is_assessable(one.id),
        "iri": one.iri,
    }


def _mapping_edges(graph: Graph) -> Iterator[tuple[Curie, Curie, str, dict[str, Any]]]:
    for one in graph.mappings:
        if one.object is not None:
            yield one.subject, one.object, one.id, judgement(graph, one)


def judgement(graph: Graph, one: Mapping) -> dict[str, Any]:
    """What an edge says of its mapping."""
    return {
        "relation": one.relation.value if one.relation else _without_relation(one),
        "confidence": one.confidence,
        "rationale": one.rationale,
        "mapping_set": one.set_key,
        "why": fit(one.comment),
        "shared_artefact": fit(one.artefact),
        "object_elements": " ".join(one.object_elements),
        "subject_elements": " ".join(one.subject_elements),
        "object_gap": " ".join(one.object_gap),
        "subject_gap": " ".join(one.subject_gap),
        "object_residual": fit(one.object_residual),
        "subject_residual": fit(one.subject_residual),
        "stale": one.id in graph.stale,
    }


def _without_relation(one: Mapping) -> str:
    return f"supports: {one.support}" if one.support else "untyped"


def _tree_edges(graph: Graph) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for curie in sorted(graph.provisions):
        one = graph.provisions[curie]
        end = one.parent or one.framework
        word = "constituentOf" if one.constituent else "partOf"
        yield curie, end, f"{curie}/{word}", {"relation": word}


def fit(text: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return _UNFIT.sub("", text)


def render_graphml(network: Network) -> bytes:
    """A network as GraphML."""
    out = io.BytesIO()
    nx.write_graphml_xml(network, out, named_key_ids=True)
    return out.getvalue()


def render_gexf(network: Network) -> bytes:
    """A network as GEXF, without the day on which it was written."""
    out = io.BytesIO()
    nx.write_gexf(network, out)
    return _STAMP.sub(b"", out.getvalue())


_RENDER: Final = {".graphml": render_graphml, ".gexf": render_gexf}


def write_network(network: Network, path: Path) -> None:
    """Write a network to a file that ends in ``.graphml`` or ``.gexf``.

    Raises:
        UnknownNameError: The file has another ending.
        InputError: It cannot be written.
    """
    render = _RENDER.get(path.suffix)
    if render is None:
        raise UnknownNameError(
            str(path), "this is no graph format.", f"End it in {' or '.join(_RENDER)}."
        )
    write_whole(path, render(network))
