"""Which tasks count, how long they are and which themes they have: what shares, intervals and ladders are computed from.

* A row of an annexed table that states a task of the body again (``restates``) is the same task: it is not counted, and targets
  that stand in it belong to the task of the body.
* The label T00 (preamble) is no theme. A task with no other label is not counted.
* A task with n labels gives each of them 1/n (fractional counting); labels below one top theme are added up there, so that the
  shares of sub-themes sum to that of their theme.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from zhijiao_data.analysis.frames import records
from zhijiao_data.dataset.schema import chosen

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["top", "sub"]
_LEVELS = ("top", "sub")
#: The label of preambles, which is no theme (themes.yaml).
PREAMBLE = "T00"
_SAFEGUARD = "safeguard"
#: Targets that state a number (codes.yaml: target_kind).
QUANTIFIED = "quantity"


@dataclass(frozen=True, slots=True)
class TaskMatrix:
    """The counted tasks of one plan.

    Attributes:
        plan_id: the plan.
        task_ids: its n counted tasks, in the order of the text.
        themes: the K themes of the chosen level, the same for every plan.
        labels: (n, K) fractional counts; each row sums to 1.
        chars: (n,) code points of each task's passage that are not masked.
        quantified: (n,) canonical quantified targets in each task.
        outside: canonical quantified targets of the plan that stand in no counted task.
    """

    plan_id: str
    task_ids: tuple[str, ...]
    themes: tuple[str, ...]
    labels: np.ndarray
    chars: np.ndarray
    quantified: np.ndarray
    outside: int


def task_matrices(
    tasks: pd.DataFrame,
    task_themes: pd.DataFrame,
    themes: pd.DataFrame,
    targets: pd.DataFrame,
    plan_ids: Sequence[str],
    level: Level = "top",
    masked: pd.DataFrame | None = None,
    safeguards: bool = True,
) -> list[TaskMatrix]:
    """One matrix per plan, in the order of ``plan_ids``.

    Args:
        tasks, task_themes, themes, targets: the tables.
        plan_ids: the plans.
        level: top themes or sub-themes.
        masked: passages that don't count (plan_id, char_start, char_end; they may overlap); None: every character counts.
        safeguards: whether tasks of role ``safeguard`` count.

    Raises:
        UsageError: there is no such level, or a table lacks a column.
    """
    above, names = level_themes(themes, task_themes, level)
    given: dict[str, list[str]] = defaultdict(list)
    for row in records(task_themes, "task_themes", ["task_id", "theme_id"]):
        if not is_preamble(row["theme_id"]):
            given[row["task_id"]].append(row["theme_id"])
    place = {theme: i for i, theme in enumerate(names)}
    body = bodies(tasks)
    counts: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for row in records(targets, "targets", ["plan_id", "task_id", "kind", "is_canonical"]):
        if row["is_canonical"] and row["kind"] == QUANTIFIED:
            total[row["plan_id"]] += 1
            counts[body.get(row["task_id"], row["task_id"])] += 1
    covered = _masks(masked)
    of_plan: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    wanted = counted_tasks(tasks, plan_ids, safeguards)
    for row in records(tasks, "tasks", ["task_id", "plan_id", "char_start", "char_end"]):
        if row["task_id"] in wanted and given.get(row["task_id"]):
            of_plan[row["plan_id"]].append(row)
    found = []
    for plan in plan_ids:
        rows = sorted(of_plan[plan], key=lambda row: row["char_start"])
        labels = np.zeros((len(rows), len(names)))
        for i, row in enumerate(rows):
            for theme in given[row["task_id"]]:
                labels[i, place[above[theme]]] += 1 / len(given[row["task_id"]])
        cover = covered.get(plan)
        chars = [
            row["char_end"] - row["char_start"] - (cover.within(row["char_start"], row["char_end"]) if cover else 0)
            for row in rows
        ]
        quantified = np.array([counts.get(row["task_id"], 0) for row in rows], dtype=float)
        ids = tuple(row["task_id"] for row in rows)
        outside = total[plan] - int(quantified.sum())
        found.append(TaskMatrix(plan, ids, names, labels, np.array(chars, dtype=float), quantified, outside))
    return found


def is_preamble(theme: str) -> bool:
    """Whether a label is that of preambles."""
    return theme.partition(".")[0] == PREAMBLE


def bodies(tasks: pd.DataFrame) -> dict[str, str]:
    """Task of an annexed table → the task of the body that it states again."""
    rows = records(tasks, "tasks", ["task_id", "restates"])
    return {row["task_id"]: row["restates"] for row in rows if row["restates"] is not None}


def counted_tasks(tasks: pd.DataFrame, plan_ids: Iterable[str], safeguards: bool = True) -> dict[str, str]:
    """Task → plan, of the tasks of these plans that state no task of the body again."""
    wanted = {*plan_ids}
    return {
        row["task_id"]: row["plan_id"]
        for row in records(tasks, "tasks", ["task_id", "plan_id", "role", "restates"])
        if row["plan_id"] in wanted and row["restates"] is None and (safeguards or row["role"] != _SAFEGUARD)
    }


def level_themes(
    themes: pd.DataFrame, task_themes: pd.DataFrame, level: Level
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Label → the theme that it counts for at a level, and the themes of the level in order.

    At the lower level these include the top themes that were given to some task as they are.

    Raises:
        UsageError: there is no such level.
    """
    chosen(level, dict.fromkeys(_LEVELS), "level")
    parents = {row["id"]: row["parent_id"] for row in records(themes, "themes", ["id", "parent_id"])}
    above = {theme: parent if level == "top" and parent else theme for theme, parent in parents.items()}
    used = {above[row["theme_id"]] for row in records(task_themes, "task_themes", ["theme_id"])}
    names = {theme for theme, parent in parents.items() if (parent is None) == (level == "top")} | used
    return above, tuple(sorted(theme for theme in names if not is_preamble(theme)))


class _Cover:
    """Passages of one text, of which the characters between two offsets are counted."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self.spans = merged
        self.starts = [start for start, _ in merged]
        self.before = [0, *np.cumsum([end - start for start, end in merged]).tolist()]

    def upto(self, offset: int) -> int:
        """Covered characters before ``offset``."""
        i = bisect_right(self.starts, offset) - 1
        return 0 if i < 0 else self.before[i] + min(offset, self.spans[i][1]) - self.spans[i][0]

    def within(self, start: int, end: int) -> int:
        """Covered characters of [start, end)."""
        return self.upto(end) - self.upto(start)


def _masks(masked: pd.DataFrame | None) -> dict[str, _Cover]:
    if masked is None:
        return {}
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in records(masked, "masked", ["plan_id", "char_start", "char_end"]):
        spans[row["plan_id"]].append((row["char_start"], row["char_end"]))
    return {plan: _Cover(found) for plan, found in spans.items()}


def masked_chars(masked: pd.DataFrame | None) -> dict[str, int]:
    """How many characters of each plan are masked."""
    return {plan: cover.before[-1] for plan, cover in _masks(masked).items()}
