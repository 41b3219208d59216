"""The index of shingles joins the texts that share a run, however many there are, and never a text with itself."""

from __future__ import annotations

import random

import pytest

from zhijiao_data.dataset.reuse import candidates
from zhijiao_data.dataset.reuse.candidates import EXACT, LARGE, Search, passages

SENTENCE = "支持中职学校开展补贴性职业技能和社会化培训并逐年扩大规模"


def noise(seed, size=60):
    draw = random.Random(seed)
    return "".join(chr(0x4E00 + draw.randrange(5000)) for _ in range(size))


def pairs(texts, search, regions=None):
    return {(a, b) for a, b, _ in passages(texts, search, regions)}


@pytest.mark.parametrize("search", [EXACT, LARGE])
def test_texts_that_share_a_sentence_are_joined_the_earlier_first(search):
    texts = [noise(1) + SENTENCE, noise(2), SENTENCE + noise(3), "", noise(4)]
    assert pairs(texts, search) == {(0, 2)}


def test_every_pair_is_found_while_a_sentence_has_no_more_holders_than_partners():
    texts = [noise(at) + SENTENCE for at in range(12)]
    assert pairs(texts, LARGE) == pairs(texts, EXACT) == {(a, b) for b in range(12) for a in range(b)}


def test_a_sentence_that_stands_everywhere_joins_each_text_with_the_first_and_the_nearest():
    texts = [noise(at) + SENTENCE for at in range(40)]
    found = pairs(texts, Search(8, 1, 4))
    assert {a for a, b in found if b == 30} == {0, 1, 28, 29}


def test_texts_of_one_region_meet_however_many_stand_between_them():
    texts = [noise(at) + SENTENCE for at in range(40)]
    regions = ["own" if at in (10, 35) else "other" for at in range(40)]
    assert (10, 35) not in pairs(texts, Search(8, 1, 4))
    assert (10, 35) in pairs(texts, Search(8, 1, 4), regions)


def test_what_a_text_says_twice_is_no_passage():
    assert pairs([SENTENCE + noise(1) + SENTENCE], EXACT) == set()


def test_a_sentence_that_stands_twice_in_one_text_is_found_twice():
    found = list(passages([SENTENCE, SENTENCE + noise(1) + SENTENCE], EXACT))
    assert [one.span_b for _, _, one in found] == [(0, 28), (88, 116)]


@pytest.mark.parametrize(("characters", "search"), [(10**5, EXACT), (10**6, LARGE)])
def test_the_size_of_a_collection_chooses_the_search(characters, search):
    assert candidates.search_for(characters) is search


def test_winnowing_keeps_a_shingle_of_every_run_it_promises_to():
    shared = SENTENCE[: LARGE.shingle + LARGE.window - 1]
    for at in range(30):
        texts = [noise(at) + shared + noise(at + 100), noise(at + 200, at) + shared + noise(at + 300)]
        (runs,) = [runs for _, runs in candidates._runs(texts, Search(8, 5, 32), None)] or [[]]
        assert len(texts) == 2 and all(n >= LARGE.shingle for *_, n in runs)
        keys = [set(candidates._shingles(*arrays(text), LARGE)[1].tolist()) for text in texts]
        assert keys[0] & keys[1]


def arrays(text):
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le"), np.uint32), np.zeros(len(text), np.int32)
