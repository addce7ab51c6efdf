"""Files read for validation: every fault of every file is collected, none stops the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from aimsgraph.compile.cache import bundled_graph
from aimsgraph.compile.folders import Text, Workspace, load_workspace
from aimsgraph.compile.frameworks import stands_alone
from aimsgraph.compile.load import bundled, compile_records, data_folder, fingerprint
from aimsgraph.formats.files import read_bounded
from aimsgraph.formats.sssom import SssomFile, read_sssom
from aimsgraph.formats.turtle import Document, read_turtle
from aimsgraph.inference.knowledge import keep_closures
from aimsgraph.model.errors import Finding, InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_FILES_PER_WORKSPACE, MAX_SSSOM_BYTES, MAX_TURTLE_BYTES

_T = TypeVar("_T")
_PLACE: Final = re.compile(r"^(.*):(\d+)$")
_TURTLE: Final = ".ttl"
_SSSOM: Final = ".sssom.tsv"
_LOSING: Final = frozenset({"unreadable", "bad-key", "bad-id", "no-framework", "duplicate-id"})
_CONSEQUENCES: Final = frozenset({"unknown-id", "unknown-prefix", "unknown-framework"})


@dataclass(frozen=True)
class Parsed(Workspace):
    """A workspace whose files were parsed already; those that could not be are left out."""

    parsed: tuple[Document, ...] = ()
    tables: tuple[SssomFile, ...] = ()

    def documents(self) -> tuple[Document, ...]:
        """Its Turtle files."""
        return self.parsed

    def mapping_files(self) -> tuple[SssomFile, ...]:
        """Its SSSOM files."""
        return self.tables


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read, and every fault on the way.

    Args:
        graph: The graph; ``None`` when its provisions are at fault. Rows at fault are not in it.
        workspaces: What was read, bundled data first.
        findings: Every fault of reading and compiling.
    """

    graph: Graph | None
    workspaces: tuple[Workspace, ...]
    findings: tuple[Finding, ...]


@dataclass
class _Faults:
    found: list[Finding] = field(default_factory=list)

    def guard(self, read: Callable[[], _T]) -> _T | None:
        """The result of a reader, or nothing and one more finding."""
        try:
            return read()
        except InputError as error:
            place = _PLACE.match(error.place)
            name, line = (place.group(1), int(place.group(2))) if place else (error.place, 0)
            self.found.append(Finding(name, line, "unreadable", error.fact, error.remedy))
            return None


def parse(workspace: Workspace) -> Parsed:
    """Parse a workspace once, for many readers.

    Raises:
        InputError: A file cannot be read as what it claims to be.
    """
    return Parsed(
        workspace.turtle, workspace.sssom, workspace.documents(), workspace.mapping_files()
    )


def compile_paths(paths: Sequence[Path]) -> Read:
    """Read and compile the bundled data and some paths on top, collecting every fault.

    Args:
        paths: Folders as for ``--with``, or single Turtle and SSSOM files. A path that names a
            bundled file stands in its place.

    Returns:
        What could be compiled, and the findings.
    """
    faults = _Faults()
    mine = _read(paths, faults)
    given = {Path(text.name).resolve() for text in (*mine.turtle, *mine.sssom)}
    rest, whole = _without(bundled(), given), bundled()
    own = _parse(mine, faults)
    base = bundled_graph() if rest == whole and paths else None
    if base is not None and stands_alone(own.parsed, base):
        workspaces: tuple[Workspace, ...] = (whole, own)
        layer: tuple[Parsed, ...] = (own,)
    else:
        base = None
        layer = (_parse(rest, faults), *([own] if paths else []))
        workspaces = layer
    compiled = compile_records(
        [d for w in layer for d in w.parsed],
        [t for w in layer for t in w.tables],
        fingerprint(workspaces),
        base=base,
    )
    found = [*faults.found, *compiled.of_provisions]
    lost = any(f.code in _LOSING and not f.file.endswith(_SSSOM) for f in found)
    found += [f for f in compiled.of_mappings if not (lost and f.code in _CONSEQUENCES)]
    graph = None if compiled.of_provisions or lost else keep_closures(compiled.graph, None, base)
    return Read(graph, workspaces, tuple(sorted(set(found))))


def _without(base: Workspace, given: set[Path]) -> Workspace:
    root = data_folder()

    def rest(texts: Iterable[Text]) -> tuple[Text, ...]:
        return tuple(t for t in texts if (root / t.name).resolve() not in given)

    return Workspace(rest(base.turtle), rest(base.sssom))


def _read(paths: Sequence[Path], faults: _Faults) -> Workspace:
    turtle: list[Text] = []
    sssom: list[Text] = []
    for path in paths:
        if path.is_dir():
            whole = _folder(path, faults)
            turtle += whole.turtle
            sssom += whole.sssom
        elif path.name.endswith(_TURTLE):
            turtle += _text(path, MAX_TURTLE_BYTES, None, faults)
        elif path.name.endswith(_SSSOM):
            sssom += _text(path, MAX_SSSOM_BYTES, None, faults)
        else:
            exists = path.exists()
            faults.found.append(
                Finding(
                    str(path),
                    0,
                    "unreadable",
                    "neither Turtle nor SSSOM by its name." if exists else "there is no such file.",
                    "Give a folder, or files named *.ttl or *.sssom.tsv.",
                )
            )
    return Workspace(tuple(turtle), tuple(sssom))


def _folder(folder: Path, faults: _Faults) -> Workspace:
    """A folder; when it is refused as a whole, as many of its files as can be read."""
    whole = faults.guard(lambda: load_workspace(folder))
    if whole is not None:
        return whole
    parts: dict[str, list[Text]] = {}
    for part, suffix, limit in (
        ("frameworks", _TURTLE, MAX_TURTLE_BYTES),
        ("mappings", _SSSOM, MAX_SSSOM_BYTES),
    ):
        paths = sorted((folder / part).glob(f"[!.]*{suffix}"))[:MAX_FILES_PER_WORKSPACE]
        parts[part] = [t for p in paths for t in _text(p, limit, folder, faults)]
    return Workspace(tuple(parts["frameworks"]), tuple(parts["mappings"]))


def _text(path: Path, limit: int, inside: Path | None, faults: _Faults) -> list[Text]:
    text = faults.guard(lambda: read_bounded(path, limit, inside=inside))
    return [] if text is None else [Text(str(path), text)]


def _parse(workspace: Workspace, faults: _Faults) -> Parsed:
    documents = [faults.guard(lambda t=t: read_turtle(t.text, t.name)) for t in workspace.turtle]  # type: ignore[misc]
    tables = [faults.guard(lambda t=t: read_sssom(t.text, t.name)) for t in workspace.sssom]  # type: ignore[misc]
    return Parsed(
        workspace.turtle,
        workspace.sssom,
        tuple(d for d in documents if d is not None),
        tuple(t for t in tables if t is not None),
    )
