"""How strongly a clause commits."""

import pytest

from zhijiao_data.grammar.modality import find_hedges, find_markers


def levels(clause: str) -> list[tuple[str, str]]:
    return [(marker.word, marker.level) for marker in find_markers(clause)]


@pytest.mark.parametrize(
    "clause, expected",
    [
        ("各县必须设立专项账户", [("必须", "mandatory")]),
        ("新建小区应配建幼儿园", [("应", "mandatory")]),
        ("医院应当设立导诊台", [("应当", "mandatory")]),
        ("确保2026年底前全线贯通", [("确保", "mandatory")]),
        ("严禁挪用资金", [("严禁", "mandatory")]),
        ("不得收取押金", [("不得", "mandatory")]),
        ("力争建成3个花卉基地", [("力争", "aspirational")]),
        ("争创国家卫生县城", [("争创", "aspirational")]),
        ("鼓励企业提供实习岗位", [("鼓励", "enabling")]),
        ("支持渔民转产", [("支持", "enabling")]),
        ("力争每个乡镇应有1所敬老院", [("力争", "aspirational"), ("应", "mandatory")]),
        ("建成12个冷链仓库", []),
    ],
)
def test_a_marker_sets_its_level(clause, expected):
    assert levels(clause) == expected


@pytest.mark.parametrize(
    "clause",
    [
        "主动适应海洋产业需求",
        "推广应用节水技术",
        "练好护理基本功",
        "提供智力支持",
        "加大政策支持，",
        "落实基本养老服务",
        "纳入基本公共服务目录",
        "参保率不得低于95%",
        "排放量不得超过2000吨",
        "做好应急演练",
        "培养应届毕业生200人",
        "供应能力达到5万吨",
        "开展综合试点工作",
        "符合国家要求，",
        "调动农户积极性",
        "相应调整补助标准",
        "反应时间缩短到15分钟",
        "按照上级要求",
        "缴纳工资保证金",
        "召开现场推进会2次",
        "应对极端天气",
        "对应岗位设置课程",
    ],
)
def test_a_look_alike_is_no_marker(clause):
    assert levels(clause) == []


def test_a_marker_knows_its_place():
    clause = "各乡镇原则上应当配备2名林长"
    [marker] = find_markers(clause)
    assert clause[marker.start : marker.end] == marker.word == "应当"


@pytest.mark.parametrize(
    "clause, hedges",
    [
        ("原则上不低于总投资的30%", ["原则上"]),
        ("床位数基本稳定在600张左右", ["基本", "左右"]),
        ("有条件的乡镇逐步建立养老驿站", ["有条件的", "逐步"]),
        ("扎实练好基本功", []),
        ("建成8座变电站", []),
    ],
)
def test_hedges_loosen_without_changing_the_level(clause, hedges):
    assert sorted(find_hedges(clause)) == sorted(hedges)
