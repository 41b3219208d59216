"""Damage is repaired, and every offset finds its way back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.corpus.repair import read
from zhijiao_data.grammar.normal import normalise
from zhijiao_data.grammar.span import Span


def kinds(text: str) -> list[tuple[str, str, str]]:
    return [(repair.kind, repair.original, repair.repaired) for repair in read(text).repairs]


PAGED = "1、海港市渔业振兴方案\n到2026年，建成3个国家级渔\n2、港，新增泊位300个，渔民人均收入稳步\n3、提高，休闲渔业产值翻一番。健全渔船检\n4、验制度。"


def test_page_marks_inside_words_are_taken_out():
    reading = read(PAGED)
    assert "国家级渔港，新增" in reading.text
    assert "渔船检验制度" in reading.text
    assert {repair.kind for repair in reading.repairs} == {"page_mark"}
    assert [repair.original.strip() for repair in reading.repairs] == ["1、", "2、", "3、", "4、"]


def test_a_span_over_a_page_mark_covers_the_damage_and_reads_without_it():
    reading = read(PAGED)
    start = reading.text.index("国家级渔港")
    span = reading.span(start, start + len("国家级渔港"))
    assert span.of(PAGED) == "国家级渔\n2、港"
    assert reading.readable(span) == "国家级渔港"


def test_a_true_numbered_list_is_no_damage():
    text = "渔港建设任务如下。\n1、加固码头。\n2、疏浚航道。\n3、新建冷库。\n4、配齐消防设施。"
    assert read(text).repairs == ()
    assert read(text).text == text


@pytest.mark.parametrize(
    "mark",
    ["- 3 -", "—3—", "— 12 —", "第3页", "第3页，共9页", "第 3 页 共 9 页", "3/9", "3 / 9"],
)  # fmt: skip
def test_a_page_number_on_its_own_line_is_taken_out(mark):
    text = f"加固码头，疏浚航道。\n{mark}\n新建冷库。"
    assert [kind for kind, _, _ in kinds(text)] == ["page_mark"]
    assert mark.strip() not in read(text).text
    assert "加固码头" in read(text).text and "新建冷库" in read(text).text


LONG = "到2026年，全县渔港设施更加完善，渔民生产生活条件明显改"


@pytest.mark.parametrize(
    "text, joined",
    [
        (f"{LONG}\n善，渔业产值达到20亿元。", True),
        (f"{LONG}\n\n善，渔业产值达到20亿元。", True),
        (f"{LONG}善。\n善治渔村建设。", False),
        (f"{LONG}\n（一）改造码头。", False),
        (f"{LONG}\n二、改造码头。", False),
        (f"{LONG}\n责任单位：县农业农村局。", False),
        (f"{LONG}\n附件：渔港名单", False),
        ("重点任务\n改造码头", False),
        (f"{LONG}\n2024年3月5日", False),
        (f"{LONG}\n序号\t任务\t责任单位", False),
    ],
)
def test_a_line_broken_inside_a_sentence_is_joined(text, joined):
    assert ("soft_break" in [kind for kind, _, _ in kinds(text)]) is joined


@pytest.mark.parametrize(
    "text, repaired",
    [
        ("参保率达到95%o新增床位300个", "参保率达到95%。新增床位300个"),
        ("参保率达到95％o新增床位300个", "参保率达到95%。新增床位300个"),
        ("参保率达到95%，其他不变", "参保率达到95%，其他不变"),
        ("参保率达到95%of", "参保率达到95%of"),
    ],
)
def test_a_misread_full_stop_is_put_back(text, repaired):
    assert read(text).text == repaired


def test_a_span_that_holds_a_misread_sign_reads_with_the_sign():
    text = "参保率达到95%o新增床位"
    reading = read(text)
    span = reading.span(0, reading.text.index("。") + 1)
    assert span.of(text) == "参保率达到95%o"
    assert reading.readable(span) == "参保率达到95%。"


@pytest.mark.parametrize(
    "text, reading",
    [
        ("建成 5 所养老院", "建成5所养老院"),
        ("到 2026 年", "到2026年"),
        ("　　加固码头。", "加固码头。"),
        ("Smart Port建设", "Smart Port建设"),
    ],
)
def test_spaces_in_chinese_carry_no_meaning(text, reading):
    assert read(text).text == reading
    assert read(text).repairs == ()


def test_a_quote_keeps_its_spaces():
    text = "到 2026 年，建成 5 所养老院"
    reading = read(text)
    start = reading.text.index("建成")
    assert reading.readable(reading.span(start, start + len("建成5所养老院"))) == "建成 5 所养老院"


# --- laws ------------------------------------------------------------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.sampled_from(
        [
            "渔港",
            "到2026年，",
            "建成",
            " ",
            "　",
            "\n",
            "\n1、",
            "\n2、",
            "\n3、",
            "95%o",
            "％O",
            "\t",
            "。",
            "，",
            "（一）",
            "第3页",
            "\n- 4 -\n",
            LONG,
            "附件",
            "責",
            "\r",
            "\f",
            "5 ",
            "a b",
        ]
    )
    | st.characters(),
    max_size=60,
).map("".join)


@given(TEXTS)
def test_offsets_grow_and_lie_in_the_text(text):
    reading = read(text)
    offsets = [reading.start_of(position) for position in range(len(reading.text) + 1)]
    assert all(a <= b for a, b in pairwise(offsets))
    assert all(0 <= offset <= len(text) for offset in offsets)
    assert len(set(offsets[:-1])) == len(offsets[:-1])


@given(TEXTS)
def test_each_character_comes_from_its_place_unless_a_repair_made_it(text):
    reading = read(text)
    normal = normalise(text)
    made = {position for repair in reading.repairs if repair.repaired for position in range(repair.start, repair.end)}
    for position, char in enumerate(reading.text):
        origin = reading.start_of(position)
        assert char == normal[origin] or origin in made


@given(TEXTS)
def test_nothing_but_repairs_and_spaces_is_left_out(text):
    reading = read(text)
    kept = {reading.start_of(position) for position in range(len(reading.text))}
    repaired = {position for repair in reading.repairs for position in range(repair.start, repair.end)}
    normal = normalise(text)
    assert all(normal[i] == " " for i in range(len(text)) if i not in kept and i not in repaired)


@given(TEXTS)
def test_repairs_are_sorted_apart_and_verbatim(text):
    repairs = read(text).repairs
    assert all(
        text[r.start : r.end] == r.original and r.original and r.original != r.repaired and r.reason for r in repairs
    )
    assert all(a.end <= b.start for a, b in pairwise(repairs))


@given(TEXTS, st.data())
def test_a_span_without_a_repair_reads_as_it_stands(text, data):
    reading = read(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if not any(repair.start < end and start < repair.end for repair in reading.repairs):
        assert reading.readable(Span(start, end)) == text[start:end]


@given(TEXTS)
def test_the_whole_text_reads_as_its_repairs_say(text):
    reading = read(text)
    expected, position = "", 0
    for repair in reading.repairs:
        expected += text[position : repair.start] + repair.repaired
        position = repair.end
    assert reading.readable(Span(0, len(text))) == expected + text[position:]
