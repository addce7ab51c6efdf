"""Proofs of a pair as a picture and as rows: what is known of a provision, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aimsgraph.answers.explanations import Explanation
from aimsgraph.faces.explorer.text import PageTable
from aimsgraph.faces.explorer.views import heading, short
from aimsgraph.inference.knowledge import Knowledge
from aimsgraph.inference.proofs import Path, Step
from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain, symbol
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.sheet import Sheet
from aimsgraph.model.terms import Relation

DRAWN: Final = 6
"""Paths in the picture; the text has all of them."""

DISJOINT: Final = BIT[Relation.DISJOINT]
_ENDS: Final = "#ffe8b3"
_NODES: Final = (
    'node [shape=box, style="filled,rounded", fillcolor="#e6eef6", color="{ink}", '
    'fontcolor="#14202b", fontname="Helvetica", fontsize=12, margin="0.15,0.08"]'
)
_WIDE: Final = 26
_TALL: Final = 3


@dataclass(frozen=True, slots=True)
class Known:
    """Another provision about which something is certain, or contradictory.

    Args:
        id: The other provision.
        mask: What can hold from it to the provision in question.
        confidence: Best confidence of what is certain.
        clash: Whether the mappings about the pair contradict each other.
    """

    id: Curie
    mask: int
    confidence: float
    clash: bool

    @property
    def words(self) -> str:
        """What is certain, in a few words."""
        if self.clash:
            return "⚡ contradictory"
        return f"{symbol(self.mask)}, confidence {self.confidence:.2f}"


def known_about(knowledge: Knowledge, target: Curie) -> tuple[Known, ...]:
    """Provisions of other frameworks with something certain about a provision, strongest first.

    Args:
        knowledge: The graph and its closure.
        target: The provision in question.
    """
    graph, clashes = knowledge.graph, knowledge.closure.clashes
    own = graph.provisions[target].framework
    found = {
        p.source: Known(p.source, p.mask, p.covers or p.overlaps, clash=False)
        for p in knowledge.by_target.get(target, ())
        if graph.provisions[p.source].framework != own
    }
    for source, end in clashes:
        if end == target and graph.provisions[source].framework != own:
            found[source] = Known(source, 0, 0.0, clash=True)
    return tuple(
        sorted(
            found.values(),
            key=lambda k: (
                not k.clash,
                certain(k.mask, DISJOINT),
                not certain(k.mask, COVERS),
                -k.confidence,
                k.id,
            ),
        )
    )


def word_of(path: Path) -> str:
    """What a path alone is: a proof of coverage, overlap or disjointness, or a lead."""
    if path.mask == 0:
        return "contradiction"
    for goal, word in ((COVERS, "proof of coverage"), (OVERLAPS, "proof of overlap")):
        if certain(path.mask, goal):
            return word
    return "proof of nothing shared" if certain(path.mask, DISJOINT) else "lead, proves nothing"


_STYLES: Final = {
    "proof of coverage": "solid",
    "proof of overlap": "dashed",
    "proof of nothing shared": "bold",
    "contradiction": "bold",
    "lead, proves nothing": "dotted",
}


def diagram(found: Explanation, ink: str) -> str:
    """The paths of an explanation as a graph in DOT, left to right.

    Args:
        found: What is known about a pair.
        ink: Colour of lines and of the texts beside them.

    Returns:
        DOT. Solid: coverage; dashed: overlap; dotted: a lead; a diamond: a step along the tree.
    """
    graph = found.graph
    paths = found.proofs.paths[:DRAWN]
    nodes = dict.fromkeys((found.source, found.target))
    edges: dict[tuple[Curie, Curie, str], tuple[Step, str, list[int]]] = {}
    for number, path in enumerate(paths, 1):
        for step in path.steps:
            nodes.update(dict.fromkeys((step.start, step.end)))
            edge = step.start, step.end, step.mapping
            edges.setdefault(edge, (step, _STYLES[word_of(path)], []))[2].append(number)
    names = {curie: f"n{i}" for i, curie in enumerate(nodes)}
    ends = {found.source, found.target}
    lines = [
        "digraph {",
        'graph [rankdir=LR, bgcolor="transparent", nodesep=0.35, ranksep=0.9]',
        _NODES.format(ink=ink),
        f'edge [color="{ink}", fontcolor="{ink}", fontname="Helvetica", fontsize=11]',
        *(
            f'{name} [label="{_label(graph, curie)}"'
            + (f', fillcolor="{_ENDS}", penwidth=2]' if curie in ends else "]")
            for curie, name in names.items()
        ),
        *(
            f"{names[step.start]} -> {names[step.end]} [{_edge(graph, step, style, numbers)}]"
            for step, style, numbers in edges.values()
        ),
        "}",
    ]
    return "\n".join(lines)


def _edge(graph: Graph, step: Step, style: str, numbers: Sequence[int]) -> str:
    where = f"path {', '.join(str(n) for n in numbers)}"
    if step.mapping:
        said = f"{symbol(step.mask)} ({graph.mapping(step.mapping).confidence:.2f})"
        return f'label="{_dot(said)}\\n{where}", style={style}'
    said = "includes" if certain(step.mask, COVERS) else "is part of"
    return f'label="{said}\\n{where}", style={style}, arrowhead=odiamond'


def _label(graph: Graph, curie: Curie) -> str:
    one = graph.provisions.get(curie)
    lines = textwrap.wrap(heading(one) if one else graph.text_of(curie), _WIDE)
    if len(lines) > _TALL:
        lines = [*lines[: _TALL - 1], f"{lines[_TALL - 1][: _WIDE - 4]} ..."]
    return "\\n".join(_dot(line) for line in (short(graph, curie), *lines))


def _dot(text: str) -> str:
    r"""A text as it stands in a quoted label of DOT: no escape, entity or quote of its own.

    >>> _dot('a "b" &lt; \\N')
    'a \\"b\\" &amp;lt; \\\\N'
    """
    shown = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return shown.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")


def diagram_words(found: Explanation) -> str:
    """The picture in words, for who cannot see it."""
    paths = [
        f"path {n}, {word_of(p)}: "
        + ", ".join(f"{s.start} {symbol(s.mask)} {s.end}" for s in p.steps)
        for n, p in enumerate(found.proofs.paths[:DRAWN], 1)
    ]
    return f"{found.conclusion} " + "; ".join(paths)


def path_sheet(found: Explanation) -> PageTable:
    """The paths of an explanation, one a row: what each alone proves and with what confidence."""
    rows = tuple(
        (
            number,
            word_of(path),
            symbol(path.mask),
            round(path.confidence, 2),
            path.hops,
            " → ".join(
                dict.fromkeys(short(found.graph, c) for s in path.steps for c in (s.start, s.end))
            ),
        )
        for number, path in enumerate(found.proofs.paths, 1)
    )
    columns = ("Path", "It is a", "Leaves possible", "Confidence", "Mappings", "By way of")
    return PageTable(columns, rows)


def lead_sheet(graph: Graph, found: Sequence[tuple[str, Sheet]]) -> PageTable:
    """Leads of several frameworks held, most confident first.

    Args:
        graph: The graph.
        found: Framework and its leads: from, heading, confidence, hops, possible, mappings.
    """
    rows = [
        (graph.frameworks[key].label, graph.provisions[Curie(str(r[0]))].notation, *r[1:], r[0])
        for key, sheet in found
        for r in sheet.rows
    ]
    rows.sort(key=lambda r: (-float(r[3]), str(r[-1])))
    columns = ("Framework", "Provision", "Heading", "Confidence", "Mappings", "Leaves possible",
               "Mappings on the path")  # fmt: skip
    return PageTable(columns, tuple(r[:-1] for r in rows), tuple(str(r[-1]) for r in rows))
