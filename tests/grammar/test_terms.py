"""Fixed expressions: the longest at each place, and none that is only a part of another word."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhijiao_data.grammar.terms import Match, TermFinder, term_form

FINDER = TermFinder(
    {
        "林长制": "forest",
        "林长制改革": "forest_reform",
        "湖长": "lake",
        "河湖长制": "river_lake",
        "1+N方案": "plan",
        "5+2": "week",
        "智慧渔港": "harbour",
        "大渔港": "great_harbour",
        "大渔港建设": "great_harbour",
        "双渔": "double",
        "合作社（联社）": "cooperative",
    },
    ["园林长制作", "江湖长期", "扩大渔港", "双渔轮", "5+2服务"],
)


def read(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.key) for m in FINDER.find(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("全面推行林长制。", [("林长制", "forest")]),
        ("深化林长制改革，巩固林长制。", [("林长制改革", "forest_reform"), ("林长制", "forest")]),
        ("落实河湖长制。", [("河湖长制", "river_lake")]),
        ("河长、湖长巡查。", [("湖长", "lake")]),
        ("林长制林长制", [("林长制", "forest"), ("林长制", "forest")]),
        ("建设智慧渔港和大渔港", [("智慧渔港", "harbour"), ("大渔港", "great_harbour")]),
        ("没有这些词。", []),
        ("", []),
    ],
)
def test_the_longest_term_wins_whatever_it_stands_for(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("学习园林长制作工艺。", []),
        ("江湖长期安宁。", []),
        ("扩大渔港规模，建成大渔港。", [("大渔港", "great_harbour")]),
        ("扩大渔港建设。", []),
        ("购置双渔轮，发展双渔。", [("双渔", "double")]),
        ("推行“5+2”服务。", []),
        ("江湖长制", [("湖长", "lake")]),
    ],
)
def test_a_blocked_word_hides_the_terms_that_begin_in_it(text, expected):
    assert read(text) == expected


def test_a_term_that_only_overlaps_a_blocked_word_is_found():
    finder = TermFinder({"渔港": "harbour", "经济带": "belt"}, ["远渔港经"])
    assert [m.key for m in finder.find("远渔港经济带")] == ["belt"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("制定1+N方案。", [("1+N方案", "plan")]),
        ("制定11+N方案。", []),
        ("制定A1+N方案。", []),
        ("制定2+1+N方案。", []),
        ("按5+2安排", [("5+2", "week")]),
        ("按5+20安排", []),
        ("按5+2+1安排", []),
        ("按5+2x安排", []),
        ("A双渔B", [("双渔", "double")]),
        ("2020年5+2", [("5+2", "week")]),
        ("12 5+2", [("5+2", "week")]),
        ("“12”“5+2”", [("5+2", "week")]),
    ],
)
def test_letters_and_figures_are_read_as_whole_runs(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("落实“林长”制。", "“林长”制"),
        ("落实“林长制”。", "林长制"),
        ("打造智慧“渔港”", "智慧“渔港”"),
        ("打造‘智慧’渔港", "‘智慧’渔港"),
        ("打造「智慧」渔港", "「智慧」渔港"),
        ('打造"智慧"渔港', '智慧"渔港'),
        ("打造智慧”渔港", "智慧”渔港"),
        ("推行 林 长　制", "林 长　制"),
        ("推行林长\n制", "林长\n制"),
        ("推行林长\n    制", "林长\n    制"),
        ("制定１＋Ｎ方案", "１＋Ｎ方案"),
        ("制定“1+n”方案", "“1+n”方案"),
        ("制定1 + N方案", "1 + N方案"),
        ("组建合作社(联社)", "合作社(联社)"),
        ("组建合作社（联社）", "合作社（联社）"),
    ],
)
def test_marks_blanks_width_and_case_do_not_hide_a_term(text, expected):
    assert [words for words, _ in read(text)] == [expected]


@pytest.mark.parametrize("text", ["推行林长\n\n制", "推行林长\n \n制", "林长、制", "林长\t制", "合作社联社"])
def test_what_ends_a_paragraph_or_a_cell_ends_a_term(text):
    assert read(text) == []


def test_a_match_tells_which_term_of_the_list_it_is():
    assert FINDER.find("制定“１＋Ｎ”方案") == [Match(2, 9, "plan", "1+N方案")]


def test_a_character_whose_small_letter_is_longer_moves_no_span():
    assert read("İİ林长制") == [("林长制", "forest")]


@pytest.mark.parametrize(
    "terms, blocked, what",
    [
        ({"林": "a"}, [], "shorter than two characters"),
        ({"“ ”": "a"}, [], "shorter than two characters"),
        ({"1+N": "a", "１＋ｎ": "b"}, [], "is a term of b and, as '1.N', of a"),
        ({"林长": "a"}, ["林长"], "both a term and a blocked word"),
        ({"林长": "a"}, ["湖长"], "'湖长' holds no term"),
    ],
)
def test_lists_that_contradict_themselves_are_refused(terms, blocked, what):
    with pytest.raises(ValueError, match=what):
        TermFinder(terms, blocked)


def test_a_finder_without_terms_finds_nothing():
    assert TermFinder({}).find("林长制") == []


PIECES = ["林长制", "改革", "林", "长", "制", "河", "湖", "作", "园", "江", "期", "智慧", "渔港", "大", "扩", "建设", "双", "渔", "轮", "1+N", "方案",
          "5+2", "服务", "合作社", "(联社)", "“", "”", "，", "。", " ", "\n", "7", "a", "+"]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(texts)
def test_matches_are_in_order_apart_and_say_what_stands_there(text):
    found = FINDER.find(text)
    assert found == FINDER.find(text)
    ends = [0, *(m.end for m in found)]
    assert all(end <= m.start < m.end <= len(text) for end, m in zip(ends, found, strict=False))
    for match in found:
        assert term_form(text[match.start : match.end]) == term_form(match.term)


@given(texts)
def test_deleting_quotation_marks_loses_no_mention(text):
    bare = text.replace("“", "").replace("”", "")
    # Between two letters or figures a mark parts words: “7”“5+2” is not 75+2.
    assume(not any(m in text for m in ("7“", "7”", "a“", "a”", "+2“", "+2”", "N“", "N”", "+“", "+”")))
    assert [m.term for m in FINDER.find(bare)] == [m.term for m in FINDER.find(text)]


@given(texts, st.sampled_from(["园林长制作", "江湖长期", "扩大渔港", "双渔轮"]), texts)
def test_a_blocked_word_stays_blocked_wherever_it_stands(before, word, after):
    text = f"{before}，{word}{after}"
    start = len(before) + 1
    assert not any(start <= m.start < start + len(word) - 1 for m in FINDER.find(text))


@given(texts)
def test_punctuation_between_texts_keeps_their_matches(text):
    alone = [(m.start, m.term) for m in FINDER.find(text)]
    twice = [(m.start, m.term) for m in FINDER.find(f"{text}。{text}")]
    assert twice == alone + [(start + len(text) + 1, term) for start, term in alone]


@pytest.mark.parametrize("unit", ["林长制改", "扩大渔港", "“", " \n", "双", "5+", "全面推行林长制，建设智慧渔港。"])
def test_time_grows_with_the_length_of_the_text(unit):
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        started = time.process_time()
        FINDER.find(text)
        return time.process_time() - started

    short, long = min(seconds(20_000) for _ in range(3)), min(seconds(160_000) for _ in range(3))
    assert long < 8 * 4 * short + 0.05
