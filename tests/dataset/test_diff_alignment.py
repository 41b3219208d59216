"""Lines and signs aligned: as `difflib` does where that is affordable, and in bounded work where it is not."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.dataset.diff import alignment, excerpts, shifts

ITEMS = st.text("目标个5", max_size=30)


class Counting(SequenceMatcher):
    """Counts the items that are looked at and the pairs of them that are compared."""

    work = 0

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        Counting.work += len(self.a) + len(self.b)

    def find_longest_match(self, *window):
        Counting.work += sum(len(self.b2j.get(item, ())) for item in self.a)
        return super().find_longest_match(*window)


@pytest.fixture
def work_of(monkeypatch):
    monkeypatch.setattr(alignment, "SequenceMatcher", Counting)

    def count(compare, old, new):
        Counting.work = 0
        compare(old, new)
        return Counting.work

    return count


@pytest.fixture
def poor(monkeypatch):
    """Nothing is affordable."""
    monkeypatch.setattr(alignment, "WORK", 0)
    monkeypatch.setattr(alignment, "WORK_PER_ITEM", 0)


def aligned(old, new):
    return [(old[i1:i2], new[j1:j2], same) for i1, i2, j1, j2, same in alignment.blocks(old, new)]


@given(ITEMS, ITEMS)
def test_where_it_is_affordable_the_alignment_is_that_of_difflib(old, new):
    wanted = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    assert [tuple(block) for block in alignment.blocks(old, new)] == [(*at, tag == "equal") for tag, *at in wanted]


@given(ITEMS, ITEMS, st.integers(0, 100))
def test_with_any_amount_of_work_the_blocks_give_both_sequences(old, new, work):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "WORK", work)
        patch.setattr(alignment, "WORK_PER_ITEM", 0)
        found = aligned(old, new)
    assert ("".join(a for a, _, _ in found), "".join(b for _, b, _ in found)) == (old, new)
    assert all((a == b) if same else (a or b) for a, b, same in found)
    assert all(one[2] != other[2] for one, other in pairwise(found))


def numbered(lines, mark, between="\n\n"):
    return between.join(f"第{mark}{number}行" for number in range(lines))


def every_second_put_in(lines):
    return "一\n" * lines, "二\n" + "一\n\n" * (lines // 2)


def all_lines_changed(lines):
    return numbered(lines // 2, ""), numbered(lines // 2, " ")


def two_lines_shuffled(lines):
    drawn = random.Random(7)
    return tuple("".join(drawn.choice(("一\n", "二\n")) for _ in range(lines)) for _ in "ab")


@pytest.mark.parametrize("texts", [every_second_put_in, all_lines_changed, two_lines_shuffled])
def test_the_work_for_a_text_grows_no_faster_than_its_lines(work_of, texts):
    for lines in (1_000, 2_000, 8_000, 32_000):
        old, new = texts(lines)
        items = len(old.splitlines()) + len(new.splitlines())
        # Every item is looked at a few times more where its window turns out to cost too much.
        assert work_of(shifts.between, old, new) <= alignment.WORK + (alignment.WORK_PER_ITEM + 4) * items


@pytest.mark.parametrize(("before", "after"), [("的了", "了的了"), ("的", "的一的"), ("甲乙", "乙甲丙")])
def test_the_work_for_a_cell_of_few_signs_is_bounded(work_of, before, after):
    most = alignment.WORK + (alignment.WORK_PER_ITEM + 4) * 4_000
    for signs in (500, 1_999, 20_000):
        assert work_of(excerpts.parts, (before * signs)[:signs], (after * signs)[:signs]) <= most


def test_the_plans_held_are_far_from_the_bound(work_of):
    from zhijiao_data.dataset import load

    for plan in load.plan_ids():
        text = load.text(plan)
        punctuated = text.replace("，", ",").replace("。", ".").replace("的", "底")
        assert work_of(shifts.between, text, punctuated) < alignment.WORK / 20


def test_one_line_put_into_a_text_too_long_to_compare_is_found_alone():
    old = ["甲\n", "\n"] * 5_000
    new = [*old[:4_000], "新\n", *old[4_000:]]
    assert [(len(a), b if not same else len(b)) for a, b, same in aligned(old, new)] == [
        (4_000, 4_000),
        (0, ["新\n"]),
        (6_000, 6_000),
    ]


@pytest.mark.usefixtures("poor")
def test_beyond_the_bound_what_stands_once_is_kept_and_the_rest_replaced_whole():
    assert aligned("头的的一了的二的尾", "头了一的的的二了尾") == [
        ("头", "头", True),
        ("的的", "了", False),
        ("一", "一", True),
        ("了", "的的", False),
        ("的二", "的二", True),
        ("的", "了", False),
        ("尾", "尾", True),
    ]


@pytest.mark.usefixtures("poor")
def test_of_single_items_in_another_order_the_longest_run_in_one_order_is_kept():
    kept = "".join(a for a, _, same in aligned("口一二三四五口", "日二四一三五日") if same)
    assert kept in ("二四五", "二三五", "一三五")
