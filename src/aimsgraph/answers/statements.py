"""A statement of applicability held against the graph: which provision each of its lines means.

Offices write ``A.5.1`` or ``5.1 Policies`` and name the standard once, in the title. So a line
without a framework is one of a framework that is held, and of only one: the one that has them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aimsgraph.coverage.holdings import Statement
from aimsgraph.formats.applicability import SoaRow, read_soa, read_soa_xlsx
from aimsgraph.formats.files import read_bounded
from aimsgraph.model.errors import InputError, UnknownNameError
from aimsgraph.model.graph import Graph
from aimsgraph.model.limits import MAX_SOA_BYTES
from aimsgraph.model.names import named_in, provisions_named, resolve
from aimsgraph.model.records import Curie

_LEAD: Final = re.compile(
    r"^((?:annex\s+)?(?:[a-z][.\s]?)?\d+(?:\.\d+)*)[\s:.-]+[^\d\s]", re.IGNORECASE
)
"""A notation before a heading in the same cell."""


def load_soa(graph: Graph, path: Path, name: str = "", have: Sequence[str] = ()) -> Statement:
    """Read a statement of applicability against the graph.

    Args:
        graph: The graph.
        path: CSV or XLSX with a column of ids and columns that say whether each applies and is
            implemented.
        name: How the user calls the file; its own name by default.
        have: Keys of the frameworks that are held, of which lines may be that name none; any by
            default.

    Returns:
        The statement.

    Raises:
        InputError: A line means no provision, or may mean several, or the same as another one; or
            the file cannot be read.
    """
    rows = _rows_of(path)
    out: set[Curie] = set()
    partly: set[Curie] = set()
    seen: dict[Curie, int] = {}
    meant = _meant(graph, rows, have or tuple(graph.frameworks), path)
    for row, curie in zip(rows, meant, strict=True):
        if curie in seen:
            raise InputError(
                f"{path}:{row.line}",
                f"{curie} stands in line {seen[curie]} already.",
                "Keep one line for each provision.",
            )
        seen[curie] = row.line
        if not (row.applicable and row.implemented):
            out.add(curie)
        if row.applicable and row.partly:
            partly.add(curie)
    if not seen:
        raise InputError(str(path), "it has no line with a provision.", "Add one line for each.")
    return Statement(name or path.name, frozenset(out), frozenset(partly), frozenset(seen))


def _rows_of(path: Path) -> tuple[SoaRow, ...]:
    if path.suffix.lower() == ".xlsx":
        return read_soa_xlsx(path, str(path))
    return read_soa(read_bounded(path, MAX_SOA_BYTES), str(path))


def _meant(graph: Graph, rows: Sequence[SoaRow], have: Sequence[str], path: Path) -> list[Curie]:
    """The provision of each row."""
    named = [provisions_named(graph, row.id) for row in rows]
    bare = [row for row, found in zip(rows, named, strict=True) if not found]
    if bare:
        key = _framework(graph, bare, have, path)
        named = [
            found or _meanings(graph, key, row.id) for row, found in zip(rows, named, strict=True)
        ]
    sure = {curie for found in named if len(found) == 1 for curie in found}
    kinds = {_kind(graph, curie) for curie in sure}
    meant: list[Curie] = []
    for row, found in zip(rows, named, strict=True):
        left = found if len(found) == 1 else {c for c in found if _kind(graph, c) in kinds}
        if len(left) > 1:
            left -= sure  # 5.1 beside A.5.1 is the clause
        if len(left) != 1:
            raise InputError(
                f"{path}:{row.line}",
                f"{row.id} may be {' or '.join(sorted(found))}.",
                f"Write one of these in place of {row.id}.",
            )
        meant += left
    return meant


def _kind(graph: Graph, curie: Curie) -> tuple[str, str]:
    """Whether a provision is a clause or a control, and of what."""
    return graph.provisions[curie].framework, graph.provisions[curie].kind


def _framework(graph: Graph, rows: Sequence[SoaRow], have: Sequence[str], path: Path) -> str:
    """The framework held that has a provision for each row."""
    lacking = {key: [row for row in rows if not _meanings(graph, key, row.id)] for key in have}
    whole = [key for key, rest in lacking.items() if not rest]
    if len(whole) > 1:
        row, keys = rows[0], " or ".join(whole)
        raise InputError(
            f"{path}:{row.line}",
            f"{row.id}, like the other lines, may be of {keys}.",
            f"Write the framework before it: {whole[0]} {row.id}.",
        )
    if whole:
        return whole[0]
    nearest = min(have, key=lambda key: len(lacking[key]))
    row = lacking[nearest][0]
    alone = row.id if len(lacking[nearest]) == len(rows) else f"{nearest} {row.id}"
    remedy = "Write framework and notation: iso27001 A.5.1."
    try:
        resolve(graph, alone)
    except UnknownNameError as error:
        remedy = error.remedy
    raise InputError(f"{path}:{row.line}", f"{row.id}: there is no such provision.", remedy)


def _meanings(graph: Graph, key: str, cell: str) -> set[Curie]:
    """Provisions of a framework that a cell may mean; a number may be a clause or a control."""
    lead = _LEAD.match(cell)
    for text in (cell, lead[1] if lead else ""):
        spelled = (text, f"A.{text}") if text else ()
        found = {curie for one in spelled for curie in named_in(graph, key, one)}
        if found:
            return found
    return set()
