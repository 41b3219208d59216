"""Targets that a document states more than once: which rows belong together, which one counts, where they disagree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from zhijiao_data.extract.target import Target

#: Share of common character pairs above which two nouns name the same thing.
SAME_NOUN = 0.6
_NOT_LETTERS = re.compile(r"[^\u4e00-\u9fff0-9]")
#: Equal nouns of at least this many characters name the same thing even if their values differ.
LONG_NOUN = 5
#: Attributes in which the rows of a group are compared; values and their comparators apart.
_COMPARED = ("unit", "deadline_year", "deadline_month", "modality")


def group_restatements(targets: list[Target]) -> None:
    """Set ``group``, ``is_canonical`` and ``conflict`` on rows that state the same aim.

    Two rows are the same aim when they stand in different nodes, have the same kind of value, unit and grade, and name the same indicator or the same
    noun with a value that agrees. Candidates are found by key (indicator, or unit and value), so the work is linear in the number of targets.
    """
    buckets: dict[tuple, list[Target]] = {}
    for target in targets:
        for key in _keys(target):
            buckets.setdefault(key, []).append(target)
    for bucket in buckets.values():
        for position, later in enumerate(bucket):
            for earlier in bucket[max(0, position - 8) : position]:
                if _same_aim(earlier, later):
                    later.group = earlier.group or earlier
                    earlier.group = earlier.group or earlier
                    break
    members: dict[int, list[Target]] = {}
    for target in targets:
        if target.group is not None:
            root = target.group
            while root.group is not None and root.group is not root:
                root = root.group
            target.group = root
            members.setdefault(id(root), []).append(target)
    for rows in members.values():
        _settle(rows)


def _keys(target: Target) -> list[tuple]:
    keys: list[tuple] = []
    if target.indicator_id:
        keys.append(("indicator", target.indicator_id, target.grade))
    noun = _letters(target.indicator_text)
    if len(noun) >= 4:
        keys.append(("noun", target.kind, target.unit, target.low, target.high, noun[-4:]))
        keys.append(("same", target.kind, target.unit, noun))
        keys.append(("head", target.kind, target.unit, target.low, target.high, noun[:4]))
    return keys


def _same_aim(first: Target, second: Target) -> bool:
    if first.node is second.node or (first.grade != second.grade and first.grade and second.grade):
        return False
    if {first.kind, second.kind} == {"quantity", "milestone"}:  # 建成1所示范校 and, elsewhere, 将某校建成示范校
        return (
            first.grade is not None
            and (first.low or second.low) == 1
            and _similar(first.indicator_text, second.indicator_text) >= SAME_NOUN
        )
    if first.kind != second.kind or first.unit != second.unit:
        return False
    if first.kind == "milestone" and first.deadline_year != second.deadline_year:
        return False
    if first.kind == "quantity" and first.form != second.form and "universal" in (first.form, second.form):
        return False
    nouns = _similar(first.indicator_text, second.indicator_text)
    if first.indicator_id and first.indicator_id == second.indicator_id:
        return nouns >= SAME_NOUN or (_agree(first, second) and nouns >= 0.3)
    if len(_letters(first.indicator_text)) >= LONG_NOUN and _letters(first.indicator_text) == _letters(
        second.indicator_text
    ):
        return True
    return nouns >= 0.75 and (_agree(first, second) or first.kind != "quantity")


def _agree(first: Target, second: Target) -> bool:
    low, high = first.low, first.high if first.high is not None else first.low
    other_low, other_high = second.low, second.high if second.high is not None else second.low
    if None in (low, high, other_low, other_high):
        return (low, high) == (other_low, other_high)
    return low <= other_high and other_low <= high


def _letters(words: str | None) -> str:
    return _NOT_LETTERS.sub("", words or "")


def _similar(first: str | None, second: str | None) -> float:
    """Share of common character pairs in the shorter noun; in all pairs of both when one is more than twice as long as the other."""
    one, two = _letters(first), _letters(second)
    if not one or not two:
        return 0.0
    pairs, others = ({text[i : i + 2] for i in range(len(text) - 1)} or {text} for text in (one, two))
    whole = (
        min(len(pairs), len(others)) if max(len(one), len(two)) <= 2 * min(len(one), len(two)) else len(pairs | others)
    )
    return len(pairs & others) / whole


def disagreements(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The attributes in which rows of one group disagree, by the names of their columns (``value`` for the interval), in a fixed order.

    Silence is no contradiction: a null agrees with any value, and a milestone without a number contradicts no number.
    """
    numbered = [row for row in rows if row["value_min"] is not None or row["value_max"] is not None]
    found = []
    if len({(row["value_min"], row["value_max"]) for row in numbered}) > 1:
        found.append("value")
    elif len({row["comparator"] for row in numbered if row["comparator"] is not None}) > 1:
        found.append("comparator")
    return found + [name for name in _COMPARED if len({row[name] for row in rows if row[name] is not None}) > 1]


def _settle(rows: list[Target]) -> None:
    """One canonical row: the one with a stated deadline, else the first; and the attributes in which the rows differ."""
    best = max(
        rows,
        key=lambda row: (
            row.deadline_basis in ("stated", "five_year_plan", "section"),
            row.value_start is not None,
            -row.start,
        ),
    )
    conflict = ";".join(disagreements([_compared(row) for row in rows])) or None
    for row in rows:
        row.is_canonical = row is best
        row.conflict = conflict


def _compared(target: Target) -> dict[str, Any]:
    return {
        "value_min": target.low,
        "value_max": target.high,
        "comparator": target.comparator,
        **{name: getattr(target, name) for name in _COMPARED},
    }
