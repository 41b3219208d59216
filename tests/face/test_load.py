"""What `import zhijiao_data as zj` offers."""

from __future__ import annotations

import builtins
import shutil
import subprocess
import sys

import pandas as pd
import pyarrow.parquet as pq
import pytest

import zhijiao_data as zj
from tests.dataset import small_corpus
from zhijiao_data.dataset import load as loading
from zhijiao_data.dataset import manifest, parquet, schema

PLAN = small_corpus.PLAN


def test_load_gives_the_table_in_arrow_types(held):
    frame = zj.load("targets")
    assert list(frame.columns) == schema.columns("targets")
    assert all(isinstance(kind, pd.ArrowDtype) for kind in frame.dtypes)
    bare = pd.read_parquet(held / "targets.parquet", dtype_backend="pyarrow")
    pd.testing.assert_frame_equal(frame, bare)


def test_columns_come_in_the_order_asked_for(held):
    assert list(zj.load("targets", columns=["unit", "quote"]).columns) == ["unit", "quote"]
    assert list(zj.load("targets", columns=["unit"], plan=PLAN, year=2025).columns) == ["unit"]


def test_filters_narrow_the_rows(held):
    everything = zj.load("targets")
    assert len(zj.load("targets", plan=PLAN)) == len(everything) > 0
    dual = zj.load("targets", indicator="tch_dual_share")
    assert len(dual) == 1 and "双师型" in dual["quote"].iloc[0]
    assert set(zj.load("targets", year=(2024, 2026))["deadline_year"]) <= {2024, 2025, 2026}
    assert len(zj.load("targets", year=1999)) == 0
    assert len(zj.load("plans", year=2023)) == 1 and len(zj.load("plans", year=2024)) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("target",), r"no table 'target'. Did you mean 'targets'"),
        (("../plans",), r"no table '\.\./plans'. Did you mean 'plans'"),
        (("",), "no table ''. Allowed: plans"),
        ((None,), "name=None is None, not a string. Give a string: 'targets'"),
        ((["targets"],), "name=.* is of the type list, not a string"),
        (("targets", 3), "plan=3 is neither a string nor a list of strings"),
        (("targets", [3]), "plan=.* is neither a string"),
        (("targets", None, 3), "indicator=3 is neither a string"),
        (("targets", None, None, True), "year=True is no year"),
        (("targets", None, None, (True, 2020)), "is no year"),
        (("targets", None, None, None, 3), "columns=3 is neither a string"),
        (("targets", None, None, None, None, 3), "version=3 is of the type int"),
        (("targets", "no-such-plan"), f"no plan 'no-such-plan'.*{PLAN}"),
        (("targets", None, "tch_dual_shar"), r"no indicator 'tch_dual_shar'. Did you mean 'tch_dual_share'"),
        (("sections", None, "tch_dual_share"), "has no indicator_id"),
        (("targets", None, None, "2025"), "is no year"),
        (("targets", None, None, (2027, 2018)), "is no year"),
        (("sections", None, None, 2025), "'year=' does not apply"),
        (("targets", None, None, None, ["quot"]), r"no column of targets 'quot'. Did you mean 'quote'"),
        (("targets", None, None, None, None, "9.9"), r"'9\.9' is no version of the data.*such as 1\.0\.0"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(held, arguments, message):
    with pytest.raises(zj.UsageError, match=message):
        zj.load(*arguments)


@pytest.fixture
def broken(held, tmp_path, monkeypatch):
    folder = tmp_path / "processed"
    shutil.copytree(held, folder)
    monkeypatch.setenv("ZHIJIAO_DATA", str(folder))
    return folder


@pytest.mark.parametrize("size", [0, 3, 500])
def test_a_cut_file_is_named_with_a_remedy(broken, size):
    path = broken / "targets.parquet"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(zj.InputError, match=r"targets\.parquet: the file is cut short.*zhijiao build"):
        zj.load("targets")


def test_a_file_damaged_inside_is_named_with_a_remedy(broken):
    path = broken / "targets.parquet"
    data = bytearray(path.read_bytes())
    data[4:400] = bytes(396)
    path.write_bytes(bytes(data))
    with pytest.raises(zj.InputError, match=r"targets\.parquet"):
        zj.load("targets")


def test_a_missing_table_is_named_with_a_remedy(broken):
    (broken / "targets.parquet").unlink()
    with pytest.raises(zj.InputError, match=r"targets\.parquet: the table's file does not exist.*zhijiao build"):
        zj.load("targets")
    with pytest.raises(zj.InputError, match=r"targets\.parquet"):
        zj.connect()


def test_a_missing_folder_is_named_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", str(tmp_path / "nowhere"))
    for call in (lambda: zj.load("targets"), zj.tables, zj.data_version, lambda: zj.text(PLAN)):
        with pytest.raises(zj.InputError, match=r"nowhere.*zhijiao build"):
            call()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tables": 1}'])
def test_a_broken_manifest_is_named_with_a_remedy(broken, content):
    (broken / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(zj.InputError, match=r"manifest\.json"):
        zj.tables()


def test_the_catalogue_lists_every_table(held):
    catalogue = zj.tables().set_index("table")
    assert list(catalogue.index) == list(schema.tables())
    assert catalogue.loc["tasks", "rows"] == 4 and catalogue.loc["tasks", "label_zh"] == "任务"
    assert catalogue["description"].str.len().min() > 10


def test_versions_of_code_and_data_are_apart(held):
    assert zj.data_version().startswith("0.0.0+") and isinstance(zj.__version__, str)
    assert len(zj.load("plans", version=zj.data_version())) == 1


def test_the_text_is_the_one_that_offsets_refer_to(held):
    text = zj.text(PLAN)
    assert text == small_corpus.TEXT
    for row in zj.load("targets").to_dict("records"):
        assert text[row["char_start"] : row["char_end"]] == row["quote"]
    with pytest.raises(zj.UsageError, match="no plan 'x'"):
        zj.text("x")


def test_sql_over_all_tables(held):
    connection = zj.connect()
    ((count,),) = connection.sql("select count(*) from targets join plans using (plan_id)").fetchall()
    assert count == len(zj.load("targets"))
    assert len(connection.sql("select * from targets").df()) == count
    assert set(schema.tables()) == {name for (name,) in connection.sql("show tables").fetchall()}
    connection.close()


def test_without_duckdb_the_remedy_is_named(held, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(zj.UsageError, match=r"DuckDB is not installed.*pip install duckdb\.$"):
        zj.connect()


def test_extract_gives_the_same_rows_as_the_release(held, corpus):
    found = zj.extract(corpus / "raw" / PLAN / "plan.txt")
    assert list(found["targets"].columns) == schema.columns("targets")
    released = zj.load("targets")
    for column in ("quote", "char_start", "value_min", "unit", "modality"):
        assert found["targets"][column].to_list() == released[column].to_list()


def test_extract_is_a_function_whatever_was_imported_first(corpus):
    code = (
        "import zhijiao_data as zj, sys\n"
        "if len(sys.argv) > 2: import zhijiao_data.extract.pipeline as pipeline\n"
        "assert len(zj.extract(sys.argv[1])['tasks']) == 4\n"
        "from zhijiao_data.extract.pipeline import extract"
    )
    path = corpus / "raw" / PLAN / "plan.txt"
    for more in ([], ["imported first"]):
        subprocess.run([sys.executable, "-c", code, path, *more], check=True)


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(zj.InputError, match=r"none\.txt"):
        zj.extract(tmp_path / "none.txt")


def test_the_face_names_what_it_has():
    assert set(zj.__all__) <= set(dir(zj))
    with pytest.raises(AttributeError, match="load"):
        zj.laod  # noqa: B018


def test_the_bundled_tables_come_before_the_checkout(tmp_path, monkeypatch):
    monkeypatch.delenv("ZHIJIAO_DATA", raising=False)
    monkeypatch.setattr(loading, "BUNDLED", tmp_path)
    assert loading.folder() == tmp_path
    monkeypatch.setattr(loading, "BUNDLED", tmp_path / "none")
    assert loading.folder() == loading.CHECKOUT


def test_a_table_of_rows_round_trips(held):
    rows = parquet.rows(held, "plans")
    assert rows[0]["issued_on"] == "2023-03-01" and rows[0]["text_status"] == ["full"]
    assert parquet.arrow_table("plans", rows).equals(pq.read_table(held / "plans.parquet"))


def test_no_name_leads_out_of_the_folder(held):
    for name in ("../processed/targets", str(held / "targets"), "./targets", "targets.parquet"):
        with pytest.raises(zj.UsageError, match="no table"):
            zj.load(name)


@pytest.mark.parametrize("value", [3, None, 1.5, ["targets"], b"targets", True])
@pytest.mark.parametrize("function", ["describe", "show", "text", "search", "cite", "load"])
def test_what_is_no_string_is_told_with_a_remedy(held, function, value):
    with pytest.raises(zj.UsageError, match=r"not a string. Give a string: '.+'"):
        getattr(zj, function)(value)


@pytest.mark.parametrize("value", [3, None, "", ["plan.txt"], True])
def test_what_is_no_path_is_told_with_a_remedy(value):
    with pytest.raises(zj.UsageError, match=r"is no path. Give the path .*'plan.txt'"):
        zj.extract(value)


@pytest.mark.parametrize("value", [-5, None, "5", 1.5, True])
def test_what_is_no_number_of_characters_is_told(held, value):
    with pytest.raises(zj.UsageError, match=r"context=.* is no number of characters"):
        zj.search("教师", context=value)
    with pytest.raises(zj.UsageError, match=r"width=.* is no number of characters"):
        zj.show(zj.load("targets")["target_id"].iloc[0], width=value)


def test_a_variable_that_names_no_folder_is_named_in_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(zj.InputError, match=r"nowhere: the folder .* does not exist. .*ZHIJIAO_DATA.*unset"):
        zj.load("targets")
    (tmp_path / "nowhere").mkdir()
    with pytest.raises(zj.InputError, match=r"nowhere: there are no tables in this folder. .*ZHIJIAO_DATA.*unset"):
        zj.tables()


@pytest.fixture
def earlier(broken):
    """A release of an earlier schema: without a table, a column of another, and indicators."""
    said = manifest.read(broken)
    for name in ("task_themes", "indicators"):
        del said["tables"][name]
        (broken / f"{name}.parquet").unlink()
    table = pq.read_table(broken / "targets.parquet").drop_columns(["deadline_year"])
    parquet.write(table, broken / "targets.parquet")
    manifest.write(said, broken)
    return broken


def test_an_earlier_release_lists_the_tables_that_it_has(earlier):
    assert not {"task_themes", "indicators"} & set(zj.tables()["table"])
    with pytest.raises(zj.UsageError, match=r"no table 'task_themes'\. Did you mean 'themes'") as told:
        zj.load("task_themes")
    assert "Rebuild" not in str(told.value)
    with pytest.raises(zj.UsageError, match=r"no table 'x'. Allowed: plans") as told:
        zj.load("x")
    assert "task_themes" not in str(told.value) and len(zj.load("targets", plan=PLAN))


def test_conditions_that_an_earlier_release_cannot_fulfil_are_said_to_be(earlier):
    with pytest.raises(zj.UsageError, match=r"the table targets has no deadline_year, so 'year=' does not apply"):
        zj.load("targets", year=2025)
    with pytest.raises(zj.UsageError, match=r"this release has no table indicators, so 'indicator=' does not apply"):
        zj.load("targets", indicator="tch_dual_share")


def test_conditions_are_left_to_the_reader_of_the_file(held, monkeypatch):
    asked = []
    real = pq.read_table
    monkeypatch.setattr(pq, "read_table", lambda *args, **more: asked.append(more["filters"]) or real(*args, **more))
    assert zj.text(PLAN) and len(zj.load("targets", plan=PLAN, year=2025)) > 0
    assert [str(condition).count("plan_id") for condition in asked] == [1, 1] and "deadline_year" in str(asked[1])


def test_the_texts_lie_in_small_groups(tmp_path):
    rows = [{"plan_id": f"p{number:02d}", "text": "文"} for number in range(20)]
    parquet.write(parquet.arrow_table("texts", rows), tmp_path / "texts.parquet")
    assert pq.ParquetFile(tmp_path / "texts.parquet").num_row_groups == 3


def test_a_folder_named_like_a_column_adds_none(broken):
    odd = broken.parent / "unit=x"
    shutil.copytree(broken, odd / "processed")
    frame = loading._read(loading.Held(odd / "processed"), "targets", plan=PLAN)
    assert frame.column_names == schema.columns("targets")


def test_no_plan_at_all_is_no_row(held):
    assert len(zj.load("targets", plan=[])) == 0


def test_rows_are_counted_per_plan(held):
    assert loading.counts(["tasks", "targets"]) == {PLAN: {"tasks": 4, "targets": len(zj.load("targets"))}}
