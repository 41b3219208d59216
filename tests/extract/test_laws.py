"""What holds for every text, whatever stands in it."""

import json
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhijiao_data.corpus.document import Document
from zhijiao_data.dataset.schema import table
from zhijiao_data.extract.pipeline import extract

TABLES = ("plans", "sections", "tasks", "targets", "responsibilities", "citations", "mentions", "repairs")
KEYS = {
    "sections": "section_id",
    "tasks": "task_id",
    "targets": "target_id",
    "citations": "citation_id",
    "mentions": "mention_id",
    "repairs": "repair_id",
}

PIECES = [
    "一、", "二、", "（一）", "（二）", "(2)", "1.", "2、", "①", "——", "第一章 ", "第三条 ", "一是", ")", "## ", "**", "\n", "\n\n", "\r", "\t", "\t\t", " ", "　", "\f", "|", "。", "，", "；", "：", "、",
    "总体要求", "主要目标", "重点任务", "保障措施", "热点问答", "附件", "附件1\n", "附件：", "抄送：", "问：", "答：", "海港市人民政府", "海港市教育局", "2024年3月5日", "\n2024年3月5日\n", "（此件公开发布）",
    "关于印发海港市行动方案的通知", "海政发〔2023〕18号", "各县（区）人民政府：", "现印发给你们，请认真执行。", "版权所有", "鲁ICP备123号", "（责任单位：", "市水务局", "、市财政局", "牵头单位：", "负责", "按职责分工负责",
    "《", "》", "〈", "〉", "“", "”", "（", "）", "〔", "〕", "《关于加强渔港工作的意见》（海政发〔2020〕5号）", "到2026年，", "2025年6月底前，", "“十四五”末", "三年内", "（2024－2026年）", "建成", "新增", "达到", "不少于",
    "力争", "应当", "鼓励", "每年", "每5年", "每校", "由40%提高到", "45%", "12万", "三分之二", "一半", "翻一番", "1:1", "3-5", "3000万元/年", "一", "十", "5", "所", "名", "个", "以上", "左右", "渔港", "省级渔港",
    "双师型教师占比", "全部", "全覆盖", "逐年提高", "规模", "举办", "序号\t任务\t责任单位\n", "1\t加固码头\t市水务局\n", "95%o", "\n3、", "第3页", "5+10", "1+X", "“1+X”证书", "产教融合", "双高计划", "5G", "\u200b", "\x00", "😀", "責", "Ａ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=70).map("".join)


def tables(text: str) -> dict[str, list[dict]]:
    return extract(Document("d", text))


def spans(found: dict[str, list[dict]]):
    for name, rows in found.items():
        for row in rows:
            if "char_start" in row:
                yield name, row


@given(TEXTS | st.text(max_size=200))
@example("")
@example("\n")
@example("\ufeff")
@example("《" * 50)
def test_no_text_breaks_the_extraction(text):
    assert tuple(tables(text)) == TABLES


@given(TEXTS)
def test_the_sections_tile_the_text(text):
    rows = tables(text)["sections"]
    assert [rows[0]["char_start"], rows[-1]["char_end"]] == [0, len(text)]
    assert all(a["char_end"] == b["char_start"] for a, b in pairwise(rows))
    assert all(row["char_start"] < row["char_end"] for row in rows) or text == ""
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))


@given(TEXTS)
def test_the_sections_are_a_tree_in_reading_order(text):
    seen: dict[str, int] = {}
    for row in tables(text)["sections"]:
        assert row["depth"] == (seen[row["parent_id"]] + 1 if row["parent_id"] else 0)
        seen[row["section_id"]] = row["depth"]
        assert (row["role"] == "furniture") == (row["reason"] is not None)


@given(TEXTS)
def test_every_span_lies_in_the_text_and_quotes_it(text):
    found = tables(text)
    repaired = {position for row in found["repairs"] for position in range(row["char_start"], row["char_end"])}
    for name, row in spans(found):
        start, end = row["char_start"], row["char_end"]
        assert 0 <= start <= end <= len(text)
        words = row.get("quote", row.get("text", row.get("original")))
        if words is not None and not repaired & set(range(start, end)):
            assert text[start:end] == words, name
        if name in ("targets", "citations", "tasks", "mentions", "repairs"):
            assert start < end


