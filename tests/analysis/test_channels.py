"""Which tasks have an anchor in which channel, and the four channels side by side: cases computed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.analysis import study_tables as made
from zhijiao_data.analysis import channels

PLANS = made.plans({"plan_id": "p", "issued_on": date(2020, 9, 4), "date_precision": "day"})
#: Two tasks of the body, and a row of an annexed table that restates the first.
TASKS = made.tasks(
    {"task_id": "one", "char_start": 0, "char_end": 10},
    {"task_id": "two", "char_start": 10, "char_end": 20},
    {"task_id": "again", "char_start": 90, "char_end": 99, "restates": "one"},
)
NOTHING = {
    "citations": [],
    "mentions": [],
    "adoption": [{"concept_id": "c", "state": "adopted", "origin_level": "national"}],
    "targets": [],
    "links": [],
    "segments": [],
}


def found(**given: list[dict]) -> dict[str, tuple[str, ...]]:
    """Task → the channels that it is anchored in."""
    rows = NOTHING | given
    at = {"plan_id": "p", "char_start": 0, "char_end": 4}
    frame = channels.anchors(
        TASKS,
        made.targets(*rows["targets"]),
        PLANS,
        made.table(rows["citations"], **at, resolution="number"),
        made.table(rows["mentions"], **at, concept_id="c", in_citation=False),
        made.table(rows["adoption"], plan_id="p", concept_id=None, state=None, origin_level=None),
        made.links(*rows["links"]),
        made.table(rows["segments"], plan_id="p", start=0, end=4),
    )
    told = frame.to_dict("records")
    assert [row["n_channels"] for row in told] == [sum(bool(row[c]) for c in channels.CHANNELS) for row in told]
    return {row["task_id"]: tuple(c for c in channels.CHANNELS if row[c]) for row in told}


@pytest.mark.parametrize(
    "given, channel",
    [
        ({"citations": [{}]}, "citation"),
        ({"citations": [{"resolution": "own"}]}, None),
        ({"citations": [{"resolution": "unknown"}]}, "citation"),
        ({"mentions": [{}]}, "concept"),
        ({"mentions": [{"in_citation": True}]}, None),
        ({"mentions": [{}], "adoption": [{"concept_id": "c", "state": "adopted", "origin_level": "district"}]}, None),
        ({"mentions": [{}], "adoption": [{"concept_id": "c", "state": "not_yet", "origin_level": "national"}]}, None),
        ({"targets": [{}], "links": [{"outcome": "indeterminate"}]}, "target"),
        ({"targets": [{}], "links": [{"outcome": "new"}]}, None),
        ({"targets": [{}], "links": [{"outcome": "not_at_risk"}]}, None),
        ({"segments": [{}]}, "reuse"),
        ({"segments": [{"start": 90, "end": 99}]}, "reuse"),  # in the row of the table that restates the task
        ({"segments": [{"start": 20, "end": 30}]}, None),  # begins where the second task ends
    ],
)
def test_what_is_an_anchor(given, channel):
    assert found(**given) == {"one": (channel,) if channel else (), "two": ()}


def test_the_upper_bound_counts_tasks_without_any_anchor():
    rows = [
        {"task_id": "one", "citation": True, "n_channels": 1},
        {"task_id": "two", "n_channels": 0},
        {"task_id": "three", "citation": True, "reuse": True, "n_channels": 2},
    ]
    false = dict.fromkeys(channels.CHANNELS, False)
    frame = made.table(rows, plan_id="p", **false, standing="full", standing_why=None)
    bound = channels.unanchored(frame).iloc[0]
    assert (bound["n_tasks"], bound["n_unanchored"], bound["share"]) == (3, 1, 1 / 3)
    assert [bound[f"n_{name}"] for name in channels.CHANNELS] == [2, 0, 0, 1]


def test_four_channels_side_by_side():
    frame = channels.channel_matrix(
        made.table([{"policy_id": "q"}, {"policy_id": None}], plan_id="p"),
        made.table([{"vintage": "all", "n_adopted": 3, "n_at_risk": 4}, {"vintage": "≤2013"}], plan_id="p", n_adopted=9, n_at_risk=9, rate=0.75),
        made.table([{"type": "copy"}, {"type": "new"}, {"type": "new"}, {"type": "undecided"}], plan_id="p"),
        made.table([{"step": "vertical", "chars": 10}, {"step": "original", "chars": 90}], plan_id="p"),
        PLANS,
    )  # fmt: skip
    assert [(r["channel"], r["n"], r["of"], r["share"]) for r in frame.to_dict("records")] == [
        ("citation", 1, 2, 0.5),
        ("concept", 3, 4, 0.75),
        ("target", 2, 4, 0.5),
        ("reuse", 10, 100, 0.1),
    ]


def test_what_has_no_rate_has_no_share():
    rates = made.table([{"vintage": "all"}], plan_id="p", n_adopted=3, n_at_risk=4, rate=None)
    empty = made.table([], plan_id=None, policy_id=None, type=None, step=None, chars=None)
    frame = channels.channel_matrix(empty, rates, empty, empty, PLANS)
    assert frame["share"].isna().all() and frame["n"].tolist() == [0, 3, 0, 0]
