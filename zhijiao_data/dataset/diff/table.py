"""Two releases of one table compared: columns, rows and cells.

Rows are matched by the primary key, in this order of steps:

1. Ids and offsets of a plan whose text changed are carried over to its new text (`shifts`) before anything is matched.
2. Where the key numbers rows (``position``), rows of the same content are one in their order, whatever their number.
3. Rows of the same key are one.
4. Of the rows left, those are one whose content is the same but for ids of passages, offsets and numbers, if there are
   as many of this content in either release.

A row is *moved* if nothing differs but where it stands: its number, its carried ids and offsets, or, after step 4, any
of them. It is *changed* if anything else differs. Columns that only one release has are told once, not cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from zhijiao_data.dataset.diff import columns, matching, shifts
from zhijiao_data.dataset.rendering import plain
from zhijiao_data.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

#: Columns that number rows: when one is put in, all that follow have another number.
NUMBERING = frozenset({"position"})
PLAN = "plan_id"


@dataclass(frozen=True, slots=True)
class Table:
    """One side of a comparison: the schema, the key, the place that errors name, and a way to read one column."""

    name: str
    schema: pa.Schema
    rows: int
    primary_key: tuple[str, ...]
    where: str
    read: Callable[[str], pa.ChunkedArray | pa.Array]

    @property
    def types(self) -> dict[str, str]:
        """The type of every column, by the name that the schema has for it."""
        return {column.name: columns.type_name(column.type) for column in self.schema}

    def offsets(self) -> dict[str, tuple[str, bool]]:
        """The columns that hold an offset: the column of the plan it counts in, and whether it is an end."""
        found = {}
        for column in self.schema:
            parts = column.name.split("_")
            if _told(column, "unit") == "code points" and {"start", "end"} & set(parts):
                plan = PLAN if parts[-1] in ("start", "end") else f"plan_{parts[-1]}"
                if columns.type_name(column.type) == "int" and self.types.get(plan) == "string":
                    found[column.name] = (plan, "end" in parts)
        return found

    def label(self, column: str, language: str) -> str | None:
        """What a column is called in ``zh`` or ``en``, as its file says."""
        return _told(self.schema.field(column), f"label_{language}") if column in self.types else None

    def title(self, language: str) -> str | None:
        """What the table is called."""
        return (self.schema.metadata or {}).get(f"label_{language}".encode(), b"").decode(errors="replace") or None


def _told(column: pa.Field, key: str) -> str | None:
    value = (column.metadata or {}).get(key.encode())
    return value.decode(errors="replace") if value else None


class Cell(NamedTuple):
    """One cell that differs; ``kind`` is ``changed`` or ``moved``."""

    column: str
    before: Any
    after: Any
    kind: str


class ChangedRow(NamedTuple):
    """A row of both releases with the cells that differ; ``kind`` is ``moved`` if all of them are."""

    id_before: str
    id_after: str
    kind: str
    cells: tuple[Cell, ...]


class _Column(NamedTuple):
    name: str
    rows: np.ndarray  # the numbers of the rows, in order, among those that differ in anything
    before: pa.Array
    after: pa.Array
    moved: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class TableDiff:
    """How a table differs. ``status``: ``same``, ``added``, ``removed``, ``compared``, ``incomparable``.

    ``matched_by`` are the columns that identified the rows. ``row_counts`` are those of the old and the new release, of
    the plans asked for. Without rows compared, the counts of what differs are 0.
    """

    name: str
    status: str
    label_zh: str
    label_en: str
    row_counts: tuple[int, int]
    labels: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_retyped: dict[str, tuple[str, str]] = field(default_factory=dict)
    columns_reordered: bool = False
    keys: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    matched_by: tuple[str, ...] = ()
    reordered: bool = False
    # Of the rows that differ in anything: their ids before and after, and whether they are only moved.
    _ids: tuple[Sequence[str], Sequence[str]] = field(default=((), ()), repr=False)
    _moved_rows: Sequence[bool] = field(default=(), repr=False)
    _columns: tuple[_Column, ...] = field(default=(), repr=False)
    _removed: pa.Table | None = field(default=None, repr=False)
    _added: pa.Table | None = field(default=None, repr=False)

    @property
    def changed(self) -> int:
        """How many rows differ in something else than where they stand."""
        return len(self._moved_rows) - self.moved

    @property
    def moved(self) -> int:
        """How many rows differ only in where they stand."""
        return sum(self._moved_rows)

    @property
    def added_count(self) -> int:
        """How many rows are new."""
        return self._added.num_rows if self._added is not None else 0

    @property
    def removed_count(self) -> int:
        """How many rows are gone."""
        return self._removed.num_rows if self._removed is not None else 0

    @property
    def added(self) -> pd.DataFrame:
        """The new rows, in the columns of the new release."""
        return _frame(self._added)

    @property
    def removed(self) -> pd.DataFrame:
        """The rows that are gone, in the columns of the old release."""
        return _frame(self._removed)

    @property
    def schema_differs(self) -> bool:
        """Whether columns, types or the key differ."""
        return bool(
            self.columns_added or self.columns_removed or self.columns_retyped or self.columns_reordered
            or self.keys[0] != self.keys[1]
        )  # fmt: skip

    @property
    def rows_differ(self) -> bool:
        """Whether any row or the order of rows differs, or rows can't be compared."""
        return bool(
            self.added_count or self.removed_count or len(self._moved_rows) or self.reordered
            or self.status == "incomparable"
        )  # fmt: skip

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return self.status in ("added", "removed") or self.schema_differs or self.rows_differ

    def rows(self, kind: str | None = None, limit: int | None = None) -> Iterator[ChangedRow]:
        """The rows that differ (``changed`` or ``moved``; both by default), in the old order, at most ``limit``."""
        import numpy as np

        asked = (
            place for place, moved in enumerate(self._moved_rows)
            if kind is None or moved == (kind == "moved")
        )  # fmt: skip
        chosen = list(islice(asked, limit))
        cells: dict[int, list[Cell]] = {place: [] for place in chosen}
        for column in self._columns:
            for at in np.flatnonzero(np.isin(column.rows, chosen)).tolist():
                kind_of = "moved" if column.moved[at] else "changed"
                before, after = column.before[at].as_py(), column.after[at].as_py()
                cells[int(column.rows[at])].append(Cell(column.name, before, after, kind_of))
        for place in chosen:
            kind_of = "moved" if self._moved_rows[place] else "changed"
            yield ChangedRow(self._ids[0][place], self._ids[1][place], kind_of, tuple(cells[place]))

    def listed(self, which: str, limit: int | None = None) -> list[tuple[str, dict[str, Any]]]:
        """Id and cells of the first rows ``added`` or ``removed``."""
        table = self._added if which == "added" else self._removed
        key = self.keys[1 if which == "added" else 0]
        if table is None:
            return []
        return [(row_id(row, key), row) for row in table.slice(0, limit).to_pylist()]

    def of_documents(self, which: str, documents: Sequence[str]) -> dict[str, int]:
        """How many rows ``added`` or ``removed`` belong to each of these plans."""
        table = self._added if which == "added" else self._removed
        if table is None:
            return {}
        entries = _document(table, documents).value_counts().to_pylist()
        return {entry["values"]: entry["counts"] for entry in entries if entry["values"] is not None}

    def without(self, documents: Sequence[str]) -> TableDiff:
        """The same without the rows added or removed of these plans."""

        def rest(table: pa.Table | None) -> pa.Table | None:
            return table and table.filter(_document(table, documents).is_null())

        return replace(self, _added=rest(self._added), _removed=rest(self._removed))


