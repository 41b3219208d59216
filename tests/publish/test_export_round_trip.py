"""What is exported, read again by the programs people use, is what was released, cell by cell."""

from __future__ import annotations

import json
import math
import sqlite3
from contextlib import closing
from datetime import date, datetime
from functools import cache

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from tests.publish import made_release
from zhijiao_data.dataset import formulas, schema
from zhijiao_data.publish.export import cells, run, spss, workbook

# All that text can do to a format: to be run, to be long, to be empty, to hold what delimits, what XML can't hold.
HARD_TEXTS = ["", "=1+1", "-5", "'=1", "\t2", "\n", "a,b\r\n\"c\"", "blank  ", "end\\", "_x0041_", "\x07bell", "#N/A", "NA",
              "null", "0012", "2019-01", "𠮷" * 20_000, "中" * 40_000, "_" * 40_000]  # fmt: skip
HARD_LISTS = [[], [""], ["a;b", "c\\"], ["=1", "; "], ["\\N"], ["", ""], ["a ", " b "], ["双师型", "1+X"]]


def meant(value, field):
    """A cell of a format that knows only texts and numbers, as the value that it stands for."""
    if not isinstance(value, str) and pd.isna(value):
        value = None
    if field.type == "list<string>":
        return cells.taken_apart(value or "")
    if field.type == "string":
        return (value or "") if field.required else (value or None)
    if value in (None, ""):
        return None
    if field.type == "date":
        found = date.fromisoformat(value) if isinstance(value, str) else value
        return found.date() if isinstance(found, datetime) else found
    if field.type == "bool":
        return {"true": True, "false": False}[value] if isinstance(value, str) else bool(value)
    return float(value) if field.type == "float" else int(value)


def joined(columns, name):
    """The parts of a long text, put together."""
    parts = [columns[name], *(columns[n] for n in columns if n.startswith(f"{name}_part"))]
    return ["".join(v for v in row if isinstance(v, str)) or row[0] for row in zip(*parts, strict=True)]


