"""A person's corrections to what the extractor found (``raw/<plan_id>/curation.yaml``).

    coder: A
    date: 2026-11-21
    decisions:
      - table: targets
        row: {quote: 2-3, nth: 1}          # or the row's id
        action: set                        # set | add | drop
        set: {unit: 所}
        expect: {unit: null}               # what the extractor gave; the build stops when it no longer does
        reason: The web page lost the unit; the list is of schools.
      - table: targets
        action: add
        quote: 新增实训基地5个              # verbatim from the canonical text; with `to`, up to the end of `to`
        value: "5"                         # the number inside the quote
        set: {kind: quantity, unit: 个}
        reason: …

    labels: […]                            # themes and instruments as read: see label_curation.py
    confirmed: {mentions: 57}              # every mention was read when, decisions applied, there were so many

``quote`` (with ``nth``, ``to``, ``value``) in a ``set`` moves the row to that passage. Spans, ids, readable text,
reading order and the section and task of an added row are computed, never typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhijiao_data import marked_yaml
from zhijiao_data.codebook.loader import entry
from zhijiao_data.codebook.policy_rules import resolve
from zhijiao_data.corpus.spans import Edit, locate, readable
from zhijiao_data.dataset import label_curation, schema
from zhijiao_data.dataset.annotation import value_start
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import InputError
from zhijiao_data.extract.labels import label_tasks
from zhijiao_data.extract.pipeline import unused_id

FILE_NAME = "curation.yaml"
Row = dict[str, Any]
Span = tuple[int, int]

# What may be done to which table. Facts about a document are corrected in plan.yaml; sections tile the text, so that
# none can be added or dropped alone.
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "sections": ("set",),
    "tasks": ("set", "add", "drop"),
    "targets": ("set", "add", "drop"),
    "responsibilities": ("set", "add", "drop"),
    "citations": ("set", "add", "drop"),
    "mentions": ("set", "add", "drop"),
}
# The column that holds the readable form of a row's passage.
PASSAGE = {"tasks": "text", "targets": "quote", "responsibilities": "name", "citations": "quote", "mentions": "term"}
IDS = {
    ("sections", "section_id"),
    ("tasks", "task_id"),
    ("targets", "target_id"),
    ("citations", "citation_id"),
    ("mentions", "mention_id"),
}
COMPUTED = {"plan_id", "char_start", "char_end", "value_start", "value_end", "value_text", "position", "strength"}


class _Place(BaseModel):
    model_config = ConfigDict(extra="forbid")
    quote: str
    nth: int = Field(default=1, ge=1)


class _Decision(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    table: Literal["sections", "tasks", "targets", "responsibilities", "citations", "mentions"]
    action: Literal["set", "add", "drop"]
    row: _Place | str | None = None
    quote: str | None = None
    nth: int = Field(default=1, ge=1)
    to: str | None = None
    value: str | None = None
    set_: dict[str, Any] = Field(default={}, alias="set")
    expect: dict[str, Any] = {}
    reason: str = Field(min_length=1)
    coder: str | None = None
    date: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> _Decision:
        if self.action not in ALLOWED[self.table]:
            raise ValueError(
                f"a row of {self.table} can't be {self.action}-ed; allowed: {', '.join(ALLOWED[self.table])}"
            )
        if self.action == "add":
            if self.row is not None or self.expect:
                raise ValueError("'add' has a quote and no 'row' or 'expect'")
            if self.quote is None:
                raise ValueError("'add' needs the quote of the new row")
        else:
            if self.row is None:
                raise ValueError(f"'{self.action}' needs 'row': an id, or {{quote: …, nth: 1}}")
            if not self.expect:
                raise ValueError("'expect' is missing: say what the extractor gave")
        if self.action == "drop" and (self.set_ or self.quote):
            raise ValueError("'drop' has neither 'set' nor 'quote'")
        if self.action == "set":
            if not self.set_ and self.quote is None and self.value is None:
                raise ValueError("nothing is set")
            unsaid = [column for column in self.set_ if column not in self.expect]
            if unsaid:
                raise ValueError(f"'expect' lacks what the extractor gave for {', '.join(unsaid)}")
        if self.value is not None and self.table != "targets":
            raise ValueError("only targets have a value")
        return self


class _CurationFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    coder: str
    date: str
    decisions: list[_Decision] = []
    labels: list[label_curation.LabelReading] = []
    confirmed: dict[Literal["mentions"], int] = {}


def apply(
    path: Path | None, text: str, plan_id: str, tables: Mapping[str, list[Row]]
) -> tuple[dict[str, list[Row]], list[Row]]:
    """Apply the decisions of one plan, label its tasks as they stand then, and apply the reading of the labels.

    Args:
        path: the ``curation.yaml``; a plan without one has no corrections.
        text: the canonical text of the plan.
        plan_id: the plan.
        tables: its extracted rows; they are left as they are.

    Returns:
        The corrected tables, those of the labels of tasks among them, and the rows of the table ``decisions``.

    Raises:
        InputError: a key is wrong, a quote is not in the text, a row is not found or not unique, or the extractor gave
            something else than expected. The message names file and line and what was found.
    """
    corrected = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    if path is None or not path.exists():
        return corrected | label_tasks(corrected["tasks"], text, edits(corrected["repairs"])), []
    source = marked_yaml.read(path)
    file = marked_yaml.validate(_CurationFile, source)
    bench = _Bench(source, text, plan_id, corrected)
    done = [bench.apply(number, decision) for number, decision in enumerate(file.decisions)]
    bench.settle()
    corrected |= label_tasks(corrected["tasks"], text, edits(corrected["repairs"]))
    decisions = []
    for number, (decision, row) in enumerate(zip(file.decisions, done, strict=True)):
        steps = ("decisions", number)
        decisions.append(
            {
                "plan_id": plan_id,
                "position": number + 1,
                "table_name": decision.table,
                "row_id": schema.row_id(decision.table, row),
                "action": decision.action,
                "column_names": _columns_of(decision),
                "new_values": _json(_new_values(decision)),
                "expectation": _json(decision.expect),
                "reason": decision.reason,
                "coder": decision.coder or file.coder,
                "date": _iso_date(decision.date or file.date, source.where((*steps, "date"))),
            }
        )
    for number, decision in enumerate(label_curation.apply(file.labels, source, text, corrected), len(decisions) + 1):
        date_of = _iso_date(decision["date"] or file.date, source.where(("date",)))
        signed = {"coder": decision["coder"] or file.coder, "date": date_of}
        decisions.append({**decision, "plan_id": plan_id, "position": number, **signed})
    for table, count in file.confirmed.items():
        if len(corrected[table]) != count:
            raise InputError(
                f"{count} {table} were read and confirmed, but there are {len(corrected[table])} now",
                source.where(("confirmed", table)),
                f"Read the {table} of this document again, correct what is wrong, and write the new number",
            )
    return corrected, decisions


def edits(repairs: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """Rows of the table ``repairs`` in the form in which texts are repaired, in reading order."""
    return sorted(Edit(row["char_start"], row["char_end"], row["repaired"]) for row in repairs)


def typed(table: str, column: str, value: Any, where: str) -> Any:
    """A value as typed in YAML, read as the column's type.

    Raises:
        InputError: there is no such column, or the value is not of its type.
    """
    fields = schema.table(table).fields
    if column not in fields:
        raise InputError(f"table {table} has no column '{column}'", where, schema.suggestion(column, fields))
    kind = fields[column].type
    if value is None:
        return [] if kind == "list<string>" and fields[column].required else None
    try:
        if kind == "list<string>":
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise ValueError
            return list(value)
        if not isinstance(value, str):
            raise ValueError
        if kind == "bool":
            return {"true": True, "false": False}[value.lower()]
        return {"string": str, "date": str, "int": int, "float": float}[kind](value)
    except (ValueError, KeyError):
        raise InputError(f"{column}: {value!r} is not of the type {kind}", where, f"Give a {kind}") from None


@dataclass(slots=True)
class _Bench:
    """The tables of one plan while its decisions are applied."""

    source: marked_yaml.MarkedYaml
    text: str
    plan_id: str
    tables: dict[str, list[Row]]
    recounted: set[str | None] = field(default_factory=set)

    def apply(self, number: int, decision: _Decision) -> Row:
        where = self.source.where(("decisions", number))
        rows = self.tables.setdefault(decision.table, [])
        if decision.action == "add":
            row = self._new_row(decision, where)
            rows.append(row)
            return row
        row = self._row(decision, rows, where)
        for column, value in decision.expect.items():
            expected = typed(decision.table, column, value, where)
            if not _equal(row.get(column), expected):
                raise InputError(
                    f"the correction expects {column} = {_shown(expected)},"
                    f" but the extractor gives {_shown(row.get(column))} in {schema.row_id(decision.table, row)}",
                    where,
                    "Read the passage again; correct the expectation, or remove the decision if it is no longer needed",
                )
        if decision.action == "drop":
            # By identity: two rows may be equal, and only this one was meant.
            self.tables[decision.table] = [other for other in rows if other is not row]
            if decision.table == "tasks":
                self._without_task(row["task_id"])
            elif decision.table == "responsibilities":
                self.recounted.add(row["task_id"])
            return row
        old_id = schema.row_id(decision.table, row)
        self._set(decision, row, where)
        if decision.quote is not None or decision.value is not None:
            self._move(decision, row, where)
        self._rename(decision.table, old_id, row)
        return row

    def _row(self, decision: _Decision, rows: list[Row], where: str) -> Row:
        place = decision.row
        if isinstance(place, str):
            found = [row for row in rows if schema.row_id(decision.table, row) == place]
            if not found:
                ids = [schema.row_id(decision.table, row) for row in rows]
                raise InputError(f"{decision.table} has no row '{place}'", where, schema.suggestion(place, ids))
            return found[0]
        assert place is not None
        span = locate(self.text, place.quote, place.nth)
        if span is None:
            raise InputError(
                f"{place.quote!r} (nth {place.nth}) is not in the text", where, "Copy it from the text, damage included"
            )
        # The narrowest reading that fits any row decides: the same passage, the same number, any shared character.
        readings = (
            lambda row: (row["char_start"], row["char_end"]) == span,
            lambda row: row.get("value_start") is not None and _overlap((row["value_start"], row["value_end"]), span),
            lambda row: _overlap((row["char_start"], row["char_end"]), span),
        )
        for fits in readings:
            found = [row for row in rows if fits(row)]
            if len(found) == 1:
                return found[0]
            if found:
                ids = listed(schema.row_id(decision.table, row) for row in found)
                raise InputError(
                    f"{place.quote!r} fits {len(found)} rows of {decision.table}: {ids}", where, "Give the id instead"
                )
        raise InputError(
            f"no row of {decision.table} is at {place.quote!r}",
            where,
            "Read the passage again; the extractor may have changed",
        )

    def _set(self, decision: _Decision, row: Row, where: str) -> None:
        for column, value in decision.set_.items():
            if column in COMPUTED or (decision.table, column) in IDS:
                raise InputError(f"{column} is computed and can't be set", where, "Give 'quote' (and 'value') instead")
            new = typed(decision.table, column, value, where)
            if decision.action == "set" and _equal(row.get(column), new):
                raise InputError(f"{column} is already {_shown(new)}", where, "Remove it from the decision")
            row[column] = new

    def _span(self, decision: _Decision, where: str) -> Span:
        assert decision.quote is not None
        span = locate(self.text, decision.quote, decision.nth)
        if span is None:
            raise InputError(
                f"{decision.quote!r} (nth {decision.nth}) is not in the text",
                where,
                "Copy it from the text, damage included",
            )
        if decision.to is None:
            return span
        end = self.text.find(decision.to, span[0])
        if end < 0:
            raise InputError(
                f"{decision.to!r} is not in the text after the quote", where, "Copy it from the text, damage included"
            )
        return span[0], end + len(decision.to)

    def _move(self, decision: _Decision, row: Row, where: str) -> None:
        """Give the row its passage, value and id."""
        if decision.quote is not None:
            span = self._span(decision, where)
            row |= {"char_start": span[0], "char_end": span[1]}
            if decision.table in PASSAGE and PASSAGE[decision.table] not in decision.set_:
                row[PASSAGE[decision.table]] = readable(self.text, span, edits(self.tables.get("repairs", [])))
        if decision.value is not None:
            passage = self.text[row["char_start"] : row["char_end"]]
            offset = value_start(passage, decision.value)
            if offset is None:
                raise InputError(f"the value {decision.value!r} is not in the quote", where, "Copy it from the quote")
            start = row["char_start"] + offset
            row |= {"value_start": start, "value_end": start + len(decision.value), "value_text": decision.value}
        letter = schema.table(decision.table).id_letter
        if letter:
            key = schema.primary_key(decision.table)[0]
            offset = row["char_start"] if row.get("value_start") is None else row["value_start"]
            taken = {other[key] for other in self.tables[decision.table] if other is not row}
            plain = schema.span_id(decision.table, self.plan_id, offset)
            row[key] = unused_id(plain, taken)

    def _new_row(self, decision: _Decision, where: str) -> Row:
        table = schema.table(decision.table)
        row: Row = {name: [] if f.type == "list<string>" and f.required else None for name, f in table.fields.items()}
        row["plan_id"] = self.plan_id
        if decision.table == "targets":
            row["is_canonical"] = True
        self._set(decision, row, where)
        self._move(decision, row, where)
        span = (row["char_start"], row["char_end"])
        value = None if row.get("value_start") is None else (row["value_start"], row["value_end"])
        for other in self.tables[decision.table]:
            other_value = None if other.get("value_start") is None else (other["value_start"], other["value_end"])
            same_task = row.get("task_id") in (None, other.get("task_id")) or decision.table != "responsibilities"
            there = (
                _overlap(value, other_value)
                if value and other_value
                else not value and not other_value and span == (other["char_start"], other["char_end"]) and same_task
            )
            if there:
                raise InputError(
                    f"the extractor finds this row already: {schema.row_id(decision.table, other)}",
                    where,
                    "Remove the decision, or use 'set'",
                )
        if "section_id" in row and "section_id" not in decision.set_:
            row["section_id"] = self._holder("sections", "section_id", (span[0], span[0] + 1))
        if "task_id" in row and decision.table != "tasks" and "task_id" not in decision.set_:
            row["task_id"] = self._holder("tasks", "task_id", span)
        if decision.table == "responsibilities":
            self.recounted.add(row["task_id"])
        if decision.table == "citations" and row["resolution"] is None:
            self._resolve(row)
        if decision.table == "tasks":
            for other in (*self.tables.get("targets", []), *self.tables.get("mentions", [])):
                if span[0] <= other["char_start"] and other["char_end"] <= span[1]:
                    other["task_id"] = row["task_id"]
        return row

    def _resolve(self, citation: Row) -> None:
        """Which registered document an added citation names, as the extraction would say it."""
        plan = next(iter(self.tables.get("plans", [])), {})
        on = plan.get("issued_on") or plan.get("issued_not_after") or plan.get("published_on")
        found = resolve(citation["title"], citation["doc_number"], citation["issuer"], on)
        citation |= {"policy_id": found.policy_id, "resolution": found.how}
        citation |= {"suggestion": found.suggestion, "resolution_reason": found.reason}

    def _holder(self, table: str, key: str, span: Span) -> str | None:
        """The smallest row of ``table`` whose passage holds ``span``."""
        holding = [r for r in self.tables.get(table, []) if r["char_start"] <= span[0] and span[1] <= r["char_end"]]
        return min(holding, key=lambda r: r["char_end"] - r["char_start"])[key] if holding else None

    def _without_task(self, task_id: str) -> None:
        """A dropped task takes its bodies with it; its targets and mentions go to the task around it, if there is one."""
        self.tables["responsibilities"] = [
            r for r in self.tables.get("responsibilities", []) if r["task_id"] != task_id
        ]
        for row in (*self.tables.get("targets", []), *self.tables.get("mentions", [])):
            if row["task_id"] == task_id:
                row["task_id"] = self._holder("tasks", "task_id", (row["char_start"], row["char_end"]))

    def _rename(self, table: str, old_id: str, row: Row) -> None:
        """Follow a changed id in the rows that refer to it."""
        key = schema.primary_key(table)
        if len(key) > 1 or row[key[0]] == old_id:
            return
        for other in schema.tables().values():
            for column, referred, referred_key in other.foreign_keys():
                if (referred, referred_key) == (table, key[0]):
                    for reference in self.tables.get(other.name, []):
                        if reference.get(column) == old_id:
                            reference[column] = row[key[0]]

    def settle(self) -> None:
        """Number tasks, and the bodies of each task that lost or won one, in reading order again; rank modality anew."""
        canonical = {row["group_id"]: row["target_id"] for row in self.tables.get("targets", []) if row["is_canonical"]}
        for row in self.tables.get("targets", []):
            if (
                row["group_id"] is not None
            ):  # a group bears the id of its canonical row, also where that was chosen here
                row["group_id"] = canonical.get(row["group_id"], row["group_id"])
            row["strength"] = None if row["modality"] is None else entry("modality", row["modality"])["rank"]
        for position, row in enumerate(sorted(self.tables.get("tasks", []), key=lambda row: row["char_start"]), 1):
            row["position"] = position
        for task_id in self.recounted:
            bodies = [row for row in self.tables["responsibilities"] if row["task_id"] == task_id]
            for position, row in enumerate(sorted(bodies, key=lambda row: (row["char_start"], row["char_end"])), 1):
                row["position"] = position


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, (list, tuple)) or isinstance(b, (list, tuple)):
        return list(a or []) == list(b or [])
    return a == b


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _columns_of(decision: _Decision) -> list[str]:
    columns = list(decision.set_)
    if decision.quote is not None:
        columns.append(PASSAGE.get(decision.table, "char_start"))
    if decision.value is not None:
        columns.append("value_text")
    return list(dict.fromkeys(columns))


def _new_values(decision: _Decision) -> dict[str, Any]:
    given = {"quote": decision.quote, "to": decision.to, "value": decision.value}
    return {key: value for key, value in given.items() if value is not None} | decision.set_


def _json(values: Mapping[str, Any]) -> str | None:
    return json.dumps(values, ensure_ascii=False) if values else None


def _iso_date(value: str, where: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise InputError(f"{value!r} is no date", where, "Write YYYY-MM-DD") from None
