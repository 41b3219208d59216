"""What `coders` found, as a page of Markdown or as JSON: the output of ``zhijiao agreement``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from zhijiao_data.analysis import agreement
from zhijiao_data.analysis.agreement import Category, Estimate
from zhijiao_data.analysis.coders import ALL, Comparison, Labels
from zhijiao_data.dataset.rendering import counted, json_text, listed, one_line

COEFFICIENT = {
    "nominal": "α, nominal",
    "ordinal": "α, ordinal",
    "interval": "α, interval",
    "ratio": "α, ratio",
    "set": "α, MASI distance",
}
SPANS = {
    "same": "same boundaries",
    "matched": "matched",
    "semeval_strict": "SemEval strict",
    "semeval_exact": "SemEval exact",
    "semeval_partial": "SemEval partial",
    "semeval_type": "SemEval type",
}
#: A square table of more labels than this is mostly zeros: the pairs that differ are listed instead.
WIDEST_TABLE = 10


def as_json(found: Comparison) -> str:
    """Everything, for machines."""
    about = {
        "coder_a": found.coder_a,
        "coder_b": found.coder_b,
        "documents": found.documents,
        "seed": found.seed,
        "draws": found.draws,
        "least_units": agreement.LEAST_UNITS,
        "least_codings": agreement.LEAST_CODINGS,
        "thresholds": {"use": agreement.USE, "tentative": agreement.TENTATIVE},
        "warnings": found.warnings,
    }
    units = [asdict(one) | {"verdict": agreement.verdict(one.alpha.value)} for one in found.units]
    for one, told in zip(found.units, units, strict=True):
        told["spans"] = {
            name: asdict(counts) | {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
            for name, counts in one.spans.items()
        }
    labels = [asdict(one) | {"verdict": _verdict(one)} for one in found.labels]
    for one, told in zip(found.labels, labels, strict=True):
        told["confusion"] = [{"a": a, "b": b, "n": n} for a, b, n in one.confusion]
        if one.measures:
            told["measures"]["categories"] = [
                asdict(category) | {"verdict": agreement.verdict(category.alpha.value)}
                for category in one.measures.categories
            ]
    everything = about | {"units": units, "labels": labels, "disagreements": found.disagreements}
    return json_text(everything)


def markdown(found: Comparison, listing: bool = False) -> str:
    """The page: units, labels, each label, confusions; with ``listing`` every disagreement."""
    parts = [*_head(found), *_units(found), *_labels(found), *_categories(found), *_confusions(found)]
    if listing:
        parts += ["", f"## Disagreements ({len(found.disagreements)})", ""]
        parts += [f"- {line}" for line in found.disagreements]
    return "\n".join(parts)


def _head(found: Comparison) -> Iterator[str]:
    yield f"# Agreement of A ({found.coder_a}) and B ({found.coder_b})"
    yield ""
    yield f"{counted(len(found.documents), 'document', 'documents')}: {listed(found.documents)}."
    yield (
        f"Intervals are 95 % percentile bootstrap intervals over units (B = {found.draws}, seed {found.seed});"
        " they say nothing about other documents or coders."
    )
    yield (
        f"No coefficient on fewer than {agreement.LEAST_UNITS} units, where one unit would move plain agreement by about the"
        f" width of the band {agreement.TENTATIVE}–{agreement.USE:.2f}, nor for a label with fewer than"
        f" {agreement.LEAST_CODINGS} codings of both coders."
    )
    yield (
        f"α ≥ {agreement.USE:.2f}: use; {agreement.TENTATIVE}–{agreement.USE:.2f}: tentative; below: not for a headline."
        " The flag goes by the figure itself: look at the lower end of its interval too."
    )
    for warning in found.warnings:
        yield f"**Note:** {warning}."


def _units(found: Comparison) -> Iterator[str]:
    yield from (
        "",
        "## Units: did both mark the same places?",
        "",
        "Precision is of B's units, recall of A's; F1 is the same whoever comes first. \"same boundaries\": to the character."
        ' "matched": intersection over union of at least one half, of targets an overlap of their numbers; on these labels'
        " are compared. COR, INC, PAR, MIS, SPU as in SemEval-2013; the type is a task's role, a target's kind, a"
        " citation's relation, a mention's concept.",
        "",
    )
    header = ("document", "units", "pairs", "A", "B", "COR", "INC", "PAR", "MIS", "SPU", "precision", "recall", "F1")
    rows = []
    for one in found.units:
        # Of several documents, each in short and all of them in full.
        several = len(found.documents) > 1 and one.document != ALL
        for name, it in list(one.spans.items())[: 2 if several else None]:
            counts = (it.cor, it.inc, it.par, it.mis, it.spu)
            shares = map(_figure, (it.precision, it.recall, it.f1))
            rows.append([one.document, one.kind, SPANS[name], one.marked_a, one.marked_b, *counts, *shares])
    yield from _table(header, rows, 3)
    yield from (
        "",
        "Krippendorff's α_u (1995, 2004) over the characters; several documents laid end to end. It has no interval: places"
        " of one text can't be drawn apart from one another.",
        "",
    )
    rows = [
        [one.document, one.kind, one.marked_a, one.marked_b, one.left_out, _value(one.alpha), _flag(one.alpha)]
        for one in found.units
    ]
    yield from _table(("document", "units", "n A", "n B", "left out (overlap)", "α_u", "flag"), rows, 2)


def _labels(found: Comparison) -> Iterator[str]:
    yield from (
        "",
        "## Labels of matched units",
        "",
        'n: units that both coded. "A only", "B only": units where the other said nothing; where that is itself a'
        ' statement (no indicator fits), they are among the n and "–" is a label.',
        "",
    )
    header = ("attribute", "n", "A only", "B only", "equal", "coefficient", "α", "interval", "flag")
    rows, kappas = [], []
    for one in found.labels:
        name = f"{one.kind}.{one.name}"
        counts = [one.only_a, one.only_b]
        if one.measures is None:
            rows.append([name, 0, *counts, "–", COEFFICIENT[one.level], "–", "–", one.why])
            continue
        it = one.measures
        equal = f"{_value(it.agreement)} {_interval(it.agreement)}".strip()
        alpha = [_value(it.alpha), _interval(it.alpha) or "–", _flag(it.alpha)]
        rows.append([name, it.n, *counts, equal, COEFFICIENT[one.level], *alpha])
        for kind, kappa in (("κ", it.kappa), ("κ, linear weights", it.weighted_kappa)):
            if kappa is not None:
                kappas.append([name, kind, it.n, _value(kappa), _interval(kappa) or "–", kappa.why or ""])
    yield from _table(header, rows, 1)
    for remark in _remarks(found.labels):
        yield from ("", remark)
    if kappas:
        yield from ("", "Cohen's κ:", "")
        yield from _table(("attribute", "coefficient", "n", "κ", "interval", ""), kappas, 2)


def _remarks(told: Sequence[Labels]) -> Iterator[str]:
    """What an interval doesn't say by itself."""
    some = [
        (f"{one.kind}.{one.name}", one.measures) for one in told if one.measures and one.measures.alpha.low is not None
    ]
    lacking = [f"{name} {it.alpha.undefined_draws}" for name, it in some if it.alpha.undefined_draws]
    if lacking:
        yield f"Draws in which only one value occurred, left out of the interval of α: {', '.join(lacking)}."
    whole = [f"{name} {300 / it.n:.0f} %" for name, it in some if it.agreement.value == 1]
    if whole:
        yield (
            "Where no unit differs, no draw does either and the interval is a point. By the rule of three, of such units up"
            f" to this share may differ (95 %): {', '.join(whole)}."
        )


