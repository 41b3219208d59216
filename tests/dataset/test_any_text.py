"""No text, whatever it says, gives rows that break a rule of the level "error": one document can't stop the others."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from zhijiao_data.corpus.document import Document
from zhijiao_data.dataset import build, checks, codebook_rows, schema

CODEBOOK = codebook_rows.tables()
LABELS = [
    "一、",
    "二、",
    "（一）",
    "（二）",
    "1.",
    "2、",
    "①",
    "一是",
    "二是",
    "第一章 ",
    "附件1\n",
    "\n",
    "\n\n",
    "\t",
    "|",
    "\f",
    "\n3、",
]
HEADINGS = [
    "总体要求",
    "主要目标",
    "重点任务",
    "保障措施",
    "海港市人民政府",
    "关于印发海港市行动方案的通知",
    "（2024－2026年）",
    "（2026－2024年）",
]
NUMBERS = [
    "5",
    "120%",
    "60%",
    "95%o",
    "3-5",
    "5-3",
    "12万",
    "三",
    "一半",
    "三分之二",
    "1:1",
    "0",
    "-5",
    "1.5",
    "3000万元/年",
    "翻一番",
    "10倍",
]
COMPARATORS = [
    "以上",
    "以下",
    "左右",
    "不少于",
    "不低于",
    "不超过",
    "超过",
    "达到",
    "至少",
    "力争",
    "大体相当",
    "从30%提高到",
    "由80%降至",
]
NOUNS = [
    "双师型教师占比",
    "省级渔港",
    "实训基地",
    "毕业生就业率",
    "优质中职学校",
    "职业院校办学条件",
    "经费投入",
    "参保率",
]
UNITS = ["个", "所", "名", "人", "万元", "亩", "个百分点", "%", "门"]
TIMES = [
    "到2025年，",
    "2025年6月底前，",
    "2025年9月，",
    "到2020年",
    "2030年至2024年",
    "每年",
    "“十四五”末",
    "三年内",
    "13月",
    "2024年12月31日",
]
VERBS = ["建成", "新增", "达到", "占比达到", "全覆盖", "实现", "提高", "全部", "完成", "累计", "培育"]
DUTIES = [
    "（责任单位：市教育局、市财政局）",
    "牵头单位：市水务局",
    "《渔业法》",
    "（海政发〔2030〕5号）",
    "《关于加强渔港工作的意见》",
    "序号\t任务\t责任单位\n",
    "1\t加固码头\t市水务局\n",
]
SIGNS = ["，", "。", "；", "、", "（", "）", "：", "“", "”", " "]
WORDS = [*LABELS, *HEADINGS, *NUMBERS, *COMPARATORS, *NOUNS, *UNITS, *TIMES, *VERBS, *DUTIES, *SIGNS]
AIMS = st.tuples(*map(st.sampled_from, (TIMES, NOUNS, VERBS, COMPARATORS, NUMBERS, UNITS, ["。\n", "，", "；"]))).map(
    "".join
)
TEXTS = st.lists(AIMS | st.sampled_from(WORDS) | st.characters(codec="utf-8"), min_size=1, max_size=40).map("".join)
HEAD = "海港市渔业振兴行动方案（2024－2026年）\n一、主要目标\n"


# What only plan.yaml states, where the text doesn't.
CATALOGUED = {
    "title": "标题",
    "document_type": "action_plan",
    "text_status": ["full"],
    "source_file": "d/plan.txt",
    "source_sha256": "0" * 64,
    "text_file": "d/plan.txt",
}


def errors(text: str) -> list[str]:
    tables = {name: [] for name in schema.tables()} | build.plan_tables(Document("d", text)) | CODEBOOK
    (plan,) = tables["plans"]
    plan |= {column: value for column, value in CATALOGUED.items() if plan[column] is None or plan[column] == []}
    tables |= build.computed_tables(tables, {"d": text})
    return [str(finding) for finding in checks.run(tables) if finding.level == "error"]


@given(TEXTS)
@example("占比达到120%")
@example(f"{HEAD}双师型教师占比达到120%。")
@example("建成3-5个以上")
@example(f"{HEAD}建成3-5个以上省级渔港，建成5-3个以下实训基地。")
@example(f"{HEAD}到2025年6月建成省级渔港5个。\n二、重点任务\n到2025年9月建成省级渔港5个。\n")
@example(f"{HEAD}到2025年6月建成省级渔港5个。\n二、重点任务\n到2026年建成省级渔港8所以上。\n")
@example("根据《渔业法》（海政发〔2030〕5号），2026年至2024年参保率达到0%以下。")
@example("海港市渔业振兴行动方案（2026－2024年）\n一、主要目标\n到2020年建成渔港5个。")
@example("全覆盖到2020年双师型教师占比建成以上5个。")
@example("教师" + "建成5个" * 40)
def test_no_text_breaks_a_rule_that_the_program_must_keep(text):
    assert errors(text) == []


def test_an_odd_document_is_told_and_built_with_the_others(tmp_path):
    from tests.dataset import small_corpus

    small_corpus.write(tmp_path / "raw")
    odd = small_corpus.TEXT.replace("不低于60%", "达到120%")
    small_corpus.write(tmp_path / "raw", odd, "yy-odd-2023")
    built = build.build(tmp_path / "raw", tmp_path / "out")
    assert {(finding.rule, finding.level) for finding in built.warnings} == {("share-range", "warning")}
