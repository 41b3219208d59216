"""When a document was issued, as an interval of days: what is not known to the day is compared by what is certain.

* ``issued_on`` to the day is that day; known to the month or year only (by its own length or by ``date_precision``), it is that month or year.
* A date of publication, transmission or of a report (``published_on``, ``transmitted_on``, ``issued_not_after``) only says *not later than*.
  It shortens a month or year of issue; without any date of issue the interval begins with ``issued_not_before`` where that is known, else with 1 January of the year in which the document's period
  begins, or of the date's own year if no period begins earlier. This is an assumption: a plan is not issued before the year of its period.
* Without any date there is no interval, and nothing is certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhijiao_data.partial_dates import Interval, days, end_of

_LATEST_KNOWN = ("issued_not_after", "published_on", "transmitted_on")


def issue_dates(document: Mapping[str, Any]) -> Interval | None:
    """When a plan or policy (a row) was issued; ``None`` if no date is known."""
    last = min((days(document[key]).last for key in _LATEST_KNOWN if document.get(key)), default=None)
    if document.get("issued_on"):
        issued = days(document["issued_on"], document.get("date_precision"))
        return Interval(issued.first, min(issued.last, last)) if last and last >= issued.first else issued
    if last is None:
        return None
    earliest = document.get("issued_not_before")
    year = min(document.get("period_start") or last.year, last.year)
    first = days(earliest).first if earliest else date(year, 1, 1)
    return Interval(min(first, last), last)


def lapsed(year: int | None, month: int | None, at: Interval) -> bool:
    """Whether a deadline lies before every day of an interval."""
    return year is not None and end_of(year, month) < at.first
