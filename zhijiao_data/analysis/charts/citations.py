"""Who cites whom, in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import (
    Notice,
    Page,
    carried,
    data,
    evidence,
    quantile,
    require,
    shortened,
    width_of,
)
from zhijiao_data.partial_dates import days

if TYPE_CHECKING:
    import pandas as pd

#: Bands from top to bottom; a ministry's text counts as national.
BANDS = ("national", "province", "city", "district")
_BAND_OF = {
    "national": "national",
    "ministry": "national",
    "organisation": "national",
    "province": "province",
    "city": "city",
}
_LANE, _GAP, _ARC = 13, 16, 18
#: Upstream documents in the chart of many documents.
MOST_POLICIES = 25


def citation_timeline(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """Cited documents above (national, provincial, prefectural), citing documents below, an arc for each citation.

    Args:
        frame: of ``citation_lags``: citation_id, plan_id, policy_id, level, relation, issued, cited (dates, possibly
            partial), lag_min, lag_max (days), quote; relation and date_verified when held.

    A document whose day of issue is not known stands as a bar from the earliest to the latest possible day; dashes mark
    an upstream date that was not verified. Citations without a resolved or dated upstream are counted in a note. Above
    twelve documents: the lags, one tick for each citation, by cited document.
    """
    rows = require(
        frame, "citation_timeline", "citation_id", "plan_id", "policy_id", "level", "cited", "lag_min", "lag_max"
    )
    page = Page.begin("citation_timeline", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    drawn = [row for row in rows if row["policy_id"] and row["cited"] and row["lag_min"] is not None]
    if not drawn:
        return page.empty()
    notes = [page.say("citation_timeline.left_out", n=len(rows) - len(drawn))] if len(drawn) < len(rows) else []
    return (_lags if page.many else _arcs)(page, drawn, notes)


def _arcs(page: Page, rows: list[dict[str, Any]], notes: list[str]) -> alt.TopLevelMixin:
    cited: dict[str, dict[str, Any]] = {}
    for row in rows:
        first, last = days(row["cited"])
        cited.setdefault(
            row["policy_id"],
            {
                "policy_id": row["policy_id"],
                "name": shortened(page.policy(row["policy_id"]), 220, theme.SMALL_SIZE),
                "band": _BAND_OF.get(row["level"], "district"),
                "day": first + (last - first) / 2,
                "verified": row.get("date_verified") is not False,
                "n": 0,
            },
        )["n"] += 1
    bands: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in sorted(cited.values(), key=lambda one: (one["day"], one["policy_id"])):
        bands[one["band"]].append(one)
    top, headings = 0.0, []
    used = [band for band in BANDS if bands[band]]
    for band in used:
        headings.append({"y": top + _LANE / 2, "name": page.say(f"band.{band}")})
        for lane, one in enumerate(bands[band]):
            one["y"] = top + _LANE * (lane + 0.5)
        top += _LANE * len(bands[band]) + _GAP
    documents = _documents(page, rows)
    base_line = top + _ARC
    for one in documents:
        one["y"] = base_line
    headings.append({"y": base_line, "name": page.say("band.local")})
    height = base_line + 34
    first = min(one["day"] for one in cited.values())
    last = max(one["last"] for one in documents)
    span = [date(first.year, 1, 1), date(last.year + 1, 1, 1)]
    return _draw_arcs(page, rows, cited, documents, headings, span, height, notes)


def _documents(page: Page, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The citing documents with the days that they may be of: cited day and lag give them when the plan doesn't."""
    found = {}
    for row in rows:
        known = page.labels.documents.get(row["plan_id"])
        if known and known.first and known.last:
            first, last = known.first, known.last
        else:
            cited = days(row["cited"])
            first = cited.last + timedelta(days=row["lag_min"])
            last = cited.first + timedelta(days=row["lag_max"] if row["lag_max"] is not None else row["lag_min"])
        found[row["plan_id"]] = {
            "plan_id": row["plan_id"],
            "document": page.documents[row["plan_id"]],
            "place": page.labels.place(row["plan_id"], page.lang),
            "first": first,
            "last": max(first, last),
        }
    return [found[one] for one in page.plan_ids]


