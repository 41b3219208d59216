"""What a target counts, and the indicator it belongs to; the unseen rows are worded as no document of the corpus is."""

from __future__ import annotations

import time

import pytest

from zhijiao_data.codebook.indicator_rules import assign_indicator
from zhijiao_data.codebook.loader import load

EXAMPLES = [(id, example) for id, entry in load("indicators").items() for example in entry["examples"]]
BAD_EXAMPLES = [(id, example) for id, entry in load("indicators").items() for example in entry["bad_examples"]]


def coded(example):
    return assign_indicator(example["text"], example["unit"], example["form"], example["quote"], example.get("grade"))


@pytest.mark.parametrize(("indicator", "example"), EXAMPLES, ids=[f"{id}: {e['quote']}" for id, e in EXAMPLES])
def test_an_example_is_assigned_to_its_indicator(indicator, example):
    assert coded(example) == indicator


@pytest.mark.parametrize(("indicator", "example"), BAD_EXAMPLES, ids=[f"{id}: {e['quote']}" for id, e in BAD_EXAMPLES])
def test_a_bad_example_is_not_assigned_to_its_indicator(indicator, example):
    assert coded(example) != indicator


UNSEEN = [
    ("skl_talent_stock", "全市技能人才总量", "人", "level", "到2025年，全市技能人才总量达到120万人"),
    ("skl_highskill_share", "高技能人才占比", "%", "level", "高技能人才占技能劳动者的比例达到三分之一，高技能人才占比"),
    ("enr_svs", "全县中等职业学校在校生规模", "人", "level", "全县中等职业学校在校生规模达到8000人"),
    ("enr_hve", "高职院校在校生", "人", "level", "高职院校在校生达到5万人"),
    ("enr_voc_gen_ratio", "普通高中与中等职业学校招生比例", None, "ratio", "普通高中与中等职业学校招生比例大体相当"),
    ("str_svs_progression", "中职毕业生升学率", "%", "level", "中职毕业生升学率达到70%以上"),
    ("sch_mun_quality_svs", "省级优质中职学校", "所", "count", "创建省级优质中职学校10所"),
    ("sch_mun_quality_svs", "优质中职学校", "所", "count", "创建省级优质中职学校10所"),
    ("sch_nat_quality_svs", "优质中等职业学校", "所", "count", "建设优质中等职业学校2所"),
    ("sch_prov_demo_svs", "省级示范性中等职业学校", None, "milestone", "县职教中心建成省级示范性中等职业学校"),
    ("sch_nat_shuanggao", "国家级“双高计划”院校", "所", "count", "新增国家级“双高计划”院校1所"),
    ("prg_industry_match", "专业与区域主导产业的契合度", "%", "level", "专业与区域主导产业的契合度达到92%"),
    ("tch_dual_share", "“双师型”专任教师占比", "%", "level", "“双师型”专任教师占比达到75%"),
    ("tch_dual_share", "专业课教师双师比例", "%", "level", "专业课教师双师比例不低于65%"),
    ("tch_ent_practice_norm", "专业教师到企业实践", "月", "norm", "专业教师每5年到企业实践累计不少于6个月"),
    ("tch_innov_teams", "省级职业教育教师教学创新团队", "个", "count", "建设省级职业教育教师教学创新团队6个"),
    ("tch_master_studios", "技能大师工作室", "个", "count", "新建技能大师工作室8个"),
    ("ind_training_bases", "高水平专业化产教融合实训基地", "个", "count", "建成高水平专业化产教融合实训基地20个"),
    ("ind_integrated_firms", "省级产教融合型企业", "家", "count", "培育省级产教融合型企业30家"),
    ("ind_groups", "实体化职教集团", "个", "count", "打造实体化职教集团5个"),
    ("cur_practice_hours_share", "实践性教学学时", "%", "norm", "实践性教学学时占总学时50%以上"),
    ("cur_internship_months", "岗位实习时间", "月", "norm", "岗位实习时间一般为6个月"),
    ("con_standards_share", "中职学校办学条件", "%", "level", "中职学校办学条件达标率达到90%"),
    ("con_land_inc", "校园占地面积", "亩", "increment", "职业学校新增校园占地面积300亩"),
    ("dig_vr_bases", "职业教育虚拟仿真实训基地", "个", "count", "建设职业教育虚拟仿真实训基地3个"),
    ("int_luban", "海外鲁班工坊", "个", "count", "建设海外鲁班工坊2个"),
    ("emp_rate", "职业院校毕业生就业率", "%", "level", "职业院校毕业生就业率保持在95%以上"),
    ("emp_local_share", "高职毕业生留川就业比例", "%", "level", "高职毕业生留川就业比例达到70%"),
    ("emp_local_share", "毕业生本地就业率", "%", "level", "毕业生本地就业率达到60%"),
    ("fin_surcharge_share", "教育费附加", "%", "norm", "教育费附加用于职业教育的比例不低于30%"),
    ("fin_special_fund", "职业教育专项经费", "元", "rate", "每年安排职业教育专项经费500万元"),
]


