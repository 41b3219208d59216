"""Targets in time: a panel for each shared indicator, with the superior's targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
from altair.utils.schemapi import debug_mode

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import (
    Box,
    Notice,
    Page,
    carried,
    data,
    evidence,
    require,
    seat,
    shortened,
    verified,
    wrap,
)
from zhijiao_data.partial_dates import days

if TYPE_CHECKING:
    import pandas as pd

#: Panels of one chart at most.
MOST_PANELS = 18
#: From this strength on (3 committed, 4 mandatory) a marker is filled.
BINDING = 3
#: An upstream value so many times larger than all targets is named above the panel instead of drawn: a country's 1,000
#: schools would press a district's 2 and 3 onto the axis.
OFF_SCALE = 4
_COLUMNS, _WIDTH, _HEIGHT, _MARGIN = 3, 190, 126, 62
#: Where in its year a target stands: near the end.
_DUE = 0.92


def target_segments(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """One panel for each shared indicator: from the day of issue to the target year, at the target's value.

    Args:
        frame: of ``ambition_segments``: kind (``target`` or ``upstream``), target_id, plan_id, indicator_id, label_zh,
            label_en, unit, value_low, value_high, issued, deadline_year, strength, comparability, quote; of upstream
            rows policy_id, level, value, deadline_year, certainty (issued and policy_target_id when held).

    A marker is filled when the wording binds (strength 3 or more), the value is comparable without reserve and the text is
    held in full. An
    upstream value is a line from its issue to its year: black of a province or city, grey national, dashed when the
    value was not verified; each is named. Up to eighteen indicators, those of most documents first. Above
    twelve documents: dots as large as the number of targets of a year and value.
    """
    columns = ("kind", "plan_id", "indicator_id", "value_low", "issued", "deadline_year", "strength", "quote")
    rows = require(frame, "target_segments", *columns)
    targets = [row for row in rows if row["kind"] == "target" and row["deadline_year"] and _value(row) is not None]
    plans = (row["plan_id"] for row in targets)
    page = Page.begin("target_segments", lang, labels, carried(frame, notices), plans)
    by_indicator: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in targets:
        by_indicator[row["indicator_id"]].append(row)
    documents = {one: len({row["plan_id"] for row in found}) for one, found in by_indicator.items()}
    shared = sorted((one for one in documents if documents[one] > 1), key=lambda one: (-documents[one], one))
    if not shared:
        return page.empty()
    upstream: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "upstream" and row["deadline_year"] and _value(row) is not None:
            upstream[row["indicator_id"]].append(row)
    shown = shared[:MOST_PANELS]
    span = _span(page, [row for one in shown for row in by_indicator[one]])
    # Altair checks every part of a chart when it is made and the whole when it is written: once will do.
    with debug_mode(False):
        panels = [_panel(page, by_indicator[one], upstream[one], span) for one in shown]
    chart = alt.concat(*panels, columns=_COLUMNS, spacing={"row": 20, "column": 18}).resolve_scale(size="independent")
    notes = [page.say("target_segments.note")]
    if len(shared) > MOST_PANELS:
        notes.append(page.say("target_segments.more", shown=MOST_PANELS, n=len(shared)))
    reading = page.say("target_segments.reading_many") if page.many else None
    return page.finish(chart, _COLUMNS * (_WIDTH + _MARGIN + 20), reading=reading, notes=notes)


def _value(row: Mapping[str, Any]) -> float | None:
    """The number that a target commits to: that of the frame, else its floor, else its ceiling."""
    ends = (row.get("value"), row["value_low"], row.get("value_high"))
    return next((end for end in ends if end is not None), None)


def year_of(value: str | None) -> float | None:
    """A date, possibly known to the year or month only, as a decimal year: the middle of the days that it may be."""
    if not value:
        return None
    first, last = days(value)
    start = days(str(first.year)).first.toordinal()
    return first.year + ((first.toordinal() + last.toordinal()) / 2 - start) / 366


def _span(page: Page, rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """First and last year of the axis: of all issues and deadlines of targets."""
    issued = [year for row in rows if (year := year_of(row["issued"])) is not None]
    due = [row["deadline_year"] for row in rows]
    return int(min([*issued, *due])), max(due) + 1


def _panel(page: Page, targets: list[dict[str, Any]], upstream: list[dict[str, Any]], span: tuple[int, int]) -> Any:
    marks = [_segment(page, row, span) for row in targets]
    lines = _upstream(page, upstream, span)
    top = max(mark["value"] for mark in marks)
    share = targets[0].get("unit") == "%"
    far = [line for line in lines if not share and line["value"] > OFF_SCALE * top]
    lines = [line for line in lines if line not in far]
    low, high = _bounds([one["value"] for one in [*marks, *lines]], share)
    axes = _Axes(span, low, high, whole=all(float(one["value"]).is_integer() for one in marks), lang=page.lang)
    texts = _seated(page, marks, lines, axes)
    own = _dots(page, marks, axes, share) if page.many else _target_layers(page, marks, axes)
    layers = [*_upstream_layers(page, lines, axes), *own, *_text_layers(texts, axes)]
    return alt.layer(axes.years(), *layers).properties(
        width=_WIDTH, height=_HEIGHT, title=_title(page, targets[0], far)
    )


def _title(page: Page, row: dict[str, Any], far: list[dict[str, Any]]) -> alt.TitleParams:
    told = page.headed(page.named(row, "indicators", "indicator_id"), row.get("unit"))
    between = "；" if page.lang == "zh" else "; "
    beyond = between.join(f"{line['name']} {line['range']}" for line in far)
    width = _WIDTH + _MARGIN
    return alt.TitleParams(
        wrap(told, width, theme.LABEL_SIZE),
        subtitle=wrap(page.say("target_segments.beyond", named=beyond), width, 8.5) if far else [],
        subtitleFontSize=8.5,
        subtitleLineHeight=11,
        subtitlePadding=2,
        fontSize=theme.LABEL_SIZE,
        lineHeight=13,
        anchor="start",
        frame="group",
        offset=6,
    )


def _bounds(values: Sequence[float], share: bool) -> tuple[float, float]:
    """The range of the vertical axis: from zero, save that shares are shown close up."""
    low, high = min(values), max(values)
    if not share or low == high:
        return min(0, low * 1.15), max(high * 1.18, 0) or 1
    margin = 0.16 * (high - low)
    return max(0, low - margin), high + margin


@dataclass(frozen=True, slots=True)
class _Axes:
    """The axes that all marks of a panel share, and the places of pixels on them."""

    span: tuple[int, int]
    low: float
    high: float
    whole: bool
    lang: str

    def x(self, field: str) -> alt.X:
        return alt.X(field, title=None, axis=None, scale=alt.Scale(domain=list(self.span), nice=False))

    def y(self, field: str) -> alt.Y:
        large = "datum.value / 1e4 + '万'" if self.lang == "zh" else "format(datum.value / 1e3, ',~f') + 'k'"
        # Few things are counted one by one.
        steps = {"values": [*range(int(self.high) + 1)]} if self.whole and self.high < 6 and self.low == 0 else {}
        axis = alt.Axis(
            tickCount=4,
            domain=False,
            ticks=False,
            labelExpr=f"abs(datum.value) >= 1e4 ? {large} : format(datum.value, ',~f')",
            **steps,
        )
        return alt.Y(
            field, title=None, axis=axis, scale=alt.Scale(domain=[self.low, self.high], nice=False, zero=False)
        )

    def years(self) -> alt.LayerChart:
        """Bands of the years, every second one shaded, named in the middle."""
        first, last = self.span
        every = 2 if last - first > 8 else 1
        bands = [
            {
                "from": year,
                "to": year + 1,
                "middle": year + 0.5,
                "year": str(year) if (year - first) % every == 0 else "",
            }
            for year in range(first, last)
        ]
        base = alt.Chart(data(bands))
        shade = base.transform_filter("datum.from % 2 == 0").mark_rect(color="#f5f5f5")
        shade = shade.encode(x=self.x("from:Q"), x2="to:Q", y=alt.value(0), y2=alt.value(_HEIGHT))
        name = base.mark_text(fontSize=theme.SMALL_SIZE, baseline="top", color=theme.INK)
        return shade + name.encode(x=self.x("middle:Q"), y=alt.value(_HEIGHT + 5), text="year:N")

    def pixels(self, year: float, value: float) -> tuple[float, float]:
        first, last = self.span
        across = (year - first) / (last - first) * _WIDTH
        return across, (self.high - value) / (self.high - self.low) * _HEIGHT

    def place(self, across: float, down: float) -> tuple[float, float]:
        """The year and value that stand at a place in pixels."""
        first, last = self.span
        return first + across / _WIDTH * (last - first), self.high - down / _HEIGHT * (self.high - self.low)


def _due(year: int, span: tuple[int, int]) -> float:
    return min(max(year + _DUE, span[0]), span[1])


def _segment(page: Page, row: dict[str, Any], span: tuple[int, int]) -> dict[str, Any]:
    issued, end = year_of(row["issued"]), _due(row["deadline_year"], span)
    return {
        "value": _value(row),
        "start": end if issued is None else min(max(span[0], issued), end),
        "end": end,
        "firm": _firm(row),
        "document": page.documents[row["plan_id"]],
        "name": page.labels.place(row["plan_id"], page.lang),
        "range": _range(row),
        "year": row["deadline_year"],
        "strength": row["strength"],
        "comparability": row.get("comparability"),
        "quote": row["quote"],
        "id": row.get("target_id"),
    }


def _firm(row: dict[str, Any]) -> bool:
    """Whether a marker is filled: as the frame says, which also knows whose text is not held in full."""
    if row.get("hollow") is not None:
        return not row["hollow"]
    return (row["strength"] or 0) >= BINDING and row.get("comparability") in (None, "A")


def _range(row: dict[str, Any]) -> str:
    low, high = row["value_low"], row.get("value_high")
    if low is None and high is None:
        return f"{_value(row):,.10g}"
    if low is None:
        return f"≤ {high:,.10g}"
    if high is None:
        return f"≥ {low:,.10g}"
    return f"{low:,.10g}" if low == high else f"{low:,.10g}–{high:,.10g}"


def _upstream(page: Page, upstream: list[dict[str, Any]], span: tuple[int, int]) -> list[dict[str, Any]]:
    """The upstream targets, each once; those of one value and year share a line and a name."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(upstream, key=lambda row: (str(row["issued"]), row["policy_id"])):
        checked = verified(row.get("certainty"))
        national = row.get("level") in ("national", "ministry")
        line = seen.setdefault(
            (_value(row), row["deadline_year"], checked, national),
            {
                "value": _value(row),
                "start": span[1],
                "end": _due(row["deadline_year"], span),
                "verified": checked,
                "national": national,
                "policies": {},
                "range": _range(row),
                "year": row["deadline_year"],
                "certainty": page.code("fact_certainty", row.get("certainty")),
                "quote": row.get("quote"),
                "ids": [],
            },
        )
        issued = year_of(row["issued"])
        start = line["end"] - 1 if issued is None else min(max(span[0], issued), line["end"])
        line["start"] = min(line["start"], start)
        line["policies"][row["policy_id"]] = page.policy(row["policy_id"])
        line["ids"].append(row.get("policy_target_id") or row["policy_id"])
    between = "、" if page.lang == "zh" else ", "
    for line in seen.values():
        names = list(line.pop("policies").values())
        rest = f" +{len(names) - 1}" if len(names) > 1 else ""
        line["name"] = names[0] + rest + ("" if line["verified"] else page.say("unverified"))
        line["policy"] = between.join(names)
        line["id"] = between.join(line.pop("ids"))
    # What was due before the first year of the axis has no place in it.
    return [line for line in seen.values() if line["year"] >= span[0]]


