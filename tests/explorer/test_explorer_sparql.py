"""The SPARQL page, the statement of applicability, and what can be taken along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aimsgraph.answers.questions import load_soa
from aimsgraph.faces.explorer import page_sparql, state
from aimsgraph.faces.explorer.widgets_answer import read_statement
from aimsgraph.model.errors import InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_SOA_BYTES
from aimsgraph.rdf.named_queries import catalogue
from aimsgraph.sparql.pool import SandboxPool
from explorer.explorer_tools import said

Open = Callable[..., AppTest]


def asked(open_page: Open, text: str) -> AppTest:
    at = open_page("sparql", q="own")
    at.text_area(key="sparql.text").set_value(text)
    next(b for b in at.button if b.label == "Run the query").click()
    return at.run()


def test_free_query_gives_rows_and_links(open_page: Open) -> None:
    at = asked(open_page, "SELECT ?p ?n WHERE { ?p skos:notation ?n FILTER(?n = 'A.8.15') }")
    assert not at.exception
    assert "1 row" in said(at)
    assert at.dataframe[0].value.to_numpy().tolist() == [["iso27001:A.8.15", "A.8.15"]]


def test_wrong_query_is_answered_with_line_column_and_caret(open_page: Open) -> None:
    at = asked(open_page, "SELECT ?s WHERE {\n  ?s skoss:notation ?n\n}")
    assert "Line 2, column" in at.error[0].value
    assert any("^" in c.value for c in at.code)


@pytest.mark.parametrize(
    "text", ["SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "CLEAR ALL"]
)
def test_refused_query_says_why(open_page: Open, text: str) -> None:
    at = asked(open_page, text)
    assert at.error
    assert not at.exception


def test_cut_result_says_so(open_page: Open) -> None:
    at = asked(open_page, "SELECT * WHERE { ?s ?p ?o }")
    assert "Truncated at the limit" in said(at)


def test_no_row_is_answered_with_hints(open_page: Open) -> None:
    at = asked(open_page, "SELECT ?p WHERE { ?p aims:bindz roles:provider }")
    assert "No row" in said(at)
    assert len(at.info) > 1


def test_ask_and_construct_are_answered(open_page: Open) -> None:
    assert "Yes" in said(asked(open_page, "ASK { ?s a aims:Control }"))
    text = "CONSTRUCT { ?s a aims:Control } WHERE { ?s skos:notation 'A.8.15' }"
    assert "1 triple" in said(asked(open_page, text))


def test_limits_are_said_before_anything_is_asked(open_page: Open) -> None:
    shown = said(open_page("sparql", q="own"))
    assert "10 seconds" in shown
    assert "10,000 rows" in shown


def test_what_a_platform_cannot_enforce_is_said(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_sparql, "unenforced", lambda: ("Nothing is enforced here.",))
    assert "Nothing is enforced here." in said(open_page("sparql", q="own"))


def test_parameters_stand_in_the_address_and_are_taken_from_it(open_page: Open) -> None:
    query = next(q for q in catalogue() if any(p.kind == "role" for p in q.parameters))
    name = next(p.name for p in query.parameters if p.kind == "role")
    at = open_page("sparql", q=query.name, **{name: "deployer"})
    assert at.selectbox(key=f"sparql.{query.name}.{name}").value == "deployer"
    at.selectbox(key=f"sparql.{query.name}.{name}").set_value("provider").run()
    assert at.query_params[name] in ("provider", ["provider"])


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
