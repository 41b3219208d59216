"""What an annotation may hold beside units and their attributes."""

from __future__ import annotations

import pytest
import yaml

from tests.dataset import label_tables
from zhijiao_data.dataset import annotation
from zhijiao_data.errors import InputError

TEXT = "一是加强“双师型”队伍建设，“双师型”占比不少于60%，依据《职业教育法》。\n"
TASK = {"from": "一是", "to": "》。", "role": "task"}
TARGET = {"quote": "占比不少于60%", "value": "60", "kind": "quantity"}
CITATION = {"quote": "《职业教育法》", "relation": "basis"}


@pytest.fixture
def read(tmp_path, monkeypatch):
    label_tables.add(monkeypatch)

    def load(**notes):
        path = tmp_path / "annotation.yaml"
        path.write_text(yaml.safe_dump({"plan_id": "p", **notes}, allow_unicode=True), encoding="utf-8")
        return annotation.load(path, TEXT)

    return load


def some(table, column):
    return annotation.allowed_ids(table, column)[:2]


def test_a_task_has_themes_and_instruments_the_primary_one_first(read):
    (b, a), (c, _) = some("task_themes", "theme_id"), some("task_instruments", "instrument_id")
    (row,) = read(tasks=[TASK | {"themes": [a, b], "instruments": c}]).tasks
    assert (row["themes"], row["instruments"]) == ([a, b], [c])


def test_what_is_left_out_is_nothing(read):
    found = read(tasks=[TASK], targets=[TARGET], citations=[CITATION])
    assert (found.tasks[0]["themes"], found.targets[0]["addressee"], found.mentions) == ([], None, [])
    assert {found.citations[0][key] for key in ("policy_id", "resolution", "suggestion")} == {None}


def test_a_target_has_an_addressee(read):
    code, _ = some("targets", "addressee")
    assert read(targets=[TARGET | {"addressee": code}]).targets[0]["addressee"] == code


def test_a_mention_stands_where_its_term_does(read, monkeypatch):
    monkeypatch.setattr(annotation, "allowed_ids", lambda table, column: ("dual",) if table == "mentions" else None)
    note = {"concept": "dual", "term": "“双师型”", "nth": 2, "in_citation": True}
    (row,) = read(mentions=[note]).mentions
    start = TEXT.rindex("“双师型”")
    assert (row["concept_id"], row["char_start"], row["char_end"]) == ("dual", start, start + 5)
    assert row["in_citation"] is True
    with pytest.raises(InputError, match=r"annotation\.yaml:\d+: not in the document: '没有'"):
        read(mentions=[{"concept": "dual", "term": "没有"}])
    with pytest.raises(InputError, match=r"no concept 'duel' \(did you mean 'dual'\?\)"):
        read(mentions=[note | {"concept": "duel"}])


@pytest.mark.parametrize(
    "section, note, told",
    [
        ("tasks", TASK | {"themes": ["T00x"]}, "no themes 'T00x'"),
        ("tasks", TASK | {"instruments": ["?"]}, "no instruments '?'"),
        ("tasks", TASK | {"themes": "THEME THEME"}, "themes names something twice"),
        ("targets", TARGET | {"addressee": "nobody"}, "no addressee 'nobody'"),
        ("targets", TARGET | {"comparator": "gee"}, "no comparator 'gee' (did you mean 'ge'?)"),
        ("citations", CITATION | {"relation": "?"}, "no relation '?'"),
    ],
)
def test_a_code_that_is_not_in_the_codebook_is_told_with_its_line(read, section, note, told):
    theme, _ = some("task_themes", "theme_id")
    note = {key: value.replace("THEME", theme) if isinstance(value, str) else value for key, value in note.items()}
    with pytest.raises(InputError) as failure:
        read(**{section: [note]})
    assert told in str(failure.value) and "annotation.yaml:" in str(failure.value)


def test_free_columns_and_keys_of_documents_allow_everything():
    assert annotation.allowed_ids("targets", "note") is None
    assert annotation.allowed_ids("targets", "task_id") is None
    assert annotation.allowed_ids("nothing", "nothing") is None
    assert "ge" in annotation.allowed_ids("targets", "comparator")
    assert "%" in annotation.allowed_ids("targets", "unit")
