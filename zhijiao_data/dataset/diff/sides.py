"""The two releases of a comparison: what a user names, found; and its files, read one column at a time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from zhijiao_data.dataset import arguments, load, manifest, parquet, schema, versions
from zhijiao_data.dataset.diff import columns
from zhijiao_data.dataset.diff.table import PLAN, Table
from zhijiao_data.dataset.fingerprint import Fingerprint, TableMark
from zhijiao_data.dataset.rendering import plain
from zhijiao_data.errors import InputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa


def folder_of(named: str | os.PathLike[str]) -> Path:
    """The folder of a release: one with tables, a version (``1.0.0``), or a revision of the Hub (``owner/name@1.0.0``).

    A folder with tables is taken as one, whatever it is called. A version that is not held is fetched as `load.folder` does.

    Raises:
        UsageError: it is none of them, or can't be had.
    """
    name = str(arguments.path(named, "release", "processed"))
    version = versions.is_version(name)
    if Path(name).is_dir() and not (version and not (Path(name) / manifest.FILE_NAME).is_file()):
        return Path(name)
    if version:
        return load.folder(name)
    repository, at, revision = name.rpartition("@")
    if at and revision and "/" in repository:
        from zhijiao_data.dataset import hub

        return hub.snapshot(repository, revision)
    remedy = "Give a folder with tables, a version such as 1.0.0, or owner/name@revision of the Hub"
    raise UsageError(f"'{plain(name)}' is no release", "", remedy)


@dataclass(frozen=True)
class Side:
    """One release: its folder, its manifest, and the files that aren't what the build wrote."""

    name: str
    folder: Path
    manifest: dict[str, Any]
    edited: tuple[str, ...]
    tables: dict[str, Table]

    @property
    def version(self) -> str:
        """The data version that the manifest states."""
        return str(self.manifest["data_version"])

    @property
    def released_on(self) -> str | None:
        """The day of the release in ISO form; None for a build that is no release, and for releases before 1.0."""
        return self.manifest.get("released_on")

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    @cached_property
    def plans(self) -> tuple[str, ...]:
        """The documents, sorted."""
        table = self.tables.get("plans")
        if not table or table.types.get(PLAN) != "string":
            return ()
        return tuple(sorted(table.read(PLAN).drop_null().to_pylist()))

    def content(self, name: str) -> str:
        """What identifies the content of a table: its hash in the manifest if its file is the one that was written."""
        file = self.manifest["tables"][name]["file"]
        stated = self.manifest["tables"][name]["content_sha256"]
        return f"{stated} changed by hand in {self.folder}" if file in self.edited else stated

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The fingerprint, from the files: manifests before 1.0 state neither types nor plans."""
        marks = {
            name: TableMark(table.rows, self.content(name), table.primary_key, _types(table))
            for name, table in self.tables.items()
        }
        return Fingerprint(self.plans, marks)


def _types(table: Table) -> dict[str, str]:
    types = table.types
    return {column.name: types[column.name] + ("" if column.nullable else " not null") for column in table.schema}


def read(named: str | os.PathLike[str] | None) -> Side:
    """A release, its files checked against its manifest; the tables held if ``named`` is None.

    Raises:
        UsageError: see `folder_of`.
        InputError: there are no tables, or a file is missing, damaged, or of columns that no release has.
    """
    folder = load.folder() if named is None else folder_of(named)
    about = manifest.read(folder)
    where = str(folder / manifest.FILE_NAME)
    for key, kind in (("data_version", str), ("released_on", str | None)):
        if not isinstance(told := about.get(key), kind):
            raise InputError(f"{key} of the manifest is no text ({plain(repr(told))})", where, parquet.REBUILD)
    tables, edited = {}, []
    for name, entry in about["tables"].items():
        try:
            file, sha256, key = str(entry["file"]), str(entry["sha256"]), tuple(map(str, entry["primary_key"]))
            str(entry["content_sha256"])
        except (KeyError, TypeError) as error:
            said = f"the manifest says too little of the table {plain(name)} ({error!r})"
            raise InputError(said, where, parquet.REBUILD) from None
        if Path(file).name != file:
            raise InputError(
                f"the file of {plain(name)} is in no folder of tables: {plain(file)}", where, parquet.REBUILD
            )
        path = folder / file
        tables[name] = table(name, path, key)
        if parquet.file_hash(path) != sha256:
            edited.append(file)
    return Side(str(named) if named is not None else str(folder), folder, about, tuple(edited), tables)


def table(name: str, path: Path, primary_key: tuple[str, ...]) -> Table:
    """A Parquet file as one side of a comparison; its columns are read when they are asked for.

    Raises:
        InputError: the file is missing, cut short or no Parquet file; also while a column is read. Or two columns have
            one name, or one is of a type that can't be compared.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    def read_column(column: str) -> pa.ChunkedArray:
        try:
            with pq.ParquetFile(path, memory_map=True) as file:
                read = file.read([column])[column]
            read.validate(full=True)  # strings may hold bytes that are no UTF-8
            return read
        except FileNotFoundError:
            raise parquet.missing_file(path) from None
        except (pa.ArrowException, OSError, KeyError) as error:
            raise parquet.broken_file(path, error) from None

    try:
        with pq.ParquetFile(path) as file:
            found = Table(name, file.schema_arrow, file.metadata.num_rows, primary_key, str(path), read_column)
        _comparable(found)
        return found
    except FileNotFoundError:
        raise parquet.missing_file(path) from None
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise parquet.broken_file(path, error) from None


def _comparable(table: Table) -> None:
    names = table.schema.names
    for column in table.schema:
        if names.count(column.name) > 1:
            said = f"two columns are called '{plain(column.name)}'"
            raise InputError(said, table.where, "Give each a name of its own, or leave one out")
        if not columns.comparable(column.type):
            said = f"the column '{plain(column.name)}' is of a type that no release has: {plain(column.type)}"
            known = ", ".join(get_args(schema.Type))
            raise InputError(said, table.where, f"Write it as one of {known}, or leave it out")
