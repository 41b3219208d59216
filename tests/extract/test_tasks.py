"""Work items, in prose and in tables, and who is to do them."""

import pytest

from zhijiao_data.corpus.document import Document
from zhijiao_data.extract.pipeline import extract


def tables(text: str) -> dict[str, list[dict]]:
    return extract(Document("d", text))


def tasks(text: str) -> list[tuple]:
    return [(row["label"], row["title"], row["role"], row["origin"]) for row in tables(text)["tasks"]]


def bodies(text: str) -> list[tuple[str, str, str | None]]:
    return [(row["name"], row["role"], row["agency_id"]) for row in tables(text)["responsibilities"]]


PLAN = """一、总体要求
（一）指导思想。坚持绿色发展。
（二）主要目标。建成3座渔港。
二、重点任务
（一）改造渔港设施。加固码头，疏浚航道。（责任单位：市水务局、市财政局）
（二）发展休闲渔业。
1.建设渔村。改造民宿20家。
2.举办节庆。每年举办开渔节。
责任单位：市文化和旅游局等，各乡镇。
三、保障措施
（一）加强组织领导。成立工作专班。
"""


def test_the_smallest_numbered_items_of_work_are_the_tasks():
    assert tasks(PLAN) == [
        ("（一）", "改造渔港设施", "task", "text"),
        ("1.", "建设渔村", "task", "text"),
        ("2.", "举办节庆", "task", "text"),
        ("（一）", "加强组织领导", "safeguard", "text"),
    ]


def test_a_task_knows_the_headings_above_it():
    assert [row["path"] for row in tables(PLAN)["tasks"]] == [
        ["二、重点任务"], ["二、重点任务", "（二）发展休闲渔业"], ["二、重点任务", "（二）发展休闲渔业"], ["三、保障措施"],
    ]  # fmt: skip


def test_a_task_runs_from_its_label_to_the_end_of_its_bodies():
    rows = tables(PLAN)["tasks"]
    assert rows[0]["text"] == "（一）改造渔港设施。加固码头，疏浚航道。（责任单位：市水务局、市财政局）"
    assert rows[2]["text"].endswith("责任单位：市文化和旅游局等，各乡镇。")
    assert all(PLAN[row["char_start"] : row["char_end"]] == row["text"] for row in rows)


