"""Words of the product as closed sets, and their addresses.

Relations follow NIST IR 8477 (set theory relationship mapping); predicates are those of SKOS as
SSSOM uses them. The tables are data: what a word means is looked up, never decided by ``if``.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

AIMS: Final = "https://w3id.org/aimsgraph/ontology#"
ID: Final = "https://w3id.org/aimsgraph/id/"
VOCAB: Final = "https://w3id.org/aimsgraph/vocab/"
MAPPING: Final = "https://w3id.org/aimsgraph/mapping/"
ANALYSIS: Final = "https://w3id.org/aimsgraph/analysis/"
GRAPH: Final = "https://w3id.org/aimsgraph/graph/"
INFERRED: Final = GRAPH + "inferred"
"""Named graph of what follows from the mappings."""
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCT: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
PROV: Final = "http://www.w3.org/ns/prov#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SSSOM: Final = "https://w3id.org/sssom/"
SEMAPV: Final = "https://w3id.org/semapv/vocab/"

DEFAULT_CONFIDENCE: Final = 0.4
"""Confidence of a row that states none: no more than that of an untyped community table."""

NO_TERM_FOUND: Final = "sssom:NoTermFound"

DISCLAIMER: Final = (
    "Curated by the aimsgraph project. Not reviewed by counsel or by a certification body. "
    "Decision support, not legal advice. Mapped does not mean conformant: no harmonised standard "
    "is cited for the EU AI Act, so nothing here gives a presumption of conformity."
)

LICENCE: Final = (
    "Ontology and mappings: aimsgraph contributors, CC BY 4.0. Files of your own keep their terms"
)
"""Under which the texts and judgements of every file may be passed on (LICENSE-DATA)."""


class Relation(Enum):
    """How the outcomes of a subject relate to those of an object: exactly one of five holds."""

    EQUAL = "equal"
    SUBSET = "subset"
    SUPERSET = "superset"
    INTERSECTS = "intersects"
    DISJOINT = "disjoint"


class State(Enum):
    """Coverage state of a provision, in order of precedence."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    LEAD = "lead"
    UNMAPPED = "unmapped"


class Mark(Enum):
    """How a row meets one element of the other side; an element without a mark is open."""

    MET = ""
    IN_KIND = "~"
    BEGUN = "+"


class Remains(Enum):
    """How much of a needed provision is open, least first."""

    LITTLE = "little"
    SOME = "some"
    MOST = "most"


class Verdict(Enum):
    """The work that a needed provision leaves, least first; it claims nothing about conformity."""

    REUSE = "reuse"
    EXTEND = "extend"
    ADD = "add"
    START_FROM = "start from"
    BUILD = "build"
    JUDGE = "judge"


class Force(Enum):
    """What kind of statement a provision makes."""

    REQUIREMENT = "requirement"
    PROHIBITION = "prohibition"
    OUTCOME = "outcome"
    PERMISSION = "permission"
    DEFINITION = "definition"
    PROCEDURE = "procedure"
    POWER = "power"
    INFORMATION = "information"
    GUIDANCE = "guidance"


AUTHORITY: Final = "authority"
"""The role above all that make, apply or supervise the law."""

NORMATIVE: Final = frozenset({Force.REQUIREMENT, Force.PROHIBITION, Force.OUTCOME})

PREDICATES: Final[dict[Relation, tuple[str, str]]] = {
    Relation.EQUAL: ("skos:exactMatch", ""),
    Relation.SUBSET: ("skos:broadMatch", ""),
    Relation.SUPERSET: ("skos:narrowMatch", ""),
    Relation.INTERSECTS: ("skos:relatedMatch", ""),
    Relation.DISJOINT: ("skos:relatedMatch", "Not"),
}
"""Predicate and modifier that stand in a row for each relation."""

UNTYPED_PREDICATES: Final = frozenset({"skos:relatedMatch", "skos:closeMatch"})
"""Predicates that suggest a link and prove nothing."""

