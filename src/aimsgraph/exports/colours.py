"""How a state is shown, the same on screen, in XLSX and in HTML: never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aimsgraph.model.terms import State


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown.

    Args:
        symbol: One character.
        colour: Fill of a cell or a bar.
        ink: Colour of the symbol or word on that fill.
        border: Line style of a heatmap cell.
    """

    symbol: str
    colour: str
    ink: str
    border: str


LOOKS: Final[dict[State, Look]] = {
    State.FULL: Look("●", "#1b7f4d", "#ffffff", "solid"),
    State.PARTIAL: Look("◐", "#f2b84b", "#1f1300", "dashed"),
    State.NONE: Look("✕", "#8d99a6", "#0f1419", "solid"),
    State.LEAD: Look("○", "#9cc9f2", "#06223d", "dotted"),
    State.UNMAPPED: Look("?", "#e3e6ea", "#3a424b", "dotted"),
}