def test_bodies_belong_to_their_task_and_to_their_function():
    assert bodies(PLAN) == [
        ("市水务局", "responsible", "water"),
        ("市财政局", "responsible", "finance"),
        ("市文化和旅游局", "responsible", "culture_tourism"),
        ("各乡镇", "responsible", bodies(PLAN)[3][2]),
    ]
    found = tables(PLAN)
    titles = {row["task_id"]: row["title"] for row in found["tasks"]}
    assert [(titles[row["task_id"]], row["position"]) for row in found["responsibilities"]] == [
        ("改造渔港设施", 1), ("改造渔港设施", 2), ("举办节庆", 1), ("举办节庆", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading, first",
    [
        ("", "；以下责任单位均包括各县区政府"),
        pytest.param("（以下责任单位均包括各县区政府）", ""),
    ],
)  # fmt: skip
def test_bodies_named_once_for_all_are_added_to_each_task(heading, first):
    text = (
        f"一、重点任务{heading}\n（一）改造渔港。加固码头。（责任单位：市水务局{first}）\n（二）发展渔村。改造民宿。（责任单位：市文旅局）\n"
        "（三）健全制度。完善检验。（责任单位：市农业农村局）\n"
    )
    names = [row["name"] for row in tables(text)["responsibilities"]]
    assert names.count("各县区政府") == 3


def test_targets_lie_in_their_task():
    found = tables(PLAN)
    titles = {row["task_id"]: row["title"] for row in found["tasks"]}
    assert [(titles.get(row["task_id"]), row["value_text"]) for row in found["targets"]] == [
        (None, "3"),
        ("建设渔村", "20"),
        ("举办节庆", "每年"),
    ]


# --- tables ----------------------------------------------------------------------------------------------------------------------------------------

HEADER = "行动\t序号\t工作任务\t责任科室\t实施学校\n"


def test_the_rows_of_a_pasted_table_are_tasks_of_their_own():
    text = (
        PLAN
        + "附件\n任务分工表\n"
        + HEADER
        + "渔港行动\t1\t加固东湾码头\t规划科\t河东小学、河西小学\n\t2\t疏浚西湾航道\t财务科\t河西小学\n渔村行动\t3\t改造民宿\t规划科\t\n"
    )
    rows = [row for row in tables(text)["tasks"] if row["origin"] == "table"]
    assert [(row["label"], row["title"]) for row in rows] == [
        ("1", "加固东湾码头"),
        ("2", "疏浚西湾航道"),
        ("3", "改造民宿"),
    ]
    assert [row["path"][-1] for row in rows] == ["渔港行动", "渔港行动", "渔村行动"]
    ids = {row["task_id"] for row in rows}
    named = [(row["name"], row["role"]) for row in tables(text)["responsibilities"] if row["task_id"] in ids]
    assert named == [
        ("规划科", "responsible"), ("河东小学", "implementing"), ("河西小学", "implementing"),
        ("财务科", "responsible"), ("河西小学", "implementing"), ("规划科", "responsible"),
    ]  # fmt: skip


@pytest.mark.parametrize("row", ["渔港行动\t1\t加固码头\t规划科\t河东小学", "\t渔港行动\t1\t加固码头\t规划科\t河东小学", "渔港行动\t\t1\t加固码头\t规划科\t河东小学", "渔港行动\t1\t\t加固码头\t规划科\t河东小学\t"])  # fmt: skip
def test_shifted_columns_are_read_from_the_serial_number_outwards(row):
    found = tables(HEADER + row + "\n")
    assert [(task["label"], task["title"]) for task in found["tasks"]] == [("1", "加固码头")]
    assert [(body["name"], body["role"]) for body in found["responsibilities"]] == [
        ("规划科", "responsible"),
        ("河东小学", "implementing"),
    ]


def test_a_markdown_table_is_read_too():
    text = "| 序号 | 工作任务 | 牵头单位 | 配合单位 |\n| --- | --- | --- | --- |\n| 1 | 加固码头 | 市水务局 | 市财政局 |\n| 2 | 疏浚航道 | 市交通运输局 | |\n"
    found = tables(text)
    assert [task["title"] for task in found["tasks"]] == ["加固码头", "疏浚航道"]
    assert [(body["name"], body["role"]) for body in found["responsibilities"]] == [
        ("市水务局", "lead"),
        ("市财政局", "support"),
        ("市交通运输局", "lead"),
    ]


def test_a_row_that_says_again_what_the_body_says_is_linked_to_it():
    text = (
        PLAN
        + "附件\n任务分工表\n序号\t工作任务\t责任单位\n1\t改造渔港设施，加固码头，疏浚航道\t市水务局\n2\t开展渔民健康体检\t市卫健委\n"
    )
    rows = tables(text)["tasks"]
    body = {row["task_id"]: row["title"] for row in rows if row["origin"] == "text"}
    assert [body.get(row["restates"]) for row in rows if row["origin"] == "table"] == ["改造渔港设施", None]


def test_a_table_that_names_no_work_gives_no_tasks():
    assert tables("名称\t地址\t电话\n东湾渔港\t东湾路1号\t12345\n西湾渔港\t西湾路2号\t54321\n")["tasks"] == []


def test_items_may_be_called_tasks_by_name():
    text = "某港渔业学院专业建设任务书\n一、建设任务\n任务1：改造渔船\n1-1 检修船体12艘；\n责任部门：轮机系、总务处\n任务2：修复码头\n加固堤岸。\n二、经费预算\n总投入30万元。"
    assert tasks(text)[:2] == [("任务1：", "改造渔船", "task", "text"), ("任务2：", "修复码头", "task", "text")]
    assert [name for name, _, _ in bodies(text)] == ["轮机系", "总务处"]
    assert tables(text)["plans"][0]["title"] == "某港渔业学院专业建设任务书"


def test_a_table_may_be_ruled_by_bars_alone():
    text = (
        "云汀县渔港任务分解表\n序号|重点任务|年度目标|完成时限|牵头单位|配合单位\n"
        "1|改造渔船|改造木质渔船30艘，检修率达到90%以上。|2024年10月|县渔业局|县财政局\n"
        "2|修复码头|加固码头5座。|2024年12月|县水务局|县财政局、各乡镇\n"
    )
    assert [row[1] for row in tasks(text)] == ["改造渔船", "修复码头"]
    assert [name for name, _, _ in bodies(text)] == ["县渔业局", "县财政局", "县水务局", "县财政局", "各乡镇"]
    assert [row["deadline_month"] for row in tables(text)["targets"]] == [10, 10, 12]


def test_a_menu_between_bars_is_no_table():
    kinds = [
        row["kind"] for row in tables("一、重点任务\n（一）改造渔船。检修船体。\n渔讯 | 港口 | 船舶 | 码头")["sections"]
    ]
    assert "table" not in kinds
