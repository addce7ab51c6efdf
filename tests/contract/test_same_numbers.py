"""One analysis, four faces: the command line, Python, the explorer and the workbook agree."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import aimsgraph
from aimsgraph.answers.picture import picture
from aimsgraph.exports.formats import export
from aimsgraph.faces.cli.main import main

SCOPES = (
    {"have": ["iso27001"], "need": "aiact", "role": "deployer"},
    {"have": ["iso27001", "iso42001"], "need": "aiact", "role": "provider", "date": "2027-12-02"},
    {"have": ["iso27001"], "need": "gdpr Art. 32"},
    {"have": ["iso42001"], "need": "airmf"},
)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda s: f"{s['need']}")
def test_every_face_has_the_same_numbers(
    scope: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = [w for key, value in scope.items() for one in
             ([value] if isinstance(value, str) else value) for w in (f"--{key}", one)]  # fmt: skip
    with pytest.raises(SystemExit):
        main(["coverage", *words, "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    numbers = said["denominator"], said["verdicts"], said["states"]

    found = aimsgraph.load().coverage(**scope)  # type: ignore[arg-type]
    assert (found.denominator, found.verdicts, found.states) == numbers

    drawn = picture(found.answer)
    assert (drawn["denominator"], drawn["verdicts"], drawn["states"]) == numbers

    with pytest.raises(SystemExit):
        main(["export", "xlsx", *words, "-o", str(tmp_path / "a.xlsx")])
    content = (tmp_path / "a.xlsx").read_bytes()
    assert content == export(found.answer, "xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["Matrix"].iter_rows(values_only=True))
    at = {name: i for i, name in enumerate(rows[0])}
    for column, counts in (("verdict", numbers[1]), ("state", numbers[2])):
        assert Counter(r[at[column]] for r in rows[1:]) == Counter(
            {word: n for word, n in counts.items() if n}
        )
    frame = pd.read_csv(io.BytesIO(export(found.answer, "csv")))
    assert len(frame) == numbers[0]
    assert set(frame["denominator"]) <= {numbers[0]}
