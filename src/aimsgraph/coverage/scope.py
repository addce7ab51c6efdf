"""Scope: which provisions of the target count, for whom, for which risk class, from when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from aimsgraph.model.graph import Graph
from aimsgraph.model.records import ApplicationRule, FormerVersion, Provision


@dataclass(frozen=True, slots=True)
class Scope:
    """What narrows the denominator. Empty values do not narrow.

    Args:
        role: A regulated party.
        risk: A risk class; broader classes count too.
        date: Only provisions that apply on this date, ISO 8601.
        edition: Edition of the target framework.
        part: CURIE of a provision: only itself and what is below it.
    """

    role: str = ""
    risk: str = ""
    date: str = ""
    edition: str = ""
    part: str = ""

    def as_dict(self) -> dict[str, str]:
        """The scope for exports; empty values are spelled out as ``all`` or ``current``."""
        return {
            "role": self.role or "all",
            "risk": self.risk or "all",
            "date": self.date or "all",
            "edition": self.edition or "current",
            "part": self.part or "all",
        }


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
            provisions[curie] = _as_of(one, known.rank(edition), graph)
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


def _as_of(one: Provision, rank: int, graph: Graph) -> Provision:
    framework = graph.frameworks[one.framework]
    then: FormerVersion | None = next(
        (f for f in one.former if framework.rank(f.edition) >= rank), None
    )
    if then is None:
        return one
    return replace(
        one,
        label=then.label or one.label,
        summary=then.summary,
        force=then.force,
        binds=then.binds,
        elements=(),
    )


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


def _meets(graph: Graph, risk: str, classes: tuple[str, ...]) -> bool:
    concepts = graph.concepts.get("risk", {})
    wider = set()
    word = risk
    while word and word not in wider:
        wider.add(word)
        word = concepts[word].broader if word in concepts else ""
    narrower = {k for k, c in concepts.items() if c.broader == risk}
    return bool((wider | narrower).intersection(classes)) or "any-ai-system" in classes


def in_scope(graph: Graph, one: Provision, scope: Scope) -> bool:
    """Whether a provision counts in a scope.

    A provision without recorded risk class or date is not narrowed away by them: silence is not
    an exemption.
    """
    if scope.part and scope.part not in {one.id, *(p.id for p in graph.ancestors(one.id))}:
        return False
    if scope.role and scope.role not in one.binds:
        return False
    if scope.risk and one.applies_to and not _meets(graph, scope.risk, one.applies_to):
        return False
    if scope.date:
        dates = dates_of(graph, one, scope.risk)
        if dates and dates[0] > scope.date:
            return False
    return True


def targets(graph: Graph, framework: str, scope: Scope) -> tuple[Provision, ...]:
    """The assessable provisions of a framework that count in a scope, in reading order."""
    return tuple(p for p in graph.leaves(framework) if in_scope(graph, p, scope))
