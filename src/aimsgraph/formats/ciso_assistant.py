"""Libraries of CISO Assistant: YAML in, plain records out, and back.

A library declares frameworks, as trees of requirement nodes, and sets of mappings between nodes of
two frameworks. Objects of other kinds (threats, risk matrices ...) are not read.
Form: https://github.com/intuitem/ciso-assistant-community/tree/main/backend/library/libraries
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from aimsgraph.formats.files import read_bounded
from aimsgraph.formats.plain_yaml import read_yaml
from aimsgraph.model.errors import InputError
from aimsgraph.model.limits import MAX_LIBRARY_BYTES
from aimsgraph.model.terms import Relation

RELATIONSHIPS: Final[dict[Relation, str]] = {
    Relation.EQUAL: "equal",
    Relation.SUBSET: "subset",
    Relation.SUPERSET: "superset",
    Relation.INTERSECTS: "intersect",
    Relation.DISJOINT: "not_related",
}
"""Words of CISO Assistant for our relations; source and target are our subject and object."""

_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""That of libyaml where it was built in: four times as fast."""

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """An implementation group: a word by which requirements are selected."""

    ref_id: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A node of a framework: a heading, or a requirement that can be assessed."""

    urn: str
    assessable: bool = False
    depth: int = 1
    parent_urn: str = ""
    ref_id: str = ""
    name: str = ""
    description: str = ""
    annotation: str = ""
    typical_evidence: str = ""
    implementation_groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryFramework:
    """A framework that a library declares."""

    urn: str
    ref_id: str = ""
    name: str = ""
    description: str = ""
    implementation_groups_definition: tuple[Group, ...] = ()
    requirement_nodes: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementMapping:
    """One row of a mapping set, from a node of its source to one of its target."""

    source_requirement_urn: str
    target_requirement_urn: str
    relationship: str
    rationale: str = ""
    annotation: str = ""


@dataclass(frozen=True, slots=True)
class RequirementMappingSet:
    """Rows from one framework to another."""

    urn: str
    ref_id: str = ""
    name: str = ""
    description: str = ""
    source_framework_urn: str = ""
    target_framework_urn: str = ""
    requirement_mappings: tuple[RequirementMapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """One file: who made it, and what it declares."""

    urn: str
    ref_id: str = ""
    locale: str = "en"
    name: str = ""
    description: str = ""
    copyright: str = ""
    version: int = 1
    publication_date: str = ""
    provider: str = ""
    packager: str = ""
    dependencies: tuple[str, ...] = ()
    frameworks: tuple[LibraryFramework, ...] = field(default=())
    mapping_sets: tuple[RequirementMappingSet, ...] = field(default=())


_HEAD: Final = (
    "urn", "locale", "ref_id", "name", "description", "copyright", "version", "publication_date",
    "provider", "packager", "dependencies",
)  # fmt: skip
_FRAMEWORK: Final = ("urn", "ref_id", "name", "description")
_REQUIREMENT: Final = (
    "urn", "assessable", "depth", "parent_urn", "ref_id", "name", "description", "annotation",
    "typical_evidence", "implementation_groups",
)  # fmt: skip
_SET: Final = (*_FRAMEWORK, "source_framework_urn", "target_framework_urn")
_ROW: Final = (
    "source_requirement_urn", "target_requirement_urn", "relationship", "rationale", "annotation",
)  # fmt: skip


def load_library(path: Path) -> Library:
    """Read a library from a file.

    Raises:
        InputError: It is no library, or too large.
    """
    return read_library(read_bounded(path, MAX_LIBRARY_BYTES), path.name)


def read_library(text: str, name: str) -> Library:
    """Read a library.

    Args:
        text: The YAML.
        name: How errors name the file.

    Returns:
        The library. Lists under old names (``framework`` for ``frameworks``) are read as well.

    Raises:
        InputError: It is no YAML, or no library.
    """
    root = read_yaml(text, name)
    if not isinstance(root, dict) or not isinstance(root.get("objects") or {}, dict):
        raise _foreign(name, "there is no library in it")
    objects = root.get("objects") or {}
    reader = _Reader(name)
    return Library(
        **reader.fields(root, _HEAD),
        frameworks=tuple(reader.framework(one) for one in reader.many(objects, "framework")),
        mapping_sets=tuple(
            reader.mapping_set(one) for one in reader.many(objects, "requirement_mapping_set")
        ),
    )


class _Reader:
    """Turns what YAML gives into records; errors name the file.

    Args:
        name: How errors name the file.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def fields(self, node: Node, names: tuple[str, ...]) -> Node:
        """The fields of a record that are there, each as what it is."""
        found: Node = {}
        for key in names:
            value = node.get(key)
            if value is None:
                continue
            if key in {"dependencies", "implementation_groups"}:
                found[key] = self._words(value, key)
            elif not isinstance(value, str):
                raise _foreign(self.name, f"{key} is no text")
            elif key == "assessable":
                found[key] = value.lower() == "true"
            elif key in {"depth", "version"}:
                found[key] = self._number(value, key)
            else:
                found[key] = value
        missing = [key for key in ("urn", *_ROW[:3]) if key in names and key not in found]
        if missing:
            raise _foreign(self.name, f"an entry has no {missing[0]}")
        return found

    def _words(self, value: object, key: str) -> tuple[str, ...]:
        words = value if isinstance(value, list) else [value]
        if not all(isinstance(word, str) for word in words):
            raise _foreign(self.name, f"{key} is no list of words")
        return tuple(words)

    def _number(self, value: str, key: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) < 10):  # noqa: PLR2004  (32 bits)
            raise _foreign(self.name, f"{key} {value[:20]!r} is no number")
        return int(value)

    def many(self, objects: Node, name: str) -> list[Node]:
        """The entries under a name or its plural, whether one or a list."""
        found: list[Node] = []
        for word in (name, f"{name}s"):
            value = objects.get(word) or []
            entries = [value] if isinstance(value, dict) else value
            if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
                raise _foreign(self.name, f"{word} is no list of entries")
            found += entries
        return found

    def framework(self, node: Node) -> LibraryFramework:
        """A framework with its nodes."""
        groups = self.many(node, "implementation_groups_definition")
        nodes = self.many(node, "requirement_node")
        return LibraryFramework(
            **self.fields(node, _FRAMEWORK),
            implementation_groups_definition=tuple(
                Group(**{"ref_id": "", **self.fields(one, _FRAMEWORK[1:])}) for one in groups
            ),
            requirement_nodes=tuple(Requirement(**self.fields(one, _REQUIREMENT)) for one in nodes),
        )

    def mapping_set(self, node: Node) -> RequirementMappingSet:
        """A mapping set with its rows."""
        rows = self.many(node, "requirement_mapping")
        return RequirementMappingSet(
            **self.fields(node, _SET),
            requirement_mappings=tuple(
                RequirementMapping(**self.fields(one, _ROW)) for one in rows
            ),
        )


