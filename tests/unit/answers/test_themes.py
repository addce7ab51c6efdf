"""A theme names who asks for what, and where it is linked."""

from __future__ import annotations

import pytest

from aimsgraph.answers.themes import COLUMNS, resolve_topic, theme_sheet, topics_sheet
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph


def rows(graph: Graph, topic: str) -> list[dict[str, object]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in theme_sheet(graph, topic).rows]


def test_bias_is_followed_from_its_sources_to_its_treatment(graph: Graph) -> None:
    found = rows(graph, "bias-fairness")
    parts = list(dict.fromkeys(row["part"] for row in found))
    assert parts.index("Sources of bias") < parts.index("Treating bias")
    assert parts[-1] == "Bias and fairness"
    part_of = {str(row["id"]): row["part"] for row in found}
    assert part_of["aiact:art_10.par_2.pnt_f"] == "Sources of bias"
    assert part_of["aiact:art_10.par_2.pnt_g"] == "Treating bias"
    assert len(part_of) == len(found)


def test_a_theme_shows_leaves_and_what_links_them(graph: Graph) -> None:
    found = {str(row["id"]): row for row in rows(graph, "bias-fairness")}
    for curie, row in found.items():
        one = graph.provisions[curie]  # type: ignore[index]
        assert row["what it says"] == one.summary
        assert not one.normative or one.id in graph.assessable
        for other in filter(None, str(row["linked to"]).split(", ")):
            assert other in found
            assert curie in str(found[other]["linked to"])
    assert "iso42001:A.7.4" in str(found["aiact:art_10.par_3"]["linked to"])


def test_a_topic_is_known_by_key_and_label_and_others_are_refused(graph: Graph) -> None:
    assert resolve_topic(graph, " Bias and Fairness ") == "bias-fairness"
    with pytest.raises(UnknownNameError, match="bias-fairness"):
        resolve_topic(graph, "bias-fairnes")


def test_topics_are_counted_over_assessable_provisions(graph: Graph) -> None:
    sheet = topics_sheet(graph)
    at = sheet.columns.index("iso42001")
    counted = {row[0]: row[at] for row in sheet.rows}
    assert counted["bias-fairness"] == sum(
        "bias-fairness" in p.topics for p in graph.leaves("iso42001")
    )
