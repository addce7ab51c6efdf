"""The mapping files are SSSOM for others, too: sssom-py validates, parses and converts them."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from aimsgraph.answers.extract import extract_of
from aimsgraph.answers.questions import Question, answer
from aimsgraph.exports.formats import export
from aimsgraph.model.graph import Graph
from worlds import ROOT

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("sssom-py")]

PYTHON = Path(sys.prefix) / "sssom-py" / "bin" / "python"
FILES = sorted((ROOT / "mappings").glob("*.sssom.tsv"))
ASK = """
import json, sys
from pathlib import Path
from click.testing import CliRunner
from sssom.cli import main
from sssom.parsers import parse_sssom_table

def status(*words):
    ran = CliRunner().invoke(main, list(words))
    return [ran.exit_code, repr(ran.exception)]

folder, *sources = sys.argv[1:]
for source in sources:
    told = {"rows": len(parse_sssom_table(source).df)}
    for name in ("rdf", "owl", "json"):
        out = Path(folder) / f"out.{name}"
        told[name] = status("convert", source, "-O", name, "-o", str(out))
        told[name].append(bool(out.stat().st_size))
        out.unlink()
    told["validate"] = status("validate", source)
    print("FILE", Path(source).name, json.dumps(told))
"""


@pytest.fixture(scope="module")
def exported(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The export of an analysis, and how many rows it rests on."""
    result = answer(graph, Question(("iso27001", "iso42001"), "aiact"))
    file = tmp_path_factory.mktemp("export") / "export.sssom.tsv"
    file.write_bytes(export(result, "sssom"))
    return file, len(extract_of(result).rows)


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, exported: tuple[Path, int]
) -> dict[str, dict[str, object]]:
    """What sssom-py says of every file, by its name; its start takes longer than its work."""
    if not PYTHON.exists():
        warnings.warn("LOUD SKIP: sssom-py is not installed (make sssom-py)", stacklevel=1)
        pytest.skip("LOUD SKIP: sssom-py is not installed (make sssom-py)")
    files = (*FILES, exported[0])
    ran = subprocess.run(
        [str(PYTHON), "-c", ASK, str(tmp_path_factory.mktemp("sssom")), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = (line.split(" ", 2) for line in ran.stdout.splitlines() if line.startswith("FILE "))
    return {name: json.loads(text) for _, name, text in lines}


def whole(rows: int) -> dict[str, object]:
    """What is said of a file of which nothing was lost and nothing is wrong."""
    return {
        "rows": rows,
        **{name: [0, "None", True] for name in ("rdf", "owl", "json")},
        "validate": [0, "None"],
    }


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_sssom_py_validates_parses_and_converts_every_mapping_file(
    file: Path, told: dict[str, dict[str, object]], graph: Graph
) -> None:
    key = file.name.removesuffix(".sssom.tsv")
    rows = next(one.rows for one in graph.mapping_sets if one.key == key)
    assert told[file.name] == whole(rows)


def test_sssom_py_validates_parses_and_converts_the_export_of_an_analysis(
    told: dict[str, dict[str, object]], exported: tuple[Path, int]
) -> None:
    assert told[exported[0].name] == whole(exported[1])
