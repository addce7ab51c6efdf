"""How a state and a verdict are shown, the same on screen, in XLSX, HTML and PDF.

Never by colour alone: each has a mark and a word. The scale runs from blue (in hand) to orange (to
build), which colour-blind readers can tell apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aimsgraph.model.terms import State, Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """How a word is shown.

    Args:
        symbol: One character.
        colour: Fill of a square, cell or bar.
        ink: Colour of the symbol or word on that fill.
        border: Line style of a cell.
    """

    symbol: str
    colour: str
    ink: str
    border: str = "solid"


LOOKS: Final[dict[State, Look]] = {
    State.FULL: Look("●", "#0b3c6f", "#ffffff"),
    State.PARTIAL: Look("◐", "#8fc0e2", "#0b2540", "dashed"),
    State.NONE: Look("✕", "#c44f04", "#ffffff"),
    State.LEAD: Look("○", "#e6d9f2", "#2d1a45", "dotted"),
    State.UNMAPPED: Look("?", "#d3d9df", "#2a333c", "dotted"),
}

VERDICT_LOOKS: Final[dict[Verdict, Look]] = {
    Verdict.REUSE: Look("●", "#0b3c6f", "#ffffff"),
    Verdict.EXTEND: Look("◕", "#2b75b3", "#ffffff"),
    Verdict.ADD: Look("◑", "#8fc0e2", "#0b2540"),
    Verdict.START_FROM: Look("◔", "#f6c57c", "#3d2400"),
    Verdict.BUILD: Look("○", "#c44f04", "#ffffff"),
    Verdict.JUDGE: Look("?", "#d3d9df", "#2a333c"),
}
