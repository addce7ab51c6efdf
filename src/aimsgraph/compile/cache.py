"""Compiled graphs and their closures in the user's cache folder, never trusted blindly.

A file is JSON, column by column, behind a line with a SHA-256 digest. It is named for a fingerprint
of every input and of the code that reads it. Whatever is damaged or foreign is made again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import hashlib
import json
import types
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingT
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

import platformdirs

import aimsgraph
from aimsgraph.compile.folders import Workspace
from aimsgraph.compile.load import bundled, data_folder, fingerprint, whole
from aimsgraph.formats.writing import write_whole
from aimsgraph.inference.closure import Closure, Pair
from aimsgraph.inference.knowledge import keep_closures
from aimsgraph.model.consequences import Penalty, ReportingClock
from aimsgraph.model.errors import Finding, InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import (
    ApplicationRule,
    Concept,
    Framework,
    Mapping,
    MappingSet,
    Provision,
)

FORMAT: Final = 4
"""Version of the file's layout."""

KEPT: Final = 8
"""Compiled graphs that stay in the folder, with their closures; older ones are removed."""


_READERS: Final = ("model", "formats", "compile", "inference", "coverage", "validation")
"""Folders of the code that turns texts into a graph; validation and shapes decide, too."""

_AS_JSON: Final = frozenset({str, int, float, bool, type(None)})
"""Types that JSON has."""

_ENDS: Final = ("none", "apart", "clashes")
"""Fields of a closure that are sets of ends."""


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
    return _made(f"{key}.graph.json", _graph)


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
    keep(
        f"{key}.graph.json",
        _json({
            "frameworks": _keyed(graph.frameworks),
            "provisions": _keyed(graph.provisions),
            "mappings": _columns(graph.mappings),
            "mapping_sets": _columns(graph.mapping_sets),
            "concepts": {k: _keyed(v) for k, v in graph.concepts.items()},
            "rules": _keyed(graph.rules),
            "clocks": _columns(graph.clocks),
            "penalties": _columns(graph.penalties),
            "warnings": _columns(graph.warnings),
            "data_version": graph.data_version,
            "at": dict(graph.at),
        }),
    )  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class KeptClosures:
    """The closures of a compiled graph, by edition in view and hop limit.

    Args:
        key: Key of the graph.
    """

    key: str

    def read(self, at: MappingT[str, str], hops: int) -> Closure | None:
        """A closure that was worked out before, if it is whole."""
        return _made(self._name(at, hops), _closure)

    def write(self, at: MappingT[str, str], closure: Closure) -> None:
        """Keep a closure."""
        body = {
            "hops": closure.hops,
            "pairs": _columns(closure.pairs),
            "met": _columns(closure.met),
            **{name: _plain(getattr(closure, name)) for name in _ENDS},
        }
        keep(self._name(at, closure.hops), _json(body))

    def _name(self, at: MappingT[str, str], hops: int) -> str:
        view = hashlib.sha256(json.dumps(sorted(at.items())).encode()).hexdigest()[:12]
        return f"{self.key}.{view}.{hops}.closure.json"  # editions are named by users: no file name


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


_T = TypeVar("_T")


def _made(name: str, make: Callable[[Any], _T]) -> _T | None:
    content = kept(name)
    if content is None:
        return None
    try:
        with no_collection():
            return make(json.loads(content))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
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


