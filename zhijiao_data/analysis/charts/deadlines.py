"""The years that targets are due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, require

if TYPE_CHECKING:
    import pandas as pd


def deadline_dots(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """When targets are due: year by dimension, the number of targets printed in a dot of its size, with totals.

    Args:
        frame: of ``deadline_matrix``: plan_id, deadline_year, dimension, n; target_ids when held. Targets without a year
            or a dimension are counted in a note.
    """
    rows = require(frame, "deadline_dots", "plan_id", "deadline_year", "dimension", "n")
    undated = sum(row["n"] for row in rows if not row["deadline_year"])
    unnamed = sum(row["n"] for row in rows if row["deadline_year"] and not row["dimension"])
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
    size = alt.Size(
        "n:Q", scale=alt.Scale(type="linear", domain=[1, max(2, *count.values())], range=[90, 560]), legend=None
    )
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
    out = undated + unnamed
    notes = [page.say("deadline_dots.left_out", n=out, undated=undated, unnamed=unnamed)] if out else []
    return page.finish(chart, 170 + column * len(span) + 80, notes=notes)


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