def render_library(library: Library) -> str:
    """Write a library; what ``read_library`` makes of it is equal to it."""
    objects: Node = {}
    if library.frameworks:
        objects["frameworks"] = [
            _said(one, _FRAMEWORK)
            | _list("implementation_groups_definition",
                    [_said(g, _FRAMEWORK[1:]) for g in one.implementation_groups_definition])
            | {"requirement_nodes": [_said(n, _REQUIREMENT) for n in one.requirement_nodes]}
            for one in library.frameworks
        ]  # fmt: skip
    if library.mapping_sets:
        objects["requirement_mapping_sets"] = [
            _said(one, _SET)
            | {"requirement_mappings": [_said(row, _ROW) for row in one.requirement_mappings]}
            for one in library.mapping_sets
        ]
    root = _said(library, _HEAD) | {"objects": objects}
    written: str = yaml.dump(root, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100)
    return written


def _said(record: object, names: tuple[str, ...]) -> Node:
    """The fields of a record that say something."""
    found: Node = {}
    for key in names:
        value = getattr(record, key)
        if value not in ("", ()):
            found[key] = list(value) if isinstance(value, tuple) else value
    return found


def _list(name: str, entries: list[Node]) -> Node:
    return {name: entries} if entries else {}


def _foreign(name: str, fact: str) -> InputError:
    return InputError(name, f"{fact}.", "Give a library of CISO Assistant.")