def _plain(value: object) -> object:
    if type(value) in _AS_JSON:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(_plain(v) for v in value)  # type: ignore[type-var]
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, name)) for name in _names(type(value))]
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Names of the fields of a record."""
    return tuple(f.name for f in dataclasses.fields(kind))


def _keyed(table: MappingT[Any, Any]) -> dict[str, object]:
    return {"keys": list(table), **_columns(tuple(table.values()))}


def _columns(values: Sequence[Any]) -> dict[str, object]:
    """Values of one type, a column a field; a column holds its distinct words and where they stand.

    Columns are read several times faster than rows: most fields of most values are the same.
    """
    if not values:
        return {"rows": 0, "columns": []}
    names = [f.name for f in dataclasses.fields(values[0])]
    return {
        "rows": len(values),
        "columns": [_column([getattr(v, n) for v in values]) for n in names],
    }


def _column(cells: list[Any]) -> dict[str, object]:
    words: dict[tuple[type, Any], int] = {}
    at = [words.setdefault((type(cell), cell), len(words)) for cell in cells]
    if 2 * len(words) > len(cells):
        return {"cells": [_plain(cell) for cell in cells]}
    found: dict[str, object] = {"words": [_plain(word) for _, word in words]}
    return found if len(words) == 1 else {**found, "at": at}


Maker = Callable[[Any], Any]


@cache
def _maker(kind: Any) -> Maker:  # noqa: ANN401, PLR0911  (any annotation; one return a kind of type)
    """A function that turns plain data back into a value of a type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple and inner[-1] is Ellipsis:
        make = _maker(inner[0])
        return tuple if make is _same else lambda raw: tuple([make(x) for x in raw])
    if origin is tuple:
        makes = [_maker(k) for k in inner]
        if all(make is _same for make in makes):
            return tuple
        return lambda raw: tuple([m(x) for m, x in zip(makes, raw, strict=True)])
    if origin is frozenset:
        make = _maker(inner[0])
        return lambda raw: frozenset(map(make, raw))
    if origin is types.UnionType:
        make = _maker(next(k for k in inner if k is not type(None)))
        return lambda raw: None if raw is None else make(raw)
    if isinstance(kind, type) and issubclass(kind, Enum):
        by_value = {member.value: member for member in kind}
        return lambda raw: by_value[raw]
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        makes = [_maker(hints[f.name]) for f in dataclasses.fields(kind)]
        return lambda raw: kind(*[m(x) for m, x in zip(makes, raw, strict=True)])
    return _same


def _same(raw: Any) -> Any:  # noqa: ANN401  (texts and numbers as JSON has them)
    return raw


def _values(raw: dict[str, Any], kind: type) -> list[Any]:
    """The values of a table of columns, the converse of ``_columns``."""
    rows, columns = raw["rows"], raw["columns"]
    if not rows:
        return []
    hints = get_type_hints(kind)
    made = []
    for field, column in zip(dataclasses.fields(kind), columns, strict=True):
        make = _maker(hints[field.name])
        if "cells" in column:
            cells = column["cells"]
            made.append(cells if make is _same else [make(cell) for cell in cells])
            continue
        words = [make(word) for word in column["words"]]
        made.append([words[i] for i in column["at"]] if "at" in column else words * rows)
    if any(len(cells) != rows for cells in made):
        raise ValueError("columns of different length")
    return list(map(kind, *made))


def _table(raw: dict[str, Any], kind: type) -> MappingProxyType[Any, Any]:
    return MappingProxyType(dict(zip(raw["keys"], _values(raw, kind), strict=True)))


def _graph(raw: dict[str, Any]) -> Graph:
    return Graph(
        frameworks=_table(raw["frameworks"], Framework),
        provisions=_table(raw["provisions"], Provision),
        mappings=tuple(_values(raw["mappings"], Mapping)),
        mapping_sets=tuple(_values(raw["mapping_sets"], MappingSet)),
        concepts=MappingProxyType({k: _table(v, Concept) for k, v in raw["concepts"].items()}),
        rules=_table(raw["rules"], ApplicationRule),
        clocks=tuple(_values(raw["clocks"], ReportingClock)),
        penalties=tuple(_values(raw["penalties"], Penalty)),
        warnings=tuple(_values(raw["warnings"], Finding)),
        data_version=raw["data_version"],
        at=MappingProxyType(raw["at"]),
    )


def _closure(raw: dict[str, Any]) -> Closure:
    hints = get_type_hints(Closure)
    return Closure(
        hops=raw["hops"],
        pairs=tuple(_values(raw["pairs"], Pair)),
        met=tuple(_values(raw["met"], Pair)),
        **{name: _maker(hints[name])(raw[name]) for name in _ENDS},
    )
