"""The Python interface: its names, its answers, and the notebook in the documentation."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib

import aimsgraph
from aimsgraph.exports.networks import build_network, render_gexf, render_graphml
from aimsgraph.faces.cli.main import main
from aimsgraph.model.errors import InputError, QueryRefusedError, UnknownNameError
from worlds import ROOT


@pytest.fixture(scope="module")
def g() -> Iterator[aimsgraph.LoadedGraph]:
    with aimsgraph.load() as one:
        yield one


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = "import sys, aimsgraph; print({m.partition('.')[0] for m in sys.modules})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pyoxigraph", "rdflib", "pandas", "networkx", "duckdb"} & set(
        re.findall(r"\w+", found.stdout)
    )
    assert set(aimsgraph.__all__) <= set(dir(aimsgraph))
    with pytest.raises(AttributeError):
        aimsgraph.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_coverage_is_that_of_the_command_line(
    g: aimsgraph.LoadedGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    found = g.coverage(have=["iso27001"], need="aiact", role="provider")
    with pytest.raises(SystemExit):
        main(
            ["coverage", "--have", "iso27001", "--need", "aiact", "--role", "provider", "--format",
             "json"]
        )  # fmt: skip
    assert found.to_json() == capsys.readouterr().out
    assert json.loads(found.to_json()) == found.to_dict()
    assert sum(found.states.values()) == found.denominator == len(found.provisions)
    assert sum(found.asserted.values()) == found.denominator
    frame = found.to_pandas()
    assert dict(frame["state"].value_counts()) == {k: n for k, n in found.states.items() if n}
    assert frame.attrs["data_version"] == g.data_version
    assert f"of {found.denominator}" in repr(found)
    assert g.coverage("iso27001", "aiact", inferred=False).asserted
    left = found.denominator - found.states["full"]
    assert len(g.gaps("iso27001", "aiact", role="provider")) == left


def test_classify_compare_and_diff_are_those_of_the_command_line(
    g: aimsgraph.LoadedGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(*words: str) -> Any:
        with pytest.raises(SystemExit):
            main([*words, "--format", "json"])
        return json.loads(capsys.readouterr().out)

    said = told("classify", "--answer", "activity=use", "--answer", "area=employment")
    found = g.classify({"activity": "use", "area": ["employment"]})
    assert [(n.framework, n.role) for n in found.needs] == [
        (n["need"], n["role"]) for n in said["profiles"]
    ]
    assert g.compare("27001", "iso42001").to_dict() == told("compare", "iso27001", "iso42001")
    changed = g.diff("aiact@2024", "aiact@2026")
    counts = told("diff", "aiact@2024", "aiact@2026")["provisions"]["counts"]
    assert {kind.value: n for kind, n in changed.kinds.items()} == counts
    folder = min((ROOT / "tests" / "corpus" / "valid").iterdir())
    assert g.diff(folder, folder).provisions == ()


def test_several_frameworks_may_be_named_with_commas(
    g: aimsgraph.LoadedGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = g.coverage(["iso27001", "iso42001"], "gdpr")
    for have in ("iso27001,iso42001", "ISO/IEC 27001:2022, ISO 42001", "27001, 42001, 27001,"):
        assert g.coverage(have, "gdpr").to_dict() == asked.to_dict()
    with pytest.raises(SystemExit):
        main(["coverage", "--have", "27001, iso42001", "--need", "gdpr", "--format", "json"])
    assert capsys.readouterr().out == asked.to_json()
    for wrong in (",", "iso27001, nothing", ""):
        with pytest.raises(UnknownNameError):
            g.coverage(wrong, "gdpr")


def test_wrong_words_are_refused(g: aimsgraph.LoadedGraph, tmp_path: Path) -> None:
    for call in (
        lambda: g.coverage("iso27002", "aiact"),
        lambda: g.coverage("iso27001", "aiact", date="soon"),
        lambda: g.coverage("iso27001", "aiact", hops=0),
        lambda: g.explain("aiact:art_0", "aiact:art_9"),
        lambda: g.classify({"activity": "deploi"}),
        lambda: g.compare("iso27001"),
        lambda: g.diff("aiact@2024", "gdpr@2016"),
        lambda: g.diff(tmp_path / "missing", tmp_path),
        lambda: g.query("no-such-query"),
        lambda: g.query("ASK {}", role="importer"),
        lambda: g.to_networkx("wood"),  # type: ignore[arg-type]
        lambda: g.to_pandas("chairs"),  # type: ignore[arg-type]
        lambda: g.to_pandas("mappings", need="aiact"),
        lambda: g.write_network(tmp_path / "graph.png"),
        lambda: aimsgraph.load(["x"], store="http://localhost/"),
    ):
        with pytest.raises(UnknownNameError):
            call()
    with pytest.raises(InputError):
        aimsgraph.load([tmp_path / "missing"])


def test_queries_run_in_the_sandbox(g: aimsgraph.LoadedGraph) -> None:
    found = g.query("SELECT ?f { ?f a aims:Framework } ORDER BY ?f")
    assert [row["f"] for row in found] == [f"id:{key}" for key in sorted(g.frameworks)]
    assert len(found.to_pandas()) == len(g.frameworks)
    assert g.query("ASK { aiact:art_9 a aims:Article }").yes is True
    assert g.query("ASK { aiact:art_9 a aims:Article }")
    assert not g.query("ASK { aiact:art_9 a aims:Recital }")
    made = g.query("CONSTRUCT WHERE { ?f a aims:Framework }")
    assert len(made.to_rdflib()) == len(g.frameworks)
    cut = g.query("SELECT ?s { ?s a aims:Mapping }", rows=3)
    assert (len(cut), cut.truncated) == (3, True)
    assert len(g.query("duties-of-role", role="importer")) > 0
    assert "duties-of-role" in g.queries
    with pytest.raises(QueryRefusedError):
        g.query("DROP ALL")


def test_rdflib_sees_every_named_graph(g: aimsgraph.LoadedGraph) -> None:
    dataset = g.to_rdflib()
    names = {str(one.identifier).rpartition("/graph/")[2] for one in dataset.graphs()}
    assert {"framework/aiact", "inferred", "generated", "vocabulary"} <= names
    assert len(dataset) == len({(q.subject, q.predicate, q.object) for q in g.to_store()})


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", ["mappings", "tree", "all"])
def test_networks_are_whole_and_their_files_deterministic(
    g: aimsgraph.LoadedGraph,
    tmp_path: Path,
    kind: Any,
) -> None:
    network = g.to_networkx(kind)
    mapped = sum(m.object is not None for m in g.graph.mappings)
    edges = {"mappings": mapped, "tree": len(g.graph.provisions)}
    edges["all"] = edges["mappings"] + edges["tree"]
    assert network.number_of_edges() == edges[kind]
    assert all("label" in data for _, data in network.nodes(data=True))
    for suffix, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        path = tmp_path / f"graph.{suffix}"
        g.write_network(path, kind)
        back = read(path)
        assert set(back.nodes) == set(network.nodes)
        assert back.number_of_edges() == network.number_of_edges()
    again = build_network(g.graph, kind)
    assert render_graphml(again) == (tmp_path / "graph.graphml").read_bytes()
    rendered = render_gexf(again)
    assert rendered == (tmp_path / "graph.gexf").read_bytes()
    assert b"lastmodifieddate" not in rendered


def test_tables(g: aimsgraph.LoadedGraph) -> None:
    assert len(g.to_pandas()) == len(g.graph.provisions)
    assert len(g.to_pandas("mappings")) == len(g.graph.mappings)
    assert list(g.to_pandas("frameworks")["key"]) == sorted(g.frameworks)
    asked: dict[str, Any] = {"have": "iso27001", "need": "iso42001"}
    assert len(g.to_pandas("coverage", **asked)) == g.coverage(**asked).denominator
    assert len(g.to_pandas("gaps", **asked)) == len(g.gaps(**asked))


@pytest.mark.long
def test_the_notebook_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = json.loads((ROOT / "docs" / "notebooks" / "tour.ipynb").read_text(encoding="utf-8"))
    scope: dict[str, Any] = {"__name__": "tour"}
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    assert len(cells) > 5
    for number, cell in enumerate(cells, 1):
        assert not cell["outputs"], "results are not kept in the file"
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), scope)  # noqa: S102
    scope["g"].close()


def test_the_examples_of_the_documentation_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    scope: dict[str, Any] = {"__name__": "docs"}
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), scope)  # noqa: S102
    scope["g"].close()


def test_rdflib_sees_our_prefixes_plain_texts_and_each_statement_once() -> None:
    with aimsgraph.load() as loaded:
        dataset = loaded.to_rdflib()
        bound = dict(dataset.namespaces())
        label = loaded.graph.frameworks["aiact"].label
    assert {"aims", "aiact", "iso27001", "id"} <= bound.keys()
    assert str(bound["aiact"]) == "https://w3id.org/aimsgraph/id/aiact/"
    key = rdflib.Literal("aiact")
    (framework,) = dataset.subjects(bound["aims"] + "key", key)
    assert str(dataset.value(framework, rdflib.RDFS.seeAlso)).startswith("http")
    (row,) = dataset.query("SELECT ?k { ?f aims:key ?k FILTER(?k = 'aiact') }")
    assert row == (key,)
    assert label in {str(o) for o in dataset.objects(framework, rdflib.SKOS.prefLabel)}
    made = dataset.query("CONSTRUCT { ?f aims:key ?k } { ?f aims:key ?k }").graph
    assert made is not None
    assert {o.datatype for o in made.objects() if isinstance(o, rdflib.Literal)} == {None}
    every = list(dataset.triples((None, rdflib.RDF.type, None)))
    assert len(every) == len(set(every))


def test_every_public_name_is_there_and_every_error_is_public() -> None:
    for name in aimsgraph.__all__:
        assert getattr(aimsgraph, name) is not None
    errors = importlib.import_module("aimsgraph.model.errors")
    kinds = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert kinds <= set(aimsgraph.__all__)
    methods = [f for f in vars(aimsgraph.LoadedGraph).values() if hasattr(f, "__annotations__")]
    said = " ".join(str(f.__annotations__.get("return", "")) for f in methods)
    others = {"Any", "DataFrame", "Dataset", "Mapping", "MultiDiGraph", "None", "Self", "Store"}
    returned = set(re.findall(r"\b[A-Z]\w+", said)) - others
    assert {"CoverageResult", "Explanation", "Gap", "QueryAnswer"} <= returned
    assert returned <= set(aimsgraph.__all__)


def test_a_type_checker_sees_every_public_name_where_it_is() -> None:
    stub = Path(aimsgraph.__file__).with_name("__init__.pyi").read_text(encoding="utf-8")
    seen = set(re.findall(r"^from ([\w.]+) import (\w+) as \2$", stub, re.MULTILINE))
    assert seen == {
        (module, name) for module, names in vars(aimsgraph)["_PLACES"].items() for name in names
    }
    assert set(re.findall(r'^    "(\w+)",$', stub, re.MULTILINE)) == set(aimsgraph.__all__)
