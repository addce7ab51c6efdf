"""Queries that mean harm: each row of the threat table that concerns queries, at the wall itself.

Tests that say ``guard=False`` go past the courteous check, as an attacker would.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from hostile_tools import SMALL, alive, canary, resident

from aimsgraph.model.errors import (
    BusyError,
    QueryError,
    QueryLimitError,
    QueryRefusedError,
)
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import QUERY_DEPTH, QUERY_MEMORY_BYTES, QUERY_TEXT_BYTES
from aimsgraph.sparql.dataset_copy import DatasetCopy, copy_dataset
from aimsgraph.sparql.guard import UPDATES, check
from aimsgraph.sparql.pool import SandboxPool, Stop
from aimsgraph.sparql.results import GraphFormat, Limits, TableFormat

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits are promised on Linux only")
SECONDS = 2.0
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""Sixty million million rows: some months of work."""
SEARCHING = (
    "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
    "FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) < 0) }"
)
DOUBLING = (
    "SELECT (STRLEN(?x40) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    + " }"
)


@pytest.fixture(scope="module")
def copy(graph: Graph) -> DatasetCopy:
    return copy_dataset(graph)


@pytest.fixture(scope="module")
def pool(copy: DatasetCopy) -> Iterator[SandboxPool]:
    limits = Limits(seconds=SECONDS, memory=QUERY_MEMORY_BYTES)
    with SandboxPool(copy, workers=2, limits=limits) as made:
        assert made.ready()
        yield made


PARTS = 4
"""Of the thousand spellings: each part has some of every kind."""


def spellings(url: str, secret: str) -> list[str]:
    """A thousand ways to ask for what is not in the graph."""
    words = {
        "service": ["SERVICE", "service", "SeRvIcE", "\\u0053ERVICE", "SERVIC\\u0045"],
        "gap": [" ", "\t", "\n", " # c\n", " SILENT ", " silent\n", "\r\n"],
        "inside": ["?s ?p ?o", "SELECT * { ?s ?p ?o }", "BIND(1 AS ?leak)", ""],
    }
    places = [
        "SELECT * {{ {0} }}",
        "SELECT * {{ OPTIONAL {{ {0} }} }}",
        "SELECT * {{ {{ {0} }} UNION {{ }} }}",
        "SELECT * {{ {{ SELECT * {{ {0} }} }} }}",
        "SELECT * {{ ?a a aims:Framework MINUS {{ {0} }} }}",
        "ASK {{ FILTER EXISTS {{ {0} }} }}",
        "ASK {{ GRAPH ?g {{ {0} }} }}",
        "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {0} }}",
        "DESCRIBE ?s {{ {0} }}",
        "SELECT * {{ LATERAL {{ {0} }} }}",
    ]
    targets = [f"<{url}>", f"<{secret}>", "own:sparql", "?t"]
    head = f"PREFIX own: <{url.removesuffix('sparql')}>\n"
    found = []
    for service, gap, inside, place, target in itertools.product(*words.values(), places, targets):
        bound = f"VALUES ?t {{ <{url}> }} " if target == "?t" else ""
        found.append(head + place.format(f"{bound}{service}{gap}{target} {{ {inside} }}"))
    fetches = [
        f"{head}{verb} {clause}{gap}{target} {body}"
        for verb, body in (
            ("SELECT *", "{ ?s ?p ?o }"),
            ("ASK", "{ GRAPH ?g { ?s ?p ?o } }"),
            ("DESCRIBE ?s", "{ ?s ?p ?o }"),
            ("CONSTRUCT { ?s ?p ?o }", "WHERE { ?s ?p ?o }"),
        )
        for clause in ("FROM", "from", "FROM NAMED", "From\nNamed", "\\u0046ROM")
        for gap in (" ", "\n", " #c\n")
        for target in targets[:3]
    ]
    loads = [
        f"{word}{silent}<{target}>{into}"
        for word in ("LOAD", "load", "Load", "\\u004COAD")
        for silent in (" ", " SILENT ", "\n")
        for target in (url, secret)
        for into in ("", " INTO GRAPH <http://x/g>")
    ]
    picked = random.Random(5).sample(found, 1000 - len(fetches) - len(loads))
    return [*picked, *fetches, *loads]


