"""A correction does what it says, says why, and stops the build once it no longer fits."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.dataset import small_corpus
from zhijiao_data import marked_yaml
from zhijiao_data.corpus import document
from zhijiao_data.dataset import build, curation, passages
from zhijiao_data.errors import InputError

BASES = "新增实训基地5个"


@pytest.fixture
def plan(tmp_path):
    return small_corpus.write(tmp_path / "raw")


def corrected(plan, *decisions):
    file = {"coder": "A", "date": "2026-11-21", "decisions": list(decisions)}
    (plan / "curation.yaml").write_text(yaml.safe_dump(file, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return build.plan_tables(document.load(plan), plan / "curation.yaml")


def at(tables, table, quote):
    start = small_corpus.TEXT.index(quote)
    return [row for row in tables[table] if row["char_start"] == start and row["char_end"] == start + len(quote)]


def setting(**changes):
    decision = {
        "table": "targets",
        "row": {"quote": BASES},
        "action": "set",
        "set": {"unit": "所"},
        "expect": {"unit": "个"},
        "reason": "an example",
    }
    return decision | changes


def test_set_changes_the_row_and_is_recorded(plan):
    tables = corrected(plan, setting())
    (row,) = at(tables, "targets", BASES)
    (decision,) = tables["decisions"]
    assert row["unit"] == "所"
    assert decision["row_id"] == row["target_id"] and decision["coder"] == "A" and decision["position"] == 1
    assert json.loads(decision["expectation"]) == {"unit": "个"} and json.loads(decision["new_values"]) == {
        "unit": "所"
    }


def test_the_extracted_rows_are_left_as_they_were(plan):
    read = document.load(plan)
    before = build.plan_tables(read)
    corrected(plan, setting())
    assert build.plan_tables(read) == before


def test_an_expectation_that_no_longer_holds_stops_with_line_and_what_was_found(plan):
    with pytest.raises(InputError) as failure:
        corrected(plan, setting(expect={"unit": "家"}))
    assert 'curation.yaml:4: the correction expects unit = "家", but the extractor gives "个"' in str(failure.value)


def test_a_correction_of_what_is_right_already_stops(plan):
    with pytest.raises(InputError, match="already"):
        corrected(plan, setting(set={"unit": "个"}))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"set": {"unti": "所"}, "expect": {"unti": None}}, r"no column 'unti'.*'unit'"),
        ({"set": {"value_min": "many"}, "expect": {"value_min": "5"}}, "not of the type float"),
        ({"set": {"char_start": "1"}, "expect": {"char_start": "1"}}, "unknown|computed|expects"),
        ({"expect": {}}, "'expect' is missing"),
        ({"set": {"unit": "所", "note": "n"}}, "'expect' lacks .*note"),
        ({"row": {"quote": "没有这句"}}, "is not in the text"),
        ({"row": {"quote": "制定本计划"}}, "no row of targets is at"),
        ({"row": "xx-demo-2023.g999999"}, "has no row"),
        ({"reason": ""}, "reason"),
        ({"action": "change"}, "action"),
        ({"colour": "red"}, "colour"),
        ({"date": "yesterday"}, "no date"),
    ],
)
def test_a_decision_that_cannot_be_meant_stops_with_its_line(plan, changes, message):
    with pytest.raises(InputError, match=message) as failure:
        corrected(plan, setting(**changes))
    assert "curation.yaml:" in str(failure.value)


def test_a_quote_that_fits_several_rows_asks_for_the_id(plan):
    sentence = "新增实训基地5个，力争建成国家级优质中职学校2所"
    with pytest.raises(InputError, match=r"fits 2 rows of targets: .*Give the id"):
        corrected(plan, setting(row={"quote": sentence}))


def test_drop_removes_one_row(plan):
    before = build.plan_tables(document.load(plan))
    tables = corrected(plan, setting(action="drop", set={}))
    assert len(tables["targets"]) == len(before["targets"]) - 1 and not at(tables, "targets", BASES)
    assert tables["decisions"][0]["new_values"] is None


def test_add_computes_span_id_section_and_task(plan):
    quote = "成立工作领导小组"
    tables = corrected(
        plan,
        {
            "table": "targets",
            "action": "add",
            "quote": quote,
            "set": {"kind": "milestone", "form": "milestone", "modality": "committed"},
            "reason": "an example",
        },
    )
    (row,) = at(tables, "targets", quote)
    start = small_corpus.TEXT.index(quote)
    holder = next(task for task in tables["tasks"] if task["char_start"] <= start < task["char_end"])
    assert row["target_id"] == f"{small_corpus.PLAN}.g{start:06d}" and row["quote"] == quote
    assert row["task_id"] == holder["task_id"] and row["section_id"] == holder["section_id"]
    assert row["is_canonical"] is True and row["hedges"] == []


def test_what_the_extractor_finds_by_now_need_not_be_added(plan):
    added = {
        "table": "targets",
        "action": "add",
        "quote": BASES,
        "value": "5",
        "set": {"kind": "quantity"},
        "reason": "r",
    }
    with pytest.raises(InputError, match="finds this row already"):
        corrected(plan, added)


def test_a_moved_row_takes_its_new_place_and_id(plan):
    old = at(build.plan_tables(document.load(plan)), "targets", BASES)[0]
    tables = corrected(plan, setting(set={}, quote="实训基地5个", value="5", expect={"unit": "个"}))
    (row,) = at(tables, "targets", "实训基地5个")
    assert row["quote"] == "实训基地5个" and row["value_start"] == old["value_start"]
    assert row["target_id"] == old["target_id"]


def test_an_added_body_is_numbered_in_reading_order(plan):
    quote = "教育费附加"
    tables = corrected(
        plan,
        {
            "table": "responsibilities",
            "action": "drop",
            "row": {"quote": "区教委", "nth": 1},
            "expect": {"role": "responsible"},
            "reason": "r",
        },
        {"table": "responsibilities", "action": "add", "quote": "区教委", "set": {"role": "lead"}, "reason": "r"},
        {"table": "responsibilities", "action": "add", "quote": quote, "set": {"role": "support"}, "reason": "r"},
    )
    (back,) = at(tables, "responsibilities", "区教委")
    assert (back["position"], back["role"], back["name"]) == (1, "lead", "区教委")
    assert tables["decisions"][1]["row_id"] == f"{back['task_id']}|1|lead"


def test_a_dropped_task_takes_its_bodies_with_it(plan):
    tables = corrected(
        plan,
        {
            "table": "tasks",
            "action": "drop",
            "row": {"quote": "（一）加强队伍建设"},
            "expect": {"role": "task"},
            "reason": "r",
        },
    )
    tasks = {task["task_id"] for task in tables["tasks"]}
    assert {row["task_id"] for row in tables["responsibilities"]} <= tasks
    assert {row["task_id"] for row in tables["targets"]} <= tasks | {None}
    assert [task["position"] for task in sorted(tables["tasks"], key=lambda row: row["char_start"])] == [1, 2, 3]


def test_sections_are_neither_added_nor_dropped(plan):
    with pytest.raises(InputError, match="can't be drop-ed"):
        corrected(plan, setting(table="sections", action="drop", set={}, expect={"role": "tasks"}))


def test_more_rows_at_one_place_than_there_are_letters_get_ids_of_their_own(plan):
    bench = curation._Bench(marked_yaml.parse("", plan / "curation.yaml"), small_corpus.TEXT, small_corpus.PLAN, {})
    added = {"table": "targets", "action": "add", "quote": BASES, "set": {"kind": "milestone"}, "reason": "r"}
    decision = curation._Decision.model_validate(added)
    rows = bench.tables["targets"] = []
    for number in range(40):
        row = {"target_id": f"x{number}", "char_start": 0, "char_end": 1, "value_start": None, "value_end": None}
        rows.append(row)
        bench._move(decision, row, "here")
    assert len({row["target_id"] for row in rows}) == 40
    assert all(passages._ID.fullmatch(row["target_id"]) for row in rows)
    offset = small_corpus.TEXT.index(BASES)
    assert all(re.fullmatch(rf"{small_corpus.PLAN}\.g{offset:06d}([a-z]|-\d+)?", row["target_id"]) for row in rows)


def test_a_quote_that_cuts_through_damage_reads_as_spans_do(plan):
    repairs = [{"char_start": 4, "char_end": 7, "repaired": ""}]
    assert curation.readable("国家级优\n3、质", (0, 6), curation.edits(repairs)) == "国家级优"
