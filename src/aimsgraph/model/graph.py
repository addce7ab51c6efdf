"""The things of the graph as values: frameworks, provisions, mappings, and what holds them.

Provisions are named by CURIE everywhere inside (``aiact:art_9.par_2``); IRIs appear at the edges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as MappingT
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NewType

from aimsgraph.model.errors import Finding
from aimsgraph.model.spelling import Reading, plain, reading, short
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
        law_as_of: Date up to which changes were followed, ISO 8601, or empty.
        editions: Oldest first; the last one is the current one.
        see_also: Official addresses.
        file: Where it was read from.
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
    law_as_of: str = ""
    editions: tuple[Edition, ...] = ()
    see_also: tuple[str, ...] = ()
    file: str = ""

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
    """

    key: str
    date: str
    practical_date: str = ""
    condition: str = ""
    risks: tuple[str, ...] = ()
    legal_basis: str = ""
    introduced_by: str = ""
    status: str = "settled"


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


@dataclass(frozen=True, eq=False)
class Graph:
    """Everything that was loaded, indexed. Immutable; a new scope or edition makes a new one."""

    frameworks: MappingT[str, Framework]
    provisions: MappingT[Curie, Provision]
    mappings: tuple[Mapping, ...]
    mapping_sets: tuple[MappingSet, ...] = ()
    concepts: MappingT[str, MappingT[str, Concept]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    rules: MappingT[str, ApplicationRule] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[Finding, ...] = ()
    data_version: str = ""
    at: MappingT[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def children(self) -> dict[Curie, tuple[Provision, ...]]:
        """Direct parts of each provision, in reading order."""
        found: dict[Curie, list[Provision]] = {}
        for one in self.provisions.values():
            if one.parent is not None:
                found.setdefault(one.parent, []).append(one)
        return {k: tuple(sorted(v, key=lambda p: (p.position, p.id))) for k, v in found.items()}

    @cached_property
    def whole_of(self) -> dict[Curie, Provision]:
        """Provisions by the ids of their elements."""
        return {e.id: p for p in self.provisions.values() for e in p.elements}

    def text_of(self, curie: Curie) -> str:
        """The label of a provision, or the text of an element."""
        one = self.provisions.get(curie)
        if one is not None:
            return one.label
        return next(e.text for e in self.whole_of[curie].elements if e.id == curie)

    def iri_of(self, curie: Curie) -> str:
        """The address of a provision or an element."""
        one = self.provisions.get(curie)
        if one is not None:
            return one.iri
        whole = self.whole_of[curie]
        return whole.iri + curie.removeprefix(whole.id)

    @cached_property
    def regulated_roles(self) -> frozenset[str]:
        """Roles that count as regulated parties."""
        return frozenset(k for k, c in self.concepts.get("role", {}).items() if c.regulated)

    @cached_property
    def assessable(self) -> frozenset[Curie]:
        """The leaves that count in coverage (see ``is_assessable`` for the rule)."""
        carries: dict[Curie, bool] = {}
        deepest_first = sorted(self.provisions.values(), key=lambda p: -self._depth(p))
        leaves: set[Curie] = set()
        for one in deepest_first:
            below = any(
                carries.get(child.id, False)
                for child in self.children.get(one.id, ())
                if child.constituent
            )
            own = (
                one.normative
                and self.exists(one)
                and bool(self.regulated_roles.intersection(one.binds))
            )
            if own and not below:
                leaves.add(one.id)
            carries[one.id] = own or below
        return frozenset(leaves)

    def _depth(self, one: Provision) -> int:
        depth = 0
        while one.parent is not None and one.parent in self.provisions:
            one = self.provisions[one.parent]
            depth += 1
        return depth

    def is_assessable(self, curie: Curie) -> bool:
        """Whether a provision counts in coverage.

        A leaf counts when it states a requirement, a prohibition or an outcome, binds a regulated
        party, and has no assessable constituent below it.
        """
        return curie in self.assessable

    def of(self, framework: str) -> tuple[Provision, ...]:
        """Every provision of a framework in reading order."""
        return self._by_framework.get(framework, ())

    @cached_property
    def _by_framework(self) -> dict[str, tuple[Provision, ...]]:
        found: dict[str, list[Provision]] = {}
        for one in self.provisions.values():
            found.setdefault(one.framework, []).append(one)
        return {k: tuple(sorted(v, key=lambda p: (p.position, p.id))) for k, v in found.items()}

    @cached_property
    def by_iri(self) -> dict[str, Curie]:
        """Provisions by address."""
        return {p.iri: p.id for p in self.provisions.values()}

    @cached_property
    def spellings(self) -> dict[tuple[str, Reading], tuple[Curie, ...]]:
        """Provisions by framework and what is written.

        What is written is the notation or local name as it stands, its reading, and behind ``~``
        the reading without the words that people leave out.
        """
        found: dict[tuple[str, Reading], set[Curie]] = {}
        for one in self.provisions.values():
            words = reading(one.notation)
            for key in ((plain(one.notation),), (plain(one.local),), words, ("~", *short(words))):
                found.setdefault((one.framework, key), set()).add(one.id)
        return {key: tuple(sorted(ids)) for key, ids in found.items()}

    def leaves(self, framework: str) -> tuple[Provision, ...]:
        """The assessable provisions of a framework in reading order."""
        return tuple(p for p in self.of(framework) if p.id in self.assessable)

    def ancestors(self, curie: Curie) -> Iterator[Provision]:
        """Parent, grandparent and so on, nearest first."""
        one = self.provisions.get(curie)
        while one is not None and one.parent is not None:
            one = self.provisions.get(one.parent)
            if one is not None:
                yield one

    def descendants(self, curie: Curie) -> Iterator[Provision]:
        """Everything below a provision, in reading order."""
        for child in self.children.get(curie, ()):
            yield child
            yield from self.descendants(child.id)

    @cached_property
    def _by_mapping_id(self) -> dict[str, Mapping]:
        return {m.id: m for m in self.mappings}

    def mapping(self, mapping_id: str) -> Mapping:
        """The mapping of an id."""
        return self._by_mapping_id[mapping_id]

    def edition_of(self, framework: str) -> str:
        """The edition in which this graph sees a framework: the current one unless set."""
        return self.at.get(framework) or self.frameworks[framework].current_edition

    def exists(self, one: Provision) -> bool:
        """Whether a provision is part of the edition in which this graph sees its framework."""
        return not one.editions or self.edition_of(one.framework) in one.editions

    @cached_property
    def stale(self) -> frozenset[str]:
        """Ids of mappings judged on a text that is not the one this graph sees.

        A former version marks a change of text after its edition. A row is stale when such a change
        lies between the edition that was judged and the edition in view, on either side, or when
        the text of either side is not the one whose fingerprint the row carries.
        """
        return frozenset(
            m.id
            for m in self.mappings
            if self._moved(m.subject, m.subject_edition, m.subject_judged)
            or (m.object is not None and self._moved(m.object, m.object_edition, m.object_judged))
        )

    def _moved(self, curie: Curie, judged: str, digest: str) -> bool:
        one = self.provisions.get(curie)
        if one is None:
            return False
        if digest and digest != one.digest:
            return True
        if not one.former:
            return False
        framework = self.frameworks[one.framework]
        seen = framework.rank(self.edition_of(one.framework))
        read = framework.rank(judged)
        return any(
            (read <= framework.rank(f.edition)) != (seen <= framework.rank(f.edition))
            for f in one.former
        )

    @cached_property
    def live_mappings(self) -> tuple[Mapping, ...]:
        """The mappings that are not stale."""
        return tuple(m for m in self.mappings if m.id not in self.stale)

    def label_of(self, scheme: str, key: str) -> str:
        """The label of a concept, or its key when the vocabulary does not know it."""
        concept = self.concepts.get(scheme, {}).get(key)
        return concept.label if concept else key
