"""By which policy instruments plans pursue their themes, and the mix of instruments by class.

Classes: R. Rothwell & W. Zegveld (1985), Reindustrialization and Technology (supply, environment, demand); mechanisms: L. McDonnell & R. Elmore
(1987), Getting the Job Done, Educ. Eval. Policy Anal. 9, and A. Schneider & H. Ingram (1990), J. Politics 52 (mandate, inducement, capacity,
system change, hortatory).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhijiao_data.analysis.frames import labels, records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, select, with_notices
from zhijiao_data.analysis.task_matrix import Level, counted_tasks, is_preamble, level_themes

if TYPE_CHECKING:
    import pandas as pd


def theme_by_instrument(
    tasks: pd.DataFrame,
    task_themes: pd.DataFrame,
    task_instruments: pd.DataFrame,
    themes: pd.DataFrame,
    instruments: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    level: Level = "top",
    safeguards: bool = True,
    primary_only: bool = False,
    sample: Sample = "comparable",
) -> pd.DataFrame:
    """In how many tasks a theme and an instrument stand together.

    Args:
        tasks, task_themes, task_instruments, themes, instruments, plans: the tables.
        level: top themes, or sub-themes.
        safeguards: whether tasks of role ``safeguard`` count; they bring organisation and supervision into every mix.
        primary_only: count only the primary theme of a task.
        sample: which texts (`honesty.select`).

    Returns:
        One row per plan, theme and instrument that occur together: plan_id, theme_id, theme_zh, theme_en, instrument_id,
        instrument_zh, instrument_en; n_tasks (each task once); weight (fractional: 1/labels × 1/instruments); standing, standing_why.
    """
    chosen = select(plans, sample)
    above, _ = level_themes(themes, task_themes, level)
    plan_of = counted_tasks(tasks, chosen.plan_ids, safeguards)
    of_task: dict[str, list[str]] = defaultdict(list)
    for row in records(task_themes, "task_themes", ["task_id", "theme_id", "rank"]):
        if row["task_id"] in plan_of and not is_preamble(row["theme_id"]) and (row["rank"] == 1 or not primary_only):
            of_task[row["task_id"]].append(above[row["theme_id"]])
    means = _of_tasks(task_instruments)
    together: Counter[tuple[str, str, str]] = Counter()
    weight: Counter[tuple[str, str, str]] = Counter()
    for task, given in of_task.items():
        used = means.get(task, [])
        for instrument in used:
            for theme in given:
                weight[plan_of[task], theme, instrument] += 1 / len(given) / len(used)  # type: ignore[assignment]
            together.update((plan_of[task], theme, instrument) for theme in {*given})
    theme_labels, instrument_labels = labels(themes), labels(instruments)
    rows = [
        {
            "plan_id": plan,
            "theme_id": theme,
            "theme_zh": theme_labels[theme][0],
            "theme_en": theme_labels[theme][1],
            "instrument_id": instrument,
            "instrument_zh": instrument_labels[instrument][0],
            "instrument_en": instrument_labels[instrument][1],
            "n_tasks": n,
            "weight": float(weight[plan, theme, instrument]),
            **chosen.columns(plan),
        }
        for (plan, theme, instrument), n in sorted(together.items())
    ]
    names = ("plan_id", "theme_id", "theme_zh", "theme_en", "instrument_id", "instrument_zh", "instrument_en")
    columns = {**dict.fromkeys(names, "str"), "n_tasks": "int", "weight": "float", **STANDING_COLUMNS}
    return with_notices(tidy(rows, columns), [chosen.left_out])


def instrument_mix(
    tasks: pd.DataFrame,
    task_instruments: pd.DataFrame,
    instruments: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    moved: Mapping[str, str] | None = None,
    safeguards: bool = True,
    sample: Sample = "comparable",
) -> pd.DataFrame:
    """The share of supply, environment and demand instruments in a plan's tasks.

    Σ_i g_ic / n, where g_ic is the part of task i's instruments that are of class c, over the n tasks with an instrument.

    Args:
        moved: instrument → another class, as ``{"D2": "supply"}`` for pilots, which most Chinese studies class as demand; on this
            choice the finding of a "shortage of demand instruments" hangs.
        safeguards: whether tasks of role ``safeguard`` count.

    Returns:
        plan_id; instrument_class (codes.yaml: rothwell_zegveld); share (0 to 1); n_tasks (those with an instrument of the class);
        tasks_counted; standing, standing_why.
    """
    chosen = select(plans, sample)
    of = {row["id"]: row["rothwell_zegveld"] for row in records(instruments, "instruments", ["id", "rothwell_zegveld"])}
    of.update(moved or {})
    plan_of = counted_tasks(tasks, chosen.plan_ids, safeguards)
    sums: dict[str, Counter[str]] = {plan: Counter() for plan in chosen.plan_ids}
    having: dict[str, Counter[str]] = {plan: Counter() for plan in chosen.plan_ids}
    total: Counter[str] = Counter()
    for task, used in _of_tasks(task_instruments).items():
        if plan := plan_of.get(task):
            total[plan] += 1
            having[plan].update({of[instrument] for instrument in used})
            for instrument in used:
                sums[plan][of[instrument]] += 1 / len(used)  # type: ignore[assignment]
    rows = [
        {
            "plan_id": plan,
            "instrument_class": kind,
            "share": sums[plan][kind] / total[plan],
            "n_tasks": having[plan][kind],
            "tasks_counted": total[plan],
            **chosen.columns(plan),
        }
        for plan in chosen.plan_ids
        if total[plan]
        for kind in dict.fromkeys(of.values())
    ]
    columns = {"plan_id": "str", "instrument_class": "str", "share": "float", "n_tasks": "int", "tasks_counted": "int"}
    return with_notices(tidy(rows, {**columns, **STANDING_COLUMNS}), [chosen.left_out])


def _of_tasks(task_instruments: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in records(task_instruments, "task_instruments", ["task_id", "instrument_id"]):
        found[row["task_id"]].append(row["instrument_id"])
    return found
