"""The quick way to a passage finds what the whole matrix finds, and every passage is what it says."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhijiao_data.dataset.reuse import candidates
from zhijiao_data.dataset.reuse.alignment import cut, differing_numbers, exhaustive, through

A = "支持开展补贴性职业技能和社会化培训中职学校年培训人次不低于在校生的2倍"


def of(a, b):
    return [(found.span_a, found.span_b, found.score) for _, _, found in candidates.passages([a, b], candidates.EXACT)]


def whole(a, b):
    return [(found.span_a, found.span_b, found.score) for found in exhaustive(a, b)]


def test_the_score_of_a_small_alignment_counted_by_hand():
    # 8 characters, one mismatch, 8 characters, one character without counterpart, 4 characters: 20 · 2 − 2 − 3 = 35.
    a, b = "甲乙丙丁戊己庚辛子丑寅卯辰巳午未申酉戌亥天", "甲乙丙丁戊己庚辛地丑寅卯辰巳午未申人酉戌亥天"
    found = through(a, b, 0, 0, 8)
    assert (found.score, found.matches, found.han, found.columns) == (35, 20, 20, 22)
    assert found.blocks == ((0, 0, 17), (17, 18, 4))
    assert found.identity == pytest.approx(20 / 22)
    assert [one.score for one in exhaustive(a, b)] == [35]


@pytest.mark.parametrize(
    ("other", "numbers"),
    [
        (A.replace("2倍", "3倍"), ["2→3"]),
        (A.replace("2倍", "12倍"), ["2→12"]),
        (A.replace("2倍", "1.5倍"), ["2→1.5"]),
        (A, []),
        (A.replace("2倍", "二倍"), []),
    ],
)
def test_a_number_that_differs_in_a_shared_sentence_is_found(other, numbers):
    end = "以上并逐年增加"
    (found,) = exhaustive(A + end, other + end)
    assert differing_numbers(A + end, other + end, found) == numbers


@pytest.mark.parametrize(("number", "numbers"), [("五", ["三→五"]), ("十", ["三→十"]), ("多", [])])
def test_chinese_numerals_are_compared_with_their_like(number, numbers):
    a = "副高以上教师每三年参加国际化教育培训时间不少于一个月"
    b = a.replace("三", number)
    (found,) = exhaustive(a, b)
    assert differing_numbers(a, b, found) == numbers


def test_unlike_text_between_two_shared_sentences_parts_them():
    b = "推动产业链与城镇群深度融合促进"
    assert [a for a, _, _ in of(A + b + A[::-1], A + "一二三四五六七八九十甲乙丙丁戊" + A[::-1])] == whole_spans(
        A + b + A[::-1], A + "一二三四五六七八九十甲乙丙丁戊" + A[::-1]
    )


def whole_spans(a, b):
    found = [span for span, _, _ in whole(a, b)]
    assert len(found) == 2
    return found


@pytest.mark.parametrize(("size", "kept"), [(15, 0), (16, 1)])
def test_sixteen_characters_are_a_passage_and_fifteen_are_not(size, kept):
    assert (
        len(whole("前" + A[:size] + "后", "左" + A[:size] + "右"))
        == len(of("前" + A[:size] + "后", "左" + A[:size] + "右"))
        == kept
    )


def test_figures_do_not_count_as_chinese_characters():
    a = A[:15] + "20252026%"
    assert whole(a, a) == of(a, a) == []


def edited(draw, text, times):
    for _ in range(times):
        at = draw.randrange(len(text) + 1)
        text = text[:at] + draw.choice(["", "新", "新改", "省市县"]) + text[at + draw.choice([0, 1, 1, 2, 4]) :]
    return text


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([40, 400, 4000]), st.integers(0, 14))
def test_runs_and_extension_find_what_the_whole_matrix_finds(seed, letters, edits):
    draw = random.Random(seed)
    alphabet = [chr(0x4E00 + at) for at in range(letters)] + list("0123456789%")
    source = "".join(draw.choices(alphabet, k=draw.randint(30, 120)))
    noise = ["".join(draw.choices(alphabet, k=draw.randint(0, 60))) for _ in range(4)]
    a, b = noise[0] + source + noise[1], noise[2] + edited(draw, source, edits) + noise[3]
    quick, slow = of(a, b), whole(a, b)
    assert [(score, a_, b_) for a_, b_, score in quick] == [(score, a_, b_) for a_, b_, score in slow]


def test_the_corpus_has_the_passages_of_the_whole_matrix(corpus_texts):
    for a, b in (("cq-wanzhou-2023", "redacted-d0a16f8a"), ("cq-beibei-2020", "redacted-d0a16f8a")):
        assert of(corpus_texts[a], corpus_texts[b]) == whole(corpus_texts[a], corpus_texts[b]) != []


def test_a_passage_is_cut_where_a_sentence_ends_in_both_texts():
    a, b = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未", "申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿"
    (found,) = exhaustive(a + b, a + b)
    end = {len(a)}
    assert [one.span_a for one in cut(a + b, a + b, found, end, end)] == [(0, 18), (18, 36)]
    assert [one.span_a for one in cut(a + b, a + b, found, end, set())] == [(0, 36)]
    short = {8}
    assert [one.span_a for one in cut(a + b, a + b, found, short, short)] == [(0, 36)]
