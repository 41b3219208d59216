"""The upstream target of each target: whom it is compared with, and what follows."""

import math

import pytest

from zhijiao_data.codebook.loader import codes
from zhijiao_data.dataset.issue_dates import Interval, days, issue_dates, lapsed
from zhijiao_data.dataset.target_comparison import compare
from zhijiao_data.dataset.target_links import link_targets

PLACES = [
    {"id": "500000", "label_zh": "重庆市", "level": "province", "parent_id": None},
    {"id": "500118", "label_zh": "永川区", "level": "district", "parent_id": "500000"},
    {"id": "510000", "label_zh": "四川省", "level": "province", "parent_id": None},
    {"id": "510100", "label_zh": "成都市", "level": "city", "parent_id": "510000"},
]


# --- builders --------------------------------------------------------------------------------------------------------------------------------------


def aim(value=None, comparator="ge", year=2025, **other) -> dict:
    """A row of a target, own or upstream: a floor of a share by 2025 unless told otherwise."""
    low = None if comparator in ("le", "lt") else value
    high = None if comparator in ("ge", "gt") else value
    row = {
        "value_min": low,
        "value_max": high,
        "comparator": comparator,
        "form": "level",
        "unit": "%",
        "per": None,
        "denominator": "专业课教师",
        "scope": None,
        "grade": None,
        "deadline_year": year,
        "deadline_month": None,
    }
    return {**row, **other}


def indicator(id="share", unit="%", direction="higher", **other) -> dict:
    return {"id": id, "unit": unit, "direction": direction, "denominator": None, **other}


COUNTED = {"unit": "所", "form": "count", "denominator": None}


def plan(issued="2023-01-29", **other) -> dict:
    row = {
        "plan_id": "p",
        "issuer_level": "district",
        "province": "重庆市",
        "city": None,
        "district": "万州区",
        "place_basis": "stated",
        "issued_on": issued,
        "published_on": None,
        "transmitted_on": None,
        "date_precision": "day" if issued else None,
        "period_start": None,
        "text_status": ["full"],
    }
    return {**row, **other}


def policy(id: str, issued: str | None, level="ministry", place=None, **other) -> dict:
    row = {
        "policy_id": id,
        "title": f"{id}的通知",
        "title_en": f"Notice {id}",
        "doc_number": None,
        "level": level,
        "place_id": place,
        "issued_on": issued,
        "published_on": None,
        "period_start": None,
        "supersedes": [],
    }
    return {**row, **other}


def stated(policy_id: str, row: dict, indicator_id="share", certainty="verified", **other) -> dict:
    id = other.pop("id", f"t-{policy_id}")
    return {**row, "policy_target_id": id, "policy_id": policy_id, "indicator_id": indicator_id, "certainty": certainty}


def links(own: dict, policies: list[dict], upstream: list[dict], of_plan: dict | None = None, of: dict | None = None):
    """The rows of one target of one plan."""
    measure = of or indicator()
    target = {
        "target_id": "p.g000001",
        "plan_id": "p",
        "indicator_id": measure["id"],
        "is_canonical": True,
        "addressee": "self_government",
        **own,
    }
    return link_targets([target], [of_plan or plan()], policies, upstream, [measure], PLACES)


def link(*arguments, **named) -> dict:
    (row,) = links(*arguments, **named)
    return row


MUNICIPAL = {"level": "province", "place": "500000"}


# --- outcome ---------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "year, value, outcome",
    [
        (2024, 70, "amplified"),
        (2024, 60, "amplified"),
        (2024, 50, "indeterminate"),
        (2025, 70, "amplified"),
        (2025, 60, "parity"),
        (2025, 50, "attenuated"),
        (2026, 70, "indeterminate"),
        (2026, 60, "attenuated"),
        (2026, 50, "attenuated"),
    ],
)
def test_outcome_follows_from_value_and_year(year, value, outcome):
    assert compare(aim(value, year=year), aim(60, year=2025), indicator()).outcome == outcome


