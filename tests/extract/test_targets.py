"""Targets: one row per number, with every attribute that the words give."""

import pytest

from zhijiao_data.corpus.document import Document
from zhijiao_data.extract.pipeline import extract


def unread(*values, reason: str):
    """A case that the grammar does not yet read as it should."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def targets(*lines: str, head: str = "二、重点任务\n（一）完善设施。") -> list[dict]:
    """The targets of a text whose last lines stand under a heading of work."""
    return extract(Document("d", head + "\n".join(lines)))["targets"]


def show(rows: list[dict], *columns: str) -> list[tuple]:
    return [tuple(row[column] for column in columns) for row in rows]


# --- values ----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence, expected",
    [
        ("建成12个冷链仓库。", [(12, 12, "eq", "个", "冷链仓库")]),
        ("到2026年，全县床位达到12万张以上，建成养老院8家。", None),
        ("培育农业龙头企业20家。", [(20, 20, "eq", "家", "农业龙头企业")]),
        ("引进医学博士3-5名。", [(3, 5, "range", "名", "医学博士")]),
        ("引进3-5名医学博士。", [(3, 5, "range", "名", "医学博士")]),
        ("森林覆盖率达到45%以上。", [(45, None, "ge", "%", "森林覆盖率")]),
        ("参保率稳定在95%左右。", [(95, 95, "approx", "%", "参保率")]),
        ("聘请1000名以上技师。", [(1000, None, "ge", "名", "技师")]),
        ("渔业产值翻一番。", [(2, 2, "eq", "倍", "渔业产值")]),
        ("半数以上行政村建成文化广场。", [(50, None, "ge", "%", "行政村建成文化广场")]),
        ("5个工作日内完成审核。", [(None, 5, "le", "工作日", "完成审核")]),
        ("30日内上报方案。", [(None, 30, "le", "天", "上报方案")]),
        ("建成医用库房12栋。", [(12, 12, "eq", "栋", "医用库房")]),
        ("到2027年，人均受教育年限达到14.2年。", [(14.2, 14.2, "eq", "年", "人均受教育年限")]),
        ("规模以上企业突破150家。", [(150, None, "gt", "家", "规模以上企业")]),
        ("农户由5万户压减到3万户。", [(30000, 30000, "eq", "户", "农户")]),
        ("培训渔民一点五万人(次)。", [(15000, 15000, "eq", "人次", "培训渔民")]),
        ("参保农户达到3万4000户。", [(34000, 34000, "eq", "户", "参保农户")]),
        ("总投资达到一万五千亿元。", [(1.5e12, 1.5e12, "eq", "元", "总投资")]),
    ],
)  # fmt: skip
def test_a_number_is_read_with_what_it_counts(sentence, expected):
    rows = show(targets(sentence), "value_min", "value_max", "comparator", "unit", "indicator_text")
    if expected is None:
        assert rows[-1] == (8, 8, "eq", "家", "养老院")
    else:
        assert rows == expected


def test_numbers_that_share_a_verb_are_rows_of_their_own():
    rows = targets("建成3座省级渔港、5座市级渔港和20个渔业合作社。")
    assert show(rows, "value_min", "unit", "grade", "indicator_text") == [
        (3, "座", "省级", "省级渔港"),
        (5, "座", "市级", "市级渔港"),
        (20, "个", None, "渔业合作社"),
    ]
    assert [row["quote"] for row in rows] == ["建成3座省级渔港", "5座市级渔港", "20个渔业合作社"]


def test_numbers_behind_their_nouns_are_rows_of_their_own():
    rows = targets("新增省级龙头企业2家、市级龙头企业6家，家庭农场120个。")
    assert show(rows, "value_min", "unit", "grade", "indicator_text") == [
        (2, "家", "省级", "省级龙头企业"),
        (6, "家", "市级", "市级龙头企业"),
        (120, "个", None, "家庭农场"),
    ]


def test_a_marker_in_front_of_a_list_governs_the_list():
    rows = targets("力争到2027年，建成2座省级渔港、4座市级渔港。")
    assert show(rows, "modality", "modality_marker", "deadline_year") == [("aspirational", "力争", 2027)] * 2


@pytest.mark.parametrize(
    "sentence, modality, marker",
    [
        ("各乡镇应当建成2家敬老院。", "mandatory", "应当"),
        ("鼓励企业每年接收50名退役军人。", "enabling", "鼓励"),
        ("力争建成2座渔港。", "aspirational", "力争"),
        ("建成2座渔港。", "committed", "建成"),
        ("主动适应需求，建成2座渔港。", "committed", "建成"),
        ("参保率不得低于95%。", "committed", None),
    ],
)
def test_the_word_that_governs_the_number_sets_its_modality(sentence, modality, marker):
    [row] = targets(sentence)
    assert (row["modality"], row["modality_marker"]) == (modality, marker)


def test_hedges_are_kept():
    [row] = targets("床位数原则上保持在600个左右。")
    assert sorted(row["hedges"]) == ["原则上", "左右"]


OTHER_FIELDS = [
    ("将服务半径控制在15分钟以内。", [(15, "服务半径")], "分钟 is no unit of the list; its first character is read as 分"),
    ("配备不少于3名、不多于5名的护士。", [(3, "护士"), (5, "护士")], "a noun shared by two limits is given to the last only"),
    ("投入不低于2亿元且逐年增加。", [(2e8, "投入")], "words behind the number are taken for its noun"),
    ("渔业产值比2020年增加一倍。", [(1, "渔业产值")], "一倍 is taken for a figure of speech"),
]  # fmt: skip


@pytest.mark.parametrize(
    "sentence, expected",
    [
        ("全市新建养老服务设施120处。", [(120, "养老服务设施")]),
        ("人均预期寿命提高到80岁。", [(80, "人均预期寿命")]),
        ("新建3000吨级泊位2个。", [(2, "3000吨级泊位")]),
        ("加快建设2个国家级、5个省级、20个市级基地。", [(2, "国家级基地"), (5, "省级基地"), (20, "市级基地")]),
        ("完成80%以上的老旧管网改造。", [(80, "老旧管网改造")]),
        ("每千人口床位数达到7.5张。", [(7.5, "每千人口床位数")]),
    ]
    + [unread(sentence, expected, reason=reason) for sentence, expected, reason in OTHER_FIELDS],
)
def test_other_fields_of_policy_count_their_own_things(sentence, expected):
    assert show(targets(sentence), "value_min", "indicator_text") == expected


@pytest.mark.parametrize(
    "sentence, expected",
    [
        ("2024年、2025年、2026年分别建成3座、5座、8座泵站。", [2024, 2025, 2026]),
        ("2024年建成3座泵站，2025年建成5座泵站，2026年建成8座泵站。", [2024, 2025, 2026]),
        ("能耗较2020年下降18%。", [None]),
        ("2026年底前，能耗下降18%。", [2026]),
    ],
)
def test_each_number_takes_its_own_year(sentence, expected):
    assert [row["deadline_year"] for row in targets(sentence)] == expected


# --- baseline, basis, form -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence, baseline, year, value",
    [
        ("森林覆盖率由40%提高到45%。", 40, None, 45),
        ("森林覆盖率从2020年的40%提高到45%。", 40, 2020, 45),
        ("床位由300个增加到500个。", 300, None, 500),
        ("能耗强度由12%下降至8%。", 12, None, 8),
    ],
)
def test_the_number_a_measure_comes_from_is_its_baseline(sentence, baseline, year, value):
    [row] = targets(sentence)
    assert (row["baseline_value"], row["baseline_year"], row["value_min"]) == (baseline, year, value)


@pytest.mark.parametrize(
    "sentence, value, unit, per, form",
    [
        ("县财政安排水利资金3000万元/年。", 30000000, "元", "年", "rate"),
        ("绿化面积每年递增3个百分点。", 3, "百分点", "年", "rate"),
        ("医务人员每5年下基层锻炼不少于6个月。", 6, "月", "5年", "norm"),
        ("每6个教学班配备1名心理教师。", 1, "名", "6个教学班", "norm"),
        ("每村建设1个文化广场。", 1, "个", "村", "norm"),
        ("每校配备2名校医。", 2, "名", "校", "norm"),
        ("年培训人次不低于渔民总数的2倍。", 2, "倍", "年", "ratio"),
        ("新增泊位300个。", 300, "个", None, "increment"),
        ("医护比达到1:1.25。", 0.8, "比", None, "ratio"),
    ],
)
def test_a_basis_makes_a_rate_or_a_norm(sentence, value, unit, per, form):
    [row] = targets(sentence)
    assert (row["value_min"], row["unit"], row["per"], row["form"]) == (value, unit, per, form)


@pytest.mark.parametrize(
    "sentence, denominator",
    [
        ("实践课时不低于总课时的50%。", "总课时"),
        ("财政投入占总投资的比例不低于30%。", "总投资"),
        ("年培训人次不低于渔民总数的2倍。", "渔民总数"),
    ],
)
def test_a_share_knows_its_whole(sentence, denominator):
    [row] = targets(sentence)
    assert row["denominator"] == denominator


# --- time ------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence, start, year, month, basis",
    [
        ("到2026年，建成5座泵站。", None, 2026, None, "stated"),
        ("2026年底前，建成5座泵站。", None, 2026, 12, "stated"),
        ("2024—2026年，新增床位300个。", 2024, 2026, None, "stated"),
        ("二〇二七年底前建成5座泵站。", None, 2027, 12, "stated"),
        ("“十四五”期间，新增床位300个。", 2021, 2025, None, "five_year_plan"),
        ("“十五五”末，床位达到900个。", None, 2030, None, "five_year_plan"),
        ("新增床位300个。", None, None, None, None),
    ],
)
def test_a_target_takes_the_deadline_of_its_sentence(sentence, start, year, month, basis):
    [row] = targets(sentence)
    assert (row["start_year"], row["deadline_year"], row["deadline_month"], row["deadline_basis"]) == (
        start,
        year,
        month,
        basis,
    )


def test_one_deadline_holds_for_the_numbers_behind_it():
    rows = targets("到2026年，建成5座泵站，改造管网30公里；到2028年，改造管网90公里。")
    assert show(rows, "value_min", "deadline_year") == [(5, 2026), (30, 2026), (90, 2028)]


def test_a_closing_clause_dates_the_numbers_in_front_of_it():
    rows = targets("改造鱼塘6个、农机站2座，2026年8月底前全部完工并投入使用；新增床位300个。")
    assert show(rows, "value_min", "deadline_year", "deadline_month") == [(6, 2026, 8), (2, 2026, 8), (300, None, None)]


def test_a_month_takes_the_year_of_its_heading():
    text = "海港市供水保障实施方案\n一、工作安排\n（一）验收总结（2025年10月至12月）。10月底前建成5座泵站。\n"
    [row] = extract(Document("d", text))["targets"]
    assert (row["deadline_year"], row["deadline_month"], row["deadline_basis"]) == (2025, 10, "section")


def test_an_item_may_name_its_time_in_a_field_of_its_own():
    rows = targets("建成5座泵站。（责任单位：县水务局；完成时限：2024年12月）")
    assert show(rows, "value_min", "deadline_year", "deadline_month") == [(5, 2024, 12)]


def test_a_paragraph_of_goals_hands_its_deadline_down():
    rows = targets("到2026年，水网更加完善。建成5座泵站。改造管网30公里。", head="一、主要目标\n")
    assert show(rows[-2:], "value_min", "deadline_year", "deadline_basis") == [
        (5, 2026, "section"),
        (30, 2026, "section"),
    ]


def test_the_period_of_the_title_is_the_last_resort():
    rows = targets("改造管网30公里。", head="海港市供水保障行动计划（2024－2026年）\n一、重点任务\n（一）改造管网。")
    assert show(rows, "start_year", "deadline_year", "deadline_basis") == [(2024, 2026, "plan_period")]


def test_years_from_the_day_of_issue_are_counted_on():
    text = (
        "海港市供水保障实施方案\n一、重点任务\n（一）改造管网。三年内，改造管网30公里。\n海港市人民政府\n2024年3月5日\n"
    )
    [row] = extract(Document("d", text))["targets"]
    assert (row["deadline_year"], row["deadline_basis"]) == (2027, "relative")


# --- universals, directions, milestones, frequencies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence, word",
    [
        ("全县养老院全部达到消防标准。", "全部"),
        ("所有行政村建成文化广场。", "所有"),
        ("到2026年，实现行政村卫生室全覆盖。", "全覆盖"),
        ("村医实行全员培训。", "全员"),
    ],
)
def test_all_of_them_is_a_hundred_percent(sentence, word):
    [row] = targets(sentence)
    assert (row["kind"], row["form"], row["value_min"], row["value_max"], row["unit"], row["value_text"]) == (
        "quantity", "universal", 100, 100, "%", word,
    )  # fmt: skip


@pytest.mark.parametrize(
    "sentence", ["养老服务补助标准逐年提高。", "渔民收入稳步增长。", "辍学人数逐年减少。", "确保财政投入只增不减。"]
)
def test_a_stated_movement_is_a_direction(sentence):
    [row] = targets(sentence)
    assert (row["kind"], row["form"], row["value_min"], row["value_text"]) == ("direction", "direction", None, None)


@pytest.mark.parametrize(
    "sentence", ["提高思想认识。", "逐步提高服务意识。", "加强经费保障。", "提升服务水平。", "完善管理制度。"]
)
def test_a_movement_without_measure_or_manner_is_no_target(sentence):
    assert targets(sentence) == []


@pytest.mark.parametrize(
    "sentence, year, month",
    [
        ("2024年6月底前，制定县域医共体实施细则。", 2024, 6),
        ("到2026年，建成县级应急指挥平台。", 2026, None),
        ("2025年底前，完成渔港改造。", 2025, 12),
    ],
)
def test_a_dated_clause_without_a_number_is_a_milestone(sentence, year, month):
    [row] = targets(sentence)
    assert (row["kind"], row["form"], row["deadline_year"], row["deadline_month"], row["value_min"]) == (
        "milestone",
        "milestone",
        year,
        month,
        None,
    )


@pytest.mark.parametrize(
    "sentence, per, value_text",
    [("每年举办渔民技能大赛。", "年", "每年"), ("每两年开展一轮渔船检验。", "2年", "每两年"), ("每学期组织消防演练。", "学期", "每学期"), ("每季度召开联席会议。", "季度", "每季度")],
)  # fmt: skip
def test_every_year_is_once_a_year(sentence, per, value_text):
    [row] = targets(sentence)
    assert (row["form"], row["comparator"], row["value_min"], row["unit"], row["value_text"]) == (
        "norm",
        "ge",
        1,
        "次",
        value_text,
    )
    assert row["per"] == per


# --- what is no target -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "实施“5+10”产业布局。",
        "推进1438产业体系建设。",
        "加快5G网络建设。",
        "推行1+X证书制度。",
        "探索3+2分段培养。",
        "健全县乡村三级网络。",
        "争做四有渔民。",
        "举办五年一贯制专业。",
        "申报国家第一批试点。",
        "落实《渔业振兴三年行动计划（2021—2023年）》。",
        "按照海政发〔2023〕18号文件执行。",
        "县水务局等六部门联合执法。",
        "打好三大攻坚战。",
        "打造一支过硬队伍。",
        "建设一支高素质专业化队伍。",
        "具有3年以上护理工作经历的人员可以应聘。",
        "现有养老院14家。",
        "截至2022年底，全县共有养老院14家。",
        "目前已建成泵站6座。",
        "自2024年3月5日起施行。",
        "2024年3月5日起草。",
        "打造一批渔业品牌。",
        "坚持统一部署、统一规划。",
        "增强四个意识、坚定四个自信。",
        "实行24小时值班。",
        "坚持一村一策。",
        "培育一批龙头企业，形成一定规模。",
        "形成一个中心、两翼齐飞的格局。",
        "《方案》从5个方面提出16项任务。",
        "停办出栏率低于70%的养殖场。",
        "“十四五”以来，全县投入26亿元，建成3个水厂。",
        "海政发〔2023〕18号",
        "鲁ICP备12345678号",
    ],
)
def test_a_figure_that_is_no_aim_gives_no_row(sentence):
    assert show(targets(sentence), "quote", "kind", "value_text") == []


@pytest.mark.parametrize("head", ["一、起草背景\n", "一、发展基础\n", "一、取得的成效\n"])
def test_what_has_been_reached_is_no_target(head):
    assert targets("全县建成泵站6座，床位达到300个。", head=head) == []


def test_a_preamble_states_no_target():
    assert extract(Document("d", "为建成5座泵站，制定本方案。\n一、重点任务\n（一）加固堤防。"))["targets"] == []


# --- spans -----------------------------------------------------------------------------------------------------------------------------------------


def test_the_value_is_the_number_without_its_unit():
    text = "二、重点任务\n（一）完善设施。到２０２６年，床位达到１.２万个以上。"
    [row] = extract(Document("d", text))["targets"]
    assert text[row["value_start"] : row["value_end"]] == row["value_text"] == "１.２万"
    assert (row["value_min"], row["unit"], row["unit_text"]) == (12000, "个", "万个")


# --- the same aim twice ----------------------------------------------------------------------------------------------------------------------------

TWICE = (
    "一、主要目标\n到2026年，森林覆盖率达到{}%以上。\n二、重点任务\n（一）造林绿化。到{}年，森林覆盖率达到45%以上。\n"
)


def test_an_aim_stated_twice_is_one_group_with_one_canonical_row():
    rows = extract(Document("d", TWICE.format(45, 2026)))["targets"]
    assert len(rows) == 2
    assert len({row["group_id"] for row in rows}) == 1 and rows[0]["group_id"] is not None
    assert [row["is_canonical"] for row in rows].count(True) == 1
    assert [row["conflict"] for row in rows] == [None, None]


@pytest.mark.parametrize(
    "value, year, conflict",
    [
        (40, 2026, "value"),
        (45, 2027, "deadline_year"),
    ],
)
def test_two_statements_that_disagree_name_the_attribute(value, year, conflict):
    rows = extract(Document("d", TWICE.format(value, year)))["targets"]
    assert [row["conflict"] for row in rows] == [conflict, conflict]


def test_two_aims_of_different_grade_are_not_one():
    rows = targets("建成2座省级渔港。\n（二）完善网络。建成2座市级渔港。")
    assert [row["group_id"] for row in rows] == [None, None]
    assert all(row["is_canonical"] for row in rows)


def test_two_different_measures_of_one_value_are_not_one():
    rows = targets("森林覆盖率达到45%。\n（二）完善网络。自来水普及率达到45%。")
    assert [row["group_id"] for row in rows] == [None, None]


@pytest.mark.parametrize(
    "sentence",
    [
        "以全县近3000名渔民为主要对象，发展休闲渔业。",
        "编制20人（含）以上的渔政机关，应当设专职档案员。",
        "年用电量5万千瓦及以上的冷库实行计划管理。",
        "完善六项机制，落实五项工作措施。",
    ],
)
def test_whom_a_rule_addresses_and_how_many_parts_it_has_are_no_aims(sentence):
    assert not [row for row in targets(sentence) if row["value_min"] and row["unit"] != "%"]


@pytest.mark.parametrize(
    "sentence, expected",
    [
        ("家庭医生签约率不低于70%。", (70, None, "ge", "%", "level")),
        ("最近渔船改造率超过60%。", (60, None, "gt", "%", "level")),
        ("解决2.5万山区群众出行问题。", (25000, 25000, "eq", "人", "count")),
        ("6家以上渔业公司参与保险试点。", (6, None, "ge", "家", "count")),
        ("乡村兽医每年轮训一遍。", (1, 1, "eq", "次", "norm")),
        ("到2027年，每千人口护士数达到4人。", (4, 4, "eq", "人", "level")),
        ("拿出不低于15%的泊位向社会开放。", (15, None, "ge", "%", "norm")),
        ("到2027年，渔港泊位利用率不低于85%。", (85, None, "ge", "%", "level")),
    ],
)
def test_what_stands_around_a_number_gives_its_comparator_unit_and_form(sentence, expected):
    assert show(targets(sentence), "value_min", "value_max", "comparator", "unit", "form") == [expected]


def test_years_as_many_as_the_plan_has_end_with_it():
    head = "云汀县渔港建设行动方案（2023—2025年）\n一、重点任务\n（一）改造渔港。"
    rows = targets("三年内改造渔船不少于40艘。", head=head)
    assert show(rows, "deadline_year", "deadline_basis") == [(2025, "plan_period")]
