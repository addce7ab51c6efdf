"""The dataset as rdflib sees it: our prefixes bound, plain texts as plain literals.

Importing this module costs a quarter of a second (rdflib): import it where it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from rdflib.query import Result
from rdflib.term import Literal, Node


def view(store: ox.Store, prefixes: Mapping[str, str]) -> rdflib.Dataset:
    """A store for rdflib.

    Args:
        store: The dataset.
        prefixes: What to bind.

    Returns:
        It with its named graphs; the default graph is their union.
    """
    dataset = rdflib.Dataset(store=_PlainStore(store=store), default_union=True)
    for prefix, namespace in prefixes.items():
        dataset.bind(prefix, namespace)
    return dataset


class _PlainStore(OxigraphStore):
    """Gives texts without ``xsd:string``, as rdflib has them, and a statement of a union once."""

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:  # noqa: ANN401
        seen = set()
        for (subject, predicate, obj), contexts in super().triples(triple_pattern, context):
            said = (subject, predicate, _plain(obj))
            if context is not None or said not in seen:
                seen.add(said)
                yield said, contexts

    def query(self, *args: Any, **options: Any) -> Result:  # noqa: ANN401
        found: Result = super().query(*args, **options)
        if found.type == "SELECT":
            found.bindings = [{v: _plain(o) for v, o in row.items()} for row in found.bindings]
        elif found.graph is not None:
            plain = rdflib.Graph()
            for subject, predicate, obj in found.graph:
                plain.add((subject, predicate, _plain(obj)))
            found.graph = plain
        return found


def _plain(term: Any) -> Any:  # noqa: ANN401  (whatever stands in a triple, or nothing)
    if isinstance(term, Literal) and term.datatype == rdflib.XSD.string:
        return Literal(str(term))
    assert term is None or isinstance(term, Node | tuple)
    return term
