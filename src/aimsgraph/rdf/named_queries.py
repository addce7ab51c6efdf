"""Named SPARQL queries: questions whose parameters are bound as terms, never pasted as text."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping as MappingT
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from aimsgraph.compile.load import data_folder
from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import IncompleteGraphError, UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_TURTLE_BYTES, QUERY_ROWS
from aimsgraph.model.names import resolve, resolve_framework
from aimsgraph.model.terms import VOCAB, XSD
from aimsgraph.rdf.dataset import curie_of, is_merged

_HEADER: Final = re.compile(r"^# (title|question|param): (.+)$", re.MULTILINE)
_VALUES: Final = r"(VALUES \(\?{name}\) \{{ \()(.*?)(\) \}})"
"""Where a parameter stands; a query may state it in several places, each with the same default."""

_DECIMAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_CONCEPT_KINDS: Final = frozenset({"role", "risk", "sector", "topic", "stage", "evidence"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query.

    Args:
        name: Its variable.
        kind: ``framework``, ``provision``, ``role``, ``risk``, ``topic``, ``stage``, ``evidence``,
            ``text``, ``number`` or ``date``.
        default: What stands in the file.
        help: What it means.
    """

    name: str
    kind: str
    default: str
    help: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with its SPARQL text, which runs as it stands with its defaults."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Result of a SELECT query as text; addresses of provisions are written as CURIEs."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    truncated: bool


@lru_cache(maxsize=1)
def catalogue() -> tuple[NamedQuery, ...]:
    """Every bundled query, by name.

    Raises:
        IncompleteGraphError: The query files are missing.
    """
    folder = data_folder() / "ontology" / "queries"
    found = tuple(
        _read(path.stem, read_bounded(path, MAX_TURTLE_BYTES))
        for path in sorted(folder.glob("*.rq"))
    )
    if not found:
        raise IncompleteGraphError(str(folder), "no query is there.", "Install aimsgraph again.")
    return found


def _read(name: str, text: str) -> NamedQuery:
    slots: dict[str, list[str]] = {"title": [], "question": [], "param": []}
    for key, value in _HEADER.findall(text):
        slots[key].append(value.strip())
    parameters = []
    for declared in slots["param"]:
        variable, kind, help_text = declared.split(" ", 2)
        parameters.append(Parameter(variable, kind, _default(text, variable), help_text))
    return NamedQuery(name, slots["title"][0], slots["question"][0], tuple(parameters), text)


def _default(text: str, variable: str) -> str:
    found = re.search(_VALUES.format(name=variable), text)
    assert found is not None, f"?{variable} is declared and has no VALUES"
    term = found[2].strip()
    quoted = re.match(r'"([^"]*)"', term)
    if quoted:
        return quoted.group(1)
    term = term.strip("<>").removeprefix("id:").removeprefix("https://w3id.org/aimsgraph/id/")
    if term.startswith(VOCAB):
        return term.rpartition("/")[2]
    return term.replace("/", ":", 1)


def named(name: str) -> NamedQuery:
    """The query of a name.

    Raises:
        UnknownNameError: With the nearest known name.
    """
    known = {q.name: q for q in catalogue()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, 1, 0.4)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UnknownNameError(name, "there is no such query.", f"{hint}Known: {', '.join(known)}.")


def bind(graph: Graph, query: NamedQuery, params: MappingT[str, str]) -> str:
    """The text of a query with its parameters bound as terms.

    Args:
        graph: For names of frameworks, provisions and concepts.
        query: The query.
        params: Values by parameter name; defaults for the others.

    Returns:
        SPARQL.

    Raises:
        UnknownNameError: A parameter that the query does not have, or a value that does not exist.
    """
    known = {p.name: p for p in query.parameters}
    for name in params:
        if name not in known:
            have = f"It has: {', '.join(known)}." if known else "It has no parameters."
            raise UnknownNameError(f"--param {name}", f"{query.name} has no such parameter.", have)
    text = query.text
    for name, value in params.items():
        before, *rest = re.split(_VALUES.format(name=name), text)
        term = str(_term(graph, known[name], value))
        text = before + "".join(
            opened + term + closed + after
            for opened, closed, after in zip(rest[::4], rest[2::4], rest[3::4], strict=True)
        )
    return text


def _term(graph: Graph, parameter: Parameter, value: str) -> ox.NamedNode | ox.Literal:
    kind = parameter.kind
    if kind == "framework":
        return ox.NamedNode(graph.frameworks[resolve_framework(graph, value)].iri)
    if kind == "provision":
        return ox.NamedNode(graph.provisions[resolve(graph, value)].iri)
    if kind in _CONCEPT_KINDS:
        if value not in graph.concepts[kind]:
            near = difflib.get_close_matches(value, graph.concepts[kind], 3, 0.4)
            raise UnknownNameError(
                f"{parameter.name}={value}",
                f"there is no such {kind}.",
                f"Did you mean {' or '.join(near)}?" if near else "Look into the vocabulary.",
            )
        return ox.NamedNode(f"{VOCAB}{kind}/{value}")
    if kind == "number":
        if not _DECIMAL.fullmatch(value):
            raise UnknownNameError(
                f"{parameter.name}={value}", "this is no number.", "Write one, such as 0.7."
            )
        return ox.Literal(value, datatype=ox.NamedNode(XSD + "decimal"))
    if kind == "date":
        try:
            day = dt.date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise UnknownNameError(
                f"{parameter.name}={value}", "this is no date.", "Write YYYY-MM-DD."
            ) from error
        return ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise UnknownNameError(
            parameter.name, "the text holds half a character.", "Write plain Unicode text."
        )
    return ox.Literal(value)


def run_named(
    store: ox.Store, graph: Graph, name: str, params: MappingT[str, str] | None = None
) -> Table:
    """Answer a named question.

    Args:
        store: The dataset.
        graph: The graph it was built from.
        name: Name of the query.
        params: Parameter values.

    Returns:
        The rows, at most ``QUERY_ROWS``, with a flag when there were more.

    Raises:
        UnknownNameError: Query, parameter or value does not exist.
    """
    text = bind(graph, named(name), params or {})
    solutions = store.query(text, use_default_graph_as_union=not is_merged(store))
    assert isinstance(solutions, ox.QuerySolutions)
    columns = tuple(v.value for v in solutions.variables)
    rows: list[tuple[str, ...]] = []
    truncated = False
    for solution in solutions:
        if len(rows) == QUERY_ROWS:
            truncated = True
            break
        rows.append(tuple(_text(graph, solution[c]) for c in columns))
    return Table(columns, tuple(rows), truncated)


def _text(graph: Graph, term: object) -> str:
    if isinstance(term, ox.NamedNode):
        curie = curie_of(graph, term.value)
        return curie or term.value.removeprefix(VOCAB)
    return term.value if isinstance(term, ox.Literal) else ""