TYPED_PREDICATES: Final[dict[tuple[str, str], Relation]] = {
    ("skos:exactMatch", ""): Relation.EQUAL,
    ("skos:broadMatch", ""): Relation.SUBSET,
    ("skos:narrowMatch", ""): Relation.SUPERSET,
    ("skos:relatedMatch", "Not"): Relation.DISJOINT,
}
"""What a foreign row without ``strm_relation`` still says."""

CONVERSE: Final[dict[Relation, Relation]] = {
    Relation.EQUAL: Relation.EQUAL,
    Relation.SUBSET: Relation.SUPERSET,
    Relation.SUPERSET: Relation.SUBSET,
    Relation.INTERSECTS: Relation.INTERSECTS,
    Relation.DISJOINT: Relation.DISJOINT,
}

SUPPORTS: Final = "aims:supports"
"""Predicate of a row whose subject overlaps nothing of its object but helps to achieve it."""

SUPPORT_KINDS: Final = ("integral-to", "example-of", "precedes")
"""Properties of a supportive relationship (NIST IR 8477), strongest first."""

GAP_KINDS: Final = ("scope", "content", "recipient", "time", "form")
"""What a residual consists of: further systems or data, further content, somebody to give it to,
a moment or period, a form."""

WHOLE: Final = "all"
"""Key that a row marks where a provision has no elements: it is its own."""

RATIONALES: Final = frozenset({"syntactic", "semantic", "functional"})
"""Rationales of NIST IR 8477."""

KINDS: Final = (
    "Chapter", "Section", "Theme", "Article", "Paragraph", "Subparagraph", "Point", "Chapeau",
    "Annex", "AnnexSection", "AnnexPoint", "Recital", "Clause", "ControlObjective", "Control",
    "Function", "Category", "Subcategory",
)  # fmt: skip
"""Subclasses of ``aims:Provision``."""

NO_TERM_FOUND_KINDS: Final = frozenset({
    "Article", "Paragraph", "Subparagraph", "Point", "Chapeau", "AnnexSection",
    "AnnexPoint", "Control", "ControlObjective", "Clause", "Category", "Subcategory",
})  # fmt: skip
"""Kinds on which a NoTermFound row may stand: no higher than article, control, control objective
or annex section."""

FULL_WORD: Final[dict[State, str]] = {
    State.FULL: "Covered in full",
    State.PARTIAL: "Covered in part",
    State.NONE: "Checked, nothing corresponds",
    State.LEAD: "Only a lead, not proven",
    State.UNMAPPED: "Not yet judged",
}


MEETS: Final[dict[Mark, str]] = {
    Mark.MET: "meets",
    Mark.IN_KIND: "meetsInKind",
    Mark.BEGUN: "begins",
}
"""Properties of a mapping record that name the elements it marks."""

MARK_WORDS: Final[dict[Mark, str]] = {
    Mark.MET: "met",
    Mark.IN_KIND: "in kind",
    Mark.BEGUN: "begun",
}

VERDICT_WORDS: Final[dict[Verdict, str]] = {
    Verdict.REUSE: "It is met: keep what you have and show it",
    Verdict.EXTEND: "The same work again, for more or in another way",
    Verdict.ADD: "Little or some remains, and it is new content",
    Verdict.START_FROM: "Most remains; what you have is where to start",
    Verdict.BUILD: "Nothing that you have helps",
    Verdict.JUDGE: "Nobody has judged it yet",
}

VERDICT_DONE: Final[dict[Verdict, str]] = {
    Verdict.REUSE: "reused",
    Verdict.EXTEND: "extended",
    Verdict.ADD: "added to",
    Verdict.START_FROM: "started from",
    Verdict.BUILD: "built",
    Verdict.JUDGE: "still to be judged",
}
"""What happens to a duty, as a sentence about many of them says it."""


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun, and its plural where that has no mere s.

    >>> counted(1, "mapping"), counted(2, "mapping")
    ('1 mapping', '2 mappings')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {nouns or noun + 's'}"
