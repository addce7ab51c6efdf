"""Answers as values for Python: coverage and query results, with doors to pandas and rdflib."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aimsgraph.answers.dates import Applying
from aimsgraph.answers.frames import to_frame
from aimsgraph.answers.questions import Answer, document
from aimsgraph.answers.sheets import coverage_sheet
from aimsgraph.model.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd
    import rdflib


@dataclass(frozen=True)
class CoverageResult:
    """What is covered of a framework.

    Args:
        answer: The answer with its proofs, as every face of aimsgraph has it.
    """

    answer: Answer = field(repr=False)

    @cached_property
    def states(self) -> dict[str, int]:
        """Provisions by state: full, partial, none, lead, unmapped."""
        return {s.value: n for s, n in self.answer.coverage.counts.items()}

    @cached_property
    def asserted(self) -> dict[str, int]:
        """The same from single mappings alone, nothing inferred over several."""
        return {s.value: n for s, n in self.answer.asserted.counts.items()}

    @cached_property
    def verdicts(self) -> dict[str, int]:
        """Provisions by the work they leave: reuse, extend, add, start from, build, judge."""
        return {v.value: n for v, n in self.answer.coverage.verdicts.items()}

    @property
    def denominator(self) -> int:
        """Assessable provisions in scope."""
        return self.answer.coverage.denominator

    @property
    def applies(self) -> Applying | None:
        """What of it applies on the day of the question, and from when the rest will."""
        return self.answer.applying

    @cached_property
    def provisions(self) -> tuple[dict[str, Any], ...]:
        """Each needed provision with its state, the reason and what covers it."""
        found: Any = self.to_dict()["provisions"]
        return tuple(found)

    def to_dict(self) -> dict[str, object]:
        """Plain data with scope, editions, data version, method and disclaimer."""
        return document(self.answer)

    def to_json(self) -> str:
        """The text that ``aimsgraph coverage --format json`` prints, byte for byte."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"

    def to_pandas(self) -> pd.DataFrame:
        """A row for each needed provision; scope and data version are in ``attrs``."""
        facts = {k: v for k, v in self.to_dict().items() if k != "provisions"}
        return to_frame(coverage_sheet(self.answer), facts)

    def __repr__(self) -> str:
        states = ", ".join(f"{k} {n}" for k, n in self.states.items())
        have = ", ".join(self.answer.coverage.have)
        need = self.answer.coverage.need
        return f"<Coverage of {need} by {have}: {states} of {self.denominator}>"


@dataclass(frozen=True)
class QueryAnswer:
    """What a query found.

    Args:
        columns: Names of the variables; of an answer that is a graph, none.
        rows: Cells as text, provisions as CURIEs; an unbound one is empty.
        truncated: Whether more exists.
        hints: What may be wrong, when nothing was found.
        yes: The answer to ASK.
        turtle: The answer to CONSTRUCT and DESCRIBE.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    truncated: bool = False
    hints: tuple[str, ...] = ()
    yes: bool | None = None
    turtle: str | None = field(default=None, repr=False)

    def __iter__(self) -> Iterator[dict[str, str]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """Yes for ASK; otherwise whether anything was found."""
        return self.yes if self.yes is not None else bool(self.rows or self.turtle)

    def to_pandas(self) -> pd.DataFrame:
        """The rows; ``attrs["truncated"]`` says whether more exists."""
        return to_frame(Sheet("Result", self.columns, self.rows), {"truncated": self.truncated})

    def to_rdflib(self) -> rdflib.Graph:
        """The graph that CONSTRUCT or DESCRIBE made; empty for others."""
        import rdflib

        return rdflib.Graph().parse(data=self.turtle or "", format="turtle")
