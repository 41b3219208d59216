"""What a target counts, and the indicator it belongs to; the unseen rows are worded as no document of the corpus is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from zhijiao_data.codebook.indicator_rules import assign_indicator
from zhijiao_data.codebook.loader import load

RAW = Path(__file__).parents[2] / "raw"
EXAMPLES = [(id, example) for id, entry in load("indicators").items() for example in entry["examples"]]
BAD_EXAMPLES = [(id, example) for id, entry in load("indicators").items() for example in entry["bad_examples"]]
QUOTED = [(id, example) for id, example in EXAMPLES if "plan_id" in example]
# What people read in the documents: the yardstick, not what the extractor finds.
READ = {
    path.parent.name: yaml.safe_load(path.read_text(encoding="utf-8"))["targets"]
    for path in RAW.glob("*/annotation.yaml")
}


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
    ("enr_hvs", "高职院校在校生", "人", "level", "高职院校在校生达到5万人"),
    ("enr_hve", "普通高校在校生", "人", "level", "普通高校在校生达到20万人"),
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
    ("skl_talent_inc", "技能人才", "人", "increment", "新增技能人才5万人"),
    ("skl_highskill_inc", "高技能人才", "人", "increment", "五年新增高技能人才3000人"),
    ("skl_training_persontimes", "职业技能培训", "人次", "count", "全年开展职业技能培训6万人次"),
    ("skl_training_persontimes", "农民工职业技能培训", "人次", "count", "开展农民工职业技能培训8000人次"),
    ("skl_apprentices", "新型学徒制培训", "人", "count", "开展新型学徒制培训2000人"),
    ("skl_certs", "职业技能等级证书", "人次", "increment", "新增取得职业技能等级证书2万人次"),
    ("enr_hvs", "高等职业教育在校生规模", "人", "level", "高等职业教育在校生规模达到50万人"),
    ("enr_svs_intake", "中等职业教育年招生数", "人", "level", "中等职业教育年招生数达到50万人"),
    ("enr_tech", "技工院校在校生", "人", "level", "技工院校在校生达到4万人"),
    ("enr_senior_gross", "高中阶段毛入学率", "%", "level", "高中阶段毛入学率达到92%"),
    ("str_svs_count", "中等职业学校", "所", "level", "中等职业学校由12所调整到8所"),
    ("str_school_size", "中职学校平均在校生规模", "人", "level", "中职学校平均在校生规模达到1500人"),
    ("tch_training_coverage", "管理人员", "%", "universal", "对职业院校教师和管理人员开展安全知识全员培训"),
    ("tch_ent_practice_freq", "到企业实践锻炼", "次", "norm", "职业学校专业教师每年到企业实践锻炼1次"),
    ("tch_part_time_share", "行业企业兼职教师", "%", "level", "行业企业兼职教师占专业教师的25%"),
    ("tch_pt_ratio", "职业学校生师比", "比", "ratio", "职业学校生师比达到19:1"),
    ("tch_tp_ratio", "师生比", "比", "norm", "中等职业学校师生比达到1:20"),
    ("ind_colleges", "特色产业学院", "个", "count", "校企共建特色产业学院6个"),
    ("ind_consortia", "省级市域产教联合体", "个", "count", "建成省级市域产教联合体2个"),
    ("cur_textbooks", "“十四五”国家规划教材", "本", "count", "入选“十四五”国家规划教材12本"),
    ("cur_practice_bases", "校外实训基地", "个", "count", "建设校外实训基地30个"),
    ("cur_teaching_events_freq", "教师教学能力大赛", "次", "norm", "每年举办教师教学能力大赛1次"),
    ("cur_teaching_events_freq", "职业院校说课比赛", "次", "norm", "每年组织职业院校说课比赛1次"),
    ("cur_internship_inspection_freq", "学生实习专项检查", "次", "norm", "每学期开展学生实习专项检查2次"),
    ("con_floor_per_student", "中职学校生均建筑面积", "平方米", "level", "中职学校生均建筑面积达到20平方米"),
    ("dig_online_courses", "市级在线精品课程", "门", "count", "建成市级在线精品课程8门"),
    ("lif_credit_accounts", "终身学习账户", "个", "count", "建立终身学习账户3万个"),
    ("emp_match_rate", "中职毕业生对口就业率", "%", "level", "中职毕业生对口就业率达到80%"),
    ("fin_per_student", "中职生均公用经费", "元", "level", "中职生均公用经费每年不低于3500元"),
    ("gov_inspection_freq", "职业学校办学水平评估", "次", "norm", "每三年开展职业学校办学水平评估1次"),
    ("gov_filing_freq", "专业建设总结报告", "次", "norm", "各职业院校每年报送专业建设总结报告"),
    ("gov_events_freq", "职业教育活动周", "次", "norm", "每年举办职业教育活动周"),
    ("gov_meeting_freq", "职业教育联席会议", "次", "norm", "每年召开职业教育联席会议2次"),
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
    ("培养技能人才", "人", "count", "五年培养技能人才5万人"),
    ("新增技能人才", None, "milestone", "新增技能人才的目标完成"),
    ("高职院校", "所", "count", "支持2所高职院校升格"),
    ("毕业生留渝就业率", "个", "level", "毕业生留渝就业率60个"),
    ("优质中职学校", "所", "count", "建设优质中职学校2所"),
    ("优质中职学校", "所", "count", "建设国家级优质中职学校2所、市级优质中职学校3所"),
    ("美育教师", "%", "universal", "组织中小学美育教师全员培训"),
    ("安全生产大检查", "次", "norm", "每年开展安全生产大检查2次"),
    ("学校美育工作专项督导", "次", "norm", "每年开展学校美育工作专项督导1次"),
    ("中小学教学观摩", "次", "norm", "每年举办中小学教学观摩1次"),
    ("安全生产工作方案", "次", "norm", "各镇每年报送安全生产工作方案"),
    ("美育成果展示活动", "次", "norm", "每年举办学校美育成果展示活动"),
    ("医务人员继续教育", "%", "level", "医务人员继续教育达标率达到90%"),
    ("普通高中生均公用经费", "元", "level", "普通高中生均公用经费达到1000元"),
    ("公共图书馆", "个", "count", "新建公共图书馆2个"),
    ("校外美育课程资源库", "个", "count", "建设校外美育课程资源库3个"),
    ("领导干部培训", "人次", "count", "开展领导干部培训300人次"),
    ("农业产业化联合体", "个", "count", "培育农业产业化联合体6个"),
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


@pytest.mark.parametrize(("indicator", "example"), QUOTED, ids=[f"{id}: {e['quote']}" for id, e in QUOTED])
def test_an_example_of_the_corpus_is_a_target_that_a_reader_gave_this_indicator(indicator, example):
    assert any(
        target["indicator_id"] == indicator
        and (target["quote"] in example["quote"] or example["quote"] in target["quote"])
        for target in READ[example["plan_id"]]
    )


def test_an_indicator_that_no_document_uses_says_so():
    used = {target["indicator_id"] for targets in READ.values() for target in targets}
    for id, item in load("indicators").items():
        assert (id in used) == ("note" not in item), id
        assert ("note" in item) == ("note_zh" in item), id


def test_every_rule_of_every_indicator_can_be_reached_by_its_cue():
    for indicator_id, entry in load("indicators").items():
        cues = {cue for rule in entry["match"] for cue in rule["cues"]}
        assert any(cue in example["text"] for cue in cues for example in entry["examples"]), indicator_id


def test_a_very_long_sentence_gets_the_indicator_of_a_short_one():
    """Quadratic work would not end: sentences come from any document."""
    text = "专业设置与技能人才占就业人员双师型教师企业实训基地国际化"
    indicator = assign_indicator(text, "%", "level", text)
    assert indicator is not None
    assert assign_indicator(text * 2000, "%", "level", text * 2000) == indicator
