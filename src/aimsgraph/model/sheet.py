"""A table for a reader: what every face shows and every format writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table; every cell is text or a number."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]

    def as_dicts(self) -> list[dict[str, str | int | float]]:
        """Its rows by the names of the columns.

        >>> Sheet("Sizes", ("key", "n"), (("aiact", 381),)).as_dicts()
        [{'key': 'aiact', 'n': 381}]
        """
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]
