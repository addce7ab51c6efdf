"""A table as GitHub-flavoured Markdown, in which no text is active."""

from __future__ import annotations

from aimsgraph.model.sheet import Sheet


def render_markdown(sheet: Sheet) -> str:
    """A table as GitHub-flavoured Markdown."""

    def line(cells: tuple[str | int | float, ...]) -> str:
        safe = (_markdown(str(c)) for c in cells)
        return f"| {' | '.join(safe)} |"

    rule = f"|{'---|' * len(sheet.columns)}"
    return "\n".join([line(sheet.columns), rule, *(line(r) for r in sheet.rows)]) + "\n"


def markdown_text(text: str) -> str:
    r"""A text as a part of a paragraph or heading, in which nothing is active.

    >>> markdown_text("a *b*\n# c")
    'a \\*b\\* # c'
    """
    safe = _markdown(" ".join(text.split()))
    for sign in "*_~":
        safe = safe.replace(sign, f"\\{sign}")
    return safe


def _markdown(text: str) -> str:
    for sign, safe in (
        *((s, f"\\{s}") for s in "\\`[]"),
        ("|", "\\|"),
        ("&", "&amp;"),
        ("<", "&lt;"),
        ("\n", "<br>"),
    ):
        text = text.replace(sign, safe)
    return text
