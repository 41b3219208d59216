"""One csv file a table (RFC 4180, UTF-8 with the mark by which spreadsheets know it).

A missing value is nothing between the commas, an empty text is ``""``. Lists are joined as in ``cells``; texts that a program
for spreadsheets would run are guarded as in ``formulas``. Numbers are never guarded.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from zhijiao_data.dataset import formulas
from zhijiao_data.publish import placing
from zhijiao_data.publish.export import cells
from zhijiao_data.publish.export.source import Content, Order

# Blanks at the ends are kept by every reader only between quotation marks; nothing between quotation marks is an empty text.
_QUOTED = re.compile(r'[",\r\n]|^\s|\s$|^$')


def write(folder: Path, order: Order) -> None:
    """Write ``TABLE.csv`` for each table."""
    for content in order.contents():
        path = folder / f"{content.about.name}.csv"
        with placing.writing(path), path.open("w", encoding="utf-8-sig", newline="") as file:
            file.writelines(_lines(content))


def _lines(content: Content) -> list[str]:
    columns = [cells.values(content, field) for field in content.about.fields.values()]
    rows = [content.about.fields, *zip(*columns, strict=True)]
    return [",".join(map(cell, row)) + "\r\n" for row in rows]


def cell(value: str | int | float | bool | date | None) -> str:
    """A value as it stands in the file.

    >>> cell("a"), cell("=1"), cell(-1), cell(None), cell(""), cell(True)
    ('a', "'=1", '-1', '', '""', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date) else repr(value)
    text = formulas.guarded(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
