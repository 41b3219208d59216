"""From a citation to the policy it names: what resolves, what must not, and what is only suggested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.codebook.loader import codes, load
from zhijiao_data.codebook.policy_rules import number_key, resolve, title_key

# title | number | issuer | date of the citing document → how, policy or -, suggestion or -
RESOLVED = """
《国家职业教育改革实施方案》 | 国发〔2019〕4号 | | 2020 → number gf-2019-4 -
 | 国发[2019]4号 | | 2020 → number gf-2019-4 -
 | 国发【2019】第04号 | | 2020 → number gf-2019-4 -
 | （国发（２０１９）4号） | | 2020 → number gf-2019-4 -
 | 国发〔2019〕40号 | | 2020 → unknown - -
 | 教职成〔2019〕4号 | | 2020 → unknown - -
《国家职业教育改革方案》 | 国发〔2019〕4号 | | 2020 → number gf-2019-4 -
《关于做好招生工作的通知》 | 国发〔2019〕4号 | | 2020 → ambiguous - gf-2019-4
《中国制造2025》 | 国发〔2019〕4号 | | 2020 → ambiguous - -
《国家职业教育改革实施方案》 | 浙政发〔2019〕10号 | | 2020 → unknown - gf-2019-4
国家职业教育改革实施方案 | | | 2019-05-01 → title gf-2019-4 -
国家职业教育改革实施方案 | | | → title gf-2019-4 -
《国务院关于印发国家职业教育改革实施方案的通知》 | | | 2020 → title gf-2019-4 -
《国务院关于印发〈国家职业教育改革实施方案〉的通知》 | | | 2020 → title gf-2019-4 -
《教育部关于印发＜教育信息化2.0行动计划＞的通知》 | | | 2019 → title jj-2018-6 -
中共中央办公厅 国务院办公厅印发《关于加强新时代高技能人才队伍建设的意见》 | | | 2023 → title zb-2022-gaojineng -
《关于加快发展现代职业教育的决定》 | | 国务院 | 2015 → title gf-2014-19 -
《国务院关于加快发展现代职业教育的决定》 | | | 2015 → title gf-2014-19 -
《职业教育提质培优行动计划（2020－2023年）》 | | 教育部等九部门 | 2021 → title jzc-2020-7 -
职业教育提质培优行动计划 | | | 2021 → title jzc-2020-7 -
国家中长期教育改革和发展规划纲要（2010年至2020年） | | | 2012 → title edu-outline-2010 -
《中等职业学校专业教学标准》 | | | 2018 → title mie-standards-2014 -
《中等职业学校专业教学标准（试行）》 | | | 2018 → title mie-standards-2014 -
《中等职业学校设置标准》 | | | 2015 → title jzc-2010-12 -
“技能中国行动”实施方案 | | 人社部 | 2022 → title rsbf-2021-48 -
《技能中国行动实施方案》 | | 人力资源和社会保障部 | 2022 → title rsbf-2021-48 -
《职业学校校企合作促进办法》 | | 发改委 | 2019 → title jzc-2018-1 -
《关于深化产教融合的若干意见》 | | 国办 | 2019 → title gbf-2017-95 -
《关于深化现代职业教育体系建设改革的意见》 | | 中办国办 | 2023 → title zb-2022-tixi -
《“十四五”职业技能培训规划》 | | | 2022-05 → title rsbf-2021-102 -
《重庆市“十四五”职业技能培训规划》 | | | 2022-05 → title cq-peixun-145 -
国民经济和社会发展第十四个五年规划和2035年远景目标纲要 | | | 2022 → title npc-145-2021 -
《重庆市人民政府关于印发深化职业教育改革实施方案的通知》 | | | 2020 → title cq-2019-18 -
《深化职业教育改革实施方案》 | | 重庆市人民政府 | 2020 → title cq-2019-18 -
《重庆市人民政府办公厅关于深化产教融合的实施意见》 | | | 2019 → title cq-2018-162 -
职教20条 | | | 2020 → alias gf-2019-4 -
“职教二十条” | | | 2020 → alias gf-2019-4 -
国家中等职业学校设置标准 | | | 2020 → alias jzc-2010-12 -
国家“十四五”规划 | | | 2022 → alias npc-145-2021 -
《成都市健康产业功能区规划》 | | | 2018 → name_only cd-jiankang -
"""
EDITIONS = """
《职业教育法》 | | | 2018-12-26 → title zhijiaofa-1996 -
《中华人民共和国职业教育法》 | | | 2023-01-01 → title zhijiaofa-2022 -
《中华人民共和国职业教育法》 | | | 2022 → ambiguous - -
《中华人民共和国职业教育法》 | | | → ambiguous - -
《中华人民共和国职业教育法（2022年修订）》 | | | 2023 → title zhijiaofa-2022 -
《中华人民共和国职业教育法（2022年修订）》 | | | 2021 → later - zhijiaofa-2022
新职业教育法 | | | 2018 → later - zhijiaofa-2022
职教法 | | | 2018 → alias zhijiaofa-1996 -
《职业学校学生实习管理规定》 | | | 2018-12-26 → title jzc-2016-3 -
《职业学校学生实习管理规定》 | | | 2022-05 → title jzc-2021-4 -
《职业学校学生实习管理规定》 | | | → ambiguous - -
《职业学校学生实习管理规定》 | 教职成〔2021〕4号 | | → number jzc-2021-4 -
《职业学校学生实习管理规定（2016）》 | | | → title jzc-2016-3 -
《职业学校学生实习管理规定》 | | | 2015 → later - jzc-2016-3
国家职业教育改革实施方案 | | | 2018-12-26 → later - gf-2019-4
 | 国发〔2019〕4号 | | 2018 → later - gf-2019-4
