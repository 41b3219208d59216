"""A plan.yaml says only what stands in its document, or why it knows it; a slip is told with its line."""

import hashlib
from pathlib import Path

import pytest

from zhijiao_data.corpus import catalogue
from zhijiao_data.dataset import schema
from zhijiao_data.errors import InputError

SOURCE = """重庆市某某区人民政府
关于印发某某行动计划
（2023－2025年）的通知
某府发〔2023〕1号
2023年1月29日
2023年1月29日
"""
UNKNOWN = "{value: null, evidence: {not_stated: the text does not say}}"
GOOD = f"""\
plan_id: some-plan
source_file: plan.txt
source_sha256: {hashlib.sha256(SOURCE.encode()).hexdigest()}
source_url: {UNKNOWN}
title: {{value: 某某行动计划（2023－2025年）, evidence: {{quote: "某某行动计划\\n（2023－2025年）"}}}}
title_en: {{value: Some Action Plan, evidence: {{inferred: our translation}}}}
document_type: {{value: action_plan, evidence: {{quote: 行动计划}}}}
text_status: {{value: [full], evidence: {{inferred: read to its end}}}}
doc_number: {{value: 某府发〔2023〕1号, evidence: {{quote: 某府发〔2023〕1号}}}}
issuer: {{value: 重庆市某某区人民政府, evidence: {{quote: 重庆市某某区人民政府}}}}
issuer_level: {{value: district, evidence: {{quote: 某某区人民政府}}}}
province: {{value: 重庆市, evidence: {{quote: 重庆市某某区}}}}
city: {UNKNOWN}
district: {{value: 某某区, evidence: {{quote: 重庆市某某区}}}}
adcode: {{value: 500199, evidence: {{inferred: code of the stated place, source: GB/T 2260}}}}
place_basis: stated
issued_on: {{value: 2023-01-29, evidence: {{quote: 2023年1月29日, nth: 2}}}}
published_on: {UNKNOWN}
date_precision: day
period_start: {{value: 2023, evidence: {{quote: 2023－2025年}}}}
period_end: {{value: 2025, evidence: {{quote: 2023－2025年}}}}
period_basis: title
transmitted_by: {UNKNOWN}
transmitted_on: {UNKNOWN}
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A plan folder without a plan.yaml."""
    path = tmp_path / "some-plan"
    path.mkdir()
    (path / "plan.txt").write_bytes(SOURCE.encode())
    return path


def write(folder: Path, text: str) -> Path:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, old: str, new: str) -> InputError:
    """The error of the good entry with one stretch changed."""
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        catalogue.read_entry(write(folder, GOOD.replace(old, new, 1)))
    assert caught.value.remedy
    return caught.value


def line_of(stretch: str) -> int:
    return GOOD[: GOOD.index(stretch)].count("\n") + 1


def test_a_good_entry_gives_the_columns_of_the_table(folder):
    row = catalogue.read_entry(write(folder, GOOD)).record.row()
    assert row["title"] == "某某行动计划（2023－2025年）"
    assert row["text_status"] == ["full"]
    assert row["adcode"] == "500199"
    assert row["issued_on"] == "2023-01-29"
    assert row["period_start"] == 2023
    assert row["city"] is None
    assert "city=not_stated" in row["missing"] and len(row["missing"]) == 5
    assert row["source_file"] == row["text_file"] == "some-plan/plan.txt"


def test_a_text_layer_beside_the_source_is_what_quotes_are_sought_in(folder):
    (folder / "plan.pdf").write_bytes(b"%PDF-1.7")
    digest = hashlib.sha256(b"%PDF-1.7").hexdigest()
    text = GOOD.replace("source_file: plan.txt", "source_file: plan.pdf\ntext_file: plan.txt")
    entry = catalogue.read_entry(write(folder, text.replace(hashlib.sha256(SOURCE.encode()).hexdigest(), digest)))
    assert entry.text == SOURCE
    assert entry.record.row()["text_file"] == "some-plan/plan.txt"