def _draw_arcs(
    page: Page,
    rows: list[dict[str, Any]],
    cited: dict[str, dict[str, Any]],
    documents: list[dict[str, Any]],
    headings: list[dict[str, Any]],
    span: list[date],
    height: float,
    notes: list[str],
) -> alt.TopLevelMixin:
    width = 620
    per_day = width / (span[1] - span[0]).days
    marks = [
        {
            "x": (one["first"] - span[0]).days * per_day,
            "x2": (one["last"] - span[0]).days * per_day,
            "middle": ((one["first"] - span[0]).days + (one["last"] - span[0]).days) / 2 * per_day,
            "y": one["y"],
            "sure": one["first"] == one["last"],
            "document": one["document"],
            "label": one["document"],
            "date": str(one["first"]) if one["first"] == one["last"] else f"{one['first']} – {one['last']}",
            "id": one["plan_id"],
        }
        for one in documents
    ]
    levels: list[float] = []
    for mark in sorted(marks, key=lambda mark: mark["middle"]):
        half = width_of(mark["label"], theme.LABEL_SIZE) / 2 + 3
        level = next((i for i, end in enumerate(levels) if end <= mark["middle"] - half), len(levels))
        levels[level : level + 1] = [mark["middle"] + half]
        mark["label_y"] = mark["y"] + 15 + 12 * level
    # Names of documents close in time stand on several lines, above the years.
    height += 12 * (len(levels) - 1)
    at = {one["plan_id"]: one for one in documents}
    points = []
    for row in rows:
        start, end = cited[row["policy_id"]], at[row["plan_id"]]
        to = end["first"] + (end["last"] - end["first"]) / 2
        x0, x1 = (start["day"] - span[0]).days, (to - span[0]).days
        about = {
            "citation": row["citation_id"],
            "verified": start["verified"],
            "document": end["document"],
            "policy": start["name"],
            "relation": page.code("citation_relation", row.get("relation")),
            "lag": _lag(page, row),
            "quote": row.get("quote"),
        }
        for step in range(17):
            t = step / 16
            # A cubic that leaves the cited document to the right and comes down on the citing one from above.
            bend = 3 * (1 - t) * t * t
            x = (1 - t) ** 3 * x0 + 3 * (1 - t) ** 2 * t * (x0 + 0.6 * (x1 - x0)) + bend * x1 + t**3 * x1
            y = (
                (1 - t) ** 3 * start["y"]
                + 3 * (1 - t) ** 2 * t * start["y"]
                + bend * (end["y"] - 60)
                + t**3 * (end["y"] - 5)
            )
            points.append({**about, "x": x * per_day, "y": y, "step": step})
    y_scale = alt.Scale(domain=[height, 0], nice=False)
    y = alt.Y("y:Q", axis=None, scale=y_scale)
    scale = alt.Scale(domain=[0, width], nice=False)
    years = [day for day in (date(year, 1, 1) for year in range(span[0].year, span[1].year + 1))]
    ticks = [{"x": (day - span[0]).days * per_day, "year": str(day.year), "y": height, "top": 0} for day in years]
    every = 2 if len(ticks) > 16 else 1
    ticks = ticks[::every]
    x = alt.X("x:Q", axis=None, scale=scale)
    grid = (
        alt.Chart(data(ticks))
        .mark_rule(color=theme.HAIR, strokeWidth=0.6)
        .encode(x=x, y=alt.Y("top:Q", axis=None, scale=y_scale), y2="y:Q")
    )
    year = alt.Chart(data(ticks)).mark_text(baseline="top", dy=4, color=theme.INK).encode(x=x, y=y, text="year:N")
    tips = page.tips(document="document", policy="policy", relation="relation", lag="lag", quote="quote", citation="id")
    dash = alt.condition("datum.verified", alt.value([1, 0]), alt.value([3, 2]))
    arcs = (
        alt.Chart(data(points))
        .mark_line(strokeWidth=0.9, opacity=0.55, color=theme.BLUE)
        .encode(x=x, y=y, detail="citation:N", order="step:Q", strokeDash=dash, tooltip=tips)
    )
    upstream = [
        {
            "x": (one["day"] - span[0]).days * per_day,
            "y": one["y"],
            "name": one["name"] + ("" if one["verified"] else page.say("unverified")),
            "date": str(one["day"]),
            "n": one["n"],
            "verified": one["verified"],
            "id": one["policy_id"],
        }
        for one in cited.values()
    ]
    base = alt.Chart(data(upstream)).encode(
        x=x,
        y=y,
        tooltip=[
            *page.tips(name="policy", date="date"),
            alt.Tooltip("n:Q", title=page.say("tip.n_citations")),
            *page.tips(id="id"),
        ],
    )
    fill = alt.condition("datum.verified", alt.value(theme.INK), alt.value(theme.PAPER))
    dot = base.mark_point(filled=True, size=26, stroke=theme.INK, strokeWidth=1, opacity=1).encode(fill=fill)
    # A name is written twice: the white edge of the first keeps the arcs behind it from crossing the letters.
    halo = base.mark_text(align="right", dx=-7, fontSize=theme.SMALL_SIZE, stroke=theme.PAPER, strokeWidth=3.5)
    halo = halo.encode(text="name:N")
    name = base.mark_text(align="right", dx=-7, fontSize=theme.SMALL_SIZE).encode(text="name:N")
    local = alt.Chart(data(marks)).encode(y=y, tooltip=page.tips(document="document", date="date", id="id"))
    bar = local.mark_rule(strokeWidth=4, color=theme.BLUE, opacity=0.45).encode(x=x, x2="x2:Q")
    diamond = local.transform_filter("datum.sure").mark_point(
        shape="diamond", filled=True, size=60, color=theme.BLUE, opacity=1
    )
    label = local.mark_text(fontSize=theme.LABEL_SIZE).encode(
        x=alt.X("middle:Q", axis=None, scale=scale), y=alt.Y("label_y:Q", axis=None, scale=y_scale), text="label:N"
    )
    # The names of the bands stand to the left of everything.
    left = min(0.0, *(one["x"] - 10 - width_of(one["name"], theme.SMALL_SIZE) for one in upstream))
    left -= 12 + max(width_of(one["name"], theme.LABEL_SIZE) for one in headings)
    heading = alt.Chart(data([{**one, "x": 0} for one in headings])).mark_text(align="left", dx=left, color=theme.MUTED)
    heading = heading.encode(x=x, y=y, text="name:N")
    layers = alt.layer(grid, year, arcs, halo, dot, name, bar, diamond.encode(x=x), label, heading)
    return page.finish(layers.properties(width=width, height=height), width - left, notes=notes)


