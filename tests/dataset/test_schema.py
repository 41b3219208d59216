"""A column is defined once; what is defined is used, and what is used is defined."""

from __future__ import annotations

import dataclasses
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import load, parquet, passages, schema
from zhijiao_data.errors import InputError, UsageError

# The names that users rely on.
CONTRACT = {
    "plans": """plan_id title title_en document_type text_status doc_number issuer issuer_level province city district
        adcode place_basis issued_on published_on date_precision period_start period_end period_basis transmitted_by
        transmitted_on source_file source_sha256 text_file text_chars""",
    "sections": "section_id plan_id parent_id position depth label heading role text char_start char_end",
    "tasks": """task_id plan_id section_id position label title text role origin path restates char_start char_end""",
    "targets": """target_id plan_id task_id section_id quote char_start char_end kind form value_start value_end
        value_text value_min value_max comparator unit unit_text per indicator_id indicator_text scope grade
        baseline_value baseline_year start_year deadline_year deadline_month deadline_basis modality modality_marker
        hedges group_id is_canonical conflict note""",
    "responsibilities": "task_id plan_id position name agency_id role char_start char_end",
    "citations": "citation_id plan_id section_id quote title doc_number policy_id relation char_start char_end",
    "indicators": "id label_zh label_en definition include exclude examples",
    "agencies": "id label_zh label_en definition include exclude examples",
    "decisions": "action reason coder date expectation",
}


@pytest.fixture
def folder(tmp_path):
    for name in ("fields.yaml", "tables.yaml"):
        shutil.copy(schema.HERE / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("table", CONTRACT)
def test_the_promised_columns_exist(table):
    assert set(CONTRACT[table].split()) <= set(schema.columns(table))


@pytest.mark.parametrize("table", schema.tables())
def test_every_column_is_described_in_both_languages_with_an_example(table):
    for field in schema.table(table).fields.values():
        for text in (field.label_zh, field.label_en, field.description_zh, field.description_en, field.example):
            assert text, field.name


@pytest.mark.parametrize("table", schema.tables())
def test_every_closed_list_is_in_the_codebook(table):
    for _, codes in schema.table(table).closed_lists():
        assert loader.codes(codes)


def test_a_field_defined_and_unused_is_an_error_with_its_line(folder):
    with (folder / "fields.yaml").open("a", encoding="utf-8") as file:
        file.write("\nunused:\n  type: string\n  label_zh: 无\n  label_en: none\n")
    with pytest.raises(InputError, match=r"fields\.yaml:\d+: the field 'unused' is defined and used by no table"):
        schema.read(folder)


def test_a_name_used_and_undefined_is_an_error_with_its_line(folder):
    path = folder / "tables.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("columns: [plan_id, text]", "columns: [plan_id, txt]"), "utf-8"
    )
    with pytest.raises(InputError, match=r"tables\.yaml:\d+: the column 'texts\.txt' is not defined"):
        schema.read(folder)


def test_a_misspelt_type_is_an_error(folder):
    path = folder / "fields.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("type: float", "type: flaot", 1), "utf-8")
    with pytest.raises(InputError, match=r"fields\.yaml:\d+"):
        schema.read(folder)


def test_a_qualified_entry_says_only_what_differs():
    plain, qualified = schema.table("tasks").fields["task_id"], schema.table("targets").fields["task_id"]
    assert plain.required and not qualified.required
    assert plain.type == qualified.type and plain.description_en != qualified.description_en


def test_arrow_types_follow_the_fields():
    arrow = schema.arrow_schema("targets")
    assert arrow.field("value_min").type == pa.float64() and arrow.field("deadline_year").type == pa.int32()
    assert arrow.field("hedges").type == pa.list_(pa.string()) and arrow.field("quote").type == pa.string()
    assert schema.arrow_schema("plans").field("issued_on").type == pa.date32()
    assert arrow.field("unit").metadata[b"codes"] == b"units.id"


def test_an_unknown_table_names_the_nearest_and_all():
    with pytest.raises(UsageError, match=r"Did you mean 'targets'.*plans, sections"):
        schema.table("target")


def test_the_remedy_for_a_wrong_name_is_short():
    many = [f"name{number:02d}" for number in range(40)]
    assert schema.suggestion("zzz", many) == f"Allowed: {', '.join(many[:12])}, …"
    assert schema.suggestion("nam07", many).startswith("Did you mean 'name07'? Allowed: name00, ")
    assert schema.suggestion("zzz", ["a", "b"]) == "Allowed: a, b"


@pytest.mark.parametrize(
    ("column", "table"),
    [(f"{t.name}.{f.name}", t.name) for t in schema.tables().values() for f in t.fields.values() if f.example],
)
def test_an_example_of_an_id_is_one_that_exists(column, table):
    example = schema.table(table).fields[column.split(".")[1]].example
    parts = passages._ID.fullmatch(example)
    if parts is None:
        return
    holder = next(t for t in schema.tables().values() if t.id_letter == parts["letter"])
    ids = {row[holder.primary_key[0]] for row in parquet.rows(load.CHECKOUT, holder.name)}
    assert example in ids


@pytest.mark.parametrize("name", schema.tables())
def test_a_file_describes_its_table_as_the_schema_does(name, tmp_path):
    table = schema.table(name)
    parquet.write(parquet.arrow_table(name, []), tmp_path / f"{name}.parquet")
    found = schema.of_file(name, pq.read_schema(tmp_path / f"{name}.parquet"), table.primary_key)
    # What a file doesn't say: where the table comes from, its order and examples.
    examples = {column: dataclasses.replace(field, example=None) for column, field in table.fields.items()}
    assert found == dataclasses.replace(table, source=None, sort=table.primary_key, id_letter=None, fields=examples)


def test_a_file_with_a_type_of_another_version_is_told():
    odd = pa.schema([pa.field("when", pa.timestamp("s"))])
    with pytest.raises(InputError, match="plans: the column 'when' has the type timestamp"):
        schema.of_file("plans", odd, ["when"])
