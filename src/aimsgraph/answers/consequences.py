"""What starts at an incident, and what a breach can cost: clocks and penalties of a provision."""

from __future__ import annotations

from typing import Any, Final

from aimsgraph.coverage.scope import EVERYONE, several
from aimsgraph.model.consequences import Penalty, ReportingClock
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie, Provision

_ANNEX: Final = frozenset({"Annex", "AnnexSection", "AnnexPoint"})
_KINDS: Final = {
    "ceiling": "up to {}",
    "least maximum": "a national maximum of at least {}",
    "periodic": "periodic payments of up to {}",
    "national law": "as national law lays down",
}
"""How the kinds of penalty are written, around amount and share."""


def clocks_of(graph: Graph, one: Provision) -> tuple[ReportingClock, ...]:
    """The reporting clocks that a provision, or a part of it, sets."""
    within = _within(graph, one)
    return tuple(c for c in graph.clocks if c.provision in within)


def penalties_of(graph: Graph, one: Provision, role: str = "") -> tuple[Penalty, ...]:
    """What a breach of a provision can cost.

    Args:
        graph: The graph.
        one: A duty, or a provision that holds some.
        role: Only what can be imposed on this party, as a scope names it.

    Returns:
        The penalties for each duty in it and, where it lays penalties down itself, those.
    """
    within = _within(graph, one)
    duties = [p for p in (one, *graph.descendants(one.id)) if graph.is_assessable(p.id)]
    parties = _parties(graph, role)
    reached = [(named_by(graph, duty), parties.intersection(duty.binds)) for duty in duties]
    return tuple(
        p
        for p in graph.penalties
        if not parties.isdisjoint(p.liable)
        and p.provision in graph.provisions
        and (
            p.provision in within
            or any(
                not named.isdisjoint(p.sanctions) and not roles.isdisjoint(p.liable)
                for named, roles in reached
            )
        )
    )


def _parties(graph: Graph, role: str) -> frozenset[str]:
    roles = several(role)
    if not roles or EVERYONE in roles:
        return frozenset(graph.concepts.get("role", {}))
    return frozenset().union(*(graph.narrower("role", one) for one in roles))


def named_by(graph: Graph, duty: Provision) -> frozenset[Curie]:
    """The provisions by whose name a penalty reaches a duty.

    They are the duty and all above it; of an annex also the provision through which it binds.
    """
    above = (duty, *graph.ancestors(duty.id))
    via = duty.bound_via if any(p.kind in _ANNEX for p in above) else ()
    through = (p for c in via for p in (graph.provisions[c], *graph.ancestors(c)))
    return frozenset(p.id for p in (*above, *through))


def clock_text(graph: Graph, clock: ReportingClock) -> str:
    """A clock in one sentence: step, who tells whom, by when, and when it does not run."""
    by = ", ".join(graph.label_of("role", r) for r in clock.reported_by)
    to = ", ".join(graph.label_of("role", r) for r in clock.recipients)
    said = f"{_notation(graph, clock.provision)}, {clock.step} by {by} to {to}: {clock.trigger}"
    return " ".join(part for part in (said, clock.deadline_text, clock.condition) if part)


def ceiling_text(penalty: Penalty) -> str:
    """The height of a penalty: amount, share and which of them counts.

    >>> from aimsgraph.model.records import Curie
    >>> ceiling_text(Penalty(Curie("a:p"), "", Curie("a:1"), (), (), (), "ceiling", 7500000, 1.0,
    ...     "higher", ("SME",)))
    'up to EUR 7 500 000 or 1 % of worldwide annual turnover, the higher one; for SME the lower one'
    """
    amount = f"EUR {penalty.amount:,}".replace(",", " ") if penalty.amount else ""
    basis = "a day of average daily income or turnover" if penalty.kind == "periodic" else (
        "of worldwide annual turnover"
    )  # fmt: skip
    share = f"{penalty.share:g} % {basis}" if penalty.share else ""
    both = " or ".join(part for part in (amount, share) if part)
    higher = ", the higher one" if penalty.rule == "higher" else ""
    lower = f"; for {' and '.join(penalty.lower_for)} the lower one" if penalty.lower_for else ""
    return _KINDS.get(penalty.kind, "{}").format(both) + higher + lower


def penalty_text(graph: Graph, penalty: Penalty) -> str:
    """A penalty in one sentence: basis, height, on whom, by whom, and the exceptions."""
    on = ", ".join(graph.label_of("role", r) for r in penalty.liable)
    by = ", ".join(graph.label_of("role", r) for r in penalty.imposed_by)
    said = (
        f"{_notation(graph, penalty.provision)}: {ceiling_text(penalty)}, imposed by {by} on {on}."
    )
    return " ".join(part for part in (said, penalty.condition, penalty.exception) if part)


def clock_record(graph: Graph, clock: ReportingClock) -> dict[str, Any]:
    """A clock as plain data for JSON; ``deadline`` is an ISO 8601 duration or ``null``."""
    return {
        "id": clock.id,
        "provision": clock.provision,
        "notation": _notation(graph, clock.provision),
        "label": clock.label,
        "step": clock.step,
        "trigger": clock.trigger,
        "reported_by": list(clock.reported_by),
        "recipients": list(clock.recipients),
        "deadline": clock.deadline or None,
        "deadline_text": clock.deadline_text,
        "condition": clock.condition,
    }


def penalty_record(graph: Graph, penalty: Penalty) -> dict[str, Any]:
    """A penalty as plain data for JSON; amounts in euros, shares in percent, else ``null``."""
    return {
        "id": penalty.id,
        "provision": penalty.provision,
        "notation": _notation(graph, penalty.provision),
        "label": penalty.label,
        "kind": penalty.kind,
        "amount_eur": penalty.amount or None,
        "share_percent": penalty.share or None,
        "rule": penalty.rule or None,
        "lower_for": list(penalty.lower_for),
        "relief": list(penalty.relief),
        "liable": list(penalty.liable),
        "imposed_by": list(penalty.imposed_by),
        "condition": penalty.condition,
        "exception": penalty.exception,
        "note": penalty.note,
        "text": ceiling_text(penalty),
    }


def _within(graph: Graph, one: Provision) -> frozenset[Curie]:
    return frozenset({one.id, *(p.id for p in graph.descendants(one.id))})


def _notation(graph: Graph, curie: Curie) -> str:
    one = graph.provisions[curie]
    return f"{graph.frameworks[one.framework].label} {one.notation}"