MISTAKES = {
    "a mistyped key": ("issuer_level:", "issuer_levl:", "unknown key 'issuer_levl' (did you mean 'issuer_level'?)"),
    "an unknown key of the evidence": (
        "{quote: 行动计划}",
        "{qoute: 行动计划}",
        "unknown key 'document_type.evidence.qoute'",
    ),
    "a missing key": (f"published_on: {UNKNOWN}\n", "", "the key 'published_on' is missing"),
    "a key given twice": ("place_basis: stated", "plan_id: again", "the key 'plan_id' is given twice"),
    "a word for a year": ("value: 2025", "value: soon", "a whole number is expected, found 'soon'"),
    "a year out of reach": ("value: 2025", "value: 20255", "less than or equal to 2100"),
    "a date in another form": ("value: 2023-01-29", "value: 2023-1-29", "a date is written YYYY-MM-DD"),
    "a date without hyphens": ("value: 2023-01-29", "value: 20230129", "a date is written YYYY-MM-DD"),
    "a day that does not exist": ("value: 2023-01-29", "value: 2023-02-29", "issued_on"),
    "a text for a list": ("value: [full]", "value: full", "valid list"),
    "a bare value without evidence": (
        "issuer_level: {value: district, evidence: {quote: 某某区人民政府}}",
        "issuer_level: district",
        "issuer_level",
    ),
    "a value with a reason for its absence": (
        "{value: [full], evidence: {inferred: read to its end}}",
        "{value: [full], evidence: {not_stated: why}}",
        "there is a value",
    ),
    "no value and no reason": ("{value: [full],", "{value: null,", "there is no value"),
    "two kinds of evidence": ("{quote: 行动计划}", "{quote: 行动计划, inferred: yes}", "give exactly one of"),
    "a number of occurrence without a quote": (
        "{inferred: our translation}",
        "{inferred: ours, nth: 2}",
        "'nth' belongs",
    ),
    "a code that is in no list": ("value: action_plan", "value: poem", "'poem' is not in the list document_type: "),
    "a code of a list that is in no list": (
        "value: [full]",
        "value: [whole]",
        "'whole' is not in the list text_status",
    ),
    "a basis that is in no list": (
        "period_basis: title",
        "period_basis: name",
        "'name' is not in the list period_basis",
    ),
    "an adcode of five figures": ("value: 500199", "value: 50019", "adcode"),
    "a hash that is none": (GOOD.splitlines()[2], "source_sha256: abc", "source_sha256"),
    "another folder's id": ("plan_id: some-plan", "plan_id: other-plan", "but the folder is 'some-plan'"),
    "a source outside the folder": ("source_file: plan.txt", "source_file: ../plan.txt", "leads out of the folder"),
    "a source that is not there": ("source_file: plan.txt", "source_file: none.txt", "is not in the folder"),
    "a changed source": (GOOD.splitlines()[2], f"source_sha256: {'0' * 64}", "is not the file that was catalogued"),
    "a quote that does not stand": ("{quote: 行动计划}", "{quote: 行动方案}", "does not stand in the document"),
    "a quote that does not stand so often": ("nth: 2", "nth: 3", "does not stand 3 times in the document"),
    "a value that is not in its quote": ("value: 某府发〔2023〕1号", "value: 某府发〔2023〕2号", "is not in the quote"),
    "a year that is not in its quote": ("value: 2025", "value: 2026", "'2026' of the value is not in the quote"),
    "a day that is not in its quote": (
        "value: 2023-01-29",
        "value: 2023-01-28",
        "'28' of the value is not in the quote",
    ),
    "an adcode for an inferred place": (
        "district: {value: 某某区, evidence: {quote: 重庆市某某区}}",
        "district: {value: 某某区, evidence: {inferred: from the press}}",
        "place_basis is 'stated', but by the evidence of the place it is 'inferred'",
    ),
    "a precision of no date": (
        "{value: 2023-01-29, evidence: {quote: 2023年1月29日, nth: 2}}",
        UNKNOWN,
        "is given, but",
    ),
    "no basis of the period": ("period_basis: title", "period_basis: null", "period_basis is null"),
    "a period that ends first": (
        "period_start: {value: 2023, evidence: {quote: 2023－2025年}}",
        "period_start: {value: 2026, evidence: {inferred: so}}",
        "ends before it starts",
    ),
    "broken yaml": ("period_basis: title", "period_basis: [title", "not valid YAML"),
    "an alias": ("period_basis: title", "period_basis: &a title\nnotes: [*a]", "an alias"),
}


