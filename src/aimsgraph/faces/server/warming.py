"""Asking the named queries once, one after the other, so that the first visitor need not wait."""

from __future__ import annotations

from collections.abc import Iterator

from aimsgraph.faces.server.running import NAMED, Job, Runner
from aimsgraph.model.errors import AimsgraphError
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import bind, catalogue


def usual_questions(graph: Graph) -> Iterator[str]:
    """Each named query with its defaults; one that asks for a framework, for each of them."""
    for query in catalogue():
        chosen = [p.name for p in query.parameters if p.kind == "framework"]
        for key in sorted(graph.frameworks) if len(chosen) == 1 else [""]:
            yield bind(graph, query, {chosen[0]: key} if key else {})


async def warm(graph: Graph, runner: Runner) -> None:
    """Ask them; an error is left to whoever asks the same."""
    for text in usual_questions(graph):
        try:
            await runner.answer(Job(text, lane=NAMED))
        except AimsgraphError:
            continue