@pytest.mark.parametrize("value, outcome", [(5, "amplified"), (10, "parity"), (15, "attenuated")])
def test_for_an_indicator_that_is_to_fall_less_is_more(value, outcome):
    found = compare(aim(value, "le"), aim(10, "le"), indicator(direction="lower"))
    assert (found.outcome, found.gap) == (outcome, value - 10)


@pytest.mark.parametrize("value, outcome", [(50, "parity"), (60, "indeterminate")])
def test_an_indicator_without_direction_is_never_amplified(value, outcome):
    assert compare(aim(value, "eq"), aim(50, "eq"), indicator(direction="none")).outcome == outcome


@pytest.mark.parametrize(
    "own, above, outcome",
    [
        (aim(60, year=None), aim(60), "parity"),
        (aim(70, year=None), aim(60), "indeterminate"),
        (aim(50, year=None), aim(60), "indeterminate"),
        (aim(70), aim(60, year=None), "amplified"),
        (aim(60), aim(60, year=None), "parity"),
        (aim(70, form="norm", year=2030), aim(60, form="norm", year=2020), "amplified"),
        (aim(60, form="norm"), aim(60, form="norm", year=None), "parity"),
    ],
)
def test_aims_without_a_year(own, above, outcome):
    assert compare(own, above, indicator()).outcome == outcome


@pytest.mark.parametrize(
    "own, above, relation",
    [
        (aim(55, "range", value_min=55, value_max=65), aim(50, "eq"), "above"),
        (aim(55, "range", value_min=55, value_max=65), aim(60, "eq"), None),
        (aim(55, "range", value_min=55, value_max=65), aim(60, "range", value_min=55, value_max=65), "equal"),
        (aim(40, "approx"), aim(50, "eq"), "below"),
        (aim(49, "approx"), aim(50, "eq"), None),
        (aim(50, "approx"), aim(50, "eq"), "equal"),
        (aim(33.333333333333336, "eq"), aim(100 / 3, "ge"), "equal"),
    ],
)
def test_ranges_and_about_are_intervals(own, above, relation):
    found = compare(own, above, indicator())
    assert found.relation == relation
    assert ("intervals_overlap" in found.reasons) == (relation is None)


@pytest.mark.parametrize("value, outcome", [(90, "amplified"), (85, "parity"), (82, "attenuated")])
def test_a_lower_and_earlier_aim_is_decided_by_the_stated_path(value, outcome):
    path = [aim(80, year=2023), aim(90, year=2025)]
    found = compare(aim(value, year=2024), path[1], indicator(), path)
    assert found.outcome == outcome
    assert ("path_interpolated" in found.reasons) == (value < 90)
    assert compare(aim(82, year=2022), path[1], indicator(), path).outcome == "indeterminate"


def test_a_relation_in_words_is_at_parity_without_a_number():
    words = aim(None, "approx", form="ratio", unit=None)
    found = compare(words, words, indicator(unit=None, direction="none"))
    assert (found.outcome, found.comparability, found.reasons) == ("parity", "B", ["ordinal"])


