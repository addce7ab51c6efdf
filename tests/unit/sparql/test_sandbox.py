"""The sandbox as a user meets it: answers, formats, errors with their place, hints."""

from __future__ import annotations

import contextlib
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsgraph.faces.cli.main import main
from aimsgraph.model.errors import QueryError, QueryLimitError, QueryRefusedError
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import AIMS, INFERRED, XSD
from aimsgraph.sparql.dataset_copy import DatasetCopy, copy_dataset
from aimsgraph.sparql.guard import check
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.process import unenforced
from aimsgraph.sparql.result_rows import SHAPES, Capped, CapReached
from aimsgraph.sparql.results import GraphFormat, TableFormat
from aimsgraph.sparql.tokens import tokens

FILES = {
    TableFormat.JSON: ox.QueryResultsFormat.JSON,
    TableFormat.XML: ox.QueryResultsFormat.XML,
    TableFormat.CSV: ox.QueryResultsFormat.CSV,
    TableFormat.TSV: ox.QueryResultsFormat.TSV,
}


@pytest.fixture(scope="module")
def copy(graph: Graph) -> DatasetCopy:
    return copy_dataset(graph)


@pytest.fixture(scope="module")
def pool(copy: DatasetCopy) -> Iterator[SandboxPool]:
    with SandboxPool(copy, workers=1) as made:
        yield made


