"""The SPARQL page, the statement of applicability, and what can be taken along."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from aimsgraph.answers.statements import load_soa
from aimsgraph.faces.explorer import page_sparql, state
from aimsgraph.faces.explorer import views_query as vq
from aimsgraph.faces.explorer import views_sparql as vs
from aimsgraph.faces.explorer.address_query import LONGEST_LINK, Wanted
from aimsgraph.faces.explorer.widgets_answer import read_statement
from aimsgraph.model.errors import InputError, QueryLimitError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_SOA_BYTES, QUERY_ROWS
from aimsgraph.model.terms import DISCLAIMER
from aimsgraph.rdf.named_queries import NamedQuery, catalogue
from aimsgraph.sparql.dataset_copy import prefixes_of
from aimsgraph.sparql.pool import SandboxPool
from explorer.explorer_tools import said

Open = Callable[..., AppTest]


PAYLOAD = "<img src=x onerror=alert(1)>"


@pytest.fixture
def sent() -> dict[str, Any]:
    """Here components are drawn, so that what they are given is what a browser gets, as JSON."""
    return {}


def editor(at: AppTest) -> dict[str, Any]:
    """What the page hands to the editor in the browser."""
    (one,) = (e for e in at.get("bidi_component") if e.proto.component_name == "aimsgraph.editor")
    found: dict[str, Any] = json.loads(one.proto.json)
    return found


def run(at: AppTest, wanted: Wanted) -> AppTest:
    """The page after the reader pressed Run."""
    at.session_state[page_sparql.ASKED] = wanted
    return at.run()


def asked(open_page: Open, text: str) -> dict[str, Any]:
    at = run(open_page("sparql", q="own"), Wanted("", text=text))
    assert not at.exception
    found: dict[str, Any] = editor(at)["answer"]
    return found


def address(at: AppTest) -> dict[str, str]:
    return {n: v if isinstance(v, str) else ",".join(v) for n, v in at.query_params.items()}


def test_free_query_gives_rows_and_links(open_page: Open) -> None:
    found = asked(open_page, "SELECT ?p ?n WHERE { ?p skos:notation ?n FILTER(?n = 'A.8.15') }")
    assert found["rows"] == 1
    assert found["columns"] == ["p", "n"]
    assert found["listed"] == [["iso27001:A.8.15", "A.8.15"]]
    assert found["links"] == {"iso27001:A.8.15": "ISO/IEC 27001 A.8.15 Logging"}
    assert found["note"] == ""


def test_wrong_query_is_answered_with_the_place_that_is_marked(open_page: Open) -> None:
    found = asked(open_page, "SELECT ?s WHERE {\n  ?s skoss:notation ?n\n}")
    assert found["kind"] == "fault"
    assert found["words"].startswith("Line 2, column 6: ")
    assert (found["line"], found["column"], found["width"]) == (2, 6, len("skoss:notation"))


@pytest.mark.parametrize(
    ("text", "column", "width"),
    [
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 18, len("SERVICE")),
        ("CLEAR ALL", 1, len("CLEAR")),
    ],
)
def test_refused_query_says_why_and_where(
    open_page: Open, text: str, column: int, width: int
) -> None:
    found = asked(open_page, text)
    assert found["kind"] == "fault"
    assert (found["line"], found["column"], found["width"]) == (1, column, width)


def test_stopped_query_says_so_and_marks_no_line(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise QueryLimitError("query", "it was stopped after 10 s.", "Make it narrower.")

    monkeypatch.setattr(SandboxPool, "query", stopped)
    found = asked(open_page, "ASK {}")
    assert found["words"] == "It was stopped after 10 s. Make it narrower."
    assert found["line"] == 0


def test_cut_result_says_so_and_how_much_of_it_is_listed(open_page: Open) -> None:
    found = asked(open_page, "SELECT * WHERE { ?s ?p ?o }")
    assert "Truncated at the limit" in found["note"]
    assert found["rows"] == QUERY_ROWS
    assert len(found["listed"]) == vs.MOST_LISTED


def test_no_row_is_answered_with_hints(open_page: Open) -> None:
    found = asked(open_page, "SELECT ?p WHERE { ?p aims:bindz roles:provider }")
    assert found["rows"] == 0
    assert any("aims:binds" in hint for hint in found["hints"])


def test_ask_and_construct_are_answered(open_page: Open) -> None:
    assert asked(open_page, "ASK { ?s a aims:Control }")["yes"] is True
    text = "CONSTRUCT { ?s a aims:Control } WHERE { ?s skos:notation 'A.8.15' }"
    found = asked(open_page, text)
    assert found["rows"] == 1
    assert "aims:Control" in found["text"]
    assert not found["cut"]


def test_numbers_are_told_from_texts(open_page: Open) -> None:
    found = asked(open_page, "SELECT (1 + 2 AS ?n) ('3' AS ?t) {}")
    assert found["numbers"] == [True, False]


def test_what_looks_like_markup_is_handed_over_as_it_is(open_page: Open) -> None:
    found = asked(open_page, f"SELECT ('{PAYLOAD}' AS ?x) (IRI('javascript:alert(1)') AS ?i) {{}}")
    assert found["listed"] == [[PAYLOAD, "javascript:alert(1)"]]
    assert found["links"] == {}


def test_limits_are_said_before_anything_is_asked(open_page: Open) -> None:
    shown = editor(open_page("sparql", q="own"))
    assert shown["answer"] is None
    assert "10 seconds" in shown["limits"]
    assert "10,000 rows" in shown["limits"]


def test_what_a_platform_cannot_enforce_is_said(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_sparql, "unenforced", lambda: ("Nothing is enforced here.",))
    assert "Nothing is enforced here." in said(open_page("sparql", q="own"))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("query", catalogue(), ids=lambda q: q.name)
def test_every_named_query_runs_with_its_defaults(query: NamedQuery, open_page: Open) -> None:
    at = open_page("sparql", q=query.name)
    assert not at.exception
    assert not at.error
    assert not at.warning
    shown = editor(at)
    assert shown["name"] == query.name
    assert shown["answer"]["kind"] == "select"
    assert set(shown["params"]) == {p.name for p in query.parameters}


@pytest.mark.long
def test_named_query_answers_the_same_without_its_declarations(graph: Graph) -> None:
    pool, prefixes = state.asker(), prefixes_of(graph)
    for query in catalogue():
        short = vq.brief(query.text, prefixes)
        assert not any(f"PREFIX {p}: <{iri}>" in short for p, iri in prefixes.items())
        (columns, rows), (others, expected) = (
            pool.query(short).table(),
            pool.query(query.text).table(),
        )
        assert columns == others, query.name
        assert Counter(rows) == Counter(expected), query.name


def test_parameters_stand_in_the_address_and_are_taken_from_it(open_page: Open) -> None:
    at = open_page("sparql", q="duties-of-role", **{"q.role": "deployer"})
    assert editor(at)["params"]["role"] == "deployer"
    assert "/role/deployer>" in editor(at)["text"]
    at = run(at, Wanted("duties-of-role", (("need", "aiact"), ("role", "provider"))))
    assert "/role/provider>" in editor(at)["text"]
    assert address(at)["q.role"] == "provider"


def test_link_of_before_still_gives_its_parameters(open_page: Open) -> None:
    shown = editor(open_page("sparql", q="duties-by-date", by="2027-12-02"))
    assert shown["params"]["by"] == "2027-12-02"
    shown = editor(open_page("sparql", q="duties-of-role", role="deployer"))
    assert shown["params"]["role"] == "deployer"


def test_question_follows_the_profile_and_leaves_it_alone(open_page: Open) -> None:
    at = open_page("sparql", q="what-must-be-built", have="iso42001", need="gdpr")
    assert editor(at)["params"] == {"have": "iso42001", "need": "gdpr"}
    at = run(at, Wanted("what-must-be-built", (("have", "iso27001"), ("need", "gdpr"))))
    assert editor(at)["params"]["have"] == "iso27001"
    said = address(at)
    assert (said["have"], said["need"], said["q.have"]) == ("iso42001", "gdpr", "iso27001")
    assert "q.need" not in said


def test_wrong_value_of_a_parameter_is_a_fault_and_not_believed(open_page: Open) -> None:
    at = open_page("sparql", q="mappings-of-provision", **{"q.provision": "aiact:art_999"})
    found = editor(at)["answer"]
    assert found["kind"] == "fault"
    assert "there is no such provision" in found["words"]


def test_own_query_of_a_link_is_shown_and_not_run(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        pytest.fail("a link ran a query")

    text = "SELECT ?p WHERE { ?p skos:notation 'A.8.15' }"
    with monkeypatch.context() as patch:
        patch.setattr(SandboxPool, "query", never)
        at = open_page("sparql", query=text, inferred="no")
        shown = editor(at)
    assert (shown["name"], shown["text"], shown["inferred"]) == ("", text, False)
    assert shown["answer"] is None
    at = run(at, Wanted("", text=text, inferred=False))
    assert editor(at)["answer"]["rows"] == 1


def test_own_query_stands_in_the_link_and_its_answer_stays(open_page: Open) -> None:
    text = "SELECT ?p WHERE { ?p skos:notation 'A.8.15' }"
    at = run(open_page("sparql"), Wanted("", text=text, inferred=False))
    assert address(at)["query"] == text
    assert address(at)["inferred"] == "no"
    assert "q" not in address(at)
    turn = editor(at)["turn"]
    again = editor(at.run())
    assert again["answer"]["rows"] == 1
    assert again["turn"] == turn
    for name in ("query", "inferred"):  # as after a visit to another page
        del at.query_params[name]
    assert editor(at.run())["text"] == text


@pytest.mark.parametrize("more", [0, 1])
def test_query_that_is_too_long_for_a_link_is_said_to_be(open_page: Open, more: int) -> None:
    text = "ASK {} #".ljust(LONGEST_LINK + more, "x")
    at = run(open_page("sparql", q="own"), Wanted("", text=text))
    assert editor(at)["fits"] is not bool(more)
    assert ("query" in address(at)) is not bool(more)
    assert editor(at.run())["text"] == text


@pytest.mark.parametrize(
    ("text", "ending", "begins"),
    [
        ("SELECT ?n { ?p skos:notation ?n FILTER(?n = 'A.8.15') }", "tsv", b'?n\n"A.8.15"'),
        ("SELECT ?n { ?p skos:notation ?n FILTER(?n = 'A.8.15') }", "json", b'{"head"'),
        ("SELECT ('=1+1' AS ?n) {}", "csv", b"\xef\xbb\xbf# inferred,included"),
        ("CONSTRUCT { ?s a aims:Control } { ?s skos:notation 'A.8.15' }", "ttl", b"@prefix"),
        ("CONSTRUCT { ?s a aims:Control } { ?s skos:notation 'A.8.15' }", "nt", b"<https://"),
    ],
)
def test_answer_is_saved_as_a_file(open_page: Open, text: str, ending: str, begins: bytes) -> None:
    at = run(open_page("sparql", q="own"), Wanted("", text=text))
    assert editor(at)["file"] is None
    at.session_state[page_sparql.FORM] = ending
    file = editor(at.run())["file"]
    content = base64.b64decode(file["base64"])
    assert file["name"] == f"aimsgraph-query.{ending}"
    assert content.startswith(begins)
    if ending == "csv":
        assert content.splitlines()[-1] == b"'=1+1"
        assert DISCLAIMER.encode() in content


def test_file_of_another_kind_of_answer_is_not_written(open_page: Open) -> None:
    at = run(open_page("sparql", q="own"), Wanted("", text="ASK {}"))
    at.session_state[page_sparql.FORM] = "../../x"
    assert editor(at.run())["file"] is None


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"text": "ASK {}", "inferred": False}, Wanted("", text="ASK {}", inferred=False)),
        ({"name": "no such question", "text": "ASK {}"}, Wanted("", text="ASK {}")),
        (
            {"name": "duties-of-role", "params": {"role": " provider ", "x": "y"}},
            Wanted("duties-of-role", (("need", ""), ("role", "provider"))),
        ),
        ({"name": "framework-counts", "params": "x"}, Wanted("framework-counts")),
        ("text", None),
        (None, None),
    ],
)
def test_what_the_browser_sends_is_taken_with_care(
    monkeypatch: pytest.MonkeyPatch, sent: object, wanted: Wanted | None
) -> None:
    session: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", session)
    page_sparql.take(sent)
    assert session.get(page_sparql.ASKED) == wanted


def test_every_name_that_is_completed_stands_in_the_graph(graph: Graph) -> None:
    copy = state.asker().copy
    for term in vq.terms(graph):
        prefix, _, local = term.name.partition(":")
        assert copy.prefixes[prefix] + local in copy.iris, term.name


def test_classes_properties_concepts_frameworks_and_articles_are_completed(graph: Graph) -> None:
    found = {t.name: t for t in vq.terms(graph)}
    assert found["aims:Control"].kind == "class"
    assert found["aims:binds"].comment
    assert found["roles:provider"].label == "Provider"
    assert found["id:aiact"].label == "EU AI Act"
    assert found["iso27001:A.8.15"].label == "A.8.15 Logging"
    assert "aiact:art_9" in found
    assert "aiact:art_9.par_1" not in found
    assert len(json.dumps(vq.index(graph))) < 250_000


def test_provisions_that_are_not_completed_are_counted(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vq.index(graph)["left"] == 0
    most = sum(t.kind == "provision" for t in vq.terms(graph)) - 1
    monkeypatch.setattr(vq, "MOST_PROVISIONS", most)
    assert vq.index(graph)["left"] == 1


def test_there_is_one_sandbox_for_the_server(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(state.WITH, raising=False)
    open_page("sparql", q="own")
    assert state.asker() is state.asker()
    pool = state.asker()
    assert isinstance(pool, SandboxPool)
    assert pool.ready(30)


def test_statement_is_read_as_the_command_line_reads_it(graph: Graph, tmp_path: Path) -> None:
    content = b"id,applicable,implemented\niso27001:A.8.15,yes,no\n"
    path = tmp_path / "ours.csv"
    path.write_bytes(content)
    assert read_statement(graph, "ours.csv", content) == load_soa(graph, path, "ours.csv")


@pytest.mark.parametrize(
    "content",
    [
        b"id,applicable\n",
        b"id,applicable,implemented\niso27001:A.99,yes,no\n",
        b"id,applicable,implemented\n" + b"x" * MAX_SOA_BYTES,
    ],
    ids=["column missing", "unknown id", "too large"],
)
def test_fault_of_a_statement_names_the_file_of_the_user(graph: Graph, content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_statement(graph, "ours.csv", content)
    assert caught.value.place.startswith("ours.csv")
    assert "statement.csv" not in str(caught.value)
