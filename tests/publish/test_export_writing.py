"""Where an export goes: all or nothing, nothing overwritten, the same bytes again; and what is refused."""

from __future__ import annotations

import builtins
import errno
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pyreadstat
import pytest

import zhijiao_data as zj
from tests.publish import made_release
from zhijiao_data.dataset import parquet
from zhijiao_data.publish import placing
from zhijiao_data.publish.export import sqlite as sqlite_format


@pytest.fixture(autouse=True)
def held(release, monkeypatch):
    monkeypatch.setenv("ZHIJIAO_DATA", str(release))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_export_gives_the_same_bytes(exported, format, tmp_path):
    zj.export(tmp_path / "again", format)
    assert contents(tmp_path / "again") == contents(exported(format))


def test_the_same_export_once_more_changes_nothing(tmp_path):
    first = zj.export(tmp_path, "csv", tables="plans")
    times = [path.stat().st_mtime_ns for path in first]
    assert zj.export(tmp_path, "csv", tables="plans") == first
    assert [path.stat().st_mtime_ns for path in first] == times


def test_the_paths_returned_are_the_files(tmp_path):
    paths = zj.export(tmp_path / "new/out", "csv", tables=["targets", "plans"])
    assert [path.name for path in paths] == [
        "README-csv.txt",
        "codebook.csv",
        "columns.csv",
        "plans.csv",
        "targets.csv",
    ]
    assert sorted((tmp_path / "new/out").iterdir()) == paths and os.listdir(tmp_path / "new") == ["out"]


def test_formats_and_tables_may_share_a_folder_with_other_files(tmp_path):
    (tmp_path / "thesis.tex").write_text("…", encoding="utf-8")
    zj.export(tmp_path, "csv", tables="plans")
    zj.export(tmp_path, "csv", tables="targets")
    zj.export(tmp_path, "sqlite")
    names = set(os.listdir(tmp_path))
    assert {"thesis.tex", "plans.csv", "targets.csv", "README-csv.txt", "README-sqlite.txt"} <= names
    assert not [name for name in names if name.startswith(".")]


def test_another_file_of_that_name_is_never_overwritten(tmp_path):
    (tmp_path / "plans.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(
        zj.UsageError, match=r"a file is there already with another content: plans\.csv.*Name another folder"
    ):
        zj.export(tmp_path, "csv")
    assert contents(tmp_path) == {"plans.csv": b"mine"}


def test_a_folder_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "plans.csv").mkdir()
    with pytest.raises(zj.UsageError, match=r"plans\.csv"):
        zj.export(tmp_path, "csv")
    assert os.listdir(tmp_path) == ["plans.csv"]


def test_an_export_that_fails_leaves_nothing(tmp_path):
    def write(folder):
        (folder / "a").write_text("a", encoding="utf-8")
        raise zj.InputError("broken")

    (tmp_path / "old").mkdir()
    for folder in (tmp_path / "old", tmp_path / "new"):
        with pytest.raises(zj.InputError):
            placing.add(folder, write)
    assert os.listdir(tmp_path) == ["old"] and not os.listdir(tmp_path / "old")


def test_what_was_put_is_taken_back_when_the_rest_cannot_be(tmp_path, monkeypatch):
    def write(folder):
        for name in "abc":
            (folder / name).write_text(name, encoding="utf-8")

    real = os.link

    def link(a, b):
        if b.name == "c":
            (tmp_path / "c").write_text("came between", encoding="utf-8")
        real(a, b)

    (tmp_path / "b").write_text("b", encoding="utf-8")
    monkeypatch.setattr(os, "link", link)
    with pytest.raises(zj.UsageError):
        placing.add(tmp_path, write)
    assert contents(tmp_path) == {"b": b"b", "c": b"came between"}


def three(folder):
    for name in "abc":
        (folder / name).write_text(name, encoding="utf-8")


