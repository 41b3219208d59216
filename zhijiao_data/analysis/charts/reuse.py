"""Where the text of a document comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, require

if TYPE_CHECKING:
    import pandas as pd

_ROW = 26
#: Below this share of cited upstream documents held, shared text between siblings is an upper bound only.
COMPLETE = 0.8


def reuse_decomposition(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """Each document's characters by origin, in the order in which the attribution decides, with upstream completeness.

    Args:
        frame: of ``decompose``: plan_id, step (``boilerplate``, ``self``, ``vertical``, ``common_ancestor_suspected``,
            ``horizontal_same_parent``, ``horizontal_cross_province``, ``unresolved``, ``original``), share (0–1 of the
            document's characters that are compared), n_held, n_cited (upstream documents; one value for each plan);
            chars and passage_ids when held.

    Above twelve documents: the same bars without names, thin, the most vertical first.
    """
    rows = require(frame, "reuse_decomposition", "plan_id", "step", "share", "n_held", "n_cited")
    page = Page.begin("reuse_decomposition", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    by_plan: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        by_plan[row["plan_id"]][row["step"]] = row
    order = list(page.plan_ids)
    if page.many:
        order.sort(key=lambda one: (-_share(by_plan[one], "vertical"), one))
    names = {one: page.documents[one] if not page.many else one for one in order}
    bars = [bar for one in order for bar in _bars(page, one, names[one], by_plan[one])]
    held = [_held(page, names[one], next(iter(by_plan[one].values()))) for one in order]
    present = [
        origin for origin in theme.REUSE if any(bar["key"] == origin and bar["end"] > bar["start"] for bar in bars)
    ]
    height = (3 if len(order) <= 120 else 1.6) * len(order) if page.many else _ROW * len(order)
    axis = None if page.many else alt.Axis(domain=False, ticks=False)
    y = alt.Y("document:N", sort=[names[one] for one in order], title=None, axis=axis, scale=alt.Scale(padding=0))
    x = alt.X("start:Q", title=page.say("axis.share_compared"), scale=alt.Scale(domain=[0, 100], nice=False))
    labels_ = [page.say(f"origin.{origin}") for origin in present]
    legend = page.legend(labels_, 600)
    colour = alt.Color(
        "origin:N",
        sort=labels_,
        scale=alt.Scale(domain=labels_, range=[theme.REUSE[origin] for origin in present]),
        legend=legend,
    )
    tips = [
        *page.tips(document_name="document", origin="origin"),
        alt.Tooltip("share:Q", format=".1f", title="%"),
        *page.tips(chars="chars", evidence="evidence"),
    ]
    base = alt.Chart(data(bars)).encode(y=y, tooltip=tips)
    line = {"stroke": theme.FAINT, "strokeWidth": 0.4} if not page.many else {}
    bar = base.mark_bar(height={"band": 1 if page.many else 0.62}, **line).encode(x=x, x2="end:Q", color=colour)
    layers: list[Any] = [bar]
    notes = [page.say("reuse_decomposition.upper_bound")] if any(one["low"] for one in held) else []
    if not page.many:
        ink = alt.condition("datum.dark", alt.value(theme.PAPER), alt.value(theme.INK))
        layers.append(base.mark_text(fontSize=theme.SMALL_SIZE).encode(x=alt.X("middle:Q"), text="print:N", color=ink))
        right = alt.Chart(data(held)).mark_text(align="left", fontSize=theme.SMALL_SIZE, color=theme.MUTED)
        layers.append(right.encode(x=alt.X("at:Q"), y=y, text="print:N"))
    else:
        told = sum(one["held"] for one in held), sum(one["cited"] for one in held)
        notes.insert(0, page.say("reuse_decomposition.completeness", held=told[0], cited=told[1]))
    chart = alt.layer(*layers).properties(width=430, height=height)
    reading = page.say("reuse_decomposition.reading_many") if page.many else None
    return page.finish(chart, 640, reading=reading, notes=notes)


def _share(parts: dict[str, dict[str, Any]], origin: str) -> float:
    return float(parts[origin]["share"] or 0) if origin in parts else 0.0


def _bars(page: Page, plan_id: str, name: str, parts: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    bars, start = [], 0.0
    for origin, colour in theme.REUSE.items():
        share = 100 * _share(parts, origin)
        if not share:
            continue
        row = parts[origin]
        bars.append(
            {
                "document": name,
                "document_name": page.documents[plan_id],
                "key": origin,
                "origin": page.say(f"origin.{origin}"),
                "start": start,
                "end": start + share,
                "middle": start + share / 2,
                "share": share,
                "chars": row.get("chars"),
                "print": f"{share:.0f}" if share >= 4 else "",
                "dark": theme.lightness(colour) < 60,
                "evidence": evidence(row, "passage_ids") or plan_id,
            }
        )
        start += share
    return bars


def _held(page: Page, name: str, row: dict[str, Any]) -> dict[str, Any]:
    held, cited = row["n_held"] or 0, row["n_cited"] or 0
    return {
        "document": name,
        "at": 101.5,
        "held": held,
        "cited": cited,
        "low": cited > 0 and held / cited < COMPLETE,
        "print": page.say("reuse_decomposition.held", held=held, cited=cited)
        if cited
        else page.say("reuse_decomposition.none"),
    }
