"""Searching, showing, describing, citing: what a reader sees, and that it can do no harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import zhijiao_data as zj
from tests.dataset import small_corpus
from zhijiao_data.dataset import citing, describe, load, passages, rendering, schema

PLAN = small_corpus.PLAN
EVIL = '<script>alert("x")</script>&\x1b[31m\u202e'


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


def test_search_gives_places_that_hold(held):
    hits = zj.search("双师型")
    assert list(hits.columns) == list(passages.COLUMNS) and len(hits) == 1
    hit = hits.iloc[0]
    assert zj.text(PLAN)[hit["char_start"] : hit["char_end"]] == hit["quote"] == "双师型"
    assert hit["section_id"] in set(zj.load("sections")["section_id"]) and "双师型" in hit["context"]
    assert "加强队伍建设" in hit["heading"]


def test_search_reads_signs_as_themselves_unless_asked(held):
    assert len(zj.search("（.*）")) == 0
    assert len(zj.search(r"不低于\d+%", regex=True)) == 2


@pytest.mark.parametrize(("pattern", "regex"), [("", False), ("(", True)])
def test_a_pattern_that_cannot_be_searched_is_told(held, pattern, regex):
    with pytest.raises(zj.UsageError):
        zj.search(pattern, regex=regex)


def test_show_marks_the_passage(held):
    target = zj.load("targets", indicator="tch_dual_share").iloc[0]
    passage = zj.show(target["target_id"])
    assert f"⟦{target['quote']}⟧" in str(passage) and "indicator_id: tch_dual_share" in str(passage)
    html = passage._repr_html_()
    assert "<b>60</b>" in html and Tags(html).found <= {
        "div",
        "p",
        "code",
        "blockquote",
        "mark",
        "b",
        "table",
        "tr",
        "th",
        "td",
    }


@pytest.mark.parametrize("table", ["sections", "tasks", "citations"])
def test_show_knows_every_row_with_an_id(held, table):
    key = schema.primary_key(table)[0]
    for id in zj.load(table)[key]:
        assert id in str(zj.show(id, width=5))


@pytest.mark.parametrize("id", ["", "x", PLAN, f"{PLAN}.g000001", "no-such-plan.g000001", f"{PLAN}.z000001", EVIL])
def test_show_of_an_unknown_id_says_what_ids_look_like(held, id):
    with pytest.raises(zj.UsageError) as failure:
        zj.show(id)
    assert "\x1b" not in str(failure.value)


def test_everything_shown_as_html_is_escaped():
    row = {"char_start": 0, "char_end": 3}
    passage = passages.Passage("targets", row, EVIL, EVIL, EVIL, EVIL, (0, 8), {EVIL: EVIL})
    entry = describe.Entry(EVIL, ((EVIL, EVIL),))
    for shown in (passage._repr_html_(), entry._repr_html_()):
        assert "script" not in Tags(shown).found and "<script" not in shown
        assert "\x1b" not in shown and "\u202e" not in shown
    for shown in (str(passage), str(entry)):
        assert "\x1b" not in shown and "\u202e" not in shown


def test_plain_text_keeps_chinese_and_shows_the_hidden():
    assert rendering.plain("万州区\n①％") == "万州区\n①％"
    assert rendering.plain("a\x00\u200bb") == "a\\x00\\u200bb"


def test_columns_line_up_with_wide_characters():
    lines = rendering.table(["词", "n"], [["双师型教师", 1], ["ab", None]], [8, 3]).splitlines()
    assert lines[2].startswith("双师型…") and len({rendering.columns(line) for line in lines[:2]}) == 1


@pytest.mark.parametrize("table", schema.tables())
def test_every_table_and_column_is_described_in_both_languages(table):
    said = str(zj.describe(table))
    assert schema.table(table).description_zh in said and schema.table(table).description_en in said
    for column in schema.columns(table):
        assert schema.table(table).fields[column].label_zh in str(zj.describe(f"{table}.{column}"))


def test_a_coded_column_lists_its_codes_with_examples():
    said = str(zj.describe("targets.comparator"))
    assert "不低于 / at least" in said and "例 / example" in said
    assert "反例 / not" in str(zj.describe("targets.modality"))


@pytest.mark.parametrize(
    "name", ["agency:education", "indicator:tch_dual_share", "unit:%", "comparator:ge", "modality"]
)
def test_codes_are_described(name):
    assert len(str(zj.describe(name)).splitlines()) > 2


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("targts", "Did you mean 'targets'"),
        ("targets.comparater", "Did you mean 'comparator'"),
        ("tragets.unit", "Did you mean 'targets'"),
        ("agency:educaton", "Did you mean 'education'"),
        ("agncy:education", "Did you mean 'agency'"),
        ("", "nothing is called"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(name, message):
    with pytest.raises(zj.UsageError, match=message):
        zj.describe(name)


@pytest.mark.parametrize("style", citing._STYLES)
def test_citations_name_the_version(held, style):
    assert zj.data_version() in zj.cite(style) and "zhijiao-data contributors" in zj.cite(style)


def test_an_unknown_style_names_those_there_are(held):
    with pytest.raises(zj.UsageError, match=r"bibtex.*ris"):
        zj.cite("chicago")


def test_the_heading_of_a_passage_is_that_of_the_nearest_section_with_one():
    nodes = [
        {"section_id": "a", "parent_id": None, "heading": "一"},
        {"section_id": "b", "parent_id": "a", "heading": None},
        {"section_id": "c", "parent_id": "b", "heading": None},
        {"section_id": "d", "parent_id": "b", "heading": "二"},
        {"section_id": "e", "parent_id": None, "heading": None},
    ]
    assert passages._headings(nodes) == {"a": "一", "b": "一", "c": "一", "d": "二", "e": None}


@pytest.mark.parametrize("suffix", ["", "a", "z", "-27", "-140"])
def test_ids_with_a_suffix_are_read(suffix):
    assert passages._ID.fullmatch(f"{PLAN}.g000012{suffix}")["plan"] == PLAN


def test_a_theme_is_described_with_its_sub_themes_and_borders(held):
    said = str(zj.describe("theme:T05"))
    assert "below: T05.4 学徒制与订单培养" in said and "反例 / not: " in said
    assert "不包括: 建设实训基地 → T09.3" in said and "exclude: building training bases → T09.3" in said
    assert "高水平产教融合实训基地（是建设基地，归T09.3，T05列第二 / A base is built: T09.3, with T05 second.）" in said


def test_a_group_of_words_is_defined_in_both_languages(held):
    said = str(zj.describe("comparator.ge"))
    assert "定义: 数字为下限，含本数。" in said and "definition: The number is a floor and included." in said


def test_an_upstream_policy_is_described_fact_by_fact_with_certainty_and_targets(held):
    said = str(zj.describe("policy:gf-2019-4"))
    assert "doc_number: 国发〔2019〕4号 (verified" in said and "t-2019-4-shuangshi" in said
    with pytest.raises(zj.UsageError, match="Did you mean 'gf-2019-4'"):
        zj.describe("policy:gf-2019-44")


@pytest.mark.parametrize("name", ["gf-2019-4", "国发〔2019〕4号", "职教20条", "t-2019-4-shuangshi"])
def test_a_policy_is_found_by_id_number_short_name_or_target(held, name):
    assert str(zj.describe(name)).startswith("policy:gf-2019-4")


@pytest.mark.parametrize(("name", "kind"), [("T05.4", "theme"), ("tch_dual_share", "indicator"), ("hedge", "lexicon")])
def test_an_entry_is_found_by_its_bare_id(held, name, kind):
    assert str(zj.describe(name)).startswith(f"{kind}:{name} — ")


def test_any_other_word_is_looked_up_in_the_codebook(held):
    said = str(zj.describe("学徒制"))
    assert "theme:T05.4: 学徒制与订单培养" in said and "concept:modern_apprenticeship" in said


def test_an_example_of_the_codebook_shows_where_it_stands(monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", str(load.CHECKOUT))
    text = zj.text("cq-wanzhou-2023")
    said = str(zj.describe("indicator:skl_talent_share_emp"))
    found = re.search(r"技能人才占就业人员比例达到30% \[cq-wanzhou-2023:(\d+)-(\d+)\]", said)
    assert found and text[int(found[1]) : int(found[2])] == "技能人才占就业人员比例达到30%"
