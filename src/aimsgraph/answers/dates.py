"""What applies already, what will, and from when: one count for every face, on a day that it says.

No other module counts by the day; the day is part of the question, so that the same question gives
the same file, and only ``today`` looks at a clock.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from aimsgraph.coverage.scope import dates_of
from aimsgraph.coverage.states import Coverage
from aimsgraph.model.errors import UnknownNameError
from aimsgraph.model.graph import Graph

EPOCH: Final = "SOURCE_DATE_EPOCH"
"""Environment variable with the moment that stands for now, in seconds since 1970, as builds that
can be repeated set it (https://reproducible-builds.org/specs/source-date-epoch/)."""


@dataclass(frozen=True, slots=True)
class Applying:
    """How many of the needed provisions apply on a day, and from when the others will.

    Each counts by the first formal date that is recorded for it and its risk class.

    Args:
        on: The day.
        already: How many apply on it.
        later: How many from each later date, earliest first.
        undated: How many have no recorded date.
    """

    on: dt.date
    already: int
    later: tuple[tuple[dt.date, int], ...]
    undated: int

    @property
    def text(self) -> str:
        """The same in words; empty where no date is recorded at all.

        >>> print(Applying(dt.date(2026, 11, 28), 12, ((dt.date(2027, 12, 2), 90),), 0).text)
        12 apply already on 28 November 2026, 90 from 2 December 2027
        """
        if not self.already and not self.later:
            return ""
        verb = "applies" if self.already == 1 else "apply"
        parts = [f"{self.already} {verb} already on {day(self.on)}"]
        parts += [f"{number} from {day(date)}" for date, number in self.later]
        parts += [f"{self.undated} without a recorded date"] if self.undated else []
        return ", ".join(parts)

    def as_dict(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "on": self.on.isoformat(),
            "already": self.already,
            "later": {date.isoformat(): number for date, number in self.later},
            "undated": self.undated,
        }


def applying(graph: Graph, coverage: Coverage, on: dt.date) -> Applying:
    """What of the needed provisions applies on a day, and from when the others will.

    Args:
        graph: The graph at the edition in view.
        coverage: The needed provisions.
        on: The day.
    """
    known = [dates_of(graph, cell.provision, coverage.scope.risk) for cell in coverage.cells]
    first = Counter(dt.date.fromisoformat(dates[0]) for dates in known if dates)
    later = _after(first.items(), on)
    undated = len(known) - first.total()
    return Applying(on, first.total() - sum(n for _, n in later), later, undated)


def _after(found: Iterable[tuple[dt.date, int]], on: dt.date) -> tuple[tuple[dt.date, int], ...]:
    return tuple(sorted((date, number) for date, number in found if date > on))


def day(date: dt.date) -> str:
    """A date as people write it, in every locale the same.

    >>> day(dt.date(2027, 12, 2))
    '2 December 2027'
    """
    months = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    )  # fmt: skip
    return f"{date.day} {months[date.month - 1]} {date.year}"


def today() -> dt.date:
    """The day of the clock, in UTC, or that of ``SOURCE_DATE_EPOCH`` where it is set.

    Raises:
        UnknownNameError: The variable holds no moment.
    """
    said = os.environ.get(EPOCH, "")
    if not said:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.datetime.fromtimestamp(int(said), dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UnknownNameError(
            f"{EPOCH}={said}",
            "this is no moment.",
            "Write seconds since 1970, such as 1795824000 for 28 November 2026, or unset it.",
        ) from error
