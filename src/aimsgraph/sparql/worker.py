"""The worker of the sandbox: a process that holds a graph, runs queries, and can do nothing else.

It starts with nothing but the standard library and pyoxigraph, loads the graph that comes over its
standard input, and then gives up the right to open any file or socket. Frames on both pipes: one
byte of kind, four bytes of length, the content.
"""

from __future__ import annotations

import _thread
import contextlib
import json
import os
import struct
import sys
import time
from _queue import SimpleQueue
from typing import Final, TypedDict

import pyoxigraph as ox

from aimsgraph.sparql.merge import HIDDEN, Merge, Where
from aimsgraph.sparql.result_rows import Capped, CapReached
from aimsgraph.sparql.result_xml import NoXmlError, as_xml, check_names

HEADER: Final = struct.Struct(">cI")
CHUNK: Final = 1 << 18
_FILES: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPH_FILES: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_CPU_SLACK: Final = 3


class Request(TypedDict):
    """A query and how to answer it."""

    text: str
    table: str
    graph: str
    seconds: float
    rows: int
    size: int
    prefixes: dict[str, str]
    without: str
    default_graphs: list[str] | None
    named_graphs: list[str] | None


class Reply(TypedDict, total=False):
    """What is said before the bytes of a result."""

    kind: str
    rows: int
    truncated: str
    seconds: float
    size: int
    grown: int
    error: str
    message: str


def _read(count: int) -> bytes:
    pieces = []
    while count:
        piece = os.read(0, min(count, 1 << 20))
        if not piece:
            os._exit(0)
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _frame() -> tuple[bytes, bytes]:
    kind, length = HEADER.unpack(_read(HEADER.size))
    return kind, _read(length)


def _send(kind: bytes, content: bytes | memoryview) -> None:
    for part in (HEADER.pack(kind, len(content)), content):
        left = memoryview(part)
        while left:
            left = left[os.write(1, left) :]


def _listen(inbox: SimpleQueue[bytes]) -> None:
    """Take queries; when the pipe ends, the parent is gone and so is this process."""
    try:
        while True:
            inbox.put(_frame()[1])
    finally:
        os._exit(0)


def _load() -> tuple[ox.Store, Merge]:
    pieces = []
    while (frame := _frame())[0] == b"S":
        pieces.append(frame[1])
    store = ox.Store()
    # checked when first read
    store.load(b"".join(pieces), format=ox.RdfFormat.N_QUADS, lenient=True)
    return store, Merge(store, json.loads(_frame()[1]))


class _Memory:
    """Address space of this process, read through a descriptor that was opened in time."""

    def __init__(self) -> None:
        self._file = -1
        with contextlib.suppress(OSError):
            self._file = os.open("/proc/self/statm", os.O_RDONLY)
        self.base = self.now()

    def now(self) -> int:
        """Bytes; 0 where the system does not tell."""
        if self._file < 0:
            return 0
        return int(os.pread(self._file, 64, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _wall(memory: int, base: int) -> None:
    """Give up files, sockets, memory beyond the allowance, and core dumps, for good.

    On Linux a limit that cannot be set ends the process; elsewhere it is tried.
    """
    try:
        import resource
    except ImportError:
        return
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 0)]
    if base:
        limits.append((resource.RLIMIT_AS, base + memory))
    for what, most in limits:
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            if sys.platform == "linux":
                raise


