"""Where a quote stands, and how a span reads with its damage repaired, also when the span cuts through the damage."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.corpus.spans import locate, pieces, readable, reading

TEXT = "国家级优\n3、质学校达90%o。"
MARK, SIGN, LONG = (4, 7, ""), (13, 15, "%"), (11, 15, "九成")


def test_locate_counts_occurrences_from_one_and_from_the_start_given():
    assert [locate("一一一", "一一", nth) for nth in (1, 2, 3)] == [(0, 2), (1, 3), None]
    assert [locate("一二一", "一", 1, start) for start in (0, 1, 3)] == [(0, 1), (2, 3), None]


@pytest.mark.parametrize(
    ("span", "repairs", "words"),
    [
        ((0, 10), [MARK], "国家级优质学校"),
        ((7, 10), [MARK], "质学校"),
        ((0, 4), [MARK], "国家级优"),
        ((0, 16), [MARK, SIGN], "国家级优质学校达90%。"),
        # The edge cuts through a page mark: what of it is inside is left out.
        ((0, 6), [MARK], "国家级优"),
        ((5, 10), [MARK], "质学校"),
        ((5, 6), [MARK], ""),
        # The edge cuts through what is replaced: half a replacement can't be made.
        ((7, 14), [SIGN], "质学校达90%"),
        ((12, 16), [LONG], "0%o。"),
        # Of two repairs that overlap the first is made.
        ((0, 10), [MARK, (5, 8, "x")], "国家级优质学校"),
        ((3, 3), [MARK], ""),
    ],
)
def test_a_span_reads_with_its_repairs(span, repairs, words):
    assert readable(TEXT, span, repairs) == words


@st.composite
def repaired(draw):
    text = draw(st.text(alphabet="一二三\n", max_size=30))
    edge = st.integers(0, len(text))
    edits = draw(st.lists(st.tuples(edge, edge, st.sampled_from(["", "x", "yz"]))))
    return text, tuple(sorted(draw(st.tuples(edge, edge)))), sorted((min(e[:2]), max(e[:2]), e[2]) for e in edits)


@given(repaired())
def test_pieces_cover_the_span_in_turn_and_what_is_not_repaired_is_as_written(example):
    text, span, edits = example
    found = list(pieces(text, span, edits))
    assert (found[0].start, found[-1].end) == span
    assert all(a.end == b.start and a.repaired != b.repaired for a, b in pairwise(found))
    assert not found[0].repaired and not found[-1].repaired
    assert all(piece.repaired or piece.text == text[piece.start : piece.end] for piece in found)


@given(repaired())
def test_a_span_without_repairs_inside_is_the_source(example):
    text, span, edits = example
    outside = [edit for edit in edits if edit[1] <= span[0] or edit[0] >= span[1]]
    assert readable(text, span, outside) == text[span[0] : span[1]]


def test_a_word_broken_by_a_page_mark_leads_back_to_both_its_parts():
    read = reading(TEXT, (0, len(TEXT)), [MARK, SIGN])
    assert read.text == "国家级优质学校达90%。"
    start = read.text.index("优质")
    assert read.back(start, start + 2) == (3, 8) and TEXT[3:8] == "优\n3、质"
    assert read.back(0, len(read.text)) == (0, len(TEXT))


def test_a_repaired_sign_leads_back_to_what_stands_there():
    read = reading(TEXT, (10, len(TEXT)), [MARK, SIGN])
    percent = read.text.index("%")
    assert read.back(percent, percent + 1) == SIGN[:2]


@given(repaired())
def test_what_a_reading_leads_back_to_reads_as_it_does(example):
    text, span, edits = example
    read = reading(text, span, edits)
    assert read.text == readable(text, span, edits)
    for piece, start in zip(read.pieces, read.starts, strict=True):
        if piece.text:
            assert read.back(start, start + len(piece.text)) == (piece.start, piece.end)
