"""The codebook as tables: its entries in the columns of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import schema

# Where the codebook's key and the column's name differ.
_KEY_OF = {"parent_id": "parent"}


def tables() -> dict[str, list[dict[str, Any]]]:
    """The rows of every table whose source is the codebook."""
    return {name: _rows(name) for name, table in schema.tables().items() if table.source == "codebook"}


def _rows(name: str) -> list[dict[str, Any]]:
    if name == "codes":
        lists = loader.load("codes").items()
        return [_row(name, {"list_name": of, **entry}) for of, codes in lists for entry in codes["codes"].values()]
    return [_row(name, entry) for entry in loader.load(name).values()]


def _row(table: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    row = {}
    for field in schema.table(table).fields.values():
        value = entry.get(_KEY_OF.get(field.name, field.name))
        if field.type == "list<string>":
            value = [phrase(item) for item in value or ()]
        row[field.name] = value
    return row


def phrase(item: Any) -> str:
    """An example as one string: a bad one with its reason."""
    if isinstance(item, str):
        return item
    return f"{item['quote']}（{item['reason']}）" if item.get("reason") else item["quote"]
