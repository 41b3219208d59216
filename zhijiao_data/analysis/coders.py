"""Two people's annotations of the same documents, compared; `agreement_report` tells it.

Units of the two are paired by `evaluate.match`. Three rules of what a pair is:

* same: the same boundaries, of a target also those of its number;
* matched: as `zhijiao evaluate` pairs (intersection over union at least one half; targets by their number). These pairs
  are the units on which labels are compared;
* overlapping: any shared character, but never two different numbers: the pairs that SemEval's counts begin with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from zhijiao_data import marked_yaml
from zhijiao_data.analysis import agreement, unitising
from zhijiao_data.analysis.agreement import Estimate, Level, Measures
from zhijiao_data.codebook import loader
from zhijiao_data.corpus import document as corpus
from zhijiao_data.dataset import annotation, evaluate, libraries
from zhijiao_data.dataset.rendering import listed, one_line
from zhijiao_data.errors import InputError, UsageError

Row = Mapping[str, Any]
Pair = tuple[str, Row, Row]
#: Kind of unit, and the column that is its type in SemEval's sense.
KINDS = {"tasks": "role", "targets": "kind", "citations": "relation", "mentions": "concept_id"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that coders say of a unit.

    ``null_counts``: leaving it empty is itself a statement (no indicator fits, the comparator was lost). Otherwise only
    units where both said something are compared. ``above``: the codebook's list in which the first of several ids is
    looked up, to compare what stands above it (its ``parent``), or itself if nothing does.
    """

    kind: str
    name: str
    level: Level
    null_counts: bool = False
    column: str | None = None
    above: str | None = None

    def of(self, row: Row) -> Any:
        """What a row says; None for nothing."""
        value = row.get(self.column or self.name)
        if self.name.startswith("primary_") or self.above:
            first = value[0] if value else None
            return (loader.entry(self.above, first)["parent"] or first) if self.above and first else first
        if self.level == "set":
            return frozenset(value or ()) or None
        return float(value) if self.level in ("interval", "ratio") and value is not None else value


# Values are compared by their ratio: 12 万 people and 60 % are of one list, so that only a relative difference means the
# same in both. Years have no zero to divide by: interval.
ATTRIBUTES = (
    Attribute("tasks", "primary_theme", "nominal", column="themes"),
    Attribute("tasks", "main_theme", "nominal", column="themes", above="themes"),
    Attribute("tasks", "themes", "set"),
    Attribute("tasks", "primary_instrument", "nominal", column="instruments"),
    Attribute("tasks", "instruments", "set"),
    Attribute("tasks", "role", "nominal"),
    Attribute("targets", "indicator_id", "nominal", True),
    Attribute("targets", "kind", "nominal"),
    Attribute("targets", "form", "nominal"),
    Attribute("targets", "comparator", "nominal", True),
    Attribute("targets", "unit", "nominal", True),
    Attribute("targets", "value_min", "ratio"),
    Attribute("targets", "value_max", "ratio"),
    Attribute("targets", "deadline_year", "interval"),
    Attribute("targets", "deadline_basis", "nominal", True),
    Attribute("targets", "modality", "ordinal"),
    Attribute("targets", "hedges", "set", True),
    Attribute("targets", "addressee", "nominal", True),
    Attribute("citations", "relation", "nominal"),
    Attribute("citations", "policy_id", "nominal", True),
    Attribute("citations", "resolution", "nominal", True),
    Attribute("mentions", "concept_id", "nominal"),
)
#: A label of those who say nothing, and the name of all documents together.
NOTHING, ALL = "–", "all"


@dataclass(frozen=True, slots=True)
class Units:
    """Where the two marked units of one kind, in one document or in all.

    ``spans`` has the counts by ``same`` boundaries, of the ``matched`` pairs, and by SemEval's four schemes
    (``semeval_same`` …). ``left_out`` units overlap another of their coder and are not in ``alpha``.
    """

    document: str
    kind: str
    marked_a: int
    marked_b: int
    spans: dict[str, unitising.Counts]
    alpha: Estimate
    left_out: int


