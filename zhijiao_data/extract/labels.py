"""From the rows of tasks to the rows of their themes and instruments, by the rules of the codebook.

Labels are given to tasks as they stand after a person's corrections, so that a corrected title or a split task is
labelled anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zhijiao_data.codebook.label_rules import Label, instruments_of, themes_of
from zhijiao_data.corpus.spans import Edit, Reading, reading

Row = dict[str, Any]


def label_tasks(tasks: Iterable[Mapping[str, Any]], text: str, repairs: Sequence[Edit]) -> dict[str, list[Row]]:
    """The rows of ``task_themes`` and ``task_instruments``.

    Args:
        tasks: rows of the table ``tasks`` of one document.
        text: its canonical text.
        repairs: the repairs of that text, in reading order.
    """
    tables: dict[str, list[Row]] = {"task_themes": [], "task_instruments": []}
    for task in tasks:
        read = reading(text, (task["char_start"], task["char_end"]), repairs)
        what = (task["title"], task["text"], task["path"], task["role"])
        tables["task_themes"] += (_row(task, read, "theme_id", label) for label in themes_of(*what))
        tables["task_instruments"] += (_row(task, read, "instrument_id", label) for label in instruments_of(*what))
    return tables


def _row(task: Mapping[str, Any], read: Reading, column: str, label: Label) -> Row:
    words, span = _evidence(task, read, label)
    return {
        "task_id": task["task_id"],
        "plan_id": task["plan_id"],
        column: label.id,
        "rank": label.rank,
        "basis": "rule",
        "ground": label.ground,
        "evidence": words,
        "char_start": span and span[0],
        "char_end": span and span[1],
        "confirmed": False,
    }


def _evidence(task: Mapping[str, Any], read: Reading, label: Label) -> tuple[str | None, tuple[int, int] | None]:
    """The decisive words and where they stand in the canonical text; nothing when the label rests on no words of the task."""
    start, end = label.evidence_start, label.evidence_end
    if start == end:
        return None, None
    if label.in_title:
        # A title is the heading as read: without its label and the full stop behind it.
        at = read.text.find(task["title"])
        if at < 0:
            return task["title"][start:end], None
        start, end = start + at, end + at
    start, end = _with_marks(read.text, start, end)
    return read.text[start:end], read.back(start, end)


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the other half of a quotation mark that it cuts off: 双师型”教师 → “双师型”教师."""
    words = text[start:end]
    if words.count("”") > words.count("“") and text[start - 1 : start] == "“":
        start -= 1
    elif words.count("“") > words.count("”") and text[end : end + 1] == "”":
        end += 1
    return start, end
