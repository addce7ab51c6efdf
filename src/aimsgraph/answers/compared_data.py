"""What a user names as the older and the newer: two editions, two folders, or two releases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aimsgraph.answers.changes import Changes, changes, edition_changes
from aimsgraph.answers.opening import open_graph
from aimsgraph.compile.load import bundled, compile_graph
from aimsgraph.compile.releases import load_release
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve_framework


def changes_between(
    graph: Graph, old: str, new: str, folders: Sequence[Path] = (), *, language: str = ""
) -> Changes:
    """What changed between two editions of a framework, or two folders of the user's.

    Args:
        graph: The graph without the two.
        old: ``aiact@2024``, or a folder as ``--with`` takes it.
        new: The newer one, of the same kind.
        folders: Folders that go with both, and are in the graph.
        language: Language of texts that a folder gives in several; English where it is empty.

    Raises:
        AimsgraphError: They are neither, are of two frameworks, or cannot be read.
    """
    if "@" in old and "@" in new and not Path(old).exists():
        (first, before), (second, after) = (name.rpartition("@")[::2] for name in (old, new))
        keys = [resolve_framework(graph, name) for name in (first, second)]
        if keys[0] != keys[1]:
            raise UnknownNameError(
                f"{old} and {new}",
                "these are two frameworks.",
                f"Compare editions of one, or the two with `compare {keys[0]} {keys[1]}`.",
            )
        return edition_changes(graph, keys[0], before, after)
    if not new or not Path(old).is_dir():
        raise UnknownNameError(
            f"{old} {new}".strip(),
            "these are neither two editions nor two folders.",
            "Write aiact@2024 aiact@2026, or two folders as --with takes them, or add --data.",
        )
    sides = [open_graph([*folders, Path(one)], language=language) for one in (old, new)]
    own = {k for g in sides for k in g.frameworks if g.frameworks[k] != graph.frameworks.get(k)}
    sets = {s.key for g in sides for s in g.mapping_sets} - {s.key for s in graph.mapping_sets}
    return changes(sides[0], sides[1], (old, new), own, sets)


def released_changes(old: str, new: str = "") -> Changes:
    """What changed between the bundled data of two releases.

    Args:
        old: A wheel or zip file of a release, or a folder with ``ontology/`` and ``mappings/``.
        new: The newer one; the data of this program without.

    Raises:
        AimsgraphError: It is no release, or cannot be read.
    """
    texts = (load_release(Path(old)), load_release(Path(new)) if new else bundled())
    before, after = (compile_graph([one]) for one in texts)
    keys = {*before.frameworks, *after.frameworks}
    sets = {s.key for graph in (before, after) for s in graph.mapping_sets}
    return changes(before, after, (old, new or "this program"), keys, sets)
