"""Every format of the analysis, with a preview."""

from __future__ import annotations

import shlex

import streamlit as st

from aimsgraph.answers.questions import Answer
from aimsgraph.exports.formats import FORMATS, export, file_name
from aimsgraph.faces.explorer.components import workbench
from aimsgraph.faces.explorer.frame import Page
from aimsgraph.faces.explorer.text import plain
from aimsgraph.inference.closure import DEFAULT_HOPS
from aimsgraph.model.errors import MissingExtraError

_MOST_LINES = 40
_MOST_CHARS = 6_000


def show(page: Page) -> None:
    """A choice of formats; the file that is offered is the one that the command line writes."""
    workbench("none", page.picture)
    if page.result is None:
        return
    left, right = st.columns([1, 2])
    with left:
        name = st.radio(
            "Format",
            list(FORMATS),
            format_func=lambda key: f"{FORMATS[key].title} (.{FORMATS[key].ending})",
            key="export.format",
        )
    with right:
        _preview(page, page.result, name)


def _preview(page: Page, result: Answer, name: str) -> None:
    form = FORMATS[name]
    try:
        with st.spinner(f"Writing {form.title} ..."):
            content = export(result, name)
    except MissingExtraError as error:
        st.info(f"{plain(error.fact)} {plain(error.remedy)}")
        return
    file = file_name(result, name)
    st.download_button(
        f"Download {plain(file)} ({len(content) / 1024:,.0f} kB)",
        data=content,
        file_name=file,
        mime=form.media_type,
        on_click="ignore",
    )
    st.markdown("The same from the command line:")
    st.code(command(page, result, name, file), language=None, wrap_lines=True)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        st.markdown("This file has no preview: it is not text.")
        return
    lines = text.splitlines()
    shown = "\n".join(lines[:_MOST_LINES])[:_MOST_CHARS]
    st.markdown(f"Its beginning, of {len(lines)} lines:")
    st.code(shown, language=None, wrap_lines=True)


def command(page: Page, result: Answer, name: str, file: str) -> str:
    """The command that writes the same file: every part of the profile is an option of it."""
    one = page.profile
    words = ["aimsgraph export", name]
    words += [f"--have {key}" for key in one.have]
    words.append(f"--need {result.coverage.scope.part or one.need}")
    said = {"role": one.role, "risk": one.risk, "force": one.force, "date": one.date,
            "edition": one.edition}  # fmt: skip
    words += [f"--{key} {value}" for key, value in said.items() if value]
    words += [f"--sector {key}" for key in one.sector]
    if one.hops != DEFAULT_HOPS:
        words.append(f"--hops {one.hops}")
    if page.statement is not None:
        words.append(f"--soa {shlex.quote(page.statement.name)}")
    return " ".join((*words, f"-o {file}"))
