"""Tables of a few made-up rows: each builder takes what a test is about and fills in the rest."""

from __future__ import annotations

from typing import Any

import pandas as pd


def table(rows: list[dict[str, Any]], **defaults: Any) -> pd.DataFrame:
    """A frame of rows over defaults; without rows it has the columns of the defaults."""
    filled = [{**defaults, **row} for row in rows]
    return pd.DataFrame(
        filled, columns=[*dict.fromkeys(key for row in filled or [defaults] for key in row)], dtype=object
    )


def plans(*rows: dict[str, Any]) -> pd.DataFrame:
    blank = dict.fromkeys(("province", "city", "district", "issued_on", "date_precision", "issued_not_before"))
    blank |= dict.fromkeys(
        ("issued_not_after", "published_on", "transmitted_on", "period_start", "issuer", "issuer_level")
    )
    made = [{"issuer": f"{row['plan_id']}区人民政府", "issuer_level": "district", **row} for row in rows]
    return table(made, **blank, text_status=["full"], text_chars=1000)


def tasks(*rows: dict[str, Any]) -> pd.DataFrame:
    return table(
        [*rows],
        task_id=None,
        plan_id="p",
        role="task",
        restates=None,
        title=None,
        text="加强建设。",
        char_start=0,
        char_end=10,
    )


def task_themes(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Rows (plan, task, theme, rank)."""
    made = [{"plan_id": p, "task_id": t, "theme_id": k, "rank": r} for p, t, k, r in rows]
    return table(made, plan_id=None, task_id=None, theme_id=None, rank=1, evidence="据此")


def themes(*ids: str) -> pd.DataFrame:
    made = [
        {"id": id, "parent_id": id.partition(".")[0] if "." in id else None, "label_zh": f"主题{id}", "label_en": id}
        for id in ids
    ]
    return table(made, id=None, parent_id=None, label_zh=None, label_en=None)


def targets(*rows: dict[str, Any]) -> pd.DataFrame:
    blank = dict.fromkeys(
        ("task_id", "indicator_id", "value_min", "value_max", "per", "grade", "scope", "denominator", "deadline_year")
    )
    blank |= dict.fromkeys(
        ("deadline_basis", "baseline_value", "baseline_year", "group_id", "conflict", "modality_marker", "value_text")
    )
    made = [{"target_id": f"g{i}", **row} for i, row in enumerate(rows)]
    fixed = {
        "plan_id": "p",
        "section_id": "s",
        "kind": "quantity",
        "form": "level",
        "is_canonical": True,
        "quote": "达到六成",
        "hedges": [],
    }
    fixed |= {
        "comparator": "ge",
        "unit": None,
        "modality": "committed",
        "strength": 3,
        "addressee": "self_government",
        "char_start": 0,
        "char_end": 4,
    }
    return table(made, target_id=None, **blank, **fixed)


def indicators(*rows: dict[str, Any]) -> pd.DataFrame:
    return table(
        [*rows], label_zh="指标", label_en="Indicator", dimension="teachers", unit="%", direction="higher", per=None
    )


def links(*rows: dict[str, Any]) -> pd.DataFrame:
    blank = dict.fromkeys(
        ("policy_target_id", "policy_id", "comparability", "gap", "log_ratio", "logit_gap", "share_of_upstream")
    )
    blank |= dict.fromkeys(("years_between", "upstream_certainty"))
    made = [{"link_id": f"l{i}", "target_id": f"g{i}", **row} for i, row in enumerate(rows)]
    fixed = {
        "plan_id": "p",
        "indicator_id": "i",
        "role": "nearest",
        "outcome": "new",
        "reasons": [],
        "explanation_zh": "新设",
        "explanation_en": "new",
    }
    return table(made, link_id=None, target_id=None, **blank, **fixed)


def policy_targets(*rows: dict[str, Any]) -> pd.DataFrame:
    blank = dict.fromkeys(
        ("policy_target_id", "value_min", "value_max", "denominator", "deadline_year", "deadline_month")
    )
    fixed = {
        "policy_id": "q",
        "indicator_id": "i",
        "comparator": "ge",
        "form": "level",
        "certainty": "verified",
        "quote": "达到五成",
    }
    return table([*rows], **blank, **fixed, verbatim=True, scope_level="locality")


def policies(*rows: dict[str, Any]) -> pd.DataFrame:
    blank = dict.fromkeys(("policy_id", "issued_on", "published_on", "period_start", "place_id"))
    return table([*rows], **blank, title="上位文件", level="national", unverified=[], parents=[])


def bodies(*task_ids: str) -> pd.DataFrame:
    return table([{"task_id": id} for id in task_ids], task_id=None)


def instruments_of(*rows: tuple[str, str]) -> pd.DataFrame:
    """Rows (task, instrument)."""
    return table([{"task_id": t, "instrument_id": i} for t, i in rows], task_id=None, instrument_id=None)