@pytest.mark.parametrize("form", FILES)
def test_every_format_has_the_bytes_of_the_store_itself(
    store: ox.Store, copy: DatasetCopy, pool: SandboxPool, form: TableFormat
) -> None:
    query = "SELECT ?s ?l { ?s a aims:Framework ; rdfs:label|dcterms:title ?l } ORDER BY ?s ?l"
    found = store.query(query, prefixes=dict(copy.prefixes), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    result = pool.query(query, table=form)
    assert result.body == found.serialize(format=FILES[form])
    assert result.media_type == form.media_type


@pytest.mark.parametrize("form", list(GraphFormat))
@pytest.mark.parametrize("query", ["DESCRIBE id:aiact", "CONSTRUCT WHERE { id:aiact ?p ?o }"])
def test_graphs_in_every_format_hold_the_same_triples(
    pool: SandboxPool, query: str, form: GraphFormat
) -> None:
    names = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    result = pool.query(query, graph=form)
    triples = {q.triple for q in ox.parse(result.body, format=names[form.value])}
    assert result.kind == "graph"
    assert len(triples) == result.rows > 10


def test_ask_and_table_are_read_back(pool: SandboxPool) -> None:
    assert pool.query("ASK { id:aiact a aims:Framework }").yes()
    assert not pool.query("ASK { id:aiact a aims:Control }").yes()
    columns, rows = pool.query('SELECT ("x"@en AS ?a) (1 AS ?b) ?c { }').table()
    assert columns == ("a", "b", "c")
    assert [(c.kind, c.text, c.language) for c in rows[0]] == [
        ("literal", "x", "en"), ("literal", "1", ""), ("", "", ""),
    ]  # fmt: skip
    assert rows[0][1].datatype.endswith("#integer")


def test_prefixes_are_known_and_a_query_keeps_its_own(graph: Graph, pool: SandboxPool) -> None:
    for key in (*graph.frameworks, "roles", "risks", "topics", "stages", "evidence", "states"):
        assert pool.query(f"SELECT ({key}:x AS ?x) {{}}").rows == 1
    own = pool.query("PREFIX aims: <http://own/> SELECT (aims:x AS ?x) {}")
    assert own.table()[1][0][0].text == "http://own/x"


@pytest.mark.parametrize(
    "name",
    ["aiact:art_9.par_2.pnt_a", "iso27001:A.8.15", "iso42001:6.1.2", r"aiact:art_9\.par_2.pnt_a"],
)
def test_names_with_several_dots_are_read_as_sparql_has_them(
    graph: Graph, pool: SandboxPool, name: str
) -> None:
    key, _, local = name.replace("\\", "").partition(":")
    iri = f"<{graph.frameworks[key].iri}/{local}>"
    for text in (
        "SELECT ?o {{ {} skos:prefLabel ?o }}",
        "SELECT ?o {{ ?m aims:subject|aims:object {}; rdfs:comment ?o . }} ORDER BY ?o",
        "SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(?s={}) }}",
    ):
        found = pool.query(text.format(name))
        assert found.body == pool.query(text.format(iri)).body
        assert found.rows
    (hint,) = pool.query("SELECT * { aiact:art_9.par_2.pnt_zz ?p ?o }").hints
    assert "aiact:art_9.par_2.pnt_" in hint


def test_the_inferred_graph_is_in_or_out() -> None:
    quads = f'<a:a> <a:p> "1" <a:g> .\n<a:a> <a:p> "2" <{INFERRED}> .\n<a:a> <a:p> "3" .\n'
    with SandboxPool(DatasetCopy(quads.encode(), {}), workers=1) as pool:
        query = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
        assert pool.query(query, table=TableFormat.CSV).body == b"o\r\n1\r\n2\r\n3\r\n"
        assert pool.query(query, inferred=False, table=TableFormat.CSV).body == b"o\r\n1\r\n3\r\n"
        one = pool.query(query, default_graphs=["a:g"], table=TableFormat.CSV)
        assert one.body == b"o\r\n1\r\n"
        named = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"
        assert pool.query(named, named_graphs=["a:g"]).rows == 1
        (hint,) = pool.query("SELECT * { ?s ?p 4 }", inferred=False).hints
        assert "--inferred" in hint


FAULTS = [
    ("SELECT * { ?s ?p ?o", 1, 10, "{", "never closed"),
    ("SELECT * {\n ?s ?p ?o .\n FILTR(?s) }", 3, 2, "FILTR", "Did you mean FILTER"),
    ("SELEKT * {}", 1, 1, "SELEKT", "Did you mean SELECT"),
    ("SELECT * { ?s a skoss:Bar }", 1, 17, "skoss:Bar", "Did you mean skos:"),
    ("SELECT * {\r\n?s a aimss:Bar }", 2, 6, "aimss:Bar", "Did you mean aims:"),
    ('SELECT * { "é" nope:é ?x }', 1, 16, "nope:é", "PREFIX nope: <...>"),
    ('SELECT ?x { ?x a "}', 1, 18, '"', "never ends"),
    ("SELECT * { ?s <http://a b> ?o }", 1, 15, "<http://a b>", "no address"),
    ("SELECT * { ?s <a b> ?o }", 1, 15, "<a b>", "no address"),
    ("SELECT * { <rel> ?p ?o }", 1, 12, "<rel>", "whole address"),
    ("SELECT * { ?s ?p ?o )", 1, 21, ")", "} is expected"),
    ("SELECT * { ?s ?p ?o } }", 1, 23, "}", "closes nothing"),
    ("ASK {} LIMIT x", 1, 14, "x", r"variable \?x"),
    ("SELECT ?z (COUNT(?x) AS ?n) {?x a ?z}", 1, 8, "?z", "GROUP BY"),
    ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", 1, 36, "?x", "another name"),
    ("SELECT * { ?s ?p }", 1, 12, "?s", "subject, predicate, object"),
    ("SELECT ?s, ?p { ?s ?p ?o }", 1, 10, ",", "comma out"),
    ("SELECT * { ?s ?p ?o FILTER ?s = 3 }", 1, 28, "?s", "wants brackets"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", 1, 29, "?s", "ORDER BY"),
    ("SELECT * { ?s ?p ?o } LIMIT", 1, 23, "LIMIT", "a number"),
    ("SELECT COUNT(?s) { ?s ?p ?o }", 1, 8, "COUNT", "expression AS"),
    ("SELECT * {GRAPH { ?s ?p ?o }}", 1, 17, "{", "graph's name"),
    ("SELECT * { ?s ?p ?o FILTER(?s == ?o) }", 1, 32, "=", "one = is enough"),
    ("SELECT * WHERE ?s ?p ?o", 1, 16, "?s", r"Expected \{"),
    ("SELECT DISTINCT WHERE {?s ?p ?o}", 1, 17, "WHERE", "a variable"),
    ("PREFIX x: <http://x/>", 1, 11, "<http://x/>", "Expected SELECT"),
    ("ASK { aiact:art_9.par_2.pnt_a ?p ?o ; FILTR(?o) }", 1, 39, "FILTR", "Did you mean FILTER"),
    ("ASK { ?s ?p '''\na:b.c.d''' . id:a.b.c.d ?p , }", 2, 28, ",", "a variable"),
    ("", 1, 1, "", "empty"),
    ("# nothing", 1, 1, "", "empty"),
]


@pytest.mark.parametrize(("text", "line", "column", "shown", "words"), FAULTS)
def test_an_error_names_place_text_and_remedy(
    pool: SandboxPool, text: str, line: int, column: int, shown: str, words: str
) -> None:
    with pytest.raises(QueryError, match=words) as caught:
        pool.query(text)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert error.place == f"query:{line}:{column}"
    if shown:
        above, below = error.caret.split("\n")
        start = below.index("^")
        assert above[start : start + len(below) - start] == shown


def test_an_error_in_running_is_no_syntax_error(pool: SandboxPool) -> None:
    with pytest.raises(QueryError, match="no function <http://x/f>"):
        pool.query("SELECT * { ?s ?p ?o FILTER(<http://x/f>(?s)) }")


HINTS = [
    ("SELECT ?x { ?x a aims:Framwork }", "aims:Framwork .* mean aims:Framework"),
    ("SELECT ?x { ?x aims:parOf aiact:art_9 }", "aims:parOf .* mean aims:partOf"),
    ("ASK { aiact:art_999 ?p ?o }", "aiact:art_999 .* mean aiact:art_99"),
    ("SELECT * { <https://w3id.org/aimsgraf/id/aiact> ?p ?o }", "<https://w3id.org/aimsgraph/id/"),
    ("PREFIX f: <https://w3id.org/aimsgraph/id/> SELECT * { f:aiakt ?p ?o }", "f:aiakt .*id/aiact"),
]


@pytest.mark.parametrize(("query", "hint"), HINTS)
def test_an_empty_answer_comes_with_the_likely_reason(
    pool: SandboxPool, query: str, hint: str
) -> None:
    found = pool.query(query)
    assert found.empty
    assert re.search(hint, found.hints[0])
    assert not pool.query(query, hinting=False).hints


def test_an_answer_or_an_honest_nothing_has_no_hint(pool: SandboxPool) -> None:
    assert not pool.query("SELECT * { id:aiact ?p ?o }").hints
    assert not pool.query("SELECT * { id:aiact aims:partOf id:iso42001 }").hints


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service aims:load ?from }",
        "# SERVICE FROM LOAD\nASK { ?s ?p 'SERVICE', \"FROM\", '''DROP\nALL''' }",
        "PREFIX from: <http://service/> ASK { from:load a from:service }",
        "ASK { ?s <http://x/#SERVICE> <http://from> }",
        "PREFIX INSERT: <a:> ASK {}",
        'BASE <http://x/> VERSION "1.2" SELECT * { ?s ?p "x"@from }',
    ],
)
def test_the_guard_is_not_afraid_of_words_in_names_texts_and_comments(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT * { SERVICE <http://x> {} }", "never leaves"),
        ("SELECT * FROM <http://x> {}", "GRAPH"),
        ("ask from named<http://x>{}", "GRAPH"),
        ("INSERT DATA {}", "changes data"),
        ("BASE <a:> PREFIX a: <b:> drop all", "changes data"),
        ("SELECT * { S\\u0045RVICE <http://x> {} }", "never leaves"),
    ],
)
def test_the_guard_says_why(text: str, words: str) -> None:
    with pytest.raises(QueryRefusedError, match=words):
        check(text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_pieces_of_any_text_stand_where_they_say(text: str) -> None:
    for piece in tokens(text):
        assert text[piece.start : piece.end] == piece.text
    with contextlib.suppress(QueryRefusedError):
        check(text)


VALUES = st.lists(
    st.tuples(
        st.sampled_from(["},{", "},{}", '"},{"', "a\r\nb", '"', "\\", "\n", "<x>", "", "a,b"])
        | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
        st.booleans(),
    ),
    max_size=12,
)


@pytest.mark.parametrize("form", FILES)
@settings(max_examples=60, deadline=None)
@given(values=VALUES, rows=st.integers(1, 12), size=st.integers(1, 4000))
def test_a_cut_result_is_a_whole_document_with_the_first_rows(
    form: TableFormat, values: list[tuple[str, bool]], rows: int, size: int
) -> None:
    terms = " ".join(f"({ox.Literal(v)})" if bound else "(UNDEF)" for v, bound in values)
    query = f"SELECT ?x {{ VALUES (?x) {{ {terms} }} }}"

    def solutions() -> ox.QuerySolutions:
        found = ox.Store().query(query)
        assert isinstance(found, ox.QuerySolutions)
        return found

    whole = solutions().serialize(format=FILES[form])
    assert whole is not None
    out = Capped(form.value, rows, size)
    with contextlib.suppress(CapReached):
        for start in range(0, len(whole), 7):
            out.write(whole[start : start + 7])
    body, kept, why = out.cut()
    fits = len(whole) <= size and len(values) <= rows
    assert (body == whole and not why) if fits else why
    assert len(body) <= max(size, 0)
    assert kept <= min(rows, len(values))
    if kept and form is not TableFormat.CSV:
        again = ox.parse_query_results(body, format=FILES[form])
        assert isinstance(again, ox.QuerySolutions)
        expected = [s["x"] for s in solutions()][:kept]
        assert [s["x"] for s in again] == expected
    assert form.value in SHAPES


def test_an_engine_that_gives_up_is_told_from_one_that_is_out_of_memory() -> None:
    """Oxigraph 0.5 finds no order among values of several kinds, and aborts the process."""
    draw = random.Random(1)
    kinds = (
        '"{0}"^^<{2}integer>', '"t{0}"', '"{0}x"@en', '"2026-{1}-10"^^<{2}date>',
        '"true"^^<{2}boolean>',
    )  # fmt: skip
    values = [
        draw.choice(kinds).format(draw.randrange(1_000), draw.randrange(10, 13), XSD)
        for _ in range(3_000)
    ]
    quads = "".join(f"<a:{n}> <a:p> {value} .\n" for n, value in enumerate(values))
    with SandboxPool(DatasetCopy(quads.encode(), {}), workers=1) as pool:
        with pytest.raises(QueryRefusedError, match=r"several kinds.*ORDER BY STR"):
            pool.query("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
        assert pool.query("SELECT ?o { ?s ?p ?o } ORDER BY STR(?o)").rows == 3_000


def test_what_cannot_be_enforced_is_said() -> None:
    assert unenforced("linux") == ()
    for platform in ("darwin", "win32", "freebsd"):
        assert all(s.endswith(".") for s in unenforced(platform))
        assert unenforced(platform)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(two_standards: None, capsys: pytest.CaptureFixture[str]) -> Run:  # noqa: ARG001  (its data)
    """The command line on two frameworks: each call loads a worker of its own."""

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(list(words))
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return call


NAMES = "SELECT ?s { ?s a aims:Framework } ORDER BY ?s"


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("table", "┏"),
        ("json", '{"head"'),
        ("csv", "s\r\nhttps://"),
        ("tsv", "?s\n<https://"),
        ("xml", "<?xml"),
        ("md", "| s |"),
    ],
)
def test_free_text_in_every_format(run: Run, form: str, start: str) -> None:
    status, out, err = run("query", "--text", NAMES, "--format", form)
    assert (status, err) == (0, "")
    assert out.startswith(start)
    assert "iso42001" in out


