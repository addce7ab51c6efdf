"""What tests of the pages share."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def said(at: AppTest) -> str:
    """Every text of a page, markdown escapes taken out."""
    elements = (*at.title, *at.header, *at.subheader, *at.markdown, *at.info, *at.warning)
    return "\n".join(e.value.replace("\\", "") for e in (*elements, *at.error, *at.success))
