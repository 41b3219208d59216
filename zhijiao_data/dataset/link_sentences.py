"""A link in one sentence, English and Chinese: what the plan asks, what upstream asks, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhijiao_data.codebook.loader import entry
from zhijiao_data.dataset.target_comparison import Comparison, year_of

Given = Mapping[str, Any]

_SIGNS = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "about "}
_WHEN = {
    "earlier": ("earlier", "时间在前"),
    "same": ("same year", "同年"),
    "later": ("later", "时间在后"),
    "target_open_ended": ("without a year", "本级无期限"),
    "upstream_open_ended": ("upstream without a year", "上位无期限"),
    "rules": ("standing rules", "同为常设标准"),
}
_ORDER = {"above": ("higher", "数值更高"), "equal": ("equal", "数值相同"), "below": ("lower", "数值更低")}
_TURNED = {"above": "below", "below": "above", "equal": "equal"}
#: Reasons that may leave a pair undecided; the sentence names those that a link has.
_UNDECIDED = (
    "value_unknown",
    "form_differs",
    "no_number",
    "unit_differs",
    "grade_differs",
    "bounds_opposed",
    "comparator_unknown",
    "intervals_overlap",
    "no_direction",
    "upstream_lapsed",
    "superseded",
)


def new_sentences(target: Given, came_later: bool) -> tuple[str, str]:
    """For a target without an upstream target when the plan was issued."""
    english, chinese = _aim(target)
    if came_later:
        return (
            f"{english}: the upstream targets held of this indicator came after the plan, so new",
            f"{chinese}；所持同一指标的上位目标均晚于本文件，记为新设",
        )
    return (
        f"{english}: no upstream target of this indicator is held, so new (an upper bound of what is local)",
        f"{chinese}；未见同一指标的上位目标，记为新设（地方自设的上限）",
    )


def not_at_risk_sentences(target: Given, upstream: Given, policy: Given, uncertain: bool) -> tuple[str, str]:
    """For an upstream target that came after the plan, or of which that can't be ruled out."""
    english, chinese = _aim(target)
    above, above_zh = _upstream(upstream, policy)
    if uncertain:
        return (
            f"{english}; {above} may have come before or after the plan, so the plan is not taken to be at risk",
            f"{chinese}；{above_zh}，与本文件孰先孰后不能确定，不作上位目标",
        )
    return (
        f"{english}; {above} came after the plan, so the plan was not at risk",
        f"{chinese}；{above_zh}，晚于本文件，不作上位目标",
    )


def linked_sentences(
    target: Given, upstream: Given, policy: Given, comparison: Comparison, direction: str
) -> tuple[str, str]:
    """For a pair that was compared, or of which is said why not."""
    english, chinese = _aim(target)
    above, above_zh = _upstream(upstream, policy)
    verdict, verdict_zh = _verdict(comparison, direction)
    return f"{english} against {above}: {verdict}", f"{chinese}；上位目标：{above_zh}：{verdict_zh}"


def _verdict(comparison: Comparison, direction: str) -> tuple[str, str]:
    undecided = [entry("link_reason", reason) for reason in _UNDECIDED if reason in comparison.reasons]
    because = ", ".join(reason["label_en"] for reason in undecided)
    because_zh = "、".join(reason["label_zh"] for reason in undecided)
    if "allocation" in comparison.reasons:
        part = f"{(comparison.share or 0) * 100:.3g}"
        return f"{part} % of the upstream number, a matter of allocation, so not decided", (
            f"占上位数量的{part}%，属分配，不作判断"
        )
    if comparison.relation is None:
        return f"not compared ({because})", f"不作比较（{because_zh}）"
    relation = _TURNED[comparison.relation] if direction == "lower" else comparison.relation
    open_ended = next((reason for reason in comparison.reasons if reason.endswith("_open_ended")), "rules")
    when, when_zh = _WHEN[comparison.when or open_ended]
    order, order_zh = _ORDER[relation]
    if comparison.outcome == "indeterminate":
        tail, tail_zh = f" ({because})" if because else "", f"（{because_zh}）" if because else ""
        return f"{when} and {order}, so not decided{tail}", f"{when_zh}、{order_zh}，不作判断{tail_zh}"
    outcome = entry("link_outcome", comparison.outcome)
    return f"{when} and {order}, so {outcome['label_en']}", f"{when_zh}、{order_zh}，属{outcome['label_zh']}"


def _upstream(row: Given, policy: Given) -> tuple[str, str]:
    verified = str(row["certainty"]).startswith("verified")
    english, chinese = _aim(row)
    number = policy.get("doc_number")
    name, name_zh = number or policy.get("title_en") or policy["title"], number or f"《{policy['title']}》"
    return (
        f"{english} in {name} ({'verified' if verified else 'unverified'})",
        f"{name_zh}{chinese}（{'已核实' if verified else '未核实'}）",
    )


def _aim(row: Given) -> tuple[str, str]:
    """What a target asks, by when: ≥ 60 % by 2025; 到2025年不低于60%."""
    english, chinese = _amount(row)
    year = year_of(row)
    return (f"{english} by {year}", f"到{year}年{chinese}") if year else (english, chinese)


def _amount(row: Given) -> tuple[str, str]:
    low, high, comparator = row["value_min"], row["value_max"], row["comparator"]
    values = [value for value in dict.fromkeys((low, high)) if value is not None]
    form = entry("target_form", row["form"])
    if not values:
        return f"{form['label_en']} without a number", f"{form['label_zh']}（无数值）"
    unit, unit_zh = _unit(row["unit"])
    word = _WORDS_ZH.get(comparator, "")
    english = "–".join(f"{value:,.10g}" for value in values)
    chinese = "—".join(_chinese(value) for value in values)
    return f"{_SIGNS.get(comparator, '')}{english}{unit}", f"{word}{chinese}{unit_zh}"


_WORDS_ZH = {"ge": "不低于", "gt": "超过", "le": "不超过", "lt": "低于", "approx": "约"}


def _unit(unit: str | None) -> tuple[str, str]:
    if unit is None or unit == "%":
        return (" %", "%") if unit else ("", "")
    known = entry("units", unit)
    return "" if known["kind"] == "count" else f" {known['label_en']}", unit


def _chinese(value: float) -> str:
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.10g}{word}"
    return f"{value:.10g}"
