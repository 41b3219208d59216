"""What a measure acts on and what government does in it; the sentences are worded as no document of the corpus is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.codebook.label_rules import MOST, instruments_of, themes_of
from zhijiao_data.codebook.loader import codes, load

UNDER = ("推进职业教育改革发展",)


def ids(labels):
    return [label.id for label in labels]


def evidence(label, title, text):
    return (title if label.in_title else text)[label.evidence_start : label.evidence_end]


def told(title, text):
    """A task's text as documents have it: the title at the front."""
    return f"{title}。{text}" if title else text


# primary theme, first instrument, title, text
MEASURES = [
    ("T01.1", "E4", "加强党的建设", "落实党组织领导的校长负责制，牢牢掌握意识形态工作领导权。"),
    ("T01.2", "S4", "深化思政课程改革", "推进“大思政课”建设，打造课程思政示范课程20门。"),
    ("T01.4", "S5", "加强美育和劳动教育", "开足体育、美育课程，设立劳动教育必修课。"),
    ("T02.1", "E1", "保持合理职普结构", "坚持职普比例大体相当，中职招生规模不低于高中阶段招生总数的45%。"),
    ("T02.2", "E8", "扩大中本贯通培养规模", "推进中职与应用型本科“3+4”贯通培养，逐年扩大“五年一贯制”招生规模。"),
    ("T02.2", "E8", "拓宽中职学生升学通道", "中职毕业生对口升学比例稳步提高。"),
    ("T02.3", "E8", "推动高职升格", "支持符合条件的高职院校升格为职业本科学校，新设技师学院2所。"),
    ("T02.4", "E2", "完善职教高考制度", "健全“文化素质+职业技能”春季高考招生办法，提高对口招生本科计划比例。"),
    ("T03.1", "E8", "推进职普融通", "举办综合高中，开展中小学生职业启蒙和职业体验。"),
    ("T03.2", "S5", "办好社区学院和老年大学", "健全县、乡、村三级社区教育网络，每个县至少办好1所老年大学。"),
    ("T03.3", "E2", "建设学分银行", "建立个人学习账号，推进学习成果认定、积累与转换。"),
    ("T04.1", "S5", "大规模开展职业技能培训", "每年开展补贴性职业技能培训10万人次以上。"),
    ("T04.4", "E6", "提高技能人才待遇", "鼓励企业设立首席技师、特级技师，实行年薪制和股权激励。"),
    ("T05.1", "D3", "培育产教融合型企业", "对纳入目录的产教融合型企业，按规定抵免教育费附加。"),
    ("T05.2", "D3", "打造市域产教联合体", "依托国家级经开区，建设省级市域产教联合体8个、行业产教融合共同体5个。"),
    ("T05.2", "D3", "提升职教集团实体化运作水平", "培育省级示范性职业教育集团（联盟）15个。"),
    ("T05.3", "D3", "建设现代产业学院", "支持职业院校与龙头企业共建现代产业学院10个，实行理事会领导下的院长负责制。"),
    ("T05.4", "D3", "推行中国特色学徒制", "开设订单班、冠名班，招生即招工、校企双主体育人。"),
    ("T06.1", "E1", "优化专业设置", "建立专业设置与产业发展动态调整机制，撤销不适应市场需求的专业点50个。"),
    ("T06.2", "E1", "建设高水平专业群", "遴选建设省级高水平专业群60个。"),
    ("T07.1", "E2", "完善人才培养方案", "对接国家专业教学标准，修订人才培养方案，开齐开足公共基础课程。"),
    ("T07.2", "S4", "加强教材建设", "校企合作开发活页式、工作手册式教材100种。"),
    ("T07.4", "E2", "规范实习管理", "严格落实学生岗位实习管理规定，签订三方协议，投保实习责任险。"),
    ("T07.5", "E7", "办好职业院校技能大赛", "完善国家、省、市、校四级竞赛体系，每年举办全省职业院校技能大赛。"),
    ("T08.1", "S1", None, "到2025年，“双师型”教师占专业课教师比例达到60%。"),
    ("T08.2", "S1", "落实教师企业实践制度", "专业课教师每年至少累计1个月以多种形式参与企业实践。"),
    ("T08.3", "S1", "实施名师名校长培育工程", "遴选培育省级教学名师50名，建设教师教学创新团队20个。"),
    ("T08.4", "S1", "设立产业教授岗位", "每年选聘100名企业高级技术人员到高职院校担任产业教授、产业导师。"),
    ("T08.4", "S1", "打造“混编”师资团队", "校企互聘，组建混编师资队伍。"),
    (
        "T09.1",
        "S3",
        "实施中职学校办学条件达标工程",
        "全市中职学校办学条件达标率达到90%以上，生均校舍建筑面积不低于20平方米。",
    ),
    ("T09.2", "E1", "推进“楚怡”行动", "到2025年，建设楚怡高水平高职学校20所、楚怡优质中职学校50所。"),
    ("T09.2", "E1", None, "实施“双高计划”“双优计划”，力争3所院校进入国家“双高”建设行列。"),
    ("T09.3", "S3", "建设公共实训基地", "在县域布局建设公共实训基地，面向企业职工和院校学生开放。"),
    ("T10.1", "S4", "建设智慧校园", "推进职业院校数字校园达标，建成智慧职教云平台。"),
    ("T10.2", "S4", "开发优质数字资源", "建设职业教育虚拟仿真实训基地2个、在线精品课程50门。"),
    ("T11.1", "E4", "推进区域职教协同", "建立长三角职业教育协同发展联席会议，联合开展师生交流。"),
    ("T11.3", "S3", "建设职教园区", "高标准规划建设市职教园区，推动3所职业院校整体入驻。"),
    ("T13.2", "D4", "推动职业教育“走出去”", "支持院校随企出海，建设“丝路学院”5个、鲁班工坊2个。"),
    ("T13.3", "D4", "引进优质国际课程", "引进国（境）外先进职业标准和国际课程，举办中外合作办学项目。"),
    ("T14.1", "E1", "促进高质量就业", "完善毕业生就业服务体系，毕业生本地就业率达到70%。"),
    ("T14.3", "S3", "提升技术服务能力", "支持高职院校建设技术转移中心，技术服务到款额年均增长10%。"),
    ("T15.1", "S2", "健全生均拨款制度", "中职生均公用经费拨款标准不低于当地普通高中的1.5倍。"),
    ("T15.2", "S2", "拓宽筹资渠道", "用好地方政府专项债券，鼓励社会资本投入，完善学费标准动态调整。"),
    ("T15.3", "E6", "完善绩效工资政策", "校企合作、技术服务所得收入的50%可用于追加绩效工资总量。"),
    ("T16", "E2", "加强校园安全管理", "健全学校安全风险防控机制，开展隐患排查。"),
    ("T16.1", "E4", "加强组织领导", "成立由市长任组长的领导小组，建立联席会议制度，定期研究解决重大问题。"),
    ("T16.2", "E8", "探索混合所有制办学", "鼓励行业企业以资本、技术等要素与公办学校合作举办混合所有制二级学院。"),
    ("T16.3", "E5", "健全质量年报制度", "职业院校每年发布质量年报，开展教学工作诊断与改进，强化教育督导。"),
    ("T16.4", "E7", "营造良好氛围", "办好职业教育活动周，大力弘扬劳模精神、工匠精神，宣传技能成才典型。"),
]


