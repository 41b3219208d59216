"""A sheet on which a second coder codes the units of a released plan, and the way back to an annotation.

The released tables give the places (tasks and targets); the coder gives the codes. Blank by default: who sees the codes of
the first coder is no second coder. Read back, the sheet is an annotation like any other (``raw/CODING.md``), to be compared
with `zhijiao agreement`.

What a blank cell means: a column that is blank throughout was not coded. In a column of codes with a single entry every row
needs one; ``–`` stands for "none". Second and third themes, numbers, hedges and notes may be left blank row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from zhijiao_data.codebook import loader
from zhijiao_data.codebook.canonical import canonical
from zhijiao_data.corpus.spans import readable
from zhijiao_data.dataset import annotation, load, schema, sheet_files
from zhijiao_data.dataset.codebook_rows import phrase
from zhijiao_data.dataset.curation import edits
from zhijiao_data.dataset.rendering import counted
from zhijiao_data.errors import InputError

Row = dict[str, Any]
Cell = str | float | int | None
Need = Literal["shown", "always", "all or none", "maybe"]
#: The entry of a drop-down that says: none of these, and the document gives none.
NONE = "–"
NONE_SHOWN = f"{NONE} 无 / none"
#: How many themes and instruments a task may have on a sheet, unless a released one has more.
MOST = 3
#: Characters of context on either side of a target, and of the quotes by which an annotation finds a task.
CONTEXT, EDGE = 60, 20
MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a worksheet.

    ``table`` and ``source`` name the column of the dataset that it is about: its labels and its list of codes. ``need``:
    ``shown`` columns are for reading; of those to be coded, an ``always`` one must be filled in wherever anything is coded,
    one ``all or none`` in every row or in none, a ``maybe`` one need not be.
    """

    key: str
    table: str
    source: str
    need: Need
    number: int = 0

    @property
    def header(self) -> str:
        """The key, by which the column is found again, and its labels."""
        if self.key == "context":
            return f"{self.key} 上下文 / Context"
        field = schema.table(self.table).fields[self.source]
        number = f" {self.number}" if self.number else ""
        return f"{self.key} {field.label_zh}{number} / {field.label_en}{number}"

    @property
    def type(self) -> str:
        """The type of the dataset's column."""
        return schema.table(self.table).fields[self.source].type


@dataclass(frozen=True, slots=True)
class Released:
    """The units of one plan: its text, and the rows of tasks (with ``themes`` and ``instruments``) and of targets."""

    plan_id: str
    data_version: str
    text: str
    repairs: Sequence[Row]
    tasks: Sequence[Row]
    targets: Sequence[Row]


def released(plan_id: str) -> Released:
    """The units of a plan of the tables that are held.

    Raises:
        UsageError: there is no such plan.
        InputError: a table is missing or can't be read.
    """
    text = load.text(plan_id)
    tasks = load.rows("tasks", plan_id)
    for key, table, column in _LABEL_TABLES:
        of_task: dict[str, list[str]] = {}
        for row in sorted(load.rows(table, plan_id), key=lambda row: row["rank"]):
            of_task.setdefault(row["task_id"], []).append(row[column])
        tasks = [row | {key: of_task.get(row["task_id"], [])} for row in tasks]
    repairs, targets = load.rows("repairs", plan_id), load.rows("targets", plan_id)
    return Released(plan_id, load.data_version(), text, repairs, tasks, targets)


_LABEL_TABLES = (("themes", "task_themes", "theme_id"), ("instruments", "task_instruments", "instrument_id"))


# --- columns ------------------------------------------------------------------------------------------------------


