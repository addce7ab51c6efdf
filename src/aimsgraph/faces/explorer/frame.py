"""The frame of every page: the profile, the way through, the search, and the address."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import streamlit as st

from aimsgraph.answers.dates import today
from aimsgraph.answers.profile import Profile, profile_text, read_profile
from aimsgraph.answers.questions import Answer
from aimsgraph.answers.search import Hit, search
from aimsgraph.coverage.holdings import Statement
from aimsgraph.coverage.scope import FORCES
from aimsgraph.faces.explorer import components, scenario_choice, state, views
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import (
    PROFILE,
    choose,
    choose_date,
    choose_framework,
    choose_hops,
    choose_sectors,
    choose_word,
    framework_of,
    part_named,
    put,
    send_again,
)
from aimsgraph.faces.explorer.widgets_answer import statement
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.model.errors import AimsgraphError, InputError
from aimsgraph.model.graph import Graph
from aimsgraph.model.names import resolve_need

_SAID: Final = "explorer.said"
_FOUND: Final = "explorer.found"
_KEY: Final = "frame"
_NOTE: Final = "explorer.note"
_LONG_TITLE: Final = 110
_MOST_WARNINGS: Final = 50


@dataclass(frozen=True)
class Page:
    """What every page shows: the profile, its answer, and that answer as data for pictures.

    Args:
        profile: Who asks and what for.
        part: CURIE of the part that is needed; empty for the whole.
        statement: The statement of applicability; ``None`` without one.
        result: The answer; ``None`` where the profile asks nothing.
        picture: The same for pictures; with no duty in it without an answer.
    """

    profile: Profile
    part: str
    statement: Statement | None
    result: Answer | None
    picture: dict[str, Any]


def analysed(graph: Graph) -> Page:
    """The profile and its answer; why there is none is said on the page."""
    one, part, given = profile(graph)
    if not one.have:
        st.info("Choose at the left at least one framework that you hold.")
    elif one.need in one.have:
        st.info(
            f"You hold {plain(graph.frameworks[one.need].label)} itself, so nothing of it is open. "
            "Choose another framework as needed, or take it out of those held."
        )
    else:
        asked = (one.have, one.need, one.scope(part), one.hops, given)
        return Page(one, part, given, state.ask(*asked), state.picture_of(*asked))
    return Page(one, part, given, None, components.EMPTY)


def subject(graph: Graph, page: Page) -> str:
    """What the analysis of a page is about, for the title of the window."""
    held = " and ".join(graph.frameworks[k].label for k in page.profile.have) or "nothing"
    return f"{graph.frameworks[page.profile.need].label}, holding {held}"


def navigate(pages: Iterable[tuple[str, str]], at: str) -> None:
    """Draw the links and the search.

    Args:
        pages: Name and title of each page that is listed, in order.
        at: Name of the page that is shown.
    """
    said, hits = st.session_state.get(_FOUND, ("", []))
    with st.sidebar:
        components.component("frame")(
            key=_KEY,
            data={
                "pages": [list(page) for page in pages],
                "at": at,
                "said": said,
                "hits": hits,
                "turn": hash(said),
            },
            on_find_change=_find,
        )


def _find() -> None:
    said = " ".join(str(components.took(_KEY, "find") or "").split())
    graph = state.graph()
    need, have = str(_kept("need")), tuple(_kept("have") or ())
    st.session_state[_FOUND] = (said, [_hit(graph, h) for h in search(graph, said, need, have)])


def _kept(name: str) -> Any:  # noqa: ANN401  (the value of a widget)
    return st.session_state.get(f"profile.{name}") or ""


def _hit(graph: Graph, hit: Hit) -> dict[str, Any]:
    one = graph.provisions[hit.id]
    if hit.other is None:
        sub = one.summary[:_LONG_TITLE]
        return {"page": "provision", "query": {"id": one.id}, "title": views.named(graph, one.id),
                "sub": sub}  # fmt: skip
    title = f"{views.short(graph, one.id)} beside {views.named(graph, hit.other)}"
    return {"page": "pair", "query": {"id": one.id, "with": hit.other}, "title": title,
            "sub": "The two side by side: what is still open"}  # fmt: skip


def profile(graph: Graph) -> tuple[Profile, str, Statement | None]:
    """The profile in the sidebar, as the address or the reader set it.

    Returns:
        The profile, the part of what is needed, and the statement of applicability.
    """
    _read()
    keys = views.framework_keys(graph)
    with st.sidebar:
        st.markdown("**Profile**")
        have = _held(graph, keys)
        need = choose_framework(graph, "We need", "profile.need", _default(keys))
        role = choose_word(graph, "Our role", "role", "All operators", views.roles_of(graph, need))
        risk = choose_word(graph, "Risk class", "risk", "All classes", views.risks_of(graph))
        date = choose_date("profile.date")
        given = statement(graph, "profile", have)
        with st.expander("Advanced"):
            sector = choose_sectors(graph)
            force = choose_word(graph, "Kind of duty", "force", "All kinds", FORCES)
            edition = _edition(graph, need)
            part = _part(graph, need)
            hops = choose_hops("profile.hops")
        found = Profile(
            have, need, role, risk, date, edition, hops=hops, force=force, sector=sector
        )
        _files(graph, found, part)
        scenario = scenario_choice.chosen(graph, today())
        if scenario:
            st.query_params.from_dict(_address(graph, scenario))
            st.rerun()
    _write(found, part)
    _warnings(graph)
    return found, part, given


def _warnings(graph: Graph) -> None:
    """What is doubtful in the user's folders, without being wrong."""
    found = graph.warnings
    if not found:
        return
    with st.sidebar.expander(f"Warnings about your folders: {len(found)}"):
        st.markdown(
            "\n".join(
                f"- **{plain(f.place)}**: {plain(f.code)}. {plain(f.fact)} {plain(f.remedy)}"
                for f in found[:_MOST_WARNINGS]
            )
        )
        if len(found) > _MOST_WARNINGS:
            st.markdown(f"{len(found) - _MOST_WARNINGS} more are not listed.")


