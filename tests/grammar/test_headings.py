"""Labels of headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.grammar.headings import inline_labels, read_label, role_of_heading, title_end
from zhijiao_data.grammar.normal import normalise


@pytest.mark.parametrize(
    "line, style, number, label",
    [
        ("第一章 总则", "chapter", 1, "第一章"),
        ("第十二章　附则", "chapter", 12, "第十二章"),
        ("第3章 水网建设", "chapter", 3, "第3章"),
        ("第二节 养老床位", "section", 2, "第二节"),
        ("第十五条 医疗机构应当公开收费标准。", "article", 15, "第十五条"),
        ("第一编 总论", "part", 1, "第一编"),
        ("第二部分 主要任务", "part", 2, "第二部分"),
        ("一、总体要求", "han", 1, "一、"),
        ("十一、监督", "han", 11, "十一、"),
        ("（三）完善渔港设施", "han_paren", 3, "(三)"),
        ("(四)完善渔港设施", "han_paren", 4, "(四)"),
        ("(二十一)完善渔港设施", "han_paren", 21, "(二十一)"),
        ("1.完善渔港设施", "digit", 1, "1."),
        ("1．完善渔港设施", "digit", 1, "1."),
        ("12、完善渔港设施", "digit", 12, "12、"),
        ("（2）完善渔港设施", "digit_paren", 2, "(2)"),
        ("2）完善渔港设施", "digit_close", 2, "2)"),
        ("①完善渔港设施", "circled", 1, "①"),
        ("⑩完善渔港设施", "circled", 10, "⑩"),
        ("一是完善渔港设施。", "yishi", 1, "一是"),
        ("十是完善渔港设施。", "yishi", 10, "十是"),
        ("——渔港设施更加完善。", "dash", None, "——"),
        ("●渔港设施", "bullet", None, "●"),
        ("## 二、渔港设施", "han", 2, "## 二、"),
        ("**（一）渔港设施**", "han_paren", 1, "**(一)"),
        (")完善渔港设施", "lost", 0, ")"),
    ],
)
def test_a_line_begins_with_a_label(line, style, number, label):
    line = normalise(line)
    found = read_label(line)
    assert (found.style, found.number, line[found.start : found.end]) == (style, number, label)


@pytest.mark.parametrize(
    "line",
    ["渔港设施更加完善", "2024年，新增床位300个", "1.5万亩果园完成改造", "一批渔港建成", "3所学校", "第一批名单", "一是。", "十四五时期", "(责任单位：县水务局)", "二〇二四年三月", "", "第一，加强领导", "3.2%"],
)  # fmt: skip
def test_a_line_without_a_label_has_none(line):
    assert read_label(normalise(line)) is None


@pytest.mark.parametrize("styles", [("han_paren", "digit_paren"), ("han", "digit")])
def test_a_count_may_change_its_script(styles):
    lines = {"han_paren": "(三)甲乙", "digit_paren": "(4)甲乙", "han": "三、甲乙", "digit": "4.甲乙"}
    first, second = (read_label(lines[style]) for style in styles)
    assert first.kin == second.kin


def test_labels_inside_a_running_line_come_in_order():
    line = "一、总体要求(一)指导思想。坚持绿色发展。(二)主要目标。到2026年建成渔港。二、重点任务(一)改造码头。"
    assert [(label.style, label.number) for label in inline_labels(line)] == [
        ("han_paren", 1),
        ("han_paren", 2),
        ("han", 2),
        ("han_paren", 1),
    ]


@pytest.mark.parametrize(
    "line, title",
    [
        ("(一)推进渔港改造。实施码头加固工程，新增泊位。", "推进渔港改造"),
        ("(一)推进渔港改造", "推进渔港改造"),
        ("主要目标：到2026年，渔港全部达标。", None),
        (
            "1.推进渔港改造，完善码头、航道、锚地和避风设施，提升防灾减灾能力，确保渔民生命财产安全和渔业生产安全有序，带动休闲渔业发展。",
            None,
        ),
    ],
)
def test_a_heading_ends_at_its_full_stop(line, title):
    label = read_label(line)
    start = label.end if label else 0
    end = title_end(line, start)
    if label is None:
        assert line[:end] == "主要目标"
    else:
        assert (line[start:end] if end else None) == title


@pytest.mark.parametrize(
    "title, role",
    [
        ("起草背景", "background"),
        ("现状与形势", "background"),
        ("主要目标", "goals"),
        ("发展指标", "goals"),
        ("指导思想", "guiding"),
        ("总体要求", "guiding"),
        ("重点任务", "tasks"),
        ("主要举措", "tasks"),
        ("保障措施", "safeguards"),
        ("组织实施", "safeguards"),
        ("加强组织领导", "safeguards"),
        ("热点问答", "qa"),
        ("渔港设施", None),
    ],
)
def test_a_heading_announces_the_role_of_its_section(title, role):
    assert role_of_heading(title) == role


@given(st.text("一二十百第章条节编部分（）()、.．1290①●—-*# )是渔港，。", max_size=20))
def test_a_label_lies_at_the_start_of_its_line(line):
    line = normalise(line)
    label = read_label(line)
    if label:
        assert label.start == 0 <= label.end <= len(line)
        assert label.number is None or label.number >= 0
    for inline in inline_labels(line):
        assert 0 < inline.start < inline.end < len(line)


@given(st.text(max_size=60))
def test_no_line_breaks_the_reader_of_labels(line):
    read_label(normalise(line))
    inline_labels(normalise(line))
