"""The rows of one document as a page to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import schema
from zhijiao_data.dataset.rendering import one_line, plain, table

Row = Mapping[str, Any]
_LABELS = (("task_themes", "theme_id", "themes"), ("task_instruments", "instrument_id", "instruments"))
_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "=", "approx": "≈", "range": ""}


def summary(tables: Mapping[str, Sequence[Row]]) -> str:
    """Plan facts, tasks with their labels and bodies, targets, what stands above them, citations and concepts, for a terminal."""
    parts = [_plan(tables["plans"][0]), _tasks(tables), _targets(tables), _links(tables), _citations(tables)]
    return "\n\n".join([*parts, _mentions(tables)])


def _plan(plan: Row) -> str:
    labels = schema.table("plans").fields
    facts = [
        (name, ", ".join(value) if isinstance(value, (list, tuple)) else value)
        for name, value in plan.items()
        if value not in (None, []) and name not in ("plan_id", "source_file", "text_file", "source_sha256")
    ]
    lines = [f"  {labels[name].label_zh} / {labels[name].label_en}: {one_line(value)}" for name, value in facts]
    return "\n".join([f"文件 / plan {plan['plan_id']}", *lines])


def _tasks(tables: Mapping[str, Sequence[Row]]) -> str:
    bodies: dict[str, list[str]] = {}
    for row in tables.get("responsibilities", ()):
        bodies.setdefault(row["task_id"], []).append(f"{one_line(row['name'])} ({row['role']})")
    labels: dict[str, list[str]] = {}
    for name, column, codebook in _LABELS:
        for row in tables.get(name, ()):
            label = f"{row[column]} {loader.entry(codebook, row[column])['label_zh']}"
            labels.setdefault(row["task_id"], []).append(label)
    lines = [f"任务 / tasks: {len(tables.get('tasks', ()))}"]
    for row in tables.get("tasks", ()):
        title = row["title"] or row["text"]
        sign = "" if row["role"] == "task" else f" [{row['role']}]"
        lines.append(f"  {one_line(row['label'] or '')} {one_line(title, 80)}{sign}".rstrip())
        if row["task_id"] in labels:
            lines.append(f"      # {' · '.join(labels[row['task_id']])}")
        if row["task_id"] in bodies:
            lines.append(f"      → {'、'.join(bodies[row['task_id']])}")
    return "\n".join(lines)


def _targets(tables: Mapping[str, Sequence[Row]]) -> str:
    rows = tables.get("targets", ())
    head = f"目标 / targets: {len(rows)}"
    if not rows:
        return head
    cells = [[value(row), deadline(row), row["modality"], row["indicator_id"], row["quote"]] for row in rows]
    return head + "\n" + table(["value", "by", "modality", "indicator", "quote"], cells, [22, 8, 12, 24, 70])


def _citations(tables: Mapping[str, Sequence[Row]]) -> str:
    rows = tables.get("citations", ())
    lines = [f"引用文件 / citations: {len(rows)}"]
    for row in rows:
        found = row["policy_id"] or row["resolution"] + (f", {row['suggestion']}?" if row["suggestion"] else "")
        lines.append(f"  {plain(row['relation'])}: {one_line(row['quote'])} → {plain(found)}")
    return "\n".join(lines)


def _links(tables: Mapping[str, Sequence[Row]]) -> str:
    rows = [row for row in tables.get("target_links", ()) if row["policy_target_id"] is not None]
    quotes = {row["target_id"]: row["quote"] for row in tables.get("targets", ())}
    lines = [f"上位目标 / upstream targets: {len(rows)}"]
    for row in rows:
        grade = f" {row['comparability']}" if row["comparability"] else ""
        lines.append(f"  {row['outcome']}{grade}: {one_line(quotes[row['target_id']], 60)}")
        lines.append(f"      → {one_line(row['explanation_zh'])}")
    return "\n".join(lines)


def _mentions(tables: Mapping[str, Sequence[Row]]) -> str:
    counts = Counter(row["concept_id"] for row in tables.get("mentions", ()) if not row["in_citation"])
    said = [f"{loader.entry('concepts', concept)['label_zh']} {count}" for concept, count in counts.most_common()]
    return "\n".join([f"提法 / concepts: {len(counts)}", *(["  " + "、".join(said)] if said else [])])


def value(row: Row) -> str:
    """A target's value as one reads it: ``≥ 60 %``, ``1–2 所``, ``≥ 6 月 / 5年``; its kind when it has none."""
    low, high = row["value_min"], row["value_max"]
    if low is None and high is None:
        return str(row["value_text"] or row["kind"])
    number = (
        f"{low:,.10g}–{high:,.10g}"
        if None not in (low, high) and low != high
        else f"{low if high is None else high:,.10g}"
    )
    words = [
        _SIGNS.get(row["comparator"] or "", "?"),
        number,
        row["unit"] or "",
        f"/ {row['per']}" if row["per"] else "",
    ]
    return " ".join(word for word in words if word)


def deadline(row: Row) -> str:
    """``2025``, ``2025-06`` or ``–``."""
    year, month = row["deadline_year"], row["deadline_month"]
    if year is None and month is None:
        return "–"
    return f"{year or '每年'}" + (f"-{month:02d}" if month else "")
