"""Libraries of CISO Assistant: what is taken, what is counted, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from peers import Library, compile_libraries, load_libraries, open_libraries

from aimsgraph.compile import cache
from aimsgraph.compile.folders import Text
from aimsgraph.formats.plain_yaml import MAX_DEPTH, read_yaml
from aimsgraph.model.errors import InputError
from aimsgraph.model.terms import Relation
from worlds import SHARED

PEERS = SHARED / "peers" / "ciso-assistant"

ONE = """\
urn: urn:x:risk:library:one
objects:
  framework:
    urn: urn:x:risk:framework:one
    name: One
    requirement_nodes:
    - urn: urn:x:risk:req_node:one:head
      assessable: false
      name: "Heading"
    - urn: urn:x:risk:req_node:one:a
      assessable: true
      parent_urn: urn:x:risk:req_node:one:head
      ref_id: A
      description: What A asks for.
    - urn: urn:x:risk:req_node:one:a.1
      assessable: true
      parent_urn: urn:x:risk:req_node:one:a
    - urn: urn:x:risk:req_node:one:a.2
      assessable: true
      parent_urn: urn:x:risk:req_node:one:a
      implementation_groups: [high]
"""
TWO = """\
objects:
  framework:
    urn: urn:x:risk:framework:two
    requirement_nodes:
    - {urn: 'urn:x:risk:req_node:two:b', assessable: true}
"""
ROW = "    - {{source_requirement_urn: '{0}', target_requirement_urn: '{1}', {2}}}\n"
A, B = "urn:x:risk:req_node:one:a", "urn:x:risk:req_node:two:b"


def compiled(*rows: tuple[str, str, str]) -> Library:
    sets = (
        "objects:\n  requirement_mapping_sets:\n  - urn: urn:x:risk:req_mapping_set:m\n"
        "    requirement_mappings:\n" + "".join(ROW.format(*row) for row in rows)
    )
    texts = [Text("two.yaml", TWO), Text("one.yaml", ONE)]
    return compile_libraries([*texts, Text("m.yaml", sets)] if rows else texts)


def test_headings_command_nothing_and_optional_parts_are_no_constituents() -> None:
    found = compiled().graph
    assert {c for c, p in found.provisions.items() if p.normative} == {
        "one:a", "one:a.1", "one:a.2", "two:b",
    }  # fmt: skip
    assert {c for c, p in found.provisions.items() if p.constituent} == {"one:a.1"}
    assert found.assessable == {"one:a.1", "one:a.2", "two:b"}


@pytest.mark.parametrize(
    ("word", "relation"),
    [
        ("equal", Relation.EQUAL),
        ("subset", Relation.SUBSET),
        ("superset", Relation.SUPERSET),
        ("intersect", Relation.INTERSECTS),
        ("not_related", Relation.DISJOINT),
        ("somehow", None),
    ],
)
def test_words_of_relationships(word: str, relation: Relation | None) -> None:
    found = compiled((A, B, f"relationship: {word}"))
    assert [m.relation for m in found.graph.mappings] == [relation]
    assert found.untyped == (relation is None)


def test_rows_with_a_missing_end_are_counted_and_left_out() -> None:
    lost = "urn:x:risk:req_node:three:c"
    found = compiled((A, B, "relationship: equal"), (A, lost, "relationship: equal"))
    assert (found.rows, found.dangling, len(found.graph.mappings)) == (2, 1, 1)


def test_rows_at_headings_are_counted_and_prove_nothing() -> None:
    found = compiled(("urn:x:risk:req_node:one:head", B, "relationship: equal"))
    assert found.headings == 1


def test_rationales_of_nist_are_taken_and_other_texts_are_comments() -> None:
    found = compiled(
        (A, B, "relationship: equal, rationale: semantic"),
        (A, B, "relationship: equal, rationale: because"),
    )
    assert [(m.rationale, m.comment) for m in found.graph.mappings] == [
        ("semantic", ""),
        ("functional", "because"),
    ]
    assert len({m.id for m in found.graph.mappings}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n",
        "a: *x\n",
        "a: 1\na: 2\n",
        "? [a]\n: 1\n",
        "a: 1\n---\nb: 2\n",
        "a: [\n",
        "a: \x00\n",
        "[" * 100_000,
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "objects: 1\n",
        "objects: {framework: {urn: 1, requirement_nodes: 2}}\n",
        "objects: {framework: {name: x}}\n",
        "objects: {framework: {urn: u, requirement_nodes: [{urn: a}, {urn: a}]}}\n",
        "- a\n",
        "objects: {requirement_mapping_sets: [{urn: m, requirement_mappings: [{}]}]}\n",
    ],
)
def test_what_is_no_library_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"bad\.yaml"):
        compile_libraries([Text("bad.yaml", text)])


def test_nesting_at_the_limit_is_read() -> None:
    assert read_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, "x")


def test_folder_without_libraries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_libraries(tmp_path)


def test_kept_graph_gives_the_same_graph_and_is_rebuilt_when_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "cache"
    monkeypatch.setattr(cache, "folder", lambda: kept)
    folder = tmp_path / "libraries"
    folder.mkdir()
    (folder / "one.yaml").write_text(ONE, encoding="utf-8")
    first = open_libraries(folder)
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    for content in (whole, whole[:-9], b"", whole.replace(b"one:a", b"one:b")):
        file.write_bytes(content)
        again = open_libraries(folder)
        assert again.provisions == first.provisions
        assert again.concepts == first.concepts
        assert file.read_bytes() == whole
    (folder / "one.yaml").write_text(ONE.replace("Heading", "Head"), encoding="utf-8")
    assert open_libraries(folder).provisions != first.provisions


@pytest.mark.skipif(
    not PEERS.is_dir(), reason="LOUD SKIP: the peer library is not beside the project"
)
def test_real_mapping_library_is_read_whole() -> None:
    names = ("mapping-nist-sp-800-66-rev2-to-nist-csf-2.0.yaml",)
    texts = [Text(n, (PEERS / n).read_text(encoding="utf-8")) for n in names]
    found = compile_libraries(texts)
    assert found.rows == found.dangling > 0
