"""One workbook: what it is, the columns, then one sheet a table, with a header that stays in sight and filters.

What a column is stands as a comment in its header. Sheets are printed across, as wide as a page, their header on each.

Every text is stored as a text; one that a program for spreadsheets would run as a formula is marked as text. A text longer
than a cell is never cut: it goes on in the columns ``…_part2``, ``…_part3``. Characters that a workbook can't hold are
written ``_xHHHH_``, as the format prescribes; Excel shows them as what they are.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from zhijiao_data.dataset import formulas, libraries
from zhijiao_data.dataset.rendering import columns as width_of
from zhijiao_data.dataset.schema import Field
from zhijiao_data.dataset.sheet_files import LONGEST, letters
from zhijiao_data.errors import UsageError
from zhijiao_data.publish import placing
from zhijiao_data.publish.export import cells, labels, readme
from zhijiao_data.publish.export.source import Content, Order

MOST_ROWS = 1_048_576
_NAME = 31
_A4 = 9
_WIDEST, _LOOKED_AT = 60, 200
# Of the first page: its width, how many columns a line has for certain (fonts differ), the height of a line in points.
_README_WIDTH, _README_COLUMNS, _ROW_HEIGHT = 110, 96, 15
# Of the box of a comment: its width and the height of a line in pixels, and how many columns a line has for certain.
_NOTE_WIDTH, _NOTE_LINE, _NOTE_COLUMNS = 400, 18, 48
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_UNESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EARLY = (1980, 1, 1, 0, 0, 0)


def file_name(order: Order) -> str:
    """``zhijiao-data-1.0.0.xlsx``"""
    release = order.source.release
    return f"{release.about.name}-{release.version}.xlsx"


def write(folder: Path, order: Order) -> None:
    """Write the workbook.

    Raises:
        UsageError: openpyxl is not installed, or a table has more rows than a sheet.
    """
    try:
        import openpyxl
    except ImportError:
        raise libraries.missing("openpyxl", "openpyxl", "workbooks") from None
    path = folder / file_name(order)
    # The library keeps unfinished sheets in files, too.
    with placing.writing(path):
        path.write_bytes(_book(openpyxl, order))


def _book(openpyxl: Any, order: Order) -> bytes:
    release = order.source.release
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = ", ".join(release.about.authors)
    book.properties.title = f"{release.about.title_zh} / {release.about.title_en}"
    book.properties.version = release.version
    try:
        _fill(book, order)
    except BaseException:
        for page in book.worksheets:
            # Else the library complains on standard error when its half-written sheets are collected.
            page.close()
        raise
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _fill(book: Any, order: Order) -> None:
    page = book.create_sheet("README")
    page.column_dimensions["A"].width = _README_WIDTH
    _set_print(page)
    for row, line in enumerate(readme.text("xlsx", order).splitlines(), 1):
        # Not every program makes a row as high as its wrapped text by itself.
        page.row_dimensions[row].height = _ROW_HEIGHT * _lines(line, _README_COLUMNS)
        page.append([_wrapped_cell(page, line)] if line else [])
    for content in order.contents():
        _add(book, content, order)


def _set_print(page: Any) -> None:
    """Across, on A4, all columns on one page; as many pages as the rows take."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0


def _add(book: Any, content: Content, order: Order) -> None:
    about, height = content.about, content.rows.num_rows
    if height >= MOST_ROWS:
        remedy = "Leave it out (--table, tables=), or choose csv, sqlite or parquet"
        raise UsageError(f"{about.name} has {height} rows; a sheet holds {MOST_ROWS - 1}", "", remedy)
    columns = {name: (field, values) for field, name, values in _columns(content)}
    page = book.create_sheet(about.name[:_NAME])
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{letters(len(columns) - 1)}{height + 1}"
    _set_print(page)
    page.print_title_rows = "1:1"
    for place, (name, (_, values)) in enumerate(columns.items()):
        page.column_dimensions[letters(place)].width = _width(name, values)
    author = order.source.release.about.name
    page.append(
        [_header_cell(page, name, labels.note(field, order.lang), author) for name, (field, _) in columns.items()]
    )
    for row in zip(*(values for _, values in columns.values()), strict=True):
        page.append([_cell(page, value) for value in row])


def _columns(content: Content) -> Iterator[tuple[Field, str, list[Any]]]:
    """(column, what it is called in the sheet, its values); several of a column whose texts are too long for a cell."""
    for field in content.about.fields.values():
        values = cells.values(content, field)
        if field.type not in ("string", "list<string>"):
            yield field, field.name, values
            continue
        pieces = cells.spread(values, LONGEST, _room, _LARGEST)
        for name, piece in zip(cells.part_names(field.name, len(pieces)), pieces, strict=True):
            yield field, name, piece


_LARGEST = len("_x0000_")


def _room(character: str) -> int:
    """What a character takes of a cell at most: Excel counts units of UTF-16, the library what it writes."""
    if character == "_" or _ESCAPED.match(character):
        return _LARGEST
    return 1 if character <= "\uffff" else 2


def _width(name: str, values: Sequence[Any]) -> int:
    # Three more than the name, for the button of the filter.
    shown = [width_of(str(value)) for value in islice(values, _LOOKED_AT) if value is not None]
    return min(_WIDEST, max([width_of(name) + 3, *(length + 1 for length in shown)]))


def _cell(page: Any, value: Any) -> Any:
    if isinstance(value, str):
        return _text_cell(page, value)
    if isinstance(value, date):
        cell = _new(page, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    if isinstance(value, float):
        # As a number the library would write sixteen digits; a text that is called a number it writes as it stands.
        cell = _new(page, repr(value))
        cell.data_type = "n"
        return cell
    return value


def _text_cell(page: Any, text: str) -> Any:
    cell = _new(page, escaped(text))
    # The library takes a text that begins with = for a formula, and #N/A for an error.
    cell.data_type = "s"
    if formulas.runs(text):
        cell.quotePrefix = True
    return cell


def _wrapped_cell(page: Any, text: str) -> Any:
    from openpyxl.styles import Alignment

    cell = _text_cell(page, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _header_cell(page: Any, name: str, note: str, author: str) -> Any:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    cell = _text_cell(page, name)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFDDE5EE")
    cell.comment = Comment(escaped(note), author, height=_note_height(note), width=_NOTE_WIDTH)
    return cell


def _note_height(note: str) -> int:
    """How high the box of a comment is to be, in pixels, so that its text is seen whole."""
    return (_lines(note, _NOTE_COLUMNS) + 1) * _NOTE_LINE


def _lines(text: str, columns: int) -> int:
    """How many lines a text takes at most where a line has so many columns."""
    return sum(max(1, -(-width_of(line) // columns)) for line in text.split("\n"))


def _new(page: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    return WriteOnlyCell(page, value=value)


def escaped(text: str) -> str:
    """``text`` with the characters that XML can't hold as ``_xHHHH_``.

    >>> escaped("a" + chr(7)), escaped("_x0007_")
    ('a_x0007_', '_x005F_x0007_')
    """
    return _ESCAPED.sub(lambda sign: f"_x{ord(sign.group()):04X}_", text)


def unescaped(text: str) -> str:
    """The text that `escaped` was given; Excel does the same."""
    return _UNESCAPED.sub(lambda sign: chr(int(sign.group(1), 16)), text)


def timeless(book: bytes) -> bytes:
    """The workbook without the times of its writing, so that the same rows give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", content)
            new.writestr(zipfile.ZipInfo(entry.filename, _EARLY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