“十四五”规划 | | | 2022 → ambiguous - -
双高计划 | | | 2025-06 → ambiguous - -
"""
OTHERS = """
《关于贯彻〈国家职业教育改革实施方案〉的实施意见》 | | | 2020 → unknown - -
关于贯彻国家职业教育改革实施方案的实施方案 | | | 2020 → unknown - -
《四川省教育厅转发教育部关于印发〈职业学校学生实习管理规定〉的通知》 | | | 2017 → unknown - -
《山东省人民政府关于加快发展现代职业教育的决定》 | | | 2015 → unknown - -
《关于加快发展现代职业教育的决定》 | | 省委、省政府 | 2015 → unknown - -
《中国教育现代化2035》 | | 市委、市政府 | 2020 → unknown - -
《江苏省人民政府办公厅关于深化产教融合的实施意见》 | | | 2019 → unknown - -
《关于深化产教融合的实施意见》 | | | 2019 → unknown - -
《关于加强新时代高技能人才队伍建设的实施意见》 | | | 2024-06 → unknown - -
《四川省职业教育提质培优行动计划（2020—2023年）》 | | | 2021 → unknown - -
《湖北省深化职业教育改革实施方案》 | | | 2020 → unknown - -
《浙江省国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要》 | | | 2022 → unknown - -
《广东省教育厅办公室关于做好职业教育“双师型”教师认定工作的通知》 | | | 2023 → unknown - -
《中等职业学校设置标准（试行）》 | | | 2005 → unknown - -
《某职业技术学院关于推动现代职业教育高质量发展的意见》 | | | 2022 → unknown - -
《新疆生产建设兵团教育局关于做好职业教育“双师型”教师认定工作的通知》 | | | 2023 → unknown - -
《关于推动现代职业教育高质量发展的实施意见》 | | 省委办公厅、省政府办公厅 | 2022-11 → unknown - -
《高等职业学校设置标准》 | | | 2015 → unknown - -
温江区健康产业功能区规划 | | | 2018 → unknown - -
市中等职业学校专业人才培养指导方案 | | | 2022 → unknown - -
 | | | → unknown - -
