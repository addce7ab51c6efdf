"""What holds of every format for readers: equal numbers, what they rest on, the same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

import pypdf
import pytest

from aimsgraph.answers.plan import gaps
from aimsgraph.answers.questions import Answer, Question, answer, document
from aimsgraph.answers.report import sentence, stops
from aimsgraph.coverage.scope import Scope
from aimsgraph.exports.formats import FORMATS, export
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import DISCLAIMER
from export_readers import events, read_book, read_html, records

READERS = ("csv", "json", "md", "xlsx", "html", "pdf", "ics")


@pytest.fixture(scope="module", params=["all", "deployer", "standard"])
def result(request: pytest.FixtureRequest, graph: Graph) -> Answer:
    questions = {
        "all": Question(("iso27001", "iso42001"), "aiact"),
        "deployer": Question(("iso27001",), "aiact", Scope("deployer", "high-risk-annex-iii")),
        "standard": Question(("iso27001",), "iso42001"),
    }
    return answer(graph, questions[request.param])


@pytest.fixture(scope="module")
def files(result: Answer) -> dict[str, bytes]:
    return {name: export(result, name) for name in READERS}


@pytest.fixture(scope="module")
def facts(result: Answer) -> dict[str, Any]:
    return document(result)


def counted(words: list[str], like: dict[str, int]) -> dict[str, int]:
    """Words counted, every one of some known ones with an entry."""
    found = Counter(words)
    assert set(found) <= set(like)
    return {word: found[word] for word in like}


def test_csv_counts_as_the_document_does(files: dict[str, bytes], facts: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode())))
    for kind in ("state", "verdict"):
        assert counted([r[kind] for r in rows], facts[f"{kind}s"]) == facts[f"{kind}s"]


def test_json_is_the_document_with_the_answer_and_the_plan(
    files: dict[str, bytes], facts: dict[str, Any], result: Answer
) -> None:
    said = json.loads(files["json"])
    assert said.pop("answer") == sentence(result)
    planned = [duty["id"] for stop in said.pop("plan") for duty in stop["duties"]]
    assert planned == [gap.cell.provision.id for gap in gaps(result)]
    assert said == json.loads(json.dumps(facts))


def test_the_workbook_counts_as_the_document_does(
    files: dict[str, bytes], facts: dict[str, Any], result: Answer
) -> None:
    book = read_book(files["xlsx"])
    matrix = records(book, "Matrix")
    for kind in ("state", "verdict"):
        assert counted([str(r[kind]) for r in matrix], facts[f"{kind}s"]) == facts[f"{kind}s"]
    assert len(records(book, "Plan")) == len(gaps(result))
    head, *rows = list(book["Summary"].iter_rows(min_row=6, values_only=True))
    (total,) = (row for row in rows if row[0] == "All")
    assert list(total[2:]) == [
        facts["denominator"], *facts["verdicts"].values(), *facts["states"].values(),
    ]  # fmt: skip
    assert [str(h).split(" ", 1)[1] for h in head[3:]] == [*facts["verdicts"], *facts["states"]]
    chapters = rows[: rows.index(total)]
    for column in range(2, len(total)):
        assert sum(row[column] for row in chapters) == total[column]


def test_the_page_counts_as_the_document_does(
    files: dict[str, bytes], facts: dict[str, Any]
) -> None:
    page = read_html(files["html"].decode())
    squares = [a["class"].removeprefix("duty ").replace("-", " ") for a in page.of_class("duty")]
    assert counted(squares, facts["verdicts"]) == facts["verdicts"]
    ids = [a["id"] for tag, a in page.tags if tag == "tr" and a.get("id", "").startswith("duty-")]
    assert ids == [f"duty-{p['id']}" for p in facts["provisions"]]


def test_markdown_counts_as_the_document_does(
    files: dict[str, bytes], facts: dict[str, Any]
) -> None:
    text = files["md"].decode()
    said = {w: int(n) for w, n in re.findall(r"^\| \S ([a-z ]+) \| (\d+) \|", text, re.MULTILINE)}
    assert said == {**facts["verdicts"], **facts["states"]}
    tasks = re.findall(r"^- \*\*([a-z ]+)\*\* ", text, re.MULTILINE)
    open_work = {v: n for v, n in facts["verdicts"].items() if v != "reuse"}
    assert counted(tasks, open_work) == open_work


def test_the_calendar_has_every_dated_duty_once(files: dict[str, bytes], result: Answer) -> None:
    found = events(files["ics"])
    said = [re.search(r": (\d+) open \w+ appl\w+ from today$", str(e["SUMMARY"])) for e in found]
    dated = [gap for gap in gaps(result) if gap.dates]
    assert sum(int(match[1]) for match in said if match) == len(dated)
    assert [e["DTSTART"].dt for e in found] == [s.date for s in stops(result) if s.date]


def test_the_paper_counts_as_the_document_does(
    files: dict[str, bytes], facts: dict[str, Any]
) -> None:
    assert files["pdf"].startswith(b"%PDF")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["pdf"])).pages]
    for verdict, number in facts["verdicts"].items():
        assert f"{verdict} {number}:" in pages[0]
    notations = [p["notation"] for p in facts["provisions"]]
    whole = "\n".join(pages)
    assert [n for n in notations if n not in whole] == []
    assert f"1 / {len(pages)}" in pages[0]


@pytest.mark.parametrize("name", READERS)
def test_a_file_says_what_it_rests_on_and_how_it_may_be_used(
    name: str, files: dict[str, bytes], result: Answer
) -> None:
    text = " ".join(_words(name, files[name]).split())
    assert result.graph.data_version in text
    assert "CC BY 4.0" in text
    assert DISCLAIMER in text
    for key, edition in facts_of_editions(result).items():
        assert f"{key} {edition}" in text
    for word in ("role", "risk", "date"):
        value = result.coverage.scope.as_dict()[word]
        assert f"{word} {value}" in text
    assert "No statement of applicability" in text


def facts_of_editions(result: Answer) -> dict[str, str]:
    found: Any = document(result)["editions"]
    return dict(found)


def _words(name: str, content: bytes) -> str:
    """What a reader of a format sees as text."""
    if name == "xlsx":
        book = read_book(content)
        cells = (c for page in book for row in page.iter_rows(values_only=True) for c in row)
        return " ".join(str(c) for c in cells if c is not None)
    if name == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return " ".join(page.extract_text() for page in pages)
    if name == "html":
        return " ".join(text for _, text in read_html(content.decode()).texts)
    if name == "ics":
        return re.sub(r"\r\n ", "", content.decode()).replace("\\n", " ").replace("\\", "")
    if name == "json":
        said = json.loads(content)
        pairs = [f"{k} {v}" for part in ("scope", "editions") for k, v in said[part].items()]
        return " ".join([*pairs, *(str(v) for v in said.values() if isinstance(v, str))])
    return content.decode()


@pytest.mark.parametrize("name", READERS)
def test_the_same_answer_gives_the_same_file(
    name: str, files: dict[str, bytes], result: Answer, graph: Graph
) -> None:
    coverage = result.coverage
    again = answer(graph, Question(coverage.have, coverage.need, coverage.scope))
    assert export(again, name) == files[name]


def test_every_format_for_readers_is_offered() -> None:
    assert set(READERS) <= set(FORMATS)
    assert all(FORMATS[name].ending == name for name in READERS)
