"""Four channels of diffusion side by side: citation, concepts, targets, shared text. They are never added up into one index.

For each counted task, whether any channel leads above or beside it (an *anchor*):

* ``citation``: a document other than the plan itself is named in it;
* ``concept``: a concept that existed before the plan and came from a higher level is used in it;
* ``target``: a canonical target in it has an upstream target (whatever the outcome of the comparison);
* ``reuse``: it shares a passage with another document, unless only later documents have it.

The share of tasks without an anchor is an **upper bound** of what is local: an anchor not found is no anchor absent. What the registry doesn't hold, a
text that isn't held and a rewording leave no trace in any channel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from zhijiao_data.analysis.frames import records, tidy
from zhijiao_data.analysis.honesty import STANDING_COLUMNS, Sample, select, unreadable, with_notices
from zhijiao_data.analysis.task_matrix import bodies, counted_tasks

if TYPE_CHECKING:
    import pandas as pd

CHANNELS = ("citation", "concept", "target", "reuse")
#: Outcomes (codes.yaml: link_outcome) without an upstream target.
_NOTHING_ABOVE = frozenset({"new", "not_at_risk"})
#: How a citation was resolved (codes.yaml: citation_resolution) when it names the plan itself or one that is yet to be made.
_NOT_ABOVE = frozenset({"own", "to_be_made"})
#: Levels (codes.yaml: issuer_level) from the highest down.
_LEVELS = ("national", "ministry", "province", "city", "district", "township")
_Spans = dict[str, list[tuple[int, int]]]


def anchors(
    tasks: pd.DataFrame,
    targets: pd.DataFrame,
    plans: pd.DataFrame,
    citations: pd.DataFrame,
    mentions: pd.DataFrame,
    adoption: pd.DataFrame,
    target_links: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    sample: Sample = "all",
) -> pd.DataFrame:
    """Which channels lead from each counted task to another document.

    Args:
        tasks, targets, plans, citations, mentions, target_links: the tables.
        adoption: what `adoption.adoption` returns.
        segments: what `attribution.attribute` returns.
        sample: which texts (`honesty.select`).

    Returns:
        One row per task (rows of annexed tables that restate one are the same task): task_id, plan_id, title, text; citation, concept, target, reuse
        (true or false); n_channels (0 to 4); standing, standing_why.
    """
    chosen = select(plans, sample)
    found = {
        "citation": _spans(r for r in records(citations, "citations", ["plan_id", "char_start", "char_end", "resolution"]) if r["resolution"] not in _NOT_ABOVE),
        "concept": _concepts(mentions, adoption, plans),
        "target": _linked(targets, target_links),
        "reuse": _spans({**row, "char_start": row["start"], "char_end": row["end"]} for row in records(segments, "segments", ["plan_id", "start", "end"])),
    }  # fmt: skip
    body = bodies(tasks)
    counted = counted_tasks(tasks, chosen.plan_ids, True)
    rows = {}
    columns = ["task_id", "plan_id", "title", "text", "char_start", "char_end"]
    for row in sorted(records(tasks, "tasks", columns), key=lambda row: (row["plan_id"], row["char_start"])):
        own = body.get(row["task_id"], row["task_id"])
        met = {name: _meets(row, found[name][row["plan_id"]]) for name in CHANNELS}
        if own in counted:
            # What stands in a restating row belongs to the task of the body.
            rows.setdefault(own, {**dict.fromkeys(CHANNELS, False)})
            rows[own] |= {name: rows[own][name] or met[name] for name in CHANNELS}
            if own == row["task_id"]:
                rows[own] |= {key: row[key] for key in ("task_id", "plan_id", "title", "text")}
    told = [
        {**row, "n_channels": sum(row[name] for name in CHANNELS), **chosen.columns(row["plan_id"])}
        for row in rows.values()
    ]
    kinds = {**dict.fromkeys(["task_id", "plan_id", "title", "text"], "str"), **dict.fromkeys(CHANNELS, "bool")}
    return with_notices(
        tidy(told, {**kinds, "n_channels": "int", **STANDING_COLUMNS}), [chosen.left_out, unreadable(chosen)]
    )


def unanchored(anchors: pd.DataFrame) -> pd.DataFrame:
    """How many tasks of each plan have no anchor: the upper bound of local innovation.

    Returns:
        plan_id; n_tasks, n_unanchored, share (0 to 1); n_citation, n_concept, n_target, n_reuse (tasks with this channel); standing, standing_why.
    """
    rows = []
    for plan, part in anchors.groupby("plan_id", sort=True):
        found = records(part, "anchors", [*CHANNELS, *STANDING_COLUMNS])
        none = sum(not any(row[name] for name in CHANNELS) for row in found)
        head = {"plan_id": plan, "n_tasks": len(found), "n_unanchored": none, "share": none / len(found)}
        each = {f"n_{name}": sum(bool(row[name]) for row in found) for name in CHANNELS}
        rows.append({**head, **each, **{key: found[0][key] for key in STANDING_COLUMNS}})
    counts = dict.fromkeys([f"n_{name}" for name in CHANNELS], "int")
    kinds = {"plan_id": "str", "n_tasks": "int", "n_unanchored": "int", "share": "float", **counts}
    return tidy(rows, {**kinds, **STANDING_COLUMNS})


def channel_matrix(
    citation_lags: pd.DataFrame,
    adoption_rates: pd.DataFrame,
    inheritance: pd.DataFrame,
    decomposition: pd.DataFrame,
    plans: pd.DataFrame,
) -> pd.DataFrame:
    """What each channel shows of each plan, with the counts behind it.

    Args:
        citation_lags, adoption_rates, inheritance, decomposition: what `citations.citation_lags`, `adoption.adoption_rates`,
            `inheritance.inheritance` and `attribution.decompose` return.
        plans: the table.

    Returns:
        One row per plan and channel: plan_id; channel; n (documents named that were found in the registry; concepts adopted; targets with an upstream
        target; compared characters shared with another document), of (documents named; concepts at risk; targets with an indicator; compared
        characters), share (n / of; null without any, and for adoption in an interpretation, which has no rate); standing, standing_why.
    """
    chosen = select(plans, "all")
    counts: dict[tuple[str, str], tuple[int, int, bool]] = {}
    for row in records(citation_lags, "citation lags", ["plan_id", "policy_id"]):
        _add(counts, row["plan_id"], "citation", row["policy_id"] is not None, 1)
    for row in records(adoption_rates, "adoption rates", ["plan_id", "vintage", "n_adopted", "n_at_risk", "rate"]):
        if row["vintage"] == "all":
            counts[row["plan_id"], "concept"] = row["n_adopted"], row["n_at_risk"], row["rate"] is not None
    for row in records(inheritance, "inheritance", ["plan_id", "type"]):
        _add(counts, row["plan_id"], "target", row["type"] not in _NOTHING_ABOVE, 1)
    for row in records(decomposition, "decomposition", ["plan_id", "step", "chars"]):
        _add(counts, row["plan_id"], "reuse", row["chars"] * (row["step"] != "original"), row["chars"])
    rows = []
    for plan in chosen.plan_ids:
        for channel in CHANNELS:
            n, of, rated = counts.get((plan, channel), (0, 0, True))
            told = {"n": n, "of": of, "share": n / of if of and rated else None}
            rows.append({"plan_id": plan, "channel": channel, **told, **chosen.columns(plan)})
    kinds = {"plan_id": "str", "channel": "str", "n": "int", "of": "int", "share": "float"}
    return with_notices(tidy(rows, {**kinds, **STANDING_COLUMNS}), [unreadable(chosen)])


def _add(counts: dict[tuple[str, str], tuple[int, int, bool]], plan: str, channel: str, n: int, of: int) -> None:
    held = counts.get((plan, channel), (0, 0, True))
    counts[plan, channel] = held[0] + n, held[1] + of, True


def _spans(rows: Iterable[dict]) -> _Spans:
    found: _Spans = defaultdict(list)
    for row in rows:
        found[row["plan_id"]].append((row["char_start"], row["char_end"]))
    return found


def _concepts(mentions: pd.DataFrame, adoption: pd.DataFrame, plans: pd.DataFrame) -> _Spans:
    """Mentions of concepts that existed before the plan and came from above its issuer's level (a district's, where it isn't known)."""
    level = {
        r["plan_id"]: r["issuer_level"] or "district" for r in records(plans, "plans", ["plan_id", "issuer_level"])
    }
    taken = {
        (row["plan_id"], row["concept_id"])
        for row in records(adoption, "adoption", ["plan_id", "concept_id", "state", "origin_level"])
        if row["state"] == "adopted" and _LEVELS.index(row["origin_level"]) < _LEVELS.index(level[row["plan_id"]])
    }
    columns = ["plan_id", "concept_id", "in_citation", "char_start", "char_end"]
    return _spans(
        row
        for row in records(mentions, "mentions", columns)
        if not row["in_citation"] and (row["plan_id"], row["concept_id"]) in taken
    )


def _linked(targets: pd.DataFrame, target_links: pd.DataFrame) -> _Spans:
    """Canonical targets with an upstream target."""
    linked = {
        row["target_id"]
        for row in records(target_links, "target_links", ["target_id", "outcome"])
        if row["outcome"] not in _NOTHING_ABOVE
    }
    columns = ["target_id", "plan_id", "char_start", "char_end"]
    return _spans(row for row in records(targets, "targets", columns) if row["target_id"] in linked)


def _meets(task: dict, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < task["char_end"] and task["char_start"] < end for start, end in spans)
