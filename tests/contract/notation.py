"""Local names and notations: one grammar, one way each.

A local name follows ELI practice without slashes (``art_9.par_2.pnt_a``); the notation is what
people write (``Art. 9(2)(a)``). The notation follows from the local name alone.
"""

from __future__ import annotations

import re
from typing import Final

_HEADS: Final = {
    "art": "Art. ",
    "rct": "Recital ",
    "anx": "Annex ",
    "cpt": "Chapter ",
    "sec": "Sec. ",
}
_NAMED: Final = {"sec": " Section ", "part": " Part ", "cls": " Class ", "sub": " subpara "}
_STRUCTURED: Final = re.compile(r"^(art|rct|anx|cpt|sec)_")
_DOTTED_POINT: Final = re.compile(r"^([A-Z]?[0-9][0-9.]*)((?:\.pnt_[a-z0-9]+)+)$")


def notation_of(local: str) -> str:
    """Write a local name the way people do.

    Args:
        local: Local name of a provision.

    Returns:
        The notation.

    >>> notation_of("art_9.par_2.pnt_a")
    'Art. 9(2)(a)'
    >>> notation_of("art_9.par_2.chp")
    'Art. 9(2) chapeau'
    >>> notation_of("anx_VII.pnt_3.pnt_1.pnt_a")
    'Annex VII(3.1)(a)'
    >>> notation_of("anx_VIII.sec_A.pnt_1")
    'Annex VIII Section A(1)'
    >>> notation_of("art_43.par_1.sub_2.pnt_a")
    'Art. 43(1) subpara 2(a)'
    >>> notation_of("anx_I.part_I.pnt_2.pnt_a")
    'Annex I Part I (2)(a)'
    >>> notation_of("anx_VIII.part_I.pnt_4.pnt_1")
    'Annex VIII Part I (4)(1)'
    >>> notation_of("sec_4.par_a.pnt_1.pnt_A")
    'Sec. 4(a)(1)(A)'
    >>> notation_of("cpt_III.sec_2")
    'Chapter III Section 2'
    >>> notation_of("A.6.2.8")
    'A.6.2.8'
    >>> notation_of("1.1.1.pnt_a")
    '1.1.1(a)'
    >>> notation_of("MEASURE-2.11")
    'MEASURE 2.11'
    """
    if not _STRUCTURED.match(local):
        dotted = _DOTTED_POINT.match(local)
        if dotted:
            points = dotted.group(2).replace(".pnt_", ")(").lstrip(")")
            return dotted.group(1) + points + ")"
        return re.sub(r"^(GOVERN|MAP|MEASURE|MANAGE)-", r"\1 ", local)
    head, *rest = local.split(".")
    kind, _, value = head.partition("_")
    text = _HEADS[kind] + value
    in_annex = kind == "anx"
    previous_number = False
    after_part = in_part = False
    for piece in rest:
        if piece == "chp":
            text += " chapeau"
            continue
        kind, _, value = piece.partition("_")
        if kind in _NAMED:
            text += _NAMED[kind] + value
            previous_number = False
            after_part = in_part = kind in {"part", "cls"}
            continue
        number = value.isdigit()
        if in_annex and not in_part and number and previous_number:
            text = text[:-1] + f".{value})"
        else:
            text += f" ({value})" if after_part else f"({value})"
        previous_number = number
        after_part = False
    return text
