"""Questions of analysts, held against a second reading of the records without SPARQL."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from pyoxigraph import Store

from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie
from aimsgraph.model.terms import Relation
from aimsgraph.rdf.dataset import build_store
from aimsgraph.rdf.named_queries import bind, catalogue, named, run_named


@pytest.fixture(scope="module")
def store(graph: Graph) -> Store:
    return build_store(graph)


def overlaps(graph: Graph, have: str, need: str) -> dict[Curie, set[Curie]]:
    """Duties of a framework and what overlaps each in another, by rows alone."""
    found: dict[Curie, set[Curie]] = defaultdict(set)
    leaves = {p.id for p in graph.leaves(need)}
    for m in graph.live_mappings:
        if m.object is None or m.relation in (None, Relation.DISJOINT):
            continue
        for held, duty in ((m.subject, m.object), (m.object, m.subject)):
            if duty in leaves and graph.provisions[held].framework == have:
                found[duty].add(held)
    return found


def rows(graph: Graph, store: Store, name: str, **params: str) -> list[tuple[str, ...]]:
    table = run_named(store, graph, name, params)
    assert not table.truncated
    return list(table.rows)


def test_there_are_thirty_questions_and_more() -> None:
    assert len(catalogue()) >= 30
    assert len({q.title for q in catalogue()}) == len(catalogue())


def test_gaps_by_date_are_every_duty_with_what_overlaps_and_supports_it(
    graph: Graph, store: Store
) -> None:
    found = rows(graph, store, "gaps-by-date", have="iso42001", need="aiact")
    by_rows = overlaps(graph, "iso42001", "aiact")
    whole = {
        m.object
        for m in graph.live_mappings
        if m.subject.startswith("iso42001:") and m.relation in (Relation.SUPERSET, Relation.EQUAL)
    }
    assert {row[1] for row in found} == {p.id for p in graph.leaves("aiact")} - whole
    assert {row[1]: int(row[4]) for row in found} == {
        row[1]: len(by_rows[Curie(row[1])]) for row in found
    }
    assert [row[0] for row in found] == sorted(row[0] for row in found)


def test_single_points_of_failure_are_the_only_overlap_of_a_duty(
    graph: Graph, store: Store
) -> None:
    alone = Counter(
        next(iter(held)) for held in overlaps(graph, "iso27001", "aiact").values() if len(held) == 1
    )
    found = rows(graph, store, "single-points-of-failure")
    assert {row[0]: int(row[3]) for row in found} == dict(alone)
    assert alone[Curie("iso27001:A.8.15")] == 10, "logging"


def test_served_by_two_are_the_duties_that_both_overlap(graph: Graph, store: Store) -> None:
    one, two = (overlaps(graph, have, "aiact") for have in ("iso27001", "iso42001"))
    found = rows(graph, store, "served-by-two")
    assert {row[0]: (int(row[3]), int(row[4])) for row in found} == {
        duty: (len(one[duty]), len(two[duty])) for duty in one.keys() & two.keys()
    }


def test_one_control_serves_many_regimes(graph: Graph, store: Store) -> None:
    serves: dict[Curie, set[Curie]] = defaultdict(set)
    for need in graph.frameworks:
        if need != "iso27001":
            for duty, held in overlaps(graph, "iso27001", need).items():
                for control in held:
                    serves[control].add(duty)
    found = rows(graph, store, "one-control-many-regimes")
    assert {row[0]: int(row[4]) for row in found} == {k: len(v) for k, v in serves.items()}
    assert all(
        int(row[3]) == len({graph.provisions[d].framework for d in serves[Curie(row[0])]})
        for row in found
    )


def test_covered_whole_is_what_a_row_says_is_equal_or_contained(graph: Graph, store: Store) -> None:
    whole: set[tuple[str | None, str | None]] = set()
    for m in graph.live_mappings:
        if m.relation in (Relation.EQUAL, Relation.SUPERSET):
            whole.add((m.subject, m.object))
        if m.relation in (Relation.EQUAL, Relation.SUBSET):
            whole.add((m.object, m.subject))
    found = {(row[0], row[1]) for row in rows(graph, store, "fully-covered")}
    assert found == {(a, b) for a, b in whole if b in graph.assessable}


def test_topics_not_held(graph: Graph, store: Store) -> None:
    def topics(key: str) -> Counter[str]:
        return Counter(t for p in graph.leaves(key) for t in p.topics)

    needed, held = topics("aiact"), topics("iso27001")
    found = {
        row[0].removeprefix("topic/"): int(row[2]) for row in rows(graph, store, "topics-not-held")
    }
    assert found == {t: n for t, n in needed.items() if t not in held}
    assert "prohibited-practices" in found
    assert "cybersecurity" not in found


def test_duties_of_one_role_only(graph: Graph, store: Store) -> None:
    found = {
        row[0] for row in rows(graph, store, "one-role-only", role="provider", other="deployer")
    }
    assert found == {
        p.id for p in graph.leaves("aiact") if "provider" in p.binds and "deployer" not in p.binds
    }


def test_hard_parts_that_nothing_held_meets(graph: Graph, store: Store) -> None:
    met = {
        f"{end}.{mark.lstrip('~')}"
        for m in graph.live_mappings
        if m.object is not None
        for end, marks, other in (
            (m.object, m.object_elements, m.subject),
            (m.subject, m.subject_elements, m.object),
        )
        for mark in marks
        if not mark.startswith("+") and other.startswith("iso42001:")
    }
    found = {row[2].rpartition("/")[2] for row in rows(graph, store, "hard-elements-open")}
    assert found == {
        f"{p.id}.{e.key}".partition(":")[2]
        for p in graph.leaves("aiact")
        for e in p.elements
        if e.hard and f"{p.id}.{e.key}" not in met
    }


def test_mappings_that_cite_nothing(graph: Graph, store: Store) -> None:
    found = {(row[0], row[1]) for row in rows(graph, store, "mappings-without-citation")}
    assert found == {
        (m.subject, m.object)
        for m in graph.live_mappings
        if m.object is not None
        and m.relation is not None
        and not m.see_also
        and {graph.provisions[m.subject].framework, graph.provisions[m.object].framework}
        == {"iso27001", "aiact"}
    }


def test_evidence_and_its_absence(graph: Graph, store: Store) -> None:
    without = {row[0] for row in rows(graph, store, "duties-without-evidence", need="cra")}
    assert without == {p.id for p in graph.leaves("cra") if not p.evidence}
    found = {row[0]: row[1:] for row in rows(graph, store, "evidence-of-provision")}
    parts = [p for p in graph.leaves("aiact") if p.id.startswith("aiact:art_17.")]
    counted = Counter(graph.label_of("evidence", e) for p in parts for e in p.evidence)
    assert {label: int(row[0]) for label, row in found.items()} == dict(counted)


def test_what_is_bound_through_another_provision(graph: Graph, store: Store) -> None:
    found = {row[0]: int(row[2]) for row in rows(graph, store, "bound-through-another")}
    assert found == Counter(via for p in graph.leaves("aiact") for via in p.bound_via)
    assert "aiact:art_16.pnt_a" in found, "providers, to Articles 8 to 15"


@pytest.mark.parametrize(
    ("name", "params", "cells"),
    [
        ("duties-toward-authorities", {"role": "provider"}, {"aiact:art_21.par_1"}),
        ("duties-toward-authorities", {"role": "deployer"}, {"aiact:art_26.par_12"}),
        ("duties-toward-persons", {}, {"aiact:art_50.par_1", "aiact:art_26.par_11"}),
        ("duties-of-stage", {"stage": "data-collection"}, {"aiact:art_10.par_2.pnt_f"}),
        ("duties-on-topic", {"topic": "logging"}, {"aiact:art_12.par_1", "iso27001:A.8.15"}),
        ("mappings-on-changed-text", {}, {"aiact:art_4.par_1", "iso42001:7.2", "2026"}),
    ],
)  # fmt: skip
def test_the_expected_stands_in_the_answer(
    graph: Graph, store: Store, name: str, params: dict[str, str], cells: set[str]
) -> None:
    assert cells <= {cell for row in rows(graph, store, name, **params) for cell in row}


def test_sources_that_disagree_are_found_in_both_directions(graph: Graph) -> None:
    some = next(m for m in graph.live_mappings if m.relation is Relation.INTERSECTS and m.object)
    assert some.object is not None
    world = replace(
        graph,
        mappings=(
            some,
            replace(some, id="other/same", relation=Relation.SUBSET),
            replace(
                some, id="third/turned", subject=some.object, object=some.subject,
                relation=Relation.SUPERSET,
            ),
        ),
    )  # fmt: skip
    found = rows(world, build_store(world), "sources-that-disagree")
    judged = Counter(frozenset((row[2], row[4])) for row in found)
    assert judged == {frozenset(("Intersects", "Subset")): 2}, (
        "a superset from the other end is a subset: those two agree"
    )


def test_a_parameter_that_stands_in_several_places_is_bound_in_each(graph: Graph) -> None:
    text = bind(graph, named("gaps-by-date"), {"have": "gdpr"})
    assert text.count("VALUES (?have) { (<https://w3id.org/aimsgraph/id/gdpr>) }") == 3
    assert "id:iso27001" not in text