@pytest.mark.parametrize("old, new, message", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_file_and_line(folder, old, new, message):
    error = refused(folder, old, new)
    assert message in error.what
    assert error.where.startswith(f"{folder / 'plan.yaml'}:")


@pytest.mark.parametrize(
    "old, new",
    [
        ("issuer_level:", "issuer_levl:"),
        ("value: 2025", "value: soon"),
        ("value: action_plan", "value: poem"),
        ("value: [full]", "value: [whole]"),
        ("date_precision: day", "date_precision: week"),
        ("{quote: 行动计划}", "{quote: 行动方案}"),
        ("place_basis: stated", "place_basis: inferred"),
    ],
)
def test_the_line_is_that_of_the_mistake(folder, old, new):
    assert refused(folder, old, new).where == f"{folder / 'plan.yaml'}:{line_of(old)}"


def test_an_inferred_place_has_no_adcode(folder):
    inferred = GOOD.replace(
        "district: {value: 某某区, evidence: {quote: 重庆市某某区}}",
        "district: {value: 某某区, evidence: {inferred: from the press}}",
    ).replace("place_basis: stated", "place_basis: inferred")
    with pytest.raises(InputError, match="an adcode is given, but the place is only inferred"):
        catalogue.read_entry(write(folder, inferred))


def test_an_empty_catalogue_entry_is_refused(folder):
    with pytest.raises(InputError, match="the file is empty"):
        catalogue.read_entry(write(folder, "# nothing\n"))


def test_a_source_that_links_out_of_the_folder_is_refused(folder):
    other = folder.parent / "elsewhere.txt"
    (folder / "plan.txt").rename(other)
    (folder / "plan.txt").symlink_to(other)
    with pytest.raises(InputError, match="link to a place outside"):
        catalogue.read_entry(write(folder, GOOD))


def test_plans_are_listed_by_name_and_files_beside_them_passed_over(tmp_path):
    for name in ("b-plan", "a-plan", ".hidden"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.yaml").touch()
    (tmp_path / "CODING.md").touch()
    assert [path.name for path in catalogue.plans(tmp_path)] == ["a-plan", "b-plan"]


@pytest.mark.parametrize(
    "name, files, message",
    [("a-plan", [], "plan.yaml is missing"), ("Plan 1", ["plan.yaml"], "is no plan id"), (None, [], "no plan in this")],
)
def test_a_corpus_with_a_folder_that_is_no_plan_is_refused(tmp_path, name, files, message):
    if name:
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).touch()
    with pytest.raises(InputError, match=message):
        catalogue.plans(tmp_path)


def test_a_corpus_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="folder not found"):
        catalogue.plans(tmp_path / "raw")


@pytest.mark.parametrize("column, codes", schema.table("plans").closed_lists())
def test_every_closed_list_of_the_table_is_kept_by_the_entry(folder, column, codes):
    line = next(line for line in GOOD.splitlines() if line.startswith(f"{column}:"))
    known = {"text_status": "[full]", "document_type": "action_plan", "issuer_level": "district"}
    old = known.get(column) or line.split()[-1]
    error = refused(folder, line, line.replace(old, "[no_code]" if column == "text_status" else "no_code", 1))
    assert f"'no_code' is not in the list {codes}" in error.what
