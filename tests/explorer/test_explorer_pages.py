"""Each page opens, sends the numbers of the analysis, and answers wrong addresses kindly."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aimsgraph.answers.changes import Kind, edition_changes
from aimsgraph.answers.dates import today
from aimsgraph.answers.profile import Profile, profile_text, read_profile
from aimsgraph.answers.questions import Question, all_pairs, answer
from aimsgraph.answers.scenario import bundled_scenarios, scenario_named
from aimsgraph.answers.scenario_report import work_out
from aimsgraph.coverage.holdings import Statement
from aimsgraph.coverage.scope import Scope
from aimsgraph.exports.formats import FORMATS, export
from aimsgraph.faces.explorer import components
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import PROFILE
from aimsgraph.faces.explorer.widgets_answer import STATEMENT
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import DISCLAIMER, Verdict
from explorer.explorer_tools import said

Open = Callable[..., AppTest]
Sent = dict[str, dict[str, Any]]

PAGES = (
    "map", "crosswalk", "plan", "provision", "pair", "graph", "compare", "sparql", "export",
    "classify", "about",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_with_data_version_and_disclaimer(
    page: str, open_page: Open, graph: Graph
) -> None:
    at = open_page(page)
    assert not at.exception
    assert graph.data_version in said(at)
    assert DISCLAIMER in said(at)


@pytest.mark.parametrize(
    "page", ["map", "crosswalk", "plan", "provision", "graph", "sparql", "classify", "about"]
)
def test_the_answer_stands_on_every_page(page: str, open_page: Open, sent: Sent) -> None:
    open_page(page, have="iso27001", need="aiact", role="deployer")
    sentence = "".join(text for text, _ in sent["workbench"]["picture"]["sentence"])
    assert sentence.startswith("Holding ISO/IEC 27001, as deployer: of 72 duties of the EU AI Act,")


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(role="provider", risk="high-risk", date="2028-01-01", edition="2026")]
)
def test_a_picture_has_the_counts_and_duties_of_the_analysis(
    scope: Scope, open_page: Open, sent: Sent, graph: Graph
) -> None:
    query = {k: v for k in ("role", "risk", "date", "edition") if (v := getattr(scope, k))}
    open_page("map", have="iso42001", need="aiact", **query)
    coverage = answer(graph, Question(("iso42001",), "aiact", scope)).coverage
    picture = sent["workbench"]["picture"]
    assert picture["denominator"] == coverage.denominator
    assert picture["verdicts"] == {v.value: n for v, n in coverage.verdicts.items()}
    assert picture["states"] == {s.value: n for s, n in coverage.counts.items()}
    shown = [(d["id"], d["v"], d["st"]) for d in picture["duties"]]
    cells = [(c.provision.id, c.verdict.value, c.state.value) for c in coverage.cells]
    assert shown == cells
    placed = [i for g in picture["groups"] for part in g["parts"] for i in part["duties"]]
    assert sorted(placed) == list(range(len(cells)))


def test_compare_shows_the_frameworks_of_the_profile_and_what_an_amendment_changed(
    open_page: Open, graph: Graph
) -> None:
    at = open_page("compare", have="iso27001", need="aiact", role="provider")
    assert not at.exception
    found = edition_changes(graph, "aiact", "2024", "2026")
    shown = [table.value for table in at.table]
    assert any({"ISO/IEC 27001", "EU AI Act"} <= {*table.columns} for table in shown)
    (counts,) = (table for table in shown if "aiact@2024" in table.columns)
    numbers = {row[1]: row[3] for row in counts.to_numpy() if row[0] == "provisions"}
    assert str(numbers["amended"]) == str(found.kinds[Kind.AMENDED])
    duties = {row[1]: row[3] for row in counts.to_numpy() if str(row[0]).startswith("duties")}
    coverage = answer(graph, Question(("iso27001",), "aiact", Scope(role="provider"))).coverage
    assert str(duties["in scope"]) == str(coverage.denominator)


def test_all_pairs_are_sent_when_they_are_asked_for(
    open_page: Open, sent: Sent, graph: Graph
) -> None:
    open_page("map")
    assert "pairs" not in sent["workbench"]
    open_page("map", view="pairs")
    marks = sent["workbench"]["pairs"]["marks"]
    for pair in all_pairs(graph):
        codes = marks[pair.have][pair.need]
        assert len(codes) == pair.denominator
        for number, verdict in enumerate(Verdict):
            assert codes.count(str(number)) == pair.verdicts[verdict]


def test_a_framework_that_is_held_needs_nothing(open_page: Open, sent: Sent) -> None:
    at = open_page("map", have="aiact", need="aiact")
    assert "You hold EU AI Act itself" in said(at)
    assert sent["workbench"]["picture"]["duties"] == []


def test_the_profile_stays_in_the_address(open_page: Open) -> None:
    at = open_page("plan", have="iso27001,iso42001", need="aiact", id="aiact:art_9", show="build")
    at.selectbox(key="profile.role").select("deployer").run()
    said_there = {k: v if isinstance(v, str) else ",".join(v) for k, v in at.query_params.items()}
    assert said_there == {
        "have": "iso27001,iso42001",
        "need": "aiact",
        "role": "deployer",
        "id": "aiact:art_9",
        "show": "build",
    }


def test_the_profile_is_sent_with_every_run_lest_a_browser_that_is_slow_starts_from_nothing(
    open_page: Open,
) -> None:
    at = open_page("plan", have="iso27001", need="aiact", date="2027-12-02", hops="3").run()
    widgets = [*at.multiselect, *at.selectbox, *at.date_input, *at.button_group]
    found = {w.key: w.proto.set_value for w in widgets if str(w.key).startswith("profile.")}
    assert found == {f"profile.{name}": True for name in PROFILE}
    assert at.multiselect(key="profile.have").value == ["iso27001"]


@pytest.mark.parametrize(
    "name", ["aiact:art_9", "aiact Art. 9", "https://w3id.org/aimsgraph/id/aiact/art_9"]
)
def test_provision_opens_by_every_kind_of_name(name: str, open_page: Open, sent: Sent) -> None:
    open_page("provision", id=name)
    assert sent["workbench"]["reader"]["id"] == "aiact:art_9"


def test_unknown_provision_is_answered_with_the_nearest(open_page: Open, sent: Sent) -> None:
    at = open_page("provision", id="aiact:art_999")
    assert "there is no such provision" in said(at)
    assert "Did you mean" in said(at)
    assert "workbench" not in sent or "reader" not in sent["workbench"]


def test_the_graph_is_that_of_the_address_with_what_is_expanded_there(
    open_page: Open, sent: Sent
) -> None:
    at = open_page("graph", id="iso27001 A.8.15", open="aiact:art_12.par_1,no:such")
    drawing = sent["graph"]["graph"]
    assert (drawing["focus"], drawing["opened"]) == ("iso27001:A.8.15", ["aiact:art_12.par_1"])
    assert "Not expanded: no:such" in said(at)


def test_the_graph_of_an_unknown_provision_is_answered_with_the_nearest(
    open_page: Open, sent: Sent
) -> None:
    at = open_page("graph", id="aiact:art_999")
    assert "Did you mean" in said(at)
    assert "graph" not in sent


def test_a_pair_is_shown_with_what_is_open_between_them(
    open_page: Open, sent: Sent, graph: Graph
) -> None:
    open_page("pair", id="aiact Art. 10(3)", **{"with": "iso42001 A.7.4"})
    pair = sent["workbench"]["pair"]
    row = next(
        m
        for m in graph.mappings
        if (m.subject, m.object) == ("iso42001:A.7.4", "aiact:art_10.par_3")
    )
    assert pair["needed"]["open"] == row.object_residual
    assert pair["held"]["open"] == row.subject_residual
    assert pair["row"]["id"] == row.id


def test_a_provision_beside_itself_and_half_a_pair_say_what_to_do(open_page: Open) -> None:
    at = open_page("pair", id="aiact:art_9", **{"with": "aiact:art_9"})
    assert "meets itself" in said(at)
    assert "needs two provisions" in said(open_page("pair", id="aiact:art_9"))


def test_invalid_user_folder_is_told_with_place_and_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "bad.sssom.tsv").write_text(
        "# mapping_set_id: https://example.org/bad\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        "iso42001:A.99\tskos:exactMatch\taiact:art_9\tsemapv:ManualMappingCuration\n"
    )
    monkeypatch.setenv("AIMSGRAPH_WITH", str(tmp_path))
    at = AppTest.from_file(str(Path(__file__).parents[2] / "app.py"), default_timeout=60).run()
    assert not at.exception
    assert at.title[0].value == "The graph cannot be shown"
    assert "bad.sssom.tsv:3" in said(at)
    assert "iso42001:A.99 does not exist" in said(at)


@pytest.mark.parametrize(
    ("page", "query", "about"),
    [
        ("plan", {"need": "nothing"}, ("We need", "nothing")),
        ("plan", {"have": "iso27001,nothing"}, ("We hold", "nothing", "left out")),
        ("plan", {"need": "aiact", "role": "emperor"}, ("Our role", "emperor", "showing")),
        ("plan", {"need": "aiact", "rol": "deployer"}, ("rol", "deployer", "left out")),
        ("map", {"need": "aiact", "date": "soon"}, ("Applies on", "soon", "showing any")),
        ("map", {"need": "aiact", "date": "1999-12-31"}, ("1999-12-31", "outside", "showing any")),
        ("map", {"need": "aiact", "hops": "9"}, ("Conclusions", "9", "showing")),
        ("crosswalk", {"have": "iso27001", "edition": "1999"}, ("1999", "showing")),
        ("crosswalk", {"src": "iso27001"}, ("src", "left out", "have, need")),
        ("map", {"need": "aiact", "part": "gdpr:art_32"}, ("Part of it", "gdpr", "showing")),
        ("provision", {"id": "aiact:art_12.par_1", "hop": "3"}, ("hop", "left out")),
        ("pair", {"id": "aiact:art_12.par_1", "with": "x:1"}, ("x:1",)),
    ],
)
def test_what_an_address_asks_and_a_page_cannot_show_is_said(
    open_page: Open, page: str, query: dict[str, str], about: tuple[str, ...]
) -> None:
    at = open_page(page, **query)
    assert not at.exception
    told = " ".join(w.value for w in at.warning).replace("\\", "")
    assert all(word in told for word in about), told


@pytest.mark.parametrize(
    "query", [{"have": "27001", "need": "ai act"}, {"have": "ISO 27001", "need": "EU AI Act"}]
)
def test_an_address_may_name_frameworks_as_people_write_them(
    open_page: Open, sent: Sent, query: dict[str, str]
) -> None:
    at = open_page("map", **query)
    assert not at.warning
    picture = sent["workbench"]["picture"]
    assert (picture["have"], picture["need"]) == (["iso27001"], "aiact")


def test_statement_changes_the_counts(open_page: Open, sent: Sent, graph: Graph) -> None:
    out = frozenset(p.id for p in graph.leaves("iso27001") if p.id != "iso27001:A.8.15")
    at = open_page("map", have="iso27001", need="aiact")
    at.session_state[STATEMENT] = Statement("ours.csv", out)
    at.run()
    coverage = answer(graph, Question(("iso27001",), "aiact", excluded=out)).coverage
    picture = sent["workbench"]["picture"]
    assert picture["verdicts"] == {v.value: n for v, n in coverage.verdicts.items()}
    assert f"ours.csv takes out {len(out)} of 123" in picture["about"]["assumption"]


@pytest.mark.parametrize("form", ["xlsx", "csv", "md", "ics"])
def test_a_file_asked_for_in_a_picture_is_that_of_the_command_line(
    open_page: Open, sent: Sent, graph: Graph, form: str
) -> None:
    at = open_page("plan", have="iso27001", need="iso42001")
    at.session_state[components.WANTED] = {"form": form, "ids": [], "turn": 1}
    at.run()
    file = sent["workbench"]["file"]
    result = answer(graph, Question(("iso27001",), "iso42001", today=today()))
    assert base64.b64decode(file["base64"]) == export(result, form)
    assert file["name"] == f"aimsgraph-iso27001-to-iso42001.{FORMATS[form].ending}"


def test_a_file_of_some_duties_has_these_only(open_page: Open, sent: Sent) -> None:
    at = open_page("plan", have="iso27001", need="iso42001")
    ids = ["iso42001:4.2", "iso42001:7.2"]
    at.session_state[components.WANTED] = {"form": "csv", "ids": ids, "turn": 1}
    at.run()
    text = base64.b64decode(sent["workbench"]["file"]["base64"]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == ids
    assert {row["denominator"] for row in rows} == {"2"}
    assert all("chosen 2 of 70 provisions" in row["scope"] for row in rows)


def test_every_format_is_offered_with_the_command_that_writes_it(open_page: Open) -> None:
    at = open_page("export", have="iso27001", need="iso42001")
    assert at.radio(key="export.format").options == [
        f"{f.title} (.{f.ending})" for f in FORMATS.values()
    ]
    assert any("aimsgraph export csv --have iso27001 --need iso42001" in c.value for c in at.code)


def test_the_command_beside_a_file_has_the_whole_profile(open_page: Open) -> None:
    asked = {"role": "provider", "risk": "high-risk", "date": "2028-01-01", "edition": "2026"}
    at = open_page("export", have="iso27001", need="aiact", part="aiact:art_15", hops="3", **asked)
    (command,) = [c.value for c in at.code if c.value.startswith("aimsgraph export")]
    options = " ".join(f"--{key} {value}" for key, value in asked.items())
    assert f"--have iso27001 --need aiact:art_15 {options} --hops 3 -o " in command


def test_a_file_is_handed_over_once(open_page: Open, sent: Sent) -> None:
    at = open_page("plan", have="iso27001", need="iso42001")
    at.session_state[components.WANTED] = {"form": "csv", "ids": [], "turn": 1}
    at.run()
    assert sent["workbench"]["file"]
    at.run()
    assert sent["workbench"]["file"] is None


def test_a_profile_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    one = Profile(("iso27001", "iso42001"), "aiact", "deployer", "high-risk", "2027-12-02", hops=3)
    path.write_text(profile_text(one))
    assert read_profile(path) == one


def test_a_scenario_sets_the_profile(open_page: Open, sent: Sent, graph: Graph) -> None:
    at = open_page("map", have="iso42001", need="gdpr")
    (choice,) = [box for box in at.selectbox if box.label == "Scenario"]
    assert len(choice.options) == len(bundled_scenarios())
    choice.select("ics-safety").run()
    (button,) = [b for b in at.button if b.label == plain("NIS2, as essential entity")]
    button.click().run()
    assert at.query_params["need"] == "nis2"
    assert at.query_params["role"] == "essential-entity"
    part = work_out(graph, scenario_named("ics-safety")).parts[1]
    assert sent["workbench"]["picture"]["denominator"] == part.counted.coverage.denominator
