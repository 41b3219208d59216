"""Where the passages of a document may come from: seven steps, on the tables ``reuse``, ``plans``, ``citations`` and ``policies``.

Each passage that a document shares with an earlier one, or with one of which that can't be told, falls to the first step that is true of it:

1. ``boilerplate``: it stands in many unrelated documents (verdict of ``reuse``).
2. ``self``: an earlier document of the same issuer has it.
3. ``vertical``: an earlier document of an ancestor has at least 80 % of it; of several the nearest, then the one with most of it.
4. ``common_ancestor_suspected``: the other document is of a body that is no ancestor, and both go back to an upstream document that is not held.
5. ``horizontal_same_parent``: an earlier document of a sibling has it, and every upstream document that both go back to is held (and does not have it).
6. ``horizontal_cross_province``: the same, of a body under another parent.
7. ``unresolved``: which document is earlier can't be told, or the earlier one is of a body below.

What only later documents share is the document's own (step ``original``), and so is what no other document has. Forms of one document are left out.

Similarity shows no cause. Only held texts can be sources: `upstream_completeness` is the share of the registered upstream documents cited that are
held, and stands with every figure. Below 80 % horizontal reuse is an upper bound (`is_upper_bound`).
The method is that of analysis of text reuse in policy diffusion (F. Linder, B. Desmarais, M. Burgess & E. Giraudy 2020, Policy Studies Journal 48: 546–574),
with administrative ancestry in place of adoption networks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from zhijiao_data.analysis.documents import POLICY_DATES
from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.dataset.reuse import lineage
from zhijiao_data.dataset.reuse.masking import Compared
from zhijiao_data.dataset.reuse.passages import compared_texts

#: In the order in which they are asked.
STEPS = (
    "boilerplate",
    "self",
    "vertical",
    "common_ancestor_suspected",
    "horizontal_same_parent",
    "horizontal_cross_province",
    "unresolved",
)
#: What is left of a document: no earlier document held has it.
ORIGINAL = "original"
CONTAINED, COMPLETE = 0.80, 0.80
_SEGMENT = {
    **dict.fromkeys(["plan_id"], "str"),
    **dict.fromkeys(["start", "end"], "int"),
    "source_plan_id": "str",
    **dict.fromkeys(["source_start", "source_end"], "int"),
    "step": "str",
    "chars": "int",
    **dict.fromkeys(["path", "unheld"], "object"),
    "cluster_id": "str",
    "differing_numbers": "object",
}
_DECOMPOSITION = {"plan_id": "str", "step": "str", "chars": "int", "share": "float", "n_segments": "int"}
_DECOMPOSITION |= {"completeness": "float", "is_upper_bound": "bool", "n_cited": "int", "n_held": "int"}
_SOURCE = {"plan_id": "str", "source_plan_id": "str", "relation": "str", "chars": "int", "weighted_chars": "float"}
_SOURCE |= {"coverage": "float", "rank": "int"}
_COMPLETENESS = {"plan_id": "str", "n_cited": "int", "n_held": "int", "completeness": "float", "unheld": "object"}
_SIDES = [f"{name}_{side}" for side in "ab" for name in ("plan", "start", "end")]
#: The columns that are read.
_READ = {
    "reuse": [*_SIDES, "verdict", "weight", "cluster_id", "differing_numbers"],
    "plans": ["plan_id", "title", "doc_number", "issuer", "issuer_level", "province", "city", "district", "issued_on", "date_precision", "issued_not_before", "issued_not_after", "published_on", "transmitted_on", "period_start"],
    "citations": ["plan_id", "policy_id", "suggestion", "relation"],
    "policies": ["policy_id", "title", "doc_number", "parents", *POLICY_DATES],
    "texts": ["plan_id", "text"],
    "masks": ["plan_id", "char_start", "char_end", "reason"],
    "repairs": ["plan_id", "char_start", "char_end", "repaired"],
}  # fmt: skip

Row = Mapping[str, Any]


class _Side(NamedTuple):
    """A passage seen from one of its two documents; ``span`` counts compared characters, ``start`` and ``end`` canonical ones."""

    other: str
    start: int
    end: int
    other_start: int
    other_end: int
    span: tuple[int, int]
    row: Row


def upstream_completeness(citations: pd.DataFrame, plans: pd.DataFrame, policies: pd.DataFrame) -> pd.DataFrame:
    """How many of the upstream documents that a plan cites are held as texts.

    completeness = held / cited, over the registered documents that the plan itself names (own plans left out; one that the
    resolver only suggests counts). NaN where none is named: then nothing is known.

    Returns:
        One row per plan: plan_id, n_cited, n_held, completeness (0 to 1 or NaN), unheld (list of policy ids).
    """
    plan_rows = _rows(plans, "plans")
    held = set(lineage.held(plan_rows, _rows(policies, "policies")))
    named = lineage.cited(_rows(citations, "citations"))
    rows = []
    for plan in plan_rows:
        cited = named.get(plan["plan_id"], set())
        there = cited & held
        share = len(there) / len(cited) if cited else None
        rows.append((plan["plan_id"], len(cited), len(there), share, sorted(cited - there)))
    return _frame(rows, _COMPLETENESS)


def attribute(
    reuse: pd.DataFrame,
    plans: pd.DataFrame,
    citations: pd.DataFrame,
    policies: pd.DataFrame,
    texts: pd.DataFrame,
    masks: pd.DataFrame,
    repairs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The step of every passage of every document that an earlier document, or one of unknown order, shares.

    Args:
        reuse, plans, citations, policies, texts, masks, repairs: tables as ``zj.load`` gives them, or plain data frames; a corpus without
            repairs needs none.

    Returns:
        One row per document and passage, in the order of the text: plan_id, start, end (canonical offsets), source_plan_id,
        source_start, source_end (for ``vertical`` those of the ancestor, which need not be the document that the passage was found with), step,
        chars (compared characters), path (ancestors with the passage, furthest first), unheld (upstream documents that are not held and that both go back to, those that both name first),
        cluster_id, differing_numbers.
    """
    known = _Known(plans, citations, policies)
    compared = compared_texts(_rows(texts, "texts"), _rows(masks, "masks"), _rows(repairs, "repairs"))
    rows: list[tuple] = []
    for plan_id, sides in _sides(_rows(reuse, "reuse"), compared).items():
        finder = _Covering(sides)
        told = {}
        for side in sides:
            row = known.segment(plan_id, side, finder)
            if row is not None:  # what an ancestor has is found with every other document that has it too
                told.setdefault(row[:7], row)
        rows += told.values()
    return _frame(rows, _SEGMENT)