def plan_columns(schema: pa.Schema) -> list[str]:
    """The columns that say which plan, or which two plans, a row belongs to."""
    return [
        column.name
        for column in schema
        if columns.type_name(column.type) == "string"
        and (column.name == PLAN or _told(column, "codes") == f"plans.{PLAN}")
    ]


def _document(table: pa.Table, documents: Sequence[str]) -> pa.Array:
    """For each row the first of its plans that is one of ``documents``, or null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pa.nulls(table.num_rows, pa.large_string())
    for name in plan_columns(table.schema):
        plans = columns.whole(table[name])
        found = pc.coalesce(found, pc.if_else(pc.is_in(plans, pa.array(list(documents), plans.type)), plans, None))
    return found


def row_id(row: dict[str, Any], key: Sequence[str]) -> str:
    """The key of a row as one string, its parts joined by ``|``."""
    return "|".join(str(columns.plain(row[column])) for column in key)


def _frame(table: pa.Table | None) -> pd.DataFrame:
    import pandas as pd

    if table is None:
        return pd.DataFrame()
    return table.replace_schema_metadata(None).to_pandas(types_mapper=pd.ArrowDtype)


class _Side:
    """One table with the rows of the plans asked for."""

    def __init__(self, table: Table, plans: Sequence[str] | None) -> None:
        import pyarrow as pa

        self.table = table
        self.chosen = None
        if plans is not None:
            self.chosen = pa.array(_of_plans(table, plans))
        self.rows = table.rows if self.chosen is None else len(self.chosen)

    def column(self, name: str) -> pa.Array:
        read = columns.whole(self.table.read(name))
        return read if self.chosen is None else read.take(self.chosen)

    def take(self, rows: np.ndarray, read: dict[str, pa.Array]) -> pa.Table:
        """The whole rows at these places; of the columns in ``read`` they are there already."""
        import pyarrow as pa

        at = pa.array(rows)
        arrays, fields = [], []
        for column in self.table.schema:
            held = read[column.name] if column.name in read else self.column(column.name).take(at)
            array, kept = columns.restored(held, column)
            arrays.append(array)
            fields.append(kept)
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields, self.table.schema.metadata))

    def ids(self, rows: np.ndarray) -> list[str]:
        import pyarrow as pa

        at = pa.array(rows)
        parts = [self.column(name).take(at).to_pylist() for name in self.table.primary_key]
        return ["|".join(str(columns.plain(part)) for part in row) for row in zip(*parts, strict=True)]


def _of_plans(table: Table, plans: Sequence[str]) -> np.ndarray:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    found = np.zeros(table.rows, bool)
    for name in plan_columns(table.schema):
        read = columns.whole(table.read(name))
        found |= pc.is_in(read, pa.array(list(plans), read.type)).to_numpy(zero_copy_only=False)
    return np.flatnonzero(found)


def compare(
    old: Table,
    new: Table,
    carrier: shifts.Carrier | None = None,
    plans: Sequence[str] | None = None,
    same_rows: bool = False,
) -> TableDiff:
    """How ``new`` differs from ``old``.

    Args:
        carrier: carries ids and offsets over to the new texts.
        plans: only rows of these plans.
        same_rows: the rows are known to be the same and are not read.

    Raises:
        InputError: two rows of one table have the same key, a key column is missing, or a file can't be read.
    """
    carrier = carrier or shifts.Carrier({})
    before, after = old.types, new.types
    common = [name for name in after if name in before]
    told: dict[str, Any] = {
        "name": new.name,
        "label_zh": new.title("zh") or old.title("zh") or "",
        "label_en": new.title("en") or old.title("en") or "",
        "labels": {
            name: tuple(new.label(name, lang) or old.label(name, lang) or "" for lang in ("zh", "en"))
            for name in {**before, **after}
        },
        "columns_added": tuple(name for name in after if name not in before),
        "columns_removed": tuple(name for name in before if name not in after),
        "columns_retyped": {name: (before[name], after[name]) for name in common if before[name] != after[name]},
        "columns_reordered": [name for name in before if name in after] != common,
        "keys": (old.primary_key, new.primary_key),
    }
    sides = _Side(old, plans), _Side(new, plans)
    told["row_counts"] = (sides[0].rows, sides[1].rows)
    if same_rows:
        return TableDiff(status="same", matched_by=new.primary_key, **told)
    _known_key(old)
    _known_key(new)
    carried = _Carried(sides[0], carrier)
    keys = _keys(sides, carried)
    if keys is None:
        return TableDiff(status="incomparable", **told)
    key, numbers = keys
    matches = _matched(sides, carried, common, key, numbers)
    return TableDiff(matched_by=key, **told, **_cells(sides, carried, common, matches))


def only(table: Table, status: str) -> TableDiff:
    """A table that one release lacks; ``status`` is ``added`` or ``removed``."""
    counts = (0, table.rows) if status == "added" else (table.rows, 0)
    title_zh, title_en = table.title("zh") or "", table.title("en") or ""
    return TableDiff(table.name, status, title_zh, title_en, counts, keys=(table.primary_key, table.primary_key))


def _known_key(table: Table) -> None:
    missing = [name for name in table.primary_key if name not in table.types]
    if missing or not table.primary_key:
        said = f"the key column '{plain(missing[0])}' is missing" if missing else "the manifest names no primary key"
        raise InputError(said, table.where, "The release is damaged: fetch or build it again")


class _Carried:
    """The columns of the old table, ids and offsets carried over to the new texts."""

    def __init__(self, side: _Side, carrier: shifts.Carrier) -> None:
        self.side, self.carrier, self.offsets = side, carrier, side.table.offsets()

    def column(self, name: str, raw: pa.Array | None = None) -> pa.Array:
        raw = self.side.column(name) if raw is None else raw
        if not self.carrier.shifts:
            return raw
        if name in self.offsets:
            plan, ends = self.offsets[name]
            return self.carrier.offsets(raw, self.side.column(plan), ends)
        return self.carrier.ids(raw) if self.side.table.types[name] == "string" else raw


def _keys(sides: tuple[_Side, _Side], carried: _Carried) -> tuple[tuple[str, ...], matching.Numbers] | None:
    """The columns that identify rows, and the numbers of the old (carried) and new keys; None if no key serves both.

    Where the releases have different keys, the new one is taken if it identifies the old rows too, else the old one.
    """
    old, new = sides
    changed = old.table.primary_key != new.table.primary_key
    for key in dict.fromkeys((new.table.primary_key, old.table.primary_key)):
        if not all(name in side.table.types for name in key for side in sides):
            continue
        news = [new.column(name) for name in key]
        raw = columns.codes((old.column(name), column) for name, column in zip(key, news, strict=True))
        twice = [(side, matching.repeated(number)) for side, number in zip(sides, raw, strict=True)]
        damaged = next(((side, place) for side, place in twice if place is not None), None)
        if damaged is None:
            if not carried.carrier.shifts:
                return key, raw
            return key, columns.codes((carried.column(name), column) for name, column in zip(key, news, strict=True))
        side, place = damaged
        if not changed or key == side.table.primary_key:
            shown = " | ".join(str(columns.plain(side.column(name)[place].as_py())) for name in key)
            said = f"two rows of {side.table.name} have the key '{plain(shown)}' ({', '.join(key)})"
            raise InputError(said, side.table.where, "The release is damaged: fetch or build it again")
    return None


def _matched(
    sides: tuple[_Side, _Side], carried: _Carried, common: Sequence[str], key: Sequence[str], keys: matching.Numbers
) -> matching.Matches:
    old, new = sides
    matches = matching.Matches(old.rows, new.rows)
    numbered = NUMBERING & set(key)
    if numbered:
        content = [name for name in common if name not in NUMBERING]
        matches.in_order(columns.codes((carried.column(name), new.column(name)) for name in content))
    matches.by_key(keys)
    offsets = old.table.offsets()
    if (offsets or numbered) and len(matches.removed) and len(matches.added):
        import pyarrow as pa

        at = pa.array(matches.removed), pa.array(matches.added)
        pairs = ((name, old.column(name).take(at[0]), new.column(name).take(at[1])) for name in common)
        matches.by_content(*columns.codes((a, b) for name, a, b in pairs if not _place(name, a, b, offsets)))
    return matches


def _place(name: str, old: pa.Array, new: pa.Array, offsets: dict[str, Any]) -> bool:
    """Whether a column says where rows stand: it numbers them, holds offsets, or nothing but ids of passages."""
    return name in NUMBERING or name in offsets or (_passages(old) and _passages(new))


def _passages(column: pa.Array) -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_large_string(column.type):
        return False
    return pc.all(pc.match_substring_regex(column, f"^{shifts.PASSAGE_ID}$"), min_count=0).as_py()


def _cells(
    sides: tuple[_Side, _Side], carried: _Carried, common: Sequence[str], matches: matching.Matches
) -> dict[str, Any]:
    """What differs between rows that are one, and the rows that stand alone."""
    import numpy as np
    import pyarrow as pa

    old, new = sides
    at_old, at_new = matches.old, matches.new
    found: list[_Column] = []
    removed: dict[str, pa.Array] = {}
    added: dict[str, pa.Array] = {}
    for name in common:
        raw, now = old.column(name), new.column(name)
        removed[name], added[name] = raw.take(pa.array(matches.removed)), now.take(pa.array(matches.added))
        before, after = _taken(raw, at_old), _taken(now, at_new)
        places = np.flatnonzero(columns.differ(before, after))
        if not len(places):
            continue
        moved = matches.elsewhere[places] | (name in NUMBERING)
        if carried.carrier.shifts:
            expected = carried.column(name, raw).take(pa.array(at_old[places]))
            moved |= ~columns.differ(expected, after.take(pa.array(places)))
        at = pa.array(places)
        found.append(_Column(name, places, before.take(at), after.take(at), moved))
    rows = np.unique(np.concatenate([column.rows for column in found])) if found else np.empty(0, np.int64)
    moved_rows = np.ones(len(rows), bool)
    told = []
    for column in found:
        numbers = np.searchsorted(rows, column.rows)
        moved_rows[numbers[~column.moved]] = False
        told.append(column._replace(rows=numbers))
    differing = len(rows) or len(matches.removed) or len(matches.added)
    reordered = bool((np.diff(at_new) < 0).any())
    return {
        "status": "compared" if differing or reordered else "same",
        "reordered": reordered,
        "_ids": (old.ids(at_old[rows]), new.ids(at_new[rows])),
        "_moved_rows": moved_rows.tolist(),
        "_columns": tuple(told),
        "_removed": old.take(matches.removed, removed),
        "_added": new.take(matches.added, added),
    }


def _taken(column: pa.Array, places: np.ndarray) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    if len(places) == len(column) and (places == np.arange(len(column))).all():
        return column
    return column.take(pa.array(places))
