"""What a comparison of two releases found: a summary in both languages, the tables, the cells, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from zhijiao_data.dataset import fingerprint, versions
from zhijiao_data.dataset.diff.columns import plain
from zhijiao_data.dataset.diff.sides import Side
from zhijiao_data.dataset.diff.table import TableDiff
from zhijiao_data.dataset.fingerprint import Change
from zhijiao_data.dataset.rendering import escaped, listed
from zhijiao_data.dataset.versions import Step, Version

if TYPE_CHECKING:
    import pandas as pd


class Fact(NamedTuple):
    """A line of the summary; ``alarming`` when a reader should not pass over it."""

    label_en: str
    label_zh: str
    value_en: str
    value_zh: str
    alarming: bool = False


@dataclass(frozen=True)
class Diff:
    """How release ``b`` differs from release ``a``.

    ``changes`` are the differences that fingerprints tell, with the step of the version that each asks for; they are of
    all tables. ``tables`` are those that were compared, by name; ``text_changed`` the plans whose text is another.
    """

    a: Side
    b: Side
    changes: tuple[Change, ...]
    text_changed: tuple[str, ...]
    tables: dict[str, TableDiff]

    @property
    def differs(self) -> bool:
        """Whether anything differs in the tables that were compared."""
        return any(table.differs for table in self.tables.values())

    @property
    def documents_added(self) -> list[str]:
        """The plans that only ``b`` has."""
        return sorted(set(self.b.plans) - set(self.a.plans))

    @property
    def documents_removed(self) -> list[str]:
        """The plans that only ``a`` has."""
        return sorted(set(self.a.plans) - set(self.b.plans))

    @property
    def required(self) -> Step:
        """The step that the version has to make from ``a`` to ``b``."""
        return fingerprint.required(self.changes)

    @property
    def step(self) -> Step | None:
        """The step that the version makes; None if one of the two is no release or ``b`` is the earlier one."""
        old, new = self._versions
        return old.step_to(new) if old and new and old <= new else None

    @property
    def enough(self) -> bool | None:
        """Whether that step is as great as the differences require; None if there is none to judge."""
        return None if self.step is None else self.step >= self.required

    @property
    def least_version(self) -> str | None:
        """The nearest version that ``b`` may bear after ``a``; None if ``a`` is no release."""
        old, _ = self._versions
        return str(old.after(self.required)) if old else None

    @property
    def _versions(self) -> tuple[Version | None, Version | None]:
        both = (self.a.version, self.b.version)
        return tuple(versions.parse(one) if versions.is_version(one) else None for one in both)

    @property
    def cells(self) -> pd.DataFrame:
        """Every cell that differs in a row of both releases, one per row of the frame.

        Columns: table, row_id (in ``b``), row_id_before (in ``a``), column, before, after, kind: ``changed``, or
        ``moved`` if it only says that the row stands elsewhere. Rows added and removed are in ``tables[name].added`` and
        ``.removed``; they and new columns are not repeated here.
        """
        import pandas as pd

        columns = ["table", "row_id", "row_id_before", "column", "before", "after", "kind"]
        found = [
            (name, row.id_after, row.id_before, *cell)
            for name, table in self.tables.items()
            for row in table.rows()
            for cell in row.cells
        ]
        return pd.DataFrame(
            dict(zip(columns, map(list, zip(*found, strict=True)), strict=True)) if found else [],
            columns=columns,
            dtype=object,
        )

    def summary(self) -> Iterator[Fact]:
        """What comes first: the two releases, the step of the version, documents, tables, rows."""
        for letter, label_zh, side in (("A", "旧版", self.a), ("B", "新版", self.b)):
            told = " · ".join(filter(None, (side.version, side.released_on, side.name)))
            yield Fact(letter, label_zh, told, told)
        yield self._verdict()
        yield from self._by_hand()
        counts = f"{len(self.a.plans)} → {len(self.b.plans)}"
        told, told_zh = [counts], [counts]
        for what, what_zh, plans in (
            ("added", "新增", self.documents_added),
            ("removed", "删去", self.documents_removed),
            ("text changed", "文本有变", self.text_changed),
        ):
            if plans:
                told.append(f"{len(plans)} {what} ({listed(plans)})")
                told_zh.append(f"{what_zh} {len(plans)}（{listed(plans)}）")
        yield Fact("documents", "文件", "; ".join(told), "；".join(told_zh))
        counts = f"{len(self.a.tables)} → {len(self.b.tables)}"
        yield Fact("tables", "数据表", counts, counts)
        counts = f"{self.a.rows} → {self.b.rows}"
        yield Fact("rows", "行", counts, counts)

    def steps(self) -> list[tuple[Step, str, str, list[str]]]:
        """What asks for more than a correction: step, what in both languages, and the tables of which it is true."""
        found: dict[tuple[Step, str, str], list[str]] = {}
        for change in self.changes:
            if change.step > Step.PATCH:
                found.setdefault((change.step, change.what_en, change.what_zh), []).append(change.table)
        return [(*what, tables) for what, tables in found.items()]

    def _by_hand(self) -> Iterator[Fact]:
        for side in (self.a, self.b):
            if side.edited:
                files = listed(side.edited)
                yield Fact(
                    "changed by hand", "手动改动", f"{side.name}: {files}: not the files that its manifest describes",
                    f"{side.name}：{files} 与清单所记文件不符", True,
                )  # fmt: skip

    def _verdict(self) -> Fact:
        old, new = self.a.version, self.b.version
        need, least, step = self.required.name, self.least_version, self.step
        if self.required is Step.NONE:
            said = "no difference requires one", "无差异，不需升级"
        elif step is None and all(self._versions):
            said = (
                f"{new} is the earlier version; from {old} to it the differences would be {need}",
                f"{new} 早于 {old}；由后者到前者的差异属 {need}",
            )
        elif step is None and least:
            said = (
                f"{need} is required: the next release after {old} is {least} or later",
                f"须升 {need}：{old} 之后应为 {least} 或更高",
            )
        elif step is None:
            said = f"{need} is required; {old} is no release", f"须升 {need}；{old} 不是正式发布的版本"
        elif step is Step.NONE:
            said = (
                f"two contents bear the version {new}; {need} is required: {least} or later",
                f"两份不同的内容同为 {new}；须升 {need}：{least} 或更高",
            )
        elif self.enough:
            said = (
                f"{need} is required; {old} → {new} is {step.name}: enough",
                f"须升 {need}；{old} → {new} 为 {step.name}：足够",
            )
        else:
            said = (
                f"{need} is required, {least} or later; {old} → {new} is {step.name}: too small",
                f"须升 {need}，即 {least} 或更高；{old} → {new} 仅为 {step.name}：不足",
            )
        return Fact("step of the version", "版本升级", *said, self.enough is False)

    def __str__(self) -> str:
        from zhijiao_data.dataset.diff.text import text

        return text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        facts = "".join(
            f"<tr><th>{escaped(fact.label_en)}<br>{escaped(fact.label_zh)}</th>"
            f'<td style="text-align:left">{escaped(fact.value_en)}<br>{escaped(fact.value_zh)}</td></tr>'
            for fact in self.summary()
        )
        head = "".join(f"<th>{name}</th>" for name in ("table", "表", "rows", "added", "removed", "moved", "changed"))
        rows = "".join(
            f"<tr><td><code>{escaped(name)}</code></td><td>{escaped(table.label_zh)}</td><td>{counts(table)}</td>"
            + "".join(f"<td>{number}</td>" for number in numbers(table))
            + "</tr>"
            for name, table in self.tables.items()
            if table.differs
        )
        return f'<div class="zhijiao-diff"><table>{facts}</table><table><tr>{head}</tr>{rows}</table></div>'

    def as_json(self, limit: int | None = None) -> dict[str, Any]:
        """The comparison as plain values; of the rows of each table and kind at most ``limit``.

        Keys: ``a`` and ``b`` (name, version, released_on, documents, tables, rows, changed_by_hand); ``differs``;
        ``step`` (required, taken, enough, least_version); ``changes`` (step, table, what_en, what_zh); ``documents``
        (added, removed, text_changed); ``tables``, by name: status, label_en, label_zh, rows (before, after), schema
        (columns_added, columns_removed, columns_retyped, columns_reordered, primary_key), matched_by, reordered, counts
        (added, removed, moved, changed) and the rows themselves: changed and moved (id_before, id_after, cells with
        column, before, after, kind), added and removed (id, row). Dates are ISO strings, a missing value is null.
        """
        return {
            "a": _side(self.a),
            "b": _side(self.b),
            "differs": self.differs,
            "step": {
                "required": self.required.name,
                "taken": None if self.step is None else self.step.name,
                "enough": self.enough,
                "least_version": self.least_version,
            },
            "changes": [change._asdict() | {"step": change.step.name} for change in self.changes],
            "documents": {
                "added": self.documents_added,
                "removed": self.documents_removed,
                "text_changed": list(self.text_changed),
            },
            "tables": {name: _table(table, limit) for name, table in self.tables.items()},
        }


def counts(table: TableDiff) -> str:
    """The rows of a table before and after, or the one number."""
    before, after = table.row_counts
    return str(after) if before == after else f"{before} → {after}"


def numbers(table: TableDiff) -> list[int | None]:
    """Rows added, removed, moved, changed; None where rows were not compared."""
    if table.status in ("added", "removed", "incomparable"):
        return [None] * 4
    return [table.added_count, table.removed_count, table.moved, table.changed]


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "version": side.version,
        "released_on": side.released_on,
        "documents": len(side.plans),
        "tables": len(side.tables),
        "rows": side.rows,
        "changed_by_hand": list(side.edited),
    }


def _table(table: TableDiff, limit: int | None) -> dict[str, Any]:
    counted = dict(zip(("added", "removed", "moved", "changed"), numbers(table), strict=True))
    alone = {
        which: [{"id": id, "row": _plain(row)} for id, row in table.listed(which, limit)]
        for which in ("added", "removed")
    }
    both = {
        kind: [
            row._asdict() | {"cells": [_plain(cell._asdict()) for cell in row.cells]} for row in table.rows(kind, limit)
        ]
        for kind in ("changed", "moved")
    }
    return {
        "status": table.status,
        "label_en": table.label_en,
        "label_zh": table.label_zh,
        "rows": dict(zip(("before", "after"), table.row_counts, strict=True)),
        "schema": {
            "columns_added": list(table.columns_added),
            "columns_removed": list(table.columns_removed),
            "columns_retyped": {name: list(types) for name, types in table.columns_retyped.items()},
            "columns_reordered": table.columns_reordered,
            "primary_key": [list(key) for key in table.keys],
        },
        "matched_by": list(table.matched_by),
        "reordered": table.reordered,
        "counts": counted,
        **alone,
        **both,
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items()}
