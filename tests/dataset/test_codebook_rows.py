"""The codebook as tables: nothing of it is lost, uses are counted, examples have their places."""

from __future__ import annotations

import pytest

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import codebook_rows, schema


def test_every_described_entry_is_in_the_whole_codebook_once():
    rows = codebook_rows.whole({})
    keys = [(row["kind"], row["id"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {kind for kind, _ in keys} == {*loader.KINDS, *loader.load("codes")}
    assert ("theme", "T05.4") in keys and ("comparator", "ge") in keys and ("unit", "%") in keys


def test_a_use_counts_for_the_entry_above_too():
    rows = codebook_rows.whole({"task_themes": [{"theme_id": "T05.4", **_LABEL}, {"theme_id": "T05.1", **_LABEL}]})
    uses = {row["id"]: row["uses"] for row in rows if row["kind"] == "theme"}
    assert (uses["T05.4"], uses["T05.1"], uses["T05"], uses["T06"]) == (1, 1, 2, 0)


def test_what_no_column_uses_has_no_count():
    uses = {row["kind"]: row["uses"] for row in codebook_rows.whole({})}
    assert uses["unit_kind"] is None and uses["theme"] == 0


_LABEL = {"basis": "rule", "ground": "text"}


def test_an_example_has_its_place_in_the_document_that_it_is_quoted_from():
    text = "前言。" + loader.entry("themes", "T05.4")["examples"][0]["quote"]
    plan = loader.entry("themes", "T05.4")["examples"][0]["plan_id"]
    row = next(r for r in codebook_rows.examples({plan: text}) if (r["kind"], r["entry_id"]) == ("theme", "T05.4"))
    assert (row["is_good"], row["char_start"], text[row["char_start"] : row["char_end"]]) == (True, 3, row["quote"])
    assert all(r["char_start"] is None for r in codebook_rows.examples({}))


def test_a_counter_example_says_why_it_is_none_in_both_languages():
    rows = codebook_rows.examples({})
    assert all((row["reason"] is None) == (row["reason_zh"] is None) == row["is_good"] for row in rows)
    assert {row["is_good"] for row in rows} == {True, False}


def test_a_list_of_bad_examples_tells_the_reasons_chinese_first():
    told = {row["id"]: row["bad_examples"] for row in codebook_rows.rows("agencies")}
    for id, entry in loader.load("agencies").items():
        assert told[id] == [f"{bad['quote']}（{bad['reason_zh']} / {bad['reason']}）" for bad in entry["bad_examples"]]


@pytest.mark.parametrize("name", [t.name for t in schema.tables().values() if t.source == "codebook"])
def test_the_rows_of_a_codebook_table_have_its_columns(name):
    rows = codebook_rows.tables()[name]
    assert rows and all(row.keys() == schema.table(name).fields.keys() for row in rows)


def test_a_fact_that_was_not_verified_is_named_as_such():
    tables = codebook_rows.tables()
    facts = {(row["policy_id"], row["fact"]): row for row in tables["policy_facts"]}
    for policy in tables["policies"]:
        for fact in policy["unverified"]:
            assert facts[policy["policy_id"], fact]["certainty"].startswith("unverified")
    assert all((row["value"] is None) == (row["missing_reason"] is not None) for row in facts.values())
    assert all((row["value"] is None) == (row["certainty"] is None) for row in facts.values())


def test_the_title_of_a_programme_without_a_document_is_its_usual_name():
    policies = {row["policy_id"]: row for row in codebook_rows.tables()["policies"]}
    facts = {row["policy_id"]: row["value"] for row in codebook_rows.tables()["policy_facts"] if row["fact"] == "title"}
    nameless = [id for id, title in facts.items() if title is None]
    assert nameless and all(policies[id]["title"] == loader.entry("policies", id)["label_zh"] for id in nameless)
