"""Worked scenarios: the numbers of coverage, every duty told once, and the law as it is."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
from pathlib import Path

import pytest

from aimsgraph.answers.profile import command
from aimsgraph.answers.questions import Question, answer
from aimsgraph.answers.scenario import (
    bundled_scenarios,
    changed,
    read_scenario,
    scenario_named,
)
from aimsgraph.answers.scenario_document import scenario_document
from aimsgraph.answers.scenario_report import (
    Part,
    Report,
    clocks,
    costs,
    documents,
    moments,
    work_out,
    works,
)
from aimsgraph.exports.scenario_text import (
    Line,
    blocks,
    render_scenario_html,
    render_scenario_markdown,
)
from aimsgraph.faces.cli.main import main
from aimsgraph.model.errors import InputError, UnknownNameError
from aimsgraph.model.graph import Graph
from worlds import ROOT

NAMES = sorted(bundled_scenarios())
DAY = dt.date(2026, 11, 28)


@pytest.fixture(scope="module")
def reports(graph: Graph) -> dict[str, Report]:
    return {name: work_out(graph, scenario_named(name)) for name in NAMES}


def notations(part: Part) -> set[str]:
    return {cell.provision.notation for cell in part.result.coverage.cells}


def part_of(report: Report, need: str, role: str = "") -> Part:
    (found,) = [p for p in report.parts if (p.profile.need, p.profile.role) == (need, role)]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_are_those_of_the_commands(
    name: str, reports: dict[str, Report], capsys: pytest.CaptureFixture[str]
) -> None:
    facts = scenario_document(reports[name])["needed"]
    assert isinstance(facts, list)
    for part, told in zip(reports[name].parts, facts, strict=True):
        for asked, check in (("coverage", None), ("gaps", "gaps")):
            with pytest.raises(SystemExit):
                main([*shlex.split(command(asked, part.profile))[1:], "--format", "json"])
            said = json.loads(capsys.readouterr().out)
            assert said["denominator"] == told["counted"]["denominator"]
            assert said["verdicts"] == told["counted"]["verdicts"]
            tasks = {g["id"]: g["task"] for g in said[check]} if check else {}
            mine = {t["id"]: t["task"] for t in told["tasks"] if t["verdict"] != "reuse"}
            assert not check or mine.items() <= tasks.items()


@pytest.mark.parametrize("name", NAMES)
def test_every_counted_duty_touches_the_case_or_is_set_aside_with_a_reason(
    name: str, reports: dict[str, Report]
) -> None:
    for part in reports[name].parts:
        counted = [cell.provision.id for cell in part.counted.coverage.cells]
        kept = [cell.provision.id for cell in part.result.coverage.cells]
        aside = [one.id for _, duties in part.asides for one in duties]
        assert sorted(counted) == sorted([*kept, *aside])


@pytest.mark.parametrize("name", NAMES)
def test_dates_and_tasks_hold_every_duty_once(name: str, reports: dict[str, Report]) -> None:
    report = reports[name]
    for at, part in enumerate(report.parts):
        kept = sorted(cell.provision.id for cell in part.result.coverage.cells)
        assert kept == sorted(c.provision.id for w in works(part.result) for c in w.cells)
        dated = [m for m in moments(report) if m.part == at]
        assert kept == sorted(c.provision.id for m in dated for c in m.cells)


@pytest.mark.parametrize("name", NAMES)
def test_what_would_change_is_computed(name: str, reports: dict[str, Report], graph: Graph) -> None:
    for part in reports[name].parts:
        for change in part.changes:
            if not change.variation.change:
                assert not change.after
                continue
            one = changed(part.profile, change.variation)
            cells = answer(graph, Question(one.have, one.need, one.scope())).coverage.cells
            gone = {one.id for _, duties in part.asides for one in duties} if change.same else set()
            assert [c.verdict for c in change.after] == [
                c.verdict for c in cells if c.provision.id not in gone
            ]


def test_an_operator_of_critical_infrastructure_has_ten_duties_of_the_ai_act(
    reports: dict[str, Report],
) -> None:
    report = reports["ics-safety"]
    kept = notations(part_of(report, "aiact", "deployer"))
    in_place_of_the_provider = {n for n in kept if n.startswith("Art. 73")}
    assert kept - in_place_of_the_provider == {
        "Art. 4(1)", "Art. 26(1)", "Art. 26(2)", "Art. 26(4)", "Art. 26(5)", "Art. 26(6) chapeau",
        "Art. 26(7)", "Art. 26(12)", "Art. 49(5)", "Art. 79(2) subpara 1",
    }  # fmt: skip
    cra = {m.date: len(m.cells) for m in moments(report) if m.part == report.parts.index(
        part_of(report, "cra", "manufacturer"))}  # fmt: skip
    assert set(cra) == {"2026-09-11", "2027-12-11"}
    assert {n for n in notations(part_of(report, "cra", "manufacturer")) if "14(" in n}
    assert not {n for n in notations(part_of(report, "nis2", "essential-entity")) if "28(" in n}


def test_a_chatbot_for_customers_is_not_high_risk_and_its_provider_tells_that_it_is_a_machine(
    reports: dict[str, Report],
) -> None:
    report = reports["llm-customer-service"]
    deployer, provider = (part_of(report, "aiact", role) for role in ("deployer", "provider"))
    assert notations(deployer) == {"Art. 4(1)", "Art. 79(2) subpara 1"}
    assert {"Art. 4(1)", "Art. 50(1)", "Art. 50(2)", "Art. 50(5)"} <= notations(provider)
    aside = {one.notation for _, duties in deployer.asides for one in duties}
    assert {"Art. 50(4) chapeau", "Art. 50(4) subpara 2"} <= aside
    assert not {n for n in notations(deployer) | aside if n.startswith(("Art. 26", "Art. 27"))}
    texts = [block.text for block in blocks(report, DAY) if isinstance(block, Line)]
    assert any(t.startswith("Art. 26 does not apply here") for t in texts)
    assert all(m.date <= DAY.isoformat() for m in moments(report) if m.date)


def test_a_provider_of_a_recruitment_system_is_due_in_december_2027_without_a_notified_body(
    reports: dict[str, Report],
) -> None:
    report = reports["recruitment-provider"]
    part = part_of(report, "aiact", "provider")
    kept = notations(part)
    assert {"Art. 9(1)", "Art. 10(3)", "Art. 43(2)", "Art. 49(1)", "Art. 72(1)"} <= kept
    assert not {
        n for n in kept if n.startswith(("Annex VII(", "Art. 43(1)", "Art. 60", "Art. 14(5)"))
    }
    at = report.parts.index(part)
    due = {n: m.date for m in moments(report) if m.part == at
           for n in (c.provision.notation for c in m.cells)}  # fmt: skip
    assert due["Art. 9(1)"] == due["Art. 43(2)"] == due["Art. 49(1)"] == "2027-12-02"
    assert due["Art. 4(1)"] == "2026-07-27"
    formal = {c.provision.notation: m.formal for m in moments(report) for c in m.cells}
    assert formal["Art. 43(2)"] == "2026-08-02"


@pytest.mark.parametrize("name", NAMES)
def test_a_document_counts_each_open_duty_once_for_all_roles(
    name: str, reports: dict[str, Report]
) -> None:
    found = documents(reports[name])
    assert [d.number for d in found] == sorted((d.number for d in found), reverse=True)
    for one in found:
        ids = [p.id for duties in one.duties.values() for p in duties]
        assert len(ids) == len(set(ids)) == one.number


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_the_same_in_each_format(name: str, reports: dict[str, Report]) -> None:
    report = reports[name]
    texts = [b.text for b in blocks(report, DAY) if isinstance(b, Line)]
    page = render_scenario_html(report, DAY)
    assert page == render_scenario_html(report, DAY)
    assert page.count("<ul>") == page.count("</ul>")
    assert page.count("<li>") == sum(
        isinstance(b, Line) and b.level < 0 for b in blocks(report, DAY)
    )
    markdown = render_scenario_markdown(report, DAY)
    assert markdown.count("\n## ") == 8
    assert not [t for t in texts if re.search(r"\(\)|  |,\.|\bNone\b", t)]


CASE = """
title = "A case"
story = ["We sort applications."]
have = ["iso27001"]
[[need]]
need = "aiact"
role = "deployer"
risk = "high-risk-annex-iii"
[[need.reason]]
text = "Why."
cites = ["aiact:anx_III.pnt_4.pnt_a"]
"""
VARIATION = '[[need.variation]]\ntext = "x"\ncites = ["a"]\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = [", "it is not TOML"),
        (
            CASE.replace("title", "titel", 1),
            "titel is no key here. Known: have, need, story, title",
        ),
        (CASE.replace('"A case"', '"\\u001b[31m"'), "title is no text"),
        (CASE.replace('have = ["iso27001"]\n', ""), "have is no list of texts"),
        (CASE.partition("[[need]]")[0], "need is no list of tables. Write [[need]] for each"),
        (CASE.partition("[[need.reason]]")[0], "need 1: reason is no list of tables"),
        (CASE.replace('need = "aiact"\n', ""), "need 1: need is missing"),
        (CASE.replace('role = "deployer"', "role = 7"), "need 1: role = 7 is not a text"),
        (
            CASE + '[[need.variation]]\ntext = "x"\ncites = ["a"]\n',
            "variation 1: change is missing",
        ),
        (
            CASE + '[[need.variation]]\ntext = "x"\ncites = ["a"]\nchange = { rol = "x" }\n',
            "variation 1, change: rol is no key here",
        ),
    ],
)
def test_a_wrong_file_says_what_is_wrong_with_it(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_scenario(path)
    assert told in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CASE.replace("anx_III.pnt_4.pnt_a", "art_999"), "there is no such provision"),
        (CASE.replace('"iso27001"', '"iso2701"'), "Did you mean iso27001?"),
        (
            CASE.replace("deployer", "deplyer"),
            "need 1, --role deplyer: there is no such role. Did you mean deployer?",
        ),
        (
            CASE + '[[need.aside]]\ntext = "x"\nduties = ["aiact:art_10"]\n',
            "aside 1: the profile counts none of these duties",
        ),
    ],
)
def test_what_does_not_exist_is_said_with_its_place(
    tmp_path: Path, graph: Graph, text: str, told: str
) -> None:
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((InputError, UnknownNameError)) as error:
        work_out(graph, read_scenario(path))
    assert told in str(error.value)


def test_the_texts_of_a_file_stay_texts(tmp_path: Path, graph: Graph) -> None:
    path = tmp_path / "case.toml"
    path.write_text(CASE.replace("A case", "<script>alert(1)</script>"), encoding="utf-8")
    report = work_out(graph, read_scenario(path))
    assert "<script>" not in render_scenario_html(report, DAY)
    assert "<script>" not in render_scenario_markdown(report, DAY)


def test_the_pattern_of_the_documentation_is_a_scenario(tmp_path: Path, graph: Graph) -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "my-case.toml"
    path.write_text(text, encoding="utf-8")
    (part,) = work_out(graph, read_scenario(path)).parts
    assert part.asides
    assert part.changes[0].after


def test_the_command_lists_writes_and_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["scenario", *words])
        out, err = capsys.readouterr()
        return stop.value.code, out, err

    code, out, _ = run()
    assert not code
    assert all(name in out for name in NAMES)
    _, out, _ = run("ics-safety", "--today", "2025-01-01", "--format", "md")
    assert "18 October 2024, applies already" in out
    assert "17 April 2025, applies already" not in out
    for form in ("text", "md", "html", "json"):
        path = tmp_path / f"report.{form}"
        assert not run("ics-safety", "--format", form, "-o", str(path))[0]
        assert "AI safety component" in path.read_text(encoding="utf-8")
    code, _, err = run("ics-safty")
    assert code == UnknownNameError.exit_code
    assert "Did you mean ics-safety?" in err
    code, _, err = run("ics-safety", "--today", "soon")
    assert "--today soon: this is no date. Write YYYY-MM-DD" in err


def test_clocks_and_penalties_are_those_of_the_case(reports: dict[str, Report]) -> None:
    def told(name: str, need: str, role: str) -> tuple[set[str], dict[str, int]]:
        part = part_of(reports[name], need, role)
        graph = reports[name].graph
        ends = {graph.provisions[c.provision].notation for c in clocks(part)}
        prices = {graph.provisions[p.provision].notation: len(d) for p, d in costs(part)}
        return ends, prices

    ends, prices = told("ics-safety", "nis2", "essential-entity")
    assert {"Art. 23(4)(a)", "Art. 23(4)(b)", "Art. 23(4)(d)"} <= ends
    assert prices["Art. 34(4)"] == len([
        n for n in notations(part_of(reports["ics-safety"], "nis2", "essential-entity"))
        if n.startswith(("Art. 21", "Art. 23"))
    ])  # fmt: skip
    ends, prices = told("ics-safety", "aiact", "deployer")
    assert ends == {"Art. 26(5)"}
    assert not {n for n in prices if n.startswith(("Art. 75c", "Art. 100"))}
    ends, prices = told("llm-customer-service", "aiact", "provider")
    assert not ends
    assert prices["Art. 99(4)(g)"] == 3
    ends, prices = told("llm-customer-service", "gdpr", "controller")
    assert ends == {"Art. 33(1)", "Art. 34(1)"}
    assert set(prices) >= {"Art. 83(4)(a)", "Art. 83(5)(a)", "Art. 83(5)(b)"}
