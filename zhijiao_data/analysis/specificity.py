"""How precisely targets are drafted (M8): six yes-or-no criteria, after Schaffrin, Sewerin & Seubert (2015), Policy Studies J. 43: 257–282.

One point each: a number · unit, and denominator of a share · a deadline in the sentence itself · a body named for the task · a stated baseline · money,
or supervision, in the task. It says how much a reader can check, not how much is aimed at.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, select, unreadable, with_notices
from zhijiao_data.analysis.task_matrix import bodies
from zhijiao_data.codebook.loader import load

if TYPE_CHECKING:
    import pandas as pd

CRITERIA = ("number", "unit_denominator", "deadline", "body", "baseline", "monitoring")
#: Instruments (instruments.yaml) that attach money or supervision to a task.
_ATTACHED = frozenset({"S2", "E5"})


def specificity(
    targets: pd.DataFrame,
    responsibilities: pd.DataFrame,
    task_instruments: pd.DataFrame,
    tasks: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    sample: Sample = "all",
) -> pd.DataFrame:
    """The six criteria of every canonical target.

    Returns:
        target_id, plan_id, task_id (null: stands in no task, so that body and monitoring can't be met), section_id; number, unit_denominator, deadline, body,
        baseline, monitoring (true or false); score (0 to 6); quote; standing, standing_why.
    """
    chosen = select(plans, sample)
    wanted = {*chosen.plan_ids}
    restated = bodies(tasks)
    named = {
        restated.get(r["task_id"], r["task_id"]) for r in records(responsibilities, "responsibilities", ["task_id"])
    }
    instruments = records(task_instruments, "task_instruments", ["task_id", "instrument_id"])
    attached = {restated.get(r["task_id"], r["task_id"]) for r in instruments if r["instrument_id"] in _ATTACHED}
    columns = [
        "target_id",
        "plan_id",
        "task_id",
        "section_id",
        "value_min",
        "value_max",
        "unit",
        "denominator",
        "deadline_basis",
        "baseline_value",
    ]
    rows = []
    for row in records(targets, "targets", [*columns, "is_canonical", "quote"]):
        if not row["is_canonical"] or row["plan_id"] not in wanted:
            continue
        task = restated.get(row["task_id"], row["task_id"])
        unit = row["unit"]
        is_share = unit is not None and load("units")[unit]["kind"] == "share"
        met = {
            "number": row["value_min"] is not None or row["value_max"] is not None,
            "unit_denominator": unit is not None and (row["denominator"] is not None or not is_share),
            "deadline": row["deadline_basis"] == "stated",
            "body": task in named,
            "baseline": row["baseline_value"] is not None,
            "monitoring": task in attached,
        }
        rows.append({**row, "task_id": task, **met, "score": sum(met.values()), **chosen.columns(row["plan_id"])})
    rows.sort(key=lambda row: (row["plan_id"], row["target_id"]))
    kinds = {
        "target_id": "str",
        "plan_id": "str",
        "task_id": "str",
        "section_id": "str",
        **dict.fromkeys(CRITERIA, "bool"),
    }
    kinds |= {"score": "int", "quote": "str", **STANDING_COLUMNS}
    return with_notices(tidy(rows, kinds), [chosen.left_out, unreadable(chosen)])


def specificity_means(specificity: pd.DataFrame, *, draws: int = 2000, seed: int = 1) -> pd.DataFrame:
    """The mean score of each plan, with the percentile interval of a bootstrap over tasks (all targets of a task together).

    Targets outside tasks are drawn together by section.

    Returns:
        plan_id; mean, low, high (0 to 6); n (targets); n_clusters; one column per criterion (number, …): the share of targets that meet it.
    """
    generator = np.random.default_rng(seed)
    rows = []
    columns = ["plan_id", "task_id", "section_id", "score", *CRITERIA]
    of_plan: dict[str, dict[str, list[dict]]] = defaultdict(lambda: defaultdict(list))
    for row in records(specificity, "specificity", columns):
        of_plan[row["plan_id"]][row["task_id"] or row["section_id"]].append(row)
    for plan, clusters in sorted(of_plan.items()):
        table = np.array([[sum(row["score"] for row in found), len(found)] for found in clusters.values()], dtype=float)
        size = len(table)
        drawn = generator.multinomial(size, np.full(size, 1 / size), size=draws) @ table
        low, high = np.percentile(drawn[:, 0] / drawn[:, 1], (2.5, 97.5))
        every = [row for found in clusters.values() for row in found]
        met = {name: sum(bool(row[name]) for row in every) / len(every) for name in CRITERIA}
        above, below = table.sum(axis=0)
        head = {"plan_id": plan, "mean": above / below, "low": low, "high": high}
        rows.append({**head, "n": len(every), "n_clusters": size, **met})
    kinds = {"plan_id": "str", "mean": "float", "low": "float", "high": "float", "n": "int", "n_clusters": "int"}
    return tidy(rows, {**kinds, **dict.fromkeys(CRITERIA, "float")})
