"""Rules about places in the text: spans, quotes, ids, sections, repairs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from zhijiao_data.corpus import reader
from zhijiao_data.dataset import schema
from zhijiao_data.dataset.checks.core import Broken, Release, rule
from zhijiao_data.dataset.rendering import counted

_SPANNED = ("sections", "tasks", "targets", "responsibilities", "citations", "mentions", "repairs")


@rule(
    "span-in-text",
    "error",
    "sections, tasks, targets, responsibilities, citations, mentions, repairs",
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


_QUOTES = (("targets", "quote"), ("citations", "quote"), ("responsibilities", "name"), ("mentions", "term"))


@rule(
    "quote-holds",
    "error",
    "targets, citations, responsibilities, mentions",
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
    "sections, tasks, targets, citations, mentions, repairs",
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
