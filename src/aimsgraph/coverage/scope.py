"""Scope: which provisions of the target count, for whom, for which risk class, from when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve_word
from aimsgraph.model.records import ApplicationRule, Concept, FormerVersion, Provision
from aimsgraph.model.terms import NORMATIVE, Force

EVERYONE: Final = "all"
"""Role of a scope in which what the law asks of authorities counts beside what operators owe."""

TODAY: Final = "today"
FORCES: Final = tuple(f.value for f in Force if f in NORMATIVE)
"""What a scope can be narrowed to by force."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows the denominator. Empty values do not narrow; without a role, operators count.

    Args:
        role: A regulated party or an authority, or several with commas: whatever binds one of
            them counts; ``all`` for everybody.
        risk: A risk class, or several with commas; broader classes count too.
        date: Only provisions that apply on this date, ISO 8601, or ``today``.
        edition: Edition of the target framework.
        part: CURIE of a provision: only itself and what is below it.
        force: Only ``requirement``, ``prohibition`` or ``outcome``.
        sector: Sectors, areas of use and products; narrows what a text limits to others.
    """

    role: str = ""
    risk: str = ""
    date: str = ""
    edition: str = ""
    part: str = ""
    force: str = ""
    sector: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, str]:
        """The scope for exports; empty values are spelled out."""
        role = "operators and authorities" if self.role == EVERYONE else self.role
        return {
            "role": role or "all operators",
            "risk": self.risk or "all",
            "force": self.force or "all",
            "sector": ", ".join(self.sector) or "all",
            "date": self.date or "all",
            "edition": self.edition or "current",
            "part": self.part or "all",
        }


def several(words: str) -> tuple[str, ...]:
    """The words of a part of a scope that may name several.

    >>> several("provider,deployer"), several("")
    (('provider', 'deployer'), ())
    """
    return tuple(filter(None, (word.strip() for word in words.split(","))))


def named_scope(graph: Graph, framework: str, said: Scope, today: dt.date | None = None) -> Scope:
    """A scope in the keys of the vocabularies, from the words in which people say it.

    Args:
        graph: The graph.
        framework: Key of the target framework.
        said: The scope; role, risk class and sectors by key, label or another name they have.
        today: The day that ``today`` means.

    Raises:
        UnknownNameError: A word that does not exist, with the nearest ones.
    """
    editions = [e.key for e in graph.frameworks[framework].editions]
    if said.edition and said.edition not in editions:
        raise UnknownNameError(
            f"--edition {said.edition}",
            f"{framework} has no such edition.",
            f"Known: {', '.join(editions)}.",
        )
    words = graph.concepts
    parties = [
        *(c for k, c in words.get("role", {}).items() if k in graph.regulated_roles),
        *(c for k, c in words.get("role", {}).items() if k in graph.authorities),
        Concept(EVERYONE, "role", "Everyone"),
    ]
    forces = [Concept(f, "force", f) for f in FORCES]

    def word(option: str, name: str, known: Iterable[Concept], what: str) -> str:
        return resolve_word(tuple(known), name, f"--{option}", what) if name.strip() else ""

    def each(option: str, names: str, known: Iterable[Concept], what: str) -> str:
        among = tuple(known)
        label = any(names.strip().casefold() == c.label.casefold() for c in among)
        found = (word(option, n, among, what) for n in ((names,) if label else several(names)))
        return ",".join(dict.fromkeys(found))

    sectors = (word("sector", s, words.get("sector", {}).values(), "sector") for s in said.sector)
    return replace(
        said,
        role=each("role", said.role, parties, "role"),
        risk=each("risk", said.risk, words.get("risk", {}).values(), "risk class"),
        force=word("force", said.force, forces, "force of a duty"),
        sector=tuple(dict.fromkeys(filter(None, sectors))),
        date=checked_day(said.date, today),
    )


def checked_day(text: str, today: dt.date | None = None, option: str = "--date") -> str:
    """A day as given, as ISO 8601; the empty string stays.

    Args:
        text: What was given.
        today: The day that ``today`` means.
        option: The option that gave it.

    Raises:
        UnknownNameError: It is no date.
    """
    if text.strip().lower() == TODAY and today:
        return today.isoformat()
    try:
        return dt.date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise UnknownNameError(
            f"{option} {text}", "this is no date.", "Write YYYY-MM-DD, or today."
        ) from error


def at_edition(graph: Graph, framework: str, edition: str) -> Graph:
    """The graph as an edition of a framework had it.

    Args:
        graph: The graph in its current editions.
        framework: Key of the framework.
        edition: Key of the edition; the empty string leaves the graph as it is.

    Returns:
        A graph in which changed provisions carry what they said in that edition, provisions that
        did not exist in it are gone, and mappings judged on another text are stale.
    """
    known = graph.frameworks[framework]
    edition = edition or known.current_edition
    provisions = {}
    for curie, one in graph.provisions.items():
        if one.framework != framework:
            provisions[curie] = one
        elif not one.editions or edition in one.editions:
            provisions[curie] = _as_of(one, edition, graph)
    mappings = tuple(
        m
        for m in graph.mappings
        if m.subject in provisions and (m.object is None or m.object in provisions)
    )
    return replace(
        graph,
        provisions=MappingProxyType(provisions),
        mappings=mappings,
        at=MappingProxyType({**graph.at, framework: edition}),
    )


def _as_of(one: Provision, edition: str, graph: Graph) -> Provision:
    framework = graph.frameworks[one.framework]
    rank = framework.rank(edition)
    then: FormerVersion | None = next(
        (f for f in one.former if framework.rank(f.edition) >= rank), None
    )
    applied = then.application if then and then.application else one.application
    rules = tuple(dict.fromkeys(_rules_at(graph, applied, edition)))
    if then is None:
        return one if rules == one.application else replace(one, application=rules)
    return replace(
        one,
        label=then.label or one.label,
        summary=then.summary,
        force=then.force,
        binds=then.binds,
        elements=(),
        application=rules,
    )


def _rules_at(graph: Graph, keys: Iterable[str], edition: str) -> Iterator[str]:
    """The rules that held in an edition in the place of some: each, or what it replaced."""
    for key in keys:
        seen: set[str] = set()
        while key in graph.rules and key not in seen:
            seen.add(key)
            rule = graph.rules[key]
            if not rule.editions or edition in rule.editions:
                yield key
                break
            key = rule.replaces  # noqa: PLW2901  (walks back in time)


def rules_of(graph: Graph, one: Provision, risk: str = "") -> tuple[ApplicationRule, ...]:
    """The application rules of a provision that bear on a risk class, earliest first."""
    rules = [graph.rules[key] for key in one.application]
    bearing = [r for r in rules if not risk or not r.risks or _meets(graph, risk, r.risks)]
    return tuple(sorted(bearing, key=lambda r: (r.date, r.key)))


def dates_text(graph: Graph, one: Provision, risk: str = "") -> str:
    """From when a provision applies, for a reader: formal dates, practical ones, open questions."""
    texts = []
    for rule in rules_of(graph, one, risk):
        practical = f" (in practice {rule.practical_date})" if rule.practical_date else ""
        contested = ", contested" if rule.status == "contested" else ""
        texts.append(f"{rule.date}{practical}{contested}")
    return "; ".join(dict.fromkeys(texts))


def dates_of(graph: Graph, one: Provision, risk: str = "") -> tuple[str, ...]:
    """The formal dates from which a provision applies, earliest first.

    Args:
        graph: The graph.
        one: The provision.
        risk: Only rules for this risk class; all when empty.

    Returns:
        ISO dates; empty when no application rule is recorded.
    """
    return tuple(sorted({rule.date for rule in rules_of(graph, one, risk)}))


def _meets(graph: Graph, risks: str, classes: tuple[str, ...]) -> bool:
    known = {"any-ai-system"}
    for risk in several(risks):
        known |= {*graph.broader("risk", risk), *graph.narrower("risk", risk)}
    return not known.isdisjoint(classes)


def sectors_of(graph: Graph, one: Provision) -> tuple[str, ...]:
    """The sectors to which the text limits a provision: its own, else the nearest above it."""
    chain = (one, *graph.ancestors(one.id))
    return next((p.sectors for p in chain if p.sectors), ())


def _in_sectors(graph: Graph, one: Provision, said: tuple[str, ...]) -> bool:
    """Whether a provision may bind somebody in some sectors.

    The topmost words of the vocabulary are questions of their own: who names a sector of an
    organisation has not said in which area it uses AI, and what is limited to an area stays.
    """
    top = {word: graph.broader("sector", word)[-1] for word in (*said, *sectors_of(graph, one))}
    answered = {top[word] for word in said}
    return not sectors_of(graph, one) or any(
        top[limit] not in answered
        or not {*graph.broader("sector", limit), *graph.narrower("sector", limit)}.isdisjoint(said)
        for limit in sectors_of(graph, one)
    )


def in_scope(graph: Graph, one: Provision, scope: Scope) -> bool:
    """Whether a provision counts in a scope.

    A provision without recorded risk class, sector or date is not narrowed away by them: silence
    is not an exemption.
    """
    if scope.part and scope.part not in {one.id, *(p.id for p in graph.ancestors(one.id))}:
        return False
    roles = several(scope.role)
    bound = (not graph.narrower("role", role).isdisjoint(one.binds) for role in roles)
    if roles and EVERYONE not in roles and not any(bound):
        return False
    if scope.force and scope.force != one.force.value:
        return False
    if scope.risk and one.applies_to and not _meets(graph, scope.risk, one.applies_to):
        return False
    if scope.sector and not _in_sectors(graph, one, scope.sector):
        return False
    dates = dates_of(graph, one, scope.risk) if scope.date else ()
    return not dates or dates[0] <= scope.date


def targets(graph: Graph, framework: str, scope: Scope) -> tuple[Provision, ...]:
    """The provisions of a framework that count in a scope, in reading order.

    They are its assessable provisions; for everybody or for an authority, also what the law asks
    of authorities.
    """
    leaves = graph.leaves(framework)
    if not {EVERYONE, *graph.authorities}.isdisjoint(several(scope.role)):
        counted = graph.assessable | graph.duties_of_authorities
        leaves = tuple(p for p in graph.of(framework) if p.id in counted)
    return tuple(p for p in leaves if in_scope(graph, p, scope))
