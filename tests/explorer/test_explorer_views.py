"""The pure views: values to rows, without Streamlit."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from aimsgraph.answers.questions import Question, answer
from aimsgraph.answers.report import sentence
from aimsgraph.coverage.scope import Scope
from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS
from aimsgraph.exports.csv_table import safe_cell
from aimsgraph.faces.explorer import views
from aimsgraph.faces.explorer.settings import SERVER_OPTIONS
from aimsgraph.faces.explorer.text import PageTable, csv_bytes, plain
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import State, Verdict

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("start", [*"=+-@\t\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


def test_csv_says_what_it_is_about_and_holds_no_formula() -> None:
    text = csv_bytes(PageTable(("=a",), (("=cmd()",), (3,))), {"scope": "@all"}).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["# scope", "'@all"], ["'=a"], ["'=cmd()"], ["3"],
    ]  # fmt: skip


def test_markdown_in_a_label_stays_text() -> None:
    shown = plain("![a](http://evil/x.png) <b> :red[x] $y$\n    code")
    assert not any(f"\\{c}" not in shown for c in "![]()<>:$")
    assert "\n" not in shown


def test_every_state_has_a_symbol_of_its_own() -> None:
    assert len({look.symbol for look in LOOKS.values()}) == len(State)
    assert len({look.colour for look in LOOKS.values()}) == len(State)
    assert len({look.symbol for look in VERDICT_LOOKS.values()}) == len(Verdict)
    assert len({look.colour for look in VERDICT_LOOKS.values()}) == len(Verdict)


def test_every_part_that_is_offered_narrows_what_counts(graph: Graph) -> None:
    whole = answer(graph, Question(("iso27001",), "iso42001")).coverage.denominator
    parts = views.parts_of(graph, "iso42001")
    assert {"iso42001:6.1", "iso42001:A.6.2"} <= set(parts)
    for part in parts:
        result = answer(graph, Question(("iso27001",), "iso42001", Scope(part=part)))
        inside = {part, *(p.id for p in graph.descendants(part))}
        assert {c.provision.id for c in result.coverage.cells} == inside & graph.assessable
        assert 0 < result.coverage.denominator < whole
        assert graph.provisions[part].notation in sentence(result)


def test_flags_say_what_the_settings_file_says() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    flags = dict(flag.removeprefix("--").split("=", 1) for flag in SERVER_OPTIONS)
    for path, value in _flat(settings):
        said = str(value).lower() if isinstance(value, bool) else str(value)
        assert flags[path] == said
    assert len(flags) == len(list(_flat(settings)))


def _flat(tree: dict[str, object], before: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in tree.items():
        if isinstance(value, dict):
            found.extend(_flat(value, f"{before}{name}."))
        else:
            found.append((before + name, value))
    return found


def test_entry_in_the_package_and_app_at_the_top_are_the_same() -> None:
    inside = ROOT / "src" / "aimsgraph" / "faces" / "explorer" / "entry.py"
    assert inside.read_text() == (ROOT / "app.py").read_text()


def test_views_do_not_import_streamlit() -> None:
    modules = ["text", "views", "views_sparql", "views_about", "settings"]
    names = ", ".join(f"aimsgraph.faces.explorer.{m}" for m in modules)
    code = f"import {names}, sys; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_column_of_a_table_is_of_one_kind() -> None:
    table = PageTable(("numbers", "mixed"), ((1, ""), (2, 3)))
    assert table.as_columns() == {"numbers": [1, 2], "mixed": ["", "3"]}
