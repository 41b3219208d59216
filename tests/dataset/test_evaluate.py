"""What counts as found, and what counts as right."""

from __future__ import annotations

import json

import pytest
import yaml

from zhijiao_data.dataset import annotation, evaluate
from zhijiao_data.errors import InputError, UsageError

TEXT = (
    "二、任务\n"
    "一是加强队伍建设。到2025年建成3所国家级、15所市级学校，教师占比不少于60%。（责任单位：区教委、区财政\n局）\n"
    "二是加大投入。经费逐年增加，依据《职业教育法》。\n"
)
NOTES = {
    "plan_id": "p",
    "tasks": [
        {
            "from": "一是",
            "to": "局）",
            "label": "一是",
            "title": "加强队伍建设",
            "role": "task",
            "origin": "text",
            "path": ["二、任务"],
            "themes": ["T08.1", "T09.2"],
            "instruments": ["E1"],
            "bodies": [
                {"name": "区教委", "role": "responsible", "agency": "education"},
                {"name": "区财政局", "role": "responsible", "agency": "finance"},
            ],
        },
        {
            "from": "二是",
            "to": "》。",
            "label": "二是",
            "title": "加大投入",
            "role": "task",
            "path": ["二、任务"],
            "themes": ["T15.1"],
            "instruments": ["S2"],
        },
    ],
    "targets": [
        {"quote": "建成3所国家级", "value": "3", "kind": "quantity", "value_min": 3, "value_max": 3},
        {"quote": "15所市级学校", "value": "15", "kind": "quantity", "value_min": 15, "value_max": 15},
        {"quote": "教师占比不少于60%", "value": "60", "kind": "quantity", "value_min": 60, "comparator": "ge"},
        {"quote": "经费逐年增加", "kind": "direction"},
    ],
    "citations": [{"quote": "《职业教育法》", "title": "职业教育法", "relation": "basis"}],
    "mentions": [{"concept": "distinct_type", "term": "职业教育", "in_citation": True}],
}


def read(tmp_path, notes=NOTES):
    path = tmp_path / "annotation.yaml"
    path.write_text(yaml.safe_dump(notes, allow_unicode=True), encoding="utf-8")
    return annotation.load(path, TEXT)


def perfect(read):
    """The rows of an extractor that read as the annotator did."""
    tasks = [dict(row, task_id=f"k{i}") for i, row in enumerate(read.tasks)]
    bodies = [
        dict(body, task_id=f"k{i}", position=n, char_start=TEXT.index(body["name"][:3]), char_end=0)
        for i, group in enumerate(read.bodies)
        for n, body in enumerate(group)
    ]
    return {
        "tasks": tasks,
        "responsibilities": bodies,
        "targets": [dict(row) for row in read.targets],
        "citations": [dict(row) for row in read.citations],
        "mentions": [dict(row) for row in read.mentions],
        "task_themes": labels(tasks, "themes", "theme_id"),
        "task_instruments": labels(tasks, "instruments", "instrument_id"),
    }


def labels(tasks, key, column):
    return [
        {"task_id": task["task_id"], column: code, "rank": rank}
        for task in tasks
        for rank, code in enumerate(task[key], 1)
    ]


def test_equal_rows_score_one_everywhere(tmp_path):
    notes = read(tmp_path)
    result = evaluate.compare(TEXT, notes, perfect(notes))
    assert result.details == []
    assert {kind: tally.f1 for kind, tally in result.tallies.items()} == dict.fromkeys(result.tallies, 1.0)
    assert all(accuracy.right == accuracy.rows for accuracy in result.attributes.values())


