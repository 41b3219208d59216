"""What identifies the content of a release: for every table its columns, key, rows and the hash of its content.

Two builds with the same fingerprint hold the same data, whatever Parquet made of it. Two that differ tell, from their
fingerprints alone, how far the version has to move: no old tables are needed to say so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zhijiao_data.dataset import parquet, schema
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.dataset.versions import Step
from zhijiao_data.errors import InputError


@dataclass(frozen=True, slots=True)
class TableMark:
    """One table: how many rows, the SHA-256 of their content, the key, and the type of every column in order."""

    rows: int
    content_sha256: str
    primary_key: tuple[str, ...]
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """All tables of a release, and the plans in it."""

    plans: tuple[str, ...]
    tables: dict[str, TableMark]

    @property
    def sha256(self) -> str:
        """One hash for all of it: plans, tables, rows, keys, columns and their types, content."""
        return hash_of({"plans": list(self.plans), "tables": self._tables()})

    def as_json(self) -> dict[str, Any]:
        """The fingerprint as plain values; `read` takes them back."""
        return {"sha256": self.sha256, "plans": list(self.plans), "tables": self._tables()}

    def _tables(self) -> dict[str, dict[str, Any]]:
        return {
            name: {
                "rows": mark.rows,
                "content_sha256": mark.content_sha256,
                "primary_key": list(mark.primary_key),
                "columns": dict(mark.columns),
            }
            for name, mark in self.tables.items()
        }


def hash_of(value: Any) -> str:
    """SHA-256 of plain values as JSON in one form: keys sorted, but the columns of a table, whose order is theirs."""
    return hashlib.sha256(json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _ordered(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        if key == "columns":
            return list(value.items())
        return {name: _ordered(value[name], name) for name in sorted(value)}
    return value


class Change(NamedTuple):
    """One difference between two releases, and the step of the version that it asks for."""

    step: Step
    table: str
    what_en: str
    what_zh: str


def of_rows(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Fingerprint:
    """The fingerprint of sorted rows, as a build holds them."""
    marks = {
        name: TableMark(
            len(rows), parquet.content_hash(name, rows), schema.primary_key(name), types(schema.table(name))
        )
        for name, rows in tables.items()
    }
    return Fingerprint(tuple(sorted(row["plan_id"] for row in tables["plans"])), marks)


def types(table: schema.Table) -> dict[str, str]:
    """The type of every column, in order: ``string``, ``int not null`` …"""
    return {field.name: field.type + (" not null" if field.required else "") for field in table.fields.values()}


def read(stored: Mapping[str, Any], where: str) -> Fingerprint:
    """The fingerprint that `Fingerprint.as_json` wrote, or that of a manifest.

    Raises:
        InputError: it lacks something.
    """
    try:
        tables = {
            name: TableMark(mark["rows"], mark["content_sha256"], tuple(mark["primary_key"]), dict(mark["columns"]))
            for name, mark in stored["tables"].items()
        }
        return Fingerprint(tuple(stored["plans"]), tables)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        remedy = "It is written by 'zhijiao build' and not edited: restore the file"
        raise InputError(f"this is no fingerprint of a release ({error!r})", where, remedy) from None


def changes(old: Fingerprint, new: Fingerprint) -> list[Change]:
    """What differs, as far as fingerprints tell, the greatest step first."""
    found = [*_documents(old, new)]
    for name in [*old.tables, *(name for name in new.tables if name not in old.tables)]:
        if name not in new.tables:
            found.append(Change(Step.MAJOR, name, "table removed", "删去数据表"))
        elif name not in old.tables:
            found.append(Change(Step.MINOR, name, "table added", "新增数据表"))
        else:
            found += _table(name, old.tables[name], new.tables[name])
    return sorted(found, key=lambda change: -change.step)


def required(found: Sequence[Change]) -> Step:
    """The step that these differences ask for."""
    return max((change.step for change in found), default=Step.NONE)


def grouped(found: Sequence[Change]) -> list[tuple[Step, str, str, list[str]]]:
    """The differences told once for all tables of which they are true: step, what in both languages, tables."""
    tables: dict[tuple[Step, str, str], list[str]] = {}
    for change in found:
        tables.setdefault((change.step, change.what_en, change.what_zh), []).append(change.table)
    return [(*what, names) for what, names in tables.items()]


def _documents(old: Fingerprint, new: Fingerprint) -> Iterator[Change]:
    gone = sorted(set(old.plans) - set(new.plans))
    come = sorted(set(new.plans) - set(old.plans))
    if gone:
        yield Change(Step.MAJOR, "plans", f"documents removed: {listed(gone)}", f"删去文件：{listed(gone)}")
    if come:
        yield Change(Step.MINOR, "plans", f"documents added: {listed(come)}", f"新增文件：{listed(come)}")


def _table(name: str, old: TableMark, new: TableMark) -> Iterator[Change]:
    for column, kind in old.columns.items():
        if column not in new.columns:
            yield Change(Step.MAJOR, name, f"column removed: {column}", f"删去列：{column}")
        elif (now := new.columns[column]) != kind:
            # A column that may no longer be null, and nothing else, breaks no program.
            step = Step.PATCH if now == f"{kind} not null" else Step.MAJOR
            yield Change(step, name, f"column {column}: {kind} → {now}", f"列 {column}：{kind} → {now}")
    added = [column for column in new.columns if column not in old.columns]
    if added:
        yield Change(Step.MINOR, name, f"columns added: {listed(added)}", f"新增列：{listed(added)}")
    if old.primary_key != new.primary_key:
        keys = f"{', '.join(old.primary_key)} → {', '.join(new.primary_key)}"
        yield Change(Step.MAJOR, name, f"primary key: {keys}", f"主键：{keys}")
    if old.content_sha256 != new.content_sha256:
        rows = f"{old.rows} → {new.rows}"
        en, zh = (f" (rows: {rows})", f"（行数：{rows}）") if old.rows != new.rows else ("", "")
        yield Change(Step.PATCH, name, f"content changed{en}", f"内容有变{zh}")