@linux
@pytest.mark.sampled(2)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_spelling_of_service_from_or_load_leaves_the_machine_or_reads_a_file(
    pool: SandboxPool, tmp_path: Path, part: int
) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text('<http://secret> <http://secret> "KEEP-THIS-TO-YOURSELF" .')
    with canary() as (url, visits):
        queries = spellings(url, secret.as_uri())
        assert len(set(queries)) == 1000
        for query in queries[part::PARTS]:
            with pytest.raises(QueryError):
                pool.query(query)
            assert "KEEP-THIS" not in _past_the_guard(pool, query)
        assert visits == []


def _past_the_guard(pool: SandboxPool, query: str, limits: Limits | None = None) -> str:
    """What comes back without the check: a result, or an error, as text."""
    try:
        found = pool.query(query, limits=limits, guard=False, hinting=False)
    except (QueryError, QueryLimitError) as error:
        return str(error)
    return found.body.decode()


def test_the_canary_sings_when_the_same_query_runs_outside_the_sandbox(
    store: ox.Store,
) -> None:
    with canary() as (url, visits):
        with contextlib.suppress(OSError, RuntimeError):
            store.query(f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
        assert len(visits) == 1


def _fingerprint(pool: SandboxPool) -> str:
    most = Limits(seconds=60, rows=1_000_000, size=64 * 1024 * 1024)
    found = pool.query(
        "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }", table=TableFormat.TSV, limits=most
    )
    assert not found.truncated
    body = re.sub(rb"_:\w+", b"_:", found.body)  # each worker names what has no name anew
    return hashlib.sha256(b"\n".join(sorted(body.split(b"\n")))).hexdigest()


def test_no_update_passes_and_the_graph_stays_as_it_was(pool: SandboxPool) -> None:
    before = _fingerprint(pool)
    updates = [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL", "DROP ALL", "CREATE GRAPH <a:g>", "COPY DEFAULT TO <a:g>",
        "MOVE <a:g> TO DEFAULT", "ADD <a:g> TO DEFAULT", "LOAD <http://127.0.0.1/x>",
    ]  # fmt: skip
    assert {u.split()[0] for u in updates} == UPDATES
    for update in updates:
        for text in (update, update.lower(), f"PREFIX a: <a:>\n# c\n{update}"):
            with pytest.raises(QueryRefusedError, match="changes data"):
                pool.query(text)
            with pytest.raises(QueryError):
                pool.query(text, guard=False)
        with pytest.raises(QueryError):
            pool.query(f"ASK {{}} ; {update}", guard=False)
    assert _fingerprint(pool) == before


@pytest.mark.parametrize("query", [ENDLESS, SEARCHING])
def test_a_runaway_query_is_killed_in_time_and_delays_nobody(pool: SandboxPool, query: str) -> None:
    assert pool.ready()
    before = {w.pid for w in [*pool._idle, *pool._busy]}
    caught: list[Exception] = []

    def run() -> None:
        try:
            pool.query(query)
        except QueryLimitError as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.2)
    for _ in range(5):
        assert pool.query("ASK {}").yes()
    assert thread.is_alive()  # five answers came while it ran
    thread.join()
    assert f"stopped after {SECONDS:g} s" in str(caught[0])
    assert pool.ready()
    after = {w.pid for w in [*pool._idle, *pool._busy]}
    (gone,) = before - after
    assert not alive(gone)


MALICE = {
    "memory by sorting": (
        "SELECT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
        Limits(seconds=30),
    ),
    "memory by doubling a text": (DOUBLING, Limits(seconds=30)),
    "deep groups": (f"ASK {'{' * 30_000}{'}' * 30_000}", Limits(seconds=SECONDS)),
    "deep brackets": (
        f"ASK {{ FILTER({'(' * 30_000}1{')' * 30_000}) }}",
        Limits(seconds=SECONDS),
    ),
    "deep negation": (f"ASK {{ FILTER({'!' * 60_000}true) }}", Limits(seconds=SECONDS)),
    "a parse that never ends": (
        f"SELECT * {{ ?s ?p {'(' * 245}1{')' * 245} }}",
        Limits(seconds=0.5),
    ),
    "a long path": (f"ASK {{ ?s {'(' * 5000}<a:b>{')*' * 5000} ?o }}", Limits(seconds=SECONDS)),
    "a pattern that backtracks": (
        f"ASK {{ ?s ?p ?o FILTER REGEX(STR(?s), '{'(a*)*' * 40}b{{1,900}}{{1,900}}{{1,900}}') }}",
        Limits(seconds=SECONDS),
    ),
}


