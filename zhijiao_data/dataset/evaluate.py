"""How well the extraction agrees with what a coder read: precision, recall, F1, each attribute, the whole tuple.

An extracted row and an annotated row are matched one to one by their place in the text:

* tasks and citations when intersection over union of their characters (IoU) is at least one half;
* targets with a value when the numbers themselves overlap (one number is one row), so that a sentence that packs
  seven numbers must yield seven rows; targets without a value when the IoU is at least one half, or when the two have
  the same kind and overlap;
* bodies by name and role, within matched tasks; the bodies of a task that is missed or invented are missed or invented.

* mentions by concept, when they overlap.

Attributes are compared on matched rows only. "stated" counts the rows where either side has a value, because an
attribute that is nearly always null is nearly always right. The tuple F1 counts a target as right only when it is
matched and its indicator, comparator, both values and deadline year all agree.

Coded attributes are also counted code by code: how many rows a coder gave the code, how many the extraction, how many
rows both. A row that was missed or invented counts against its codes.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import annotation, schema
from zhijiao_data.dataset.rendering import json_text, listed
from zhijiao_data.errors import InputError

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
KINDS = ("tasks", "bodies", "targets", "citations", "mentions")
TUPLE = ("indicator_id", "comparator", "value_min", "value_max", "deadline_year")


# --- matching -----------------------------------------------------------------------------------------------------


def overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    """How many characters two half-open spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Characters shared by two spans, as a share of the characters in either."""
    shared = overlap(a, b)
    return shared / (a[1] - a[0] + b[1] - b[0] - shared) if shared else 0.0


def _span(row: Row) -> tuple[int, int]:
    return (row["char_start"], row["char_end"])


def _value_span(row: Row) -> tuple[int, int] | None:
    return None if row.get("value_start") is None else (row["value_start"], row["value_end"])


def span_score(want: Row, got: Row) -> float:
    """IoU of two rows, 0 below one half."""
    score = iou(_span(want), _span(got))
    return score if score >= 0.5 else 0.0


def mention_score(want: Row, got: Row) -> float:
    """IoU of two mentions of one concept, else 0."""
    return iou(_span(want), _span(got)) if want["concept_id"] == got["concept_id"] else 0.0


def target_score(want: Row, got: Row) -> float:
    """How well two targets fit: above 0 when they are the same commitment (see the module's text)."""
    quotes = iou(_span(want), _span(got))
    want_value, got_value = _value_span(want), _value_span(got)
    if want_value and got_value:
        return 1.0 + iou(want_value, got_value) + quotes if overlap(want_value, got_value) else 0.0
    if want_value or got_value:
        return 0.0
    same_kind = want.get("kind") == got.get("kind")
    return quotes + (0.5 if same_kind else 0.0) if quotes >= 0.5 or (same_kind and quotes > 0) else 0.0


def match(wanted: Sequence[Row], found: Sequence[Row], score: Callable[[Row, Row], float]) -> list[tuple[int, int]]:
    """One-to-one pairs (index in ``wanted``, index in ``found``), the best fit first; ties go to the earlier rows."""
    by_start = sorted(range(len(found)), key=lambda j: found[j]["char_start"])
    candidates = []
    for i, want in enumerate(wanted):
        for j in by_start:
            if found[j]["char_start"] >= want["char_end"]:
                break
            if found[j]["char_end"] > want["char_start"]:
                fit = score(want, found[j])
                if fit > 0:
                    candidates.append((-fit, i, j))
    pairs, left, right = [], set(), set()
    for _, i, j in sorted(candidates):
        if i not in left and j not in right:
            pairs.append((i, j))
            left.add(i)
            right.add(j)
    return sorted(pairs)


# --- attributes ---------------------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """A value as it is compared: no blanks in text, no NaN, lists for arrays."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return "".join(value.split()) or None
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def same(want: Any, got: Any) -> bool:
    """Equal, whatever the blanks (a name broken over two lines is the same name) and the last bit of a float."""
    want, got = _plain(want), _plain(got)
    if isinstance(want, (int, float)) and isinstance(got, (int, float)) and not isinstance(want, bool):
        return math.isclose(want, got, rel_tol=1e-6, abs_tol=1e-9)
    return want == got


def same_names(want: Any, got: Any) -> bool:
    """The same names in whatever order."""
    return Counter(map(_plain, annotation.names_in(want))) == Counter(map(_plain, annotation.names_in(got)))


def bigram_overlap(want: Any, got: Any) -> float:
    """Dice coefficient of the character pairs of two texts: 1 when equal, 0 when nothing is shared.

    Pairs of characters need no word segmentation and punish a missing word in proportion to its length (Dice 1945).
    """
    want, got = _plain(want) or "", _plain(got) or ""
    if want == got:
        return 1.0
    a, b = (Counter(zip(f" {s}", f"{s} ", strict=True)) if s else Counter() for s in (want, got))
    return 2 * (a & b).total() / (a.total() + b.total())


# How each attribute is compared; "value" stands for the interval, "quote" for the exact span: same words elsewhere are wrong.
PLAIN_TASK_ATTRIBUTES = ("label", "title", "role", "origin", "path", "restates")
TASK_ATTRIBUTES = (*PLAIN_TASK_ATTRIBUTES, "theme", "theme (top level)", "themes", "instrument", "instruments")
TARGET_ATTRIBUTES = (
    "quote", "value", "comparator", "unit", "unit_text", "per", "kind", "form",
    "deadline_year", "deadline_month", "deadline_basis", "start_year",
    "modality", "modality_marker", "hedges", "addressee",
    "indicator_id", "indicator_text", "indicator_text~", "denominator", "scope", "grade",
    "baseline_value", "baseline_year", "group", "is_canonical", "conflict",
)  # fmt: skip
CITATION_ATTRIBUTES = ("quote", "title", "doc_number", "relation", "policy_id", "resolution", "suggestion")
BODY_ATTRIBUTES = ("agency_id",)
MENTION_ATTRIBUTES = ("in_citation",)
#: The coded attributes that are counted code by code: name, kind of row, list of the codebook.
CATEGORIES = {
    "theme": ("tasks", "themes"),
    "instrument": ("tasks", "instruments"),
    "indicator": ("targets", "indicators"),
    "agency": ("bodies", "agencies"),
    "kind": ("targets", "target_kind"),
    "form": ("targets", "target_form"),
    "unit": ("targets", "units"),
    "comparator": ("targets", "comparator"),
    "deadline_basis": ("targets", "deadline_basis"),
    "modality": ("targets", "modality"),
    "addressee": ("targets", "addressee"),
    "concept": ("mentions", "concepts"),
    "relation": ("citations", "citation_relation"),
    "resolution": ("citations", "citation_resolution"),
}
_COLUMN_OF = {"indicator": "indicator_id", "concept": "concept_id"}
ATTRIBUTES = {
    "tasks": TASK_ATTRIBUTES,
    "bodies": BODY_ATTRIBUTES,
    "targets": TARGET_ATTRIBUTES,
    "citations": CITATION_ATTRIBUTES,
    "mentions": MENTION_ATTRIBUTES,
}


@dataclass(slots=True)
class Tally:
    """Rows annotated, rows extracted and rows matched."""

    wanted: int = 0
    found: int = 0
    matched: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        self.wanted += other.wanted
        self.found += other.found
        self.matched += other.matched
        return self

    @property
    def precision(self) -> float | None:
        """Share of the extracted rows that were annotated; None when nothing was extracted."""
        return self.matched / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the annotated rows that were extracted; None when nothing was annotated."""
        return self.matched / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None when there is nothing on either side."""
        both = self.found + self.wanted
        return 2 * self.matched / both if both else None


@dataclass(slots=True)
class Accuracy:
    """How often an attribute agreed: over all matched rows, and over those where either side has a value."""

    rows: int = 0
    right: float = 0.0
    stated: int = 0
    stated_right: float = 0.0

    def add(self, right: float, stated: bool) -> None:
        """Count one matched row."""
        self.rows += 1
        self.right += right
        if stated:
            self.stated += 1
            self.stated_right += right

    def __iadd__(self, other: Accuracy) -> Accuracy:
        self.rows += other.rows
        self.right += other.right
        self.stated += other.stated
        self.stated_right += other.stated_right
        return self


@dataclass(slots=True)
class Comparison:
    """One document's extraction against its annotation."""

    plan_id: str
    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in (*KINDS, "tuples")})
    attributes: dict[tuple[str, str], Accuracy] = field(default_factory=dict)
    categories: dict[tuple[str, str], Tally] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)