@dataclass(frozen=True, slots=True)
class Labels:
    """One attribute on the matched units of all documents.

    ``only_a``, ``only_b``: units where the other said nothing. ``values``: what was given, in order, as it is printed.
    """

    kind: str
    name: str
    level: Level
    measures: Measures | None
    only_a: int
    only_b: int
    values: list[str]
    confusion: list[tuple[str, str, int]]
    why: str | None = None


@dataclass(slots=True)
class Comparison:
    """Everything that `zhijiao agreement` says."""

    coder_a: str
    coder_b: str
    documents: list[str]
    seed: int
    draws: int
    warnings: list[str] = field(default_factory=list)
    units: list[Units] = field(default_factory=list)
    labels: list[Labels] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)


# --- reading ------------------------------------------------------------------------------------------------------


def compare(a: Path, b: Path, raw: Path = Path("raw"), seed: int = 1, draws: int = 1000) -> Comparison:
    """Compare two annotation files of one document, or two folders of them.

    Args:
        a: the first coder's file, or a folder that holds ``*.yaml`` or ``<plan>/annotation.yaml``.
        b: the second coder's.
        raw: the folder of the sources, for the documents' texts.
        seed: of the bootstrap.
        draws: of the bootstrap.

    Raises:
        InputError: a file is no annotation, is at odds with its document, or nothing can be paired.
        UsageError: the libraries are not installed, or ``draws`` is too small for an interval.
    """
    if draws < 100:
        raise UsageError(
            f"--draws {draws} is too few for an interval of 95 %", "", "Draw 100 times or more; 1000 is usual"
        )
    _libraries()
    of_a, of_b = _files(Path(a)), _files(Path(b))
    shared = [plan for plan in of_a if plan in of_b]
    if not shared:
        remedy = f"{a} is of {listed(of_a)}; {b} is of {listed(of_b)}. Annotations are paired by their plan_id"
        raise InputError("no document was coded by both", f"{a}, {b}", remedy)
    read = []
    for plan in shared:
        text = corpus.load(Path(raw) / plan).text
        read.append((text, annotation.load(of_a[plan], text), annotation.load(of_b[plan], text)))
    found = Comparison(_coder(read, 1), _coder(read, 2), shared, seed, draws)
    for one, other, name in ((of_a, of_b, a), (of_b, of_a, b)):
        if alone := [plan for plan in one if plan not in other]:
            found.warnings.append(f"only in {name}, not compared: {listed(alone)}")
    if found.coder_a == found.coder_b:
        found.warnings.append(
            f"both name the coder {found.coder_a}: agreement with oneself is stability, not reliability between coders"
        )
    for place, coder in ((1, "A"), (2, "B")):
        if any(not one[place].own_units for one in read):
            found.warnings.append(f"{coder} was given the units on a sheet: that the places agree says nothing")
    _compare_units(found, read)
    return found


def _libraries() -> None:
    try:
        import krippendorff  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        packages = "krippendorff scikit-learn"
        raise libraries.missing(str(error.name), packages, "agreement between coders") from None


def _files(path: Path) -> dict[str, Path]:
    """The annotation files at ``path``, plan → file."""
    if path.is_dir():
        paths = sorted(path.glob("*/annotation.yaml")) or sorted(path.glob("*.yaml"))
        if not paths:
            remedy = "Put annotation files there as NAME.yaml or PLAN/annotation.yaml, or name a file"
            raise InputError("no annotation in this folder", str(path), remedy)
    else:
        paths = [path]
    files: dict[str, Path] = {}
    for one in paths:
        source = marked_yaml.read(one)
        plan = source.value.get("plan_id") if isinstance(source.value, dict) else None
        if not plan:
            raise InputError("no plan_id", source.where(), "Write an annotation as raw/CODING.md says")
        if plan in files:
            raise InputError(f"a second annotation of {plan}", str(one), f"Keep this one or {files[plan]}")
        files[plan] = one
    return files


def _coder(read: Sequence[tuple[str, Any, Any]], place: int) -> str:
    names = dict.fromkeys(one[place].coder or "not named" for one in read)
    return ", ".join(names)


