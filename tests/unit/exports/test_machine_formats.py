"""Formats for other programs: each reads back as what was written, with what it rests on inside."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, RDF, RDFS, Namespace, URIRef

from aimsgraph.answers.extract import extract_of, slug_of
from aimsgraph.answers.questions import ASSERTED, Answer, Question, answer
from aimsgraph.compile.mappings import MappingCompiler
from aimsgraph.coverage.holdings import Statement
from aimsgraph.coverage.scope import Scope
from aimsgraph.exports.ciso_assistant import library_of, urns_of
from aimsgraph.exports.formats import FORMATS, MACHINE_FORMATS, export
from aimsgraph.exports.rdf_files import analysis_quads
from aimsgraph.formats.ciso_assistant import RELATIONSHIPS, read_library
from aimsgraph.formats.sssom import read_sssom
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Mapping
from aimsgraph.model.terms import AIMS, CONVERSE, DISCLAIMER
from aimsgraph.rdf.dataset import ontology_documents, quads
from worlds import world

AIMS_NS = Namespace(AIMS)
HOSTILE = "<script>\x0b&amp;\t\"'|[x](javascript:1)\n=1+1"


@pytest.fixture(scope="module")
def result(graph: Graph) -> Answer:
    return answer(graph, Question(("iso27001", "iso42001"), "aiact"))


@pytest.fixture(scope="module")
def part(graph: Graph) -> Answer:
    scope = Scope(part="gdpr:art_32")
    return answer(graph, Question(("iso27001",), "gdpr", scope, hops=ASSERTED))


def bare(one: Mapping) -> Mapping:
    """A mapping without the file that it stands in."""
    return replace(one, id=one.id.partition("/")[2], set_key="", file="", line=0)


def rows_in(content: bytes, graph: Graph) -> tuple[Mapping, ...]:
    """The mappings that an SSSOM file gives, compiled as those of a user's folder are."""
    compiler = MappingCompiler(graph.frameworks, graph.provisions)
    mappings, _ = compiler.compile([read_sssom(content.decode(), "export.sssom.tsv")])
    assert compiler.findings == []
    return mappings


def test_every_machine_format_says_what_it_rests_on(part: Answer) -> None:
    for name in MACHINE_FORMATS:
        words = export(part, name).decode().replace("\\", "")
        plain = " ".join(words.replace("\n# ", " ").split())
        assert part.graph.data_version in plain, name
        assert "creativecommons.org/licenses/by/4.0" in plain, name
        assert DISCLAIMER.split(". ")[1] in plain, name
        assert "gdpr 2016" in plain or "2016" in plain, name
        assert "gdpr:art_32" in plain or "gdpr_art_32" in plain, name


def test_the_same_analysis_gives_the_same_bytes_in_another_process(part: Answer) -> None:
    code = (
        "import hashlib; from aimsgraph.compile.load import load_graph; "
        "from aimsgraph.answers.questions import Question, answer; "
        "from aimsgraph.coverage.scope import Scope; "
        "from aimsgraph.exports.formats import MACHINE_FORMATS, export; "
        "r = answer(load_graph(), Question(('iso27001',), 'gdpr', Scope(part='gdpr:art_32'), "
        "hops=1)); "
        "print(*(hashlib.sha256(export(r, n)).hexdigest() for n in MACHINE_FORMATS))"
    )
    mine = [hashlib.sha256(export(part, name)).hexdigest() for name in MACHINE_FORMATS]
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.split() == mine


def test_sssom_comes_back_equal(result: Answer) -> None:
    back = rows_in(export(result, "sssom"), result.graph)
    sent = extract_of(result).rows
    assert {bare(one) for one in back} == {bare(one) for one in sent}
    assert {one.support for one in sent} > {""}
    assert any(one.none_in for one in sent)
    assert any(one.relation for one in sent)


