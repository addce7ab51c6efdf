"""The graph of a provision, the other tab of its reader: what touches it, one hop at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Final

import streamlit as st

from aimsgraph.faces.explorer import components, frame, page_provision, state
from aimsgraph.faces.explorer.text import plain
from aimsgraph.model.graph import Graph
from aimsgraph.model.records import Curie

OPEN: Final = "open"
"""Parameter of the address with the provisions that are expanded."""

_KEY: Final = "graph"
_LISTED: Final = 5


def show(page: frame.Page) -> None:
    """The graph of the provision that the address names, or of the first duty needed."""
    graph = state.graph()
    first = next((p.id for p in graph.leaves(page.profile.need)), "")
    wanted = st.query_params.get("id", "") or first
    curie = page_provision.named(graph, wanted, page, "graph") if wanted else None
    if curie is not None:
        components.workbench("graph", page.picture, curie, focus=curie)
        show_graph(curie, page.profile.hops, _opened(graph))


def show_graph(curie: Curie, hops: int, opened: Sequence[Curie] = ()) -> None:
    """What touches a provision, drawn.

    Args:
        curie: The provision in the middle.
        hops: Most mappings along a path of what is inferred.
        opened: Provisions that are expanded too.
    """
    drawing = state.neighbourhood_of(curie, hops, tuple(opened))
    text = json.dumps(drawing, sort_keys=True)
    components.component("graph")(
        key=_KEY,
        data={"key": hashlib.sha256(text.encode()).hexdigest()[:16], "graph": drawing},
        on_expand_change=lambda: _write([*_asked(), str(components.took(_KEY, "expand") or "")]),
        on_fold_change=lambda: _write([c for c in _asked() if c != components.took(_KEY, "fold")]),
    )


def _asked() -> list[str]:
    """Names of expanded provisions as the address has them, each once."""
    return [c for c in dict.fromkeys(st.query_params.get(OPEN, "").split(",")) if c]


def _write(names: Sequence[str]) -> None:
    said = ",".join(n for n in dict.fromkeys(names) if n)
    if said:
        st.query_params[OPEN] = said
    else:
        st.query_params.pop(OPEN, None)


def _opened(graph: Graph) -> list[Curie]:
    """Expanded provisions; what is none is said on the page."""
    unknown = [name for name in _asked() if Curie(name) not in graph.provisions]
    if unknown:
        more = f" and {len(unknown) - _LISTED} more" if len(unknown) > _LISTED else ""
        st.warning(
            f"Not expanded: {plain(', '.join(u[:60] for u in unknown[:_LISTED]))}{more}. There is "
            "no such provision; write identifiers such as aiact:art_9.par_1, or expand in the "
            "picture."
        )
    return [Curie(name) for name in _asked() if Curie(name) in graph.provisions]