def csv_columns(folder, name):
    frame = pd.read_csv(folder / f"{name}.csv", dtype=str, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    return {column: [formulas.unguarded(v) if isinstance(v, str) else v for v in frame[column]] for column in frame}


@cache
def book(folder):
    (path,) = folder.glob("*.xlsx")
    return openpyxl.load_workbook(path, read_only=True)


def xlsx_columns(folder, name):
    header, *rows = book(folder)[name].iter_rows(values_only=True)
    plain = [[workbook.unescaped(v) if isinstance(v, str) else v for v in row] for row in rows]
    # A line ends with its last cell that isn't empty.
    return {column: [row[i] if i < len(row) else None for row in plain] for i, column in enumerate(header)}


def stata_columns(folder, name):
    return pd.read_stata(folder / f"{name}.dta", convert_categoricals=False).to_dict("list")


def readstat_columns(folder, name):
    return pyreadstat.read_dta(folder / f"{name}.dta")[0].to_dict("list")


def spss_columns(folder, name):
    frame = pyreadstat.read_sav(folder / f"{name}.sav")[0].to_dict("list")
    return {column: [spss.opened(v) if isinstance(v, str) else v for v in values] for column, values in frame.items()}


READERS = {
    "csv": ("csv", csv_columns),
    "xlsx": ("xlsx", xlsx_columns),
    "stata": ("stata", stata_columns),
    "stata by ReadStat": ("stata", readstat_columns),
    "spss": ("spss", spss_columns),
}


def same(found, expected):
    """Cell by cell; a number that isn't one equals another."""
    assert len(found) == len(expected)
    for place, (a, b) in enumerate(zip(found, expected, strict=True)):
        nan = isinstance(b, float) and math.isnan(b)
        assert type(a) is type(b) and (a == b or nan), f"row {place}: {a!r:.80} is not {b!r:.80}"


def read_again(read, folder, name):
    columns = read(folder, name)
    fields = schema.table(name).fields
    return {c: [meant(value, field) for value in joined(columns, c)] for c, field in fields.items()}


@pytest.mark.parametrize("how", READERS)
@pytest.mark.parametrize("name", schema.tables())
def test_every_table_comes_back(release, exported, how, name):
    format, read = READERS[how]
    table = pq.read_table(release / f"{name}.parquet")
    found = read_again(read, exported(format), name)
    assert list(found) == table.column_names
    for column, values in found.items():
        same(values, table[column].to_pylist())


@pytest.fixture(scope="module")
def hard(tmp_path_factory):
    """Rows that no release has, and none at all."""
    folder = tmp_path_factory.mktemp("hard")
    repairs = [
        made_release.row("repairs", repair_id=f"p.r{i}", original=text, kind="k") for i, text in enumerate(HARD_TEXTS)
    ]
    optional = [None, *(text for text in HARD_TEXTS if text)]
    tasks = [
        made_release.row(
            "tasks", task_id=f"p.k{i}", role="r", origin="o", label_note=text, path=HARD_LISTS[i % len(HARD_LISTS)]
        )
        for i, text in enumerate(optional)
    ]
    reuse = [
        made_release.row("reuse", start_a=i, verdict="v", differing_numbers=v)
        for i, v in enumerate([None, *HARD_LISTS])
    ]
    codes = [made_release.row("codes", list_name=of, id=id, label_zh="标" * 300, label_en="x" * 300) for of, id in
             (("repair_kind", "k"), ("task_role", "r"), ("task_origin", "o"), ("reuse_verdict", "v"))]  # fmt: skip
    tables = {"repairs": repairs, "tasks": tasks, "reuse": reuse, "codes": codes, "masks": []}
    made_release.write(folder / "processed", **tables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHIJIAO_DATA", str(folder / "processed"))
        for format in ("csv", "xlsx", "stata", "spss", "sqlite"):
            run.export(folder / format, format)
    return folder, tables


@pytest.mark.parametrize("how", READERS)
def test_hard_texts_lists_and_no_rows_come_back(hard, how):
    folder, tables = hard
    format, read = READERS[how]
    for name, rows in tables.items():
        for column, values in read_again(read, folder / format, name).items():
            same(values, [row[column] for row in rows])


def database(folder):
    """The database of an export, in memory, so that the file stays as it is."""
    (path,) = folder.glob("*.sqlite")
    connection = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(path)) as file:
        file.backup(connection)
    return closing(connection)


@pytest.fixture
def connection(exported):
    with database(exported("sqlite")) as connection:
        yield connection


def sqlite_columns(connection, name):
    types = {
        "list<string>": json.loads,
        "date": date.fromisoformat,
        "bool": bool,
    }
    for field in schema.table(name).fields.values():
        values = [value for (value,) in connection.execute(f'SELECT "{field.name}" FROM {name} ORDER BY rowid')]
        yield field.name, [None if v is None else types.get(field.type, lambda v: v)(v) for v in values]


def test_every_table_comes_back_from_sqlite_with_its_keys(release, connection):
    for name, table in schema.tables().items():
        held = pq.read_table(release / f"{name}.parquet")
        for column, values in sqlite_columns(connection, name):
            same(values, held[column].to_pylist())
        keys = {(r[3], r[2], r[4]) for r in connection.execute(f"PRAGMA foreign_key_list({name})")}
        assert keys == {key for key in table.foreign_keys() if table.fields[key[0]].type == "string"}
        info = connection.execute(f"PRAGMA table_info({name})").fetchall()
        assert [r[1] for r in sorted(info, key=lambda r: r[5]) if r[5]] == list(table.primary_key)
        assert {r[1] for r in info if r[3]} == {f.name for f in table.fields.values() if f.required}
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_hard_rows_come_back_from_sqlite(hard):
    folder, tables = hard
    with database(folder / "sqlite") as connection:
        for name, rows in tables.items():
            for column, values in sqlite_columns(connection, name):
                same(values, [row[column] for row in rows])


def test_a_list_of_keys_or_codes_is_a_table_of_its_own(release, connection):
    for table, column in (("policies", "parents"), ("target_links", "reasons"), ("instruments", "mechanism")):
        (key,) = schema.primary_key(table)
        rows = pq.read_table(release / f"{table}.parquet").to_pylist()
        expected = {(row[key], place, item) for row in rows for place, item in enumerate(row[column], 1)}
        assert set(connection.execute(f"SELECT {key}, item, {column} FROM {table}_{column}")) == expected


def test_the_views_are_there_and_lose_no_row(connection):
    views = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    whole = {
        "targets_labelled": "targets",
        "target_links_labelled": "target_links",
        "responsibilities_labelled": "responsibilities",
        "primary_themes": "tasks",
    }
    assert views == set(whole)
    for view, table in whole.items():
        ((a, b),) = connection.execute(f"SELECT (SELECT count(*) FROM {view}), (SELECT count(*) FROM {table})")
        assert a == b > 0


def test_the_view_of_targets_labels_every_code_of_a_target(release, connection):
    codes = {(row["list_name"], row["id"]): row for row in pq.read_table(release / "codes.parquet").to_pylist()}
    units = {row["id"]: row for row in pq.read_table(release / "units.parquet").to_pylist()}
    coded = {column: lambda id, of=of: codes[of, id] for column, of in schema.table("targets").closed_lists()}
    assert len(coded) > 5
    for column, find in (coded | {"unit": units.get}).items():
        found = connection.execute(f"SELECT {column}, {column}_zh, {column}_en FROM targets_labelled").fetchall()
        assert any(id for id, *_ in found)
        for id, *labels in found:
            assert labels == ([find(id)["label_zh"], find(id)["label_en"]] if id else [None, None])


def test_the_view_of_targets_says_how_sure_the_place_and_the_text_are(release, connection):
    codes = {(row["list_name"], row["id"]): row for row in pq.read_table(release / "codes.parquet").to_pylist()}
    expected = {
        (
            plan["plan_id"],
            plan["place_basis"],
            codes["place_basis", plan["place_basis"]]["label_zh"],
            json.dumps(plan["text_status"]),
            "; ".join(codes["text_status", id]["label_zh"] for id in plan["text_status"]),
            "; ".join(codes["text_status", id]["label_en"] for id in plan["text_status"]),
        )
        for plan in pq.read_table(release / "plans.parquet").to_pylist()
    }
    asked = "plan_id, place_basis, place_basis_zh, text_status, text_status_zh, text_status_en"
    assert set(connection.execute(f"SELECT {asked} FROM targets_labelled")) == expected


def test_a_code_outside_its_list_is_refused_by_the_database(connection):
    connection.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute("UPDATE targets SET comparator = 'roughly' WHERE comparator = 'ge'")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        connection.execute("DELETE FROM plans")


def test_parquet_is_copied_with_its_manifest(release, exported):
    folder = exported("parquet")
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{name}.parquet" for name in schema.tables()} | {
        "manifest.json",
        "CHANGES.md",
        "README-parquet.txt",
    }
    assert all((folder / name).read_bytes() == (release / name).read_bytes() for name in names - {"README-parquet.txt"})


def test_the_dictionary_names_every_column_once(exported):
    rows = pd.read_csv(exported("csv") / "columns.csv")
    expected = [(name, column) for name, table in schema.tables().items() for column in table.fields]
    assert list(zip(rows.table_name, rows.column_name, strict=True)) == expected
    comparator = rows[(rows.table_name == "targets") & (rows.column_name == "comparator")].iloc[0]
    field = schema.table("targets").fields["comparator"]
    assert (comparator.label_zh, comparator.description_en, comparator.codes) == (
        field.label_zh, field.description_en, field.codes)  # fmt: skip