@pytest.mark.parametrize(
    ("have", "need", "scope"),
    [
        (("iso27001", "iso42001"), "aiact", Scope()),
        (("iso42001",), "iso27001", Scope()),
        (("iso27001",), "gdpr", Scope(part="gdpr:art_32")),
        (("iso27001",), "nis2ir", Scope()),
    ],
)
def test_the_rows_alone_give_the_same_asserted_answer(
    have: tuple[str, ...], need: str, scope: Scope, graph: Graph
) -> None:
    asked = Question(have, need, scope, hops=ASSERTED)
    result = answer(graph, asked)
    alone = replace(graph, mappings=rows_in(export(result, "sssom"), graph))
    again = answer(alone, asked)
    assert [(c.state, c.verdict, c.remains) for c in again.coverage.cells] == [
        (c.state, c.verdict, c.remains) for c in result.coverage.cells
    ]
    assert result.coverage.denominator


def test_every_row_of_a_path_is_in_the_extract(graph: Graph) -> None:
    result = answer(graph, Question(("iso27001",), "iso42001"))
    ids = {one.id for one in extract_of(result).rows}
    paths = {m for c in result.coverage.cells for s in c.sources for m in s.mappings}
    inferred = [s for c in result.coverage.cells for s in c.sources if s.inferred]
    assert inferred
    assert paths <= ids


def test_a_part_takes_its_own_rows_only(part: Answer) -> None:
    inside = {"gdpr:art_32", "gdpr:cpt_IV", "gdpr:cpt_IV.sec_2"}
    inside |= {p.id for p in part.graph.descendants(Curie("gdpr:art_32"))}
    ends = {e for one in extract_of(part).rows for e in (one.subject, one.object) if e}
    assert {e for e in ends if e.startswith("gdpr:")} <= inside


def test_rows_judged_on_another_text_are_left_out_and_counted(graph: Graph) -> None:
    result = answer(graph, Question(("iso42001",), "aiact", Scope(edition="2024")))
    extract = extract_of(result)
    assert extract.stale > 0
    assert not result.graph.stale & {one.id for one in extract.rows}
    assert f"{extract.stale} rows that were judged on another text" in export(
        result, "sssom"
    ).decode().replace("\n# ", " ")


def test_rdf_is_read_whole_by_rdflib_in_every_syntax(part: Answer) -> None:
    turtle = rdflib.Graph().parse(data=export(part, "ttl"), format="turtle")
    jsonld = rdflib.Graph().parse(data=export(part, "jsonld"), format="json-ld")
    named = rdflib.Dataset(default_union=True)
    named.parse(data=export(part, "nq"), format="nquads")
    sent = {(q.subject, q.predicate, q.object) for q in analysis_quads(part)}
    assert len(turtle) == len(jsonld) == len(sent)
    assert set(turtle) == set(jsonld) == {(s, p, o) for s, p, o, _ in named.quads()}


def test_rdf_states_are_those_of_the_answer(result: Answer) -> None:
    found = rdflib.Graph().parse(data=export(result, "ttl"), format="turtle")
    (analysis,) = found.subjects(RDF.type, AIMS_NS.Analysis)
    assert str(found.value(analysis, RDFS.comment)) == DISCLAIMER
    assert found.value(analysis, DCTERMS.license) == URIRef(
        "https://creativecommons.org/licenses/by/4.0/"
    )
    told = {
        str(found.value(one, AIMS_NS.assesses)): (
            str(found.value(one, AIMS_NS.state)).rpartition("/")[2],
            str(found.value(one, AIMS_NS.verdict)),
        )
        for one in found.objects(analysis, AIMS_NS.assessment)
    }
    cells = result.coverage.cells
    assert told == {c.provision.iri: (c.state.value, c.verdict.value) for c in cells}


def test_rdf_says_of_provisions_and_rows_what_the_dataset_says(result: Answer) -> None:
    def plain(quad: ox.Quad) -> tuple[str, ...]:
        terms = (quad.subject, quad.predicate, quad.object)
        return tuple(t.value for t in terms if not isinstance(t, ox.Triple))

    known = {plain(q) for q in quads(result.graph)}
    told = {plain(q) for q in analysis_quads(result) if "/graph/analysis/" not in str(q.graph_name)}
    assert told
    assert told <= known


