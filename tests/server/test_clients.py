"""Clients that others wrote, against a real server: each gets the right answer."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from aimsgraph.model.graph import Graph

pytestmark = pytest.mark.xdist_group("server")

if TYPE_CHECKING:
    from server_tools import Server

AIMS = "https://w3id.org/aimsgraph/ontology#"
COUNT = f"SELECT ?f (COUNT(?p) AS ?n) {{ ?p <{AIMS}framework> ?f }} GROUP BY ?f"
COMUNICA = "@comunica/query-sparql@4"
SCRIPT = """
const { QueryEngine } = require("@comunica/query-sparql");
const [address, select, ask, construct] = process.argv.slice(2);
(async () => {
  const engine = new QueryEngine();
  const at = { sources: [{ type: "sparql", value: address }] };
  const rows = await (await engine.queryBindings(select, at)).toArray();
  const found = rows.map((row) => [row.get("f").value, Number(row.get("n").value)]);
  const yes = await engine.queryBoolean(ask, at);
  const quads = await (await engine.queryQuads(construct, at)).toArray();
  console.log(JSON.stringify({ found, yes, quads: quads.length }));
})().catch((error) => { console.error(error); process.exit(1); });
"""


@pytest.fixture(scope="module")
def expected(graph: Graph) -> dict[str, int]:
    """Provisions of each framework, counted without any server."""
    return {f.iri: len(graph.of(f.key)) for f in graph.frameworks.values()}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("request_method", ["urlencoded", "postdirectly"])
def test_sparqlwrapper(
    method: str, request_method: str, server: Server, expected: dict[str, int]
) -> None:
    if (method, request_method) == ("GET", "postdirectly"):
        request_method = "urlencoded"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library: Any = importlib.import_module("SPARQLWrapper")
    wrapper = library.SPARQLWrapper(f"{server.base}/sparql")
    wrapper.setMethod(method)
    wrapper.setRequestMethod(request_method)
    wrapper.setQuery(COUNT)
    for form in ("json", "xml"):
        wrapper.setReturnFormat(form)
        answer = wrapper.query().convert()
        if form == "json":
            rows = answer["results"]["bindings"]
            assert {r["f"]["value"]: int(r["n"]["value"]) for r in rows} == expected
        else:
            assert len(answer.getElementsByTagName("result")) == len(expected)
    wrapper.setQuery("ASK {}")
    wrapper.setReturnFormat("json")
    assert wrapper.query().convert()["boolean"] is True
    wrapper.setQuery("DESCRIBE <https://w3id.org/aimsgraph/id/aiact>")
    for form in ("turtle", "xml", "json-ld"):
        wrapper.setReturnFormat(form)
        found = wrapper.query().convert()
        found = found if hasattr(found, "triples") else _parsed(found)
        assert (URIRef("https://w3id.org/aimsgraph/id/aiact"), RDF.type, None) in found


def _parsed(turtle: bytes) -> Any:
    from rdflib import Graph as RdfGraph

    return RdfGraph().parse(data=turtle, format="turtle")


def test_sparqlwrapper_raises_its_own_error_for_a_wrong_query(server: Server) -> None:
    library: Any = importlib.import_module("SPARQLWrapper")
    wrapper = library.SPARQLWrapper(f"{server.base}/sparql")
    wrapper.setQuery("SELECT * {")
    errors: Any = importlib.import_module("SPARQLWrapper.SPARQLExceptions")
    with pytest.raises(errors.QueryBadFormed, match="never closed"):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(method: Any, server: Server, expected: dict[str, int]) -> None:
    store = SPARQLStore(f"{server.base}/sparql", method=method)
    found = {str(row[0]): int(row[1]) for row in store.query(COUNT)}  # type: ignore[index,arg-type]
    assert found == expected
    assert store.query("ASK {}").askAnswer is True
    framework = URIRef(AIMS + "Framework")
    subjects = {str(s) for (s, _, _), _ in store.triples((None, RDF.type, framework))}
    assert subjects == set(expected)


def test_comunica(server: Server, expected: dict[str, int], graph: Graph) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("COMUNICA WAS NOT TESTED: there is no node or no npm on this machine")
    folder = Path(tempfile.gettempdir()) / f"aimsgraph-comunica-4-{os.getuid()}"
    if not (folder / "node_modules" / "@comunica" / "query-sparql").is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        done = subprocess.run(
            [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", COMUNICA],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"COMUNICA WAS NOT TESTED: npm cannot install it: {done.stderr[-300:]}")
    script = folder / "ask.cjs"
    script.write_text(SCRIPT, encoding="utf-8")
    construct = f"CONSTRUCT {{ ?p a <{AIMS}Leaf> }} WHERE {{ ?p <{AIMS}assessable> true }}"
    done = subprocess.run(
        [node, str(script), f"{server.base}/sparql", COUNT, "ASK { ?s ?p ?o }", construct],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert dict(answer["found"]) == expected
    assert answer["yes"] is True
    assert answer["quads"] == len(graph.assessable)


def test_the_same_answer_as_without_a_server(server: Server, store: ox.Store) -> None:
    import httpx

    text = f"SELECT ?p ?f {{ ?p <{AIMS}framework> ?f }} ORDER BY ?p ?f"
    rows = [
        (row["p"].value, row["f"].value)
        for row in store.query(text, use_default_graph_as_union=True)  # type: ignore[union-attr]
    ]
    answer = httpx.get(f"{server.base}/sparql", params={"query": text})
    bindings = answer.json()["results"]["bindings"]
    assert [(b["p"]["value"], b["f"]["value"]) for b in bindings] == rows
