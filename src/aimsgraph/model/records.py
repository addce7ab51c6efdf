"""Frameworks, provisions, mappings and what belongs to them, as values.

Provisions are named by CURIE everywhere inside (``aiact:art_9.par_2``); IRIs appear at the edges.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NewType

from aimsgraph.model.terms import DEFAULT_CONFIDENCE, NORMATIVE, Force, Mark, Relation

Curie = NewType("Curie", str)
"""``<framework key>:<local name>``, the name of a provision."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of the text of a framework.

    Args:
        key: Short name within the framework, such as ``2024`` or ``2026``.
        label: What people call it.
        date: Date of the text, ISO 8601, or empty.
        rank: Order in time, 0 first.
    """

    key: str
    label: str
    date: str
    rank: int


@dataclass(frozen=True, slots=True)
class Framework:
    """A standard, law or voluntary framework.

    Args:
        key: Prefix of its CURIEs.
        iri: Its address; provisions are ``iri + "/" + local``.
        label: Short name.
        title: Official title.
        publisher: Who publishes it.
        objective: What it wants to achieve.
        risk_focus: Risk to whom, of what.
        key_output: What an organisation holds in its hands at the end.
        regulatory_link: How it relates to law.
        certifiable: Whether one can be certified against it; ``None`` where nobody says.
        certification: What is certified or assessed, and by whom.
        binding_force: ``law``, ``law by transposition``, ``voluntary``, ``guidance`` or ``bill``.
        structure: Skeletons that it is built on; frameworks that name the same one share it.
        law_as_of: Date up to which changes were followed, ISO 8601, or empty.
        editions: Oldest first; the last one is the current one.
        see_also: Official addresses.
        file: Where it was read from.
        aliases: Other names that people give it.
    """

    key: str
    iri: str
    label: str
    title: str = ""
    publisher: str = ""
    objective: str = ""
    risk_focus: str = ""
    key_output: str = ""
    regulatory_link: str = ""
    certifiable: bool | None = None
    certification: str = ""
    binding_force: str = ""
    structure: tuple[str, ...] = ()
    law_as_of: str = ""
    editions: tuple[Edition, ...] = ()
    see_also: tuple[str, ...] = ()
    file: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def current_edition(self) -> str:
        """Key of the newest edition, or the empty string when none is declared."""
        return self.editions[-1].key if self.editions else ""

    def rank(self, edition: str) -> int:
        """Order in time of an edition key; unknown or empty keys count as current."""
        for one in self.editions:
            if one.key == edition:
                return one.rank
        return self.editions[-1].rank if self.editions else 0


@dataclass(frozen=True, slots=True)
class FormerVersion:
    """What a provision said up to and including an edition."""

    edition: str
    label: str
    summary: str
    force: Force
    binds: tuple[str, ...]
    application: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationRule:
    """From when, under which condition and by which legal basis a provision applies.

    Args:
        key: Last part of its IRI.
        date: Formal date, ISO 8601.
        practical_date: Date on which it can bite, where that differs, or empty.
        condition: The condition in words, or empty.
        risks: Risk classes that the rule is limited to; empty for all.
        legal_basis: Where the date is laid down.
        introduced_by: Act that created the wording.
        status: ``settled`` or ``contested``.
        editions: Editions of the framework in which it holds; empty for all.
        replaces: Address of the rule that held before, or empty.
    """

    key: str
    date: str
    practical_date: str = ""
    condition: str = ""
    risks: tuple[str, ...] = ()
    legal_basis: str = ""
    introduced_by: str = ""
    status: str = "settled"
    editions: tuple[str, ...] = ()
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One of the distinct outcomes that a provision asks for; a constituent of it.

    Args:
        id: ``<provision>.<key>``.
        key: ``e1``, ``e2`` and so on, in the order of the text.
        text: The outcome, in the curator's words.
        hard: It is a property of the product, an act toward an authority or an affected person, or
            a fixed legal yardstick.
    """

    id: Curie
    key: str
    text: str
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Provision:
    """An addressable part of a framework, as its current edition has it."""

    id: Curie
    iri: str
    framework: str
    notation: str
    label: str
    kind: str
    position: int
    force: Force
    parent: Curie | None = None
    constituent: bool = False
    summary: str = ""
    binds: tuple[str, ...] = ()
    bound_via: tuple[Curie, ...] = ()
    applies_to: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    former: tuple[FormerVersion, ...] = ()
    application: tuple[str, ...] = ()
    cites: tuple[Curie, ...] = ()
    see_also: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    note: str = ""
    elements: tuple[Element, ...] = ()
    replaces: tuple[Curie, ...] = ()

    @property
    def local(self) -> str:
        """The part of the CURIE after the prefix."""
        return self.id.partition(":")[2]

    @property
    def normative(self) -> bool:
        """Whether the provision commands something."""
        return self.force in NORMATIVE

    @property
    def text(self) -> str:
        """What a row about it was judged on: its summary and its elements."""
        return "\n".join((self.summary, *(("!" if e.hard else "") + e.text for e in self.elements)))

    @property
    def digest(self) -> str:
        """Short fingerprint of that text, as rows carry it."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Mapping:
    """One asserted statement of a mapping set.

    Args:
        id: ``<mapping set>/<subject>--<object>``.
        subject: Provision on the left.
        object: Provision on the right; ``None`` where nothing corresponds.
        relation: How subject relates to object; ``None`` for an untyped row.
        none_in: Framework in which nothing corresponds to the subject, or empty.
        rationale: Rationale of NIST IR 8477.
        confidence: Belief in the judgement, 0 to 1.
        comment: Why, in the curator's words.
        object_residual: What the object still demands once the subject is met.
        subject_residual: What the subject still demands once the object is met.
        subject_edition: Edition of the subject that was judged; empty for the current one.
        object_edition: Edition of the object that was judged; empty for the current one.
        object_elements: Elements of the object that the subject meets (``e1``), meets in kind
            (``~e2``) or begins to meet (``+e3``); of a provision without elements, ``all``.
        subject_elements: Likewise, what the object meets of the subject.
        artefact: What a holder of the subject has in hand that serves both.
        object_gap: Kinds of what the object still demands.
        subject_gap: Kinds of what the subject still demands.
        support: How the subject helps to achieve the object, where they share no outcome.
        subject_judged: Fingerprint of the text of the subject that was judged, or empty.
        object_judged: Likewise of the object.
    """

    id: str
    set_key: str
    subject: Curie
    object: Curie | None
    relation: Relation | None
    none_in: str = ""
    rationale: str = "functional"
    confidence: float = DEFAULT_CONFIDENCE
    predicate: str = "skos:relatedMatch"
    modifier: str = ""
    justification: str = ""
    comment: str = ""
    object_residual: str = ""
    subject_residual: str = ""
    see_also: tuple[str, ...] = ()
    author: str = ""
    reviewer: str = ""
    date: str = ""
    subject_label: str = ""
    object_label: str = ""
    subject_edition: str = ""
    object_edition: str = ""
    object_elements: tuple[str, ...] = ()
    subject_elements: tuple[str, ...] = ()
    artefact: str = ""
    object_gap: tuple[str, ...] = ()
    subject_gap: tuple[str, ...] = ()
    support: str = ""
    subject_judged: str = ""
    object_judged: str = ""
    file: str = ""
    line: int = 0

    def seen_from(self, end: Curie) -> Side:
        """What the row says of one of its ends, given that the other one is met."""
        if end == self.object:
            return Side(self.object_elements, self.object_gap, self.object_residual)
        return Side(self.subject_elements, self.subject_gap, self.subject_residual)


@dataclass(frozen=True, slots=True)
class Side:
    """What a row says of one end.

    Args:
        elements: Its elements as marked.
        gap: Kinds of what it still demands.
        residual: What it still demands.
    """

    elements: tuple[str, ...] = ()
    gap: tuple[str, ...] = ()
    residual: str = ""

    @property
    def marks(self) -> dict[str, Mark]:
        """How its elements are met, by key.

        >>> Side(("e1", "~e2"), (), "").marks
        {'e1': <Mark.MET: ''>, 'e2': <Mark.IN_KIND: '~'>}
        """
        return {e.lstrip("~+"): Mark(e[0] if e[0] in "~+" else "") for e in self.elements}


@dataclass(frozen=True, slots=True)
class MappingSet:
    """One SSSOM file."""

    key: str
    iri: str
    title: str
    license: str
    file: str
    rows: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A word of a controlled vocabulary."""

    key: str
    scheme: str
    label: str
    definition: str = ""
    broader: str = ""
    regulated: bool = False
    position: int = 0
    aliases: tuple[str, ...] = ()
