"""The application: addresses, errors and the gate around them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from aimsgraph.faces.server.admission import Gate
from aimsgraph.faces.server.endpoints import Endpoints
from aimsgraph.faces.server.problems import ProblemError, internal, of_status, render_problem
from aimsgraph.faces.server.running import FREE, NAMED, Runner
from aimsgraph.faces.server.settings import Settings
from aimsgraph.faces.server.warming import warm
from aimsgraph.model.graph import Graph
from aimsgraph.sparql.pool import SandboxPool

_LOG: Final = logging.getLogger("uvicorn.error")


def create_app(
    graph: Graph,
    pool: SandboxPool,
    settings: Settings | None = None,
    *,
    named_pool: SandboxPool | None = None,
) -> Starlette:
    """The endpoint as an ASGI application.

    Args:
        graph: The graph that the pools hold.
        pool: Workers for free queries; the caller closes it after the application ended.
        settings: Port, origins and limits.
        named_pool: Workers for named queries; without them ``pool`` runs these too, and a heavy
            query may hold them up.

    Returns:
        The application.
    """
    settings = settings or Settings()
    runner = Runner({FREE: pool, NAMED: named_pool or pool})
    at = Endpoints(graph, runner, settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        warming = asyncio.create_task(warm(graph, runner)) if settings.warm else None
        yield
        if warming is not None:
            warming.cancel()
        runner.close()

    return Starlette(
        routes=[
            Route("/", at.home),
            Route("/sparql", at.sparql, methods=["GET", "POST"]),
            Route("/sparql/", at.sparql, methods=["GET", "POST"]),
            Route("/queries", at.queries),
            Route("/queries/{name}", at.named),
            Route("/health", at.health),
            Route("/static/{name}", at.asset),
        ],
        middleware=[Middleware(Gate, settings=settings)],
        exception_handlers={
            ProblemError: _problem,
            HTTPException: _bare,
            ClientDisconnect: _gone,
            Exception: _unforeseen,
        },
        lifespan=lifespan,
    )


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return render_problem(error)


async def _bare(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    allowed = (error.headers or {}).get("Allow", "GET")
    problem = of_status(error.status_code, request.url.path, request.method[:20], allowed)
    return render_problem(problem)


async def _gone(_: Request, __: Exception) -> Response:
    """Nobody reads this answer; 499 is what logs call it."""
    return Response(status_code=499)


async def _unforeseen(_: Request, error: Exception) -> Response:
    _LOG.error("unforeseen error: %s", type(error).__name__)
    return render_problem(internal())
