"""Limits, errors, origins, named queries, description, page, health and metrics."""

from __future__ import annotations

import asyncio
import csv
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hostile_tools import SMALL
from rdflib import Graph as RdfGraph
from rdflib import Namespace
from starlette.testclient import TestClient

import aimsgraph.faces.server as package
from aimsgraph.faces.server.running import FREE, Job, Runner, held, keeps
from aimsgraph.faces.server.settings import MAX_BODY_BYTES, Settings
from aimsgraph.model.errors import BusyError, QueryLimitError
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import catalogue
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.results import Limits

pytestmark = pytest.mark.xdist_group("server")

Make = Callable[..., TestClient]
DIRECT = {"Content-Type": "application/sparql-query"}
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c != ?l) }"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:7878", 200), ("localhost:7878", 200), ("LOCALHOST:7878", 200),
     ("[::1]:7878", 200), ("127.0.0.1", 421), ("localhost:80", 421), ("evil.example", 421),
     ("evil.example:7878", 421), ("127.0.0.1:7878.evil.example", 421), ("", 421),
     ("127.0.0.1:7878@evil.example", 421)],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%20%7B%7D", "/health", "/", "/static/editor.js"]
)
def test_only_its_own_host_names_are_answered(
    host: str, status: int, path: str, client: TestClient
) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == status
    assert status == 200 or answer.json()["place"] == "Host header"


def test_no_cors_unless_asked(client: TestClient) -> None:
    url = "/sparql?query=ASK%20%7B%7D"
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:7878"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    ):
        answer = client.get(url, headers=headers)
        assert answer.status_code == 403
        assert "--cors" in answer.json()["remedy"]
        assert not [h for h in answer.headers if h.startswith("access-control")]
    own = client.get(
        url, headers={"Origin": "http://127.0.0.1:7878", "Sec-Fetch-Site": "same-origin"}
    )
    assert own.status_code == 200
    assert "access-control-allow-origin" not in own.headers
    link = client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert link.status_code == 200


