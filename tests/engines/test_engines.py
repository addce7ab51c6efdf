"""Coverage, queries and publishing over real services: the answers are those of the files."""

# ruff: noqa: F811  (pytest passes fixtures by the names under which they were imported)

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from engine_tools import (  # noqa: F401  (fixtures)
    Engine,
    Run,
    engine,
    oxigraph,
    oxigraph_server,
    reader,
    run,
    virtuoso_server,
)
from streamlit.testing.v1 import AppTest

import aimsgraph
from aimsgraph.answers.opening import open_graph
from aimsgraph.answers.questions import Question, answer, document
from aimsgraph.faces.explorer import components, page_sparql
from aimsgraph.faces.explorer.address_query import Wanted
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.dataset import build_store
from aimsgraph.rdf.named_queries import Table, catalogue, run_named
from aimsgraph.stores import publish as remote_publish
from aimsgraph.stores.catalogue import PUBLISHED, catalogue_of, read_catalogue, service_at
from aimsgraph.stores.pull import read_graph
from aimsgraph.stores.queries import run_named_at
from aimsgraph.stores.terms import render_triples
from worlds import framework_text, mapping_text

APP = Path(__file__).parents[2] / "app.py"

pytestmark = pytest.mark.xdist_group("engines")


HELD = ("--have", "iso27001", "--have", "iso42001")
QUESTIONS = (
    ("coverage", *HELD, "--need", "aiact", "--role", "provider"),
    ("gaps", "--have", "iso42001", "--need", "aiact", "--edition", "2024"),
    ("explain", "iso27001:A.8.15", "aiact:art_12.par_1"),
    ("query", "duties-of-role", "--param", "role=importer"),
)
MORE = (
    ("coverage", "--have", "iso27001", "--need", "iso42001"),
    ("show", "aiact:art_9.par_2"),
    ("frameworks",),
)
"""Asked of one engine only: the values they are worked out from are compared for all."""


def test_answers_over_a_store_equal_those_of_the_files_byte_for_byte(
    engine: Engine, run: Run, graph: Graph
) -> None:
    status, _, said = run("publish", *engine.publish)
    assert status == 0, said
    assert "counted there" in said
    virtuoso, by_update = engine.name == "virtuoso", len(engine.publish) == 1
    for words in (*(QUESTIONS if by_update else ()), *(() if virtuoso else MORE)):
        status, here, said = run(*words, "--format", "json")
        assert status == 0, said
        status, there, said = run(*words, "--format", "json", "--store", engine.read)
        assert status == 0, said
        assert there == here, words
    whole = read_graph(service_at(engine.read))
    assert dict(whole.provisions) == dict(graph.provisions)
    assert dict(whole.frameworks) == dict(graph.frameworks)
    assert dict(whole.rules) == dict(graph.rules)
    assert whole.mappings == graph.mappings
    assert whole.mapping_sets == graph.mapping_sets


def test_publishing_twice_changes_nothing(engine: Engine, run: Run) -> None:
    def content() -> object:
        service = service_at(engine.read)
        counts = {g: service.count(g) for g in (*catalogue_of(service).graphs(), PUBLISHED)}
        if engine.name != "oxigraph":
            return counts
        with urllib.request.urlopen(  # noqa: S310  (our own server)
            engine.read.replace("/query", "/store"), timeout=30
        ) as dump:
            return counts, sorted(dump.read().splitlines())

    if read_catalogue(service_at(engine.read)) is None:
        assert run("publish", *engine.publish)[0] == 0
    before = content()
    assert run("publish", *engine.publish)[0] == 0
    assert content() == before


