"""How people spell notations, read by a grammar: a notation is a row of words and numbers.

``Art. 9(2)(a)``, ``Article 9.2.a`` and ``Art 9 para 2 point (a)`` all read as ``art 9 2 a``.
Nothing is ever joined: ``Art. 6.1`` reads as ``art 6 1`` and never as ``art 61``. What may be read
in two ways has two readings, and whoever looks one up must find exactly one provision.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from typing import Final

Reading = tuple[str, ...]
"""Words and numbers of a notation, in order, lower case."""

_HEADS: Final = {
    **dict.fromkeys(("art", "article", "articles", "artikel", "artículo", "articolo"), "art"),
    **dict.fromkeys(("annex", "anx", "anhang", "annexe", "anexo", "allegato"), "annex"),
    **dict.fromkeys(("recital", "rct", "rec", "erwägungsgrund", "considérant"), "recital"),
    **dict.fromkeys(("chapter", "cpt", "chap", "kapitel", "chapitre"), "chapter"),
    **dict.fromkeys(("section", "sec", "sect", "abschnitt"), "section"),
    **dict.fromkeys(("part", "teil", "partie"), "part"),
    **dict.fromkeys(("class", "cls", "klasse", "classe"), "class"),
    **dict.fromkeys(("subparagraph", "subpara", "subpar", "sub", "unterabsatz"), "subpara"),
    **dict.fromkeys(("chapeau", "chp", "intro", "introductory"), "chapeau"),
    "gv": "govern",
    "mp": "map",
    "ms": "measure",
    "mg": "manage",  # as NIST shortens them
}
"""Words that stand in a reading, each in one form."""

LEVELS: Final = frozenset({
    "paragraph", "para", "par", "absatz", "abs", "paragraphe", "apartado",
    "point", "pnt", "pt", "points", "letter", "lit", "litera", "buchstabe", "nr", "no", "number",
    "nummer", "item", "§", "lettre", "alinéa",
})  # fmt: skip
"""Words that only say of which kind the next value is."""

_LABELS: Final = frozenset({
    "control", "controls", "ctrl", "clause", "clauses", "subclause", "cl", "requirement",
})  # fmt: skip
"""Words that people put before the notation of a control or clause."""

_CONTAINERS: Final = frozenset({"section", "part", "class"})
"""Words that people leave out."""

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")
_ORDINAL: Final = re.compile(rf"\b({'|'.join(_ORDINALS)}) (?:subparagraph|subpara)\b")
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii",
                 "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx")  # fmt: skip
_PIECE: Final = re.compile(r"\(\s*([^()\s]+)\s*\)|([^\W_]+|§)|([-,/+&;:])|(\s+)|([._)])|(.)")
_GLUED: Final = re.compile(r"^(\d+)([a-z]+)$")
_AFTER_WORD: Final = re.compile(r"^([^\W\d_]+)(\d\w*)$")
_MARK: Final = "\ufffd"
"""Stands for a raised, lowered or circled number: a footnote's mark is no part of a notation."""
_MOST_CHARS: Final = 200
_MOST_GLUED: Final = 3


def plain(text: str) -> str:
    """A name without differences that no reader sees: case, kinds of space and of hyphen.

    >>> plain("  ART. 9 (2)  ")
    'art. 9 (2)'
    """
    kept = "".join(_MARK if unicodedata.category(c) == "No" else c for c in text)
    folded = unicodedata.normalize("NFKC", kept).casefold()
    return re.sub(r"\s+", " ", re.sub("[\u2010-\u2015\u2212]", "-", folded)).strip()


def reading(notation: str) -> Reading:
    """What a notation says, as its framework writes it.

    >>> reading("Art. 9(2)(a)")
    ('art', '9', '2', 'a')
    >>> reading("Annex VIII Section A(1)")
    ('annex', 'viii', 'section', 'a', '1')
    >>> reading("A.6.2.8")
    ('a', '6', '2', '8')
    """
    return next(_read(notation))


