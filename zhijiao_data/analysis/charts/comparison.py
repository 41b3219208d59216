"""Targets and their superiors: outcomes by indicator, and slopes from the upstream value to the local one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
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
    require,
    shortened,
    spread,
    verified,
    width_of,
    wrap,
)
from zhijiao_data.analysis.messages import Language

if TYPE_CHECKING:
    import pandas as pd

#: Outcomes of a comparison that was made; the others say that none could be.
COMPARED = ("amplified", "parity", "attenuated", "indeterminate")
MOST_PANELS = 12
#: An upstream value so many times larger is a total, of which the document's is a part.
OFF_SCALE = 4
#: Values named at one end of the slopes of many documents.
MOST_ENDS = 8
_ROW = 19


def outcome_strip(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """What became of the superior's target: one mark for each comparison, by indicator.

    Args:
        frame: of ``outcomes``: indicator_id, plan_id, target_id, outcome, comparability, explanation_zh,
            explanation_en, quote, policy_id, upstream_certainty; with ``role`` only the nearest superior is shown.

    Filled marks are of comparability A, hollow ones of lower grades; a ring of dashes stands around a comparison with
    a value that was not verified. Up to twelve documents: one column each. More: bars with the number of targets.
    Indicators without any upstream target are counted in a note.
    """
    rows = require(frame, "outcome_strip", "indicator_id", "plan_id", "target_id", "outcome", "comparability")
    rows = [row for row in rows if row.get("role") in (None, "nearest") and row["indicator_id"]]
    page = Page.begin("outcome_strip", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    compared = {row["indicator_id"] for row in rows if row["outcome"] in COMPARED or row["outcome"] == "not_at_risk"}
    shown = [row for row in rows if row["indicator_id"] in compared]
    new = [row for row in rows if row["indicator_id"] not in compared]
    if not shown:
        return page.empty()
    without = len({row["indicator_id"] for row in new})
    notes = [page.say("outcome_strip.new", n=len(new), indicators=without)] if new else []
    order = _by_compared(page, shown)
    return (_outcome_bars if page.many else _outcome_marks)(page, shown, order, notes)


def _by_compared(page: Page, rows: list[dict[str, Any]]) -> list[str]:
    """Indicators, those with most comparisons first."""
    made: Counter[str] = Counter()
    for row in rows:
        # Weighted, so that what could be decided comes before what could not.
        made[page.named(row, "indicators", "indicator_id")] += {"indeterminate": 10}.get(
            row["outcome"], 100 if row["outcome"] in COMPARED else 1
        )
    return sorted(made, key=lambda name: (-made[name], name))


def _outcome_row(page: Page, row: dict[str, Any]) -> dict[str, Any]:
    outcome = page.code("link_outcome", row["outcome"])
    return {
        "indicator": page.named(row, "indicators", "indicator_id"),
        "document": page.documents[row["plan_id"]],
        "outcome": outcome,
        "key": row["outcome"],
        "firm": row["comparability"] == "A",
        "unverified": bool(row.get("upstream_certainty")) and not verified(row["upstream_certainty"]),
        "comparability": row["comparability"],
        "explanation": row.get(f"explanation_{page.lang}"),
        "policy": page.labels.name("policies", row["policy_id"], page.lang) if row.get("policy_id") else "",
        "quote": row.get("quote"),
        "id": row["target_id"],
    }


def _legend(page: Page, keys: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    names = [page.code("link_outcome", key) for key in keys]
    return names, [theme.OUTCOMES[key] for key in keys], [theme.OUTCOME_SHAPES[key] for key in keys]


def _outcome_marks(page: Page, rows: list[dict[str, Any]], order: list[str], notes: list[str]) -> alt.TopLevelMixin:
    marks = [_outcome_row(page, row) for row in rows]
    width = 66 if page.lang == "zh" else 74
    cells: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for mark in marks:
        cells[mark["indicator"], mark["document"]].append(mark)
    for inside in cells.values():
        for i, mark in enumerate(inside):
            mark["offset"] = i - (len(inside) - 1) / 2
    most = max(len(inside) for inside in cells.values())
    keys = [key for key in theme.OUTCOMES if any(mark["key"] == key for mark in marks)]
    names, colours, shapes = _legend(page, keys)
    x = alt.X(
        "document:N",
        sort=page.sort,
        title=None,
        scale=alt.Scale(domain=page.sort),
        axis=alt.Axis(
            orient="top",
            domain=False,
            ticks=False,
            labelAngle=0,
            labelPadding=18,
            labelLineHeight=13,
            labelExpr="split(datum.label, ' ')",
        ),
    )
    y = alt.Y("indicator:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True))
    offset = alt.XOffset("offset:Q", scale=alt.Scale(domain=[-max(2, most / 2), max(2, most / 2)]))
    legend = page.legend(names, 200 + width * len(page.plan_ids), "circle")
    tips = page.tips(
        document="document", indicator="indicator", outcome="outcome", comparability="comparability",
        explanation="explanation", policy="policy", quote="quote", id="id",
    )  # fmt: skip
    base = alt.Chart(data(marks)).encode(x=x, xOffset=offset, y=y, tooltip=tips)
    strong = {"amplified": theme.VERMILION, "attenuated": theme.BLUE}
    stroke = alt.Stroke(
        "outcome:N", scale=alt.Scale(domain=names, range=[strong.get(key, theme.INK) for key in keys]), legend=None
    )
    shape = alt.Shape("outcome:N", sort=names, scale=alt.Scale(domain=names, range=shapes), legend=legend)
    ink = alt.condition("datum.firm", "outcome:N", alt.value(theme.PAPER), scale=alt.Scale(domain=names, range=colours))
    ink["condition"]["legend"] = None
    ring = base.transform_filter("datum.unverified").mark_point(
        filled=False, size=190, stroke=theme.MUTED, strokeWidth=0.8, strokeDash=[2, 2], shape="circle", opacity=1
    )
    symbol = base.mark_point(size=62, strokeWidth=1.2, opacity=1).encode(shape=shape, stroke=stroke, fill=ink)
    chart = alt.layer(ring, symbol).properties(width=width * len(page.plan_ids), height=_ROW * len(order))
    longest = max(width_of(name, theme.LABEL_SIZE) for name in order)
    return page.finish(chart, longest + width * len(page.plan_ids), notes=notes)


def _outcome_bars(page: Page, rows: list[dict[str, Any]], order: list[str], notes: list[str]) -> alt.TopLevelMixin:
    count: Counter[tuple[str, str]] = Counter()
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        cell = (page.named(row, "indicators", "indicator_id"), row["outcome"])
        count[cell] += 1
        ids[cell].append(row["target_id"])
    order = order[:30]
    keys = [key for key in theme.OUTCOMES if any(outcome == key for _, outcome in count)]
    names, colours, _ = _legend(page, keys)
    bars = []
    for indicator in order:
        start = 0
        for key, name in zip(keys, names, strict=True):
            n = count[indicator, key]
            bars.append(
                {
                    "indicator": indicator,
                    "outcome": name,
                    "start": start,
                    "end": start + n,
                    "n": n,
                    "id": evidence({"ids": ids[indicator, key]}, "ids"),
                }
            )
            start += n
    longest_bar = max(bar["end"] for bar in bars)
    for bar in bars:
        bar["middle"] = (bar["start"] + bar["end"]) / 2
        bar["print"] = str(bar["n"]) if bar["n"] and bar["n"] / longest_bar * 380 >= 16 else ""
        bar["dark"] = bar["outcome"] in [
            name for name, colour in zip(names, colours, strict=True) if theme.lightness(colour) < 60
        ]
    bars = [bar for bar in bars if bar["n"]]
    y = alt.Y("indicator:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("start:Q", title=page.say("axis.targets"), scale=alt.Scale(domain=[0, longest_bar], nice=False))
    legend = page.legend(names, 560)
    colour = alt.Color("outcome:N", sort=names, scale=alt.Scale(domain=names, range=colours), legend=legend)
    tips = [*page.tips(indicator="indicator", outcome="outcome"), alt.Tooltip("n:Q", title=page.say("tip.n_targets"))]
    base = alt.Chart(data(bars)).encode(y=y, tooltip=[*tips, *page.tips(id="id")])
    bar = base.mark_bar(height=12, stroke=theme.MUTED, strokeWidth=0.4).encode(x=x, x2="end:Q", color=colour)
    ink = alt.condition("datum.dark", alt.value(theme.PAPER), alt.value(theme.INK))
    print_ = base.mark_text(fontSize=theme.SMALL_SIZE).encode(x="middle:Q", text="print:N", color=ink)
    chart = alt.layer(bar, print_).properties(width=380, height=_ROW * len(order))
    return page.finish(chart, 560, reading=page.say("outcome_strip.reading_many"), notes=notes)


def upstream_slopes(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """From the superior's value (left) to the document's (right): one panel for each indicator.

    Args:
        frame: of ``inheritance``: indicator_id, plan_id, target_id, policy_id, upstream_value, value, unit, outcome,
            comparability, upstream_certainty, quote; label_zh, label_en and upstream_quote when held.

    A slope to a value that was not verified is dashed, and its name says so; the marker of a comparison below grade A
    is hollow. Up to twelve indicators, those of most comparisons first. Above twelve documents no document is named.
    """
    rows = require(
        frame,
        "upstream_slopes",
        "indicator_id",
        "plan_id",
        "target_id",
        "policy_id",
        "upstream_value",
        "value",
        "outcome",
    )
    rows = [
        row
        for row in rows
        if row["upstream_value"] is not None and row["value"] is not None and row["outcome"] in COMPARED
    ]
    far = [row for row in rows if _allocated(row)]
    rows = [row for row in rows if not _allocated(row)]
    page = Page.begin("upstream_slopes", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    by_indicator: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_indicator[row["indicator_id"]].append(row)
    # Where all values are the superior's there is no slope to be seen.
    flat = [one for one in by_indicator if all(row["upstream_value"] == row["value"] for row in by_indicator[one])]
    for one in flat:
        del by_indicator[one]
    if not by_indicator:
        return page.empty()
    order = sorted(by_indicator, key=lambda one: (-len(by_indicator[one]), one))
    keys = [key for key in theme.OUTCOMES if any(row["outcome"] == key for row in rows)]
    panels = [_slopes(page, by_indicator[one], keys) for one in order[:MOST_PANELS]]
    left, right, columns = _ROOM[page.lang]
    chart = alt.concat(*panels, columns=columns, spacing={"row": 20, "column": 8}).resolve_scale(color="shared")
    notes = [page.say("upstream_slopes.allocated", n=len(far))] if far else []
    if flat:
        notes.append(page.say("upstream_slopes.flat", n=len(flat)))
    if len(order) > MOST_PANELS:
        notes.append(page.say("upstream_slopes.more", shown=MOST_PANELS, n=len(order)))
    return page.finish(chart, columns * (_SLOPE + left + right + 8), notes=notes)


_SLOPE, _TALL = 76, 116
#: Room for names at the left and at the right of a slope, and panels in a row.
_ROOM: dict[Language, tuple[int, int, int]] = {"zh": (152, 92, 3), "en": (206, 150, 2)}


def _allocated(row: dict[str, Any]) -> bool:
    """Whether the superior's number is a total of which a document's is a part: a slope would say nothing."""
    return row.get("unit") != "%" and row["upstream_value"] > OFF_SCALE * row["value"]


def _slopes(page: Page, rows: list[dict[str, Any]], keys: Sequence[str]) -> Any:
    values = [value for row in rows for value in (row["upstream_value"], row["value"])]
    low, high = min(values), max(values)
    margin = 0.08 * ((high - low) or abs(high) or 1)
    low, high = low - margin, high + margin
    step = (high - low) / _TALL
    lines = [
        {
            "n": 1,
            "left": 0,
            "right": 1,
            "upstream": row["upstream_value"],
            "value": row["value"],
            "outcome": page.code("link_outcome", row["outcome"]),
            "firm": row.get("comparability") == "A",
            "verified": verified(row.get("upstream_certainty")),
            "comparability": row.get("comparability"),
            "document": page.documents[row["plan_id"]],
            "place": page.labels.place(row["plan_id"], page.lang),
            "policy": page.policy(row["policy_id"]),
            "certainty": page.code("fact_certainty", row.get("upstream_certainty")),
            "quote": row.get("quote"),
            "upstream_quote": row.get("upstream_quote"),
            "id": row["target_id"],
        }
        for row in rows
    ]
    if page.many:
        lines = _bundled(lines)
    # Lines that would hide one another stand side by side.
    same: dict[tuple[float, float], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        same[line["upstream"], line["value"]].append(line)
    for group in same.values():
        for i, line in enumerate(group):
            aside = (i - (len(group) - 1) / 2) * 2.5 * step
            line["from"], line["to"] = line["upstream"] + aside, line["value"] + aside
    names, colours, _ = _legend(page, keys)
    strong = dict(zip(names, colours, strict=True)) | {
        page.code("link_outcome", "parity"): theme.INK,
        page.code("link_outcome", "indeterminate"): "#8c8c8c",
    }
    colour = alt.Color(
        "outcome:N",
        sort=names,
        scale=alt.Scale(domain=names, range=[strong[name] for name in names]),
        legend=page.legend(names, 600, "stroke", symbolStrokeWidth=2),
    )
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    x_scale = alt.Scale(domain=[0, 1], nice=False)
    y = alt.Y("from:Q", axis=None, scale=scale)
    tips = page.tips(
        document="document", policy="policy", outcome="outcome", comparability="comparability", certainty="certainty",
        quote="quote", upstream_quote="upstream_quote", id="id",
    )  # fmt: skip
    base = alt.Chart(data(lines)).encode(tooltip=tips, color=colour)
    dash = alt.condition("datum.verified", alt.value([1, 0]), alt.value([4, 3]))
    # A bundle is as wide as the root of its number.
    most = max(line["n"] for line in lines)
    width = alt.StrokeWidth("n:Q", scale=alt.Scale(type="sqrt", domain=[0, most], range=[0, 5]), legend=None)
    slope = base.mark_rule(opacity=0.95, **({} if page.many else {"strokeWidth": 1.2})).encode(
        **({"strokeWidth": width} if page.many else {}),
        x=alt.X("left:Q", axis=None, scale=x_scale),
        x2="right:Q",
        y=y,
        y2="to:Q",
        strokeDash=dash,
    )
    size = 24 if page.many else 34
    ink = alt.condition("datum.firm", alt.value(theme.INK), alt.value(theme.PAPER))
    dot = base.mark_point(filled=True, size=size, stroke=theme.INK, strokeWidth=1, opacity=1).encode(
        x=alt.X("right:Q", axis=None, scale=x_scale), y=alt.Y("value:Q", axis=None, scale=scale), fill=ink
    )
    layers: list[Any] = [slope, dot]
    layers += _ends(page, lines, "upstream", 0, step, (low, high), scale, x_scale)
    layers += _ends(page, lines, "value", 1, step, (low, high), scale, x_scale)
    told = page.headed(page.named(rows[0], "indicators", "indicator_id"), rows[0].get("unit"))
    title = alt.TitleParams(
        wrap(told, _SLOPE + sum(_ROOM[page.lang][:2]) - 20, theme.LABEL_SIZE), fontSize=theme.LABEL_SIZE, anchor="middle", lineHeight=13,
        frame="group", offset=8,
    )  # fmt: skip
    return alt.layer(*layers).properties(width=_SLOPE, height=_TALL, title=title)


def _bundled(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for all documents with the same two values, verdict and certainty, with their number and some ids."""
    bundles: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        key = tuple(line[name] for name in ("upstream", "value", "outcome", "verified", "firm", "policy"))
        bundles[key].append(line)
    return [
        {
            **group[0],
            "n": len(group),
            "document": evidence({"names": [line["document"] for line in group]}, "names"),
            "id": evidence({"ids": [line["id"] for line in group]}, "ids"),
        }
        for group in bundles.values()
    ]


