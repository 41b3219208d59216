"""How precisely targets are drafted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, quantile, require

if TYPE_CHECKING:
    import pandas as pd

COMPONENTS = ("number", "unit_denominator", "deadline", "body", "baseline", "monitoring")
_ROW = 30


def specificity_dots(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """Drafting precision: targets by their points (0–6), the mean, and the share that has each of the six elements.

    Args:
        frame: of ``specificity``: target_id, plan_id, number, unit_denominator, deadline, body, baseline, monitoring
            (0 or 1 each), score (0–6).

    Up to twelve documents: one row each. More: the documents' means and shares as ticks.
    """
    rows = require(frame, "specificity_dots", "target_id", "plan_id", *COMPONENTS, "score")
    page = Page.begin("specificity_dots", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    by_plan: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_plan[row["plan_id"]].append(row)
    return (_ticks if page.many else _rows)(page, by_plan)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _rows(page: Page, by_plan: dict[str, list[dict[str, Any]]]) -> alt.TopLevelMixin:
    dots, means, shares = [], [], []
    for plan_id in page.plan_ids:
        rows, document = by_plan[plan_id], page.documents[plan_id]
        for score, n in sorted(Counter(row["score"] for row in rows).items()):
            ids = [row["target_id"] for row in rows if row["score"] == score]
            dots.append({"document": document, "score": score, "n": n, "evidence": evidence({"ids": ids}, "ids")})
        means.append({"document": document, "mean": _mean([row["score"] for row in rows]), "n": len(rows)})
        for component in COMPONENTS:
            have = [row["target_id"] for row in rows if row[component]]
            share = 100 * len(have) / len(rows)
            shares.append(
                {
                    "document": document,
                    "component": page.say(f"component.{component}"),
                    "share": share,
                    "print": f"{share:.0f}",
                    "n": len(have),
                    "evidence": evidence({"ids": have}, "ids"),
                }
            )
    height = _ROW * len(page.plan_ids)
    y = alt.Y("document:N", sort=page.sort, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True))
    x = alt.X("score:Q", title=None, scale=alt.Scale(domain=[-0.4, 6.4], nice=False), axis=alt.Axis(values=[*range(7)]))
    count = alt.Tooltip("n:Q", title=page.say("tip.n_targets"))
    most = max(dot["n"] for dot in dots)
    base = alt.Chart(data(dots)).encode(
        x=x, y=y, tooltip=[*page.tips(document="document", score="score"), count, *page.tips(evidence="evidence")]
    )
    circles = base.mark_circle(color=theme.LADDER[2], opacity=1).encode(
        size=alt.Size("n:Q", scale=alt.Scale(domain=[1, max(2, most)], range=[90, 560]), legend=None)
    )
    print_ = base.mark_text(fontSize=theme.SMALL_SIZE).encode(text="n:Q")
    mean = alt.Chart(data(means)).mark_tick(color=theme.VERMILION, thickness=1.8, size=24, orient="vertical")
    mean = mean.encode(
        x="mean:Q",
        y=y,
        tooltip=[
            *page.tips(document="document"),
            alt.Tooltip("mean:Q", format=".2f", title=page.say("tip.mean")),
            count,
        ],
    )
    left = alt.layer(circles, print_, mean).properties(width=270, height=height, title=_head(page, "points"))
    names = [page.say(f"component.{component}") for component in COMPONENTS]
    cells = alt.Chart(data(shares)).encode(
        x=alt.X("component:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False, labelAngle=0)),
        y=alt.Y("document:N", sort=page.sort, axis=None),
        tooltip=[*page.tips(document="document", component="component"), count, *page.tips(evidence="evidence")],
    )
    colour = alt.Color(
        "share:Q",
        scale=alt.Scale(domain=[0, 25, 50, 75, 100], range=list(theme.LADDER), interpolate="lab"),
        legend=None,
    )
    ink = alt.condition("datum.share > 60", alt.value(theme.PAPER), alt.value(theme.INK))
    right = alt.layer(
        cells.mark_rect(stroke=theme.HAIR, strokeWidth=1).encode(color=colour),
        cells.mark_text(fontSize=theme.SMALL_SIZE).encode(text="print:N", color=ink),
    ).properties(width=(46 if page.lang == "zh" else 62) * 6, height=height, title=_head(page, "elements"))
    chart = alt.hconcat(left, right, spacing=16).resolve_scale(color="independent", size="independent")
    return page.finish(chart, 90 + 270 + (46 if page.lang == "zh" else 62) * 6)


def _head(page: Page, part: str) -> alt.TitleParams:
    return alt.TitleParams(
        page.say(f"specificity_dots.{part}"), fontSize=theme.LABEL_SIZE, color=theme.MUTED, frame="group", offset=6
    )


def _ticks(page: Page, by_plan: dict[str, list[dict[str, Any]]]) -> alt.TopLevelMixin:
    means = [
        {"document": page.documents[one], "value": _mean([row["score"] for row in rows]), "n": len(rows), "id": one}
        for one, rows in by_plan.items()
    ]
    shares = [
        {
            "document": page.documents[one],
            "component": page.say(f"component.{component}"),
            "value": 100 * _mean([bool(row[component]) for row in rows]),
            "n": len(rows),
            "id": one,
        }
        for one, rows in by_plan.items()
        for component in COMPONENTS
    ]
    bins = Counter(round(one["value"] * 4) / 4 for one in means)
    bars = [{"value": value, "n": n, "zero": 0} for value, n in sorted(bins.items())]
    x = alt.X(
        "value:Q",
        title=page.say("axis.mean_points"),
        scale=alt.Scale(domain=[0, 6], nice=False),
        axis=alt.Axis(values=[*range(7)]),
    )
    left = (
        alt.Chart(data(bars))
        .mark_bar(color=theme.LADDER[2], width=8)
        .encode(
            x=x,
            y=alt.Y("n:Q", title=page.say("axis.documents"), axis=alt.Axis(tickCount=4, tickMinStep=1, format="d")),
            y2="zero:Q",
            tooltip=[
                alt.Tooltip("value:Q", title=page.say("tip.mean")),
                alt.Tooltip("n:Q", title=page.say("tip.n_documents")),
            ],
        )
    )
    names = [page.say(f"component.{component}") for component in COMPONENTS]
    y = alt.Y("component:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False))
    at = alt.X("value:Q", title=page.say("axis.share_targets"), scale=alt.Scale(domain=[-3, 103], nice=False))
    tips = [*page.tips(document="document", component="component"), alt.Tooltip("value:Q", format=".0f", title="%")]
    ticks = alt.Chart(data(shares)).mark_tick(
        color=theme.MUTED, thickness=0.8, size=12, opacity=max(0.1, min(0.5, 15 / len(page.plan_ids)))
    )
    ticks = ticks.encode(x=at, y=y, tooltip=[*tips, *page.tips(id="id")])
    medians = [
        {"component": name, "value": quantile([one["value"] for one in shares if one["component"] == name], 0.5)}
        for name in names
    ]
    dot = alt.Chart(data(medians)).mark_point(
        filled=True, fill=theme.PAPER, stroke=theme.BLUE, strokeWidth=1.6, size=46, opacity=1
    )
    dot = dot.encode(x=at, y=y, tooltip=[alt.Tooltip("value:Q", format=".0f", title=page.say("tip.median"))])
    chart = alt.hconcat(
        left.properties(width=230, height=150), alt.layer(ticks, dot).properties(width=300, height=150), spacing=28
    )
    return page.finish(chart, 680, reading=page.say("specificity_dots.reading_many"))
