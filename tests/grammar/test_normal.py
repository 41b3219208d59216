"""The normal form keeps the place of every character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.grammar.normal import normalise

PIECES = st.lists(
    st.sampled_from(list("，,。；;:：()（）［］【】<>＜＞－—–~～％%０９ａＺ１2万所\n\t\u3000 「」『』○Ｏ"))
    | st.characters(),
    max_size=60,
)


@given(st.text() | PIECES.map("".join))
def test_normal_form_keeps_the_length(text):
    assert len(normalise(text)) == len(text)


@given(st.text() | PIECES.map("".join))
def test_normal_form_is_a_fixed_point(text):
    normal = normalise(text)
    assert normalise(normal) == normal


@given(st.text() | PIECES.map("".join))
def test_lines_and_tabs_stay_where_they_are(text):
    normal = normalise(text)
    for sign in "\n\t":
        assert [i for i, char in enumerate(text) if char == sign] == [
            i for i, char in enumerate(normal) if char == sign
        ]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_chinese_characters_are_left_alone(text):
    assert normalise(text) == text


@pytest.mark.parametrize(
    "text, normal",
    [
        ("（一）占比８５％", "(一)占比85%"),
        ("2024－2026年", "2024-2026年"),
        ("3～5门", "3-5门"),
        ("投入1,200万元", "投入1,200万元"),
        ("投入1，200万元", "投入1,200万元"),
        ("建成5所,新增3个", "建成5所，新增3个"),
        ("到2024,2025年", "到2024，2025年"),
        ("达到10,2026年底", "达到10，2026年底"),
        ("冀教[2024]7号", "冀教〔2024〕7号"),
        ("冀教【2024】7号", "冀教〔2024〕7号"),
        ("「云岭工匠」", "“云岭工匠”"),
        ("责任单位:县教体局", "责任单位：县教体局"),
        ("二○二四年", "2024年"),
    ],
)
def test_one_meaning_has_one_glyph(text, normal):
    assert normalise(text) == normal
