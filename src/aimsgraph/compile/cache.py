"""Compiled graphs and their closures in the user's cache folder, never trusted blindly.

A file is JSON behind a line with a SHA-256 digest. It is named for a fingerprint of every input and
of the code that reads it. Whatever is damaged or foreign is made again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingT
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import msgspec
import platformdirs

import aimsgraph
from aimsgraph.compile.folders import Workspace
from aimsgraph.compile.load import bundled, data_folder, fingerprint, whole
from aimsgraph.formats.writing import write_whole
from aimsgraph.inference.closure import Closure
from aimsgraph.inference.knowledge import keep_closures
from aimsgraph.model.errors import InputError
from aimsgraph.model.graph import Graph

FORMAT: Final = 6
"""Version of the file's layout."""

KEPT: Final = 8
"""Compiled graphs that stay in the folder, with their closures; older ones are removed."""


_READERS: Final = ("model", "formats", "compile", "inference", "coverage", "validation")
"""Folders of the code that turns texts into a graph; validation and shapes decide, too."""


def folder() -> Path:
    """Where compiled graphs lie: the user's cache folder."""
    return Path(platformdirs.user_cache_dir("aimsgraph", appauthor=False))


def key_of(workspaces: Sequence[Workspace], language: str = "") -> str:
    """Fingerprint of every input and of the code that turns it into a graph."""
    digest = hashlib.sha256(f"{FORMAT} {fingerprint(workspaces)} {_code()} {language}".encode())
    return digest.hexdigest()[:32]


@cache
def _code() -> str:
    root = Path(aimsgraph.__file__).parent
    paths = [
        *(p for part in _READERS for p in (root / part).iterdir() if p.suffix in {".py", ".sql"}),
        *(data_folder() / "ontology" / "shapes").glob("*.ttl"),
    ]
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda p: (p.parent.name, p.name)):  # as in a wheel
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def read(key: str) -> Graph | None:
    """A compiled graph, or ``None`` when there is none that is whole and of this key."""
    found = _made(f"{key}.graph.json", Graph)
    return found and _frozen(found)


def bundled_graph(*, cached: bool = True) -> Graph:
    """The bundled graph, compiled before or now.

    Args:
        cached: Use and keep a compiled graph.

    Raises:
        IncompleteGraphError: Bundled data are missing or damaged.
    """
    base = bundled()
    if not cached:
        return whole(base)
    return _bundled(key_of([base]))


@lru_cache(maxsize=1)
def _bundled(key: str) -> Graph:
    found = read(key)
    if found is None:
        with no_collection():
            found = whole(bundled())
        write(key, found)
    return keep_closures(found, KeptClosures(key))


def write(key: str, graph: Graph) -> None:
    """Keep a compiled graph; a folder that cannot be written to is no fault."""
    keep(f"{key}.graph.json", msgspec.json.encode(graph, enc_hook=dict))


def _frozen(graph: Graph) -> Graph:
    """A graph as it was read, its tables such that nobody can write to them."""
    tables = {f.name: getattr(graph, f.name) for f in dataclasses.fields(graph)}
    tables["concepts"] = {k: MappingProxyType(v) for k, v in graph.concepts.items()}
    views = {k: MappingProxyType(v) for k, v in tables.items() if isinstance(v, dict)}
    return dataclasses.replace(graph, **views)  # type: ignore[arg-type]


@dataclasses.dataclass(frozen=True, slots=True)
class KeptClosures:
    """The closures of a compiled graph, by edition in view and hop limit.

    Args:
        key: Key of the graph.
    """

    key: str

    def read(self, at: MappingT[str, str], hops: int) -> Closure | None:
        """A closure that was worked out before, if it is whole."""
        return _made(self._name(at, hops), Closure)

    def write(self, at: MappingT[str, str], closure: Closure) -> None:
        """Keep a closure."""
        body = msgspec.json.encode(closure, order="deterministic")  # a wheel is made alike again
        keep(self._name(at, closure.hops), body)

    def _name(self, at: MappingT[str, str], hops: int) -> str:
        view = hashlib.sha256(json.dumps(sorted(at.items())).encode()).hexdigest()[:12]
        return f"{self.key}.{view}.{hops}.closure.json"  # editions are named by users: no file name


_T = TypeVar("_T")


def _made(name: str, kind: type[_T]) -> _T | None:
    content = kept(name)
    if content is None:
        return None
    with no_collection(), contextlib.suppress(msgspec.MsgspecError):
        return msgspec.json.decode(content, type=kind)
    return None


def kept(name: str) -> bytes | None:
    """What was kept under a name by the user or came with the package: whole, or nothing."""
    for place in (folder(), data_folder() / "compiled"):
        with contextlib.suppress(OSError, ValueError):
            path = place / name
            content = path.read_bytes()
            end = content.index(b"\n")
            body = content[end + 1 :]
            if content[:end].decode("ascii") == _digest(name, body):
                with contextlib.suppress(OSError):
                    path.touch()  # what is used stays: the oldest by use are removed first
                return body
    return None


def keep(name: str, body: bytes) -> None:
    """Keep something under a name that begins with its key; a folder that refuses is no fault."""
    with contextlib.suppress(OSError, InputError):
        folder().mkdir(parents=True, exist_ok=True)
        write_whole(folder() / name, _digest(name, body).encode() + b"\n" + body)
        used: dict[str, float] = {}
        for path in folder().glob("[!.]*"):  # not what another process is writing
            key = path.name.partition(".")[0]
            used[key] = max(used.get(key, 0.0), path.stat().st_mtime)
        for key in sorted(used, key=used.__getitem__, reverse=True)[KEPT:]:
            for path in folder().glob(f"{key}.*"):
                path.unlink()


def _digest(name: str, body: bytes) -> str:
    return hashlib.sha256(name.encode() + b"\n" + body).hexdigest()


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Make many small values without a search for garbage among them: none of them is any."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
