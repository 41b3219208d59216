"""Passages of the corpus: found by their words, shown by their ids."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhijiao_data.corpus.spans import reading
from zhijiao_data.dataset import arguments, load, schema
from zhijiao_data.dataset.curation import edits
from zhijiao_data.dataset.rendering import escaped, one_line, plain
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

Row = dict[str, Any]
EXAMPLE = "cq-wanzhou-2023.g001791"
COLUMNS = ("plan_id", "section_id", "heading", "char_start", "char_end", "quote", "context")


def search(
    pattern: str, plan: str | Sequence[str] | None = None, regex: bool = False, context: int = 30
) -> pd.DataFrame:
    """Where ``pattern`` stands in the corpus, also across a page mark or line break inside a word.

    Args:
        pattern: the words; a regular expression if ``regex`` is set.
        plan: only this plan, or these.
        regex: read ``pattern`` as a regular expression.
        context: characters shown on either side.

    Returns:
        One row per place: plan_id, section_id, heading, char_start, char_end, quote, context.

    Raises:
        UsageError: the pattern is empty or no regular expression, or there is no such plan.
    """
    import pandas as pd

    return pd.DataFrame(list(found(pattern, plan, regex, context)), columns=list(COLUMNS))


def found(pattern: str, plan: Any = None, regex: bool = False, context: int = 30) -> Iterator[Row]:
    """The rows of `search`."""
    arguments.string(pattern, "pattern", "双师型")
    arguments.whole(context, "context")
    if not pattern:
        raise UsageError("the pattern is empty", "", "Give the words to search for")
    try:
        expression = re.compile(pattern if regex else re.escape(pattern))
    except re.error as error:
        raise UsageError(f"'{plain(pattern)}' is no regular expression ({error})", "", "Correct it") from None
    repairs, sections = _by_plan("repairs", plan), _by_plan("sections", plan)
    for row in load.rows("texts", plan):
        plan_id = row["plan_id"]
        read = reading(row["text"], (0, len(row["text"])), edits(repairs.get(plan_id, [])))
        nodes = sorted(sections.get(plan_id, []), key=lambda node: node["char_start"])
        begins = [node["char_start"] for node in nodes]
        headings = _headings(nodes)
        for match in expression.finditer(read.text):
            if match.start() == match.end():
                continue
            start, end = read.back(match.start(), match.end())
            place = bisect_right(begins, start) - 1
            section_id = nodes[place]["section_id"] if place >= 0 else None
            around = read.text[max(0, match.start() - context) : match.end() + context]
            yield {
                "plan_id": plan_id,
                "section_id": section_id,
                "heading": headings.get(section_id),
                "char_start": start,
                "char_end": end,
                "quote": match.group(),
                "context": around,
            }


def _by_plan(table: str, plan: Any) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in load.rows(table, plan):
        rows.setdefault(row["plan_id"], []).append(row)
    return rows


def _headings(nodes: Sequence[Row]) -> dict[str | None, str | None]:
    """The heading of each section, or of the nearest section above it that has one. A parent stands before its children."""
    found: dict[str | None, str | None] = {}
    for node in nodes:
        found[node["section_id"]] = node["heading"] or found.get(node["parent_id"])
    return found


@dataclass(frozen=True, slots=True)
class Passage:
    """A row and the text around it, the row's own characters marked. A notebook shows it as HTML."""

    table: str
    row: Row
    title: str
    before: str
    marked: str
    after: str
    value: tuple[int, int] | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.title} [{self.row['char_start']}, {self.row['char_end']})"]
        lines.append(one_line(self.before) + "⟦" + one_line(self.marked) + "⟧" + one_line(self.after))
        lines += [f"  {name}: {one_line(_shown(value))}" for name, value in self.facts.items()]
        return plain("\n".join(lines))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        marked = escaped(self.marked)
        if self.value is not None:
            a, b = self.value
            parts = (self.marked[:a], self.marked[a:b], self.marked[b:])
            marked = f"{escaped(parts[0])}<b>{escaped(parts[1])}</b>{escaped(parts[2])}"
        facts = "".join(f"<tr><th>{escaped(k)}</th><td>{escaped(_shown(v))}</td></tr>" for k, v in self.facts.items())
        span = f"[{self.row['char_start']}, {self.row['char_end']})"
        return (
            f'<div class="zhijiao-passage"><p><code>{escaped(self.title)}</code> {span}</p>'
            f'<blockquote style="white-space:pre-wrap">{escaped(self.before)}<mark>{marked}</mark>'
            f"{escaped(self.after)}</blockquote><table>{facts}</table></div>"
        )


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " › ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


# Columns that say where a row is or repeat its passage.
_NOT_FACTS = {
    "char_start", "char_end", "value_start", "value_end", "text", "quote", "plan_id", "position", "depth", "original",
}  # fmt: skip
_ID = re.compile(r"(?P<plan>.+)\.(?P<letter>[a-z])(?P<offset>\d{6,})(?:[a-z]|-\d+)?", re.ASCII)


def show(id: str, width: int = 80) -> Passage:
    """The passage of a row, found by its id (a target's, task's, section's, citation's or repair's).

    Args:
        id: such as ``cq-wanzhou-2023.g001791``.
        width: characters of context on either side.

    Raises:
        UsageError: there is no such row.
    """
    arguments.string(id, "id", EXAMPLE)
    arguments.whole(width, "width")
    parts = _ID.fullmatch(id)
    by_letter = {table.id_letter: table for table in schema.tables().values() if table.id_letter}
    if parts is None or parts["letter"] not in by_letter:
        kinds = ", ".join(f"{letter} ({table.label_en.lower()})" for letter, table in by_letter.items())
        remedy = f"Ids look like {EXAMPLE}; letters: {kinds}"
        raise UsageError(f"'{plain(id)}' is no id of a passage", "", remedy)
    table = by_letter[parts["letter"]]
    rows = load.rows(table.name, parts["plan"])
    key = table.primary_key[0]
    row = schema.chosen(id, {row[key]: row for row in rows}, f"row of {table.name}")
    text = load.text(parts["plan"])
    start, end = row["char_start"], row["char_end"]
    value = None if row.get("value_start") is None else (row["value_start"] - start, row["value_end"] - start)
    facts = {name: v for name, v in row.items() if name not in _NOT_FACTS and name != key and v not in (None, [])}
    return Passage(
        table.name, row, id, text[max(0, start - width) : start], text[start:end], text[end : end + width], value, facts
    )
