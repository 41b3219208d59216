"""What several studies need to know of plans and policies: when they were issued, whether by the State, how far a fact is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis.frames import records
from zhijiao_data.dataset.issue_dates import issue_dates
from zhijiao_data.partial_dates import Interval

if TYPE_CHECKING:
    import pandas as pd

_PLAN = (
    "issued_on",
    "date_precision",
    "issued_not_before",
    "issued_not_after",
    "published_on",
    "transmitted_on",
    "period_start",
)
#: What tells the date of a policy.
POLICY_DATES = ("issued_on", "published_on", "period_start")
_CENTRAL = frozenset({"national", "ministry"})


def plan_dates(plans: pd.DataFrame) -> dict[str, Interval | None]:
    """When each plan was issued, as an interval of days; None without any date."""
    return {row["plan_id"]: issue_dates(row) for row in records(plans, "plans", ["plan_id", *_PLAN])}


def days_of(dates: Interval | None) -> Mapping[str, Any]:
    """The columns issued_first and issued_last, and issued: the last day on which a document can have been issued."""
    first, last = dates or (None, None)
    return {"issued": last, "issued_first": first, "issued_last": last}


def is_central(level: str | None) -> bool:
    """Whether a level (codes.yaml: issuer_level) is that of the State: the centre itself or its ministries."""
    return level in _CENTRAL


def is_verified(certainty: str | None) -> bool:
    """Whether a fact was read in a source (codes.yaml: fact_certainty)."""
    return str(certainty).startswith("verified")
