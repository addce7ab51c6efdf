"""The wheel holds the bundled graph compiled, and what questions and users' folders start from."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledGraph(BuildHookInterface[Any]):
    """Compiles the bundled graph with the code that goes into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled graph; an editable install compiles at its first command."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from aimsgraph.compile import cache
        from aimsgraph.compile.load import bundled
        from aimsgraph.inference.knowledge import knowledge_of
        from aimsgraph.validation.report import compared_statements

        self._folder = tempfile.TemporaryDirectory()
        place = Path(self._folder.name)
        cache.folder = lambda: place
        graph = cache.bundled_graph()
        for hops in (1, 2, 0):  # 0: all that follows, which a folder's contradictions are sought in
            knowledge_of(graph, hops)
        compared_statements(bundled())
        for path in place.iterdir():
            build_data["force_include"][str(path)] = f"aimsgraph/_data/compiled/{path.name}"