def test_free_queries_are_answered_by_the_store(reader: Engine, run: Run) -> None:
    with aimsgraph.load(store=reader.read) as there, aimsgraph.load() as here:
        for text in (
            "SELECT ?f ?t { ?f a aims:Framework ; dcterms:title ?t } ORDER BY ?t",
            "SELECT (COUNT(*) AS ?n) { GRAPH graph:generated { ?s aims:assessable ?o } }",
        ):
            assert there.query(text).rows == here.query(text).rows
        assert there.query("ASK { aiact:art_9 a aims:Article }").yes is True
        assert there.query("ASK { aiact:art_9 a aims:Recital }").yes is False
        made = there.query("CONSTRUCT { ?f a aims:Framework } WHERE { ?f a aims:Framework }")
        assert len(made.to_rdflib()) == len(here.frameworks)
        cut = there.query("SELECT ?s { ?s a aims:Mapping }", rows=7)
        assert (len(cut), cut.truncated) == (7, True)
    status, _, said = run("query", "--text", "SELECT ?s { ?s ?p }", "--store", reader.read)
    assert (status, "query:" in said) == (2, True)
    status, _, said = run("query", "--text", "DROP ALL", "--store", reader.read)
    assert (status, "changes data" in said) == (2, True)


def test_every_named_query_has_the_same_rows_in_the_store(reader: Engine, graph: Graph) -> None:
    def rows(table: Table) -> list[tuple[str, ...]]:
        """In any order, and so what GROUP_CONCAT joins: that is left to the engine."""
        return sorted(tuple("; ".join(sorted(c.split("; "))) for c in row) for row in table.rows)

    service, store = service_at(reader.read), build_store(graph)
    for query in catalogue():
        there, here = run_named_at(service, graph, query.name), run_named(store, graph, query.name)
        assert (there.columns, rows(there)) == (here.columns, rows(here)), query.name


@pytest.mark.long
def test_a_question_pulls_only_what_its_paths_can_pass_through(
    oxigraph: Engine, run: Run, workspace: Callable[..., Path]
) -> None:
    chain = ("a", "b", "c", "d", "e")
    rows = {
        "ab": [("a:x", "equal", "b:x"), ("a:y", "subset", "b:y")],
        "bc": [("b:x", "superset", "c:x"), ("b:y", "equal", "c:y")],
        "cd": [("c:x", "equal", "d:x"), ("c:y", "none", "d")],
        "de": [("d:x", "intersects", "e:x")],
    }
    folder = workspace(
        {f"frameworks/{k}.ttl": framework_text(k, ["x", "y", "y1<y"]) for k in chain}
        | {f"mappings/{k}.sssom.tsv": mapping_text(v) for k, v in rows.items()}
    )
    status, _, said = run("--with", str(folder), "publish", *oxigraph.publish)
    assert status == 0, said
    service = service_at(oxigraph.read)
    catalogue = catalogue_of(service)
    assert catalogue.within(["a", "b"], 1) == {"a", "b"}
    assert catalogue.within(["b", "d"], 1) == {"b", "d"}
    assert catalogue.within(["b", "d"], 2) == {"b", "c", "d"}
    assert catalogue.within(["a", "e"], 4) == set(chain)
    assert catalogue.within(["a", "b"], 3) == {"a", "b", "c"}
    assert catalogue.within(["a", "aiact"], 0) == {"a", "aiact"}
    whole = open_graph([folder])
    pulled: dict[frozenset[str], Graph] = {}  # what is pulled hangs on what may be passed through
    for have, need in permutations(chain, 2):
        for hops in (1, 2, 3):
            asked = Question((have,), need, hops=hops)
            through = catalogue.within((have, need), hops)
            if through not in pulled:
                pulled[through] = read_graph(service, (have, need), hops)
                assert through <= pulled[through].frameworks.keys()
            there = answer(pulled[through], asked)
            assert document(there) == document(answer(whole, asked)), (have, need, hops)
    words = ("coverage", "--have", "b", "--need", "d", "--format", "json")
    assert run(*words, "--store", oxigraph.read)[:2] == run(*words, "--with", str(folder))[:2]


