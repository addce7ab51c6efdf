"""The command as a process: where it listens, how it ends, and what it leaves: nothing."""

from __future__ import annotations

import http.client
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
from server_tools import Server, start_server

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"


def gone(pids: list[int], seconds: float = 5.0) -> bool:
    """Whether processes end within some time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(Path(f"/proc/{p}").exists() for p in pids):
            return True
        time.sleep(0.05)
    return False


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
    time.sleep(1)
    started = time.monotonic()
    server.process.send_signal(number)
    assert server.process.wait(20) == 0
    assert time.monotonic() - started < 10
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
    def run() -> None:
        httpx.post(f"{server.base}/sparql", data={"query": RUNAWAY + "#2"}, timeout=30)

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.5)
    times = []
    with httpx.Client() as client:
        client.get(f"{server.base}/health")
        for number in range(20):
            started = time.monotonic()
            answer = client.get(f"{server.base}/sparql", params={"query": f"ASK {{}} #{number}"})
            times.append(time.monotonic() - started)
            assert answer.json()["boolean"] is True
    assert thread.is_alive()
    thread.join()
    assert sorted(times)[10] < 0.1


def test_a_query_as_long_as_a_get_may_carry(server: Server) -> None:
    text = "ASK {} #" + "\u00e9" * 30_000
    seen = []
    for query in (text, text + text):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", f"/sparql?query={quote(query)}")
        seen.append(connection.getresponse().status)
        connection.close()
    assert seen == [200, 400]


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
