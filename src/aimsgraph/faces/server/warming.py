"""Asking the named queries once, one after the other, so that the first visitor need not wait."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from aimsgraph.faces.server.running import NAMED, Job, Runner
from aimsgraph.model.errors import AimsgraphError
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import bind, catalogue


def usual_questions(graph: Graph) -> Iterator[str]:
    """Each named query for each choice of frameworks, with defaults for its other parameters."""
    for query in catalogue():
        chosen = [p.name for p in query.parameters if p.kind == "framework"]
        for keys in itertools.product(sorted(graph.frameworks), repeat=len(chosen)):
            yield bind(graph, query, dict(zip(chosen, keys, strict=True)))


async def warm(graph: Graph, runner: Runner) -> None:
    """Ask them; an error is left to whoever asks the same."""
    for text in usual_questions(graph):
        try:
            await runner.answer(Job(text, lane=NAMED))
        except AimsgraphError:
            continue
