"""Compiled snapshots: a parsed and closed graph in the user's cache folder, never trusted blindly.

The file is JSON behind a line with its SHA-256 digest. It is named for a fingerprint of every input
and of the code that reads it. Whatever is damaged, foreign or of another version is built again.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import types
from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin, get_type_hints

import platformdirs

import aimsgraph
from aimsgraph.graph.load import fingerprint
from aimsgraph.reading.workspace import Workspace
from aimsgraph.thinking.inference import Closure
from aimsgraph.values.errors import Finding
from aimsgraph.values.model import (
    ApplicationRule,
    Concept,
    Framework,
    Graph,
    Mapping,
    MappingSet,
    Provision,
)

FORMAT: Final = 1
"""Version of the file's layout."""

KEPT: Final = 8
"""Snapshots that stay in the folder; older ones are removed."""


def folder() -> Path:
    """Where snapshots lie: the user's cache folder."""
    return Path(platformdirs.user_cache_dir("aimsgraph", appauthor=False))


def key_of(workspaces: Sequence[Workspace]) -> str:
    """Fingerprint of every input and of the code that turns it into a graph."""
    digest = hashlib.sha256(f"{FORMAT} {fingerprint(workspaces)} {_code()}".encode())
    return digest.hexdigest()[:32]


@cache
def _code() -> str:
    root = Path(aimsgraph.__file__).parent
    digest = hashlib.sha256()
    for part in ("values", "reading", "graph", "thinking"):
        for path in sorted((root / part).iterdir()):
            if path.suffix in {".py", ".sql"}:
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def read(key: str) -> tuple[Graph, tuple[Closure, ...]] | None:
    """A snapshot, or ``None`` when there is none that is whole and of this key."""
    try:
        head, _, body = (folder() / f"{key}.json").read_bytes().partition(b"\n")
        if head.decode("ascii") != hashlib.sha256(body).hexdigest():
            return None
        data = json.loads(body)
        if data["key"] != key:
            return None
        graph = _graph(data["graph"])
        return graph, tuple(_closure(c) for c in data["closures"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def write(key: str, graph: Graph, closures: Sequence[Closure]) -> None:
    """Keep a snapshot; a folder that cannot be written to is no fault."""
    from aimsgraph.services.export.writing import write_whole
    from aimsgraph.values.errors import InputError

    data = {
        "key": key,
        "graph": {f.name: _plain(getattr(graph, f.name)) for f in dataclasses.fields(graph)},
        "closures": [_plain(c) for c in closures],
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
    if isinstance(value, MappingProxyType | dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(v) for v in value)  # type: ignore[type-var]
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, f.name)) for f in dataclasses.fields(value)]
    return value


Maker = Callable[[Any], Any]


@cache
def _maker(kind: Any) -> Maker:  # noqa: ANN401  (any annotation of our value types)
    """A function that turns plain data back into a value of a type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple and inner[-1] is Ellipsis:
        make = _maker(inner[0])
        return lambda raw: tuple([make(x) for x in raw])
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
    return lambda raw: raw


def _table(raw: dict[str, Any], kind: type) -> MappingProxyType[Any, Any]:
    make = _maker(kind)
    return MappingProxyType({k: make(v) for k, v in raw.items()})


def _graph(raw: dict[str, Any]) -> Graph:
    mapping, mapping_set, finding = _maker(Mapping), _maker(MappingSet), _maker(Finding)
    return Graph(
        frameworks=_table(raw["frameworks"], Framework),
        provisions=_table(raw["provisions"], Provision),
        mappings=tuple([mapping(m) for m in raw["mappings"]]),
        mapping_sets=tuple([mapping_set(m) for m in raw["mapping_sets"]]),
        concepts=MappingProxyType({k: _table(v, Concept) for k, v in raw["concepts"].items()}),
        rules=_table(raw["rules"], ApplicationRule),
        warnings=tuple([finding(f) for f in raw["warnings"]]),
        data_version=raw["data_version"],
        at=MappingProxyType(raw["at"]),
    )


def _closure(raw: list[Any]) -> Closure:
    made: Closure = _maker(Closure)(raw)
    return made
