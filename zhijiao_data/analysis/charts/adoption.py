"""Which concepts each document takes up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import altair as alt

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import Notice, Page, carried, data, evidence, require, verified, width_of
from zhijiao_data.analysis.messages import Language

if TYPE_CHECKING:
    import pandas as pd

STATES = ("adopted", "at_risk", "not_yet", "unknown_date")
_ROW = 14
_COLUMN: dict[Language, int] = {"zh": 40, "en": 52}


def adoption_matrix(
    frame: pd.DataFrame, *, labels: Labels | None = None, notices: Sequence[Notice] = (), lang: str = "zh"
) -> alt.TopLevelMixin:
    """Concepts in order of their origin, by document: adopted (grade of use printed), at risk and not adopted, not yet.

    Args:
        frame: of ``adoption``: plan_id, concept_id, state (``adopted``, ``at_risk``, ``not_yet``, ``unknown_date``),
            n_mentions, use (1 name, 2 own task, 3 with target), first_mention, vintage, certainty; label_zh, label_en
            and mention_ids when held.

    Up to twelve documents: one column each, concepts in two halves side by side when there are more than forty. More:
    the share of documents in each state, and the number that adopted of those at risk.
    """
    rows = require(frame, "adoption_matrix", "plan_id", "concept_id", "state", "n_mentions", "use", "first_mention")
    page = Page.begin("adoption_matrix", lang, labels, carried(frame, notices), (row["plan_id"] for row in rows))
    if not rows:
        return page.empty()
    # The frame says which of its dates decided; the first mention when it doesn't.
    origin = {row["concept_id"]: row.get(row.get("origin") or "first_mention") or "9999" for row in rows}
    order = sorted(origin, key=lambda one: (origin[one], one))
    names = {row["concept_id"]: page.named(row, "concepts", "concept_id") for row in rows}
    unsure = {row["concept_id"] for row in rows if not verified(row.get("certainty"))}
    told = {
        one: f"{names[one]}  {origin[one] if origin[one] != '9999' else '—'}{'*' if one in unsure else ''}"
        for one in order
    }
    notes = [page.say("adoption_matrix.unsure")] if unsure else []
    if page.many:
        return _shares(page, rows, order, told, notes)
    return _matrix(page, rows, order, told, notes)


def _cell(page: Page, row: dict[str, Any], told: dict[str, str]) -> dict[str, Any]:
    use = int(row["use"]) if row["state"] == "adopted" and row["use"] else None
    return {
        "document": page.documents[row["plan_id"]],
        "concept": told[row["concept_id"]],
        "state": row["state"],
        "state_name": page.say(f"state.{row['state']}"),
        "use": use,
        "use_name": page.say(f"use.{use}") if use else "",
        "print": str(use) if use else "?" if row["state"] == "unknown_date" else "",
        "n": row["n_mentions"],
        "vintage": row.get("vintage"),
        "certainty": page.code("fact_certainty", row.get("certainty")),
        "quote": row.get("quote"),
        "evidence": evidence(row, "first_mention_id", "mention_ids") or f"{row['plan_id']} · {row['concept_id']}",
    }


def _matrix(
    page: Page, rows: list[dict[str, Any]], order: list[str], told: dict[str, str], notes: list[str]
) -> alt.TopLevelMixin:
    half = len(order) if len(order) <= 40 else (len(order) + 1) // 2
    halves = [order[:half], order[half:]] if half < len(order) and len(page.plan_ids) <= 6 else [order]
    parts = []
    for inside in halves:
        wanted = set(inside)
        cells = [_cell(page, row, told) for row in rows if row["concept_id"] in wanted]
        parts.append(_block(page, cells, [told[one] for one in inside], half))
    chart = alt.hconcat(*parts, spacing=20).resolve_scale(shape="shared", fill="shared")
    longest = max(width_of(name, theme.SMALL_SIZE) for name in told.values())
    width = len(halves) * (longest + _COLUMN[page.lang] * len(page.plan_ids) + 20)
    return page.finish(chart, width, notes=notes)


def _block(page: Page, cells: list[dict[str, Any]], order: list[str], rows: int) -> Any:
    x = alt.X(
        "document:N",
        sort=page.sort,
        title=None,
        scale=alt.Scale(domain=page.sort),
        axis=alt.Axis(
            orient="top", domain=False, ticks=False, labelAngle=0, labelFontSize=theme.SMALL_SIZE,
            labelPadding=18, labelLineHeight=13, labelExpr="split(datum.label, ' ')",
        ),
    )  # fmt: skip
    y = alt.Y(
        "concept:N",
        sort=order,
        title=None,
        axis=alt.Axis(domain=False, ticks=False, labelFontSize=theme.SMALL_SIZE, labelLimit=400),
    )
    tips = page.tips(
        document="document", concept="concept", state_name="state", use_name="use", n="n_mentions",
        certainty="certainty", quote="quote", evidence="evidence",
    )  # fmt: skip
    base = alt.Chart(data(cells)).encode(x=x, y=y, tooltip=tips)
    names = [page.say(f"state.{state}") for state in STATES]
    present = [state for state in STATES if any(cell["state"] == state for cell in cells)]
    fills = alt.Scale(domain=names, range=[theme.LADDER[4], theme.PAPER, theme.HAIR, theme.PAPER])
    fill = alt.Fill("state_name:N", sort=names, scale=fills, legend=None)
    layers = []
    if "not_yet" in present:
        layers.append(_squares(base, "not_yet", 10, None, fill))
    layers.append(_squares(base, "at_risk", 70, theme.MUTED, fill))
    layers.append(_squares(base, "adopted", 132, theme.LADDER[4], fill))
    ink = alt.condition("datum.state == 'adopted'", alt.value(theme.PAPER), alt.value(theme.MUTED))
    layers.append(base.mark_text(fontSize=8.5).encode(text="print:N", color=ink))
    return alt.layer(*layers).properties(width=_COLUMN[page.lang] * len(page.plan_ids), height=_ROW * len(order))


def _squares(base: alt.Chart, state: str, size: int, stroke: str | None, fill: alt.Fill) -> alt.Chart:
    options = {"stroke": stroke, "strokeWidth": 0.8} if stroke else {"fill": theme.FAINT}
    marks = base.transform_filter(f"datum.state == '{state}'").mark_point(
        shape="square" if state == "adopted" else "circle", filled=True, size=size, opacity=1, **options
    )
    return marks if state == "not_yet" else marks.encode(fill=fill)


def _shares(
    page: Page, rows: list[dict[str, Any]], order: list[str], told: dict[str, str], notes: list[str]
) -> alt.TopLevelMixin:
    count: dict[str, Counter[str]] = defaultdict(Counter)
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        count[row["concept_id"]][row["state"]] += 1
        ids[row["concept_id"], row["state"]].append(row["plan_id"])
    bars, rates = [], []
    for one in order:
        start, whole = 0.0, sum(count[one].values())
        for state in STATES:
            n = count[one][state]
            if not n:
                continue
            end = start + 100 * n / whole
            bars.append(
                {
                    "concept": told[one],
                    "state": page.say(f"state.{state}"),
                    "start": start,
                    "end": end,
                    "n": n,
                    "id": evidence({"ids": ids[one, state]}, "ids"),
                }
            )
            start = end
        adopted = count[one]["adopted"]
        at_risk = adopted + count[one]["at_risk"]
        rates.append({"concept": told[one], "at": 102, "print": f"{adopted}/{at_risk}" if at_risk else "–"})
    names = [page.say(f"state.{state}") for state in STATES if any(count[one][state] for one in order)]
    colours = {
        page.say("state.adopted"): theme.LADDER[4],
        page.say("state.at_risk"): theme.LADDER[1],
        page.say("state.not_yet"): theme.PAPER,
        page.say("state.unknown_date"): theme.FAINT,
    }
    legend = page.legend(names, 600)
    y = alt.Y(
        "concept:N",
        sort=[told[one] for one in order],
        title=None,
        axis=alt.Axis(domain=False, ticks=False, labelFontSize=theme.SMALL_SIZE, labelLimit=400),
    )
    x = alt.X("start:Q", title=page.say("axis.share_documents"), scale=alt.Scale(domain=[0, 114], nice=False))
    x.axis = alt.Axis(values=[0, 25, 50, 75, 100])
    tips = [*page.tips(concept="concept", state="state"), alt.Tooltip("n:Q", title=page.say("tip.n_documents"))]
    bar = alt.Chart(data(bars)).mark_bar(height=10, stroke=theme.FAINT, strokeWidth=0.4)
    colour = alt.Color(
        "state:N", sort=names, scale=alt.Scale(domain=names, range=[colours[name] for name in names]), legend=legend
    )
    bar = bar.encode(x=x, x2="end:Q", y=y, color=colour, tooltip=[*tips, *page.tips(id="id")])
    rate = alt.Chart(data(rates)).mark_text(align="left", fontSize=8.5, color=theme.MUTED)
    chart = alt.layer(bar, rate.encode(x="at:Q", y=y, text="print:N")).properties(width=400, height=_ROW * len(order))
    return page.finish(chart, 640, reading=page.say("adoption_matrix.reading_many"), notes=notes)
