"""The command that opens the explorer: ``explore``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from aimsgraph.faces.cli.common import load, note, session
from aimsgraph.model.extras import require


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("explore")(explore)


def explore(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8501,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
) -> None:
    """Open the explorer in a browser; it listens on this machine only."""
    import aimsgraph.faces.explorer as package
    from aimsgraph.faces.explorer.settings import SERVER_OPTIONS

    require("streamlit", "explorer", "explore")
    load()
    entry = Path(package.__file__).with_name("entry.py")
    environment = {
        **os.environ,
        "AIMSGRAPH_LANG": session.language,
        "AIMSGRAPH_WITH": os.pathsep.join(str(f.resolve()) for f in session.folders),
        "AIMSGRAPH_STORE": session.store,
    }
    headless = (
        "false"
        if browser and (os.name == "nt" or sys.platform == "darwin" or os.environ.get("DISPLAY"))
        else "true"
    )
    note(f"The explorer is at http://127.0.0.1:{port} (stop with Ctrl+C).")
    command = [
        sys.executable, "-m", "aimsgraph.faces.explorer.serve", str(entry), *SERVER_OPTIONS,
        f"--server.port={port}", f"--server.headless={headless}",
    ]  # fmt: skip
    raise typer.Exit(subprocess.call(command, env=environment))  # noqa: S603  (our own words)
