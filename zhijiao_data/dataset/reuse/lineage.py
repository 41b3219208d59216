"""Who stands above whom among the documents held, which upstream documents they name, and which of these are held.

Pure functions on rows of ``plans``, ``citations`` and ``policies``. A plan without issuer (an interpretation, a redacted copy) counts as issued by
the body of its place, at the level of the lowest place named.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from zhijiao_data.codebook.loader import codes
from zhijiao_data.dataset.issue_dates import issue_dates
from zhijiao_data.grammar.terms import term_form
from zhijiao_data.partial_dates import Interval

Row = Mapping[str, Any]
_CENTRAL = frozenset({"national", "ministry"})
_PLACES = ("province", "city", "district")
#: Relations of a citation (codes.yaml: citation_relation) in which a document speaks of itself or of what is to come of it.
_NOT_UPSTREAM = frozenset({"forwarded", "interpreted", "output"})


def level(plan: Row) -> str:
    """The level of the issuer, else of the lowest place that the row names."""
    lowest = next((name for name in reversed(_PLACES) if plan.get(name)), "national")
    return plan.get("issuer_level") or lowest


def place(plan: Row) -> tuple[str | None, ...]:
    """Province, city and district of a plan, as far as its row names them."""
    return tuple(plan.get(name) or None for name in _PLACES)


def issuer(plan: Row) -> Hashable:
    """Who issued a plan: the body where it is named, else the government of the place."""
    return plan.get("issuer") or (place(plan) if any(place(plan)) else plan["plan_id"])


def parent(plan: Row) -> Hashable:
    """The area that the body right above the issuer answers for; siblings have the same."""
    rank = _rank(plan)
    return tuple(plan.get(name) or None for name in _PLACES if _order(name) < rank)


def is_ancestor(upper: Row, lower: Row) -> bool:
    """Whether the issuer of ``upper`` stands above that of ``lower``: at a higher level, and in every place that ``upper`` names."""
    if _rank(upper) >= _rank(lower):
        return False
    return all(upper.get(name) == lower.get(name) for name in _PLACES if upper.get(name))


def distance(upper: Row, lower: Row) -> int:
    """How many levels an ancestor stands above: the least is the nearest."""
    return _rank(lower) - _rank(upper)


def _rank(plan: Row) -> int:
    found = level(plan)
    return 0 if found in _CENTRAL else _order(found)


def _order(name: str) -> int:
    return codes("issuer_level").index(name)


def dates(plans: Iterable[Row]) -> dict[str, Interval | None]:
    """When each plan was issued, as an interval of days; ``None`` where nothing is known."""
    return {plan["plan_id"]: issue_dates(plan) for plan in plans}


def surely_before(first: Interval | None, second: Interval | None) -> bool:
    """Whether every day of the one lies before every day of the other."""
    return first is not None and second is not None and first.last < second.first


def held(plans: Iterable[Row], policies: Iterable[Row]) -> dict[str, str]:
    """Policy → plan, for the registered documents whose text is among the plans: the same number or the same title."""
    of_number: dict[str, str] = {}
    of_title: dict[str, str] = {}
    for plan in plans:
        if plan.get("doc_number"):
            of_number[term_form(plan["doc_number"])] = plan["plan_id"]
        of_title.setdefault(term_form(plan["title"]), plan["plan_id"])
    found = {}
    for policy in policies:
        number = policy.get("doc_number")
        at = of_number.get(term_form(number)) if number else None
        at = at or of_title.get(term_form(policy["title"]))
        if at is not None:
            found[policy["policy_id"]] = at
    return found


def cited(citations: Iterable[Row], suggested: bool = True) -> dict[str, set[str]]:
    """Plan → registered documents that it names as coming from elsewhere.

    Args:
        citations: rows; those in which a document speaks of itself or of what will follow it are left out.
        suggested: count a document that the resolver only suggests (the title is close, not the same) as named.
    """
    found: dict[str, set[str]] = {}
    for row in citations:
        policy = row["policy_id"] or (row.get("suggestion") if suggested else None)
        if policy and row["relation"] not in _NOT_UPSTREAM:
            found.setdefault(row["plan_id"], set()).add(policy)
    return found


def upstream(named: Iterable[str], policies: Mapping[str, Row]) -> set[str]:
    """The registered documents named, their parents, and so on upwards."""
    found: set[str] = set()
    waiting = list(named)
    while waiting:
        policy = waiting.pop()
        if policy not in found:
            found.add(policy)
            waiting += policies.get(policy, {}).get("parents") or ()
    return found