def test_every_term_of_the_rdf_is_declared(result: Answer) -> None:
    declared = {
        t.subject.value
        for document in ontology_documents()
        for t in document.triples
        if isinstance(t.subject, ox.NamedNode)
    }
    used = {q.predicate.value for q in analysis_quads(result)}
    used |= {
        q.object.value
        for q in analysis_quads(result)
        if q.predicate.value.endswith("#type") and isinstance(q.object, ox.NamedNode)
    }
    assert {term for term in used if term.startswith(AIMS)} <= declared


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_opens_nodes_with_state_and_rows_as_edges(
    name: str, read: object, result: Answer
) -> None:
    assert callable(read)
    network = read(io.BytesIO(export(result, name)))
    states = {n: d["state"] for n, d in network.nodes(data=True) if d["in_scope"]}
    assert states == {c.provision.id: c.state.value for c in result.coverage.cells}
    rows = {(one.subject, one.object) for one in extract_of(result).rows if one.object}
    assert set(network.edges()) == rows
    assert {d["side"] for _, d in network.nodes(data=True)} == {"needed", "held"}


def test_ciso_assistant_library_comes_back_equal(result: Answer) -> None:
    library = library_of(result)
    assert read_library(export(result, "ciso-assistant").decode(), "x.yaml") == library
    framework = library.frameworks[0]
    assert sum(n.assessable for n in framework.requirement_nodes) == result.coverage.denominator
    urns = {n.urn for f in library.frameworks for n in f.requirement_nodes}
    assert len(urns) == sum(len(f.requirement_nodes) for f in library.frameworks)
    assert {n.parent_urn for f in library.frameworks for n in f.requirement_nodes} <= urns | {""}


def test_ciso_assistant_rows_say_what_our_rows_say(result: Answer) -> None:
    library = read_library(export(result, "ciso-assistant").decode(), "x.yaml")
    name = {
        u: c for key in ("iso27001", "iso42001", "aiact") for c, u in urns_of(result, key).items()
    }
    told = {
        (name[row.source_requirement_urn], name[row.target_requirement_urn], row.relationship)
        for one in library.mapping_sets
        for row in one.requirement_mappings
    }
    expected = set()
    for one in extract_of(result).rows:
        if one.relation and one.object:
            turned = one.subject.startswith("aiact:")
            ends = (one.object, one.subject) if turned else (one.subject, one.object)
            relation = CONVERSE[one.relation] if turned else one.relation
            expected.add((*ends, RELATIONSHIPS[relation]))
    assert told == expected
    assert "Left out" in library.description


def test_two_questions_never_share_the_name_of_a_library(graph: Graph) -> None:
    out = Statement("s", frozenset({Curie("iso27001:A.8.15")}))
    asked = [
        Question(("iso27001",), "aiact"),
        Question(("iso27001",), "aiact", Scope(role="deployer")),
        Question(("iso27001",), "aiact", Scope(part="aiact:art_12")),
        Question(("iso27001",), "aiact", excluded=out),
        Question(("iso42001",), "aiact"),
    ]
    assert len({slug_of(answer(graph, one)) for one in asked}) == len(asked)


def test_a_hostile_framework_stays_data_in_every_format() -> None:
    graph = world({"have": ["a", "b"], "need": ["t", "u"]}, [("have:a", "superset", "need:t")])
    provisions = {
        curie: replace(one, label=HOSTILE, summary=HOSTILE * 3, notation=HOSTILE)
        for curie, one in graph.provisions.items()
    }
    mappings = tuple(replace(one, comment=HOSTILE, artefact=HOSTILE) for one in graph.mappings)
    hostile = replace(graph, provisions=provisions, mappings=mappings)
    result = answer(hostile, Question(("have",), "need"))
    for name in MACHINE_FORMATS:
        assert export(result, name), name
    rdflib.Graph().parse(data=export(result, "ttl"), format="turtle")
    assert read_library(export(result, "ciso-assistant").decode(), "x") == library_of(result)
    assert len(nx.read_graphml(io.BytesIO(export(result, "graphml")))) == 3
    assert len(nx.read_gexf(io.BytesIO(export(result, "gexf")))) == 3
    (row,) = read_sssom(export(result, "sssom").decode(), "x").rows
    assert row["comment"] == HOSTILE.strip()


def test_every_format_has_an_ending_and_a_title() -> None:
    assert set(MACHINE_FORMATS) <= set(FORMATS)
    assert len({one.title for one in FORMATS.values()}) == len(FORMATS)
    assert all(one.ending and "/" in one.media_type for one in FORMATS.values())