def test_files_that_come_meanwhile_and_are_the_same_count_as_done(tmp_path, monkeypatch):
    real = os.link

    def link(a, b):
        b.write_bytes(a.read_bytes())
        real(a, b)

    monkeypatch.setattr(os, "link", link)
    assert placing.add(tmp_path, three) == [tmp_path / name for name in "abc"]
    assert contents(tmp_path) == {name: name.encode() for name in "abc"}


def test_a_new_folder_that_comes_meanwhile_is_added_to(tmp_path, monkeypatch):
    real = Path.rename

    def rename(a, b):
        b.mkdir()
        (b / "d").touch()
        return real(a, b)

    monkeypatch.setattr(Path, "rename", rename)
    placing.add(tmp_path / "out", three)
    assert set(os.listdir(tmp_path / "out")) == set("abcd") and os.listdir(tmp_path) == ["out"]


def test_what_another_export_counts_as_its_own_is_not_taken_back(tmp_path, monkeypatch):
    pytest.importorskip("fcntl")
    real, returned = os.link, []

    def two(folder):
        (folder / "a").write_text("a", encoding="utf-8")
        (folder / "z").write_text("z", encoding="utf-8")

    other = threading.Thread(target=lambda: returned.extend(placing.add(tmp_path, two)))

    def link(a, b):
        if b.name == "c" and not other.ident:
            other.start()
            # Without a lock the other is done by now.
            other.join(timeout=1)
            b.write_text("came between", encoding="utf-8")
        real(a, b)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(zj.UsageError, match=r"another content: c\."):
        placing.add(tmp_path, three)
    other.join()
    assert returned == [tmp_path / "a", tmp_path / "z"] and all(path.is_file() for path in returned)
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("gone", [True, False])
def test_what_others_put_in_place_of_a_file_or_removed_is_not_taken_back(tmp_path, monkeypatch, gone):
    real = os.link

    def link(a, b):
        if b.name == "c":
            (tmp_path / "a").unlink()
            if not gone:
                (tmp_path / "a").write_text("theirs", encoding="utf-8")
            b.write_text("came between", encoding="utf-8")
        real(a, b)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(zj.UsageError, match="another content: c"):
        placing.add(tmp_path, three)
    assert contents(tmp_path) == {"c": b"came between"} | ({} if gone else {"a": b"theirs"})


@pytest.mark.parametrize("content", ["c", "came between"])
def test_without_links_a_file_that_comes_meanwhile_is_not_overwritten(tmp_path, monkeypatch, content):
    def link(a, b):
        if b.name == "c":
            b.write_text(content, encoding="utf-8")
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    if content == "c":
        (tmp_path / "b").write_text("b", encoding="utf-8")
        placing.add(tmp_path, three)
        assert set(os.listdir(tmp_path)) == set("abc")
    else:
        with pytest.raises(zj.UsageError, match="another content: c"):
            placing.add(tmp_path, three)
        assert contents(tmp_path) == {"c": b"came between"}


def test_a_file_system_without_links_will_do(tmp_path, monkeypatch):
    def link(a, b):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    zj.export(tmp_path, "csv", tables="plans")
    assert (tmp_path / "plans.csv").stat().st_nlink == 1


def test_what_a_killed_export_leaves_the_next_one_removes(tmp_path):
    code = """
import sys, time
from pathlib import Path
from zhijiao_data.publish import placing

def write(folder):
    (folder / "half").write_text("half", encoding="utf-8")
    print("begun", flush=True)
    time.sleep(600)

placing.add(Path(sys.argv[1]), write)
"""
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "there", tmp_path / "new"):
        with subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "begun\n"
            process.kill()
    assert [path.name for path in tmp_path.rglob("half")] == ["half"] * 2
    for folder in (tmp_path / "there", tmp_path / "new"):
        placing.add(folder, lambda fresh: (fresh / "a").touch())
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")} == {
        "there", "there/a", "new", "new/a"}  # fmt: skip