@pytest.mark.parametrize(("theme", "instrument", "title", "text"), MEASURES, ids=[row[3] for row in MEASURES])
def test_a_measure_is_labelled_by_its_object_and_by_what_government_does(theme, instrument, title, text):
    whole = told(title, text)
    assert themes_of(title, whole)[0].id == theme
    assert instruments_of(title, whole)[0].id == instrument


# wanted primary, never, title, text: a word only looks like the theme that must not be there.
LOOK_ALIKES = [
    ("T01.1", "T07.3", "创新党建工作", "打造1+X党建协同平台，推动校地党组织结对共建。"),
    ("T08.4", "T10.1", "优化编制管理", "盘活教职工编制，推行固定岗与流动岗相结合。"),
    ("T09.1", "T08.4", None, "编制学校达标方案，改善教学设备，补齐校舍面积缺口。"),
    ("T05.2", "T12", None, "组建绿色职业教育联盟，牵头成立职教集团。"),
    ("T07.5", "T12.2", "举办技能大赛", "承办国际绿色技能大赛，做好赛事服务。"),
    ("T11.1", "T09.2", None, "推动双城经济圈职业院校合作。"),
    ("T07.2", "T10.2", None, "推广虚拟仿真、远程互动等信息化教学模式。"),
    ("T14.1", "T11.3", None, "到2027年，东部职教基地院校毕业生就业率不低于92%。"),
    ("T11.3", "T09.3", None, "高起点规划建设东部职教基地。"),
    ("T08.2", "T04.1", None, "建设“双师型”教师培训基地6个。"),
    ("T09.3", "T05", None, "建设产教融合实训基地12个。"),
    ("T08.3", "T14.2", "组建教育团队", "建立创新创业教育团队8个。"),
    ("T01.2", "T07.2", "办好思政课", "推动党的创新理论进教材、进课堂、进头脑，配齐思政课教师。"),
    ("T16.3", "T07.4", "强化督导", "贯彻落实习近平总书记重要指示，开展职业教育督查。"),
    ("T03.2", "T14.3", None, "促进社区教育与职业教育协同创新发展。"),
    ("T08", "T02.3", "实施教师能力提升专项行动", "提高教师素养。"),
]