def test_one_row_for_two_numbers_is_one_miss(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    del rows["targets"][1]
    rows["targets"][0]["char_end"] += 8
    result = evaluate.compare(TEXT, notes, rows)
    assert (result.tallies["targets"].matched, result.tallies["targets"].wanted) == (3, 4)
    assert [line.split()[:2] for line in result.details] == [["MISS", "targets"], ["WRONG", "targets.quote"]]


def test_a_wrong_year_spoils_the_tuple_and_only_its_own_attribute(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    rows["targets"][2]["deadline_year"] = 2027
    result = evaluate.compare(TEXT, notes, rows)
    assert result.tallies["tuples"].matched == 3
    assert result.attributes["targets", "deadline_year"].right == 3
    assert result.attributes["targets", "deadline_year"].stated == 1
    (line,) = result.details
    assert line.startswith("WRONG targets.deadline_year") and "p:2" in line and "want=null got=2027" in line


def test_a_value_given_where_none_was_read_is_no_match(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    rows["targets"][3] |= {"value_start": rows["targets"][3]["char_start"], "value_end": rows["targets"][3]["char_end"]}
    tally = evaluate.compare(TEXT, notes, rows).tallies["targets"]
    assert (tally.matched, tally.precision, tally.recall) == (3, 0.75, 0.75)


def test_bodies_of_a_missed_task_are_missed(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    del rows["tasks"][0]
    rows["responsibilities"] = []
    result = evaluate.compare(TEXT, notes, rows)
    assert (result.tallies["bodies"].wanted, result.tallies["bodies"].matched) == (2, 0)


def test_a_name_broken_over_two_lines_is_the_same_name(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    rows["responsibilities"][1]["name"] = "区财政\n局"
    assert evaluate.compare(TEXT, notes, rows).tallies["bodies"].matched == 2


def test_groups_are_compared_by_their_members_not_their_names(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    for row in notes.targets[:2]:
        row["group_id"] = "a"
    for row in rows["targets"][:2]:
        row["group_id"] = "other"
    assert evaluate.compare(TEXT, notes, rows).details == []
    rows["targets"][2]["group_id"] = "other"
    wrong = evaluate.compare(TEXT, notes, rows).attributes["targets", "group"]
    assert (wrong.rows, wrong.right) == (4, 1)


def test_value_inside_a_longer_number_is_not_the_value():
    assert annotation.value_start("新建15所、5所", "5") == 6
    assert annotation.value_start("每5年不少于6个月", "6") == 6
    assert annotation.value_start("3000万元/年", "3000") == 0


def test_every_quote_that_is_not_in_the_document_is_listed_with_its_line(tmp_path):
    notes = {"plan_id": "p", "targets": [{"quote": "没有这句", "kind": "milestone"}], "citations": [{"quote": "无"}]}
    with pytest.raises(InputError) as failure:
        read(tmp_path, notes)
    assert "2 quotes are not" in str(failure.value) and "annotation.yaml:2" in str(failure.value)


def test_a_misspelt_key_is_an_error_with_its_line(tmp_path):
    with pytest.raises(InputError, match=r"annotation\.yaml:\d+: .*targets\.0\.knd"):
        read(tmp_path, {"plan_id": "p", "targets": [{"quote": "建成", "kind": "milestone", "knd": 1}]})


def test_scalars_of_an_annotation_stay_as_typed(tmp_path):
    path = tmp_path / "annotation.yaml"
    path.write_text(
        "plan_id: p\ntargets:\n- {quote: 教师占比不少于60%, value: 60, kind: quantity, unit_text: 1:1}\n",
        encoding="utf-8",
    )
    (row,) = annotation.load(path, TEXT).targets
    assert (row["value_text"], row["unit_text"]) == ("60", "1:1")


@pytest.mark.parametrize(("a", "b", "share"), [("教师占比", "教师占比", 1.0), ("教师", "学校", 0.0), (None, None, 1.0)])
def test_overlap_of_wording(a, b, share):
    assert evaluate.bigram_overlap(a, b) == share


def test_report_prints_tables_and_json(tmp_path):
    notes = read(tmp_path)
    report = evaluate.Report([evaluate.compare(TEXT, notes, perfect(notes))])
    assert "| p | targets | 4 | 4 | 4 | 1.000 | 1.000 | 1.000 |" in report.markdown()
    numbers = json.loads(report.as_json())
    assert numbers[-1]["document"] == "total" and numbers[0]["detection"]["tuples"]["f1"] == 1.0
    assert report.agrees


@pytest.mark.parametrize("kind", ["targets", "citations"])
def test_a_span_that_is_too_short_or_too_long_is_seen(tmp_path, kind):
    notes = read(tmp_path)
    rows = perfect(notes)
    row = rows[kind][0]
    rows[kind][0] = row | {"char_end": row["char_end"] - 1}
    found = evaluate.compare(TEXT, notes, rows)
    quotes = found.attributes[kind, "quote"]
    assert (quotes.rows - quotes.right, found.tallies[kind].matched) == (1, len(rows[kind]))
    (detail,) = found.details
    assert f"WRONG {kind}.quote" in detail and not evaluate.Report([found]).agrees


def test_a_wrong_primary_theme_is_seen_at_both_levels_and_in_its_categories(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    rows["task_themes"][0]["theme_id"] = "T08.2"
    found = evaluate.compare(TEXT, notes, rows)
    right = {name: found.attributes["tasks", name].right for name in ("theme", "theme (top level)", "themes")}
    assert right == {"theme": 1, "theme (top level)": 2, "themes": pytest.approx(1 + 1 / 3)}
    counts = {code: (t.wanted, t.found, t.matched) for (name, code), t in found.categories.items() if name == "theme"}
    assert counts == {"T08.1": (1, 0, 0), "T08.2": (0, 1, 0), "T09.2": (1, 1, 1), "T15.1": (1, 1, 1)}


def test_a_second_label_put_first_leaves_the_set_right(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    rows["task_themes"][0]["rank"], rows["task_themes"][1]["rank"] = 2, 1
    found = evaluate.compare(TEXT, notes, rows)
    assert found.attributes["tasks", "themes"].right == 2 and found.attributes["tasks", "theme"].right == 1


def test_labels_that_nobody_read_are_not_compared(tmp_path):
    unread = {**NOTES, "tasks": [{k: v for k, v in task.items() if k != "themes"} for task in NOTES["tasks"]]}
    notes = read(tmp_path, unread)
    found = evaluate.compare(TEXT, notes, {**perfect(read(tmp_path)), "tasks": perfect(notes)["tasks"]})
    assert found.attributes["tasks", "theme"].rows == 0 and found.attributes["tasks", "instrument"].rows == 2


def test_a_mention_of_another_concept_is_a_miss_and_an_invention(tmp_path):
    notes = read(tmp_path)
    rows = perfect(notes)
    rows["mentions"][0]["concept_id"] = "credit_bank"
    found = evaluate.compare(TEXT, notes, rows)
    assert (found.tallies["mentions"].matched, found.tallies["mentions"].found) == (0, 1)
    assert [line.split()[0] for line in found.details] == ["MISS", "FALSE"]


def test_categories_are_printed_with_their_labels_and_an_unknown_attribute_is_told(tmp_path):
    notes = read(tmp_path)
    report = evaluate.Report([evaluate.compare(TEXT, notes, perfect(notes))])
    assert "| theme | T15.1 | 财政投入 | Public funding | 1 | 1 | 1 | 1.000 | 1.000 | 1.000 |" in report.categories(
        ["theme"]
    )
    with pytest.raises(UsageError, match="theme"):
        report.categories(["thme"])
