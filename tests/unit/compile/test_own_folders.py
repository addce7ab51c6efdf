"""A user's folder as editors and offices leave it: declarations, languages, clashes, the cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import aimsgraph
from aimsgraph.answers.opening import open_graph
from aimsgraph.answers.questions import graph_at
from aimsgraph.compile import cache
from aimsgraph.compile.folders import load_workspace
from aimsgraph.compile.load import bundled, compile_graph
from aimsgraph.faces.cli.main import main
from aimsgraph.formats.turtle import read_turtle
from aimsgraph.inference.closure import infer
from aimsgraph.inference.engine_duckdb import Duck
from aimsgraph.inference.knowledge import below_of, close, knowledge_of
from aimsgraph.model.errors import InputError, InvalidGraphError
from aimsgraph.model.graph import Graph
from aimsgraph.validation.report import validate_paths
from few_frameworks import STANDARDS, few_frameworks
from worlds import framework_text, mapping_text

Folder = Callable[..., Path]
DECLARED = "skos:prefLabel a <http://www.w3.org/2002/07/owl#AnnotationProperty> ."


@pytest.fixture(scope="module", autouse=True)
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """Two bundled frameworks: a user's folder is treated alike on two and on ten."""
    with few_frameworks(tmp_path_factory.mktemp("few"), STANDARDS):
        yield cache.bundled_graph()


def codes(folder: Path) -> set[str]:
    return {f.code for f in validate_paths([folder]).findings if f.severity == "violation"}


def test_two_files_may_declare_a_term_of_a_third_vocabulary(workspace: Folder) -> None:
    folder = workspace(
        {
            "frameworks/one.ttl": framework_text("one", ["1"], DECLARED),
            "frameworks/two.ttl": framework_text("two", ["1"], DECLARED),
        }
    )
    assert codes(folder) == set()


def test_two_files_may_not_describe_one_provision(workspace: Folder) -> None:
    text = framework_text("one", ["1"])
    folder = workspace({"frameworks/one.ttl": text, "frameworks/two.ttl": text})
    assert "duplicate-id" in codes(folder)


@pytest.mark.parametrize(
    ("texts", "wanted", "shown"),
    [
        ('"Protokolle"@de, "Logs"@en', "", "Logs"),
        ('"Protokolle"@de, "Journaux"@fr', "", "Protokolle"),
        ('"Protokolle"@de, "Logs"@en', "de", "Protokolle"),
        ('"Protokolle"@de-AT, "Logs"@en', "de", "Protokolle"),
        ('"Logs"@en-GB, "Journaux"@fr', "", "Logs"),
        ('"Logs", "Journaux"@fr', "", "Logs"),
        ('"Logs"@en, "Journaux"@fr', "it", "Logs"),
    ],
)
def test_one_text_a_language_is_shown_in_the_wanted_one(
    workspace: Folder, texts: str, wanted: str, shown: str
) -> None:
    text = framework_text("own", ["1"]).replace('skos:prefLabel "1"', f"skos:prefLabel {texts}")
    folder = workspace({"frameworks/own.ttl": text})
    assert codes(folder) == set()
    graph = aimsgraph.load([folder], language=wanted).graph
    assert graph.provisions[next(c for c in graph.provisions if c == "own:1")].label == shown


