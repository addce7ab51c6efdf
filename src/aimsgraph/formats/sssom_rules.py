"""Rules on a row of an SSSOM file that can be told without the graph."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Final

from aimsgraph.formats.sssom import REQUIRED, Row
from aimsgraph.model.errors import Finding
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

Faults = Iterator[tuple[str, str]]
"""Facts and remedies."""
_CURIE = re.compile(r"^[A-Za-z][\w-]*:[^\s]+$")
_MARKED = re.compile(r"^[~+]?(e[1-9][0-9]?|all)$")
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


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
