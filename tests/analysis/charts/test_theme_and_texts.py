"""Colours that survive a grey print, and texts that are all there and all used."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from zhijiao_data.analysis import messages
from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.texts import FILE, say

SOURCES = sorted(FILE.parent.glob("*.py"))


def test_lightness_of_known_colours():
    assert theme.lightness("#000000") == 0
    assert theme.lightness("#ffffff") == pytest.approx(100)
    assert theme.lightness("#777777") == pytest.approx(50.03, abs=0.01)


@pytest.mark.parametrize("palette", [theme.LADDER, tuple(theme.REUSE.values()), tuple(theme.OUTCOMES.values())])
def test_colours_that_touch_differ_in_a_grey_print(palette):
    shades = [theme.lightness(colour) for colour in palette]
    assert min(abs(a - b) for a, b in pairwise(shades)) >= (8 if palette is theme.LADDER else 12)


def test_outcomes_have_shapes_of_their_own():
    assert theme.OUTCOMES.keys() == theme.OUTCOME_SHAPES.keys()
    assert len(set(theme.OUTCOME_SHAPES.values())) == len(theme.OUTCOME_SHAPES)


def test_texts_are_all_used():
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    prefixes = {key.rsplit(".", 1)[0] for key in re.findall(r'say\(f"([a-z_]+\.)\{', code)}
    told = {f"{name}." for name in prefixes} | {f"{one}." for one in ("tip",)}
    names = set(re.findall(r'"([a-z_]+)"', code))
    unused = [
        key
        for key in messages.read(FILE)
        if f'"{key}"' not in code
        and f"'{key}'" not in code
        and not any(key.startswith(prefix) for prefix in told)
        and not (key.split(".")[0] in names and key.split(".")[-1] in ("title", "reading", "points", "elements"))
    ]
    assert not unused


def test_a_text_of_the_studies_serves_where_the_charts_have_none_of_their_own():
    assert say("state.adopted", "en") == messages.message("state.adopted", "en")
    assert say("days", "zh", n=3) == "3天"


def test_no_chinese_stands_in_the_code_of_the_charts():
    allowed = {"（", "）", "、", "；", "《", "》", "万", "亿"}
    for path in SOURCES:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            code = line.split("#")[0]
            if '"""' in line or not code.strip() or "re.compile" in line or "frozenset" in line:
                continue
            found = {char for char in re.sub(r"``[^`]*``", "", code) if "\u4e00" <= char <= "\u9fff"}
            assert found <= allowed, f"{path.name}: {line.strip()}"


def test_an_inferred_place_is_never_named_as_if_it_were_stated():
    from zhijiao_data.analysis import charts
    from zhijiao_data.dataset import load

    labels = charts.Labels.read(load.load)
    plans = load.load("plans")
    inferred = set(plans[plans.place_basis == "inferred"].plan_id)
    for lang in ("zh", "en"):
        assert inferred == {plan for plan in plans.plan_id if "?" in labels.document(plan, lang)} != set()
