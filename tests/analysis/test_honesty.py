"""What a number of issuers allows, which texts are compared, and the messages that say so."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analysis import study_tables as made
from zhijiao_data.analysis import frames, honesty, messages
from zhijiao_data.errors import InputError, UsageError


@pytest.mark.parametrize(
    "claim, needed",
    [
        ("describe", 1),
        ("test_between_documents", 8),
        ("amplification_index", 8),
        ("trend", 30),
        ("regression", 30),
        ("hazard", 200),
    ],
)
def test_a_claim_is_refused_below_its_number_of_issuers(claim, needed):
    refused = honesty.require(needed - 1, claim)
    assert refused is not None and str(needed) in refused.message_zh and str(needed) in refused.message_en
    assert honesty.require(needed, claim) is None
    assert claim in honesty.limits(needed).allowed and claim in honesty.limits(needed - 1).refused


def test_no_number_of_issuers_speaks_for_the_country():
    assert honesty.require(10_000, "national_claim").code == "national_claim"


def test_an_unknown_claim_is_an_error():
    with pytest.raises(UsageError, match="no claim 'trends'"):
        honesty.require(5, "trends")


def test_every_claim_has_words():
    for claim in honesty.NEEDED:
        assert messages.message(f"claim.{claim}", "zh") and messages.message(f"claim.{claim}", "en")


# C(5, 2) = 10.
def test_the_least_p_of_three_against_two():
    assert honesty.least_p(3, 2) == 0.1


@pytest.mark.parametrize(
    "status, standing, why",
    [
        (["full"], "full", None),
        (["full", "damaged"], "capped", "damaged"),
        (["third_party_copy", "redacted"], "capped", "third_party_copy;redacted"),
        (["interpretation"], "excluded", "interpretation"),
        (["abridged", "interpretation"], "excluded", "abridged;interpretation"),
        ([], "capped", None),
    ],
)
def test_standing_of_a_text(status, standing, why):
    row = frames.records(
        honesty.standing(made.plans({"plan_id": "p", "text_status": status})), "standing", ["standing", "standing_why"]
    )[0]
    assert (row["standing"], row["standing_why"]) == (standing, why)


PLANS = made.plans(
    {"plan_id": "a"}, {"plan_id": "b", "text_status": ["redacted"]}, {"plan_id": "c", "text_status": ["interpretation"]}
)


@pytest.mark.parametrize("sample, taken", [("full", "a"), ("comparable", "ab"), ("all", "abc")])
def test_samples(sample, taken):
    found = honesty.select(PLANS, sample)
    assert found.plan_ids == tuple(taken)
    assert (found.left_out is None) == (sample == "all")
    assert (honesty.unreadable(found) is None) == (sample == "full")


def test_what_is_left_out_is_named_with_its_reason():
    told = honesty.select(PLANS, "full").left_out
    assert (
        "b、c" in told.message_zh
        and "解读" in told.message_zh
        and "b, c" in told.message_en
        and "redacted" in told.message_en
    )


def test_issuers_are_names_else_places_else_plans():
    plans = made.plans(
        {"plan_id": "a", "issuer": "甲区人民政府"},
        {"plan_id": "b", "issuer": "甲区人民政府"},
        {"plan_id": "c", "issuer": None, "province": "重庆市", "district": "永川区"},
        {"plan_id": "d", "issuer": None},
    )
    assert honesty.issuers(plans) == {"a": "甲区人民政府", "b": "甲区人民政府", "c": "重庆市永川区", "d": "d"}
    assert honesty.n_issuers(plans) == 3 and honesty.n_issuers(plans, ["a", "b"]) == 1


def test_notices_survive_in_a_frame_and_in_a_file(tmp_path):
    one = honesty.notice("no_sizes")
    frame = honesty.with_notices(pd.DataFrame({"a": [1]}), [one, None, one])
    frame.to_parquet(tmp_path / "frame.parquet")
    assert honesty.notices(frame) == (one,)
    assert honesty.notices(pd.DataFrame()) == ()


# --- messages ---------------------------------------------------------------------------------------------------------


def test_a_message_is_filled_in():
    text = messages.message("notice.too_few_issuers", "en", n=5, needed=8, claim="no trend")
    assert text == "5 issuers, fewer than 8: no trend; not done here."


@pytest.mark.parametrize(
    "key, lang, complaint",
    [
        ("notice.nowhere", "zh", "no message"),
        ("notice.no_sizes", "fr", "no language"),
        ("notice.few_issuers_describe", "zh", "needs a value"),
    ],
)
def test_a_message_that_cannot_be_given(key, lang, complaint):
    with pytest.raises(UsageError, match=complaint):
        messages.message(key, lang)


@pytest.mark.parametrize(
    "content, complaint",
    [
        ("a: {zh: 一}", "en"),
        ("a: {zh: 一, en: ' '}", "empty in a language"),
        ("a: {zh: '{n}个', en: some}", r"placeholders of 'a' differ: \['n'\]"),
        ("a: {zh: 一, en: one, de: eins}", "de"),
    ],
)
def test_a_file_of_messages_is_checked(tmp_path, content, complaint):
    path = tmp_path / "messages.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        messages.read(path)


# --- frames -----------------------------------------------------------------------------------------------------------


def test_rows_are_plain_whatever_the_backend():
    rows = [
        {"target_id": "g", "deadline_year": 2025, "value_min": 0.5, "hedges": ["左右"]},
        {"target_id": "h", "deadline_year": None, "value_min": None, "hedges": []},
    ]
    columns = [*rows[0]]
    objects = pd.DataFrame(rows, dtype=object)
    floats = pd.DataFrame(rows)  # a missing year makes the column float
    arrow = floats.convert_dtypes(dtype_backend="pyarrow")
    for frame in (objects, floats, arrow):
        found = frames.records(frame, "targets", columns)
        assert found == rows and isinstance(found[0]["deadline_year"], int)


def test_an_empty_frame_has_columns_and_types():
    frame = frames.tidy([], {"a": "str", "b": "int", "c": "date", "d": "bool"})
    assert list(frame.columns) == ["a", "b", "c", "d"] and frame["b"].dtype == "Int64" and frame["c"].dtype.kind == "M"
