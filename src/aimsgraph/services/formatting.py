"""Canonical form of the data files: one order and layout, so that a diff shows what changed."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

import pyoxigraph as ox

from aimsgraph.reading.sssom import COLUMNS, read_sssom
from aimsgraph.reading.turtle import read_turtle
from aimsgraph.values.errors import InputError
from aimsgraph.values.terms import AIMS, DCT, OWL, PROV, RDF, RDFS, SKOS, VOCAB, XSD

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
    "stages": VOCAB + "stage/",
    "states": VOCAB + "state/",
    "topics": VOCAB + "topic/",
}
_ORDER: Final = (
    RDF + "type", AIMS + "key", AIMS + "framework", AIMS + "partOf", AIMS + "constituentOf",
    AIMS + "position", SKOS + "inScheme", SKOS + "notation", SKOS + "prefLabel", SKOS + "altLabel",
    DCT + "title", DCT + "publisher", AIMS + "summary", SKOS + "definition", AIMS + "force",
    AIMS + "binds", AIMS + "boundVia", AIMS + "appliesTo", AIMS + "topic", AIMS + "stage",
    AIMS + "evidencedBy", AIMS + "inEdition", AIMS + "application", AIMS + "formerVersion",
    AIMS + "cites",
)  # fmt: skip
_LOCAL: Final = re.compile(r"^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")


def format_turtle(text: str, name: str) -> str:
    """Write a framework or vocabulary file in canonical form.

    Args:
        text: Turtle without blank nodes.
        name: How errors name the file.

    Returns:
        Canonical Turtle: leading comment, prefixes, then subjects in reading order.

    Raises:
        InputError: Not Turtle, or blank nodes in it.
    """
    document = read_turtle(text, name)
    comment = re.match(r"(?:#[^\n]*\n)*", text)
    prefixes = {**_PREFIXES, **{p: n for p, n in document.prefixes.items() if p and n}}
    by_subject: dict[str, dict[str, list[str]]] = {}
    positions: dict[str, int] = {}
    used: set[str] = set()
    for triple in document.triples:
        if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.BlankNode):
            raise InputError(name, "it holds a blank node.", "Give every node an address.")
        subject, predicate = triple.subject.value, triple.predicate.value
        slots = by_subject.setdefault(subject, {})
        slots.setdefault(predicate, []).append(_term(triple.object, prefixes, used))
        if predicate == AIMS + "position" and isinstance(triple.object, ox.Literal):
            positions[subject] = int(triple.object.value)
    blocks = [
        _block(subject, by_subject[subject], prefixes, used)
        for subject in sorted(by_subject, key=lambda s: (positions.get(s, -1), _natural(s)))
    ]
    lines = [f"@prefix {p}: <{prefixes[p]}> ." for p in sorted(used)]
    return (comment.group(0) if comment else "") + "\n".join(lines) + "\n\n" + "\n".join(blocks)


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(p), "") if p.isdigit() else (-1, p) for p in re.split(r"(\d+)", text) if p]


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
    if datatype == XSD + "integer" or datatype == XSD + "boolean" or datatype == XSD + "decimal":
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
        lines.append(f"{word} {', '.join(sorted(set(slots[predicate]), key=_natural))}")
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
    read_sssom(text, name)
    lines = text.split("\n")
    head = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    reader = csv.reader(io.StringIO("\n".join(lines[head:])), delimiter="\t")
    columns, *rows = [row for row in reader if row]
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
    return "".join(line + "\n" for line in lines[:head]) + out.getvalue()


def format_file(text: str, name: str) -> str:
    """Canonical form by file name: Turtle or SSSOM TSV."""
    return format_sssom(text, name) if name.endswith(".tsv") else format_turtle(text, name)
