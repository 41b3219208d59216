"""What is compared of a text, why the rest is not, and the way back to the canonical text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.corpus.spans import Edit
from zhijiao_data.dataset.reuse.masking import Mask, compared, masks


def masked(text, **tables):
    return [(mask.reason, text[mask.start : mask.end]) for mask in masks(text, **tables)]


def row(text, words, **more):
    start = text.index(words)
    return {"char_start": start, "char_end": start + len(words), **more}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("坚持以习近平新时代中国特色社会主义思想为指导，加强建设。", [("FORMULA", "坚持以习近平新时代中国特色社会主义思想为指导")]),
        ("为深入贯彻落实全省教育大会精神，结合我县实际，制定本方案。", [
            ("FORMULA", "为深入贯彻落实全省教育大会精神"), ("FORMULA", "结合我县实际"), ("FORMULA", "制定本方案"),
        ]),
        ("各校制定本校实施细则。", []),
        ("围绕“一城两带三区”发展布局，优化专业设置。", [("SLOGAN", "围绕“一城两带三区”发展布局")]),
        ("推行“5 年一贯制”培养。", []),
        ("实施“学历证书+若干职业技能等级证书”制度。", []),
        ("服务长江经济带发展，建设基地。", [("SLOGAN", "长江经济带发展")]),
        ("一是建设基地。二是引进人才。", [("FURNITURE", "一是"), ("FURNITURE", "二是")]),
        ("重点之一是建设实训基地。", []),
        ("扶持县第一职业学校、县第二职业学校、县技工学校，形成特色。", [("LIST", "扶持县第一职业学校、县第二职业学校、县技工学校")]),
        ("推进专业设置、课程建设、教材改革。", []),
    ],
)  # fmt: skip
def test_words_that_every_document_has_are_masked_with_their_reason(text, found):
    assert masked(text) == found


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("建成基地。（责任单位：县教育局、县财政局）", ("县教育局", "县财政局"), "（责任单位：县教育局、县财政局）"),
        ("建成基地。\n责任单位：县教育局等，各乡镇。\n", ("县教育局",), "责任单位：县教育局等，各乡镇"),
        ("建成基地（县教育局牵头，县财政局配合）。", ("县教育局", "县财政局"), "（县教育局牵头，县财政局配合）"),
        ("建成基地\t县教育局\t2025年", ("县教育局",), "县教育局"),
        ("由县教育局会同各校组织实施。", ("县教育局",), None),
    ],
)
def test_a_list_of_bodies_is_masked_with_its_label_and_a_body_that_acts_is_not(text, names, found):
    rows = [row(text, name) for name in names]
    assert masked(text, responsibilities=rows) == ([("RESP", found)] if found else [])


def test_parts_that_are_not_the_plan_s_own_text_and_numbers_of_headings_are_furniture():
    text = "某县方案\n甲、建设基地\n扫一扫\n"
    sections = [
        row(text, "某县方案\n", role="front_matter", label=None),
        row(text, "甲、建设基地\n", role="tasks", label="甲、"),
        row(text, "扫一扫\n", role="furniture", label=None),
    ]
    assert masked(text, sections=sections) == [("FURNITURE", "某县方案\n甲、"), ("FURNITURE", "扫一扫\n")]


def test_a_character_with_two_reasons_has_the_first():
    text = "（责任单位：县教育局、县财政局、县民政局）"
    bodies = [row(text, name) for name in ("县教育局", "县财政局", "县民政局")]
    assert {reason for reason, _ in masked(text, responsibilities=bodies)} == {"RESP"}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("达到６０％ 以上，", "达到60%以上"),
        ("１－２所，1.5亿，按1：1配套，1,000人", "1-2所1.5亿按1：1配套1000人"),
        ("“双师型” 教师（ＡＢ）\n面积10㎡", "双师型教师ab面积10m2"),
        ("二〇二五年", "2025年"),
    ],
)
def test_figures_and_percent_are_kept_and_signs_are_not(text, form):
    assert compared("x", text).text == form


def test_a_repair_is_made_and_leads_back_to_the_damage():
    text = "国家级优\n3、质学校占70%o再"
    found = compared("x", text, repairs=[Edit(4, 7, ""), Edit(14, 15, "。")])
    assert found.text == "国家级优质学校占70%再"
    assert text[slice(*found.back(3, 5))] == "优\n3、质"


WORDS = st.lists(
    st.sampled_from(["建成3所学校。", "（责任）", "一是", "“一带一路”", "占60%，", "习近平", "、", "\n"]), max_size=30
)


@given(WORDS, st.data())
def test_the_text_at_the_offsets_masked_and_normalised_is_what_is_compared(words, data):
    text = "".join(words)
    found = masks(text)
    whole = compared("x", text, found)
    if not whole.text:
        return
    i = data.draw(st.integers(0, len(whole.text) - 1))
    j = data.draw(st.integers(i + 1, len(whole.text)))
    start, end = whole.back(i, j)
    # Masked characters become blanks, so that figures and their signs stay as far apart as they stand.
    blank = list(text)
    for mask in found:
        blank[mask.start : mask.end] = " " * (mask.end - mask.start)
    assert compared("x", "".join(blank)[start:end]).text == whole.text[i:j]
    assert whole.within(start, end) == (i, j)


@given(st.text(alphabet="以习近平为指导，。结合我县实际“一带两区”、学校局（）\n 12", max_size=120))
def test_masks_lie_apart_and_inside_any_text(text):
    found = masks(text)
    assert all(0 <= mask.start < mask.end <= len(text) for mask in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(isinstance(mask, Mask) for mask in found)
