"""SSSOM TSV in, mapping records out; every fault with file and row.

Format: SSSOM 1.0 (https://mapping-commons.github.io/sssom/) with the extension slots
for relation, elements, gaps, residuals and support. A NoTermFound row may stand in either
direction; it is read as one whose object was not found.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from aimsgraph.model.errors import Finding, InputError
from aimsgraph.model.limits import MAX_SSSOM_CELL_CHARS, MAX_SSSOM_HEADER_BYTES
from aimsgraph.model.terms import (
    AIMS,
    DEFAULT_CONFIDENCE,
    GAP_KINDS,
    NO_TERM_FOUND,
    PREDICATES,
    RATIONALES,
    SUPPORT_KINDS,
    SUPPORTS,
    TYPED_PREDICATES,
    UNTYPED_PREDICATES,
    WHOLE,
    Relation,
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
Faults = Iterator[tuple[str, str]]
"""Facts and remedies."""
_MOST_BRACKETS = 200
_CURIE = re.compile(r"^[A-Za-z][\w-]*:[^\s]+$")
_MARKED = re.compile(r"^[~+]?(e[1-9][0-9]?|all)$")
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


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


def supports(row: Row) -> bool:
    """Whether a row says that its subject helps to achieve its object."""
    return row["predicate_id"] in {SUPPORTS, AIMS + "supports"}


def listed(text: str) -> tuple[str, ...]:
    """The values of a slot that holds several.

    >>> listed("scope | time"), listed("")
    (('scope', 'time'), ())
    """
    return tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))


def relation_of(row: Row) -> Relation | None:
    """What a row asserts: its relation, or ``None`` when it is untyped or a NoTermFound row.

    Raises:
        ValueError: Relation and predicate disagree, or one of them is unknown; the text says which.
    """
    word = row["strm_relation"]
    predicate = (row["predicate_id"], row["predicate_modifier"])
    if supports(row):
        if word or predicate[1]:
            raise ValueError(f"a row with predicate {SUPPORTS} has no relation and no modifier.")
        return None
    if row["object_id"] == NO_TERM_FOUND:
        if word or predicate != ("skos:relatedMatch", ""):
            raise ValueError("a NoTermFound row has predicate skos:relatedMatch and no relation.")
        return None
    if not word:
        if predicate in TYPED_PREDICATES:
            return TYPED_PREDICATES[predicate]
        if predicate[0] in UNTYPED_PREDICATES and not predicate[1]:
            return None
        typed = {p for p, _ in TYPED_PREDICATES}
        allowed = ", ".join((*sorted(typed | UNTYPED_PREDICATES), SUPPORTS))
        raise ValueError(
            f"predicate {' '.join(p for p in predicate if p)} is not one of {allowed}."
        )
    try:
        relation = Relation(word)
    except ValueError:
        known = ", ".join(r.value for r in Relation)
        raise ValueError(f"relation {word!r} is not one of {known}.") from None
    if PREDICATES[relation] != predicate:
        want = " with modifier ".join(p for p in PREDICATES[relation] if p)
        have = " with modifier ".join(p for p in predicate if p)
        raise ValueError(f"relation {word} goes with predicate {want}, not {have}.")
    return relation


def check_row(row: Row, name: str) -> Iterator[Finding]:
    """Every fault of one row that can be told without the graph."""
    for code, check in _CHECKS.items():
        for fact, remedy in check(row):
            yield Finding(name, row.line, code, fact, remedy)


def _empty(row: Row) -> Faults:
    for slot in REQUIRED:
        if not row[slot]:
            yield f"{slot} is empty.", "Fill it in."


def _curies(row: Row) -> Faults:
    for slot in ("subject_id", "object_id"):
        if row[slot] and not _CURIE.match(row[slot]):
            yield f"{slot} {row[slot]!r} is not prefix:name.", "Write a CURIE."


def _relation(row: Row) -> Faults:
    try:
        relation_of(row)
    except ValueError as error:
        yield str(error), "Mend the one that is wrong."


def _confidence(row: Row) -> Faults:
    try:
        inside = 0.0 <= float(row["confidence"] or DEFAULT_CONFIDENCE) <= 1.0
    except ValueError:
        inside = False
    if not inside:
        yield (
            f"confidence {row['confidence']!r} is not a number from 0 to 1.",
            "See the ladder in CONTRIBUTING.md.",
        )


def _rationale(row: Row) -> Faults:
    if row["strm_rationale"] and row["strm_rationale"] not in RATIONALES:
        yield (
            f"rationale {row['strm_rationale']!r} is not one of {', '.join(sorted(RATIONALES))}.",
            "Use functional unless the text alone was compared.",
        )


def _date(row: Row) -> Faults:
    text = row["mapping_date"]
    try:
        real = not text or bool(_DATE.match(text) and dt.date.fromisoformat(text))
    except ValueError:
        real = False
    if not real:
        yield f"mapping_date {text!r} is no day of the calendar.", "Write YYYY-MM-DD."


def _source(row: Row) -> Faults:
    if row["subject_id"] == row["object_id"] == NO_TERM_FOUND:
        yield "both ends are NoTermFound.", "Put a provision into subject_id."
    elif row["object_id"] == NO_TERM_FOUND and not row["object_source"]:
        yield (
            "a NoTermFound row does not say in which framework nothing was found.",
            "Set object_source to the other framework (subject_source, if it is the subject).",
        )


_OF_OVERLAPS: Final = (
    "object_elements", "subject_elements", "shared_artefact", "object_gap", "subject_gap",
)  # fmt: skip


def _overlap(row: Row) -> Faults:
    filled = next((slot for slot in _OF_OVERLAPS if row[slot]), None)
    with contextlib.suppress(ValueError):  # told by another rule
        if filled and relation_of(row) in {None, Relation.DISJOINT}:
            yield f"{filled} is filled, but the row says of no overlap.", "Empty it."


def _elements(row: Row) -> Faults:
    for slot in ("object_elements", "subject_elements"):
        marked = listed(row[slot])
        keys = [e.lstrip("~+") for e in marked]
        wrong = next((e for e in marked if not _MARKED.match(e)), None)
        if wrong:
            yield f"{slot} {wrong!r} is no element.", "Write e1, ~e2, +e3, all, ~all or +all."
        elif len(set(keys)) < len(keys) or (WHOLE in keys and len(keys) > 1):
            yield f"{slot} marks an element twice.", "Keep one mark an element."


def _gaps(row: Row) -> Faults:
    for slot in ("object_gap", "subject_gap"):
        wrong = next((g for g in listed(row[slot]) if g not in GAP_KINDS), None)
        if wrong:
            yield f"{slot} {wrong!r} is no kind of gap.", f"Use {', '.join(GAP_KINDS)}."


def _support(row: Row) -> Faults:
    kind = row["support_kind"]
    known = f"Use one of {', '.join(SUPPORT_KINDS)}."
    if supports(row):
        if kind not in SUPPORT_KINDS:
            yield f"support_kind {kind!r} says not how the subject helps.", known
        if not row["comment"]:
            yield "the row does not say what is delivered.", "Say it in comment."
        if row["object_id"] == NO_TERM_FOUND:
            yield "nothing is supported.", "Name a provision in object_id."
    elif kind:
        yield (
            f"support_kind stands in a row with predicate {row['predicate_id']}.",
            f"Write predicate {SUPPORTS}, or empty the slot.",
        )


_CHECKS: Final[dict[str, Callable[[Row], Faults]]] = {
    "empty-slot": _empty,
    "not-a-curie": _curies,
    "relation-predicate": _relation,
    "confidence-range": _confidence,
    "unknown-rationale": _rationale,
    "bad-date": _date,
    "no-term-source": _source,
    "no-overlap": _overlap,
    "bad-elements": _elements,
    "bad-gap": _gaps,
    "bad-support": _support,
}
"""Rules on a row by their codes."""
