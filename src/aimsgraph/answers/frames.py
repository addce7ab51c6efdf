"""Tables about the whole graph, and any table as a data frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aimsgraph.coverage.scope import dates_of
from aimsgraph.model.extras import require
from aimsgraph.model.graph import Graph
from aimsgraph.model.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd


def to_frame(sheet: Sheet, facts: Mapping[str, object]) -> pd.DataFrame:
    """A table as a data frame, with what it rests on in ``attrs``."""
    require("pandas", "pandas", "to_pandas")
    import pandas as pd

    frame = pd.DataFrame(list(sheet.rows), columns=list(sheet.columns))
    for name, kind in zip(sheet.columns, zip(*sheet.rows, strict=True), strict=False):
        cells = [cell for cell in kind if cell != ""]
        if cells and all(isinstance(c, int | float) and not isinstance(c, bool) for c in cells):
            frame[name] = pd.to_numeric(frame[name])  # an empty cell is no number: NaN
    frame.attrs.update(facts)
    return frame


def provisions_sheet(graph: Graph) -> Sheet:
    """Every provision in reading order."""
    rows = tuple(
        (
            one.id,
            one.framework,
            one.notation,
            one.label,
            one.kind,
            one.force.value,
            "; ".join(one.binds),
            "; ".join(one.applies_to),
            "; ".join(dates_of(graph, one)),
            graph.is_assessable(one.id),
            one.parent or "",
            one.summary,
        )
        for key in sorted(graph.frameworks)
        for one in graph.of(key)
    )
    columns = (
        "id", "framework", "notation", "heading", "kind", "force", "binds", "risk classes",
        "applies from", "assessable", "part of", "summary",
    )  # fmt: skip
    return Sheet("Provisions", columns, rows)


def frameworks_sheet(graph: Graph) -> Sheet:
    """Every framework with its editions and size."""
    rows = tuple(
        (
            f.key,
            f.label,
            f.title,
            "; ".join(e.label for e in f.editions),
            len(graph.of(f.key)),
            len(graph.leaves(f.key)),
            f.law_as_of,
        )
        for _, f in sorted(graph.frameworks.items())
    )
    columns = ("key", "name", "title", "editions", "provisions", "assessable", "law as of")
    return Sheet("Frameworks", columns, rows)
