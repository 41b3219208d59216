"""When a document was issued, as an interval of days: what is not known to the day is compared by what is certain.

* ``issued_on`` to the day is that day; known to the month or year only (by its own length or by ``date_precision``), it is that month or year.
* A date of publication, transmission or of a report (``published_on``, ``transmitted_on``, ``issued_not_after``) only says *not later than*.
  It shortens a month or year of issue; without any date of issue the interval begins with ``issued_not_before`` where that is known, else with 1 January of the year in which the document's period
  begins, or of the date's own year if no period begins earlier. This is an assumption: a plan is not issued before the year of its period.
* Without any date there is no interval, and nothing is certain.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

_LATEST_KNOWN = ("issued_not_after", "published_on", "transmitted_on")
#: How many parts of YYYY-MM-DD a precision (codes.yaml: date_precision) leaves.
_PARTS = {"year": 1, "month": 2}


class Interval(NamedTuple):
    """The first and the last day on which a document may have been issued, both included."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    def surely_not_after(self, other: Interval) -> bool:
        """Whether every day of this interval is at or before every day of the other."""
        return self.last <= other.first

    def surely_after(self, other: Interval) -> bool:
        """Whether every day of this interval is behind every day of the other."""
        return self.first > other.last


def days(value: str | date | None, precision: str | None = None) -> Interval | None:
    """The days that YYYY, YYYY-MM or YYYY-MM-DD stands for; a ``precision`` coarser than the writing widens them.

    >>> days("2022-02")
    Interval(first=datetime.date(2022, 2, 1), last=datetime.date(2022, 2, 28))
    """
    if value is None:
        return None
    parts = [int(part) for part in str(value).split("-")][: _PARTS.get(precision or "", 3)]
    year, month, day = (*parts, None, None)[:3]
    first = date(year, month or 1, day or 1)
    return Interval(first, end_of(year, month) if day is None else first)


def end_of(year: int, month: int | None) -> date:
    """The last day of a month, of a year if no month is given."""
    return date(year, month or 12, monthrange(year, month or 12)[1])


def issue_dates(document: Mapping[str, Any]) -> Interval | None:
    """When a plan or policy (a row) was issued; ``None`` if no date is known."""
    issued = days(document.get("issued_on"), document.get("date_precision"))
    last = min((known.last for key in _LATEST_KNOWN if (known := days(document.get(key)))), default=None)
    if issued is not None:
        return Interval(issued.first, min(issued.last, last)) if last and last >= issued.first else issued
    if last is None:
        return None
    earliest = days(document.get("issued_not_before"))
    year = min(document.get("period_start") or last.year, last.year)
    first = earliest.first if earliest else date(year, 1, 1)
    return Interval(min(first, last), last)


def lapsed(year: int | None, month: int | None, at: Interval) -> bool:
    """Whether a deadline lies before every day of an interval."""
    return year is not None and end_of(year, month) < at.first
