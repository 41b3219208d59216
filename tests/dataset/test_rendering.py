"""What is printed can't do harm, and what is printed as JSON is JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from zhijiao_data.dataset.rendering import json_text, plain

HIDDEN = st.text(st.sampled_from('a中\n\t\x1b\x85\u200b\u202e\u2028\ue000\U000e0001\\"'), max_size=12)


@given(st.dictionaries(HIDDEN, st.lists(HIDDEN | st.none() | st.integers()), max_size=3), st.booleans())
def test_json_is_read_back_and_shows_every_hidden_character(value, sort_keys):
    text = json_text(value, sort_keys)
    assert json.loads(text) == value and plain(text) == text


def test_chinese_stays_legible_in_json():
    assert json_text({"标题": "职业教育"}) == '{\n  "标题": "职业教育"\n}'
