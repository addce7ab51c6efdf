"""The command that serves the graph over HTTP: ``serve``."""

from __future__ import annotations

import re
from typing import Annotated, Final

import typer

from aimsgraph.faces.cli.common import load, note, session
from aimsgraph.model.extras import require
from aimsgraph.model.limits import MAX_QUERY_SECONDS, QUERY_SECONDS

_ORIGIN: Final = re.compile(r"\*|https?://[A-Za-z0-9.\-\[\]:]+", re.ASCII)
_MAX_WORKERS: Final = 64


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("serve")(serve)


def serve(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")
    ] = 7878,
    cors: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Let pages of this origin ask; may be repeated."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=_MAX_WORKERS, help="Free queries that run at once.")
    ] = 2,
    timeout: Annotated[
        float,
        typer.Option(
            min=0.1, max=MAX_QUERY_SECONDS, metavar="S", help="Seconds that a query may take."
        ),
    ] = QUERY_SECONDS,
) -> None:
    """Answer SPARQL over HTTP, read-only, on this machine only."""
    for module in ("starlette", "uvicorn", "httptools"):
        require(module, "server", "serve")
    from aimsgraph.compile.folders import load_workspace
    from aimsgraph.compile.load import bundled
    from aimsgraph.faces.server.process import serve as run
    from aimsgraph.model.errors import UnknownNameError
    from aimsgraph.sparql.dataset_copy import copy_dataset
    from aimsgraph.sparql.process import unenforced
    from aimsgraph.sparql.results import Limits

    origins = tuple(one.rstrip("/").lower() for one in cors or ())
    for one in origins:
        if not _ORIGIN.fullmatch(one):
            raise UnknownNameError(
                f"--cors {one}", "it is no web origin.", "Write one such as http://localhost:3000."
            )
    graph = load()
    copy = copy_dataset(graph, [bundled(), *(load_workspace(f) for f in session.folders)])
    for sentence in unenforced():
        note(sentence)
    run(
        graph,
        copy,
        port=port,
        origins=origins,
        workers=workers,
        limits=Limits(seconds=timeout),
        say=note,
    )
