"""Dates, deadlines and periods."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.grammar.dates import find_deadlines, find_period, five_year_plan, parse_date


@pytest.mark.parametrize(
    "sentence, start, year, month, basis",
    [
        ("到2026年，全州建成6座水厂", None, 2026, None, "stated"),
        ("到2026年底，全州建成6座水厂", None, 2026, 12, "stated"),
        ("2024年6月底前，印发目录", None, 2024, 6, "stated"),
        ("2024年9月前完成摸底", None, 2024, 9, "stated"),
        ("于2025年3月31日前报送总结", None, 2025, 3, "stated"),
        ("2025年上半年开工", None, 2025, 6, "stated"),
        ("2027年一季度投产", None, 2027, 3, "stated"),
        ("2023-2025年，新增床位3000张", 2023, 2025, None, "stated"),
        ("2023年至2025年新增床位3000张", 2023, 2025, None, "stated"),
        ("“十四五”末，森林覆盖率达到45%", None, 2025, None, "five_year_plan"),
        ("到“十五五”期末，达到45%", None, 2030, None, "five_year_plan"),
        ("“十三五”期间，新增绿地80公顷", 2016, 2020, None, "five_year_plan"),
        ("十四五时期新增绿地80公顷", 2021, 2025, None, "five_year_plan"),
    ],
)
def test_a_sentence_says_by_when(sentence, start, year, month, basis):
    [deadline] = find_deadlines(sentence)
    assert (deadline.start_year, deadline.year, deadline.month, deadline.basis) == (start, year, month, basis)
    assert 0 <= deadline.start < deadline.end <= len(sentence)


@pytest.mark.parametrize(
    "sentence, years",
    [("三年内，完成改造", 3), ("用5年时间建成", 5), ("力争用3-5年时间，建成", 5), ("经过三年努力，形成", 3), ("在2年之内配齐", 2), ("十年内实现", 10)],
)  # fmt: skip
def test_years_are_counted_from_the_day_of_issue(sentence, years):
    [deadline] = find_deadlines(sentence)
    assert (deadline.basis, deadline.years_from_issue, deadline.year) == ("relative", years, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "截至2022年底，共有养老院14家",
        "自2021年以来，先后投入资金",
        "从2020年起设立基金",
        "“十三五”以来，全市新增绿地",
        "国发〔2019〕4号",
        "建成15家养老院",
        "具有3年以上护理经验",
        "实行五年一贯制",
    ],
)
def test_what_has_been_and_what_is_no_date_gives_no_deadline(sentence):
    assert find_deadlines(sentence) == []


def test_two_deadlines_of_one_sentence_come_in_order():
    found = find_deadlines("到2024年，建成2座泵站；到2026年底，建成5座泵站")
    assert [(d.year, d.month) for d in found] == [(2024, None), (2026, 12)]


@given(st.integers(2010, 2049), st.sampled_from(["到{}年，", "{}年底前，", "至{}年末", "在{}年以前，"]))
def test_every_stated_year_is_found(year, form):
    assert [d.year for d in find_deadlines(form.format(year) + "建成泵站")] == [year]


@pytest.mark.parametrize(
    "name, years",
    [("十二五", (2011, 2015)), ("十三五", (2016, 2020)), ("十四五", (2021, 2025)), ("十五五", (2026, 2030))],
)
def test_five_year_plans_follow_each_other(name, years):
    assert five_year_plan(name) == years


@pytest.mark.parametrize("name", ["十四", "五", "", "第十四个"])
def test_what_names_no_five_year_plan_is_refused(name):
    with pytest.raises(ValueError):
        five_year_plan(name)


@pytest.mark.parametrize(
    "title, period",
    [
        ("海港市渔业振兴三年行动计划(2022-2024年)", (2022, 2024)),
        ("青原县养老服务发展规划(2021年-2025年)", (2021, 2025)),
        ("云溪州林业提升行动方案2023至2027年", (2023, 2027)),
        ("石桥区水利建设规划(2021—2035年)", (2021, 2035)),
        ("关于加强医疗救助工作的意见", None),
        ("关于做好2024年防汛工作的通知", None),
        ("档案整理办法(1958-2024年)", None),
        ("某某方案(2025-2021年)", None),
    ],
)
def test_a_title_may_state_the_period(title, period):
    assert find_period(title) == period


@pytest.mark.parametrize(
    "text, iso",
    [
        ("2024年3月5日", "2024-03-05"),
        ("二〇二四年十二月三十一日", "2024-12-31"),
        ("二零一九年二月十日", "2019-02-10"),
        ("海港市人民政府办公室 2023年11月20日印发", "2023-11-20"),
        ("2024年13月5日", None),
        ("2024年3月", None),
        ("今日", None),
    ],
)
def test_a_day_is_read_as_an_iso_date(text, iso):
    assert parse_date(text) == iso


@pytest.mark.parametrize("text", ["2023年2月30日", "2023年2月29日", "2024年4月31日"])
def test_a_day_that_the_calendar_lacks_is_no_date(text):
    assert parse_date(text) is None


@given(st.text("0123456789年月日到至底前末“”十四五三内以来截二〇季度-—上半 用", max_size=40))
def test_deadlines_lie_inside_their_sentence_and_in_order(sentence):
    found = find_deadlines(sentence)
    assert all(0 <= d.start < d.end <= len(sentence) for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(d.month is None or 1 <= d.month <= 12 for d in found)
    parse_date(sentence)
    find_period(sentence)