def test_an_export_at_work_and_what_is_not_of_an_export_are_left_alone(tmp_path):
    (tmp_path / ".zhijiao-export-mine").mkdir()
    (tmp_path / ".zhijiao-export-mine" / "thesis.tex").touch()

    def write(fresh):
        placing.add(tmp_path, lambda other: (other / "b").touch())
        (fresh / "a").touch()

    placing.add(tmp_path, write)
    assert set(os.listdir(tmp_path)) == {".zhijiao-export-mine", "a", "b"}
    assert os.listdir(tmp_path / ".zhijiao-export-mine") == ["thesis.tex"]


@pytest.mark.parametrize("library", ["no fcntl", "no locks"])
def test_a_system_without_locks_will_do(tmp_path, monkeypatch, library):
    fcntl = pytest.importorskip("fcntl")
    if library == "no fcntl":
        monkeypatch.setitem(sys.modules, "fcntl", None)
    else:

        def flock(handle, kind):
            raise OSError(errno.ENOLCK, "No locks available")

        monkeypatch.setattr(fcntl, "flock", flock)
    placing.add(tmp_path, lambda fresh: (fresh / "a").touch())
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize(
    "name, format", [("targets.csv", "csv"), ("a/t.xlsx", "xlsx"), ("t.DTA", "stata"), ("t.sav", "spss"),
                     ("t.sqlite", "sqlite"), ("t.db", "sqlite"), ("t.parquet", "parquet")],
)  # fmt: skip
def test_a_folder_named_like_a_file_is_refused(tmp_path, name, format):
    remedy = f"Name a folder, such as '{(tmp_path / name).with_suffix('')}', and the format apart: '{format}'"
    with pytest.raises(zj.UsageError, match=re.escape(remedy)):
        zj.export(tmp_path / name)
    assert not os.listdir(tmp_path)


def test_a_folder_may_have_a_point_in_its_name(tmp_path):
    assert zj.export(tmp_path / "v1.0", tables="plans")


def test_the_folder_of_a_release_is_refused_and_stays_as_it_is(tmp_path, monkeypatch):
    held = made_release.write(tmp_path / "held")
    monkeypatch.setenv("ZHIJIAO_DATA", str(held))
    before = contents(held)
    for format in ("parquet", "csv"):
        with pytest.raises(zj.UsageError, match=r"holds the tables of a release.*Name another folder"):
            zj.export(held, format)
    assert contents(held) == before


def test_an_export_as_parquet_is_no_release_and_may_have_others_beside(tmp_path):
    first = zj.export(tmp_path, "parquet")
    assert tmp_path / "manifest.json" in first
    assert zj.export(tmp_path, "parquet") == first
    assert zj.export(tmp_path, "csv", tables="plans")


def test_a_manifest_of_something_else_makes_no_release(tmp_path):
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}', encoding="utf-8")
    assert zj.export(tmp_path, "csv", tables="plans")


FULL = """
import resource, signal, sys
from pathlib import Path
import zhijiao_data as zj

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    zj.export(sys.argv[1], sys.argv[2])
except zj.UsageError as error:
    print(error)
"""


def test_a_full_disk_is_told_with_the_file_that_did_not_fit(tmp_path, format):
    pytest.importorskip("resource")
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "out"), format], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    folder = re.escape(str(tmp_path / "out"))
    ending = {"stata": "dta", "spss": "sav"}.get(format, format)
    assert re.match(rf"{folder}/[\w.+-]+\.{ending}: can't be written \(.+\)\. Check .* space left", run.stdout)
    assert not os.listdir(tmp_path)


def test_a_folder_that_cannot_be_written_is_told_by_its_own_name(tmp_path, monkeypatch):
    def mkdtemp(prefix, dir):
        raise PermissionError(errno.EACCES, "Permission denied", str(dir / f"{prefix}x"))

    monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)
    with pytest.raises(zj.UsageError, match=re.escape(f"{tmp_path}: can't be written (Permission denied)")):
        placing.add(tmp_path, three)


