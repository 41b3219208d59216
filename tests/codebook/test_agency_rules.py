"""Names of bodies, as written, and their functions."""

from __future__ import annotations

import pytest

from zhijiao_data.codebook.agency_rules import agency_of, stems
from zhijiao_data.codebook.loader import codes, load

NAMES = """
education: 区教委 教育部 省教育厅 州教体局 市委教育工委 成都市温江区教育局 教育行政部门 县教育和体育局 市教科局
education_supervision: 区政府教育督导室 市政府教育督导委员会办公室
education_examination: 区教育考试院 市招生考试院 县招办
teacher_training: 区教师进修学院 区研培中心 市教科院 县教研室
education_division: 成职教科 基础教育科 成职教 职业教育与成人教育科
party_organisation: 区委组织部 市委人才办
party_publicity: 区委宣传部 市文明办
party_committee: 区委 市委办公室 县委
staffing: 区委编办 省委编办 市委机构编制委员会办公室 编委办
development_reform: 区发展改革委 市发改委 国家发展改革委 县发展和改革局
economy_it: 区经济信息委 市工信局 省工业和信息化厅 县经信局
science_technology: 区科技局 科技部 市科学技术局
finance: 区财政局 财政部 省财政厅
human_resources: 市人力资源社会保障局 区人力社保局 县人社局 省人社厅 人力资源社会保障部
natural_resources: 区规划自然资源局 市自然资源和规划局
ecology: 区生态环境局 市环保局
housing_construction: 区住房城乡建委 县住建局 省住房和城乡建设厅
transport: 市交通运输局 区交通局 市交委
water: 县水务局 省水利厅
agriculture: 区农业农村委 市农业农村局
rural_revitalisation: 区乡村振兴局 区扶贫办
commerce: 区商务委 市商务局
culture_tourism: 区文化旅游委 市文广新局 县文化广电旅游局 省文化和旅游厅 市文广旅局
health: 区卫生健康委 市卫健委 县卫生健康局
medical_insurance: 市医保局 省医疗保障局
veterans: 区退役军人事务局
emergency: 市应急局 县应急管理局
audit: 区审计局
state_assets: 区国资委
market_regulation: 区市场监管局 市市场监督管理局
statistics: 市统计局 国家统计局某市调查队
tax: 区税务局 国家税务总局宁海县税务局 市税务局
financial_affairs: 区金融发展中心 市金融办 人民银行
big_data: 区大数据发展局 省大数据局
foreign_affairs: 区政府外办 省外事办
public_security: 区公安局 市公安局交警支队
civil_affairs: 县民政局
justice: 市司法局
ethnic_affairs: 市民族宗教委
sports: 市体育局 国家体育总局
disabled_persons: 市残联
trade_union: 市总工会 工会
youth_league: 团市委 团县委 共青团某市委员会
women: 市妇联
industry_federation: 市工商联
industry_organisation: 有关行业组织 各行业协会
government: 各县区政府 各设区市人民政府 各县（市、区）人民政府 区人民政府办公室 各区县 各市、州、县人民政府
township: 各街镇 各镇乡人民政府 各镇乡（民族乡）人民政府 钟鼓楼街道办事处 各乡镇（街道） 各街道办事处、镇人民政府 长岭镇
village_community: 各村（居） 社区
development_zone: 高新区管委会 各园城管委会
departments: 区政府有关部门 有关单位 市直各部门
school: 区内各中职学校 温江区燎原职业技术学校 温江二中 各高等院校 区内民办中职学校 燎原职中 四川化工职业技术学院
community_college: 区社区学院 各社区分校 市开放大学
party_school: 市委党校
enterprise: 各企业 某某有限公司
forestry: 省林草局
broadcasting: 省广电局
cyberspace: 市委网信办
discipline_inspection: 县纪委监委
legislature: 市人大常委会
meteorology: 市气象局
customs: 某某海关
"""
TABLE = [
    (name, agency)
    for line in NAMES.strip().splitlines()
    for agency, names in [line.split(": ", 1)]
    for name in names.split(" ")
]


@pytest.mark.parametrize(("name", "agency"), TABLE)
def test_a_name_has_its_function(name, agency):
    assert agency_of(name) == agency


def test_the_table_names_only_agencies_of_the_codebook():
    assert {agency for _, agency in TABLE} <= set(codes("agencies"))


@pytest.mark.parametrize("prefix", ["", "区", "市", "重庆市万州区", "内蒙古自治区", "某某州", "各", "市级"])
@pytest.mark.parametrize(
    ("stem", "agency"), [("教育局", "education"), ("发展改革委", "development_reform"), ("税务局", "tax")]
)
def test_place_and_level_in_front_do_not_matter(prefix, stem, agency):
    assert agency_of(prefix + stem) == agency


@pytest.mark.parametrize(
    "name", ["", "，", "某某办", "职业教育指导咨询委员会", "校区", "景区", "特色小镇", "示范区", "行动计划", "家乡"]
)
def test_a_name_of_no_known_function_has_none(name):
    assert agency_of(name) is None


@pytest.mark.parametrize("name", ["区教委等", "区教委 ", "（区教委）", "“区教委”", "区教委牵头"])
def test_marks_around_a_name_do_not_matter(name):
    assert agency_of(name) == "education"


def test_a_division_without_a_function_of_its_own_takes_that_of_the_issuer():
    assert agency_of("人事科") is None
    assert agency_of("人事科", "education") == "education_division"
    assert agency_of("对外交流办", "education") == "education_division"
    assert agency_of("疾控科", "health") == "health"
    assert agency_of("市财政局", "education") == "finance"


def test_the_examples_of_each_agency_are_recognised():
    for agency_id, entry in load("agencies").items():
        for example in entry["examples"]:
            assert agency_of(example["quote"]) == agency_id, example["quote"]
        for example in entry["bad_examples"]:
            assert agency_of(example["quote"]) != agency_id, example["quote"]


def test_every_agency_is_recognised_by_something():
    assert set(stems().values()) == set(codes("agencies"))


def test_a_very_long_name_is_no_agency():
    """Quadratic work would not end: names come from any document."""
    assert agency_of("区" * 100_000) is None
