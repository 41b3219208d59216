"""Policy concepts in a text, and whether they only stand in the name of another document."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.codebook.loader import load
from zhijiao_data.corpus.repair import read
from zhijiao_data.extract.mentions import Mention, find_mentions
from zhijiao_data.grammar.citations import find_citations

CONCEPTS = load("concepts")
BLOCKED = [(id, word) for id, concept in CONCEPTS.items() for word in concept["blocked"]]


def concepts(sentence: str) -> list[tuple[str, str]]:
    text = read(sentence).text
    return [(m.concept_id, m.term) for m in find_mentions(text)]


@pytest.mark.parametrize(
    "sentence, expected",
    [
        ("培育“双师型”教师50名。", [("dual_qualified_teacher", "“双师型”教师")]),
        ("开展１＋Ｘ证书制度试点。", [("one_plus_x_certificate", "1+X证书制度")]),
        ("落实“学历证书+若干职业技能等级证书”制度。", [("one_plus_x_certificate", "学历证书+若干职业技能等级证书")]),
        ("实现学历证书和职业技能等级证书互通。", [("skill_level_certificate", "职业技能等级证书")]),
        ("深化产教融合，培育产教融合型企业。", [("industry_education_integration", "产教融合"), ("integrated_enterprise", "产教融合型企业")]),
        ("支持院校争创国家“双高”“双优”院校。", [("double_high_plan", "双高"), ("double_excellence_plan", "“双优”院校")]),
        ("探索中国特色学徒制，总结现代学徒制试点。", [("chinese_apprenticeship", "中国特色学徒制"), ("modern_apprenticeship", "现代学徒制")]),
        ("推进“中文+职业技能”和“文化素质+职业技能”。", [("chinese_plus_skills", "中文+职业技能"), ("culture_skill_exam", "文化素质+职业技能")]),
        ("推动“碳达峰”“碳中和”。", [("dual_carbon", "“碳达峰”“碳中和”")]),
        ("教师每五年累计不少于6个月到企业实践。", [("teacher_enterprise_practice", "每五年累计不少于6个月到企业")]),
        ("扩大“3+2”“5年一贯制”招生。", [("articulated_pathway", "3+2"), ("articulated_pathway", "5年一贯制")]),
        ("毕业生留川就业率达到70%。", [("local_retention", "留川就业")]),
        ("职普融通、产教融合、科教融汇。", [("vocational_general_integration", "职普融通"), ("industry_education_integration", "产教融合"),
                                        ("science_education_convergence", "科教融汇")]),
    ],
)  # fmt: skip
def test_a_concept_is_found_as_it_is_written(sentence, expected):
    assert concepts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "探索建设1+X党建协同平台。",
        "构建“1+X”政策体系。",
        "建设双高效农田示范区。",
        "建设“双高”糖料蔗基地。",
        "巩固“双高普九”成果，聘请双高级职称专家。",
        "推进哈尔滨市双城区项目建设。",
        "加大思政课教师配备力度。",
        "开展重大思政课题研究。",
        "打造党的二十大思政课示范堂。",
        "申报国家自然科学基金课题。",
        "开设五金课程。",
        "完成乡镇卫生院门诊改造。",
        "经批准可以适当延长学制。",
        "建设十五年一贯制学校。",
        "支持15年一贯制学校发展。",
        "构建“3+2”产业体系。",
        "新建互通立交桥2座。",
        "推进义务教育学区化集团化办学。",
        "深化国有企业混合所有制改革。",
        "配合单位：区农业农村委、区乡村振兴局。",
        "各社区教育引导居民垃圾分类。",
        "促进不同类型教育协调发展。",
        "发布毕业生就业质量年度报告。",
        "编制环境质量年报。",
        "完成第三融资计划。",
        "借鉴德国校企“双元制”经验。",
        "研制双基地雷达。",
        "实施水质达标工程。",
        "做好高等职业大学生就业工作。",
        "推动职教城乡一体发展。",
        "推进京津冀职业教育三地协同。",
        "研究双碳酸盐体系。",
        "开展职业技能社会培训。",
        "建设国医大师工作室3个。",
        "培育优质专业合作社。",
        "推行“双师课堂”。",
    ],
)
def test_a_term_inside_another_word_or_turn_is_no_mention(sentence):
    assert concepts(sentence) == []


@pytest.mark.parametrize("concept_id", CONCEPTS)
def test_every_example_mentions_its_concept_and_no_bad_example_does(concept_id):
    for example in CONCEPTS[concept_id]["examples"]:
        assert concept_id in dict(concepts(example["quote"])), example["quote"]
    for example in CONCEPTS[concept_id]["bad_examples"]:
        assert concept_id not in dict(concepts(example["quote"])), example["quote"]


@pytest.mark.parametrize("concept_id, word", BLOCKED)
def test_a_blocked_word_never_mentions_its_concept(concept_id, word):
    assert concept_id not in dict(concepts(f"推进{word}，"))


@pytest.mark.parametrize("concept_id", CONCEPTS)
def test_every_term_is_found_alone_and_stands_for_its_concept(concept_id):
    for term in CONCEPTS[concept_id]["terms"]:
        [mention] = find_mentions(f"，{read(term).text}。")
        assert (mention.start, mention.end, mention.concept_id) == (1, 1 + len(term), concept_id)


def test_a_term_in_the_name_of_a_document_is_part_of_a_citation():
    text = read("按照《关于推进产教融合的意见》要求，深化产教融合。").text
    found = find_mentions(text, [(c.start, c.end) for c in find_citations(text)])
    assert [(m.start, m.in_citation) for m in found] == [(7, True), (20, False)]


@pytest.mark.parametrize(
    "cited, expected",
    [
        ([], [False, False]),
        ([(0, 6)], [True, False]),
        ([(1, 6)], [True, False]),
        ([(2, 6)], [False, False]),
        ([(0, 4)], [False, False]),
        ([(0, 14)], [True, True]),
        ([(8, 14), (0, 6)], [True, True]),
        ([(0, 14), (0, 6), (9, 10)], [True, True]),
        ([(0, 3), (3, 6)], [False, False]),
    ],
)
def test_a_mention_is_in_a_citation_when_one_name_covers_it(cited, expected):
    found = find_mentions("《产教融合》，。产教融合，。", cited)
    assert [m.in_citation for m in found] == expected


def test_a_page_mark_inside_a_term_does_not_hide_it():
    canonical = "第一行文字，支持“鲁班工\n1、坊”建设，建设产业学\n2、院，推广现代学\n3、徒制。"
    reading = read(canonical)
    spans = [reading.span(m.start, m.end) for m in find_mentions(reading.text)]
    assert [canonical[span.start : span.end] for span in spans] == ["鲁班工\n1、坊", "产业学\n2、院", "现代学\n3、徒制"]


def test_a_mention_knows_its_place():
    assert find_mentions("深化产教融合。") == [Mention(2, 6, "industry_education_integration", "产教融合", False)]


WORDS = [
    *(concept["terms"][0] for concept in CONCEPTS.values()),
    *(word for _, word in BLOCKED[::7]),
    "《",
    "》",
    "“",
    "”",
    "，",
    "。",
    "\n",
    "推进",
    "建设",
]


@given(
    st.lists(st.sampled_from(WORDS), max_size=25).map("".join),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80))),
)
def test_mentions_are_ordered_apart_and_inside_citations_exactly_when_covered(text, cited):
    cited = [(min(pair), max(pair)) for pair in cited]
    found = find_mentions(text, cited)
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for m in found:
        assert text[m.start : m.end] == m.term
        # Names that overlap are one name: 《关于贯彻《…》的通知》.
        positions = {p for start, end in cited for p in range(start, end)}
        if any(start <= m.start and m.end <= end for start, end in cited):
            assert m.in_citation
        elif not set(range(m.start, m.end)) <= positions:
            assert not m.in_citation
