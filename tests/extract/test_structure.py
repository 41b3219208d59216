"""The structure of a document: parts, headings, items and tables."""

import pytest

from zhijiao_data.corpus.document import Document
from zhijiao_data.extract.pipeline import extract
from zhijiao_data.grammar.normal import normalise

PLAN = """海港市渔业振兴行动方案
为推进渔业高质量发展，制定本方案。
一、总体要求
（一）指导思想。坚持绿色发展，走生态渔业之路。
（二）主要目标。到2026年，建成3座省级渔港。
二、重点任务
（一）改造渔港设施。加固码头，疏浚航道。（责任单位：市农业农村局）
（二）发展休闲渔业。
1.建设渔村。改造民宿20家。
2.举办节庆。每年举办开渔节。
三、保障措施
（一）加强组织领导。成立工作专班。
（二）强化资金保障。安排专项资金500万元。
"""


def tables(text: str) -> dict[str, list[dict]]:
    return extract(Document("d", text))


def outline(text: str) -> list[tuple]:
    """(depth, label, heading, role) of the headings, in reading order."""
    return [
        (row["depth"], row["label"], row["heading"], row["role"])
        for row in tables(text)["sections"]
        if row["kind"] == "heading"
    ]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(row["kind"], row["text"].strip()) for row in tables(text)["sections"]]


def labels(text: str) -> list[tuple[int, str | None]]:
    return [(row["depth"], row["label"]) for row in tables(text)["sections"] if row["kind"] == "heading"]


def test_headings_form_a_tree_with_roles():
    assert [(d, normalise(label), h, r) for d, label, h, r in outline(PLAN)] == [
        (0, "一、", "总体要求", "guiding"),
        (1, "(一)", "指导思想", "guiding"),
        (1, "(二)", "主要目标", "goals"),
        (0, "二、", "重点任务", "tasks"),
        (1, "(一)", "改造渔港设施", "tasks"),
        (1, "(二)", "发展休闲渔业", "tasks"),
        (2, "1.", "建设渔村", "tasks"),
        (2, "2.", "举办节庆", "tasks"),
        (0, "三、", "保障措施", "safeguards"),
        (1, "(一)", "加强组织领导", "safeguards"),
        (1, "(二)", "强化资金保障", "safeguards"),
    ]


def test_every_heading_but_the_top_ones_has_a_parent_in_front_of_it():
    rows = tables(PLAN)["sections"]
    seen = {}
    for row in rows:
        if row["parent_id"] is not None:
            assert seen[row["parent_id"]]["depth"] == row["depth"] - 1
        seen[row["section_id"]] = row


def test_the_first_line_of_a_plan_is_its_title_and_the_next_its_preamble():
    rows = tables(PLAN)["sections"]
    assert [(row["kind"], row["role"]) for row in rows[:2]] == [("title", "front_matter"), ("body", "preamble")]
    assert tables(PLAN)["plans"][0]["title"] == "海港市渔业振兴行动方案"


def test_chapters_and_articles_are_ranked():
    text = "海港市节水条例\n第一章 总则\n第一条 为节约用水，制定本条例。\n第二条 本条例适用于本市。\n第二章 用水管理\n第三条 用水实行计划管理。\n"
    assert labels(text) == [(0, "第一章"), (1, "第一条"), (1, "第二条"), (0, "第二章"), (1, "第三条")]


