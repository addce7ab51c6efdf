"""Canonical form of the data files: one order and layout, so that a diff shows what changed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container
from typing import Final

import pyoxigraph as ox

from aimsgraph.formats.sssom import COLUMNS, SssomFile, read_sssom
from aimsgraph.formats.turtle import Document, read_turtle
from aimsgraph.formats.turtle_comments import Comments, comments_of
from aimsgraph.model.errors import InputError
from aimsgraph.model.terms import AIMS, DCT, OWL, PROV, RDF, RDFS, SKOS, VOCAB, XSD

_PREFIXES: Final = {
    "aims": AIMS,
    "dcterms": DCT,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
    "evidence": VOCAB + "evidence/",
    "forces": VOCAB + "force/",
    "relations": VOCAB + "relation/",
    "risks": VOCAB + "risk/",
    "roles": VOCAB + "role/",
    "sectors": VOCAB + "sector/",
    "stages": VOCAB + "stage/",
    "states": VOCAB + "state/",
    "topics": VOCAB + "topic/",
}
_ORDER: Final = (
    RDF + "type", AIMS + "key", AIMS + "framework", AIMS + "partOf", AIMS + "constituentOf",
    AIMS + "position", SKOS + "inScheme", SKOS + "notation", SKOS + "prefLabel", SKOS + "altLabel",
    DCT + "title", DCT + "publisher", AIMS + "summary", SKOS + "definition", AIMS + "force",
    AIMS + "binds", AIMS + "boundVia", AIMS + "appliesTo", AIMS + "sector", AIMS + "topic",
    AIMS + "stage", AIMS + "evidencedBy", AIMS + "inEdition", AIMS + "application",
    AIMS + "formerVersion", AIMS + "cites", AIMS + "element",
)  # fmt: skip
_POSITION: Final = re.compile(r"-?[0-9]{1,9}")
_LOCAL: Final = re.compile(r"^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")


_BARE: Final = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
"""Literals that Turtle lets stand bare; every other spelling keeps its quotes and its datatype."""


def format_turtle(text: str, name: str) -> str:
    """Write a framework or vocabulary file in canonical form.

    Args:
        text: Turtle without blank nodes.
        name: How errors name the file.

    Returns:
        Canonical Turtle: leading comments, prefixes, then subjects in reading order, each below the
        comments that stood before, in or behind its statements.

    Raises:
        InputError: Not Turtle, blank nodes in it, or a form that would not say the same.
    """
    document = read_turtle(text, name)
    prefixes = {**_PREFIXES, **{p: n for p, n in document.prefixes.items() if p and n}}
    by_subject: dict[str, dict[str, list[str]]] = {}
    positions: dict[str, int] = {}
    used: set[str] = set()
    for triple in document.triples:
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(
            triple.object, ox.NamedNode | ox.Literal
        ):
            raise InputError(name, "it holds a blank node.", "Give every node an address.")
        subject, predicate = triple.subject.value, triple.predicate.value
        slots = by_subject.setdefault(subject, {})
        slots.setdefault(predicate, []).append(_term(triple.object, prefixes, used))
        if predicate == AIMS + "position" and _POSITION.fullmatch(triple.object.value):
            place = int(triple.object.value)
            positions[subject] = min(place, positions.get(subject, place))
    wholes: dict[str, int] = {}  # an element stands with the first that it is an element of
    for triple in document.triples:
        if triple.predicate.value == AIMS + "element" and isinstance(triple.object, ox.NamedNode):
            whole = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
            element, place = triple.object.value, positions.get(whole, -1)
            wholes[element] = min(place, wholes.get(element, place))
    positions = wholes | positions
    comments = comments_of(text)
    above = _by_subject(comments, document.prefixes, by_subject, name)
    blocks = [
        "".join(f"{line}\n" for line in above.get(subject, ()))
        + _block(subject, by_subject[subject], prefixes, used)
        for subject in sorted(by_subject, key=lambda s: (positions.get(s, -1), _in_order(s)))
    ]
    if comments.tail:
        blocks.append("".join(f"{line}\n" for line in comments.tail))
    opening = "".join(f"{line}\n" for line in comments.head)
    declared = "".join(f"@prefix {p}: <{prefixes[p]}> .\n" for p in sorted(used))
    if declared or not blocks:
        written = "\n".join(part for part in (opening + declared, *blocks) if part)
    else:  # nothing tells a comment of the file from one of its first subject
        written = opening + "\n".join(blocks)
    _same_turtle(document, comments, written, name)
    return written


def _by_subject(
    comments: Comments, prefixes: dict[str, str], subjects: Container[str], name: str
) -> dict[str, list[str]]:
    """Comments by the address of the subject that they stand with."""
    found: dict[str, list[str]] = {}
    for written, comment in comments.above:
        prefix, _, local = written.partition(":")
        iri = (
            written[1:-1]
            if written.startswith("<")
            else prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
        )
        if iri not in subjects:
            raise InputError(
                name,
                f"the comment {comment[:60]!r} would be lost.",
                "Put it above the first line of the file, or before a subject without @base.",
            )
        found.setdefault(iri, []).append(comment)
    return found


def _same_turtle(document: Document, comments: Comments, written: str, name: str) -> None:
    """Read back what would be written.

    Raises:
        InputError: It does not say the same.
    """
    try:
        back = read_turtle(written, name)
        same = set(back.triples) == set(document.triples)
    except InputError:
        same = False
    if not same or comments_of(written).texts() != comments.texts():
        raise InputError(
            name,
            "its canonical form would not say the same, so it is left as it is.",
            "Write its prefixes, addresses and comments more plainly.",
        )


def _natural(text: str) -> list[tuple[int, str]]:
    """A key that puts 2 before 10; numbers of any length."""
    pieces = (p for p in re.split(r"([0-9]+)", text) if p)
    return [
        (len(p.lstrip("0")) or 1, p.lstrip("0")) if p[0] in "0123456789" else (0, p) for p in pieces
    ]


def _in_order(text: str) -> tuple[list[tuple[int, str]], str]:
    """A key that puts 2 before 10, and 01 always on one side of 1."""
    return _natural(text), text


def _iri(iri: str, prefixes: dict[str, str], used: set[str]) -> str:
    best = ""
    for prefix, namespace in prefixes.items():
        if (
            iri.startswith(namespace)
            and _LOCAL.match(iri[len(namespace) :])
            and len(namespace) > len(prefixes.get(best, ""))
        ):
            best = prefix
    if not best:
        return f"<{iri}>"
    used.add(best)
    return f"{best}:{iri[len(prefixes[best]) :]}"


def _term(term: object, prefixes: dict[str, str], used: set[str]) -> str:
    if isinstance(term, ox.NamedNode):
        return _iri(term.value, prefixes, used)
    assert isinstance(term, ox.Literal)
    datatype = term.datatype.value
    bare = _BARE.get(datatype)
    if bare and bare.fullmatch(term.value):
        return term.value
    if term.language or datatype == XSD + "string":
        return str(term)
    return f"{ox.Literal(term.value)}^^{_iri(datatype, prefixes, used)}"


def _block(
    subject: str, slots: dict[str, list[str]], prefixes: dict[str, str], used: set[str]
) -> str:
    rank = {p: i for i, p in enumerate(_ORDER)}
    lines = []
    for predicate in sorted(slots, key=lambda p: (rank.get(p, len(rank)), p)):
        word = "a" if predicate == RDF + "type" else _iri(predicate, prefixes, used)
        lines.append(f"{word} {', '.join(sorted(set(slots[predicate]), key=_in_order))}")
    return f"{_iri(subject, prefixes, used)} " + " ;\n    ".join(lines) + " .\n"


def format_sssom(text: str, name: str) -> str:
    """Write an SSSOM file in canonical form: known columns first, rows by subject and object.

    Args:
        text: SSSOM TSV.
        name: How errors name the file.

    Returns:
        Canonical SSSOM TSV; the header is kept as it is.

    Raises:
        InputError: Not SSSOM TSV.
    """
    text = text.replace("\r\n", "\n")
    before = read_sssom(text, name)
    lines = text.split("\n")
    head = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    reader = csv.reader(io.StringIO("\n".join(lines[head:])), delimiter="\t")
    columns, *rows = [row for row in reader if any(cell.strip() for cell in row)]
    wanted = [c for c in COLUMNS if c in columns] + [c for c in columns if c not in COLUMNS]
    at = [columns.index(c) for c in wanted]
    ordered = sorted(
        ([row[i].strip() for i in at] for row in rows),
        key=lambda r: (
            _natural(r[wanted.index("subject_id")]),
            _natural(r[wanted.index("object_id")]),
            r,
        ),
    )
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerows([wanted, *ordered])
    written = "".join(line.rstrip() + "\n" for line in lines[:head]) + out.getvalue()
    after = read_sssom(written, name)
    if after.header != before.header or _cells(after) != _cells(before):
        raise InputError(
            name,
            "its canonical form would not say the same, so it is left as it is.",
            "Take tabs, line breaks and quotes out of its cells.",
        )
    return written


def _cells(file: SssomFile) -> list[list[tuple[str, str]]]:
    return sorted(sorted(row.cells.items()) for row in file.rows)


def format_file(text: str, name: str) -> str:
    """Canonical form by file name: Turtle or SSSOM TSV."""
    return format_sssom(text, name) if name.endswith(".tsv") else format_turtle(text, name)
