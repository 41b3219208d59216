"""The rows of ``masks`` and ``reuse``: every passage that two documents share, what kind it is, and how much it tells.

``weight`` is the rarity of a passage, ω(s) = (1 − mean cosine(s, sample)) · ln((I + 1) / (n + 1)) / ln(I + 1), with ``I`` issuers in the corpus, ``n`` of them with
the passage, and counts of pairs of characters as vectors; the sample are up to 1,000 other passages. The first factor follows F. Linder, B. Desmarais,
M. Burgess & E. Giraudy (2020), Text as policy: measuring policy similarity through bill text reuse, Policy Studies Journal 48: 546–574. With few issuers
the second is coarse: two of five give 0.39.

A passage of several sentences is cut where one ends in both documents: neighbours may come from different places, and one of them may be boilerplate.

A cluster holds the passages that overlap by half of the longer in some document (single link, as in passim: D. A. Smith, R. Cordell & A. Mullen 2015,
Computational methods for uncovering reprinted texts in antebellum newspapers, American Literary History 27: E1–E15); overlap with the longer, not the
shorter, keeps a cluster from growing along a chain of ever longer passages.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhijiao_data.corpus.spans import Edit
from zhijiao_data.dataset.reuse import alignment, candidates, lineage, masking
from zhijiao_data.grammar.terms import term_form

Row = dict[str, Any]
Given = Mapping[str, Any]
#: A passage is boilerplate in at least this share of the issuers and so many provinces.
BOILERPLATE_ISSUERS, BOILERPLATE_PROVINCES = 0.20, 3
SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class _Shared:
    """A passage between two documents, by plan: ``a`` before ``b``."""

    plan_a: str
    plan_b: str
    spans: tuple[tuple[int, int], tuple[int, int]]
    text: str
    found: alignment.Passage
    differing: list[str]


def mask_rows(tables: Mapping[str, Sequence[Given]]) -> list[Row]:
    """The rows of ``masks``: what of each text is not compared, and why. Reads texts, sections, responsibilities, citations and repairs."""
    of = {name: _by_plan(tables[name]) for name in ("sections", "responsibilities", "citations", "repairs")}
    rows = []
    for row in tables["texts"]:
        plan_id = row["plan_id"]
        found = masking.masks(
            row["text"],
            *(of[name].get(plan_id, ()) for name in ("sections", "responsibilities", "citations")),
            edits(of["repairs"].get(plan_id, ())),
        )
        rows += [
            {"plan_id": plan_id, "char_start": mask.start, "char_end": mask.end, "reason": mask.reason}
            for mask in found
        ]
    return rows


def compared_texts(
    texts: Iterable[Given], masks: Iterable[Given], repairs: Iterable[Given] = ()
) -> dict[str, masking.Compared]:
    """Plan → its compared characters, from rows of ``texts``, ``masks`` and ``repairs``."""
    masked, mended = _by_plan(masks), _by_plan(repairs)
    return {
        row["plan_id"]: masking.compared(
            row["plan_id"],
            row["text"],
            [(mask["char_start"], mask["char_end"], mask["reason"]) for mask in masked.get(row["plan_id"], ())],
            edits(mended.get(row["plan_id"], ())),
        )
        for row in texts
    }


def edits(repairs: Iterable[Given]) -> list[Edit]:
    """The repairs of one document, in order."""
    return sorted(Edit(row["char_start"], row["char_end"], row["repaired"] or "") for row in repairs)


def reuse_rows(
    compared: Mapping[str, masking.Compared],
    plans: Sequence[Given],
    citations: Sequence[Given] = (),
    policies: Sequence[Given] = (),
    search: candidates.Search | None = None,
) -> list[Row]:
    """The rows of ``reuse``, by plans and places.

    Args:
        compared: `compared_texts`.
        plans, citations, policies: rows; they say who issued what, and which upstream document accounts for a passage that stands everywhere.
        search: how passages are searched for; by default what the size of the corpus allows.
    """
    shared = list(_shared(compared, plans, search))
    clusters = _clusters(shared)
    by_id = {plan["plan_id"]: plan for plan in plans}
    issuers = len({lineage.issuer(plan) for plan in plans})
    of_plan = _upstream_of_plans(plans, citations, policies)
    likeness = _mean_likeness([one.text for one in shared])
    rows = []
    for members in clusters:
        holders = sorted({plan for at in members for plan in (shared[at].plan_a, shared[at].plan_b)})
        names = {lineage.issuer(by_id[plan]) for plan in holders}
        provinces = {by_id[plan].get("province") for plan in holders} - {None}
        is_common = (
            len(names) >= BOILERPLATE_ISSUERS * issuers
            and len(provinces) >= BOILERPLATE_PROVINCES
            and not _accounted_for(holders, of_plan)
        )
        first = min((shared[at].plan_a, shared[at].spans[0][0]) for at in members)
        rarity = math.log((issuers + 1) / (len(names) + 1)) / math.log(issuers + 1)
        for at in members:
            one = shared[at]
            (start_a, end_a), (start_b, end_b) = one.spans
            rows.append(
                {
                    "plan_a": one.plan_a,
                    "start_a": start_a,
                    "end_a": end_a,
                    "plan_b": one.plan_b,
                    "start_b": start_b,
                    "end_b": end_b,
                    "aligned_chars": one.found.han,
                    "identity": round(one.found.identity, 4),
                    "verdict": _verdict(by_id[one.plan_a], by_id[one.plan_b], is_common),
                    "differing_numbers": one.differing,
                    "weight": round((1 - likeness[at]) * rarity, 4),
                    "cluster_id": f"{first[0]}.u{first[1]:06d}",
                    "n_issuers": len(names),
                    "n_provinces": len(provinces),
                }
            )
    return sorted(rows, key=lambda row: (row["plan_a"], row["start_a"], row["plan_b"], row["start_b"]))


def _by_plan(rows: Iterable[Given]) -> dict[str, list[Given]]:
    of: dict[str, list[Given]] = defaultdict(list)
    for row in rows:
        of[row["plan_id"]].append(row)
    return of


def _shared(
    compared: Mapping[str, masking.Compared], plans: Sequence[Given], search: candidates.Search | None
) -> Iterable[_Shared]:
    """Every passage of every two documents, searched for in the order of their dates."""
    dates = lineage.dates(plans)
    of_plan = {plan["plan_id"]: plan for plan in plans if plan["plan_id"] in compared}

    def when(plan_id: str) -> tuple[str, str]:
        known = dates[plan_id]
        return (known.last.isoformat() if known else "9", plan_id)

    order = sorted(of_plan, key=when)
    texts = [compared[plan_id].text for plan_id in order]
    regions = [of_plan[plan_id].get("province") for plan_id in order]
    for earlier, later, whole in candidates.passages(texts, search, regions):
        first, second = compared[order[earlier]], compared[order[later]]
        if first.plan_id > second.plan_id:
            first, second = second, first
            whole = alignment.turned(whole)
        for found in alignment.cut(first.text, second.text, whole, first.sentences, second.sentences):
            yield _Shared(
                first.plan_id,
                second.plan_id,
                (first.back(*found.span_a), second.back(*found.span_b)),
                first.text[slice(*found.span_a)],
                found,
                alignment.differing_numbers(first.text, second.text, found),
            )


def _clusters(shared: Sequence[_Shared]) -> list[list[int]]:
    """The passages (by index) in clusters: linked where they overlap in one document by half of the longer."""
    leader = list(range(len(shared)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    places: dict[str, dict[tuple[int, int], int]] = defaultdict(dict)
    for at, one in enumerate(shared):
        for plan, span in ((one.plan_a, one.spans[0]), (one.plan_b, one.spans[1])):
            known = places[plan].setdefault(span, at)
            leader[find(at)] = find(known)
    for of_plan in places.values():
        open_now: list[tuple[int, int]] = []
        for span in sorted(of_plan):
            # A span that has been passed by half of its length can be linked with no later one.
            open_now = [other for other in open_now if 2 * (other[1] - span[0]) >= other[1] - other[0]]
            for other in open_now:
                longer = max(other[1] - other[0], span[1] - span[0])
                if 2 * (min(other[1], span[1]) - span[0]) >= longer:
                    leader[find(of_plan[span])] = find(of_plan[other])
            open_now.append(span)
    found: dict[int, list[int]] = defaultdict(list)
    for at in range(len(shared)):
        found[find(at)].append(at)
    return list(found.values())


def _upstream_of_plans(
    plans: Sequence[Given], citations: Sequence[Given], policies: Sequence[Given]
) -> dict[str, set[str]]:
    """Plan → every upstream document that it names or that these carry out; a plan that is itself registered counts as its own."""
    registered = {policy["policy_id"]: policy for policy in policies}
    named = lineage.cited(citations)
    for policy_id, plan_id in lineage.held(plans, policies).items():
        named.setdefault(plan_id, set()).add(policy_id)
    return {plan["plan_id"]: lineage.upstream(named.get(plan["plan_id"], ()), registered) for plan in plans}


def _accounted_for(holders: Sequence[str], of_plan: Mapping[str, set[str]]) -> bool:
    """Whether more than half of the documents go back to one upstream document."""
    counts = Counter(policy for plan in holders for policy in of_plan[plan])
    return bool(counts) and 2 * max(counts.values()) > len(holders)


def _verdict(a: Given, b: Given, is_common: bool) -> str:
    numbers = [term_form(plan["doc_number"]) for plan in (a, b) if plan.get("doc_number")]
    same_number = len(numbers) == 2 and numbers[0] == numbers[1]
    same_title = term_form(a["title"]) == term_form(b["title"]) and lineage.place(a) == lineage.place(b)
    if same_number or same_title:
        return "same_document"
    if lineage.issuer(a) == lineage.issuer(b):
        return "same_issuer"
    return "boilerplate" if is_common else "shared"


def _mean_likeness(texts: Sequence[str]) -> list[float]:
    """Of each passage the mean cosine with up to `SAMPLE` passages drawn once for all, itself left out; 0 where there is no other."""
    vectors = [_unit(Counter(map(str.__add__, text, text[1:]))) for text in texts]
    drawn = random.Random(1).sample(range(len(texts)), min(SAMPLE, len(texts)))
    total: Counter[str] = Counter()
    for at in drawn:
        for pair, value in vectors[at].items():
            total[pair] += value
    is_drawn = set(drawn)
    means = []
    for at, vector in enumerate(vectors):
        others = len(drawn) - (at in is_drawn)
        product = sum(value * total[pair] for pair, value in vector.items()) - (at in is_drawn)
        means.append(min(1.0, max(0.0, product / others)) if others else 0.0)
    return means


def _unit(counts: Counter[str]) -> dict[str, float]:
    length = math.sqrt(sum(count * count for count in counts.values()))
    return {pair: count / length for pair, count in counts.items()}