def _cpu(seconds: float) -> None:
    """A second line behind the wall clock of the parent, which may have died."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        most = int(time.process_time() + seconds) + _CPU_SLACK
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _graphs(
    merge: Merge, request: Request
) -> tuple[list[Where] | None, list[ox.NamedNode | ox.BlankNode]]:
    """Default and named graphs; none of the first means the union of all."""
    asked, named, without = request["default_graphs"], request["named_graphs"], request["without"]
    chosen = asked is not None or named is not None
    merge.prepare(request["text"], graphs=chosen or bool(without))
    if chosen:
        graphs = [g for g in (*(asked or ()), *(named or ())) if g.startswith(HIDDEN)]
        if graphs:
            raise ValueError(f"there is no graph <{graphs[0]}>")
        return merge.default(asked or ()), [ox.NamedNode(g) for g in named or ()]
    return merge.default(None, without), merge.named


def answer(store: ox.Store, merge: Merge, request: Request) -> tuple[Reply, bytes]:
    """Run a query.

    Args:
        store: The graph.
        merge: What to ask of it as the default graph.
        request: The query.

    Returns:
        What is to be said about the result, and its bytes.
    """
    started = time.perf_counter()
    default, named = _graphs(merge, request)
    found = store.query(
        request["text"],
        prefixes=request["prefixes"],
        use_default_graph_as_union=default is None,
        default_graph=default,
        named_graphs=named,
    )
    if isinstance(found, ox.QueryBoolean):
        kind, rows, why = "ask", 1, ""
        body = _ask(found, request["table"])
    elif isinstance(found, ox.QuerySolutions):
        kind = "select"
        out = Capped(request["table"], request["rows"], request["size"])
        with contextlib.suppress(CapReached):
            found.serialize(out, format=_FILES[request["table"]])  # type: ignore[arg-type]
        body, rows, why = out.cut()
        if request["table"] == "xml":
            body = as_xml(body)
    else:
        kind = "graph"
        out = Capped("ntriples", request["rows"], request["size"])
        with contextlib.suppress(CapReached):
            found.serialize(out, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
        body, rows, why = out.cut()
        if not (why and not rows):
            body = _convert(body, request)
    if why and not rows:
        return {"error": "size", "message": "the first row alone is larger than the limit"}, b""
    seconds = round(time.perf_counter() - started, 6)
    return {"kind": kind, "rows": rows, "truncated": why, "seconds": seconds}, body


def _ask(found: ox.QueryBoolean, form: str) -> bytes:
    """A yes or no; CSV and TSV have no such form, so they get the bare word."""
    return found.serialize(format=_FILES[form]) or b""


def _convert(body: bytes, request: Request) -> bytes:
    form = _GRAPH_FILES[request["graph"]]
    if form == ox.RdfFormat.N_TRIPLES:
        return body
    triples = dict.fromkeys(q.triple for q in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    if form == ox.RdfFormat.RDF_XML:
        check_names(triples)
    used = {p: n for p, n in request["prefixes"].items() if f"<{n}".encode() in body}
    if form == ox.RdfFormat.JSON_LD:
        used = {}
    written = ox.serialize(triples, format=form, prefixes=used) or b""
    return as_xml(written) if form == ox.RdfFormat.RDF_XML else written


def _attempt(store: ox.Store, merge: Merge, content: bytes) -> tuple[Reply, bytes]:
    try:
        request: Request = json.loads(content)
        _cpu(request["seconds"])
        return answer(store, merge, request)
    except NoXmlError as error:
        return {"error": "xml", "message": str(error)}, b""
    except SyntaxError as error:
        return {"error": "syntax", "message": str(error)}, b""
    except MemoryError:
        return {"error": "memory", "message": "out of memory"}, b""
    except Exception as error:  # noqa: BLE001  (whatever it is, the parent tells the user)
        return {"error": "run", "message": str(error)[:2000]}, b""


def main() -> None:
    """Load the graph, raise the wall, answer until the pipe ends."""
    allowance = int(sys.argv[1])
    if sys.platform == "win32":
        import msvcrt

        for descriptor in (0, 1):
            msvcrt.setmode(descriptor, os.O_BINARY)
    store, merge = _load()
    inbox: SimpleQueue[bytes] = SimpleQueue()
    _thread.start_new_thread(_listen, (inbox,))
    memory = _Memory()
    _wall(allowance, memory.base)
    _send(b"R", b"")
    while True:
        reply, body = _attempt(store, merge, inbox.get())
        reply["size"] = len(body)
        reply["grown"] = memory.now() - memory.base
        _send(b"H", json.dumps(reply).encode())
        view = memoryview(body)
        for start in range(0, len(view), CHUNK):
            _send(b"B", view[start : start + CHUNK])