def test_lang_is_an_option_of_every_command(
    workspace: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    text = framework_text("own", ["1"]).replace('prefLabel "1"', 'prefLabel "Ja"@de, "Yes"@en')
    folder = workspace({"frameworks/own.ttl": text})
    for words, shown in ((["--lang", "de"], "Ja"), ([], "Yes")):
        with pytest.raises(SystemExit):
            main(["--with", str(folder), "show", "own:1", *words, "--format", "json"])
        assert f'"{shown}"' in capsys.readouterr().out


@pytest.mark.parametrize("texts", ['"Logs"@en, "Records"@en', '"Logs", "Records"'])
def test_two_texts_in_one_language_are_a_fault(workspace: Folder, texts: str) -> None:
    text = framework_text("own", ["1"]).replace('skos:prefLabel "1"', f"skos:prefLabel {texts}")
    assert "two-values" in codes(workspace({"frameworks/own.ttl": text}))


def test_a_folder_that_contradicts_itself_says_so_from_inside(
    workspace: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = workspace(
        {
            "frameworks/one.ttl": framework_text("one", ["a"]),
            "frameworks/two.ttl": framework_text("two", ["b", "c<b"]),
            "mappings/zz.sssom.tsv": mapping_text(
                [
                    ("one:a", "disjoint", "two:b"),
                    ("one:a", "equal", "two:c"),
                ]
            ),
        }
    )
    monkeypatch.chdir(folder)
    for words in (["--with", ".", "validate"], ["validate", "."], ["validate", str(folder)]):
        with pytest.raises(SystemExit) as stop:
            main([*words, "--format", "csv"])
        assert stop.value.code == 3
        assert "contradiction" in capsys.readouterr().out


def test_the_key_of_the_cache_knows_shapes_and_language(
    workspace: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = workspace({"frameworks/own.ttl": framework_text("own", ["1"])})
    workspaces = [bundled(), load_workspace(folder)]
    key = cache.key_of(workspaces)
    assert key != cache.key_of(workspaces, "de")
    shapes = tmp_path / "ontology" / "shapes"
    shapes.mkdir(parents=True)
    (shapes / "own.ttl").write_text("# tighter", encoding="utf-8")
    monkeypatch.setattr(cache, "data_folder", lambda: tmp_path)
    cache._code.cache_clear()
    assert key != cache.key_of(workspaces)
    cache._code.cache_clear()


def test_what_is_used_stays_in_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(cache, "KEPT", 2)
    graph = open_graph()
    first = cache.key_of([bundled()])
    cache.write(first, graph)
    for number in range(3):
        for path in (tmp_path / "cache").iterdir():  # a minute goes by
            os.utime(path, (path.stat().st_mtime - 60,) * 2)
        assert cache.read(first) is not None
        cache.write(f"{number:032}", graph)
    kept = {p.name.partition(".")[0] for p in (tmp_path / "cache").iterdir()}
    assert kept == {first, f"{2:032}"}


def test_an_ill_typed_value_brings_no_words_of_a_library(
    workspace: Folder, recwarn: pytest.WarningsRecorder, capsys: pytest.CaptureFixture[str]
) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    odd = f'own:1 <http://e.x/p> "n/a"^^<{xsd}boolean>, "x"^^<{xsd}date>, "y"^^<{xsd}integer> .'
    folder = workspace({"frameworks/own.ttl": framework_text("own", ["1"], odd)})
    with pytest.raises(SystemExit) as stop:
        main(["validate", str(folder), "--format", "csv"])
    assert not stop.value.code
    assert "arning:" not in capsys.readouterr().err
    assert [str(w.message) for w in recwarn if "weird" in str(w.message)] == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('<https://w3id.org/aimsgraph/id/own> aims:lawAsOf "2026-02-30" .', "bad-date"),
        (
            "<https://w3id.org/aimsgraph/id/own> aims:edition own:e . own:e a aims:Edition ; "  # noqa: ISC004
            'skos:notation "1" ; aims:position 1 ; aims:date "2025-02-29" .',
            "bad-date",
        ),
    ],
)
def test_a_day_that_no_calendar_has_is_refused(workspace: Folder, more: str, code: str) -> None:
    assert code in codes(workspace({"frameworks/own.ttl": framework_text("own", ["1"], more)}))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("<a> <b> <c> .", "@base"),
        ("@prefix x: <y/> . x:a x:b x:c .", "@base"),
        ("x:a x:b x:c .", "@prefix name:"),
        ("<http://e.x/a b> <http://e.x/b> <http://e.x/c> .", "%XX"),
        ("<http://e.x/a> <http://e.x/b> 1", "full stop"),
    ],
)
def test_a_remedy_fits_what_is_wrong(text: str, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        read_turtle(text, "own.ttl")
    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    "more",
    [
        "",
        "own:2 aims:cites <https://w3id.org/aimsgraph/id/iso27001/A.8.15> .",
        "<https://w3id.org/aimsgraph/id/iso27001/A.8.15> <http://e.x/p> 1 .",
        "<https://w3id.org/aimsgraph/vocab/role/deployer> <http://e.x/p> 1 .",
    ],
)
def test_a_folder_on_top_of_the_kept_graph_compiles_to_the_same(
    workspace: Folder, more: str
) -> None:
    rows = [
        ("iso27001:A.8.15", "superset", "own:1", 0.8),
        ("own:2", "intersects", "iso42001:A.7.4", 0.5),
    ]
    folder = workspace({
        "frameworks/own.ttl": framework_text("own", ["1", "2"], more),
        "mappings/own.sssom.tsv": mapping_text(rows),
    })  # fmt: skip
    texts = [bundled(), load_workspace(folder)]
    layered, whole = compile_graph(texts, "", cache.bundled_graph()), compile_graph(texts)
    assert layered.layered is not more.startswith("<")  # what describes bundled data is no layer
    assert not whole.layered
    for field in fields(Graph):
        if field.name != "layered":
            assert getattr(layered, field.name) == getattr(whole, field.name), field.name


