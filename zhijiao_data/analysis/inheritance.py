"""What became of upstream targets in a plan: copied, adapted, allotted, or not taken up (the funnel); and what is new.

Of each canonical target with an indicator, by its nearest upstream target:

* ``copy``: the same value, and the words around it too;
* ``same_value``: the same value, but other words, or words that can't be compared since the upstream is known only by report;
* ``adapt``: another value (raised or lowered);
* ``allocate``: a count that is a part of the upstream count;
* ``undecided``: which of these can't be told; ``not_at_risk``: the upstream came later, or may have; ``new``: none is held, an upper bound of
  what is local.

The funnel: 裴雷等 (2016) find selective uptake strongest at the county level. What is not in a text that is not wholly held may have been lost.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis.ambition import committed
from zhijiao_data.analysis.documents import is_verified, plan_dates
from zhijiao_data.analysis.frames import Row, joined, labels, records, tidy
from zhijiao_data.analysis.honesty import (
    STANDING_COLUMNS,
    Sample,
    Selection,
    notice,
    notices,
    select,
    unreadable,
    with_notices,
)
from zhijiao_data.analysis.messages import message
from zhijiao_data.codebook.label_text import plain
from zhijiao_data.dataset.issue_dates import lapsed

if TYPE_CHECKING:
    import pandas as pd

TYPES = ("copy", "same_value", "adapt", "allocate", "undecided", "not_at_risk", "new")
#: Levels (codes.yaml: scope_level) at which a target is a total.
_TOTALS = frozenset({"national", "province", "city"})
#: Characters that two quotes must share in one piece, the number among them, to count as the same words.
SHARED = 8
_VALUES = ["value_min", "value_max", "deadline_year"]


def inheritance(
    target_links: pd.DataFrame,
    targets: pd.DataFrame,
    policy_targets: pd.DataFrame,
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    sample: Sample = "all",
) -> pd.DataFrame:
    """The type of inheritance of every canonical target with an indicator.

    Returns:
        target_id, plan_id, indicator_id, label_zh, label_en; type (see `TYPES`), type_zh, type_en; outcome, comparability (of the link); value_text (of the plan),
        value, upstream_value (the bounds that commit; null without a number, or for a direction), unit, deadline_year, upstream_deadline; quote; policy_target_id, policy_id, upstream_quote, upstream_verbatim (false: as reported, so that words can't be compared), upstream_certainty, verified;
        shared (the longest piece around the number that both quotes have, without marks and blanks; null when not verbatim), text_support (the number stands in a shared piece
        of at least 8 characters; null when not verbatim); scope (``same``, ``differs``; null without an upstream); standing, standing_why.
    """
    chosen = select(plans, sample)
    wanted = {*chosen.plan_ids}
    names = labels(indicators)
    facts = {r["id"]: r for r in records(indicators, "indicators", ["id", "direction", "unit"])}
    own = {
        r["target_id"]: r for r in records(targets, "targets", ["target_id", "quote", "value_text", "unit", *_VALUES])
    }
    above = {
        r["policy_target_id"]: r
        for r in records(policy_targets, "policy_targets", ["policy_target_id", "quote", "verbatim", *_VALUES])
    }
    columns = [
        "target_id",
        "plan_id",
        "indicator_id",
        "policy_target_id",
        "policy_id",
        "role",
        "outcome",
        "comparability",
        "reasons",
    ]
    rows = []
    for link in records(target_links, "target_links", [*columns, "upstream_certainty"]):
        if link["role"] != "nearest" or link["plan_id"] not in wanted:
            continue
        target, upstream = own[link["target_id"]], above.get(link["policy_target_id"])
        number = target["value_text"] or ""
        common = shared_words(target["quote"], upstream["quote"], number) if upstream and upstream["verbatim"] else None
        support = None if common is None else bool(number) and len(common) >= SHARED
        kind = _type(link, support)
        zh, en = names[link["indicator_id"]]
        fact = facts[link["indicator_id"]]
        certainty = link["upstream_certainty"]
        rows.append(
            {
                **link,
                **target,
                "label_zh": zh,
                "label_en": en,
                "value": committed(target, fact["direction"]),
                "upstream_value": committed(upstream, fact["direction"]) if upstream else None,
                "unit": target["unit"] or fact["unit"],
                "upstream_deadline": upstream["deadline_year"] if upstream else None,
                "type": kind,
                "type_zh": message(f"inheritance.{kind}", "zh"),
                "type_en": message(f"inheritance.{kind}", "en"),
                "upstream_quote": upstream["quote"] if upstream else None,
                "upstream_verbatim": upstream["verbatim"] if upstream else None,
                "verified": None if certainty is None else is_verified(certainty),
                "shared": common,
                "text_support": support,
                "scope": None if upstream is None else "differs" if "scope_differs" in link["reasons"] else "same",
                **chosen.columns(link["plan_id"]),
            }
        )
    text = [
        "target_id",
        "plan_id",
        "indicator_id",
        "label_zh",
        "label_en",
        "type",
        "type_zh",
        "type_en",
        "outcome",
        "comparability",
    ]
    kinds = dict.fromkeys([*text, "value_text", "quote", "policy_target_id", "policy_id", "upstream_quote"], "str")
    kinds |= {
        "value": "float",
        "upstream_value": "float",
        "unit": "str",
        "deadline_year": "int",
        "upstream_deadline": "int",
    }
    kinds |= {
        "upstream_verbatim": "bool",
        "upstream_certainty": "str",
        "verified": "bool",
        "shared": "str",
        "text_support": "bool",
        "scope": "str",
    }
    return with_notices(tidy(rows, {**kinds, **STANDING_COLUMNS}), [chosen.left_out])


def _type(link: Row, support: bool | None) -> str:
    if link["outcome"] in ("new", "not_at_risk"):
        return link["outcome"]
    if "allocation" in link["reasons"]:
        return "allocate"
    if link["outcome"] == "parity":
        return "copy" if support else "same_value"
    return "adapt" if link["outcome"] in ("amplified", "attenuated") else "undecided"


def shared_words(one: str, other: str, number: str = "") -> str:
    """The longest piece that two texts share, without marks and blanks, and that holds ``number``; the first of several.

    By dynamic programming over the ends of common pieces: time grows with the product of the two lengths, which are those of sentences.
    """
    a, b, wanted = plain(one).text, plain(other).text, plain(number).text
    # Where the last number that is whole before each place begins: a piece holds one if it begins no later.
    holds = [a.rfind(wanted, 0, i) for i in range(len(a) + 1)]
    best, end = 0, 0
    lengths = [0] * (len(b) + 1)
    for i, char in enumerate(a, 1):
        row = [0] * (len(b) + 1)
        for j, partner in enumerate(b, 1):
            if char == partner:
                row[j] = lengths[j - 1] + 1
                if row[j] > best and holds[i] >= i - row[j]:
                    best, end = row[j], i
        lengths = row
    return a[end - best : end]


def dropped(
    targets: pd.DataFrame,
    plans: pd.DataFrame,
    citations: pd.DataFrame,
    policies: pd.DataFrame,
    policy_targets: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    sample: Sample = "all",
) -> pd.DataFrame:
    """For every upstream document that a plan names, which of its registered targets the plan takes up.

    Returns:
        One row per plan, cited policy and indicator: plan_id, policy_id, policy_title, level, indicator_id, label_zh, label_en; policy_target_ids (parted by
        semicolons), quote (of the first), scope_level, is_total (a total of the country, a province or a city, which no district can be asked to repeat); state (``taken``: the plan has a canonical target of the indicator; ``dropped``: it hasn't; ``lapsed``: it hasn't,
        and the deadline was past at its issue; ``unreadable``: it isn't seen in a text that is not wholly held), state_zh, state_en; target_ids (parted by semicolons);
        certainty, verified (of the registered target); standing, standing_why.
    """
    chosen = select(plans, sample)
    at = plan_dates(plans)
    registry = {row["policy_id"]: row for row in records(policies, "policies", ["policy_id", "title", "level"])}
    names = labels(indicators)
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in records(targets, "targets", ["target_id", "plan_id", "indicator_id", "is_canonical"]):
        if row["is_canonical"] and row["indicator_id"]:
            held[row["plan_id"], row["indicator_id"]].append(row["target_id"])
    asked: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    columns = [
        "policy_target_id",
        "policy_id",
        "indicator_id",
        "quote",
        "form",
        "scope_level",
        "deadline_year",
        "deadline_month",
        "certainty",
    ]
    for row in records(policy_targets, "policy_targets", columns):
        if row["indicator_id"]:
            asked[row["policy_id"]][row["indicator_id"]].append(row)
    cited = {
        (row["plan_id"], row["policy_id"])
        for row in records(citations, "citations", ["plan_id", "policy_id"])
        if row["policy_id"]
    }
    rows = []
    for plan, policy in sorted(cited):
        for indicator, found in asked[policy].items() if plan in chosen.plan_ids else ():
            own = held.get((plan, indicator), [])
            state = _fate(found, own, at[plan], chosen, plan)
            zh, en = names[indicator]
            rows.append(
                {
                    "plan_id": plan,
                    "policy_id": policy,
                    "policy_title": registry[policy]["title"],
                    "level": registry[policy]["level"],
                    "indicator_id": indicator,
                    "label_zh": zh,
                    "label_en": en,
                    "policy_target_ids": joined(row["policy_target_id"] for row in found),
                    "quote": found[0]["quote"],
                    "scope_level": found[0]["scope_level"],
                    "is_total": all(row["scope_level"] in _TOTALS for row in found),
                    "state": state,
                    "state_zh": message(f"dropped.{state}", "zh"),
                    "state_en": message(f"dropped.{state}", "en"),
                    "target_ids": joined(own),
                    "certainty": found[0]["certainty"],
                    "verified": is_verified(found[0]["certainty"]),
                    **chosen.columns(plan),
                }
            )
    text = [
        "plan_id",
        "policy_id",
        "policy_title",
        "level",
        "indicator_id",
        "label_zh",
        "label_en",
        "policy_target_ids",
        "quote",
        "scope_level",
    ]
    kinds = dict.fromkeys([*text, "state", "state_zh", "state_en", "target_ids", "certainty"], "str")
    told = [chosen.left_out, unreadable(chosen), notice("registry_incomplete")]
    return with_notices(tidy(rows, {**kinds, "is_total": "bool", "verified": "bool", **STANDING_COLUMNS}), told)


def _fate(found: list[Row], own: list[str], at: Any, chosen: Selection, plan: str) -> str:
    if own:
        return "taken"
    if at is not None and all(
        row["form"] != "norm" and lapsed(row["deadline_year"], row["deadline_month"], at) for row in found
    ):
        return "lapsed"
    return "dropped" if chosen.of[plan]["standing"] == "full" else "unreadable"


def funnel(dropped: pd.DataFrame) -> pd.DataFrame:
    """How much of each cited document comes through.

    Args:
        dropped: what `dropped` returns.

    Returns:
        plan_id, policy_id, policy_title, level; n_indicators (registered targets' indicators), n_taken, n_dropped, n_dropped_totals (those of them that are
        totals of a larger whole), n_lapsed, n_unreadable; share_taken (taken / (taken + dropped); null for texts that are not wholly held and when both are zero).
    """
    counts: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in records(dropped, "dropped", ["plan_id", "policy_id", "policy_title", "level", "state", "is_total"]):
        found = counts[row["plan_id"], row["policy_id"], row["policy_title"], row["level"]]
        found[row["state"]] += 1
        found["totals"] += row["state"] == "dropped" and row["is_total"]
    rows = []
    for (plan, policy, title, level), found in sorted(counts.items()):
        taken, lost = found["taken"], found["dropped"]
        told = {f"n_{state}": found[state] for state in ("taken", "dropped", "lapsed", "unreadable")}
        share = taken / (taken + lost) if taken + lost and not found["unreadable"] else None
        head = {"plan_id": plan, "policy_id": policy, "policy_title": title, "level": level}
        totals = {"n_indicators": sum(told.values()), "n_dropped_totals": found["totals"]}
        rows.append({**head, **totals, **told, "share_taken": share})
    kinds = dict.fromkeys(["plan_id", "policy_id", "policy_title", "level"], "str")
    kinds |= dict.fromkeys(
        ["n_indicators", "n_taken", "n_dropped", "n_dropped_totals", "n_lapsed", "n_unreadable"], "int"
    )
    return with_notices(tidy(rows, {**kinds, "share_taken": "float"}), notices(dropped))
