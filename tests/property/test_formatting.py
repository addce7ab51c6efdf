"""Canonical form says the same as what was written: every statement and every comment."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimsgraph.faces.cli.main import main
from aimsgraph.formats.canonical import format_file, format_turtle
from aimsgraph.formats.turtle import read_turtle
from aimsgraph.formats.turtle_comments import comments_of
from aimsgraph.formats.writing import write_whole
from aimsgraph.model.errors import InputError

XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = (
    "@prefix x: <https://example.org/x/> .\n"
    "@prefix aims: <https://w3id.org/aimsgraph/ontology#> .\n"
)
WRITE = (
    "import sys; from aimsgraph.formats.canonical import format_turtle; "
    "print(format_turtle(sys.argv[1], 'own.ttl'), end='')"
)
KINDS = ("integer", "decimal", "boolean", "double", "date", "string")
LEXICAL = ("1", "01", "+7", "-3", "1.5", ".5", "5.", "1e3", "true", "yes", "n/a", "", "2026-02-30")
TEXTS = st.one_of(
    st.sampled_from(LEXICAL),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ("# no comment", 'a "quoted" text', "line\nbreak", "<x>", "a . # b", "²", "9" * 5000)
    ),
)
LITERALS = st.one_of(
    st.builds(lambda t: str(ox.Literal(t)), TEXTS),
    st.builds(lambda t: str(ox.Literal(t, language="en")), TEXTS),
    st.builds(
        lambda t, k: str(ox.Literal(t, datatype=ox.NamedNode(XSD + k))),
        TEXTS,
        st.sampled_from(KINDS),
    ),
)
NODES = st.sampled_from(
    ("x:a", "x:b", "x:2", "x:10", "<https://example.org/y#z.>", "x:a\\#b", "x:a.b")
)
COMMENTS = st.builds(
    lambda t: "# " + t, st.text(st.characters(codec="ascii", exclude_characters="\r\n"), max_size=9)
)
STATEMENTS = st.builds(
    lambda s, o, q, inner, behind: f"{s} aims:position {o} ;{inner}\n  x:p {q} .{behind}\n",
    NODES, LITERALS, st.one_of(NODES, LITERALS),
    st.one_of(st.just(""), COMMENTS.map(lambda c: f" {c}")),
    st.one_of(st.just(""), COMMENTS.map(lambda c: f" {c}")),
)  # fmt: skip
FILES = st.builds(
    lambda first, head, parts, end: first + head + "".join(parts) + end,
    st.sampled_from(("", "\n", "# first\n", "\n# first\n\n# second\n")),
    st.just(HEAD),
    st.lists(st.one_of(STATEMENTS, COMMENTS.map(lambda c: f"{c}\n")), max_size=6),
    st.sampled_from(("", "# last", "\n\n# last\n")),
)


@settings(max_examples=300, deadline=None)
@given(FILES, st.sampled_from(("\n", "\r\n")))
def test_format_keeps_every_statement_and_every_comment(text: str, end: str) -> None:
    text = text.replace("\n", end)
    before = set(read_turtle(text, "own.ttl").triples)
    written = format_turtle(text, "own.ttl")
    assert set(read_turtle(written, "own.ttl").triples) == before
    assert comments_of(written).texts() == comments_of(text).texts()
    assert format_turtle(written, "own.ttl") == written
    for comment in comments_of(text).texts():
        assert comment.strip() in written


PLAIN = st.builds(
    lambda subject, said: f"{subject} {said} .\n",
    NODES,
    st.one_of(
        st.sampled_from(("1", "2", "10", "-3", '"4"', '"x"')).map("aims:position {}".format),
        NODES.map("aims:element {}".format),
        LITERALS.map("x:p {}".format),
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PLAIN, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_statements_never_changes_the_form(parts: list[str], dice: Random) -> None:
    mixed = dice.sample(parts, len(parts))
    one, other = (HEAD + "".join(said) for said in (parts, mixed))
    assert format_turtle(one, "own.ttl") == format_turtle(other, "own.ttl")


@pytest.mark.parametrize("seed", ["1", "2"])
def test_texts_that_count_as_alike_stand_in_the_same_order_in_every_process(seed: str) -> None:
    text = HEAD + 'x:a x:p "1", "01", "001", "0001", "00001" .\n'
    ran = subprocess.run(
        [sys.executable, "-c", WRITE, text],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == format_turtle(text, "own.ttl")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "# only words",
        "@prefix x: <https://example.org/> .",
        "@prefix x: <https://example.org/> . [] x:p 1 .",
        "@prefix x: <https://example.org/> . x:a x:p (1 2) .",
        "@prefix x: <https://a.example/> . x:a x:p 2 .\n@prefix x: <https://b.example/> .",
        "@base <https://example.org/> . <a> <b> <c> . # kept?",
        "PREFIX x: <https://example.org/>\n# one\nx:a x:p 'a # b' . # two",
        "@prefix : <https://example.org/> . # one\n:a :p :b, :c ; :q ; . # two",
        '@prefix aims: <https://w3id.org/aimsgraph/ontology#> . <x:y> aims:position "²" .',
        '@prefix x: <https://example.org/> . x:a x:p """# no\n . comment""" . # yes',
        "@prefix x: <https://example.org/> . x:a x:p << x:a x:b x:c >> .",
        "no turtle",
    ],
)
def test_a_file_is_formatted_whole_or_left_alone_with_the_reason(text: str, tmp_path: Path) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["fmt", str(path)])
    if stop.value.code:
        assert stop.value.code == 2
        assert path.read_text(encoding="utf-8") == text
        return
    written = path.read_text(encoding="utf-8")
    assert set(read_turtle(written, "a").triples) == set(read_turtle(text, "b").triples)
    assert comments_of(written).texts() == comments_of(text).texts()


@pytest.mark.parametrize("name", ["own.ttl", "own.sssom.tsv"])
def test_line_ends_and_byte_order_marks_come_out_canonical(name: str, tmp_path: Path) -> None:
    text = (
        "# c\n@prefix x: <https://example.org/> .\nx:a x:p 1 .\n"
        if name == "own.ttl"
        else "#license: https://example.org/l\nsubject_id\tpredicate_id\tobject_id\t"
        "mapping_justification\tcomment\nx:a\tskos:closeMatch\tx:b\tsemapv:Lexical\tyes\n\t\t\t\t\n"
    )
    path = tmp_path / name
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    with pytest.raises(SystemExit) as stop:
        main(["fmt", "--check", str(path)])
    assert stop.value.code == 1
    with pytest.raises(SystemExit) as stop:
        main(["fmt", str(path)])
    assert not stop.value.code
    written = path.read_bytes()
    assert b"\r" not in written
    assert not written.startswith(b"\xef\xbb\xbf")
    assert format_file(written.decode(), name).encode() == written


def test_a_comment_that_would_be_lost_is_named() -> None:
    text = "@base <https://example.org/> . # base\n# of the subject\n<a> <b> <c> ."
    with pytest.raises(InputError, match=r"of the subject.*would be lost"):
        format_turtle(text, "own.ttl")


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o027])
def test_a_written_file_keeps_the_mode_of_the_old_one_or_heeds_the_umask(
    mask: int, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.write_bytes(b"old")
    old.chmod(0o640)
    before = os.umask(mask)
    try:
        write_whole(tmp_path / "new", b"new")
        write_whole(old, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o666 & ~mask
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
