"""Shares, breadth, distance, the ladder and intervals, against cases computed by hand and published figures."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.analysis import study_tables as made
from zhijiao_data.analysis import attention as shares
from zhijiao_data.analysis import bootstrap, confusion, depth, honesty, instruments
from zhijiao_data.errors import UsageError

THEMES = made.themes("T00", "T01", "T01.1", "T01.2", "T02", "T02.1", "T03")
# Task a: 30 characters, themes 1.1 and 2.1; b: 10 characters, 1.2 and 1.1; c: 60, 2.1; x restates a; p0 is a preamble.
TASKS = made.tasks(
    {"task_id": "a", "char_start": 0, "char_end": 30},
    {"task_id": "b", "char_start": 30, "char_end": 40},
    {"task_id": "c", "char_start": 40, "char_end": 100, "role": "safeguard"},
    {"task_id": "x", "char_start": 100, "char_end": 900, "restates": "a"},
    {"task_id": "p0", "char_start": 900, "char_end": 990},
)
LABELS = made.task_themes(
    ("p", "a", "T01.1", 1),
    ("p", "a", "T02.1", 2),
    ("p", "b", "T01.2", 1),
    ("p", "b", "T01.1", 2),
    ("p", "c", "T02.1", 1),
    ("p", "x", "T03", 1),
    ("p", "p0", "T00", 1),
)
TARGETS = made.targets(
    {"task_id": "x", "quote": "表内", "char_start": 110, "deadline_year": 2025},
    {"task_id": "c"},
    {"task_id": "c"},
    {"task_id": "c", "is_canonical": False},
    {"task_id": "c", "kind": "direction"},
    {"task_id": None},
)
PLANS = made.plans({"plan_id": "p"})


def attention(**options):
    given = {"tasks": TASKS, "task_themes": LABELS, "themes": THEMES, "plans": PLANS, "targets": TARGETS}
    return shares.attention(**{**given, **options})


def by_theme(frame, column):
    return dict(zip(frame["theme_id"], frame[column], strict=True))


# By hand: task shares T01 = (½ + 1 + 0)/3, T02 = (½ + 0 + 1)/3; characters (15 + 10)/100 and (15 + 60)/100; targets: one in a, two in c.
@pytest.mark.parametrize(
    "column, expected",
    [
        ("share_tasks", {"T01": 1 / 2, "T02": 1 / 2, "T03": 0}),
        ("share_chars", {"T01": 0.25, "T02": 0.75, "T03": 0}),
        ("share_quantified", {"T01": 1 / 6, "T02": 5 / 6, "T03": 0}),
        ("n_tasks", {"T01": 2, "T02": 2, "T03": 0}),
        ("n_targets", {"T01": 1, "T02": 3, "T03": 0}),
    ],
)
def test_shares_are_fractional_counts_without_preambles_and_restatements(column, expected):
    assert by_theme(attention(), column) == pytest.approx(expected)


def test_sub_themes_sum_to_their_theme():
    found = by_theme(attention(level="sub"), "share_chars")
    assert found == pytest.approx({"T01.1": 0.2, "T01.2": 0.05, "T02.1": 0.75, "T03": 0})


def test_masked_passages_and_safeguards_can_be_left_out():
    masked = pd.DataFrame({"plan_id": ["p", "p", "p"], "char_start": [20, 25, 95], "char_end": [28, 35, 400]})
    found = attention(masked=masked, safeguards=False)  # a: 30 − 10, b: 10 − 5
    assert by_theme(found, "share_chars") == pytest.approx({"T01": 15 / 25, "T02": 10 / 25, "T03": 0})
    assert set(found["chars_counted"]) == {25}


def test_arrow_backed_tables_give_the_same():
    arrow = {
        name: frame.infer_objects().convert_dtypes(dtype_backend="pyarrow")
        for name, frame in {"tasks": TASKS, "task_themes": LABELS, "targets": TARGETS}.items()
    }
    pd.testing.assert_frame_equal(attention(**arrow), attention())


def test_targets_outside_tasks_are_told():
    assert [one.code for one in honesty.notices(attention())] == ["targets_outside_tasks"]
    assert "1 of 4" in honesty.notices(attention())[0].message_en


def test_an_interpretation_is_left_out_unless_all_are_asked_for():
    plans = made.plans({"plan_id": "p", "text_status": ["interpretation"]})
    assert attention(plans=plans).empty
    assert honesty.notices(attention(plans=plans))[0].code == "plans_left_out"
    assert set(attention(plans=plans, sample="all")["standing"]) == {"excluded"}


def test_a_table_without_a_column_is_named():
    with pytest.raises(UsageError, match="tasks has no column restates"):
        attention(tasks=TASKS.drop(columns="restates"))


def frame(values: dict[str, list[float]], tasks=None) -> pd.DataFrame:
    rows = []
    for plan, given in values.items():
        for k, share in enumerate(given):
            n = 0 if share == 0 else 1
            rows.append(
                {
                    "plan_id": plan,
                    "theme_id": f"T{k}",
                    "label_zh": "",
                    "label_en": "",
                    "share_chars": share,
                    "share_tasks": (tasks or values)[plan][k],
                    "n_tasks": n,
                }
            )
    return pd.DataFrame(rows)


@pytest.mark.parametrize("given, effective", [([1, 0, 0], 1), ([0.25] * 4, 4), ([0.5, 0.25, 0.25], 2**1.5)])
def test_breadth_is_the_number_of_equal_themes_of_the_same_entropy(given, effective):
    found = shares.breadth(frame({"p": given})).iloc[0]
    assert found["effective_themes"] == pytest.approx(effective) and found["entropy"] == pytest.approx(
        math.log(effective)
    )


# Lin (1991): bounded by 0 and 1 bit. By hand for (1, 0) and (½, ½): H(¾, ¼) − H(½, ½)/2 = 0.811278 − 0.5.
@pytest.mark.parametrize(
    "p, q, jsd", [([1, 0], [0, 1], 1), ([0.3, 0.7], [0.3, 0.7], 0), ([1, 0], [0.5, 0.5], 0.311278)]
)
def test_jensen_shannon_divergence(p, q, jsd):
    assert shares.distance(frame({"b": p, "a": q}))[["plan_a", "plan_b"]].iloc[0].tolist() == ["a", "b"]
    assert shares.distance(frame({"b": p, "a": q}))["jsd"].iloc[0] == pytest.approx(jsd, abs=1e-6)


# Ranks 1 2 3 4 against 2 1 4 3: ρ = 1 − 6·4/(4·15) = 0.6. The theme that the plan lacks would have raised it.
def test_rank_agreement_is_spearmans_and_says_when_the_denominator_matters():
    chars, tasks = [0.1, 0.2, 0.3, 0.4, 0], [0.2, 0.1, 0.4, 0.3, 0]
    found = shares.rank_agreement(frame({"p": chars, "q": chars}, {"p": tasks, "q": chars}))
    assert found["rho"].tolist() == pytest.approx([0.6, 1]) and found["depends"].tolist() == [True, False]
    assert "p:" in honesty.notices(found)[0].message_en


def test_means_are_over_issuers_and_ranges_leave_out_one_document():
    plans = made.plans(
        {"plan_id": "a", "issuer": "甲"}, {"plan_id": "b", "issuer": "甲"}, {"plan_id": "c", "issuer": "乙"}
    )
    found = shares.corpus_means(frame({"a": [0.2, 0.8], "b": [0.4, 0.6], "c": [0.9, 0.1]}), plans).iloc[0]
    assert (found["mean"], found["method"], found["n_issuers"]) == (pytest.approx(0.6), "leave_one_out", 2)
    assert (found["low"], found["high"]) == pytest.approx((0.3, 0.65))  # without c; without a (0.4, 0.9)


def test_means_of_thirty_issuers_get_an_interval():
    values = {f"p{i:02}": [i / 40, 1 - i / 40] for i in range(30)}
    found = shares.corpus_means(frame(values), made.plans(*({"plan_id": plan} for plan in values))).iloc[0]
    error = np.std([v[0] for v in values.values()]) / math.sqrt(30)
    assert found["method"] == "issuer_bootstrap" and not honesty.notices(
        shares.corpus_means(frame(values), made.plans(*({"plan_id": p} for p in values)))
    )
    assert (found["high"] - found["low"]) / 2 == pytest.approx(1.96 * error, rel=0.1)


# --- intervals ----------------------------------------------------------------------------------------------------


# Quantiles of Beta(x + ½, n − x + ½), which R's qbeta and scipy's beta.ppf give too.
@pytest.mark.parametrize(
    "x, n, low, high",
    [(0, 7, 0, 0.2924), (1, 7, 0.0159, 0.5008), (2, 13, 0.0334, 0.4090), (7, 7, 0.7076, 1), (0, 10, 0, 0.2172)],
)
def test_jeffreys_interval(x, n, low, high):
    assert bootstrap.jeffreys(x, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("x, n", [(1, 3), (0.5, 20), (3, 1000), (999, 1000), (0, 10_000)])
def test_jeffreys_interval_is_that_of_scipy(x, n):
    beta = pytest.importorskip("scipy.stats").beta(x + 0.5, n - x + 0.5)
    low, high = bootstrap.jeffreys(x, n)
    assert high == pytest.approx(beta.ppf(0.975), rel=1e-5) and low == pytest.approx(
        beta.ppf(0.025) if x else 0, rel=1e-5
    )


def test_jeffreys_needs_a_proportion():
    with pytest.raises(UsageError, match="no proportion"):
        bootstrap.jeffreys(3, 2)


def many_tasks(n: int):
    """n tasks of equal length, every other one of T01, the rest of T02."""
    ids = [f"t{i:03}" for i in range(n)]
    tasks = made.tasks(*({"task_id": id, "char_start": 10 * i, "char_end": 10 * i + 10} for i, id in enumerate(ids)))
    return tasks, made.task_themes(*(("p", id, f"T0{1 + i % 2}", 1) for i, id in enumerate(ids)))


def intervals(n=100, **options):
    tasks, labels = many_tasks(n)
    return bootstrap.attention_intervals(tasks, labels, THEMES, PLANS, made.targets(), **options).set_index(
        ["theme_id", "measure"]
    )


def test_task_bootstrap_has_the_width_of_the_binomial():
    found = intervals(draws=4000).loc[("T01", "share_chars")]
    assert found["method"] == "task_bootstrap" and found["estimate"] == 0.5
    assert (found["low"], found["high"]) == pytest.approx((0.402, 0.598), abs=0.015)


def test_intervals_are_the_same_at_every_run_and_move_with_the_seed():
    one, again, other = intervals(), intervals(), intervals(seed=2)
    pd.testing.assert_frame_equal(one, again)
    assert not one["low"].equals(other["low"])


def test_an_absent_theme_gets_an_upper_bound():
    found = intervals(n=7).loc[("T03", "share_tasks")]
    assert (found["method"], found["low"], round(found["high"], 3)) == ("jeffreys_upper", 0, 0.292)


def test_a_plan_without_targets_has_no_share_of_targets():
    found = intervals(n=7).loc[("T01", "share_quantified")]
    assert found["method"] == "none" and math.isnan(found["estimate"])


def test_errors_of_coding_widen_and_shift_intervals():
    wrong = pd.DataFrame({"assigned": ["T01", "T01", "T02"], "true": ["T01", "T03", "T02"], "n": [50, 50, 100]})
    plain, with_labels = intervals(), intervals(confusion=wrong)
    assert with_labels.loc[("T01", "share_tasks"), "method"] == "task_bootstrap_and_labels"
    # Half of T01 is truly T03: the interval moves to a quarter, and T03 rises from its bound of nothing.
    assert with_labels.loc[("T01", "share_tasks"), "high"] < plain.loc[("T01", "share_tasks"), "low"]
    assert with_labels.loc[("T03", "share_tasks"), "high"] > 0.25
    assert with_labels.loc[("T02", "share_tasks"), "low"] == pytest.approx(
        plain.loc[("T02", "share_tasks"), "low"], abs=0.03
    )


def test_a_confusion_matrix_of_other_themes_is_refused():
    with pytest.raises(UsageError, match="counts none of these themes"):
        intervals(confusion=pd.DataFrame({"assigned": ["T77"], "true": ["T77"], "n": [3]}))


def floor(labels_of_q: tuple[str, str], **options):
    """Two plans of forty tasks; those of p alternate between two themes."""
    n, rows, labels = 40, [], []
    for plan, given in (("p", ("T01", "T02")), ("q", labels_of_q)):
        for i in range(n):
            rows.append({"task_id": f"{plan}{i:02}", "plan_id": plan, "char_start": 10 * i, "char_end": 10 * i + 10})
            labels.append((plan, f"{plan}{i:02}", given[i % 2], 1))
    plans = made.plans({"plan_id": "p"}, {"plan_id": "q"})
    frame = bootstrap.distance_floor(
        made.tasks(*rows), made.task_themes(*labels), THEMES, plans, made.targets(), **options
    )
    return frame.iloc[0]


def test_the_floor_of_a_distance_is_that_of_chance():
    same, apart = floor(("T01", "T02")), floor(("T03", "T03"))
    assert same["jsd"] == 0 and 0 < same["floor"] < same["floor_high"] < 0.1 and not same["above"]
    # JSD of (½, ½, 0) and (0, 0, 1) is one bit.
    assert apart["jsd"] == pytest.approx(1) and apart["above"]


def test_confusion_crosses_primary_themes_of_the_same_tasks():
    one = made.task_themes(
        ("p", "a", "T01", 1), ("p", "a", "T02", 2), ("p", "b", "T02", 1), ("p", "c", "T03", 1), ("p", "d", "T01", 1)
    )
    other = made.task_themes(("p", "a", "T02", 1), ("p", "b", "T02", 1), ("p", "c", "T00", 1), ("p", "e", "T01", 1))
    assert confusion.of_labels(one, other).to_numpy().tolist() == [["T01", "T02", 1], ["T02", "T02", 1]]


# --- ladder and instruments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "named, target, depth_of_theme, quote",
    [
        (["c"], {"task_id": "c", "deadline_year": 2025, "quote": "建成3所"}, 4, "建成3所"),
        ([], {"task_id": "c", "deadline_year": 2025, "quote": "建成3所"}, 3, "建成3所"),
        (["c"], {"task_id": "c", "quote": "建成3所"}, 3, "建成3所"),
        (["c"], {"task_id": "c", "kind": "direction", "deadline_year": 2025}, 2, "据此"),
        (["c"], {"task_id": "c", "is_canonical": False, "deadline_year": 2025}, 2, "据此"),
        (["c"], {"task_id": None, "deadline_year": 2025}, 2, "据此"),
    ],
)
def test_depth_ladder(named, target, depth_of_theme, quote):
    found = depth.depth_ladder(TASKS, LABELS, THEMES, made.targets(target), made.bodies(*named), PLANS).set_index(
        "theme_id"
    )
    assert found["depth"].to_dict() == {"T01": 2, "T02": depth_of_theme, "T03": 0}
    assert found.loc["T02", "quote"] == quote


def test_a_further_label_only_touches_and_an_annexed_row_lends_body_and_target_to_its_task():
    labels = made.task_themes(("p", "a", "T01.1", 1), ("p", "a", "T02.1", 2), ("p", "x", "T03", 1))
    found = depth.depth_ladder(TASKS, labels, THEMES, TARGETS, made.bodies("x"), PLANS).set_index("theme_id")
    assert found["depth"].to_dict() == {"T01": 4, "T02": 1, "T03": 0}
    assert found.loc["T01", ["evidence_task_id", "quote"]].tolist() == ["a", "表内"]


INSTRUMENTS = made.table(
    [{"id": "S1", "rothwell_zegveld": "supply"}, {"id": "D2", "rothwell_zegveld": "demand"}],
    label_zh="工具",
    label_en="tool",
)


def test_themes_by_instruments_count_tasks_once_and_weigh_to_one_per_task():
    used = made.instruments_of(("a", "S1"), ("a", "D2"), ("b", "S1"), ("x", "S1"))
    found = instruments.theme_by_instrument(TASKS, LABELS, used, THEMES, INSTRUMENTS, PLANS)
    cells = {(row.theme_id, row.instrument_id): (row.n_tasks, row.weight) for row in found.itertuples()}
    assert cells == {
        ("T01", "S1"): (2, 1.25),
        ("T01", "D2"): (1, 0.25),
        ("T02", "S1"): (1, 0.25),
        ("T02", "D2"): (1, 0.25),
    }
    assert set(
        instruments.theme_by_instrument(TASKS, LABELS, used, THEMES, INSTRUMENTS, PLANS, primary_only=True)["theme_id"]
    ) == {"T01"}


def test_instrument_mix_and_moving_pilots_to_supply():
    used = made.instruments_of(("a", "S1"), ("a", "D2"), ("b", "S1"))
    mix = instruments.instrument_mix(TASKS, used, INSTRUMENTS, PLANS).set_index("instrument_class")["share"]
    assert mix.to_dict() == {"supply": 0.75, "demand": 0.25}
    moved = instruments.instrument_mix(TASKS, used, INSTRUMENTS, PLANS, moved={"D2": "supply"}).set_index(
        "instrument_class"
    )["share"]
    assert moved.to_dict() == {"supply": 1.0}
