"""The address of the SPARQL page: a link asks the same again, and runs nobody's own query."""

from __future__ import annotations

from collections.abc import Mapping as MappingT
from dataclasses import dataclass
from typing import Final

import streamlit as st

from aimsgraph.faces.explorer import views_query as vq
from aimsgraph.faces.explorer import views_sparql as vs
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import PROFILE, day_or_warning, framework_of, warn_of_unknown
from aimsgraph.model.graph import Graph
from aimsgraph.rdf.named_queries import NamedQuery, Parameter, catalogue

OWN: Final = "own"
MARK: Final = "q."
"""Stands before a parameter of a question, which may have the name of one of the profile."""

LONGEST_LINK: Final = 8_000
"""Characters of a query that stands in the address; servers refuse much longer ones."""

NOW: Final = "sparql.now"
"""What the page showed last: its part of the address, and what was wanted."""

_NO: Final = "no"
_KNOWN: Final = ("q", "query", "inferred")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page is asked to show.

    Args:
        name: A named question; empty for a query of one's own.
        params: Its parameters and their values.
        text: A query of one's own.
        inferred: Whether what is inferred is in the default graph.
    """

    name: str
    params: tuple[tuple[str, str], ...] = ()
    text: str = ""
    inferred: bool = True


def question_named(name: str) -> NamedQuery | None:
    """The named question, if it is one."""
    return next((q for q in catalogue() if q.name == name), None)


def read_wanted(graph: Graph) -> Wanted:
    """What the address asks for; what nobody here knows is said aloud.

    An address that asks nothing of its own, as after a visit elsewhere, gives what was there last.
    """
    said = {n: ",".join(st.query_params.get_all(n)) for n in st.query_params}
    before: tuple[dict[str, str], Wanted] | None = st.session_state.get(NOW)
    if before and _ours(said) in ({}, before[0]):
        if not before[1].name:
            return before[1]
        said |= before[0]
    query = question_named(said.get("q", ""))
    names = tuple(p.name for p in query.parameters) if query else ()
    own = (n for n in names if n not in PROFILE)
    warn_of_unknown(("id", *_KNOWN, *own, *(MARK + n for n in names)))
    if "query" in said or said.get("q") == OWN:
        return Wanted("", text=said.get("query", vs.EXAMPLE), inferred=said.get("inferred") != _NO)
    if query is None:
        query = catalogue()[0]
        if name := said.get("q"):
            st.warning(
                f"Question: {plain(name[:100])} is not one of the choices here; showing "
                f"{plain(query.title)}."
            )
    return Wanted(query.name, tuple((p.name, _given(graph, p, said)) for p in query.parameters))


def write_wanted(graph: Graph, wanted: Wanted) -> bool:
    """Put what is shown into the address beside the profile.

    Returns:
        Whether it fits; a query that is too long for a link stays in the session only.
    """
    fits = len(wanted.text) <= LONGEST_LINK
    query = question_named(wanted.name)
    if query is not None:
        values = dict(wanted.params)
        ours = {"q": wanted.name} | {
            MARK + p.name: value
            for p in query.parameters
            if (value := values.get(p.name, "")) and value != fallback(graph, p)
        }
    else:
        ours = {"query": wanted.text} if fits and wanted.text else {"q": OWN}
        ours |= {} if wanted.inferred else {"inferred": _NO}
    st.session_state[NOW] = (ours, wanted)
    said = {n: ",".join(st.query_params.get_all(n)) for n in st.query_params}
    kept = {n: v for n, v in said.items() if n in PROFILE or n == "id"}
    if said != {**kept, **ours}:
        st.query_params.from_dict({**kept, **ours})
    return fits


def _ours(said: MappingT[str, str]) -> dict[str, str]:
    return {n: v for n, v in said.items() if n in _KNOWN or n.startswith(MARK)}


def fallback(graph: Graph, parameter: Parameter) -> str:
    """What a parameter is when nobody says: as in the profile, else as in the file."""
    if parameter.name in PROFILE:
        value = ",".join(st.query_params.get_all(parameter.name)).partition(",")[0]
        if parameter.kind == "framework":
            value = framework_of(graph, value)
        if value in vq.options_of(graph, parameter):
            return value
    return vq.default_of(graph, parameter)


def _given(graph: Graph, parameter: Parameter, said: MappingT[str, str]) -> str:
    """The value of a parameter as the address has it, or what it is otherwise."""
    default = fallback(graph, parameter)
    value = said.get(MARK + parameter.name, "")
    if not value and parameter.name not in PROFILE:
        value = said.get(parameter.name, "")
    if not value:
        return default
    if parameter.kind == "framework":
        value = framework_of(graph, value)
    options = vq.options_of(graph, parameter)
    if options and value not in options:
        st.warning(
            f"{plain(parameter.help)}: {plain(value[:100])} is not one of the choices here; "
            f"showing {plain(options.get(default, default))}."
        )
        return default
    if parameter.kind == "date":
        return day_or_warning(plain(parameter.help), value, default)
    return value
