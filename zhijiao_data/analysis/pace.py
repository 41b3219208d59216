"""How fast a target is to be reached (M4): only from a baseline that is stated or taken from official statistics; never from an assumed zero.

With b the baseline in year t₀, v the value that is committed to and T its deadline:

* shares: gap closure per year g = [(v − b) / (100 − b)] / (T − t₀), and percentage points per year (v − b) / (T − t₀);
* increments: Δ / b, the part of the baseline that is added (where the baseline is of the stock), per year;
* other amounts: compound annual growth (v / b)^{1/(T − t₀)} − 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis.ambition import committed
from zhijiao_data.analysis.frames import Row, labels, records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, notice, notices, select, with_notices
from zhijiao_data.analysis.messages import message
from zhijiao_data.codebook.loader import load

if TYPE_CHECKING:
    import pandas as pd

#: Forms (codes.yaml: target_form) of which a pace makes sense.
_PACED = frozenset({"level", "count", "ratio", "universal", "maintain", "increment"})


def pace(
    targets: pd.DataFrame,
    indicators: pd.DataFrame,
    plans: pd.DataFrame,
    baselines: pd.DataFrame | None = None,
    *,
    sample: Sample = "all",
) -> pd.DataFrame:
    """The pace of every canonical target, or why it isn't identified.

    Args:
        targets, indicators, plans: the tables.
        baselines: from official statistics: target_id, baseline_value (in the unit of the target; for increments that of the stock), baseline_year,
            source. They stand in for what a plan doesn't state, never against it.
        sample: which texts (`honesty.select`).

    Returns:
        target_id, plan_id, indicator_id, label_zh, label_en, form, value, deadline_year; baseline_value, baseline_year, baseline_source (``stated``, or the source
        given; null); years (T − t₀); gap_closure (part of the gap per year), points_per_year, growth (per year), added (part of the baseline per year):
        those that fit the form, the others null; refusal (code; null when identified), refusal_zh, refusal_en; quote; standing, standing_why.
    """
    chosen = select(plans, sample)
    wanted = {*chosen.plan_ids}
    given = (
        {}
        if baselines is None
        else {
            r["target_id"]: r
            for r in records(baselines, "baselines", ["target_id", "baseline_value", "baseline_year", "source"])
        }
    )
    facts = {r["id"]: r for r in records(indicators, "indicators", ["id", "direction", "unit"])}
    names = labels(indicators)
    columns = [
        "target_id",
        "plan_id",
        "indicator_id",
        "form",
        "value_min",
        "value_max",
        "unit",
        "deadline_year",
        "baseline_value",
        "baseline_year",
    ]
    rows = []
    for row in records(targets, "targets", [*columns, "is_canonical", "quote"]):
        if not row["is_canonical"] or row["plan_id"] not in wanted:
            continue
        fact = facts.get(row["indicator_id"], {"direction": None, "unit": None})
        stated = row["baseline_value"] is not None
        other = given.get(row["target_id"])
        base = row if stated else other or {"baseline_value": None, "baseline_year": None}
        source = "stated" if stated else other["source"] if other else None
        value = committed(row, fact["direction"])
        t0 = None if base["baseline_year"] is None else int(base["baseline_year"])
        told = {
            "value": value,
            "baseline_value": base["baseline_value"],
            "baseline_year": t0,
            "baseline_source": source,
        }
        refusal = _refusal(row, value, base["baseline_value"], t0)
        found = {} if refusal else _pace(row, value, base["baseline_value"], t0, row["unit"] or fact["unit"])
        zh, en = names.get(row["indicator_id"], (None, None))
        why = {f"refusal_{lang}": message(f"refusal.{refusal}", lang) if refusal else None for lang in ("zh", "en")}
        rows.append(
            {
                **row,
                **told,
                **found,
                "label_zh": zh,
                "label_en": en,
                "refusal": refusal,
                **why,
                **chosen.columns(row["plan_id"]),
            }
        )
    rows.sort(key=lambda row: row["target_id"])
    kinds = dict.fromkeys(["target_id", "plan_id", "indicator_id", "label_zh", "label_en", "form"], "str")
    kinds |= {
        "value": "float",
        "deadline_year": "int",
        "baseline_value": "float",
        "baseline_year": "int",
        "baseline_source": "str",
        "years": "int",
    }
    kinds |= dict.fromkeys(["gap_closure", "points_per_year", "growth", "added"], "float")
    kinds |= {"refusal": "str", "refusal_zh": "str", "refusal_en": "str", "quote": "str", **STANDING_COLUMNS}
    paced = [row for row in rows if row["refusal"] not in ("not_a_level", "no_value")]
    missing = [row for row in paced if row["refusal"] == "no_baseline"]
    refused = notice("no_baseline", n=len(paced), missing=len(missing)) if missing else None
    return with_notices(tidy(rows, kinds), [chosen.left_out, refused])


def missing_baselines(pace: pd.DataFrame) -> pd.DataFrame:
    """The targets of `pace` that lack nothing but a baseline, with the notice of how many these are.

    Returns:
        target_id, plan_id, indicator_id (null: none fits), label_zh, label_en, form, value, deadline_year, quote; standing, standing_why.
    """
    columns = [
        "target_id",
        "plan_id",
        "indicator_id",
        "label_zh",
        "label_en",
        "form",
        "value",
        "deadline_year",
        "quote",
    ]
    found = pace.loc[(pace["refusal"] == "no_baseline").fillna(False), [*columns, *STANDING_COLUMNS]]
    return with_notices(found.reset_index(drop=True), notices(pace))


def _refusal(row: Row, value: float | None, baseline: float | None, t0: int | None) -> str | None:
    if row["form"] not in _PACED:
        return "not_a_level"
    if value is None:
        return "no_value"
    if baseline is None:
        return "no_baseline"
    if row["deadline_year"] is None:
        return "no_deadline"
    if t0 is None:
        return "no_baseline_year"
    return "deadline_not_after_baseline" if row["deadline_year"] <= t0 else None


def _pace(row: Row, value: Any, baseline: Any, t0: Any, unit: str | None) -> dict[str, Any]:
    years = row["deadline_year"] - t0
    found: dict[str, Any] = {"years": years}
    if row["form"] == "increment":
        found["added"] = value / baseline / years if baseline else None
    elif unit and load("units")[unit]["kind"] == "share":
        found["points_per_year"] = (value - baseline) / years
        found["gap_closure"] = (value - baseline) / (100 - baseline) / years if baseline < 100 else None
    elif value > 0 and baseline > 0:
        found["growth"] = (value / baseline) ** (1 / years) - 1
    return found
