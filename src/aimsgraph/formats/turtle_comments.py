"""Comments of a Turtle file, and the statement that each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\s]*>"
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<space>\s+)"
    r"|(?P<end>\.(?=[\s#]|$))"
    r"|(?P<mark>[;,\[\]()])"
    r"|(?:\\.|[^\s#;,\[\]()\"'<>\\])+?(?=[\s#;,\[\]()\"'<>]|\.(?:[\s#]|$)|$)"
    r"|.",
    re.DOTALL,
)
_DIRECTIVE: Final = re.compile(r"@?(prefix|base)$", re.IGNORECASE)


@dataclass
class Comments:
    """The comments of a file.

    Args:
        head: Those before the last declaration of a prefix, in order.
        above: Those before or inside a statement, by its subject as written.
        tail: Those after the last statement.
    """

    head: list[str] = field(default_factory=list)
    above: list[tuple[str, str]] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Every comment, sorted."""
        return sorted((*self.head, *(text for _, text in self.above), *self.tail))


def comments_of(text: str) -> Comments:
    r"""Read the comments of a text that is known to be Turtle.

    Args:
        text: The file's text.

    Returns:
        Its comments. A comment behind a statement on the same line belongs to that statement.

    >>> found = comments_of("# a\n@prefix x: <y:> .\n# b\nx:1 x:2 x:3 . # c\n# d\n")
    >>> found.head, found.above, found.tail
    (['# a'], [('x:1', '# b'), ('x:1', '# c')], ['# d'])
    """
    found = Comments()
    waiting: list[str] = []
    last = ""
    for words, inside, behind in _statements(text):
        waiting += inside
        if not words:
            found.tail = waiting
            break
        if _DIRECTIVE.match(words[0]):
            found.head += [*(c for _, c in found.above), *waiting, *behind]
            found.above = []
        else:
            last = words[0]
            found.above += [(last, comment) for comment in (*waiting, *behind)]
        waiting = []
    return found


def _statements(text: str) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Words of each statement, comments before and inside it, comments behind it on its line."""
    words: list[str] = []
    inside: list[str] = []
    ended: tuple[list[str], list[str], list[str]] | None = None
    for token in _TOKEN.finditer(text):
        if token["space"]:
            if ended and "\n" in token[0]:
                yield ended
                ended = None
        elif token["comment"]:
            (ended[2] if ended else inside).append(token[0].rstrip())
        elif token["end"] or _sparql_directive_ends(words, token[0]):
            if not token["end"]:
                words.append(token[0])
            if ended:
                yield ended
            ended = (words, inside, [])
            words, inside = [], []
        else:
            if ended:
                yield ended
                ended = None
            words.append(token[0])
    if ended:
        yield ended
    yield [], inside, []


def _sparql_directive_ends(words: list[str], token: str) -> bool:
    """Whether an address ends ``PREFIX`` or ``BASE``, which have no full stop."""
    return bool(words) and words[0].lower() in {"prefix", "base"} and token.startswith("<")
