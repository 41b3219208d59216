"""Tables of indicators: 指标 | 2020年 | 2025年 | 属性. The core of a five-year plan, and no row of it is a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhijiao_data.extract.tables import Cell, read_cells
from zhijiao_data.extract.target import Context, Target
from zhijiao_data.extract.wording import word
from zhijiao_data.grammar.numerals import parse_numeral
from zhijiao_data.grammar.quantities import find_quantities, unit_words

_NAME = re.compile(r"指标|名称|内容|项目")
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_UNIT_IN_NAME = re.compile(r"\((?P<unit>[^()]{1,6})\)$")
_BOUND = re.compile(
    r"^(?P<ge>≥|>=|不低于|不少于)?(?P<le>≤|<=|不超过|不高于)?〔?(?P<number>[\d,.]+)〕?(?P<percent>%)?(?P<above>以上)?(?P<within>以内|以下)?$"
)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a table of indicators has its columns."""

    name: int
    unit: int | None
    years: tuple[tuple[int, int], ...]


def read_indicator_table(context: Context, lines: list[tuple[int, int]]) -> list[Target]:
    """One target for each row: the value of the last year, with the first year's as baseline. Empty if the table is none of indicators."""
    columns = _columns(read_cells(context.text, *lines[0])) if len(lines) > 1 else None
    if columns is None:
        return []
    found = []
    for start, end in lines[1:]:
        cells = {cell.column: cell for cell in read_cells(context.text, start, end)}
        target = _row(context, columns, cells)
        if target is not None:
            found.append(target)
    return found


def is_indicator_header(cells: list[Cell]) -> bool:
    """Whether a header names indicators and the years of their values."""
    return _columns(cells) is not None


def _columns(header: list[Cell]) -> _Columns | None:
    years = tuple((cell.column, int(match[1])) for cell in header if (match := _YEAR.match(cell.text)))
    name = next((cell.column for cell in header if _NAME.search(cell.text) and not _YEAR.match(cell.text)), None)
    if name is None or not years or not any("指标" in cell.text for cell in header):
        return None
    unit = next((cell.column for cell in header if cell.text.startswith("单位") or cell.text == "计量单位"), None)
    return _Columns(name, unit, tuple(sorted(years, key=lambda year: year[1])))


def _row(context: Context, columns: _Columns, cells: dict[int, Cell]) -> Target | None:
    name, value = cells.get(columns.name), cells.get(columns.years[-1][0])
    bound = _BOUND.match(value.text) if value and name and name.text else None
    number = parse_numeral(bound["number"]) if bound else None
    if name is None or value is None or bound is None or number is None:
        return None
    unit_in_name = _UNIT_IN_NAME.search(name.text)
    unit_cell = cells.get(columns.unit) if columns.unit is not None else None
    written = (
        "%" if bound["percent"] else unit_in_name["unit"] if unit_in_name else unit_cell.text if unit_cell else None
    )
    low, unit = _in_unit(bound["number"], written) or (number, None)
    target = Target(context.node, name.start, value.end, "quantity", "level")
    target.value_start, target.value_end = value.start + bound.start("number"), value.start + bound.end("number")
    target.low, target.high = (
        (None if bound["le"] or bound["within"] else low),
        (None if bound["ge"] or bound["above"] else low),
    )
    target.comparator = "ge" if target.high is None else "le" if target.low is None else "eq"
    target.unit, target.unit_text = unit, written
    target.deadline_year, target.deadline_basis = columns.years[-1][1], "stated"
    if len(columns.years) > 1:
        base = cells.get(columns.years[0][0])
        match = _BOUND.match(base.text) if base else None
        baseline = _in_unit(match["number"], written) if match else None
        target.baseline_value = baseline[0] if baseline else parse_numeral(match["number"]) if match else None
        target.baseline_year = columns.years[0][1] if target.baseline_value is not None else None
    noun = _UNIT_IN_NAME.sub("", name.text)
    context.sentence, context.subject = name.text, None
    context.describe(target, word(noun, noun))
    return target


def _in_unit(number: str, written: str | None) -> tuple[int | float, str] | None:
    """The canonical value and unit of a number whose unit stands in another cell (万人 → 人, 人/万人 stays as written)."""
    if not written:
        return None
    quantities = find_quantities(f"{number}{written}")
    if len(quantities) == 1 and quantities[0].unit and quantities[0].low is not None:
        return quantities[0].low, quantities[0].unit
    value = parse_numeral(number)
    return (value, unit_words()[written]) if value is not None and written in unit_words() else None
