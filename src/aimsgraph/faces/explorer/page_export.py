"""Every format of the analysis, with a preview."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from aimsgraph.answers.profile import command as profile_command
from aimsgraph.answers.questions import Answer
from aimsgraph.exports.formats import FORMATS, export, file_name
from aimsgraph.faces.explorer.components import workbench
from aimsgraph.faces.explorer.frame import Page
from aimsgraph.faces.explorer.text import plain
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
    one = replace(
        page.profile,
        need=result.coverage.scope.part or page.profile.need,
        soa=page.statement.name if page.statement else "",
    )
    return f"{profile_command(f'export {name}', one)} -o {file}"
