"""Names that people write, and named queries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve, resolve_framework, resolve_need
from aimsgraph.rdf.named_queries import bind, catalogue, named, run_named


@pytest.mark.parametrize(
    "name",
    [
        "aiact:art_9.par_2",
        "https://w3id.org/aimsgraph/id/aiact/art_9.par_2",
        "aiact Art. 9(2)",
        "aiact art 9 (2)",
        "aiact Article 9(2)",
        "aiact:Art. 9(2)",
    ],
)
def test_every_way_to_name_a_provision(graph: Graph, name: str) -> None:
    assert resolve(graph, name) == "aiact:art_9.par_2"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("aiact:art_9.par_22", "art_9.par_2"),
        ("iso42001:A.6.2.88", "A.6.2.8"),
        ("iso27001 A.8.155", "A.8.15"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(graph: Graph, name: str, near: str) -> None:
    with pytest.raises(UnknownNameError, match=near):
        resolve(graph, name)


def test_each_near_provision_is_named_once(graph: Graph) -> None:
    with pytest.raises(UnknownNameError) as found:
        resolve(graph, "MANAGE 4.1")
    assert found.value.remedy.count("4.1") == 1
    for name in ("", " "):
        with pytest.raises(UnknownNameError, match=f"^{name!r}: there is no such provision. Write"):
            resolve(graph, name)
        with pytest.raises(UnknownNameError, match=f"^{name!r}: there is no such framework. Known"):
            resolve_framework(graph, name)


def test_frameworks_by_key_label_and_address(graph: Graph) -> None:
    for name in ("aiact", "EU AI Act", "https://w3id.org/aimsgraph/id/aiact", "AIACT"):
        assert resolve_framework(graph, name) == "aiact"
    with pytest.raises(UnknownNameError, match="Did you mean iso42001"):
        resolve_framework(graph, "iso4201")


@pytest.mark.parametrize("name", [q.name for q in catalogue()])
def test_every_named_query_answers_with_its_defaults(graph: Graph, store: Store, name: str) -> None:
    query = named(name)
    table = run_named(store, graph, name, {p.name: p.default for p in query.parameters})
    assert table == run_named(store, graph, name)
    assert query.title
    assert query.question.endswith("?")
    may_be_empty = {"not-judged", "least-certain", "sources-that-disagree"}
    assert table.rows or name in may_be_empty


COMPETENCY: dict[str, tuple[dict[str, str], set[str], int | None]] = {
    "framework-comparison": ({}, {"ISO/IEC 27001", "ISO/IEC 42001", "EU AI Act", "GDPR"}, 10),
    "framework-counts": ({}, {"138", "92", "1060"}, 10),
    "duties-of-role": (
        {"role": "importer"},
        {"aiact:art_23.par_1.pnt_a", "aiact:art_23.par_7"},
        None,
    ),
    "duties-by-date": ({"by": "2025-12-31"}, {"2025-02-02", "2025-08-02"}, None),
    "contested-dates": ({}, {"aiact:art_49.par_2", "aiact:art_6.par_4"}, None),
    "changed-provisions": (
        {},
        {"aiact:art_5.par_1.pnt_ba", "aiact:art_4.par_1", "aiact:art_10.par_5"},
        None,
    ),
    "one-document-many-duties": (
        {"evidence": "fundamental-rights-impact-assessment"},
        {"aiact:art_27.par_1.pnt_a"},
        None,
    ),
    "attributes-of-controls": ({"value": "Detective"}, {"iso27001:A.8.15", "iso27001:A.8.16"}, 13),
    "checked-none": ({"have": "iso27001", "need": "iso42001"}, {"iso42001:6.1.4"}, None),
    "incident-clocks": ({}, {"aiact:art_73.par_2", "P15D", "cra:art_14.par_2.pnt_a", "PT24H"}, 30),
    "penalty-bands": ({}, {"35000000", "20000000", "1.4", "least maximum"}, 37),
    "penalties-of-provision": (
        {"provision": "aiact Art. 5(1)(a)"},
        {"aiact:art_99.par_3", "aiact:art_100.par_2"},
        2,
    ),
    "mappings-of-provision": ({"provision": "aiact Art. 12(1)"}, {"iso42001:A.6.2.8"}, None),
}
"""Competency questions: parameters, cells that must be in the answer, number of rows if fixed."""


@pytest.mark.parametrize("name", COMPETENCY)
def test_competency_questions_on_the_real_graph(graph: Graph, store: Store, name: str) -> None:
    params, cells, rows = COMPETENCY[name]
    table = run_named(store, graph, name, params)
    assert cells <= {cell for row in table.rows for cell in row}
    assert rows is None or len(table.rows) == rows


def test_what_the_amendment_changed_is_told_as_new_changed_and_deleted(
    graph: Graph, store: Store
) -> None:
    rows = run_named(store, graph, "changed-provisions").rows
    change = {row[0]: row[2] for row in rows}
    assert change["aiact:art_5.par_1.pnt_ba"] == "new"
    assert change["aiact:art_4.par_1"] == "changed"
    assert change["aiact:art_10.par_5"] == "deleted"
    assert "aiact:art_9.par_1" not in change


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("no-such", {}),
        ("duties-of-role", {"rol": "importer"}),
        ("duties-of-role", {"role": "imprter"}),
        ("duties-by-date", {"by": "soon"}),
        ("least-certain", {"below": "much"}),
        ("mappings-of-provision", {"provision": "aiact Art. 999"}),
    ],
)
def test_wrong_parameters_are_refused_by_name(
    graph: Graph, store: Store, name: str, params: dict[str, str]
) -> None:
    with pytest.raises(UnknownNameError):
        run_named(store, graph, name, params)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_text_never_becomes_a_query(graph: Graph, store: Store, text: str) -> None:
    expected = {
        p.id for p in graph.provisions.values() if any(value == text for _, value in p.attributes)
    }
    assert {
        row[0] for row in run_named(store, graph, "attributes-of-controls", {"value": text}).rows
    } == expected


@pytest.mark.parametrize("text", ['") } } #', '"\\', "x\n}", "' . ?s ?p ?o"])
def test_quotes_and_braces_stay_text(graph: Graph, store: Store, text: str) -> None:
    assert run_named(store, graph, "attributes-of-controls", {"value": text}).rows == ()
    assert bind(graph, named("attributes-of-controls"), {"value": text}).count("UNION") == 4


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("aiact", ("aiact", "")),
        ("EU AI Act", ("aiact", "")),
        ("aiact Art. 15", ("aiact", "aiact:art_15")),
        ("AI Act Article 9 paragraph 2", ("aiact", "aiact:art_9.par_2")),
        ("iso27001:A.8", ("iso27001", "iso27001:A.8")),
        ("https://w3id.org/aimsgraph/id/aiact/art_15", ("aiact", "aiact:art_15")),
    ],
)
def test_what_is_needed_is_a_framework_or_a_part_of_one(
    graph: Graph, name: str, found: tuple[str, str]
) -> None:
    assert resolve_need(graph, name) == found


@pytest.mark.parametrize("name", ["aiact Art. 150", "aiact:art_9.par_99", "nothing", "nothing 4.1"])
def test_a_part_that_does_not_exist_is_refused_with_the_nearest(graph: Graph, name: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        resolve_need(graph, name)
    assert caught.value.remedy
