"""What the bundled mappings promise, and how elements answer for a user's own rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import aimsgraph
from aimsgraph.answers.sheets import coverage_sheet
from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.model.errors import UnknownNameError
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


def world_of(workspace: Callable[..., Path], rows: list[str]) -> aimsgraph.LoadedGraph:
    """Frameworks a, b (with elements) and c, and rows between them."""
    folder = workspace(
        {
            "frameworks/a.ttl": framework_text("a", ["p", "q"]),
            "frameworks/b.ttl": framework_text("b", ["x"], ELEMENTS),
            "frameworks/c.ttl": framework_text("c", ["z"]),
            "mappings/m.sssom.tsv": "\n".join([COLUMNS, *rows]) + "\n",
        }
    )
    return aimsgraph.load([folder])


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


@pytest.mark.usefixtures("two_standards")
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
        found = world_of(workspace, rows).coverage(have="a", need="b")
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
    assert {e["key"]: e["by"] for e in cells["both"]["elements"]["met"]} == {
        "e1": ["a:p"],
        "e2": ["a:q"],
    }
    assert [e["key"] for e in cells["one"]["elements"]["open"]] == ["e2"]
    assert cells["support"]["support"][0]["delivers"] == "The list."


@pytest.mark.usefixtures("two_standards")
def test_what_nobody_judged_is_not_called_open(workspace: Callable[..., Path]) -> None:
    plain = row("a:p", "", "").replace("~all", "").replace("the list", "").replace("scope", "")
    loaded = world_of(workspace, [plain])
    (cell,) = loaded.coverage(have="a", need="b").provisions
    assert (cell["state"], cell["verdict"], cell["remains"]) == ("partial", "extend", "some")
    assert cell["judged"] is False
    assert cell["elements"] == {"met": [], "in_part": [], "open": []}


@pytest.mark.usefixtures("two_standards")
def test_the_task_names_all_that_meet_a_duty_and_a_proof_may_run_through_an_element(
    workspace: Callable[..., Path],
) -> None:
    rows = [row("a:p", "e1", "recipient"), row("a:q", "e2", "content"), row("c:z", "e1", "time")]
    loaded = world_of(workspace, rows)
    sheet = coverage_sheet(loaded.coverage(have="a", need="b").answer)
    cells = dict(zip(sheet.columns, sheet.rows[0], strict=True))
    assert (cells["task"], cells["what remains"]) == ("reuse p and q", "")
    found = loaded.explain("a:p", "c:z")
    assert "b:x.e1" in {step.end for path in found.proofs.paths for step in path.steps}
    assert [g.task for g in loaded.gaps("a", "c", verdict="extend")] != []
    with pytest.raises(UnknownNameError, match="no such verdict"):
        loaded.gaps("a", "c", verdict="rebuild")


JUDGED = {
    "iso27001--nis2ir": ("nis2ir", "iso27001", ()),
    "iso27001--nis2": ("nis2", "iso27001", ("art_20", "art_21", "art_23")),
    "iso27001--gdpr": ("gdpr", "iso27001", ()),
    "iso27001--cra": ("cra", "iso27001", ("anx_I", "art_13", "art_14")),
    "iso42001--airmf": ("airmf", "iso42001", ()),
    "aiact--airmf": ("airmf", "aiact", ()),
    "aiact--gdpr": ("gdpr", "aiact", ()),
    "nis2ir--nis2": ("nis2", "nis2ir", ()),
    "aiact--cra": ("cra", "aiact", ()),
    "iso42001--gdpr": ("gdpr", "iso42001", ()),
    "aaa--aiact": ("aaa", "aiact", ()),
    "aaa--iso42001": ("aaa", "iso42001", ()),
}
"""Pairs of which every assessable provision of one side is judged, or those below some parts."""


@pytest.mark.parametrize("pair", JUDGED)
def test_every_assessable_provision_of_a_pair_is_judged(graph: Graph, pair: str) -> None:
    key, other, parts = JUDGED[pair]
    wanted = {
        p.id
        for p in graph.leaves(key)
        if not parts or {*(a.local for a in graph.ancestors(p.id)), p.local} & set(parts)
    }
    judged = set()
    for m in graph.mappings:
        ends = {m.subject, m.object} - {None}
        if any(end.partition(":")[0] == other for end in ends) or m.none_in == other:  # type: ignore[union-attr]
            judged |= ends
    left = [c for c in wanted if not judged & {c, *(a.id for a in graph.ancestors(c))}]
    assert wanted
    assert sorted(left) == []


def test_nothing_contradicts_over_four_hops(graph: Graph) -> None:
    assert knowledge_of(graph, 4).closure.clashes == frozenset()


def test_guidance_covers_no_duty(graph: Graph) -> None:
    guidance = {p.id for p in graph.of("tr24027")}
    assert not any(p.id in graph.assessable for p in graph.of("tr24027"))
    rows = [m for m in graph.mappings if {m.subject, m.object} & guidance and m.object]
    assert len(rows) > 40
    assert {m.relation for m in rows} <= {None, Relation.INTERSECTS}