@given(TEXTS)
def test_a_value_lies_in_its_quote(text):
    found = tables(text)
    repaired = {position for row in found["repairs"] for position in range(row["char_start"], row["char_end"])}
    for row in found["targets"]:
        start, end = row["value_start"], row["value_end"]
        assert (start is None) == (end is None) == (row["value_text"] is None)
        if start is not None:
            assert row["char_start"] <= start < end <= row["char_end"]
            assert text[start:end] == row["value_text"] or repaired & set(range(start, end))


@given(TEXTS)
def test_ids_are_unique_and_rows_are_in_reading_order(text):
    found = tables(text)
    for name, key in KEYS.items():
        ids = [row[key] for row in found[name]]
        assert len(ids) == len(set(ids)), name
        starts = [row["char_start"] for row in found[name]]
        assert starts == sorted(starts), name
    duties = [(row["task_id"], row["position"], row["role"]) for row in found["responsibilities"]]
    assert len(duties) == len(set(duties))


@given(TEXTS)
def test_every_reference_is_to_a_row(text):
    found = tables(text)
    sections = {row["section_id"] for row in found["sections"]}
    tasks = {row["task_id"] for row in found["tasks"]}
    target_ids = {row["target_id"] for row in found["targets"]}
    assert {row["parent_id"] for row in found["sections"]} <= sections | {None}
    assert {row["section_id"] for name in ("tasks", "targets", "citations") for row in found[name]} <= sections
    assert {row["task_id"] for row in found["targets"]} | {row["restates"] for row in found["tasks"]} <= tasks | {None}
    assert {row["task_id"] for row in found["responsibilities"]} <= tasks
    assert {row["group_id"] for row in found["targets"]} <= target_ids | {None}


@given(TEXTS)
def test_a_target_lies_in_its_section(text):
    found = tables(text)
    sections = {row["section_id"]: row for row in found["sections"]}
    for name in ("targets", "citations"):
        for row in found[name]:
            assert sections[row["section_id"]]["char_start"] <= row["char_start"]


@given(TEXTS)
def test_values_agree_with_their_comparator_and_deadlines_are_plausible(text):
    for row in tables(text)["targets"]:
        low, high = row["value_min"], row["value_max"]
        assert low is None or high is None or low <= high
        if row["comparator"] in ("ge", "gt"):
            assert low is not None
        if row["comparator"] in ("le", "lt"):
            assert high is not None
        assert row["deadline_month"] is None or 1 <= row["deadline_month"] <= 12
        assert row["start_year"] is None or row["deadline_year"] is None or row["start_year"] <= row["deadline_year"]
        assert (row["kind"] == "milestone") == (row["form"] == "milestone")
        assert (row["kind"] == "direction") == (row["form"] == "direction")


@given(TEXTS)
def test_each_group_has_one_canonical_row(text):
    groups: dict[str, list[dict]] = {}
    for row in tables(text)["targets"]:
        if row["group_id"] is None:
            assert row["is_canonical"] and row["conflict"] is None
        else:
            groups.setdefault(row["group_id"], []).append(row)
    for name, rows in groups.items():
        assert len(rows) > 1
        assert [row["target_id"] for row in rows if row["is_canonical"]] == [name]
        assert len({row["conflict"] for row in rows}) == 1


@given(TEXTS)
def test_extraction_is_deterministic_and_plain(text):
    first, second = (json.dumps(tables(text), ensure_ascii=True, sort_keys=True, allow_nan=False) for _ in range(2))
    assert first == second


@given(TEXTS)
def test_furniture_holds_no_rows(text):
    found = tables(text)
    furniture = {row["section_id"] for row in found["sections"] if row["role"] == "furniture"}
    assert not furniture & {row["section_id"] for name in ("tasks", "targets", "citations") for row in found[name]}


@given(TEXTS)
def test_the_plan_id_is_the_only_thing_that_a_name_changes(text):
    one, other = (extract(Document(name, text)) for name in ("d", "e"))
    assert json.dumps(one).replace('"d', '"e') == json.dumps(other).replace('"d', '"e')


@pytest.mark.parametrize("name", TABLES)
def test_rows_have_the_columns_of_the_schema(name):
    text = "海港市渔业振兴方案\n一、重点任务\n（一）改造渔港。根据《渔业法》，到2026年，建成3座渔港，参保率达到95%o新增泊位5个，推进产教融合。（责任单位：市水务局）\n"
    rows = tables(text)[name]
    assert rows
    expected = set(table(name).fields)
    assert all(set(row) == expected for row in rows)
