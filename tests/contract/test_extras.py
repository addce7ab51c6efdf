"""The base works without the extras; what needs one says which, in one command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXTRAS = (
    "altair",
    "fpdf",
    "httptools",
    "numpy",
    "pandas",
    "pyarrow",
    "pyspark",
    "starlette",
    "streamlit",
    "uvicorn",
)


def run(*words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line, or code, in a process in which no extra can be imported."""
    blocked = f"""
import importlib.util, sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {EXTRAS}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: (
    None if name.split(".")[0] in {EXTRAS} else found(name, package)
)
"""
    body = code or f"from aimsgraph.faces.cli.main import main; sys.argv[1:] = {words}; main()"
    return subprocess.run(
        [sys.executable, "-c", blocked + body], capture_output=True, text=True, check=False
    )


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    "words",
    [
        ("coverage", "--have", "iso27001", "--need", "aiact", "--format", "json"),
        ("explain", "iso27001:A.8.15", "aiact:art_12.par_1", "--hops", "3"),
        ("query", "--text", "SELECT * { ?m a aims:Mapping } LIMIT 1"),
        ("query", "most-connected", "--format", "csv"),
        ("validate", "--format", "json"),
    ],
)
def test_the_base_answers_without_any_extra(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_workbook_needs_no_extra(tmp_path: Path) -> None:
    path = tmp_path / "matrix.xlsx"
    done = run(
        "coverage", "--have", "iso27001", "--need", "iso42001", "--format", "xlsx", "-o", str(path)
    )
    assert done.returncode == 0, done.stderr
    assert path.read_bytes()[:2] == b"PK"


def test_a_report_on_paper_without_its_extra_says_how_to_install_it(tmp_path: Path) -> None:
    words = ("export", "{form}", "--have", "iso27001", "--need", "nis2", "-o")
    made = {}
    for form in ("pdf", "html"):
        path = tmp_path / f"out.{form}"
        made[form] = run(*(w.format(form=form) for w in words), str(path))
    assert made["pdf"].returncode == 5
    assert "pip install 'aimsgraph[pdf]'" in made["pdf"].stderr
    assert "Traceback" not in made["pdf"].stderr
    assert made["html"].returncode == 0, made["html"].stderr
    assert [p.name for p in tmp_path.iterdir()] == ["out.html"]


@pytest.mark.parametrize(("command", "extra"), [("explore", "explorer"), ("serve", "server")])
def test_a_command_without_its_extra_says_how_to_install_it(command: str, extra: str) -> None:
    done = run(command)
    assert done.returncode == 5
    assert f"pip install 'aimsgraph[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_frame_without_pandas_says_how_to_install_it() -> None:
    code = "import aimsgraph; aimsgraph.load().coverage('iso27001', 'iso42001').to_pandas()"
    done = run(code=code)
    assert "MissingExtraError" in done.stderr
    assert "pip install 'aimsgraph[pandas]'" in done.stderr
