"""Answers in XML are XML, and say what the graph says; what XML cannot carry is told."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
import rdflib

from aimsgraph.faces.server.problems import problem_of
from aimsgraph.model.errors import UnfitFormatError
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.results import GraphFormat, TableFormat

RESULTS = "{http://www.w3.org/2005/sparql-results#}"


@pytest.fixture(scope="module")
def pool() -> Iterator[SandboxPool]:
    with SandboxPool(DatasetCopy(b"<a:s> <a:p> <a:o> <a:g> .\n", {}), workers=1) as made:
        yield made


@pytest.mark.parametrize("text", ["a\\rb", "a\\r\\nb", "\\r", "\\t a\\n", "<&>\\u0085\\u2028é"])
def test_a_text_comes_back_as_it_is(pool: SandboxPool, text: str) -> None:
    meant = text.encode().decode("unicode_escape") if "é" not in text else "<&>\u0085\u2028é"
    found = pool.query(f'SELECT ("{text}" AS ?t) {{}}', table=TableFormat.XML)
    literal = ET.fromstring(found.body).find(f".//{RESULTS}literal")  # noqa: S314  (our own)
    assert literal is not None
    assert literal.text == meant
    made = pool.query(
        f'CONSTRUCT {{ <a:s> <a:p> "{text}" }} {{}}', graph=GraphFormat.RDFXML
    )  # fmt: skip
    (triple,) = rdflib.Graph().parse(data=made.body, format="xml")
    assert str(triple[2]) == meant


@pytest.mark.parametrize("sign", ["\\u0000", "\\u0001", "\\u000B", "\\u000C", "\\u001F", "\\uFFFE"])
def test_a_character_that_xml_does_not_have_is_told(pool: SandboxPool, sign: str) -> None:
    code = f"U+{sign[2:]}"
    with pytest.raises(UnfitFormatError, match=f"character {re.escape(code)}"):
        pool.query(f'SELECT ("a{sign}" AS ?t) {{}}', table=TableFormat.XML)
    with pytest.raises(UnfitFormatError, match=f"character {re.escape(code)}"):
        pool.query(f'CONSTRUCT {{ <a:s> <a:p> "{sign}" }} {{}}', graph=GraphFormat.RDFXML)
    assert pool.query(f'SELECT ("a{sign}" AS ?t) {{}}').rows == 1
    assert pool.query(f'CONSTRUCT {{ <a:s> <a:p> "{sign}" }} {{}}').rows == 1


@pytest.mark.parametrize(
    "predicate", ["http://e.x/1", "http://e.x/", "urn:1", "http://e.x/a#", "http://e.x/p(1)"]
)
def test_a_predicate_without_an_xml_name_is_told(pool: SandboxPool, predicate: str) -> None:
    text = f"CONSTRUCT {{ <a:s> <{predicate}> <a:o> }} {{}}"
    with pytest.raises(UnfitFormatError, match="ends with no XML name") as told:
        pool.query(text, graph=GraphFormat.RDFXML)
    assert predicate in str(told.value)
    assert problem_of(told.value).kind == "not-acceptable"
    assert pool.query(text).rows == 1


@pytest.mark.parametrize("name", ["é", "a-b.c", "1a", "a&b", "a:p", "_x"])
def test_a_predicate_with_an_xml_name_is_written(pool: SandboxPool, name: str) -> None:
    text = f"CONSTRUCT {{ <a:s> <http://e.x/{name}> <a:o> }} {{}}"
    made = pool.query(text, graph=GraphFormat.RDFXML)
    ((_, predicate, _),) = rdflib.Graph().parse(data=made.body, format="xml")
    assert str(predicate) == f"http://e.x/{name}"
