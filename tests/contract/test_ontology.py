"""The ontology: labelled, within its profiles, consistent, and able to be inconsistent."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS

from aimsgraph.compile.load import bundled
from aimsgraph.formats.turtle import read_turtle
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import AIMS, KINDS, VOCAB, Force, Relation, State
from aimsgraph.rdf.dataset import ontology_documents
from aimsgraph.rdf.reasoners import consistency, for_reasoner, java_present
from worlds import ROOT

KINDS_OF_TERM = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
needs_java = pytest.mark.skipif(
    not java_present(), reason="NO JAVA: HermiT did not judge the ontology"
)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return for_reasoner(ontology_documents())


def own_terms(ontology: rdflib.Graph) -> set[rdflib.URIRef]:
    return {
        s
        for kind in KINDS_OF_TERM
        for s in ontology.subjects(RDF.type, kind)
        if isinstance(s, rdflib.URIRef) and str(s).startswith(AIMS)
    }


def test_every_term_is_labelled_and_defined(ontology: rdflib.Graph) -> None:
    terms = own_terms(ontology)
    assert len(terms) > 80
    for term in terms:
        assert ontology.value(term, RDFS.label), term
        assert ontology.value(term, SKOS.definition), term


def test_no_term_is_of_two_kinds(ontology: rdflib.Graph) -> None:
    for term in own_terms(ontology):
        assert sum((term, RDF.type, kind) in ontology for kind in KINDS_OF_TERM) == 1, term


def test_every_kind_of_provision_is_a_class(ontology: rdflib.Graph) -> None:
    for kind in KINDS:
        assert (
            rdflib.URIRef(AIMS + kind),
            RDFS.subClassOf,
            rdflib.URIRef(AIMS + "Provision"),
        ) in ontology


def test_every_property_used_in_the_data_is_declared(ontology: rdflib.Graph) -> None:
    declared = {str(t) for t in own_terms(ontology)}
    used = {
        t.predicate.value
        for document in bundled().documents()
        for t in document.triples
        if t.predicate.value.startswith(AIMS)
    }
    assert used <= declared


def test_no_property_with_a_chain_is_made_simple(ontology: rdflib.Graph) -> None:
    simple = (OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.FunctionalProperty)
    chained = set(ontology.subjects(OWL.propertyChainAxiom)) | set(
        ontology.subjects(RDF.type, OWL.TransitiveProperty)
    )
    assert {rdflib.URIRef(AIMS + p) for p in ("covers", "overlaps", "disjoint")} <= chained
    for term in chained:
        assert not any((term, RDF.type, kind) in ontology for kind in simple)


def test_the_el_file_holds_no_inverse_and_no_symmetry() -> None:
    text = (ROOT / "ontology" / "aims.ttl").read_text(encoding="utf-8")
    el = rdflib.Graph().parse(data=text, format="turtle")
    assert not list(el.triples((None, OWL.inverseOf, None)))
    assert not list(el.triples((None, RDF.type, OWL.SymmetricProperty)))


def test_the_words_of_the_code_are_those_of_the_vocabularies(graph: Graph) -> None:
    assert set(graph.concepts["relation"]) == {r.value for r in Relation}
    assert set(graph.concepts["state"]) == {s.value for s in State}
    assert set(graph.concepts["force"]) == {f.value for f in Force}


def test_every_concept_is_labelled_and_defined(graph: Graph) -> None:
    for scheme, words in graph.concepts.items():
        assert words, scheme
        for word in words.values():
            assert word.label, f"{VOCAB}{scheme}/{word.key}"
            assert word.definition, f"{VOCAB}{scheme}/{word.key}"


@pytest.mark.java
@needs_java
@pytest.mark.xdist_group("java")
def test_hermit_finds_the_ontology_consistent() -> None:
    verdict = consistency()
    assert verdict.consistent
    assert verdict.unsatisfiable == ()
    assert verdict.classes > 20
    assert verdict.properties > 20


@pytest.mark.java
@needs_java
@pytest.mark.xdist_group("java")
def test_the_consistency_check_can_fail() -> None:
    path = ROOT / "tests" / "corpus" / "owl" / "inconsistent.ttl"
    document = read_turtle(path.read_text(encoding="utf-8"), path.name)
    assert not consistency([document]).consistent
