"""What a reader says of a task's labels holds, and what the rules then give is expected, or the build stops."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.dataset import small_corpus
from zhijiao_data.corpus import document
from zhijiao_data.dataset import build
from zhijiao_data.errors import InputError

STAFF, BASES = "xx-demo-2023.k000230", "xx-demo-2023.k000280"


@pytest.fixture
def plan(tmp_path):
    return small_corpus.write(tmp_path / "raw")


def given(plan, task):
    """Themes and instruments of a task by the rules alone."""
    tables = build.plan_tables(document.load(plan))
    return [
        [row[column] for row in tables[table] if row["task_id"] == task]
        for table, column in (("task_themes", "theme_id"), ("task_instruments", "instrument_id"))
    ]


def read(plan, *labels, **more):
    file = {"coder": "A", "date": "2026-11-21", "labels": list(labels)} | more
    (plan / "curation.yaml").write_text(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return build.plan_tables(document.load(plan), plan / "curation.yaml")


def labels(plan, task, **changes):
    themes, instruments = given(plan, task)
    return {"task": task, "themes": themes, "instruments": instruments} | changes


def test_what_the_rules_gave_and_a_reader_finds_right_is_confirmed(plan):
    tables = read(plan, labels(plan, STAFF, note="a rival"))
    rows = [row for row in tables["task_themes"] if row["task_id"] == STAFF]
    assert all(row["confirmed"] and row["basis"] == "rule" for row in rows)
    assert [row["task_id"] for row in tables["tasks"] if row["label_note"] == "a rival"] == [STAFF]
    assert not any(row["confirmed"] for row in tables["task_themes"] if row["task_id"] != STAFF)
    assert [(row["action"], row["new_values"], row["position"]) for row in tables["decisions"]] == [
        ("confirm", None, 1),
        ("confirm", None, 2),
    ]


def test_a_label_that_the_rules_did_not_give_has_its_evidence_in_the_text(plan):
    themes, _ = given(plan, STAFF)
    change = labels(plan, STAFF, themes=["T08.4", *themes], expect={"themes": themes}, reason="an example")
    tables = read(plan, change | {"evidence": {"T08.4": "专业课教师"}})
    first, *others = [row for row in tables["task_themes"] if row["task_id"] == STAFF]
    assert (first["theme_id"], first["basis"], first["ground"], first["rank"]) == ("T08.4", "reading", "reading", 1)
    assert small_corpus.TEXT[first["char_start"] : first["char_end"]] == first["evidence"] == "专业课教师"
    assert [(row["basis"], row["rank"]) for row in others] == [("rule", rank) for rank in range(2, len(themes) + 2)]
    decision = tables["decisions"][0]
    assert (decision["action"], decision["reason"], decision["row_id"]) == ("set", "an example", f"{STAFF}|T08.4")
    assert json.loads(decision["expectation"]) == {"theme_id": themes}
    assert json.loads(decision["new_values"]) == {"theme_id": ["T08.4", *themes]}


def test_a_reader_may_give_better_evidence_for_a_label_of_the_rules(plan):
    (theme, *_), _ = given(plan, STAFF)
    tables = read(plan, labels(plan, STAFF, evidence={theme: "专业课教师"}))
    row = next(row for row in tables["task_themes"] if row["task_id"] == STAFF)
    assert (row["theme_id"], row["basis"], row["evidence"]) == (theme, "rule", "专业课教师")


def test_a_tasks_labels_without_a_reading_are_those_of_the_rules(plan):
    assert read(plan)["task_themes"] == build.plan_tables(document.load(plan))["task_themes"]


SET = {"themes": ["T01.1"], "expect": {"themes": ["T08.1"]}, "reason": "r", "evidence": {"T01.1": "队伍"}}


@pytest.mark.parametrize(
    ("changes", "what", "remedy"),
    [
        ({"task": "xx-demo-2023.k000000"}, "tasks has no row", "Allowed"),
        ({"themes": ["T01.1"]}, "[T01.1] was read, but the rules give [T08.1]", "expect: {themes: [T08.1]}"),
        ({"themes": ["T99"]}, "themes has no 'T99'", "Allowed"),
        ({"themes": ["T08.1", "T08.1"]}, "a label stands twice", "Name it once"),
        ({"expect": {"themes": ["T08.1"]}}, "repeats the themes that were read", "Remove it"),
        (SET | {"expect": {"themes": ["T02"]}}, "expects that the rules give [T02], but they give [T08.1]", "Read"),
        (SET | {"reason": None}, "corrected without a reason", "Add 'reason"),
        (SET | {"evidence": {}}, "the rules did not give T01.1", "Add 'evidence: {T01.1"),
        (SET | {"evidence": {"T01.1": "新增实训基地"}}, "'新增实训基地' is not in the task", "Copy it"),
        (SET | {"evidence": {"T01.1": "队伍", "T02": "队伍"}}, "evidence is given for T02", "Remove it"),
        (SET | {"expect": {"themes": ["T08.1"], "colour": ["red"]}}, "'expect' knows no 'colour'", "themes or"),
    ],
)
def test_a_reading_that_does_not_hold_stops_the_build_with_its_line(plan, changes, what, remedy):
    with pytest.raises(InputError) as failure:
        read(plan, labels(plan, STAFF) | changes)
    assert what in failure.value.what and remedy in failure.value.remedy
    assert failure.value.where == f"{plan / 'curation.yaml'}:4"


def test_a_task_read_twice_is_told_at_its_second_place(plan):
    with pytest.raises(InputError, match="given twice") as failure:
        read(plan, labels(plan, STAFF), labels(plan, STAFF))
    assert int(failure.value.where.rsplit(":", 1)[1]) > 4


def test_a_corrected_title_is_labelled_anew(plan):
    decision = {
        "table": "tasks",
        "row": BASES,
        "action": "set",
        "set": {"title": "加强思想政治教育"},
        "expect": {"title": "加强基地建设"},
        "reason": "an example",
    }
    tables = read(plan, decisions=[decision])
    assert next(row["theme_id"] for row in tables["task_themes"] if row["task_id"] == BASES) == "T01.2"


def test_mentions_that_nobody_has_read_stop_the_build(plan):
    found = len(build.plan_tables(document.load(plan))["mentions"])
    assert len(read(plan, confirmed={"mentions": found})["mentions"]) == found
    with pytest.raises(InputError, match=f"{found + 1} mentions were read and confirmed, but there are {found} now"):
        read(plan, confirmed={"mentions": found + 1})


def test_a_mention_can_be_added_and_knows_its_task(plan):
    decision = {
        "table": "mentions",
        "action": "add",
        "quote": "实训基地",
        "set": {"concept_id": "integrated_training_base", "in_citation": "false"},
        "reason": "an example",
    }
    row = next(row for row in read(plan, decisions=[decision])["mentions"] if row["term"] == "实训基地")
    assert (row["task_id"], row["mention_id"]) == (BASES, f"xx-demo-2023.m{small_corpus.TEXT.index('实训基地'):06d}")


def test_an_added_citation_is_resolved(plan):
    decision = {
        "table": "citations",
        "action": "add",
        "quote": "加大经费投入",
        "set": {"title": "国家职业教育改革实施方案", "relation": "basis"},
        "reason": "an example",
    }
    row = next(row for row in read(plan, decisions=[decision])["citations"] if row["quote"] == "加大经费投入")
    assert (row["policy_id"], row["resolution"]) == ("gf-2019-4", "title")


def test_strength_follows_a_corrected_modality(plan):
    decision = {
        "table": "targets",
        "row": {"quote": "新增实训基地5个"},
        "action": "set",
        "set": {"modality": "mandatory"},
        "expect": {"modality": "committed"},
        "reason": "an example",
    }
    row = next(row for row in read(plan, decisions=[decision])["targets"] if row["quote"] == "新增实训基地5个")
    assert row["strength"] == 4