# --- comparability and measures --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "own, above, grade, reasons",
    [
        ({}, {}, "A", []),
        ({}, {"denominator": "专业课教师总数"}, "A", []),
        ({"scope": "全区职业学校"}, {"scope": "职业院校"}, "A", []),
        ({"scope": "全区"}, {"scope": "全国"}, "A", []),
        ({"grade": "国家级"}, {"grade": "国家级及以上"}, "A", []),
        ({"form": "universal"}, {}, "A", []),
        ({"denominator": None}, {}, "B", ["denominator_unspecified"]),
        ({"denominator": "专业教师"}, {}, "B", ["denominator_differs"]),
        ({"scope": "中职学校"}, {"scope": "优质职业学校"}, "B", ["scope_differs"]),
        ({"scope": "全区"}, {"scope": "东部省份"}, "B", ["scope_differs"]),
        ({"comparator": "gt"}, {}, "B", ["bound_types_differ"]),
        ({"comparator": None}, {}, "B", ["bound_types_differ", "comparator_unknown"]),
        ({"grade": "国家级"}, {}, "B", ["grade_unspecified"]),
        ({"unit": None}, {}, "B", ["unit_unspecified"]),
        ({"grade": "区级"}, {"grade": "国家级"}, "C", ["grade_differs"]),
        ({"form": "increment"}, {}, "C", ["form_differs"]),
        ({"form": "norm"}, {}, "C", ["form_differs"]),
        ({"unit": "所"}, {}, "C", ["unit_differs"]),
        ({"per": "年"}, {}, "C", ["per_differs"]),
        ({"value_min": None}, {}, "X", ["value_unknown"]),
        ({"value_min": None, "value_max": 60.0}, {}, "C", ["bounds_opposed"]),
    ],
)  # fmt: skip
def test_comparability_is_the_gravest_reason(own, above, grade, reasons):
    found = compare({**aim(60), **own}, {**aim(60), **above}, indicator())
    assert (found.comparability, found.reasons) == (grade, reasons)
    if grade in "CX":
        assert (found.outcome, found.gap) == ("indeterminate", None)


def test_two_directions_hold_no_number_to_compare():
    found = compare(aim(None, None, form="direction"), aim(None, None, form="direction"), indicator())
    assert (found.outcome, found.comparability) == ("indeterminate", "C")


def test_shares_differ_in_points_and_in_logits():
    found = compare(aim(100), aim(90), indicator())
    assert found.gap == 10
    assert found.logit_gap == pytest.approx(math.log(99.5 / 0.5) - math.log(9))
    assert "ceiling" in found.reasons and found.log_ratio is None


def test_ratios_differ_by_their_logarithm():
    found = compare(aim(3, unit="倍", form="ratio"), aim(2, unit="倍", form="ratio"), indicator(unit="倍"))
    assert found.log_ratio == pytest.approx(math.log(1.5))


def test_a_count_is_a_share_of_the_upstream_count_and_never_amplified():
    found = compare(aim(3, "eq", **COUNTED), aim(2, **{**COUNTED, "unit": "个"}), indicator(unit="所"))
    assert (found.outcome, found.share, found.gap) == ("indeterminate", 1.5, None)
    assert "allocation" in found.reasons


def test_money_for_each_student_does_not_grow_with_the_place():
    each = {"unit": "元", "per": "学生", "denominator": None}
    found = compare(aim(8000, **each), aim(6000, **each), indicator(unit="元"))
    assert (found.outcome, found.gap, found.share) == ("amplified", 2000, None)
    fund = {**each, "per": "年"}
    assert compare(aim(8000, **fund), aim(6000, **fund), indicator(unit="元")).outcome == "indeterminate"


def test_zero_has_no_logarithm():
    assert compare(aim(0), aim(60), indicator()).logit_gap is None
    assert compare(aim(3, "eq", **COUNTED), aim(0, "eq", **COUNTED), indicator(unit="所")).share is None


# --- dates -----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document, expected",
    [
        ({"issued_on": "2022-02-03"}, ("2022-02-03", "2022-02-03")),
        ({"issued_on": "2022-02"}, ("2022-02-01", "2022-02-28")),
        ({"issued_on": "2022-02-03", "date_precision": "year"}, ("2022-01-01", "2022-12-31")),
        ({"issued_on": "2021-12", "published_on": "2021-12-14"}, ("2021-12-01", "2021-12-14")),
        ({"published_on": "2025-01-09", "period_start": 2024}, ("2024-01-01", "2025-01-09")),
        ({"published_on": "2025-01-09"}, ("2025-01-01", "2025-01-09")),
        ({"published_on": "2022-02-08", "period_start": 2023}, ("2022-01-01", "2022-02-08")),
        ({"issued_not_after": "2022-07-21", "issued_not_before": "2021-12-14"}, ("2021-12-14", "2022-07-21")),
        ({}, None),
    ],
)
def test_a_date_is_as_wide_as_it_is_known(document, expected):
    found = issue_dates(document)
    assert (found and tuple(map(str, found))) == expected


