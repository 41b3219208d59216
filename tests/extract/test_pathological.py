"""Hostile and damaged text in bounded time: four times the text takes about four times as long.

A quadratic step shows as a factor of sixteen, an exponential one as no end; the limit between them is generous, and what is too short to measure
is let through.
"""

import gc
import signal
import time
from collections.abc import Callable
from contextlib import contextmanager

import pytest

from zhijiao_data.corpus.document import Document
from zhijiao_data.extract.pipeline import extract

#: Linear time gives 4; noise, caches and sorting may add to it, a quadratic step gives 16.
LIMIT = 8.0
#: Shorter than this, growth can't be told from noise.
MEASURABLE_S = 0.06
TIME_LIMIT_S = 8.0

HEAD = "二、重点任务\n（一）改造渔港。"


@contextmanager
def time_limit(seconds: float):
    """Stop a run that does not end; a signal stops a pattern too. Counted is the time of this process, whatever else the machine does."""

    def stop(*_):
        raise TimeoutError(f"no end after {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(text: str) -> float:
    gc.collect()
    start = time.process_time()
    extract(Document("d", text))
    return time.process_time() - start


def repeat(unit: str, head: str = "", tail: str = "") -> Callable[[int], str]:
    """A text of about ``n`` characters that says ``unit`` again and again."""
    return lambda n: head + unit * (n // len(unit)) + tail


def counted(form: str, head: str = "") -> Callable[[int], str]:
    """The same with a number that counts up."""
    return lambda n: head + "".join(form.format(i) for i in range(1, 1 + n // len(form)))


SHAPES: dict[str, Callable[[int], str]] = {
    # brackets without end
    **{f"open {sign}": repeat(sign) for sign in "《〈（(“「〔【"},
    **{f"closed {sign}": repeat(sign) for sign in "》〉）”〕"},
    "names without end": repeat("《渔港〈泊位"),
    "asides without end": repeat("（渔港，", HEAD),
    "quotes without end": repeat("“渔港", HEAD),
    "names in names": repeat("《渔港〈泊位〉》"),
    "labelled lists without end": repeat("（责任单位：市水务局、", HEAD),
    "duties without end": repeat("（市水务局负责", HEAD),
    # one sign again and again
    **{f"only {sign}": repeat(sign) for sign in "0一半十万年月号局省委、，：；每到至是的占-—.%|#*+a"},
    "only spaces": repeat(" "),
    "only lines": repeat("\n"),
    "only tabs": repeat("\t"),
    "only spaces and lines": repeat(" \n"),
    "spaces before a word": repeat(" ", tail="渔港"),
    "spaces behind a word": repeat(" ", head="渔港", tail="。"),
    "spaces between words": repeat("渔" + " " * 200),
    "long open line, then spaces": repeat(" ", head="到2026年，全县渔港设施更加完善，渔民生产生活条件明显改", tail="\n善。"),
    "long open line, then lines": repeat("\n", head="到2026年，全县渔港设施更加完善，渔民生产生活条件明显改", tail="善。"),
    "grouped digits": repeat("123,"),
    "digits with points": repeat("1."),
    "digits with plus": repeat("1+", HEAD),
    "letters with digits": repeat("A1", HEAD),
    "a digit and letters": repeat("A", HEAD + "1", "b"),
    "a letter and digits": repeat("1", HEAD + "A", "b"),
    "ranges of ranges": repeat("1-", HEAD),
    "ratios of ratios": repeat("1：", HEAD),
    # words of the grammar
    **{
        f"only {word}": repeat(word, HEAD)
        for word in (
            "一是", "不少于", "达到", "建成", "每校", "每年", "每个乡镇", "逐年提高", "逐步", "全部", "所有", "所有渔港", "全覆盖", "大体相当", "三大", "力争", "到2026年", "十四五期间", "三年内",
            "责任单位：", "市水务局、", "市水务局负责", "由市水务局牵头", "按职责分工负责", "国务院关于", "按照国家", "按照市标准", "〔2024〕1号", "海政发〔2024〕1号", "关于印发", "附件", "由40%提高到",
        )
    },
    # one sentence without end
    "one clause with many numbers": repeat("5所", HEAD),
    "one clause with a long list": repeat("建成5所学校、", HEAD),
    "one sentence with many clauses": repeat("建成5所学校，", HEAD),
    "one sentence with many dates": repeat("到2026年，建成5所学校，", HEAD),
    "one paragraph with many sentences": repeat("到2026年，建成5所学校。", HEAD),
    "a long noun before a number": repeat("渔港", HEAD + "建成", "5个"),
    "a long whole before a share": repeat("渔港", HEAD + "达到", "占50%"),
    "a long list of bodies": repeat("市水务局、", HEAD + "甲。", "市财政局负责"),
    "a long list of bodies in brackets": repeat("市水务局、", HEAD + "甲（", "市财政局负责）"),
    "a long labelled list": repeat("市水务局、", HEAD + "（责任单位：", "）"),
    "a long list of names": repeat("甲乙丙丁、", HEAD + "包括"),
    # many lines
    "labels of one rank": repeat("一、建设\n"),
    "labels of two ranks": repeat("一、任务\n（一）建设。\n"),
    "labels that count up": counted("{}.建设渔港\n"),
    "labels of five ranks": repeat("一、任务\n（一）甲\n1.乙\n（1）丙\n①丁\n"),
    "labels on one line": repeat("（一）改造渔港。"),
    "lost labels": repeat(")渔港\n"),
    "lost labels among others": repeat(")渔港\n（一）泊位\n"),
    "dashes": repeat("——渔港\n"),
    "chapters": repeat("第一章 渔港\n"),
    "markdown": repeat("# 渔港\n"),
    "page marks": counted("渔\n{}、港"),
    "page numbers": repeat("1\n"),
    "page feet": repeat("渔港\n- 3 -\n"),
    "broken lines": repeat("到2026年，全县渔港设施更加完善，渔民生产生活条件明显改\n"),
    "titles": repeat("关于渔港建设的通知\n"),
    "letterheads": repeat("海港市人民政府\n"),
    "signatures": repeat("海港市人民政府\n2024年3月5日\n"),
    "dates": repeat("2024年3月5日\n"),
    "prints": repeat("海港市教育局\n2024年3月5日印发\n"),
    "annexes": repeat("附件1\n"),
    "letters of transmission": repeat("现将渔港方案印发给你们\n", "关于渔港的通知\n各县：\n"),
    "answers": repeat("答：渔港\n"),
    "furniture": repeat("版权所有\n"),
    "one table": repeat("1\t加固码头\t市水务局\n", "序号\t任务\t责任单位\n"),
    "one table that restates": counted("{}\t加固码头\t市水务局\n", HEAD + "\n附件\n序号\t任务\t责任单位\n"),
    "one wide row": repeat("渔港\t"),
    "tables of no work": repeat("甲\t乙\t丙\n"),
    "a markdown table": repeat("|1|加固码头|市水务局|\n", "|序号|任务|责任单位|\n"),
    "one row of bars": repeat("|渔港", "|序号|任务|\n"),
    # many rows of one kind
    "many tasks": counted("（一）改造渔港。到2026年，新增泊位{}个。（责任单位：市水务局）\n", "二、重点任务\n"),
    "one aim again and again": repeat("（一）改造。到2026年，森林覆盖率达到45%以上。\n", "二、重点任务\n"),
    "one aim with ever new values": counted("（一）改造。到2026年，森林覆盖率达到{}%以上。\n", "二、重点任务\n"),
    "many citations": repeat("根据《关于渔港的意见》（海政发〔2020〕5号），制定办法。\n"),
    "many repairs": repeat("参保率达到95%o新增床位。\n"),
    "rows that restate many tasks": lambda n: (
        "二、重点任务\n" + "".join(f"（一）改造渔港{i}。加固码头。\n" for i in range(n // 60)) + "附件\n序号\t任务\t责任单位\n" + "".join(f"{i}\t改造渔港{i}\t市水务局\n" for i in range(n // 60))
    ),
}  # fmt: skip

#: Characters of the shorter of the two texts; longer where the shape changes with its length.
SIZE = 5_000
SIZES = {
    "page marks": 20_000,  # marks count to 999
    "one clause with many numbers": 2_000,  # a target every two characters
    "only 全覆盖": 2_000,
}


def cases():
    for name, shape in SHAPES.items():
        yield pytest.param(shape, SIZES.get(name, SIZE), id=name)


@pytest.fixture(scope="module", autouse=True)
def warm():
    """Patterns and code lists are made once; that is not part of what is measured."""
    extract(Document("d", HEAD + "到2026年，建成5所学校，双师型教师占比达到60%。（责任单位：市水务局）"))


@pytest.mark.parametrize("shape, size", list(cases()))
def test_time_grows_with_the_text(shape, size):
    with time_limit(TIME_LIMIT_S):
        long = seconds(shape(4 * size))
        if long < MEASURABLE_S:
            return
        growth = long / min(seconds(shape(size)) for _ in range(2))
        if LIMIT <= growth < 1.5 * LIMIT:  # once more: another process may have had the machine
            growth = min(growth, seconds(shape(4 * size)) / min(seconds(shape(size)) for _ in range(3)))
        assert growth < LIMIT, f"4 x the text takes {growth:.0f} x the time"


@pytest.mark.parametrize("sign", ["《", "（", "“", "、", "每", "一是"])
def test_a_million_characters_are_read(sign):
    with time_limit(3 * TIME_LIMIT_S):
        extract(Document("d", sign * (1_000_000 // len(sign))))
