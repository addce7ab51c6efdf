"""SPARQL text as tokens with their places: what the guard and the error messages look at.

Strings, comments and addresses are told from the rest, so that a word inside them is never taken
for a keyword. Terminals follow https://www.w3.org/TR/sparql11-query/#sparqlGrammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_PREFIX: Final = r"(?:[^\W\d_][\w.-]*)?"
_TERMINALS: Final = (
    ("space", r"[ \t\r\n]+"),
    ("comment", r"#[^\r\n]*"),
    ("string", r'"""(?:[^"\\]|\\.|"(?!""))*"""' + r"|'''(?:[^'\\]|\\.|'(?!''))*'''"),
    ("string", r'"(?:[^"\\\r\n]|\\.)*"(?!")' + r"|'(?:[^'\\\r\n]|\\.)*'(?!')"),
    ("string", r"\"\"(?!\")|''(?!')"),
    ("iri", r'<[^<>"{}|^`\\\x00-\x20]*>'),
    ("iri", r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"),
    ("variable", r"[?$]\w+"),
    ("language", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    ("blank", r"_:[\w](?:[\w.-]*[\w-])?"),
    ("name", _PREFIX + r":(?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?"),
    ("number", r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"),
    ("word", r"[^\W\d]\w*"),
    ("open", r"[({\[]"),
    ("close", r"[)}\]]"),
    ("unended", r"\"\"\"|'''|\"|'"),
    ("sign", r"<<|>>|\^\^|&&|\|\||!=|<=|>=|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|."),
)  # fmt: skip
_NAMES: Final = tuple(kind for kind, _ in _TERMINALS)
_TOKEN: Final = re.compile("|".join(f"({pattern})" for _, pattern in _TERMINALS), re.DOTALL)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DOTTED: Final = re.compile(r":[^\s:]*\.[^\s:]*\.")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BARE_DOT: Final = re.compile(r"(?<!\\)\.")
_LAST_CODE_POINT: Final = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Args:
        kind: ``string``, ``iri``, ``variable``, ``language``, ``blank``, ``name`` (prefixed),
            ``number``, ``word``, ``open``, ``close``, ``unended`` (a quote never closed) or
            ``sign``.
        text: The piece as written.
        start: Where it begins, in characters from 0.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next piece may begin."""
        return self.start + len(self.text)


@lru_cache(maxsize=4)
def tokens(text: str) -> tuple[Token, ...]:
    """The pieces of a query, without blanks and comments; a text is cut once for all that look.

    >>> [t.text for t in tokens("ASK { ?s <http://a#b> 'SERVICE' } # FROM")]
    ['ASK', '{', '?s', '<http://a#b>', "'SERVICE'", '}']
    """
    found = []
    for match in _TOKEN.finditer(text):
        kind = _NAMES[(match.lastindex or 1) - 1]
        if kind not in {"space", "comment"}:
            found.append(Token(kind, match.group(), match.start()))
        if kind == "unended":
            break
    return tuple(found)


def dotted(text: str) -> str:
    r"""A query in which names with several dots are written so that Oxigraph reads them.

    SPARQL allows ``aiact:art_9.par_2.pnt_a``; Oxigraph 0.5 stops at the second dot, unless the dots
    are escaped, which means the same (PN_LOCAL_ESC).

    >>> print(dotted("ASK { aiact:art_9.par_2.pnt_a ?p 'a:b.c.d' }"))
    ASK { aiact:art_9\.par_2\.pnt_a ?p 'a:b.c.d' }
    """

    def escape(prefix: str, local: str) -> str:
        return f"{prefix}:" + _BARE_DOT.sub(r"\\.", local)

    return _respelled(text, escape)


def spelled(text: str, prefixes: Mapping[str, str]) -> str:
    """The same for stores: such names as whole addresses, since Virtuoso knows no escapes.

    >>> spelled("ASK { a:b.c.d ?p a:b.c }", {"a": "http://a/"})
    'ASK { <http://a/b.c.d> ?p a:b.c }'
    """
    pieces = tokens(text)
    own = {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if word.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri"
    }
    known = {**prefixes, **own}

    def whole(prefix: str, local: str) -> str:
        home = known.get(prefix, "")
        plain = local.replace("\\", "")
        return f"<{home}{plain}>" if _ABSOLUTE.match(home) else f"{prefix}:{local}"

    return _respelled(text, whole)


def _respelled(text: str, spell: Callable[[str, str], str]) -> str:
    """Text in which each name with several dots is written another way."""
    if not _DOTTED.search(text):
        return text
    pieces, last = [], 0
    for piece in tokens(text):
        if piece.kind == "name" and _DOTTED.search(piece.text):
            prefix, _, local = piece.text.partition(":")
            pieces += [text[last : piece.start], spell(prefix, local)]
            last = piece.end
    return "".join((*pieces, text[last:]))


def undotted(text: str, line: int, column: int) -> int:
    r"""The column of a place in a query, when it is known in what ``dotted`` made of the query.

    >>> undotted("ASK { a:b.c.d ?p }", 1, 17)
    15
    """
    own, sent = ("".join(t.split("\n")[line - 1 : line]) for t in (text, dotted(text)))
    at = 0
    for sign in sent[: column - 1]:
        at += at >= len(own) or sign == own[at]
    return at + 1


def unescaped(text: str) -> str:
    r"""Text with the code point escapes that SPARQL allows anywhere resolved.

    >>> unescaped("\\u0053ERVICE")
    'SERVICE'
    """

    def resolve(match: re.Match[str]) -> str:
        number = int(match.group(1) or match.group(2), 16)
        return chr(number) if number <= _LAST_CODE_POINT else match.group()

    return _ESCAPE.sub(resolve, text)


def place_of(text: str, offset: int) -> tuple[int, int]:
    r"""Line and column, both from 1, of a place in a text.

    >>> place_of("a\nbc", 3)
    (2, 2)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def caret(text: str, offset: int, width: int = 1) -> str:
    r"""The line of a place, and below it carets under the text at fault.

    >>> print(caret("ASK {\n ?s FILTR(?s) }", 10, 5))
       2 |  ?s FILTR(?s) }
         |     ^^^^^
    """
    line, column = place_of(text, offset)
    shown = re.split(r"\r\n|\r|\n", text[text.rfind("\n", 0, offset) + 1 :], maxsplit=1)[0]
    shown = "".join(c if c.isprintable() else " " for c in shown)
    start = max(0, column - 60)
    marks = max(1, min(width, len(shown) - column + 1, 40))
    head = f"{line:>4} | "
    return f"{head}{shown[start : start + 100]}\n     | {' ' * (column - 1 - start)}{'^' * marks}"
