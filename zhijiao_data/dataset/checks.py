"""The rules that released rows keep: a table of rules, each with id, level, table, description and a function.

An error is what the program must guarantee, whatever a document says; what a document may say, however odd (a share of
120 %, a law cited before it was passed), is a warning, so that one document can't stop the others.

A rule's function yields ``(row, message)`` for every row that breaks it; `run` collects all findings of all rules. A
new rule is one decorated function and one bad example in ``tests/invalid/<rule id>/``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

from zhijiao_data.codebook import loader
from zhijiao_data.corpus import reader
from zhijiao_data.dataset import parquet, schema
from zhijiao_data.dataset.annotation import names_in
from zhijiao_data.dataset.rendering import counted, listed
from zhijiao_data.extract.restatement import disagreements

Row = Mapping[str, Any]
Broken = Iterator[tuple[Row | None, str]]
Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that breaks one rule. ``place`` is ``table:row id``, or a file."""

    rule: str
    level: Level
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.level}: {self.rule}]"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the tables: canonical texts by plan, SHA-256 of the input files by path, the manifest.

    A rule that needs what is None here says nothing.
    """

    texts: Mapping[str, str] | None = None
    sources: Mapping[str, str] | None = None
    manifest: Mapping[str, Any] | None = None


@dataclass
class Release:
    """The tables under check and what the rules look up in them again and again."""

    tables: Mapping[str, Sequence[Row]]
    around: Surroundings = field(default_factory=Surroundings)

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of a table; none when it is not there."""
        return self.tables.get(table, ())

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Canonical texts by plan: those given, else the table ``texts``."""
        if self.around.texts is not None:
            return self.around.texts
        return {row["plan_id"]: row["text"] for row in self.rows("texts")}

    @cached_property
    def plans(self) -> Mapping[str, Row]:
        """Rows of ``plans`` by id."""
        return self.by("plans", "plan_id")

    def by(self, table: str, column: str) -> Mapping[Any, Row]:
        """Rows of a table by a column that identifies them."""
        return {row.get(column): row for row in self.rows(table)}

    @cached_property
    def _repairs(self) -> Mapping[str, tuple[list[int], list[int]]]:
        """Of the repairs of each plan: their starts in order, and for each the furthest end up to it."""
        spans = defaultdict(list)
        for row in self.rows("repairs"):
            spans[row["plan_id"]].append((row["char_start"], row["char_end"]))
        for known in spans.values():
            known.sort()
        return {
            plan_id: ([start for start, _ in known], list(accumulate((end for _, end in known), max)))
            for plan_id, known in spans.items()
        }

    def repaired(self, plan_id: str, start: int, end: int) -> bool:
        """Whether a repair touches the passage. Of the repairs that begin before its end one must end after its start."""
        starts, ends = self._repairs.get(plan_id, ((), ()))
        before = bisect_left(starts, end)
        return before > 0 and ends[before - 1] > start

    def passage(self, row: Row, start: str = "char_start", end: str = "char_end") -> str | None:
        """The characters of the canonical text in a row's span; None without text or with a span outside it."""
        text = self.texts.get(row["plan_id"])
        a, b = row.get(start), row.get(end)
        return None if text is None or a is None or b is None or not 0 <= a < b <= len(text) else text[a:b]

    @cached_property
    def groups(self) -> Mapping[str, list[Row]]:
        """Targets by group."""
        groups = defaultdict(list)
        for row in self.rows("targets"):
            if row.get("group_id") is not None:
                groups[row["group_id"]].append(row)
        return groups


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``table`` is the table it speaks of, ``*`` for all."""

    id: str
    level: Level
    table: str
    description_en: str
    description_zh: str
    find: Callable[[Release], Iterable[tuple]]


RULES: dict[str, Rule] = {}


def rule(id: str, level: Level, table: str, en: str, zh: str) -> Callable[[Callable], Callable]:
    """Enter a function into the table of rules."""

    def enter(find: Callable[[Release], Iterable[tuple]]) -> Callable:
        assert id not in RULES
        RULES[id] = Rule(id, level, table, en, zh, find)
        return find

    return enter


def run(tables: Mapping[str, Sequence[Row]], around: Surroundings | None = None) -> list[Finding]:
    """Every finding of every rule, in the order of the rules.

    Rules about meaning are left out when columns or types are wrong, because they read the columns.
    """
    release = Release(tables, around or Surroundings())
    findings: list[Finding] = []
    for entry in RULES.values():
        if entry.table != "*" and any(finding.rule in _FORM_RULES for finding in findings):
            break
        for found in entry.find(release):
            table, row, message = found if len(found) == 3 else (entry.table, *found)
            findings.append(Finding(entry.id, entry.level, _place(table, row), message))
    return findings


def _place(table: str, row: Row | None) -> str:
    if row is None:
        return table
    key = [str(row.get(column)) for column in schema.primary_key(table)] if table in schema.tables() else []
    return f"{table}:{'|'.join(key)}"


def summary(findings: Sequence[Finding], limit: int = 20) -> str:
    """The findings as lines, and how many more there are."""
    lines = [str(finding) for finding in findings[:limit]]
    more = [f"… and {len(findings) - limit} more"] if len(findings) > limit else []
    return "\n  ".join([f"{counted(len(findings), 'row breaks a rule', 'rows break rules')}:", *lines, *more])


def of_release(folder: Path, raw_dir: Path | None = None) -> list[Finding]:
    """Check a release: its tables, against its manifest and, when ``raw_dir`` is given, against its sources.

    Raises:
        InputError: a table or the manifest is missing or can't be read.
    """
    from zhijiao_data.dataset import manifest

    about = manifest.read(folder)
    tables = {name: parquet.rows(folder, name) for name in schema.tables()}
    sources = manifest.inputs(raw_dir) if raw_dir is not None and raw_dir.is_dir() else None
    return run(tables, Surroundings(sources=sources, manifest=about))


# --- form: columns, types, keys, codes ----------------------------------------------------------------------------

_FORM_RULES = ("columns", "types", "required")
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "date": (str, date),
}


def _fits(value: Any, kind: str) -> bool:
    if kind == "list<string>":
        return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    if kind == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value) is not None
        except ValueError:
            return False
    if kind == "int" and not -(2**31) <= (value if isinstance(value, int) else 0) < 2**31:
        return False
    if kind == "float" and isinstance(value, float) and value - value != 0:
        return False
    return isinstance(value, _PYTHON_TYPES[kind]) and (kind == "bool" or not isinstance(value, bool))


def _known(release: Release) -> Iterator[tuple[schema.Table, Sequence[Row]]]:
    for name, table in schema.tables().items():
        yield table, release.rows(name)


@rule("columns", "error", "*", "A row has exactly the columns of its table.", "每行恰有该表的各列。")
def _columns(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for row in rows:
            if row.keys() != table.fields.keys():
                absent = ", ".join(column for column in table.fields if column not in row)
                extra = ", ".join(column for column in row if column not in table.fields)
                said = [f"lacks {absent}"] * bool(absent) + [f"has unknown {extra}"] * bool(extra)
                yield table.name, row, " and ".join(said)


@rule("types", "error", "*", "A value is of its column's type.", "值符合所在列的类型。")
def _types(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for row in rows:
            for column in table.fields.values():
                value = row.get(column.name)
                if value is not None and not _fits(value, column.type):
                    yield table.name, row, f"{column.name} is {value!r}, not of the type {column.type}"


@rule("required", "error", "*", "A required column is never null.", "必填列不为空。")
def _required(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        needed = [column.name for column in table.fields.values() if column.required]
        for row in rows:
            for column in needed:
                if row.get(column) is None:
                    yield table.name, row, f"{column} is null"


@rule("primary-key", "error", "*", "The primary key of a table is unique.", "主键唯一。")
def _primary_key(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        seen = Counter(tuple(row.get(column) for column in table.primary_key) for row in rows)
        for row in rows:
            if seen.pop(tuple(row.get(column) for column in table.primary_key), 0) > 1:
                yield table.name, row, f"the key {', '.join(table.primary_key)} is given twice"


@rule("foreign-key", "error", "*", "A key of another row leads to a row that exists.", "外键所指的行存在。")
def _foreign_key(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for column, other, key in table.foreign_keys():
            known = {row.get(key) for row in release.rows(other)}
            for row in rows:
                value = row.get(column)
                if value is not None and value not in known:
                    yield table.name, row, f"{column} is '{value}', which is not in {other}.{key}"


@rule("closed-list", "error", "*", "A coded value is in its closed list.", "编码值属于其封闭代码表。")
def _closed_list(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for column, codes in table.closed_lists():
            allowed = set(loader.codes(codes))
            for row in rows:
                value = row.get(column)
                for item in value if isinstance(value, (list, tuple)) else (value,):
                    if item is not None and item not in allowed:
                        yield table.name, row, f"{column} is '{item}'; allowed: {listed(loader.codes(codes))}"


@rule("empty-text", "error", "*", "A missing text is null, never an empty string.", "缺失的文字为空值，不用空字符串。")
def _empty_text(release: Release) -> Iterator[tuple]:
    for table, rows in _known(release):
        for row in rows:
            for column, value in row.items():
                if value == "" and (table.name, column) not in _MAY_BE_EMPTY:
                    yield table.name, row, f"{column} is an empty string"


# What a repair leaves out is read as nothing; a section may be blank lines only.
_MAY_BE_EMPTY = {("repairs", "repaired"), ("sections", "text")}


# --- spans --------------------------------------------------------------------------------------------------------

_SPANNED = ("sections", "tasks", "targets", "responsibilities", "citations", "repairs")


@rule(
    "span-in-text",
    "error",
    "sections, tasks, targets, responsibilities, citations, repairs",
    "A span is not empty and lies within its plan's text.",
    "位置区间非空且在全文之内。",
)
def _span_in_text(release: Release) -> Iterator[tuple]:
    for table in _SPANNED:
        for row in release.rows(table):
            text = release.texts.get(row["plan_id"])
            if not 0 <= row["char_start"] < row["char_end"] <= (len(text) if text is not None else 2**31):
                length = "" if text is None else f" of a text of {len(text)} characters"
                yield table, row, f"the span is [{row['char_start']}, {row['char_end']}){length}"


_QUOTES = (("targets", "quote"), ("citations", "quote"), ("responsibilities", "name"))


@rule(
    "quote-holds",
    "error",
    "targets, citations, responsibilities",
    "The text in the span is the quote, unless a repair touches it.",
    "区间内的文字即引文，除非其中有修复。",
)
def _quote_holds(release: Release) -> Iterator[tuple]:
    for table, column in _QUOTES:
        for row in release.rows(table):
            found = release.passage(row)
            if found in (None, row[column]) or release.repaired(row["plan_id"], row["char_start"], row["char_end"]):
                continue
            yield table, row, f"{column} is {row[column]!r}, the text there is {found!r}"


@rule("sections-tile", "error", "sections", "The sections of a plan cover each of its characters exactly once.",
      "各节点不重不漏地覆盖全文。")  # fmt: skip
def _sections_tile(release: Release) -> Iterator[tuple]:
    rows_of = defaultdict(list)
    for row in release.rows("sections"):
        rows_of[row["plan_id"]].append(row)
    for plan_id, text in release.texts.items():
        position, last = 0, None
        for row in sorted(rows_of.get(plan_id, ()), key=lambda row: row["char_start"]):
            if row["char_start"] != position:
                verb = "are in no section" if row["char_start"] > position else "are in two sections"
                a, b = sorted((row["char_start"], position))
                yield row, f"the characters [{a}, {b}) {verb}"
            position, last = max(position, row["char_end"]), row
        if position < len(text):
            yield last, f"the characters [{position}, {len(text)}) of {plan_id} are in no section"


@rule("sections-tree", "error", "sections", "A section's parent is an earlier section of its plan, one level above.",
      "上级节点在同一文件之内、位置在前、层级高一级。")  # fmt: skip
def _sections_tree(release: Release) -> Iterator[tuple]:
    sections = release.by("sections", "section_id")
    for row in release.rows("sections"):
        parent = sections.get(row["parent_id"])
        if row["parent_id"] is None:
            if row["depth"] != 0:
                yield row, f"has no parent, but the depth {row['depth']}"
        elif parent is not None:
            if parent["plan_id"] != row["plan_id"] or parent["char_start"] >= row["char_start"]:
                yield row, f"its parent {row['parent_id']} does not stand before it in the same plan"
            elif parent["depth"] != row["depth"] - 1:
                yield row, f"has the depth {row['depth']} under a parent of the depth {parent['depth']}"


@rule("reading-order", "error", "sections, tasks", "Positions run from 1 in reading order within a plan.",
      "次序按阅读顺序自 1 起连续。")  # fmt: skip
def _reading_order(release: Release) -> Iterator[tuple]:
    for table in ("sections", "tasks"):
        rows_of = defaultdict(list)
        for row in release.rows(table):
            rows_of[row["plan_id"]].append(row)
        for rows in rows_of.values():
            for expected, row in enumerate(sorted(rows, key=lambda row: row["char_start"]), 1):
                if row["position"] != expected:
                    yield table, row, f"the position is {row['position']}, in reading order it is {expected}"


@rule("furniture-reason", "error", "sections", "Text that is not the document's own has a reason.",
      "不属于文件本身的文字注明理由。")  # fmt: skip
def _furniture_reason(release: Release) -> Iterator[tuple]:
    for row in release.rows("sections"):
        if row["role"] == "furniture" and row["reason"] is None:
            yield row, "is furniture without a reason"


@rule(
    "id-from-span",
    "error",
    "sections, tasks, targets, citations, repairs",
    "An id is made of the plan and the place in the text.",
    "编号由文件与位置构成。",
)
def _id_from_span(release: Release) -> Iterator[tuple]:
    for table in schema.tables().values():
        if table.id_letter is None:
            continue
        for row in release.rows(table.name):
            value = row.get("value_start")
            expected = schema.span_id(table.name, row["plan_id"], row["char_start"] if value is None else value)
            found = row[table.primary_key[0]]
            if not re.fullmatch(re.escape(expected) + r"([a-z]|-\d+)?", found):
                yield table.name, row, f"the id of this place is {expected}"


@rule(
    "text-length", "error", "plans", "text_chars is the length of the canonical text.", "text_chars 即规范文本的长度。"
)
def _text_length(release: Release) -> Broken:
    for row in release.rows("plans"):
        text = release.texts.get(row["plan_id"])
        if text is not None and len(text) != row["text_chars"]:
            yield row, f"text_chars is {row['text_chars']}, the text has {len(text)} characters"


@rule("repair-holds", "error", "repairs", "A repair names the characters in its span, and repairs don't overlap.",
      "修复记录与源文本相符，且互不重叠。")  # fmt: skip
def _repair_holds(release: Release) -> Broken:
    last: dict[str, int] = {}
    for row in sorted(release.rows("repairs"), key=lambda row: (row["plan_id"], row["char_start"])):
        found = release.passage(row)
        if found is not None and found != row["original"]:
            yield row, f"original is {row['original']!r}, the text there is {found!r}"
        elif row["char_start"] < last.get(row["plan_id"], 0):
            yield row, "overlaps the repair before it"
        last[row["plan_id"]] = max(last.get(row["plan_id"], 0), row["char_end"])


@rule("odd-characters", "warning", "texts", "A text holds no control characters and nothing that turns its direction.",
      "文本中无控制字符与改变书写方向的字符。")  # fmt: skip
def _odd_characters(release: Release) -> Broken:
    for row in release.rows("texts"):
        odd = reader.odd_characters(row["text"])
        kinds = Counter((character.codepoint, character.name) for character in odd)
        first = {character.codepoint: character.offset for character in reversed(odd)}
        for (codepoint, name), times in kinds.items():
            more = f" and {counted(times - 1, 'more place', 'more places')}" if times > 1 else ""
            yield row, f"{codepoint} ({name}) at {reader.place(row['text'], first[codepoint])}{more}"


# --- plans --------------------------------------------------------------------------------------------------------


@rule(
    "adcode-inferred", "error", "plans", "A place that is only inferred has no adcode.", "仅为推断的地域不填区划代码。"
)
def _adcode_inferred(release: Release) -> Broken:
    for row in release.rows("plans"):
        if row["adcode"] is not None and row["place_basis"] == "inferred":
            yield row, f"adcode is {row['adcode']}, but the place is inferred"


@rule("adcode-place", "error", "plans", "The adcode is that of the place named.", "区划代码与所载地名相符。")
def _adcode_place(release: Release) -> Broken:
    places = release.by("places", "id")
    for row in release.rows("plans"):
        place = places.get(row["adcode"])
        named = row["district"] or row["city"] or row["province"]
        if row["adcode"] is not None and place is not None and place["label_zh"] != named:
            yield row, f"adcode {row['adcode']} is {place['label_zh']}, the place is {named}"


@rule("source-hash", "error", "plans", "The source file is the one that was catalogued.", "源文件与编目时一致。")
def _source_hash(release: Release) -> Broken:
    if release.around.sources is None:
        return
    for row in release.rows("plans"):
        found = release.around.sources.get(f"raw/{row['source_file']}")
        if found != row["source_sha256"]:
            said = "is missing" if found is None else f"has the sha256 {found}"
            yield row, f"raw/{row['source_file']} {said}, catalogued was {row['source_sha256']}"


@rule("period-order", "warning", "plans", "A period does not end before it starts.", "规划期止不早于起。")
def _period_order(release: Release) -> Broken:
    for row in release.rows("plans"):
        if (
            row["period_start"] is not None
            and row["period_end"] is not None
            and row["period_start"] > row["period_end"]
        ):
            yield row, f"the period is {row['period_start']}–{row['period_end']}"


@rule("date-order", "warning", "plans", "A plan is not published or forwarded before it is issued.",
      "公布、转发不早于发文。")  # fmt: skip
def _date_order(release: Release) -> Broken:
    for row in release.rows("plans"):
        for column in ("published_on", "transmitted_on"):
            if row["issued_on"] and row[column] and str(row[column]) < str(row["issued_on"]):
                yield row, f"{column} is {row[column]}, issued_on is {row['issued_on']}"


# --- tasks and bodies ---------------------------------------------------------------------------------------------


@rule(
    "task-in-section",
    "error",
    "tasks, targets, citations",
    "A row begins in the section that it names.",
    "各行起于所载节点之内。",
)
def _task_in_section(release: Release) -> Iterator[tuple]:
    sections = release.by("sections", "section_id")
    for table in ("tasks", "targets", "citations"):
        for row in release.rows(table):
            section = sections.get(row["section_id"])
            if section is None:
                continue
            inside = section["char_start"] <= row["char_start"] < section["char_end"]
            if section["plan_id"] != row["plan_id"] or not inside:
                yield table, row, f"begins at {row['char_start']}, outside its section {row['section_id']}"


@rule("target-in-task", "error", "targets", "A target begins in the task that it names.", "目标起于所载任务之内。")
def _target_in_task(release: Release) -> Broken:
    tasks = release.by("tasks", "task_id")
    for row in release.rows("targets"):
        task = tasks.get(row["task_id"])
        if task is None:
            continue
        if task["plan_id"] != row["plan_id"] or not task["char_start"] <= row["char_start"] < task["char_end"]:
            yield row, f"begins at {row['char_start']}, outside its task {row['task_id']}"


@rule("body-of-task", "error", "responsibilities", "A body belongs to a task of the same plan.",
      "责任单位所属任务在同一文件之内。")  # fmt: skip
def _body_of_task(release: Release) -> Broken:
    tasks = release.by("tasks", "task_id")
    for row in release.rows("responsibilities"):
        task = tasks.get(row["task_id"])
        if task is not None and task["plan_id"] != row["plan_id"]:
            yield row, f"is of {row['plan_id']}, its task of {task['plan_id']}"


@rule("restates-body", "error", "tasks", "Only a table's row restates, and what it restates is a task of the body.",
      "仅附表行可为重述，且所重述者为同一文件正文的任务。")  # fmt: skip
def _restates_body(release: Release) -> Broken:
    tasks = release.by("tasks", "task_id")
    for row in release.rows("tasks"):
        other = tasks.get(row["restates"])
        if other is None:
            continue
        if row["origin"] != "table" or other["origin"] != "text" or other["plan_id"] != row["plan_id"]:
            yield row, f"restates {row['restates']}, but is not a table's row that restates a task of its own body"


# --- targets ------------------------------------------------------------------------------------------------------


@rule("value-in-quote", "error", "targets", "The value's span lies inside the quote's, and has both ends.",
      "数值的位置在引文之内，起止俱全。")  # fmt: skip
def _value_in_quote(release: Release) -> Broken:
    for row in release.rows("targets"):
        start, end = row["value_start"], row["value_end"]
        if start is None and end is None:
            continue
        if start is None or end is None or not row["char_start"] <= start < end <= row["char_end"]:
            yield row, f"the value's span is [{start}, {end}), the quote's [{row['char_start']}, {row['char_end']})"


@rule("value-text", "error", "targets", "The text in the value's span is value_text, unless a repair touches it.",
      "数值区间内的文字即 value_text，除非其中有修复。")  # fmt: skip
def _value_text(release: Release) -> Broken:
    for row in release.rows("targets"):
        found = release.passage(row, "value_start", "value_end")
        if found is None:
            if row["value_start"] is None and row["value_text"] is not None:
                yield row, f"value_text is {row['value_text']!r}, but the value has no span"
        elif found != row["value_text"] and not release.repaired(row["plan_id"], row["value_start"], row["value_end"]):
            yield row, f"value_text is {row['value_text']!r}, the text there is {found!r}"


@rule("min-max", "error", "targets", "The lower bound is not above the upper one.", "下限不大于上限。")
def _min_max(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["value_min"] is not None and row["value_max"] is not None and row["value_min"] > row["value_max"]:
            yield row, f"value_min is {row['value_min']:g}, value_max {row['value_max']:g}"


@rule("share-range", "warning", "targets", "A share is within 0 to 100 (changes and rates may exceed it).",
      "份额在 0 至 100 之间（增量、速率除外）。")  # fmt: skip
def _share_range(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["unit"] == "%" and row["form"] not in ("increment", "rate"):
            for column in ("value_min", "value_max", "baseline_value"):
                if row[column] is not None and not 0 <= row[column] <= 100:
                    yield row, f"{column} is {row[column]:g}%"


# Which ends are filled, and how they relate, for each comparator.
_ENDS: dict[str, tuple[Callable[[float | None, float | None], bool], str]] = {
    "ge": (lambda low, high: low is not None and high is None, "a lower bound only"),
    "gt": (lambda low, high: low is not None and high is None, "a lower bound only"),
    "le": (lambda low, high: low is None and high is not None, "an upper bound only"),
    "lt": (lambda low, high: low is None and high is not None, "an upper bound only"),
    "eq": (lambda low, high: low is not None and low == high, "both bounds equal"),
    # 大体相当 is a comparison without a number.
    "approx": (lambda low, high: low == high, "both bounds equal, or none"),
    "range": (lambda low, high: low is not None and high is not None and low != high, "two different bounds"),
}


@rule("comparator-ends", "warning", "targets", "The comparator agrees with the bounds that are filled.",
      "比较词与所填的上下限相符。")  # fmt: skip
def _comparator_ends(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["comparator"] in _ENDS:
            holds, wanted = _ENDS[row["comparator"]]
            if not holds(row["value_min"], row["value_max"]):
                yield (
                    row,
                    f"'{row['comparator']}' wants {wanted}; the bounds are {row['value_min']}, {row['value_max']}",
                )


@rule("kind-form", "error", "targets", "Milestones and directions have that form and no number; quantities don't.",
      "里程碑与方向各有其形式而无数值；数量目标不取此二形式。")  # fmt: skip
def _kind_form(release: Release) -> Broken:
    for row in release.rows("targets"):
        kind, form = row["kind"], row["form"]
        if kind == "quantity" and form in ("milestone", "direction"):
            yield row, f"is a quantity of the form {form}"
        elif kind != "quantity" and form != kind:
            yield row, f"is a {kind} of the form {form}"
        elif kind != "quantity" and (row["value_min"] is not None or row["value_max"] is not None):
            yield row, f"is a {kind} with a number"


@rule("universal-all", "error", "targets", "A universal is 100 %.", "全体目标的值为 100%。")
def _universal_all(release: Release) -> Broken:
    for row in release.rows("targets"):
        said = (row["value_min"], row["value_max"], row["unit"])
        if row["form"] == "universal" and said != (100, 100, "%"):
            yield row, f"is a universal with the value {said[0]}–{said[1]} {said[2]}"


@rule("deadline-month", "error", "targets", "A month is 1 to 12.", "月份为 1 至 12。")
def _deadline_month(release: Release) -> Broken:
    for row in release.rows("targets"):
        if row["deadline_month"] is not None and not 1 <= row["deadline_month"] <= 12:
            yield row, f"deadline_month is {row['deadline_month']}"


@rule("deadline-basis", "error", "targets", "A deadline has a basis, and a basis has a deadline.",
      "有截止年即有依据，有依据即有截止年。")  # fmt: skip
def _deadline_basis(release: Release) -> Broken:
    for row in release.rows("targets"):
        dated = row["deadline_year"] is not None or row["deadline_month"] is not None
        if row["deadline_year"] is not None and row["deadline_basis"] is None:
            yield row, f"deadline_year is {row['deadline_year']} without deadline_basis"
        elif row["deadline_basis"] is not None and not dated:
            yield row, f"deadline_basis is {row['deadline_basis']} without a deadline"


@rule("deadline-window", "warning", "targets", "A deadline is near the plan's period or its date of issue.",
      "截止年在规划期或发文年的合理范围之内。")  # fmt: skip
def _deadline_window(release: Release) -> Broken:
    for row in release.rows("targets"):
        plan, year = release.plans.get(row["plan_id"]), row["deadline_year"]
        if plan is None or year is None:
            continue
        if plan["period_start"] is not None and plan["period_end"] is not None:
            first, last = plan["period_start"] - 1, plan["period_end"] + 10
        elif plan["issued_on"] is not None:
            issued = int(str(plan["issued_on"])[:4])
            first, last = issued - 1, issued + 15
        else:
            continue
        if not first <= year <= last:
            yield row, f"deadline_year is {year}, plausible is {first} to {last}"


@rule("start-deadline", "warning", "targets", "An aim, and its baseline, do not begin after the deadline.",
      "起始年、基期年不晚于截止年。")  # fmt: skip
def _start_deadline(release: Release) -> Broken:
    for row in release.rows("targets"):
        for column in ("start_year", "baseline_year"):
            if row[column] is not None and row["deadline_year"] is not None and row[column] > row["deadline_year"]:
                yield row, f"{column} is {row[column]}, deadline_year {row['deadline_year']}"


@rule("canonical-one", "error", "targets", "Each group has one canonical row; a row without a group is canonical.",
      "每组恰有一行为代表行；不成组者均为代表行。")  # fmt: skip
def _canonical_one(release: Release) -> Broken:
    for group, rows in release.groups.items():
        canonical = sum(bool(row["is_canonical"]) for row in rows)
        if canonical != 1:
            yield rows[0], f"the group {group} has {canonical} canonical rows"
    for row in release.rows("targets"):
        if row["group_id"] is None and not row["is_canonical"]:
            yield row, "is in no group and not canonical"


@rule(
    "group-size", "error", "targets", "A group has two rows or more, all of one plan.", "每组至少两行，同属一份文件。"
)
def _group_size(release: Release) -> Broken:
    for group, rows in release.groups.items():
        if len(rows) < 2:
            yield rows[0], f"is alone in the group {group}"
        elif len({row["plan_id"] for row in rows}) > 1:
            yield rows[0], f"the group {group} has rows of several plans"


# What a restatement may contradict; a conflict may name other things too, which a person saw.
_NAMES = {"value", "comparator", "unit", "deadline_year", "deadline_month", "modality"}


@rule("conflict-named", "error", "targets", "The rows of a group name the attributes in which they disagree.",
      "同组各行不一致之处均注明，一致者不注。")  # fmt: skip
def _conflict_named(release: Release) -> Broken:
    for group, rows in release.groups.items():
        found = set(disagreements(rows))
        for row in rows:
            named = set(names_in(row["conflict"]))
            if named & _NAMES != found:
                said, there = (", ".join(sorted(x)) or "nothing" for x in (named, found))
                yield row, f"conflict names {said}; the rows of {group} disagree in {there}"
    for row in release.rows("targets"):
        if row["conflict"] is not None and row["group_id"] is None:
            yield row, f"conflict is '{row['conflict']}', but the row is in no group"


@rule("same-twice", "warning", "targets", "An aim that is stated twice is one group.", "同一目标两次出现应归为一组。")
def _same_twice(release: Release) -> Broken:
    columns = (
        "plan_id", "indicator_id", "indicator_text", "grade", "scope", "denominator", "per", "unit",
        "value_min", "value_max", "deadline_year",
    )  # fmt: skip
    seen: dict[tuple, Row] = {}
    for row in release.rows("targets"):
        if row["kind"] != "quantity" or row["indicator_text"] is None or not row["is_canonical"]:
            continue
        other = seen.setdefault(tuple(row[column] for column in columns), row)
        if other is not row:
            yield row, f"says the same as {other['target_id']} and both are canonical"


# --- citations and decisions --------------------------------------------------------------------------------------

_NUMBER_YEAR = re.compile(r"[〔\[［(（【]((?:19|20)\d\d)[〕\]］)）】]")


@rule("citation-later", "warning", "citations", "A cited document is not later than the plan (one to be made may be).",
      "所引文件不晚于本文件（拟制定者除外）。")  # fmt: skip
def _citation_later(release: Release) -> Broken:
    for row in release.rows("citations"):
        year = _NUMBER_YEAR.search(row["doc_number"] or "")
        plan = release.plans.get(row["plan_id"])
        if not year or plan is None or row["relation"] == "output":
            continue
        dates = [plan[column] for column in ("transmitted_on", "issued_on", "published_on") if plan[column] is not None]
        known = max((int(str(day)[:4]) for day in dates), default=None)
        if known is not None and int(year[1]) > known:
            yield row, f"{row['doc_number']} is of {year[1]}, the plan of {known}"


@rule("decision-row", "error", "decisions", "The row of a decision exists; a dropped one doesn't.",
      "人工决定所涉的行存在；已删除者不存在。")  # fmt: skip
def _decision_row(release: Release) -> Broken:
    ids: dict[str, set[str]] = {}
    for row in release.rows("decisions"):
        name = row["table_name"]
        if name not in schema.tables():
            yield row, f"there is no table '{name}'"
            continue
        if name not in ids:
            ids[name] = {schema.row_id(name, dict(other)) for other in release.rows(name)}
        if row["action"] != "drop" and row["row_id"] not in ids[name]:
            yield row, f"{name} has no row {row['row_id']}"
        elif row["action"] == "drop" and row["row_id"] in ids[name]:
            yield row, f"the row {row['row_id']} of {name} was dropped and is there"


# --- the release as files -----------------------------------------------------------------------------------------


@rule(
    "table-hash", "error", "manifest.json", "The tables are those that the manifest describes.", "各表与清单所载一致。"
)
def _table_hash(release: Release) -> Iterator[tuple]:
    if release.around.manifest is None:
        return
    about = release.around.manifest.get("tables", {})
    for name in schema.tables():
        if name not in about:
            yield "manifest.json", None, f"the table {name} is not listed; rebuild with 'zhijiao build'"
        elif (
            name in release.tables and parquet.content_hash(name, release.tables[name]) != about[name]["content_sha256"]
        ):
            yield "manifest.json", None, f"{name}.parquet was changed after the build; rebuild with 'zhijiao build'"


@rule("inputs-current", "error", "manifest.json", "The tables were built from the sources as they are now.",
      "各表由现有来源构建而成。")  # fmt: skip
def _inputs_current(release: Release) -> Iterator[tuple]:
    if release.around.manifest is None or release.around.sources is None:
        return
    built, now = release.around.manifest.get("inputs", {}), release.around.sources
    for path in sorted({*built, *now}):
        if built.get(path) != now.get(path):
            said = "was added" if path not in built else "is gone" if path not in now else "was changed"
            yield path, None, f"{said} since the build; rebuild with 'zhijiao build'"
