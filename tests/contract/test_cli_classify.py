"""``aimsgraph classify`` as a user meets it: in scripts, at a terminal, and with wrong answers."""

from __future__ import annotations

import io
import json
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from aimsgraph.answers.questionnaire import NOT_SURE, questionnaire
from aimsgraph.faces.cli.main import main
from aimsgraph.model.graph import Graph
from worlds import ROOT

Run = Callable[..., tuple[int, str, str]]

NOTHING = ("sector=none", "product=none", "data=none")
CHATBOT = (
    "activity=use", "scope=none", "prohibited=none", "safety=no", "area=none",
    "transparency=interacts", *NOTHING,
)  # fmt: skip


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["classify", *words])
        out, err = capsys.readouterr()
        return int(stop.value.code or 0), out, err

    return call


def given(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("--answer", pair)]


def test_a_script_gets_the_profile_with_its_reasons(run: Run, graph: Graph) -> None:
    status, out, _ = run(*given(*CHATBOT), "--format", "json")
    facts = json.loads(out)
    (one,) = facts["profiles"]
    assert status == 0
    assert (one["need"], one["role"], one["risk"]) == ("aiact", "deployer", "transparency-risk")
    assert one["assessable"] == len(graph.leaves("aiact"))
    assert [r["citation"] for r in one["reasons"]] == [
        "EU AI Act Art. 3(4)", "EU AI Act Art. 50, Art. 50(1)",
    ]  # fmt: skip
    assert facts["not_sure"] == []
    assert facts["data_version"] == graph.data_version
    assert "not legal advice" in facts["disclaimer"]


def test_the_profile_that_is_written_gives_the_number_that_was_said(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ours.toml"
    out = run(*given(*CHATBOT), "--have", "27001", "-o", str(path), "--format", "json")[1]
    with pytest.raises(SystemExit):
        main(["coverage", "--profile", str(path), "--format", "json"])
    facts = json.loads(capsys.readouterr().out)
    assert facts["have"] == ["iso27001"]
    assert facts["denominator"] == json.loads(out)["profiles"][0]["in_scope"]


def test_several_frameworks_give_a_file_each(run: Run, tmp_path: Path) -> None:
    said = (*(pair for pair in CHATBOT if pair != "data=none"), "data=decide")
    _, out, err = run(*given(*said), "-o", str(tmp_path / "ours.toml"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ours-aiact.toml", "ours-gdpr.toml"]
    assert "Wrote" in err
    assert "aimsgraph gaps --have FRAMEWORK --need gdpr --role controller\n" in out


def test_where_nothing_applies_nothing_is_written(run: Run, tmp_path: Path) -> None:
    status, out, err = run(*given("activity=none", *NOTHING), "-o", str(tmp_path / "ours.toml"))
    assert status == 0
    assert "No framework applies" in out
    assert "no profile to write" in err
    assert list(tmp_path.iterdir()) == []


def test_the_questions_are_a_file_of_answers(run: Run, tmp_path: Path) -> None:
    _, out, _ = run("--questions")
    asked = questionnaire().questions
    assert tomllib.loads(out) == {q.key: [NOT_SURE] if q.several else NOT_SURE for q in asked}
    assert all(f"{choice.key}: " in out for one in asked for choice in one.choices)
    path = tmp_path / "answers.toml"
    path.write_text(out.replace('activity = ["not-sure"]', 'activity = "use"'), encoding="utf-8")
    facts = json.loads(run("--answers", str(path), *given("data=none"), "--format", "json")[1])
    assert "activity" not in facts["not_sure"]
    assert "data" not in facts["not_sure"]
    assert "gdpr" in facts["not_in_scope"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--answer", "activty=use"), "Did you mean activity"),
        (("--answer", "activity=usee"), "Did you mean use"),
        (("--answer", "activity"), "Write QUESTION=CHOICE"),
        (("--answer", "data="), "Write QUESTION=CHOICE"),
        (("--answer", "size=small,large"), "takes one choice"),
        (("--answer", "size=small", "--answer", "size=large"), "takes one choice"),
        (("--answer", "data=none,decide"), "Leave none out"),
        (("--answers", "/no/such.toml"), "no such file"),
        (("--answer", "data=none", "--have", "iso2701"), "Did you mean iso27001"),
        ((), "no terminal to ask at"),
    ],
)
def test_a_wrong_answer_says_what_is_wrong(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], fault: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert fault in err


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("data = [", "it is not TOML"),
        ("data = 7", "data = 7 is neither a text nor a list of texts"),
        ('data = ["decides"]', "data = decides: the question has no such choice"),
        ('date = "decide"', "date: there is no such question. Did you mean data?"),
    ],
)
def test_a_wrong_file_of_answers_is_named(run: Run, tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    status, _, err = run("--answers", str(path))
    assert status == 2
    assert err.startswith(str(path))
    assert fault in err


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        """A terminal it is."""
        return True


def test_at_a_terminal_one_question_is_asked_at_a_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = (
        "1", "b",  # a slip, taken back
        "2",  # activity: use
        "9", "8",  # scope: there is no ninth; none
        "1 11", "11",  # prohibited: none excludes the rest; none
        "6", "9", "1", "17", "7", "7",
    )  # fmt: skip
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(typed) + "\n"))
    status, out, err = run("--format", "json")
    assert status == 0
    (one,) = json.loads(out)["profiles"]
    assert (one["role"], one["risk"]) == ("deployer", "transparency-risk")
    assert "1 of at most 12: What do you do with" in err
    assert "write numbers from 1 to 8" in err
    assert "none excludes every other choice" in err
    assert "How large is your organisation" not in err


def test_a_bare_enter_is_not_sure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("13\n17\n7\n\n"))
    facts = json.loads(run("--format", "json")[1])
    assert facts["not_sure"] == ["data"]
    assert [one["need"] for one in facts["profiles"]] == ["gdpr"]


def test_whoever_leaves_in_the_middle_gets_no_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("1\n"))
    status, out, _ = run()
    assert status != 0
    assert out == ""


def test_the_output_in_the_documentation_is_current(run: Run) -> None:
    page = (ROOT / "docs" / "classify.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```console\n\$ aimsgraph classify (.*?)```", page, re.DOTALL)
    command, _, expected = shown.partition("\n")
    assert run(*command.split())[1].startswith(expected)
