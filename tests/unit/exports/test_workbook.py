"""The workbook: dates are dates, numbers numbers, nothing is a formula, and it opens at a guide."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from aimsgraph.answers.questions import Answer, Question, answer
from aimsgraph.exports.formats import export
from aimsgraph.exports.workbook import render_workbook
from aimsgraph.faces.cli.main import main
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import Verdict
from export_readers import read_book, records
from worlds import TODAY


@pytest.fixture(scope="module")
def result(graph: Graph) -> Answer:
    return answer(graph, Question(("iso27001", "iso42001"), "aiact", today=TODAY.date()))


@pytest.fixture(scope="module")
def book(result: Answer) -> Workbook:
    return read_book(render_workbook(result))


def test_dates_are_dates_in_order_and_in_the_words_of_the_law(book: Workbook) -> None:
    plan = records(book, "Plan")
    dates = [row["from"] for row in plan]
    assert all(isinstance(date, dt.datetime) for date in dates)
    assert dates == sorted(dates, key=str)
    for row in (*plan, *records(book, "Matrix")):
        first = row.get("from") or row.get("applies from")
        assert isinstance(first, dt.datetime)
        assert str(row["dates in full"]).startswith(first.date().isoformat())
    known = dict(book["Read me"].iter_rows(values_only=True))
    assert isinstance(known["Law as of: aiact"], dt.datetime)


def test_what_has_no_date_has_an_empty_cell_and_says_so(graph: Graph) -> None:
    book = read_book(render_workbook(answer(graph, Question(("iso27001",), "iso42001"))))
    for row in (*records(book, "Plan"), *records(book, "Matrix")):
        assert (row.get("from"), row.get("applies from")) == (None, None)
        assert row["dates in full"] == "No date of application recorded"


def test_numbers_are_numbers(book: Workbook, result: Answer) -> None:
    known = dict(book["Read me"].iter_rows(values_only=True))
    assert known["Denominator"] == result.coverage.denominator
    assert {type(row["confidence"]) for row in records(book, "Rows")} == {float}
    for row in book["Summary"].iter_rows(min_row=7, min_col=3, values_only=True):
        assert {type(cell) for cell in row} in ({int}, {type(None)})


def test_nothing_is_a_formula_and_nothing_leads_away(book: Workbook) -> None:
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert not book.defined_names


def test_heads_and_names_stay_in_view_and_every_table_can_be_filtered(book: Workbook) -> None:
    panes = {page.title: page.freeze_panes for page in book}
    assert panes == {
        "Read me": "A2", "Summary": "C7", "Matrix": "C2", "Plan": "C2", "Rows": "D2",
        "Method": "A2",
    }  # fmt: skip
    for name in ("Matrix", "Plan", "Rows"):
        page = book[name]
        assert page.auto_filter.ref == page.dimensions
        assert page.print_title_rows == "$1:$1"


def test_the_reviewer_has_columns_of_their_own(book: Workbook) -> None:
    rows = records(book, "Matrix")
    assert {row["reviewer decision"] for row in rows} <= {None, ""}
    assert "reviewer note" in rows[0]
    (choice,) = book["Matrix"].data_validations.dataValidation
    column = openpyxl.utils.get_column_letter(list(rows[0]).index("reviewer decision") + 1)
    assert str(choice.sqref) == f"{column}2:{column}{len(rows) + 1}"


def test_the_summary_draws_the_work_of_each_chapter_as_one_bar(
    book: Workbook, result: Answer
) -> None:
    (chart,) = book["Summary"]._charts
    assert (chart.type, chart.grouping) == ("bar", "stacked")
    used = [v for v, n in result.coverage.verdicts.items() if n]
    assert len(chart.series) == len(used)
    chapters = {row["chapter"] for row in records(book, "Matrix")}
    first, last = chart.series[0].val.numRef.f.split("!")[1].replace("$", "").split(":")
    assert int(last[1:]) - int(first[1:]) + 1 == len(chapters)


def test_articles_of_the_summary_add_up_to_the_whole(book: Workbook, result: Answer) -> None:
    rows = list(book["Summary"].iter_rows(values_only=True))
    begin = next(at for at, row in enumerate(rows) if row[0] == "By article")
    assert sum(row[2] for row in rows[begin + 1 :]) == result.coverage.denominator


def test_only_some_verdicts_are_shown_and_the_first_sheet_says_so(result: Answer) -> None:
    book = read_book(render_workbook(result, (Verdict.EXTEND, Verdict.ADD)))
    for name in ("Matrix", "Plan"):
        assert {row["verdict"] for row in records(book, name)} == {"extend", "add"}
    needed = {row["id"] for row in records(book, "Matrix")}
    assert {row["needed"] for row in records(book, "Rows")} == needed
    assert "extend or add" in str(dict(book["Read me"].iter_rows(values_only=True))["Shown"])


@pytest.mark.parametrize("command", ["coverage", "gaps"])
def test_every_command_writes_the_workbook_that_export_writes(
    command: str, result: Answer, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    pair = ("--have", "iso27001", "--have", "iso42001", "--need", "aiact")
    with pytest.raises(SystemExit):
        main([command, *pair, "--format", "xlsx", "-o", str(out)])
    assert out.read_bytes() == export(result, "xlsx")