def compare(text: str, read: annotation.Annotation, rows: Tables) -> Comparison:
    """Compare one document's extracted ``rows`` with what was ``read`` in it.

    Args:
        text: the canonical text, for line numbers in the details.
        read: the annotation.
        rows: the tables of this document that are compared (`TABLES`).
    """
    result = Comparison(read.plan_id)
    for kind in KINDS:
        for attribute in ATTRIBUTES[kind]:
            result.attributes[kind, attribute] = Accuracy()
    book = _Book(text, result)
    _compare_tasks(book, read, rows)
    _compare_targets(book, read, rows)
    pairs = book.matched("citations", read.citations, rows.get("citations", []), span_score)
    for want, got in pairs:
        for attribute in CITATION_ATTRIBUTES:
            if attribute == "quote":
                book.quote("citations", want, got)
            else:
                book.attribute("citations", attribute, want.get(attribute), got.get(attribute), want)
    for want, got in book.matched("mentions", read.mentions, rows.get("mentions", []), mention_score):
        book.attribute("mentions", "in_citation", want["in_citation"], got["in_citation"], want)
    return result


#: The tables that an annotation is compared with.
TABLES = ("tasks", "responsibilities", "targets", "citations", "mentions", "task_themes", "task_instruments")


class _Book:
    """Counts and writes down what agreed and what did not."""

    def __init__(self, text: str, result: Comparison) -> None:
        self.text = text
        self.result = result

    def note(self, verdict: str, what: str, start: int, end: int, detail: str = "") -> None:
        line = self.text.count("\n", 0, start) + 1
        passage = self.text[start:end].replace("\n", "⏎")
        if len(passage) > 120:
            passage = f"{passage[:70]} … {passage[-45:]}"
        parts = [f"{verdict:5} {what:24} {self.result.plan_id}:{line} @{start}", detail, f"«{passage}»"]
        self.result.details.append(" ".join(part for part in parts if part))

    def matched(
        self, kind: str, wanted: Sequence[Row], found: Sequence[Row], score: Callable[[Row, Row], float]
    ) -> list[tuple[Row, Row]]:
        pairs = match(wanted, found, score)
        self.result.tallies[kind] += Tally(len(wanted), len(found), len(pairs))
        seen, used = {i for i, _ in pairs}, {j for _, j in pairs}
        for name, (of, _) in CATEGORIES.items():
            if of == kind and name not in LABELLED:
                self._count(name, wanted, found, pairs)
        for i, row in enumerate(wanted):
            if i not in seen:
                self.note("MISS", kind, *_span(row), _facts(kind, row))
        for j, row in enumerate(found):
            if j not in used:
                self.note("FALSE", kind, *_span(row), _facts(kind, row))
        return [(wanted[i], found[j]) for i, j in pairs]

    def _count(self, name: str, wanted: Sequence[Row], found: Sequence[Row], pairs: Sequence[tuple[int, int]]) -> None:
        """Count the codes of one attribute: those read, those found, those on which matched rows agree."""
        column = _COLUMN_OF.get(name, name)
        self.codes(name, [row.get(column) for row in wanted], [row.get(column) for row in found], [])
        for i, j in pairs:
            both = wanted[i].get(column), found[j].get(column)
            self.codes(name, [], [], [both[0]] if both[0] == both[1] else [])

    def codes(self, name: str, wanted: Iterable[Any], found: Iterable[Any], agreed: Iterable[Any]) -> None:
        """Add codes to the tallies of an attribute; a missing code is none."""
        for place, codes in (("wanted", wanted), ("found", found), ("matched", agreed)):
            for code in codes:
                if code is not None:
                    tally = self.result.categories.setdefault((name, code), Tally())
                    setattr(tally, place, getattr(tally, place) + 1)

    def attribute(self, kind: str, attribute: str, want: Any, got: Any, place: Row, right: float | None = None) -> None:
        if right is None:
            right = float(same(want, got))
        empty = (None, [], "")
        self.result.attributes[kind, attribute].add(right, _plain(want) not in empty or _plain(got) not in empty)
        if right < 1 and not attribute.endswith("~"):
            self.note("WRONG", f"{kind}.{attribute}", *_span(place), f"want={_shown(want)} got={_shown(got)}")

    def quote(self, kind: str, want: Row, got: Row) -> None:
        """Compare the spans of two rows, to the character."""
        a, b = _span(want), _span(got)
        words = f"{self.text[slice(*a)]} @{a[0]}–{a[1]}", f"{self.text[slice(*b)]} @{b[0]}–{b[1]}"
        self.attribute(kind, "quote", *words, want, float(a == b))


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _facts(kind: str, row: Row) -> str:
    if kind == "targets":
        return f"{row.get('kind')} value={_shown(row.get('value_text'))}"
    if kind == "citations":
        return f"relation={row.get('relation')}"
    return f"label={_shown(row.get('label'))}"


