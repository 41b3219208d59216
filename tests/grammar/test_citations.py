"""Names of other documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.grammar.citations import find_citations
from zhijiao_data.grammar.normal import normalise


def read(text: str) -> list[tuple]:
    text = normalise(text)
    return [(text[c.start : c.end], c.title, c.doc_number, c.relation) for c in find_citations(text)]


@pytest.mark.parametrize(
    "text, quote, title, number, relation",
    [
        ("根据《海洋渔业振兴纲要》，制定本方案。", "《海洋渔业振兴纲要》", "海洋渔业振兴纲要", None, "basis"),
        ("为贯彻落实《关于加强林长制工作的意见》（国办发〔2021〕12号）精神，", "《关于加强林长制工作的意见》(国办发〔2021〕12号)",
         "关于加强林长制工作的意见", "国办发〔2021〕12号", "basis"),
        ("现将《青原县养老服务三年行动方案》印发给你们，请认真执行。", "《青原县养老服务三年行动方案》", "青原县养老服务三年行动方案", None, "forwarded"),
        ("转发《市卫健委关于基层医疗的通知》。", "《市卫健委关于基层医疗的通知》", "市卫健委关于基层医疗的通知", None, "forwarded"),
        ("床位设置符合《养老机构服务安全基本规范》。", "《养老机构服务安全基本规范》", "养老机构服务安全基本规范", None, "standard"),
        ("2024年底前，制定《县域医共体章程》。", "《县域医共体章程》", "县域医共体章程", None, "output"),
        ("《渔港志》收录了本县的往事。", "《渔港志》", "渔港志", None, "mention"),
        ("按照《关于推进\n防汛工作的通知》要求，", "《关于推进\n防汛工作的通知》", "关于推进防汛工作的通知", None, "basis"),
    ],
)  # fmt: skip
def test_a_marked_name_is_read_with_its_number_and_relation(text, quote, title, number, relation):
    assert read(text) == [(quote, title, number, relation)]


def test_a_name_within_a_name_is_a_row_of_its_own():
    text = "按照《海港市水务局关于印发〈海港市节水行动方案〉的通知》（海水发〔2022〕31号）要求，推进节水。"
    outer, inner = read(text)
    assert outer[0].startswith("《海港市水务局") and outer[2] == "海水发〔2022〕31号"
    assert inner[:2] == ("〈海港市节水行动方案〉", "海港市节水行动方案")
    assert outer[3] == inner[3] == "basis"


def test_double_marks_within_double_marks_are_two_names():
    assert [row[0] for row in read("落实《关于贯彻《渔业法》的通知》，加强执法。")] == [
        "《关于贯彻《渔业法》的通知》",
        "《渔业法》",
    ]


def test_several_names_of_one_sentence_come_in_order():
    text = "根据《林业法》《湿地保护条例》和《河道管理办法》（海政发〔2020〕5号），结合实际，制定本办法。"
    assert [(row[1], row[2]) for row in read(text)] == [
        ("林业法", None),
        ("湿地保护条例", None),
        ("河道管理办法", "海政发〔2020〕5号"),
    ]


@pytest.mark.parametrize(
    "text, number",
    [
        ("按照海政办发〔2023〕18号文件要求，", "海政办发〔2023〕18号"),
        ("根据琼府〔2021〕6号文件精神，", "琼府〔2021〕6号"),
        ("海政发[2019]第7号同时废止。", "海政发〔2019〕第7号"),
    ],
)
def test_a_number_alone_names_a_document(text, number):
    assert [row[2] for row in read(text)] == [number]


@pytest.mark.parametrize(
    "text, name",
    [
        ("落实国家节水行动实施方案，推进节水。", "国家节水行动实施方案"),
        ("贯彻国务院关于加强基层医疗卫生的意见，健全网络。", "国务院关于加强基层医疗卫生的意见"),
    ],
)
def test_a_name_without_marks_is_found(text, name):
    assert [(row[0], row[3]) for row in read(text)] == [(name, "basis")]


@pytest.mark.parametrize(
    "text",
    [
        "推进国家公园建设。",
        "制定县级规划。",
        "落实“菜篮子”工程。",
        "建成3座泵站（责任单位：县水务局）。",
        "2024年第7号台风",
        "关于我们",
    ],
)
def test_what_names_no_document_is_no_citation(text):
    assert read(text) == []


def test_the_issuer_in_front_of_the_marks_is_kept():
    [citation] = find_citations("根据国务院《关于加快渔业发展的决定》，")
    assert (citation.issuer, citation.title) == ("国务院", "关于加快渔业发展的决定")


@given(
    st.lists(
        st.sampled_from(
            [
                "《",
                "》",
                "〈",
                "〉",
                "(",
                ")",
                "关于",
                "印发",
                "的通知",
                "〔2024〕",
                "7号",
                "国办发",
                "国务院",
                "根据",
                "落实",
                "国家",
                "规划",
                "。",
                "，",
                "、",
                "渔业",
                "\n",
                "市",
                "标准",
                "按照",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_citations_lie_in_their_text_and_are_sorted(text):
    found = find_citations(text)
    assert [(c.start, -c.end) for c in found] == sorted((c.start, -c.end) for c in found)
    for citation in found:
        assert 0 <= citation.start < citation.end <= len(text)
        assert citation.start <= citation.title_start <= citation.title_end <= citation.end or citation.title_end == 0
        assert citation.title or citation.doc_number
    assert len({(c.start, c.end) for c in found}) == len(found)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader_of_citations(text):
    find_citations(normalise(text))


def test_an_act_named_beside_the_basis_is_a_basis_too():
    rows = read("为贯彻国务院《关于渔业振兴的意见》和《云汀省渔港条例》，结合我县实际，制定本方案。")
    assert [row[3] for row in rows] == ["basis", "basis"]
