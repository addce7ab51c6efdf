"""OWL reasoning: the independent judge of the ontology and of what the closure concludes.

owlready2 reads RDF/XML and N-Triples, not Turtle, and HermiT refuses ``xsd:date``: the ontology is
converted and dates, which are annotations, are left out.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aimsgraph.formats.turtle import Document
from aimsgraph.model.errors import MissingExtraError
from aimsgraph.model.terms import XSD
from aimsgraph.rdf.dataset import ontology_documents

if TYPE_CHECKING:
    import rdflib

_DATES = frozenset({XSD + "date", XSD + "dateTime"})


@dataclass(frozen=True, slots=True)
class Consistency:
    """What the reasoner says of an ontology.

    Args:
        consistent: Whether it has a model.
        unsatisfiable: Classes that can have no member.
        classes: Number of classes it loaded.
        properties: Number of object properties it loaded.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    classes: int
    properties: int


def java_present() -> bool:
    """Whether HermiT can run here."""
    return shutil.which("java") is not None


def for_reasoner(documents: Sequence[Document]) -> rdflib.Graph:
    """The documents as one rdflib graph that HermiT accepts: without dates."""
    import rdflib

    graph = rdflib.Graph()
    for document in documents:
        one = rdflib.Graph().parse(data=document.text, format="turtle")
        for triple in one:
            if str(getattr(triple[2], "datatype", "")) not in _DATES:
                graph.add(triple)
    return graph


def consistency(extra: Sequence[Document] = ()) -> Consistency:
    """Ask HermiT whether the ontology is consistent.

    Args:
        extra: Further documents that are judged with it.

    Returns:
        The verdict.

    Raises:
        MissingExtraError: There is no Java.
    """
    if not java_present():
        raise MissingExtraError(
            "HermiT",
            "it needs a Java runtime and none was found.",
            "Install one (Debian: apt install default-jre-headless). Coverage does not need it.",
        )
    import owlready2

    world = owlready2.World()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.rdf"
        for_reasoner([*ontology_documents(), *extra]).serialize(str(path), format="xml")
        ontology = world.get_ontology(path.as_uri()).load()
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
            consistent = True
        except owlready2.OwlReadyInconsistentOntologyError:
            consistent = False
        bad = tuple(sorted(c.iri for c in world.inconsistent_classes())) if consistent else ()
        return Consistency(
            consistent=consistent and not bad,
            unsatisfiable=bad,
            classes=len(list(ontology.classes())),
            properties=len(list(ontology.object_properties())),
        )
