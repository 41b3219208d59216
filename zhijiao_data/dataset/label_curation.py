"""A person's reading of the labels of tasks, in the section ``labels`` of a plan's ``curation.yaml``.

    labels:
      - task: cq-beibei-2020.k001234
        themes: [T08.1, T08.2]              # as read; the first is the primary one
        instruments: [S1]
        expect: {themes: [T08.2]}           # what the rules gave, where that is something else
        evidence: {T08.1: “双师型”教师}       # the words that show a label; needed for one that the rules did not give
        reason: The heading names the kind of teacher, not their training.
        note: A second reader may put T08.2 first.

A task without ``expect`` is confirmed: the rules gave what was read. When they no longer do, the build stops, so that a
change of the rules is seen where it contradicts a reader.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from zhijiao_data import marked_yaml
from zhijiao_data.codebook import loader
from zhijiao_data.corpus.spans import locate
from zhijiao_data.dataset import schema
from zhijiao_data.errors import InputError

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of label: the key of the section, its table, the column that holds the code, the codebook's file."""

    key: str
    table: str
    column: str
    codebook: str


KINDS = (
    Kind("themes", "task_themes", "theme_id", "themes"),
    Kind("instruments", "task_instruments", "instrument_id", "instruments"),
)


class LabelReading(BaseModel):
    """An entry of the section."""

    model_config = ConfigDict(extra="forbid")
    task: str
    themes: list[str] = Field(min_length=1, max_length=3)
    instruments: list[str] = Field(min_length=1, max_length=3)
    expect: dict[str, list[str]] = {}
    evidence: dict[str, str] = {}
    reason: str | None = None
    note: str | None = None
    coder: str | None = None
    date: str | None = None


def apply(
    readings: Sequence[LabelReading], source: marked_yaml.MarkedYaml, text: str, tables: dict[str, list[Row]]
) -> list[Row]:
    """Put what was read in place of what the rules gave, in ``tables``; return rows for the table ``decisions``.

    Raises:
        InputError: a task or code doesn't exist, a task is read twice, the rules gave something else than expected, or
            the evidence of a label is not in the task.
    """
    tasks = {row["task_id"]: row for row in tables["tasks"]}
    found: dict[str, dict[str, list[Row]]] = {kind.key: {} for kind in KINDS}
    for kind in KINDS:
        for row in tables[kind.table]:
            found[kind.key].setdefault(row["task_id"], []).append(row)
    decisions: list[Row] = []
    seen: set[str] = set()
    for number, read in enumerate(readings):
        desk = _Desk(source.where(("labels", number)), text, read)
        if read.task not in tasks:
            raise InputError(f"tasks has no row '{read.task}'", desk.where, schema.suggestion(read.task, tasks))
        if read.task in seen:
            raise InputError(f"the labels of {read.task} are given twice", desk.where, "Keep one of them")
        seen.add(read.task)
        tasks[read.task]["label_note"] = read.note
        for kind in KINDS:
            rows = sorted(found[kind.key].get(read.task, []), key=lambda row: row["rank"])
            found[kind.key][read.task] = desk.settle(kind, tasks[read.task], rows)
            decisions.append(desk.decision(kind))
        desk.check_reason()
    for kind in KINDS:
        tables[kind.table] = [row for rows in found[kind.key].values() for row in rows]
    return decisions


@dataclass(slots=True)
class _Desk:
    """One task's reading, while it is compared with what the rules gave."""

    where: str
    text: str
    read: LabelReading

    def settle(self, kind: Kind, task: Row, rows: Sequence[Row]) -> list[Row]:
        """The rows of one task as read."""
        wanted: list[str] = getattr(self.read, kind.key)
        given = [row[kind.column] for row in rows]
        self._check_codes(kind, wanted)
        expected = self.read.expect.get(kind.key)
        if expected is None and given != wanted:
            raise InputError(
                f"{self.read.task}: {_said(wanted)} was read, but the rules give {_said(given)}",
                self.where,
                f"Read the task again; add 'expect: {{{kind.key}: {_said(given)}}}' with a reason, or correct the labels",
            )
        if expected is not None and expected == wanted:
            raise InputError(
                f"'expect' repeats the {kind.key} that were read", self.where, "Remove it: a task is confirmed without"
            )
        if expected is not None and given != expected:
            raise InputError(
                f"{self.read.task}: the reading expects that the rules give {_said(expected)}, but they give {_said(given)}",
                self.where,
                "Read the task again; correct 'expect', or remove it if the rules now give what was read",
            )
        by_code = {row[kind.column]: row for row in rows}
        return [self._row(kind, task, code, rank, by_code.get(code)) for rank, code in enumerate(wanted, 1)]

    def _row(self, kind: Kind, task: Row, code: str, rank: int, given: Row | None) -> Row:
        words = self.read.evidence.get(code)
        if given is not None and words is None:
            return {**given, "rank": rank, "confirmed": True}
        if words is None:
            raise InputError(
                f"{self.read.task}: the rules did not give {code}, and its evidence is not said",
                self.where,
                f"Add 'evidence: {{{code}: …}}' with words of the task",
            )
        span = locate(self.text, words, 1, task["char_start"])
        if span is None or span[1] > task["char_end"]:
            raise InputError(
                f"{words!r} is not in the task {self.read.task}", self.where, "Copy it from the text, damage included"
            )
        shown = {"evidence": words, "char_start": span[0], "char_end": span[1], "rank": rank, "confirmed": True}
        if given is not None:
            return {**given, **shown}
        ids = {"task_id": task["task_id"], "plan_id": task["plan_id"], kind.column: code}
        return {**ids, "basis": "reading", "ground": "reading", **shown}

    def _check_codes(self, kind: Kind, wanted: Sequence[str]) -> None:
        known = loader.load(kind.codebook)
        for code in wanted:
            if code not in known:
                raise InputError(f"{kind.codebook} has no '{code}'", self.where, schema.suggestion(code, known))
        if len(set(wanted)) < len(wanted):
            raise InputError(f"a label stands twice in the {kind.key} of {self.read.task}", self.where, "Name it once")

    def check_reason(self) -> None:
        """A correction has a reason, and says nothing that serves no purpose."""
        unknown = sorted(set(self.read.expect) - {kind.key for kind in KINDS})
        if unknown:
            raise InputError(f"'expect' knows no '{unknown[0]}'", self.where, "Write themes or instruments")
        unused = sorted(set(self.read.evidence) - {*self.read.themes, *self.read.instruments})
        if unused:
            raise InputError(f"evidence is given for {unused[0]}, which is no label of it", self.where, "Remove it")
        if self.read.expect and not self.read.reason:
            raise InputError(f"{self.read.task} is corrected without a reason", self.where, "Add 'reason: …'")

    def decision(self, kind: Kind) -> Row:
        """The row of ``decisions`` for one kind of label; its row is that of the primary label."""
        wanted: list[str] = getattr(self.read, kind.key)
        expected = self.read.expect.get(kind.key)
        return {
            "table_name": kind.table,
            "row_id": f"{self.read.task}|{wanted[0]}",
            "action": "confirm" if expected is None else "set",
            "column_names": [kind.column],
            "new_values": None if expected is None else json.dumps({kind.column: wanted}),
            "expectation": json.dumps({kind.column: wanted if expected is None else expected}),
            "reason": (self.read.reason if expected is not None else None) or CONFIRMED,
            "coder": self.read.coder,
            "date": self.read.date,
        }


#: The reason of a decision that changes nothing.
CONFIRMED = "Read and found right."


def _said(codes: Sequence[str]) -> str:
    return f"[{', '.join(codes)}]"
