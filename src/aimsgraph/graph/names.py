"""Names that people write, turned into what they mean; unknown ones answered with the nearest."""

from __future__ import annotations

import difflib
import re

from aimsgraph.values.errors import UnknownNameError
from aimsgraph.values.model import Curie, Graph


def resolve_framework(graph: Graph, name: str) -> str:
    """The key of a framework from its key, address or label.

    Raises:
        UnknownNameError: With the known keys and the nearest one.
    """
    wanted = name.strip()
    for framework in graph.frameworks.values():
        if wanted.casefold() in {
            framework.key.casefold(),
            framework.iri.casefold(),
            framework.label.casefold(),
        }:
            return framework.key
    known = sorted(graph.frameworks)
    near = difflib.get_close_matches(wanted.casefold(), known, 1, 0.4)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UnknownNameError(name, "there is no such framework.", f"{hint}Known: {', '.join(known)}.")


def resolve(graph: Graph, name: str) -> Curie:
    """The CURIE of a provision from its CURIE, address, or key and notation.

    Args:
        graph: The graph.
        name: ``aiact:art_9.par_2``, the IRI, or ``aiact Art. 9(2)``.

    Returns:
        The CURIE.

    Raises:
        UnknownNameError: With the nearest known names.
    """
    wanted = name.strip()
    if wanted in graph.provisions:
        return Curie(wanted)
    for one in graph.provisions.values():
        if one.iri == wanted:
            return one.id
    key, _, notation = wanted.replace(":", " ", 1).partition(" ")
    if key in graph.frameworks and notation:
        folded = _fold(notation)
        for one in graph.of(key):
            if _fold(one.notation) == folded or one.local.casefold() == notation.casefold():
                return one.id
    raise UnknownNameError(name, "there is no such provision.", _nearest(graph, wanted))


def _fold(notation: str) -> str:
    text = notation.casefold().replace("article", "art.").replace("paragraph", "")
    return re.sub(r"[\s.]", "", text)


def _nearest(graph: Graph, wanted: str) -> str:
    key = wanted.replace(":", " ", 1).split(" ")[0]
    pool: dict[str, str] = {}
    for one in graph.of(key) if key in graph.frameworks else graph.provisions.values():
        pool[one.id] = one.id
        pool[f"{one.framework} {one.notation}"] = f"{one.framework} {one.notation}"
    near = difflib.get_close_matches(wanted, pool, 3, 0.6)
    if near:
        return f"Did you mean {' or '.join(repr(n) for n in near)}?"
    return "Write a CURIE (aiact:art_9.par_2), an address, or key and notation ('aiact Art. 9(2)')."