def columns(units: Released) -> dict[str, list[Column]]:
    """The columns of the two worksheets, as many for themes and instruments as the plan needs."""
    tasks = [Column("id", "tasks", "task_id", "shown")]
    tasks += [Column(key, "tasks", key, "shown") for key in ("label", "title", "text")]
    tasks.append(Column("role", "tasks", "role", "always"))
    for key, table, source in _LABEL_TABLES:
        most = max([MOST, *(len(row[key]) for row in units.tasks)])
        for n in range(1, most + 1):
            tasks.append(Column(f"{key[:-1]}_{n}", table, source, "all or none" if n == 1 else "maybe", n))
    targets = [Column("id", "targets", "target_id", "shown"), Column("quote", "targets", "quote", "shown")]
    targets += [Column("value", "targets", "value_text", "shown"), Column("context", "texts", "text", "shown")]
    targets += [Column(key, "targets", key, need) for key, need in _TARGET_CODES]
    tasks.append(Column("note", "targets", "note", "maybe"))
    return {"tasks": tasks, "targets": targets}


_TARGET_CODES: tuple[tuple[str, Need], ...] = (
    ("kind", "always"),
    ("form", "all or none"),
    ("indicator_id", "all or none"),
    ("value_min", "maybe"),
    ("value_max", "maybe"),
    ("comparator", "all or none"),
    ("unit", "all or none"),
    ("deadline_year", "maybe"),
    ("deadline_basis", "all or none"),
    ("modality", "all or none"),
    ("addressee", "all or none"),
    ("hedges", "maybe"),
    ("note", "maybe"),
)


def options(column: Column) -> dict[str, str]:
    """The codes of a column, id → as it is shown: ``T05.4 学徒制与订单培养 / Apprenticeship``. Free columns have none."""
    return {} if column.need == "shown" else _options(column.table, column.source)


@cache
def _options(table: str, source: str) -> dict[str, str]:
    field = schema.table(table).fields[source]
    ids = annotation.allowed_ids(table, source)
    if ids is None:
        return {}
    kind = field.codes.partition(".")[0]
    shown = {id: f"{id} {entry['label_zh']} / {entry['label_en']}" for id in ids for entry in [loader.entry(kind, id)]}
    # A task without any theme or instrument is one whose coder said so; a required code has no "none".
    may_lack = table in ("task_themes", "task_instruments") or not field.required
    return ({NONE: NONE_SHOWN} if may_lack else {}) | shown


# --- writing ------------------------------------------------------------------------------------------------------


def write(path: Path, units: Released, filled: bool = False) -> list[Path]:
    """Write the sheet of one plan; the paths written.

    Args:
        path: ``….xlsx`` for one workbook, ``….csv`` for a file of each sheet: ``….about.csv``,
            ``….tasks.csv``, ``….targets.csv``, ``….codebook.csv``.
        units: of `released`.
        filled: put the released codes in.

    Raises:
        UsageError: the name ends otherwise, a file of that name is there already, or the library is not installed.
    """
    sheets = [_sheet(kind, listed, units, filled) for kind, listed in columns(units).items()]
    return sheet_files.write(path, [_about(units), *sheets, _codebook(units, filled)])


def _about(units: Released) -> sheet_files.Sheet:
    rows: list[list[Cell]] = [
        ["plan_id", units.plan_id],
        ["data_version", units.data_version],
        ["1", "Code every row of the sheets tasks and targets from the text shown, with the sheet codebook beside it."],
        ["1", "对照 codebook 表，依据所示原文为 tasks、targets 两表逐行编码。"],
        [
            "2",
            f"Choose codes from the lists. {NONE_SHOWN}: none of them. A column that you don't code stays blank as a whole.",
        ],
        ["2", f"代码从下拉列表选取；“{NONE_SHOWN}”表示均不适用。不编码的列整列留空。"],
        ["3", "theme_1 and instrument_1 are the primary ones. Numbers are written in full (12万 → 120000, 60% → 60)."],
        ["3", "theme_1、instrument_1 为首要代码。数值写全（12万 → 120000，60% → 60）。"],
        ["4", "Work alone. Don't change ids and texts, and don't delete rows; their order doesn't matter."],
        ["4", "独立完成。请勿改动编号与原文，请勿删行；行序不限。"],
    ]
    return sheet_files.Sheet("about", ["", "Coding sheet / 编码表"], rows, (14, 110))


