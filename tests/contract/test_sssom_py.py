"""Mapping files and exports are SSSOM for others, too: sssom-py reads and converts them."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from aimsgraph.answers.extract import extract_of
from aimsgraph.answers.questions import Question, answer
from aimsgraph.compile.load import load_graph
from aimsgraph.exports.formats import export
from aimsgraph.model.graph import Graph
from worlds import ROOT

PYTHON = Path(sys.prefix) / "sssom-py" / "bin" / "python"
FILES = sorted((ROOT / "mappings").glob("*.sssom.tsv"))
ASK = """
import json, sys
from click.testing import CliRunner
from sssom.cli import main
from sssom.parsers import parse_sssom_table

source, folder = sys.argv[1:]
told = {"rows": len(parse_sssom_table(source).df)}
for name in ("rdf", "owl", "json"):
    ran = CliRunner().invoke(main, ["convert", source, "-O", name, "-o", f"{folder}/out.{name}"])
    told[name] = [ran.exit_code, repr(ran.exception)]
ran = CliRunner().invoke(main, ["validate", source])
told["validate"] = [ran.exit_code, repr(ran.exception)]
print(json.dumps(told))
"""


def told_of(file: Path, folder: Path) -> dict[str, object]:
    """What sssom-py says of a file; it writes what it converts into a folder."""
    if not PYTHON.exists():
        warnings.warn("LOUD SKIP: sssom-py is not installed (make sssom-py)", stacklevel=1)
        pytest.skip("LOUD SKIP: sssom-py is not installed (make sssom-py)")
    ran = subprocess.run(
        [str(PYTHON), "-c", ASK, str(file), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    assert all((folder / f"out.{name}").stat().st_size for name in ("rdf", "owl", "json"))
    return told


def whole(rows: int) -> dict[str, object]:
    """What is said of a file of which nothing was lost and nothing is wrong."""
    return {"rows": rows, **{name: [0, "None"] for name in ("rdf", "owl", "json", "validate")}}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_sssom_py_validates_parses_and_converts_every_mapping_file(
    file: Path, tmp_path: Path
) -> None:
    key = file.name.removesuffix(".sssom.tsv")
    rows = next(one.rows for one in load_graph().mapping_sets if one.key == key)
    assert told_of(file, tmp_path) == whole(rows)


def test_sssom_py_validates_parses_and_converts_the_export_of_an_analysis(
    graph: Graph, tmp_path: Path
) -> None:
    result = answer(graph, Question(("iso27001", "iso42001"), "aiact"))
    file = tmp_path / "export.sssom.tsv"
    file.write_bytes(export(result, "sssom"))
    assert told_of(file, tmp_path) == whole(len(extract_of(result).rows))
