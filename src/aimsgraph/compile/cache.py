"""Compiled graphs: a parsed and closed graph in the user's cache folder, never trusted blindly.

The file is JSON, column by column, behind a line with its SHA-256 digest. It is named for a
fingerprint of every input and of the code that reads it. Whatever is damaged, foreign or of another
version is built again.
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
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin, get_type_hints

import platformdirs

import aimsgraph
from aimsgraph.compile.folders import Workspace
from aimsgraph.compile.load import data_folder, fingerprint
from aimsgraph.inference.closure import Closure, Pair
from aimsgraph.model.errors import Finding
from aimsgraph.model.graph import (
    ApplicationRule,
    Concept,
    Framework,
    Graph,
    Mapping,
    MappingSet,
    Provision,
)

FORMAT: Final = 2
"""Version of the file's layout."""

KEPT: Final = 8
"""Compiled graphs that stay in the folder; older ones are removed."""


_READERS: Final = ("model", "formats", "compile", "inference", "coverage", "validation")
"""Folders of the code that turns texts into a graph; validation and shapes decide, too."""

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
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def read(key: str) -> tuple[Graph, tuple[Closure, ...]] | None:
    """A compiled graph, or ``None`` when there is none that is whole and of this key."""
    try:
        path = folder() / f"{key}.json"
        content = path.read_bytes()
        end = content.index(b"\n")
        body = memoryview(content)[end + 1 :]
        if content[:end].decode("ascii") != hashlib.sha256(body).hexdigest():
            return None
        with no_collection():
            data = json.loads(str(body, "utf-8"))
            if data["key"] != key:
                return None
            found = _graph(data["graph"]), tuple(_closure(c) for c in data["closures"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
    with contextlib.suppress(OSError):
        path.touch()  # what is used stays: the oldest by use are removed first
    return found


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


def write(key: str, graph: Graph, closures: Sequence[Closure]) -> None:
    """Keep a compiled graph; a folder that cannot be written to is no fault."""
    from aimsgraph.formats.writing import write_whole
    from aimsgraph.model.errors import InputError

    data = {
        "key": key,
        "graph": {
            "frameworks": _keyed(graph.frameworks),
            "provisions": _keyed(graph.provisions),
            "mappings": _columns(graph.mappings),
            "mapping_sets": _columns(graph.mapping_sets),
            "concepts": {k: _keyed(v) for k, v in graph.concepts.items()},
            "rules": _keyed(graph.rules),
            "warnings": _columns(graph.warnings),
            "data_version": graph.data_version,
            "at": dict(graph.at),
        },
        "closures": [
            {
                "hops": c.hops,
                "pairs": _columns(c.pairs),
                **{name: _plain(getattr(c, name)) for name in _ENDS},
            }
            for c in closures
        ],
    }
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError, InputError):
        folder().mkdir(parents=True, exist_ok=True)
        write_whole(
            folder() / f"{key}.json", hashlib.sha256(body).hexdigest().encode() + b"\n" + body
        )
        old = sorted(folder().glob("*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for path in old[KEPT:]:
            path.unlink()


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(_plain(v) for v in value)  # type: ignore[type-var]
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, f.name)) for f in dataclasses.fields(value)]
    return value


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
        return lambda raw: tuple([m(x) for m, x in zip(makes, raw, strict=True)])
    if origin is frozenset:
        make = _maker(inner[0])
        return lambda raw: frozenset([make(x) for x in raw])
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
        warnings=tuple(_values(raw["warnings"], Finding)),
        data_version=raw["data_version"],
        at=MappingProxyType(raw["at"]),
    )


def _closure(raw: dict[str, Any]) -> Closure:
    hints = get_type_hints(Closure)
    return Closure(
        hops=raw["hops"],
        pairs=tuple(_values(raw["pairs"], Pair)),
        **{name: _maker(hints[name])(raw[name]) for name in _ENDS},
    )
