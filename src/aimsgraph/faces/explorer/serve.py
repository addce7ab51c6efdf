"""Starts the server, and reads the graph meanwhile: the first reader need not wait for it."""

from __future__ import annotations

import sys
from threading import Thread

from streamlit.web.cli import main

from aimsgraph.faces.explorer.main import warm

if __name__ == "__main__":
    Thread(target=warm, daemon=True).start()
    main(["run", *sys.argv[1:]])