@pytest.mark.parametrize(("theme", "never", "title", "text"), LOOK_ALIKES, ids=[row[3] for row in LOOK_ALIKES])
def test_a_word_inside_another_is_not_that_word(theme, never, title, text):
    found = ids(themes_of(title, told(title, text), UNDER))
    assert found[0] == theme
    assert never not in found


# what the coding guide says, list of codes, what comes first, what never comes, title, text
CONVENTIONS = [
    ("a heading of quality decides nothing", "themes", "T16.3", "T07", "促进办学质量提升", "落实诊断与改进制度，毕业生获奖人次增加。"),
    ("a heading of level decides nothing", "themes", "T14.3", "T09", "提升发展水平", "开展技术研发，办好社区教育。"),
    ("the heading decides before the first object", "instruments", "E4", None, "强化组织领导", "将职业教育纳入发展规划，完善督导评估。"),
    ("a base of social practice trains no trade", "themes", "T01.4", "T09.3", "加强美育", "建设社会实践基地3个。"),
    ("the first object decides where no heading does", "themes", "T14.2", None, None, "支持学生自主创业。完善就业指导。优化就业服务。"),
    ("a result is no measure", "themes", "T05.4", "T02.1", "开设订单班", "开设订单班，促进普职协调发展。"),
    ("a principle is no measure", "themes", "T06.1", "T01.3", "优化专业设置", "坚持德技并修，撤销落后专业点。"),
    ("inspection of a rule is a means", "themes", "T07.4", "T16.3", "规范实习管理", "签订实习协议，每学期开展专项督查。"),
    ("inspection of a rule is a means", "instruments", "E2", None, "规范实习管理", "签订实习协议，每学期开展专项督查。"),
    ("an evaluation of its own is an object", "themes", "T16.3", None, None, "建立办学质量评价体系，开展专业评估。"),
    ("money as support is no theme", "themes", "T05.1", "T15.2", "培育产教融合型企业", "落实税费减免、贴息等优惠政策。"),
    ("money as support is an instrument", "instruments", "D3", None, "培育产教融合型企业", "落实税费减免、贴息等优惠政策。"),
    ("money as the object is a theme", "themes", "T15.1", None, None, "设立职业教育专项资金，提高生均拨款标准。"),
    ("rooms measured against a norm are conditions", "themes", "T09.1", "T09.3", None, "实习实训室面积达到国家标准。"),
    ("a base built is a base", "themes", "T09.3", "T09.1", None, "建设区域共享实训基地2个。"),
    ("a team of teachers, whatever its subject", "themes", "T08.3", "T14.2", None, "组建创新创业教育团队5个。"),
    ("posts in a task on another subject", "themes", "T01.2", None, "办好思政课", "办好思政课。配齐配强专职教师。"),
    ("an open day is publicity", "themes", "T16.4", "T03.1", None, "举办职业教育体验日，面向市民开放校园。"),
    ("career awareness is for pupils", "themes", "T03.1", "T16.4", None, "组织中小学生开展职业启蒙教育。"),
    ("courses brought in from abroad", "themes", "T13.3", "T07.1", None, "引进国外优质课程体系。"),
    ("a base for teachers is staff", "instruments", "S1", "S3", None, "建设省级“双师型”教师培养培训基地3个。"),
    ("a base abroad is exchange", "instruments", "D4", "S3", None, "在东盟国家建设海外实训基地1个。"),
    ("a research centre that yields knowledge", "instruments", "S4", "S3", None, "建立职业教育研究中心。"),
    ("a centre of development is built", "instruments", "S3", "S4", None, "建设新材料研发中心。"),
    ("a platform in a figurative sense is none", "instruments", "E1", "S4", None, "打造协同育人平台，毕业生留任率达到60%。"),
    ("a network of community education is provision", "instruments", "S5", "S3", None, "完善社区教育三级网络建设。"),
    ("a number on money belongs to the money", "instruments", "S2", "E1", None, "地方教育附加用于职业教育的比例不低于30%。"),
    ("private money is money", "instruments", "S2", "E3", None, "多渠道筹集办学经费，鼓励社会力量捐资助学。"),
    ("多元投资 that names no ownership is nothing", "instruments", "S3", "E3", None, "鼓励多元投资，建设实训基地2个。"),
    ("a form of ownership is system change", "instruments", "E8", None, None, "鼓励企业以独资、合资方式举办职业学校。"),
    ("a duty by law that is restated is no rule", "instruments", "S5", "E2", None, "落实学校法定培训职责，开展职业技能培训。"),
    ("a standing duty is a rule", "instruments", "E2", None, None, "企业应当建立学徒培训岗位。"),
    ("a duty to file is control", "instruments", "E5", None, None, "实习方案报教育局备案。"),
    ("what is counted in an appraisal is control", "instruments", "E5", None, None, "将校企合作情况纳入年度绩效考核。"),
    ("a matter put into a plan is a goal", "instruments", "E1", None, None, "将职业教育纳入经济社会发展规划。"),
    ("示范 in the name of a project is no pilot", "instruments", "S3", "D2", None, "建设产教融合示范项目实训基地。"),
    ("试点 is a pilot though its object is named first", "instruments", "D2", None, "开展职业教育高考改革试点", "选3个县先行。"),
    ("textbooks written together are knowledge", "instruments", "S4", "D3", None, "校企合作开发新形态教材。"),
    ("a college of firms is their pull", "instruments", "D3", None, None, "校企共建人工智能产业学院。"),
    ("a contest that is held", "instruments", "E7", None, None, "每年举办全省职业技能大赛。"),
    ("a contest that is entered", "instruments", "S1", "E7", "加强师资队伍建设", "组织教师研修，鼓励参加技能大赛。"),
    ("a leading group is organisation", "instruments", "E4", "E5", None, "成立工作领导小组，建立联席会议制度。"),
    ("a norm of evaluation is control", "instruments", "E5", "E2", None, "完善督导评估办法。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "kind", "first", "never", "title", "text"), CONVENTIONS, ids=[f"{row[0]}: {row[1]}" for row in CONVENTIONS]
)
def test_the_coding_guide_is_followed(what, kind, first, never, title, text):
    found = ids({"themes": themes_of, "instruments": instruments_of}[kind](title, told(title, text), UNDER))
    assert found[0] == first
    assert never not in found


POSITIONS = [
    ("title before text", "T09.3", "建设实训基地", "强化教师培训。强化教师培训。加强师资队伍建设。"),
    ("a qualifier gives way to its head", "T06", "推进产教融合专业建设", "突出特色。"),
    ("the first of coordinated objects", "T03.2", "发展社区教育和老年教育", "面向居民。"),
    ("a specific word before a general one", "T04.3", "健全技能人才评价体系", "完善体系。"),
    ("the object, not the means", "T07.2", None, "依托高水平专业群，开发活页式教材。"),
    ("the object, not the standard it follows", "T09.1", None, "按照专业教学标准，添置仪器设备。"),
    ("the object, not what it is good for", "T05.4", None, "扩大学徒制规模，助力乡村振兴。"),
    ("the text, when the title is a slogan", "T10.1", "绘就发展新图景", "建设智慧校园，推进数据治理。"),
]


@pytest.mark.parametrize(("what", "theme", "title", "text"), POSITIONS, ids=[row[0] for row in POSITIONS])
def test_where_a_word_stands_decides(what, theme, title, text):
    assert themes_of(title, told(title, text), UNDER)[0].id == theme


def test_a_task_with_several_measures_has_several_themes_in_order():
    text = "支持学校升格为职业本科。建设智慧校园2个。实施办学条件达标工程，新增校舍建筑面积3万平方米。培训保安人员。"
    labels = themes_of(None, text, UNDER)
    assert set(ids(labels)) == {"T02.3", "T10.1", "T09.1"}
    assert [label.rank for label in labels] == [1, 2, 3]


def test_items_of_a_long_enumeration_are_no_measures_of_their_own():
    text = "推动中职与高职在专业设置、课程体系、教师培训、实习实训、招生考试等方面衔接，扩大五年一贯制培养。"
    assert ids(themes_of("推进中高职衔接", told("推进中高职衔接", text))) == ["T02.2"]


BODIES = [
    "加强学校管理。（责任单位：市教育局、市督导室、社区学院、职业技能鉴定中心）",
    "加强学校管理。\n责任单位：市教育局、社区学院，各职业技能鉴定中心。",
    "加强学校管理。（市教育局、社区学院、市职业技能鉴定中心按职责分工负责）",
    "7\t加强学校管理。\t加强学校管理。\t职业技能鉴定中心\t市社区学院",
]


@pytest.mark.parametrize("text", BODIES)
def test_the_bodies_named_behind_a_measure_never_count(text):
    assert not {"T03.2", "T04.3", "T16.3"} & set(ids(themes_of("加强学校管理", text)))


def test_a_heading_above_decides_where_the_task_says_nothing_and_the_label_says_so():
    (label,) = themes_of("积极作为", "积极作为。各校抓好落实。", ("主要任务", "（三）推进智慧校园建设", "工作要求"))
    assert (label.id, label.ground) == ("T10.1", "heading")
    assert label.evidence_start == label.evidence_end == 0


@pytest.mark.parametrize(("role", "theme"), [("task", "T00"), ("safeguard", "T16")])
def test_the_last_resort_is_said_to_be_one(role, theme):
    (label,) = themes_of(None, "抓好落实。", (), role)
    assert (label.id, label.ground) == (theme, "last_resort")


@pytest.mark.parametrize(
    ("text", "instrument", "ground"),
    [("优化流程。", "E1", "verb"), ("鼓励各地先行。", "E7", "verb"), ("各项事务。", "E1", "last_resort")],
)
def test_an_instrument_is_always_given_and_a_guess_is_said_to_be_one(text, instrument, ground):
    (label,) = instruments_of(None, text)
    assert (label.id, label.ground) == (instrument, ground)


def test_a_number_alone_is_a_goal_and_a_number_on_something_built_is_not():
    assert ids(instruments_of(None, "到2027年，在籍规模达到3万人。")) == ["E1"]
    assert ids(instruments_of(None, "建设公共实训基地3个。")) == ["S3"]


FOREIGN = [
    "完善医院绩效考核，医院占地面积增加50亩，购置仪器设备。",
    "严格执行信用信息公示，建立失信惩戒机制。",
    "推进河湖管护，新建污水处理厂2座。",
    "提高小麦单产，推广农机装备。",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_another_field_of_policy_gets_no_theme_of_education(text):
    general = {id for id, theme in load("themes").items() if theme.get("general", False)}
    assert set(ids(themes_of(None, text))) <= general


def example_rows(name, key):
    return [
        pytest.param(id, example["quote"], id=f"{id}: {example['quote']}")
        for id, entry in load(name).items()
        for example in entry[key]
    ]


def family(id):
    """A theme and those below it: what an example of a theme may be labelled with."""
    return {id} | {child for child, entry in load("themes").items() if entry["parent"] == id}


@pytest.mark.parametrize(("theme", "quote"), example_rows("themes", "examples"))
def test_an_example_has_its_theme(theme, quote):
    found = [*themes_of(None, quote, UNDER), *themes_of(quote, quote, UNDER)]
    assert family(theme) & set(ids(found))


@pytest.mark.parametrize(("theme", "quote"), example_rows("themes", "bad_examples"))
def test_a_bad_example_is_not_surely_of_its_theme(theme, quote):
    first = themes_of(None, quote, UNDER)[0]
    assert first.id != theme or first.ground == "weak_word"


@pytest.mark.parametrize(("instrument", "quote"), example_rows("instruments", "examples"))
def test_an_example_has_its_instrument(instrument, quote):
    assert instrument in ids([*instruments_of(None, quote), *instruments_of(quote, quote)])


@pytest.mark.parametrize(("instrument", "quote"), example_rows("instruments", "bad_examples"))
def test_a_bad_example_is_not_surely_of_its_instrument(instrument, quote):
    first = instruments_of(None, quote)[0]
    assert first.id != instrument or first.ground == "weak_word"


WORDS = sorted({word for theme in load("themes").values() for word in theme.get("words", ())})
PROSE = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from("，。；、：\n\t“”（）《》□3%建设按照为在的责任单位：等方面"),
        st.text(max_size=3),
    ),
    max_size=40,
).map("".join)


