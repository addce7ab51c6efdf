"""Opening a graph for a user: a kept one where there is one, else compile, validate and keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aimsgraph.compile import cache
from aimsgraph.compile.folders import Workspace, load_workspace
from aimsgraph.compile.load import bundled, compile_graph
from aimsgraph.inference.knowledge import keep_closures
from aimsgraph.model.errors import InvalidGraphError
from aimsgraph.model.graph import Graph


def open_graph(folders: Sequence[Path] = (), *, cached: bool = True, language: str = "") -> Graph:
    """The bundled graph and the user's folders, under the same validation.

    Args:
        folders: Folders given with ``--with``.
        cached: Use and keep a compiled graph.
        language: Language to show where a text has several; English where it is empty.

    Returns:
        The graph, whole and valid; warnings about the user's part are kept in it.

    Raises:
        AimsgraphError: A file cannot be read, or breaks a rule.
    """
    graph = cache.bundled_graph(cached=cached)
    if not folders:
        return graph
    workspaces = [bundled(), *(load_workspace(folder) for folder in folders)]
    key = cache.key_of(workspaces, language)
    # without rows of its own a folder adds nothing to what follows
    rows = any(workspace.sssom for workspace in workspaces[1:])
    place = cache.KeptClosures(key if rows else cache.key_of(workspaces[:1])) if cached else None
    kept = cache.read(key) if cached else None
    if kept is None:
        made = compile_graph(workspaces, language, graph)
        kept = _checked(_closed(made, place, graph), workspaces)
        if cached:
            cache.write(key, kept)
    return _closed(kept, place, graph)


def _closed(graph: Graph, place: cache.KeptClosures | None, base: Graph) -> Graph:
    return keep_closures(graph, place, base if graph.layered else None)


def _checked(graph: Graph, workspaces: Sequence[Workspace]) -> Graph:
    """A graph with a user's part, refused if that breaks a rule; warnings are kept in it."""
    from aimsgraph.validation.report import validate

    report = validate(graph, workspaces, focus="user")
    violations = tuple(f for f in report.findings if f.severity == "violation")
    if violations:
        raise InvalidGraphError(violations)
    return replace(graph, warnings=report.findings)


def open_store(url: str, names: Sequence[str] = (), hops: int = 0) -> Graph:
    """The graph of a SPARQL service to which it was published.

    Args:
        url: Address of the query service.
        names: Frameworks in question; all that are published without any.
        hops: Most mappings along a path of the question; 0 for no limit.

    Returns:
        The graph, or the part of it that the question can depend on.

    Raises:
        AimsgraphError: The store does not answer, is empty or half loaded, or lacks a framework.
    """
    from aimsgraph.stores.catalogue import service_at
    from aimsgraph.stores.pull import read_graph

    return read_graph(service_at(url), names, hops)
