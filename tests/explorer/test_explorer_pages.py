"""Each page opens, says the numbers of the analysis, and answers wrong addresses kindly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aimsgraph.answers.plan import gaps
from aimsgraph.answers.questions import Question, all_pairs, answer
from aimsgraph.coverage.scope import Scope
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import DISCLAIMER, State, Verdict
from aimsgraph.rdf.named_queries import catalogue
from explorer.explorer_tools import said

Open = Callable[..., AppTest]

TITLES = {
    "overview": "Overview",
    "matrix": "Coverage matrix",
    "gaps": "Gaps",
    "provision": "Provision",
    "sparql": "SPARQL",
    "about": "About and method",
}


@pytest.mark.parametrize("page", TITLES)
def test_each_page_opens_with_title_data_version_and_disclaimer(
    page: str, open_page: Open, graph: Graph
) -> None:
    at = open_page(page)
    assert not at.exception
    assert at.title[0].value == TITLES[page]
    assert graph.data_version in said(at)
    assert DISCLAIMER in said(at)


def test_overview_shows_the_counts_of_every_pair(open_page: Open, graph: Graph) -> None:
    at = open_page("overview")
    table = at.dataframe[1].value
    expected = [(p.denominator, [p.states[s] for s in State]) for p in all_pairs(graph)]
    rows = [(int(r.iloc[13]), [int(n) for n in r.iloc[2:7]]) for _, r in table.iterrows()]
    work = [[int(n) for n in r.iloc[7:13]] for _, r in table.iterrows()]
    assert work == [[p.verdicts[v] for v in Verdict] for p in all_pairs(graph)]
    assert rows == expected


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(role="provider", risk="high-risk", date="2028-01-01", edition="2026")]
)
def test_matrix_counts_are_those_of_the_analysis(
    scope: Scope, open_page: Open, graph: Graph
) -> None:
    query = {k: v for k in ("role", "risk", "date", "edition") if (v := getattr(scope, k))}
    at = open_page("matrix", src="iso42001", tgt="aiact", **query)
    coverage = answer(graph, Question(("iso42001",), "aiact", scope)).coverage
    values = [m.value for m in at.metric]
    assert values == [f"{coverage.counts[s]} of {coverage.denominator}" for s in State]
    assert "No statement of applicability" in said(at)


def test_matrix_of_a_framework_with_itself_says_so(open_page: Open) -> None:
    at = open_page("matrix", src="aiact", tgt="aiact")
    assert "covers itself" in said(at)
    assert not at.metric


def test_unknown_words_in_an_address_are_said_and_not_believed(open_page: Open) -> None:
    at = open_page("matrix", src="iso9999", tgt="aiact", role="king", date="soon")
    assert not at.exception
    assert {"iso9999", "king", "soon"} <= set(said(at).replace(":", "").split())


def test_gap_list_is_that_of_the_analysis(open_page: Open, graph: Graph) -> None:
    at = open_page("gaps", have="iso27001,iso42001", need="aiact", role="provider")
    result = answer(graph, Question(("iso27001", "iso42001"), "aiact", Scope(role="provider")))
    found = gaps(result)
    assert f"{len(found)} of {result.coverage.denominator} provisions are open" in said(at)
    table = at.dataframe[0].value
    assert list(table["Provision"]) == [g.cell.provision.notation for g in found]


def test_gaps_of_a_held_framework_say_so(open_page: Open) -> None:
    at = open_page("gaps", have="aiact", need="aiact")
    assert "nothing of it is open" in said(at)


def test_choosing_a_role_goes_into_the_address(open_page: Open) -> None:
    at = open_page("gaps", have="iso27001", need="aiact")
    at.selectbox(key="gaps.role").set_value("deployer").run()
    assert at.query_params["role"] in ("deployer", ["deployer"])


@pytest.mark.parametrize(
    "name", ["aiact:art_9", "aiact Art. 9", "https://w3id.org/aimsgraph/id/aiact/art_9"]
)
def test_provision_opens_by_every_kind_of_name(name: str, open_page: Open) -> None:
    assert "EU AI Act Art. 9 Risk management system" in said(open_page("provision", id=name))


def test_unknown_provision_is_answered_with_the_nearest(open_page: Open) -> None:
    at = open_page("provision", id="aiact:art_999")
    assert "there is no such provision" in said(at)
    assert "nearest" in said(at)


def test_search_by_words_lists_provisions(open_page: Open) -> None:
    at = open_page("provision", id="event logs")
    assert "found" in said(at)
    assert len(at.dataframe[0].value)


def test_iso_provision_says_that_its_text_is_not_shipped(open_page: Open) -> None:
    at = open_page("provision", id="iso42001:A.6.2.8")
    assert "not shipped" in said(at)
    assert "https://www.iso.org/" in said(at)


def test_contested_date_is_said(open_page: Open, graph: Graph) -> None:
    one = next(
        p
        for p in graph.leaves("aiact")
        if any(graph.rules[k].status == "contested" for k in p.application)
    )
    assert "contested" in said(open_page("provision", id=one.id))


@pytest.mark.parametrize("name", [q.name for q in catalogue()])
def test_every_named_query_runs_with_its_defaults(name: str, open_page: Open) -> None:
    at = open_page("sparql", q=name)
    assert not at.exception
    assert not at.error
    assert at.selectbox(key="sparql.q").value == name


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
        ("gaps", {"need": "nothing"}, ("Needed framework", "nothing")),
        ("gaps", {"have": "iso27001,nothing"}, ("Frameworks held", "nothing", "left out")),
        ("gaps", {"need": "aiact", "role": "emperor"}, ("Role", "emperor", "showing")),
        ("gaps", {"need": "aiact", "rol": "deployer"}, ("rol", "deployer", "left out")),
        ("gaps", {"need": "aiact", "date": "soon"}, ("Applies on", "soon", "showing any")),
        ("gaps", {"need": "aiact", "date": "1999-12-31"}, ("1999-12-31", "outside", "showing any")),
        ("gaps", {"need": "aiact", "hops": "9"}, ("Conclusions", "9", "showing")),
        ("matrix", {"src": "iso27001", "tgt": "aiact", "edition": "1999"}, ("1999", "showing")),
        ("matrix", {"src": "nothing"}, ("Held framework", "nothing", "showing")),
        ("matrix", {"need": "aiact"}, ("need", "left out", "src, tgt")),
        ("provision", {"id": "aiact:art_12.par_1", "hop": "3"}, ("hop", "left out")),
        ("provision", {"id": "aiact:art_12.par_1", "with": "x:1"}, ("x:1",)),
        ("sparql", {"q": "nothing"}, ("Question", "nothing", "showing")),
        ("sparql", {"q": "duties-of-role", "role": "emperor"}, ("emperor", "showing")),
        ("sparql", {"q": "duties-of-role", "rol": "provider"}, ("rol", "provider", "left out")),
        ("sparql", {"q": "duties-by-date", "by": "1999-01-01"}, ("1999-01-01", "outside")),
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
    ("page", "query"),
    [
        ("gaps", {"have": "27001", "need": "ai act"}),
        ("matrix", {"src": "ISO 27001", "tgt": "EU AI Act"}),
    ],
)
def test_an_address_may_name_frameworks_as_people_write_them(
    open_page: Open, graph: Graph, page: str, query: dict[str, str]
) -> None:
    at = open_page(page, **query)
    assert not at.warning
    coverage = answer(graph, Question(("iso27001",), "aiact")).coverage
    assert [m.value for m in at.metric] == [
        f"{coverage.counts[s]} of {coverage.denominator}" for s in State
    ]
