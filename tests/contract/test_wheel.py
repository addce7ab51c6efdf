"""The built wheel, installed into an empty environment and run from an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from aimsgraph.model.graph import Graph
from worlds import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that sees the test environment's libraries but only the wheel's aimsgraph."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env")
    python = folder / "env" / "bin" / "python"
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    ours = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", str(python)),
            *("install", "--no-deps", "--no-index", str(wheel)),
        ],
        check=True,
        capture_output=True,
    )
    # Libraries only: a path line in a .pth file does not run the .pth files of that folder, so the
    # editable install of the checkout stays out.
    (site / "libraries.pth").write_text(f"{ours}\n")
    return python


def run(python: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [str(python), "-m", "aimsgraph", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.wheel
@pytest.mark.xdist_group("wheel")
def test_the_wheel_answers_as_the_checkout_does(
    installed: Path, tmp_path: Path, graph: Graph
) -> None:
    done = run(
        installed,
        tmp_path,
        "coverage",
        "--have",
        "iso27001",
        "--need",
        "iso42001",
        "--format",
        "json",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data_version"] == graph.data_version
    where = subprocess.run(
        [str(installed), "-c", "import aimsgraph; print(aimsgraph.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert str(ROOT) not in where


@pytest.mark.wheel
@pytest.mark.xdist_group("wheel")
def test_the_wheel_holds_queries_shapes_and_the_explorer(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "query", "framework-comparison").returncode == 0
    code = (
        "import aimsgraph.faces.explorer as e, pathlib;"
        "from aimsgraph.compile.load import data_folder as d;"
        "assert pathlib.Path(e.__file__).with_name('entry.py').is_file();"
        "assert list((d() / 'ontology' / 'shapes').glob('*.ttl'));"
        "assert '_data' in str(d())"
    )
    done = subprocess.run(
        [str(installed), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
