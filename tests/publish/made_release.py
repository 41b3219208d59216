"""Releases of a few made-up rows, to be exported."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from zhijiao_data.dataset import parquet, schema

_OF_TYPE = {"string": "x", "int": 1, "float": 1.5, "bool": True, "date": date(2020, 2, 29), "list<string>": []}


def row(table: str, **values: Any) -> dict[str, Any]:
    """A row with these values; elsewhere null, or something of the type where a column is never missing."""
    fields = schema.table(table).fields.values()
    return {f.name: _OF_TYPE[f.type] if f.required else None for f in fields} | values


def write(folder: Path, version: str = "9.9.9", **tables: list[dict[str, Any]]) -> Path:
    """Write the tables and their manifest; a table of codes, empty if none is given, is always there."""
    folder.mkdir(parents=True)
    held = {"codes": []} | tables
    for name, rows in held.items():
        parquet.write(parquet.arrow_table(name, rows), folder / f"{name}.parquet")
    about = {name: {"file": f"{name}.parquet", "primary_key": schema.primary_key(name)} for name in held}
    manifest = {"data_version": version, "released_on": "2026-01-31", "tables": about}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
