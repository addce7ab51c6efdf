"""Every id of the reference lists exists with its official heading, or is explained."""

from __future__ import annotations

import csv
import re

import pytest
from notation import notation_of

from aimsgraph.model.graph import Graph
from worlds import SHARED

EXPLAINED = {
    ("aiact", "Art. 43(1)(c)"): "second subparagraph: Art. 43(1) subpara 2",
    ("aiact", "Art. 43(1)(d)"): "second subparagraph: Art. 43(1) subpara 2",
    ("aiact", "Art. 1"): "a stray back-tick in the list's heading",
    ("aiact", "Art. 75"): "heading amended by Regulation (EU) 2026/1744",
    ("aiact", "Art. 77"): "heading amended by Regulation (EU) 2026/1744",
    ("iso27001", "6.1.2"): "known error of the list",
    ("iso27001", "6.3"): "known error of the list",
    ("iso27001", "8"): "known error of the list",
    ("iso27001", "A.5"): "known error of the list",
    ("iso27001", "7.5"): "capital only at the start",
    ("iso27001", "7.5.2"): "capital only at the start",
    ("iso27001", "A.7.6"): "capital only at the start",
    ("cra", "Annex III Class I (9bis)"): "point 10 in the Official Journal",
    ("nis2", "Art. 6(a)"): "a point of Art. 6(1)",
    ("nis2", "Art. 6(b)"): "a point of Art. 6(1)",
    ("nis2", "Art. 6(c)"): "a point of Art. 6(1)",
    ("nis2", "Art. 6(d)"): "a point of Art. 6(35)",
    ("nis2", "Art. 17"): "the list has a heading of the correlation table",
    ("nis2ir", "10.2"): "the list has the heading of 6.10",
}
FILES = {
    "aiact": "provisions_eu-ai-act.csv",
    "iso27001": "provisions_iso27001.csv",
    "iso42001": "provisions_iso42001.csv",
    "airmf": "provisions_nist-ai-rmf.csv",
    "cra": "provisions_cra.csv",
    "gdpr": "provisions_gdpr.csv",
    "nis2": "provisions_nis2.csv",
    "nis2ir": "provisions_nis2-ir-2024-2690.csv",
}
needs_lists = pytest.mark.skipif(
    not (SHARED / "reference").is_dir(), reason="NO REFERENCE LISTS: ids were not compared"
)


@needs_lists
@pytest.mark.parametrize("key", FILES)
def test_every_reference_id_exists_with_its_official_heading(graph: Graph, key: str) -> None:
    path = SHARED / "reference" / FILES[key]
    lines = [
        line
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if line[0] != "#"
    ]
    known = {p.notation: p for p in graph.of(key)}
    differences = []
    for row in csv.DictReader(lines):
        notation = row["id"].removeprefix("IR Annex ")
        if row["kind"].startswith("CISO-only") or (key, notation) in EXPLAINED:
            continue
        one = known.get(notation)
        if one is None:
            differences.append(f"{row['id']}: missing")
        elif row["title_kind"] in {"official", "outline"} and one.label != row["title"]:
            differences.append(f"{row['id']}: {one.label!r}, the list has {row['title']!r}")
    assert differences == []


@needs_lists
def test_every_explained_difference_is_one(graph: Graph) -> None:
    for key, file in FILES.items():
        path = SHARED / "reference" / file
        lines = [
            x for x in path.read_text(encoding="utf-8").splitlines(keepends=True) if x[0] != "#"
        ]
        rows = {r["id"].removeprefix("IR Annex "): r["title"] for r in csv.DictReader(lines)}
        known = {p.notation: p.label for p in graph.of(key)}
        for framework, notation in EXPLAINED:
            if framework == key:
                assert known.get(notation) != rows[notation], notation


COUNTS = {
    ("aiact", "Article"): 119,
    ("aiact", "Annex"): 14,
    ("aiact", "Recital"): 180,
    ("aiact", "Chapter"): 13,
    ("aiact", "Section"): 16,
    ("gdpr", "Article"): 99,
    ("gdpr", "Chapter"): 11,
    ("gdpr", "Recital"): 173,
    ("nis2", "Article"): 46,
    ("nis2", "Chapter"): 9,
    ("nis2", "Annex"): 3,
    ("nis2", "Recital"): 144,
    ("cra", "Article"): 71,
    ("cra", "Chapter"): 8,
    ("cra", "Annex"): 8,
    ("cra", "Recital"): 130,
    ("airmf", "Function"): 4,
    ("airmf", "Category"): 19,
    ("airmf", "Subcategory"): 72,
    ("iso42001", "Control"): 38,
    ("iso27001", "Control"): 93,
    ("iso27001", "Theme"): 4,
}


