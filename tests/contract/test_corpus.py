"""Every folder of ``tests/corpus/invalid`` holds one fault, and every way in names it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aimsgraph.compile import load
from aimsgraph.faces.cli.main import main
from aimsgraph.formats import turtle
from aimsgraph.model.errors import Finding
from aimsgraph.model.graph import Graph
from aimsgraph.validation import files as validation_files
from aimsgraph.validation import report as validation
from aimsgraph.validation import shapes as validation_shapes
from aimsgraph.validation.report import Report, validate_paths, validate_rdf
from few_frameworks import STANDARDS, few_frameworks

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
INVALID = sorted(p.parent.name for p in CORPUS.glob("invalid/*/expected.json"))
VALID = sorted(p.name for p in CORPUS.glob("valid/*"))
NAME_THE_ACT = {
    p.parents[1].name for p in CORPUS.rglob("*.tsv") if "aiact" in p.read_text(encoding="utf-8")
}
QUESTION = ("coverage", "--have", "iso27001", "--need", "iso42001", "--format", "json")


@dataclass(frozen=True)
class Case:
    """One folder and what is expected of it."""

    folder: Path
    expected: dict[str, Any]

    @property
    def file(self) -> str:
        """The file at fault, as findings name it."""
        return str(self.folder / self.expected["file"])

    @property
    def place(self) -> str:
        """File and line of the fault."""
        line = self.expected["line"]
        return f"{self.file}:{line}" if line else self.file

    @property
    def rdf(self) -> bool:
        """Whether the case is a dataset that does not come through our readers."""
        return bool(self.expected.get("via") == "rdf")

    def names(self, finding: Finding) -> bool:
        """Whether a finding is the expected one."""
        return (
            finding.code == self.expected["code"]
            and finding.place == self.place
            and self.expected["contains"] in finding.fact
            and finding.severity == self.expected.get("severity", "violation")
        )


def case_of(name: str) -> Case:
    folder = CORPUS / "invalid" / name
    return Case(folder, json.loads((folder / "expected.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module", autouse=True)
def _parse_bundled_files_once(
    graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Two frameworks are enough to be wrong about, and a test run reads each file once.

    The readers are pure: the same text gives the same document.
    """
    assert set(STANDARDS) < graph.frameworks.keys()
    read = cache(turtle.read_turtle)
    few = few_frameworks(tmp_path_factory.mktemp("few"), STANDARDS)
    with few, pytest.MonkeyPatch.context() as patch:
        patch.setattr(turtle, "read_turtle", read)
        patch.setattr(validation_files, "read_turtle", read)
        patch.setattr(load, "whole", cache(load.whole))
        patch.setattr(validation, "validate", _once(validation.validate))
        yield


@pytest.fixture(autouse=True)
def _with_the_act_where_a_case_names_it(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    params = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    if params.get("name") not in NAME_THE_ACT:
        yield
        return
    with few_frameworks(tmp_path_factory.mktemp("act"), (*STANDARDS, "aiact")):
        yield


def _once(validate: Callable[..., Report]) -> Callable[..., Report]:
    """Both tests of a case ask about the same texts: judge them once."""
    seen: dict[tuple[str, str], Report] = {}

    def judge(graph: Graph, workspaces: Sequence[Any], *, focus: str = "all") -> Report:
        key = (graph.data_version, focus)
        if key not in seen:
            seen[key] = validate(graph, workspaces, focus=focus)
        return seen[key]

    return judge


def grouped(names: Sequence[str]) -> list[Any]:
    """Cases as parameters; all tests of a case run in one worker."""
    return [pytest.param(n, marks=pytest.mark.xdist_group(f"corpus {n}")) for n in names]


@cache
def judged(name: str) -> tuple[Report, frozenset[str]]:
    """The report on a case, and the addresses of the shapes that found something in it."""
    case = case_of(name)
    hits: set[str] = set()
    run = validation_shapes.run_shapes

    def spy(*args: Any, **options: Any) -> tuple[validation_shapes.Hit, ...]:
        found = run(*args, **options)
        hits.update(hit.rule.iri for hit in found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validation_shapes, "run_shapes", spy)
        if case.rdf:
            report = validate_rdf(Path(case.file).read_text(encoding="utf-8"), case.file)
        else:
            report = validate_paths([case.folder])
    return report, frozenset(hits)


def test_there_are_enough_cases_and_none_is_empty() -> None:
    folders = [p for p in (CORPUS / "invalid").iterdir() if p.is_dir()]
    assert len(INVALID) == len(folders) >= 28


@pytest.mark.parametrize("name", grouped(INVALID))
def test_validation_names_file_line_fact_and_nothing_else(name: str) -> None:
    case = case_of(name)
    report, hits = judged(name)
    assert sorted({validation_shapes.rules()[i].code for i in hits}) == case.expected["shapes"]
    assert any(case.names(finding) for finding in report.findings), report.findings
    codes = {finding.code for finding in report.findings}
    assert codes <= {case.expected["code"], *case.expected.get("also", ())}, report.findings
    assert report.conforms == (case.expected["exit"] == 0)
    assert all(finding.remedy for finding in report.findings)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", grouped([n for n in INVALID if not case_of(n).rdf]))
def test_the_command_line_refuses_with_file_and_line_and_writes_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = case_of(name)
    judged(name)
    out = tmp_path / "out.json"
    with pytest.raises(SystemExit) as stop:
        main(["--with", str(case.folder), *QUESTION, "-o", str(out)])
    error = capsys.readouterr().err
    assert (stop.value.code or 0) == case.expected["exit"], error
    if case.expected["exit"]:
        assert case.place in error
        assert case.expected["contains"] in error
        assert list(tmp_path.iterdir()) == []


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("name", "status"),
    [("ragged-row", 2), ("dangling-object", 3), ("strict-subset-cycle", 3), ("no-topic", 0)],
)
def test_a_process_of_its_own_ends_with_the_same_status(
    name: str, status: int, tmp_path: Path
) -> None:
    case = case_of(name)
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "aimsgraph", "--with", str(case.folder), *QUESTION]
    done = subprocess.run([*command, "-o", str(out)], capture_output=True, text=True, check=False)
    assert done.returncode == case.expected["exit"] == status, done.stderr
    assert out.exists() == (status == 0)
    assert "Traceback" not in done.stderr
    assert (case.place in done.stderr) == (status != 0)


def test_every_shape_is_broken_by_some_case() -> None:
    broken = {code for name in INVALID for code in case_of(name).expected["shapes"]}
    assert {rule.code for rule in validation_shapes.rules().values()} == broken


@pytest.mark.parametrize("name", VALID)
def test_a_valid_folder_has_no_finding(name: str) -> None:
    report = validate_paths([CORPUS / "valid" / name])
    assert report.findings == ()
    assert report.conforms
    assert report.left_out == ""
    assert report.shapes == len(validation_shapes.rules())


@pytest.mark.parametrize("name", ["own-framework", "all-five"])
def test_a_valid_folder_is_answered(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    with pytest.raises(SystemExit) as stop:
        main(["--with", str(CORPUS / "valid" / name), *QUESTION, "-o", str(out)])
    assert not stop.value.code, capsys.readouterr().err
    assert json.loads(out.read_text(encoding="utf-8"))["need"] == "iso42001"


def test_shapes_are_not_run_on_broken_provisions_and_the_report_says_so() -> None:
    report, _ = judged("hierarchy-cycle")
    assert report.shapes == 0
    assert report.left_out == validation.NOT_RUN
