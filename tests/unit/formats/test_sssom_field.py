"""SSSOM as others write it: heads, propagated slots, dates, rows that found nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import aimsgraph
from aimsgraph.formats.sssom import PROPAGATED, read_sssom
from aimsgraph.formats.sssom_rules import check_row
from aimsgraph.model.errors import InputError
from aimsgraph.model.records import Mapping
from aimsgraph.model.terms import DEFAULT_CONFIDENCE
from aimsgraph.validation.report import validate_paths
from worlds import framework_text

COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
ROW = "iso27001:A.8.15\tskos:closeMatch\tiso42001:A.6.2.8\tsemapv:LexicalMatching"


@pytest.mark.parametrize("lead", ["#", "# ", "#  "])
@pytest.mark.parametrize("indent", [" ", "  ", "    "])
def test_the_head_is_yaml_behind_the_sign_whatever_its_indent(lead: str, indent: str) -> None:
    head = [
        f"{lead}curie_map:",
        f"{lead}{indent}own: https://example.org/own/",
        f"{lead}license: x",
    ]
    file = read_sssom("\n".join([*head, COLUMNS, ROW]), "f")
    assert file.curie_map == {"own": "https://example.org/own/"}
    assert file.header["license"] == "x"


@pytest.mark.parametrize("empty", ["#curie_map:", "# curie_map: {}"])
def test_an_empty_map_of_prefixes_is_an_empty_map(empty: str) -> None:
    assert read_sssom(f"{empty}\n{COLUMNS}\n{ROW}", "f").curie_map == {}


def test_only_slots_that_sssom_propagates_reach_the_rows() -> None:
    head = [
        "#comment: a draft of the committee",
        "#see_also:",
        "#  - https://example.org/a",
        "#  - https://example.org/b",
        "#confidence: '0.9'",
        "#subject_label: logs",
        "#author_label: somebody",
        "#object_residual: everything",
        "#mapping_date: '2026-03-01'",
        "#subject_source: iso27001",
        "#object_source_version: '2023'",
    ]
    (row,) = read_sssom("\n".join([*head, COLUMNS, ROW]), "f").rows
    assert set(row.cells) - set(COLUMNS.split("\t")) == {
        "mapping_date", "subject_source", "object_source_version",
    }  # fmt: skip
    assert "comment" not in PROPAGATED


def test_a_propagated_slot_is_one_text() -> None:
    with pytest.raises(InputError, match="object_source is not one text"):
        read_sssom(f"#object_source:\n#  - a\n#  - b\n{COLUMNS}\n{ROW}", "f")


def test_required_slots_stand_in_the_rows() -> None:
    short = COLUMNS.removesuffix("\tmapping_justification")
    with pytest.raises(InputError, match="mapping_justification is missing"):
        read_sssom(
            f"#mapping_justification: semapv:Lexical\n{short}\na:b\tskos:closeMatch\tc:d", "f"
        )


@pytest.mark.parametrize("date", ["2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "20260101"])
@pytest.mark.parametrize("where", ["row", "head"])
def test_a_day_that_no_calendar_has_is_refused(date: str, where: str) -> None:
    if where == "head":
        text = f"#mapping_date: '{date}'\n{COLUMNS}\n{ROW}"
    else:
        text = f"{COLUMNS}\tmapping_date\n{ROW}\t{date}"
    (row,) = read_sssom(text, "f").rows
    assert [f.code for f in check_row(row, "f")] == ["bad-date"]


def test_a_leap_day_is_a_day() -> None:
    (row,) = read_sssom(f"{COLUMNS}\tmapping_date\n{ROW}\t2024-02-29", "f").rows
    assert list(check_row(row, "f")) == []


def test_a_refused_predicate_names_the_allowed_ones() -> None:
    (row,) = read_sssom(f"{COLUMNS}\n{ROW}".replace("skos:closeMatch", "owl:sameAs"), "f").rows
    (fault,) = check_row(row, "f")
    assert "owl:sameAs is not one of skos:broadMatch, skos:closeMatch" in fault.fact


def test_empty_rows_are_skipped() -> None:
    assert len(read_sssom(f"{COLUMNS}\n{ROW}\n\t\t\t\n\n", "f").rows) == 1


def own(workspace: Callable[..., Path], rows: str) -> Path:
    head = f"#curie_map:\n#  own: https://w3id.org/aimsgraph/id/own/\n{COLUMNS}"
    return workspace(
        {
            "frameworks/own.ttl": framework_text("own", ["1", "2"]),
            "mappings/iso27001--own.sssom.tsv": f"{head}\tobject_source\tsubject_source\n{rows}",
        }
    )


NOTHING = "skos:relatedMatch"


def test_nothing_found_may_stand_at_either_end(workspace: Callable[..., Path]) -> None:
    folder = own(
        workspace,
        f"sssom:NoTermFound\t{NOTHING}\town:1\tsemapv:ManualMappingCuration\t\tiso27001\n"
        f"own:2\t{NOTHING}\tsssom:NoTermFound\tsemapv:ManualMappingCuration\tiso27001\t\n",
    )
    graph = aimsgraph.load([folder])
    states = graph.coverage(have=["iso27001"], need="own").states
    assert states["none"] == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"sssom:NoTermFound\t{NOTHING}\town:1\tsemapv:M\town\t", "subject_source"),
        (f"sssom:NoTermFound\t{NOTHING}\tsssom:NoTermFound\tsemapv:M\town\tiso27001", "both ends"),
    ],
)
def test_nothing_found_without_its_framework_is_refused(
    workspace: Callable[..., Path], row: str, said: str
) -> None:
    report = validate_paths([own(workspace, f"{row}\n")])
    texts = [f"{f.fact} {f.remedy}" for f in report.findings if f.code == "no-term-source"]
    assert len(texts) == 1
    assert said in texts[0]


def test_there_is_one_default_confidence() -> None:
    fields = Mapping.__dataclass_fields__
    assert fields["confidence"].default == DEFAULT_CONFIDENCE == 0.4
