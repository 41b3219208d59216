"""Between data frames and plain rows: what every study reads and returns.

The studies take tables as :func:`zhijiao_data.load` gives them (Arrow-backed) or as plain pandas frames, and return tidy frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from zhijiao_data.dataset import schema
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


def records(table: pd.DataFrame, name: str, columns: Sequence[str]) -> list[Row]:
    """The rows of a table as plain values: None for what is missing, lists, dates, whole numbers where fields.yaml says so.

    Args:
        table: a table of the dataset, all its columns or some.
        name: which one, as in tables.yaml; another name is an external table, whose values are taken as they are.
        columns: the columns that are needed.

    Raises:
        UsageError: it is no data frame, or lacks one of the columns.
    """
    absent = [column for column in columns if column not in getattr(table, "columns", ())]
    if absent:
        what = f"the table {name} has no column {', '.join(absent)}"
        raise UsageError(
            what, "", f"Pass a data frame with the columns {', '.join(columns)}, as zj.load('{name}') gives it"
        )
    whole = _integers(name)
    lists = [[_plain(value, column in whole) for value in table[column].tolist()] for column in columns]
    return [dict(zip(columns, values, strict=True)) for values in zip(*lists, strict=True)]


@cache
def _integers(name: str) -> frozenset[str]:
    if name not in schema.tables():
        return frozenset()
    return frozenset(field.name for field in schema.table(name).fields.values() if field.type == "int")


def _plain(value: Any, whole: bool) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if value != value else int(value) if whole else value
    if hasattr(value, "tolist"):  # a list in a column of pandas is an array of numpy
        return value.tolist()
    if isinstance(value, datetime):  # NaT too, which isn't equal to itself
        return None if value != value else value.date()
    if isinstance(value, date | list | tuple | dict):
        return value
    return None  # pandas' NA


def tidy(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """A frame of the given columns and types, in that order, whatever the rows: an empty one has them too.

    Types are ``str``, ``int`` (nullable), ``float``, ``bool`` (nullable), ``date`` (to the day) and ``object``.
    """
    import pandas as pd

    rows = list(rows)
    series = {}
    for column, kind in columns.items():
        values = [row.get(column) for row in rows]
        if kind == "date":
            series[column] = pd.Series(pd.to_datetime(pd.Series(values, dtype="object")), dtype="datetime64[s]")
        else:
            series[column] = pd.Series(values, dtype=_TYPES[kind])
    return pd.DataFrame(series)


_TYPES = {"str": "string", "int": "Int64", "float": "float64", "bool": "boolean", "object": "object"}


def labels(table: pd.DataFrame, key: str = "id") -> dict[str, tuple[str, str]]:
    """id → (label_zh, label_en) of a table of the codebook."""
    return {
        row[key]: (row["label_zh"], row["label_en"])
        for row in records(table, "a codebook table", [key, "label_zh", "label_en"])
    }


def joined(codes: Iterable[str]) -> str | None:
    """Codes in one cell, parted by semicolons; None without any."""
    return ";".join(codes) or None
