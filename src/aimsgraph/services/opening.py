"""Opening a graph for a user: load, and validate what the user brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aimsgraph.graph.load import bundled, load_graph
from aimsgraph.reading.workspace import load_workspace
from aimsgraph.values.errors import InvalidGraphError
from aimsgraph.values.model import Graph


def open_graph(folders: Sequence[Path] = ()) -> Graph:
    """The bundled graph and the user's folders, under the same validation.

    Args:
        folders: Folders given with ``--with``.

    Returns:
        The graph, whole and valid; warnings about the user's part are kept in it.

    Raises:
        AimsgraphError: A file cannot be read, or breaks a rule.
    """
    graph = load_graph(folders)
    if not folders:
        return graph
    from aimsgraph.services.validation import validate

    workspaces = [bundled(), *(load_workspace(folder) for folder in folders)]
    report = validate(graph, workspaces, focus="user")
    violations = tuple(f for f in report.findings if f.severity == "violation")
    if violations:
        raise InvalidGraphError(violations)
    return replace(graph, warnings=report.findings)
