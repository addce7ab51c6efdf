"""The commands that compare: frameworks side by side, editions, folders and releases."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from aimsgraph.answers.changes import edition_changes
from aimsgraph.answers.questions import Question, answer
from aimsgraph.compile.load import data_folder
from aimsgraph.faces.cli.main import main
from aimsgraph.model.graph import Graph
from worlds import framework_text

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(list(words))
        out, err = capsys.readouterr()
        code = stop.value.code
        return (code if isinstance(code, int) else 0 if code is None else 1), out, err

    return call


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The bundled data in a folder of its own."""
    for part in ("ontology", "mappings"):
        shutil.copytree(data_folder() / part, tmp_path / "old" / part)
    return tmp_path / "old"


def test_compare_has_the_numbers_of_coverage(run: Run, graph: Graph) -> None:
    status, out, _ = run("compare", "27001", "ISO/IEC 42001", "--format", "json")
    facts = json.loads(out)
    assert status == 0
    assert [*facts["frameworks"]] == ["iso27001", "iso42001"]
    for pair in facts["pairs"]:
        counts = answer(graph, Question((pair["have"],), pair["need"])).coverage.counts
        assert pair["states"] == {s.value: n for s, n in counts.items()}
        assert pair["denominator"] == sum(counts.values())
    assert {"4.1", "6.1.4", "10.2"} <= {row["clause"] for row in facts["clauses"]}


def test_diff_of_editions_says_how_many_did_not_change(run: Run, graph: Graph) -> None:
    words = ("diff", "aiact@2024", "AI Act@2026", "--have", "iso27001", "--role", "deployer")
    status, out, _ = run(*words, "--format", "json")
    facts = json.loads(out)
    found = edition_changes(graph, "aiact", "2024", "2026")
    assert status == 0
    assert facts["provisions"]["unchanged"] == found.unchanged
    assert len(facts["provisions"]["changed"]) == sum(facts["provisions"]["counts"].values())
    assert "deployer" in facts["coverage"]["scope"]
    status, out, err = run(*words, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["table"] for row in rows} == {
        "Counts", "Provisions", "Dates", "Mapping rows", "Duties",
    }  # fmt: skip
    assert f"unchanged {found.unchanged} of {found.sizes[1]} provisions in aiact@2026" in err


def test_diff_of_two_folders_tells_what_rests_on_a_changed_text(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(CORPUS / "valid" / "own-framework", tmp_path / name)
    file = tmp_path / "b" / "frameworks" / "acme.ttl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("check the rule A.1 of the house every week", "test rule A.1"))
    status, out, err = run("diff", str(tmp_path / "a"), str(tmp_path / "b"), "--format", "json")
    assert status == 0, err
    facts = json.loads(out)
    assert [(r["change"], r["id"]) for r in facts["provisions"]["changed"]] == [
        ("amended", "acme:A.1")
    ]
    assert facts["compared"]["provisions_after"] == 2
    assert [r["changed end"] for r in facts["mapping_rows"]["changed"]] == ["acme:A.1"]
    assert "look again" in facts["mapping_rows"]["changed"][0]["fate"]


@pytest.mark.long
def test_diff_of_two_releases_names_the_provision(run: Run, release: Path, tmp_path: Path) -> None:
    file = release / "ontology" / "frameworks" / "iso42001.ttl"
    text = file.read_text(encoding="utf-8")
    now = "The organisation analyses its context"
    assert text.count(now) == 1
    file.write_text(text.replace(now, "The organisation once analysed its context"))
    wheel = tmp_path / "old.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in sorted(release.rglob("*.t*")):
            archive.write(path, f"aimsgraph/_data/{path.relative_to(release).as_posix()}")
    for old in (release, wheel):
        status, out, err = run("diff", "--data", str(old), "--format", "json")
        assert status == 0, err
        facts = json.loads(out)
        changed = [(row["change"], row["id"]) for row in facts["provisions"]["changed"]]
        assert changed == [("amended", "iso42001:4")]
        assert facts["before"] == str(old)


@pytest.mark.parametrize(
    ("words", "place", "fact"),
    [
        (("compare", "gdpr"), "gdpr", "two frameworks or more"),
        (("compare", "gdpr", "DSGVO"), "gdpr", "named twice"),
        (("diff", "aiact@2024", "aiact@2024"), "aiact@2024", "named twice"),
        (("diff", "aiact@1999", "aiact@2026"), "aiact@1999", "no such edition"),
        (("diff", "aiact@2024", "gdpr@2016"), "aiact@2024 and gdpr@2016", "two frameworks"),
        (("diff", "aiact", "gdpr"), "aiact gdpr", "neither two editions nor two folders"),
        (("diff", "aiact@2024", "aiact@2026", "--role", "provider"), "diff", "narrowed"),
        (("diff", "--data", "/nowhere"), "/nowhere", "no such folder or file"),
    ],
)
def test_wrong_input_has_place_fact_and_remedy(
    run: Run, words: tuple[str, ...], place: str, fact: str
) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert err.startswith(f"{place}: ")
    assert fact in err
    assert err.count(". ") >= 1


def test_a_folder_or_file_without_data_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("nothing here")
    for path, fact in ((tmp_path, "holds no ontology"), (tmp_path / "readme.txt", "neither")):
        status, _, err = run("diff", "--data", str(path))
        assert status == 2
        assert err.startswith(f"{path}: ")
        assert fact in err


def test_a_framework_that_one_side_lacks_is_named_with_that_side(run: Run, tmp_path: Path) -> None:
    sides = []
    for name in ("acme", "beta"):
        folder = tmp_path / name / "frameworks"
        folder.mkdir(parents=True)
        (folder / f"{name}.ttl").write_text(framework_text(name, ["A"]))
        sides.append(str(tmp_path / name))
    status, _, err = run("diff", *sides, "--have", "iso27001", "--need", "beta")
    assert status == 2
    assert err.startswith(f"{sides[0]}: beta: there is no such framework.")