@pytest.mark.parametrize(("key", "kind"), COUNTS)
def test_structure_counts(graph: Graph, key: str, kind: str) -> None:
    assert sum(p.kind == kind for p in graph.of(key)) == COUNTS[key, kind]


@pytest.mark.parametrize(
    ("key", "area", "count"),
    [
        ("iso42001", "A.2", 3), ("iso42001", "A.3", 2), ("iso42001", "A.4", 5),
        ("iso42001", "A.5", 4),
        ("iso42001", "A.6.1", 2), ("iso42001", "A.6.2", 7), ("iso42001", "A.7", 5),
        ("iso42001", "A.8", 4), ("iso42001", "A.9", 3), ("iso42001", "A.10", 3),
        ("iso27001", "A.5", 37), ("iso27001", "A.6", 8), ("iso27001", "A.7", 14),
        ("iso27001", "A.8", 34),
    ],
)  # fmt: skip
def test_controls_by_area(graph: Graph, key: str, area: str, count: int) -> None:
    controls = [
        p for p in graph.of(key) if p.kind == "Control" and p.notation.rpartition(".")[0] == area
    ]
    assert len(controls) == count


def test_the_first_edition_has_113_articles_and_13_annexes(graph: Graph) -> None:
    then = [p for p in graph.of("aiact") if "2024" in p.editions]
    assert sum(p.kind == "Article" for p in then) == 113
    assert sum(p.kind == "Annex" for p in then) == 13


def test_id_and_notation_map_one_to_one(graph: Graph) -> None:
    for one in graph.provisions.values():
        assert notation_of(one.local) == one.notation
    for key in graph.frameworks:
        assert len({p.notation for p in graph.of(key)}) == len(graph.of(key))


def test_every_article_clause_control_and_assessable_leaf_has_a_summary(graph: Graph) -> None:
    kinds = {"Article", "Clause", "Control", "ControlObjective", "Annex"}
    bare = [
        p.id
        for p in graph.provisions.values()
        if (p.kind in kinds or graph.is_assessable(p.id)) and not p.summary
    ]
    assert bare == []


def test_every_assessable_leaf_carries_what_scope_needs(graph: Graph) -> None:
    for curie in graph.assessable:
        one = graph.provisions[curie]
        assert one.topics, curie
        assert one.label != one.notation, curie
        if one.framework == "aiact":
            assert one.applies_to, curie
            assert one.application, curie


def test_every_control_of_27001_has_its_attributes(graph: Graph) -> None:
    for one in graph.of("iso27001"):
        if one.kind == "Control":
            assert {name for name, _ in one.attributes} == {
                "controlType",
                "securityProperty",
                "cybersecurityConcept",
                "operationalCapability",
                "securityDomain",
            }, one.id


LAW = {
    "aiact": ("ai-act.json", "ai-act-annexes.txt"),
    "gdpr": ("gdpr.json",),
    "nis2": ("nis2.json",),
    "cra": ("cra.json",),
}
RUN = 14
"""Words in a row that are no coincidence."""


def words_of(text: str) -> list[str]:
    """The words of a text without what typesetting adds."""
    return re.findall(r"[^\W_]+", text.replace("\\u00a0", " ").replace("\\n", " ").casefold())


@pytest.mark.parametrize("key", LAW)
def test_no_summary_or_element_is_a_sentence_of_the_law(graph: Graph, key: str) -> None:
    folder = SHARED / "reference" / "law"
    found = [p for n in LAW[key] for p in folder.glob(n)] if folder.is_dir() else []
    if not found:
        pytest.skip(f"NO LAW TEXT of {key}: summaries were not compared")
    law = f" {' '.join(words_of(' '.join(p.read_text(encoding='utf-8') for p in found)))} "
    assert len(law) > 100_000
    for one in graph.of(key):
        for text in (one.summary, *(e.text for e in one.elements)):
            words = words_of(text)
            for start in range(len(words) - RUN + 1):
                run = " ".join(words[start : start + RUN])
                assert f" {run} " not in law, f"{one.id} copies: {run}"
