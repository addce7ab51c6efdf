"""Files that mean harm, disks that fail, and data that are gone: nothing half, nothing silent."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

import openpyxl
import pyoxigraph as ox
import pytest
from hostile_tools import quickest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsgraph.compile import folders as reading_workspace
from aimsgraph.compile import load
from aimsgraph.compile.folders import Text, Workspace, load_workspace
from aimsgraph.compile.load import MANIFEST, bundled, compile_graph
from aimsgraph.exports.csv_table import render_csv, safe_cell
from aimsgraph.exports.xlsx import render_xlsx
from aimsgraph.faces.cli.main import main
from aimsgraph.formats.canonical import format_sssom
from aimsgraph.formats.files import read_bounded
from aimsgraph.formats.sssom import read_sssom
from aimsgraph.formats.turtle import read_turtle
from aimsgraph.formats.writing import write_whole
from aimsgraph.model import limits
from aimsgraph.model.errors import InputError, InvalidGraphError
from aimsgraph.model.graph import Graph
from aimsgraph.model.sheet import Sheet
from aimsgraph.rdf import named_queries as queries
from worlds import ROOT, framework_text, mapping_text

COVERAGE = ("coverage", "--have", "iso27001", "--need", "aiact", "--format", "json")


def test_the_manifest_names_every_bundled_file() -> None:
    folders = {Path(name).parent for name in MANIFEST}
    there = {
        p.relative_to(ROOT).as_posix()
        for folder in folders
        for p in (ROOT / folder).iterdir()
        if p.suffix in {".ttl", ".toml", ".rq", ".tsv"}
    }
    assert there == set(MANIFEST)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for part in ("ontology", "mappings"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", MANIFEST)
@pytest.mark.parametrize("harm", ["deleted", "emptied"])
def test_without_any_one_data_file_nothing_is_answered(
    copied: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    harm: str,
) -> None:
    monkeypatch.setattr(load, "data_folder", lambda: copied)
    path = copied / name
    content = path.read_bytes()
    try:
        if harm == "deleted":
            path.unlink()
        else:
            path.write_bytes(b"")
        for words in (COVERAGE, ("query",), ("query", "framework-counts"), ("frameworks",)):
            with pytest.raises(SystemExit) as stop:
                main(list(words))
            out, err = capsys.readouterr()
            assert (stop.value.code, out) == (4, "")
            assert name in err
    finally:
        path.write_bytes(content)


STEPS = ("write", "half", "flush", "fsync", "synced", "chmod", "replace", "replaced")


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_a_file_is_the_old_one_or_the_new_one(tmp_path: Path, step: str) -> None:
    path = tmp_path / "report.csv"
    old, new = b"old\n" * 50_000, b"new\n" * 70_000
    write_whole(path, old)
    child = os.fork()
    if not child:
        _die_at(step)
        write_whole(path, new)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9
    assert path.read_bytes() == (new if step == "replaced" else old)
    assert path.stat().st_mode & 0o777 == 0o644


class _Stream:
    """A file that ends this process at a step of its writing."""

    step = ""
    real = os.fdopen

    def __init__(self, handle: int, mode: str) -> None:
        self.file = _Stream.real(handle, mode)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> None:
        if self.step == "half":
            os.write(self.file.fileno(), content[: len(content) // 2])
        _end(self.step in {"write", "half"})
        self.file.write(content)

    def flush(self) -> None:
        _end(self.step == "flush")
        self.file.flush()

    def fileno(self) -> int:
        return int(self.file.fileno())


def _end(now: bool) -> None:
    if now:
        os._exit(9)


def _die_at(step: str) -> None:
    """Make this process end, as if killed, when ``write_whole`` reaches a step."""

    def around(function: Callable[..., object], before: str, after: str) -> Callable[..., object]:
        def run(*args: object) -> object:
            _end(step == before)
            result = function(*args)
            _end(step == after)
            return result

        return run

    _Stream.step = step
    os.fdopen = _Stream  # type: ignore[assignment]
    os.fsync = around(os.fsync, "fsync", "synced")  # type: ignore[assignment]
    Path.chmod = around(Path.chmod, "chmod", "")  # type: ignore[assignment,method-assign]
    Path.replace = around(  # type: ignore[assignment,method-assign]
        Path.replace, "replace", "replaced"
    )


YAML_BOMB = "# a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"# {chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)
)
MERGE_BOMB = "# a: &a {x: 1}\n# b: {<<: [*a, *a, *a, *a, *a, *a, *a, *a, *a]}\n"


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (YAML_BOMB, "aliases are not read"),
        (MERGE_BOMB, "aliases are not read"),
        ("# a: " + "{a: " * 10_000 + "\n", "YAML header is wrong"),
        ("# a: " + "x" * limits.MAX_SSSOM_HEADER_BYTES + "\n", "at most|larger"),
    ],
)
def test_a_bomb_in_the_header_is_defused_at_once(header: str, fault: str) -> None:
    text = header + mapping_text([("a:x", "equal", "b:y")])

    def attempt() -> None:
        with pytest.raises(InputError, match=fault):
            read_sssom(text, "bomb.sssom.tsv")

    assert quickest(attempt) < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "<a:a> <a:b> " + "<<( " * 50_000,
        "<a:a> <a:b> " + "[" * 50_000,
        "@prefix a: <a:> .\n" + "a:a a:b 'x" + "y" * 1_000_000,
        "<a:a> <a:b> " + "(" * 5_000,
    ],
)
def test_a_turtle_bomb_is_an_error_at_once(text: str) -> None:
    def attempt() -> None:
        with pytest.raises(InputError, match=r"bomb\.ttl:\d+: this is not Turtle"):
            read_turtle(text, "bomb.ttl")

    assert quickest(attempt) < 0.1


def _sssom(comment: str) -> str:
    columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment"
    return f"{columns}\na:x\tskos:exactMatch\tb:y\tsemapv:M\t{comment}\n"


FILE_LIMITS = {
    "frameworks/x.ttl": limits.MAX_TURTLE_BYTES,
    "mappings/x.sssom.tsv": limits.MAX_SSSOM_BYTES,
}


@pytest.mark.parametrize("name", FILE_LIMITS)
def test_a_file_at_its_limit_is_read_and_one_byte_more_is_refused_unread(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_bytes(b"#\n")
    os.truncate(path, FILE_LIMITS[name])
    assert load_workspace(tmp_path)
    os.truncate(path, FILE_LIMITS[name] + 1)

    def attempt() -> None:
        with pytest.raises(InputError, match=f"at most {FILE_LIMITS[name]} are read"):
            load_workspace(tmp_path)

    assert quickest(attempt) < 0.1


def test_a_statement_of_applicability_has_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "soa.csv"
    path.write_bytes(b"id\n")
    os.truncate(path, limits.MAX_SOA_BYTES)
    assert read_bounded(path, limits.MAX_SOA_BYTES)
    os.truncate(path, limits.MAX_SOA_BYTES + 1)
    with pytest.raises(InputError, match=f"at most {limits.MAX_SOA_BYTES}"):
        read_bounded(path, limits.MAX_SOA_BYTES)


def test_cells_at_their_limit_pass_and_one_character_more_fails() -> None:
    most = limits.MAX_SSSOM_CELL_CHARS
    assert read_sssom(_sssom("z" * most), "f").rows
    with pytest.raises(InputError, match=f"a cell has {most + 1}"):
        read_sssom(_sssom("z" * (most + 1)), "f")


def test_a_workspace_has_at_most_so_many_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_workspace, "MAX_FILES_PER_WORKSPACE", 5)
    (tmp_path / "frameworks").mkdir()
    for number in range(5):
        (tmp_path / "frameworks" / f"{number}.ttl").write_text("")
    assert len(load_workspace(tmp_path).turtle) == 5
    (tmp_path / "frameworks" / "5.ttl").write_text("")
    with pytest.raises(InputError, match="holds 6 files; at most 5"):
        load_workspace(tmp_path)


def _nested(levels: int) -> Graph:
    vocabularies = tuple(t for t in bundled().turtle if "/vocabularies/" in t.name)
    words = ["l1", *(f"l{n}<l{n - 1}" for n in range(2, levels + 1))]
    text = Text("w/frameworks/deep.ttl", framework_text("deep", words))
    return compile_graph([Workspace(vocabularies, ()), Workspace((text,), ())])


def test_a_framework_has_at_most_so_many_levels() -> None:
    assert len(_nested(limits.MAX_TREE_DEPTH).provisions) == limits.MAX_TREE_DEPTH
    with pytest.raises(InvalidGraphError):
        _nested(limits.MAX_TREE_DEPTH + 2)


def test_a_named_query_returns_so_many_rows_and_says_when_there_are_more(
    graph: Graph, store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = queries.run_named(store, graph, "duties-of-role")
    monkeypatch.setattr(queries, "QUERY_ROWS", len(whole.rows))
    assert queries.run_named(store, graph, "duties-of-role") == whole
    assert not whole.truncated
    monkeypatch.setattr(queries, "QUERY_ROWS", len(whole.rows) - 1)
    less = queries.run_named(store, graph, "duties-of-role")
    assert (len(less.rows), less.truncated) == (len(whole.rows) - 1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("part", ["frameworks", "mappings"])
@pytest.mark.parametrize("kind", ["device", "fifo", "folder", "link", "up"])
def test_what_is_no_plain_file_of_the_workspace_is_refused(
    tmp_path: Path, part: str, kind: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("KEEP-THIS")
    path = tmp_path / "own" / part / ("x.ttl" if part == "frameworks" else "x.sssom.tsv")
    path.parent.mkdir(parents=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        targets = {"device": "/dev/zero", "link": str(secret), "up": "../../secret"}
        path.symlink_to(targets[kind])
    with pytest.raises(InputError) as caught:
        load_workspace(tmp_path / "own")
    assert "KEEP-THIS" not in str(caught.value)


def test_a_folder_that_is_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.ttl").write_text("")
    (tmp_path / "own" / "frameworks").symlink_to(tmp_path / "other")
    with pytest.raises(InputError, match="no folder of its own"):
        load_workspace(tmp_path / "own")


SIGNS = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001  (full-width signs are the point)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SIGNS), st.text(max_size=20))
def test_no_cell_begins_with_a_sign_that_starts_a_formula(sign: str, rest: str) -> None:
    cell = str(safe_cell(sign + rest))
    assert cell.startswith(f"'{sign}")
    parts = re.split(r"[;\t\r\n]", cell.removeprefix(f"'{sign}"))
    assert not any(part.startswith(tuple(SIGNS.strip())) for part in parts[1:])
    assert cell.replace("'", "") == (sign + rest).replace("'", "")
    text = render_csv(Sheet("x", (sign + rest,), ((sign + rest,),)))
    assert text.lstrip('"')[0] == "'"


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    cells = [f"{sign}1+cmd|' /C calc'!A0" for sign in SIGNS]
    path = tmp_path / "x.xlsx"
    path.write_bytes(render_xlsx((Sheet("X", ("text",), tuple((c,) for c in cells)),)))
    kinds = {c.data_type for row in openpyxl.load_workbook(path)["X"].iter_rows() for c in row}
    assert kinds <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])  # noqa: RUF001
def test_sssom_keeps_its_bytes(sign: str) -> None:
    text = _sssom(f"{sign}1+1")
    once = format_sssom(text, "f.sssom.tsv")
    assert once == text
    assert format_sssom(once, "f.sssom.tsv") == once