# --- comparing ----------------------------------------------------------------------------------------------------


def _compare_units(found: Comparison, read: Sequence[tuple[str, annotation.Annotation, annotation.Annotation]]) -> None:
    lines = {a.plan_id: list(accumulate(len(line) + 1 for line in text.split("\n"))) for text, a, _ in read}
    notes: list[tuple[str, int, str]] = []
    pairs: dict[str, list[Pair]] = {kind: [] for kind in KINDS}
    lacking: dict[str, list[str]] = {}
    for kind in KINDS:
        parts = []
        for text, a, b in read:
            if not (kind in a.sections and kind in b.sections):
                lacking.setdefault(kind, []).append(a.plan_id)
                continue
            units_a, units_b = getattr(a, kind), getattr(b, kind)
            matched = evaluate.match(units_a, units_b, _fit(kind))
            pairs[kind] += [(a.plan_id, units_a[i], units_b[j]) for i, j in matched]
            parts.append((a.plan_id, len(text), units_a, units_b, matched))
            notes += _span_notes(kind, a.plan_id, text, units_a, units_b, matched)
        if parts:
            found.units += [_units(kind, [part], part[0]) for part in parts]
            if len(parts) > 1:
                found.units.append(_units(kind, parts, ALL))
    texts = {a.plan_id: text for text, a, _ in read}
    for kind, plans in lacking.items():
        found.warnings.append(f"no {kind} compared in {listed(plans)}: one or both of the files have no such list")
    for attribute in ATTRIBUTES:
        if len(lacking.get(attribute.kind, [])) < len(read):
            found.labels.append(_labels(attribute, pairs[attribute.kind], found, notes, texts))
    for plan, start, note in sorted(notes, key=lambda note: (found.documents.index(note[0]), note[1])):
        found.disagreements.append(f"{plan}:{bisect_right(lines[plan], start) + 1}: {note}")


def _fit(kind: str) -> Callable[[Row, Row], float]:
    return evaluate.target_score if kind == "targets" else evaluate.span_score


def _span(row: Row) -> unitising.Span:
    return row["char_start"], row["char_end"]


def _number(row: Row) -> unitising.Span | None:
    return None if row.get("value_start") is None else (row["value_start"], row["value_end"])


def _same_place(a: Row, b: Row) -> bool:
    return _span(a) == _span(b) and _number(a) == _number(b)


def _same(a: Row, b: Row) -> float:
    return float(_same_place(a, b))


def _overlapping(a: Row, b: Row) -> float:
    x, y = _number(a), _number(b)
    if x and y:
        return evaluate.iou(_span(a), _span(b)) + evaluate.iou(x, y) if evaluate.overlap(x, y) else 0.0
    return evaluate.iou(_span(a), _span(b))


def _units(kind: str, parts: Sequence[tuple[str, int, Sequence[Row], Sequence[Row], list]], name: str) -> Units:
    """The figures of one kind of unit over one document or several, laid end to end."""
    marked_a, marked_b = sum(len(part[2]) for part in parts), sum(len(part[3]) for part in parts)

    def counts(pairs: int) -> unitising.Counts:
        return unitising.Counts(pairs, 0, 0, marked_a - pairs, marked_b - pairs)

    same = sum(len(evaluate.match(a, b, _same)) for _, _, a, b, _ in parts)
    kinds: list[tuple[bool, bool]] = []
    continua: tuple[list, list] = ([], [])
    left_out = offset = 0
    for _, length, a, b, _ in parts:
        for i, j in evaluate.match(a, b, _overlapping):
            kinds.append((_same_place(a[i], b[j]), a[i].get(KINDS[kind]) == b[j].get(KINDS[kind])))
        for spans, rows in zip(continua, (a, b), strict=True):
            kept, dropped = unitising.apart(map(_span, rows))
            spans += [(start + offset, end + offset) for start, end in kept]
            left_out += dropped
        offset += length
    many = len(continua[0]) + len(continua[1])
    if many < agreement.LEAST_UNITS:
        alpha = Estimate(None, why=f"{many} units of both, fewer than {agreement.LEAST_UNITS}")
    else:
        alpha = Estimate(unitising.unitising_alpha(*continua, offset).alpha)
    spans = {"same": counts(same), "matched": counts(sum(len(part[4]) for part in parts))}
    for scheme, found in unitising.semeval(kinds, marked_a - len(kinds), marked_b - len(kinds)).items():
        spans[f"semeval_{scheme}"] = found
    return Units(name, kind, marked_a, marked_b, spans, alpha, left_out)


