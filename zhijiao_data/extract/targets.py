"""Targets: the aims of a document that are a number, a universal, a dated milestone or a stated direction.

A target is looked for where a document states aims (goals, tasks, safeguards, annexed rows), never in its preamble, its background, the letters
that transmit it or the furniture around it. One number gives one row. Every attribute is read from the clause that holds the number and from
what :mod:`zhijiao_data.extract.clauses` says carries over to it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhijiao_data.extract import aims, numbers
from zhijiao_data.extract.aims import read_direction, read_frequency, read_milestone, read_parity, read_universals
from zhijiao_data.extract.clauses import Clause, read_sentence, sentence_spans
from zhijiao_data.extract.indicator_tables import read_indicator_table
from zhijiao_data.extract.numbers import read_numbers
from zhijiao_data.extract.structure import Node
from zhijiao_data.extract.target import Context, Horizon, Target
from zhijiao_data.extract.wording import subject_of
from zhijiao_data.grammar import dates, quantities
from zhijiao_data.grammar.dates import Deadline
from zhijiao_data.grammar.lexicon import alternatives

#: Roles of sections that state aims (codes.yaml: section_role).
AIM_ROLES = frozenset({"goals", "tasks", "safeguards", "guiding", "annex", "qa", "other"})
#: Kinds of nodes without sentences.
_SILENT_KINDS = frozenset(
    {
        "title",
        "letterhead",
        "doc_number",
        "recipients",
        "signature",
        "date",
        "attachment_note",
        "note",
        "furniture",
    }
)


@cache
def _trigger() -> re.Pattern[str]:
    """What a sentence must hold to be worth reading: a sign of a number, of a date or of an aim without number. Most sentences hold none."""
    return re.compile(f"{quantities.signs()}|{dates.SIGNS}|{aims.signs()}|{numbers.signs()}")


@cache
def _unnumbered() -> re.Pattern[str]:
    """What a clause without number, date and marker must hold to be an aim."""
    return re.compile(f"{aims.signs()}|{numbers.signs()}")


@cache
def _existing() -> re.Pattern[str]:
    return re.compile(alternatives("reading.existing"))


class Region(NamedTuple):
    """A stretch of the reading text to look for targets in; ``deadline`` is one that holds for it from outside (a cell 完成时限)."""

    node: Node
    start: int
    end: int
    deadline: Deadline | None = None


def find_targets(text: str, regions: list[Region], horizon: Horizon) -> list[Target]:
    """All targets in the given stretches of the reading text, in order.

    Deadlines not stated are inherited: from the paragraph, else from the plan's period (``horizon``), else they stay ``None``.
    """
    found: list[Target] = []
    for node, start, end, deadline in regions:
        context = Context(text, node, horizon)
        if node.role in AIM_ROLES and node.kind == "table":
            found.extend(read_indicator_table(context, node.rows))
        elif node.role in AIM_ROLES and node.kind not in _SILENT_KINDS:
            for first, last in _paragraphs(text, start, end):
                found.extend(_read_paragraph(context, first, last, deadline))
    return found


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        spans.append((start, stop))
        start = stop + 1
    return spans


def _read_paragraph(context: Context, start: int, end: int, inherited: Deadline | None) -> list[Target]:
    """The targets of one paragraph; a deadline that opens it, or any deadline in a section of goals, holds on for its later sentences."""
    found: list[Target] = []
    for index, (first, last) in enumerate(sentence_spans(context.text, start, end)):
        inherits = inherited is not None and context.node.role == "goals"
        if not inherits and not _trigger().search(context.text, first, last):
            continue
        context.sentence, context.subject = context.text[first:last], None
        clauses = read_sentence(context.text, first, last, inherited)
        for clause in clauses:
            context.subject = subject_of(clause.text) or context.subject
            found.extend(_read_clause(context, clause))
        stated = [clause.deadline for clause in clauses if clause.deadline_inside]
        if stated and (context.node.role in ("goals", "guiding") or (index == 0 and clauses[0].deadline_inside)):
            inherited = stated[-1]
    return sorted(found, key=lambda target: (target.start, target.value_start or 0))


def _read_clause(context: Context, clause: Clause) -> list[Target]:
    """The targets of one clause: its numbers and universals, else the first kind of unnumbered aim that it states."""
    if not (clause.quantities or clause.deadline or clause.markers or _unnumbered().search(clause.hidden)):
        return []
    if _describes(context, clause):
        return []
    found = read_numbers(context, clause)
    taken = [
        (target.value_start, target.value_end)
        for target in found
        if target.value_start is not None and target.value_end is not None
    ]
    found += read_universals(context, clause, taken)
    found += read_parity(context, clause)
    for read in (read_frequency, read_direction, read_milestone):
        found = found or read(context, clause)
    return found


def _since(clause: Clause) -> bool:
    """Whether the sentence opens with 以来 and nothing since then looks ahead: “十三五”以来，我省投入260亿元，建成3个园区."""
    while clause.previous is not None and not clause.deadline_inside:
        clause = clause.previous
    return not clause.deadline_inside and clause.previous is None and clause.text.endswith("以来")


def _describes(context: Context, clause: Clause) -> bool:
    """Whether the clause tells what exists: its words say so, or its date lies before the document's."""
    existing = _existing().search(clause.text)
    if existing and not (clause.quantities and existing.start() + clause.start > clause.quantities[-1].value_start):
        return True
    if _since(clause):
        return True
    year = clause.deadline.year if clause.deadline else None
    return bool(clause.deadline_inside and year and context.horizon.issued and year < context.horizon.issued)
