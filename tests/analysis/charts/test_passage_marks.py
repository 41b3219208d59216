"""What the viewer of shared passages marks as different, and what it doesn't."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from zhijiao_data.analysis.charts import passages


def differences(html: str) -> list[str]:
    """The texts of all ``del`` and ``ins``, without the elements inside."""
    return [
        re.sub("<[^>]{1,200}>", "", one[1]) for one in re.findall(r"<(del|ins)\b[^>]{0,200}>(.{0,200}?)</\1>", html)
    ]


@pytest.mark.parametrize(
    "a, b, left, right",
    [
        ("建成30个基地", "建成32个基地", ["30"], ["32"]),
        ("达到30%，其中", "达到30%,其中", [], []),  # full-width and half-width marks
        ("达到30％", "达到30%", [], []),
        ("“双师型”教师", "双师型教师", [], []),
        ("职业院校培训", "中职院校培训", ["业"], ["中"]),
        ("流动站5个、培训", "流动站、培训", ["5个"], []),
        ("1+X证书", "1X证书", ["+"], []),
    ],
)
def test_figures_and_characters_differ_and_punctuation_does_not(a, b, left, right):
    one, two = passages.marked(a, b)
    assert (differences(one), differences(two)) == (left, right)


def test_a_page_mark_inside_a_word_is_faint_and_no_difference():
    one, two = passages.marked("教师编制岗位", "教师编\n10、制岗位", (), [(3, 7)])
    assert differences(one) == differences(two) == [] and "<b " not in two and "<span" in two


def test_damaged_places_are_those_of_the_document():
    frame = pd.DataFrame(
        [{"plan_a": "a", "start_a": 1, "end_a": 5, "plan_b": "b", "start_b": 0, "end_b": 6, "identity": 1.0}]
    )
    texts = pd.DataFrame({"plan_id": ["a", "b"], "text": ["。编制岗位", "编7、制岗位"]})
    repairs = pd.DataFrame({"plan_id": ["b"], "char_start": [1], "char_end": [3]})
    assert differences(passages.aligned_passages(frame, texts, repairs=repairs)) == []
    assert differences(passages.aligned_passages(frame, texts)) == ["7"]
