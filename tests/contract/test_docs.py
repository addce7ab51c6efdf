"""The documents say what is true: commands run, numbers are current, links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aimsgraph.faces.cli.main import main
from worlds import ROOT, mapping_text

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("aimsgraph ") and not re.search(r"--with|serve|publish|--store", line)
]


ASKED_ELSEWHERE = "aimsgraph validate"  # by make lint, and from Python in test_validation


@pytest.mark.parametrize(
    "command",
    [pytest.param(c, marks=[pytest.mark.long] * (c == ASKED_ELSEWHERE)) for c in COMMANDS],
)
def test_every_command_of_the_readme_runs(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "soa.csv").write_text(
        "id,applicable,implemented,justification,note\niso27001:A.8.15,yes,no,,\n"
    )
    with pytest.raises(SystemExit) as stop:
        main(shlex.split(command)[1:])
    out, err = capsys.readouterr()
    assert not stop.value.code, err
    made = [path for path in tmp_path.iterdir() if path.name != "soa.csv"]
    assert out or made or "No rule is broken" in err


def test_the_framework_of_the_readme_is_valid_and_counts(
    workspace: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (turtle,) = re.findall(r"```turtle\n(.*?)```", README, re.DOTALL)
    assert len(turtle.splitlines()) <= 10
    rows = mapping_text([("iso27001:A.8.15", "intersects", "acme:1")])
    folder = workspace({"frameworks/acme.ttl": turtle, "mappings/iso27001--acme.sssom.tsv": rows})
    with pytest.raises(SystemExit):
        main(
            [
                "--with",
                str(folder),
                "coverage",
                "--have",
                "iso27001",
                "--need",
                "acme",
                "--format",
                "json",
            ]
        )
    facts = json.loads(capsys.readouterr().out)
    assert (facts["denominator"], facts["states"]["partial"]) == (1, 1)


def test_the_generated_parts_of_the_readme_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "readme.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "mappings/REVIEW.md"]
)
def test_relative_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_disclaimer_stands_where_readers_look() -> None:
    for path in [ROOT / "README.md", ROOT / "LICENSE-DATA", *(ROOT / "mappings").glob("*.tsv")]:
        text = " ".join(path.read_text(encoding="utf-8").replace(">", " ").lower().split())
        assert "legal advice" in text, path
        assert "not been reviewed by counsel" in text or "not reviewed by counsel" in text, path


def test_nothing_in_the_project_needs_what_lies_beside_it() -> None:
    for path in [
        *ROOT.glob("src/**/*.py"),
        *ROOT.glob("tools/*"),
        ROOT / "Makefile",
        ROOT / "app.py",
    ]:
        assert "../shared" not in path.read_text(encoding="utf-8"), path
