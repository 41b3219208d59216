"""Citations with lags, adoption of concepts, inheritance of targets and the funnel, against cases computed by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.analysis import study_tables as made
from zhijiao_data.analysis import adoption, citations, honesty, inheritance
from zhijiao_data.errors import UsageError

DAY = {"plan_id": "p", "issued_on": date(2020, 9, 4), "date_precision": "day", "province": "重庆市"}
PLANS = made.plans(DAY)
SPAN = made.plans({"plan_id": "p", "issued_not_before": date(2021, 12, 1), "issued_not_after": date(2022, 7, 21)})


def values(frame: pd.DataFrame, *columns: str) -> list[list]:
    return frame[[*columns]].astype(object).where(lambda f: f.notna(), None).to_numpy().tolist()


def cited(*rows):
    made_rows = [{"citation_id": f"c{i}", "char_start": i, **row} for i, row in enumerate(rows)]
    return made.table(
        made_rows,
        citation_id=None,
        char_start=None,
        plan_id="p",
        policy_id=None,
        title=None,
        doc_number=None,
        relation="basis",
        resolution="number",
        quote="《文件》",
    )


# --- citations ------------------------------------------------------------------------------------------------------


# 589 days from 24 January 2019 to 4 September 2020; a policy known to the month may be 30 days nearer.
@pytest.mark.parametrize(
    "plans, issued, lags, certainty",
    [
        (PLANS, "2019-01-24", [589, 589], "day"),
        (PLANS, "2019-01", [582, 612], "interval"),
        (PLANS, None, [None, None], "none"),
        (SPAN, "2021-12-14", [-13, 219], "interval"),
        (made.plans({"plan_id": "p"}), "2019-01-24", [None, None], "none"),
    ],
)
def test_lags_are_intervals_of_days(plans, issued, lags, certainty):
    found = citations.citation_lags(
        cited({"policy_id": "q"}),
        plans,
        made.policies({"policy_id": "q", "issued_on": issued, "unverified": ["issued_on"]}),
    )
    assert values(found, "lag_min", "lag_max", "certainty") == [[*lags, certainty]]
    assert values(found, "date_verified") == [[None if issued is None else False]]


def test_own_names_are_left_out_unresolved_ones_stay_and_each_document_counts_once():
    given = cited(
        {"policy_id": "q"},
        {"policy_id": "q"},
        {"resolution": "own"},
        {"resolution": "to_be_made"},
        {"resolution": "unknown", "title": "白皮书"},
    )
    policies = made.policies({"policy_id": "q", "issued_on": "2019", "title": "实施方案"})
    found = citations.citation_lags(given, PLANS, policies)
    assert values(found, "citation_id", "title", "level", "resolution", "n_mentions") == [
        ["c0", "实施方案", "national", "number", 2], ["c4", "白皮书", None, "unknown", 1]
    ]  # fmt: skip
    assert len(citations.citation_lags(given, PLANS, policies, first_only=False)) == 3


def test_a_level_between_is_skipped_when_it_implements_what_is_cited_and_came_before():
    between = {"level": "province", "place_id": "500000", "parents": ["q"]}
    policies = made.policies(
        {"policy_id": "q", "issued_on": "2019-01-24"},
        {**between, "policy_id": "before", "issued_on": "2019-07-01"},
        {**between, "policy_id": "after", "issued_on": "2021-01-01"},
        {**between, "policy_id": "elsewhere", "issued_on": "2019-07-01", "place_id": "510000"},
        {**between, "policy_id": "other", "issued_on": "2019-07-01", "parents": ["z"]},
    )

    def depth(*given):
        return citations.citation_depth(citations.citation_lags(cited(*given), PLANS, policies), PLANS, policies)

    columns = ("highest", "n_central", "n_province", "skip_level", "skipped")
    assert values(depth({"policy_id": "q"}), *columns) == [["national", 1, 0, True, "before"]]
    assert values(depth({"policy_id": "q"}, {"policy_id": "before"}), *columns) == [["national", 1, 1, False, None]]
    assert values(depth({"policy_id": "before"}), *columns) == [["province", 0, 1, False, None]]
    assert values(depth(), *columns, "n_cited") == [[None, 0, 0, False, None, 0]]


# --- adoption -------------------------------------------------------------------------------------------------------


def concepts(*rows):
    return made.table(
        [*rows],
        label_zh="提法",
        label_en="Concept",
        origin_level="national",
        first_mention=None,
        programme_date=None,
        certainty="verified",
    )


def mentions(*rows):
    made_rows = [{"mention_id": f"m{i}", **row} for i, row in enumerate(rows)]
    return made.table(
        made_rows,
        mention_id=None,
        plan_id="p",
        task_id=None,
        concept_id="c",
        term="产教融合",
        in_citation=False,
        char_start=100,
        char_end=104,
    )


def adopted(given, concept, plans=PLANS, tasks=None, targets=None, **options):
    return adoption.adoption(
        mentions(*given),
        concepts({"id": "c", **concept}),
        plans,
        made.tasks() if tasks is None else tasks,
        made.targets() if targets is None else targets,
        **options,
    )


@pytest.mark.parametrize(
    "first, given, state, alarm",
    [
        ("2019-01-24", [{}], "adopted", False),
        ("2019-01-24", [], "at_risk", False),
        ("2019-01-24", [{"in_citation": True}], "at_risk", False),
        ("2020-09-04", [{}], "adopted", False),
        ("2020-09-16", [], "not_yet", False),
        ("2020-09-16", [{}], "not_yet", True),
        ("2020-09", [{}], "unknown_date", False),
        ("2020", [], "unknown_date", False),
    ],
)
def test_the_state_of_a_concept(first, given, state, alarm):
    assert values(adopted(given, {"first_mention": first}), "state", "alarm") == [[state, alarm]]


def test_both_origins_can_be_asked_and_only_a_first_mention_raises_an_alarm():
    dates = {"first_mention": "2019-01-24", "programme_date": "2022-04-20"}
    assert values(adopted([{}], dates), "state", "vintage", "lag_min") == [["adopted", "2019–20", 589]]
    assert values(adopted([{}], dates, origin="programme_date"), "state", "vintage", "alarm") == [
        ["not_yet", "2021–22", False]
    ]
    assert adopted([{}], {"first_mention": "2019"}, origin="programme_date").empty
    with pytest.raises(UsageError, match="no origin 'birth'"):
        adopted([{}], dates, origin="birth")


@pytest.mark.parametrize(
    "date, name",
    [("2013-11", "≤2013"), ("2014", "2014–18"), ("2019-01-24", "2019–20"), ("2021-04", "2021–22"), ("2023", "2023+")],
)
def test_vintages(date, name):
    assert values(adopted([], {"first_mention": date}), "vintage") == [[name]]


@pytest.mark.parametrize(
    "mention, use",
    [
        ({}, 1),
        ({"task_id": "untitled"}, 1),
        ({"task_id": "titled"}, 2),
        ({"task_id": "first"}, 2),
        ({"char_start": 8, "char_end": 12}, 3),
        ({"char_start": 10, "char_end": 14}, 1),
    ],
)
def test_the_use_of_a_concept(mention, use):
    tasks = made.tasks(
        {"task_id": "titled", "title": "深化“产教 融合”", "text": "深化产教融合。"},
        {"task_id": "first", "text": "推进产教融合，建设基地。"},
        {"task_id": "untitled", "text": "建设基地。推进产教融合。"},
    )
    targets = made.targets({"char_start": 0, "char_end": 10}, {"char_start": 10, "char_end": 20, "kind": "direction"})
    assert values(adopted([mention], {"first_mention": "2019"}, tasks=tasks, targets=targets), "use") == [[use]]


CONCEPTS = concepts(
    {"id": "c", "first_mention": "2013-11"},
    {"id": "d", "first_mention": "2019-01-24"},
    {"id": "e", "first_mention": "2019-07", "origin_level": "province"},
    {"id": "f", "first_mention": "2021"},
    {"id": "g", "first_mention": "2020"},
)


def rates(plans=PLANS, **options):
    found = adoption.adoption(mentions({}, {"concept_id": "e"}), CONCEPTS, plans, made.tasks(), made.targets())
    return adoption.adoption_rates(found, plans, **options)


def test_rates_are_over_what_was_at_risk_by_vintage():
    found = rates().set_index("vintage")
    assert values(found, "n_at_risk", "n_adopted", "n_unknown_date", "rate", "per_1000_chars") == [
        [2, 1, 1, 0.5, 1], [1, 1, 0, 1, 1], [1, 0, 1, 0, 0], [0, 0, 0, None, None]
    ]  # fmt: skip
    assert found.index.tolist() == ["all", "≤2013", "2019–20", "2021–22"]


def test_local_concepts_and_masked_characters_on_request():
    masked = pd.DataFrame({"plan_id": ["p", "p"], "char_start": [0, 300], "char_end": [400, 500]})
    assert values(
        rates(central_only=False, masked=masked)[:1], "n_at_risk", "n_adopted", "chars", "per_1000_chars"
    ) == [[3, 2, 500, 4]]


def test_an_interpretation_has_no_rate_and_a_copy_a_warning():
    interpretation = made.plans({**DAY, "text_status": ["interpretation"]})
    assert values(rates(interpretation)[:1], "n_adopted", "rate", "excluded") == [[1, None, "interpretation"]]
    copy = rates(made.plans({**DAY, "text_status": ["redacted"]}))
    assert copy["rate"].notna().any() and "absence_unreadable" in [told.code for told in honesty.notices(copy)]


# --- inheritance ----------------------------------------------------------------------------------------------------

INDICATORS = made.indicators({"id": "i"}, {"id": "n"})
PARITY = {"outcome": "parity", "policy_target_id": "t", "upstream_certainty": "verified"}


@pytest.mark.parametrize(
    "link, upstream, kind, support",
    [
        (PARITY, {"quote": "占专业课教师总数超过一半"}, "copy", True),
        (PARITY, {"quote": "教师总数超过一半"}, "copy", True),
        (PARITY, {"quote": "师总数超过一半"}, "same_value", False),
        (PARITY, {"quote": "占专业课教师总数的50%"}, "same_value", False),
        (PARITY, {"quote": "占专业课教师总数超过一半", "verbatim": False}, "same_value", None),
        ({**PARITY, "outcome": "amplified"}, {}, "adapt", False),
        ({**PARITY, "outcome": "attenuated"}, {}, "adapt", False),
        ({**PARITY, "outcome": "indeterminate", "reasons": ["allocation"]}, {}, "allocate", False),
        ({**PARITY, "outcome": "indeterminate", "reasons": ["scope_differs"]}, {}, "undecided", False),
        ({"outcome": "new"}, {}, "new", None),
        ({"outcome": "not_at_risk"}, {}, "not_at_risk", None),
    ],
)
def test_types_of_inheritance(link, upstream, kind, support):
    given = made.targets({"quote": "“双师型”教师占专业课教师总数超过一半以上", "value_text": "一半"})
    above = made.policy_targets({"policy_target_id": "t", **upstream})
    found = inheritance.inheritance(made.links(link), given, above, INDICATORS, PLANS)
    assert values(found, "type", "text_support") == [[kind, support]]


@pytest.mark.parametrize(
    "one, other, number, shared",
    [
        ("专任教师占比达到60%", "专任教师的比例达到60%以上", "", "达到60%"),
        ("专任专业课教师达到60%", "专任专业课教师中达到60%", "", "专任专业课教师"),
        ("专任专业课教师达到60%", "专任专业课教师中达到60%", "60%", "达到60%"),
        ("专任专业课教师达到60%", "专任专业课教师达到50%", "60%", ""),
        ("“双师型” 教师", "双师型教师", "", "双师型教师"),
        ("甲", "乙", "", ""),
        ("", "乙", "", ""),
    ],
)
def test_the_longest_shared_piece(one, other, number, shared):
    assert inheritance.shared_words(one, other, number) == shared


UPSTREAM = made.policy_targets(
    {"policy_target_id": "t1", "indicator_id": "i", "scope_level": "locality"},
    {"policy_target_id": "t2", "indicator_id": "n", "scope_level": "national", "deadline_year": 2022},
    {"policy_target_id": "t3", "indicator_id": "n", "scope_level": "national", "deadline_year": 2018},
    {"policy_target_id": "t4", "indicator_id": None},
    {"policy_target_id": "t5", "policy_id": "uncited"},
)


def fate(*given, plans=PLANS, upstream=UPSTREAM):
    policies = made.policies({"policy_id": "q"}, {"policy_id": "uncited"})
    return inheritance.dropped(
        made.targets(*given), plans, cited({"policy_id": "q"}, {"policy_id": "q"}), policies, upstream, INDICATORS
    )


def test_what_is_taken_up_and_what_is_dropped():
    found = fate({"indicator_id": "i"}, {"indicator_id": "n", "is_canonical": False})
    assert values(found, "indicator_id", "policy_target_ids", "state", "target_ids", "is_total") == [
        ["i", "t1", "taken", "g0", False],
        ["n", "t2;t3", "dropped", None, True],
    ]
    assert values(
        inheritance.funnel(found), "n_indicators", "n_taken", "n_dropped", "n_dropped_totals", "share_taken"
    ) == [[2, 1, 1, 1, 0.5]]
    assert "registry_incomplete" in [told.code for told in honesty.notices(found)]


def test_nothing_is_dropped_by_a_text_that_is_not_whole():
    found = fate({"indicator_id": "i"}, plans=made.plans({**DAY, "text_status": ["truncated"]}))
    assert found["state"].tolist() == ["taken", "unreadable"]
    assert inheritance.funnel(found)["share_taken"].isna().all()


def test_what_was_past_at_issue_is_not_dropped_but_a_standing_rule_never_is_past():
    past = {"policy_target_id": "t", "indicator_id": "n", "deadline_year": 2018}
    assert fate(upstream=made.policy_targets(past))["state"].tolist() == ["lapsed"]
    assert fate(upstream=made.policy_targets({**past, "form": "norm"}))["state"].tolist() == ["dropped"]
