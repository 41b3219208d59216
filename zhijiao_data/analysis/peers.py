"""A target among those of other issuers (M5), and against the same issuer's earlier plan (M6).

The three reference points of target setting are the superior (:mod:`zhijiao_data.analysis.outcomes`), the peers and one's own past.

* Peers are canonical targets of other issuers of the same level, for the same indicator in the same kind (form, basis of 每, grade), with a deadline
  at most one year apart. Position: (peers that are less ambitious + half of those that are equal) / peers, on the bound that commits; "more
  ambitious" follows the direction of the indicator. Counts grow with the size of a place, so that they are not ranked.
* Self: two plans of one issuer, one certainly issued before the other, the earlier the nearest before.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis.ambition import committed
from zhijiao_data.analysis.documents import plan_dates
from zhijiao_data.analysis.frames import Row, joined, labels, records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, issuers, notice, select, with_notices
from zhijiao_data.codebook.loader import load
from zhijiao_data.dataset.target_comparison import compare, kind_key

if TYPE_CHECKING:
    import pandas as pd

#: Issuers, the target's own included, below which a position means nothing.
LEAST_ISSUERS = 5
#: Years by which the deadlines of peers may differ.
BAND = 1
_TARGET = [
    "target_id",
    "plan_id",
    "indicator_id",
    "form",
    "per",
    "grade",
    "scope",
    "denominator",
    "value_min",
    "value_max",
    "comparator",
    "unit",
]
#: Kinds of units (codes.yaml: unit_kind) that don't grow with the place.
_RANKED = frozenset({"share", "points", "multiple", "ratio", "frequency", "time"})


def peers(
    targets: pd.DataFrame,
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    least_issuers: int = LEAST_ISSUERS,
    sample: Sample = "all",
) -> pd.DataFrame:
    """The position of each target among its peers, where there are enough of them.

    Returns:
        target_id, plan_id, indicator_id, label_zh, label_en, value, deadline_year; n_issuers (its own included); position (0: the least ambitious, 1: the
        most); refusal (``too_few_peers``; null with a position); quote; standing, standing_why. Targets without a value, an indicator with a direction
        or a deadline have no row, nor have counts.
    """
    chosen = select(plans, sample)
    of, wanted = issuers(plans), {*chosen.plan_ids}
    level = {row["plan_id"]: row["issuer_level"] for row in records(plans, "plans", ["plan_id", "issuer_level"])}
    facts = {r["id"]: r for r in records(indicators, "indicators", ["id", "direction", "unit"])}
    names = labels(indicators)
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in records(targets, "targets", [*_TARGET, "deadline_year", "is_canonical", "quote"]):
        fact = facts.get(row["indicator_id"])
        if not row["is_canonical"] or row["plan_id"] not in wanted or fact is None or fact["direction"] == "none":
            continue
        unit = row["unit"] or fact["unit"]
        row["value"] = committed(row, fact["direction"])
        if (
            row["value"] is not None
            and row["deadline_year"] is not None
            and unit
            and load("units")[unit]["kind"] in _RANKED
        ):
            # Where the level of an issuer is not known it is taken to be a district, as everywhere for plans of unnamed issuers.
            groups[row["indicator_id"], kind_key(row)[:3], level[row["plan_id"]] or "district"].append(row)
    rows = []
    for (indicator, *_), found in groups.items():
        sign = -1 if facts[indicator]["direction"] == "lower" else 1
        for row in found:
            near = [o for o in found if abs(o["deadline_year"] - row["deadline_year"]) <= BAND]
            known = {of[other["plan_id"]] for other in near}
            own = of[row["plan_id"]]
            rivals = [sign * (row["value"] - other["value"]) for other in near if of[other["plan_id"]] != own]
            enough = len(known) >= least_issuers
            position = (sum(d > 0 for d in rivals) + sum(d == 0 for d in rivals) / 2) / len(rivals) if enough else None
            zh, en = names[indicator]
            told = {"label_zh": zh, "label_en": en, "n_issuers": len(known), "position": position}
            rows.append(
                {**row, **told, "refusal": None if enough else "too_few_peers", **chosen.columns(row["plan_id"])}
            )
    rows.sort(key=lambda row: row["target_id"])
    kinds = dict.fromkeys(["target_id", "plan_id", "indicator_id", "label_zh", "label_en"], "str")
    kinds |= {
        "value": "float",
        "deadline_year": "int",
        "n_issuers": "int",
        "position": "float",
        "refusal": "str",
        "quote": "str",
    }
    few = sum(row["refusal"] is not None for row in rows)
    told = notice("too_few_peers", n=few, needed=least_issuers) if few else None
    return with_notices(tidy(rows, {**kinds, **STANDING_COLUMNS}), [chosen.left_out, told])


def revisions(
    targets: pd.DataFrame, indicators: pd.DataFrame, plans: pd.DataFrame, *, sample: Sample = "all"
) -> pd.DataFrame:
    """Each target against that of the same issuer's plan before, for the same indicator in the same kind.

    The comparison is that of targets with upstream targets (:mod:`zhijiao_data.dataset.target_comparison`), without allocation: it is the same place.

    Returns:
        indicator_id, label_zh, label_en, issuer; earlier_target_id, earlier_plan_id, earlier_value, earlier_deadline, earlier_quote; target_id, plan_id, value,
        deadline_year, quote; change (value − earlier), years_between (of the deadlines), comparability, reasons (parted by semicolons); standing, standing_why.
    """
    chosen = select(plans, sample)
    of, wanted = issuers(plans), {*chosen.plan_ids}
    dates = plan_dates(plans)
    facts = {r["id"]: r for r in records(indicators, "indicators", ["id", "direction", "unit", "per"])}
    names = labels(indicators)
    held: dict[tuple[Any, ...], dict[str, Row]] = defaultdict(dict)
    for row in records(targets, "targets", [*_TARGET, "deadline_year", "is_canonical", "quote"]):
        if row["is_canonical"] and row["plan_id"] in wanted and row["indicator_id"] in facts:
            held[of[row["plan_id"]], row["indicator_id"], kind_key(row)].setdefault(row["plan_id"], row)
    rows = []
    for (issuer, indicator, _), by_plan in held.items():
        for plan, row in by_plan.items():
            before = [p for p in by_plan if _surely_before(dates[p], dates[plan]) and p != plan]
            if not before:
                continue
            old = by_plan[max(before, key=lambda p: dates[p].last)]
            found = compare(row, old, facts[indicator])
            heading = facts[indicator]["direction"]
            new_value, old_value = committed(row, heading), committed(old, heading)
            zh, en = names[indicator]
            head = {"indicator_id": indicator, "label_zh": zh, "label_en": en, "issuer": issuer}
            earlier = {
                "earlier_target_id": old["target_id"],
                "earlier_plan_id": old["plan_id"],
                "earlier_value": old_value,
            }
            earlier |= {"earlier_deadline": old["deadline_year"], "earlier_quote": old["quote"]}
            comparable = found.comparability in ("A", "B") and None not in (new_value, old_value)
            change = new_value - old_value if comparable else None
            reasons = [reason for reason in found.reasons if reason != "allocation"]
            tail = {
                "change": change,
                "years_between": found.years_between,
                "reasons": joined(reasons),
                "value": new_value,
            }
            rows.append(
                {**row, **head, **earlier, **tail, "comparability": found.comparability, **chosen.columns(plan)}
            )
    rows.sort(key=lambda row: row["target_id"])
    text = ["indicator_id", "label_zh", "label_en", "issuer", "earlier_target_id", "earlier_plan_id"]
    kinds = {**dict.fromkeys(text, "str"), "earlier_value": "float", "earlier_deadline": "int", "earlier_quote": "str"}
    kinds |= {
        "target_id": "str",
        "plan_id": "str",
        "value": "float",
        "deadline_year": "int",
        "quote": "str",
        "change": "float",
    }
    kinds |= {"years_between": "int", "comparability": "str", "reasons": "str", **STANDING_COLUMNS}
    plans_of: dict[str, int] = defaultdict(int)
    for plan in chosen.plan_ids:
        plans_of[of[plan]] += 1
    alone = notice("no_successive_plans") if max(plans_of.values(), default=0) < 2 else None
    return with_notices(tidy(rows, kinds), [chosen.left_out, alone])


def _surely_before(one: Any, other: Any) -> bool:
    return one is not None and other is not None and other.surely_after(one)
