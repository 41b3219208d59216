"""Themes by depth, and themes by policy instrument: tables whose cells are coloured and hold their number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, require, width_of

if TYPE_CHECKING:
    import pandas as pd

DEPTHS = range(5)
_ROW = 19


def depth_heatmap(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """How far each document goes in each theme: 0 absent to 4 number, responsible unit and deadline.

    Args:
        frame: of ``depth_ladder``: plan_id, theme_id, depth (0–4), evidence_task_id, evidence_target_id, quote.

    Up to twelve documents: one column each, the level printed in the cell. More: for each theme the share of documents
    on each level.
    """
    rows = require(frame, "depth_heatmap", "plan_id", "theme_id", "depth")
    page = Page.begin("depth_heatmap", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    names = {row["theme_id"]: page.named(row, "themes", "theme_id") for row in rows}
    total: Counter[str] = Counter()
    for row in rows:
        total[row["theme_id"]] += row["depth"]
    order = [names[one] for one in sorted(names, key=lambda one: (-total[one], one))]
    if page.many:
        return _depth_shares(page, rows, names, order)
    cells = [
        {
            "document": page.documents[row["plan_id"]],
            "theme": names[row["theme_id"]],
            "depth": row["depth"],
            "level": page.say(f"depth.{row['depth']}"),
            "quote": row.get("quote"),
            "evidence": evidence(row, "evidence_task_id", "evidence_target_id"),
        }
        for row in rows
    ]
    width = 54 if lang == "zh" else 62
    x = alt.X(
        "document:N",
        sort=page.sort,
        title=None,
        axis=alt.Axis(orient="top", domain=False, ticks=False, labelAngle=0, labelExpr="split(datum.label, ' ')"),
    )
    y = alt.Y("theme:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    levels = [page.say(f"depth.{depth}") for depth in DEPTHS]
    colour = alt.Color(
        "level:N",
        sort=levels,
        scale=alt.Scale(domain=levels, range=list(theme.LADDER)),
        legend=alt.Legend(
            title=None, orient="bottom", direction="vertical", symbolType="square", symbolStrokeColor=theme.FAINT
        ),
    )
    tips = page.tips(document="document", theme="theme", level="depth", quote="quote", evidence="evidence")
    base = alt.Chart(data(cells)).encode(x=x, y=y, tooltip=tips)
    shown = base.mark_rect(stroke=theme.HAIR, strokeWidth=1).encode(color=colour)
    print_ = base.mark_text(fontSize=theme.LABEL_SIZE).encode(text="depth:Q", color=_print("datum.depth"))
    chart = alt.layer(shown, print_).properties(width=width * len(page.plan_ids), height=_ROW * len(order))
    return page.finish(chart, 210 + width * len(page.plan_ids))


def _print(level: str) -> Any:
    """White print on the dark steps of the ladder."""
    return alt.condition(f"{level} >= {theme.LADDER_DARK}", alt.value(theme.PAPER), alt.value(theme.INK))


def _depth_shares(page: Page, rows: list[dict[str, Any]], names: dict[str, str], order: list[str]) -> Any:
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    ids: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        counts[row["theme_id"]][row["depth"]] += 1
        ids[row["theme_id"], row["depth"]].append(row["plan_id"])
    bars = []
    for one, found in counts.items():
        start, whole = 0, sum(found.values())
        # The highest level first: the dark end of every bar begins at zero and can be compared.
        for depth in reversed(DEPTHS):
            share = 100 * found[depth] / whole
            bars.append(
                {
                    "theme": names[one],
                    "depth": depth,
                    "level": page.say(f"depth.{depth}"),
                    "start": start,
                    "end": start + share,
                    "middle": start + share / 2,
                    "n": found[depth],
                    "print": f"{share:.0f}" if share >= 5 else "",
                    "id": evidence({"plans": ids[one, depth]}, "plans"),
                }
            )
            start += share
    levels = [page.say(f"depth.{depth}") for depth in reversed(DEPTHS)]
    y = alt.Y("theme:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("start:Q", title=page.say("axis.share_documents"), scale=alt.Scale(domain=[0, 100], nice=False))
    colour = alt.Color(
        "level:N",
        sort=levels,
        scale=alt.Scale(domain=levels, range=list(reversed(theme.LADDER))),
        legend=alt.Legend(
            title=None, orient="bottom", direction="vertical", symbolType="square", symbolStrokeColor=theme.FAINT
        ),
    )
    tips = [*page.tips(theme="theme", level="depth"), alt.Tooltip("n:Q", title=page.say("tip.n_documents"))]
    base = alt.Chart(data(bars)).encode(y=y, tooltip=[*tips, *page.tips(id="id")])
    shown = base.mark_bar(height=_ROW - 5, stroke=theme.FAINT, strokeWidth=0.5).encode(x=x, x2="end:Q", color=colour)
    print_ = base.mark_text(fontSize=theme.SMALL_SIZE).encode(x="middle:Q", text="print:N", color=_print("datum.depth"))
    chart = alt.layer(shown, print_).properties(width=400, height=_ROW * len(order))
    return page.finish(chart, 610, reading=page.say("depth_heatmap.reading_many"))


def theme_instrument_heatmap(
    frame: pd.DataFrame,
    *,
    plan_id: str | None = None,
    labels: Labels | None = None,
    notices: Sequence[Notice] = (),
    lang: str = "zh",
) -> alt.TopLevelMixin:
    """Tasks by theme and instrument, instruments by family (supply, environment, demand), the number in each cell.

    Args:
        frame: of ``theme_by_instrument``: plan_id, theme_id, instrument_id, n_tasks; task_ids when held.
        plan_id: of one document only; otherwise the documents are summed.
    """
    rows = require(frame, "theme_instrument_heatmap", "plan_id", "theme_id", "instrument_id", "n_tasks")
    rows = [row for row in rows if row["n_tasks"] and plan_id in (None, row["plan_id"])]
    page = Page.begin(
        "theme_instrument_heatmap", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows)
    )
    if not rows:
        return page.empty()
    cells = _cells(page, rows)
    themes: Counter[str] = Counter()
    instruments: Counter[str] = Counter()
    for cell in cells:
        themes[cell["theme"]] += cell["n"]
        instruments[cell["instrument"]] += cell["n"]
    by_size = [name for name, _ in sorted(themes.items(), key=lambda item: (-item[1], item[0]))]
    families = [one for one in ("supply", "environment", "demand", "") if any(c["family"] == one for c in cells)]
    column = 27
    parts = []
    for place, family in enumerate(families):
        inside = [cell for cell in cells if cell["family"] == family]
        names = sorted({cell["instrument"] for cell in inside}, key=lambda name: (-instruments[name], name))
        parts.append(_block(page, inside, by_size, names, family, column, first=place == 0))
    longest = max(width_of(name, theme.LABEL_SIZE) for name in by_size)
    width = longest + column * len(instruments) + 10 * len(families)
    chart = alt.hconcat(*parts, spacing=8).resolve_scale(color="shared")
    return page.finish(chart, width)


def _cells(page: Page, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    count: Counter[tuple[str, str]] = Counter()
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    plans: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        cell = (row["theme_id"], row["instrument_id"])
        count[cell] += row["n_tasks"]
        ids[cell] += row.get("task_ids") or []
        plans[cell].append(page.documents[row["plan_id"]])
    most = max(count.values())
    return [
        {
            "theme": page.labels.name("themes", theme_id, page.lang),
            "instrument": page.labels.name("instruments", instrument_id, page.lang),
            "family": page.labels.value("instruments", instrument_id, "rothwell_zegveld") or "",
            "n": n,
            "print": f"{n:.0f}" if float(n).is_integer() else f"{n:.1f}",
            "dark": n / most,
            "documents": evidence({"plans": plans[theme_id, instrument_id]}, "plans"),
            "evidence": evidence({"ids": ids[theme_id, instrument_id]}, "ids"),
        }
        for (theme_id, instrument_id), n in sorted(count.items())
    ]


def _block(
    page: Page, cells: list[dict[str, Any]], themes: list[str], names: list[str], family: str, column: int, first: bool
) -> Any:
    y = alt.Y(
        "theme:N",
        sort=themes,
        title=None,
        scale=alt.Scale(domain=themes),
        axis=alt.Axis(domain=False, ticks=False, labels=first, grid=True),
    )
    x = alt.X(
        "instrument:N",
        sort=names,
        title=None,
        axis=alt.Axis(orient="bottom", domain=False, ticks=False, labelAngle=-45, labelAlign="right", labelLimit=150),
    )
    colour = alt.Color(
        "n:Q", scale=alt.Scale(range=list(theme.LADDER[1:]), interpolate="lab", domainMin=0), legend=None
    )
    tips = [*page.tips(theme="theme", instrument="instrument"), alt.Tooltip("n:Q", title=page.say("tip.n_tasks"))]
    base = alt.Chart(data(cells)).encode(
        x=x, y=y, tooltip=[*tips, *page.tips(documents="documents", evidence="evidence")]
    )
    shown = base.mark_rect(stroke=theme.PAPER, strokeWidth=1.5).encode(color=colour)
    ink = alt.condition("datum.dark > 0.55", alt.value(theme.PAPER), alt.value(theme.INK))
    print_ = base.mark_text(fontSize=theme.SMALL_SIZE).encode(text="print:N", color=ink)
    title = alt.TitleParams(
        page.code("rothwell_zegveld", family) if family else "",
        anchor="middle",
        fontSize=theme.LABEL_SIZE,
        color=theme.MUTED,
        offset=4,
        frame="group",
    )
    return alt.layer(shown, print_).properties(width=column * len(names), height=_ROW * len(themes), title=title)
