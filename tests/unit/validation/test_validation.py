"""Validation beyond the corpus: what is in focus, where findings stand, what is never hidden."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import SH

from aimsgraph.compile.cache import bundled_graph
from aimsgraph.compile.folders import Text, Workspace, load_workspace
from aimsgraph.compile.load import bundled, compile_graph, data_folder
from aimsgraph.model.errors import IncompleteGraphError
from aimsgraph.validation import shapes
from aimsgraph.validation.files import compile_paths
from aimsgraph.validation.report import NOT_RUN, validate, validate_paths
from aimsgraph.validation.shapes import rules, shapes_graph

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FIVE = CORPUS / "valid" / "all-five"
Write = Callable[..., Path]


@pytest.fixture
def base(two_standards: None) -> Workspace:  # noqa: ARG001  (enough to be right and wrong about)
    return bundled()


def test_the_bundled_graph_keeps_its_own_rules() -> None:
    report = validate_paths()
    assert [f for f in report.findings if f.severity == "violation"] == []
    assert report.conforms
    assert report.checked["provisions"] > 1500
    assert report.left_out == ""


def test_every_shape_has_a_code_a_message_a_severity_and_a_remedy() -> None:
    graph = shapes_graph()
    codes = [rule.code for rule in rules().values()]
    assert len(codes) == len(set(codes))
    for rule in rules().values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.code)
        assert rule.remedy.endswith(".")
    named = {str(s) for s in graph.subjects(SH.severity)}
    assert named == set(rules())
    messages = set(graph.subjects(SH.message))
    asked = set(graph.objects(None, SH.sparql))
    properties = set(graph.objects(None, SH.property))
    assert asked | properties == messages


def test_a_query_names_what_it_reads_of_what_it_does_not_judge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = Graph() + shapes_graph()
    constraint = next(graph.objects(next(graph.subjects(SH.sparql)), SH.sparql))
    graph.set((constraint, SH.select, Literal("SELECT * { ?value a ?kind . ?kind ?any ?thing }")))
    monkeypatch.setattr(shapes, "shapes_graph", lambda: graph)
    with pytest.raises(IncompleteGraphError, match="Name the predicates"):
        shapes.compared.__wrapped__()


def test_a_rule_is_milder_for_a_user_than_for_bundled_data(base: Workspace) -> None:
    folder = CORPUS / "invalid" / "framework-without-objective"
    own = load_workspace(folder)
    graph = compile_graph([base, own])
    (warning,) = validate(graph, [base, own], focus="user").findings
    joined = Workspace(base.turtle + own.turtle, base.sssom)
    (violation,) = (f for f in validate(graph, [joined]).findings if f.code == "no-objective")
    assert (warning.severity, violation.severity) == ("warning", "violation")
    assert (warning.file, warning.line) == (violation.file, violation.line)


def test_focus_on_the_user_counts_and_judges_only_the_users_files() -> None:
    read = compile_paths([FIVE])
    assert read.graph is not None
    report = validate(read.graph, read.workspaces, focus="user")
    assert dict(report.checked) == {"frameworks": 1, "provisions": 10, "mappings": 6}
    alone = validate(bundled_graph(), [bundled()], focus="user")
    assert (alone.findings, alone.conforms, alone.shapes) == ((), True, 0)


def test_the_same_files_give_the_same_report() -> None:
    folder = CORPUS / "invalid" / "no-term-found-clash-below"
    first, second = validate_paths([folder]), validate_paths([folder])
    assert first == second
    assert list(first.findings) == sorted(set(first.findings))


def test_every_fault_of_every_file_is_reported_not_just_the_first(workspace: Write) -> None:
    good = (FIVE / "frameworks" / "acme.ttl").read_text(encoding="utf-8")
    rows = (FIVE / "mappings" / "acme.sssom.tsv").read_text(encoding="utf-8")
    folder = workspace(
        {
            "frameworks/acme.ttl": good,
            "frameworks/one.ttl": "this is no Turtle",
            "frameworks/two.ttl": "<?xml version='1.0'?>",
            "mappings/acme.sssom.tsv": rows.replace("iso27001:A.8.13", "iso27001:A.8.99"),
            "mappings/flat.sssom.tsv": "subject_id\n",
        }
    )
    report = validate_paths([folder])
    assert [(Path(f.file).name, f.code) for f in report.findings] == [
        ("one.ttl", "unreadable"),
        ("two.ttl", "unreadable"),
        ("flat.sssom.tsv", "unreadable"),
    ]
    assert report.left_out == NOT_RUN


def test_a_faulty_row_does_not_hide_what_the_shapes_say_of_the_others(workspace: Write) -> None:
    rows = (FIVE / "mappings" / "acme.sssom.tsv").read_text(encoding="utf-8")
    folder = workspace(
        {
            "frameworks/acme.ttl": (FIVE / "frameworks" / "acme.ttl").read_text(encoding="utf-8"),
            "mappings/acme.sssom.tsv": rows.replace("iso27001:A.8.13", "iso27001:A.8.99").replace(
                "The subject also wants the cellar inspected every week.", "More."
            ),
        }
    )
    report = validate_paths([folder])
    assert {f.code for f in report.findings} == {"unknown-id", "short-subject-residual"}
    assert report.shapes == len(rules())


def test_single_files_are_judged_on_top_of_the_bundled_graph() -> None:
    framework = FIVE / "frameworks" / "acme.ttl"
    assert dict(validate_paths([framework]).checked)["provisions"] == 10
    both = validate_paths([framework, FIVE / "mappings" / "acme.sssom.tsv"])
    assert (both.findings, both.checked["mappings"]) == ((), 6)


def test_a_bundled_file_given_by_path_stands_in_its_own_place() -> None:
    report = validate_paths([data_folder() / "ontology" / "frameworks" / "iso42001.ttl"])
    assert [f for f in report.findings if f.severity == "violation"] == []
    assert report.checked["frameworks"] == 1


@pytest.mark.parametrize("name", ["missing.ttl", "missing", "table.xlsx"])
def test_a_path_that_cannot_be_read_is_a_finding(name: str, tmp_path: Path) -> None:
    (tmp_path / "table.xlsx").write_text("PK", encoding="utf-8")
    (finding,) = validate_paths([tmp_path / name]).findings
    assert (finding.code, finding.file) == ("unreadable", str(tmp_path / name))


def test_other_files_of_a_refused_folder_are_still_read(workspace: Write) -> None:
    folder = workspace({"mappings/notes.txt": "x", "frameworks/acme.ttl": "no Turtle"})
    report = validate_paths([folder])
    assert {Path(f.file).name for f in report.findings} == {"notes.txt", "acme.ttl"}


def test_an_ill_typed_date_is_a_finding_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        report = validate_paths([CORPUS / "invalid" / "rule-date-impossible"])
    assert "2026-02-30" in report.findings[0].fact
    assert caplog.records == []


def test_what_is_mapped_to_everything_is_placed_at_the_users_own_row(base: Workspace) -> None:
    text = (CORPUS / "invalid" / "mapped-to-everything" / "mappings" / "acme.sssom.tsv").read_text(
        encoding="utf-8"
    )
    *head, first, _, _, _, _, last = text.rstrip("\n").split("\n")
    frameworks = load_workspace(CORPUS / "invalid" / "mapped-to-everything").turtle
    middle = text.rstrip("\n").split("\n")[len(head) : -1]
    bundle = Workspace(
        base.turtle + frameworks,
        (*base.sssom, Text("mappings/a.sssom.tsv", "\n".join([*head, *middle]) + "\n")),
    )
    own = Workspace((), (Text("own.sssom.tsv", "\n".join([*head, last]) + "\n"),))
    graph = compile_graph([bundle, own])
    found = validate(graph, [bundle, own], focus="user").findings
    assert first != last
    assert [(f.code, f.place) for f in found] == [("dense", f"own.sssom.tsv:{len(head) + 1}")]
