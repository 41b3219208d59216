"""The tables and columns of a release, read from ``tables.yaml`` and ``fields.yaml``.

A column is defined once. Everything else that knows columns (Arrow schemas, checks, descriptions, exports) asks here,
so that adding a table or a column is a matter of data.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, RootModel

from zhijiao_data import marked_yaml
from zhijiao_data.dataset.rendering import listed, plain
from zhijiao_data.errors import InputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

HERE = Path(__file__).parent
Type = Literal["string", "int", "float", "bool", "date", "list<string>"]
Source = Literal["document", "codebook", "computed"]
_SAID = ("label_zh", "label_en", "description_zh", "description_en")


class _FieldEntry(BaseModel):
    """An entry of fields.yaml; a qualified one may leave out what the bare entry says."""

    model_config = ConfigDict(extra="forbid")
    type: Type | None = None
    required: bool | None = None
    unit: str | None = None
    codes: str | None = None
    label_zh: str | None = None
    label_en: str | None = None
    description_zh: str | None = None
    description_en: str | None = None
    example: str | None = None


class _FieldFile(RootModel[dict[str, _FieldEntry]]):
    pass


class _TableEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    source: Source
    primary_key: list[str]
    sort: list[str] | None = None
    id_letter: str | None = None
    columns: list[str]


class _TableFile(RootModel[dict[str, _TableEntry]]):
    pass


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one table. ``codes`` is a closed list of the codebook or ``table.column``."""

    name: str
    type: Type
    required: bool
    unit: str | None
    codes: str | None
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    example: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns in order, its keys and its order. A file doesn't say its ``source``."""

    name: str
    label_zh: str
    label_en: str
    description_zh: str
    description_en: str
    source: Source | None
    primary_key: tuple[str, ...]
    sort: tuple[str, ...]
    id_letter: str | None
    fields: dict[str, Field]

    def foreign_keys(self) -> list[tuple[str, str, str]]:
        """(column, other table, its column) for every column that holds a key of another row."""
        keys = []
        for field in self.fields.values():
            if field.codes and "." in field.codes and field.codes != f"{self.name}.{field.name}":
                keys.append((field.name, *field.codes.split(".")))
        return keys

    def closed_lists(self) -> list[tuple[str, str]]:
        """(column, name of the codebook's list) for every column with a closed list of values."""
        return [(f.name, f.codes) for f in self.fields.values() if f.codes and "." not in f.codes]


def read(folder: Path = HERE) -> dict[str, Table]:
    """Read and join ``tables.yaml`` and ``fields.yaml`` of ``folder``.

    Raises:
        InputError: a column is used and not defined, defined and not used, incomplete, or refers to what doesn't exist.
    """
    table_source = marked_yaml.read(folder / "tables.yaml")
    field_source = marked_yaml.read(folder / "fields.yaml")
    entries = marked_yaml.validate(_TableFile, table_source).root
    fields = marked_yaml.validate(_FieldFile, field_source).root
    used: set[str] = set()
    tables = {}
    for name, entry in entries.items():
        place = table_source.where((name, "columns"))
        columns = {}
        for column in entry.columns:
            if column in columns:
                raise InputError(f"table {name} lists the column '{column}' twice", place, "Name it once")
            columns[column] = _joined(fields, name, column, place, field_source, used)
        for key in (*entry.primary_key, *(entry.sort or ())):
            if key not in columns:
                raise InputError(f"table {name} has no column '{key}' for its key", place, "List the column")
        tables[name] = Table(
            name,
            entry.label_zh,
            entry.label_en,
            entry.description_zh,
            entry.description_en,
            entry.source,
            tuple(entry.primary_key),
            tuple(entry.sort or entry.primary_key),
            entry.id_letter,
            columns,
        )
    for name in fields:
        if name not in used:
            raise InputError(
                f"the field '{name}' is defined and used by no table", field_source.where((name,)), "Remove it"
            )
    for table in tables.values():
        for column, other, key in table.foreign_keys():
            if other not in tables or key not in tables[other].fields:
                place = table_source.where((table.name,))
                raise InputError(
                    f"{table.name}.{column} refers to {other}.{key}, which doesn't exist", place, "Correct it"
                )
    return tables


def _joined(
    fields: dict[str, _FieldEntry], table: str, column: str, place: str, source: marked_yaml.MarkedYaml, used: set[str]
) -> Field:
    qualified = f"{table}.{column}"
    said: dict[str, Any] = {}
    for name in (column, qualified):
        if name in fields:
            used.add(name)
            said |= fields[name].model_dump(exclude_none=True)
    if not said:
        raise InputError(f"the column '{qualified}' is not defined", place, f"Define '{column}' in fields.yaml")
    said.setdefault("required", False)
    absent = [key for key in ("type", *_SAID) if key not in said]
    if absent:
        name = qualified if qualified in fields else column
        raise InputError(f"the field '{name}' lacks {', '.join(absent)}", source.where((name,)), "Add it")
    return Field(name=column, **{key: said.get(key) for key in _FieldEntry.model_fields})