def test_a_wrong_statement_is_not_taken_for_a_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_format, "_table", lambda *of: "CREATE NOTHING")
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        zj.export(tmp_path / "out", "sqlite")


def test_a_file_of_the_release_that_cannot_be_read_is_told_as_such(tmp_path, monkeypatch):
    held = made_release.write(tmp_path / "held")
    monkeypatch.setenv("ZHIJIAO_DATA", str(held))

    def read(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", read)
    with pytest.raises(zj.InputError, match=r"held/.*can't be read \(Permission denied\)"):
        zj.export(tmp_path / "out", "parquet")


def test_each_table_is_read_once_and_only_if_it_is_asked_for(tmp_path, monkeypatch):
    real, read = parquet.read, []

    def noted(path):
        read.append(path.stem)
        return real(path)

    monkeypatch.setattr(parquet, "read", noted)
    zj.export(tmp_path / "csv", "csv", tables="plans")
    assert read == ["plans", "codebook"]
    read.clear()
    zj.export(tmp_path / "stata", "stata", tables="targets")
    assert sorted(read) == ["codebook", "codes", "indicators", "targets", "units"]


def test_a_place_that_is_no_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("…", encoding="utf-8")
    for place in ("file", "file/out"):
        with pytest.raises(zj.UsageError, match="file"):
            zj.export(tmp_path / place)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"format": "stat"}, "no format 'stat'. Did you mean 'stata'"),
        (
            {"format": "excel"},
            "no format 'excel'. Did you mean 'xlsx'. Allowed: csv, xlsx, stata, spss, sqlite, parquet",
        ),
        ({"format": ".DTA"}, "no format '.DTA'. Did you mean 'stata'"),
        ({"format": "sav"}, "Did you mean 'spss'"),
        ({"format": "db"}, "Did you mean 'sqlite'"),
        ({"format": "exel"}, "Did you mean 'xlsx'"),
        ({"format": "json"}, "no format 'json'. Allowed: csv"),
        ({"format": "sas"}, "no format 'sas'. Allowed: csv"),
        ({"format": None}, "format=None"),
        ({"tables": "targts"}, "no table 'targts'. Did you mean 'targets'"),
        ({"tables": ["plans", "../plans"]}, "no table '../plans'"),
        ({"tables": "columns"}, "no table 'columns'"),
        ({"tables": "x\x1b[31m"}, r"no table 'x\\x1b\[31m'"),
        ({"tables": []}, "no table is named"),
        ({"tables": 3}, "tables=3"),
        ({"lang": "de"}, "no language 'de'. .*Allowed: both, zh, en"),
        ({"version": "latest"}, "'latest' is no version"),
    ],
)
def test_wrong_use_is_told_before_anything_is_written(tmp_path, arguments, words):
    with pytest.raises(zj.UsageError, match=words):
        zj.export(tmp_path / "out", **arguments)
    assert not os.listdir(tmp_path)


def test_no_path_is_told():
    with pytest.raises(zj.UsageError, match="folder=None is no path"):
        zj.export(None)


@pytest.mark.parametrize("format, library", [("xlsx", "openpyxl"), ("spss", "pyreadstat")])
def test_a_missing_library_is_named_with_its_remedy(tmp_path, monkeypatch, format, library):
    real = builtins.__import__

    def without(name, *rest):
        if name == library:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(
        zj.UsageError, match=rf"{library} is not installed\. Install it for .*: pip install {library}\.$"
    ):
        zj.export(tmp_path / "out", format)