def _sheet(kind: str, listed: Sequence[Column], units: Released, filled: bool) -> sheet_files.Sheet:
    rows = [[value for _, value in _cells(kind, listed, row, units, filled)] for row in getattr(units, kind)]
    return sheet_files.Sheet(
        kind,
        [column.header for column in listed],
        rows,
        tuple(_WIDTHS.get(column.key, 14 if column.type in ("int", "float") else 24) for column in listed),
        {i: list(options(column).values()) for i, column in enumerate(listed) if options(column)},
        sum(column.need == "shown" for column in listed),
    )


_WIDTHS = {"id": 26, "label": 8, "text": 70, "quote": 44, "value": 10, "context": 60, "note": 30}


def _cells(
    kind: str, listed: Sequence[Column], row: Row, units: Released, filled: bool
) -> Iterator[tuple[Column, Cell]]:
    """Each column of a row, with what stands there: the released codes only when ``filled``."""
    for column in listed:
        if column.need == "shown":
            yield column, _context(row, units) if column.key == "context" else row[column.source]
        elif not filled or column.key == "note":
            yield column, None
        elif column.number:
            given = row[f"{column.key.partition('_')[0]}s"]
            code = given[column.number - 1] if column.number <= len(given) else NONE if column.number == 1 else None
            yield column, code and options(column)[code]
        elif options(column):
            yield column, options(column)[NONE if row[column.key] is None else row[column.key]]
        else:
            value = row[column.key]
            yield column, "、".join(value) or None if column.type == "list<string>" else value


def _context(row: Row, units: Released) -> str:
    """The text around a target as it reads with its damage repaired, the target in ⟦ ⟧."""
    start, end = row["char_start"], row["char_end"]
    first, last = max(0, start - CONTEXT), min(len(units.text), end + CONTEXT)
    near = edits([one for one in units.repairs if one["char_start"] < last and one["char_end"] > first])
    before, marked, after = (readable(units.text, span, near) for span in ((first, start), (start, end), (end, last)))
    return f"{before}⟦{marked}⟧{after}"


def _codebook(units: Released, filled: bool) -> sheet_files.Sheet:
    """Every list of the sheet with definitions and examples; those from the plan itself would tell its codes."""
    used: dict[str, None] = {}
    for listed in columns(units).values():
        for column in listed:
            if options(column):
                used.setdefault(schema.table(column.table).fields[column.source].codes.partition(".")[0])
    words = ("label_zh", "label_en", "definition", "definition_zh", "include", "include_zh", "exclude", "exclude_zh")
    header = ["list", "id", *words]
    rows: list[list[Cell]] = []
    for name in used:
        for id in loader.codes(name):
            entry = loader.entry(name, id)
            told = [entry.get(key) for key in words]
            rows.append(
                [name, id, *told, *(_examples(entry, key, units, filled) for key in ("examples", "bad_examples"))]
            )
    widths = (16, 22, 20, 24, 44, 44, 36, 36, 36, 36, 60, 60)
    return sheet_files.Sheet("codebook", [*header, "examples", "bad_examples"], rows, widths, locked=len(widths))


def _examples(entry: Mapping[str, Any], key: str, units: Released, filled: bool) -> str:
    shown = entry.get(key) or ()
    return "\n".join(phrase(one) for one in shown if filled or one.get("plan_id") != units.plan_id)


# --- reading ------------------------------------------------------------------------------------------------------


