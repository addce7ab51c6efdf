"""The oracle: what OWL reasoners entail must be what the closure calls certain, no more, no less.

The relation module states the algebra as property chains; HermiT and owlrl know nothing of masks.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aimsgraph.inference.closure import FIXPOINT
from aimsgraph.inference.facts import normative
from aimsgraph.inference.knowledge import close
from aimsgraph.inference.links import met_elements, takes_part
from aimsgraph.inference.relations import BIT, COVERS, OVERLAPS, certain
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import AIMS, ID, Relation
from aimsgraph.rdf.dataset import ontology_documents
from aimsgraph.rdf.reasoners import for_reasoner, java_present

if TYPE_CHECKING:
    import rdflib

Statement = tuple[str, str, str]
"""Subject, one of covers, overlaps, disjoint, object."""

STATEMENTS: Final = ("covers", "overlaps", "disjoint")
_MOST_SHOWN: Final = 50
_ANYTHING: Final = ID + "anything-in/"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one reasoner says beside what the closure says.

    Args:
        name: The reasoner.
        counts: By statement: how many the closure and how many the reasoner hold certain.
        differences: Statements that only one of them makes.
    """

    name: str
    counts: dict[str, tuple[int, int]]
    differences: tuple[str, ...]


def compare(graph: Graph, *, members: bool = False) -> Iterator[Comparison]:
    """Ask every reasoner that is present.

    Args:
        graph: The graph.
        members: Let the reasoner multiply NoTermFound out over every provision of the framework it
            names; for small graphs only. Otherwise the statement about the framework is compared.

    Yields:
        One comparison a reasoner.
    """
    ours = certain_statements(graph, members=members)
    facts = facts_for_reasoner(graph, members=members)
    elements = met_elements(graph)
    for name, ask in (("owlrl", _ask_owlrl), ("HermiT", _ask_hermit)):
        if name == "owlrl" or java_present():
            said = {s for s in ask(facts) if s[0] not in elements and s[2] not in elements}
            yield _compared(name, ours, said)


def _compared(name: str, ours: set[Statement], theirs: set[Statement]) -> Comparison:
    counts = {
        word: (sum(s[1] == word for s in ours), sum(s[1] == word for s in theirs))
        for word in STATEMENTS
    }
    differences = [f"only the closure: {' '.join(s)}" for s in sorted(ours - theirs)]
    differences += [f"only {name}: {' '.join(s)}" for s in sorted(theirs - ours)]
    return Comparison(name, counts, tuple(differences[:_MOST_SHOWN]))


def certain_statements(graph: Graph, *, members: bool) -> set[Statement]:
    """What the closure, run to the fixpoint, holds certain about different provisions."""
    closure = close(graph, FIXPOINT)
    found: set[Statement] = set()
    for pair in closure.pairs:
        if certain(pair.mask, COVERS):
            found.add((pair.source, "covers", pair.target))
        if certain(pair.mask, OVERLAPS):
            found.add((pair.source, "overlaps", pair.target))
        if certain(pair.mask, BIT[Relation.DISJOINT]):
            found.add((pair.source, "disjoint", pair.target))
    base = {
        (curie, m.none_in)
        for m in graph.live_mappings
        if m.object is None
        for curie in (m.subject, *(p.id for p in graph.descendants(m.subject)))
        if graph.provisions[curie].normative and graph.exists(graph.provisions[curie])
    }
    for curie, framework in base | closure.none:
        others = [framework]
        if members:
            others += [p.id for p in graph.of(framework) if takes_part(graph, p.id)]
        for other in others:
            found |= {(curie, "disjoint", other), (other, "disjoint", curie)}
    if (
        members
    ):  # otherwise the reasoner knows no member of what a statement about a framework names
        found |= {(s, "disjoint", t) for s, t in closure.apart}
    return found


