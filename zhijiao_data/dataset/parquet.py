"""Rows to Parquet and back: one recipe, the same bytes from the same rows.

The recipe (explicit schema, sorted rows, zstd level 9, format 2.6, fixed row groups, no time stamps, no pandas
metadata) gives identical bytes over runs, hash seeds and thread counts of one pyarrow version. ``content_hash`` is the
same on every machine and for every version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijiao_data.dataset import schema
from zhijiao_data.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
ROW_GROUP = 65_536
#: Texts are asked for one by one: only the group that holds the one asked for is read.
ROW_GROUPS = {"texts": 8}
REBUILD = "Rebuild the tables with 'zhijiao build', or install the package again"


def arrow_table(name: str, rows: Sequence[Row], metadata: Mapping[str, str] | None = None) -> pa.Table:
    """The rows of one table as Arrow, in the schema's columns and types; ISO dates become dates."""
    import pyarrow as pa

    wanted = schema.arrow_schema(name, dict(metadata or {}))
    arrays = []
    for field in schema.table(name).fields.values():
        values = [row[field.name] for row in rows]
        if field.type == "date":
            values = [date.fromisoformat(value) if isinstance(value, str) else value for value in values]
        arrays.append(pa.array(values, wanted.field(field.name).type))
    return pa.Table.from_arrays(arrays, schema=wanted)


def write(table: pa.Table, path: Path) -> None:
    """Write one table by the recipe. The name of the file is the table's."""
    import pyarrow.parquet as pq

    pq.write_table(
        table,
        path,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=9,
        row_group_size=ROW_GROUPS.get(path.stem, ROW_GROUP),
        write_page_index=True,
    )


def read(path: Path) -> pa.Table:
    """Read one Parquet file.

    Raises:
        InputError: the file is missing, cut short or no Parquet file.
    """
    import pyarrow.parquet as pq

    with reading(path):
        return pq.read_table(path)


def read_schema(path: Path) -> pa.Schema:
    """Columns and metadata of one Parquet file; errors as `read`."""
    import pyarrow.parquet as pq

    with reading(path):
        return pq.read_schema(path)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what goes wrong while ``path`` is read into the errors of `read`."""
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise missing_file(path) from None
    except (pa.ArrowException, OSError) as error:
        raise broken_file(path, error) from None


def missing_file(path: Path) -> InputError:
    """The error for a table that is not there."""
    if not path.parent.is_dir():
        return InputError("the folder of the tables does not exist", str(path.parent), REBUILD)
    return InputError("the table's file does not exist", str(path), REBUILD)


def broken_file(path: Path, error: Exception) -> InputError:
    """The error for a file that is cut short or no Parquet file."""
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"the file is cut short or is not Parquet ({told.rstrip('.')})", str(path), REBUILD)


def rows(folder: Path, name: str) -> list[Row]:
    """The rows of one released table as plain Python values, dates as ISO strings."""
    return plain_rows(Path(folder) / f"{name}.parquet")


def plain_rows(path: Path) -> list[Row]:
    """`rows` of a file, which may be one of another release."""
    import pyarrow as pa

    table = read(path)
    dates = [field.name for field in table.schema if pa.types.is_date(field.type)]
    found = table.to_pylist()
    for row in found:
        for column in dates:
            if row[column] is not None:
                row[column] = row[column].isoformat()
    return found


def content_hash(name: str, rows: Iterable[Row], columns: Sequence[str] | None = None) -> str:
    """SHA-256 of the rows as JSON lines: independent of Parquet and of versions.

    ``columns`` are those of the release in their order; today's by default.
    """
    columns = columns or schema.columns(name)
    digest = hashlib.sha256()
    for row in rows:
        line = json.dumps([row.get(column) for column in columns], ensure_ascii=False, separators=(",", ":"))
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
