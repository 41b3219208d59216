"""``zj.to_datasets()``: the tables as data sets of the library ``datasets``."""

from __future__ import annotations

import datetime
import sys

import pytest

import zhijiao_data as zj
from tests.publish.hub import releases
from zhijiao_data.dataset import parquet, schema


def words(feature, value):
    """A value with the names of its class labels."""
    if value is None:
        return None
    if isinstance(value, list):
        return [words(feature.feature, one) for one in value]
    return feature.int2str(value) if hasattr(feature, "int2str") else value


def test_every_table_comes_back_as_it_stands(held):
    made = zj.to_datasets()
    assert list(made) == list(schema.tables())
    for name, rows in made.items():
        kinds = dict(rows.features)
        found = [{column: words(kinds[column], value) for column, value in row.items()} for row in rows.to_list()]
        assert found == parquet.read(held / f"{name}.parquet").to_pylist()


def test_codes_are_class_labels_lists_are_lists_dates_are_dates_and_nulls_are_none(held):
    plans = zj.to_datasets("plans")["plans"]
    assert plans[0]["issued_on"] == datetime.date(2023, 3, 1) and plans[0]["city"] is None
    assert plans.features["text_status"].feature.int2str(plans[0]["text_status"]) == ["full"]
    targets = zj.to_datasets("targets")["targets"]
    comparator = targets.features["comparator"]
    assert {None if code is None else comparator.int2str(code) for code in targets["comparator"]} >= {"ge"}
    assert targets.features["value_min"].dtype == "float64" and targets.features["deadline_year"].dtype == "int32"


def test_a_missing_code_stays_missing(held, tmp_path, monkeypatch):
    rows = parquet.rows(held, "targets")
    for row in rows:
        row["comparator"] = None
    parquet.write(parquet.arrow_table("targets", rows), tmp_path / "targets.parquet")
    (tmp_path / "manifest.json").write_bytes((held / "manifest.json").read_bytes())
    monkeypatch.setenv("ZHIJIAO_DATA", str(tmp_path))
    assert set(zj.to_datasets("targets")["targets"]["comparator"]) == {None}


def test_nothing_is_fetched_and_nothing_left_in_the_cache(held, tmp_path, hub):
    zj.to_datasets("targets", "plans")
    assert not (tmp_path / "hf").exists() and not hub.log


def test_another_version_is_fetched(hub, held, small, tmp_path):
    releases.put(hub, releases.older(small / "1.0.0", tmp_path / "old"), "0.1.0")
    made = zj.to_datasets(version="0.1.0")
    assert "task_themes" not in made and "addressee" not in made["targets"].features
    assert made["targets"].num_rows == len(zj.load("targets", version="0.1.0"))


def test_a_wrong_name_is_answered_with_the_right_one(held):
    with pytest.raises(zj.UsageError, match=r"no table 'target'. Did you mean 'targets'"):
        zj.to_datasets("target")
    with pytest.raises(zj.UsageError, match="tables=3 is of the type int"):
        zj.to_datasets(3)


def test_without_the_library_the_remedy_is_named(held, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(zj.UsageError, match=r"datasets is not installed.*pip install datasets\.$"):
        zj.to_datasets("targets")
