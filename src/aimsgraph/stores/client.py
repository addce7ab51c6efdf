"""A SPARQL 1.1 service on the network: reads in pages, writes graph by graph, never half an answer.

Spec: https://www.w3.org/TR/sparql11-protocol/, https://www.w3.org/TR/sparql11-http-rdf-update/.
Queries go by GET or as a form; a direct POST of ``application/sparql-query`` hangs on Virtuoso.
"""

from __future__ import annotations

import contextlib
import json
import ssl
import time
import urllib.parse
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import httpx
import pyoxigraph as ox

import aimsgraph
from aimsgraph.formats.turtle import Node
from aimsgraph.model.errors import StoreError
from aimsgraph.stores.terms import ascii_only, checked, excerpt, read_term

SECONDS: Final = 60.0
"""Seconds that one request may take."""

ANSWER_BYTES: Final = 64 * 1024 * 1024
"""Size of one answer."""

PAGE: Final = 10_000
"""Statements in one page; Virtuoso gives and sorts at most 10,000 rows as it is delivered."""

_GET_CHARS: Final = 1_500
_REFUSAL_BYTES: Final = 1 << 16
_JSON: Final = ("application/sparql-results+json", "application/json")
_TRIPLES: Final = "application/n-triples"
_FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"

Bindings = dict[str, Node]


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks; never part of an address or of a message."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ServiceReply:
    """What a service answered: the media type without parameters, and the bytes."""

    media_type: str
    body: bytes


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are believed; to read them takes a twentieth of a second."""
    return httpx.create_ssl_context()


class _Login(httpx.Auth):
    """Basic or digest authentication, as the service asks for it; remembered once it has."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Ask without a password until one is asked for."""
        if self._chosen is None:
            response = yield request
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                return
            digest = "digest" in response.headers.get("WWW-Authenticate", "").lower()
            kind = httpx.DigestAuth if digest else httpx.BasicAuth
            self._chosen = kind(self._account.user, self._account.password)
        yield from self._chosen.auth_flow(request)