def test_what_is_certain_of_two_intervals():
    january, year = days("2022-01"), days("2022")
    assert isinstance(january, Interval) and isinstance(year, Interval)
    assert not january.surely_not_after(year) and not january.surely_after(year)
    assert lapsed(2021, None, january) and not lapsed(2022, None, january)
    assert lapsed(2022, 2, days("2022-03-01")) and not lapsed(None, None, january)


# --- who stands above, and what is in force --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "level, place, is_linked",
    [
        ("province", "500000", True),
        ("national", None, True),
        ("ministry", None, True),
        ("province", "510000", False),
        ("city", "510100", False),
        ("district", "500118", False),
        ("province", None, False),
    ],
)
def test_only_bodies_above_in_the_same_place_are_ancestors(level, place, is_linked):
    row = link(aim(60), [policy("u", "2022-01-01", level, place)], [stated("u", aim(60))])
    assert (row["policy_target_id"] is not None) == is_linked


def test_a_document_of_the_same_district_is_no_upstream():
    own = plan(district="永川区")
    row = link(aim(60), [policy("u", "2022-01-01", "district", "500118")], [stated("u", aim(60))], own)
    assert row["outcome"] == "new"


def test_a_township_looks_up_to_its_district():
    own = plan(district="永川区", issuer_level="township")
    row = link(aim(60), [policy("u", "2022-01-01", "district", "500118")], [stated("u", aim(60))], own)
    assert row["outcome"] == "parity"


def test_the_city_is_nearer_than_the_province():
    own = plan(province="四川省", city="成都市", district="温江区")
    above = [policy("city", "2022-01-01", "city", "510100"), policy("prov", "2022-06-01", "province", "510000")]
    row = link(aim(60), above, [stated("city", aim(55)), stated("prov", aim(60))], own)
    assert row["policy_id"] == "city"


def test_a_later_target_of_the_same_level_takes_the_place_of_an_earlier():
    above = [policy("old", "2021-12-14", **MUNICIPAL), policy("new", "2022-02", **MUNICIPAL)]
    stock = indicator("stock", "人")
    own = aim(210000, "eq", unit="人", denominator=None)
    upstream = [
        stated("old", aim(4.5e6, unit="人", denominator=None), "stock"),
        stated("new", aim(5e6, "eq", unit="人", denominator=None), "stock"),
    ]
    row = link(own, above, upstream, of=stock)
    assert (row["policy_id"], row["share_of_upstream"]) == ("new", 0.042)
    before = link(own, above, upstream, plan("2021-12-31"), of=stock)
    assert before["policy_id"] == "old"


def test_a_later_statement_of_the_same_aim_changes_nothing():
    above = [policy("first", "2019-01-24", "national"), policy("again", "2019-08-30")]
    row = link(aim(60), above, [stated("again", aim(60)), stated("first", aim(60))])
    assert row["policy_id"] == "first"


def test_a_ministry_does_not_take_the_place_of_the_state():
    above = [policy("state", "2019-01-24", "national"), policy("ministry", "2020-09-16")]
    upstream = [stated("state", aim(50, year=2023)), stated("ministry", aim(50, year=2024))]
    row = link(aim(50, year=2023), above, upstream)
    assert (row["policy_id"], row["outcome"]) == ("state", "parity")


def test_of_one_policy_the_target_of_the_same_year_is_taken():
    upstream = [stated("u", aim(80, year=2023), id="t-23"), stated("u", aim(90, year=2025), id="t-25")]
    row = link(aim(90), [policy("u", "2022-11")], upstream)
    assert (row["policy_target_id"], row["outcome"]) == ("t-25", "parity")


def test_a_target_for_the_whole_country_goes_before_one_for_some_provinces():
    upstream = [stated("u", aim(35, scope="东部省份"), id="t-east"), stated("u", aim(33, scope="全国"), id="t-all")]
    assert link(aim(32), [policy("u", "2022-10")], upstream)["policy_target_id"] == "t-all"


