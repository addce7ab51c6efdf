"""Our own components, built from ``frontend/`` into ``static/``, and what travels to them."""

from __future__ import annotations

import base64
import datetime as dt
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from aimsgraph.exports.colours import LOOKS, VERDICT_LOOKS, Look
from aimsgraph.model.terms import FULL_WORD, VERDICT_WORDS

FILE: Final = "explorer.file"
"""A file that was asked for, on its way to the browser."""

WANTED: Final = "explorer.wanted"
"""What file is asked for: format, and ids of the duties in it; none for all."""

PAIRS: Final = "explorer.pairs"
"""Whether the reader asked for the small maps of all pairs, which take a while to make."""

_KEY: Final = "workbench"

SAVED: Final = (("xlsx", "XLSX"), ("html", "HTML"))
"""Formats that stand beside every picture; the page Export has all."""


EMPTY: Final[dict[str, Any]] = {
    "key": "", "have": [], "need": "", "labels": {}, "sentence": [], "today": "", "denominator": 0,
    "verdicts": {}, "states": {}, "groups": [], "held": {}, "duties": [], "names": {}, "about": {},
}  # fmt: skip
"""A picture without an answer."""


@lru_cache(maxsize=8)
def component(name: str) -> Any:  # noqa: ANN401  (Streamlit gives its type no public name)
    """A component by the name of its file in ``static/``; registered once."""
    return st.components.v2.component(f"aimsgraph.{name}", js=f"{name}.js")


def looks() -> dict[str, dict[str, dict[str, str]]]:
    """How states and verdicts look, as the pictures take it."""

    def plain(look: Look, words: str) -> dict[str, str]:
        return {"symbol": look.symbol, "colour": look.colour, "ink": look.ink, "words": words}

    return {
        "verdict": {v.value: plain(k, VERDICT_WORDS[v]) for v, k in VERDICT_LOOKS.items()},
        "state": {s.value: plain(k, FULL_WORD[s]) for s, k in LOOKS.items()},
    }


def took(key: str, name: str) -> Any:  # noqa: ANN401  (what the browser sent)
    """What a component sent under a name, read in its callback."""
    return getattr(st.session_state.get(key), name, None)


def workbench(view: str, picture: dict[str, Any], mark: str = "", **more: Any) -> None:  # noqa: ANN401
    """The answer, a picture and its inspector.

    What all views draw from travels apart: as long as it is the same, Streamlit sends it once.

    Args:
        view: ``map``, ``crosswalk``, ``plan``, ``reader``, ``pair``, ``graph`` for the tabs
            above a graph, or ``none`` for the answer alone.
        picture: From ``aimsgraph.answers.picture``, with a mark that tells it from others.
        mark: Tells what a view needs besides from the same of another page.
        more: What a view needs besides.
    """
    draw = component("workbench")
    draw(
        key="picture",
        data={"picture": picture, "looks": looks(), "formats": [list(pair) for pair in SAVED]},
    )
    draw(
        key=_KEY,
        data={
            "view": view,
            "key": f"{view} {picture['key']} {mark}",
            "of": picture["key"],
            "file": st.session_state.pop(FILE, None),
            **more,
        },
        on_wanted_change=lambda: st.session_state.update({WANTED: took(_KEY, "wanted")}),
        on_view_change=lambda: st.session_state.update({PAIRS: True}),
    )


def packed(name: str, media_type: str, content: bytes) -> dict[str, Any]:
    """A file as a component saves it in the browser, once."""
    return {
        "name": name,
        "type": media_type,
        "base64": base64.b64encode(content).decode(),
        "turn": int(dt.datetime.now(dt.UTC).timestamp() * 1000),
    }


def offer(name: str, media_type: str, content: bytes) -> None:
    """Hand a file to the browser with the next picture that is drawn."""
    st.session_state[FILE] = packed(name, media_type, content)
