"""A build gives the same bytes, replaces all or nothing, and stops with one message where something is wrong."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from tests.dataset import small_corpus
from zhijiao_data.dataset import build, checks, manifest, parquet, progress, schema, swap
from zhijiao_data.errors import CheckFailure, InputError, UsageError


@pytest.fixture
def raw(tmp_path):
    small_corpus.write(tmp_path / "raw")
    return tmp_path / "raw"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir() if path.name.startswith(f".{folder.name}.")]


def test_a_build_writes_every_table_and_its_manifest(raw, tmp_path):
    built = build.build(raw, tmp_path / "out")
    about = built.manifest
    assert set(about["tables"]) == set(schema.tables())
    for name, entry in about["tables"].items():
        path = tmp_path / "out" / entry["file"]
        found = pq.read_table(path)
        assert found.num_rows == entry["rows"] and parquet.file_hash(path) == entry["sha256"]
        assert found.schema.equals(schema.arrow_schema(name))
        assert found.schema.metadata[b"zhijiao.version"].decode() == about["data_version"]
        assert b"pandas" not in found.schema.metadata
    assert about["tables"]["tasks"]["rows"] == 4 and about["tables"]["targets"]["rows"] >= 4
    assert f"raw/{small_corpus.PLAN}/plan.txt" in about["inputs"]
    assert leftovers(tmp_path / "out") == []


def test_columns_carry_their_descriptions_in_both_languages(raw, tmp_path):
    build.build(raw, tmp_path / "out")
    field = pq.read_schema(tmp_path / "out/targets.parquet").field("comparator")
    assert field.metadata[b"label_zh"].decode() == "比较" and b"description_en" in field.metadata


def test_two_builds_are_equal_to_the_byte_whatever_the_hash_seed(raw, tmp_path):
    build.build(raw, tmp_path / "a")
    code = "import sys; from zhijiao_data.dataset.build import build; build(sys.argv[1], sys.argv[2])"
    for seed in ("0", "4711"):
        out = tmp_path / f"b{seed}"
        subprocess.run([sys.executable, "-c", code, raw, out], check=True, env=os.environ | {"PYTHONHASHSEED": seed})
        assert contents(out) == contents(tmp_path / "a")


def test_adding_a_document_changes_no_row_of_another(raw, tmp_path):
    build.build(raw, tmp_path / "out")
    before = parquet.rows(tmp_path / "out", "targets")
    small_corpus.write(raw, plan_id="aa-other-2023")
    build.build(raw, tmp_path / "out")
    after = [row for row in parquet.rows(tmp_path / "out", "targets") if row["plan_id"] == small_corpus.PLAN]
    assert before and after == before


def test_the_check_of_a_fresh_release_is_clean(raw, tmp_path):
    build.build(raw, tmp_path / "out")
    assert checks.of_release(tmp_path / "out", raw) == []


def test_the_check_sees_a_changed_source_and_a_changed_table(raw, tmp_path):
    build.build(raw, tmp_path / "out")
    plan = raw / small_corpus.PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    targets = parquet.rows(tmp_path / "out", "targets")
    targets[0]["note"] = "changed"
    parquet.write(parquet.arrow_table("targets", targets), tmp_path / "out/targets.parquet")
    assert {finding.rule for finding in checks.of_release(tmp_path / "out", raw)} == {"inputs-current", "table-hash"}


def test_rows_that_break_a_rule_stop_the_build_before_anything_is_replaced(raw, tmp_path, monkeypatch):
    build.build(raw, tmp_path / "out")
    before = contents(tmp_path / "out")
    real = build.plan_tables

    def broken(read, curation_file=None):
        tables = real(read, curation_file)
        tables["targets"][0] = tables["targets"][0] | {"deadline_month": 13}
        return tables

    monkeypatch.setattr(build, "plan_tables", broken)
    with pytest.raises(CheckFailure, match=r"targets:.*deadline_month is 13"):
        build.build(raw, tmp_path / "out")
    assert contents(tmp_path / "out") == before and leftovers(tmp_path / "out") == []


def test_a_bad_catalogue_entry_stops_the_build_with_its_line(raw, tmp_path):
    plan = raw / small_corpus.PLAN / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("issuer_level:", "isuer_level:"), encoding="utf-8")
    with pytest.raises(InputError, match=r"plan\.yaml:\d+: .*isuer_level"):
        build.build(raw, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_not_replaced(raw, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/to-mother.txt").write_text("…", encoding="utf-8")
    with pytest.raises(UsageError, match="something else"):
        build.build(raw, tmp_path / "letters")
    assert (tmp_path / "letters/to-mother.txt").exists()


@pytest.mark.parametrize("moment", ["writing", "exchanging"])
def test_a_killed_build_leaves_the_old_release_whole(raw, tmp_path, moment):
    out = tmp_path / "out"
    build.build(raw, out)
    before = contents(out)
    small_corpus.write(raw, plan_id="aa-other-2023")
    # The build stops at the moment under test and waits to be killed.
    code = textwrap.dedent("""
        import sys, time
        from zhijiao_data.dataset import build, manifest, swap
        def wait(*args):
            print("here", flush=True)
            time.sleep(60)
        if sys.argv[3] == "writing":
            manifest.write = wait
        else:
            swap._exchange = wait
        build.build(sys.argv[1], sys.argv[2])
    """)
    run = subprocess.Popen([sys.executable, "-c", code, raw, out, moment], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "here\n"
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert contents(out) == before
    assert leftovers(out), "the killed build left its work behind"
    build.build(raw, out)
    assert leftovers(out) == [] and contents(out) != before


def test_without_an_atomic_exchange_a_killed_build_is_mended_at_the_next(raw, tmp_path, monkeypatch):
    out = tmp_path / "out"
    build.build(raw, out)
    out.rename(tmp_path / ".out.old")  # where a build that was killed between its two renamings leaves it
    swap.recover(out)
    assert (out / manifest.FILE_NAME).exists()
    monkeypatch.setattr(swap, "_exchange", lambda a, b: False)
    build.build(raw, out)
    assert (out / manifest.FILE_NAME).exists() and leftovers(out) == []


def test_two_builds_at_once_are_refused(tmp_path):
    with (
        swap.replacing(tmp_path / "out"),
        pytest.raises(UsageError, match="another build"),
        swap.replacing(tmp_path / "out"),
    ):
        pass


def test_progress_is_plain_lines_where_there_is_no_terminal(raw, tmp_path):
    stream = io.StringIO()
    build.build(raw, tmp_path / "out", progress.on(stream))
    lines = stream.getvalue().splitlines()
    assert lines[0] == f"0/3 {small_corpus.PLAN}" and lines[-1] == "3/3 done"


def test_progress_is_a_bar_on_a_terminal():
    stream = io.StringIO()
    stream.isatty = lambda: True
    tell = progress.on(stream, width=4)
    tell(1, 2, "half")
    tell(2, 2, "done")
    assert stream.getvalue().startswith("\r[##..] 1/2 half") and stream.getvalue().endswith("\n")


def test_a_build_writes_no_time_of_its_own(raw, tmp_path):
    build.build(raw, tmp_path / "out")
    text = (tmp_path / "out" / manifest.FILE_NAME).read_text(encoding="utf-8")
    assert date.today().isoformat() not in text and str(int(time.time()))[:6] not in text.replace('"', " ").split()


def test_a_curated_value_reaches_the_table_and_is_recorded(raw, tmp_path):
    curation = {
        "coder": "A",
        "date": "2026-11-21",
        "decisions": [
            {
                "table": "targets",
                "row": {"quote": "新增实训基地5个"},
                "action": "set",
                "set": {"note": "read again"},
                "expect": {"note": None},
                "reason": "an example",
            }
        ],
    }
    path = raw / small_corpus.PLAN / "curation.yaml"
    path.write_text(yaml.safe_dump(curation, allow_unicode=True), encoding="utf-8")
    build.build(raw, tmp_path / "out")
    (decision,) = parquet.rows(tmp_path / "out", "decisions")
    (row,) = [row for row in parquet.rows(tmp_path / "out", "targets") if row["target_id"] == decision["row_id"]]
    assert row["note"] == "read again" and decision["expectation"] == '{"note": null}'
    assert checks.of_release(tmp_path / "out", raw) == []


@pytest.mark.parametrize("name", ["README.md", "README.md/out"])
def test_a_file_is_not_replaced_by_a_folder(raw, tmp_path, name):
    (tmp_path / "README.md").write_text("…", encoding="utf-8")
    with pytest.raises(UsageError, match=r"README\.md.*[Nn]ame (a|another) folder"):
        build.build(raw, tmp_path / name)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "…"


def test_a_link_stays_and_the_folder_it_leads_to_is_replaced(raw, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for _ in range(2):
        build.build(raw, tmp_path / "link")
        assert (tmp_path / "link").is_symlink() and (tmp_path / "real" / manifest.FILE_NAME).exists()


def test_files_that_no_build_wrote_are_not_lost(raw, tmp_path):
    out = tmp_path / "out"
    build.build(raw, out)
    (out / "my notes.txt").write_text("…", encoding="utf-8")
    with pytest.raises(UsageError, match=r"my notes\.txt in it would be lost. Move such files elsewhere"):
        build.build(raw, out)
    assert (out / "my notes.txt").exists()
    (out / "my notes.txt").unlink()
    build.build(raw, out)


def test_a_release_with_a_damaged_manifest_or_a_table_of_old_can_be_built_again(raw, tmp_path):
    out = tmp_path / "out"
    build.build(raw, out)
    (out / manifest.FILE_NAME).write_text("{", encoding="utf-8")
    build.build(raw, out)
    about = manifest.read(out)
    about["tables"]["of_old"] = {"file": "of_old.parquet"}
    manifest.write(about, out)
    (out / "of_old.parquet").touch()
    build.build(raw, out)
    assert not (out / "of_old.parquet").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_told(raw, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(UsageError, match="can't be written"):
        build.build(raw, tmp_path / "locked/out")


def test_a_wrong_code_stops_the_build_with_its_line(raw, tmp_path):
    plan = raw / small_corpus.PLAN / "plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("value: action_plan", "value: poem")
    plan.write_text(text, encoding="utf-8")
    line = text[: text.index("value: poem")].count("\n") + 1
    with pytest.raises(InputError, match=rf"plan\.yaml:{line}: .*'poem' is not in the list document_type"):
        build.build(raw, tmp_path / "out")


@pytest.mark.parametrize("arguments", [(3,), (None,), ("raw", 3), ("", "out")])
def test_what_is_no_path_is_told(arguments):
    with pytest.raises(UsageError, match="is no path"):
        build.build(*arguments)