def test_a_policy_that_was_superseded_is_shown_but_decides_nothing():
    above = [policy("old", "2020-01-01"), policy("new", "2022-01-01", supersedes=["old"])]
    row = link(aim(60), above, [stated("old", aim(60))])
    assert (row["outcome"], row["policy_id"]) == ("indeterminate", "old")
    assert "superseded" in row["reasons"]
    assert link(aim(60), above, [stated("old", aim(60))], plan("2021-01-01"))["outcome"] == "parity"


def test_a_deadline_that_is_past_is_shown_but_decides_nothing():
    row = link(aim(60), [policy("u", "2019-01-24", "national")], [stated("u", aim(60, year=2022))])
    assert (row["outcome"], row["policy_id"]) == ("indeterminate", "u")
    assert "upstream_lapsed" in row["reasons"]


def test_a_standing_rule_does_not_lapse():
    rule = aim(30, form="norm", year=2006)
    row = link(aim(30, form="norm"), [policy("u", "2005-10-28", "national")], [stated("u", rule)])
    assert (row["outcome"], row["comparability"]) == ("parity", "A")


def test_a_comparable_target_that_is_past_goes_before_another_form_in_force():
    above = [policy("rule", "2010-07-06"), policy("past", "2019-01-24")]
    upstream = [stated("rule", aim(30, form="norm", year=None)), stated("past", aim(50, year=2022))]
    assert link(aim(60), above, upstream)["policy_id"] == "past"
    assert link(aim(60), above, upstream[:1])["comparability"] == "C"


# --- rows ------------------------------------------------------------------------------------------------------------------------------------------


def test_without_any_upstream_target_an_aim_is_new():
    row = link(aim(60), [], [])
    assert (row["link_id"], row["role"], row["outcome"]) == ("p.g000001~none", "nearest", "new")
    assert (row["policy_target_id"], row["comparability"], row["reasons"]) == (None, None, [])


def test_upstream_targets_that_came_later_leave_an_aim_new_and_not_at_risk():
    new, later = links(aim(85, year=2020), [policy("u", "2023-02-01")], [stated("u", aim(50))])
    assert (new["outcome"], new["reasons"], new["policy_target_id"]) == ("new", ["issued_later"], None)
    assert (later["role"], later["outcome"], later["lag_days"]) == ("national", "not_at_risk", -3)
    assert later["comparability"] is None


def test_dates_that_do_not_tell_leave_an_aim_not_at_risk():
    row = link(aim(60), [policy("u", "2023-01")], [stated("u", aim(60))])
    assert (row["outcome"], row["reasons"], row["lag_days"]) == ("not_at_risk", ["date_uncertain"], None)
    undated = link(aim(60), [policy("u", "2022-01-01")], [stated("u", aim(60))], plan(None))
    assert undated["reasons"] == ["date_uncertain"]


def test_a_nearer_target_of_uncertain_date_is_told():
    above = [policy("near", "2023-01", **MUNICIPAL), policy("far", "2022-01-01")]
    row = link(aim(60), above, [stated("near", aim(60)), stated("far", aim(60))])
    assert (row["policy_id"], "nearer_uncertain" in row["reasons"]) == ("far", True)


def test_nearest_and_national_are_two_rows_and_one_where_they_are_the_same():
    above = [policy("near", "2022-02", **MUNICIPAL), policy("far", "2022-10", "national")]
    rows = links(aim(60), above, [stated("near", aim(60)), stated("far", aim(60))])
    assert [(row["role"], row["policy_id"]) for row in rows] == [("nearest", "near"), ("national", "far")]
    assert "nearest_is_national" in link(aim(60), above[1:], [stated("far", aim(60))])["reasons"]


