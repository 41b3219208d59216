"""Distinctive vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, require, width_of

if TYPE_CHECKING:
    import pandas as pd

_ROW = 16


def keyness_lollipops(
    frame: pd.DataFrame,
    *,
    kind: str = "word",
    top: int = 12,
    labels: Labels | None = None,
    notices: Sequence[Notice] = (),
    lang: str = "zh",
) -> alt.TopLevelMixin:
    """The most distinctive terms of each document, by the z of their weighted log-odds.

    Args:
        frame: of ``keyness``: plan_id, term, z, delta, n_tasks_with, n_tasks_other, kind.
        kind: ``word``, or ``name`` for names of places and industries, which are shown apart.
        top: terms of each document.

    Up to twelve documents: one panel each. More: the terms that are among the ``top`` of most documents.
    """
    rows = require(frame, "keyness_lollipops", "plan_id", "term", "z", "delta", "n_tasks_with", "n_tasks_other", "kind")
    rows = [row for row in rows if row["kind"] == kind and row["z"] is not None and row["z"] > 0]
    page = Page.begin("keyness_lollipops", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    best: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (-row["z"], row["term"])):
        if len(best[row["plan_id"]]) < top:
            best[row["plan_id"]].append(row)
    return _frequent(page, best) if page.many else _panels(page, best, top)


def _panels(page: Page, best: dict[str, list[dict[str, Any]]], top: int) -> alt.TopLevelMixin:
    columns = min(len(page.plan_ids), 5 if len(page.plan_ids) <= 5 else 4)
    highest = max(row["z"] for rows in best.values() for row in rows)
    x = alt.X("z:Q", title=None, scale=alt.Scale(domain=[0, highest * 1.05], nice=False), axis=alt.Axis(tickCount=4))
    terms = max(width_of(row["term"], theme.LABEL_SIZE) for rows in best.values() for row in rows)
    extent = min(130, terms + 8)
    panels = []
    for plan_id in page.plan_ids:
        marks = [
            {
                **{name: row[name] for name in ("term", "z", "delta", "n_tasks_with", "n_tasks_other")},
                "zero": 0,
                "id": plan_id,
                "evidence": evidence(row, "task_ids"),
            }
            for row in best[plan_id]
        ]
        y = alt.Y(
            "term:N",
            sort=[row["term"] for row in best[plan_id]],
            title=None,
            axis=alt.Axis(domain=False, ticks=False, minExtent=extent, maxExtent=extent, labelLimit=extent),
        )
        tips = [
            *page.tips(term="term"),
            alt.Tooltip("z:Q", format=".2f", title="z"),
            alt.Tooltip("delta:Q", format=".2f", title="δ"),
            alt.Tooltip("n_tasks_with:Q", title=page.say("tip.tasks_with")),
            alt.Tooltip("n_tasks_other:Q", title=page.say("tip.tasks_other")),
            *page.tips(id="id", evidence="evidence"),
        ]
        base = alt.Chart(data(marks)).encode(y=y, tooltip=tips)
        stick = base.mark_rule(color=theme.FAINT).encode(x=x, x2="zero:Q")
        head = base.mark_point(filled=True, color=theme.BLUE, size=36, opacity=1).encode(x=x)
        panels.append(
            alt.layer(stick, head).properties(
                width=74,
                height=_ROW * top,
                title=alt.TitleParams(
                    page.documents[plan_id], fontSize=theme.LABEL_SIZE, anchor="start", frame="group", offset=4
                ),
            )
        )
    chart = alt.concat(*panels, columns=columns, spacing=12)
    return page.finish(chart, columns * (extent + 86))


def _frequent(page: Page, best: dict[str, list[dict[str, Any]]]) -> alt.TopLevelMixin:
    documents: dict[str, list[str]] = defaultdict(list)
    for plan_id, rows in best.items():
        for row in rows:
            documents[row["term"]].append(plan_id)
    terms = sorted(documents, key=lambda term: (-len(documents[term]), term))[:30]
    marks = [
        {
            "term": term,
            "n": len(documents[term]),
            "zero": 0,
            "id": evidence({"plans": page.labels.order(documents[term])}, "plans"),
        }
        for term in terms
    ]
    y = alt.Y("term:N", sort=terms, title=None, axis=alt.Axis(domain=False, ticks=False))
    x = alt.X("n:Q", title=page.say("axis.documents"), axis=alt.Axis(tickMinStep=1, format="d"))
    tips = [*page.tips(term="term"), alt.Tooltip("n:Q", title=page.say("tip.n_documents")), *page.tips(id="id")]
    base = alt.Chart(data(marks)).encode(y=y, tooltip=tips)
    stick = base.mark_rule(color=theme.FAINT).encode(x=x, x2="zero:Q")
    head = base.mark_point(filled=True, color=theme.BLUE, size=40, opacity=1).encode(x=x)
    print_ = base.mark_text(align="left", dx=7, fontSize=theme.SMALL_SIZE, color=theme.MUTED).encode(x=x, text="n:Q")
    chart = alt.layer(stick, head, print_).properties(width=380, height=_ROW * len(terms))
    return page.finish(chart, 500, reading=page.say("keyness_lollipops.reading_many", top=max(map(len, best.values()))))