@given(
    title=st.one_of(st.none(), PROSE),
    text=PROSE,
    path=st.lists(PROSE, max_size=3),
    role=st.sampled_from(["task", "safeguard"]),
)
def test_laws_of_labels(title, text, path, role):
    whole = told(title, text)
    for name, labels_of in (("themes", themes_of), ("instruments", instruments_of)):
        labels = labels_of(title, whole, path, role)
        assert labels == labels_of(title, whole, path, role)
        assert 1 <= len(labels) <= MOST
        assert [label.rank for label in labels] == list(range(1, len(labels) + 1))
        assert len(set(ids(labels))) == len(labels)
        for label in labels:
            assert label.id in load(name)
            assert label.ground in codes("label_ground")
            source = (title or "") if label.in_title else whole
            assert 0 <= label.evidence_start <= label.evidence_end <= len(source)
            has_words = label.evidence_end > label.evidence_start
            assert has_words == (label.ground not in ("heading", "last_resort"))


def test_the_evidence_is_the_deciding_words_as_written():
    title, text = "打造“双师型”队伍", "打造“双师型”队伍。建设技能 大师工作室2个。"
    first, second = themes_of(title, text)
    assert evidence(first, title, text) == "双师型"
    assert evidence(second, title, text) == "技能 大师工作室"


def test_a_decisive_word_of_the_title_is_shown_rather_than_a_weak_one():
    title = "优化招生，确定招生计划"
    (label,) = themes_of(title, "公开。", UNDER)
    assert (label.id, label.ground, evidence(label, title, "")) == ("T02.1", "title", "招生计划")


@pytest.mark.parametrize(
    "piece", ["职业教育产教融合实训基地、", "按照标准，", "（市教育局", "《职业教育", "3个，", "建设"]
)
def test_work_grows_linearly_with_text(piece):
    def seconds(times):
        text = piece * times
        start = time.process_time()
        themes_of(None, text)
        instruments_of(None, text)
        return time.process_time() - start

    seconds(10)
    short, long = min(seconds(500) for _ in range(3)), min(seconds(4000) for _ in range(2))
    assert long < 40 * short + 0.05
