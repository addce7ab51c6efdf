"""One analysis, four faces: the command line, Python, the explorer and the workbook agree."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import aimsgraph
from aimsgraph.answers.picture import picture
from aimsgraph.answers.questions import NO_DATES
from aimsgraph.exports.formats import export
from aimsgraph.faces.cli.main import main
from worlds import TODAY

SCOPES = (
    {"have": ["iso27001"], "need": "aiact", "role": "deployer"},
    {"have": ["iso27001", "iso42001"], "need": "aiact", "role": "provider", "date": "2027-12-02"},
    {"have": ["iso27001"], "need": "gdpr Art. 32"},
    {"have": ["iso42001"], "need": "airmf"},
    {"have": ["iso27001"], "need": "aiact", "role": "deployers", "risk": "Annex III",
     "sector": ["recruitment", "private"], "force": "requirement", "date": "today"},
    {"have": ["iso27001"], "need": "aiact", "role": "notified body"},
    {"have": ["iso27001"], "need": "nis2", "role": "all", "sector": "energy"},
)  # fmt: skip
TEXTS = ("csv", "json", "md", "html", "ics", "ttl", "nq", "jsonld", "graphml", "gexf", "oscal",
         "oscal-catalog", "ciso-assistant", "sssom")  # fmt: skip
"""Formats in which a number can be looked for as it stands."""


@pytest.mark.parametrize("scope", SCOPES, ids=lambda s: " ".join(map(str, s.values())))
def test_every_face_has_the_same_numbers(
    scope: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = [w for key, value in scope.items() for one in
             ([value] if isinstance(value, str) else value) for w in (f"--{key}", one)]  # fmt: skip
    with pytest.raises(SystemExit):
        main(["coverage", *words, "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    numbers = said["denominator"], said["verdicts"], said["states"]
    assert numbers[0] > 0
    dates = said["applies"]
    assert dates["on"] == TODAY.date().isoformat()
    assert dates["already"] + sum(dates["later"].values()) + dates["undated"] == numbers[0]

    found = aimsgraph.load().coverage(**scope)  # type: ignore[arg-type]
    assert (found.denominator, found.verdicts, found.states) == numbers

    assert found.applies is not None
    assert found.applies.as_dict() == dates
    dated = found.applies.text

    drawn = picture(found.answer)
    assert drawn["today"] == dates["on"]
    assert drawn["sentence"][-2][0] == f"; {dated}" or not dated
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
    assert set(frame["applies"]) == {dated or NO_DATES}


@pytest.mark.parametrize("name", TEXTS)
def test_every_file_says_its_denominator_its_scope_and_what_applies(name: str) -> None:
    found = aimsgraph.load().coverage(
        "iso27001", "aiact", role="deployer", risk="high-risk-annex-iii", sector="employment"
    )
    assert found.applies is not None
    text = export(found.answer, name).decode().replace("\r\n ", "").replace("\\", "")
    assert re.search(rf"\b{found.denominator}\b", text)
    flat = re.sub(r"[\s#]+", " ", text)
    first = found.applies.text.split(",")[0]
    for said in (first, "employment"):
        assert said in flat


@pytest.mark.parametrize("command", ["coverage", "gaps", "matrix"])
def test_every_command_says_its_denominator_and_the_day(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--have", "iso27001", "--need", "aiact", "--role", "importer"])
    said = capsys.readouterr().err
    number = aimsgraph.load().coverage("iso27001", "aiact", role="importer").denominator
    assert f"of {number} assessable provisions of aiact" in said
    assert "already on 28 November 2026" in said
    assert "role importer, risk all, force all, sector all, date all" in said
