"""Who is bound, for what, from when: the duties counted, against a reading of the acts by hand."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from aimsgraph.coverage.scope import Scope, rules_of, targets
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve

DEPLOYER = {
    "Art. 4": 1, "Art. 5": 7, "Art. 26": 16, "Art. 27": 9, "Art. 46": 1, "Art. 49": 3, "Art. 60": 2,
    "Art. 73": 6, "Art. 75c": 1, "Art. 79": 2, "Art. 82": 1, "Art. 86": 1, "Art. 111": 1,
    "Annex VIII": 6,
}  # fmt: skip
"""Article 5: real-time biometric identification, where excepted. Article 73 by Article 26(5)."""

PROVIDER = {
    "Art. 4": 1, "Art. 8": 1, "Art. 9": 15, "Art. 10": 12, "Art. 11": 2, "Art. 12": 8,
    "Art. 13": 15, "Art. 14": 9, "Art. 15": 6, "Art. 16": 4, "Art. 17": 15, "Art. 18": 6,
    "Art. 19": 2, "Art. 20": 2, "Art. 21": 2, "Art. 22": 4, "Art. 25": 5, "Art. 41": 1,
    "Art. 43": 3, "Art. 47": 4, "Art. 48": 5, "Art. 49": 3, "Art. 60": 14, "Art. 61": 7,
    "Art. 72": 3, "Art. 73": 6, "Art. 74": 2, "Art. 75": 1, "Art. 75c": 1, "Art. 78": 1,
    "Art. 79": 2, "Art. 82": 1, "Art. 111": 1, "Annex IV": 23, "Annex V": 8, "Annex VI": 3,
    "Annex VII": 17, "Annex VIII": 13, "Annex IX": 6,
}  # fmt: skip


@pytest.mark.parametrize(("role", "expected"), [("deployer", DEPLOYER), ("provider", PROVIDER)])
def test_duties_for_an_annex_iii_system_are_those_of_the_text(
    graph: Graph, role: str, expected: dict[str, int]
) -> None:
    found = targets(graph, "aiact", Scope(role, "high-risk-annex-iii", "2027-12-02"))
    heads = (re.match(r"Art\. \w+|Annex \w+", p.notation) for p in found)
    assert Counter(head[0] for head in heads if head) == expected


@pytest.mark.parametrize("law", ["aiact", "cra", "gdpr"])
def test_every_duty_says_what_it_is_limited_to(graph: Graph, law: str) -> None:
    assert [p.id for p in graph.leaves(law) if not p.applies_to] == []


@pytest.mark.parametrize("law", ["aiact", "cra", "gdpr", "nis2", "nis2ir"])
def test_every_duty_says_from_when_it_applies(graph: Graph, law: str) -> None:
    assert [p.id for p in graph.leaves(law) if not p.application] == []


def test_a_directive_binds_through_the_law_that_transposes_it(graph: Graph) -> None:
    assert {p.bound_via for p in graph.leaves("nis2")} == {("nis2:art_41.par_1",)}


def test_registration_data_of_domain_names_bind_no_other_essential_entity(graph: Graph) -> None:
    parties = {p.binds for p in graph.leaves("nis2") if p.id.startswith("nis2:art_28")}
    assert parties == {("domain-registration-entity",)}


@pytest.mark.parametrize(
    ("name", "risk", "date", "practical"),
    [
        ("aiact Art. 43(3)", "high-risk-annex-i", "2026-08-02", "2028-08-02"),
        ("aiact Art. 72(1)", "high-risk-annex-i", "2026-08-02", "2028-08-02"),
        ("aiact Art. 72(1)", "high-risk-annex-iii", "2026-08-02", "2027-12-02"),
        ("aiact Art. 86(1)", "high-risk-annex-iii", "2026-08-02", "2027-12-02"),
        ("aiact Art. 41(5)", "gpai-model", "2026-08-02", ""),
        ("aiact Art. 9(1)", "high-risk-annex-i", "2028-08-02", ""),
    ],
)
def test_a_date_in_practice_follows_the_route_to_high_risk(
    graph: Graph, name: str, risk: str, date: str, practical: str
) -> None:
    one = graph.provisions[resolve(graph, name)]
    rules = {(r.date, r.practical_date) for r in rules_of(graph, one, risk)}
    assert (date, practical) in rules
    assert {p for _, p in rules if p} <= {practical}


def test_the_maker_of_a_product_has_the_duties_of_a_provider(graph: Graph) -> None:
    maker = targets(graph, "aiact", Scope("product-manufacturer", "high-risk-annex-i"))
    through = [p for p in maker if "aiact:art_25.par_3" in p.bound_via]
    assert {"Art. 9(1)", "Art. 17(1)(a)", "Art. 47(1)"} <= {p.notation for p in through}
    assert all("provider" in p.binds for p in through)
