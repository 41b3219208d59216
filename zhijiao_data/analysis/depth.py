"""How far a plan goes with a theme: the depth ladder.

0 absent · 1 touched on (a further label of some task) · 2 own task (its primary theme) · 3 an own task holds a quantified target
· 4 one that also has a named body and a deadline. A rung holds the ones below it. Targets are those that `zhijiao_data` counts once
(``is_canonical``) and that stand in the task; a target of the general goals lifts no theme. After the dimensions of policy
intensity of S. Schaffrin, S. Sewerin & S. Seubert (2015), Toward a Comparative Measure of Climate Policy Output, Policy Studies J. 43.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zhijiao_data.analysis.frames import Row, labels, records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, select, unreadable, with_notices
from zhijiao_data.analysis.task_matrix import QUANTIFIED, Level, bodies, is_preamble, level_themes

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = {
    "plan_id": "str",
    "theme_id": "str",
    "label_zh": "str",
    "label_en": "str",
    "depth": "int",
    "evidence_task_id": "str",
    "evidence_target_id": "str",
    "quote": "str",
    **STANDING_COLUMNS,
}


def depth_ladder(
    tasks: pd.DataFrame,
    task_themes: pd.DataFrame,
    themes: pd.DataFrame,
    targets: pd.DataFrame,
    responsibilities: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    level: Level = "top",
    sample: Sample = "comparable",
) -> pd.DataFrame:
    """The highest rung that each plan reaches on each theme, with its evidence.

    Args:
        tasks, task_themes, themes, targets, responsibilities, plans: the tables.
        level: top themes, or sub-themes.
        sample: which texts (`honesty.select`).

    Returns:
        One row per plan and theme: plan_id, theme_id, label_zh, label_en; depth (0 to 4); evidence_task_id, evidence_target_id and quote (of the
        first task, or target, that reaches it; null where there is none); standing, standing_why.
    """
    chosen = select(plans, sample)
    above, names = level_themes(themes, task_themes, level)
    steps = _Steps(tasks, targets, responsibilities)
    best: dict[tuple[str, str], tuple[int, Row]] = {}
    columns = ["task_id", "plan_id", "theme_id", "rank", "evidence"]
    given = sorted(records(task_themes, "task_themes", columns), key=lambda row: steps.order.get(row["task_id"], 0))
    for row in given:
        if is_preamble(row["theme_id"]) or row["task_id"] not in steps.order:
            continue
        depth, target = steps.of(row["task_id"]) if row["rank"] == 1 else (1, None)
        key = (row["plan_id"], above[row["theme_id"]])
        if depth > best.get(key, (0, {}))[0]:
            evidence = target["quote"] if target else row["evidence"] or steps.title[row["task_id"]]
            id = target["target_id"] if target else None
            best[key] = depth, {"evidence_task_id": row["task_id"], "evidence_target_id": id, "quote": evidence}
    told = labels(themes)
    rows = []
    for plan in chosen.plan_ids:
        for theme in names:
            depth, evidence = best.get((plan, theme), (0, {}))
            head = {"plan_id": plan, "theme_id": theme, "label_zh": told[theme][0], "label_en": told[theme][1]}
            rows.append({**head, "depth": depth, **evidence, **chosen.columns(plan)})
    return with_notices(tidy(rows, _COLUMNS), [chosen.left_out, unreadable(chosen)])


class _Steps:
    """What stands in each task that counts."""

    def __init__(self, tasks: pd.DataFrame, targets: pd.DataFrame, responsibilities: pd.DataFrame) -> None:
        rows = records(tasks, "tasks", ["task_id", "plan_id", "restates", "char_start", "title"])
        rows = sorted(rows, key=lambda row: (row["plan_id"], row["char_start"]))
        body = bodies(tasks)
        self.order = {row["task_id"]: i for i, row in enumerate(rows) if row["restates"] is None}
        self.title = {row["task_id"]: row["title"] for row in rows}
        # A body named in the table's row is named for the task that the row states again.
        self.named = {
            body.get(row["task_id"], row["task_id"])
            for row in records(responsibilities, "responsibilities", ["task_id"])
        }
        self.targets: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        columns = ["target_id", "task_id", "kind", "is_canonical", "deadline_year", "quote", "char_start"]
        for row in sorted(records(targets, "targets", columns), key=lambda row: row["char_start"]):
            if row["is_canonical"] and row["kind"] == QUANTIFIED and row["task_id"] is not None:
                self.targets[body.get(row["task_id"], row["task_id"])].append(row)

    def of(self, task_id: str) -> tuple[int, Mapping[str, Any] | None]:
        """The rung of a task for its primary theme, and the target that shows it."""
        found = self.targets.get(task_id, [])
        if not found:
            return 2, None
        dated = [row for row in found if row["deadline_year"] is not None]
        return (4, dated[0]) if dated and task_id in self.named else (3, found[0])
