"""The command line as a user meets it: answers, formats, wrong input, exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aimsgraph.answers.questions import Question, answer
from aimsgraph.faces.cli.main import main
from aimsgraph.model.graph import Graph
from worlds import framework_text, mapping_text

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(list(words))
        out, err = capsys.readouterr()
        code = stop.value.code
        return (code if isinstance(code, int) else 0 if code is None else 1), out, err

    return call


def test_coverage_json_has_the_promised_keys(run: Run, graph: Graph) -> None:
    status, out, _ = run("coverage", "--have", "iso27001", "--need", "iso42001", "--format", "json")
    facts = json.loads(out)
    assert status == 0
    assert set(facts) >= {
        "have", "need", "scope", "editions", "data_version", "method", "disclaimer", "denominator",
        "states", "asserted", "provisions",
    }  # fmt: skip
    words = {"reuse", "extend", "add", "start from", "build", "judge"}
    assert set(facts["verdicts"]) == words
    assert sum(facts["verdicts"].values()) == facts["denominator"]
    judged = next(p for p in facts["provisions"] if p["elements"]["in_part"])
    assert set(judged["elements"]) == {"met", "in_part", "open"}
    assert all(e["by"] and e["how"] in {"in kind", "begun"} for e in judged["elements"]["in_part"])
    assert set(facts["states"]) == {"full", "partial", "none", "lead", "unmapped"}
    assert set(facts["provisions"][0]) == {
        "id", "notation", "label", "state", "verdict", "remains", "judged", "gap", "elements",
        "support", "reason", "removed", "by",
    }  # fmt: skip
    source = next(p["by"][0] for p in facts["provisions"] if p["by"])
    assert set(source) == {
        "id", "relation", "confidence", "residual", "mapping", "hops", "inferred",
    }  # fmt: skip
    assert facts["data_version"] == graph.data_version


@pytest.mark.parametrize(
    "words",
    [
        ("coverage", "--have", "iso27001", "--have", "iso42001", "--need", "aiact"),
        ("gaps", "--have", "iso27001", "--need", "aiact", "--role", "deployer"),
        ("matrix", "--have", "iso27001", "--need", "aiact"),
    ],
)
@pytest.mark.parametrize("form", ["table", "csv", "md", "json", "xlsx"])
def test_every_format_of_every_answer(
    run: Run, tmp_path: Path, words: tuple[str, ...], form: str
) -> None:
    target = tmp_path / f"out.{form}"
    status, out, err = run(*words, "--format", form, "-o", str(target))
    assert (status, out) == (0, "")
    assert target.stat().st_size > 500
    assert f"Wrote {target}" in err


@pytest.mark.long
def test_the_matrix_and_the_coverage_command_never_disagree(run: Run) -> None:
    _, out, _ = run("matrix", "--format", "json")
    for pair in json.loads(out)["pairs"]:
        _, one, _ = run(
            "coverage", "--have", pair["have"], "--need", pair["need"], "--format", "json"
        )
        assert json.loads(one)["states"] == pair["states"]


def test_show_accepts_every_way_to_name_a_provision(run: Run) -> None:
    outs = {
        run("show", name, "--format", "json")[1]
        for name in (
            "aiact:art_9.par_2.chp",
            "aiact Art. 9(2) chapeau",
            "https://w3id.org/aimsgraph/id/aiact/art_9.par_2.chp",
        )
    }
    assert len(outs) == 1
    facts = json.loads(outs.pop())
    assert facts["applies from"].startswith("2027-12-02")
    assert facts["mappings"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("show", "aiact:art_9.par_22"), "Did you mean"),
        (("coverage", "--have", "iso2701", "--need", "aiact"), "Did you mean iso27001"),
        (("coverage", "--have", "iso27001", "--need", "aiact", "--role", "boss"), "Known:"),
        (("coverage", "--have", "iso27001", "--need", "aiact", "--date", "soon"), "YYYY-MM-DD"),
        (("coverage", "--have", "iso27001", "--need", "aiact", "--format", "xlsx"), "-o FILE.xlsx"),
        (("matrix", "--have", "iso27001"), "Give --have and --need"),
        (("query", "duties-of-rol"), "Did you mean duties-of-role"),
        (("query", "duties-of-role", "--param", "role"), "NAME=VALUE"),
        (("--with", "/no/such/folder", "frameworks"), "no such folder"),
        (
            ("coverage", "--have", "iso27001", "--need", "aiact", "--soa", "/no/such.csv"),
            "no such file",
        ),
    ],
)
def test_wrong_input_ends_with_status_2_and_a_remedy(
    run: Run, words: tuple[str, ...], fault: str
) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert fault in err
    assert "Traceback" not in err


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("coverage", "--have", "iso27001", "--need", "aiact", "--role"), "--role"),
        (("coverage", "--have", "iso27001", "--need", "aiact", "--soa"), "--soa"),
        (("--with",), "--with"),
        (("query", "--text"), "--text"),
        (("show",), ""),
    ],
)
def test_a_variable_that_was_never_set_is_no_wish(
    run: Run, words: tuple[str, ...], place: str, blank: str
) -> None:
    status, out, err = run(*words, blank, "frameworks" if words == ("--with",) else "--help")
    assert (status, out) == (2, "")
    assert err.startswith(f"{place or repr(blank)}: it is empty. ")
    if place:
        status, out, err = run(*words[:-1], f"{place}={blank}", "frameworks")
        assert (status, out) == (2, "")
        assert err.startswith(f"{place}: it is empty. ")


OWN = {
    "frameworks/acme.ttl": framework_text("acme", ["1", "2"]),
    "mappings/iso27001--acme.sssom.tsv": mapping_text(
        [("iso27001:A.8.15", "superset", "acme:1"), ("iso27001:A.8.16", "intersects", "acme:2")]
    ),
}


@pytest.mark.usefixtures("two_standards")
def test_a_users_folder_may_be_named_before_or_after_the_command(
    run: Run, workspace: Callable[..., Path]
) -> None:
    folder = workspace(OWN)
    before = run(
        "--with",
        str(folder),
        "coverage",
        "--have",
        "iso27001",
        "--need",
        "acme",
        "--format",
        "json",
    )
    after = run(
        "coverage",
        "--have",
        "iso27001",
        "--need",
        "acme",
        "--with",
        str(folder),
        "--format",
        "json",
    )
    assert before[0] == 0, before[2]
    assert before[1] == after[1]
    assert json.loads(before[1])["states"] == {
        "full": 1, "partial": 1, "none": 0, "lead": 0, "unmapped": 0,
    }  # fmt: skip


def test_a_users_folder_does_not_change_the_answers_about_the_bundled_frameworks(
    run: Run, workspace: Callable[..., Path], graph: Graph
) -> None:
    folder = workspace(OWN)
    _, out, _ = run(
        "--with",
        str(folder),
        "coverage",
        "--have",
        "iso27001",
        "--need",
        "aiact",
        "--format",
        "json",
    )
    alone = answer(graph, Question(("iso27001",), "aiact")).coverage
    assert json.loads(out)["states"] == {s.value: n for s, n in alone.counts.items()}
    assert json.loads(out)["data_version"] != graph.data_version


def test_a_statement_of_applicability_lowers_the_coverage(run: Run, tmp_path: Path) -> None:
    soa = tmp_path / "soa.csv"
    soa.write_text(
        "id,applicable,implemented,justification,note\niso27001:A.8.15,yes,no,planned,\n"
    )
    words = ("coverage", "--have", "iso27001", "--need", "aiact", "--format", "json")
    whole = json.loads(run(*words)[1])
    less = json.loads(run(*words, "--soa", str(soa))[1])
    assert "soa.csv takes out 1 of 123" in less["assumption"]
    assert less["statement"]["removed"] == ["iso27001:A.8.15"]
    assert whole["assumption"].startswith("No statement")
    assert whole["statement"] is None
    assert less["states"]["partial"] <= whole["states"]["partial"]
    assert not any(s["id"] == "iso27001:A.8.15" for p in less["provisions"] for s in p["by"])


@pytest.mark.parametrize(
    "rows", ["iso27001:A.99,yes,yes,,", "iso27001:A.8.15,yes,yes,,\niso27001 A.8.15,no,no,,"]
)
def test_a_wrong_statement_of_applicability_is_refused_with_its_line(
    run: Run, tmp_path: Path, rows: str
) -> None:
    soa = tmp_path / "soa.csv"
    soa.write_text(f"id,applicable,implemented,justification,note\n{rows}\n")
    status, out, err = run("coverage", "--have", "iso27001", "--need", "aiact", "--soa", str(soa))
    assert (status, out) == (2, "")
    assert f"{soa}:{rows.count(chr(10)) + 2}" in err


def test_help_and_version_answer(run: Run) -> None:
    assert run("--help")[0] == 0
    status, out, _ = run("--version")
    assert (status, out.strip().count(".")) == (0, 2)


def test_a_parent_answers_with_the_mappings_of_its_parts(run: Run) -> None:
    for name in ("aiact Art. 27", "aiact Art. 4", "aiact Art. 10"):
        status, out, error = run("show", name, "--format", "json")
        assert status == 0
        assert json.loads(out)["mappings"]
        assert "No mapping" not in run("show", name)[2] + error


@pytest.mark.parametrize("form", ["csv", "md", "xlsx"])
def test_explain_refuses_a_format_that_it_does_not_write(
    run: Run, form: str, tmp_path: Path
) -> None:
    out = tmp_path / "proof"
    status, _, error = run(
        "explain", "iso27001:A.8.15", "aiact:art_12.par_1", "--format", form, "-o", str(out)
    )
    assert status == 2
    assert f"--format {form}" in error
    assert not out.exists()


@pytest.mark.parametrize("words", [("leads", "aiact:art_12.par_1"), ("impact",)])
def test_every_json_carries_version_and_disclaimer(
    run: Run, graph: Graph, words: tuple[str, ...]
) -> None:
    facts = json.loads(run(*words, "--format", "json")[1])
    assert facts["data_version"] == graph.data_version
    assert "not legal advice" in facts["disclaimer"]


def test_a_parent_shows_its_duties_with_their_states(run: Run, graph: Graph) -> None:
    facts = json.loads(run("show", "aiact Art. 27", "--format", "json")[1])
    leaves = [p.id for p in graph.leaves("aiact") if p.id.startswith("aiact:art_27.")]
    assert [part["id"] for part in facts["parts"]] == leaves
    for have in ("iso27001", "iso42001"):
        words = ("coverage", "--have", have, "--need", "aiact", "--format", "json")
        said = {p["id"]: p["state"] for p in json.loads(run(*words)[1])["provisions"]}
        assert {p["id"]: p["states"][have] for p in facts["parts"]} == {c: said[c] for c in leaves}
        assert sum(facts["states"][have].values()) == len(leaves)
    _, _, noted = run("show", "aiact Art. 27")
    assert f"of {len(leaves)} duties in it" in noted
    rows = json.loads(
        run("query", "mappings-of-provision", "--param", "provision=aiact Art. 27",
            "--format", "json")[1]
    )["rows"]  # fmt: skip
    assert {row["part"] for row in rows} <= set(leaves)
    assert rows
