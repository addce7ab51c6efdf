"""The errors of aimsgraph. Every one names the place, the fact and the remedy.

AimsgraphError
├── InputError            exit 2   a file cannot be read as what it claims to be
├── UnknownNameError      exit 2   an id, framework, query or option that does not exist
├── InvalidGraphError     exit 3   files can be read, but what they say is not valid
├── IncompleteGraphError  exit 4   bundled data are missing or damaged
│   └── StoreError        exit 4   a SPARQL service did not answer, or not with everything
├── MissingExtraError     exit 5   an optional part is not installed
├── QueryError            exit 2   a query of the user's own is wrong
│   ├── QueryRefusedError exit 2   it is SPARQL, but of a kind that is not run here
│   └── UnfitFormatError  exit 2   its answer cannot be written in the format asked for
└── QueryLimitError       exit 6   it needs more time or memory than it may have
    └── BusyError         exit 6   every worker is busy; try again later
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault in one place.

    Args:
        file: The file as the user named it, or a short name of a bundled one.
        line: Line number from 1; 0 when the fault is of the whole file.
        code: Stable short name of the rule, such as ``unknown-id``.
        fact: What is wrong.
        remedy: What to do.
        severity: ``violation`` or ``warning``.
    """

    file: str
    line: int
    code: str
    fact: str
    remedy: str
    severity: str = "violation"

    @property
    def place(self) -> str:
        """``file:line``, or the file alone when no line is known."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.place}: {self.code}: {self.fact} {self.remedy}"


class AimsgraphError(Exception):
    """Base of every error that aimsgraph raises on purpose.

    Args:
        place: File and line, option or name that the error is about.
        fact: What is wrong.
        remedy: What to do about it.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, place: str, fact: str, remedy: str) -> None:
        self.place = place if place.strip() else repr(place)
        super().__init__(f"{self.place}: {fact} {remedy}")
        self.fact = fact
        self.remedy = remedy


class InputError(AimsgraphError, ValueError):
    """A file cannot be read as what it claims to be."""

    exit_code: ClassVar[int] = 2


class UnknownNameError(AimsgraphError, KeyError):
    """An id, framework, query or option that does not exist."""

    exit_code: ClassVar[int] = 2

    def __str__(self) -> str:
        return f"{self.place}: {self.fact} {self.remedy}"


class InvalidGraphError(AimsgraphError, ValueError):
    """The files can be read, but what they say breaks a rule.

    Args:
        findings: Every fault found, in the order of file and line.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(first.place, f"{first.code}: {first.fact}", f"{first.remedy}{more}")
        self.findings = findings


class IncompleteGraphError(AimsgraphError, RuntimeError):
    """Bundled data are missing or damaged; no coverage is computed from a part."""

    exit_code: ClassVar[int] = 4


class StoreError(IncompleteGraphError):
    """A service did not answer, or not with everything; nothing is concluded from a part."""


class MissingExtraError(AimsgraphError, ImportError):
    """An optional part is not installed."""

    exit_code: ClassVar[int] = 5


class QueryError(AimsgraphError, ValueError):
    """A query of the user's own is wrong.

    Args:
        place: ``query:line:column``.
        fact: What is wrong.
        remedy: What to do, or what was expected.
        line: Line from 1 in the user's text; 0 when the fault is of the whole query.
        column: Column from 1, in characters.
        caret: The line at fault and a caret below the place; empty when no line is known.
    """

    exit_code: ClassVar[int] = 2

    def __init__(
        self,
        place: str,
        fact: str,
        remedy: str,
        *,
        line: int = 0,
        column: int = 0,
        caret: str = "",
    ) -> None:
        super().__init__(place, fact, remedy)
        self.line = line
        self.column = column
        self.caret = caret

    def __str__(self) -> str:
        first = f"{self.place}: {self.fact} {self.remedy}"
        return f"{first}\n{self.caret}" if self.caret else first


class QueryRefusedError(QueryError):
    """The query is SPARQL, but of a kind that is not run here."""


class UnfitFormatError(QueryError):
    """The answer cannot be written in the format asked for."""


class QueryLimitError(AimsgraphError, RuntimeError):
    """The query needs more time or memory than it may have."""

    exit_code: ClassVar[int] = 6


class BusyError(QueryLimitError):
    """Every worker is busy and the queue is full.

    Args:
        retry_after: Whole seconds after which to try again.
    """

    def __init__(self, place: str, fact: str, remedy: str, *, retry_after: int) -> None:
        super().__init__(place, fact, remedy)
        self.retry_after = retry_after
