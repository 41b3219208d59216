"""The seven steps, each by a small case, and on a made-up corpus with known truth."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from tests import reuse_corpus
from zhijiao_data.analysis import attribution
from zhijiao_data.analysis.attribution import STEPS, attribute, decompose, sources, upstream_completeness
from zhijiao_data.dataset.reuse.candidates import EXACT
from zhijiao_data.dataset.reuse.passages import compared_texts, reuse_rows

FIRST = "支持中职学校开展补贴性职业技能和社会化培训并逐年扩大规模。"
UP = {"policy_id": "up", "title": "上位意见", "doc_number": None, "parents": [], "issued_on": "2019-01-01"}
UP |= {"published_on": None, "period_start": None}
CITATION = ["plan_id", "policy_id", "suggestion", "relation"]
MASK = ["plan_id", "char_start", "char_end", "reason"]


def plan(id, issued="2020-01-01", province="甲省", city=None, **more):
    level = "city" if city else "province" if province else "national"
    row = {"plan_id": id, "title": f"{id}方案", "doc_number": None, "issuer": f"{id}政府", "issuer_level": level}
    row |= dict.fromkeys(["issued_not_before", "issued_not_after", "published_on", "transmitted_on", "period_start"])
    row |= {"province": province, "city": city, "district": None, "issued_on": issued, "date_precision": "day"}
    return row | more


def cite(id, policy="up"):
    return {"plan_id": id, "policy_id": policy, "suggestion": None, "relation": "basis"}


def tables(plans, citations=(), policies=(UP,), texts=None):
    texts = [{"plan_id": one["plan_id"], "text": (texts or {}).get(one["plan_id"], FIRST)} for one in plans]
    found = reuse_rows(compared_texts(texts, []), plans, citations, policies, EXACT)
    tables = (pd.DataFrame(rows) for rows in (found, plans))
    cites, policies = pd.DataFrame(list(citations), columns=CITATION), pd.DataFrame(list(policies))
    return [*tables, cites, policies, pd.DataFrame(texts), pd.DataFrame(columns=MASK)]


def steps(plans, citations=(), policies=(UP,)):
    frame = attribute(*tables(plans, citations, policies))
    return {(row.plan_id, row.source_plan_id): row.step for row in frame.itertuples()}


A, LATER = plan("a", city="子市"), plan("b", "2021-01-01", city="丑市")
OF_STEP = {
    "self": ([plan("a", city="子市", issuer="市府"), plan("b", "2021-01-01", city="子市", issuer="市府")], []),
    "vertical": ([plan("a"), plan("b", "2021-01-01", city="丑市")], [cite("a"), cite("b")]),
    "common_ancestor_suspected": ([A, LATER], [cite("a"), cite("b")]),
    "horizontal_same_parent": ([A, LATER], [cite("a")]),
    "horizontal_cross_province": ([A, plan("b", "2021-01-01", province="乙省", city="丑市")], []),
    "unresolved": ([A, plan("b", None, city="丑市")], []),
}


@pytest.mark.parametrize("step", OF_STEP)
def test_a_passage_falls_to_the_first_step_that_is_true(step):
    assert steps(*OF_STEP[step])["b", "a"] == step


def test_what_only_a_later_document_shares_is_a_document_s_own():
    assert ("a", "b") not in steps(*OF_STEP["horizontal_same_parent"])
    assert ("a", "b") not in steps(*OF_STEP["vertical"])


def test_the_suspicion_of_a_common_ancestor_is_mutual_and_needs_one_that_could_be():
    assert steps([A, LATER], [cite("a"), cite("b")])["a", "b"] == "common_ancestor_suspected"
    too_late = UP | {"issued_on": "2020-06-01"}
    assert steps([A, LATER], [cite("a"), cite("b")], [too_late]) == {("b", "a"): "horizontal_same_parent"}
    held = [plan("u", "2019-01-01", province=None, title="上位意见"), A, LATER]
    frame = attribute(*tables(held, [cite("a"), cite("b")], texts={"u": "别的内容。"}))
    assert frame["step"].tolist() == ["horizontal_same_parent"]


def test_of_several_ancestors_the_nearest_is_the_source_and_the_path_names_all():
    plans = [plan("n", "2018-01-01", province=None), plan("p", "2019-01-01"), plan("c", city="子市")]
    (row,) = (row for row in attribute(*tables(plans)).itertuples() if row.plan_id == "c" and row.source_plan_id == "p")
    assert row.step == "vertical" and row.path == ["n", "p"]


def test_an_earlier_document_of_a_body_below_is_no_source():
    assert steps([plan("a", city="子市"), plan("b", "2021-01-01")])["b", "a"] == "unresolved"


def test_boilerplate_comes_before_everything():
    plans = [plan(f"p{at}", f"20{10 + at}-01-01", province=f"省{at % 3}") for at in range(6)]
    frame = attribute(*tables(plans))
    assert set(frame["step"]) == {"boilerplate"}


def test_the_shares_of_a_document_sum_to_one_and_say_how_complete_the_upstream_is():
    own = "自筹资金建设三个县级公共实训基地并向社会开放。"
    plans = [A, LATER]
    frame = decompose(*tables(plans, [cite("a"), cite("b")], texts={"a": FIRST, "b": own + FIRST}))
    b = frame[frame["plan_id"] == "b"].set_index("step")
    assert b["chars"].to_dict() == dict.fromkeys(STEPS, 0) | {"common_ancestor_suspected": 28, "original": 22}
    assert b["share"].sum() == pytest.approx(1)
    assert b.loc["original", "n_segments"] == 1
    assert b["completeness"].tolist() == [0.0] * 8 and b["is_upper_bound"].all()


def test_completeness_is_held_over_cited():
    other = UP | {"policy_id": "held", "title": "a方案"}
    cites = pd.DataFrame([cite("b"), cite("b", "held")])
    frame = upstream_completeness(cites, pd.DataFrame([A, LATER]), pd.DataFrame([UP, other])).set_index("plan_id")
    assert frame.loc["b", ["n_cited", "n_held", "completeness"]].tolist() == [2, 1, 0.5]
    assert frame.loc["b", "unheld"] == ["up"] and frame["completeness"].isna().tolist() == [True, False]


def test_sources_are_ranked_by_what_they_cover():
    second = "引进行业专家担任兼职教师且每学期授课不少于三十二课时。"
    plans = [plan("p"), A, plan("b", "2021-01-01", city="丑市")]
    texts = {"p": FIRST + second, "a": second, "b": FIRST + second}
    found = tables(plans, texts=texts)
    frame = sources(found[0], found[1], found[4], found[5]).query("plan_id == 'b'")
    assert frame["source_plan_id"].tolist() == ["p", "a"] and frame["relation"].tolist() == ["ancestor", "same_parent"]
    assert frame["coverage"].tolist() == [1.0, 26 / 54] and frame["rank"].tolist() == [1, 2]


def test_tables_of_arrow_do_as_well_as_plain_ones():
    given = tables([A, LATER], [cite("a"), cite("b")])
    arrow = [table.convert_dtypes(dtype_backend="pyarrow") for table in given]
    pd.testing.assert_frame_equal(attribute(*arrow), attribute(*given))
    pd.testing.assert_frame_equal(decompose(*arrow), decompose(*given))


def test_a_corpus_without_shared_passages_is_all_its_own():
    found = tables([A, LATER], texts={"a": "自筹资金。", "b": "另行安排。"})
    found[0] = pd.DataFrame(columns=attribution._READ["reuse"])
    assert attribute(*found).empty and set(decompose(*found).query("chars > 0")["step"]) == {"original"}


@pytest.fixture(scope="module")
def made_up():
    """The made-up corpus in small (8 provinces of 8 cities), what was planted, and the step that was found for it."""
    corpus = reuse_corpus.corpus(provinces=8, cities=8)
    rows = corpus.tables
    found = reuse_rows(compared_texts(rows["texts"], rows["masks"]), rows["plans"], rows["citations"], rows["policies"])
    names = ("plans", "citations", "policies", "texts")
    segments = attribute(pd.DataFrame(found), *(pd.DataFrame(rows[name]) for name in names), pd.DataFrame(columns=MASK))
    return corpus, found, segments


def told(corpus, segments):
    """(planted sentence, step found, its segments): the first step whose segments hold most of it."""
    of_plan = {}
    for row in segments.itertuples():
        of_plan.setdefault(row.plan_id, []).append(row)
    for planted in corpus.planted:
        half = 0.6 * (planted.end - planted.start)
        there = [
            row
            for row in of_plan.get(planted.plan_id, ())
            if min(row.end, planted.end) - max(row.start, planted.start) >= half
        ]
        step = min((row.step for row in there), key=STEPS.index, default=attribution.ORIGINAL)
        yield planted, step, [row for row in there if row.step == step]


KINDS = ("boilerplate", "self", "vertical", "horizontal_same_parent", "horizontal_cross_province", "original")


def test_what_was_planted_is_found_again(made_up):
    corpus, _, segments = made_up
    counts = Counter((planted.kind, step) for planted, step, _ in told(corpus, segments))
    for kind in KINDS:
        right = counts[kind, kind]
        planted = sum(n for (true, _), n in counts.items() if true == kind)
        found = sum(n for (true, step), n in counts.items() if step == kind and true != "unheld")
        assert right / planted >= 0.95, kind
        assert right / found >= 0.85, kind


def test_what_came_from_a_document_not_held_is_never_told_as_horizontal(made_up):
    corpus, _, segments = made_up
    counts = Counter(step for planted, step, _ in told(corpus, segments) if planted.kind == "unheld")
    assert set(counts) == {"common_ancestor_suspected", "original"} and counts["common_ancestor_suspected"] > 5


def test_the_source_is_the_one_planted_or_stands_on_the_way_to_it(made_up):
    corpus, _, segments = made_up
    for planted, step, rows in told(corpus, segments):
        if planted.source and step == planted.kind != "self":
            assert any(planted.source in (row.source_plan_id, *row.path) for row in rows), planted


def test_every_number_changed_in_a_copy_of_the_province_is_found(made_up):
    corpus, found, _ = made_up
    changed = {(one.source, one.plan_id, one.number) for one in corpus.planted if one.number and one.kind == "self"}
    seen = set()
    for row in found:
        for number in row["differing_numbers"]:
            seen |= {(row["plan_a"], row["plan_b"], number)}
            seen |= {(row["plan_b"], row["plan_a"], "→".join(reversed(number.split("→"))))}
    assert changed and changed <= seen


def test_the_corpus_is_the_same_for_the_same_seed_and_drifts_as_planted():
    one, other = reuse_corpus.corpus(4, 4), reuse_corpus.corpus(4, 4)
    assert one == other != reuse_corpus.corpus(4, 4, seed=2)
    large = reuse_corpus.corpus()
    assert len({row["issuer"] for row in large.tables["plans"]}) == 299  # one province is not held
    issued = {row["plan_id"]: row["issued_on"][:4] for row in large.tables["plans"]}
    fresh = {(one.plan_id, one.start) for one in large.planted if one.kind == "original"}
    digital, whole = Counter(), Counter()
    for task, theme in zip(large.tables["tasks"], large.tables["task_themes"], strict=True):
        if (task["plan_id"], task["char_start"]) in fresh:
            whole[issued[task["plan_id"]]] += 1
            digital[issued[task["plan_id"]]] += theme["theme_id"] == "digital"
    assert digital["2016"] / whole["2016"] < digital["2018"] / whole["2018"] < digital["2021"] / whole["2021"]
    assert all(own >= state - 2 for _, state, _, own in large.amplified)
