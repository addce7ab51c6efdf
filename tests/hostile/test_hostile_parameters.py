"""No text that anybody gives as a parameter becomes a part of a query."""

from __future__ import annotations

import datetime as dt

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import NamedQuery, Parameter, Table, bind, catalogue, run_named
from aimsgraph.sparql.tokens import Token, tokens

PARAMETERS = [(q, p) for q in catalogue() for p in q.parameters]
NASTY = [
    '") } } #', '"\\', "x\n}", "' . ?s ?p ?o", "> . ?s ?p ?o", "aiact> } #", "aiact:art_9> } #",
    '0.7" } #', "0.7) } SERVICE <http://127.0.0.1/> { (", "2025-01-01> }", "\\u0022) }", "\x00",
    "nan", "inf", "1e400", "0.7 ", " aiact", "aiact\n", "%22",
]  # fmt: skip
ALPHABET = st.characters(exclude_categories=["Cs"])
"""Every character but halves of surrogate pairs, which are no text and which the faces refuse."""
TEXTS = st.one_of(
    st.text(ALPHABET),
    st.sampled_from(NASTY),
    st.tuples(st.sampled_from(["aiact", "importer", "0.7", "2025-01-01"]), st.text(ALPHABET)).map(
        "".join
    ),
)


def _parted(text: str, name: str) -> tuple[list[str], list[list[Token]]]:
    """The tokens beside every value of a parameter, and those of each value."""
    pieces = list(tokens(text))
    beside: list[str] = []
    values: list[list[Token]] = []
    at = 0
    while at < len(pieces):
        beside.append(pieces[at].text)
        at += 1
        if beside[-6:] == ["VALUES", "(", f"?{name}", ")", "{", "("]:
            end = next(i for i in range(at, len(pieces)) if pieces[i].kind == "close")
            values.append(pieces[at:end])
            at = end
    return beside, values


@pytest.mark.parametrize(
    ("query", "parameter"), PARAMETERS, ids=[f"{q.name}-{p.name}" for q, p in PARAMETERS]
)
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_a_value_is_one_term_in_its_place_or_it_is_refused(
    graph: Graph, query: NamedQuery, parameter: Parameter, text: str
) -> None:
    beside, defaults = _parted(query.text, parameter.name)
    try:
        bound = bind(graph, query, {parameter.name: text})
    except UnknownNameError:
        return
    now_beside, values = _parted(bound, parameter.name)
    assert now_beside == beside
    assert len(values) == len(defaults) > 0
    for term in values:
        kinds = [t.kind if t.text != "^^" else "^^" for t in term]
        assert kinds in (["iri"], ["string"], ["string", "^^", "iri"])
        assert [t.text for t in term] == [t.text for t in values[0]]


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_duties_of_a_role_are_those_that_plain_python_finds(
    graph: Graph, store: ox.Store, text: str
) -> None:
    expected = {
        p.id for p in graph.provisions.values() if text in p.binds and p.id in graph.assessable
    }
    try:
        table = run_named(store, graph, "duties-of-role", {"role": text})
    except UnknownNameError:
        assert text not in graph.concepts["role"]
        return
    assert text in graph.concepts["role"]
    assert {row[0] for row in table.rows} <= expected


@pytest.fixture(scope="module")
def dated(graph: Graph, store: ox.Store) -> Table:
    return run_named(store, graph, "duties-by-date", {"by": "2099-12-31"})


@settings(max_examples=100, deadline=None)
@given(text=st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)).map(str) | TEXTS)
def test_a_date_only_takes_away(graph: Graph, store: ox.Store, dated: Table, text: str) -> None:
    try:
        found = run_named(store, graph, "duties-by-date", {"by": text})
    except UnknownNameError:
        return
    assert set(found.rows) <= set(dated.rows)
    assert dt.date.fromisoformat(text)


@pytest.fixture(scope="module")
def sure(graph: Graph, store: ox.Store) -> Table:
    return run_named(store, graph, "least-certain", {"below": "1.1"})


@settings(max_examples=100, deadline=None)
@given(text=st.floats(0, 1).map(str) | TEXTS)
def test_a_number_only_compares(graph: Graph, store: ox.Store, sure: Table, text: str) -> None:
    try:
        found = run_named(store, graph, "least-certain", {"below": text})
    except UnknownNameError:
        return
    assert sure.truncated or set(found.rows) <= set(sure.rows)
    assert float(text) is not None
