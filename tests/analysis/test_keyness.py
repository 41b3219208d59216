"""Words and log-odds, against cases computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.analysis import study_tables as made
from zhijiao_data.analysis import keyness, tokens
from zhijiao_data.errors import UsageError

TERMS = {"双师型教师": "word", "1+X证书": "word", "产教融合": "word", "万州": "name"}


@pytest.mark.parametrize(
    "text, words",
    [
        ("建设“双师型”教师队伍", ["建设", "双师型教师", "队伍"]),
        ("推进产教\n融合", ["推进", "产教融合"]),
        ("开展1＋X证书试点", ["开展", "1+X证书", "试点"]),
        ("到2025年，增长30%", ["增长"]),
    ],
)
def test_own_terms_stay_whole_and_marks_do_not_count(text, words):
    assert tokens.Tokens(TERMS).words(text) == words


@pytest.mark.parametrize(
    "word, kind", [("万州", "name"), ("万州经开区", "name"), ("双师型教师", "word"), ("国际化", "word")]
)
def test_names_are_the_given_names_and_what_holds_one(word, kind):
    assert tokens.Tokens(TERMS).kind(word) == kind


def test_tokenizers_do_not_share_words():
    tokens.Tokens({"链群职教": "word"})
    assert "链群职教" not in tokens.Tokens({}).words("打造链群职教")


def test_the_lexicon_comes_from_the_codebook():
    place = made.table([{"label_zh": "万州区", "short_names": ["万州", "万"]}])
    school = made.table([{"label_zh": "重庆三峡学院", "names": ["三峡学院"]}])
    concept, indicator = made.table([{"terms": ["产教融合"]}]), made.table([{"label_zh": "中职在校生规模"}])
    found = tokens.lexicon_terms(concept, indicator, place, school)
    assert dict(zip(found["term"], found["kind"], strict=True)) == {
        "产教融合": "word", "中职在校生规模": "word", "万州区": "name", "万州": "name", "重庆三峡学院": "name", "三峡学院": "name"
    }  # fmt: skip


# Monroe, Colaresi & Quinn (2008), eq. 16–22, by hand: y = (3, 1) against (1, 3), background (4, 4), α₀ = 8, so α = 4.
# δ = ln(7/5) − ln(5/7) = 2·ln 1.4; σ² = 1/7 + 1/5 = 12/35.
def test_log_odds_with_an_informative_prior():
    delta, z = keyness.log_odds(np.array([3.0, 1]), np.array([1.0, 3]), np.array([4.0, 4]), 8)
    assert delta.tolist() == pytest.approx([2 * math.log(1.4), -2 * math.log(1.4)])
    assert z[0] == pytest.approx(2 * math.log(1.4) / math.sqrt(12 / 35))


def test_a_stronger_prior_shrinks_log_odds():
    own, other = np.array([5.0, 1, 1]), np.array([1.0, 5, 1])
    weak, strong = (keyness.log_odds(own, other, own + other, alpha)[0][0] for alpha in (10, 1000))
    assert weak > strong > 0


TASKS = made.tasks(
    {
        "task_id": "a",
        "plan_id": "p",
        "text": "发展绿色产业，绿色课程。\n责任单位：区教委、区财政局。",
        "char_start": 0,
        "char_end": 10,
    },
    {"task_id": "b", "plan_id": "p", "text": "绿色校园。", "char_start": 10, "char_end": 16},
    {"task_id": "c", "plan_id": "q", "text": "产教融合，课程。", "char_start": 0, "char_end": 8},
    {"task_id": "d", "plan_id": "q", "text": "产教融合，校园。", "char_start": 8, "char_end": 16},
)
PLANS = made.plans({"plan_id": "p"}, {"plan_id": "q"})
LEXICON = pd.DataFrame({"term": list(TERMS), "kind": list(TERMS.values())})


def found(**options):
    frame = keyness.keyness(TASKS, PLANS, LEXICON, **options)
    return {(row.plan_id, row.term): row for row in frame.itertuples()}


def test_words_are_counted_by_tasks_and_the_most_distinctive_comes_first():
    frame = keyness.keyness(TASKS, PLANS, LEXICON)
    assert frame.groupby("plan_id")["term"].first().to_dict() == {"p": "绿色", "q": "产教融合"}
    row = found()["p", "绿色"]
    assert (row.n_tasks_with, row.n_tasks_other, row.n_tokens) == (2, 0, 3)


def test_z_is_that_of_the_formula_on_counts_of_tasks():
    # p: 发展 绿色×2 产业 课程 校园 → n = 6; q: 产教融合×2 课程 校园 → n = 4. α of 绿色 = 500·2/10, so α = 100.
    row = found()["p", "绿色"]
    delta = math.log(102 / (6 + 500 - 102)) - math.log(100 / (4 + 500 - 100))
    assert row.delta == pytest.approx(delta) and row.z == pytest.approx(delta / math.sqrt(1 / 102 + 1 / 100))


def test_rare_words_and_lists_of_bodies_are_left_out():
    assert {word for _, word in found()} == {"绿色", "课程", "校园", "产教融合"}
    assert ("p", "产业") in found(least_tasks=1) and not {"财政局", "区教委"} & {
        word for _, word in found(least_tasks=1)
    }


def test_masked_passages_of_the_canonical_text_are_left_out_and_damage_is_repaired():
    text = pd.DataFrame(
        {"plan_id": ["p", "q"], "text": ["绿色产业绿色课程。|绿3、色校园", "产教融合，课程。产教融合，校园。"]}
    )
    masked = pd.DataFrame({"plan_id": ["p"], "char_start": [4], "char_end": [10]})
    repairs = pd.DataFrame({"plan_id": ["p"], "char_start": [11], "char_end": [13], "repaired": [""]})
    frame = {
        (row.plan_id, row.term): row
        for row in keyness.keyness(TASKS, PLANS, LEXICON, texts=text, masked=masked, repairs=repairs).itertuples()
    }
    assert ("p", "课程") not in frame and frame["p", "绿色"].n_tokens == 2 and ("p", "校园") in frame


def test_the_prior_needs_a_weight():
    with pytest.raises(UsageError, match="alpha_0=0"):
        keyness.keyness(TASKS, PLANS, LEXICON, alpha_0=0)
