"""What is exported: the tables of a release as their own files describe them, and the labels of its codes.

Columns, keys and labels are read from the release and not from today's schema: an older release has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhijiao_data.dataset import parquet, progress, schema
from zhijiao_data.errors import InputError
from zhijiao_data.publish.release import Release

if TYPE_CHECKING:
    import pyarrow as pa

DICTIONARY = Path(__file__).parent / "dictionary"
#: The table of the closed lists.
CODES = "codes"
#: The table in which every code of the release is explained; it goes along with every export.
CODEBOOK = "codebook"


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its labels."""

    id: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Content:
    """One table: what its columns are, and its rows in the same columns."""

    about: schema.Table
    rows: pa.Table

    def column(self, name: str) -> list[Any]:
        """The values of a column as plain Python values."""
        return self.rows[name].to_pylist()


@dataclass(frozen=True)
class Source:
    """The tables of one release."""

    release: Release

    @cached_property
    def tables(self) -> dict[str, schema.Table]:
        """Every table as its file describes it, in the order of the manifest.

        Raises:
            InputError: a file is missing or broken, or a table's name could lead out of the folder.
        """
        return {
            name: schema.of_file(name, parquet.read_schema(self._path(name)), entry["primary_key"])
            for name, entry in self.release.manifest["tables"].items()
        }

    def content(self, name: str) -> Content:
        """One table with its rows."""
        return Content(self.tables[name], parquet.read(self._path(name)))

    def _path(self, name: str) -> Path:
        if not name.isidentifier():
            raise InputError(f"{name!r} is no name of a table", str(self.release.folder), parquet.REBUILD)
        return self.release.folder / f"{name}.parquet"

    @cached_property
    def dictionary(self) -> Content:
        """The table ``columns``: what each column of each table is. It is the same whatever tables are exported."""
        import pyarrow as pa

        (about,) = schema.read(DICTIONARY).values()
        said = [
            {
                **{name: getattr(field, name, None) for name in about.fields},
                "table_name": table.name,
                "position": position,
                "column_name": field.name,
                "in_key": field.name in table.primary_key,
            }
            for table in self.tables.values()
            for position, field in enumerate(table.fields.values(), 1)
        ]
        return Content(about, pa.Table.from_pylist(said, schema=schema.arrow_form(about)))

    def codes(self, codes: str | None) -> list[Code]:
        """The codes that a column may hold, with their labels; none if it has no labelled codes.

        A closed list is in its own order (``codes.position``) where the release tells it, else as its table.

        Args:
            codes: what the column's field says: a closed list, or ``table.column``.
        """
        if codes not in self._codes:
            self._codes[codes] = self._read_codes(codes)
        return self._codes[codes]

    @cached_property
    def _codes(self) -> dict[str | None, list[Code]]:
        return {None: []}

    def _read_codes(self, codes: str) -> list[Code]:
        table, _, key = codes.partition(".")
        if not key:
            return self._closed_lists.get(codes, [])
        return [_code(row, key) for row in self._labelled(table, key)]

    @cached_property
    def _closed_lists(self) -> dict[str, list[Code]]:
        """Every closed list of the release, by name."""
        found: dict[str, list[Code]] = {}
        rows = self._labelled(CODES, "id")
        if rows and "position" in self.tables[CODES].fields:
            rows.sort(key=lambda row: row["position"])
        for row in rows:
            found.setdefault(row["list_name"], []).append(_code(row, "id"))
        return found

    def _labelled(self, table: str, key: str) -> list[dict[str, Any]]:
        """The rows of a table that labels its keys; none of another."""
        if table not in self.tables or not {key, "label_zh", "label_en"} <= self.tables[table].fields.keys():
            return []
        return self.content(table).rows.to_pylist()


def _code(row: dict[str, Any], key: str) -> Code:
    return Code(row[key], row["label_zh"], row["label_en"])


@dataclass(frozen=True)
class Order:
    """What is to be written: tables of a source, and the language of the labels (``zh``, ``en`` or ``both``)."""

    source: Source
    tables: tuple[str, ...]
    lang: str
    progress: progress.Progress = progress.silent

    def contents(self) -> Iterator[Content]:
        """The table ``columns``, the tables asked for, and the codebook if it isn't among them."""
        along = [name for name in (CODEBOOK,) if name in self.source.tables and name not in self.tables]
        names = [*self.tables, *along]
        yield self.source.dictionary
        for done, name in enumerate(names):
            self.progress(done, len(names), name)
            yield self.source.content(name)
        self.progress(len(names), len(names), "written")
