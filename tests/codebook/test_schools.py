"""Names of schools, as written, and the institutions they name."""

from __future__ import annotations

import pytest

from zhijiao_data.codebook.loader import codes, entry, load
from zhijiao_data.codebook.school_rules import school_of

WENJIANG, CHENGDU, SICHUAN = "510115", "510100", "510000"
WANZHOU, BEIBEI, CHONGQING = "500101", "500109", "500000"

NAMED = [
    ("温江区燎原职业技术学校", None, "wenjiang_liaoyuan"),
    ("温江燎原职业技术学校", None, "wenjiang_liaoyuan"),
    ("成都市温江区燎原职业技术学校", None, "wenjiang_liaoyuan"),
    ("四川省成都市温江区燎原职业技术学校", BEIBEI, "wenjiang_liaoyuan"),
    ("区燎原职业技术学校", WENJIANG, "wenjiang_liaoyuan"),
    ("燎原职中", WENJIANG, "wenjiang_liaoyuan"),
    ("温江二中", None, "wenjiang_no2"),
    ("成都市温江二中", None, "wenjiang_no2"),
    ("“温江二中”等", None, "wenjiang_no2"),
    ("温江\n二中", None, "wenjiang_no2"),
    ("万州职教中心（牵头）", None, "wanzhou_zhijiao"),
    ("区职业教育中心", WANZHOU, "wanzhou_zhijiao"),
    ("重庆市万州职业教育中心", None, "wanzhou_zhijiao"),
    ("重庆三峡学院", None, "sanxia_university"),
    ("重庆市三峡学院", None, "sanxia_university"),
    ("三峡学院", WANZHOU, "sanxia_university"),
    ("重庆三峡职业学院", None, "sanxia_vocational"),
    ("三峡水电校", None, "sanxia_shuidian"),
    ("成都市财贸职业高级中学校", None, "chengdu_caimao"),
    ("四川省成都市财贸职业高级中学校", None, "chengdu_caimao"),
]


@pytest.mark.parametrize(("name", "place", "school"), NAMED)
def test_a_name_leads_to_its_school(name, place, school):
    assert school_of(name, place) == school


NOBODY = [
    ("区内各中职学校", WENJIANG),
    ("区内民办中职学校", WENJIANG),
    ("各社区分校", WENJIANG),
    ("公办中职学校", None),
    ("市职业教育中心", None),
    ("市职业教育中心", CHENGDU),
    ("职业教育中心", WANZHOU),
    ("学校", WANZHOU),
    ("", None),
    ("，", WANZHOU),
    ("等", WANZHOU),
]


@pytest.mark.parametrize(("name", "place"), NOBODY)
def test_a_name_of_nobody_in_particular_has_no_school(name, place):
    assert school_of(name, place) is None


ELSEWHERE = [
    ("燎原职中", None),
    ("燎原职中", BEIBEI),
    ("燎原职中", CHENGDU),
    ("区燎原职业技术学校", None),
    ("区燎原职业技术学校", BEIBEI),
    ("北碚区燎原职业技术学校", WENJIANG),
    ("重庆市温江二中", None),
    ("三峡学院", WENJIANG),
    ("三峡学院", None),
    ("二中", WENJIANG),
    ("北碚区职业教育中心", WANZHOU),
    ("重庆市三峡水电校", None),
    ("万州职教中心南校区", WANZHOU),
]


@pytest.mark.parametrize(("name", "place"), ELSEWHERE)
def test_a_name_that_may_be_another_school_has_none(name, place):
    assert school_of(name, place) is None


def test_a_place_that_the_codebook_does_not_hold_brings_no_school():
    assert school_of("燎原职中", "999999") is None
    assert school_of("温江二中", "999999") == "wenjiang_no2"


@pytest.mark.parametrize("school", codes("schools"))
def test_every_label_and_variant_is_understood_in_a_document_of_its_place(school):
    item = entry("schools", school)
    for name in (item["label_zh"], *item["names"]):
        assert school_of(name, item["place"]) == school


@pytest.mark.parametrize("school", codes("schools"))
def test_the_examples_of_a_school_hold_its_name_and_the_bad_ones_are_not_its_name(school):
    item = entry("schools", school)
    for example in item["examples"]:
        quote = "".join(example["quote"].split())
        assert any(name in quote for name in (item["label_zh"], *item["names"])), example["quote"]
    for example in item["bad_examples"]:
        assert school_of(example["quote"], item["place"]) != school


def test_a_college_of_higher_education_is_no_secondary_school():
    by_level = {level: {id for id, item in load("schools").items() if item["level"] == level} for level in LEVELS}
    assert {"wenjiang_liaoyuan", "chengdu_caimao"} <= by_level["secondary"]
    assert {"sanxia_vocational", "sichuan_chemical"} <= by_level["higher_vocational"]
    assert all(by_level.values())


LEVELS = codes("school_level")


def test_a_very_long_name_is_no_school():
    """Quadratic work would not end: names come from any document."""
    assert school_of("温江区" * 50_000, WENJIANG) is None
    assert school_of("学" * 100_000, WENJIANG) is None
