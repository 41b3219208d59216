"""Targets side by side, outcomes, binding, specificity, allocation, pace, peers and revisions, against cases computed by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.analysis import study_tables as made
from zhijiao_data.analysis import allocation, ambition, honesty, outcomes, pace, peers, specificity
from zhijiao_data.errors import UsageError

INDICATORS = made.indicators(
    {"id": "i"}, {"id": "n", "unit": "个", "dimension": "industry"}, {"id": "low", "direction": "lower", "unit": "人"}
)
PLANS = made.plans({"plan_id": "p", "issued_on": date(2023, 1, 29), "date_precision": "day"})
TWO = made.plans(
    {"plan_id": "p", "issued_on": date(2023, 1, 29)},
    {
        "plan_id": "q",
        "text_status": ["redacted"],
        "issued_not_after": date(2022, 7, 21),
        "issued_not_before": date(2021, 12, 1),
    },
)
COPY_OF_P = {"plan_id": "p", "issuer": "甲"}


def one(frame: pd.DataFrame) -> dict:
    assert len(frame) == 1
    return {key: None if pd.isna(value) else value for key, value in frame.iloc[0].items()}


# --- segments -----------------------------------------------------------------------------------------------------


STATE = made.policies({"policy_id": "q", "issued_on": "2019-01"})


def segments(
    *given,
    plans=PLANS,
    links=(),
    upstream=(),
    policies=STATE,
    **options,
):
    frames = (made.targets(*given), plans, INDICATORS, made.links(*links), made.policy_targets(*upstream), policies)
    return ambition.ambition_segments(*frames, **options)


@pytest.mark.parametrize(
    "given, value",
    [
        ({"indicator_id": "i", "value_min": 60, "value_max": 70}, 60),
        ({"indicator_id": "i", "value_max": 70}, 70),
        ({"indicator_id": "low", "value_min": 10, "value_max": 20}, 20),
    ],
)
def test_the_value_is_the_bound_that_commits(given, value):
    assert one(segments(given))["value"] == value


@pytest.mark.parametrize(
    "given, grade, hollow",
    [
        ({"strength": 3}, "A", False),
        ({"strength": 3}, None, False),
        ({"strength": 3}, "B", True),
        ({"strength": 2}, "A", True),
    ],
)
def test_marks_are_hollow_for_weak_verbs_and_lower_grades(given, grade, hollow):
    link = {"comparability": grade, "outcome": "parity"}
    found = one(segments({"indicator_id": "i", "value_min": 60, **given}, links=[link]))
    assert (found["hollow"], found["comparability"], found["outcome"]) == (hollow, grade, "parity")


def test_marks_of_texts_that_are_no_originals_are_hollow_and_dates_are_intervals():
    found = one(segments({"indicator_id": "i", "value_min": 60, "plan_id": "q"}, plans=TWO))
    assert found["hollow"] and found["standing_why"] == "redacted"
    assert [found[key].date() for key in ("issued_first", "issued_last", "issued")] == [
        date(2021, 12, 1),
        date(2022, 7, 21),
        date(2022, 7, 21),
    ]


def test_upstream_rows_are_linked_ones_and_those_of_the_state():
    policies = made.policies(
        {"policy_id": "q", "issued_on": "2019-01"},
        {"policy_id": "m", "level": "province", "issued_on": "2020"},
        {"policy_id": "o", "level": "province"},
    )
    upstream = [
        {"policy_target_id": "state", "value_min": 50, "scope_level": "national"},
        {"policy_target_id": "eastern", "value_min": 65, "scope_level": "each_province"},
        {"policy_target_id": "linked", "policy_id": "m", "value_min": 55, "certainty": "unverified_high"},
        {"policy_target_id": "other", "policy_id": "o", "value_min": 70},
        {"policy_target_id": "elsewhere", "indicator_id": "n", "value_min": 3},
        {"policy_target_id": "wordless"},
    ]
    found = segments(
        {"indicator_id": "i", "value_min": 60},
        links=[{"policy_target_id": "linked"}],
        upstream=upstream,
        policies=policies,
    )
    above = found[found["kind"] == "upstream"].set_index("policy_target_id")
    assert above["linked"].to_dict() == {"state": False, "linked": True} and above["verified"].to_dict() == {
        "state": True,
        "linked": False,
    }
    assert above.loc["state", "issued_first"].date() == date(2019, 1, 1) and above.loc[
        "state", "issued"
    ].date() == date(2019, 1, 31)


def test_only_shared_indicators_on_request_and_no_trend_through_few_issuers():
    given = [
        {"indicator_id": "i", "value_min": 60},
        {"indicator_id": "i", "value_min": 70, "plan_id": "q"},
        {"indicator_id": "n", "value_min": 1},
    ]
    found = segments(*given, plans=TWO, least_issuers=2)
    assert found["target_id"].tolist() == ["g1", "g0"]  # in the order of issue
    assert [told.code for told in honesty.notices(found)] == ["too_few_issuers"]


def test_deadlines_are_counted_by_year_and_dimension():
    given = made.targets(
        {"indicator_id": "i", "deadline_year": 2025, "deadline_basis": "stated"},
        {"indicator_id": "i", "deadline_year": 2025, "deadline_basis": "plan_period"},
        {"deadline_year": 2025},
        {"indicator_id": "n"},
        {"indicator_id": "n", "is_canonical": False, "deadline_year": 2025},
    )
    found = ambition.deadline_matrix(given, INDICATORS, PLANS).astype(object).where(lambda f: f.notna(), None)
    assert found[["deadline_year", "dimension", "n", "n_stated"]].to_numpy().tolist() == [
        [2025, "teachers", 2, 1], [2025, None, 1, 0], [None, "industry", 1, 0]
    ]  # fmt: skip


def test_non_comparables_give_their_reasons_in_words():
    links = made.links(
        {"outcome": "indeterminate", "policy_target_id": "t", "reasons": ["year_later", "allocation"]},
        {"outcome": "parity"},
    )
    found = one(
        ambition.non_comparables(
            links, made.targets({}), INDICATORS, made.policy_targets({"policy_target_id": "t"}), PLANS
        )
    )
    assert (found["reasons"], found["reasons_zh"], found["upstream_quote"]) == (
        "year_later;allocation",
        "年份较晚；分配",
        "达到五成",
    )


def test_conflicts_show_all_statements_of_an_aim():
    given = made.targets(
        {"group_id": "a", "conflict": "value"},
        {"group_id": "a", "conflict": "value", "is_canonical": False},
        {"group_id": "b"},
        {},
    )
    assert ambition.conflicts(given, PLANS)["target_id"].tolist() == ["g0", "g1"]


# --- outcomes, binding ----------------------------------------------------------------------------------------------


def found_outcomes(*given, plans=PLANS):
    links = made.links(*given)
    return outcomes.outcomes(links, made.targets(*({"target_id": id} for id in links["target_id"])), INDICATORS, plans)


def test_outcomes_are_counted_by_what_they_decide():
    kinds = ["amplified", "parity", "parity", "attenuated", "indeterminate", "new", "new", "not_at_risk"]
    given = [
        {
            "outcome": kind,
            "comparability": "A" if kind == "amplified" else "B",
            "upstream_certainty": "unverified_low" if kind == "parity" else "verified",
        }
        for kind in kinds
    ]
    found = one(outcomes.outcome_counts(found_outcomes(*given, {"role": "national", "outcome": "parity"}), PLANS))
    wanted = {
        "n": 8,
        "n_comparable": 4,
        "n_indeterminate": 1,
        "n_none": 3,
        "n_amplified": 1,
        "n_parity": 2,
        "n_attenuated": 1,
        "n_grade_a": 1,
        "n_unverified": 2,
    }
    assert {key: found[key] for key in wanted} == wanted


def many(n: int, outcome: str = "amplified", start: int = 0, grade: str | None = "A"):
    return [
        {"plan_id": f"p{i}", "target_id": f"t{i}", "outcome": outcome, "comparability": grade, "policy_target_id": "u"}
        for i in range(start, start + n)
    ]


def index(*given, **options):
    plans = made.plans(*({"plan_id": id} for id in dict.fromkeys(row["plan_id"] for row in given)))
    return outcomes.amplification_index(found_outcomes(*given, plans=plans), plans, **options)


def test_seven_issuers_make_no_statement_about_amplification():
    found = index(
        *many(7), *many(3, "new", 7, None), *many(3, "parity", 10, "B")
    )  # of six more nothing of grade A is decided
    assert found["index"].isna().all() and [one(found)[key] for key in ("n_issuers", "n_none", "n_left_out")] == [
        7,
        3,
        3,
    ]
    assert honesty.notices(found)[0].code == "too_few_issuers"


def test_eight_issuers_do():
    found = one(index(*many(6), *many(2, "attenuated", 6)))
    assert (found["index"], found["n_upward"], found["n_downward"]) == (0.5, 6, 2)
    assert found["low"] < 0.5 < found["high"] <= 1
    assert found["p"] == pytest.approx(2 * (28 + 8 + 1) / 256)  # C(8,6) + C(8,7) + C(8,8)


def test_grade_b_is_added_up_on_request_only():
    given = [*many(8), *many(8, "attenuated", 8, "B")]
    assert one(index(*given))["index"] == 1 and one(index(*given, grades=("A", "B")))["index"] == 0


def test_the_same_upstream_target_counts_once_for_a_plan():
    found = one(index(*many(8), {**many(1)[0], "target_id": "again"}))
    assert (found["n_comparable"], found["n_repeated"]) == (8, 1)


@pytest.mark.parametrize("up, down, p", [(0, 0, 1), (1, 1, 1), (5, 0, 0.0625), (8, 0, 0.0078125)])
def test_sign_test(up, down, p):
    assert outcomes.sign_test(up, down) == p


def test_binding_counts_canonical_targets_by_strength():
    given = made.targets(
        {},
        {"hedges": ["左右"]},
        {"strength": 2, "modality": "aspirational", "addressee": "upper_level"},
        {"is_canonical": False},
    )
    found = outcomes.binding(given, PLANS).set_index("strength")
    assert (
        found["n"].to_dict() == {3: 2, 2: 1}
        and found["n_hedged"].to_dict() == {3: 1, 2: 0}
        and found["n_upper_level"].to_dict() == {3: 0, 2: 1}
    )
    assert found["share"].sum() == pytest.approx(1)


# --- specificity ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, met",
    [
        ({}, set()),
        ({"value_max": 5}, {"number"}),
        ({"unit": "%"}, set()),
        ({"unit": "%", "denominator": "专业课教师"}, {"unit_denominator"}),
        ({"unit": "个"}, {"unit_denominator"}),
        ({"deadline_year": 2025, "deadline_basis": "plan_period"}, set()),
        ({"deadline_year": 2025, "deadline_basis": "stated"}, {"deadline"}),
        ({"baseline_value": 0.0}, {"baseline"}),
        ({"task_id": "a"}, {"body", "monitoring"}),
        ({"task_id": "x"}, {"body", "monitoring"}),
        ({"task_id": "b"}, set()),
    ],
)
def test_specificity(given, met):
    tasks = made.tasks({"task_id": "a"}, {"task_id": "b"}, {"task_id": "x", "restates": "a"})
    used = made.instruments_of(("a", "S2"), ("b", "S1"))
    found = one(specificity.specificity(made.targets(given), made.bodies("x"), used, tasks, PLANS))
    assert {name for name in specificity.CRITERIA if found[name]} == met and found["score"] == len(met)


def test_mean_specificity_draws_tasks_not_targets():
    rows = [
        {
            "target_id": f"g{i}",
            "plan_id": "p",
            "task_id": "a" if i < 50 else "b",
            "section_id": "s",
            "score": 0 if i < 50 else 6,
        }
        for i in range(100)
    ]
    frame = pd.DataFrame([{**row, **dict.fromkeys(specificity.CRITERIA, row["score"] > 0)} for row in rows])
    found = one(specificity.specificity_means(frame))
    assert (found["mean"], found["low"], found["high"], found["n"], found["n_clusters"]) == (3, 0, 6, 100, 2)
    assert found["baseline"] == 0.5


# --- allocation -----------------------------------------------------------------------------------------------------

DISTRICTS = made.plans({"plan_id": "p"}, {"plan_id": "q"}, {"plan_id": "r", "text_status": ["interpretation"]})
ALLOTTED = {
    "indicator_id": "n",
    "policy_target_id": "t",
    "policy_id": "q",
    "reasons": ["allocation"],
    "outcome": "indeterminate",
}
COUNTS = made.targets(
    {"value_min": 3, "plan_id": "p"},
    {"value_min": 1, "value_max": 2, "plan_id": "q"},
    {"value_min": 9, "plan_id": "r"},
    {"value_min": 60, "plan_id": "p"},
)
LINKS = made.links(
    {**ALLOTTED},
    {**ALLOTTED, "plan_id": "q"},
    {**ALLOTTED, "plan_id": "r"},
    {"policy_target_id": "t", "outcome": "parity"},
)
SIZES = pd.DataFrame(
    {"plan_id": ["p", "q"], "policy_id": "q", "size": [4.0, 1.0], "size_upstream": 100.0, "source": "教育统计年鉴"}
)


def allotted(sizes=None, upstream=40):
    return allocation.allocation(
        LINKS,
        COUNTS,
        made.policy_targets({"policy_target_id": "t", "value_min": upstream, "indicator_id": "n"}),
        INDICATORS,
        DISTRICTS,
        sizes,
    )


def test_shares_are_listed_but_not_judged_without_sizes():
    found = one(allotted())
    assert (found["n_districts"], found["plan_ids"], found["total"], found["share"]) == (2, "p;q", 4, 0.1)
    assert (found["over_committed"], found["coverage"], found["refusal"]) == (None, None, "no_sizes")
    assert "no_sizes" in [told.code for told in honesty.notices(allotted())]


# Two districts with 5 % of the students take on 10 % of the schools.
def test_over_commitment_is_judged_against_sizes():
    found = one(allotted(SIZES))
    assert (found["coverage"], found["allocation_ratio"], found["over_committed"], found["refusal"]) == (
        pytest.approx(0.05),
        pytest.approx(2),
        True,
        None,
    )
    assert not one(allotted(SIZES.assign(size=[16.0, 4.0])))["over_committed"]


def test_the_size_of_one_district_alone_is_not_enough():
    assert one(allotted(SIZES[:1]))["refusal"] == "no_sizes"
    assert one(allotted(SIZES, upstream=0))["refusal"] == "zero"


def test_allocation_ratio_of_each_district():
    found = allocation.allocation_shares(
        LINKS,
        COUNTS,
        made.policy_targets({"policy_target_id": "t", "value_min": 40, "indicator_id": "n"}),
        INDICATORS,
        DISTRICTS,
        SIZES,
    )
    assert dict(zip(found["plan_id"], found["allocation_ratio"], strict=True)) == pytest.approx(
        {"p": 0.075 / 0.04, "q": 0.025 / 0.01}
    )


def test_a_size_must_be_above_zero():
    with pytest.raises(UsageError, match="size of p for q is not above zero"):
        allotted(SIZES.assign(size=0.0))


# --- pace -----------------------------------------------------------------------------------------------------------

AIM = {"indicator_id": "i", "value_min": 60, "unit": "%", "deadline_year": 2025}


@pytest.mark.parametrize(
    "given, refusal",
    [
        (AIM, "no_baseline"),
        ({**AIM, "form": "norm", "baseline_value": 50, "baseline_year": 2020}, "not_a_level"),
        ({**AIM, "value_min": None}, "no_value"),
        ({**AIM, "baseline_value": 50}, "no_baseline_year"),
        ({**AIM, "baseline_value": 50, "baseline_year": 2025}, "deadline_not_after_baseline"),
        ({**AIM, "baseline_value": 50, "baseline_year": 2020, "deadline_year": None}, "no_deadline"),
        ({**AIM, "baseline_value": 50, "baseline_year": 2020}, None),
    ],
)
def test_pace_is_refused_without_what_it_needs(given, refusal):
    found = one(pace.pace(made.targets(given), INDICATORS, PLANS))
    assert found["refusal"] == refusal and (found["refusal_zh"] is None) == (refusal is None)


# By hand: from 50 % in 2020 to 60 % in 2025 closes a fifth of the gap in five years; 100 → 121 in two years grows by a tenth a year;
# 5 more on 50 in five years adds 2 % of the baseline a year.
@pytest.mark.parametrize(
    "given, expected",
    [
        ({**AIM, "baseline_value": 50, "baseline_year": 2020}, {"points_per_year": 2, "gap_closure": 0.04}),
        (
            {**AIM, "indicator_id": "n", "unit": "个", "value_min": 121, "baseline_value": 100, "baseline_year": 2023},
            {"growth": 0.1},
        ),
        (
            {
                **AIM,
                "indicator_id": "n",
                "unit": "个",
                "form": "increment",
                "value_min": 5,
                "baseline_value": 50,
                "baseline_year": 2020,
            },
            {"added": 0.02},
        ),
    ],
)
def test_pace_from_a_stated_baseline(given, expected):
    found = one(pace.pace(made.targets(given), INDICATORS, PLANS))
    measures = ("gap_closure", "points_per_year", "growth", "added")
    assert {key: found[key] for key in measures if found[key] is not None} == pytest.approx(expected) and found[
        "baseline_source"
    ] == "stated"


def test_official_statistics_stand_in_for_what_is_not_stated_never_against_it():
    statistics = pd.DataFrame(
        {"target_id": ["g0", "g1"], "baseline_value": [40.0, 40.0], "baseline_year": [2020, 2020], "source": "统计公报"}
    )
    found = pace.pace(
        made.targets(AIM, {**AIM, "baseline_value": 50, "baseline_year": 2020}), INDICATORS, PLANS, statistics
    )
    assert found["baseline_source"].tolist() == ["统计公报", "stated"] and found["points_per_year"].tolist() == [4, 2]


def test_missing_baselines_are_counted_among_what_could_have_a_pace():
    found = pace.missing_baselines(
        pace.pace(
            made.targets(AIM, {**AIM, "baseline_value": 50, "baseline_year": 2020}, {**AIM, "form": "norm"}),
            INDICATORS,
            PLANS,
        )
    )
    assert found["target_id"].tolist() == ["g0"] and honesty.notices(found)[0].message_en.startswith("1 of 2")


# --- peers and revisions ----------------------------------------------------------------------------------------------


def ranked(values, years=None, indicator="i", unit="%"):
    years = years or [2025] * len(values)
    ids = [f"p{i}" for i in range(len(values))]
    given = [
        {"plan_id": p, "indicator_id": indicator, "unit": unit, "value_min": v, "value_max": v, "deadline_year": y}
        for p, v, y in zip(ids, values, years, strict=True)
    ]
    return peers.peers(made.targets(*given), INDICATORS, made.plans(*({"plan_id": p} for p in ids)))


def test_position_among_five_issuers():
    assert ranked([50, 60, 60, 70, 80])["position"].tolist() == pytest.approx([0, 0.375, 0.375, 0.75, 1])


def test_less_is_more_for_an_indicator_that_is_to_fall():
    assert ranked([1, 2, 3, 4, 5], indicator="low", unit="%")["position"].tolist() == [1, 0.75, 0.5, 0.25, 0]


@pytest.mark.parametrize("years", [None, [2025, 2025, 2025, 2025, 2027]])
def test_four_issuers_within_a_year_give_no_position(years):
    found = ranked([50, 60, 60, 70] if years is None else [50, 60, 60, 70, 80], years)
    assert set(found["refusal"]) == {"too_few_peers"} and found["position"].isna().all()
    assert honesty.notices(found)[0].code == "too_few_peers"


def test_counts_are_not_ranked():
    assert ranked([1, 2, 3, 4, 5], indicator="n", unit="个").empty


SUCCESSIVE = made.plans(
    {**COPY_OF_P, "issued_on": date(2023, 1, 1)},
    {"plan_id": "q", "issuer": "甲", "issued_on": date(2020, 1, 1)},
    {"plan_id": "r", "issued_on": date(2019, 1, 1)},
)


def test_a_target_is_set_against_the_same_issuers_earlier_one():
    shared = {"indicator_id": "i", "unit": "%", "denominator": "教师"}
    given = made.targets(
        {**shared, "value_min": 60, "deadline_year": 2025},
        {**shared, "plan_id": "q", "value_min": 50, "deadline_year": 2022},
        {**shared, "plan_id": "r", "value_min": 10},
    )
    found = one(peers.revisions(given, INDICATORS, SUCCESSIVE))
    assert (found["target_id"], found["earlier_target_id"], found["change"], found["years_between"]) == (
        "g0",
        "g1",
        10,
        3,
    )
    assert (found["comparability"], found["reasons"]) == ("B", "year_later")


def test_without_successive_plans_there_is_a_notice():
    found = peers.revisions(made.targets(AIM), INDICATORS, PLANS)
    assert found.empty and honesty.notices(found)[0].code == "no_successive_plans"
