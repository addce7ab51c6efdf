"""What is answered at each address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from aimsgraph import __version__
from aimsgraph.faces.server import description, results
from aimsgraph.faces.server.admission import read_body
from aimsgraph.faces.server.negotiation import GRAPHS, Wanted, negotiate
from aimsgraph.faces.server.problems import ProblemError, not_found, problem_of
from aimsgraph.faces.server.protocol import (
    Operation,
    moved,
    prepare,
    read_fields,
    read_get,
    read_post,
)
from aimsgraph.faces.server.running import FREE, NAMED, Job, Runner
from aimsgraph.faces.server.settings import Settings
from aimsgraph.model.errors import AimsgraphError, QueryError
from aimsgraph.model.graph import Graph
from aimsgraph.model.terms import DISCLAIMER
from aimsgraph.rdf.named_queries import NamedQuery, bind, catalogue
from aimsgraph.sparql.results import Limits, QueryResult

_ASSETS: Final = {
    "editor.js": "text/javascript; charset=utf-8",
    "editor.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_NO_STORE: Final = {"Cache-Control": "no-store"}


class Endpoints:
    """The addresses of the endpoint.

    Args:
        graph: The graph that is asked.
        runner: What runs queries.
        settings: Address and limits.
    """

    def __init__(self, graph: Graph, runner: Runner, settings: Settings) -> None:
        self._graph = graph
        self._runner = runner
        self._settings = settings
        self._queries = {q.name: q for q in catalogue()}

    async def sparql(self, request: Request) -> Response:
        """The protocol: a query, or the description of the service, or the page."""
        wanted = negotiate(request.headers.get("accept", ""))
        query_string: bytes = request.scope["query_string"]
        if request.method == "POST":
            body = await read_body(request, self._settings.body_seconds)
            operation: Operation | None = read_post(
                query_string, request.headers.get("content-type", ""), body
            )
        else:
            operation = read_get(query_string)
            if wanted.page:
                return _page()
        if operation is None:
            return await self._description(wanted)
        return await self._answer(request, prepare(operation, self._settings.base), wanted, FREE)

    async def home(self, request: Request) -> Response:
        """The page for people, the description for others."""
        wanted = negotiate(request.headers.get("accept", ""))
        return _page() if wanted.page else await self._description(wanted)

    async def queries(self, _: Request) -> Response:
        """The named queries, their parameters and texts."""
        listed = [
            {
                "name": q.name,
                "title": q.title,
                "question": q.question,
                "href": f"/queries/{q.name}",
                "parameters": [
                    {"name": p.name, "kind": p.kind, "default": p.default, "help": p.help}
                    for p in q.parameters
                ],
                "text": q.text,
            }
            for q in self._queries.values()
        ]
        return _json({"data_version": self._graph.data_version, "queries": listed})

    async def named(self, request: Request) -> Response:
        """The answer to a named query; parameters stand in the query string."""
        wanted = negotiate(request.headers.get("accept", ""))
        query = self._queries.get(request.path_params["name"])
        if query is None:
            raise _unknown_query(request.url.path)
        parameters = _parameters(query, request.scope["query_string"])
        try:
            text = bind(self._graph, query, parameters)
        except AimsgraphError as error:
            raise problem_of(error) from error
        return await self._answer(request, Operation(text), wanted, NAMED)

    async def health(self, _: Request) -> Response:
        """Whether the endpoint lives, with which data, and how busy it is."""
        pools = {name: pool.health() for name, pool in self._runner.pools.items()}
        return _json(
            {
                "status": "ok",
                "version": __version__,
                "data_version": self._graph.data_version,
                "pools": pools,
                "limits": _limits(self._runner.pools[FREE].limits),
                "disclaimer": DISCLAIMER,
            }
        )

    async def asset(self, request: Request) -> Response:
        """A part of the page."""
        name = request.path_params["name"]
        if name not in _ASSETS:
            raise not_found(request.url.path)
        return _packaged(name, _ASSETS[name])

    async def _answer(
        self, request: Request, operation: Operation, wanted: Wanted, lane: str
    ) -> Response:
        table, graph = results.formats_of(wanted)
        job = Job(
            operation.text, table, graph, operation.default_graphs, operation.named_graphs, lane
        )
        limits = self._runner.pools[lane].limits
        try:
            result = await self._asked(job, request)
        except AimsgraphError as error:
            shown = moved(error, operation) if isinstance(error, QueryError) else error
            problem = problem_of(shown)
            problem.headers = {
                **problem.headers,
                "X-Aimsgraph-Limits": results.limits_header(limits),
            }
            raise problem from error
        return results.render_result(
            result,
            wanted,
            limits=limits,
            data_version=self._graph.data_version,
            link=self._settings.base,
        )

    async def _asked(self, job: Job, request: Request) -> QueryResult:
        """The answer to a query, unless the client goes away before.

        Raises:
            ClientDisconnect: It did; the query is stopped.
        """
        answer = asyncio.ensure_future(self._runner.answer(job))
        left = asyncio.ensure_future(_left(request))
        try:
            await asyncio.wait({answer, left}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise ClientDisconnect
            return answer.result()
        finally:
            answer.cancel()
            left.cancel()

    async def _description(self, wanted: Wanted) -> Response:
        if not wanted.graph:
            raise results.not_acceptable("graph")
        try:
            counts = Job(description.COUNTS, lane=NAMED)
            result = await self._runner.answer(counts)
        except AimsgraphError as error:
            raise problem_of(error) from error
        triples = description.describe_service(
            self._graph,
            self._settings,
            self._runner.pools[FREE].limits,
            description.graph_counts(result),
        )
        body = description.render_description(triples, GRAPHS[wanted.graph])
        text = wanted.graph.startswith("text/")
        media = f"{wanted.graph}; charset=utf-8" if text else wanted.graph
        return Response(body, headers={**_NO_STORE, "Vary": "Accept", "Content-Type": media})


async def _left(request: Request) -> None:
    """Wait until the client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _parameters(query: NamedQuery, query_string: bytes) -> dict[str, str]:
    known = [p.name for p in query.parameters]
    have = f"It has: {', '.join(known)}." if known else "It has no parameters."
    found: dict[str, str] = {}
    for name, value in read_fields(query_string, "query string"):
        if name not in known:
            fact = f"{query.name} has no such parameter."
            raise ProblemError("unknown-name", f"?{name[:100]}", fact, have)
        if name in found:
            raise ProblemError("wrong-request", f"?{name}", "it is given twice.", "Give it once.")
        found[name] = value
    return found


def _unknown_query(path: str) -> ProblemError:
    problem = not_found(path)
    problem.fact = "there is no such query."
    problem.remedy = f"Known: {', '.join(q.name for q in catalogue())}."
    return problem


def _limits(limits: Limits) -> dict[str, float]:
    return {
        "seconds": limits.seconds,
        "rows": limits.rows,
        "bytes": limits.size,
        "memory": limits.memory,
    }


def _json(facts: Mapping[str, object]) -> Response:
    body = json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"
    return Response(body, headers={**_NO_STORE, "Content-Type": "application/json"})


def _page() -> Response:
    return _packaged("editor.html", "text/html; charset=utf-8")


def _packaged(name: str, media_type: str) -> Response:
    body = (files("aimsgraph.faces.server") / "static" / name).read_bytes()
    headers = {"Cache-Control": "no-cache", "Vary": "Accept", "Content-Type": media_type}
    return Response(body, headers=headers)