def _ends(
    page: Page,
    lines: list[dict[str, Any]],
    side: str,
    at: int,
    step: float,
    bounds: tuple[float, float],
    scale: alt.Scale,
    x_scale: alt.Scale,
) -> list[Any]:
    """The names at one end: the value and who set it; equal values share a line."""
    who: dict[float, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        who[line[side]].append(line)
    between = "、" if page.lang == "zh" else ", "
    values = sorted(who)
    if page.many and len(values) > MOST_ENDS:
        # The ends and the values of most documents.
        often = sorted(values, key=lambda value: -len(who[value]))
        values = sorted({values[0], values[-1], *often[: MOST_ENDS - 2]})
    told = []
    for value in values:
        names = list(dict.fromkeys(line["policy" if side == "upstream" else "place"] for line in who[value]))
        text = page.number(value)
        if side == "upstream":
            tail = "" if all(line["verified"] for line in who[value]) else page.say("unverified")
            tail = (f" +{len(names) - 1}" if len(names) > 1 else "") + tail
            room = _ROOM[page.lang][0] - 12 - width_of(text + tail, theme.SMALL_SIZE)
            text = f"{text} {shortened(names[0], room, theme.SMALL_SIZE)}{tail}"
        elif page.many:
            text = f"{text} (×{sum(line['n'] for line in who[value])})"
        else:
            room = _ROOM[page.lang][1] - 12 - width_of(text, theme.SMALL_SIZE)
            text = f"{text} {shortened(between.join(names), room, theme.SMALL_SIZE)}"
        told.append({"value": value, "text": text, "at": at, "names": between.join(names)})
    for one, place in zip(told, spread(values, 11 * step, *bounds), strict=True):
        one["place"] = place
    text = alt.Chart(data(told)).mark_text(
        align="left" if at else "right", dx=7 if at else -6, fontSize=theme.SMALL_SIZE, color=theme.INK
    )
    return [
        text.encode(
            x=alt.X("at:Q", axis=None, scale=x_scale),
            y=alt.Y("place:Q", axis=None, scale=scale),
            text="text:N",
            tooltip=page.tips(names="names"),
        )
    ]