@pytest.mark.parametrize(
    "status, reason",
    [
        ("interpretation", "interpretation_capped"),
        ("third_party_copy", "copy_capped"),
        ("redacted", "copy_capped"),
    ],
)
def test_texts_that_are_not_the_issued_one_are_at_best_b(status, reason):
    row = link(aim(60), [policy("u", "2022-01-01")], [stated("u", aim(60))], plan(text_status=[status, "damaged"]))
    assert (row["comparability"], row["outcome"]) == ("B", "parity")
    assert reason in row["reasons"]


def test_certainty_is_kept_apart_from_comparability():
    row = link(aim(60), [policy("u", "2022-01-01")], [stated("u", aim(60), certainty="unverified_high")])
    assert (row["comparability"], row["upstream_certainty"]) == ("A", "unverified_high")
    assert "upstream_unverified" in row["reasons"]


@pytest.mark.parametrize("issued, is_broken", [("2021-01-01", True), ("2022-11-01", False)])
def test_a_change_of_definition_between_the_two_is_told(issued, is_broken):
    above = [policy("u", issued), policy("change", "2022-10-25")]
    changed = indicator(definition_breaks=["change"])
    row = link(aim(60), above, [stated("u", aim(60))], of=changed)
    assert ("definition_break" in row["reasons"]) == is_broken
    before = link(
        aim(60), [policy("u", "2021-01-01"), above[1]], [stated("u", aim(60))], plan("2022-01-01"), of=changed
    )
    assert "definition_break" not in before["reasons"]


def test_in_a_municipality_the_grade_of_the_city_is_that_of_a_province():
    upstream = [stated("u", aim(300, "eq", grade="省级", **COUNTED))]
    own = aim(4, "eq", grade="市级", **COUNTED)
    schools = indicator(unit="所")
    assert "grade_differs" not in link(own, [policy("u", "2022-01-01")], upstream, of=schools)["reasons"]
    chengdu = plan(province="四川省", city="成都市", district="温江区")
    assert "grade_differs" in link(own, [policy("u", "2022-01-01")], upstream, chengdu, schools)["reasons"]


def test_what_depends_on_a_superior_and_a_place_that_is_inferred_are_told():
    above = [policy("u", "2022-01-01", **MUNICIPAL)]
    row = link(aim(60, addressee="upper_level"), above, [stated("u", aim(60))], plan(place_basis="inferred"))
    assert {"superior_award", "place_inferred"} <= set(row["reasons"])


def test_rows_that_are_not_canonical_or_have_no_indicator_have_no_link():
    assert links(aim(60, is_canonical=False), [], []) == []
    assert links(aim(60, indicator_id=None), [], []) == []


def test_lag_is_in_days_where_both_dates_are_known_to_the_day():
    row = link(aim(60), [policy("u", "2023-01-01")], [stated("u", aim(60))])
    assert (row["lag_days"], row["years_between"]) == (28, 0)


# --- the worked examples of the study --------------------------------------------------------------------------------------------------------------

GUOFA = policy("gf-2019-4", "2019-01-24", "national", doc_number="国发〔2019〕4号")
OVER_HALF = stated("gf-2019-4", aim(50, "gt", 2022, denominator="专业课教师总数", scope="全国"))


def test_the_national_share_taken_over_word_for_word_is_at_parity():
    row = link(aim(50, "gt", 2022), [GUOFA], [OVER_HALF], plan("2020-09-04"))
    assert (row["outcome"], row["comparability"], row["lag_days"]) == ("parity", "A", 589)


def test_a_share_later_and_higher_than_a_national_one_is_not_decided():
    row = link(aim(60), [GUOFA], [OVER_HALF])
    assert row["outcome"] == "indeterminate"
    assert row["explanation_en"] == (
        "≥ 60 % by 2025 against > 50 % by 2022 in 国发〔2019〕4号 (verified): "
        "later and higher, so not decided (upstream deadline past)"
    )
    assert row["explanation_zh"] == (
        "到2025年不低于60%；上位目标：国发〔2019〕4号到2022年超过50%（已核实）：时间在后、数值更高，不作判断（上位已到期）"
    )