@pytest.mark.parametrize("format", ["csv", "stata", "sqlite", "parquet"])
def test_these_need_nothing_more(tmp_path, monkeypatch, format):
    real = builtins.__import__

    def without(name, *rest):
        if name.partition(".")[0] in ("openpyxl", "pyreadstat"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    assert zj.export(tmp_path / "out", format, tables="plans")


def test_a_missing_text_that_cannot_be_told_from_an_empty_one_is_refused(tmp_path, monkeypatch):
    tables = {"tasks": [made_release.row("tasks", title="")]}
    monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / "p", **tables)))
    for format in ("csv", "xlsx", "stata", "spss"):
        with pytest.raises(zj.InputError, match=r"row 1: the column tasks\.title .*sqlite"):
            zj.export(tmp_path / "out", format)


def test_what_a_statistics_program_cannot_store_is_refused(tmp_path, monkeypatch):
    tables = {"texts": [made_release.row("texts", text="a\0b")]}
    monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / "p", **tables)))
    with pytest.raises(zj.InputError, match=r"row 1: texts\.text holds the character U\+0000"):
        zj.export(tmp_path / "out", "stata")
    codes = [made_release.row("codes", list_name="repair_kind", id="k")]
    odd = made_release.write(tmp_path / "q", codes=codes, repairs=[made_release.row("repairs", kind="other")])
    monkeypatch.setenv("ZHIJIAO_DATA", str(odd))
    with pytest.raises(zj.InputError, match=r"repairs\.kind holds codes that are not in its list: other"):
        zj.export(tmp_path / "out", "stata")


def test_rows_that_break_a_key_make_no_database(tmp_path, monkeypatch):
    texts = [made_release.row("texts", plan_id="no-such-plan")]
    tables = {"plans": [], "texts": texts}
    monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / "p", **tables)))
    with pytest.raises(zj.InputError, match="texts, row 1: refers to a row of plans that isn't there"):
        zj.export(tmp_path / "out", "sqlite")
    monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / "q", texts=texts * 2)))
    with pytest.raises(zj.InputError, match="UNIQUE"):
        zj.export(tmp_path / "out", "sqlite")
    assert not (tmp_path / "out").exists()


def test_a_manifest_whose_tables_lead_elsewhere_is_refused(tmp_path, monkeypatch):
    folder = made_release.write(tmp_path / "p")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"codes"', '"../codes"'), encoding="utf-8")
    monkeypatch.setenv("ZHIJIAO_DATA", str(folder))
    with pytest.raises(zj.InputError, match="no name of a table"):
        zj.export(tmp_path / "out", "csv")


def test_the_labels_are_those_of_the_release_not_of_this_code(tmp_path, monkeypatch):
    codes = [made_release.row("codes", list_name="repair_kind", id="of_old", label_zh="旧", label_en="old")]
    tables = {"codes": codes, "repairs": [made_release.row("repairs", kind="of_old")]}
    monkeypatch.setenv("ZHIJIAO_DATA", str(made_release.write(tmp_path / "p", version="0.0.9", **tables)))
    zj.export(tmp_path / "out", "stata", version="0.0.9")
    _, about = pyreadstat.read_dta(tmp_path / "out/repairs.dta")
    assert about.variable_value_labels["kind_code"] == {1: "of_old 旧 / old"}
    assert about.file_label.startswith("repairs 0.0.9")


def test_one_table_leaves_out_the_keys_and_views_of_others(tmp_path):
    (path,) = (p for p in zj.export(tmp_path, "sqlite", tables="targets") if p.suffix == ".sqlite")
    with closing(sqlite3.connect(path)) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        assert database.execute("PRAGMA foreign_key_list(targets)").fetchall() == []
    assert names == {"about", "codebook", "columns", "targets"}


def test_every_format_says_in_both_languages_how_it_is_stored_and_cited(exported, format):
    page = (exported(format) / f"README-{format}.txt").read_text(encoding="utf-8-sig")
    for words in (
        "缺失" if format != "parquet" else "Parquet",
        "引用：",
        "To cite: ",
        zj.data_version(),
        "CC-BY-4.0",
        "--- ",
    ):
        assert words in page
    assert "VERSION" not in page and not re.search(r"\{\w+\}", page)