def _seated(page: Page, marks: list[dict[str, Any]], lines: list[dict[str, Any]], axes: _Axes) -> list[dict[str, Any]]:
    """Where each name stands: beside its marker, clear of other markers, names and lines where there is room."""
    within = Box(-4, -2, _WIDTH + _MARGIN - 6, _HEIGHT - 1)
    taken = []
    for one in lines if page.many else [*marks, *lines]:
        x, y = axes.pixels(one["end"], one["value"])
        start, _ = axes.pixels(one["start"], one["value"])
        taken += [Box(x - 4, y - 4, x + 4, y + 4), Box(start, y - 1.5, x, y + 1.5)]
    texts = []
    named = {} if page.many else {(mark["name"], mark["end"], mark["value"]): mark for mark in marks}
    for one in [*named.values(), *lines]:
        upstream = "policy" in one
        size = 8.5 if upstream else theme.SMALL_SIZE
        text = shortened(one["name"], _WIDTH, size)
        x, y, side = seat(*axes.pixels(one["end"], one["value"]), text, size, taken, within)
        x, y = axes.place(x, y)
        texts.append({"x": x, "y": y, "side": side, "text": text, "upstream": upstream})
    return texts


def _text_layers(texts: list[dict[str, Any]], axes: _Axes) -> list[Any]:
    layers = []
    for side in ("left", "right"):
        for upstream in (False, True):
            inside = [one for one in texts if one["side"] == side and one["upstream"] is upstream]
            if not inside:
                continue
            size = 8.5 if upstream else theme.SMALL_SIZE
            base = alt.Chart(data(inside)).encode(x=axes.x("x:Q"), y=axes.y("y:Q"), text="text:N")
            # The white edge keeps what is behind a name from crossing its letters.
            layers.append(base.mark_text(align=side, fontSize=size, stroke=theme.PAPER, strokeWidth=3, opacity=0.9))
            layers.append(base.mark_text(align=side, fontSize=size, color=theme.MUTED if upstream else theme.BLUE))
    return layers