@cache
def tables() -> dict[str, Table]:
    """The tables of this release, by name, in the order of ``tables.yaml``."""
    return read()


def table(name: str) -> Table:
    """One table.

    Raises:
        UsageError: there is no such table; the message names those that there are.
    """
    return chosen(name, tables(), "table")


def chosen(name: str, among: Any, what: str) -> Any:
    """``among[name]``, or a UsageError that names the allowed names and the nearest one."""
    if name in among:
        return among[name] if isinstance(among, Mapping) else name
    raise UsageError(f"no {what} '{plain(name)}'", "", suggestion(name, among))


def suggestion(name: str, among: Iterable[Any]) -> str:
    """The remedy for a wrong name: ``Did you mean 'targets'? Allowed: plans, sections, …``; without a near one only these."""
    names = [str(known) for known in among]
    near = nearest(name, names)
    return (f"Did you mean '{near}'? " if near else "") + f"Allowed: {listed(names)}"


def nearest(name: str, among: Sequence[str]) -> str | None:
    """The name that was probably meant, if one is near."""
    return next(iter(difflib.get_close_matches(str(name), among, 1, 0.5)), None)


def columns(name: str) -> list[str]:
    """The columns of a table, in order."""
    return list(table(name).fields)


def primary_key(name: str) -> tuple[str, ...]:
    """The columns that identify a row of a table."""
    return table(name).primary_key


def sort_key(row: dict[str, Any], order: tuple[str, ...]) -> tuple[Any, ...]:
    """A key to sort rows by the columns ``order``; nulls come last."""
    return tuple((row[column] is None, row[column]) for column in order)


def row_id(name: str, row: dict[str, Any]) -> str:
    """The primary key of a row as one string, its parts joined by ``|``."""
    return "|".join(str(row.get(column)) for column in primary_key(name))


def span_id(name: str, plan_id: str, offset: int) -> str:
    """The identifier of a row whose passage begins at ``offset``: ``cq-wanzhou-2023.g001791``."""
    return f"{plan_id}.{table(name).id_letter}{offset:06d}"


def arrow_schema(name: str, metadata: dict[str, str] | None = None) -> pa.Schema:
    """The Arrow schema of a table.

    Every field carries its labels, descriptions, unit and codes in both languages as metadata; ``metadata`` is added to
    the table's own.
    """
    return arrow_form(table(name), metadata)


def arrow_form(entry: Table, metadata: dict[str, str] | None = None) -> pa.Schema:
    """The Arrow schema of a table that need not be one of the release; see `arrow_schema`."""
    import pyarrow as pa

    types = _arrow_types()
    fields = []
    for field in entry.fields.values():
        told = {key: getattr(field, key) for key in (*_SAID, "unit", "codes") if getattr(field, key)}
        fields.append(pa.field(field.name, types[field.type], nullable=not field.required, metadata=told))
    about = {"zhijiao.table": entry.name} | {key: getattr(entry, key) for key in _SAID}
    return pa.schema(fields, metadata=about | (metadata or {}))


def of_file(name: str, arrow: pa.Schema, primary_key: Sequence[str]) -> Table:
    """A table as its Parquet file describes it, which may be of an older release than this code.

    Raises:
        InputError: a column has a type that no column of this dataset has.
    """
    import pyarrow as pa

    types = {arrow_type: of for of, arrow_type in _arrow_types().items()}
    fields = {}
    for column in arrow:
        # Files call the items of a list `element`, which makes it another type.
        plain_type = pa.list_(column.type.value_type) if pa.types.is_list(column.type) else column.type
        if plain_type not in types:
            raise InputError(f"the column '{column.name}' has the type {column.type}", name, "Upgrade zhijiao-data")
        told = _told(column.metadata)
        said = {key: told.get(key, "") for key in _SAID} | {key: told.get(key) for key in ("unit", "codes")}
        kind = types[plain_type]
        fields[column.name] = Field(name=column.name, type=kind, required=not column.nullable, example=None, **said)
    told = _told(arrow.metadata)
    keys = tuple(primary_key)
    about = {key: told.get(key, "") for key in _SAID}
    return Table(name=name, source=None, primary_key=keys, sort=keys, id_letter=None, fields=fields, **about)


def _told(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in (metadata or {}).items()}


def _arrow_types() -> dict[Type, pa.DataType]:
    import pyarrow as pa

    return {
        "string": pa.string(),
        "int": pa.int32(),
        "float": pa.float64(),
        "bool": pa.bool_(),
        "date": pa.date32(),
        "list<string>": pa.list_(pa.string()),
    }