def test_a_query_from_a_file_to_a_file_and_a_graph(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "own.rq", tmp_path / "out.ttl"
    source.write_text("DESCRIBE id:iso42001")
    assert run("query", str(source), "--format", "turtle", "-o", str(target))[0] == 0
    subjects = {str(q.subject) for q in ox.parse(target.read_bytes(), ox.RdfFormat.TURTLE)}
    assert subjects == {"<https://w3id.org/aimsgraph/id/iso42001>"}


def test_caps_are_said_beside_the_answer(run: Run) -> None:
    status, out, err = run("query", "--text", f"SELECT * {{ ?s a <{AIMS}Control> }}", "--rows", "2",
                           "--format", "json")  # fmt: skip
    assert status == 0
    assert len(json.loads(out)["results"]["bindings"]) == 2
    assert "Truncated at the limit of rows: only the first 2" in err


@pytest.mark.parametrize(
    ("words", "status", "fault"),
    [
        (("--text", "SELECT * { ?s a aimss:X }"), 2, "query:1:17"),
        (("--text", "DROP ALL"), 2, "changes data"),
        (("--text", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout",
          "0.5"), 6, "stopped after 0.5 s"),
        (("--text", "ASK {}", "--format", "turtle"), 2, "is a table"),
        (("--text", "DESCRIBE id:iso42001", "--format", "csv"), 2, "is a graph"),
        (("--text", "ASK {}", "--param", "a=b"), 2, "only named queries"),
        (("framework-counts", "--text", "ASK {}"), 2, "only one query"),
        (("missing.rq",), 2, "no such file"),
        (("framework-counts", "--format", "turtle"), 2, "is a table"),
    ],
)  # fmt: skip
def test_exit_status_tells_a_wrong_query_from_a_limit(
    run: Run, words: tuple[str, ...], status: int, fault: str
) -> None:
    code, out, err = run("query", *words)
    assert (code, out) == (status, "")
    assert fault in err


def test_a_worker_that_cannot_start_is_an_error_not_a_wait() -> None:
    broken = DatasetCopy(b"this is no graph\n", {})
    with SandboxPool(broken, workers=1) as pool, pytest.raises(QueryLimitError, match="started"):
        pool.query("ASK {}")
