"""What a coder read in a document (``raw/<plan_id>/annotation.yaml``), placed on the document's text.

The format is described in ``raw/CODING.md``. A quote is found in the text and becomes a span; a quote that is not there
is an error, so that an annotation cannot drift from its document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from zhijiao_data import marked_yaml
from zhijiao_data.codebook import loader
from zhijiao_data.corpus.spans import locate
from zhijiao_data.dataset import schema
from zhijiao_data.dataset.rendering import counted
from zhijiao_data.errors import InputError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    note: str | None = None


class BodyNote(_Strict):
    """A body named for a task."""

    name: str
    role: Literal["responsible", "lead", "support", "implementing"]
    agency: str | None = None


class TaskNote(_Strict):
    """A work item, from its first to its last characters."""

    from_: str = Field(alias="from")
    from_nth: int = Field(default=1, ge=1)
    to: str
    to_nth: int = Field(default=1, ge=1)
    label: str | None = None
    title: str | None = None
    role: Literal["task", "safeguard"]
    origin: Literal["text", "table"] = "text"
    path: list[str] = []
    restates: str | None = None
    bodies: list[BodyNote] = []
    themes: list[str] = []
    instruments: list[str] = []

    @field_validator("themes", "instruments", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return names_in(value)


class TargetNote(_Strict):
    """An aim of the document: one number, milestone or direction."""

    quote: str
    nth: int = Field(default=1, ge=1)
    value: str | None = None
    value_nth: int = Field(default=1, ge=1)
    kind: Literal["quantity", "milestone", "direction"]
    form: str | None = None
    value_min: float | None = None
    value_max: float | None = None
    comparator: str | None = None
    unit: str | None = None
    unit_text: str | None = None
    per: str | None = None
    indicator_text: str | None = None
    indicator_id: str | None = None
    denominator: str | None = None
    scope: str | None = None
    grade: str | None = None
    baseline_value: float | None = None
    baseline_year: int | None = None
    start_year: int | None = None
    deadline_year: int | None = None
    deadline_month: int | None = None
    deadline_basis: str | None = None
    modality: str | None = None
    modality_marker: str | None = None
    hedges: list[str] = []
    addressee: str | None = None
    group: str | None = None
    canonical: bool = True
    conflict: list[str] = []

    @field_validator("hedges", "conflict", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return names_in(value)


class CitationNote(_Strict):
    """An upstream document named."""

    quote: str
    nth: int = Field(default=1, ge=1)
    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    relation: str | None = None
    policy_id: str | None = None
    resolution: str | None = None
    suggestion: str | None = None


class MentionNote(_Strict):
    """A concept named by one of its terms."""

    concept: str
    term: str
    nth: int = Field(default=1, ge=1)
    in_citation: bool = False


class AnnotationFile(_Strict):
    """The file as a whole. ``units: released``: the coder was given the units of the released tables (a coding sheet)."""

    plan_id: str
    coder: str | None = None
    date: str | None = None
    units: Literal["own", "released"] = "own"
    tasks: list[TaskNote] = []
    targets: list[TargetNote] = []
    citations: list[CitationNote] = []
    mentions: list[MentionNote] = []


@dataclass(frozen=True, slots=True)
class Annotation:
    """The rows of one document's annotation, with spans, in the columns of the tables that they are compared with.

    ``bodies`` holds, for each row of ``tasks``, the rows of its bodies. ``themes`` and ``instruments`` of a task are lists
    of ids, the primary one first. ``sections`` names the lists that the file has, empty ones included: a list that it hasn't
    was not read for. ``own_units`` is False when the coder was given the units.
    """

    plan_id: str
    coder: str | None = None
    sections: frozenset[str] = frozenset()
    own_units: bool = True
    tasks: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[list[dict[str, Any]]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)


# The keys whose values are checked against the codebook, and the column that says from which list they come.
_CODED = {
    ("tasks", "themes"): ("task_themes", "theme_id"),
    ("tasks", "instruments"): ("task_instruments", "instrument_id"),
    ("mentions", "concept"): ("mentions", "concept_id"),
    **{
        ("targets", column): ("targets", column)
        for column in ("form", "comparator", "unit", "indicator_id", "deadline_basis", "modality", "addressee")
    },
    **{("citations", column): ("citations", column) for column in ("relation", "policy_id", "resolution")},
}


def names_in(value: Any) -> list[str]:
    """The names in a list, or in a string that parts them by commas, semicolons or spaces; nothing gives []."""
    if value is None:
        return []
    if isinstance(value, str):
        return [name for name in re.split(r"[,，;；、\s]+", value) if name]
    return [str(name) for name in value]


_DIGIT = "0-9０-９.．"


def value_start(quote: str, value: str, nth: int = 1) -> int | None:
    """Where ``value`` begins in ``quote``: the ``nth`` place where it is not a piece of a longer number.

    None if it is nowhere.

    In ``新建15所、5所`` the value ``5`` is the second one.
    """
    before = f"(?<![{_DIGIT}])" if value[0] in "0123456789０１２３４５６７８９" else ""
    after = f"(?![{_DIGIT}])" if value[-1] in "0123456789０１２３４５６７８９" else ""
    places = [match.start() for match in re.finditer(before + re.escape(value) + after, quote)]
    if len(places) >= nth:
        return places[nth - 1]
    span = locate(quote, value, nth)
    return None if span is None else span[0]


def load(path: Path, text: str) -> Annotation:
    """Read ``annotation.yaml`` and find every quote in ``text``, the canonical text of its document.

    Raises:
        InputError: a key, a type, a code or a quote is wrong; the first twenty such places are listed.
    """
    source = marked_yaml.read(path)
    notes: AnnotationFile = marked_yaml.validate(AnnotationFile, source)
    _check_codes(notes, source)
    problems: list[str] = []
    found = Annotation(notes.plan_id, notes.coder, frozenset(notes.model_fields_set), notes.units == "own")

    def missing(section: str, i: int, quote: str, key: str = "quote") -> None:
        problems.append(f"{source.where((section, i, key))}: not in the document: {quote!r}")

    for i, task in enumerate(notes.tasks):
        first = locate(text, task.from_, task.from_nth)
        if first is None:
            missing("tasks", i, task.from_, "from")
            continue
        last = locate(text, task.to, task.to_nth, first[0])
        if last is None:
            missing("tasks", i, task.to, "to")
            continue
        row = task.model_dump(exclude={"from_", "from_nth", "to", "to_nth", "bodies"})
        found.tasks.append(row | {"char_start": first[0], "char_end": last[1]})
        found.bodies.append([{"name": body.name, "role": body.role, "agency_id": body.agency} for body in task.bodies])
    for i, target in enumerate(notes.targets):
        span = locate(text, target.quote, target.nth)
        if span is None:
            missing("targets", i, target.quote)
            continue
        row = target.model_dump(exclude={"nth", "value", "value_nth", "group", "canonical"})
        row |= {"char_start": span[0], "char_end": span[1], "value_text": target.value}
        row |= {"group_id": target.group, "is_canonical": target.canonical, "value_start": None, "value_end": None}
        if target.value:
            offset = value_start(target.quote, target.value, target.value_nth)
            if offset is None:
                place = source.where(("targets", i, "value"))
                problems.append(f"{place}: the value {target.value!r} is not in the quote {target.quote!r}")
                continue
            start = span[0] + offset
            row |= {"value_start": start, "value_end": start + len(target.value)}
        found.targets.append(row)
    for i, citation in enumerate(notes.citations):
        span = locate(text, citation.quote, citation.nth)
        if span is None:
            missing("citations", i, citation.quote)
            continue
        row = citation.model_dump(exclude={"nth"})
        found.citations.append(row | {"char_start": span[0], "char_end": span[1]})
    for i, mention in enumerate(notes.mentions):
        span = locate(text, mention.term, mention.nth)
        if span is None:
            missing("mentions", i, mention.term, "term")
            continue
        row = {"concept_id": mention.concept, "term": mention.term, "in_citation": mention.in_citation}
        found.mentions.append(row | {"note": mention.note, "char_start": span[0], "char_end": span[1]})
    if problems:
        what = f"{counted(len(problems), 'quote is', 'quotes are')} not in the document"
        raise _refusal(what, problems, path, "Copy the quote from the text, damage included, and count nth from 1")
    return found


def allowed_ids(table: str, column: str) -> tuple[str, ...] | None:
    """The ids that a column may hold: those of a closed list, or the keys of a table of the codebook.

    None when the column is free, holds keys of a document's rows, or isn't part of this release.
    """
    entry = schema.tables().get(table)
    field = entry.fields.get(column) if entry else None
    if field is None or field.codes is None:
        return None
    name, _, key = field.codes.partition(".")
    if key and schema.table(name).source != "codebook":
        return None
    return loader.codes(name)


def _check_codes(notes: AnnotationFile, source: marked_yaml.MarkedYaml) -> None:
    """Refuse what isn't in the codebook, and a list that names something twice."""
    problems = []
    for (section, key), (table, column) in _CODED.items():
        allowed = allowed_ids(table, column)
        for i, note in enumerate(getattr(notes, section)):
            value = getattr(note, key)
            given = value if isinstance(value, list) else [] if value is None else [value]
            place = source.where((section, i, key))
            if len(set(given)) < len(given):
                problems.append(f"{place}: {key} names something twice: {', '.join(given)}")
            for code in given:
                if allowed is not None and code not in allowed:
                    near = schema.nearest(code, allowed)
                    problems.append(f"{place}: no {key} {code!r}" + (f" (did you mean {near!r}?)" if near else ""))
    if problems:
        what = f"{counted(len(problems), 'code is', 'codes are')} wrong"
        raise _refusal(what, problems, source.path, "Use the ids of the codebook, each once")


def _refusal(what: str, problems: list[str], path: Path, remedy: str) -> InputError:
    more = f"\n  … and {len(problems) - 20} more" if len(problems) > 20 else ""
    return InputError(f"{what}:\n  " + "\n  ".join(problems[:20]) + more, str(path), remedy)
