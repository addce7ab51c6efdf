"""The command as a process: where it listens, how it ends, and what it leaves: nothing."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from server_tools import Server, at_rest, resident, start_server

from aimsgraph.faces.server.settings import MAX_ADDRESS_BYTES, MAX_HEAD_BYTES

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"
SEARCHING = (
    "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?a), STR(?g))) < 0) }"
)
"""Runs until its time is over: it takes no memory."""


def gone(pids: list[int], seconds: float = 5.0) -> bool:
    """Whether processes end within some time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(Path(f"/proc/{p}").exists() for p in pids):
            return True
        time.sleep(0.05)
    return False


def until_it_runs(server: Server) -> None:
    """Wait until a worker of free queries is at work."""
    while True:
        free = httpx.get(f"{server.base}/health").json()["pools"]["free"]
        if free["workers"] > free["idle"]:
            return
        time.sleep(0.05)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_even_while_a_query_runs(number: signal.Signals) -> None:
    server = start_server("--timeout", "60")
    children = server.children()
    assert len(children) == 3
    ended: list[int] = []

    def ask() -> None:
        try:
            ended.append(
                httpx.post(f"{server.base}/sparql", data={"query": RUNAWAY}, timeout=60).status_code
            )
        except httpx.HTTPError:
            ended.append(0)

    thread = threading.Thread(target=ask)
    thread.start()
    until_it_runs(server)
    server.process.send_signal(number)
    assert server.process.wait(20) == 0
    thread.join(10)
    assert ended == [503]
    assert gone(children)
    assert server.process.stderr is not None
    assert "Traceback" not in server.process.stderr.read()


def test_no_child_outlives_a_server_that_is_killed() -> None:
    server = start_server()
    children = server.children()
    server.process.kill()
    server.process.wait(10)
    assert gone(children)


def test_it_listens_on_this_machine_only(server: Server) -> None:
    own = socket.gethostbyname(socket.gethostname())
    with socket.socket() as one:
        one.settimeout(2)
        reached = one.connect_ex((own, server.port)) == 0
    assert reached is own.startswith("127.")
    assert httpx.get(f"{server.base}/health").json()["status"] == "ok"


def test_a_runaway_does_not_hold_up_another_client(server: Server) -> None:
    ends: list[str] = []

    def run() -> None:
        asked = httpx.post(f"{server.base}/sparql", data={"query": SEARCHING}, timeout=30)
        ends.append(asked.text)

    thread = threading.Thread(target=run)
    thread.start()
    until_it_runs(server)
    with httpx.Client() as client:
        for number in range(20):
            answer = client.get(f"{server.base}/sparql", params={"query": f"ASK {{}} #{number}"})
            assert answer.json()["boolean"] is True
    assert thread.is_alive()  # twenty answers came while it ran
    thread.join()
    assert "it was stopped after 5 s" in ends[0]


def test_a_query_as_long_as_a_get_may_carry(server: Server) -> None:
    path = f"/sparql?query={quote('ASK {} #')}"
    for length, status in ((MAX_ADDRESS_BYTES, 200), (MAX_ADDRESS_BYTES + 1, 414)):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", path.ljust(length, "y"))
        answer = connection.getresponse()
        assert answer.status == status
        assert ("in the body of a POST" in answer.read().decode()) is (status == 414)
        connection.close()
    text = "ASK {} #" + "\u00e9" * 30_000
    assert httpx.post(f"{server.base}/sparql", data={"query": text}).json()["boolean"] is True


def answered(server: Server, *parts: bytes) -> tuple[int, dict[str, object]]:
    """What comes back for bytes on the wire, and that the connection is closed after them."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
        said = bytearray()
        for part in parts:
            one.sendall(part)
            time.sleep(0.2)  # so that each is read before the next: what is unread resets
        while piece := one.recv(1 << 16):
            said += piece
    head, _, body = bytes(said).partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), json.loads(body)


def flood(server: Server, piece: bytes) -> None:
    """Send a head of 100 MB and more."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as one:
        one.sendall(b"GET / HTTP/1.1\r\nX: ")
        for _ in range(2_000):
            one.sendall(piece)


def test_a_head_at_the_limit_passes_and_one_byte_more_does_not(server: Server) -> None:
    known = len("/health" + "Host: \r\n" + f"127.0.0.1:{server.port}" + "X: \r\n")
    for more, status in ((0, 200), (1, 431)):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.putrequest("GET", "/health", skip_accept_encoding=True)
        connection.putheader("X", "y" * (MAX_HEAD_BYTES - known + more))
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()


def test_a_head_without_an_end_is_cut_off_and_noise_is_refused(server: Server) -> None:
    before = at_rest(server)
    status, facts = answered(server, b"GET / HTTP/1.1\r\nX: ", b"y" * MAX_HEAD_BYTES, b"y")
    assert (status, str(facts["type"]).rpartition("/")[2]) == (431, "head")
    for piece in (b"y" * (1 << 16), b"X: y\r\n" * 10_000):
        with pytest.raises(ConnectionError):
            flood(server, piece)
    assert answered(server, b"NOISE\x00\x01\r\n\r\n")[0] == 400
    assert resident(server.process.pid) - before < 16 << 20
    assert httpx.get(f"{server.base}/health").status_code == 200


def test_a_port_that_is_taken_is_said(server: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aimsgraph", "serve", "--port", str(server.port)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"--port {server.port}" in done.stderr
    assert "Choose another" in done.stderr


def test_a_wrong_origin_is_said() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aimsgraph", "serve", "--cors", "nonsense"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--cors nonsense" in done.stderr


def test_free_workers_stand_back(server: Server) -> None:
    if sys.platform != "linux":
        pytest.skip("NICENESS WAS NOT TESTED: only Linux has it for a thread")
    httpx.get(f"{server.base}/health")
    niceness = sorted(os.getpriority(os.PRIO_PROCESS, p) for p in server.children())
    own = os.getpriority(os.PRIO_PROCESS, server.process.pid)
    assert niceness[0] == own
    assert niceness[-1] == min(19, max(10, own))
