"""Pieces that pages share: links, the address bar, scope, tables, and the lines under each page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Final

import streamlit as st

from aimsgraph.answers.dates import today
from aimsgraph.answers.questions import ASSERTED
from aimsgraph.answers.report import labels_of
from aimsgraph.coverage.scope import EVERYONE, TODAY, several
from aimsgraph.faces.explorer import views
from aimsgraph.faces.explorer.text import plain
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve, resolve_framework, resolve_word
from aimsgraph.model.records import Concept
from aimsgraph.model.terms import DISCLAIMER

PAGES: Final = "explorer.pages"
PROFILE: Final = (
    "have", "need", "role", "risk", "date", "edition", "part", "hops", "force", "sector",
)  # fmt: skip
"""Parameters of the address that are the profile; all others belong to a page."""

_PUT: Final = "explorer.put"
_STREAMLIT: Final = frozenset({"embed", "embed_options"})
FIRST_DAY: Final = dt.date(2010, 1, 1)
LAST_DAY: Final = dt.date(2060, 12, 31)
MOST_HOPS: Final = 4
"""Most mappings along a path that a page offers; chains beyond prove next to nothing."""


def link(page: str, label: str, **query: str) -> None:
    """A link to a page of the explorer; the label is shown as written."""
    st.page_link(st.session_state[PAGES][page], label=plain(label), query_params=query)


def warn_of_unknown(names: Collection[str]) -> None:
    """Say which parameters of the address nobody here reads.

    Args:
        names: Those of the page that is shown, beside the profile's.
    """
    known = (*PROFILE, *names)
    for name in st.query_params:
        if name not in known and name not in _STREAMLIT:
            value = ",".join(st.query_params.get_all(name))
            st.warning(
                f"The address says {plain(name[:50])} = {plain(value[:100])}, which this page does "
                f"not know: it is left out. Known here: {', '.join(known)}."
            )


def framework_of(graph: Graph, name: str) -> str:
    """The key of a framework as people write it in an address; what is none stays as it is."""
    try:
        return resolve_framework(graph, name) if name else ""
    except UnknownNameError:
        return name


def word_of(words: Collection[Concept], name: str) -> str:
    """The key of a word as people write it in an address; what is none stays as it is."""
    try:
        return resolve_word(words, name, "", "") if name else ""
    except UnknownNameError:
        return name


def put(key: str, value: object) -> None:
    """Set a widget to a value that the reader did not choose there.

    Args:
        key: Key of the widget in the session.
        value: Its value.
    """
    st.session_state[key] = value
    st.session_state.setdefault(_PUT, {})[key] = value


def send_again(key: str) -> None:
    """Let a value that was put go to the browser in this run, too, until the reader changes it.

    Streamlit sends it once. Where the next run comes before the browser has drawn the widget, the
    widget would start from its default, and that would come back as if it were chosen.
    """
    value, before = st.session_state.get(key), st.session_state.setdefault(_PUT, {})
    if key in before and before[key] == value:
        st.session_state[key] = value
    else:
        before.pop(key, None)


def choose_word(graph: Graph, label: str, scheme: str, every: str, keys: Sequence[str]) -> str:
    """A choice among words of a vocabulary; the address may name one or several as people do.

    Args:
        graph: The graph.
        label: What is chosen.
        scheme: The vocabulary, which is the name of the parameter too.
        every: What stands for no choice.
        keys: The words to choose from.
    """
    key = f"profile.{scheme}"
    words = [graph.concepts[scheme][k] for k in keys if k in graph.concepts[scheme]]
    said = [word_of(words, one) for one in several(str(st.session_state.get(key) or ""))]
    together = (",".join(said),) if len(said) > 1 and set(said) <= {*keys} else ()
    st.session_state[key] = ",".join(said)
    names = {"": every, EVERYONE: "Operators and authorities"}
    return choose(
        label, key, ("", *keys, *together),
        lambda k: names.get(k) or labels_of(graph, scheme, k),
    )  # fmt: skip


def choose_sectors(graph: Graph) -> tuple[str, ...]:
    """Sectors, areas of use and products; none for all of them."""
    known, key = graph.concepts.get("sector", {}), "profile.sector"
    value = st.session_state.get(key)
    if not isinstance(value, list):
        asked = [word_of(known.values(), name) for name in str(value or "").split(",") if name]
        unknown = [name for name in asked if name not in known]
        if unknown:
            st.warning(f"Sector: there is no {plain(', '.join(unknown))}; it is left out.")
        put(key, [name for name in dict.fromkeys(asked) if name in known])
    send_again(key)
    chosen = st.multiselect(
        "Sector, area of use, product",
        sorted(known, key=lambda k: known[k].label),
        format_func=lambda k: known[k].label,
        key=key,
        placeholder="All sectors",
        help="Leaves out what the text of an act limits to others. What it limits to nobody stays.",
    )
    return tuple(chosen)


def choose_framework(graph: Graph, label: str, key: str, default: str) -> str:
    """A choice among frameworks; the address may name one as people write it."""
    keys = views.framework_keys(graph)
    st.session_state[key] = framework_of(graph, str(st.session_state.get(key) or ""))
    return choose(label, key, keys, lambda k: graph.frameworks[k].label, default)


def choose(
    label: str,
    key: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    default: str = "",
    help_text: str | None = None,
) -> str:
    """A choice among keys that shows their labels; an unknown key in the address is said aloud.

    Args:
        label: What is chosen.
        key: Key of the widget in the session.
        options: Keys to choose from.
        shown: The label of a key.
        default: Taken when the address says nothing.
        help_text: More about it.

    Returns:
        The chosen key.
    """
    _settle(label, key, options, shown, default)
    chosen = st.selectbox(label, options, format_func=shown, key=key, help=help_text)
    return str(chosen if chosen is not None else default)


def _settle(
    label: str, key: str, options: Sequence[str], shown: Callable[[str], str], default: str
) -> None:
    """Put the default in place of a key that the address does not say, or that is unknown."""
    value = str(st.session_state.get(key) or "")
    if value in options:
        send_again(key)
        return
    if value:
        st.warning(
            f"{label}: {plain(value)} is not one of the choices here; "
            f"showing {plain(shown(default))}."
        )
    put(key, default)


def part_named(graph: Graph, need: str, name: str) -> str:
    """The CURIE of a part of a framework as people write it; what is none as it was written."""
    try:
        curie = resolve(graph, name) if name else ""
    except UnknownNameError:
        return name
    return curie if curie.partition(":")[0] == need else name


def day_or_warning(label: str, value: str, default: str) -> str:
    """A day of an address that the calendar of a page can show; the default, said aloud, else."""
    shown = f"showing {default or 'any date'}"
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        st.warning(f"{label}: {plain(value)} is no date (YYYY-MM-DD); {shown}.")
        return default
    if not FIRST_DAY <= day <= LAST_DAY:
        st.warning(f"{label}: {plain(value)} lies outside {FIRST_DAY} to {LAST_DAY}; {shown}.")
        return default
    return day.isoformat()


def choose_date(key: str) -> str:
    """A day, ISO 8601, or the empty string for any."""
    value = st.session_state.get(key)
    if isinstance(value, str):
        said = today().isoformat() if value.lower() == TODAY else value
        day = day_or_warning("Applies on", said, "") if said else ""
        put(key, dt.date.fromisoformat(day) if day else None)
    send_again(key)
    chosen = st.date_input(
        "Applies on",
        key=key,
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        help="Only provisions that apply on this day. Empty: any date.",
    )
    return chosen.isoformat() if isinstance(chosen, dt.date) else ""


def choose_hops(key: str) -> int:
    """What is asserted only (one mapping), or what is inferred over two, three or four too."""
    label, default = "Conclusions", str(DEFAULT_HOPS)
    options = [str(n) for n in range(ASSERTED, MOST_HOPS + 1)]

    def shown(hops: str) -> str:
        return "Asserted only" if hops == str(ASSERTED) else f"Inferred too, up to {hops} mappings"

    _settle(label, key, options, shown, default)
    chosen = st.segmented_control(
        label,
        options,
        format_func=shown,
        key=key,
        required=True,
        wrap=True,
        help="Asserted: one mapping, carried along the tree of constituents. Inferred: mappings "
        "composed by the relation algebra. Always labelled, and can be switched off.",
    )
    return int(chosen or default)


def footer(data_version: str, store: str) -> None:
    """Data version, the store it was read from if any, and disclaimer, under every page."""
    where = f", read from {plain(store)}" if store else ""
    with st.container(key="footer"):
        st.markdown(f"Data version {plain(data_version)}{where}. {plain(DISCLAIMER)}")
