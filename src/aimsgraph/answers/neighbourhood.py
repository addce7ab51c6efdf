"""What touches a provision, one hop around it, as nodes and edges for a drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from aimsgraph.answers.outline import calm
from aimsgraph.coverage.states import end_of
from aimsgraph.inference.closure import DEFAULT_HOPS, Pair
from aimsgraph.inference.knowledge import Knowledge, knowledge_of
from aimsgraph.inference.relations import COVERS, OVERLAPS, certain, converse, symbol
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping, Provision
from aimsgraph.model.terms import DISCLAIMER, Relation

MOST_NODES: Final = 1_500
"""Provisions in one drawing, however many are opened."""

MOST_AT_ONCE: Final = 240
"""Provisions drawn around a focus at once; a browser lays out no more of them in good time."""

_OUTLINE: Final = 120
"""Parts of a focus with more around it that are drawn first, in whole levels of its outline."""

Edge = dict[str, Any]


def neighbourhood(
    graph: Graph,
    curie: Curie,
    hops: int = DEFAULT_HOPS,
    opened: Sequence[Curie] = (),
    most: int = MOST_NODES,
    at_once: int = MOST_AT_ONCE,
) -> dict[str, Any]:
    """What touches a provision: its parts, its counterparts, what it cites and what cites it.

    A provision with duties below it is drawn with them, and every row stands at the duty that it
    is about. Inferred edges end in duties only: what includes a duty follows from the tree.

    Args:
        graph: The graph.
        curie: The provision in the middle.
        hops: Most mappings along a path of what is inferred.
        opened: Further provisions whose surroundings are drawn too, without what is below their
            direct parts.
        most: Nodes at most.
        at_once: Nodes around the focus at most, before anything is opened.

    Returns:
        Nodes in the order in which they were met and the edges between them; which were opened,
        whether only the outline of the focus was drawn first, how many nodes were left out, and
        what the drawing rests on.
    """
    drawing = _Drawing(graph, min(most, at_once))
    drawing.meet(curie)
    known = knowledge_of(graph, hops)
    edges = list(_around(known, curie, _below(known, curie)))
    around = {end for e in edges for end in (e["source"], e["target"])} & graph.provisions.keys()
    outline = _outline(curie, edges) if len(around) > at_once else []
    for edge in outline or edges:
        drawing.add(edge)
    drawing.left_out.update(around)
    drawing.most = most
    others = [c for c in dict.fromkeys(opened) if c in graph.provisions and c != curie]
    for one in others:
        drawing.meet(one)
        part = outline and any(above.id == curie for above in graph.ancestors(one))
        for edge in _around(known, one, _below(known, one) if part else ()):
            drawing.add(edge)
    return {
        "focus": curie,
        "opened": others,
        "nodes": [_node(known, c, curie) for c in drawing.nodes],
        "edges": list(drawing.edges.values()),
        "outlined": bool(outline),
        "left_out": len(drawing.left_out - set(drawing.nodes)),
        "hops": hops,
        "frameworks": {k: graph.frameworks[k].label for k in sorted(graph.frameworks)},
        "version": graph.data_version,
        "disclaimer": DISCLAIMER,
    }


def _outline(curie: Curie, edges: Sequence[Edge]) -> list[Edge]:
    """Edges of the tree below a provision, level by level, as long as whole levels are few."""
    depth, levels = {curie: 0}, dict[int, list[Edge]]()
    for edge in edges:
        if edge["kind"] == "part-of" and edge["target"] in depth and edge["source"] not in depth:
            depth[edge["source"]] = depth[edge["target"]] + 1
            levels.setdefault(depth[edge["source"]], []).append(edge)
    found: list[Edge] = []
    for _, level in sorted(levels.items()):
        if found and len(found) + len(level) > _OUTLINE:
            break
        found += level
    return found


class _Drawing:
    """Nodes and edges as they are met, up to a number of nodes."""

    def __init__(self, graph: Graph, most: int) -> None:
        self.graph = graph
        self.most = most
        self.nodes: dict[Curie, None] = {}
        self.edges: dict[str, Edge] = {}
        self.left_out: set[Curie] = set()

    def meet(self, *curies: Curie) -> bool:
        """Whether provisions are in the drawing: from now on they are, if there is room for all."""
        new = [c for c in curies if c not in self.nodes]
        if len(self.nodes) + len(new) > self.most:
            self.left_out.update(new)
            return False
        self.nodes.update(dict.fromkeys(new))
        return True

    def add(self, edge: Edge) -> None:
        """Draw an edge, and its ends with it."""
        ends = (edge["source"], edge["target"])
        known = all(end in self.graph.provisions for end in ends)
        if known and edge["id"] not in self.edges and self.meet(*ends):
            self.edges[edge["id"]] = edge


def _node(known: Knowledge, curie: Curie, focus: Curie) -> dict[str, Any]:
    graph, one = known.graph, known.graph.provisions[curie]
    return {
        "id": curie,
        "framework": one.framework,
        "notation": one.notation,
        "heading": "" if one.label == one.notation else calm(one.label),
        "summary": one.summary,
        "kind": one.kind,
        "assessable": graph.is_assessable(curie),
        "focus": curie == focus,
        "none": [
            graph.frameworks[key].label
            for key in graph.frameworks
            if known.none_speaking_for(one, key) is not None
        ],
    }


def _below(known: Knowledge, curie: Curie) -> tuple[Curie, ...]:
    """Duties below a provision and whatever else there has rows, in reading order."""
    graph = known.graph
    return tuple(
        p.id
        for p in graph.descendants(curie)
        if graph.is_assessable(p.id) or known.rows_at.get(p.id)
    )


def _around(known: Knowledge, curie: Curie, below: tuple[Curie, ...]) -> Iterator[Edge]:
    """Edges at a provision and those below it; what helps most to understand it comes first."""
    graph, mine = known.graph, (curie, *below)
    one = graph.provisions[curie]
    for child in _with_parents(graph, curie, below):
        yield _structure("part-of", child.id, child.parent or curie)
    for end in mine:
        yield from (_row(m) for m in known.rows_at.get(end, ()) if _drawn(m))
    if one.parent is not None:
        yield _structure("part-of", curie, one.parent)
    for end in _duties(graph, curie, below):
        yield from _inferred(known, end)
    for child in graph.children.get(curie, ()):
        yield _structure("part-of", child.id, curie)
    for end in mine:
        yield from (_structure("cites", end, cited) for cited in graph.provisions[end].cites)
    around = frozenset(mine)
    for p in graph.provisions.values():
        yield from (_structure("cites", p.id, cited) for cited in p.cites if cited in around)


def _duties(graph: Graph, curie: Curie, below: tuple[Curie, ...]) -> tuple[Curie, ...]:
    """Where inferred pairs are looked for: never at what includes duties."""
    duties = tuple(c for c in (curie, *below) if graph.is_assessable(c))
    if duties or any(graph.is_assessable(p.id) for p in graph.descendants(curie)):
        return duties
    return (curie,)


def _with_parents(graph: Graph, curie: Curie, below: tuple[Curie, ...]) -> list[Provision]:
    """What connects duties with the provision that they are below, in reading order."""
    wanted = set(below)
    for leaf in below:
        for above in graph.ancestors(leaf):
            if above.id == curie:
                break
            wanted.add(above.id)
    return [p for p in graph.descendants(curie) if p.id in wanted]


def _structure(kind: str, source: Curie, target: Curie) -> Edge:
    return _edge(f"{kind}|{source}|{target}", source, target, kind, kind.replace("-", " "))


def _drawn(m: Mapping) -> bool:
    """Rows that say two provisions share nothing connect nothing."""
    return m.object is not None and m.relation is not Relation.DISJOINT


def _row(m: Mapping) -> Edge:
    kind = "support" if m.support else m.relation.value if m.relation else "suggested"
    edge = _edge(m.id, m.subject, m.object or m.subject, kind, m.support or kind)
    return edge | {
        "confidence": round(m.confidence, 2),
        "rows": [m.id],
        "open": m.object_residual,
        "open_source": m.subject_residual,
        "why": m.comment,
    }


def _inferred(known: Knowledge, end: Curie) -> Iterator[Edge]:
    """What follows about a duty, beside the rows that stand at it, strongest first."""
    graph = known.graph
    asserted = {
        c
        for m in known.rows_at.get(end, ())
        if m.relation is not None
        for c in (m.subject, m.object)
    }
    pairs = [
        p
        for p in known.by_target.get(end, ())
        if p.source not in asserted
        and graph.is_assessable(p.source)
        and certain(p.mask, OVERLAPS)
        and (p.source, end) not in known.closure.clashes
    ]
    for pair in sorted(pairs, key=lambda p: (-p.covers, -p.overlaps, p.source)):
        back = next((p for p in known.by_target.get(pair.source, ()) if p.source == end), None)
        # Seen from the other end too it is one edge: it runs from the lesser name to the greater.
        here, there = (pair, back) if back is None or pair.source < end else (back, pair)
        yield _pair(graph, here, there)


def _pair(graph: Graph, pair: Pair, back: Pair | None) -> Edge:
    edge = _edge(
        f"inferred|{pair.source}|{pair.target}",
        pair.source,
        pair.target,
        "inferred",
        "overlap" if pair.mask == OVERLAPS else symbol(pair.mask),
    )
    return edge | {
        "confidence": round(pair.covers or pair.overlaps, 2),
        "rows": [row for row, _ in pair.premises],
        "open": _open(graph, pair, pair.mask),
        "open_source": _open(graph, back, converse(pair.mask)),
    }


def _open(graph: Graph, pair: Pair | None, mask: int) -> str:
    """What the target of a pair still demands, as the last row of its proof says."""
    if pair is None or certain(mask, COVERS):
        return ""
    return end_of(graph, pair.premises).residual


def _edge(name: str, source: Curie, target: Curie, kind: str, relation: str) -> Edge:
    return {
        "id": name,
        "source": source,
        "target": target,
        "kind": kind,
        "relation": relation,
        "confidence": None,
        "rows": [],
        "open": "",
        "open_source": "",
        "why": "",
    }