@pytest.mark.sampled(2)
@linux
@pytest.mark.parametrize("name", MALICE)
def test_what_takes_too_much_is_an_error_and_the_parent_lives(pool: SandboxPool, name: str) -> None:
    query, limits = MALICE[name]
    assert pool.ready()
    before = resident()
    said = _past_the_guard(pool, query, limits)
    assert said.startswith("query") or name == "a pattern that backtracks"
    assert resident() - before < 50 * 1024 * 1024
    assert pool.query("ASK {}").yes()


@linux
def test_memory_is_named_as_the_reason(pool: SandboxPool) -> None:
    query, limits = MALICE["memory by doubling a text"]
    with pytest.raises(QueryLimitError, match="more than 512 MB of memory"):
        pool.query(query, limits=limits)


@linux
def test_the_worker_can_open_neither_file_nor_socket_nor_use_more_memory(pool: SandboxPool) -> None:
    assert pool.ready()
    for worker in pool._idle:
        text = Path(f"/proc/{worker.pid}/limits").read_text()
        limits = {line[:25].strip(): line[26:46].strip() for line in text.splitlines()}
        assert limits["Max open files"] == "0"
        assert limits["Max core file size"] == "0"
        assert limits["Max file size"] == "0"
        assert limits["Max address space"].isdigit()
        opened = [p.readlink() for p in Path(f"/proc/{worker.pid}/fd").iterdir()]
        for target in map(str, opened):
            assert target.startswith("pipe:") or target in {
                "/dev/null",
                f"/proc/{worker.pid}/statm",
            }
        environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
        assert b"PATH=" not in environment.replace(b"LD_LIBRARY_PATH=", b"")


def test_every_worker_is_gone_after_close() -> None:
    with SandboxPool(SMALL, workers=2) as pool:
        assert pool.ready()
        pids = [w.pid for w in pool._idle]
        thread = threading.Thread(target=lambda: _swallow(pool))
        thread.start()
        time.sleep(0.3)
    assert not any(alive(pid) for pid in pids)
    thread.join(5)
    assert not thread.is_alive()
    with pytest.raises(QueryLimitError, match="closed"):
        pool.query("ASK {}")


def _swallow(pool: SandboxPool) -> None:
    with pytest.raises(QueryLimitError):
        pool.query(ENDLESS, limits=Limits(seconds=60))


