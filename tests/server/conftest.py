"""What tests of the endpoint share: a small pool, the application, and a real server."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest
from server_tools import Server, start_server

from aimsgraph.faces.server.app import create_app
from aimsgraph.faces.server.settings import Settings
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.dataset import build_store
from aimsgraph.sparql.dataset_copy import DatasetCopy
from aimsgraph.sparql.pool import SandboxPool
from aimsgraph.sparql.results import Limits

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

KASEI = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
BASE = "http://127.0.0.1:7878"


def w3c_store(graph: Graph) -> ox.Store:
    """The bundled graph, and the graphs that the W3C protocol tests ask about."""
    store = build_store(graph)
    for number in (1, 2, 3):
        name = ox.NamedNode(KASEI.format(number))
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        store.add(ox.Quad(name, kind, ox.NamedNode("http://xmlns.com/foaf/0.1/Document"), name))
    return store


@pytest.fixture(scope="session")
def pool(graph: Graph) -> Iterator[SandboxPool]:
    """Two workers that hold the bundled graph and those of the W3C tests."""
    limits = Limits(seconds=2.0, rows=1_000, size=1 << 20)
    copy = DatasetCopy.of_store(w3c_store(graph), graph)
    with SandboxPool(copy, workers=2, limits=limits) as found:
        assert found.ready(60)
        yield found


type_of_make = Callable[..., TestClient]


@pytest.fixture
def make(graph: Graph, pool: SandboxPool) -> Iterator[type_of_make]:
    """Make a client of an application with settings of its own."""
    opened: list[TestClient] = []

    def build(settings: Settings | None = None, **more: SandboxPool) -> TestClient:
        app = create_app(graph, more.get("pool", pool), settings or Settings())
        client = TestClient(app, base_url=BASE, raise_server_exceptions=False)
        client.headers.clear()
        opened.append(client.__enter__())
        return opened[-1]

    yield build
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def client(make: type_of_make) -> TestClient:
    """A client of the application as it is by default."""
    return make()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One real server for the tests that only read."""
    found = start_server("--timeout", "5")
    yield found
    found.process.send_signal(signal.SIGTERM)
    assert found.process.wait(20) == 0