def _labels(
    attribute: Attribute, pairs: Sequence[Pair], found: Comparison, notes: list, texts: Mapping[str, str]
) -> Labels:
    """Compare one attribute on matched units, and write down where it differs."""
    said = [(attribute.of(a), attribute.of(b)) for _, a, b in pairs]
    coded_a, coded_b = (any(values[i] is not None for values in said) for i in (0, 1))
    only_a = sum(x is not None and y is None for x, y in said)
    only_b = sum(x is None and y is not None for x, y in said)
    head = (attribute.kind, attribute.name, attribute.level)
    if not (coded_a and coded_b):
        who = "only A" if coded_a else "only B" if coded_b else "neither coder"
        why = f"{who} coded it" if pairs else "no unit was matched"
        return Labels(*head, None, only_a, only_b, [], [], why)
    kept = []
    empty = frozenset() if attribute.level == "set" else NOTHING
    for (plan, row, _), (x, y) in zip(pairs, said, strict=True):
        if attribute.null_counts:
            x, y = empty if x is None else x, empty if y is None else y
        if x is not None and y is not None:
            kept.append((x, y))
        if x != y:
            passage = one_line(texts[plan][slice(*_span(row))], 100)
            note = f"{attribute.kind}.{attribute.name} A={_shown(x)} B={_shown(y)} «{passage}»"
            notes.append((plan, row["char_start"], note))
    if not kept:
        return Labels(*head, None, only_a, only_b, [], [], "no unit was coded by both")
    order = _scale(attribute.name) if attribute.level == "ordinal" else ()
    data = agreement.codings([x for x, _ in kept], [y for _, y in kept], attribute.level, order)
    crossed = Counter((_shown(x), _shown(y)) for x, y in kept)
    confusion = [(x, y, n) for (x, y), n in sorted(crossed.items(), key=lambda item: (-item[1], item[0]))]
    values = [_shown(data.domain[i]) for i in sorted({*data.a, *data.b})]
    return Labels(*head, agreement.measures(data, found.draws, found.seed), only_a, only_b, values, confusion)


def _scale(name: str) -> list[str]:
    """The ids of an ordered list of the codebook, from its lowest rank."""
    entries = loader.load("codes")[name]["codes"]
    return sorted(entries, key=lambda code: entries[code]["rank"])


def _span_notes(
    kind: str, plan: str, text: str, a: Sequence[Row], b: Sequence[Row], matched: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int, str]]:
    """What only one of the two marked, and what they marked with different boundaries."""

    def words(row: Row) -> str:
        return f"«{one_line(text[slice(*_span(row))], 100)}»"

    in_a, in_b = {i for i, _ in matched}, {j for _, j in matched}
    for who, rows, seen in (("A", a, in_a), ("B", b, in_b)):
        for i, row in enumerate(rows):
            if i not in seen:
                yield plan, row["char_start"], f"{kind}: only {who} {words(row)}"
    for i, j in matched:
        if not _same_place(a[i], b[j]):
            (x, y), (v, w) = _span(a[i]), _span(b[j])
            place = f"A={x}–{y} B={v}–{w}"
            yield plan, x, f"{kind}: other boundaries {place} A {words(a[i])} B {words(b[j])}"


def _shown(value: Any) -> str:
    if isinstance(value, frozenset):
        return "+".join(sorted(map(str, value))) or NOTHING
    if isinstance(value, float):
        return f"{value:.15g}"
    return NOTHING if value is None else str(value)