ORPHANS = """
import os, signal, sys, threading, time
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.results import Limits
quads = b"".join(b"<a:%d> <a:p> <a:%d> <a:g> .\\n" % (i, i * 7) for i in range(20_000))
pool = SandboxPool(DatasetCopy(quads, {}), workers=3, limits=Limits(seconds=60))
assert pool.ready()
print(*[w.pid for w in pool._idle], flush=True)
for query in sys.argv[1:]:
    threading.Thread(target=pool.query, args=(query,), daemon=True).start()
time.sleep(0.5)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_end_when_their_parent_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ORPHANS, ENDLESS, SEARCHING],
        capture_output=True,
        check=False,
        text=True,
    )
    pids = [int(p) for p in done.stdout.split()]
    assert len(pids) == 3, done.stderr
    deadline = time.monotonic() + 5
    while any(alive(p) for p in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(alive(p) for p in pids)


@pytest.mark.parametrize("table", list(TableFormat))
def test_rows_at_the_limit_pass_and_one_more_is_cut_and_said(
    pool: SandboxPool, table: TableFormat
) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT %d"
    at = pool.query(query % 50, table=table, limits=Limits(rows=50))
    over = pool.query(query % 51, table=table, limits=Limits(rows=50))
    assert (at.rows, at.truncated, at.note()) == (50, "", "")
    assert (over.rows, over.truncated) == (50, "rows")
    assert "only the first 50 rows" in over.note()


@pytest.mark.parametrize("form", list(GraphFormat))
def test_triples_over_the_limit_are_cut_and_said(pool: SandboxPool, form: GraphFormat) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT %d"
    at = pool.query(query % 50, graph=form, limits=Limits(rows=50))
    over = pool.query(query % 51, graph=form, limits=Limits(rows=50))
    assert (at.rows, at.truncated) == (50, "")
    assert (over.rows, over.truncated) == (50, "rows")
    assert "triples" in over.note()


@pytest.mark.parametrize("table", list(TableFormat))
def test_bytes_over_the_limit_are_cut_and_said(pool: SandboxPool, table: TableFormat) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 500"
    whole = pool.query(query, table=table)
    size = len(whole.body)
    at = pool.query(query, table=table, limits=Limits(size=size))
    less = pool.query(query, table=table, limits=Limits(size=size - 1))
    assert (at.body, at.truncated) == (whole.body, "")
    assert less.truncated == "bytes"
    assert 0 < less.rows < 500
    assert len(less.body) < size


def test_a_row_larger_than_the_limit_is_an_error(pool: SandboxPool) -> None:
    with pytest.raises(QueryLimitError, match="first row alone"):
        pool.query('SELECT ("0123456789" AS ?x) {}', limits=Limits(size=20))


def test_size_and_depth_of_a_query_at_the_limit_pass_and_one_more_fails() -> None:
    def padded(size: int) -> str:
        return "ASK {}" + " " * (size - 6)

    check(padded(QUERY_TEXT_BYTES))
    with pytest.raises(QueryRefusedError, match=f"at most {QUERY_TEXT_BYTES}"):
        check(padded(QUERY_TEXT_BYTES + 1))
    check("ASK " + "{" * QUERY_DEPTH + "}" * QUERY_DEPTH)
    with pytest.raises(QueryRefusedError, match=f"more than {QUERY_DEPTH} brackets"):
        check("ASK " + "{" * (QUERY_DEPTH + 1) + "}" * (QUERY_DEPTH + 1))


def test_a_query_as_deep_as_allowed_is_parsed_at_once(pool: SandboxPool) -> None:
    depth = QUERY_DEPTH - 1
    assert pool.query(f"ASK {{ ?s ?p {'(' * depth}1{')' * depth} }}").kind == "ask"


def test_one_waiting_query_too_many_is_told_when_to_come_back() -> None:
    with (
        SandboxPool(SMALL, workers=1, waiting=1, limits=Limits(seconds=600)) as pool,
        ThreadPoolExecutor(2) as threads,
    ):
        assert pool.ready()
        stops = [Stop(), Stop()]
        asked = []
        for stop, sign, number in zip(stops, ("idle", "waiting"), (0, 1), strict=True):
            asked.append(threads.submit(pool.query, ENDLESS, stop=stop))
            while pool.health()[sign] != number:
                time.sleep(0.01)
        with pytest.raises(BusyError) as caught:
            pool.query("ASK {}")
        assert caught.value.retry_after == 600
        for stop in reversed(stops):  # who waits first, that nothing runs for ten minutes
            stop.now()
        with pytest.raises(QueryLimitError, match="it was left"):
            asked[1].result(60)
        with pytest.raises(QueryLimitError):
            asked[0].result(60)
        assert pool.query("ASK {}").yes()
        assert pool.health()["refused"] == 1


def test_who_leaves_the_queue_frees_a_place_in_it() -> None:
    with SandboxPool(SMALL, workers=1, waiting=1, limits=Limits(seconds=600)) as pool:
        assert pool.ready()
        stops = [Stop(), Stop()]
        with ThreadPoolExecutor(3) as threads:
            asked = []
            for stop, sign, number in zip(stops, ("idle", "waiting"), (0, 1), strict=True):
                asked.append(threads.submit(pool.query, ENDLESS, stop=stop))
                while pool.health()[sign] != number:
                    time.sleep(0.01)
            stops[1].now()
            with pytest.raises(QueryLimitError, match="it was left"):
                asked[1].result(60)
            assert pool.health()["waiting"] == 0
            third = threads.submit(pool.query, "ASK {}")
            while not pool.health()["waiting"]:
                time.sleep(0.01)
            stops[0].now()
            assert third.result(60).yes()
            with pytest.raises(QueryLimitError):
                asked[0].result(60)
