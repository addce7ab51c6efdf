"""Proofs, contradictions and hops on the provision page, and the drawing of a proof."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aimsgraph.answers.explanations import explanation, render_explanation
from aimsgraph.answers.questions import Question, answer
from aimsgraph.faces.explorer import views_heatmap as vh
from aimsgraph.faces.explorer import views_matrix as vm
from aimsgraph.faces.explorer import views_proof as vf
from aimsgraph.inference.knowledge import knowledge_of
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from explorer.explorer_tools import said
from worlds import world

Open = Callable[..., AppTest]
SOURCE, TARGET = Curie("iso27001:A.8.15"), Curie("aiact:art_12.par_1")


@pytest.mark.parametrize("hops", [1, 2, 4])
def test_proof_of_a_pair_is_that_of_explain(open_page: Open, graph: Graph, hops: int) -> None:
    at = open_page("provision", **{"id": TARGET, "with": SOURCE, "hops": str(hops)})
    assert not at.exception
    assert render_explanation(explanation(graph, SOURCE, TARGET, hops)).strip() in [
        c.value.strip() for c in at.code
    ]
    assert at.query_params["with"] in (SOURCE, [SOURCE])


def test_pair_asked_for_by_notation_is_shown(open_page: Open) -> None:
    at = open_page("provision", **{"id": TARGET, "with": "iso27001 A.8.15"})
    assert at.selectbox(key="provision.with").value == SOURCE


def test_pair_that_no_mapping_connects_is_shown_with_what_is_known(
    open_page: Open, graph: Graph
) -> None:
    known = {k.id for k in vf.known_about(knowledge_of(graph, 1), TARGET)}
    other = next(p.id for p in graph.leaves("iso27001") if p.id not in known)
    at = open_page("provision", **{"id": TARGET, "with": other, "hops": "1"})
    assert explanation(graph, other, TARGET, 1).conclusion in said(at)


def test_number_of_hops_beyond_the_choices_is_said(open_page: Open) -> None:
    at = open_page("provision", id=TARGET, hops="9")
    assert "9 is not one of the choices" in said(at)


def test_provision_without_force_takes_part_in_no_proof(open_page: Open, graph: Graph) -> None:
    one = next(p for p in graph.of("aiact") if not p.normative)
    assert "takes part in no proof" in said(open_page("provision", id=one.id))


def contradictory() -> Graph:
    rows = [("a:1", "equal", "b:1"), ("b:1", "equal", "c:1"), ("a:1", "disjoint", "c:1")]
    return world({"a": ["1"], "b": ["1"], "c": ["1"]}, rows)


def test_contradictory_pair_is_shown_as_such() -> None:
    own = contradictory()
    known = vf.known_about(knowledge_of(own, 2), Curie("c:1"))
    assert [k.id for k in known if k.clash]
    assert known[0].words == "⚡ contradictory"


def test_contradictory_pair_has_a_cell_of_its_own_kind_and_no_state() -> None:
    result = answer(contradictory(), Question(("a",), "c"))
    spots = vm.spots_of(result, vm.Sieve())
    clash = [s for s in spots if s.clashing]
    assert [s.clashing for s in clash] == [(Curie("a:1"),)]
    assert vm.CLASH in clash[0].name
    chart = vh.heatmap(spots, "#000")
    assert vm.CLASH in [p["label"] for p in chart["visualMap"]["pieces"]]
    assert any(vm.CLASH in str(cell) for row in vm.matrix_sheet(result, spots).rows for cell in row)


def test_drawing_has_each_provision_once_and_a_line_style_by_what_is_proven(graph: Graph) -> None:
    dot = vf.diagram(explanation(graph, SOURCE, TARGET, 2), "#123456")
    assert dot.count("ISO/IEC 27001 A.8.15") == 1
    assert "style=dashed" in dot
    assert "style=dotted" in dot


@pytest.mark.parametrize("text", ['a"b', "a\\", "a\\N", "&lt;b&gt;", "a\nb", "a\x00b", '"]; x ['])
def test_label_cannot_leave_its_quotes(text: str) -> None:
    shown = vf._dot(text)
    rest = shown.replace("\\\\", "").replace('\\"', "")
    assert '"' not in rest
    assert "\\" not in rest
    assert "&lt;" not in shown
    assert shown.isprintable()


def test_leads_stand_apart_with_their_confidence(graph: Graph) -> None:
    sheet = vf.lead_sheet(graph, [])
    assert sheet.columns[3] == "Confidence"
    own = world({"a": ["1"], "b": ["1"]}, [("a:1", "untyped", "b:1", 0.4)])
    from aimsgraph.answers.explanations import leads_sheet

    found, _ = leads_sheet(own, Curie("b:1"), ("a",), 2)
    rows = vf.lead_sheet(own, [("a", found)])
    assert rows.keys == ("a:1",)
    assert rows.rows[0][3] == 0.4
