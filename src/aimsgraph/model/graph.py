"""The graph as a value: everything that was loaded, with its indexes."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingT
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from aimsgraph.model.consequences import Penalty, ReportingClock
from aimsgraph.model.errors import Finding
from aimsgraph.model.records import (
    ApplicationRule,
    Concept,
    Curie,
    Framework,
    Mapping,
    MappingSet,
    Provision,
)
from aimsgraph.model.spelling import Reading, plain, reading, short
from aimsgraph.model.terms import AUTHORITY, Force


@dataclass(frozen=True, eq=False)
class Graph:
    """Everything that was loaded, indexed. Immutable; a new scope or edition makes a new one.

    A layered graph was compiled on top of the bundled one, and leaves all that is in it unchanged.
    """

    frameworks: MappingT[str, Framework]
    provisions: MappingT[Curie, Provision]
    mappings: tuple[Mapping, ...]
    mapping_sets: tuple[MappingSet, ...] = ()
    concepts: MappingT[str, MappingT[str, Concept]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    rules: MappingT[str, ApplicationRule] = field(default_factory=lambda: MappingProxyType({}))
    clocks: tuple[ReportingClock, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    warnings: tuple[Finding, ...] = ()
    data_version: str = ""
    at: MappingT[str, str] = field(default_factory=lambda: MappingProxyType({}))
    layered: bool = False

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

    def narrower(self, scheme: str, key: str) -> frozenset[str]:
        """A word of a vocabulary and every word below it."""
        found, words = {key}, self.concepts.get(scheme, {})
        while more := {k for k, c in words.items() if c.broader in found} - found:
            found |= more
        return frozenset(found)

    def broader(self, scheme: str, key: str) -> tuple[str, ...]:
        """A word of a vocabulary and every word above it, the topmost last."""
        found, words = [key], self.concepts.get(scheme, {})
        while key in words and words[key].broader not in {"", *found}:
            key = words[key].broader
            found.append(key)
        return tuple(found)

    @cached_property
    def authorities(self) -> frozenset[str]:
        """Roles that make, apply or supervise the law; none of them is a regulated party."""
        return self.narrower("role", AUTHORITY) - self.regulated_roles

    @cached_property
    def duties_of_authorities(self) -> frozenset[Curie]:
        """What the law asks of authorities: leaves that no operator has to meet.

        How authorities proceed is a duty of theirs (``Force.PROCEDURE``), though none that counts
        for anybody else.
        """
        asked = {
            p.id
            for p in self.provisions.values()
            if (p.normative or p.force is Force.PROCEDURE)
            and self.authorities.intersection(p.binds)
            and p.id not in self.assessable
            and self.exists(p)
        }
        above = {a.id for curie in asked | self.assessable for a in self.ancestors(curie)}
        return frozenset(asked - above)

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
        return self._leaves.get(framework, ())

    @cached_property
    def _leaves(self) -> dict[str, tuple[Provision, ...]]:
        return {
            key: tuple(p for p in provisions if p.id in self.assessable)
            for key, provisions in self._by_framework.items()
        }

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
