"""Reading: one provision with its counterparts, or two provisions side by side."""

from __future__ import annotations

import streamlit as st

from aimsgraph.answers.search import search
from aimsgraph.faces.explorer import frame, state, views
from aimsgraph.faces.explorer.components import workbench
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import link
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve
from aimsgraph.model.nearest import nearest
from aimsgraph.model.records import Curie

_NEAR = 5


def show_provision(page: frame.Page) -> None:
    """Outline, text and counterparts of a provision."""
    graph = state.graph()
    wanted = st.query_params.get("id", "") or _first(graph, page.profile.need)
    curie = named(graph, wanted, page)
    if curie is not None:
        hops = page.profile.hops
        workbench("reader", page.picture, f"{curie} {hops}", reader=state.reader(curie, hops))


def show_pair(page: frame.Page) -> None:
    """Two provisions side by side, with what is still open between them."""
    graph = state.graph()
    wanted, other = st.query_params.get("id", ""), st.query_params.get("with", "")
    if not wanted or not other:
        workbench("none", page.picture)
        st.info(
            "A pair needs two provisions in the address, id and with. Search for one, such as "
            "10 A.7.4, or open a counterpart from the duty map."
        )
        return
    needed = named(graph, wanted, page)
    held = named(graph, other, page) if needed is not None else None
    if needed is None or held is None:
        return
    if needed == held:
        workbench("none", page.picture)
        st.info(f"{plain(views.named(graph, needed))} meets itself. Choose another one beside it.")
        return
    hops = page.profile.hops
    found = state.pair(needed, held, hops)
    workbench("pair", page.picture, f"{needed} {held} {hops}", pair=found)


def _first(graph: Graph, need: str) -> str:
    """The first duty of what is needed: an empty page helps nobody."""
    return next((p.id for p in graph.leaves(need)), next(iter(graph.provisions), Curie("")))


def named(graph: Graph, wanted: str, page: frame.Page, to: str = "provision") -> Curie | None:
    """The provision that an address names; ``None``, with the nearest ones on the page, if none."""
    try:
        return Curie(resolve(graph, wanted))
    except UnknownNameError as error:
        workbench("none", page.picture)
        st.warning(f"{plain(wanted[:100])}: {plain(error.fact)} {plain(error.remedy)}")
    hits = search(graph, wanted, page.profile.need, page.profile.have, _NEAR)
    by_words = [h.id for h in hits if h.other is None]
    for curie in nearest(wanted, graph.provisions, _NEAR) or by_words:
        link(to, views.named(graph, curie), id=curie)
    return None
