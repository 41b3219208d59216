"""Dates known to the year, the month or the day (``2021``, ``2021-12``, ``2021-12-03``), as intervals of days.

Two of them are compared by what is certain: 2019 and 2019-05-06 may be the same day, so that neither is later.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

#: How many parts of YYYY-MM-DD a precision (codes.yaml: date_precision) leaves.
_PARTS = {"year": 1, "month": 2}


class Interval(NamedTuple):
    """The first and the last day that a date may be, both included."""

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


def days(value: str | date, precision: str | None = None) -> Interval:
    """The days that YYYY, YYYY-MM or YYYY-MM-DD stands for; a ``precision`` coarser than the writing widens them.

    >>> days("2022-02")
    Interval(first=datetime.date(2022, 2, 1), last=datetime.date(2022, 2, 28))

    Raises:
        ValueError: it is no such date.
    """
    parts = [int(part) for part in str(value).split("-")][: _PARTS.get(precision or "", 3)]
    year, month, day = (*parts, None, None)[:3]
    first = date(year, month or 1, day or 1)
    return Interval(first, end_of(year, month) if day is None else first)


def end_of(year: int, month: int | None = None) -> date:
    """The last day of a month, of a year if no month is given."""
    return date(year, month or 12, monthrange(year, month or 12)[1])


def surely_later(one: str, other: str) -> bool:
    """Whether ``one`` is later than ``other``, whatever days the two stand for.

    >>> surely_later("2019-05-06", "2019"), surely_later("2020", "2019-12-31")
    (False, True)
    """
    return days(one).surely_after(days(other))
