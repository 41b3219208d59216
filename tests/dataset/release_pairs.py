"""Small tables and releases to compare, for the tests of diff."""

from __future__ import annotations

import hashlib
import json

import pyarrow as pa

from zhijiao_data.dataset import parquet, schema
from zhijiao_data.dataset.diff import table as tables

PLAN = pa.field("plan_id", pa.string(), nullable=False, metadata={"codes": "plans.plan_id"})
ID = pa.field("target_id", pa.string(), nullable=False, metadata={"label_zh": "目标编号", "label_en": "Target"})
START, END = (pa.field(name, pa.int32(), metadata={"unit": "code points"}) for name in ("char_start", "char_end"))
POSITION = pa.field("position", pa.int32(), nullable=False)
VALUE = pa.field("value", pa.float64())
NOTE = pa.field("note", pa.string(), metadata={"label_zh": "备注", "label_en": "Note"})
HEDGES = pa.field("hedges", pa.list_(pa.string()))
DAY = pa.field("day", pa.date32())
COLUMNS = {field.name: field for field in (PLAN, ID, START, END, POSITION, VALUE, NOTE, HEDGES, DAY)}


def table_of(rows, columns="id value note hedges day", key="id", name="things", **types):
    """A table of these rows (mappings; what one lacks is null); a column not known here is a string."""
    names = columns.split()
    fields = [COLUMNS.get(column, pa.field(column, pa.string())).with_name(column) for column in names]
    fields = [field.with_type(types.get(field.name, field.type)) for field in fields]
    arrays = [pa.array([row.get(field.name) for row in rows], field.type) for field in fields]
    held = pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={"label_zh": "表", "label_en": "Table"}))
    return tables.Table(name, held.schema, held.num_rows, tuple(key.split()), f"{name}.parquet", held.column)


def cells(found):
    """The differing cells as (id before, id after, column, before, after, kind)."""
    return [(row.id_before, row.id_after, *cell) for row in found.rows() for cell in row.cells]


def write_release(folder, version="1.0.0", released_on="2026-01-20", primary_keys=None, **contents):
    """Write a release of these Arrow tables, with their manifest; ``plans`` and ``texts`` are made of ``texts``."""
    folder.mkdir(parents=True)
    about = {}
    for name, table in contents.items():
        path = folder / f"{name}.parquet"
        parquet.write(table, path)
        known = schema.tables().get(name)
        content = "\n".join(map(repr, [table.column_names, *table.to_pylist()]))
        about[name] = {
            "file": path.name,
            "rows": table.num_rows,
            "sha256": parquet.file_hash(path),
            "content_sha256": hashlib.sha256(content.encode()).hexdigest(),
            "primary_key": list((primary_keys or {}).get(name) or (known.primary_key if known else ("id",))),
        }
    manifest = {"data_version": version, "released_on": released_on, "tables": about}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def arrow(rows, columns, **types):
    """The same as an Arrow table."""
    held = table_of(rows, columns, **types)
    return pa.table({name: held.read(name) for name in held.schema.names}, schema=held.schema)
