"""Tables pasted into running text: rows of tab- or pipe-separated cells, columns possibly shifted.

A pasted table loses its merged cells and often gains empty ones, so a cell's column number means little. What survives is the *order* of the
cells and the serial number of the row; columns are therefore read from the serial number outwards, and only without one by position.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhijiao_data.grammar.lexicon import first_group

_BLANK = re.compile(r"\s")
_DUTY_HEADER = re.compile(r"^(?:部门|单位|责任单位|成员单位)(?:名称)?\t[^\t]{2,16}$")
_SERIAL_CELL = re.compile(r"\t*(\d{1,3})[.、]?\t")
_SERIAL = re.compile(r"^\d{1,3}[.、]?$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and its span in the reading text."""

    start: int
    end: int
    text: str
    column: int


@dataclass(slots=True)
class Row:
    """One row of work: cells by role, and the group headings that hold for it."""

    start: int
    end: int
    serial: Cell | None
    cells: dict[str, Cell] = field(default_factory=dict)
    groups: tuple[str, ...] = ()


def is_table_line(line: str) -> bool:
    """Whether a line is a row of a pasted table: two tabs or more, or three bars or more, with bars at its ends or without."""
    tabs = line.count("\t")
    return tabs >= 2 or (tabs == 1 and bool(_DUTY_HEADER.match(line))) or line.count("|") >= 3


def is_table_continuation(line: str) -> bool:
    """Whether a line inside a table is a row that lost cells: at least one tab."""
    return "\t" in line


def serial_of(line: str) -> int | None:
    """The serial number that opens a row."""
    match = _SERIAL_CELL.match(line)
    return int(match[1]) if match else None


def read_cells(text: str, start: int, end: int) -> list[Cell]:
    """All cells of the row ``text[start:end]``, empty ones included, with their spans."""
    line = text[start:end]
    framed = line.lstrip().startswith("|")
    separator = "|" if framed or (line.count("|") >= 3 and line.count("\t") < 2) else "\t"
    cells, position = [], start
    parts = line.split(separator)
    for column, part in enumerate(parts):
        lead = len(part) - len(part.lstrip())
        body = part.strip()
        cells.append(Cell(position + lead, position + lead + len(body), body, column))
        position += len(part) + 1
    return cells[1:-1] if framed and len(cells) > 2 else cells


def column_role(header: str) -> str | None:
    """The role of a column by its header's words (codebook/lexicon.yaml: column.*)."""
    return first_group("column", _BLANK.sub("", header))


def header_roles(cells: list[Cell]) -> list[str | None] | None:
    """The roles of a header row's cells; ``None`` if the row is not a header of work items."""
    if not cells or any(len(cell.text) > 16 for cell in cells):
        return None
    roles: list[str | None] = [column_role(cell.text) for cell in cells]
    if "task" not in roles and "measure" in roles:
        roles[roles.index("measure")] = "task"
    groups = [i for i, role in enumerate(roles) if role in ("group", "task")]
    serial = roles.index("serial") if "serial" in roles else None
    if serial is not None:
        roles = ["group" if i < serial and cells[i].text else role for i, role in enumerate(roles)]
    known = [role for role in roles if role]
    return (
        roles if len(known) >= 2 and (groups or "task" in roles) and ("task" in roles or "measure" in roles) else None
    )


def read_rows(text: str, lines: list[tuple[int, int]]) -> tuple[list[Row], int]:
    """The work rows of a table given as the spans of its lines; also how many lines the header takes (0: no header of work items).

    Group cells (行动, 子行动) hold until the next ones. A row's lone group cell is the lowest rank: a new parent always brings a new child.
    """
    header = header_roles(read_cells(text, *lines[0])) if lines else None
    if header is None:
        return [], 0
    ranks = max(1, sum(1 for role in header if role == "group"))
    order = [role for role in header if role not in ("group", "serial", None)]
    groups: list[str] = []
    rows = []
    for start, end in lines[1:]:
        cells = read_cells(text, start, end)
        if all(not cell.text or set(cell.text) <= set("-:") for cell in cells):
            continue
        if len(cells) == 1:  # a merged row: the heading of the rows below it
            groups[:] = [cells[0].text]
            continue
        row = _read_row(cells, header, order, groups, ranks, (start, end))
        if row is not None:
            rows.append(row)
    return rows, 1


def _read_row(
    cells: list[Cell], header: list[str | None], order: list[str], groups: list[str], ranks: int, span: tuple[int, int]
) -> Row | None:
    filled = [cell for cell in cells if cell.text]
    serial_at = (
        next((i for i, cell in enumerate(filled) if _SERIAL.match(cell.text)), None) if "serial" in header else None
    )
    if serial_at is not None:
        new_groups, serial, rest = filled[:serial_at], filled[serial_at], filled[serial_at + 1 :]
        by_role = dict(zip(order, rest, strict=False))
    else:
        serial, new_groups, by_role = None, [], {}
        for cell in cells:
            role = header[cell.column] if cell.column < len(header) else None
            if cell.text and role == "group":
                new_groups.append(cell)
            elif cell.text and role and role != "serial":
                by_role.setdefault(role, cell)
    if len(new_groups) >= ranks:
        groups[:] = [cell.text for cell in new_groups[-ranks:]]
    elif new_groups:
        groups[ranks - len(new_groups) :] = [cell.text for cell in new_groups]
    if "task" not in by_role and "measure" not in by_role:
        return None
    first = serial or by_role.get("task") or by_role["measure"]
    return Row(first.start, span[1], serial, by_role, tuple(groups))
