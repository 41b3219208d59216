"""Whom an aim calls on, as the sentence puts it."""

import pytest

from zhijiao_data.codebook.loader import codes
from zhijiao_data.extract.addressee import LONGEST_REACH, addressee_of, words_before


def asked(sentence: str, **attributes) -> str:
    """The addressee of the target that stands between ⟨ and ⟩ in a sentence."""
    before, _, rest = sentence.partition("⟨")
    return addressee_of(rest.split("⟩")[0], before, **attributes)


@pytest.mark.parametrize(
    "sentence, grade, marker, expected",
    [
        ("⟨争创国家级示范学校1所⟩", "国家级", "争创", "upper_level"),
        ("力争⟨建成省级示范实训中心2个⟩", "省级", "力争", "upper_level"),
        ("⟨建成国家级示范学校1所⟩", "国家级", "建成", "self_government"),
        ("⟨争创县级文明校园20所⟩", "县级", "争创", "self_government"),
        ("积极⟨争取上级补助资金2亿元⟩", None, "争取", "upper_level"),
        ("⟨争取培训人数突破2万人⟩", None, "争取", "self_government"),
        ("⟨力争在省级技能竞赛中获奖10项⟩", "省级", "力争", "school"),
    ],
)
def test_what_is_sought_from_a_superior_depends_on_it(sentence, grade, marker, expected):
    assert asked(sentence, grade=grade, modality_marker=marker, form="count", modality="aspirational") == expected


@pytest.mark.parametrize(
    "level, grade, expected",
    [
        ("district", "市级", "upper_level"),
        ("city", "市级", "self_government"),
        ("city", "省级", "upper_level"),
        ("province", "省级", "self_government"),
        ("province", "国家级", "upper_level"),
        ("ministry", "国家级", "self_government"),
        (None, "省级及以上", "upper_level"),
    ],
)
def test_a_grade_stands_above_the_issuer_or_not(level, grade, expected):
    found = asked(f"⟨争创{grade}示范校2所⟩", grade=grade, modality_marker="争创", form="count", issuer_level=level)
    assert found == expected


@pytest.mark.parametrize(
    "sentence, form, modality, expected",
    [
        ("鼓励⟨规模以上企业每年接收50名实习学生⟩", "norm", "enabling", "firm"),
        ("鼓励行业龙头企业⟨按不少于职工总数的2%安排学徒岗位⟩", "norm", "enabling", "firm"),
        ("支持建设⟨产教融合型企业20家⟩", "count", "enabling", "self_government"),
        ("⟨培育产教融合型企业20家⟩", "count", "committed", "self_government"),
        ("⟨各高校每年开展1次自评⟩", "norm", "committed", "school"),
        ("⟨所有学校制定安全应急方案⟩", "universal", "committed", "school"),
        ("⟨全市学校全部达到安全标准⟩", "universal", "aspirational", "self_government"),
        ("⟨职业学校与普通高中招生规模大体相当⟩", "ratio", "committed", "self_government"),
        ("要求技工学校招聘有资质的教师，到2026年，⟨教师合格率达到90%⟩", "level", "mandatory", "school"),
        ("技工学校根据需要设置专业，⟨每年调整1次专业⟩", "norm", "committed", "school"),
        ("⟨专业课教师每年到企业实践不少于1个月⟩", "norm", "committed", "individual"),
        ("鼓励学生参加比赛，争取⟨获奖人次逐年增加⟩", "direction", "aspirational", "individual"),
        ("支持学校与企业合作，⟨建设3个实训基地⟩", "count", "committed", "self_government"),
        ("⟨校企共建实训基地3个⟩", "count", "committed", "school"),
        ("⟨各级教育行政部门每年公布1次结果⟩", "norm", "committed", "department"),
        ("⟨每年开展1次教学专项督查⟩", "norm", "committed", "department"),
        ("⟨每年开展1次宣传活动⟩", "norm", "committed", "self_government"),
        ("⟨实践性教学课时占总课时一半以上⟩", "norm", "committed", "school"),
        ("⟨全县技能人才达到8万人⟩", "level", "aspirational", "self_government"),
        ("⟨县财政每年安排500万元⟩", "norm", "committed", "self_government"),
        ("将县职业学校⟨建成高水平学校⟩", "milestone", "committed", "self_government"),
    ],
)  # fmt: skip
def test_the_party_that_is_to_act_is_addressed(sentence, form, modality, expected):
    assert asked(sentence, form=form, modality=modality) == expected


def test_a_scope_stands_for_a_subject_that_the_sentence_left_out():
    assert asked("⟨年培训人次不低于在校生的2倍⟩", scope="技工学校", form="ratio") == "school"
    assert asked("⟨完成海港职业学校实训楼建设⟩", scope="海港职业学校", form="milestone") == "self_government"


def test_dated_work_in_a_table_calls_on_the_schools_that_carry_it_out():
    assert asked("⟨完成课程调研⟩", form="milestone", bodies=["区内各中职学校"]) == "school"
    assert asked("⟨完成课程调研⟩", form="milestone", bodies=["县教育局", "各中职学校"]) == "self_government"
    assert asked("⟨建成实训楼3栋⟩", form="count", bodies=["各中职学校"]) == "self_government"


def test_line_breaks_of_the_source_do_not_matter():
    assert asked("鼓励中职\n学校⟨按 20% 聘请\n技师任教⟩", form="norm", modality="enabling") == "school"


def test_words_before_are_those_of_the_sentence_and_of_bounded_length():
    text = "前一句。后一句，建成3所"
    assert words_before(text, text.index("建成")) == "后一句，"
    assert len(words_before("长" * 5000, 4000)) == LONGEST_REACH
    assert words_before(text, 0) == ""


@pytest.mark.parametrize("sentence", ["⟨3所⟩", "⟨⟩", "，，⟨建成⟩", "鼓励⟨鼓励⟩"])
def test_every_target_has_an_addressee_of_the_closed_list(sentence):
    assert asked(sentence) in codes("addressee")
