"""Statements of applicability as offices write them, and what every answer says of one."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import aimsgraph
from aimsgraph.answers.questions import ASSUMED, Question, answer, assumption
from aimsgraph.answers.statements import load_soa
from aimsgraph.faces.cli.main import main
from aimsgraph.formats.applicability import read_soa, read_soa_xlsx
from aimsgraph.model.errors import InputError
from aimsgraph.model.graph import Graph


def flags(text: str) -> list[tuple[str, bool, bool, bool]]:
    return [(r.id, r.applicable, r.implemented, r.partly) for r in read_soa(text, "soa.csv")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("said", [True, False])
def test_any_separator_is_read(separator: str, said: bool) -> None:
    lines = ["Control ID,Applicable,Status", "iso27001:A.5.1,Yes,Implemented"]
    text = "\r\n".join([*([f"sep={separator}"] if said else []), *lines]).replace(",", separator)
    if said and separator == ",":
        text = "sep=,\r\n" + "\r\n".join(lines)
    assert flags(text) == [("iso27001:A.5.1", True, True, False)]


@pytest.mark.parametrize("name", ["id", "Control", "Control ID", "Reference", "Ref.", "control_id"])
@pytest.mark.parametrize(
    "status", ["implemented", "Status", "Implementation status", "Implemented?"]
)
def test_columns_go_by_the_names_of_offices(name: str, status: str) -> None:
    assert flags(f"{name},Applicable (yes/no),{status}\nx:1,yes,yes") == [
        ("x:1", True, True, False)
    ]


def test_the_more_telling_column_is_the_id() -> None:
    text = "Control,Control ID,Applicable,Status\nPolicies,x:1,yes,done"
    assert flags(text) == [("x:1", True, True, False)]


@pytest.mark.parametrize(
    ("applicable", "status", "meant"),
    [
        ("Ja", "Ja", (True, True, False)),
        ("Oui", "Non", (True, False, False)),
        ("Sí", "sí", (True, True, False)),
        ("x", "Partial", (True, False, True)),
        ("YES", "Partially implemented", (True, False, True)),
        ("yes", "teilweise umgesetzt", (True, False, True)),
        ("Yes", "Planned", (True, False, False)),
        ("Nein", "", (False, False, False)),
        ("no", "N/A", (False, False, False)),
        ("No", "-", (False, False, False)),
        ("n/a", "not applicable", (False, False, False)),
        ("no", "yes", (False, False, False)),
    ],
)
def test_words_of_several_languages(
    applicable: str, status: str, meant: tuple[bool, bool, bool]
) -> None:
    assert flags(f"id,applicable,implemented\nx:1,{applicable},{status}") == [("x:1", *meant)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x:1,yes,", "implemented is ''"),
        ("x:1,yes,n/a", "implemented is 'n/a'"),
        ("x:1,,yes", "applicable is ''"),
        ("x:1,perhaps,yes", "applicable is 'perhaps'"),
        ("x:1,yes,mostly", "implemented is 'mostly'"),
        (",yes,yes", "the id is empty"),
    ],
)
def test_what_is_not_understood_is_refused_with_row_and_words(row: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_soa(f"id,applicable,implemented\nx:0,yes,yes\n{row}\n", "soa.csv")
    assert refused.value.place == "soa.csv:3"
    assert said in refused.value.fact
    assert (
        refused.value.fact.startswith("the id")
        or "partially implemented" in str(refused.value.remedy)
        or "in scope" in refused.value.remedy
    )


def test_titles_above_and_empty_rows_below_are_skipped() -> None:
    text = "Statement of applicability,,\n,,\nReference,Applicable,Status\nx:1,yes,yes\n,,\n\n,,\n"
    assert flags(text) == [("x:1", True, True, False)]


def test_a_file_without_the_columns_names_them() -> None:
    with pytest.raises(InputError, match=r"column implemented is missing.*control id"):
        read_soa("id,applicable\nx:1,yes\n", "soa.csv")


def test_a_status_alone_says_what_does_not_apply() -> None:
    assert flags("ref,status\nx:1,Not applicable\nx:2,done") == [
        ("x:1", False, False, False),
        ("x:2", True, True, False),
    ]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    sheet = book.create_sheet("SoA")
    sheet.append(["Our statement"])
    sheet.append(["Control ID", "Applicable", "Status"])
    sheet.append(["x:1", True, "Partial"])
    sheet.append([None, None, None])
    path = tmp_path / "soa.xlsx"
    book.save(path)
    (row,) = read_soa_xlsx(path, "soa.xlsx")
    assert (row.line, row.id, row.applicable, row.implemented, row.partly) == (
        3, "x:1", True, False, True,
    )  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"id,applicable", b"PK\x03\x04 nothing"])
def test_what_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "soa.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no XLSX workbook"):
        read_soa_xlsx(path, "soa.xlsx")


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    """A.5.10 not applicable, A.8.15 partly implemented, one more held."""
    path = tmp_path / "our soa.csv"
    path.write_text(
        "Control ID;Applicable;Status\niso27001:A.5.10;Nein;\niso27001 A.8.15;Ja;Partial\n"
        "iso27001:A.5.1;Ja;Ja\n",
        encoding="utf-8",
    )
    return path


def test_what_was_taken_out_says_so_where_it_would_have_counted(
    graph: Graph, statement: Path
) -> None:
    question = Question(("iso27001",), "iso42001")
    without = {c.provision.id: c for c in answer(graph, question).coverage.cells}
    read = load_soa(graph, statement)
    given = answer(graph, Question(("iso27001",), "iso42001", excluded=read)).coverage
    for cell in given.cells:
        gone = {s.id for s in without[cell.provision.id].sources} & given.holding.removed
        assert gone <= set(cell.removed)
        assert bool(cell.removed) == ("our soa.csv" in cell.reason)
    lost = next(c for c in given.cells if c.provision.id == "iso42001:A.9.2")
    assert lost.reason.endswith(
        "iso27001:A.5.10 bears on it, but the statement of applicability our soa.csv takes it out."
    )
    assert assumption(given.holding) == (
        "The statement of applicability our soa.csv takes out 2 of 123 provisions held (1 of them "
        "partly implemented, which counts as not); it does not mention 120, which are assumed "
        "applicable and implemented."
    )


@pytest.mark.parametrize("command", ["coverage", "gaps"])
@pytest.mark.parametrize("form", ["table", "json", "md", "csv"])
def test_every_output_names_the_statement(
    command: str, form: str, statement: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main([
            command, "--have", "iso27001", "--need", "iso42001", "--soa", str(statement),
            "--format", form,
        ])  # fmt: skip
    said = capsys.readouterr()
    assert not stop.value.code, said.err
    text = " ".join((said.out + said.err).split())
    assert "our soa.csv takes out 2 of 123" in text
    if form == "json":
        facts = json.loads(said.out)
        assert facts["statement"]["removed"] == ["iso27001:A.5.10", "iso27001:A.8.15"]
        assert facts["statement"]["not_mentioned"] == 120


def test_without_a_statement_the_assumption_stands() -> None:
    found = aimsgraph.load().coverage(have="iso27001", need="iso42001")
    assert assumption(found.answer.coverage.holding) == ASSUMED
