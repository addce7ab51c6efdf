"""One provision as rows: facts, dates, parts, mappings in both directions, and search."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingT
from typing import Final

from aimsgraph.answers.questions import Answer, parent_counts
from aimsgraph.coverage.states import Cell
from aimsgraph.faces.explorer.text import PageTable, Value, worded
from aimsgraph.faces.explorer.views import counted, heading, named, short, words_of
from aimsgraph.inference.relations import BIT, converse, relations_of
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve
from aimsgraph.model.nearest import nearest as near_names
from aimsgraph.model.records import Curie, Mapping, Provision

SEARCH_LIMIT: Final = 50
"""Hits that a search shows; more are said to be there."""

ISO_NOTE: Final = (
    "The text of ISO/IEC standards is under copyright and is not shipped. Numbers and headings are "
    "taken from the standard; the summary is in the project's own words. "
    "Buy the standard to read it:"
)


def find(graph: Graph, words: str) -> tuple[tuple[Provision, ...], bool]:
    """Provisions that a search means: by name, else by notation, else by all its words.

    Args:
        graph: The graph.
        words: What was typed.

    Returns:
        At most ``SEARCH_LIMIT`` provisions, and whether there were more.
    """
    wanted = words.strip()
    if not wanted:
        return (), False
    try:
        return (graph.provisions[resolve(graph, wanted)],), False
    except UnknownNameError:
        pass
    bare = []
    for key in graph.frameworks:
        try:
            bare.append(graph.provisions[resolve(graph, f"{key} {wanted}")])
        except UnknownNameError:
            continue
    if bare:
        return tuple(bare), False
    parts = wanted.casefold().split()
    hits = sorted(
        (p for p in graph.provisions.values() if _all_in(graph, p, parts)),
        key=lambda p: (
            not all(w in p.label.casefold() for w in parts),
            p.id not in graph.assessable,
            p.framework,
            p.position,
        ),
    )
    return tuple(hits[:SEARCH_LIMIT]), len(hits) > SEARCH_LIMIT


def _all_in(graph: Graph, one: Provision, parts: list[str]) -> bool:
    topics = words_of(graph, "topic", one.topics)
    text = f"{one.id} {one.notation} {one.label} {one.summary} {topics}".casefold()
    return all(word in text for word in parts)


def nearest(graph: Graph, name: str) -> tuple[Provision, ...]:
    """Known provisions whose name is nearest to an unknown one, at most five."""
    pool: dict[str, Curie] = {}
    for one in graph.provisions.values():
        pool[one.id.casefold()] = one.id
        pool[f"{one.framework} {one.notation}".casefold()] = one.id
    near = near_names(name.strip().casefold(), pool, 8, 0.5)
    ids = dict.fromkeys(pool[n] for n in near)
    return tuple(graph.provisions[c] for c in ids)[:5]


def facts(graph: Graph, one: Provision) -> tuple[tuple[str, str], ...]:
    """What is recorded about a provision, as pairs of word and text."""
    rows = (
        ("Kind", one.kind),
        ("Force", graph.label_of("force", one.force.value)),
        ("Counts in coverage", "yes" if graph.is_assessable(one.id) else "no"),
        ("Binds", words_of(graph, "role", one.binds)),
        ("Bound through", ", ".join(short(graph, c) for c in one.bound_via)),
        ("Risk classes", words_of(graph, "risk", one.applies_to)),
        ("Topics", words_of(graph, "topic", one.topics)),
        ("Life cycle", words_of(graph, "stage", one.stages)),
        ("Evidence", words_of(graph, "evidence", one.evidence)),
        ("Editions", ", ".join(one.editions)),
        *((_spaced(name), value) for name, value in one.attributes),
        ("Elements", "; ".join(f"{e.key} {e.text}" for e in one.elements)),
        ("Note", one.note),
        ("Identifier", one.id),
    )
    return tuple((name, text) for name, text in rows if text)


def _spaced(name: str) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    return words[:1].upper() + words[1:]


def date_sheet(graph: Graph, one: Provision) -> PageTable:
    """Application rules: formal and practical date, condition, legal basis and status."""
    rules = sorted((graph.rules[k] for k in one.application), key=lambda r: (r.date, r.key))
    rows = tuple(
        (
            r.date,
            r.practical_date or "the same",
            "⚠ contested" if r.status == "contested" else r.status,
            r.condition,
            words_of(graph, "risk", r.risks) or "all",
            r.legal_basis,
            r.introduced_by,
        )
        for r in rules
    )
    return PageTable(
        ("Formal date", "Practical date", "Status", "Condition", "Risk classes", "Legal basis",
         "Introduced by"),
        rows,
    )  # fmt: skip


def child_sheet(graph: Graph, one: Provision, answers: MappingT[str, Answer]) -> PageTable:
    """Direct parts of a provision, with their state for each framework held alone.

    Args:
        graph: The graph.
        one: The parent.
        answers: Answers by held framework, the target being the provision's own.
    """
    told = {have: states_by_provision(result) for have, result in answers.items()}
    children = graph.children.get(one.id, ())
    rows = tuple(
        (
            child.notation,
            heading(child),
            graph.label_of("force", child.force.value),
            *(told[have].get(child.id, "does not count") for have in answers),
        )
        for child in children
    )
    columns = (
        "Part", "Heading", "Force", *(f"Holding {graph.frameworks[h].label}" for h in answers)
    )  # fmt: skip
    return PageTable(columns, rows, tuple(c.id for c in children))


def states_by_provision(result: Answer) -> dict[Curie, str]:
    """State of each leaf in words, and counts of states for each parent."""
    found = {curie: counted(states) for curie, states in parent_counts(result).items()}
    found.update({c.provision.id: told(c) for c in result.coverage.cells})
    return found


def told(cell: Cell) -> str:
    """State and verdict of a leaf."""
    return f"{worded(cell.state)}: {cell.verdict.value}"


def around(graph: Graph, one: Provision) -> Iterator[tuple[Mapping, Curie, str]]:
    """Mappings that touch a provision, its parts or what it is a part of, with the place of touch.

    Args:
        graph: The graph.
        one: The provision.

    Yields:
        Mapping, the end on this side, and ``this provision``, ``part below`` or ``part above``.
    """
    places = {p.id: "part above" for p in graph.ancestors(one.id)}
    places.update({p.id: "part below" for p in graph.descendants(one.id)})
    places[one.id] = "this provision"
    order = {"this provision": 0, "part below": 1, "part above": 2}
    found = [
        (m, end, places[end])
        for m in graph.mappings
        if m.object is not None
        for end in (m.subject, m.object)
        if end in places
    ]
    yield from sorted(found, key=lambda t: (order[t[2]], -t[0].confidence, t[0].id))


def mapping_sheet(graph: Graph, one: Provision, *, leads: bool) -> PageTable:
    """Mappings of a provision, read from this side; typed ones, or the untyped leads.

    Args:
        graph: The graph.
        one: The provision.
        leads: Untyped mappings instead of typed ones.
    """
    rows, keys = [], []
    for mapping, end, place in around(graph, one):
        if (mapping.relation is None) is leads and not mapping.support:
            rows.append(_mapping_row(graph, mapping, end, place))
            keys.append(mapping.id)
    return PageTable(
        ("Where", "This side", "Relation to the other", "Other side", "Other heading",
         "Confidence", "Why", "In hand for both", "Other still demands",
         "This still demands", "Citation", "Reviewed", "Judged on", "Source file"),
        tuple(rows),
        tuple(keys),
    )  # fmt: skip


def support_sheet(graph: Graph, one: Provision) -> PageTable:
    """Rows by which something helps to achieve a provision, or by which it helps something."""
    found = [
        (m, end, place)
        for m, end, place in around(graph, one)
        if m.support and m.object is not None
    ]
    return PageTable(
        ("Where", "Helps", "Is helped", "How", "What it delivers", "Confidence", "Source file"),
        tuple(
            (
                place,
                named(graph, m.subject),
                named(graph, m.object or end),
                m.support,
                m.comment,
                m.confidence,
                f"{m.file}:{m.line}",
            )
            for m, end, place in found
        ),
        tuple(m.id for m, _, _ in found),
    )


def _mapping_row(graph: Graph, mapping: Mapping, end: Curie, place: str) -> tuple[Value, ...]:
    assert mapping.object is not None
    forward = end == mapping.subject
    other = mapping.object if forward else mapping.subject
    there, here = mapping.object_residual, mapping.subject_residual
    if not forward:
        there, here = here, there
    stale = " (stale: judged on another text, left out)" if mapping.id in graph.stale else ""
    return (
        place,
        graph.provisions[end].notation,
        relation_from(mapping, forward=forward) + stale,
        short(graph, other),
        heading(graph.provisions[other]),
        mapping.confidence,
        mapping.comment,
        mapping.artefact,
        there,
        here,
        " ".join(mapping.see_also) or mapping.justification,
        mapping.reviewer or "not reviewed",
        mapping.date or "no date",
        f"{mapping.file}:{mapping.line}",
    )


def relation_from(mapping: Mapping, *, forward: bool) -> str:
    """The relation of a mapping, read from subject to object or back."""
    if mapping.relation is None:
        return "untyped"
    mask = BIT[mapping.relation]
    return relations_of(mask if forward else converse(mask))[0].value


def other_end(mapping: Mapping, graph: Graph, one: Provision) -> Curie:
    """The end of a mapping that is not on a provision's own branch."""
    assert mapping.object is not None
    branch = {one.id, *(p.id for p in graph.ancestors(one.id))}
    branch.update(p.id for p in graph.descendants(one.id))
    return mapping.object if mapping.subject in branch else mapping.subject


def none_sheet(graph: Graph, one: Provision) -> PageTable:
    """Frameworks in which nothing corresponds to a provision, with the row that says so."""
    rows = {(m.subject, m.none_in): m for m in graph.live_mappings if m.object is None}
    branch = (one.id, *(p.id for p in graph.ancestors(one.id)))
    found = [
        (key, row)
        for key in sorted(graph.frameworks)
        if (row := next((rows[c, key] for c in branch if (c, key) in rows), None)) is not None
    ]
    return PageTable(
        ("Checked against", "Judged on", "Why nothing corresponds", "Confidence", "Source file"),
        tuple(
            (
                graph.frameworks[key].label,
                named(graph, row.subject),
                row.comment,
                row.confidence,
                f"{row.file}:{row.line}",
            )
            for key, row in found
        ),
        tuple(row.id for _, row in found),
    )


def own_states(result: Answer, one: Provision) -> str:
    """State of a leaf, or counts of the leaves below a parent, or why there is none."""
    told = states_by_provision(result)
    return told.get(one.id, "does not count in coverage")


def is_iso(graph: Graph, one: Provision) -> bool:
    """Whether the text of a provision's framework is under ISO copyright."""
    return "ISO" in graph.frameworks[one.framework].publisher
