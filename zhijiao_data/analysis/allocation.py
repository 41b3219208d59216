"""Counts handed down: which part of an upstream count the plans of a corpus take on, and whether together they promise too much (M3).

For an upstream count V and the plans d that are linked to it, with v_d the count of plan d (its lower bound) and s_d the size of its place as a part of
that of the upstream's whole (students enrolled, better than schools, better than population):

    share of d   q_d = v_d / V                allocation ratio   AR_d = q_d / s_d   (1: its fair share)
    together     O = Σ_d v_d / V              coverage           κ = Σ_d s_d        over-commitment when O > κ

This is the only test of 层层加码 for "build N of them": a district's 3 against a province's 40 says nothing until one knows how large the district is.
Sizes come from an external table, never from the plans.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from zhijiao_data.analysis.ambition import committed
from zhijiao_data.analysis.documents import is_verified
from zhijiao_data.analysis.frames import Row, joined, labels, records, tidy
from zhijiao_data.analysis.honesty import Sample, issuers, notice, select, with_notices
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

#: The reason (codes.yaml: link_reason) that marks a pair of counts of different wholes.
_ALLOTTED = "allocation"


def allocation(
    target_links: pd.DataFrame,
    targets: pd.DataFrame,
    policy_targets: pd.DataFrame,
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    sizes: pd.DataFrame | None = None,
    *,
    sample: Sample = "comparable",
) -> pd.DataFrame:
    """What the plans together take on of each upstream count.

    Args:
        target_links, targets, policy_targets, indicators, plans: the tables.
        sizes: plan_id, policy_id, size, size_upstream (of the place of the plan and of the whole that the policy speaks of, in one unit), source;
            None: sizes are not known, and over-commitment isn't judged.
        sample: which texts (`honesty.select`).

    Returns:
        One row per upstream target with such links: policy_target_id, policy_id, indicator_id, label_zh, label_en; n_districts (issuers), plan_ids (parted by
        semicolons); total (Σ v), upstream (V), share (O); coverage (κ), allocation_ratio (O/κ), over_committed (O > κ): null without the size of
        every place; certainty, verified (of V); refusal (``no_sizes``, ``zero``; null when judged).

    Raises:
        UsageError: a size is not above zero.
    """
    chosen = select(plans, sample)
    pairs = allocation_shares(target_links, targets, policy_targets, indicators, plans, sizes, sample=sample)
    names = labels(indicators)
    by_target: dict[str, list[Row]] = defaultdict(list)
    columns = [
        "policy_target_id",
        "policy_id",
        "indicator_id",
        "plan_id",
        "issuer",
        "value",
        "upstream",
        "fair_share",
        "certainty",
    ]
    for row in records(pairs, "allocation shares", columns):
        by_target[row["policy_target_id"]].append(row)
    rows = []
    for _, found in sorted(by_target.items()):
        first = found[0]
        upstream, total = first["upstream"], sum(row["value"] for row in found)
        fair = {row["issuer"]: row["fair_share"] for row in found}
        share = total / upstream if upstream else None
        coverage = None if None in fair.values() else sum(fair.values())
        judged = share is not None and coverage is not None
        zh, en = names[first["indicator_id"]]
        rows.append(
            {
                **{key: first[key] for key in ("policy_target_id", "policy_id", "indicator_id", "certainty")},
                "label_zh": zh,
                "label_en": en,
                "n_districts": len(fair),
                "plan_ids": joined(sorted({row["plan_id"] for row in found})),
                "total": total,
                "upstream": upstream,
                "share": share,
                "coverage": coverage,
                "allocation_ratio": share / coverage if judged else None,
                "over_committed": share > coverage if judged else None,
                "verified": is_verified(first["certainty"]),
                "refusal": None if judged else "zero" if share is None else "no_sizes",
            }
        )
    kinds = dict.fromkeys(["policy_target_id", "policy_id", "indicator_id", "label_zh", "label_en"], "str")
    kinds |= {"n_districts": "int", "plan_ids": "str"}
    kinds |= dict.fromkeys(["total", "upstream", "share", "coverage", "allocation_ratio"], "float")
    kinds |= {"over_committed": "bool", "certainty": "str", "verified": "bool", "refusal": "str"}
    refused = notice("no_sizes") if any(row["refusal"] == "no_sizes" for row in rows) else None
    return with_notices(tidy(rows, kinds), [chosen.left_out, refused])


def allocation_shares(
    target_links: pd.DataFrame,
    targets: pd.DataFrame,
    policy_targets: pd.DataFrame,
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    sizes: pd.DataFrame | None = None,
    *,
    sample: Sample = "comparable",
) -> pd.DataFrame:
    """The part of each upstream count that each plan takes on: the arguments are those of `allocation`.

    Of an issuer with several plans the latest target counts, of several canonical targets of one plan the largest.

    Returns:
        policy_target_id, policy_id, indicator_id, plan_id, issuer, target_id; value (v, the lower bound), upstream (V), share (q); fair_share (s), allocation_ratio
        (AR): null without a size; certainty; quote.
    """
    chosen = select(plans, sample)
    of, wanted = issuers(plans), {*chosen.plan_ids}
    direction = {r["id"]: r["direction"] for r in records(indicators, "indicators", ["id", "direction"])}
    own = {
        r["target_id"]: r
        for r in records(targets, "targets", ["target_id", "value_min", "value_max", "deadline_year", "quote"])
    }
    above = {
        r["policy_target_id"]: r
        for r in records(policy_targets, "policy_targets", ["policy_target_id", "value_min", "value_max", "certainty"])
    }
    fair = _fair_shares(sizes)
    best: dict[tuple[str, str], tuple[tuple[int, float], Row]] = {}
    for link in records(
        target_links,
        "target_links",
        ["target_id", "plan_id", "indicator_id", "policy_target_id", "policy_id", "reasons"],
    ):
        if _ALLOTTED not in (link["reasons"] or ()) or link["plan_id"] not in wanted:
            continue
        target, upstream = own[link["target_id"]], above[link["policy_target_id"]]
        heading = direction[link["indicator_id"]]
        value, whole = committed(target, heading), committed(upstream, heading)
        if value is None or whole is None:
            continue
        part = fair.get((link["plan_id"], link["policy_id"]))
        share = value / whole if whole else None
        row = {
            **{key: link[key] for key in ("policy_target_id", "policy_id", "indicator_id", "plan_id", "target_id")},
            "issuer": of[link["plan_id"]],
            "value": value,
            "upstream": whole,
            "share": share,
            "fair_share": part,
            "allocation_ratio": share / part if share is not None and part else None,
            "certainty": upstream["certainty"],
            "quote": target["quote"],
        }
        key, rank = (link["policy_target_id"], row["issuer"]), (target["deadline_year"] or 0, value)
        if key not in best or rank > best[key][0]:
            best[key] = rank, row
    rows = [row for _, (_, row) in sorted(best.items())]
    kinds = dict.fromkeys(["policy_target_id", "policy_id", "indicator_id", "plan_id", "issuer", "target_id"], "str")
    kinds |= dict.fromkeys(["value", "upstream", "share", "fair_share", "allocation_ratio"], "float")
    return with_notices(tidy(rows, {**kinds, "certainty": "str", "quote": "str"}), [chosen.left_out])


def _fair_shares(sizes: pd.DataFrame | None) -> dict[tuple[str, str], float]:
    found = {}
    for row in (
        records(sizes, "sizes", ["plan_id", "policy_id", "size", "size_upstream", "source"])
        if sizes is not None
        else ()
    ):
        if not (row["size"] and row["size"] > 0 and row["size_upstream"] and row["size_upstream"] > 0):
            what = f"the size of {row['plan_id']} for {row['policy_id']} is not above zero"
            raise UsageError(what, "", "Give both sizes in one unit, or leave the row out")
        found[row["plan_id"], row["policy_id"]] = row["size"] / row["size_upstream"]
    return found