def _lag(page: Page, row: dict[str, Any]) -> str:
    low, high = row["lag_min"], row["lag_max"]
    if high is None or low == high:
        return page.say("days", n=low)
    return page.say("days", n=f"{low}–{high}")


def _lags(page: Page, rows: list[dict[str, Any]], notes: list[str]) -> alt.TopLevelMixin:
    by_policy: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_policy[row["policy_id"]].append(row)
    often = sorted(by_policy, key=lambda one: (-len({row["plan_id"] for row in by_policy[one]}), one))
    shown = often[:MOST_POLICIES]
    marks, middle = [], []
    for one in shown:
        name = page.policy(one)
        lags = []
        for row in by_policy[one]:
            lag = (row["lag_min"] + (row["lag_max"] if row["lag_max"] is not None else row["lag_min"])) / 2 / 365.25
            lags.append(lag)
            marks.append(
                {
                    "policy": name,
                    "years": lag,
                    "document": page.documents[row["plan_id"]],
                    "lag": _lag(page, row),
                    "quote": row.get("quote"),
                    "id": row["citation_id"],
                }
            )
        middle.append(
            {
                "policy": name,
                "years": quantile(lags, 0.5),
                "n": len({row["plan_id"] for row in by_policy[one]}),
                "id": evidence({"ids": [row["citation_id"] for row in by_policy[one]]}, "ids"),
            }
        )
    order = [one["policy"] for one in middle]
    most = max(mark["years"] for mark in marks)
    y = alt.Y("policy:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("years:Q", title=page.say("axis.lag_years"), scale=alt.Scale(domainMin=0), axis=alt.Axis(grid=True))
    ticks = alt.Chart(data(marks)).mark_tick(color=theme.MUTED, thickness=0.8, size=10, opacity=0.5)
    ticks = ticks.encode(
        x=x, y=y, tooltip=page.tips(policy="policy", document="document", lag="lag", quote="quote", id="id")
    )
    base = alt.Chart(data(middle)).encode(
        y=y,
        tooltip=[
            *page.tips(policy="policy"),
            alt.Tooltip("years:Q", format=".1f", title=page.say("tip.median")),
            alt.Tooltip("n:Q", title=page.say("tip.n_documents")),
            *page.tips(id="id"),
        ],
    )
    dot = base.mark_point(filled=True, fill=theme.PAPER, stroke=theme.BLUE, strokeWidth=1.6, size=42, opacity=1)
    print_ = alt.Chart(data([{**one, "end": most * 1.04} for one in middle])).mark_text(
        align="left", fontSize=theme.SMALL_SIZE, color=theme.MUTED
    )
    chart = alt.layer(ticks, dot.encode(x=x), print_.encode(x="end:Q", y=y, text="n:Q"))
    if len(often) > len(shown):
        notes = [*notes, page.say("citation_timeline.more", shown=len(shown), n=len(often))]
    chart = chart.properties(width=400, height=16 * len(shown))
    return page.finish(chart, 600, reading=page.say("citation_timeline.reading_many"), notes=notes)
