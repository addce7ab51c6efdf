"""The workbook opened by LibreOffice, a reader that we did not write for."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

import pytest

from aimsgraph.answers.questions import Question, answer
from aimsgraph.exports.formats import export
from aimsgraph.model.graph import Graph

ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Commas, quotes, UTF-8, cells as they are shown, and a file for every sheet."""


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        reason = (
            "NO TEST WITH LIBREOFFICE WAS RUN: there is no soffice "
            "(apt-get install -y --no-install-recommends libreoffice-calc)."
        )
        warnings.warn(reason, stacklevel=1)
        sys.__stderr__.write(f"\n{reason}\n") if sys.__stderr__ else None
        pytest.skip(reason)
    return found


def test_libreoffice_reads_every_sheet_and_the_same_numbers(
    office: str, graph: Graph, tmp_path: Path
) -> None:
    result = answer(graph, Question(("iso27001", "iso42001"), "aiact"))
    book = tmp_path / "book.xlsx"
    book.write_bytes(export(result, "xlsx"))
    command = [office, f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless"]
    command += ["--convert-to", ALL_SHEETS, "--outdir", str(tmp_path), str(book)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    sheets = {
        path.stem.removeprefix("book-"): list(csv.reader(path.open(encoding="utf-8")))
        for path in tmp_path.glob("book-*.csv")
    }
    assert {"Read me", "Summary", "Matrix", "Plan", "Rows"} <= sheets.keys()
    known = {row[0]: row[1] for row in sheets["Read me"] if len(row) > 1}
    assert known["Denominator"] == str(result.coverage.denominator)
    head = next(row for row in sheets["Matrix"] if "verdict" in row)
    duties = sheets["Matrix"][sheets["Matrix"].index(head) + 1 :]
    verdicts = Counter(row[head.index("verdict")] for row in duties if row[head.index("id")])
    assert verdicts == {v.value: n for v, n in result.coverage.verdicts.items() if n}
    cells = [cell for rows in sheets.values() for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("#", "Err:"))]
