"""Sheets as an xlsx workbook or as csv files, and back: text that can't run, columns that can't be overwritten.

A text that would be run as a formula is stored as text and marked as such in a workbook; in a csv file an apostrophe goes
before it, which is taken off on reading (see ``formulas``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhijiao_data.corpus import reader
from zhijiao_data.dataset import formulas, libraries
from zhijiao_data.dataset.rendering import plain
from zhijiao_data.errors import InputError, UsageError

Cell = str | float | int | None
#: What a cell of an xlsx file can hold.
LONGEST = 32_767
_LISTS = "lists"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: a header, rows, the widths of the columns, drop-downs (place of the column → entries).

    The first ``locked`` columns are for reading only.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    choices: dict[int, list[str]] = field(default_factory=dict)
    locked: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A worksheet as read; ``place`` is its name in messages."""

    place: str
    header: Sequence[Any]
    rows: Sequence[Sequence[Any]]

    def text(self, row: int, column: int) -> str:
        """What stands in a cell of the rows below the header, as text without blanks at its ends."""
        line = self.rows[row]
        value = line[column] if column < len(line) else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()

    def cell(self, row: int, column: int) -> str:
        """The address of a cell of the rows below the header (the header is row −1): ``sheet.xlsx!tasks!E12``."""
        return f"{self.place}!{letters(column)}{row + 2}"


def letters(column: int) -> str:
    """The name of the column at a place from 0 on.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def safe(value: Any) -> str:
    """A text as a cell can hold it: no control characters, not longer than a cell."""
    shown = plain(value)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def write(path: Path, sheets: Sequence[Sheet]) -> list[Path]:
    """Write the sheets to one ``.xlsx``, or each to a ``.csv`` of its own.

    Raises:
        UsageError: the name has another ending, a file is there already, or the library is not installed.
        InputError: the folder can't be written to.
    """
    kind = _kind(path)
    paths = [path] if kind == ".xlsx" else [csv_path(path, sheet.name) for sheet in sheets]
    for one in paths:
        if one.exists():
            raise UsageError(
                "the file is there already", str(one), "Name another, or move it away: it may hold codings"
            )
    contents = [_workbook(sheets)] if kind == ".xlsx" else [_csv(sheet) for sheet in sheets]
    for one, content in zip(paths, contents, strict=True):
        try:
            one.write_bytes(content)
        except OSError as error:
            raise InputError(f"can't be written ({error.strerror})", str(one), "Name a folder that is there") from None
    return paths


def read(path: Path, name: str) -> Found:
    """One worksheet of a workbook, or its csv file.

    Raises:
        InputError: the file or the worksheet isn't there, or is none.
        UsageError: the name has another ending, or the library is not installed.
    """
    if _kind(path) == ".csv":
        one = csv_path(path, name)
        rows = list(csv.reader(io.StringIO(reader.read_text(one), newline="")))
        taken_off = [[formulas.unguarded(value) for value in row] for row in rows]
        return _found(str(one), taken_off)
    openpyxl = _library()
    if not path.is_file():
        raise InputError("file not found", str(path), "Correct the path")
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # The library lets through whatever zip and XML readers raise.
        raise InputError(f"this is no xlsx workbook ({type(error).__name__})", str(path), "Save it as .xlsx") from None
    if name not in book.sheetnames:
        raise InputError(f"the workbook has no sheet '{name}'", str(path), "Write a new one with 'zhijiao sheet'")
    return _found(f"{path}!{name}", [list(row) for row in book[name].iter_rows(values_only=True)])


def _found(place: str, rows: list[list[Any]]) -> Found:
    if not rows:
        raise InputError("the sheet is empty", place, "Write a new one with 'zhijiao sheet'")
    return Found(place, rows[0], rows[1:])


def csv_path(path: Path, name: str) -> Path:
    """``sheet.csv`` and ``tasks`` give ``sheet.tasks.csv``."""
    return path.with_suffix(f".{name}.csv")


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise UsageError(f"'{path.name}' ends neither in .xlsx nor in .csv", "", "Name it sheet.xlsx or sheet.csv")
    return kind


def _library() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise libraries.missing("openpyxl", "openpyxl", "sheets in .xlsx (a .csv needs nothing)") from None
    return openpyxl


def _csv(sheet: Sheet) -> bytes:
    """One file, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in [sheet.header, *sheet.rows]:
        writer.writerow(["" if value is None else _quoted(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _quoted(value: Cell) -> Cell:
    return formulas.guarded(safe(value)) if isinstance(value, str) else value


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    openpyxl = _library()
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    book.remove(book.active)
    lists: list[list[str]] = []
    wrapped = Alignment(wrap_text=True, vertical="top")
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for i, row in enumerate([sheet.header, *sheet.rows], 1):
            for j, value in enumerate(row, 1):
                cell = page.cell(i, j)
                if isinstance(value, str):
                    cell.value = safe(value)
                    # The library takes a text that begins with = for a formula.
                    cell.data_type = "s"
                    if formulas.runs(value):
                        cell.quotePrefix = True
                elif value is not None:
                    cell.value = value
                cell.alignment = wrapped
                if i == 1:
                    cell.font = Font(bold=True)
                    cell.fill = PatternFill("solid", fgColor="FFDDE5EE" if j <= sheet.locked else "FFFFF2CC")
                elif sheet.locked < j:
                    cell.protection = Protection(locked=False)
        for j, width in enumerate(sheet.widths):
            page.column_dimensions[letters(j)].width = width
        page.freeze_panes = "B2"
        if sheet.locked:
            # Without a password: against a slip of the hand, not against the coder.
            page.protection.sheet = True
            page.protection.formatColumns = page.protection.formatRows = False
        for j, entries in sheet.choices.items():
            if entries not in lists:
                lists.append(entries)
            column = letters(lists.index(entries))
            check = DataValidation("list", formula1=f"{_LISTS}!${column}$1:${column}${len(entries)}", allow_blank=True)
            check.errorTitle, check.error = "编码 / code", "请从列表中选取。 Choose an entry of the list."
            check.showErrorMessage = True
            page.add_data_validation(check)
            check.add(f"{letters(j)}2:{letters(j)}{len(sheet.rows) + 1}")
    page = book.create_sheet(_LISTS)
    for j, entries in enumerate(lists, 1):
        for i, entry in enumerate(entries, 1):
            page.cell(i, j).value = entry
            page.cell(i, j).data_type = "s"
    page.sheet_state = "hidden"
    book.active = min(1, len(sheets) - 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
