"""A comparison of frameworks says what the data and the counts say, and nothing else."""

from __future__ import annotations

import pytest

from aimsgraph.answers.compare import (
    NOT_STATED,
    about_sheet,
    attributes,
    clauses_sheet,
    compare,
    comparison_sheets,
    parts_sheet,
)
from aimsgraph.answers.questions import Question, answer
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie


def test_every_bundled_framework_states_every_attribute(graph: Graph) -> None:
    for key in graph.frameworks:
        assert NOT_STATED not in attributes(graph, key).values(), key


@pytest.mark.parametrize(
    ("key", "certifiable", "binding"),
    [
        ("iso27001", "yes", "voluntary"),
        ("iso42001", "yes", "voluntary"),
        ("aiact", "no", "law"),
        ("gdpr", "yes", "law"),
        ("nis2", "no", "law by transposition"),
        ("tr24027", "no", "guidance"),
        ("aaa", "no", "bill"),
    ],
)
def test_certifiable_and_binding(graph: Graph, key: str, certifiable: str, binding: str) -> None:
    said = attributes(graph, key)
    assert said["certifiable"].split(". ")[0] == certifiable
    assert said["binding"] == binding


def test_structure_counts(graph: Graph) -> None:
    assert attributes(graph, "iso42001")["consists of"] == (
        "43 clauses, 11 control objectives, 38 controls"
    )
    assert "93 controls" in attributes(graph, "iso27001")["consists of"]
    assert "13 chapters, 119 articles" in attributes(graph, "aiact")["consists of"]
    assert "14 annexes" in attributes(graph, "aiact")["consists of"]


def test_isms_and_aims_clause_by_clause(graph: Graph) -> None:
    found = compare(graph, ("iso27001", "iso42001"))
    assert any("harmonized structure" in one for one in found.shared_structure)
    sheet = clauses_sheet(found)
    assert sheet is not None
    rows = {row[0]: row for row in sheet.rows}
    notations = {p.notation for k in found.keys for p in graph.of(k) if p.kind == "Clause"}
    assert set(rows) == notations
    assert [row[0] for row in sheet.rows][-2:] == ["10.1", "10.2"]
    row = next(
        m
        for m in graph.live_mappings
        if {m.subject, m.object} == {Curie("iso27001:6.1.2"), Curie("iso42001:6.1.2")}
    )
    assert rows["6.1.2"][3:] == (
        f"{row.artefact} (intersects)",
        row.seen_from(Curie("iso27001:6.1.2")).residual,
        row.seen_from(Curie("iso42001:6.1.2")).residual,
    )
    assert rows["6.1.4"][1] == ""
    assert str(rows["6.1.4"][5]).startswith("All of it.")
    for notation in notations - {"6.1.4", "8.4"}:
        leaf = any(graph.is_assessable(Curie(f"{k}:{notation}")) for k in found.keys)
        assert bool(rows[notation][3]) == leaf, notation


def test_parts_have_the_counts_of_coverage(graph: Graph) -> None:
    result = answer(graph, Question(("iso27001",), "iso42001"))
    rows = parts_sheet(result).as_dicts()
    for state, number in result.coverage.counts.items():
        assert sum(int(row[state.value]) for row in rows) == number
    assert sum(int(row["duties"]) for row in rows) == result.coverage.denominator
    areas = [row["part"] for row in rows if str(row["part"]).startswith("A.")]
    assert areas == ["A.2", "A.3", "A.4", "A.5", "A.6.1", "A.6.2", "A.7", "A.8", "A.9", "A.10"]


def test_three_frameworks_are_compared_in_every_direction(graph: Graph) -> None:
    found = compare(graph, ("gdpr", "nis2", "tr24027"))
    pairs = [(p.have, p.need) for p in found.pairs]
    assert pairs == [("gdpr", "nis2"), ("nis2", "gdpr"), ("tr24027", "gdpr"), ("tr24027", "nis2")]
    assert clauses_sheet(found) is None
    assert about_sheet(found).rows[-1][1] == "none of the structures named"
    assert [s.name for s in comparison_sheets(found)] == [
        "Frameworks",
        "Each held against each needed",
    ]
    assert found.to_dict()["parts"] == {}


@pytest.mark.parametrize("keys", [(), ("gdpr",), ("gdpr", "gdpr")])
def test_fewer_than_two_frameworks_are_refused(graph: Graph, keys: tuple[str, ...]) -> None:
    with pytest.raises(UnknownNameError):
        compare(graph, keys)
