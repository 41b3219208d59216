"""One SQLite database: tables with primary and foreign keys, closed lists as checks, indexes, comments and views.

A list is a JSON array; a list of codes or keys is a table of its own besides (``policies_parents``), one row per item.
The views of the folder ``views`` are made as far as their tables are there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from zhijiao_data.dataset import citing, schema
from zhijiao_data.dataset.rendering import one_line
from zhijiao_data.errors import InputError
from zhijiao_data.publish import placing
from zhijiao_data.publish.export import labels
from zhijiao_data.publish.export.source import Content, Order

VIEWS = Path(__file__).parent / "views"
# The last byte of a code says what is wrong, the others which step of it.
_FILE_ERRORS = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
_TYPES = {"int": "INTEGER", "float": "REAL", "bool": "INTEGER"}


def file_name(order: Order) -> str:
    """``zhijiao-data-1.0.0.sqlite``"""
    release = order.source.release
    return f"{release.about.name}-{release.version}.sqlite"


def write(folder: Path, order: Order) -> None:
    """Write the database.

    Raises:
        InputError: a row breaks a key, a closed list or a column that is never missing.
    """
    contents = {content.about.name: content for content in order.contents()}
    path = folder / file_name(order)
    with placing.writing(path, _is_of_file), closing(sqlite3.connect(path, isolation_level=None)) as database:
        # One writer on a file that nobody sees yet.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        try:
            for content in contents.values():
                _add(database, content, contents, order)
            _say_what_it_is(database, order)
            database.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            raise InputError(f"the tables break one of their rules ({error})", "", "Run 'zhijiao check'") from None
        _check_keys(database)
        _add_views(database)
        database.execute("VACUUM")


def _is_of_file(error: Exception) -> bool:
    """Whether it is the file that can't be written, and not a statement that is wrong."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _FILE_ERRORS


def _add(database: sqlite3.Connection, content: Content, contents: dict[str, Content], order: Order) -> None:
    about = content.about
    database.execute(_table(about, contents, order))
    _fill(database, about.name, ([*row] for row in _rows(content)), len(about.fields))
    references = {column: (other, key) for column, other, key in about.foreign_keys() if _is_key(contents, other, key)}
    for column in references:
        if about.fields[column].type == "string" and column != about.primary_key[0]:
            database.execute(f"CREATE INDEX {_name(f'{about.name}_{column}')} ON {_name(about.name)} ({_name(column)})")
    for field in about.fields.values():
        if field.type == "list<string>" and field.codes:
            _add_items(database, content, field, references.get(field.name), order)


def _table(about: schema.Table, contents: dict[str, Content], order: Order) -> str:
    """The statement that makes a table; what each column is called stands in it as a comment."""
    lines = [(_column(field, order), str(labels.label(field, order.lang))) for field in about.fields.values()]
    lines.append((f"PRIMARY KEY ({', '.join(map(_name, about.primary_key))})", ""))
    for column, other, key in about.foreign_keys():
        if about.fields[column].type == "string" and _is_key(contents, other, key):
            lines.append((f"FOREIGN KEY ({_name(column)}) REFERENCES {_name(other)} ({_name(key)})", ""))
    told = [
        f"  {line}{',' if i < len(lines) else ''}{f'  -- {one_line(comment)}' if comment else ''}"
        for i, (line, comment) in enumerate(lines, 1)
    ]
    head = f"CREATE TABLE {_name(about.name)} (  -- {one_line(labels.label(about, order.lang))}"
    return "\n".join([head, *told, ")"])


def _column(field: schema.Field, order: Order) -> str:
    name = _name(field.name)
    words = [name, _TYPES.get(field.type, "TEXT")] + ["NOT NULL"] * field.required
    if field.type == "bool":
        words.append(f"CHECK ({name} IN (0, 1))")
    elif field.type == "string":
        words += _allowed(name, field, order)
    return " ".join(words)


def _allowed(name: str, field: schema.Field, order: Order) -> list[str]:
    """The check of a closed list; keys of other tables are foreign keys instead."""
    codes = [] if field.codes is None or "." in field.codes else order.source.codes(field.codes)
    return [f"CHECK ({name} IN ({', '.join(_text(code.id) for code in codes)}))"] if codes else []


def _add_items(
    database: sqlite3.Connection, content: Content, field: schema.Field, refers: tuple[str, str] | None, order: Order
) -> None:
    """The table of a list's items: the key of the row, the place in the list from 1, the item."""
    about = content.about
    name, item = f"{about.name}_{field.name}", _name(field.name)
    keys = [_name(key) for key in about.primary_key]
    key_types = [f"{_name(key)} {_TYPES.get(about.fields[key].type, 'TEXT')} NOT NULL" for key in about.primary_key]
    lines = [*key_types, '"item" INTEGER NOT NULL', " ".join([item, "TEXT NOT NULL", *_allowed(item, field, order)])]
    lines.append(f'PRIMARY KEY ({", ".join(keys)}, "item")')
    lines.append(f"FOREIGN KEY ({', '.join(keys)}) REFERENCES {_name(about.name)} ({', '.join(keys)})")
    if refers:
        lines.append(f"FOREIGN KEY ({item}) REFERENCES {_name(refers[0])} ({_name(refers[1])})")
    database.execute(f"CREATE TABLE {_name(name)} (\n  " + ",\n  ".join(lines) + "\n)")
    of_row = zip(*(content.column(key) for key in about.primary_key), content.column(field.name), strict=True)
    rows = [[*key, place, value] for *key, values in of_row for place, value in enumerate(values or (), 1)]
    _fill(database, name, rows, len(keys) + 2)
    database.execute(f"CREATE INDEX {_name(f'{name}_{field.name}')} ON {_name(name)} ({item})")


def _fill(database: sqlite3.Connection, name: str, rows: Any, width: int) -> None:
    database.executemany(f"INSERT INTO {_name(name)} VALUES ({', '.join('?' * width)})", rows)


def _rows(content: Content) -> Iterator[tuple[Any, ...]]:
    yield from zip(*([_stored(v) for v in content.column(name)] for name in content.about.fields), strict=True)


def _stored(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


def _is_key(contents: dict[str, Content], table: str, column: str) -> bool:
    """Whether a foreign key can point there: the table is in the database, and the column alone is its key."""
    return table in contents and contents[table].about.primary_key == (column,)


def _say_what_it_is(database: sqlite3.Connection, order: Order) -> None:
    release = order.source.release
    facts = {
        "title_zh": release.about.title_zh,
        "title_en": release.about.title_en,
        "data_version": release.version,
        "released_on": release.released_on,
        "license": release.about.license,
        "citation": citing.citation(citing.work(release.manifest)),
    }
    database.execute("CREATE TABLE about (fact TEXT PRIMARY KEY, value TEXT)")
    database.executemany("INSERT INTO about VALUES (?, ?)", facts.items())


def _check_keys(database: sqlite3.Connection) -> None:
    broken = database.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        what = "\n".join(
            f"{table}, row {row}: refers to a row of {other} that isn't there" for table, row, other, _ in broken[:20]
        )
        raise InputError(what, "", "Run 'zhijiao check'")


def _add_views(database: sqlite3.Connection) -> None:
    for path in sorted(VIEWS.glob("*.sql")):
        name = _name(path.stem)
        database.execute(f"CREATE VIEW {name} AS\n{path.read_text(encoding='utf-8').strip()}")
        try:
            database.execute(f"SELECT * FROM {name} LIMIT 0")
        except sqlite3.OperationalError:  # A table or column of it isn't in this database.
            database.execute(f"DROP VIEW {name}")


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
