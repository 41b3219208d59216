"""The card of a corpus: what each document is, and how much of it there is to count."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, issuers, select
from zhijiao_data.analysis.task_matrix import QUANTIFIED, counted_tasks, masked_chars
from zhijiao_data.dataset.issue_dates import issue_dates

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = {
    "plan_id": "str",
    "issuer": "str",
    "document_type": "str",
    "text_status": "object",
    "issued_first": "date",
    "issued_last": "date",
    "period_start": "int",
    "period_end": "int",
    "text_chars": "int",
    "masked_share": "float",
    "n_tasks": "int",
    "n_targets": "int",
    "quantified_per_task": "float",
    **STANDING_COLUMNS,
}


def corpus_card(
    plans: pd.DataFrame, tasks: pd.DataFrame, targets: pd.DataFrame, masked: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per document, oldest first (by the last day on which it may have been issued; undated ones behind).

    Args:
        plans, tasks, targets: the tables.
        masked: passages that don't count as text (plan_id, char_start, char_end).

    Returns:
        plan_id, issuer, document_type, text_status (list of codes); issued_first, issued_last (bounds of the day of issue;
        null without any date); period_start, period_end (years); text_chars (code points of the canonical text);
        masked_share (0 to 1; null without ``masked``); n_tasks (rows of an annexed table that state a task again don't count);
        n_targets (canonical targets with a number); quantified_per_task (their ratio; null without tasks); standing, standing_why.
    """
    chosen = select(plans, "all")
    columns = ["plan_id", "issuer", "document_type", "text_status", "text_chars", "period_start", "period_end"]
    dates = ["issued_on", "date_precision", "issued_not_before", "issued_not_after", "published_on", "transmitted_on"]
    of = issuers(plans)
    hidden = masked_chars(masked)
    n_tasks = Counter(counted_tasks(tasks, chosen.plan_ids).values())
    n_targets = Counter(
        row["plan_id"]
        for row in records(targets, "targets", ["plan_id", "kind", "is_canonical"])
        if row["is_canonical"] and row["kind"] == QUANTIFIED
    )
    rows = []
    for row in records(plans, "plans", [*columns, *dates]):
        plan = row["plan_id"]
        issued = issue_dates(row)
        tasks_here = n_tasks[plan]
        rows.append(
            {
                **{column: row[column] for column in columns},
                "issuer": of[plan],
                "issued_first": issued.first if issued else None,
                "issued_last": issued.last if issued else None,
                "masked_share": None if masked is None else hidden.get(plan, 0) / row["text_chars"],
                "n_tasks": tasks_here,
                "n_targets": n_targets[plan],
                "quantified_per_task": n_targets[plan] / tasks_here if tasks_here else None,
                **chosen.columns(plan),
            }
        )
    rows.sort(key=lambda row: (row["issued_last"] is None, row["issued_last"], row["plan_id"]))
    return tidy(rows, _COLUMNS)