def test_items_of_one_sentence_line_are_headings_below():
    text = "二、重点任务\n（一）改造渔港。\n一是加固码头。新建护岸。\n二是疏浚航道。清理淤泥。\n（二）发展渔村。\n——改造民宿。\n——整治村容。\n"
    rows = tables(text)["sections"]
    assert [(row["depth"], normalise(row["label"]), row["kind"]) for row in rows] == [
        (0, "二、", "heading"), (1, "(一)", "heading"), (2, "一是", "heading"), (2, "二是", "heading"),
        (1, "(二)", "heading"), (2, "——", "item"), (2, "——", "item"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "marks",
    [("（一）", "（二）", "（三）"), ("（一）", "(二)", "（三）"), ("（一）", "（2）", "（三）"), ("（一）", "（二）", "（四）"), ("(1)", "（2）", "(3)"), ("1.", "2．", "3、")],
)  # fmt: skip
def test_width_script_and_skips_do_not_change_the_rank(marks):
    text = "二、重点任务\n" + "".join(f"{mark}改造设施{i}。加固码头，疏浚航道。\n" for i, mark in enumerate(marks))
    assert [depth for depth, _ in labels(text)] == [0, 1, 1, 1]


def test_numbers_that_run_on_across_sections_stay_below_their_section():
    text = "一、渔港建设\n1.加固码头。甲。\n2.疏浚航道。乙。\n二、渔村建设\n3.改造民宿。丙。\n4.整治村容。丁。\n"
    assert labels(text) == [(0, "一、"), (1, "1."), (1, "2."), (0, "二、"), (1, "3."), (1, "4.")]


def test_a_lost_label_is_restored_from_the_count():
    text = "二、重点任务\n（一）改造渔港设施。加固码头，疏浚航道。\n)发展休闲渔业。改造民宿，整治村容村貌。\n（三）健全渔船管理。完善检验制度，强化执法。\n"
    rows = [row for row in tables(text)["sections"] if row["kind"] == "heading"]
    assert [row["depth"] for row in rows] == [0, 1, 1, 1]
    assert rows[2]["heading"] == "发展休闲渔业"
    assert [task["title"] for task in tables(text)["tasks"]] == ["改造渔港设施", "发展休闲渔业", "健全渔船管理"]


def test_headings_whose_line_breaks_were_lost_are_cut_out_of_the_line():
    line = (
        "一、总体要求（一）指导思想。坚持绿色发展，走生态渔业之路，推进渔业高质量发展。（二）主要目标。到2026年，建成3座省级渔港，新增泊位300个。"
        "二、重点任务（一）改造渔港设施。加固码头，疏浚航道，完善避风锚地。（二）发展休闲渔业。改造民宿，整治村容村貌。"
    )
    assert [(d, normalise(label)) for d, label in labels(line)] == [
        (0, "一、"),
        (1, "(一)"),
        (1, "(二)"),
        (0, "二、"),
        (1, "(一)"),
        (1, "(二)"),
    ]


def test_a_title_over_two_lines_is_one_title():
    text = "海港市人民政府\n关于推进渔业振兴的实施意见\n各县（区）人民政府，市直各部门：\n一、总体要求\n坚持绿色发展。\n二、重点任务\n（一）改造渔港。加固码头。\n"
    assert tables(text)["plans"][0]["title"] in (
        "海港市人民政府关于推进渔业振兴的实施意见",
        "关于推进渔业振兴的实施意见",
    )
    assert ("recipients", "各县（区）人民政府，市直各部门：") in kinds(text)


NOTICE = """海港市人民政府办公室文件
海政办发〔2023〕18号
海港市人民政府办公室
关于印发海港市渔业振兴行动方案的通知
各县（区）人民政府，市直各部门：
《海港市渔业振兴行动方案》已经市政府同意，现印发给你们，请认真贯彻执行。
海港市人民政府办公室
2023年11月20日
（此件公开发布）
海港市渔业振兴行动方案
为推进渔业高质量发展，制定本方案。
一、重点任务
（一）改造渔港。到2026年，建成3座省级渔港。（责任单位：市农业农村局）
二、保障措施
（一）加强领导。成立专班。
"""


def test_a_notice_carries_a_plan():
    found = dict((kind, text) for kind, text in kinds(NOTICE))
    assert found["doc_number"] == "海政办发〔2023〕18号"
    assert found["recipients"] == "各县（区）人民政府，市直各部门："
    assert found["signature"] == "海港市人民政府办公室"
    assert found["date"] == "2023年11月20日"
    assert found["note"] == "（此件公开发布）"
    plan = tables(NOTICE)["plans"][0]
    assert (plan["title"], plan["doc_number"], plan["issued_on"], plan["issuer"]) == (
        "海港市渔业振兴行动方案", "海政办发〔2023〕18号", "2023-11-20", "海港市人民政府办公室",
    )  # fmt: skip
    assert "transmission" in [row["role"] for row in tables(NOTICE)["sections"]]


def test_the_title_of_a_notice_is_no_citation():
    assert [row["relation"] for row in tables(NOTICE)["citations"]] == ["forwarded"]


def test_a_notice_within_a_notice_names_who_forwarded_it():
    outer = (
        "红石街道办事处\n关于转发《海港市人民政府办公室关于印发海港市渔业振兴行动方案的通知》的通知\n各村（社区）：\n"
        "现将《海港市人民政府办公室关于印发海港市渔业振兴行动方案的通知》转发给你们，请遵照执行。\n红石街道办事处\n2023年12月8日\n"
    )
    inner = NOTICE.replace("海港市人民政府办公室文件\n", "").replace("（此件公开发布）\n", "")
    plan = tables(outer + inner)["plans"][0]
    assert (plan["title"], plan["issuer"], plan["issued_on"]) == (
        "海港市渔业振兴行动方案",
        "海港市人民政府办公室",
        "2023-11-20",
    )
    assert (plan["transmitted_by"], plan["transmitted_on"]) == ("红石街道办事处", "2023-12-08")


def test_signature_and_date_close_a_plan():
    rows = tables(PLAN + "海港市农业农村局\n2024年3月5日\n")["sections"]
    assert [(row["kind"], row["role"]) for row in rows[-2:]] == [("signature", "closing"), ("date", "closing")]


def test_the_furniture_of_a_website_is_set_apart_with_a_reason():
    text = "首页 > 政务公开 > 文件\n" + PLAN + "扫一扫在手机打开当前页\n版权所有：海港市人民政府 鲁ICP备12345678号\n"
    furniture = [row for row in tables(text)["sections"] if row["role"] == "furniture"]
    assert [row["char_start"] for row in furniture] == [0, text.index("扫一扫")]
    assert all(row["reason"] for row in furniture)
    assert len(tables(text)["targets"]) == len(tables(PLAN)["targets"])


def test_an_annex_opens_a_part_of_its_own():
    text = (
        PLAN
        + "附件：1.渔港名单\n海港市农业农村局\n2024年3月5日\n附件1\n渔港名单\n一、省级渔港\n东湾渔港。\n二、市级渔港\n西湾渔港。\n"
    )
    rows = tables(text)["sections"]
    annex = [row for row in rows if row["char_start"] >= text.index("附件1\n")]
    assert (annex[0]["kind"], annex[0]["role"]) == ("attachment_note", "annex")
    assert all(row["depth"] == 0 for row in annex)


def test_an_annexed_list_of_names_gives_no_tasks():
    text = PLAN + "附件1\n渔港名单\n一、省级渔港\n东湾渔港。\n二、市级渔港\n西湾渔港。\n"
    assert [task["title"] for task in tables(text)["tasks"]] == [task["title"] for task in tables(PLAN)["tasks"]]


def test_questions_and_answers_are_a_part_of_their_own_and_no_tasks():
    text = "《海港市渔业振兴行动方案》政策解读\n一、起草背景\n渔业是传统产业。\n二、热点问答\n1.问：渔民怎样申请补助？\n答：向乡镇申请。\n2.问：何时发放？\n答：年底前发放。\n"
    roles = [row["role"] for row in tables(text)["sections"] if row["kind"] == "heading"]
    assert roles == ["background", "qa", "qa", "qa"]
    assert tables(text)["tasks"] == []


def test_a_text_without_headings_is_one_section():
    rows = tables("渔港设施更加完善，渔民收入稳步增长。\n休闲渔业蓬勃发展。")["sections"]
    assert [(row["kind"], row["depth"], row["label"]) for row in rows] == [("body", 0, None)]


@pytest.mark.parametrize("text", ["", " ", "\n", "\n\n\t\n", "　"])
def test_an_empty_text_is_one_section(text):
    found = tables(text)
    assert [(row["char_start"], row["char_end"]) for row in found["sections"]] == [(0, len(text))]
    assert all(not rows for name, rows in found.items() if name not in ("plans", "sections", "repairs"))
