"""Reading files that strangers wrote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aimsgraph.compile.folders import load_workspace
from aimsgraph.formats.applicability import read_soa
from aimsgraph.formats.files import read_bounded
from aimsgraph.formats.sssom import read_sssom
from aimsgraph.formats.sssom_rules import check_row, relation_of
from aimsgraph.formats.turtle import read_turtle
from aimsgraph.model.errors import InputError
from aimsgraph.model.limits import MAX_SSSOM_CELL_CHARS, MAX_SSSOM_HEADER_BYTES
from aimsgraph.model.terms import Relation
from worlds import mapping_text


def test_constant_slots_of_the_header_fill_every_row() -> None:
    text = "# subject_source: one\n" + mapping_text([("a:x", "equal", "b:y")])
    (row,) = read_sssom(text, "f").rows
    assert (row["subject_source"], row.line) == ("one", 3)


def test_a_header_word_stays_the_word_that_was_written() -> None:
    file = read_sssom("# license: NO\n# v: 2020-01-01\n" + mapping_text([]), "f")
    assert file.header == {"license": "NO", "v": "2020-01-01"}


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("# a: &x [1]\n# b: *x\n", "aliases are not read"),
        ("# a: 1\n# a: 2\n", "stands twice"),
        ("# - a\n", "not a list of slots"),
        ("# a: [\n", "YAML header is wrong"),
        ("# " + "[" * 20_000 + "\n", "YAML header is wrong"),
        ("# a: " + "x" * MAX_SSSOM_HEADER_BYTES + "\n", "header is larger"),
    ],
)
def test_a_bad_header_is_refused_at_once(header: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read_sssom(header + mapping_text([("a:x", "equal", "b:y")]), "f")


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("", "no table"),
        ("subject_id\tsubject_id\n", "stands twice"),
        ("subject_id\tobject_id\n", "column predicate_id"),
        (mapping_text([]).rstrip("\n") + "\na:x\tb\n", "the row has 2 cells"),
        (mapping_text([("a:x", "equal", "b:" + "y" * MAX_SSSOM_CELL_CHARS)]), "a cell has"),
        (mapping_text([]) + '"open', "this is not TSV"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(table: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault) as caught:
        read_sssom(table, "f.sssom.tsv")
    assert caught.value.place.startswith("f.sssom.tsv:")


@pytest.mark.parametrize("relation", ["equal", "subset", "superset", "intersects", "disjoint"])
def test_a_row_says_its_relation(relation: str) -> None:
    (row,) = read_sssom(mapping_text([("a:x", relation, "b:y")]), "f").rows
    assert relation_of(row) is Relation(relation)
    assert not list(check_row(row, "f"))


def test_a_foreign_exact_match_is_typed_and_a_related_match_is_not() -> None:
    text = (
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        "a:x\tskos:exactMatch\tb:y\ts:m\na:x\tskos:closeMatch\tb:z\ts:m\n"
    )
    exact, close = read_sssom(text, "f").rows
    assert relation_of(exact) is Relation.EQUAL
    assert relation_of(close) is None


def test_relation_and_predicate_must_agree() -> None:
    text = mapping_text([("a:x", "equal", "b:y")]).replace("exactMatch", "broadMatch")
    (row,) = read_sssom(text, "f").rows
    (finding,) = check_row(row, "f")
    assert finding.code == "relation-predicate"
    assert "exactMatch" in finding.fact


def test_quoted_cells_keep_tabs_and_line_breaks_and_the_next_row_its_line() -> None:
    text = mapping_text([("a:x", "superset", "b:y"), ("a:x", "superset", "b:z")])
    text = text.replace("a:x also demands that other thing", '"one\ntwo\tthree"', 1)
    first, second = read_sssom(text, "f").rows
    assert first["subject_residual"] == "one\ntwo\tthree"
    assert second.line == 4


def test_turtle_faults_have_a_line() -> None:
    with pytest.raises(InputError, match=r"f\.ttl:2: this is not Turtle"):
        read_turtle("@prefix a: <http://a/> .\na:b a:c .\n", "f.ttl")


@pytest.mark.parametrize("text", ['<?xml version="1.0"?><rdf:RDF/>', '{"@id": "x"}', "<rdf:RDF>"])
def test_other_syntaxes_are_refused_by_content(text: str) -> None:
    with pytest.raises(InputError, match="not Turtle"):
        read_turtle(text, "f.ttl")


def test_a_subject_is_found_on_its_line() -> None:
    document = read_turtle("@prefix a: <http://a/> .\n\na:b a:c a:d .\n", "f.ttl")
    assert document.line_of("http://a/b") == 3
    assert document.line_of("http://a/x") == 0


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"\xef\xbb\xbfa")
    assert read_bounded(path, 10) == "a"


def test_at_the_limit_passes_and_one_more_fails(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 10)
    assert read_bounded(path, 10) == "x" * 10
    with pytest.raises(InputError, match="at most 9"):
        read_bounded(path, 9)


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (fifo, tmp_path, Path("/dev/zero"), tmp_path / "missing"):
        with pytest.raises(InputError):
            read_bounded(path, 10)
    latin = tmp_path / "latin"
    latin.write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="byte 3 is not UTF-8"):
        read_bounded(latin, 10)


def test_a_link_out_of_the_workspace_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("")
    folder = tmp_path / "own" / "frameworks"
    folder.mkdir(parents=True)
    (folder / "x.ttl").symlink_to(secret)
    with pytest.raises(InputError, match="outside its folder"):
        load_workspace(tmp_path / "own")


@pytest.mark.parametrize(
    ("name", "fault"),
    [("frameworks/x.json", r"only \*\.ttl"), ("mappings/x.csv", r"only \*\.sssom\.tsv")],
)
def test_a_file_of_another_kind_is_not_passed_over(tmp_path: Path, name: str, fault: str) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text("{}")
    with pytest.raises(InputError, match=fault):
        load_workspace(tmp_path)


def test_an_empty_or_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds neither"):
        load_workspace(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        load_workspace(tmp_path / "x")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_statement_of_applicability_is_read(delimiter: str) -> None:
    text = "id,applicable,implemented,justification,note\nA.5.1,yes,no,later,\n".replace(
        ",", delimiter
    )
    (row,) = read_soa(text, "soa.csv")
    assert (row.id, row.applicable, row.implemented, row.justification) == (
        "A.5.1",
        True,
        False,
        "later",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id,applicable\nA.5.1,yes\n", "column implemented is missing"),
        ("id,applicable,implemented\nA.5.1,yes,maybe\n", "neither yes nor no"),
        ("id,applicable,implemented\nA.5.1,,yes\n", "neither yes nor no"),
    ],
)
def test_a_statement_that_leaves_something_open_is_refused(text: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        read_soa(text, "soa.csv")
