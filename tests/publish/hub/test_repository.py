"""The repository of a release as a folder: exact, the same bytes each time, all or nothing."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import manifest, parquet
from zhijiao_data.errors import CheckFailure, UsageError
from zhijiao_data.publish import features, release, repository, standards


def test_the_list_is_what_stands_in_the_folder(written):
    folder, entries = written
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert {entry.path: (entry.size, entry.sha256) for entry in entries} == {
        path: (len(content), hashlib.sha256(content).hexdigest()) for path, content in found.items()
    }
    assert len(entries) == len(found)


def test_the_data_are_a_copy_of_the_release(written, new):
    folder, _ = written
    names = {path.name for path in new.folder.iterdir()}
    assert {path.name for path in (folder / "data").iterdir()} == names
    assert all((folder / "data" / name).read_bytes() == (new.folder / name).read_bytes() for name in names)
    assert manifest.read(folder / "data")["data_version"] == "1.1.0"


def test_card_codebook_rights_and_standards_stand_beside_the_data(written, new):
    folder, entries = written
    codebook = {f"codebook/{name}.yaml" for name in loader.names()} | {"codebook/VERSION"}
    others = {entry.path for entry in entries if not entry.path.startswith("data/")}
    assert others == codebook | {"README.md", "LICENSE-DATA.md"} | set(standards.files(new))
    assert (folder / "codebook/codes.yaml").read_bytes() == (loader.FOLDER / "codes.yaml").read_bytes()


def test_written_again_it_is_the_same_bytes(written, new, small):
    _, entries = written
    again = repository.contents(new, small / "raw")
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in again.items()}
    assert hashes == {entry.path: entry.sha256 for entry in entries}


def test_an_earlier_repository_is_replaced_as_a_whole(written, new, small, tmp_path):
    folder = tmp_path / "repository"
    shutil.copytree(written[0], folder)
    (folder / "data/gone.parquet").write_bytes(b"x")
    assert repository.write(new, small / "raw", folder) == written[1]


@pytest.mark.parametrize("stranger", ["thesis.docx", "data/notes.txt"])
def test_a_folder_that_holds_something_else_is_left_alone(new, small, tmp_path, stranger):
    path = tmp_path / "mine" / stranger
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"is replaced as a whole, and (thesis\.docx|data) in it would be lost"):
        repository.write(new, small / "raw", tmp_path / "mine")
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_file_in_place_of_the_folder_is_refused(new, small, tmp_path):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="this is a file, not a folder"):
        repository.write(new, small / "raw", tmp_path / "file")


def test_the_sources_must_be_there_and_be_those_of_the_tables(new, small, tmp_path):
    with pytest.raises(UsageError, match=r"nowhere: the sources of the tables are not there.*--raw"):
        repository.write(new, tmp_path / "nowhere", tmp_path / "out")
    old = release.read(small / "1.0.0", "somebody/small")
    with pytest.raises(CheckFailure, match=r"plan\.yaml: was changed since the build"):
        repository.write(old, small / "raw", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_tables_that_were_touched_are_refused(new, small, tmp_path):
    folder = tmp_path / "tables"
    shutil.copytree(new.folder, folder)
    rows = parquet.rows(folder, "plans")
    parquet.write(parquet.arrow_table("plans", rows), folder / "plans.parquet")  # the same rows, other bytes
    with pytest.raises(CheckFailure, match=r"plans\.parquet: the file is not the one that the manifest describes"):
        repository.write(release.read(folder), small / "raw", tmp_path / "out")


def test_tables_that_are_no_release_can_be_looked_at(small, tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(small / "raw", raw)
    plan = next(raw.glob("*/plan.yaml"))
    text = plan.read_text(encoding="utf-8").replace("district that is made up", "district of nowhere")
    plan.write_text(text, encoding="utf-8")
    repository.write(release.read(small / "unreleased"), raw, tmp_path / "out")
    assert "(not a release)" in (tmp_path / "out/README.md").read_text(encoding="utf-8")


def test_two_files_of_one_name_are_no_repository(new, small, monkeypatch):
    monkeypatch.setattr(standards, "files", lambda held: {"data/manifest.json": "{}"})
    with pytest.raises(ValueError, match=r"data/manifest\.json"):
        repository.contents(new, small / "raw")


def test_columns_other_than_the_schema_s_are_refused(new):
    table = parquet.read(new.folder / "targets.parquet")
    features.check("targets", table)
    with pytest.raises(CheckFailure, match=r"targets\.parquet: the columns are not those of the schema"):
        features.check("targets", table.drop_columns(["addressee"]))


def test_a_code_that_is_not_in_its_list_is_refused(new):
    rows = parquet.rows(new.folder, "plans")
    rows[0]["text_status"] = ["full", "unheard of"]
    table = parquet.arrow_table("plans", rows)
    with pytest.raises(CheckFailure, match="text_status holds a code that is not in the list 'text_status'"):
        features.check("plans", table)
    (feature,) = (one for one in features.of_table("plans", table) if one.name == "text_status")
    assert (feature.dtype, feature.is_list, feature.names) == ("string", True, ())
