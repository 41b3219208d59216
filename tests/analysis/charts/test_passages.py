"""Aligned passages: differences marked, numbers boxed, everything escaped."""

import re

import pandas as pd
import pytest

from zhijiao_data.analysis import charts
from zhijiao_data.analysis.charts.passages import marked
from zhijiao_data.errors import UsageError


def bare(html):
    """Without styles."""
    return re.sub(r' style="[^"]*"', "", html)


@pytest.mark.parametrize(
    "a, b, left, right",
    [
        ("建成基地", "建成基地", "建成基地", "建成基地"),
        ("达到30%以上", "达到32%以上", "达到<del><b>30%</b></del>以上", "达到<ins><b>32%</b></ins>以上"),
        ("全部达标", "基本全部达标", "全部达标", "<ins>基本</ins>全部达标"),
        ("增加5000亩", "增加5000亩", "增加<b>5000</b>亩", "增加<b>5000</b>亩"),
        ("<b>&", "<b>&", "&lt;b&gt;&amp;", "&lt;b&gt;&amp;"),
        ("甲\n乙", "甲乙", "甲<br>乙", "甲乙"),
    ],
)
def test_differences_are_marked_and_numbers_boxed_whole(a, b, left, right):
    assert tuple(map(bare, marked(a, b))) == (left, right)


ROW = {
    "plan_a": "a", "start_a": 1, "end_a": 4, "plan_b": "b", "start_b": 0, "end_b": 3, "aligned_chars": 3,
    "identity": 0.876, "verdict": None, "differing_numbers": ["30→32"],
}  # fmt: skip
TEXTS = pd.DataFrame({"plan_id": ["a", "b"], "text": ["甲<i>乙", '"x"丙']})


def test_the_viewer_shows_spans_numbers_and_no_markup_of_the_documents():
    html = charts.aligned_passages(pd.DataFrame([ROW]), TEXTS, lang="en")
    assert html._repr_html_() == html
    assert "3 characters in common, identity 88 %" in html
    assert "Numbers that differ: 30→32" in html
    assert "a, characters 1–4" in html
    assert "&lt;i&gt;" in html
    assert "<i>" not in html
    assert "<script" not in html
    assert html.count("<") == html.count(">")


def test_no_passages_and_a_missing_column():
    assert "无可绘制的内容。" in charts.aligned_passages(pd.DataFrame([ROW]).iloc[:0], TEXTS)
    with pytest.raises(UsageError, match="lacks end_a"):
        charts.aligned_passages(pd.DataFrame([ROW]).drop(columns="end_a"), TEXTS)
