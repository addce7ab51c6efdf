"""Incident clocks and penalties: each regime as its text has it, the same answer by every door."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from aimsgraph.answers.consequences import ceiling_text, clocks_of, penalties_of
from aimsgraph.compile.load import bundled
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve
from aimsgraph.rdf.dataset import build_store
from aimsgraph.rdf.named_queries import run_named


@pytest.fixture(scope="module")
def store(graph: Graph) -> Store:
    return build_store(graph, [bundled()])


SPECIAL = {
    "aiact:art_75c.par_4", "aiact:art_75c.par_5", "aiact:art_99.par_5", "aiact:art_100.par_2",
    "aiact:art_100.par_3", "cra:art_64.par_4",
}  # fmt: skip
"""Penalties for some systems, offenders or acts only: a duty has another beside them."""

LAWS = ("aiact", "cra", "nis2", "nis2ir", "gdpr")


CLOCKS = {
    "aiact Art. 26(5)": [("information", "")],
    "aiact Art. 55(1)(c)": [("report", "")],
    "aiact Art. 73": [("report", "P15D"), ("report", "P2D"), ("report", "P10D"),
                      ("initial report", "")],
    "aiact Art. 75(1a)": [("report", "P15D")],
    "cra Art. 14(2)": [("early warning", "PT24H"), ("notification", "PT72H"),
                       ("final report", "P14D")],
    "cra Art. 14(4)": [("early warning", "PT24H"), ("notification", "PT72H"),
                       ("final report", "P1M")],
    "cra Art. 14(8)": [("information", "")],
    "nis2 Art. 23(4)": [("early warning", "PT24H"), ("notification", "PT72H"),
                        ("notification", "PT24H"), ("intermediate report", ""),
                        ("final report", "P1M"), ("progress report", ""), ("final report", "P1M")],
    "gdpr Art. 33": [("notification", "PT72H"), ("information", ""), ("progress report", "")],
    "gdpr Art. 34": [("information", "")],
}  # fmt: skip
"""What is due and the longest time for it, by provision, read from the acts."""


@pytest.mark.parametrize("name", CLOCKS)
def test_clocks_run_as_the_act_says(graph: Graph, name: str) -> None:
    found = clocks_of(graph, graph.provisions[resolve(graph, name)])
    assert [(c.step, c.deadline) for c in found] == CLOCKS[name]


def test_a_clock_names_those_whom_its_provision_binds(graph: Graph) -> None:
    for clock in graph.clocks:
        one = graph.provisions[clock.provision]
        if graph.is_assessable(one.id):
            assert set(clock.reported_by) <= set(one.binds), clock.id


PENALTIES = {
    ("aiact Art. 5(1)(a)", "deployer"): {
        "aiact:art_99.par_3": (35_000_000, 7.0, ("SME",)),
        "aiact:art_100.par_2": (1_500_000, 0, ()),
    },
    ("aiact Art. 9(2)(a)", "provider"): {
        "aiact:art_99.par_4.pnt_a": (15_000_000, 3.0, ("SME", "SMC")),
        "aiact:art_100.par_3": (750_000, 0, ()),
    },
    ("aiact Annex IV(3)", "product-manufacturer"): {
        "aiact:art_99.par_4.pnt_a": (15_000_000, 3.0, ("SME", "SMC")),
    },
    ("aiact Art. 25(4)", "third-party-supplier"): {
        "aiact:art_99.par_4.pnt_da": (15_000_000, 3.0, ("SME", "SMC")),
    },
    ("aiact Art. 23(6)", "importer"): {
        "aiact:art_99.par_4.pnt_c": (15_000_000, 3.0, ("SME", "SMC")),
        "aiact:art_99.par_5": (7_500_000, 1.0, ("SME", "SMC")),
    },
    ("aiact Art. 27(1)(a)", "deployer"): {
        "aiact:art_99.par_1": (0, 0, ()), "aiact:art_75c.par_4": (15_000_000, 3.0, ("SME", "SMC")),
        "aiact:art_100.par_3": (750_000, 0, ()),
    },
    ("aiact Art. 73(1)", "provider"): {
        "aiact:art_99.par_1": (0, 0, ()),
        "aiact:art_75c.par_4": (15_000_000, 3.0, ("SME", "SMC")),
        "aiact:art_100.par_3": (750_000, 0, ()),
    },
    ("aiact Art. 53(1)(a)", "gpai-provider"): {"aiact:art_101.par_1": (15_000_000, 3.0, ())},
    ("gdpr Art. 30(1)", "controller"): {"gdpr:art_83.par_4.pnt_a": (10_000_000, 2.0, ())},
    ("gdpr Art. 15(1)(a)", "controller"): {"gdpr:art_83.par_5.pnt_b": (20_000_000, 4.0, ())},
    ("gdpr Art. 10", "controller"): {"gdpr:art_84": (0, 0, ())},
    ("nis2 Art. 21(2)(a)", "essential-entity"): {"nis2:art_34.par_4": (10_000_000, 2.0, ())},
    ("nis2 Art. 21(2)(a)", "important-entity"): {"nis2:art_34.par_5": (7_000_000, 1.4, ())},
    ("nis2 Art. 20(1)", "essential-entity"): {"nis2:art_36": (0, 0, ())},
    ("cra Annex I Part I (1)", "manufacturer"): {"cra:art_64.par_2": (15_000_000, 2.5, ())},
    ("cra Annex VII(1)(a)", "manufacturer"): {"cra:art_64.par_3": (10_000_000, 2.0, ())},
    ("cra Art. 24(1)", "open-source-steward"): {"cra:art_64.par_1": (0, 0, ())},
}  # fmt: skip
"""Ceiling in euros, share in percent and who gets the lower one, by basis, read from the acts."""


@pytest.mark.parametrize(("name", "role"), PENALTIES)
def test_a_breach_costs_what_the_act_says(graph: Graph, name: str, role: str) -> None:
    found = penalties_of(graph, graph.provisions[resolve(graph, name)], role)
    assert {p.provision: (p.amount, p.share, p.lower_for) for p in found} == PENALTIES[name, role]


def test_whoever_has_a_duty_of_a_law_has_a_penalty(graph: Graph) -> None:
    bare = [
        (one.id, role)
        for law in LAWS
        for one in graph.leaves(law)
        for role in graph.regulated_roles.intersection(one.binds)
        if all(p.provision in SPECIAL for p in penalties_of(graph, one, role))
    ]
    assert bare == []


def test_no_duty_has_a_band_and_is_left_to_national_law_for_the_same_party(graph: Graph) -> None:
    for law in LAWS:
        for one in graph.leaves(law):
            for role in graph.regulated_roles.intersection(one.binds):
                kinds = {
                    p.kind
                    for p in penalties_of(graph, one, role)
                    if not p.condition and p.kind != "periodic"
                }
                assert len(kinds) <= 1, (one.id, role, kinds)


def test_national_law_and_least_maxima_are_told_as_such(graph: Graph) -> None:
    text = {p.id.partition(":")[2]: ceiling_text(p) for p in graph.penalties}
    assert text["penalty_34-5"] == (
        "a national maximum of at least EUR 7 000 000 or 1.4 % of worldwide annual turnover, "
        "the higher one"
    )
    assert text["penalty_36"] == "as national law lays down"
    assert text["penalty_100-3"] == "up to EUR 750 000"


@pytest.mark.parametrize(
    "name",
    [
        "aiact Art. 26(5)", "aiact Annex VIII", "aiact Art. 73", "gdpr Art. 33", "nis2ir 3",
        "aiact:cpt_III", "aiact:anx_IV", "nis2:art_21",
    ],
)  # fmt: skip
def test_the_named_query_and_the_function_agree(graph: Graph, store: Store, name: str) -> None:
    one = graph.provisions[resolve(graph, name)]
    rows = run_named(store, graph, "penalties-of-provision", {"provision": one.id}).rows
    found = [(p.provision, p.label) for p in penalties_of(graph, one)]
    assert sorted((row[0], row[2]) for row in rows) == sorted(found)


def test_hours_stay_hours_in_the_query(graph: Graph, store: Store) -> None:
    table = run_named(store, graph, "incident-clocks")
    at = table.columns.index("deadline")
    told = {(row[1], row[3]): row[at] for row in table.rows}
    assert told["gdpr:art_33.par_1", "notification"] == "PT72H"
    assert told["nis2:art_23.par_4.pnt_a", "early warning"] == "PT24H"
    assert len(table.rows) == len(graph.clocks)


def test_a_band_names_what_it_rests_on(graph: Graph, store: Store) -> None:
    table = run_named(store, graph, "penalty-bands")
    rests = {row[1]: set(row[table.columns.index("restsOn")].split("; ")) for row in table.rows}
    assert rests["aiact:art_99.par_4.pnt_da"] == {"Art. 25(2)", "Art. 25(4)"}
    assert rests["cra:art_64.par_2"] == {"Annex I", "Art. 13", "Art. 14"}
    assert len(table.rows) == len(graph.penalties)