def _compare_tasks(book: _Book, read: annotation.Annotation, rows: Tables) -> None:
    found = list(rows.get("tasks", []))
    title_of = {row["task_id"]: row.get("title") for row in found}
    bodies_of: dict[str, list[Row]] = {}
    for row in sorted(rows.get("responsibilities", []), key=lambda row: row["char_start"]):
        bodies_of.setdefault(row["task_id"], []).append(row)
    wanted = [dict(row, bodies=bodies) for row, bodies in zip(read.tasks, read.bodies, strict=True)]
    pairs = book.matched("tasks", wanted, found, span_score)
    _compare_labels(book, wanted, found, pairs, rows)
    for want, got in pairs:
        for attribute in PLAIN_TASK_ATTRIBUTES:
            value = got.get(attribute)
            if attribute == "restates" and value is not None:
                value = title_of.get(value, value)
            elif attribute == "path":
                value = list(value or [])
            book.attribute("tasks", attribute, want[attribute], value, want)
        _compare_bodies(book, want, want["bodies"], bodies_of.pop(got["task_id"], []))
    matched = {id(want) for want, _ in pairs}
    for want in wanted:
        if id(want) not in matched:
            _compare_bodies(book, want, want["bodies"], [])
    for invented in bodies_of.values():
        _compare_bodies(book, invented[0], [], invented)