def _default(keys: tuple[str, ...]) -> str:
    return "aiact" if "aiact" in keys else keys[-1]


def _read() -> None:
    """Take the profile of the address into the widgets, when it is another than before."""
    said = {n: ",".join(st.query_params.get_all(n)) for n in PROFILE}
    filled = {n: v for n, v in said.items() if v}
    before = st.session_state.get(_SAID, {})
    if filled and filled != before:
        before = said
    elif all(f"profile.{n}" in st.session_state for n in PROFILE):
        return
    for name in PROFILE:
        put(f"profile.{name}", before.get(name, ""))


def _write(found: Profile, part: str) -> None:
    """Put the profile into the address beside what the page has there."""
    said = {
        "have": ",".join(found.have), "need": found.need, "role": found.role, "risk": found.risk,
        "date": found.date, "edition": found.edition, "part": part,
        "hops": str(found.hops) if found.hops != DEFAULT_HOPS else "",
        "force": found.force, "sector": ",".join(found.sector),
    }  # fmt: skip
    filled = {n: v for n, v in said.items() if v}
    st.session_state[_SAID] = filled
    others = {n: st.query_params.get_all(n) for n in st.query_params if n not in PROFILE}
    now = {n: st.query_params.get_all(n) for n in st.query_params}
    wanted = {**{n: [v] for n, v in filled.items()}, **others}
    if now != wanted:
        st.query_params.from_dict(wanted)


def _held(graph: Graph, keys: tuple[str, ...]) -> tuple[str, ...]:
    value = st.session_state.get("profile.have")
    if not isinstance(value, list):
        asked = [framework_of(graph, k) for k in str(value or "").split(",") if k]
        unknown = [k for k in asked if k not in keys]
        if unknown:
            st.warning(
                f"We hold: there is no {plain(', '.join(unknown))}; it is left out. "
                f"Known: {', '.join(keys)}."
            )
        put("profile.have", [k for k in asked if k in keys] or [keys[0]])
    send_again("profile.have")
    chosen = st.multiselect(
        "We hold", keys, format_func=lambda k: graph.frameworks[k].label, key="profile.have"
    )
    return tuple(chosen)


def _edition(graph: Graph, need: str) -> str:
    editions = {e.key: e.label or e.key for e in graph.frameworks[need].editions}
    return choose(
        "Edition of what we need", "profile.edition", ("", *reversed(editions)),
        lambda k: editions.get(k, "Current"),
    )  # fmt: skip


def _part(graph: Graph, need: str) -> str:
    asked = part_named(graph, need, str(st.session_state.get("profile.part") or ""))
    st.session_state["profile.part"] = asked
    finer = (asked,) if asked.partition(":")[0] == need and asked in graph.provisions else ()
    return choose(
        "Part of it", "profile.part",
        tuple(dict.fromkeys(("", *views.parts_of(graph, need), *finer))),
        lambda k: views.named(graph, k) if k else "The whole",
    )  # fmt: skip


def _files(graph: Graph, found: Profile, part: str) -> None:
    """Save the profile as a file, or open one."""
    note = st.session_state.pop(_NOTE, "")
    if note:
        st.info(plain(note))
    fold = st.expander("Profile as a file", key="profile.fold", on_change="rerun")
    if not fold.open:
        return
    with fold:
        st.download_button(
            "Save the profile",
            data=profile_text(replace(found, need=part or found.need)),
            file_name="aimsgraph-profile.toml",
            mime="application/toml",
            on_click="ignore",
        )
        turn = st.session_state.setdefault("profile.turn", 0)
        given = st.file_uploader("Open a profile", type=["toml"], key=f"profile.file.{turn}")
    if given is None:
        return
    try:
        query, soa = _query(graph, given.name, given.getvalue())
    except AimsgraphError as error:
        st.error(f"{plain(error.place)}: {plain(error.fact)} {plain(error.remedy)}")
        return
    if soa:
        st.session_state[_NOTE] = (
            f"The profile names the statement of applicability {soa}. A browser may not open it by "
            "its name: give the file above."
        )
    st.session_state["profile.turn"] = turn + 1
    st.query_params.from_dict(query)
    st.rerun()


def _query(graph: Graph, name: str, content: bytes) -> tuple[dict[str, str], str]:
    """A profile file as an address, and the statement of applicability that it names."""
    with tempfile.TemporaryDirectory(prefix="aimsgraph-") as folder:
        path = Path(folder) / "profile.toml"
        path.write_bytes(content)
        try:
            one = read_profile(path)
        except AimsgraphError as error:
            raise InputError(
                error.place.replace(str(path), name), error.fact, error.remedy
            ) from error
    return _address(graph, one), Path(one.soa).name


def _address(graph: Graph, one: Profile) -> dict[str, str]:
    """A profile as an address."""
    need, part = resolve_need(graph, one.need) if one.need else ("", "")
    return {
        "have": ",".join(one.have), "need": need, "part": part, "role": one.role,
        "risk": one.risk, "date": str(one.date), "edition": one.edition, "hops": str(one.hops),
        "force": one.force, "sector": ",".join(one.sector),
    }  # fmt: skip
