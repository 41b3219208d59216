"""The data package: frictionless accepts the descriptor, and the tables keep what it promises."""

from __future__ import annotations

import json
import shutil

import pyarrow as pa
import pytest

from tests.publish.released import held
from zhijiao_data.dataset import parquet, schema
from zhijiao_data.publish.standards import datapackage

frictionless = pytest.importorskip("frictionless")

RELEASE = held()
DOCUMENT = datapackage.document(RELEASE)
RESOURCES = {resource["name"]: resource for resource in DOCUMENT["resources"]}


def published(folder, *names):
    """A package of some tables (of all when none is named) laid out as in the repository; the path of its descriptor."""
    resources = [RESOURCES[name] for name in names or RESOURCES]
    (folder / "data").mkdir()
    for resource in resources:
        shutil.copy(RELEASE.folder / f"{resource['name']}.parquet", folder / resource["path"])
    path = folder / "datapackage.json"
    path.write_text(json.dumps(DOCUMENT | {"resources": resources}, ensure_ascii=False), encoding="utf-8")
    return path


def errors(path):
    """(field, kind) of every error that frictionless finds in the package."""
    report = frictionless.validate(str(path))
    found = report.flatten(["fieldName", "type"])
    assert report.valid == (not found)
    return [tuple(error) for error in found]


def test_the_tables_keep_types_keys_and_codes(tmp_path):
    assert errors(published(tmp_path)) == []


def row(**changes):
    """A change of the first row."""
    return lambda rows: [rows[0] | changes, *rows[1:]]


@pytest.mark.parametrize(
    "change, error",
    [
        (row(kind="mended"), ("kind", "constraint-error")),
        (row(original=None), ("original", "constraint-error")),
        (row(plan_id="no-such-plan"), (None, "foreign-key")),
        (lambda rows: [*rows, rows[0]], ("repair_id", "unique-error")),
        (lambda rows: [*rows, rows[0]], (None, "primary-key")),
    ],
    ids=["a code of no list", "a null where none may be", "a key of nothing", "a row twice", "a key twice"],
)
def test_a_spoilt_table_is_noticed(tmp_path, change, error):
    path = published(tmp_path, "plans", "places", "repairs")
    # Without the promise of the file's own schema that a column has no nulls.
    columns = pa.schema([column.with_nullable(True) for column in schema.arrow_schema("repairs")])
    rows = change(parquet.rows(RELEASE.folder, "repairs"))
    parquet.write(pa.Table.from_pylist(rows, columns), tmp_path / "data/repairs.parquet")
    assert error in errors(path)


def test_a_missing_column_is_noticed(tmp_path):
    path = published(tmp_path, "plans", "places", "repairs")
    table = parquet.read(tmp_path / "data/repairs.parquet")
    parquet.write(table.drop_columns(["reason"]), tmp_path / "data/repairs.parquet")
    assert any(kind == "missing-label" for _, kind in errors(path))


def test_each_resource_has_the_columns_of_the_schema_in_order():
    for name, resource in RESOURCES.items():
        assert [field["name"] for field in resource["schema"]["fields"]] == schema.columns(name)
        assert resource["schema"]["primaryKey"] == list(schema.primary_key(name))


def test_hashes_are_those_of_the_files_and_no_size_is_stated():
    for name, resource in RESOURCES.items():
        assert resource["hash"] == f"sha256:{parquet.file_hash(RELEASE.folder / f'{name}.parquet')}"
        assert "bytes" not in resource


def test_every_key_of_another_table_is_one_unless_it_is_a_list():
    for name, table in RELEASE.tables.items():
        keys = {
            (key["fields"][0], key["reference"]["resource"] or name, key["reference"]["fields"][0])
            for key in RESOURCES[name]["schema"]["foreignKeys"]
        }
        lists = {field.name for field in table.fields.values() if field.type == "list<string>"}
        assert keys == {key for key in table.foreign_keys() if key[0] not in lists}


def test_labels_units_and_lists_are_said_in_both_languages():
    field = next(one for one in RESOURCES["targets"]["schema"]["fields"] if one["name"] == "char_start")
    assert (field["title"], field["x_title_zh"], field["x_unit"]) == ("Start", "起始位置", "code points")
    field = next(one for one in RESOURCES["target_links"]["schema"]["fields"] if one["name"] == "reasons")
    assert (field["type"], field["x_codes"]) == ("any", "link_reason")


def test_texts_have_no_licence_of_ours_and_quotes_a_notice():
    resources = {one["name"]: one for one in DOCUMENT["resources"]}
    (own,) = resources["texts"]["licenses"]
    assert own["path"] == "LICENSE-DATA.md" and "not under the licence" in resources["texts"]["x_rights"][0]
    assert "licenses" not in resources["targets"] and "`quote`" in resources["targets"]["x_rights"][0]
    assert not {"licenses", "x_rights"} & resources["places"].keys()