def decompose(
    reuse: pd.DataFrame,
    plans: pd.DataFrame,
    citations: pd.DataFrame,
    policies: pd.DataFrame,
    texts: pd.DataFrame,
    masks: pd.DataFrame,
    repairs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How many of the compared characters of each document fall to each step; a character in several passages to the first step.

    share = chars / compared characters of the document; the shares of a document sum to 1.

    Args:
        reuse, plans, citations, policies, texts, masks, repairs: as for `attribute`.

    Returns:
        One row per plan and step, all steps and ``original``: plan_id, step, chars, share, n_segments (stretches of the text), completeness,
        is_upper_bound (whether horizontal shares are an upper bound because fewer than 80 % of the upstream documents are held or none is known),
        n_cited, n_held (upstream documents, of `upstream_completeness`).
    """
    segments = attribute(reuse, plans, citations, policies, texts, masks, repairs)
    compared = compared_texts(_rows(texts, "texts"), _rows(masks, "masks"), _rows(repairs, "repairs"))
    upstream = {row.plan_id: row for row in upstream_completeness(citations, plans, policies).itertuples()}
    names = (*STEPS, ORIGINAL)
    of_plan: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for plan_id, *segment in segments[["plan_id", "start", "end", "step"]].itertuples(index=False):
        of_plan[plan_id].append(tuple(segment))
    rows = []
    for plan in _rows(plans, "plans"):
        text = compared[plan["plan_id"]]
        step_of = bytearray([STEPS.index(STEPS[-1]) + 1]) * len(text.text)
        for start, end, step in of_plan.get(plan["plan_id"], ()):
            number = STEPS.index(step)
            for at in range(*text.within(start, end)):
                step_of[at] = min(step_of[at], number)
        known = upstream[plan["plan_id"]]
        bounded = not known.completeness >= COMPLETE  # none known is NaN
        for number, step in enumerate(names):
            chars = step_of.count(number)
            stretches = sum(
                1 for at, one in enumerate(step_of) if one == number and (at == 0 or step_of[at - 1] != number)
            )
            part = chars / len(step_of) if step_of else 0.0
            of_upstream = (known.completeness, bounded, known.n_cited, known.n_held)
            rows.append((plan["plan_id"], step, chars, part, stretches, *of_upstream))
    return _frame(rows, _DECOMPOSITION)


def sources(
    reuse: pd.DataFrame,
    plans: pd.DataFrame,
    texts: pd.DataFrame,
    masks: pd.DataFrame,
    repairs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much of each document every earlier document covers: ρ(d ← u).

    chars = compared characters of ``d`` in passages shared with ``u``; weighted_chars = the same, each times the weight of its passage (the highest,
    where several hold it); coverage = chars / compared characters of ``d``. Boilerplate and forms of one document are left out.

    Returns:
        One row per document and certainly earlier document with which it shares a passage, best first: plan_id, source_plan_id,
        relation (ancestor|same_parent|other), chars, weighted_chars, coverage, rank (from 1, by weighted_chars).
    """
    plan_rows = {plan["plan_id"]: plan for plan in _rows(plans, "plans")}
    dates = lineage.dates(plan_rows.values())
    compared = compared_texts(_rows(texts, "texts"), _rows(masks, "masks"), _rows(repairs, "repairs"))
    told = [row for row in _rows(reuse, "reuse") if row["verdict"] not in ("boilerplate", "same_document")]
    rows = []
    for plan_id, sides in _sides(told, compared).items():
        weights: dict[str, dict[int, float]] = defaultdict(dict)
        for side in sides:
            if lineage.surely_before(dates[side.other], dates[plan_id]):
                of = weights[side.other]
                for at in range(*side.span):
                    of[at] = max(of.get(at, 0.0), side.row["weight"])
        length = len(compared[plan_id].text)
        ranked = sorted(weights.items(), key=lambda item: (-sum(item[1].values()), item[0]))
        for rank, (source, of) in enumerate(ranked, 1):
            relation = _relation(plan_rows[source], plan_rows[plan_id])
            rows.append((plan_id, source, relation, len(of), sum(of.values()), len(of) / length, rank))
    return _frame(rows, _SOURCE)


def _relation(source: Row, plan: Row) -> str:
    if lineage.is_ancestor(source, plan):
        return "ancestor"
    return "same_parent" if lineage.parent(source) == lineage.parent(plan) else "other"


def _rows(table: pd.DataFrame | None, name: str) -> list[dict[str, Any]]:
    return [] if table is None else records(table, name, _READ[name])


def _frame(rows: Iterable[tuple], columns: Mapping[str, str]) -> pd.DataFrame:
    return tidy([dict(zip(columns, row, strict=True)) for row in rows], columns)


def _sides(reuse: Iterable[Row], compared: Mapping[str, Compared]) -> dict[str, list[_Side]]:
    """Document → the passages that it shares, in the order of its text; forms of one document are left out."""
    found: dict[str, list[_Side]] = defaultdict(list)
    for row in reuse:
        if row["verdict"] == "same_document":
            continue
        for own, other in (("a", "b"), ("b", "a")):
            start, end = row[f"start_{own}"], row[f"end_{own}"]
            span = compared[row[f"plan_{own}"]].within(start, end)
            place = (start, end, row[f"start_{other}"], row[f"end_{other}"])
            found[row[f"plan_{own}"]].append(_Side(row[f"plan_{other}"], *place, span, row))
    for sides in found.values():
        sides.sort(key=lambda side: (side.span, side.other))
    return found


class _Covering:
    """Finds, for a passage of a document, its passages with other documents that cover most of it."""

    def __init__(self, sides: Sequence[_Side]) -> None:
        self._sides = sides
        self._longest = max(side.span[1] - side.span[0] for side in sides)
        self._starts = [side.span[0] for side in sides]

    def near(self, span: tuple[int, int]) -> list[tuple[_Side, float]]:
        """(passage, share of ``span`` that it covers) for every one that covers at least `CONTAINED`."""
        first = bisect_left(self._starts, span[0] - self._longest)
        last = bisect_right(self._starts, span[1])
        found = []
        for side in self._sides[first:last]:
            share = (min(side.span[1], span[1]) - max(side.span[0], span[0])) / (span[1] - span[0])
            if share >= CONTAINED:
                found.append((side, share))
        return found


class _Known:
    """What the steps look up about documents."""

    def __init__(self, plans: pd.DataFrame, citations: pd.DataFrame, policies: pd.DataFrame) -> None:
        self.plans = {plan["plan_id"]: plan for plan in _rows(plans, "plans")}
        self.dates = lineage.dates(self.plans.values())
        policy_rows = {policy["policy_id"]: policy for policy in _rows(policies, "policies")}
        self.named = lineage.cited(_rows(citations, "citations"))
        self.upstream = {plan: lineage.upstream(self.named.get(plan, ()), policy_rows) for plan in self.plans}
        self.policy_dates = {policy: lineage.issue_dates(row) for policy, row in policy_rows.items()}
        self.held = set(lineage.held(self.plans.values(), policy_rows.values()))

    def segment(self, plan_id: str, side: _Side, finder: _Covering) -> tuple | None:
        """The row of one passage of one document; None where the other document is certainly later and nothing says more."""
        step, source, path, unheld = self._step(plan_id, side, finder)
        if step is None:
            return None
        chars = side.span[1] - side.span[0]
        place = (source.other, source.other_start, source.other_end)
        told = (step, chars, path, unheld, side.row["cluster_id"], list(side.row["differing_numbers"]))
        return (plan_id, side.start, side.end, *place, *told)

    def _step(self, plan_id: str, side: _Side, finder: _Covering) -> tuple[str | None, _Side, list[str], list[str]]:
        if side.row["verdict"] == "boilerplate":
            return "boilerplate", side, [], []
        plan = self.plans[plan_id]
        earlier = [
            (one, share)
            for one, share in finder.near(side.span)
            if lineage.surely_before(self.dates[one.other], self.dates[plan_id])
        ]
        own = [one for one, _ in earlier if lineage.issuer(self.plans[one.other]) == lineage.issuer(plan)]
        if own:
            return "self", own[-1], [], []
        above = [(one, share) for one, share in earlier if lineage.is_ancestor(self.plans[one.other], plan)]
        if above:
            above.sort(key=lambda pair: (lineage.distance(self.plans[pair[0].other], plan), -pair[1]))
            path = list(dict.fromkeys(one.other for one, _ in reversed(above)))
            return "vertical", above[0][0], path, []
        return self._sideways(plan_id, side)

    def _sideways(self, plan_id: str, side: _Side) -> tuple[str | None, _Side, list[str], list[str]]:
        plan, other = self.plans[plan_id], self.plans[side.other]
        kin = lineage.is_ancestor(other, plan) or lineage.is_ancestor(plan, other)
        unheld = self._unheld(plan_id, side.other)
        if not kin and unheld:
            return "common_ancestor_suspected", side, [], unheld
        if lineage.surely_before(self.dates[plan_id], self.dates[side.other]):
            return None, side, [], []
        if kin or not lineage.surely_before(self.dates[side.other], self.dates[plan_id]):
            return "unresolved", side, [], []
        same = lineage.parent(plan) == lineage.parent(other)
        return "horizontal_same_parent" if same else "horizontal_cross_province", side, [], []

    def _unheld(self, plan_id: str, other: str) -> list[str]:
        """The upstream documents that are not held and that both go back to, not certainly later than either; those that both name stand first."""
        named = self.named.get(plan_id, set()) & self.named.get(other, set())
        both = [
            policy
            for policy in (self.upstream[plan_id] & self.upstream[other]) - self.held
            if not any(
                lineage.surely_before(self.dates[one], self.policy_dates.get(policy)) for one in (plan_id, other)
            )
        ]
        return sorted(both, key=lambda policy: (policy not in named, policy))