#: Kinds of labels of tasks: the table and the column that hold them.
LABELLED = {"theme": ("task_themes", "theme_id"), "instrument": ("task_instruments", "instrument_id")}


def _compare_labels(
    book: _Book, wanted: Sequence[Row], found: Sequence[Row], pairs: Sequence[tuple[Row, Row]], rows: Tables
) -> None:
    """Compare themes and instruments: the primary one, the set (as Jaccard overlap), and each code."""
    for name, (table, column) in LABELLED.items():
        given: dict[str, list[str]] = {}
        for row in sorted(rows.get(table, []), key=lambda row: row["rank"]):
            given.setdefault(row["task_id"], []).append(row[column])
        if not any(row[f"{name}s"] for row in wanted):
            continue  # the document was read for other things only
        book.codes(
            name, (code for row in wanted for code in row[f"{name}s"]), (c for g in given.values() for c in g), []
        )
        for want, got in pairs:
            a, b = want[f"{name}s"], given.get(got["task_id"], [])
            book.attribute("tasks", name, a[0] if a else None, b[0] if b else None, want)
            if name == "theme":
                tops = [codes[0].partition(".")[0] if codes else None for codes in (a, b)]
                book.attribute("tasks", "theme (top level)", *tops, want)
            shared = len(set(a) & set(b))
            book.attribute("tasks", f"{name}s", a, b, want, shared / len({*a, *b}) if a or b else 1.0)
            book.codes(name, [], [], set(a) & set(b))


def _compare_bodies(book: _Book, task: Row, wanted: Sequence[Row], found: Sequence[Row]) -> None:
    left = list(found)
    matched = 0
    book.codes("agency", (want["agency_id"] for want in wanted), (got.get("agency_id") for got in found), [])
    for want in wanted:
        key = (_plain(want["name"]), want["role"])
        got = next((row for row in left if (_plain(row["name"]), row["role"]) == key), None)
        if got is None:
            book.note("MISS", "bodies", *_span(task), f"name={want['name']} role={want['role']}")
            continue
        left.remove(got)
        matched += 1
        right = float(same(want["agency_id"], got.get("agency_id")))
        book.codes("agency", [], [], [want["agency_id"]] if right else [])
        book.attribute("bodies", "agency_id", want["agency_id"], got.get("agency_id"), got, right)
    for row in left:
        book.note("FALSE", "bodies", *_span(row), f"name={_plain(row['name'])} role={row['role']}")
    book.result.tallies["bodies"] += Tally(len(wanted), len(found), matched)


