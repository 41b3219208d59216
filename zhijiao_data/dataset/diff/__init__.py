"""Two releases compared: schema, row counts, rows added, removed, moved and changed, cell by cell."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhijiao_data.dataset import arguments, fingerprint, schema
from zhijiao_data.dataset import progress as telling
from zhijiao_data.dataset.diff import shifts, sides
from zhijiao_data.dataset.diff.result import Diff
from zhijiao_data.dataset.diff.sides import Side
from zhijiao_data.dataset.diff.table import PLAN, TableDiff, compare, only, plan_columns
from zhijiao_data.dataset.rendering import plain
from zhijiao_data.errors import UsageError

TEXTS, TEXT = "texts", "text"


def diff(
    a: str | os.PathLike[str],
    b: str | os.PathLike[str] | None = None,
    table: str | Sequence[str] | None = None,
    plan: str | Sequence[str] | None = None,
    progress: telling.Progress = telling.silent,
) -> Diff:
    """How the release ``b`` differs from the release ``a``.

    Args:
        a: the older release: a folder with tables, a version such as ``"1.0.0"``, or ``"owner/name@revision"`` of the Hub.
        b: the newer one; the tables held by default.
        table: compare only this table, or these.
        plan: compare only rows of this plan, or of these; tables without plans are left out.
        progress: told about every table.

    Returns:
        The comparison: print it, look at it in a notebook, or take ``.cells`` (a data frame) and ``.tables``.

    Raises:
        UsageError: a release, table or plan doesn't exist.
        InputError: a file is missing or damaged, or a table has two rows of one key.
    """
    asked_tables = None if table is None else arguments.strings(table, "table", "targets")
    asked_plans = None if plan is None else arguments.strings(plan, "plan", "cq-wanzhou-2023")
    old, new = sides.read(a), sides.read(b)
    names = sorted({*old.tables, *new.tables})
    _known(asked_tables, names, "table")
    _known(asked_plans, sorted({*old.plans, *new.plans}), "plan")
    shifted = text_shifts(old, new)
    names = [
        name
        for name in names
        if (not asked_tables or name in asked_tables) and (not asked_plans or _has_plans(name, old, new))
    ]
    found = {}
    for number, name in enumerate(names):
        progress(number, len(names), name)
        found[name] = _table(name, old, new, shifts.Carrier(shifted), asked_plans)
    progress(len(names), len(names), "done")
    return Diff(old, new, tuple(_changes(old, new, found)), tuple(sorted(shifted)), found)


def _known(asked: Sequence[str] | None, names: Sequence[str], what: str) -> None:
    for name in asked or ():
        if name not in names:
            raise UsageError(f"no {what} '{plain(name)}' in either release", "", schema.suggestion(name, names))


def _has_plans(name: str, *both: Side) -> bool:
    return all(plan_columns(side.tables[name].schema) for side in both if name in side.tables)


def text_shifts(old: Side, new: Side) -> dict[str, shifts.Shift]:
    """For each plan whose text differs, where its characters stand now."""
    both = [side.tables.get(TEXTS) for side in (old, new)]
    if not all(table and {table.types.get(name) for name in (PLAN, TEXT)} == {"string"} for table in both):
        return {}
    if old.content(TEXTS) == new.content(TEXTS):
        return {}
    before, after = (zip(table.read(PLAN).to_pylist(), table.read(TEXT), strict=True) for table in both)
    now = dict(after)
    return {
        plan: shifts.between(text.as_py(), now[plan].as_py())
        for plan, text in before
        if plan in now and text.is_valid and now[plan].is_valid and text.as_py() != now[plan].as_py()
    }


def _table(name: str, old: Side, new: Side, carrier: shifts.Carrier, plans: Sequence[str] | None) -> TableDiff:
    if name not in new.tables:
        return only(old.tables[name], "removed")
    if name not in old.tables:
        return only(new.tables[name], "added")
    before, after = old.tables[name], new.tables[name]
    # The hash is of the values in the order of the columns: with other columns the same hash would prove nothing.
    same = old.content(name) == new.content(name) and list(before.types.items()) == list(after.types.items())
    return compare(before, after, carrier, plans, same_rows=same and before.primary_key == after.primary_key)


def _changes(old: Side, new: Side, found: dict[str, TableDiff]) -> Iterator[fingerprint.Change]:
    """What the fingerprints tell; of a file changed by hand its rows tell whether its content is the other's."""
    marks = dict(old.fingerprint.tables)
    for name, table in found.items():
        by_hand = any(
            side.manifest["tables"][name]["file"] in side.edited for side in (old, new) if name in side.tables
        )
        if by_hand and table.status == "same" and name in marks:
            marks[name] = replace(marks[name], content_sha256=new.content(name))
    yield from fingerprint.changes(replace(old.fingerprint, tables=marks), new.fingerprint)
