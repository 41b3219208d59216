"""The rows of ``reuse``: spans that hold what was aligned, clusters, rarity, verdicts."""

from __future__ import annotations

import math

import pytest

from zhijiao_data.dataset.reuse import alignment, lineage
from zhijiao_data.dataset.reuse.candidates import EXACT
from zhijiao_data.dataset.reuse.masking import is_han
from zhijiao_data.dataset.reuse.passages import compared_texts, reuse_rows

FIRST = "支持中职学校开展补贴性职业技能和社会化培训并逐年扩大规模。"
SECOND = "引进行业专家担任兼职教师且每学期授课不少于三十二课时。"
COMMON = "各有关方面要高度重视并将此项工作列入年度考核重要内容。"


def plan(id, province="甲省", city=None, district=None, **more):
    level = "district" if district else "city" if city else "province" if province else "national"
    row = {"plan_id": id, "title": f"{id}方案", "doc_number": None, "issuer": f"{id}政府", "issuer_level": level}
    place = {"province": province, "city": city, "district": district}
    return row | place | {"issued_on": "2020-01-01", "date_precision": "day"} | more


def rows(texts, plans, **tables):
    compared = compared_texts([{"plan_id": id, "text": text} for id, text in texts.items()], [])
    return reuse_rows(compared, plans, tables.get("citations", ()), tables.get("policies", ()), EXACT)


def test_a_row_says_where_how_long_how_like_and_which_number_differs():
    texts = {"b": "甲。\n" + SECOND.replace("三十二", "四十"), "a": SECOND}
    (row,) = rows(texts, [plan("b"), plan("a")])
    assert (row["plan_a"], row["start_a"], row["end_a"]) == ("a", 0, 26)
    assert (row["plan_b"], row["start_b"], row["end_b"]) == ("b", 3, 28)
    assert row["differing_numbers"] == ["三十二→四十"]
    assert row["aligned_chars"] == 24 and row["identity"] == round(24 / 26, 4)
    assert row["cluster_id"] == "a.u000000" and row["n_issuers"] == 2 and row["n_provinces"] == 1


def test_two_sentences_in_a_row_are_two_rows():
    found = rows({"a": FIRST + SECOND, "b": FIRST + "\n" + SECOND}, [plan("a"), plan("b")])
    assert [(row["start_a"], row["start_b"]) for row in found] == [(0, 0), (29, 30)]
    assert len({row["cluster_id"] for row in found}) == 2


def test_a_passage_that_three_share_is_one_cluster_and_one_weight():
    found = rows({"a": FIRST, "b": "乙。" + FIRST, "c": "丙丙。" + FIRST}, [plan("a"), plan("b"), plan("c"), plan("d")])
    assert len(found) == 3
    assert {(row["cluster_id"], row["n_issuers"]) for row in found} == {("a.u000000", 3)}
    assert len({row["weight"] for row in found}) == 1


def test_rarity_counted_by_hand():
    # One passage, two of four issuers: no other passage to be like, ln(5 / 3) / ln(5).
    (row,) = rows({"a": FIRST, "b": FIRST}, [plan(id) for id in "abcd"])
    assert row["weight"] == round(math.log(5 / 3) / math.log(5), 4)
    # Two passages without a common pair of characters: the mean likeness stays 0.
    found = rows({"a": FIRST + SECOND, "b": FIRST + SECOND}, [plan(id) for id in "abcd"])
    assert [row["weight"] for row in found] == [row["weight"]] * 2


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ({}, {}, "shared"),
        ({"issuer": "县政府"}, {"issuer": "县政府"}, "same_issuer"),
        ({"title": "行动计划"}, {"title": "“行动计划”", "issuer": None}, "same_document"),
        ({"title": "行动计划"}, {"title": "行动计划", "province": "乙省"}, "shared"),
        ({"doc_number": "府发〔2020〕4号"}, {"doc_number": "府发〔2020〕4号"}, "same_document"),
    ],
)
def test_the_verdict_is_what_the_corpus_can_tell(a, b, verdict):
    (row,) = rows({"a": FIRST, "b": FIRST}, [plan("a", **a), plan("b", **b)])
    assert row["verdict"] == verdict


