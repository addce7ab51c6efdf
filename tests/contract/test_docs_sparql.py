"""Every command and query of docs/sparql.md answers, as a stranger would copy it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

import pytest
import rdflib
import rdflib.query

from aimsgraph.compile.cache import bundled_graph
from aimsgraph.faces.cli.main import main
from aimsgraph.model import limits
from aimsgraph.model.errors import BusyError, QueryError, QueryLimitError
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import catalogue
from aimsgraph.sparql.dataset_copy import copy_dataset
from aimsgraph.sparql.pool import SandboxPool
from few_frameworks import STANDARDS, few_frameworks
from worlds import ROOT

PAGE = (ROOT / "docs" / "sparql.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(bash|sparql)\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line for kind, body in BLOCKS if kind == "bash" for line in body.splitlines()]
QUERIES = [body for kind, body in BLOCKS if kind == "sparql"]


@pytest.fixture(scope="module")
def pool(graph: Graph) -> Iterator[SandboxPool]:
    with SandboxPool(copy_dataset(graph), workers=1) as made:
        yield made


def test_there_are_ten_questions() -> None:
    assert len(re.findall(r"^## \d+\. ", PAGE, re.MULTILINE)) == len(BLOCKS) == 10


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, *words = shlex.split(command)
    with pytest.raises(SystemExit) as stop:
        main(words)
    out, err = capsys.readouterr()
    assert (name, stop.value.code or 0, err) == ("aimsgraph", 0, "")
    assert len(out.splitlines()) > 3 or len(out) > 200


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_answers(pool: SandboxPool, query: str) -> None:
    found = pool.query(query)
    assert not found.empty, found.hints
    assert not found.truncated


def test_limits_and_exit_status_are_those_of_the_program() -> None:
    for said in (
        f"{limits.QUERY_SECONDS:g} s",
        f"to {limits.MAX_QUERY_SECONDS:g}",
        f"{limits.QUERY_ROWS:,}",
        f"to {limits.MAX_QUERY_ROWS:,}",
        f"{limits.QUERY_RESULT_BYTES >> 20} MB",
        f"{limits.QUERY_MEMORY_BYTES >> 20} MB",
        f"{limits.QUERY_TEXT_BYTES >> 10} KB",
        f"| {limits.QUERY_DEPTH} |",
        f"| {limits.QUERY_PARTS} |",
    ):
        assert said in PAGE
    assert f"| {QueryError.exit_code} | the query" in PAGE
    assert f"| {QueryLimitError.exit_code} | the query" in PAGE
    assert BusyError.exit_code == QueryLimitError.exit_code


@pytest.fixture(scope="module")
def less(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxPool]:
    """Three frameworks, for an engine that takes minutes over ten."""
    assert set(STANDARDS) < graph.frameworks.keys()
    with few_frameworks(tmp_path_factory.mktemp("less"), (*STANDARDS, "aiact")):
        copy = copy_dataset(bundled_graph())
    with SandboxPool(copy, workers=1) as made:
        yield made


@pytest.fixture(scope="module")
def judge(less: SandboxPool) -> rdflib.Dataset:
    """The dataset in rdflib's own memory, asked by rdflib's own engine."""
    made = rdflib.Dataset(default_union=True)
    made.parse(data=less.copy.quads, format="nquads")
    return made


SLOW = {"penalties-of-provision"}
"""A named query for which rdflib takes minutes; a test of its own says what it must answer."""


@pytest.mark.long
@pytest.mark.xdist_group("rdflib")
@pytest.mark.parametrize(
    "text",
    [*QUERIES, *(pytest.param(q.text, id=q.name) for q in catalogue() if q.name not in SLOW)],
)
def test_every_engine_gives_the_same_answer(
    pool: SandboxPool, less: SandboxPool, judge: rdflib.Dataset, text: str
) -> None:
    def bag(rows: Iterable[Iterable[str]]) -> list[tuple[str, ...]]:
        plain = (tuple(re.sub(r"^(\d+)\.0$", r"\1", c) for c in row) for row in rows)  # 3.0 is 3
        return sorted(tuple("; ".join(sorted(c.split("; "))) for c in row) for row in plain)

    ours = less.query(text).table()[1]
    assert bool(ours) is bool(pool.query(text).rows), "too few frameworks to ask this"
    theirs = judge.query(text, initNs=dict(pool.copy.prefixes))
    assert bag((c.text for c in row) for row in ours) == bag(
        ("" if c is None else str(c) for c in row)
        for row in theirs
        if isinstance(row, rdflib.query.ResultRow)
    )
