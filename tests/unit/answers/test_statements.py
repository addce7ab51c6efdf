"""Lines of a statement of applicability mean the provisions that their writer meant, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from aimsgraph.answers.statements import load_soa
from aimsgraph.coverage.holdings import Statement
from aimsgraph.faces.explorer.widgets_answer import read_statement
from aimsgraph.model.errors import InputError
from aimsgraph.model.graph import Graph

BOTH = ("iso27001", "iso42001")


def read(graph: Graph, folder: Path, lines: Sequence[str], have: Sequence[str]) -> Statement:
    """The statement of a file whose last line is not implemented and whose others are."""
    done = ["Yes,Implemented"] * (len(lines) - 1) + ["No,"]
    rows = [f"{line},{word}" for line, word in zip(lines, done, strict=True)]
    path = folder / "soa.csv"
    path.write_text("\n".join(["ISO 27001 control,Applicable,Status", *rows]))
    found = load_soa(graph, path, have=have)
    assert read_statement(graph, "soa.csv", path.read_bytes(), have) == found
    return found


@pytest.mark.parametrize("have", [("iso27001",), BOTH])
@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        (["A.5.1", "A.8.15"], ["A.5.1", "A.8.15"]),
        (["5.1", "8.15"], ["A.5.1", "A.8.15"]),
        (["5.1 Policies for information security", "8.15: Logging"], ["A.5.1", "A.8.15"]),
        (["A5.1", "Annex A 8.15 Logging"], ["A.5.1", "A.8.15"]),
        (["4.1", "5.1", "6.1.2", "A.5.1", "A.8.15"], ["4.1", "5.1", "6.1.2", "A.5.1", "A.8.15"]),
        (
            ["8.16", "5.1", "iso27001 A.5.2", "ISO 27001 A.8.15"],
            ["A.8.16", "A.5.1", "A.5.2", "A.8.15"],
        ),
        (["iso27001:5.1", "8.15"], ["5.1", "A.8.15"]),
    ],
)
def test_a_line_without_a_framework_is_of_the_one_that_has_them_all(
    graph: Graph, tmp_path: Path, lines: list[str], meant: list[str], have: tuple[str, ...]
) -> None:
    found = read(graph, tmp_path, lines, have)
    assert found.mentioned == {f"iso27001:{one}" for one in meant}
    assert found.removed == {f"iso27001:{meant[-1]}"}


@pytest.mark.parametrize(
    ("lines", "have", "line", "words"),
    [
        (["5.1", "7.5"], ("iso27001",), 2, "5.1 may be iso27001:5.1 or iso27001:A.5.1"),
        (["4.1", "8.15", "5.2"], ("iso27001",), 4, "5.2 may be iso27001:5.2 or iso27001:A.5.2"),
        (["A.5.2", "A.6.2"], BOTH, 2, "may be of iso27001 or iso42001"),
        (["5.1", "A.5.1", "8.15"], ("iso27001",), 3, "iso27001:A.5.1 stands in line 2 already"),
        (["A.5.1", "A.5.99"], ("iso27001",), 3, "A.5.99: there is no such provision"),
        (["A.8.15", "A.10.4"], BOTH, 3, "A.10.4: there is no such provision"),
        (["5.1", "Policies"], ("iso27001",), 3, "Policies: there is no such provision"),
        (["A.8.15"], ("iso42001",), 2, "A.8.15: there is no such provision"),
    ],
)
def test_what_may_mean_two_or_none_is_refused_with_its_line(
    graph: Graph, tmp_path: Path, lines: list[str], have: tuple[str, ...], line: int, words: str
) -> None:
    with pytest.raises(InputError) as refused:
        read(graph, tmp_path, lines, have)
    assert refused.value.place.endswith(f"soa.csv:{line}")
    assert words in refused.value.fact
    assert refused.value.remedy


def test_a_clause_of_another_framework_makes_no_number_a_clause(
    graph: Graph, tmp_path: Path
) -> None:
    found = read(graph, tmp_path, ["iso42001:4.3", "5.1", "8.15"], ("iso27001",))
    assert found.mentioned == {"iso42001:4.3", "iso27001:A.5.1", "iso27001:A.8.15"}
