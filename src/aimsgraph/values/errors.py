"""The errors of aimsgraph. Every one names the place, the fact and the remedy.

AimsgraphError
├── InputError            exit 2   a file cannot be read as what it claims to be
├── UnknownNameError      exit 2   an id, framework, query or option that does not exist
├── InvalidGraphError     exit 3   files can be read, but what they say is not valid
├── IncompleteGraphError  exit 4   bundled data are missing or damaged
└── MissingExtraError     exit 5   an optional part is not installed
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
        super().__init__(f"{place}: {fact} {remedy}")
        self.place = place
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


class MissingExtraError(AimsgraphError, ImportError):
    """An optional part is not installed."""

    exit_code: ClassVar[int] = 5
