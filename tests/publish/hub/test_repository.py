"""The repository of a release as a folder: exact, the same bytes each time, all or nothing."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from tests.dataset import small_corpus
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import manifest, parquet
from zhijiao_data.errors import CheckFailure, InputError, UsageError, ZhijiaoError
from zhijiao_data.publish import features, release, repository, sources, standards


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
    others = {entry.path for entry in entries if not entry.path.startswith(("data/", "raw/"))}
    assert others == codebook | {"README.md", "LICENSE-DATA.md"} | set(standards.files(new))
    assert (folder / "codebook/codes.yaml").read_bytes() == (loader.FOLDER / "codes.yaml").read_bytes()


def test_the_sources_stand_beside_the_data_byte_for_byte(written, small):
    folder, raw = written[0] / "raw", small / "raw"
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert found == {path.relative_to(raw) for path in raw.rglob("*") if path.is_file()}
    assert {"releases.yaml", "releases.lock.json", f"{small_corpus.PLAN}/plan.yaml"} <= {p.as_posix() for p in found}
    assert all((folder / path).read_bytes() == (raw / path).read_bytes() for path in found)


@pytest.fixture
def corpus(small, tmp_path):
    """The sources of the small corpus, to be spoilt, and the folder of their plan."""
    raw = tmp_path / "raw"
    shutil.copytree(small / "raw", raw)
    return raw, raw / small_corpus.PLAN


def test_of_the_sources_only_those_of_the_corpus_are_published(corpus):
    raw, plan = corpus
    for path in (raw / "diary.txt", raw / ".hidden", plan / ".plan.yaml.swp"):
        path.write_text("mine", encoding="utf-8")
    (raw / sources.GUIDE).write_text("guide", encoding="utf-8")
    (plan / "annotation.yaml").write_text("read", encoding="utf-8")
    found = set(sources.contents(raw))
    assert {"raw/CODING.md", f"raw/{plan.name}/annotation.yaml"} <= found
    assert not [path for path in found if "diary" in path or "hidden" in path or "swp" in path]


@pytest.mark.parametrize("name", ["a\\b.txt", "a\nb.txt", "a\u202eb.txt", "-rf", "a:b", "what?.txt", "end.", "end "])
def test_a_hostile_name_among_the_sources_is_refused(corpus, name):
    raw, plan = corpus
    (plan / name).write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=r"has a name that can't be published\. Rename it"):
        sources.contents(raw)


@pytest.mark.parametrize("aim", ["../../secret.txt", "/etc/hostname", "nowhere", "self", "../../secrets"])
def test_a_link_that_leads_out_of_the_sources_or_nowhere_is_refused(corpus, tmp_path, aim):
    raw, plan = corpus
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (plan / "self").symlink_to(aim)
    with pytest.raises(ZhijiaoError, match=r"self: ('.*' is a link to a place outside the folder|can't be read)"):
        sources.contents(raw)


def test_a_plan_whose_folder_is_elsewhere_is_refused(corpus, tmp_path):
    raw, plan = corpus
    plan.rename(tmp_path / "elsewhere")
    plan.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a link to a place outside the folder"):
        sources.contents(raw)


def test_a_link_within_the_sources_is_published_as_the_file(corpus):
    raw, plan = corpus
    (plan / "copy.txt").symlink_to("plan.txt")
    assert sources.contents(raw)[f"raw/{plan.name}/copy.txt"] == (plan / "plan.txt").read_bytes()


def test_written_again_it_is_the_same_bytes(written, new, small):
    _, entries = written
    again = repository.contents(new, small / "raw")
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in again.items()}
    assert hashes == {entry.path: entry.sha256 for entry in entries}


def test_an_earlier_repository_is_replaced_as_a_whole(written, new, small, tmp_path):
    folder = tmp_path / "repository"
    shutil.copytree(written[0], folder)
    said = manifest.read(folder / "data")
    said["tables"]["gone"] = said["tables"]["plans"] | {"file": "gone.parquet"}
    said["inputs"] |= {"raw/xx-gone/plan.txt": "", "zhijiao_data/codebook/gone.yaml": ""}
    manifest.write(said, folder / "data")
    (folder / "raw/xx-gone").mkdir()
    for path in ("data/gone.parquet", "raw/xx-gone/plan.txt", "raw/xx-gone/annotation.yaml", "codebook/gone.yaml"):
        (folder / path).write_bytes(b"of an earlier version")
    assert repository.write(new, small / "raw", folder) == written[1]


@pytest.mark.parametrize(
    "stranger",
    ["data/my_notes.txt", "codebook/thesis.docx", "raw/xx-demo-2023/deep/er.txt", "mine/x", "data/other.parquet"],
)
@pytest.mark.parametrize("link", [False, True])
def test_an_earlier_repository_with_a_file_of_somebody_s_is_left_alone(written, new, small, tmp_path, stranger, link):
    folder = tmp_path / "repository"
    shutil.copytree(written[0], folder)
    path = folder / stranger
    path.parent.mkdir(parents=True, exist_ok=True)
    if link:
        path.symlink_to(tmp_path)
    else:
        path.write_text("precious", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"is replaced as a whole, and {stranger} in it would be lost"):
        repository.write(new, small / "raw", folder)
    assert path.is_symlink() if link else path.read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("stranger", ["thesis.docx", "data/notes.txt"])
def test_a_folder_that_holds_something_else_is_left_alone(new, small, tmp_path, stranger):
    path = tmp_path / "mine" / stranger
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(
        UsageError, match=r"is replaced as a whole, and (thesis\.docx|data/notes\.txt) in it would be lost"
    ):
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
    with pytest.raises(
        CheckFailure, match=r"the manifest is not what a build writes of these tables: tables \(plans\)"
    ):
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
