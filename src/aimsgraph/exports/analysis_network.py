"""An analysis for graph programs: provisions with what was found about them, rows as edges."""

from __future__ import annotations

import re
from typing import Any, Final
from xml.sax.saxutils import escape

import networkx as nx

from aimsgraph.answers.extract import extract_of, facts_of, facts_text, still_open
from aimsgraph.answers.questions import Answer
from aimsgraph.coverage.states import Cell
from aimsgraph.exports.networks import (
    Network,
    fit,
    judgement,
    provision_attributes,
    render_gexf,
    render_graphml,
)

_MAKER: Final = re.compile(rb"<creator>[^<]*</creator>")


def analysis_network(result: Answer) -> Network:
    """An analysis as a networkx ``MultiDiGraph``.

    Args:
        result: The answer.

    Returns:
        Nodes are the needed provisions with state, verdict and what is still open, and every other
        end of a row; ``side`` says whether one is needed, held, or on a path between. Edges are
        rows from subject to object. A NoTermFound row has no object: it stands in ``checked`` of
        its subject. The attributes of the graph say what all of it rests on.
    """
    graph, extract = result.graph, extract_of(result)
    cells = {cell.provision.id: cell for cell in result.coverage.cells}
    ends = {end for one in extract.rows for end in (one.subject, one.object) if end}
    checked: dict[str, list[str]] = {}
    for one in extract.rows:
        if one.none_in:
            checked.setdefault(one.subject, []).append(one.none_in)
    facts = {key.replace(" ", "_"): text for key, text in facts_of(result, extract).items()}
    made: Network = nx.MultiDiGraph()
    made.graph.update(facts)
    for provision in extract.provisions:
        if provision.id in cells or provision.id in ends:
            made.add_node(
                provision.id,
                **provision_attributes(graph, provision),
                side=_side(result, provision.framework),
                checked=" ".join(checked.get(provision.id, ())),
                **_found(cells.get(provision.id)),
            )
    for one in extract.rows:
        if one.object is not None:
            made.add_edge(one.subject, one.object, key=one.id, **judgement(graph, one))
    return made


def _side(result: Answer, framework: str) -> str:
    if framework == result.coverage.need:
        return "needed"
    return "held" if framework in result.coverage.have else "between"


def _found(cell: Cell | None) -> dict[str, Any]:
    """What the analysis found about a node; of a node that does not count, nothing."""
    if cell is None:
        return {"in_scope": False, "state": "", "verdict": "", "remains": "", "still_open": ""}
    return {
        "in_scope": True,
        "state": cell.state.value,
        "verdict": cell.verdict.value,
        "remains": cell.remains.value if cell.remains else "",
        "still_open": fit("\n".join(still_open(cell))),
    }


def render_analysis_graphml(result: Answer) -> bytes:
    """An analysis as GraphML."""
    return render_graphml(analysis_network(result))


def render_analysis_gexf(result: Answer) -> bytes:
    """An analysis as GEXF; what it rests on stands in the description of the file."""
    text = escape(fit(facts_text(facts_of(result, extract_of(result)))))
    meta = f"<creator>aimsgraph</creator><description>{text}</description>"
    return _MAKER.sub(lambda _: meta.encode(), render_gexf(analysis_network(result)), count=1)
