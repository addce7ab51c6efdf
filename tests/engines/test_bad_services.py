"""Services that lie, stall or are none: an error that says so, and never a number."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aimsgraph.faces.cli.main import main
from aimsgraph.model.errors import StoreError, UnknownNameError
from aimsgraph.stores import client as remote
from aimsgraph.stores.catalogue import service_at
from aimsgraph.stores.client import Account, Service
from aimsgraph.stores.terms import checked, read_term

EMPTY = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}'
JSON = "application/sparql-results+json"
Behave = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(behave: Callable[[BaseHTTPRequestHandler], object]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            behave(self)

        do_POST = do_GET  # noqa: N815  (the name that http.server calls)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()


def says(status: int, kind: str, body: bytes, **headers: str) -> Behave:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        sent = {"Content-Length": str(len(body))} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        for name, value in sent.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


BAD: dict[str, tuple[Behave, str]] = {
    "a web page": (says(200, "text/html", b"<html><h1>Welcome</h1>"), "text/html, not SPARQL"),
    "an empty store": (says(200, JSON, EMPTY), "no aimsgraph data are in it"),
    "cut JSON": (says(200, JSON, EMPTY[:20]), "not whole JSON"),
    "a cut body": (says(200, JSON, EMPTY, Content_Length="9999"), "expected 9999"),
    "other JSON": (says(200, JSON, b'{"results":[]}'), "holds no table"),
    "a list": (says(200, JSON, b"[]"), "holds no SPARQL results"),
    "wrong terms": (
        says(200, JSON, b'{"results":{"bindings":[{"s":{"value":"x"}}]}}'),
        "holds no table",
    ),
    "a part": (says(200, JSON, EMPTY, X_SQL_State="S1TAT"), "a part of the answer"),
    "a redirect": (
        says(302, "text/plain", b"", Location="file:///etc/passwd"),
        "redirects to file:///etc/passwd",
    ),
    "a login": (says(403, "text/plain", b"no"), "refuses this user"),
    "a fault": (says(500, "text/html", b"<b>out of memory</b>"), "HTTP 500: out of memory"),
    "nothing": (says(404, "text/plain", b""), "HTTP 404"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("command", ["coverage", "gaps"])
def test_a_bad_service_gives_an_error_and_no_number(
    kind: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    behave, message = BAD[kind]
    words = [command, "--have", "iso27001", "--need", "aiact", "--format", "json"]
    with serving(behave) as url, pytest.raises(SystemExit) as stopped:
        main([*words, "--store", url])
    out, err = capsys.readouterr()
    assert (stopped.value.code, out) == (4, "")
    assert message in err
    assert url in err


def test_a_service_that_says_nothing_is_left_after_its_time(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIMSGRAPH_STORE_TIMEOUT", "0.3")
    over = threading.Event()

    def stall(_: BaseHTTPRequestHandler) -> None:
        over.wait(20)

    with serving(stall) as url, pytest.raises(SystemExit) as stopped:
        main(["frameworks", "--store", url])
    over.set()
    assert stopped.value.code == 4
    assert "did not answer within 0.3 seconds" in capsys.readouterr().err


def test_a_service_that_drips_is_left_after_its_time() -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        while not over.wait(0.05):
            handler.wfile.write(b" ")

    with serving(drip) as url, pytest.raises(StoreError, match="did not answer within"):
        Service(url, seconds=0.5).ask("ASK {}")
    over.set()


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "ANSWER_BYTES", 1 << 20)
    body = says(200, JSON, b" " * (1 << 21))
    with serving(body) as url, pytest.raises(StoreError, match="larger than 1 MiB"):
        Service(url).ask("ASK {}")


def test_nobody_listens() -> None:
    with serving(says(200, JSON, EMPTY)) as url:
        pass
    with pytest.raises(StoreError, match="cannot be asked"):
        Service(url, seconds=5).ask("ASK {}")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://h/x",
        "localhost:80",
        "http://",
        "http://h:x/",
        "http://a b/",
        "",
    ],
)
def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(StoreError, match="no http or https address"):
        checked(url)


def test_a_password_never_stands_in_an_address_or_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(StoreError) as refused:
        checked("http://me:secret@host/sparql")
    assert "secret" not in str(refused.value)
    assert "secret" not in repr(Account("me", "secret"))
    monkeypatch.setenv("AIMSGRAPH_STORE_TIMEOUT", "soon")
    with pytest.raises(UnknownNameError, match="no number of seconds"):
        service_at("http://host/sparql")


def test_yes_is_read_in_every_dialect() -> None:
    one = (
        b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[{"__ASK_RETVAL":'
        b'{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"1"}}]}}'
    )
    for body, yes in ((one, True), (EMPTY, False), (b'{"head":{},"boolean":false}', False)):
        with serving(says(200, JSON, body)) as url:
            assert Service(url).ask("ASK {}") is yes
    assert read_term({"type": "bnode", "value": "nodeID://b1"}).value == "nodeIDb1"


@pytest.mark.parametrize("body", [b"<http://x/s> <http://x/p> .\n", b"\xff\xfe", b""])
def test_a_graph_that_does_not_come_whole_is_read_in_pages(body: bytes) -> None:
    row = (
        b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://x/s"},'
        b'"p":{"type":"uri","value":"http://x/p"},"o":{"type":"literal","value":"o"}}]}}'
    )

    def answer(handler: BaseHTTPRequestHandler) -> None:
        whole = "CONSTRUCT" in handler.path
        says(200, "application/n-triples" if whole else JSON, body if whole else row)(handler)

    with serving(answer) as url:
        (found,) = Service(url).statements("http://x/g", 1)
    assert str(found.subject) == "<http://x/s>"


def test_queries_go_by_get_or_as_a_form_and_never_otherwise() -> None:
    seen: list[tuple[str, str]] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        seen.append((handler.command, handler.headers.get("Content-Type", "")))
        handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        says(200, JSON, EMPTY)(handler)

    with serving(note) as url:
        Service(url).select("SELECT * { ?s ?p ?o }")
        Service(url).select("SELECT * { ?s ?p ?o } #" + "x" * 4000)
    assert [method for method, _ in seen] == ["GET", "POST"]
    assert seen[1][1].startswith("application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("serve", "--store", "http://h/"), "does not read from a store"),
        (("fmt", "--store", "http://h/"), "does not read from a store"),
        (("frameworks", "--store", "http://h/", "--with", "x"), "not joined with a store"),
        (
            ("publish", "http://h/", "--update", "http://h/", "--graph-store", "http://h/"),
            "one way",
        ),
    ],
)
def test_options_that_do_not_go_together(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