def read(path: Path, units: Released, coder: str) -> str:
    """The annotation that a filled-in sheet makes, as YAML in canonical form.

    Args:
        path: the ``.xlsx``, or the name from which the ``.csv`` files were made.
        units: of `released`, of the plan that the sheet is of.
        coder: who coded.

    Raises:
        InputError: an unknown code, a changed id or text, a row or a code that is missing: the first twenty with their cells.
        UsageError: the library is not installed.
    """
    problems: list[str] = []
    content: Row = {"plan_id": units.plan_id, "coder": coder, "units": "released"}
    for kind, listed in columns(units).items():
        content |= _Worksheet(kind, listed, sheet_files.read(path, kind), units, problems).content()
    if problems:
        more = f"\n  … and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
        remedy = "Correct these cells, or write a new sheet with 'zhijiao sheet' and carry the codes over"
        what = counted(len(problems), "cell can't be read", "cells can't be read")
        raise InputError(f"{what}:\n  " + "\n  ".join(problems[:MOST_PROBLEMS]) + more, str(path), remedy)
    if not content.keys() & columns(units).keys():
        raise InputError("nothing is coded", str(path), "Fill in the sheets tasks or targets")
    import yaml

    return canonical(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


class _Worksheet:
    """One worksheet on its way to a list of notes; what is wrong in it goes to ``problems``."""

    def __init__(
        self, kind: str, listed: Sequence[Column], found: sheet_files.Found, units: Released, problems: list[str]
    ) -> None:
        self.kind, self.found, self.units, self.problems = kind, found, units, problems
        self.places: dict[str, int] = {}
        self.listed = listed
        keys = [str(name or "").split(" ")[0] for name in found.header]
        for column in listed:
            if column.key in keys:
                self.places[column.key] = keys.index(column.key)
            else:
                problems.append(f"{found.cell(-1, 0)}: there is no column '{column.key}'")

    def content(self) -> Row:
        """``{kind: notes}``, or nothing when no cell is filled in."""
        coded = [column for column in self.listed if column.need != "shown"]
        if len(self.places) < len(self.listed):
            return {}
        lines = self._lines()
        if not any(self._value(line, column) for line in lines.values() for column in coded):
            return {}
        used = {
            column.key
            for column in coded
            if column.need == "always" or any(self._value(line, column) for line in lines.values())
        }
        notes = []
        for row in getattr(self.units, self.kind):
            line = lines.get(row[self._id])
            if line is None:
                self.problems.append(f"{self.found.place}: the row of {row[self._id]} is missing")
                continue
            given = {column.key: self._code(line, column) for column in coded if column.key in used}
            notes.append(_task(row, given, self.units) if self.kind == "tasks" else _target(row, given, self.units))
            self._sets(line, given)
        return {self.kind: notes}

    @property
    def _id(self) -> str:
        return self.listed[0].source

    def _lines(self) -> dict[str, int]:
        """The line of each unit; ids and texts must be those that were written."""
        rows = {row[self._id]: row for row in getattr(self.units, self.kind)}
        lines: dict[str, int] = {}
        text = next(column for column in self.listed if column.key in ("text", "quote"))
        for line in range(len(self.found.rows)):
            if not any(self._value(line, column) for column in self.listed):
                continue
            id = self._value(line, self.listed[0])
            if id not in rows:
                self._fail(line, self.listed[0], f"no {self.kind[:-1]} '{id}' in {self.units.plan_id}")
            elif id in lines:
                self._fail(line, self.listed[0], f"{id} stands in {self.found.cell(lines[id], 0)} too")
            else:
                lines[id] = line
                if _bare(self._value(line, text)) != _bare(sheet_files.safe(rows[id][text.source])):
                    self._fail(line, text, f"the {text.key} of {id} was changed")
        return lines

    def _value(self, line: int, column: Column) -> str:
        return self.found.text(line, self.places[column.key])

    def _fail(self, line: int, column: Column, what: str) -> None:
        self.problems.append(f"{self.found.cell(line, self.places[column.key])}: {what}")

    def _code(self, line: int, column: Column) -> Any:
        """What a cell says: an id, a number, a text; None for nothing or "none"."""
        value = self._value(line, column)
        if not value:
            if column.need in ("always", "all or none"):
                none = f", or '{NONE_SHOWN}'" if NONE in options(column) else ""
                self._fail(line, column, f"{column.key} is blank; choose a code{none}")
            return None
        if choices := options(column):
            id = value if value in choices else next((id for id, shown in choices.items() if shown == value), None)
            if id is None:
                near = schema.nearest(value.split(" ")[0], list(choices))
                self._fail(line, column, f"no {column.key} '{value}'" + (f" (did you mean '{near}'?)" if near else ""))
            return None if id == NONE else id
        return self._number(line, column, value) if column.type in ("int", "float") else value

    def _number(self, line: int, column: Column, value: str) -> float | int | None:
        try:
            number = float(value)
            whole = number.is_integer()
        except (ValueError, OverflowError):
            number, whole = float("nan"), False
        if not abs(number) < 1e18 or (column.type == "int" and not whole):
            self._fail(line, column, f"{column.key} '{value}' is no number (written in full, without 万, % or commas)")
            return None
        return int(number) if whole else number

    def _sets(self, line: int, given: Mapping[str, Any]) -> None:
        """Of several themes none stands twice, and none without the first."""
        for key in (key[:-1] for key, _, _ in _LABEL_TABLES):
            codes = [(column, given.get(column.key)) for column in self.listed if column.key.startswith(f"{key}_")]
            seen: set[str] = set()
            for column, code in codes:
                if code in seen:
                    self._fail(line, column, f"{code} stands twice in this row")
                if code is not None and codes[0][1] is None:
                    self._fail(line, column, f"{column.key} without {codes[0][0].key}")
                seen |= {code} - {None}


def _bare(text: Any) -> str:
    """Without blanks and line ends, which programs for spreadsheets change."""
    return "".join(str(text).split())


def _task(row: Row, given: Mapping[str, Any], units: Released) -> Row:
    """A task's note: its place as quotes, its label and title for the reader, and what was coded."""
    start, end = row["char_start"], row["char_end"]
    first, last = units.text[start : start + min(EDGE, end - start)], units.text[max(start, end - EDGE) : end]
    note: Row = {"from": first, "from_nth": nth(units.text, first, start)}
    note |= {"to": last, "to_nth": nth(units.text, last, end - len(last), start)}
    note |= {"label": row["label"], "title": row["title"], "role": given["role"], "origin": row["origin"]}
    for key, _, _ in _LABEL_TABLES:
        codes = [code for name, code in given.items() if name.startswith(f"{key[:-1]}_") and code is not None]
        if codes:
            note[key] = codes
    return note | {key: given[key] for key in ("note",) if given.get(key)}


def _target(row: Row, given: Mapping[str, Any], units: Released) -> Row:
    """A target's note: its quote, the number in it, and what was coded."""
    start, end = row["char_start"], row["char_end"]
    quote = units.text[start:end]
    note: Row = {"quote": quote, "nth": nth(units.text, quote, start)}
    if row["value_start"] is not None:
        value = units.text[row["value_start"] : row["value_end"]]
        note |= {"value": value, "value_nth": _value_nth(row, quote, value)}
    coded = {key: value for key, value in given.items() if value is not None}
    if "hedges" in coded:
        coded["hedges"] = annotation.names_in(coded["hedges"])
    return note | coded


def nth(text: str, quote: str, at: int, start: int = 0) -> int:
    """The number of the occurrence of ``quote`` that begins at ``at``, counted from ``start`` on as `locate` counts."""
    count, position = 0, start - 1
    while position < at:
        position = text.find(quote, position + 1)
        count += 1
    return count


def _value_nth(row: Row, quote: str, value: str) -> int:
    """``value_nth`` by which `annotation.value_start` finds the row's value."""
    offset = row["value_start"] - row["char_start"]
    for n in range(1, nth(quote, value, offset) + 1):
        if annotation.value_start(quote, value, n) == offset:
            return n
    what = f"the value '{value}' of {row['target_id']} is a piece of a longer number, which an annotation can't name"
    raise InputError(what, "", "Correct the released row's value in curation.yaml")
