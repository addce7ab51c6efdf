"""Exports: the same numbers in every format, text that stays text, files that are whole."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest

from aimsgraph.answers.questions import Answer, Question, answer, document
from aimsgraph.answers.sheets import coverage_sheet, sheets
from aimsgraph.exports.csv_table import render_csv, safe_cell
from aimsgraph.exports.markdown_table import render_markdown
from aimsgraph.exports.workbook import render_workbook
from aimsgraph.exports.xlsx import render_xlsx
from aimsgraph.formats.writing import write_whole
from aimsgraph.model.errors import InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.sheet import Sheet
from worlds import world

HOSTILE = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"]  # noqa: RUF001


@pytest.fixture(scope="module")
def result(graph: Graph) -> Answer:
    return answer(graph, Question(("iso27001", "iso42001"), "aiact"))


def test_csv_json_and_xlsx_tell_the_same_states(result: Answer) -> None:
    sheet = coverage_sheet(result)
    rows = list(csv.DictReader(io.StringIO(render_csv(sheet))))
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(result)))
    page = book["Matrix"]
    header = [c.value for c in page[1]]
    column = header.index("state")
    from_xlsx = [row[column].value for row in page.iter_rows(min_row=2)]
    from_json = [p["state"] for p in document(result)["provisions"]]  # type: ignore[attr-defined]
    assert [r["state"] for r in rows] == from_xlsx == from_json


def test_the_workbook_has_its_sheets_panes_filters_and_drop_down(result: Answer) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(result)))
    assert book.sheetnames == ["Read me", "Summary", "Matrix", "Plan", "Rows", "Method"]
    page = book["Matrix"]
    assert page.freeze_panes == "C2"
    assert page.auto_filter.ref
    (validation,) = page.data_validations.dataValidation
    assert "not applicable" in validation.formula1


def test_the_readme_sheet_says_what_the_numbers_are_about(result: Answer) -> None:
    facts = {str(k): str(v) for k, v in sheets(result)[0].rows}
    assert facts["Data version"] == result.graph.data_version
    assert facts["Denominator"] == str(result.coverage.denominator)
    assert "not legal advice" in facts["Disclaimer"]
    assert facts["Edition: aiact"] == "2026"
    assert "assumed" in facts["Statement of applicability"]


def test_no_cell_of_a_workbook_is_a_formula(result: Answer) -> None:
    hostile = Sheet("X", ("state", "text"), tuple(("full", text) for text in HOSTILE))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx((*sheets(result), hostile))))
    kinds = {c.data_type for page in book for row in page.iter_rows() for c in row}
    assert "f" not in kinds
    assert [row[1].value for row in book["X"].iter_rows(min_row=2)] == [
        t.replace("\r", "_x000D_") if t.startswith("\r") else t for t in HOSTILE
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_cells_that_look_like_formulas_are_marked_as_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert render_csv(Sheet("x", ("a",), ((text,),))).startswith("a\n")


def test_a_text_too_long_for_a_cell_is_refused_not_cut() -> None:
    with pytest.raises(InputError, match="32768 characters"):
        render_xlsx((Sheet("x", ("a",), (("y" * 32_768,),)),))
    render_xlsx((Sheet("x", ("a",), (("y" * 32_767,),)),))


def test_markdown_holds_no_live_markup() -> None:
    text = render_markdown(Sheet("x", ("a",), (("<script>|`\n",),)))
    assert "<script>" not in text
    assert "\\|" in text


def test_the_same_answer_gives_the_same_bytes(result: Answer) -> None:
    assert render_workbook(result) == render_workbook(result)
    assert render_xlsx(sheets(result)) == render_xlsx(sheets(result))


def test_a_file_is_the_old_one_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    write_whole(path, b"old")

    def fail(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_cannot_be_written_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path / "no" / "f", b"x")


def test_hostile_words_of_a_users_framework_stay_words() -> None:
    graph = world({"have": ["a"], "need": ["t"]}, [("have:a", "intersects", "need:t")])
    text = render_csv(coverage_sheet(answer(graph, Question(("have",), "need"))))
    assert "need:t" in text


@pytest.mark.parametrize("cell", ["x;=cmd|'/c calc'!A0", "x\t=1+1", "x;+1", "a\n@SUM(1)", "x;＝1"])  # noqa: RUF001  (full-width on purpose)
def test_no_cell_becomes_a_formula_where_a_spreadsheet_splits_elsewhere(cell: str) -> None:
    text = render_csv(Sheet("s", ("c",), ((cell,),)))
    parts = re.split(r"[;\t\n,]", text.replace('"', ""))
    assert not any(part.startswith(tuple("=+-@＝")) for part in parts)  # noqa: RUF001


def test_markdown_of_a_label_is_text() -> None:
    text = render_markdown(Sheet("s", ("c",), (("![x](http://a.example/b) `code` [l](u)",),)))
    assert "![" not in text
    assert not re.search(r"(?<!\\)[`\[\]]", text)