def _compare_targets(book: _Book, read: annotation.Annotation, rows: Tables) -> None:
    found = rows.get("targets", [])
    pairs = book.matched("targets", read.targets, found, target_score)
    wanted_groups = _groups([(number, want.get("group_id")) for number, (want, _) in enumerate(pairs)])
    found_groups = _groups([(number, got.get("group_id")) for number, (_, got) in enumerate(pairs)])
    tuples = 0
    for number, (want, got) in enumerate(pairs):
        for attribute in TARGET_ATTRIBUTES:
            if attribute == "quote":
                book.quote("targets", want, got)
                continue
            a, b, right = want.get(attribute), got.get(attribute), None
            if attribute == "value":
                a = [want.get("value_min"), want.get("value_max")]
                b = [got.get("value_min"), got.get("value_max")]
                right = float(same(a[0], b[0]) and same(a[1], b[1]))
                a, b = (None if pair == [None, None] else pair for pair in (a, b))
            elif attribute == "indicator_text~":
                a, b = want.get("indicator_text"), got.get("indicator_text")
                right = bigram_overlap(a, b)
            elif attribute == "group":
                # The names of groups are free; what counts is which of the matched rows stand together.
                a = sorted(wanted_groups.get(number, ())) or None
                b = sorted(found_groups.get(number, ())) or None
                right = float(a == b)
                a, b = (x and [pairs[n][0]["char_start"] for n in x] for x in (a, b))
            elif attribute in ("hedges", "conflict"):
                a, b = annotation.names_in(a), annotation.names_in(b)
                right = float(same_names(a, b))
            book.attribute("targets", attribute, a, b, want, right)
        tuples += all(same(want.get(column), got.get(column)) for column in TUPLE)
    book.result.tallies["tuples"] += Tally(len(read.targets), len(found), tuples)


def _groups(members: Iterable[tuple[int, Any]]) -> dict[int, set[int]]:
    """For each numbered row, the other rows of its group."""
    rows_of: dict[Any, set[int]] = {}
    for number, group in members:
        if group is not None:
            rows_of.setdefault(group, set()).add(number)
    return {number: rows - {number} for rows in rows_of.values() for number in rows}


# --- report -------------------------------------------------------------------------------------------------------

LABELS = dict(zip(KINDS, KINDS, strict=True)) | {"tuples": "target tuples"}