@pytest.mark.parametrize("edition", ["2022", "2013"])
def test_a_folder_closes_on_top_of_each_edition_as_if_all_were_closed_together(
    workspace: Folder, edition: str
) -> None:
    rows = [
        ("own:1", "superset", "iso27001:A.8.15"),
        ("own:2a", "equal", "iso42001:A.6.2.8"),
        ("own:3", "none", "iso27001"),
        ("iso42001:A.7.4", "intersects", "own:1"),
    ]
    folder = workspace({
        "frameworks/own.ttl": framework_text("own", ["1", "2", "2a<2", "3"]),
        "mappings/own.sssom.tsv": mapping_text(rows),
    })  # fmt: skip
    seen = graph_at(open_graph([folder]), "iso27001", edition)
    below = below_of(seen)
    assert below is not None
    assert seen.edition_of("iso27001") == below.edition_of("iso27001") == edition
    for hops in (1, 2, 3):
        found = knowledge_of(seen, hops).closure
        assert found == infer(seen, Duck(), hops)
        assert found.pairs != knowledge_of(below, hops).closure.pairs


def test_a_row_that_repeats_a_bundled_one_is_refused_on_top_of_the_kept_graph(
    workspace: Folder, graph: Graph
) -> None:
    m = next(m for m in graph.mappings if m.object is not None and m.relation is not None)
    rows = [(str(m.object), "intersects", str(m.subject))]
    folder = workspace({"mappings/own.sssom.tsv": mapping_text(rows)})
    with pytest.raises(InvalidGraphError, match="judged in mappings"):
        open_graph([folder])


def test_a_folder_without_rows_has_the_closure_of_the_bundled_graph(
    workspace: Folder, graph: Graph
) -> None:
    folder = workspace({"frameworks/own.ttl": framework_text("own", ["1", "2"])})
    opened = open_graph([folder])
    assert "own" in opened.frameworks
    assert knowledge_of(opened, 2).closure == close(opened, 2) == close(graph, 2)


@pytest.mark.parametrize("edition", ["../../x", "a/b", "\0", "y" * 400, ".", "2024"])
def test_a_closure_is_kept_whatever_an_edition_is_called(
    edition: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, graph: Graph
) -> None:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "cache")
    kept, closure = cache.KeptClosures("k"), close(graph, 1)
    kept.write({"own": edition}, closure)
    assert kept.read({"own": edition}, 1) == closure
    assert kept.read({}, 1) is None
    assert [p.parent for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path / "cache"]
