"""Rules about the form of rows: columns, types, keys, codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import schema
from zhijiao_data.dataset.checks.core import Release, Row, rule
from zhijiao_data.dataset.rendering import listed

_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "date": (str, date),
}


def _fits(value: Any, kind: str) -> bool:
    if kind == "list<string>":
        return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    if kind == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value) is not None
        except ValueError:
            return False
    if kind == "int" and not -(2**31) <= (value if isinstance(value, int) else 0) < 2**31:
        return False
    if kind == "float" and isinstance(value, float) and value - value != 0:
        return False
    return isinstance(value, _PYTHON_TYPES[kind]) and (kind == "bool" or not isinstance(value, bool))


def _known(release: Release) -> Iterator[tuple[schema.Table, Sequence[Row]]]:
    for name, table in schema.tables().items():
        yield table, release.rows(name)


@rule("columns", "error", "*", "A row has exactly the columns of its table.", "每行恰有该表的各列。")
def _columns(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for row in rows:
            if row.keys() != table.fields.keys():
                absent = ", ".join(column for column in table.fields if column not in row)
                extra = ", ".join(column for column in row if column not in table.fields)
                said = [f"lacks {absent}"] * bool(absent) + [f"has unknown {extra}"] * bool(extra)
                yield table.name, row, " and ".join(said)


@rule("types", "error", "*", "A value is of its column's type.", "值符合所在列的类型。")
def _types(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for row in rows:
            for column in table.fields.values():
                value = row.get(column.name)
                if value is not None and not _fits(value, column.type):
                    yield table.name, row, f"{column.name} is {value!r}, not of the type {column.type}"


@rule("required", "error", "*", "A required column is never null.", "必填列不为空。")
def _required(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        needed = [column.name for column in table.fields.values() if column.required]
        for row in rows:
            for column in needed:
                if row.get(column) is None:
                    yield table.name, row, f"{column} is null"


@rule("primary-key", "error", "*", "The primary key of a table is unique.", "主键唯一。")
def _primary_key(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        seen = Counter(tuple(row.get(column) for column in table.primary_key) for row in rows)
        for row in rows:
            if seen.pop(tuple(row.get(column) for column in table.primary_key), 0) > 1:
                yield table.name, row, f"the key {', '.join(table.primary_key)} is given twice"


@rule("foreign-key", "error", "*", "A key of another row leads to a row that exists.", "外键所指的行存在。")
def _foreign_key(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for column, other, key in table.foreign_keys():
            known = {row.get(key) for row in release.rows(other)}
            for row in rows:
                for value in _values(row.get(column)):
                    if value not in known:
                        yield table.name, row, f"{column} is '{value}', which is not in {other}.{key}"


@rule("closed-list", "error", "*", "A coded value is in its closed list.", "编码值属于其封闭代码表。")
def _closed_list(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for column, codes in table.closed_lists():
            allowed = set(loader.codes(codes))
            for row in rows:
                for value in _values(row.get(column)):
                    if value not in allowed:
                        yield table.name, row, f"{column} is '{value}'; allowed: {listed(loader.codes(codes))}"


def _values(value: Any) -> Iterable[Any]:
    """The values of a cell: none, one, or those of a list."""
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


@rule("empty-text", "error", "*", "A missing text is null, never an empty string.", "缺失的文字为空值，不用空字符串。")
def _empty_text(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for row in rows:
            for column, value in row.items():
                if value == "" and (table.name, column) not in _MAY_BE_EMPTY:
                    yield table.name, row, f"{column} is an empty string"


# What a repair leaves out is read as nothing; a section may be blank lines only.
_MAY_BE_EMPTY = {("repairs", "repaired"), ("sections", "text")}