def short(words: Reading) -> Reading:
    """A reading without the words that people leave out.

    >>> short(("annex", "viii", "section", "a", "1")), short(("art", "9", "2"))
    (('annex', 'viii', 'a', '1'), ('9', '2'))
    """
    rest = words[1:] if words[:1] == ("art",) else words
    return tuple(word for word in rest if word not in _CONTAINERS)


def readings(text: str) -> Iterator[Reading]:
    """What a person may mean by a notation, the plainest reading first.

    >>> sorted(readings("Article 9.2a"))
    [('art', '9', '2', 'a'), ('art', '9', '2a')]
    >>> list(readings("Art. 8-15"))
    [('art', '8', '-', '15')]
    """
    seen: set[Reading] = set()
    for one in _read(text):
        for words in _variants(one):
            if words not in seen:
                seen.add(words)
                yield words


def _variants(words: Reading) -> Iterator[Reading]:
    yield words
    rest = words
    while len(rest) > 1 and rest[0] in _LABELS:
        rest = rest[1:]
    if rest[:2] == ("annex", "a"):
        rest = rest[1:]
        while len(rest) > 2 and rest[1] in _LABELS:  # noqa: PLR2004  (letter, label, number)
            rest = (rest[0], *rest[2:])
    if rest[:1] == ("annex",) and len(rest) > 1 and rest[1].isdigit():
        number = int(rest[1])
        if 0 < number <= len(_ROMAN):
            rest = ("annex", _ROMAN[number - 1], *rest[2:])
    if rest != words:
        yield rest


def _read(text: str) -> Iterator[Reading]:
    """Readings of a text: a value without brackets such as ``2a`` may be one value or two."""
    choices: list[tuple[Reading, ...]] = []
    glued_so_far = 0
    for value, bracketed in _values(plain(text)[:_MOST_CHARS]):
        glued = None if bracketed or len(choices) < 2 else _GLUED.match(value)  # noqa: PLR2004  (head and number)
        if glued and glued_so_far < _MOST_GLUED:
            glued_so_far += 1
            choices.append(((value,), (glued[1], glued[2])))
        else:
            choices.append(((value,),))
    for parts in product(*choices):
        yield tuple(word for part in parts for word in part)


def _values(text: str) -> Iterator[tuple[str, bool]]:
    """Values, and whether each stands in brackets; a mark that separates nothing is a value."""
    text = _ORDINAL.sub(lambda m: f"subpara {_ORDINALS.index(m[1]) + 1}", text)
    pieces = [match.groups(default="") for match in _PIECE.finditer(text)]
    for at, (inside, word, mark, _, _, other) in enumerate(pieces):
        if inside:
            yield from ((value, True) for value in inside.split("."))
        elif word:
            yield from ((value, False) for value in _words(word))
        elif other or (mark and not _separates(mark, pieces, at)):
            yield other or mark, False


def _words(word: str) -> Iterator[str]:
    """A word in its one form, none for a word of a level, two for ``art9`` and ``a8``."""
    joined = _AFTER_WORD.match(word)
    if joined and (joined[1] in _HEADS or joined[1] in LEVELS or joined[1] == "a"):
        yield from _words(joined[1])
        yield joined[2]
    elif word not in LEVELS:
        yield _HEADS.get(word, word)


def _separates(mark: str, pieces: list[tuple[str, ...]], at: int) -> bool:
    """Whether a mark only separates: a comma before a level, a hyphen after the first word."""
    before = [p[0] or p[1] for p in pieces[:at] if p[0] or p[1]]
    after = next((p[0] or p[1] for p in pieces[at + 1 :] if p[0] or p[1]), "")
    if mark == ",":
        return after in LEVELS or after in _HEADS
    return mark == "-" and len(before) == 1 and before[0].isalpha() and after[:1].isdigit()
