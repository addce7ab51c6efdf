"""What the bundled mappings promise, and how elements answer for a user's own rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import aimsgraph
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import Relation
from worlds import framework_text

COLUMNS = (
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tstrm_relation\tobject_elements"
    "\tsubject_elements\tshared_artefact\tobject_gap\tsubject_gap\tobject_residual"
    "\tsubject_residual\tcomment\tsupport_kind"
)
ELEMENTS = """
b:x aims:element b:x.e1 , b:x.e2 .
b:x.e1 a aims:Element ; skos:prefLabel "a list is kept" .
b:x.e2 a aims:Element ; skos:prefLabel "the list is sent" ; aims:hard true .
"""
SUPPORT = "\t".join(
    (
        "a:p",
        "aims:supports",
        "b:x",
        "semapv:ManualMappingCuration",
        *[""] * 8,
        "The list.",
        "precedes",
    )
)


def row(subject: str, marks: str, gap: str) -> str:
    return (
        f"{subject}\tskos:relatedMatch\tb:x\tsemapv:ManualMappingCuration\tintersects\t{marks}"
        f"\t~all\tthe list\t{gap}\tscope\tSend what is on the list to the office by May.\t"
        "Lists of every other house that has a cellar.\tBoth want a list kept.\t"
    )


def test_every_typed_row_names_elements_artefact_and_gaps(graph: Graph) -> None:
    typed = [m for m in graph.mappings if m.relation not in {None, Relation.DISJOINT}]
    assert len(typed) > 300
    for m in typed:
        assert m.object_elements, m.id
        assert m.subject_elements, m.id
        assert m.artefact, m.id
        assert m.subject_judged, m.id
        assert m.object_gap or m.relation in {Relation.SUPERSET, Relation.EQUAL}, m.id
        assert m.subject_gap or m.relation in {Relation.SUBSET, Relation.EQUAL}, m.id
    assert sum(bool(m.support) for m in graph.mappings) >= 120
    assert graph.stale == frozenset()


def test_elements_decide_what_is_full_and_what_work_is_left(
    workspace: Callable[..., Path],
) -> None:
    cells = {}
    for name, rows in {
        "one": [row("a:p", "e1", "recipient")],
        "both": [row("a:p", "e1", "recipient"), row("a:q", "e2", "content")],
        "kind": [row("a:p", "~e1|~e2", "scope|recipient")],
        "begun": [row("a:p", "+e1", "content")],
        "support": [SUPPORT],
    }.items():
        folder = workspace(
            {
                "frameworks/a.ttl": framework_text("a", ["p", "q"]),
                "frameworks/b.ttl": framework_text("b", ["x"], ELEMENTS),
                "mappings/m.sssom.tsv": "\n".join([COLUMNS, *rows]) + "\n",
            }
        )
        found = aimsgraph.load([folder]).coverage(have="a", need="b")
        (cells[name],) = found.provisions
    said = {k: (c["state"], c["verdict"], c["remains"]) for k, c in cells.items()}
    assert said == {
        "one": ("partial", "start from", "most"),
        "both": ("full", "reuse", None),
        "kind": ("partial", "extend", "little"),
        "begun": ("partial", "start from", "most"),
        "support": ("unmapped", "start from", None),
    }
    assert cells["both"]["reason"] == "All its elements are met: e1 by a:p, e2 by a:q."
    assert [e["key"] for e in cells["one"]["elements"]["open"]] == ["e2"]
    assert cells["support"]["support"][0]["delivers"] == "The list."
