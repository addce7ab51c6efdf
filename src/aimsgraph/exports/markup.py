"""Text for HTML and XML: whatever it says, it stays text."""

from __future__ import annotations

import html
import re
from typing import Final

_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit(value: str) -> str:
    """A text without what XML 1.0 cannot hold."""
    return _UNFIT.sub("", value)


def text(value: object) -> str:
    r"""A value as text of a page or picture, also within a quoted attribute.

    >>> text('<b onclick="x">')
    '&lt;b onclick=&quot;x&quot;&gt;'
    >>> text("a\x00b")
    'ab'
    """
    return html.escape(fit(str(value)))


def lines(value: str) -> str:
    """A text of several lines as HTML, its breaks kept."""
    return "<br>".join(text(line) for line in value.split("\n"))