def _dots(page: Page, marks: list[dict[str, Any]], axes: _Axes, share: bool) -> list[Any]:
    """Of many documents: dots as large as the number of targets due in a year at a value (shares by five points)."""
    heaps: dict[tuple[int, float], list[dict[str, Any]]] = defaultdict(list)
    for mark in marks:
        heaps[mark["year"], 5 * round(mark["value"] / 5) if share else mark["value"]].append(mark)
    dots = [
        {
            "x": year + 0.5,
            "y": value,
            "year": year,
            "range": page.number(value),
            "n": len(heap),
            "document": evidence({"names": [mark["document"] for mark in heap]}, "names"),
            "id": evidence({"ids": [mark["id"] for mark in heap]}, "ids"),
        }
        for (year, value), heap in sorted(heaps.items())
    ]
    most = max(2, *(dot["n"] for dot in dots))
    size = alt.Size("n:Q", scale=alt.Scale(domain=[0, most], range=[0, 130]), legend=None)
    tips = [
        *page.tips(year="year", range="value", document="documents"),
        alt.Tooltip("n:Q", title=page.say("tip.n_targets")),
        *page.tips(id="id"),
    ]
    circles = alt.Chart(data(dots)).mark_circle(color=theme.BLUE, opacity=0.55)
    return [circles.encode(x=axes.x("x:Q"), y=axes.y("y:Q"), size=size, tooltip=tips)]


