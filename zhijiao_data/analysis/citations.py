"""Which documents a plan names, and how long after them it came.

Dates are intervals of days (:mod:`zhijiao_data.dataset.issue_dates`), so lags are too: with the plan issued in [p₁, p₂] and the policy in [q₁, q₂] the lag lies
in [p₁ − q₂, p₂ − q₁] days. That a document isn't named does not show that it had no influence. Depth and skipped levels: 裴雷等 (2016) and 王芳、徐路路
(2021), 情报学报, on vertical diffusion.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from zhijiao_data.analysis.documents import is_central, plan_dates
from zhijiao_data.analysis.frames import Row, joined, records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, select, unreadable, with_notices
from zhijiao_data.codebook.loader import entry, load
from zhijiao_data.dataset.issue_dates import issue_dates

if TYPE_CHECKING:
    import pandas as pd

_POLICY = ["policy_id", "title", "level", "issued_on", "published_on", "period_start", "unverified"]
#: Levels (codes.yaml: issuer_level) from the highest down.
_HIGHEST = ("national", "ministry", "province", "city", "district", "township")
#: How a citation was resolved (codes.yaml: citation_resolution) when it names the plan itself or one that is yet to be made.
_NOT_ABOVE = frozenset({"own", "to_be_made"})


def citation_lags(
    citations: pd.DataFrame,
    plans: pd.DataFrame,
    policies: pd.DataFrame,
    *,
    first_only: bool = True,
    sample: Sample = "all",
) -> pd.DataFrame:
    """Every document that a plan names, with the days between the two; those that were not found in the registry stay in.

    Args:
        citations, plans, policies: the tables.
        first_only: one row per plan and policy, that of the first place where it is named; unresolved names once each as well.
        sample: which texts (`honesty.select`).

    Returns:
        citation_id, plan_id, policy_id (null: not resolved), title (of the policy, else as cited), level (codes.yaml: issuer_level; null when not resolved), is_central,
        relation (codes.yaml: citation_relation), resolution, resolution_zh, resolution_en (why not resolved); issued, cited (the last days that the plan and
        the policy can have been issued), issued_first, cited_first; lag_min, lag_max (days; null without both dates; negative: the policy may be the later one); certainty (``day`` when
        both are known to the day, ``interval`` when not, ``none`` without a date), date_verified (the date of the policy was read in a source); n_mentions; quote;
        standing, standing_why.
    """
    chosen = select(plans, sample)
    wanted = {*chosen.plan_ids}
    dates = plan_dates(plans)
    registry = {row["policy_id"]: row for row in records(policies, "policies", _POLICY)}
    columns = [
        "citation_id",
        "plan_id",
        "policy_id",
        "title",
        "doc_number",
        "relation",
        "resolution",
        "quote",
        "char_start",
    ]
    found = [
        r
        for r in records(citations, "citations", columns)
        if r["plan_id"] in wanted and r["resolution"] not in _NOT_ABOVE
    ]
    found.sort(key=lambda row: (row["plan_id"], row["char_start"]))
    places: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found:
        places[row["plan_id"], row["policy_id"] or row["title"] or row["doc_number"] or row["quote"]].append(row)
    rows = []
    for same in places.values():
        for row in same[:1] if first_only else same:
            policy = registry.get(row["policy_id"], {})
            at, above = dates[row["plan_id"]], issue_dates(policy) if policy else None
            told = entry("citation_resolution", row["resolution"])
            lag = {"certainty": "none"}
            if at and above:
                lag = {"lag_min": (at.first - above.last).days, "lag_max": (at.last - above.first).days}
                lag["certainty"] = "day" if at.is_day and above.is_day else "interval"
            rows.append(
                {
                    **row,
                    "title": policy.get("title") or row["title"],
                    "level": policy.get("level"),
                    "is_central": is_central(policy["level"]) if policy else None,
                    "resolution_zh": told["label_zh"],
                    "resolution_en": told["label_en"],
                    "issued": at.last if at else None,
                    "issued_first": at.first if at else None,
                    "cited": above.last if above else None,
                    "cited_first": above.first if above else None,
                    **lag,
                    "date_verified": "issued_on" not in (policy["unverified"] or ()) if above else None,
                    "n_mentions": len(same),
                    **chosen.columns(row["plan_id"]),
                }
            )
    text = ["citation_id", "plan_id", "policy_id", "title", "level"]
    kinds = {
        **dict.fromkeys(text, "str"),
        "is_central": "bool",
        **dict.fromkeys(["relation", "resolution", "resolution_zh", "resolution_en"], "str"),
    }
    kinds |= dict.fromkeys(["issued", "issued_first", "cited", "cited_first"], "date")
    kinds |= {
        "lag_min": "int",
        "lag_max": "int",
        "certainty": "str",
        "date_verified": "bool",
        "n_mentions": "int",
        "quote": "str",
    }
    return with_notices(tidy(rows, {**kinds, **STANDING_COLUMNS}), [chosen.left_out])


def citation_depth(citation_lags: pd.DataFrame, plans: pd.DataFrame, policies: pd.DataFrame) -> pd.DataFrame:
    """How high a plan reaches, and whether it passes over a level between.

    A plan *skips* when it names a central document and not the registered document of its own province or city that implements it (has it
    among its ``parents``) and was certainly issued before the plan.

    Args:
        citation_lags: what `citation_lags` returns.

    Returns:
        plan_id; n_cited (documents), n_resolved, n_central, n_province, n_city, n_district; highest (level; null when nothing is resolved); skipped (policies between
        that are not named, parted by semicolons); skip_level; standing, standing_why.
    """
    chosen, issued = select(plans, "all"), plan_dates(plans)
    plan_rows = {
        row["plan_id"]: row for row in records(plans, "plans", ["plan_id", "province", "city", "issuer_level"])
    }
    registry = records(policies, "policies", [*_POLICY, "place_id", "parents"])
    by_plan: dict[str, list[Row]] = {plan: [] for plan in chosen.plan_ids}
    for row in records(citation_lags, "citation lags", ["plan_id", "policy_id", "level"]):
        by_plan[row["plan_id"]].append(row)
    rows = []
    for plan, found in by_plan.items():
        levels = [row["level"] for row in found if row["level"]]
        named = {row["policy_id"] for row in found}
        at = issued[plan]
        central = {row["policy_id"] for row in found if is_central(row["level"])}
        skipped = []
        for policy in registry:
            above = issue_dates(policy)
            before = at is not None and above is not None and above.surely_not_after(at)
            if (
                before
                and policy["policy_id"] not in named
                and _above(policy, plan_rows[plan])
                and central & {*(policy["parents"] or ())}
            ):
                skipped.append(policy["policy_id"])
        highest = next((level for level in _HIGHEST if level in levels), None)
        counts = {f"n_{level}": levels.count(level) for level in ("province", "city", "district")}
        head = {
            "plan_id": plan,
            "n_cited": len(found),
            "n_resolved": len(levels),
            "n_central": sum(map(is_central, levels)),
        }
        rows.append(
            {
                **head,
                **counts,
                "highest": highest,
                "skipped": joined(skipped),
                "skip_level": bool(skipped),
                **chosen.columns(plan),
            }
        )
    numbers = ["n_cited", "n_resolved", "n_central", "n_province", "n_city", "n_district"]
    kinds = {
        "plan_id": "str",
        **dict.fromkeys(numbers, "int"),
        "highest": "str",
        "skipped": "str",
        "skip_level": "bool",
    }
    return with_notices(tidy(rows, {**kinds, **STANDING_COLUMNS}), [unreadable(chosen)])


def _above(policy: Row, plan: Row) -> bool:
    """Whether a policy is of the plan's own province or city."""
    place = load("places").get(policy["place_id"] or "")
    return place is not None and place["level"] in ("province", "city") and place["label_zh"] == plan[place["level"]]
