"""How targets stand to those above them: raised, equal, lowered, undecided, new (M2), how firmly they are put (M7), and when a corpus may say so.

The comparison itself is made once, in the table ``target_links`` (:mod:`zhijiao_data.dataset.target_comparison` gives the rule). Here its outcomes are
shown and counted. A count says how many of each; only `amplification_index` makes a statement about a corpus, and only from eight issuers on: 层层加码
is a claim about governments, not about five texts. X. Li, C. Liu, X. Weng & L.-A. Zhou (2019), Target Setting in Tournaments: Theory and Evidence from
China, Economic Journal 129: 2888–2915, predict that it is above zero.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from zhijiao_data.analysis.documents import is_verified
from zhijiao_data.analysis.frames import joined, labels, records, tidy
from zhijiao_data.analysis.honesty import (
    STANDING_COLUMNS,
    Sample,
    issuers,
    n_issuers,
    require,
    select,
    unreadable,
    with_notices,
)
from zhijiao_data.codebook.loader import codes, entry

if TYPE_CHECKING:
    import pandas as pd

#: Outcomes (codes.yaml: link_outcome) that are decided.
DECIDED = ("amplified", "parity", "attenuated")
_KEYS = [
    "link_id",
    "target_id",
    "plan_id",
    "indicator_id",
    "policy_target_id",
    "policy_id",
    "role",
    "outcome",
    "comparability",
]
_NUMBERS = ["gap", "log_ratio", "logit_gap", "share_of_upstream"]


def outcomes(
    target_links: pd.DataFrame,
    targets: pd.DataFrame,
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    role: str = "nearest",
    sample: Sample = "all",
) -> pd.DataFrame:
    """Every link with the words of the target and the reason of its outcome.

    Args:
        target_links, targets, indicators, plans: the tables.
        role: ``nearest`` (one row per canonical target with an indicator) or ``national``.
        sample: which texts (`honesty.select`).

    Returns:
        link_id, target_id, plan_id, indicator_id, policy_target_id, policy_id, role, outcome, comparability (null without an upstream target);
        label_zh, label_en (of the indicator), dimension, outcome_zh, outcome_en; gap (percentage points for shares), log_ratio, logit_gap,
        share_of_upstream, years_between (years); reasons (parted by semicolons); explanation_zh, explanation_en; quote; strength (0 to 4);
        upstream_certainty, verified (false: the upstream value was read in no source; null without one); standing, standing_why.
    """
    chosen = select(plans, sample)
    wanted = {*chosen.plan_ids}
    names, dimension = (
        labels(indicators),
        {r["id"]: r["dimension"] for r in records(indicators, "indicators", ["id", "dimension"])},
    )
    told = {row["target_id"]: row for row in records(targets, "targets", ["target_id", "quote", "strength"])}
    columns = [*_KEYS, *_NUMBERS, "years_between", "reasons", "explanation_zh", "explanation_en", "upstream_certainty"]
    rows = []
    for row in records(target_links, "target_links", columns):
        if row["role"] != role or row["plan_id"] not in wanted:
            continue
        zh, en = names[row["indicator_id"]]
        outcome = entry("link_outcome", row["outcome"])
        certainty = row["upstream_certainty"]
        rows.append(
            {
                **row,
                "label_zh": zh,
                "label_en": en,
                "dimension": dimension[row["indicator_id"]],
                "outcome_zh": outcome["label_zh"],
                "outcome_en": outcome["label_en"],
                "reasons": joined(row["reasons"] or ()),
                "quote": told[row["target_id"]]["quote"],
                "strength": told[row["target_id"]]["strength"],
                "verified": None if certainty is None else is_verified(certainty),
                **chosen.columns(row["plan_id"]),
            }
        )
    kinds = dict.fromkeys([*_KEYS, "label_zh", "label_en", "dimension", "outcome_zh", "outcome_en"], "str")
    kinds |= {
        **dict.fromkeys(_NUMBERS, "float"),
        "years_between": "int",
        "reasons": "str",
        "explanation_zh": "str",
        "explanation_en": "str",
    }
    kinds |= {"quote": "str", "strength": "int", "upstream_certainty": "str", "verified": "bool", **STANDING_COLUMNS}
    refused = require(n_issuers(plans, chosen.plan_ids), "amplification_index")
    return with_notices(tidy(rows, kinds), [chosen.left_out, refused])


def outcome_counts(outcomes: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """How many targets have which outcome, by plan.

    Args:
        outcomes: what `outcomes` returns.

    Returns:
        plan_id; n (targets); n_comparable (decided: amplified, parity or attenuated); n_indeterminate; n_none (new or not at risk: nothing above
        to compare with); then n_amplified, n_parity, n_attenuated, n_new, n_not_at_risk; n_grade_a (decided, grade A);
        n_unverified (decided, by an upstream value that was read in no source); standing, standing_why.
    """
    chosen = select(plans, "all")
    rows = []
    for plan, part in outcomes.groupby("plan_id", sort=True):
        found = records(part, "outcomes", ["outcome", "comparability", "verified"])
        counts = Counter(row["outcome"] for row in found)
        decided = [row for row in found if row["outcome"] in DECIDED]
        each = {f"n_{outcome}": counts[outcome] for outcome in codes("link_outcome")}
        head = {"plan_id": plan, "n": len(found), "n_comparable": len(decided), **each}
        tail = {
            "n_none": counts["new"] + counts["not_at_risk"],
            "n_grade_a": sum(row["comparability"] == "A" for row in decided),
            "n_unverified": sum(row["verified"] is False for row in decided),
        }
        rows.append({**head, **tail, **chosen.columns(str(plan))})
    numbers = [
        "n",
        "n_comparable",
        "n_indeterminate",
        "n_none",
        "n_amplified",
        "n_parity",
        "n_attenuated",
        "n_new",
        "n_not_at_risk",
    ]
    kinds = {"plan_id": "str", **dict.fromkeys([*numbers, "n_grade_a", "n_unverified"], "int"), **STANDING_COLUMNS}
    return with_notices(tidy(rows, kinds), [unreadable(chosen)])


def amplification_index(
    outcomes: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    grades: Sequence[str] = ("A",),
    sample: Sample = "comparable",
    draws: int = 2000,
    seed: int = 1,
) -> pd.DataFrame:
    """AI = (amplified − attenuated) / (amplified + parity + attenuated), over the decided targets of a corpus.

    Two targets of one plan with the same outcome against the same upstream target count once. The interval is the percentile interval of a bootstrap
    over issuers (all targets of an issuer together). p is that of the exact two-sided sign test on the issuers' majority direction, ties left out.

    Args:
        outcomes: what `outcomes` returns.
        plans: the table.
        grades: comparability grades that are added up; pairs of grade B are shown one by one and not added up unless asked for.
        sample: which texts (`honesty.select`).

    Returns:
        One row: n_issuers (with a decided target of these grades); n_comparable (those targets), n_left_out (decided, of other grades), n_repeated, n_indeterminate,
        n_none; index, low, high (−1 to 1); n_upward, n_downward (issuers); p. With fewer than eight such issuers index, low, high and p are null and a
        notice says so.
    """
    chosen = select(plans, sample)
    of, wanted = issuers(plans), {*chosen.plan_ids}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    other: Counter[str] = Counter()
    seen: set[tuple[str, str, str]] = set()
    for row in records(outcomes, "outcomes", ["plan_id", "outcome", "comparability", "policy_target_id"]):
        key = (row["plan_id"], row["policy_target_id"], row["outcome"])
        if row["plan_id"] not in wanted:
            continue
        if row["outcome"] not in DECIDED:
            other[row["outcome"]] += 1
        elif row["comparability"] not in grades:
            other["left_out"] += 1
        elif key in seen:
            other["repeated"] += 1
        else:
            seen.add(key)
            counts[of[row["plan_id"]]][row["outcome"]] += 1
    deciding = [found for _, found in sorted(counts.items())]
    refused = require(len(deciding), "amplification_index")
    row = {
        "n_issuers": len(deciding),
        "n_comparable": sum(map(Counter.total, deciding)),
        "n_left_out": other["left_out"],
        "n_repeated": other["repeated"],
        "n_indeterminate": other["indeterminate"],
        "n_none": other["new"] + other["not_at_risk"],
        "n_upward": sum(found["amplified"] > found["attenuated"] for found in deciding),
        "n_downward": sum(found["amplified"] < found["attenuated"] for found in deciding),
    }
    if refused is None:
        table = np.array([[found["amplified"] - found["attenuated"], found.total()] for found in deciding], dtype=float)
        size = len(deciding)
        drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws) @ table
        low, high = np.percentile(drawn[:, 0] / drawn[:, 1], (2.5, 97.5))
        above, below = table.sum(axis=0)
        row |= {"index": above / below, "low": low, "high": high, "p": sign_test(row["n_upward"], row["n_downward"])}
    numbers = dict.fromkeys(
        ["n_issuers", "n_comparable", "n_left_out", "n_repeated", "n_indeterminate", "n_none"], "int"
    )
    kinds = {
        **numbers,
        "index": "float",
        "low": "float",
        "high": "float",
        "n_upward": "int",
        "n_downward": "int",
        "p": "float",
    }
    return with_notices(tidy([row], kinds), [chosen.left_out, refused])


def sign_test(upward: int, downward: int) -> float:
    """The two-sided p of an exact sign test: how often fair coins fall at least so unevenly."""
    n, k = upward + downward, max(upward, downward)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k, n + 1)) / 2**n)


def binding(targets: pd.DataFrame, plans: pd.DataFrame, *, sample: Sample = "all") -> pd.DataFrame:
    """How firmly the canonical targets of each plan are put (M7): their distribution over the strengths 0 to 4.

    Strength is that of the governing verb, never of 不少于 or 以上; a hedge doesn't change it and is counted apart.

    Returns:
        plan_id; strength (0 to 4), modality (its code), modality_zh, modality_en; n; share (0 to 1, of the plan's targets); n_hedged; n_upper_level (those
        that only a superior can grant); standing, standing_why.
    """
    chosen = select(plans, sample)
    wanted = {*chosen.plan_ids}
    found: dict[str, list[tuple[int, bool, bool]]] = {plan: [] for plan in chosen.plan_ids}
    names: dict[int, str] = {}
    columns = ["plan_id", "strength", "modality", "hedges", "addressee", "is_canonical"]
    for row in records(targets, "targets", columns):
        if row["is_canonical"] and row["plan_id"] in wanted and row["strength"] is not None:
            names[row["strength"]] = row["modality"]
            found[row["plan_id"]].append((row["strength"], bool(row["hedges"]), row["addressee"] == "upper_level"))
    rows = []
    for plan, given in found.items():
        for strength in sorted(names, reverse=True):
            here = [one for one in given if one[0] == strength]
            named = entry("modality", names[strength])
            head = {
                "plan_id": plan,
                "strength": strength,
                "modality": names[strength],
                "modality_zh": named["label_zh"],
            }
            tail = {
                "modality_en": named["label_en"],
                "n": len(here),
                "share": len(here) / len(given) if given else None,
            }
            hedged = {"n_hedged": sum(one[1] for one in here), "n_upper_level": sum(one[2] for one in here)}
            rows.append({**head, **tail, **hedged, **chosen.columns(plan)})
    kinds = {"plan_id": "str", "strength": "int", "modality": "str", "modality_zh": "str", "modality_en": "str"}
    kinds |= {"n": "int", "share": "float", "n_hedged": "int", "n_upper_level": "int", **STANDING_COLUMNS}
    return with_notices(tidy(rows, kinds), [chosen.left_out])
