"""Real SPARQL services for the tests: started on free ports, stopped and removed afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from aimsgraph.faces.cli.main import main
from aimsgraph.stores.catalogue import read_catalogue, service_at

ROOT = Path(__file__).resolve().parent.parent.parent
Run = Callable[..., tuple[int, str, str]]
VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Engine:
    """Where a service is asked, and how it is published to."""

    name: str
    read: str
    publish: tuple[str, ...]
    user: str = ""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own)
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.2)
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[str]:
    """Address of an empty Oxigraph server in memory."""
    binary = Path(sys.executable).parent / "oxigraph"
    if not binary.exists():
        pytest.skip("NOT TESTED: the Oxigraph server is missing; `pip install oxigraph` brings it.")
    port = free_port()
    process = subprocess.Popen(
        [str(binary), "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_for(f"http://127.0.0.1:{port}/", process), "the Oxigraph server did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an empty Virtuoso; Debian's package is installed where root and apt allow."""
    if not shutil.which("virtuoso-t") and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "virtuoso-opensource-7-bin"],
            check=False,
            capture_output=True,
            timeout=300,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    binary = shutil.which("virtuoso-t")
    if not binary:
        pytest.skip("NOT TESTED: Virtuoso is missing; Debian has it as virtuoso-opensource-7-bin.")
    folder = tmp_path_factory.mktemp("virtuoso")
    http = free_port()
    text = VIRTUOSO.format(folder=folder, sql=free_port(), http=http)
    (folder / "virtuoso.ini").write_text(text)
    process = subprocess.Popen(
        [binary, "-f", "-c", str(folder / "virtuoso.ini")],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_for(f"http://127.0.0.1:{http}/sparql", process), "Virtuoso did not start"
        yield f"http://127.0.0.1:{http}"
    finally:
        stop(process)


BY_GRAPH_STORE = pytest.param("oxigraph by graph store", marks=pytest.mark.long)
VIRTUOSO_BY_UPDATE = pytest.param("virtuoso by update", marks=pytest.mark.long)


@pytest.fixture(params=["oxigraph by update", BY_GRAPH_STORE, VIRTUOSO_BY_UPDATE])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A service that can be published to and asked."""
    return _engine(request, monkeypatch)


def _engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.delenv("AIMSGRAPH_STORE", raising=False)
    if request.param.startswith("virtuoso"):
        base = request.getfixturevalue("virtuoso_server")
        monkeypatch.setenv("AIMSGRAPH_STORE_USER", "dba")
        monkeypatch.setenv("AIMSGRAPH_STORE_PASSWORD", "dba")
        return Engine("virtuoso", f"{base}/sparql", (f"{base}/sparql-auth",), "dba")
    base = request.getfixturevalue("oxigraph_server")
    way = ("--graph-store", f"{base}/store") if "graph store" in request.param else ()
    return Engine("oxigraph", f"{base}/query", (f"{base}/query", *way))


@pytest.fixture(params=["oxigraph by update", VIRTUOSO_BY_UPDATE])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, run: Run) -> Engine:
    """A service that holds the bundled graph; published to unless it holds it already."""
    found = _engine(request, monkeypatch)
    if read_catalogue(service_at(found.read)) is None:
        assert run("publish", *found.publish)[0] == 0
    return found


@pytest.fixture
def oxigraph(oxigraph_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An Oxigraph server that is empty before and after the test."""
    monkeypatch.delenv("AIMSGRAPH_STORE", raising=False)
    one = Engine("oxigraph", f"{oxigraph_server}/query", (f"{oxigraph_server}/query",))
    update = f"{oxigraph_server}/update"
    service_at(one.read).update("DROP ALL", update)
    yield one
    service_at(one.read).update("DROP ALL", update)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line: status, output, messages."""

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(list(words))
        out, err = capsys.readouterr()
        code = stopped.value.code
        return (code if isinstance(code, int) else 0 if code is None else 1), out, err

    return call
