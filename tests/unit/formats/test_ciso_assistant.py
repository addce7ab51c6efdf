"""Libraries of CISO Assistant: what is read, what comes back equal, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimsgraph.formats.ciso_assistant import (
    Requirement,
    load_library,
    read_library,
    render_library,
)
from aimsgraph.model import limits
from aimsgraph.model.errors import InputError
from worlds import SHARED

PEERS = SHARED / "peers" / "ciso-assistant"
SOME = ("ai-act", "nist-csf-2.0", "mapping-iso27001-2013-to-iso27001-2022", "abro_2026", "PASSI")

OLD_AND_NEW = """\
urn: urn:x:risk:library:one
ref_id: one
version: 3
objects:
  framework:
    urn: urn:x:risk:framework:one
    requirement_nodes:
    - {urn: 'urn:x:risk:req_node:one:a', assessable: true, depth: 2, description: "null"}
  requirement_mapping_sets:
  - urn: urn:x:risk:req_mapping_set:m
    requirement_mappings:
    - source_requirement_urn: urn:x:risk:req_node:one:a
      target_requirement_urn: urn:x:risk:req_node:two:b
      relationship: intersect
      rationale:
"""


def test_old_and_new_names_of_lists_are_read() -> None:
    library = read_library(OLD_AND_NEW, "one.yaml")
    (framework,) = library.frameworks
    assert framework.requirement_nodes == (
        Requirement("urn:x:risk:req_node:one:a", assessable=True, depth=2, description="null"),
    )
    (row,) = library.mapping_sets[0].requirement_mappings
    assert (row.relationship, row.rationale, library.version) == ("intersect", "", 3)


def test_what_was_read_comes_back_equal() -> None:
    library = read_library(OLD_AND_NEW, "one.yaml")
    assert read_library(render_library(library), "again.yaml") == library


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("- a\n", "no library"),
        ("objects: 1\nurn: u\n", "no library"),
        ("ref_id: x\n", "no urn"),
        ("urn: u\nversion: many\n", "is no number"),
        ("urn: u\nobjects: {framework: [1]}\n", "no list of entries"),
        ("urn: u\nobjects: {framework: {urn: [1]}}\n", "urn is no text"),
        ("urn: &u u\nobjects: {framework: {urn: *u}}\n", "anchors are not read"),
        (OLD_AND_NEW.replace("relationship: intersect", "x: y"), "no relationship"),
        (OLD_AND_NEW.replace("depth: 2", "implementation_groups: [[a]]"), "no list of words"),
    ],
)
def test_what_is_no_library_is_refused_by_name(text: str, fact: str) -> None:
    with pytest.raises(InputError, match=rf"bad\.yaml.*{fact}"):
        read_library(text, "bad.yaml")


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(OLD_AND_NEW, encoding="utf-8")
    assert load_library(path).ref_id == "one"
    monkeypatch.setattr("aimsgraph.formats.ciso_assistant.MAX_LIBRARY_BYTES", 10)
    assert limits.MAX_LIBRARY_BYTES > 10
    with pytest.raises(InputError, match="at most 10"):
        load_library(path)


@pytest.mark.skipif(
    not PEERS.is_dir(), reason="LOUD SKIP: the peer library is not beside the project"
)
@pytest.mark.parametrize("name", SOME)
def test_real_libraries_are_read_and_come_back_equal(name: str) -> None:
    library = load_library(PEERS / f"{name}.yaml")
    assert library.frameworks or library.mapping_sets
    assert read_library(render_library(library), name) == library