def test_an_origin_that_was_allowed_may_ask(make: Make) -> None:
    client = make(Settings(origins=("http://app.example",)))
    headers = {"Origin": "http://app.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.get("/sparql?query=ASK%20%7B%7D", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "http://app.example"
    assert "Origin" in answer.headers["vary"]
    preflight = client.options(
        "/sparql", headers={**headers, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    other = client.get("/sparql?query=ASK%20%7B%7D", headers={"Origin": "http://evil.example"})
    assert other.status_code == 403
    wrong = client.get("/sparql?query=ASK", headers=headers)
    assert wrong.status_code == 400
    assert wrong.headers["access-control-allow-origin"] == "http://app.example"


def pieces(size: int) -> Iterator[bytes]:
    """A body without a length, in pieces."""
    for _ in range(size // 1024):
        yield b"#" * 1024


@pytest.mark.parametrize("whole", [True, False])
def test_a_body_at_the_cap_is_read_and_one_more_byte_is_not(
    whole: bool, client: TestClient
) -> None:
    def send(size: int) -> int:
        body: bytes | Iterator[bytes] = b"#" * size if whole else pieces(size)
        return int(client.post("/sparql", content=body, headers=DIRECT).status_code)

    assert send(MAX_BODY_BYTES) == 400
    assert send(MAX_BODY_BYTES + (1 if whole else 1024)) == 413


@pytest.mark.parametrize("length", ["1e9", "-1", "99999999999999999999999", "nonsense"])
def test_a_strange_length_is_refused(length: str, client: TestClient) -> None:
    answer = client.post("/sparql", content=b"ASK {}", headers={**DIRECT, "Content-Length": length})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("text", "word"),
    [("DELETE WHERE { ?s ?p ?o }", "changes data"), ("LOAD <http://a/>", "changes data"),
     ("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }", "leaves the machine"),
     ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM")],
)  # fmt: skip
def test_what_is_not_run_is_refused_in_words(text: str, word: str, client: TestClient) -> None:
    answer = client.post("/sparql", content=text.encode(), headers=DIRECT)
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["type"].endswith("/refused-query")
    assert word in problem["detail"]
    assert problem["line"] == 1


def test_a_stopped_query_gets_503(client: TestClient) -> None:
    first = client.post("/sparql", content=RUNAWAY, headers=DIRECT)
    assert first.status_code == 503
    assert first.json()["type"].endswith("/limit")
    assert first.headers["retry-after"] == "1"
    assert "seconds=2" in first.headers["x-aimsgraph-limits"]
    assert client.get("/sparql?query=ASK%20%7B%7D").json()["boolean"] is True


def test_a_full_lane_says_when_to_come_back() -> None:
    async def crowd(own: SandboxPool) -> list[BaseException | None]:
        runner = Runner({FREE: own})
        jobs = [Job(f"{RUNAWAY} # {n}") for n in range(8)]
        asked = [asyncio.ensure_future(runner.answer(job)) for job in jobs]
        for turned_away in itertools.islice(asyncio.as_completed(asked), 5):
            with pytest.raises(BusyError):
                await turned_away
        assert own.health()["waiting"] == 1
        await asyncio.to_thread(own.close)
        await asyncio.gather(*asked, return_exceptions=True)
        runner.close()
        return [one.exception() for one in asked]

    with SandboxPool(SMALL, workers=2, waiting=1, limits=Limits(seconds=600)) as own:
        assert own.ready()
        found = asyncio.run(crowd(own))
    assert all(isinstance(one, QueryLimitError) for one in found)
    assert [one.retry_after for one in found if isinstance(one, BusyError)] == [600] * 5


def test_an_answer_is_kept_and_one_that_changes_is_not(pool: SandboxPool) -> None:
    async def asked(text: str) -> int:
        runner = Runner({FREE: pool})
        before = pool.health()["queries"]
        for _ in range(3):
            await runner.answer(Job(text))
        runner.close()
        return pool.health()["queries"] - before

    assert asyncio.run(asked("SELECT (COUNT(*) AS ?once) { ?s ?p ?o }")) == 1
    for text in ("SELECT (RAND() AS ?r) {}", "SELECT (now() AS ?r) {}"):
        assert asyncio.run(asked(text)) == 3
    assert not keeps("SELECT (\\u004EOW() AS ?r) {}")


def test_what_is_kept_stays_within_its_bytes_whatever_is_asked(pool: SandboxPool) -> None:
    async def ask(runner: Runner, texts: list[str]) -> None:
        for text in texts:
            await runner.answer(Job(text))
        runner.close()

    small = Runner({FREE: pool}, size=20_000, each=10_000)
    texts = [f"ASK {{}} # {'x' * 700} {n}" for n in range(12)]
    asyncio.run(ask(small, [*texts, f"ASK {{}} # {'y' * 3_000}"]))
    assert small.kept.currsize <= 20_000
    assert Job(texts[-1]) in small.kept
    assert Job(texts[0]) not in small.kept
    assert small.kept.currsize == sum(held(value) for value in small.kept.values())
    assert all(held(value) <= 10_000 for value in small.kept.values())


@pytest.mark.parametrize(
    ("accept", "mark"),
    [("application/sparql-results+json", b'"link":["http://127.0.0.1:7878/sparql#truncated-rows"]'),
     ("application/sparql-results+xml", b'<link href="http://127.0.0.1:7878/sparql#truncated-rows"/></head>'),
     ("text/csv", b"")],
)  # fmt: skip
def test_a_cut_answer_says_so(accept: str, mark: bytes, client: TestClient) -> None:
    query = {"query": "SELECT ?s { ?s ?p ?o }"}
    answer = client.get("/sparql", params=query, headers={"Accept": accept})
    assert answer.headers["x-aimsgraph-truncated"] == "rows"
    assert answer.headers["x-aimsgraph-rows"] == "1000"
    assert mark in answer.content
    if "json" in accept:
        assert len(answer.json()["results"]["bindings"]) == 1000
    whole = client.get("/sparql", params={"query": "SELECT ?s { ?s ?p ?o } LIMIT 1000"})
    assert "x-aimsgraph-truncated" not in whole.headers
    assert b'"link"' not in whole.content


def test_nothing_found_gets_a_hint(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { id:iso27002 ?p ?o }"})
    assert answer.headers["x-aimsgraph-rows"] == "0"
    assert answer.headers["x-aimsgraph-hint"]


def test_every_named_query_answers_with_its_defaults(client: TestClient) -> None:
    listed = client.get("/queries").json()["queries"]
    assert [q["name"] for q in listed] == [q.name for q in catalogue()]
    for one in listed:
        answer = client.get(one["href"], headers={"Accept": "text/csv"})
        assert answer.status_code == 200, (one["name"], answer.text)
        columns = next(csv.reader(io.StringIO(answer.text)))
        assert all(f"?{name}" in one["text"] for name in columns), one["name"]


def test_parameters_of_named_queries_are_terms(client: TestClient) -> None:
    found = client.get("/queries/mappings-of-provision", params={"provision": "iso42001:A.7.4"})
    assert found.json()["results"]["bindings"]
    for query, status, word in [
        ("provision=iso42001:A.7.5x", 400, "iso42001"),
        ("provision=iso42001:A.7.4&provision=iso42001:A.7.4", 400, "twice"),
        ("nonsense=1", 400, "It has: provision"),
        ("provision=%3E%20%7D%20%23", 400, ""),
    ]:
        answer = client.get(f"/queries/mappings-of-provision?{query}")
        assert answer.status_code == status
        assert word in answer.json()["detail"]
    unknown = client.get("/queries/nonsense")
    assert unknown.status_code == 404
    assert "mappings-of-provision" in unknown.json()["remedy"]


def test_the_service_describes_itself(client: TestClient, graph: Graph) -> None:
    found = RdfGraph()
    found.parse(data=client.get("/sparql").text, format="turtle")
    (service,) = found.subjects(SD.supportedLanguage, SD.SPARQL11Query)
    assert str(found.value(service, SD.endpoint)) == "http://127.0.0.1:7878/sparql"
    assert len(list(found.objects(service, SD.resultFormat))) == 8
    names = {str(n) for n in found.objects(None, SD.name)}
    for key in graph.frameworks:
        assert f"https://w3id.org/aimsgraph/graph/framework/{key}" in names
    limits = {str(o) for p, o in found.predicate_objects(service) if "#max" in str(p)}
    assert {"2", "1000", str(1 << 20)} <= limits


def test_no_answer_leaks_what_is_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimsgraph.faces.server.endpoints.bind", lambda *_: 1 // 0)
    answer = client.get("/queries/framework-counts")
    assert answer.status_code == 500
    assert answer.json()["type"].endswith("/internal")
    assert "ZeroDivision" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/static/../app.py", 404),
     ("GET", "/static/%2e%2e%2fapp.py", 404),
     ("POST", "/queries", 405), ("DELETE", "/sparql", 405), ("PUT", "/health", 405),
     ("OPTIONS", "/sparql", 405)],
)  # fmt: skip
def test_errors_of_the_framework_have_the_same_shape(
    method: str, path: str, status: int, client: TestClient
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert ("allow" in answer.headers) is (status == 405)


@pytest.mark.parametrize(
    ("url", "word"),
    [("/sparql?query=", "empty"), ("/sparql?query=%ff", "UTF-8"),
     ("/sparql?query=ASK%7B%7D&default-graph-uri=relative", "absolute"),
     ("/sparql?query=ASK%7B%7D&named-graph-uri=http://a%3E%20", "absolute"),
     ("/sparql?" + "&".join(["a=1"] * 201), "parameters")],
)  # fmt: skip
def test_wrong_requests_are_explained(url: str, word: str, client: TestClient) -> None:
    answer = client.get(url)
    assert answer.status_code == 400
    assert word in answer.json()["detail"]


def test_the_page_and_its_parts_stay_on_the_machine(client: TestClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"})
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    folder = Path(package.__file__).parent / "static"
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text
        if path.suffix != ".html":
            assert f'"/static/{path.name}"' in page.text
            assert client.get(f"/static/{path.name}").status_code == 200
    for inline in ("<style", "onclick", "javascript:", "style="):
        assert inline not in page.text


def test_health_counts(client: TestClient, graph: Graph) -> None:
    health = client.get("/health").json()
    assert health["status"] == "ok"
    assert health["data_version"] == graph.data_version
    assert health["pools"]["free"]["workers"] >= 1
    assert health["limits"]["rows"] == 1000


def test_a_slow_body_is_given_up(make: Make) -> None:
    client = make(Settings(body_seconds=0.2))

    async def drip() -> int:
        messages = [{"type": "http.request", "body": b"ASK", "more_body": True}]
        sent: list[dict[str, int]] = []

        async def receive() -> dict[str, object]:
            if messages:
                return messages.pop()
            await asyncio.sleep(60)
            return {}

        async def send(message: dict[str, int]) -> None:
            sent.append(message)

        headers = [(b"host", b"127.0.0.1:7878"), (b"content-type", b"application/sparql-query")]
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
                 "scheme": "http", "method": "POST", "path": "/sparql", "raw_path": b"/sparql",
                 "query_string": b"", "root_path": "",
                 "headers": headers, "client": None, "server": None,
                 "state": {}}  # fmt: skip
        await client.app(scope, receive, send)  # type: ignore[arg-type]
        return sent[0]["status"]

    assert asyncio.run(drip()) == 408


def test_limits_of_a_query_are_those_of_the_pool(make: Make) -> None:
    small = SandboxPool(SMALL, workers=1, limits=Limits(seconds=2, rows=5))
    with small:
        assert small.ready(60)
        client = make(pool=small)
        answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        assert answer.headers["x-aimsgraph-rows"] == "5"
        assert answer.headers["x-aimsgraph-limits"].startswith("seconds=2, rows=5,")