def _categories(found: Comparison) -> Iterator[str]:
    told = [one for one in found.labels if one.measures and one.measures.categories]
    if not told:
        return
    yield from (
        "",
        "## Each label",
        "",
        "Specific agreement: of all codings with the label, the share where the other coder gave it too. α: the label against"
        " all others; in sets of labels, whether it is in them.",
        "",
    )
    header = ("attribute", "label", "A", "B", "both", "specific agreement", "interval", "α", "interval", "flag")
    rows, rare = [], []
    for one in told:
        few = [it for it in one.measures.categories if it.specific.value is None]
        rows += [_category(one, it) for it in one.measures.categories if it.specific.value is not None]
        if few:
            names = ", ".join(f"{it.label} ({it.given_a}, {it.given_b}, {it.given_by_both})" for it in few)
            rare.append(f"- {one.kind}.{one.name}: {names}")
    yield from _table(header, rows, 2)
    if rare:
        yield from ("", "Too few codings for a figure (given by A, by B, by both):", "", *rare)


def _category(one: Labels, it: Category) -> list[Any]:
    counts = [it.given_a, it.given_b, it.given_by_both]
    alpha = [_value(it.alpha), _interval(it.alpha) or "–", _flag(it.alpha)]
    return [f"{one.kind}.{one.name}", it.label, *counts, _value(it.specific), _interval(it.specific) or "–", *alpha]


def _confusions(found: Comparison) -> Iterator[str]:
    told = [one for one in found.labels if one.confusion and one.level in ("nominal", "ordinal", "set")]
    if not told:
        return
    yield from ("", "## Confusions (rows A, columns B)")
    for one in told:
        yield from ("", f"### {one.kind}.{one.name} (n = {sum(n for *_, n in one.confusion)})", "")
        differ = [(a, b, n) for a, b, n in one.confusion if a != b]
        if len(one.values) <= WIDEST_TABLE:
            counts = {(a, b): n for a, b, n in one.confusion}
            rows = [[a, *(counts.get((a, b), 0) for b in one.values)] for a in one.values]
            yield from _table(("A \\ B", *one.values), rows, 1)
        elif differ:
            yield from _table(("A", "B", "n"), differ, 2)
        else:
            yield f"{len(one.values)} labels, none confused."


def _verdict(one: Labels) -> str:
    return agreement.verdict(one.measures.alpha.value if one.measures else None)


def _flag(estimate: Estimate) -> str:
    return estimate.why or agreement.verdict(estimate.value)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _value(estimate: Estimate) -> str:
    return _figure(estimate.value)


def _interval(estimate: Estimate) -> str:
    return "" if estimate.low is None else f"[{_figure(estimate.low)}, {_figure(estimate.high)}]"


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]], left: int) -> Iterator[str]:
    """A Markdown table, the first ``left`` columns of it to the left."""
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * left + "--:|" * (len(header) - left)
    for row in rows:
        yield "| " + " | ".join(one_line(cell).replace("|", "\\|") for cell in row) + " |"
