"""The command that loads the graph into a SPARQL service: ``publish``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from aimsgraph.faces.cli.common import note, session

if TYPE_CHECKING:
    from aimsgraph.stores.publish import Tell


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("publish")(publish)


def publish(
    url: Annotated[str, typer.Argument(metavar="URL", help="Query address of the service.")],
    graph_store: Annotated[
        str,
        typer.Option(
            "--graph-store", metavar="URL", help="Send by Graph Store Protocol to this address."
        ),
    ] = "",
    update: Annotated[
        str,
        typer.Option(
            "--update",
            metavar="URL",
            help="Address for updates; by default .../update beside .../query, else the same.",
        ),
    ] = "",
) -> None:
    """Load the graph, and what follows from it, into a SPARQL 1.1 service."""
    from aimsgraph.answers.opening import open_graph
    from aimsgraph.compile.folders import load_workspace
    from aimsgraph.compile.load import bundled
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.stores.catalogue import service_at
    from aimsgraph.stores.publish import publish as send
    from aimsgraph.stores.publish import target_at

    if update and graph_store:
        raise UnknownNameError(
            "--update and --graph-store", "statements go one way only.", "Give one of them."
        )
    target = target_at(service_at(url), update, graph_store)
    graph = open_graph(session.folders, language=session.language)
    workspaces = [bundled(), *(load_workspace(f) for f in session.folders)]
    found = send(graph, workspaces, target, _progress())
    total = sum(part.triples for part in found.parts.values())
    note(
        f"Published {total} statements in {len(found.parts)} named graphs, counted there. "
        f"Data version {found.version}."
    )


def _progress() -> Tell:
    """A line a graph; on a terminal it moves."""
    moving = sys.stderr.isatty()

    def tell(graph: str, sent: int, total: int) -> None:
        name = graph.partition("/graph/")[2]
        if moving:
            sys.stderr.write(f"\r{name}: {sent} of {total}\x1b[K")
        if sent == total:
            sys.stderr.write("\n" if moving else f"{name}: {total} statements\n")

    return tell
