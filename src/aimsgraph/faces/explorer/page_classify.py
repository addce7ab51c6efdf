"""Which role and class am I: the questions, and beside them what follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from aimsgraph.answers.classification import (
    OPEN_STAYS,
    citation,
    counted,
    grouped,
    heading,
    profile_file,
)
from aimsgraph.answers.classify import Classification, Need, Reason, classify, to_ask
from aimsgraph.answers.questionnaire import NOT_SURE, Asked, checked, questionnaire
from aimsgraph.coverage.scope import several
from aimsgraph.faces.explorer import frame, state
from aimsgraph.faces.explorer.components import workbench
from aimsgraph.faces.explorer.text import plain
from aimsgraph.faces.explorer.widgets import PAGES, put, send_again, warn_of_unknown
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph

MARK: Final = "a."
"""Stands before a question in the address."""

_KEPT: Final = "classify.kept"
"""Answers of the session, also of questions that are not shown now."""

Given = dict[str, tuple[str, ...]]


def show(page: frame.Page) -> None:
    """Ask, and offer the profiles that follow.

    Args:
        page: What every page shows; what is held goes into the profiles.
    """
    workbench("none", page.picture)
    graph, asked = state.graph(), questionnaire()
    warn_of_unknown(("id", *(MARK + one.key for one in asked.questions)))
    st.title("Which role and class am I?")
    st.markdown(
        f"At most {len(asked.questions)} questions, each with the provision that it rests on. "
        f"{OPEN_STAYS} Only the texts in the Official Journal are authentic."
    )
    given = _kept()
    left, right = st.columns([3, 2], gap="large")
    with left:
        for one in asked.questions:
            if one in to_ask(asked, given):
                given[one.key] = _answer(graph, one, given.get(one.key, ()))
        st.button("Clear all answers", on_click=_clear, args=(asked.questions,))
    _keep(given)
    with right:
        _result(graph, classify(asked, given), page.profile.have)


def _kept() -> Given:
    """The answers of the address; without any, those of the session."""
    asked = questionnaire()
    said = {
        one.key: several(",".join(st.query_params.get_all(MARK + one.key)))
        for one in asked.questions
        if MARK + one.key in st.query_params
    }
    found: Given = {}
    for key, choices in (said or st.session_state.get(_KEPT, {})).items():
        try:
            found |= checked(asked, {key: choices}, "The address: ")
        except UnknownNameError as error:
            st.warning(f"{plain(error.place)}: {plain(error.fact)} {plain(error.remedy)}")
    return found


def _keep(given: Given) -> None:
    st.session_state[_KEPT] = given
    said = {MARK + key: ",".join(choices) for key, choices in given.items() if choices}
    others = {n: st.query_params.get_all(n) for n in st.query_params if not n.startswith(MARK)}
    now = {n: st.query_params.get_all(n) for n in st.query_params}
    wanted = {**others, **{name: [value] for name, value in said.items()}}
    if now != wanted:
        st.query_params.from_dict(wanted)


def _clear(questions: Iterable[Asked]) -> None:
    for one in questions:
        put(f"classify.{one.key}", [] if one.several else NOT_SURE)
    st.session_state[_KEPT] = {}
    for name in list(st.query_params):
        if name.startswith(MARK):
            del st.query_params[name]


def _answer(graph: Graph, one: Asked, before: tuple[str, ...]) -> tuple[str, ...]:
    """The choices taken; none where nobody is sure."""
    texts = {c.key: c.text for c in one.choices} | {NOT_SURE: "Not sure"}
    key, label = f"classify.{one.key}", plain(f"{one.text} ({citation(graph, one.provisions)})")
    if one.several:
        if key not in st.session_state:
            put(key, list(before))
        send_again(key)
        taken = tuple(
            st.multiselect(
                label, list(texts), format_func=texts.__getitem__, key=key, help=plain(one.help),
                placeholder="Not sure",
            )
        )  # fmt: skip
    else:
        if key not in st.session_state:
            put(key, before[0] if before else NOT_SURE)
        send_again(key)
        chosen = st.radio(
            label, list(texts), format_func=lambda k: plain(texts[k]), key=key, help=plain(one.help)
        )
        taken = () if chosen == NOT_SURE else (str(chosen),)
    try:
        return checked(questionnaire(), {one.key: taken})[one.key]
    except UnknownNameError as error:
        st.warning(f"{plain(error.fact)} {plain(error.remedy)} Until then it counts as not sure.")
        return ()


def _result(graph: Graph, found: Classification, have: tuple[str, ...]) -> None:
    for need in found.needs:
        with st.container(border=True):
            _need(graph, need, have)
    if not found.needs:
        st.info("No framework applies, by these answers.")
    if found.ruled_out:
        st.markdown("**Ruled out**")
        _reasons(graph, found.ruled_out)
    if found.outside:
        labels = ", ".join(graph.frameworks[key].label for key in found.outside)
        st.markdown(f"**Not in scope:** {plain(labels)}")
    for choice in found.noted:
        st.info(f"{plain(choice.note)} ({plain(citation(graph, choice.provisions))})")
    if found.open:
        st.markdown(f"{len(found.open)} questions are not sure. {OPEN_STAYS}")


def _need(graph: Graph, need: Need, have: tuple[str, ...]) -> None:
    inside, whole = counted(graph, need)
    st.markdown(f"**{plain(heading(graph, need))}**")
    st.markdown(f"In scope: {inside} of {whole} assessable provisions.")
    _reasons(graph, need.reasons)
    query = {"have": ",".join(have), "need": need.framework, "role": need.role, "risk": need.risk}
    with st.container(horizontal=True):
        if st.button("Use this profile", key=f"classify.use.{need.framework}"):
            st.switch_page(
                st.session_state[PAGES]["map"],
                query_params={name: value for name, value in query.items() if value},
            )
        st.download_button(
            "Save it as a file",
            data=profile_file(graph, need, have),
            file_name=f"aimsgraph-profile-{need.framework}.toml",
            mime="application/toml",
            key=f"classify.save.{need.framework}",
            on_click="ignore",
        )


def _reasons(graph: Graph, reasons: Iterable[Reason]) -> None:
    lines = []
    for because, labels, cited in grouped(graph, reasons):
        lines.append(f"- {plain(labels)} ({plain(cited)})")
        lines += [f"    - {plain(text)}" for text in because]
    st.markdown("\n".join(lines))
