"""What a reader is shown: proofs to check by hand, leads, impact, weight."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aimsgraph.answers.explanations import (
    explanation,
    impact_sheet,
    leads_sheet,
    render_explanation,
    weight_sheet,
)
from aimsgraph.faces.cli.main import main
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from worlds import framework_text, mapping_text, world

FRAMEWORKS = {"a": ["x"], "b": ["p", "y<p"], "c": ["z"]}
ROWS = [("a:x", "superset", "b:p", 0.8), ("c:z", "subset", "b:y", 0.5)]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(list(words))
    out, err = capsys.readouterr()
    assert not stop.value.code, err
    return out


def test_a_proof_of_the_bundled_graph_can_be_checked_by_hand(
    capsys: pytest.CaptureFixture[str], graph: Graph
) -> None:
    out = run(capsys, "explain", "iso27001:A.8.15", "aiact:art_12.par_1")
    lines = out.splitlines()
    assert lines[0].startswith("iso27001:A.8.15 ")
    assert lines[1].startswith("  to aiact:art_12.par_1 ")
    assert lines[2].startswith("Certain: ")
    assert "Path 1 (proof): 1 mapping" in out
    (row,) = (
        m
        for m in graph.mappings
        if (m.subject, m.object) == ("iso27001:A.8.15", "aiact:art_12.par_1")
    )
    assert row.relation is not None
    word = row.relation.value
    assert f"  iso27001:A.8.15 {word} aiact:art_12.par_1  [so far: {word}]" in lines
    assert (
        f"    mapping {row.id}, functional, confidence {row.confidence:g}, {row.file}:{row.line}"
        in lines
    )
    assert f"    why: {row.comment}" in lines
    assert f"  what remains: {row.object_residual}" in lines
    assert f"Data version {graph.data_version}." in lines[-1]
    assert "Mapped does not mean conformant" in lines[-1]


def test_a_pair_that_follows_over_two_mappings_is_proven_step_by_step(
    capsys: pytest.CaptureFixture[str], workspace: Callable[..., Path]
) -> None:
    files = {f"frameworks/{k}.ttl": framework_text(k, v) for k, v in FRAMEWORKS.items()}
    folder = workspace({**files, "mappings/test.sssom.tsv": mapping_text(ROWS)})
    words = ("explain", "a:x", "c:z", "--with", str(folder), "--format", "json")
    facts = json.loads(run(capsys, *words))
    assert (facts["subject"], facts["object"]) == ("a:x", "c:z")
    assert facts["possible"] == ["superset"]
    assert facts["conclusion"] == "Certain: meeting the subject meets the object in full."
    assert facts["capped"] is False
    (path,) = facts["paths"]
    assert (path["hops"], path["confidence"], path["possible"]) == (2, 0.4, ["superset"])
    assert path["steps"] == [
        {"from": "a:x", "to": "b:p", "relation": "superset", "by": "test/a:x--b:p",
         "so_far": "superset"},
        {"from": "b:p", "to": "b:y", "relation": "equal or superset", "by": "includes",
         "so_far": "superset"},
        {"from": "b:y", "to": "c:z", "relation": "superset", "by": "test/c:z--b:y",
         "so_far": "superset"},
    ]  # fmt: skip
    assert json.loads(run(capsys, *words, "--hops", "1"))["paths"] == []


def test_the_text_says_which_way_a_row_is_read_and_what_is_part_of_what() -> None:
    graph = world(FRAMEWORKS, ROWS)
    text = render_explanation(explanation(graph, Curie("a:x"), Curie("c:z"), 2))
    assert "  b:p includes b:y  [so far: superset]" in text
    assert "mapping test/c:z--b:y (read backwards), functional, confidence 0.5" in text
    assert "mapping test/a:x--b:p, functional" in text
    back = render_explanation(explanation(graph, Curie("c:z"), Curie("a:x"), 2))
    assert "  b:y is part of b:p  [so far: subset]" in back
    assert "Possible: subset." in back


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([("a:x", "equal", "c:z")], "Certain: equal."),
        ([("a:x", "superset", "c:z")], "Certain: meeting the subject meets the object in full."),
        ([("a:x", "subset", "c:z")], "Certain: they overlap; meeting the object meets"),
        ([("a:x", "intersects", "c:z")], "Certain: they overlap; meeting the subject meets part"),
        ([("a:x", "disjoint", "c:z")], "Certain: they share no required outcome."),
        ([("a:x", "none", "c")], "Certain: they share no required outcome."),
        ([("c:z", "none", "a")], "Certain: they share no required outcome."),
        ([("a:x", "subset", "b:y"), ("b:p", "none", "c")], "Certain: they share no required"),
        ([("a:x", "subset", "b:y"), ("c:z", "none", "b")], "Certain: they share no required"),
        ([("a:x", "untyped", "c:z")], "A lead only"),
        ([], "Nothing is recorded"),
        ([("a:x", "superset", "c:z"), ("c:z", "none", "a")], "Contradiction:"),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_every_verdict(rows: list[tuple[str, str, str]], verdict: str, backwards: bool) -> None:
    if backwards and "meeting" in verdict:
        pytest.skip("reads differently from the other end")
    graph = world(FRAMEWORKS, rows)
    ends = (Curie("a:x"), Curie("c:z"))
    found = explanation(graph, *(ends[::-1] if backwards else ends), 2)
    assert found.conclusion.startswith(verdict)


def test_two_rationales_do_not_contradict_each_other() -> None:
    from dataclasses import replace

    from aimsgraph.model.terms import Relation

    graph = world(FRAMEWORKS, [("a:x", "intersects", "c:z")])
    (row,) = graph.mappings
    more = replace(row, id=row.id + "~s", rationale="semantic", relation=Relation.SUPERSET)
    both = replace(graph, mappings=(row, more))
    found = explanation(both, Curie("a:x"), Curie("c:z"), 2)
    assert found.proofs.mask == 4
    assert found.conclusion.startswith("Certain: meeting the subject meets the object in full")


def test_leads_show_how_far_a_chain_goes() -> None:
    graph = world(
        FRAMEWORKS, [("a:x", "intersects", "b:y", 0.9), ("b:y", "intersects", "c:z", 0.5)]
    )
    sheet, capped = leads_sheet(graph, Curie("c:z"), ("a",), 2)
    assert sheet.rows == (("a:x", "x", 0.45, 2, "unknown", "test/a:x--b:y + test/b:y--c:z"),)
    assert not capped
    assert leads_sheet(graph, Curie("c:z"), ("b",), 2)[0].rows == ()


def test_impact_lists_what_falls_and_nothing_when_another_row_holds_it_up() -> None:
    graph = world(FRAMEWORKS, ROWS)
    assert impact_sheet(graph, "test/c:z--b:y", 2).rows == (
        ("a:x", "covers", "c:z"),
        ("b:y", "covers", "c:z"),
        ("c:z", "overlaps", "a:x"),
        ("c:z", "overlaps", "b:y"),
    )
    held = world(FRAMEWORKS, [("a:x", "superset", "b:y"), ("b:p", "subset", "a:x")])
    assert impact_sheet(held, "test/a:x--b:y", 2).rows == ()
    none = world(FRAMEWORKS, [("a:x", "none", "c"), ("b:y", "subset", "a:x")])
    assert impact_sheet(none, "test/a:x--none:c", 2).rows == (
        ("a:x", "corresponds to nothing in", "c"),
        ("b:y", "corresponds to nothing in", "c"),
    )
    apart = world(FRAMEWORKS, [("c:z", "none", "a"), ("b:y", "subset", "a:x")])
    assert set(impact_sheet(apart, "test/b:y--a:x", 2).rows) == {
        ("a:x", "covers", "b:y"),
        ("b:y", "overlaps", "a:x"),
        ("b:y", "disjoint from", "c:z"),
        ("c:z", "disjoint from", "b:y"),
    }


def test_the_mapping_that_carries_most_comes_first() -> None:
    rows = [
        ("a:x", "superset", "b:y"),
        ("b:y", "superset", "c:z"),
        ("c:z", "none", "d"),
    ]
    graph = world({**FRAMEWORKS, "d": ["w"]}, rows)
    assert weight_sheet(graph, 2).rows == (
        ("test/a:x--b:y", 4),
        ("test/b:y--c:z", 4),
        ("test/c:z--none:d", 1),
    )


def test_a_parent_is_explained_by_its_parts(graph: Graph) -> None:
    found = explanation(graph, Curie("iso42001:A.7.4"), Curie("aiact:art_10"), 2)
    assert found.parts
    assert {p.source for p in found.parts} == {"iso42001:A.7.4"}
    assert all(p.target.startswith("aiact:art_10.") for p in found.parts)
    for part in found.parts:
        assert explanation(graph, part.source, part.target, 2).mask == part.mask
    assert "Between their parts" in render_explanation(found)
    assert found.as_dict()["parts"]
    leaf = explanation(graph, Curie("iso27001:A.8.15"), Curie("aiact:art_12.par_1"), 2)
    assert leaf.parts == ()