def spread(provinces):
    plans = [plan(f"p{at}", province=f"省{at % provinces}") for at in range(6)]
    return {one["plan_id"]: f"甲{at}。" + COMMON for at, one in enumerate(plans)}, plans


@pytest.mark.parametrize(("provinces", "verdict"), [(3, "boilerplate"), (2, "shared")])
def test_a_sentence_of_a_fifth_of_the_issuers_in_three_provinces_is_boilerplate(provinces, verdict):
    texts, plans = spread(provinces)
    assert {row["verdict"] for row in rows(texts, plans)} == {verdict}


def test_a_sentence_of_a_document_that_most_of_them_cite_is_none():
    texts, plans = spread(3)
    policies = [{"policy_id": "up", "title": "意见", "doc_number": None, "parents": []}]
    cites = [{"plan_id": f"p{at}", "policy_id": "up", "relation": "basis"} for at in range(4)]
    assert {row["verdict"] for row in rows(texts, plans, citations=cites, policies=policies)} == {"shared"}
    assert {row["verdict"] for row in rows(texts, plans, citations=cites[:3], policies=policies)} == {"boilerplate"}


def test_the_spans_of_the_corpus_hold_what_was_aligned(corpus_tables, corpus_compared):
    found = reuse_rows(corpus_compared, corpus_tables["plans"], corpus_tables["citations"])
    assert found
    for row in found:
        sides = []
        for side in ("a", "b"):
            text = corpus_compared[row[f"plan_{side}"]]
            first, last = text.within(row[f"start_{side}"], row[f"end_{side}"])
            assert text.back(first, last) == (row[f"start_{side}"], row[f"end_{side}"])
            sides.append(text.text[first:last])
        (again,) = alignment.exhaustive(*sides)
        assert again.han == row["aligned_chars"] and round(again.identity, 4) == row["identity"]
        assert alignment.differing_numbers(*sides, again) == row["differing_numbers"]


def test_after_masking_only_one_pair_of_the_corpus_shares_sentences(corpus_texts):
    grams = {
        id: {text[at : at + 12] for at in range(len(text) - 11) if all(map(is_han, text[at : at + 12]))}
        for id, text in corpus_texts.items()
    }
    ids = sorted(grams)
    shared = {(a, b): len(grams[a] & grams[b]) for at, a in enumerate(ids) for b in ids[at + 1 :]}
    assert shared.pop(("cq-wanzhou-2023", "redacted-d0a16f8a")) > 100
    assert max(shared.values()) < 10


def test_who_stands_above_whom():
    state, province, city = plan("n", province=None), plan("p"), plan("c", city="乙市")
    district, far = plan("d", city="乙市", district="丙区"), plan("q", province="丁省")
    assert [lineage.is_ancestor(one, district) for one in (state, province, city, district, far)] == [True] * 3 + [
        False
    ] * 2
    assert [lineage.distance(one, district) for one in (city, province, state)] == [1, 2, 4]
    assert lineage.parent(district) == lineage.parent(plan("e", city="乙市", district="戊区"))
    assert lineage.parent(district) != lineage.parent(plan("f", city="己市", district="丙区"))
    assert lineage.parent(plan("x", district="丙区")) == ("甲省", None)


def test_a_registered_document_is_held_by_number_or_title_and_names_its_parents():
    plans = [plan("a", doc_number="国发〔2019〕4号"), plan("b", title="《某意见》")]
    policies = [
        {"policy_id": "x", "title": "某方案", "doc_number": "国发〔2019〕4号", "parents": ["z"]},
        {"policy_id": "y", "title": "《某意见》", "doc_number": None, "parents": []},
        {"policy_id": "z", "title": "另案", "doc_number": "国发〔2010〕1号", "parents": []},
    ]
    assert lineage.held(plans, policies) == {"x": "a", "y": "b"}
    assert lineage.upstream(["x"], {one["policy_id"]: one for one in policies}) == {"x", "z"}
    cites = [
        {"plan_id": "a", "policy_id": None, "suggestion": "z", "relation": "basis"},
        {"plan_id": "a", "policy_id": "y", "suggestion": None, "relation": "forwarded"},
    ]
    assert lineage.cited(cites) == {"a": {"z"}} and lineage.cited(cites, suggested=False) == {}
