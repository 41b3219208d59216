"""Targets in time: segments by indicator, and the years that they are due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, require, spread, verified, wrap
from zhijiao_data.partial_dates import days

if TYPE_CHECKING:
    import pandas as pd

#: Panels of one chart at most.
MOST_PANELS = 18
#: From this strength on (3 committed, 4 mandatory) a marker is filled.
BINDING = 3
_COLUMNS, _WIDTH, _HEIGHT = 3, 208, 132


def target_segments(
    frame: pd.DataFrame,
    *,
    years: tuple[int, int] = (2018, 2028),
    labels: Labels | None = None,
    notices: Sequence[Notice] = (),
    lang: str = "zh",
) -> alt.TopLevelMixin:
    """One panel for each shared indicator: from the day of issue to the target year, at the target's value.

    Args:
        frame: of ``ambition_segments``: kind (``target`` or ``upstream``), target_id, plan_id, indicator_id, label_zh,
            label_en, unit, value_low, value_high, issued, deadline_year, strength, comparability, text_status, quote;
            of upstream rows policy_id, level, value, deadline_year, certainty (and issued, quote when held).
        years: first and last year of the axis.

    A marker is filled when the wording binds (strength 3 or more) and the value is comparable without reserve. An
    upstream value is a line from its issue to its year: black of the nearest superior, grey national, dashed when the
    value was not verified; each is named. Up to eighteen indicators, those of most documents first.
    """
    rows = require(
        frame, "target_segments", "kind", "indicator_id", "value_low", "issued", "deadline_year", "strength", "quote"
    )
    targets = [row for row in rows if row["kind"] == "target" and row["deadline_year"] and _value(row) is not None]
    page = Page.begin("target_segments", lang, labels, carried(frame, notices), (row["plan_id"] for row in targets))
    by_indicator: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in targets:
        by_indicator[row["indicator_id"]].append(row)
    documents = {one: len({row["plan_id"] for row in found}) for one, found in by_indicator.items()}
    shared = sorted((one for one in documents if documents[one] > 1), key=lambda one: (-documents[one], one))
    if not shared:
        return page.empty()
    upstream: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "upstream" and row["deadline_year"] and row.get("value") is not None:
            upstream[row["indicator_id"]].append(row)
    panels = [_panel(page, one, by_indicator[one], upstream[one], years) for one in shared[:MOST_PANELS]]
    chart = alt.concat(*panels, columns=_COLUMNS, spacing={"row": 22, "column": 20})
    notes = [page.say("target_segments.note")]
    if len(shared) > MOST_PANELS:
        notes.append(page.say("target_segments.more", shown=MOST_PANELS, n=len(shared)))
    return page.finish(chart, _COLUMNS * (_WIDTH + 50), notes=notes)


@dataclass(frozen=True, slots=True)
class _Axes:
    """The axes that all marks of a panel share."""

    horizontal: Mapping[str, Any]
    vertical: Mapping[str, Any]

    def x(self, field: str) -> alt.X:
        return alt.X(field, **self.horizontal)

    def y(self, field: str) -> alt.Y:
        return alt.Y(field, **self.vertical)


def _value(row: dict[str, Any]) -> float | None:
    """The number that a target commits to: that of the frame, else its floor, else its ceiling."""
    ends = (row.get("value"), row["value_low"], row.get("value_high"))
    return next((end for end in ends if end is not None), None)


def year_of(value: Any) -> float | None:
    """A date, possibly known to the year or month only, as a decimal year: the middle of the days that it may be."""
    if value is None or value == "":
        return None
    first, last = days(value)
    middle = first.toordinal() + (last.toordinal() - first.toordinal()) / 2
    start = days(str(first.year)).first.toordinal()
    return first.year + (middle - start) / 365.25


def _issued(page: Page, row: dict[str, Any]) -> float | None:
    if (known := year_of(row.get("issued"))) is not None:
        return known
    document = page.labels.documents.get(row["plan_id"])
    if document is None or document.first is None or document.last is None:
        return None
    return ((year_of(document.first) or 0) + (year_of(document.last) or 0)) / 2


def _panel(
    page: Page,
    indicator: str,
    targets: list[dict[str, Any]],
    upstream: list[dict[str, Any]],
    years: tuple[int, int],
) -> Any:
    name = page.named(targets[0], "indicators", "indicator_id")
    unit = targets[0].get("unit")
    marks = [_segment(page, row, years) for row in targets]
    lines = [_upstream(page, row, years) for row in _distinct(upstream)]
    values = [mark["value"] for mark in marks] + [line["value"] for line in lines]
    low, high = min(values), max(values)
    margin = 0.14 * ((high - low) or abs(high) or 1)
    low, high = (low - margin, high + margin) if low - margin > 0 or low < 0 else (0, high + margin)
    _place(marks, lines, low, high, named=not page.many)
    axes = _Axes(
        {
            "title": None,
            "scale": alt.Scale(domain=list(years), nice=False),
            "axis": alt.Axis(format="d", values=list(range(years[0], years[1] + 1, 2)), grid=True),
        },
        {
            "title": None,
            "scale": alt.Scale(domain=[low, high], nice=False, zero=False),
            "axis": alt.Axis(tickCount=4, format="~g" if high < 1e4 else "~s", domain=False, ticks=False, grid=False),
        },
    )
    layers = [*_upstream_layers(page, lines, axes), *_target_layers(page, marks, axes)]
    told = f"{name}（{unit}）" if page.lang == "zh" and unit else f"{name} ({unit})" if unit else name
    title = alt.TitleParams(
        wrap(told, _WIDTH + 36, theme.LABEL_SIZE),
        fontSize=theme.LABEL_SIZE,
        lineHeight=13,
        anchor="start",
        frame="bounds",
        offset=6,
    )
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT, title=title)


def _segment(page: Page, row: dict[str, Any], years: tuple[int, int]) -> dict[str, Any]:
    value, issued = _value(row), _issued(page, row)
    end = row["deadline_year"] + 1 if row["deadline_year"] < years[1] else years[1]
    firm = (row["strength"] or 0) >= BINDING and row.get("comparability") in (None, "A")
    return {
        "value": value,
        "high": row.get("value_high"),
        "start": max(years[0], issued if issued is not None else end - 1),
        "end": end,
        "dated": issued is not None,
        "firm": firm,
        "document": page.documents[row["plan_id"]],
        "place": page.labels.place(row["plan_id"], page.lang),
        "range": _range(row),
        "year": row["deadline_year"],
        "strength": row["strength"],
        "comparability": row.get("comparability"),
        "quote": row["quote"],
        "id": row["target_id"],
    }


def _range(row: dict[str, Any]) -> str:
    low, high = row["value_low"], row.get("value_high")
    if low is None:
        return f"≤ {high:g}"
    if high is None:
        return f"≥ {low:g}"
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _distinct(upstream: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each upstream target once, however many targets are compared with it."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in upstream:
        seen.setdefault((row["policy_id"], row["value"], row["deadline_year"]), row)
    return list(seen.values())


def _upstream(page: Page, row: dict[str, Any], years: tuple[int, int]) -> dict[str, Any]:
    end = min(row["deadline_year"] + 1, years[1])
    issued = year_of(row.get("issued") or page.labels.value("policies", row["policy_id"], "issued_on"))
    checked = verified(row.get("certainty"))
    name = page.labels.value("policies", row["policy_id"], "doc_number") or page.labels.name(
        "policies", row["policy_id"], page.lang
    )
    return {
        "value": row["value"],
        "start": max(years[0], min(issued if issued is not None else end - 1, end - 0.3)),
        "end": end,
        "verified": checked,
        "national": row.get("level") in ("national", "ministry"),
        "name": name + ("" if checked else page.say("unverified")),
        "range": f"{row['value']:g}",
        "year": row["deadline_year"],
        "certainty": page.code("fact_certainty", row.get("certainty")),
        "quote": row.get("quote"),
        "id": row.get("policy_target_id") or row["policy_id"],
    }


def _place(marks: list[dict[str, Any]], lines: list[dict[str, Any]], low: float, high: float, named: bool) -> None:
    """Where each label stands: behind its marker, moved up or down so that none prints over another."""
    labelled = [*(marks if named else []), *lines]
    step = (high - low) / _HEIGHT
    columns: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for one in labelled:
        columns[one["end"]].append(one)
    for column in columns.values():
        places = spread([one["value"] for one in column], 11 * step, low + 4 * step, high - 4 * step)
        for one, place in zip(column, places, strict=True):
            one["label_at"] = place


def _target_layers(page: Page, marks: list[dict[str, Any]], axes: _Axes) -> list[Any]:
    tips = page.tips(
        document="document", range="value", year="year", strength="strength", comparability="comparability",
        quote="quote", id="id",
    )  # fmt: skip
    base = alt.Chart(data(marks)).encode(y=axes.y("value:Q"), tooltip=tips)
    opacity = 0.35 if page.many else 0.9
    segment = base.transform_filter("datum.dated").mark_rule(color=theme.BLUE, strokeWidth=1, opacity=opacity)
    end = axes.x("end:Q")
    size = 18 if page.many else 42
    ink = alt.condition("datum.firm", alt.value(theme.BLUE), alt.value(theme.PAPER))
    marker = base.mark_point(filled=True, stroke=theme.BLUE, strokeWidth=1.1, size=size, opacity=1).encode(
        x=end, fill=ink
    )
    layers = [segment.encode(x=axes.x("start:Q"), x2="end:Q"), marker]
    if not page.many:
        text = base.mark_text(align="left", dx=6, fontSize=theme.SMALL_SIZE, color=theme.INK)
        layers.append(text.encode(x=end, y=axes.y("label_at:Q"), text="place:N"))
    return layers


def _upstream_layers(page: Page, lines: list[dict[str, Any]], axes: _Axes) -> list[Any]:
    if not lines:
        return []
    tips = page.tips(name="policy", range="value", year="year", certainty="certainty", quote="quote", id="id")
    base = alt.Chart(data(lines)).encode(y=axes.y("value:Q"), tooltip=tips)
    ink = alt.condition("datum.national", alt.value("#8c8c8c"), alt.value(theme.BLACK))
    dash = alt.condition("datum.verified", alt.value([1, 0]), alt.value([4, 3]))
    step = base.mark_rule(strokeWidth=1.4).encode(x=axes.x("start:Q"), x2="end:Q", color=ink, strokeDash=dash)
    end = axes.x("end:Q")
    stop = base.mark_tick(thickness=1.4, size=9, orient="vertical").encode(x=end, color=ink)
    text = base.mark_text(align="left", dx=6, fontSize=8.5, color=theme.MUTED)
    return [step, stop, text.encode(x=end, y=axes.y("label_at:Q"), text="name:N")]


def deadline_dots(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """When targets are due: year by dimension, the number of targets printed in a dot of its size, with totals.

    Args:
        frame: of ``deadline_matrix``: plan_id, deadline_year, dimension, n; target_ids when held.
    """
    rows = require(frame, "deadline_dots", "plan_id", "deadline_year", "dimension", "n")
    rows = [row for row in rows if row["n"] and row["deadline_year"] and row["dimension"]]
    page = Page.begin("deadline_dots", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    count: Counter[tuple[str, int]] = Counter()
    by_plan: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    ids: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        cell = (row["dimension"], int(row["deadline_year"]))
        count[cell] += row["n"]
        by_plan[cell][page.documents[row["plan_id"]]] += row["n"]
        ids[cell] += row.get("target_ids") or [row["plan_id"]]
    dimensions: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for (dimension, year), n in count.items():
        dimensions[page.code("indicator_dimension", dimension)] += n
        years[year] += n
    order = sorted(dimensions, key=lambda name: (-dimensions[name], name))
    span = list(range(min(years), max(years) + 1))
    between = "、" if lang == "zh" else ", "
    cells = [
        {
            "dimension": page.code("indicator_dimension", dimension),
            "year": year,
            "n": n,
            "documents": between.join(f"{name} {m}" for name, m in by_plan[dimension, year].most_common(4)),
            "id": evidence({"ids": ids[dimension, year]}, "ids"),
        }
        for (dimension, year), n in sorted(count.items())
    ]
    row_height, column = 25, 46
    y = alt.Y("dimension:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True))
    x = alt.X(
        "year:O", title=None, scale=alt.Scale(domain=span), axis=alt.Axis(labelAngle=0, domain=False, ticks=False)
    )
    size = alt.Size("n:Q", scale=alt.Scale(type="linear", domain=[0, max(count.values())], range=[0, 520]), legend=None)
    tips = [*page.tips(dimension="dimension", year="year"), alt.Tooltip("n:Q", title=page.say("tip.n_targets"))]
    base = alt.Chart(data(cells)).encode(x=x, y=y, tooltip=[*tips, *page.tips(documents="documents", id="id")])
    dots = base.mark_circle(color=theme.LADDER[2], opacity=1).encode(size=size)
    print_ = base.mark_text(fontSize=theme.SMALL_SIZE).encode(text="n:Q")
    matrix = alt.layer(dots, print_).properties(width=column * len(span), height=row_height * len(order))
    right = _totals(
        page, [{"dimension": name, "n": n, "zero": 0} for name, n in dimensions.items()], "dimension", order
    )
    top = _totals(page, [{"year": year, "n": n, "zero": 0} for year, n in years.items()], "year", span)
    chart = alt.vconcat(
        top.properties(width=column * len(span), height=34),
        alt.hconcat(matrix, right.properties(width=80, height=row_height * len(order)), spacing=6),
        spacing=4,
    ).resolve_scale(size="independent")
    return page.finish(chart, 170 + column * len(span) + 80)


def _totals(page: Page, sums: list[dict[str, Any]], name: str, order: list[Any]) -> alt.LayerChart:
    """Bars of the margin, without an axis, each with its number."""
    tips = [alt.Tooltip(f"{name}:N"), alt.Tooltip("n:Q", title=page.say("tip.n_targets"))]
    base = alt.Chart(data(sums)).encode(tooltip=tips)
    if name == "year":
        place = alt.X("year:O", axis=None, scale=alt.Scale(domain=order))
        most = max(one["n"] for one in sums)
        size = alt.Y("n:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.5], nice=False))
        bar = base.mark_bar(color=theme.FAINT, width=14).encode(x=place, y=size, y2="zero:Q")
        return bar + base.mark_text(dy=-6, fontSize=theme.SMALL_SIZE, color=theme.MUTED).encode(
            x=place, y=size, text="n:Q"
        )
    place = alt.Y("dimension:N", axis=None, sort=order)
    most = max(one["n"] for one in sums)
    size = alt.X("n:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.4], nice=False))
    bar = base.mark_bar(color=theme.FAINT, height=9).encode(y=place, x=size, x2="zero:Q")
    return bar + base.mark_text(align="left", dx=4, fontSize=theme.SMALL_SIZE, color=theme.MUTED).encode(
        y=place, x=size, text="n:Q"
    )
