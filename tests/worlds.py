"""Small worlds built from a few lines, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from aimsgraph.compile.folders import Text, Workspace
from aimsgraph.compile.load import bundled, compile_graph
from aimsgraph.model.graph import Graph

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
TODAY = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
"""The day of every test."""

PREFIXES = """@prefix aims: <https://w3id.org/aimsgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix forces: <https://w3id.org/aimsgraph/vocab/force/> .
@prefix roles: <https://w3id.org/aimsgraph/vocab/role/> .
@prefix risks: <https://w3id.org/aimsgraph/vocab/risk/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
COLUMNS = (
    "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence"
    "\tstrm_relation\tobject_source\tobject_residual\tsubject_residual\tcomment\tstrm_rationale"
)
PREDICATE = {
    "equal": ("skos:exactMatch", ""),
    "subset": ("skos:broadMatch", ""),
    "superset": ("skos:narrowMatch", ""),
    "intersects": ("skos:relatedMatch", ""),
    "disjoint": ("skos:relatedMatch", "Not"),
    "untyped": ("skos:relatedMatch", ""),
}


def framework_text(key: str, provisions: Sequence[str], extra: str = "") -> str:
    """Turtle of a framework: each provision is ``name``, or ``child<parent`` for a constituent."""
    iri = f"https://w3id.org/aimsgraph/id/{key}"
    lines = [
        PREFIXES,
        f"@prefix {key}: <{iri}/> .",
        f'<{iri}> a aims:Framework ; aims:key "{key}" .',
    ]
    for position, word in enumerate(provisions, 1):
        name, _, parent = word.partition("<")
        above = f" aims:constituentOf {key}:{parent} ;" if parent else ""
        lines.append(
            f"{key}:{name} a aims:Control ; aims:framework <{iri}> ;{above} "
            f'aims:position {position} ; skos:notation "{name}" ; skos:prefLabel "{name}" ; '
            f'aims:summary "What {name} asks for, in the words of a test." ; '
            "aims:force forces:requirement ; aims:binds roles:organisation ."
        )
    return "\n".join([*lines, extra])


def mapping_text(rows: Sequence[tuple[str, str, str] | tuple[str, str, str, float]]) -> str:
    """SSSOM of rows ``(subject, relation, object)``; relation ``none`` names a framework."""
    lines = [COLUMNS]
    for row in rows:
        subject, relation, target = row[:3]
        confidence = row[3] if len(row) == 4 else 0.8
        if relation == "none":
            cells = [
                subject,
                "skos:relatedMatch",
                "",
                "sssom:NoTermFound",
                "semapv:M",
                str(confidence),
            ]
            cells += ["", target, "", ""]
        else:
            predicate, modifier = PREDICATE[relation]
            word = "" if relation == "untyped" else relation
            cells = [subject, predicate, modifier, target, "semapv:M", str(confidence), word, ""]
            left = f"{target} also demands this further thing"
            right = f"{subject} also demands that other thing"
            cells += [left if relation not in {"equal", "superset"} else ""]
            cells += [right if relation not in {"equal", "subset"} else ""]
        cells += ["because a test says so, and for no other reason than that one", "functional"]
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def world(
    frameworks: Mapping[str, Sequence[str]],
    rows: Sequence[tuple[str, str, str] | tuple[str, str, str, float]] = (),
) -> Graph:
    """A graph of own frameworks and mappings, with the bundled vocabularies only."""
    own = Workspace(
        turtle=tuple(
            Text(f"w/frameworks/{key}.ttl", framework_text(key, provisions))
            for key, provisions in frameworks.items()
        ),
        sssom=(Text("w/mappings/test.sssom.tsv", mapping_text(rows)),) if rows else (),
    )
    return compile_graph([vocabularies(), own])


@cache
def vocabularies() -> Workspace:
    """The bundled vocabularies alone."""
    return Workspace(tuple(t for t in bundled().turtle if "/vocabularies/" in t.name), ())
