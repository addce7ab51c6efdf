"""Every command gives every format that it takes, or refuses it; no file is what it is not."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import typer

from aimsgraph.answers.frames import to_frame
from aimsgraph.answers.questions import Question, answer
from aimsgraph.answers.sheets import coverage_sheet, mapping_rows
from aimsgraph.compile import cache
from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS
from aimsgraph.exports.workbook import render_workbook
from aimsgraph.faces.cli.main import app, main
from aimsgraph.faces.cli.tables import render_table
from aimsgraph.model.graph import Graph
from aimsgraph.model.sheet import Sheet
from aimsgraph.rdf import oracle, reasoners
from few_frameworks import STANDARDS, few_frameworks
from worlds import ROOT, world

PAIR = ("--have", "iso27001", "--need", "iso42001")
COMMANDS = {
    "frameworks": (),
    "show": ("aiact:art_12.par_1",),
    "show parent": ("aiact Art. 12",),
    "show nothing": ("aiact:rct_1",),
    "theme": ("bias-fairness",),
    "theme list": (),
    "query": (),
    "query named": ("framework-counts",),
    "query free": ("--text", "SELECT ?s { ?s a aims:Framework }"),
    "coverage": PAIR,
    "gaps": PAIR,
    "matrix": (),
    "matrix pair": PAIR,
    "explain": ("iso27001:A.8.15", "aiact:art_12.par_1"),
    "leads": ("aiact:art_12.par_1",),
    "impact": (),
    "validate": (str(ROOT / "tests" / "corpus" / "invalid" / "no-topic"),),
    "reason": (),
    "compare": ("iso27001", "iso42001"),
    "diff": ("aiact@2024", "aiact@2026"),
    "scenario": (),
}
FORMATS = ("table", "csv", "md", "json", "xlsx")


def two_rules() -> Graph:
    """A graph so small that a reasoner is quick on it; test_oracle asks about the bundled one."""
    return world({"a": ["p"], "b": ["x"]}, [("a:p", "superset", "b:x")])


def is_format(form: str, path: Path) -> bool:
    """Whether a file is what its format says, read by a reader of its own."""
    if form == "xlsx":
        return bool(openpyxl.load_workbook(path).worksheets)
    text = path.read_text(encoding="utf-8")
    if form == "json":
        return isinstance(json.loads(text), dict | list)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(text), strict=True))
        return len({len(row) for row in rows}) == 1
    if form == "md":
        return text.startswith("| ") and "\n|---" in text
    return not text.startswith(("{", "| "))


@pytest.fixture(scope="module", autouse=True)
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """Three frameworks: no format hangs on ten."""
    with few_frameworks(tmp_path_factory.mktemp("three"), (*STANDARDS, "aiact")):
        yield cache.bundled_graph()


@pytest.fixture(autouse=True)
def _reasoners_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """HermiT takes ten seconds; its verdicts are the same in every format."""
    monkeypatch.setattr(oracle, "compare", lambda _: verdicts())
    monkeypatch.setattr(reasoners, "consistency", consistent)


verdicts = functools.cache(lambda compare=oracle.compare: tuple(compare(two_rules())))
consistent = functools.cache(reasoners.consistency)


@pytest.mark.sampled(3)
@pytest.mark.xdist_group("formats")
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_gives_a_format_or_refuses_it(
    command: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"out.{form}"
    words = [command.split(maxsplit=1)[0], *COMMANDS[command], "--format", form, "-o", str(out)]
    with pytest.raises(SystemExit) as stop:
        main(words)
    said = capsys.readouterr()
    assert said.out == ""
    if stop.value.code:
        assert stop.value.code == 2
        assert form in said.err
        assert not out.exists()
    else:
        assert is_format(form, out)


def test_every_command_with_a_format_is_tried() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    take = {
        name
        for name, command in commands.items()
        if any("--format" in p.opts for p in command.params)
    }
    tried_elsewhere = {"classify"}  # it needs all frameworks: test_cli_classify
    assert take == {command.split()[0] for command in COMMANDS} | tried_elsewhere


def test_every_command_that_a_text_names_exists() -> None:
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    files = [
        *(ROOT / "src").rglob("*.py"), *(ROOT / "ontology").rglob("*.ttl"),
        *(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"),
    ]  # fmt: skip
    options = r"(?:(?:--(?:with|store|lang)) \S+ )*"
    wrong = {
        (path.name, name)
        for path in files
        for name in re.findall(
            rf"(?:`|^\$ |bin/)aimsgraph {options}([a-z][a-z-]*)",
            path.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        if name not in known
    }
    assert wrong == set()


@pytest.mark.parametrize("command", ["coverage", "gaps", "matrix"])
def test_a_csv_says_what_its_numbers_rest_on(command: str, graph: Graph, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with pytest.raises(SystemExit):
        main([command, *PAIR, "--role", "organisation", "--format", "csv", "-o", str(out)])
    frame = pd.read_csv(out)
    first = frame.iloc[0]
    assert (first["have"], first["need"], first["denominator"]) == ("iso27001", "iso42001", 70)
    assert "role organisation" in first["scope"]
    assert "iso42001 2023" in first["editions"]
    assert first["data version"] == graph.data_version
    assert first["assumption"].startswith("No statement")


def test_numbers_are_numbers_in_pandas(graph: Graph) -> None:
    result = answer(graph, Question(("iso27001",), "aiact"))
    for sheet in (coverage_sheet(result), mapping_rows(graph, graph.mappings)):
        frame = to_frame(sheet, {})
        assert pd.api.types.is_float_dtype(frame["confidence"])
    assert to_frame(coverage_sheet(result), {})["confidence"].isna().any()
    assert (
        to_frame(coverage_sheet(result), {})["notation"]
        .map(lambda cell: isinstance(cell, str))
        .all()
    )


def test_a_state_and_a_verdict_have_one_colour_and_mark_on_every_face(
    graph: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(render_workbook(answer(graph, Question(("iso27001",), "iso42001"))))
    page = openpyxl.load_workbook(path)["Matrix"]
    names = [cell.value for cell in page[1]]
    looks = {
        "state": {state.value: look for state, look in LOOKS.items()},
        "verdict": {verdict.value: look for verdict, look in VERDICT_LOOKS.items()},
    }
    for title, words in looks.items():
        letter = openpyxl.utils.get_column_letter(names.index(title) + 1)
        rules = page.conditional_formatting[f"{letter}2:{letter}{page.max_row}"]
        seen = {rule.formula[0].strip('"'): rule.dxf for rule in rules}
        assert set(seen) == set(words)
        for word, look in words.items():
            assert seen[word].fill.bgColor.rgb.lower() == f"ff{look.colour[1:]}"
            assert seen[word].font.color.rgb.lower() == f"ff{look.ink[1:]}"
        for (cell,) in page[f"{letter}2:{letter}{page.max_row}"]:
            assert cell.number_format == f'"{words[cell.value].symbol} "@'


def test_a_table_that_does_not_fit_becomes_cards() -> None:
    columns = tuple(f"column {n}" for n in range(10))
    rows = tuple(tuple(f"word-{n}-{m}-unbroken" for n in range(10)) for m in range(2))
    sheet = Sheet("Mappings", columns, rows)
    narrow = render_table(sheet, terminal=True, width=80)
    assert max(map(len, narrow.splitlines())) <= 80
    assert all(cell in narrow for row in rows for cell in row)
    assert "Mappings 2 of 2" in narrow
    wide = render_table(sheet, terminal=True, width=400)
    assert "Mappings 1 of 2" not in wide
    few = Sheet("Gaps", columns[:4], tuple(row[:4] for row in rows))
    assert "Gaps 1 of 2" not in render_table(few, terminal=True, width=80)
