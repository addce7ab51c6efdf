"""What hostile or careless clients do on the wire: nobody holds the endpoint up or fills it."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
import uvicorn
from server_tools import Server, at_rest, resident
from starlette.testclient import TestClient

from aimsgraph.faces.server import connection as wire
from aimsgraph.faces.server.app import create_app
from aimsgraph.faces.server.process import listen
from aimsgraph.faces.server.running import Job, Runner
from aimsgraph.faces.server.settings import CACHE_BYTES, MAX_HEAD_BYTES, Settings
from aimsgraph.model.graph import Graph
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.results import QueryResult, TableFormat

pytestmark = pytest.mark.xdist_group("server")

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"
PATIENT = 20.0


@contextlib.contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENT) as one:
        yield one


def all_of(one: socket.socket) -> bytes:
    """What comes until the other side closes."""
    said = bytearray()
    with contextlib.suppress(ConnectionError):
        while piece := one.recv(1 << 16):
            said += piece
    return bytes(said)


_PATIENCE = 8.0


def cut_off(one: socket.socket, piece: bytes, *, times: int, pause: float = 0.0) -> bool:
    """Whether the other side closes while the same is sent again and again."""
    try:
        for _ in range(times):
            one.sendall(piece)
            time.sleep(pause)
        one.settimeout(_PATIENCE)  # what was sent last may still lie in a buffer of the system
        while one.recv(1 << 16):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.fixture
def hasty(
    graph: Graph, pool: SandboxPool, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, SandboxPool]]:
    """A server in this process that waits for heads and bodies for a moment only."""
    monkeypatch.setattr(wire, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(wire, "MESSAGE_SECONDS", 0.5)
    with listen(0) as listener:
        port = listener.getsockname()[1]
        app = create_app(graph, pool, Settings(port=port, body_seconds=0.2))
        config = uvicorn.Config(app, http=wire.Http, ws="none", log_level="warning")
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, args=([listener],))
        thread.start()
        yield port, pool
        running.should_exit = True
        thread.join()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /health HTTP/1.1\r\nX: y",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 9\r\n\r\nquery",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 9\r\n\r\nabc",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: ",
    ],
    ids=["nothing", "half a head", "half a body", "a body that nobody reads", "half a trailer"],
)
def test_a_request_that_does_not_end_does_not_keep_its_connection(
    hasty: tuple[int, SandboxPool], sent: bytes
) -> None:
    port, _ = hasty
    with connected(port) as one:
        one.sendall(sent % port if b"%d" in sent else sent)
        all_of(one)  # ends only because the server closes


def test_bytes_that_drip_do_not_win_time(hasty: tuple[int, SandboxPool]) -> None:
    port, _ = hasty
    with connected(port) as one:
        one.sendall(b"GET /health HTTP/1.1\r\n")
        assert cut_off(one, b"X: y\r\n", times=200, pause=0.1)


def test_a_late_head_is_told_so(hasty: tuple[int, SandboxPool]) -> None:
    with connected(hasty[0]) as one:
        one.sendall(b"GET /health HTTP/1.1\r\nX: y")
        assert all_of(one).startswith(b"HTTP/1.1 408 ")


def test_a_client_that_goes_away_takes_its_query_with_it(
    hasty: tuple[int, SandboxPool], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, pool = hasty
    monkeypatch.setattr(pool, "limits", replace(pool.limits, seconds=600))
    killed = pool.health()["killed"]
    body = f"query={RUNAWAY} %23 {time.monotonic_ns()}".replace(" ", "+").encode()
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    with connected(port) as one:
        one.sendall(head.encode() + body)
        while pool.health()["idle"] == pool.health()["workers"]:
            time.sleep(0.01)
    for _ in range(3_000):  # half a minute; the query itself may take ten
        if pool.health()["killed"] > killed:
            break
        time.sleep(0.01)
    assert pool.health()["killed"] == killed + 1
    assert pool.query("ASK {}").yes()


def test_trailers_without_an_end_are_cut_off(server: Server) -> None:
    before = at_rest(server)
    for piece in (b"T: %s\r\n" % (b"y" * 1_000), b"y" * 10_000):
        with connected(server.port) as one:
            one.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nTransfer-Encoding: chunked\r\n"
                b"Content-Type: application/sparql-query\r\n\r\n6\r\nASK {}\r\n0\r\nX: "
                % server.port
            )
            assert cut_off(one, piece, times=20_000)
    assert resident(server.process.pid) - before < 16 << 20


def test_chunk_headers_without_an_end_are_cut_off(server: Server) -> None:
    with connected(server.port) as one:
        one.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/sparql-query\r\n\r\n6;" % server.port
        )
        assert cut_off(one, b"x=" + b"y" * 9_000, times=MAX_HEAD_BYTES // 1_000)


def test_chunks_of_one_byte_are_read(server: Server) -> None:
    with connected(server.port) as one:
        one.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nTransfer-Encoding: chunked\r\n"
            b"Connection: close\r\nContent-Type: application/sparql-query\r\n\r\n" % server.port
        )
        text = b"ASK {} #" + b"y" * 20_000
        one.sendall(b"".join(b"1\r\n%c\r\n" % sign for sign in text) + b"0\r\nT: y\r\n\r\n")
        assert b"200 OK" in all_of(one)


@pytest.mark.parametrize(
    ("target", "hosts"),
    [
        (b"/health", [b"127.0.0.1:%d", b"evil.example"]),
        (b"/health", [b"evil.example", b"127.0.0.1:%d"]),
        (b"/health", [b"127.0.0.1:%d", b"127.0.0.1:%d"]),
        (b"http://evil.example/health", [b"127.0.0.1:%d"]),
        (b"http://evil.example?x", [b"127.0.0.1:%d"]),
        (b"http://127.0.0.1:%d/health", [b"evil.example"]),
    ],
)
def test_a_request_names_one_host_and_this_one(
    server: Server, target: bytes, hosts: list[bytes]
) -> None:
    lines = [b"GET " + target + b" HTTP/1.1", *(b"Host: " + host for host in hosts)]
    text = b"\r\n".join(lines).replace(b"%d", str(server.port).encode())
    with connected(server.port) as one:
        one.sendall(text + b"\r\nConnection: close\r\n\r\n")
        said = all_of(one)
    assert said.split()[1] in {b"400", b"421"}
    assert json.loads(said.partition(b"\r\n\r\n")[2])["type"].endswith("/host")


def test_an_absolute_target_of_this_host_is_answered(server: Server) -> None:
    with connected(server.port) as one:
        one.sendall(
            b"GET http://127.0.0.1:%d/health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
            b"Connection: close\r\n\r\n" % (server.port, server.port)
        )
        assert b" 200 " in all_of(one)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, identity"])
def test_a_compressed_body_is_refused(client: TestClient, coding: str) -> None:
    answer = client.post("/sparql", content=b"\x1f\x8b", headers={"Content-Encoding": coding})
    assert answer.status_code == 415
    assert answer.json()["place"] == "Content-Encoding"


def test_the_cache_counts_what_it_holds() -> None:
    runner = Runner({})
    graphs = tuple(f"https://example.org/{'y' * 1_000}{number}" for number in range(200))
    for number in range(1_000):
        result = QueryResult("select", TableFormat.JSON, b"{}", 0, "", 0.0, ("hint",))
        job = Job(f"ASK {{}} #{number}\u4e00", default_graphs=graphs)
        runner.kept[job] = (job, result)
    assert runner.kept.currsize <= CACHE_BYTES
    assert len(runner.kept) < CACHE_BYTES // (200 * 1_000)


@pytest.mark.parametrize("part", ["UNION", "MINUS"])
def test_a_query_that_can_never_succeed_is_told_so(client: TestClient, part: str) -> None:
    text = f"SELECT*{{{part.join(['{}'] * 9_000)}}}"
    answer = client.post("/sparql", data={"query": text})
    assert answer.status_code == 400
    assert "Retry-After" not in answer.headers


@pytest.mark.parametrize(
    ("words", "said"),
    [(["publish", "{}"], "it is read-only"), (["--store", "{}", "frameworks"], "aimsgraph serve")],
)
def test_a_server_that_is_no_store_says_so(server: Server, words: list[str], said: str) -> None:
    url = f"{server.base}/sparql"
    done = subprocess.run(
        [sys.executable, "-m", "aimsgraph", *(w.replace("{}", url) for w in words)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode
    assert said in done.stderr
    assert httpx.get(f"{server.base}/health").status_code == 200
