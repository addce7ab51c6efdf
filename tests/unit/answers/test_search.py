"""One search: what a person types finds first what that person means."""

from __future__ import annotations

import pytest

from aimsgraph.answers.search import search
from aimsgraph.model.graph import Graph

HAVE = ("iso27001", "iso42001")
QUESTIONS = {
    "10 A.7.4": "aiact:art_10 iso42001:A.7.4",
    "Art 15 logging": "aiact:art_15 iso27001:A.8.15",
    "A.8.15 Art. 12(1)": "aiact:art_12.par_1 iso27001:A.8.15",
    "Art. 9": "aiact:art_9",
    "10(2)(f)": "aiact:art_10.par_2.pnt_f",
    "A.8.15": "iso27001:A.8.15",
    "iso42001 A.7.4": "iso42001:A.7.4",
    "gdpr Art. 32": "gdpr:art_32",
    "GOVERN 1.1": "airmf:GOVERN-1.1",
    "Annex IV": "aiact:anx_IV",
    "aiact:art_27": "aiact:art_27",
    "https://w3id.org/aimsgraph/id/aiact/art_50": "aiact:art_50",
    "FRIA": "aiact:art_27",
    "DPIA": "gdpr:art_35",
    "QMS": "aiact:art_17",
    "PMM": "aiact:art_72",
    "CE": "aiact:art_48",
    "DPO": "gdpr:art_37",
    "RoPA": "gdpr:art_30",
    "logging": "iso27001:A.8.15",
    "logs": "iso27001:A.8.15",
    "human oversight": "aiact:art_14",
    "risk management system": "aiact:art_9",
    "technical documentation": "aiact:art_11",
    "record keeping": "aiact:art_12",
    "AI literacy": "aiact:art_4",
    "prohibited practices": "aiact:art_5",
    "transparency obligations": "aiact:art_50",
    "data governance": "aiact:art_10",
    "accuracy robustness cybersecurity": "aiact:art_15",
    "conformity assessment": "aiact:art_43",
    "serious incidents": "aiact:art_73",
    "importer": "aiact:art_23",
    "obligations of distributors": "aiact:art_24",
    "authorised representatives": "aiact:art_22",
    "access control": "iso27001:A.5.15",
    "backup": "iso27001:A.8.13",
    "data protection officer": "gdpr:art_37",
    "72 hours": "gdpr:art_33.par_1",
    "right to erasure": "gdpr:art_17",
    "training awareness": "iso27001:A.6.3",
    "vulnerability handling": "nis2ir:6.10",
}


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_first_hit_is_what_was_meant(graph: Graph, text: str) -> None:
    first = search(graph, text, "aiact", HAVE)[0]
    assert " ".join(filter(None, (first.id, first.other))) == QUESTIONS[text]


@pytest.mark.parametrize("text", ["", "   ", "xqzt", "the of and", "(((", "\x00", "a" * 5_000])
def test_what_means_nothing_finds_nothing(graph: Graph, text: str) -> None:
    assert search(graph, text, "aiact", HAVE) == ()


def test_what_is_needed_comes_before_what_is_not(graph: Graph) -> None:
    assert search(graph, "Art. 9", "gdpr")[0].id == "gdpr:art_9"
    assert search(graph, "Art. 9", "cra")[0].id == "cra:art_9"


def test_no_more_is_given_than_is_asked_for(graph: Graph) -> None:
    assert len(search(graph, "system", "aiact", HAVE, most=5)) == 5
