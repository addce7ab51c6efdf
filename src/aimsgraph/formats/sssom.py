"""SSSOM TSV in, mapping records out; every fault with file and row.

Format: SSSOM 1.0 (https://mapping-commons.github.io/sssom/) with the extension slots
for relation, elements, gaps, residuals and support. A NoTermFound row may stand in either
direction; it is read as one whose object was not found.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from aimsgraph.model.errors import InputError
from aimsgraph.model.limits import MAX_SSSOM_CELL_CHARS, MAX_SSSOM_HEADER_BYTES
from aimsgraph.model.terms import (
    NO_TERM_FOUND,
)

COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id",
    "object_label", "mapping_justification", "confidence", "strm_relation", "strm_rationale",
    "object_elements", "subject_elements", "shared_artefact", "object_gap", "subject_gap",
    "support_kind", "object_residual", "subject_residual", "comment", "see_also", "author_label",
    "reviewer_label", "mapping_date", "subject_source", "subject_source_version",
    "object_source", "object_source_version", "subject_judged", "object_judged",
)  # fmt: skip
"""Slots of a row, in canonical order."""

PROPAGATED: Final = frozenset({
    "subject_source", "subject_source_version", "object_source", "object_source_version",
    "mapping_date", "strm_rationale",
})  # fmt: skip
"""Slots of the set that hold for each row: those that SSSOM propagates, and one of our own.

https://mapping-commons.github.io/sssom/spec-model/#propagation-of-mapping-set-slots
"""

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_MOST_BRACKETS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written, with constant slots of the header filled in."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, slot: str) -> str:
        return self.cells.get(slot, "")


@dataclass(frozen=True, slots=True)
class SssomFile:
    """One SSSOM file as read.

    Args:
        name: How errors name the file.
        header: Metadata of the mapping set.
        curie_map: Prefixes that the file declares.
        rows: Its rows.
    """

    name: str
    header: dict[str, object]
    curie_map: dict[str, str]
    rows: tuple[Row, ...] = field(default=())


class _StrictLoader(yaml.SafeLoader):
    """Plain scalars only: no aliases, no duplicate keys, no dates or booleans from words."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  (PyYAML asks for this name)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="aliases are not read", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _read_header(lines: list[str], name: str) -> dict[str, object]:
    text = textwrap.dedent("\n".join(line[1:].rstrip() for line in lines))
    if len(text.encode()) > MAX_SSSOM_HEADER_BYTES:
        raise InputError(
            name,
            f"the header is larger than {MAX_SSSOM_HEADER_BYTES} bytes.",
            "Move long texts into the rows.",
        )
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        raise InputError(
            f"{name}:1", "the YAML header is wrong: it nests too deep.", "Write plain slots."
        )
    try:
        value = yaml.load(text, _StrictLoader)  # noqa: S506  (a safe loader, made stricter)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(
            f"{name}:{line}", f"the YAML header is wrong: {error.problem}.", "Mend the header."
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(f"{name}:1", f"the YAML header is wrong: {error}.", "Mend it.") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InputError(
            f"{name}:1", "the header is not a list of slots.", "Write `# slot: value`."
        )
    return {str(k): v for k, v in value.items()}


def read_sssom(text: str, name: str) -> SssomFile:
    """Parse SSSOM TSV: a YAML header in ``#`` lines, then a table.

    Args:
        text: The file's text.
        name: How errors name the file.

    Returns:
        The file with its rows, constant slots filled in.

    Raises:
        InputError: When it is not SSSOM TSV at all (header, columns, row width, cell size).
    """
    lines = text.split("\n")
    head = 0
    while head < len(lines) and lines[head].startswith("#"):
        head += 1
    header = _read_header(lines[:head], name)
    curie_map = header.get("curie_map") or {}
    if not isinstance(curie_map, dict):
        raise InputError(
            f"{name}:1", "curie_map is not a map.", "Write `#  prefix: address` lines."
        )
    reader = csv.reader(
        io.StringIO("\n".join(line.rstrip("\r") for line in lines[head:])),
        delimiter="\t",
        strict=True,
    )
    try:
        columns = next(reader, None)
        if not columns or columns == [""]:
            raise InputError(f"{name}:{head + 1}", "there is no table.", "Add the column line.")
        _check_columns(columns, f"{name}:{head + 1}")
        constants = _constants(header, name)
        rows = tuple(_rows(reader, columns, constants, head, name))
    except csv.Error as error:
        raise InputError(
            f"{name}:{head + reader.line_num}", f"this is not TSV: {error}.", "Mend the quotes."
        ) from error
    return SssomFile(
        name=name,
        header=header,
        curie_map={str(k): str(v) for k, v in curie_map.items()},
        rows=rows,
    )


def _constants(header: dict[str, object], name: str) -> dict[str, str]:
    """What the head says of every row."""
    found = {k: v for k, v in header.items() if k in PROPAGATED and v is not None}
    for slot, value in found.items():
        if not isinstance(value, str):
            raise InputError(f"{name}:1", f"{slot} is not one text.", f"Write `# {slot}: text`.")
    return {k: str(v) for k, v in found.items()}


def _check_columns(columns: list[str], place: str) -> None:
    double = {c for c in columns if columns.count(c) > 1}
    if double:
        raise InputError(place, f"column {min(double)} stands twice.", "Remove one of them.")
    missing = [c for c in REQUIRED if c not in columns]
    if missing:
        raise InputError(
            place,
            f"column {', '.join(missing)} is missing.",
            f"A row needs at least {', '.join(REQUIRED)}, separated by tabs.",
        )


def _rows(
    reader: Iterator[list[str]], columns: list[str], constants: dict[str, str], head: int, name: str
) -> Iterator[Row]:
    for cells in reader:
        line = head + int(getattr(reader, "line_num", 0))
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            raise InputError(
                f"{name}:{line}",
                f"the row has {len(cells)} cells, the column line {len(columns)}.",
                "Check the tabs.",
            )
        long = next((c for c in cells if len(c) > MAX_SSSOM_CELL_CHARS), None)
        if long is not None:
            raise InputError(
                f"{name}:{line}",
                f"a cell has {len(long)} characters; at most {MAX_SSSOM_CELL_CHARS} are read.",
                "Shorten it.",
            )
        row = dict(constants)
        row.update({c: v.strip() for c, v in zip(columns, cells, strict=True) if v.strip()})
        yield Row(line=line, cells=_turned(row) if row.get("subject_id") == NO_TERM_FOUND else row)


def _turned(cells: dict[str, str]) -> dict[str, str]:
    """A row read from its object: what its subject slots say, its object slots say, and back."""
    other = {"subject": "object", "object": "subject"}
    turned = {}
    for slot, value in cells.items():
        end, _, rest = slot.partition("_")
        turned[f"{other[end]}_{rest}" if end in other else slot] = value
    return turned