@pytest.mark.parametrize(("indicator", "text", "unit", "form", "context"), UNSEEN, ids=[row[4] for row in UNSEEN])
def test_unseen_wording_is_assigned(indicator, text, unit, form, context):
    grade = "国家级" if indicator == "sch_nat_quality_svs" else None
    assert assign_indicator(text, unit, form, context, grade) == indicator


FOREIGN = [
    ("学校美育教师", "人", "level", "配备学校美育教师1万人"),
    ("艺术课程课时", "%", "level", "艺术课程课时占总课时的比例不低于9%"),
    ("普通高中升学率", "%", "level", "普通高中升学率达到95%"),
    ("小学教师合格率", "%", "level", "小学教师学历合格率达到100%"),
    ("义务教育学校办学条件", "%", "level", "义务教育学校办学条件达标率达到95%"),
    ("公园绿地占地面积", "亩", "increment", "公园绿地占地面积增加500亩"),
    ("医院建筑面积", "平方米", "increment", "医院建筑面积增加3万平方米"),
    ("残疾人就业率", "%", "level", "残疾人就业率达到60%"),
    ("高层次人才", "人", "level", "引进高层次人才200人"),
    ("农民专业合作社", "个", "count", "培育优质农民专业合作社20个"),
    ("示范性幼儿园", "所", "count", "建成省级示范性幼儿园3所"),
    ("校外美育实践基地", "个", "count", "建设校外美育实践基地50个"),
    ("“双高”企业", "家", "count", "整治国家级双高企业20家"),
    ("技能人才", "人", "increment", "新增技能人才5万人"),
    ("新增技能人才", None, "milestone", "新增技能人才的目标完成"),
    ("高职院校", "所", "count", "支持2所高职院校升格"),
    ("毕业生留渝就业率", "个", "level", "毕业生留渝就业率60个"),
    ("优质中职学校", "所", "count", "建设优质中职学校2所"),
    ("优质中职学校", "所", "count", "建设国家级优质中职学校2所、市级优质中职学校3所"),
    ("", "%", "level", "双师型教师占比"),
    (None, "%", "level", "双师型教师占比"),
]


@pytest.mark.parametrize(("text", "unit", "form", "context"), FOREIGN, ids=[row[3] for row in FOREIGN])
def test_what_fits_no_indicator_gets_none(text, unit, form, context):
    assert assign_indicator(text, unit, form, context) is None


def test_a_grade_read_apart_decides_where_the_clause_names_two():
    clause = "建设国家级优质中职学校2所、市级优质中职学校3所"
    assert assign_indicator("优质中职学校", "所", "count", clause, "国家级") == "sch_nat_quality_svs"
    assert assign_indicator("优质中职学校", "所", "count", clause, "市级") == "sch_mun_quality_svs"


@pytest.mark.parametrize("text", ["“双师型”教师占比", "双师型教师占比", '"双师型"教师占比', "双师\n型教师占比"])
def test_quotation_marks_and_line_breaks_do_not_matter(text):
    assert assign_indicator(text, "%", "level") == "tch_dual_share"


def test_every_rule_of_every_indicator_can_be_reached_by_its_cue():
    for indicator_id, entry in load("indicators").items():
        cues = {cue for rule in entry["match"] for cue in rule["cues"]}
        assert any(cue in example["text"] for cue in cues for example in entry["examples"]), indicator_id


def test_time_grows_with_the_text_and_no_faster():
    text = "专业设置与技能人才占就业人员双师型教师企业实训基地国际化" * 2000
    start = time.perf_counter()
    assign_indicator(text, "%", "level", text)
    assert time.perf_counter() - start < 2