def facts_for_reasoner(graph: Graph, *, members: bool) -> rdflib.Graph:
    """The relation module with provisions as individuals, constituents and mappings as facts."""
    import rdflib

    facts = for_reasoner(ontology_documents())
    taking_part = normative(graph)
    for curie in taking_part:
        node = rdflib.URIRef(graph.iri_of(curie))
        facts.add((node, rdflib.RDF.type, rdflib.OWL.NamedIndividual))
    known = {*taking_part, *(_ANYTHING + key for key in graph.frameworks)}
    for subject, word, target in (*_tree(graph, members=members), *_mapped(graph)):
        if {subject, target} <= known:
            facts.add((
                rdflib.URIRef(_iri(graph, subject)),
                rdflib.URIRef(AIMS + word),
                rdflib.URIRef(_iri(graph, target)),
            ))  # fmt: skip
    return facts


def _iri(graph: Graph, name: str) -> str:
    return name if name.startswith(_ANYTHING) else graph.iri_of(Curie(name))


def _tree(graph: Graph, *, members: bool) -> Iterator[Statement]:
    """Constituents, elements among them; and members of the whole of each framework."""
    for curie, one in graph.provisions.items():
        if one.constituent and one.parent is not None:
            yield curie, "constituentOf", one.parent
        if members:
            yield _ANYTHING + one.framework, "covers", curie
    for element in met_elements(graph):
        yield graph.whole_of[element].id, "hasConstituent", element


def _mapped(graph: Graph) -> Iterator[Statement]:
    """What the rows say."""
    for m in graph.live_mappings:
        if m.object is None:
            for curie in (m.subject, *(p.id for p in graph.descendants(m.subject))):
                yield curie, "disjoint", _ANYTHING + m.none_in
        elif m.relation is not None:
            yield m.subject, m.relation.value, m.object
    for element, rows in met_elements(graph).items():
        for _, holder in rows:
            yield holder, "covers", element


def _ask_owlrl(facts: rdflib.Graph) -> set[Statement]:
    import owlrl
    import rdflib

    closed = rdflib.Graph()
    for triple in facts:
        closed.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return {
        statement
        for word in STATEMENTS
        for s, o in closed.subject_objects(rdflib.URIRef(AIMS + word))
        if (statement := _statement(str(s), word, str(o))) is not None
    }


def _ask_hermit(facts: rdflib.Graph) -> set[Statement]:
    import owlready2

    world = owlready2.World()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.rdf"
        facts.serialize(str(path), format="xml")
        ontology = world.get_ontology(path.as_uri()).load()
        with ontology:
            owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    # owlready2 keeps only the most specific property: read the sub-properties along with each.
    below = {
        "covers": ("covers", "equal", "superset", "hasConstituent"),
        "coveredBy": ("coveredBy", "equal", "subset", "constituentOf"),
        "overlaps": ("overlaps", "intersects"),
        "disjoint": ("disjoint",),
    }
    said: dict[str, set[tuple[str, str]]] = {word: set() for word in below}
    for word, names in below.items():
        for name in names:
            for s, o in world[AIMS + name].get_relations():
                said[word].add((s.iri, o.iri))
    said["covers"] |= {(o, s) for s, o in said["coveredBy"]}
    said["overlaps"] |= said["covers"] | {(o, s) for s, o in said["covers"]}
    said["overlaps"] |= {(o, s) for s, o in said["overlaps"]}
    said["disjoint"] |= {(o, s) for s, o in said["disjoint"]}
    return {
        statement
        for word in STATEMENTS
        for s, o in said[word]
        if (statement := _statement(s, word, o)) is not None
    }


def _statement(subject: str, word: str, target: str) -> Statement | None:
    """A statement between different frameworks, by CURIE; others are matters of the tree."""
    one, other = _curie(subject), _curie(target)
    if one.partition(":")[0] == other.partition(":")[0]:
        return None
    if ":" not in one + other or (":" not in one and word != "disjoint"):
        return None
    if ":" not in other and word != "disjoint":
        return None
    return (one, word, other)


def _curie(iri: str) -> str:
    if iri.startswith(_ANYTHING):
        return iri.removeprefix(_ANYTHING)
    return iri.removeprefix(ID).replace("/", ":", 1)