class Service:
    """A client of one SPARQL service.

    Args:
        url: Address of its query endpoint, http or https.
        account: User and password for basic or digest authentication.
        seconds: Wall-clock time of one request.
        client: Connections to go on with; new ones by default.

    Raises:
        StoreError: The address is none that can be asked.
    """

    def __init__(
        self,
        url: str,
        account: Account | None = None,
        seconds: float = SECONDS,
        client: httpx.Client | None = None,
    ) -> None:
        self.url = checked(url)
        self.seconds = seconds
        self._gives_whole = True
        self._account = account
        self._client = client or httpx.Client(
            verify=_trust(),
            auth=_Login(account) if account else None,
            headers={
                "User-Agent": f"aimsgraph/{aimsgraph.__version__}",
                "Accept-Encoding": "identity",
            },
        )

    def within(self, seconds: float) -> Service:
        """The same service with less time for a request."""
        return Service(self.url, self._account, min(self.seconds, seconds), self._client)

    def select(self, query: str, graphs: Sequence[str] = ()) -> list[Bindings]:
        """The rows of a SELECT.

        Args:
            query: SPARQL.
            graphs: Named graphs that make up the dataset; the service's own by default.
        """
        document = self.results(query, graphs)
        try:
            return [
                {name: read_term(term) for name, term in binding.items()}
                for binding in document["results"]["bindings"]
            ]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._foreign("its answer holds no table.") from error

    def ask(self, query: str, graphs: Sequence[str] = ()) -> bool:
        """The answer to an ASK, also where it comes back as a table with one cell (Virtuoso)."""
        document = self.results(query, graphs)
        if "boolean" in document:
            return document["boolean"] is True
        try:
            return any(
                term["value"] in {"1", "true"}
                for row in document["results"]["bindings"]
                for term in row.values()
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise self._foreign("its answer to ASK is neither yes nor no.") from error

    def results(self, query: str, graphs: Sequence[str] = ()) -> dict[str, Any]:
        """The SPARQL JSON document of a SELECT or ASK, as it came."""
        reply = self.query(query, graphs, _JSON[0])
        if reply.media_type not in _JSON:
            what = reply.media_type or "no media type"
            raise self._foreign(f"it answered {what}, not SPARQL results: {excerpt(reply.body)}")
        try:
            document = json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise self._foreign("its answer is not whole JSON.") from error
        if not isinstance(document, dict):
            raise self._foreign("its answer holds no SPARQL results.")
        return document

    def query(self, query: str, graphs: Sequence[str], accept: str) -> ServiceReply:
        """Send a query, by GET where it is short and as a form where it is not."""
        pairs = [("query", query)]
        pairs += [("default-graph-uri", g) for g in graphs]
        pairs += [("named-graph-uri", g) for g in graphs]
        form = urllib.parse.urlencode(pairs)
        if len(form) <= _GET_CHARS:
            sign = "&" if urllib.parse.urlsplit(self.url).query else "?"
            return self.send("GET", f"{self.url}{sign}{form}", headers={"Accept": accept})
        headers = {"Accept": accept, "Content-Type": _FORM}
        return self.send("POST", self.url, form.encode(), headers)

    def count(self, graph: str) -> int:
        """How many statements a named graph holds."""
        name = ox.NamedNode(graph)
        rows = self.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}")
        try:
            return int(rows[0]["n"].value)
        except (IndexError, KeyError, ValueError) as error:
            raise self._foreign("it does not count statements.") from error

    def statements(self, graph: str, expected: int | None = None) -> list[ox.Triple]:
        """Everything in a named graph whose subjects are addresses, by subject.

        At once where that gives as many as expected. Else in pages: many a service cuts what is
        long, or has statements without an address.

        Args:
            graph: Its address.
            expected: How many statements it holds; unknown by default.

        Raises:
            StoreError: Fewer or more came than are expected.
        """
        if expected is not None and (self._gives_whole or expected <= PAGE):
            whole = self._whole(graph)
            if len(whole) == expected:
                return whole
            self._gives_whole = False  # nor will it give the next one
        found: dict[ox.Triple, None] = {}
        start, name = "", ox.NamedNode(graph)
        while expected is None or len(found) < expected:
            rows = self.select(
                f"SELECT ?s ?p ?o WHERE {{ GRAPH {name} {{ ?s ?p ?o }} "
                f"FILTER(STR(?s) >= {ascii_only(str(ox.Literal(start)))}) }} "
                f"ORDER BY STR(?s) LIMIT {PAGE}"
            )
            before = len(found)
            for row in rows:
                triple = self._triple(row)
                if triple is not None:
                    found[triple] = None
                    start = str(triple.subject.value)  # type: ignore[union-attr]
            if len(found) == before:
                break
        if expected is not None and len(found) != expected:
            raise StoreError(
                self.url,
                f"{len(found)} statements of <{graph}> came, {expected} were published.",
                "Run `aimsgraph publish` again; something else may write to this store.",
            )
        return list(found)

    def _whole(self, graph: str) -> list[ox.Triple]:
        """What a service gives of a named graph in one answer; nothing where it cannot."""
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ox.NamedNode(graph)} {{ ?s ?p ?o }} }}"
        with contextlib.suppress(StoreError, SyntaxError):  # what is no N-Triples is asked in pages
            reply = self.query(query, (), _TRIPLES)
            if reply.media_type == _TRIPLES:
                quads = ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)
                found = {
                    ox.Triple(q.subject, q.predicate, q.object): None
                    for q in quads
                    if isinstance(q.subject, ox.NamedNode)
                }
                return sorted(found, key=lambda t: str(t.subject))
        return []

    def _triple(self, row: Bindings) -> ox.Triple | None:
        try:
            subject, predicate = row["s"], row["p"]
            if not isinstance(subject, ox.NamedNode) or not isinstance(predicate, ox.NamedNode):
                return None
            return ox.Triple(subject, predicate, row["o"])
        except KeyError as error:
            raise self._foreign("a row of its answer lacks a term.") from error

    def update(self, text: str, url: str) -> None:
        """Send a SPARQL update as a form."""
        body = urllib.parse.urlencode({"update": text}).encode()
        self.send("POST", checked(url), body, {"Content-Type": _FORM, "Accept": "*/*"})

    def send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        allowed: frozenset[int] = frozenset(),
    ) -> ServiceReply:
        """One request under all limits.

        Args:
            method: HTTP method.
            url: Where to.
            body: What is sent.
            headers: Further headers.
            allowed: Statuses of 400 and more that are no error.

        Raises:
            StoreError: It was refused, took too long, or gave too much or too little.
        """
        end = time.monotonic() + self.seconds
        try:
            with self._client.stream(
                method, url, content=body, headers=headers, timeout=self.seconds
            ) as answer:
                if answer.status_code in allowed:
                    return ServiceReply("", b"")
                if not answer.is_success:
                    raise self._refused(answer, url)
                return self._read(answer, end)
        except httpx.TimeoutException as error:
            raise self._slow() from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise self._lost(str(error) or type(error).__name__) from error

    def _read(self, answer: httpx.Response, end: float) -> ServiceReply:
        if answer.headers.get("X-SQL-State"):
            raise StoreError(
                self.url,
                "the store stopped at a limit of its own and gave a part of the answer.",
                "Raise its time and row limits.",
            )
        body = bytearray()
        for chunk in answer.iter_bytes():
            body += chunk
            if len(body) > ANSWER_BYTES:
                raise StoreError(
                    self.url,
                    f"its answer is larger than {ANSWER_BYTES >> 20} MiB.",
                    "Ask for less.",
                )
            if time.monotonic() > end:
                raise self._slow()
        media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return ServiceReply(media_type, bytes(body))

    def _refused(self, answer: httpx.Response, url: str) -> StoreError:
        code = answer.status_code
        if answer.is_redirect:
            where = excerpt(answer.headers.get("Location", "elsewhere").encode())
            return StoreError(self.url, f"it redirects to {where}.", "Give that address instead.")
        body = bytearray()
        with contextlib.suppress(httpx.HTTPError):
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > _REFUSAL_BYTES:
                    break
        said = excerpt(bytes(body))
        if b"read-only" in body or code == HTTPStatus.METHOD_NOT_ALLOWED:
            return StoreError(
                url.partition("?")[0],
                f"it is read-only (HTTP {code}).",
                "Give the address of a service that takes updates; `aimsgraph serve` takes none.",
            )
        if code in {401, 403}:
            return StoreError(
                url.partition("?")[0],
                f"it refuses this user (HTTP {code}).",
                "Set AIMSGRAPH_STORE_USER and AIMSGRAPH_STORE_PASSWORD.",
            )
        return StoreError(
            url.partition("?")[0],
            f"it answered HTTP {code}{f': {said}' if said else '.'}",
            "Check that this is the address of a SPARQL 1.1 service.",
        )

    def _slow(self) -> StoreError:
        return StoreError(
            self.url,
            f"it did not answer within {self.seconds:g} seconds.",
            "Check the service, or set AIMSGRAPH_STORE_TIMEOUT to more seconds.",
        )

    def _lost(self, reason: str) -> StoreError:
        return StoreError(
            self.url, f"it cannot be asked: {reason}.", "Check that the service is running."
        )

    def _foreign(self, fact: str) -> StoreError:
        return StoreError(
            self.url, fact, "Check that this is the address of a SPARQL 1.1 query service."
        )