def _target_layers(page: Page, marks: list[dict[str, Any]], axes: _Axes) -> list[Any]:
    tips = page.tips(
        document="document",
        range="value",
        year="year",
        strength="strength",
        comparability="comparability",
        quote="quote",
        id="id",
    )
    base = alt.Chart(data(marks)).encode(y=axes.y("value:Q"), tooltip=tips)
    segment = base.mark_rule(color=theme.BLUE, strokeWidth=1, opacity=0.9)
    ink = alt.condition("datum.firm", alt.value(theme.BLUE), alt.value(theme.PAPER))
    marker = base.mark_point(filled=True, stroke=theme.BLUE, strokeWidth=1, size=40, opacity=1)
    return [segment.encode(x=axes.x("start:Q"), x2="end:Q"), marker.encode(x=axes.x("end:Q"), fill=ink)]


def _upstream_layers(page: Page, lines: list[dict[str, Any]], axes: _Axes) -> list[Any]:
    if not lines:
        return []
    tips = page.tips(policy="policy", range="value", year="year", certainty="certainty", quote="quote", id="id")
    base = alt.Chart(data(lines)).encode(y=axes.y("value:Q"), tooltip=tips)
    ink = alt.condition("datum.national", alt.value("#8c8c8c"), alt.value(theme.BLACK))
    dash = alt.condition("datum.verified", alt.value([1, 0]), alt.value([4, 3]))
    step = base.mark_rule(strokeWidth=1.4).encode(x=axes.x("start:Q"), x2="end:Q", color=ink, strokeDash=dash)
    stop = base.mark_tick(thickness=1.4, size=9, orient="vertical").encode(x=axes.x("end:Q"), color=ink)
    return [step, stop]
