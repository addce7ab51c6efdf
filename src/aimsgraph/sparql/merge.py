"""The default graph as an RDF merge: a statement in two named graphs is one statement.

Oxigraph evaluates a default graph of several graphs as their bag union, which counts such a
statement twice, and it looks into each graph of a list by itself, which takes many times as long as
the union of all. So a statement lies in the store once, whatever graphs say it, as long as no query
looks into graphs; for one that does, each graph holds again what it says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, TypedDict

import pyoxigraph as ox

HIDDEN: Final = "urn:aimsgraph:rest:"
"""Addresses of graphs that hold what another graph does not say already; no query may name them."""

_MOST_KEPT: Final = 16

_LOOKS: Final = re.compile(r"(?<!aims)graph|\\u", re.IGNORECASE)
"""What a query holds that looks into graphs; more than that, too, never less."""

Where = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


class Overlap(TypedDict):
    """How many statements each graph holds, and which graphs say one that several say."""

    sizes: dict[str, int]
    shared: dict[str, list[str]]


def overlap(lines: bytes) -> Overlap:
    r"""What the graphs of a dataset have in common.

    Args:
        lines: The dataset as N-Quads.

    Returns:
        Sizes by address of a graph, and graphs by statement as N-Triples, without its full stop.

    >>> overlap(b"<a:s> <a:p> <a:o> <g:1> .\n<a:s> <a:p> <a:o> <g:2> .\n")["shared"]
    {'<a:s> <a:p> <a:o>': ['g:1', 'g:2']}
    """
    sizes: Counter[bytes] = Counter()
    first: dict[bytes, bytes] = {}
    again: dict[bytes, set[bytes]] = {}
    for line in lines.split(b"\n"):
        cut = line.rfind(b" <")
        if cut < 0 or not line.endswith(b"> ."):
            continue
        said, graph = line[:cut], line[cut + 2 : -3]
        sizes[graph] += 1
        other = first.setdefault(said, graph)
        if other != graph:
            again.setdefault(said, {other}).add(graph)
    return Overlap(
        sizes={graph.decode(): count for graph, count in sizes.items()},
        shared={said.decode(): sorted(g.decode() for g in again[said]) for said in again},
    )


class Merge:
    """Which graphs of a store say the same, and what to ask in their stead.

    Args:
        store: The dataset.
        overlap: What its graphs have in common.
    """

    def __init__(self, store: ox.Store, overlap: Overlap) -> None:
        self._store = store
        self._sizes = overlap["sizes"]
        self._shared = {
            next(ox.parse(f"{said} .", format=ox.RdfFormat.N_TRIPLES)).triple: frozenset(graphs)
            for said, graphs in overlap["shared"].items()
        }
        self._again = [
            ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name))
            for t, graphs in self._shared.items()
            for name in sorted(graphs)[1:]
        ]
        self._apart = True
        self._rests: dict[tuple[str, frozenset[ox.Triple]], ox.NamedNode] = {}
        self.named: list[ox.NamedNode | ox.BlankNode] = list(store.named_graphs())

    def prepare(self, text: str, *, graphs: bool) -> None:
        """Let each graph hold what it says if a query looks into graphs; else say all just once.

        Args:
            text: The query.
            graphs: Whether it is asked of certain graphs.
        """
        apart = graphs or bool(_LOOKS.search(text))
        if apart is not self._apart:
            self._forget()
            change = self._store.add if apart else self._store.remove
            for quad in self._again:
                change(quad)
            self._apart = apart

    def default(self, asked: Iterable[str] | None, without: str = "") -> list[Where] | None:
        """The graphs to evaluate as the default graph.

        Args:
            asked: Addresses of graphs; all of them when ``None``.
            without: Address of one to leave out.

        Returns:
            Graphs that say nothing twice; ``None`` for the union of all when that is the same.
        """
        if asked is None and not without and not (self._shared and self._apart):
            return None
        names = [g.value for g in self.named] if asked is None else list(dict.fromkeys(asked))
        names = [name for name in names if name != without]
        names.sort(key=lambda name: -self._sizes.get(name, 0))
        found: list[Where] = [ox.DefaultGraph()] if asked is None else []
        for at, name in enumerate(names):
            before = frozenset(names[:at])
            said = frozenset(
                t for t, graphs in self._shared.items() if name in graphs and graphs & before
            )
            found.append(self._rest(name, said) if said else ox.NamedNode(name))
        return found

    def _rest(self, name: str, said: frozenset[ox.Triple]) -> ox.NamedNode:
        """A graph with what a graph says beside some statements."""
        kept = self._rests.get((name, said))
        if kept is not None:
            return kept
        if len(self._rests) >= _MOST_KEPT:
            self._forget()
        rest = ox.NamedNode(f"{HIDDEN}{len(self._rests)}")
        quads = self._store.quads_for_pattern(None, None, None, ox.NamedNode(name))
        self._store.bulk_extend(
            ox.Quad(q.subject, q.predicate, q.object, rest) for q in quads if q.triple not in said
        )
        self._rests[name, said] = rest
        return rest

    def _forget(self) -> None:
        for rest in self._rests.values():
            self._store.remove_graph(rest)
        self._rests.clear()