@dataclass(slots=True)
class Report:
    """The comparisons of several documents and their total."""

    comparisons: list[Comparison]

    def total(self) -> Comparison:
        """All documents together (micro average)."""
        total = Comparison("total")
        for comparison in self.comparisons:
            for kind, tally in comparison.tallies.items():
                total.tallies[kind] += tally
            for key, accuracy in comparison.attributes.items():
                total.attributes.setdefault(key, Accuracy())
                total.attributes[key] += accuracy
            for key, tally in comparison.categories.items():
                total.categories.setdefault(key, Tally())
                total.categories[key] += tally
            total.details += comparison.details
        return total

    @property
    def agrees(self) -> bool:
        """Whether nothing was missed, invented or wrong."""
        return not any(comparison.details for comparison in self.comparisons)

    def markdown(self) -> str:
        """Two Markdown tables: detection per document, and attributes given a match."""
        lines = ["| document | rows | annotated | extracted | matched | precision | recall | F1 |"]
        lines.append("|---|---|--:|--:|--:|--:|--:|--:|")
        for comparison in [*self.comparisons, self.total()]:
            for kind, tally in comparison.tallies.items():
                numbers = f"{tally.wanted} | {tally.found} | {tally.matched}"
                scores = " | ".join(_share(x) for x in (tally.precision, tally.recall, tally.f1))
                lines.append(f"| {comparison.plan_id} | {LABELS[kind]} | {numbers} | {scores} |")
        plans = [comparison.plan_id for comparison in self.comparisons]
        lines += ["", "| attribute, given a match | " + " | ".join(plans) + " | total | n | where stated | n |"]
        lines.append("|---|" + "--:|" * (len(plans) + 4))
        for key, total in self.total().attributes.items():
            cells = [_accuracy(comparison.attributes[key]) for comparison in self.comparisons]
            stated = _share(total.stated_right / total.stated) if total.stated else "–"
            cells += [_accuracy(total), str(total.rows), stated, str(total.stated)]
            lines.append(f"| {key[0]}.{key[1]} | " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"

    def categories(self, names: Sequence[str] = tuple(CATEGORIES)) -> str:
        """A Markdown table of the coded attributes ``names``, code by code, all documents together.

        Raises:
            UsageError: there is no such attribute.
        """
        lines = ["| attribute | code | 名称 | label | annotated | extracted | agreed | precision | recall | F1 |"]
        lines.append("|---|---|---|---|--:|--:|--:|--:|--:|--:|")
        total = self.total().categories
        for name in names:
            _, codes = schema.chosen(name, CATEGORIES, "coded attribute")
            for code in loader.codes(codes):
                tally = total.get((name, code))
                if tally is None:
                    continue
                entry = loader.entry(codes, code)
                counts = f"{tally.wanted} | {tally.found} | {tally.matched}"
                scores = " | ".join(_share(x) for x in (tally.precision, tally.recall, tally.f1))
                lines.append(f"| {name} | {code} | {entry['label_zh']} | {entry['label_en']} | {counts} | {scores} |")
        return "\n".join(lines) + "\n"

    def as_json(self) -> str:
        """The same numbers for machines."""
        return json_text([_as_dict(c) for c in [*self.comparisons, self.total()]]) + "\n"

    def details(self) -> str:
        """Every miss, false alarm and wrong attribute, one line each."""
        return "".join(f"{line}\n" for comparison in self.comparisons for line in comparison.details)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _accuracy(accuracy: Accuracy) -> str:
    return _share(accuracy.right / accuracy.rows) if accuracy.rows else "–"


def _as_dict(comparison: Comparison) -> dict[str, Any]:
    detection = {kind: _tally(tally) for kind, tally in comparison.tallies.items()}
    categories = {f"{name}:{code}": _tally(tally) for (name, code), tally in sorted(comparison.categories.items())}
    attributes = {
        f"{kind}.{name}": {
            "accuracy": accuracy.right / accuracy.rows if accuracy.rows else None,
            "n": accuracy.rows,
            "accuracy_where_stated": accuracy.stated_right / accuracy.stated if accuracy.stated else None,
            "n_stated": accuracy.stated,
        }
        for (kind, name), accuracy in comparison.attributes.items()
    }
    return {
        "document": comparison.plan_id,
        "detection": detection,
        "attributes": attributes,
        "categories": categories,
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "annotated": tally.wanted,
        "extracted": tally.found,
        "matched": tally.matched,
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
    }


# --- running ------------------------------------------------------------------------------------------------------


def evaluate(raw_dir: Path, released: Path | None = None, plans: Sequence[str] | None = None) -> Report:
    """Compare every annotated document of ``raw_dir`` with its extraction before curation.

    Args:
        raw_dir: the folder that holds one folder per plan.
        released: compare the released tables of this folder instead of a fresh extraction.
        plans: only these plans.

    Raises:
        InputError: no document is annotated, or an annotation is at odds with its document.
    """
    from zhijiao_data.corpus import document as corpus

    folders = sorted(path.parent for path in Path(raw_dir).glob("*/annotation.yaml"))
    if plans:
        folders = [folder for folder in folders if folder.name in plans]
    if not folders:
        wanted = f" of {listed(plans)}" if plans else ""
        raise InputError(f"no annotation.yaml{wanted} found", str(raw_dir), "Annotate a document as raw/CODING.md says")
    comparisons = []
    for folder in folders:
        document = corpus.load(folder)
        read = annotation.load(folder / "annotation.yaml", document.text)
        if read.plan_id != document.plan_id:
            place = str(folder / "annotation.yaml")
            raise InputError(f"plan_id is '{read.plan_id}', the folder's is '{document.plan_id}'", place, "Correct it")
        rows = _released(released, document.plan_id) if released else _extracted(document)
        comparisons.append(compare(document.text, read, rows))
    return Report(comparisons)


def _extracted(document: Any) -> Tables:
    from zhijiao_data.dataset.build import plan_tables

    return plan_tables(document)


def _released(folder: Path, plan_id: str) -> Tables:
    from zhijiao_data.dataset import parquet

    return {name: [row for row in parquet.rows(folder, name) if row["plan_id"] == plan_id] for name in TABLES}