《》 | | | → unknown - -
"""
SUGGESTED = """
《职业学校实习管理规定》 | | 教育部等相关部门 | 2018-12-26 → unknown - jzc-2016-3
《职业学校实习管理规定》 | | | 2023 → unknown - jzc-2021-4
《关于推进重庆职业教育扩容提质促进技能型社会建设的意见》 | | 教育部、市政府 | 2025-01-09 → unknown - cq-2021-35
教育部、市人民政府关于推动职业教育高质量发展促进技能型社会建设的意见 | | | → unknown - cq-2021-35
《关于编制和发布中等职业学校教育质量的通知》 | | 教育部、省教育厅 | 2018-12-26 → unknown - jzcth-2017-99
国家中等职业教育专业教学标准 | | | 2018-12-26 → unknown - mie-standards-2014
国家中等职业教育专业教学标准 | | | 2012 → unknown - -
"""


def table(text):
    for line in text.strip("\n").splitlines():
        cited, found = line.split(" → ")
        yield pytest.param([part.strip() or None for part in cited.split("|")], found.split(), id=line.strip())


@pytest.mark.parametrize(
    ("cited", "found"), [row for rows in (RESOLVED, EDITIONS, OTHERS, SUGGESTED) for row in table(rows)]
)
def test_a_citation_is_resolved(cited, found):
    resolution = resolve(*cited)
    assert [resolution.how, resolution.policy_id or "-", resolution.suggestion or "-"] == found
    assert resolution.reason


@pytest.mark.parametrize("id", load("policies"))
def test_every_policy_is_found_by_its_own_number_and_title(id):
    policy = load("policies")[id]
    title, number, issuers = (policy["facts"][name]["value"] for name in ("title", "doc_number", "issuers"))
    issued = policy["facts"]["issued_on"]["value"] or policy["facts"]["published_on"]["value"]
    if number_key(number):
        assert resolve(title, number, None, issued).policy_id == id
    if title:
        assert resolve(f"《{title}》", None, "、".join(issuers or ()), issued).policy_id == id
        if policy["place"] is None and issuers:
            wrapped = f"{' '.join(issuers)}关于印发《{title}》的通知"
            assert resolve(wrapped, None, None, issued).policy_id == id


def test_the_ways_of_resolving_are_those_of_the_codebook():
    tables = [RESOLVED, EDITIONS, OTHERS, SUGGESTED]
    given_by_the_document = {"own", "to_be_made"}
    assert {found[0] for rows in tables for _, found in (row.values for row in table(rows))} == set(
        codes("citation_resolution")
    ) - given_by_the_document


PIECES = [
    "关于",
    "印发",
    "的通知",
    "职业教育法",
    "国务院",
    "重庆市",
    "中华人民共和国",
    "（以下简称《方案》）",
    "（试行）",
]
MARKS = ["〈", "〉", "《", "》", "“", "”", "（", "）", "2014", "2020", "—", "-", "年", " "]
TITLES = st.lists(st.sampled_from([*PIECES, *MARKS]), max_size=12).map("".join)


@given(TITLES)
def test_the_normal_form_of_a_title_is_its_own_normal_form(title):
    assert title_key(title_key(title)) == title_key(title)


@given(st.from_regex(r"\A[国教职成发厅函]{1,6}[〔\[(【（](19|20)[0-9]{2}[〕\])】）]第?0{0,2}[1-9][0-9]{0,2}号\Z"))
def test_the_normal_form_of_a_number_is_its_own_normal_form(number):
    key = number_key(number)
    assert key is not None
    assert number_key(key) == key


@pytest.mark.parametrize("number", [None, "", "主席令第一一二号", "国发〔2019〕", "第4号", "2019年4号"])
def test_what_is_no_official_number_has_no_key(number):
    assert number_key(number) is None


@given(
    TITLES, st.sampled_from([None, "国务院", "市政府", "教育部等五部门"]), st.sampled_from([None, "2018", "2022-05-01"])
)
def test_nothing_is_both_resolved_and_suggested(title, issuer, on):
    found = resolve(title, None, issuer, on)
    assert (found.policy_id is not None) == (found.how in ("number", "title", "alias"))
    assert found.policy_id is None or found.suggestion is None


@pytest.mark.parametrize("title", ["关于印发" * 75, "〈" * 300, "《" * 150 + "》" * 150, "重庆市" * 99 + "的通知"])
def test_broken_titles_are_read_at_once(title):
    assert resolve(title, None, None, "2020").how == "unknown"


def test_a_page_is_no_title():
    assert resolve("国家职业教育改革实施方案" * 100, None, None).reason == "too long for a title"
