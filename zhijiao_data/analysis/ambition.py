"""What plans aim at, side by side: targets and upstream targets of one indicator, by year, and what can't be compared and why.

Values are shown, never summed or averaged over forms. A high number is no ambition: where it started is mostly not said. Only canonical rows
(one per aim) are used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis.documents import POLICY_DATES, days_of, is_central, is_verified, plan_dates
from zhijiao_data.analysis.frames import Row, joined, labels, records, tidy
from zhijiao_data.analysis.honesty import (
    STANDING_COLUMNS,
    Sample,
    Selection,
    issuers,
    require,
    select,
    with_notices,
)
from zhijiao_data.codebook.loader import codes, entry
from zhijiao_data.dataset.issue_dates import issue_dates

if TYPE_CHECKING:
    import pandas as pd

_TARGET = [
    "target_id",
    "plan_id",
    "indicator_id",
    "kind",
    "form",
    "value_min",
    "value_max",
    "comparator",
    "unit",
    "denominator",
    "deadline_year",
    "strength",
    "hedges",
    "addressee",
    "quote",
    "is_canonical",
]
#: The level (codes.yaml: scope_level) of what is asked of the country as a whole.
_COUNTRY = "national"
_SEGMENTS = {
    "kind": "str",
    "indicator_id": "str",
    "label_zh": "str",
    "label_en": "str",
    "dimension": "str",
    "unit": "str",
    "direction": "str",
    "target_id": "str",
    "plan_id": "str",
    "policy_target_id": "str",
    "policy_id": "str",
    "level": "str",
    "value": "float",
    "value_low": "float",
    "value_high": "float",
    "comparator": "str",
    "form": "str",
    "denominator": "str",
    "issued": "date",
    "issued_first": "date",
    "issued_last": "date",
    "deadline_year": "int",
    "strength": "int",
    "hedges": "str",
    "addressee": "str",
    "outcome": "str",
    "comparability": "str",
    "hollow": "bool",
    "text_status": "str",
    "certainty": "str",
    "verified": "bool",
    "linked": "bool",
    "n_issuers": "int",
    "quote": "str",
    **STANDING_COLUMNS,
}


def ambition_segments(
    targets: pd.DataFrame,
    plans: pd.DataFrame,
    indicators: pd.DataFrame,
    target_links: pd.DataFrame,
    policy_targets: pd.DataFrame,
    policies: pd.DataFrame,
    *,
    least_issuers: int = 1,
    sample: Sample = "all",
) -> pd.DataFrame:
    """Every canonical target with a number, and the upstream targets of its indicator, to be drawn from issue to deadline.

    Args:
        targets, plans, indicators, target_links, policy_targets, policies: the tables.
        least_issuers: only indicators that so many issuers use; 2 for those that can be set side by side.
        sample: which texts (`honesty.select`); by default all, since every value is shown with its standing.

    Returns:
        Rows of kind ``target`` and ``upstream``, by indicator. Both: kind, indicator_id, label_zh, label_en, dimension, unit, direction; value (the bound
        that commits: the lower, for indicators that are to fall the upper), value_low, value_high (null: open), comparator, form, denominator;
        issued (the last day that it can have been issued), issued_first, issued_last; deadline_year (null: none); quote; n_issuers (of the
        indicator). Targets: target_id, plan_id, strength (0 to 4), hedges (parted by semicolons), addressee, outcome and comparability (of the link to the
        nearest upstream; null without one), hollow (strength below 3, grade below A, or a text that isn't full: don't fill the mark), text_status,
        standing, standing_why. Upstream: policy_target_id, policy_id, level, certainty, verified (false: draw dashed and say so), linked (some
        plan is compared with it; the others are the State's for the whole country and the same indicator, not those for some provinces or schools).
    """
    chosen = select(plans, sample)
    facts = _indicators(indicators)
    found = [row for row in _canonical(targets, chosen) if row["indicator_id"] and _has_value(row)]
    users = _users(found, issuers(plans))
    found = [row for row in found if len(users[row["indicator_id"]]) >= least_issuers]
    nearest, linked = _links(target_links, {row["target_id"] for row in found})
    dates = plan_dates(plans)
    status = {row["plan_id"]: row["text_status"] for row in records(plans, "plans", ["plan_id", "text_status"])}
    rows = [
        _target(
            row, facts, days_of(dates[row["plan_id"]]), status[row["plan_id"]], nearest.get(row["target_id"]), chosen
        )
        for row in found
    ]
    used = {row["indicator_id"] for row in found}
    policy_rows = {
        row["policy_id"]: row for row in records(policies, "policies", ["policy_id", "level", *POLICY_DATES])
    }
    columns = [
        "policy_target_id",
        "policy_id",
        "indicator_id",
        "value_min",
        "value_max",
        "comparator",
        "form",
        "denominator",
        "scope_level",
    ]
    for row in records(policy_targets, "policy_targets", [*columns, "deadline_year", "certainty", "quote"]):
        policy = policy_rows[row["policy_id"]]
        is_linked = row["policy_target_id"] in linked
        of_the_country = is_central(policy["level"]) and row["scope_level"] == _COUNTRY
        if row["indicator_id"] in used and _has_value(row) and (is_linked or of_the_country):
            rows.append({**_upstream(row, facts, policy), "linked": is_linked})
    for row in rows:
        row["n_issuers"] = len(users[row["indicator_id"]])
    order = {id: i for i, id in enumerate(facts)}
    rows.sort(
        key=lambda row: (order[row["indicator_id"]], row["kind"], row["issued_last"] is None, str(row["issued_last"]))
    )
    everyone = {name for names in users.values() for name in names}
    return with_notices(tidy(rows, _SEGMENTS), [chosen.left_out, require(len(everyone), "trend")])


def _indicators(indicators: pd.DataFrame) -> dict[str, Row]:
    columns = ["id", "label_zh", "label_en", "dimension", "unit", "direction"]
    rows = records(indicators, "indicators", columns)
    order = codes("indicator_dimension")
    rows.sort(key=lambda row: (order.index(row["dimension"]), row["id"]))
    return {row["id"]: row for row in rows}


def _canonical(targets: pd.DataFrame, chosen: Selection, columns: Iterable[str] = _TARGET) -> list[Row]:
    wanted = {*chosen.plan_ids}
    return [row for row in records(targets, "targets", [*columns]) if row["is_canonical"] and row["plan_id"] in wanted]


def _has_value(row: Mapping[str, Any]) -> bool:
    return row["value_min"] is not None or row["value_max"] is not None


def committed(row: Mapping[str, Any], direction: str | None) -> float | None:
    """The number that a target commits to: its lower bound, for an indicator that is to fall the upper; else the one that is stated."""
    low, high = row["value_min"], row["value_max"]
    first, second = (high, low) if direction == "lower" else (low, high)
    return first if first is not None else second


def _users(rows: Iterable[Row], of: Mapping[str, str]) -> dict[str, set[str]]:
    users: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        users[row["indicator_id"]].add(of[row["plan_id"]])
    return users


def _links(target_links: pd.DataFrame, wanted: set[str]) -> tuple[dict[str, Row], set[str]]:
    """The nearest link of each target, and the upstream targets that some of them are linked to."""
    columns = ["target_id", "policy_target_id", "role", "outcome", "comparability"]
    rows = [row for row in records(target_links, "target_links", columns) if row["target_id"] in wanted]
    nearest = {row["target_id"]: row for row in rows if row["role"] == "nearest"}
    return nearest, {row["policy_target_id"] for row in rows if row["policy_target_id"]}


def _values(row: Row, facts: Mapping[str, Row]) -> Row:
    fact = facts[row["indicator_id"]]
    same = {key: row[key] for key in ("indicator_id", "comparator", "form", "denominator", "deadline_year", "quote")}
    own = {key: fact[key] for key in ("label_zh", "label_en", "dimension", "direction")}
    value = committed(row, fact["direction"])
    unit = row.get("unit") or fact["unit"]
    return {**same, **own, "unit": unit, "value": value, "value_low": row["value_min"], "value_high": row["value_max"]}


def _target(
    row: Row,
    facts: Mapping[str, Row],
    issued: Mapping[str, Any],
    status: Sequence[str] | None,
    link: Row | None,
    chosen: Selection,
) -> Row:
    grade = link["comparability"] if link else None
    weak = row["strength"] is None or row["strength"] < 3
    standing = chosen.columns(row["plan_id"])
    return {
        "kind": "target",
        **_values(row, facts),
        **issued,
        "target_id": row["target_id"],
        "plan_id": row["plan_id"],
        "strength": row["strength"],
        "hedges": joined(row["hedges"] or ()),
        "addressee": row["addressee"],
        "outcome": link["outcome"] if link else None,
        "comparability": grade,
        "hollow": weak or grade in ("B", "C", "X") or standing["standing"] != "full",
        "text_status": joined(status or ()),
        **standing,
    }


def _upstream(row: Row, facts: Mapping[str, Row], policy: Row) -> Row:
    return {
        "kind": "upstream",
        **_values(row, facts),
        **days_of(issue_dates(policy)),
        "policy_target_id": row["policy_target_id"],
        "policy_id": row["policy_id"],
        "level": policy["level"],
        "certainty": row["certainty"],
        "verified": is_verified(row["certainty"]),
    }


def deadline_matrix(
    targets: pd.DataFrame, indicators: pd.DataFrame, plans: pd.DataFrame, *, sample: Sample = "all"
) -> pd.DataFrame:
    """How many canonical targets of each dimension fall due in which year.

    Returns:
        plan_id; deadline_year (null: no year, a standing rule or one that isn't said); dimension (codes.yaml: indicator_dimension; null: no
        indicator of the codebook fits); dimension_zh, dimension_en; n; n_stated (those whose own sentence states the year); standing, standing_why.
    """
    chosen = select(plans, sample)
    dimension = {row["id"]: row["dimension"] for row in records(indicators, "indicators", ["id", "dimension"])}
    columns = ["plan_id", "indicator_id", "deadline_year", "deadline_basis", "is_canonical"]
    counts: Counter[tuple[str, int | None, str | None]] = Counter()
    stated: Counter[tuple[str, int | None, str | None]] = Counter()
    for row in _canonical(targets, chosen, columns):
        key = (row["plan_id"], row["deadline_year"], dimension.get(row["indicator_id"]))
        counts[key] += 1
        stated[key] += row["deadline_basis"] == "stated"
    rows = []
    for (plan, year, kind), n in sorted(counts.items(), key=lambda item: [(part is None, part) for part in item[0]]):
        named = entry("indicator_dimension", kind) if kind else {"label_zh": None, "label_en": None}
        head = {"plan_id": plan, "deadline_year": year, "dimension": kind, "dimension_zh": named["label_zh"]}
        tail = {"dimension_en": named["label_en"], "n": n, "n_stated": stated[plan, year, kind]}
        rows.append({**head, **tail, **chosen.columns(plan)})
    kinds = {"plan_id": "str", "deadline_year": "int", "dimension": "str", "dimension_zh": "str", "dimension_en": "str"}
    return with_notices(tidy(rows, {**kinds, "n": "int", "n_stated": "int", **STANDING_COLUMNS}), [chosen.left_out])


# --- what can't be compared ------------------------------------------------------------------------------------------


def non_comparables(
    target_links: pd.DataFrame,
    targets: pd.DataFrame,
    indicators: pd.DataFrame,
    policy_targets: pd.DataFrame,
    plans: pd.DataFrame,
) -> pd.DataFrame:
    """Pairs of a target and an upstream target that decide nothing, and why.

    Returns:
        One row per link with an upstream target whose outcome is ``indeterminate``: link_id, target_id, plan_id, indicator_id, label_zh, label_en,
        quote, policy_target_id, policy_id, upstream_quote, comparability; reasons (codes.yaml: link_reason, parted by semicolons), reasons_zh, reasons_en;
        explanation_zh, explanation_en; standing, standing_why.
    """
    chosen = select(plans, "all")
    names = labels(indicators)
    quotes = {row["target_id"]: row["quote"] for row in records(targets, "targets", ["target_id", "quote"])}
    above = {
        row["policy_target_id"]: row["quote"]
        for row in records(policy_targets, "policy_targets", ["policy_target_id", "quote"])
    }
    keys = ["link_id", "target_id", "plan_id", "indicator_id", "policy_target_id", "policy_id", "comparability"]
    rows = []
    for row in records(target_links, "target_links", [*keys, "outcome", "reasons", "explanation_zh", "explanation_en"]):
        if row["outcome"] != "indeterminate":
            continue
        told = [entry("link_reason", code) for code in row["reasons"]]
        zh, en = names[row["indicator_id"]]
        rows.append(
            {
                **row,
                "label_zh": zh,
                "label_en": en,
                "quote": quotes.get(row["target_id"]),
                "upstream_quote": above.get(row["policy_target_id"]),
                "reasons": joined(row["reasons"]),
                "reasons_zh": "；".join(one["label_zh"] for one in told),
                "reasons_en": "; ".join(one["label_en"] for one in told),
                **chosen.columns(row["plan_id"]),
            }
        )
    text = [*keys, "label_zh", "label_en", "quote", "upstream_quote", "reasons", "reasons_zh", "reasons_en"]
    columns = dict.fromkeys([*text, "explanation_zh", "explanation_en"], "str")
    return tidy(rows, {**columns, **STANDING_COLUMNS})


def conflicts(targets: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Where a document states one aim twice and not alike.

    Returns:
        One row per statement of such a group: group_id, plan_id, target_id, is_canonical, conflict (the attributes that disagree, parted by
        semicolons), value_low, value_high, deadline_year, strength, modality_marker, quote; standing, standing_why.
    """
    chosen = select(plans, "all")
    columns = ["group_id", "plan_id", "target_id", "is_canonical", "conflict", "value_min", "value_max"]
    found = records(targets, "targets", [*columns, "deadline_year", "strength", "modality_marker", "quote"])
    at_odds = {row["group_id"] for row in found if row["group_id"] and row["conflict"]}
    rows = [
        {**row, "value_low": row["value_min"], "value_high": row["value_max"], **chosen.columns(row["plan_id"])}
        for row in found
        if row["group_id"] in at_odds
    ]
    kinds = {"group_id": "str", "plan_id": "str", "target_id": "str", "is_canonical": "bool", "conflict": "str"}
    kinds |= {"value_low": "float", "value_high": "float", "deadline_year": "int", "strength": "int"}
    return tidy(rows, {**kinds, "modality_marker": "str", "quote": "str", **STANDING_COLUMNS})