def test_an_empty_and_a_half_loaded_store_give_no_answer(
    oxigraph: Engine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("gaps", "--have", "iso27001", "--need", "aiact", "--store", oxigraph.read)
    status, out, said = run(*words)
    assert (status, out) == (4, "")
    assert "no aimsgraph data are in it" in said
    assert run("publish", *oxigraph.publish)[0] == 0
    update = oxigraph.read.replace("/query", "/update")
    service = service_at(oxigraph.read)
    one = "<https://w3id.org/aimsgraph/id/aiact/art_9>"
    service.update(f"DELETE WHERE {{ GRAPH ?g {{ {one} ?p ?o }} }}", update)
    status, out, said = run(*words)
    assert (status, out) == (4, "")
    assert "statements" in said
    service.update(f"DROP GRAPH <{PUBLISHED}>", update)
    status, out, said = run(*words)
    assert (status, out) == (4, "")
    assert "half loaded" in said
    monkeypatch.setitem(remote_publish.BATCH, "update", 1_000_000)
    monkeypatch.setattr(
        remote_publish, "render_triples", lambda triples: render_triples(triples[1:])
    )
    status, out, said = run("publish", *oxigraph.publish)
    assert (status, out) == (4, "")
    assert "were sent" in said
    assert read_catalogue(service) is None
    assert run(*words)[0] == 4


def test_a_store_is_validated_like_the_files(reader: Engine, run: Run) -> None:
    here = run("validate", "--format", "json")
    assert here[0] == 0
    assert run("validate", "--format", "json", "--store", reader.read) == here


@pytest.mark.long
def test_what_was_edited_in_a_store_is_judged(oxigraph: Engine, run: Run) -> None:
    assert run("publish", *oxigraph.publish)[0] == 0
    article = "<https://w3id.org/aimsgraph/id/aiact/art_9.par_1>"
    service_at(oxigraph.read).update(
        f"PREFIX aims: <https://w3id.org/aimsgraph/ontology#> "
        f"DELETE {{ GRAPH ?g {{ {article} aims:summary ?old }} }} "
        f'INSERT {{ GRAPH ?g {{ {article} aims:summary "Short."@en }} }} '
        f"WHERE {{ GRAPH ?g {{ {article} aims:summary ?old }} }}",
        oxigraph.read.replace("/query", "/update"),
    )
    status, out, said = run("validate", "--format", "csv", "--store", oxigraph.read)
    assert (status, "1 violation," in said) == (3, True)
    assert "ontology/frameworks/aiact.ttl" in out
    assert "aiact:art_9.par_1" in out
    status, _, said = run("validate", "ontology", "--store", oxigraph.read)
    assert (status, "either a store or files" in said) == (2, True)


@pytest.mark.long
def test_the_explorer_shows_a_store_like_the_files(
    reader: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "SELECT ?o { iso27001:A.8.15 aims:overlaps ?o } ORDER BY ?o"
    sent: dict[str, dict[str, Any]] = {}

    def component(name: str) -> Callable[..., None]:
        return lambda *, data, **_: sent.setdefault(name, {}).update(data)

    monkeypatch.setattr(components, "component", component)
    pages = {}
    for store in ("", reader.read):
        monkeypatch.setenv("AIMSGRAPH_STORE", store)
        st.cache_resource.clear()
        at = AppTest.from_file(str(APP), default_timeout=120).run()
        picture = sent["workbench"]["picture"]
        at.query_params["q"] = "own"
        at._page_hash = next(
            k for k, v in at._registered_pages.items() if v["url_pathname"] == "sparql"
        )
        at.session_state[page_sparql.ASKED] = Wanted("", text=query)
        at.run()
        assert not at.exception
        assert not at.error
        pages[store] = picture, sent["editor"]["answer"]["listed"]
        assert ("read from" in at.main.markdown[-1].value) is bool(store)
    assert pages[""] == pages[reader.read]
    assert len(pages[""][1]) > 5
    assert pages[""][0]["denominator"] > 100
