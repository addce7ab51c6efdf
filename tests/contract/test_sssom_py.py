"""The mapping files are SSSOM for others, too: sssom-py validates, parses and converts them."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from aimsgraph.compile.load import load_graph
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


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_sssom_py_validates_parses_and_converts_every_mapping_file(
    file: Path, tmp_path: Path
) -> None:
    if not PYTHON.exists():
        warnings.warn("LOUD SKIP: sssom-py is not installed (make sssom-py)", stacklevel=1)
        pytest.skip("LOUD SKIP: sssom-py is not installed (make sssom-py)")
    ran = subprocess.run(
        [str(PYTHON), "-c", ASK, str(file), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    key = file.name.removesuffix(".sssom.tsv")
    rows = next(one.rows for one in load_graph().mapping_sets if one.key == key)
    assert told == {
        "rows": rows,
        **{name: [0, "None"] for name in ("rdf", "owl", "json", "validate")},
    }
    assert all((tmp_path / f"out.{name}").stat().st_size for name in ("rdf", "owl", "json"))
