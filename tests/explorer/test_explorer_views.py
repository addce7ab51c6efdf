"""The pure views: values to rows, without Streamlit."""

from __future__ import annotations

import csv
import dataclasses
import io
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from aimsgraph.answers.plan import gaps
from aimsgraph.answers.questions import Answer, Question, all_pairs, answer
from aimsgraph.coverage.scope import Scope
from aimsgraph.exports.colours import LOOKS
from aimsgraph.exports.csv_table import safe_cell
from aimsgraph.faces.explorer import views, views_gaps
from aimsgraph.faces.explorer import views_heatmap as vh
from aimsgraph.faces.explorer import views_matrix as vm
from aimsgraph.faces.explorer import views_overview as vo
from aimsgraph.faces.explorer import views_provision as vp
from aimsgraph.faces.explorer.settings import SERVER_OPTIONS
from aimsgraph.faces.explorer.text import PageTable, csv_bytes, plain
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping
from aimsgraph.model.terms import DISCLAIMER, Relation, State

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def result(graph: Graph) -> Answer:
    return answer(graph, Question(("iso42001",), "aiact"))


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


def test_every_cell_of_the_heatmap_has_a_name_of_its_own(result: Answer) -> None:
    spots = vm.spots_of(result, vm.Sieve())
    names = [item["name"] for item in vh.heatmap(spots, "#000")["series"][0]["data"]]
    assert len(set(names)) == len(names) == len(spots)


def test_matrix_shows_every_needed_provision_with_its_state(result: Answer) -> None:
    spots = vm.spots_of(result, vm.Sieve())
    whole = {s.cell.provision.id: s.state for s in spots if s.area is None}
    assert whole == {c.provision.id: c.state for c in result.coverage.cells}


def test_no_area_is_stronger_than_the_state_of_its_row(result: Answer) -> None:
    order = list(State)
    for spot in vm.spots_of(result, vm.Sieve()):
        assert order.index(spot.state) >= order.index(spot.cell.state)


def test_sieve_hides_and_never_changes_a_state(result: Answer) -> None:
    everything = {s.name for s in vm.spots_of(result, vm.Sieve())}
    sieve = vm.Sieve(states=frozenset({State.PARTIAL}), least=0.7)
    few = vm.spots_of(result, sieve)
    assert {s.name for s in few} < everything
    assert all(s.confidence >= 0.7 for s in few if s.area is not None)


def test_every_part_that_is_offered_narrows_what_counts(graph: Graph) -> None:
    whole = answer(graph, Question(("iso27001",), "iso42001")).coverage.denominator
    parts = views.parts_of(graph, "iso42001")
    assert {"iso42001:6.1", "iso42001:A.6.2"} <= set(parts)
    for part in parts:
        result = answer(graph, Question(("iso27001",), "iso42001", Scope(part=part)))
        spots = vm.spots_of(result, vm.Sieve())
        inside = {part, *(p.id for p in graph.descendants(part))}
        assert {p.id for p in vm.needed(spots)} == inside & graph.assessable
        assert 0 < result.coverage.denominator < whole
        assert views.named(graph, part) in views.headline(graph, result)


def test_empty_mapping_set_leaves_a_matrix_of_unmapped_provisions(graph: Graph) -> None:
    bare = dataclasses.replace(graph, mappings=())
    empty = answer(bare, Question(("iso27001",), "iso42001"))
    spots = vm.spots_of(empty, vm.Sieve())
    assert {s.state for s in spots} == {State.UNMAPPED}
    assert vm.held_areas(spots) == ()
    assert vm.matrix_sheet(empty, spots).rows


def test_about_stands_beside_the_numbers(graph: Graph, result: Answer) -> None:
    said = views.about(graph, result)
    assert said["denominator"].startswith(str(result.coverage.denominator))
    assert said["disclaimer"] == DISCLAIMER
    assert {"method", "assumption", "data version", "role", "edition"} <= set(said)


def test_gaps_keep_the_order_of_the_analysis(result: Answer) -> None:
    found = gaps(result)
    sheet = views_gaps.gap_sheet(result, found)
    assert sheet.keys == tuple(g.cell.provision.id for g in found)
    assert sum(n for _, n in views_gaps.by_date(found)) == len(found)


def test_overview_square_names_the_denominator_in_each_cell(graph: Graph) -> None:
    keys = views.framework_keys(graph)
    pairs = tuple(all_pairs(graph))
    sheet = vo.pair_square(graph, keys, pairs)
    cells = [str(c) for row in sheet.rows for c in row[1:]]
    assert cells.count("same framework") == len(keys)
    assert sum(" of " in c for c in cells) == len(pairs)


def a_mapping(relation: Relation | None) -> Mapping:
    subject, target = Curie("iso42001:A.6.2.8"), Curie("aiact:art_12.par_1")
    return Mapping("try/x", "try", subject, target, relation)


def test_mapping_read_from_the_other_side_is_turned_round() -> None:
    assert vp.relation_from(a_mapping(Relation.SUBSET), forward=True) == "subset"
    assert vp.relation_from(a_mapping(Relation.SUBSET), forward=False) == "superset"
    assert vp.relation_from(a_mapping(None), forward=False) == "untyped"


def test_leads_stand_apart_from_typed_mappings(graph: Graph) -> None:
    added = dataclasses.replace(graph, mappings=(a_mapping(None),))
    one = added.provisions[Curie("aiact:art_12.par_1")]
    assert vp.mapping_sheet(added, one, leads=False).rows == ()
    assert len(vp.mapping_sheet(added, one, leads=True).rows) == 1


def test_search_says_when_there_is_more(graph: Graph) -> None:
    hits, more = vp.find(graph, "system")
    assert len(hits) == vp.SEARCH_LIMIT
    assert more


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
    modules = ["text", "views", *(f"views_{n}" for n in ("overview", "matrix", "gaps"))]
    modules += [
        "views_provision",
        "views_proof",
        "views_sparql",
        "views_heatmap",
        "views_about",
        "settings",
    ]
    names = ", ".join(f"aimsgraph.faces.explorer.{m}" for m in modules)
    code = f"import {names}, sys; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