def test_a_share_set_before_any_upstream_target_is_new():
    new, later = links(aim(85, "eq", 2020, denominator=None), [GUOFA], [OVER_HALF], plan("2018-12-26"))
    assert (new["outcome"], later["outcome"]) == ("new", "not_at_risk")


def test_all_schools_against_nine_tenths_is_amplified_with_reserve():
    own = aim(100, "eq", form="universal", scope="全区", denominator="中等职业学校")
    upstream = [
        stated("u", aim(value, year=year, scope="各省、自治区、直辖市", denominator="职业学校"), id=f"t-{year}")
        for value, year in ((80, 2023), (90, 2025))
    ]
    row = link(own, [policy("u", "2022-10", published_on="2022-11-16")], upstream)
    assert (row["policy_target_id"], row["outcome"], row["comparability"]) == ("t-2025", "amplified", "B")


BAYU = policy("bayu", None, **MUNICIPAL, published_on="2022-02-08")
OPINIONS = policy("opinions", "2022-10", "national", published_on="2022-10-07")
HIGH_SKILLED = [
    stated("bayu", aim(32, denominator="技能人才总量")),
    stated("opinions", aim(100 / 3, "eq", denominator="技能人才")),
]


def test_nearest_and_national_superior_may_disagree():
    near, far = links(aim(32, "eq", denominator="技能人才"), [BAYU, OPINIONS], HIGH_SKILLED)
    assert (near["outcome"], far["outcome"]) == ("parity", "attenuated")
    assert far["gap"] == pytest.approx(-4 / 3)


def test_a_plan_is_not_at_risk_for_what_came_after_it():
    earlier = plan(None, issued_not_before="2022-03-01", issued_not_after="2022-07-21")
    near, far = links(aim(32, denominator="技能人才"), [BAYU, OPINIONS], HIGH_SKILLED, earlier)
    assert (near["outcome"], near["comparability"]) == ("parity", "A")
    assert (far["role"], far["outcome"]) == ("national", "not_at_risk")


def test_twice_the_enrolment_is_at_parity_for_a_broader_set_of_schools():
    own = aim(2, form="ratio", unit="倍", per="年", scope="中职学校", year=None)
    upstream = aim(2, form="ratio", unit="倍", per="年", scope="优质职业学校", year=2023)
    row = link(own, [policy("u", "2020-09-16")], [stated("u", upstream)], plan("2022-07-21"), indicator(unit="倍"))
    assert (row["outcome"], row["comparability"]) == ("parity", "B")
    assert {"scope_differs", "target_open_ended"} <= set(row["reasons"])


@pytest.mark.parametrize(
    "value, comparator, year, upstream, share",
    [
        (3, "eq", 2025, aim(40, grade="国家级", **COUNTED), 0.075),
        (3, "approx", 2027, aim(300, "approx", grade="国家级", **COUNTED), 0.01),
    ],
)
def test_schools_of_a_national_grade_are_allotted(value, comparator, year, upstream, share):
    own = aim(value, comparator, year, grade="国家级", **COUNTED)
    row = link(own, [policy("u", "2021-12-14", **MUNICIPAL)], [stated("u", upstream)], of=indicator(unit="所"))
    assert (row["outcome"], row["share_of_upstream"]) == ("indeterminate", share)
    assert f"{share * 100:.3g} % of the upstream number" in row["explanation_en"]


def test_every_code_of_a_link_is_in_its_closed_list():
    cases = [
        links(aim(60, year=year, **more), [GUOFA, BAYU, OPINIONS], [OVER_HALF, *HIGH_SKILLED])
        for year in (None, 2022, 2025, 2027)
        for more in ({}, {"form": "norm"}, {"form": "direction", "value_min": None}, {"comparator": None})
    ]
    for row in (row for rows in cases for row in rows):
        assert row["outcome"] in codes("link_outcome") and row["role"] in codes("link_role")
        assert row["comparability"] in (None, *codes("comparability"))
        assert set(row["reasons"]) <= set(codes("link_reason"))
        assert row["explanation_en"] and row["explanation_zh"]
