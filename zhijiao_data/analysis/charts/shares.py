"""Attention to themes: shares with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.bootstrap import DRAWS
from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, quantile, require

if TYPE_CHECKING:
    import pandas as pd

_ROW = 17


def shares_dots(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """Share of each theme in each document: by characters (filled, with its interval) and by tasks (hollow).

    Args:
        frame: of ``attention_intervals``: plan_id, theme_id, measure (``share_chars``, ``share_tasks``), estimate, low, high (0–1); label_zh, label_en and task_ids when held.

    Up to twelve documents: one panel each. More: for each theme one tick per document, the middle half as a bar and
    the median as a dot.

    Raises:
        UsageError: a column is missing, or ``lang`` is unknown.
    """
    rows = require(frame, "shares_dots", "plan_id", "theme_id", "measure", "estimate", "low", "high")
    page = Page.begin("shares_dots", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    marks = [_mark(page, row) for row in rows if row["estimate"] is not None]
    marks = [mark for mark in marks if mark["measure"] in ("share_chars", "share_tasks")]
    if not marks:
        return page.empty()
    order = _order(marks)
    if page.many:
        return _distribution(page, [mark for mark in marks if mark["measure"] == "share_chars"], order)
    return _panels(page, marks, order)


def _mark(page: Page, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "document": page.documents[row["plan_id"]],
        "theme": page.named(row, "themes", "theme_id"),
        "measure": row["measure"],
        "measure_name": page.say(f"measure.{row['measure']}"),
        "estimate": 100 * row["estimate"],
        "low": None if row["low"] is None else 100 * row["low"],
        "high": None if row["high"] is None else 100 * row["high"],
        "id": f"{row['plan_id']} · {row['theme_id']}",
        "evidence": evidence(row, "task_ids"),
    }


def _order(marks: list[dict[str, Any]]) -> list[str]:
    """Themes, the largest mean share of characters first."""
    shares = defaultdict(list)
    for mark in marks:
        shares[mark["theme"]].append(mark["estimate"] if mark["measure"] == "share_chars" else 0.0)
    return sorted(shares, key=lambda name: (-sum(shares[name]) / len(shares[name]), name))


def _tips(page: Page) -> list[alt.Tooltip]:
    number = {"type": "quantitative", "format": ".1f"}
    return [
        *page.tips(document="document", theme="theme", measure_name="measure"),
        alt.Tooltip("estimate", title=page.say("tip.share"), **number),
        alt.Tooltip("low", title=page.say("tip.low"), **number),
        alt.Tooltip("high", title=page.say("tip.high"), **number),
        *page.tips(id="id", evidence="evidence"),
    ]


def _panels(page: Page, marks: list[dict[str, Any]], order: list[str]) -> alt.TopLevelMixin:
    columns = min(len(page.plan_ids), 5 if len(page.plan_ids) <= 5 else 4)
    width = 112
    y = alt.Y("theme:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True, gridDash=[1, 3]))
    x = alt.X("estimate:Q", title=None, axis=alt.Axis(tickCount=4, format="d"), scale=alt.Scale(domainMin=0))
    base = alt.Chart().encode(y=y, tooltip=_tips(page))
    chars = base.transform_filter("datum.measure == 'share_chars'")
    interval = chars.mark_rule(color=theme.BLUE, strokeWidth=1.3).encode(x=alt.X("low:Q", title=None), x2="high:Q")
    filled = chars.mark_point(filled=True, color=theme.BLUE, size=34, opacity=1).encode(x=x)
    hollow = base.transform_filter("datum.measure == 'share_tasks'").mark_point(
        filled=True, fill=theme.PAPER, stroke=theme.INK, strokeWidth=0.9, size=26, opacity=1
    )
    layers = alt.layer(interval, hollow.encode(x=x), filled, data=data(marks))
    chart = layers.properties(width=width, height=_ROW * len(order)).facet(
        facet=alt.Facet("document:N", sort=page.sort, title=None), columns=columns
    )
    return page.finish(chart, 210 + columns * (width + 14), intervals=DRAWS)


def _distribution(page: Page, marks: list[dict[str, Any]], order: list[str]) -> alt.TopLevelMixin:
    shares = defaultdict(list)
    for mark in marks:
        shares[mark["theme"]].append(mark["estimate"])
    middle = [
        {
            "theme": name,
            "low": quantile(values, 0.25),
            "estimate": quantile(values, 0.5),
            "high": quantile(values, 0.75),
            "n": len(values),
        }
        for name, values in shares.items()
    ]
    y = alt.Y("theme:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    x_axis = alt.Axis(grid=True, tickCount=8, format="d")
    x = alt.X("estimate:Q", title=page.say("axis.share_chars"), axis=x_axis, scale=alt.Scale(domainMin=0))
    ticks = alt.Chart(data(marks)).mark_tick(
        color=theme.MUTED, thickness=0.8, size=9, opacity=max(0.1, min(0.5, 15 / len(page.plan_ids)))
    )
    ticks = ticks.encode(x=x, y=y, tooltip=_tips(page))
    tips = [
        *page.tips(theme="theme"),
        alt.Tooltip("n:Q", title=page.say("tip.n_documents")),
        *(
            alt.Tooltip(f"{name}:Q", title=page.say(f"tip.{key}"), format=".1f")
            for name, key in (("low", "quartile_low"), ("estimate", "median"), ("high", "quartile_high"))
        ),
    ]
    base = alt.Chart(data(middle)).encode(y=y, tooltip=tips)
    bar = base.mark_rule(color=theme.BLUE, strokeWidth=3, opacity=0.75).encode(x=alt.X("low:Q"), x2="high:Q")
    dot = base.mark_point(filled=True, fill=theme.PAPER, stroke=theme.BLUE, strokeWidth=1.6, size=42, opacity=1)
    chart = alt.layer(ticks, bar, dot.encode(x=x)).properties(width=430, height=_ROW * len(order))
    return page.finish(chart, 640, reading=page.say("shares_dots.reading_many"))
