"""Bodies named for a piece of work."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.codebook.agency_rules import agency_of
from zhijiao_data.grammar.bodies import find_bodies, role_of
from zhijiao_data.grammar.normal import normalise


def is_body(name: str) -> bool:
    return agency_of(name) is not None


def read(text: str) -> list[tuple[str, str]]:
    return [(body.name, body.role) for body in find_bodies(normalise(text), is_body)]


def having(role: str, names: str) -> list[tuple[str, str]]:
    return [(name, role) for name in names.split()]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("新建泵站。（责任单位：县水务局、县财政局）", having("responsible", "县水务局 县财政局")),
        ("新建泵站。（责任单位:县水务局，县财政局）", having("responsible", "县水务局 县财政局")),
        ("新建泵站。〔责任单位：县水务局、各乡镇〕", having("responsible", "县水务局 各乡镇")),
        ("新建泵站。［责任单位：县水务局、各乡镇］", having("responsible", "县水务局 各乡镇")),
        ("新建泵站。【责任单位：县水务局、各乡镇】", having("responsible", "县水务局 各乡镇")),
        ("新建泵站。\n责任单位：县水务局、县财政局等，各乡镇。", having("responsible", "县水务局 县财政局 各乡镇")),
        ("新建泵站。（责任单位：县水务局、\n县财政局）", having("responsible", "县水务局 县财政局")),
        ("新建泵站。（责任部门：市水务局；各县〔市、区〕政府）", None),
        ("新建泵站。（牵头单位：市水务局；配合单位：市财政局、市发改委）", having("lead", "市水务局") + having("support", "市财政局 市发改委")),
        ("新建泵站。\n牵头单位：市水务局\n参与单位：市财政局、市发改委", having("lead", "市水务局") + having("support", "市财政局 市发改委")),
        ("新建泵站。牵头单位：市水务局。配合单位：市财政局。", having("lead", "市水务局") + having("support", "市财政局")),
        ("新建泵站。（市水务局，各县区政府负责）", having("responsible", "市水务局 各县区政府")),
        ("新建泵站。（市水务局牵头，市财政局、市发改委配合）", having("lead", "市水务局") + having("support", "市财政局 市发改委")),
        ("新建泵站。（省水利厅牵头，省财政厅、省发展改革委等按职责分工负责）", having("lead", "省水利厅") + having("responsible", "省财政厅 省发展改革委")),
        ("新建泵站。（省水利厅、省财政厅等按职责分工负责）", having("responsible", "省水利厅 省财政厅")),
        ("新建泵站。市水务局、市财政局按职责分工负责。", having("responsible", "市水务局 市财政局")),
        ("新建泵站。由市水务局牵头实施泵站改造。", having("lead", "市水务局")),
        ("新建泵站。实施学校：河东小学、河西小学。", having("implementing", "河东小学 河西小学")),
        ("新建泵站。责任科室：规划科", having("responsible", "规划科")),
        ("新建泵站。（责任单位：县水务局和县财政局）", having("responsible", "县水务局 县财政局")),
        ("新建泵站。主责单位：县水务局；协办单位：县气象局", having("lead", "县水务局") + having("support", "县气象局")),
        ("新建泵站。", []),
        ("新建泵站（含附属设施）。", []),
        ("实行校长负责制，明确责任。", []),
        ("强化责任单位意识。", []),
        ("落实项目负责人。", []),
    ],
)  # fmt: skip
def test_bodies_are_read_in_every_written_form(text, expected):
    if expected is None:
        assert read(text)[0] == ("市水务局", "responsible")
    else:
        assert read(text) == expected


@pytest.mark.parametrize(
    "word, role",
    [("责任单位", "responsible"), ("牵头", "lead"), ("主责单位", "lead"), ("配合单位", "support"), ("参与", "support"), ("协办单位", "support"), ("实施学校", "implementing"), ("负责", "responsible")],
)  # fmt: skip
def test_a_duty_word_gives_a_role(word, role):
    assert role_of(word) == role


TEXTS = st.lists(
    st.sampled_from(
        [
            "责任单位：",
            "牵头单位：",
            "配合单位：",
            "(",
            ")",
            "〔",
            "〕",
            "县水务局",
            "市财政局",
            "各乡镇",
            "、",
            "，",
            "；",
            "。",
            "\n",
            "等",
            "负责",
            "牵头",
            "配合",
            "由",
            "和",
            "按职责分工负责",
            "新建泵站",
        ]
    ),
    max_size=25,
).map("".join)


@given(TEXTS)
def test_a_body_stands_where_it_says(text):
    found = find_bodies(text, is_body)
    assert all(text[body.start : body.end] == body.name for body in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(body.role in {"lead", "support", "implementing", "responsible"} for body in found)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader_of_bodies(text):
    find_bodies(normalise(text), is_body)


def test_a_remark_behind_the_list_names_no_body():
    text = "新建泵站。[责任单位：县林水局、县财政局，各区、县（市）政府。列第一位的为牵头单位，下同]"
    assert read(text) == having("responsible", "县林水局 县财政局 各区、县(市)政府")


def test_who_puts_a_task_into_effect_is_named_in_the_bracket():
    assert read("新建泵站。（县林水局牵头，各区、县（市）政府落实）") == [
        ("县林水局", "lead"),
        ("各区、县(市)政府", "implementing"),
    ]
