"""Which theme a coding gave where another gave which: the confusion matrix that `bootstrap` draws errors of coding from.

Only primary themes are crossed. Take the matrix of the coding whose shares are shown: that of the rules for plans that nobody has read, that of two
readers for the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.analysis.task_matrix import is_preamble
from zhijiao_data.dataset.evaluate import match, span_score
from zhijiao_data.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


def of_labels(assigned: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    """The confusion matrix of two tables ``task_themes`` of the same tasks; tasks that only one of them has don't count.

    Returns:
        assigned, true (theme ids as given); n (tasks).
    """
    one, other = _primary(assigned), _primary(true)
    return _crossed((theme, other[task]) for task, theme in one.items() if task in other)


def of_rules(raw: str | Path, plans: Sequence[str] | None = None) -> pd.DataFrame:
    """The confusion matrix of ``zhijiao evaluate``: themes as the rules give them, against those that a person read.

    Args:
        raw: the folder of the sources with their ``annotation.yaml``.
        plans: only these plans.

    Returns:
        assigned, true, n; tasks are matched by their place in the text (intersection over union at least one half).

    Raises:
        InputError: no document is annotated.
    """
    from zhijiao_data.corpus import document as corpus
    from zhijiao_data.dataset import annotation
    from zhijiao_data.dataset.build import plan_tables

    folders = sorted(path.parent for path in Path(raw).glob("*/annotation.yaml"))
    folders = [folder for folder in folders if plans is None or folder.name in plans]
    if not folders:
        raise InputError("no annotation.yaml found", str(raw), "Annotate a document as raw/CODING.md says")
    pairs: list[tuple[str, str]] = []
    for folder in folders:
        document = corpus.load(folder)
        read = annotation.load(folder / "annotation.yaml", document.text)
        found = plan_tables(document)
        given = {row["task_id"]: row["theme_id"] for row in found["task_themes"] if row["rank"] == 1}
        for i, j in match(read.tasks, found["tasks"], span_score):
            true, assigned = read.tasks[i]["themes"], given.get(found["tasks"][j]["task_id"])
            if true and assigned:
                pairs.append((assigned, true[0]))
    return _crossed(pairs)


def _crossed(pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    counts = Counter(pair for pair in pairs if not any(map(is_preamble, pair)))
    rows = [{"assigned": a, "true": b, "n": n} for (a, b), n in sorted(counts.items())]
    return tidy(rows, {"assigned": "str", "true": "str", "n": "int"})


def _primary(task_themes: pd.DataFrame) -> dict[str, str]:
    rows = records(task_themes, "task_themes", ["task_id", "theme_id", "rank"])
    return {row["task_id"]: row["theme_id"] for row in rows if row["rank"] == 1}
