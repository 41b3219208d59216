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
#: Order of the families of instruments.
_FAMILIES = ("supply", "environment", "demand")
_ROW, _COLUMN = 19, 26


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
            "level": _level(page, row["depth"]),
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
    y = alt.Y("theme:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    levels = [_level(page, depth) for depth in DEPTHS]
    colour = alt.Color(
        "level:N",
        sort=levels,
        scale=alt.Scale(domain=levels, range=list(theme.LADDER)),
        legend=page.legend(levels, 210 + width * len(page.plan_ids)),
    )
    tips = page.tips(document="document", theme="theme", level="depth", quote="quote", evidence="evidence")
    base = alt.Chart(data(cells)).encode(x=x, y=y, tooltip=tips)
    shown = base.mark_rect(stroke=theme.HAIR, strokeWidth=1).encode(color=colour)
    print_ = base.mark_text(fontSize=theme.LABEL_SIZE).encode(text="depth:Q", color=_print("datum.depth"))
    chart = alt.layer(shown, print_).properties(width=width * len(page.plan_ids), height=_ROW * len(order))
    return page.finish(chart, 210 + width * len(page.plan_ids))


def _level(page: Page, depth: int) -> str:
    return f"{depth} {page.say(f'depth.{depth}')}"


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
                    "level": _level(page, depth),
                    "start": start,
                    "end": start + share,
                    "middle": start + share / 2,
                    "n": found[depth],
                    "print": f"{share:.0f}" if share >= 5 else "",
                    "id": evidence({"plans": ids[one, depth]}, "plans"),
                }
            )
            start += share
    levels = [_level(page, depth) for depth in reversed(DEPTHS)]
    y = alt.Y("theme:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("start:Q", title=page.say("axis.share_documents"), scale=alt.Scale(domain=[0, 100], nice=False))
    colour = alt.Color(
        "level:N",
        sort=levels,
        scale=alt.Scale(domain=levels, range=list(reversed(theme.LADDER))),
        legend=page.legend(levels, 600),
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
    family_of = {cell["instrument"]: cell["family"] for cell in cells}
    columns: list[str] = []
    heads = []
    for family in dict.fromkeys(one for one in (*_FAMILIES, "") if one in family_of.values()):
        names = [name for name, _ in instruments.most_common() if family_of[name] == family]
        # A column of blanks parts the families.
        columns += [" " * (len(heads) + 1)] if columns else []
        head = page.code("rothwell_zegveld", family)
        heads.append({"instrument": names[(len(names) - 1) // 2], "head": head, "even": len(names) % 2 == 0})
        columns += names
    chart = _table(page, cells, by_size, columns, heads)
    longest = max(width_of(name, theme.LABEL_SIZE) for name in by_size)
    return page.finish(chart, longest + _COLUMN * len(columns))


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


def _table(
    page: Page, cells: list[dict[str, Any]], themes: list[str], columns: list[str], heads: list[dict[str, Any]]
) -> Any:
    y = alt.Y("theme:N", title=None, scale=alt.Scale(domain=themes), axis=alt.Axis(domain=False, ticks=False))
    axis = alt.Axis(domain=False, ticks=False, labelAngle=-45, labelAlign="right", labelLimit=170)
    x = alt.X("instrument:N", title=None, scale=alt.Scale(domain=columns), axis=axis)
    held = {(cell["theme"], cell["instrument"]) for cell in cells}
    names = [name for name in columns if name.strip()]
    blanks = [{"theme": row, "instrument": name} for row in themes for name in names if (row, name) not in held]
    blank = alt.Chart(data(blanks)).mark_rect(fill="#fafafa", stroke=theme.PAPER, strokeWidth=1.5).encode(x=x, y=y)
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
    above = [
        alt.Chart(data([head for head in heads if head["even"] is even]))
        .mark_text(color=theme.MUTED, dx=_COLUMN / 2 if even else 0)
        .encode(x=x, y=alt.value(-9), text="head:N")
        for even in (False, True)
    ]
    chart = alt.layer(blank, shown, print_, *above)
    return chart.properties(width=_COLUMN * len(columns), height=_ROW * len(themes))
