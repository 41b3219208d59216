"""``version=``: another release than the one held, fetched from a Hub and verified."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading

import huggingface_hub
import pandas as pd
import pytest

import zhijiao_data as zj
from tests.dataset import small_corpus
from tests.publish.hub import releases
from tests.publish.hub_server import TOKEN, Fault
from zhijiao_data.dataset import fingerprint, load, manifest, parquet
from zhijiao_data.dataset import hub as fetching

PLAN = small_corpus.PLAN


@pytest.fixture
def both(hub, held, small, monkeypatch):
    """A Hub with 1.0.0 and 1.1.0, of which the second is held; its requests are those of the test."""
    monkeypatch.setattr(fetching, "_sound", set())
    releases.put(hub, small / "1.0.0", "1.0.0")
    releases.put(hub, small / "1.1.0", "1.1.0")
    return hub


def read(folder, name):
    return pd.read_parquet(folder / f"{name}.parquet", dtype_backend="pyarrow")


def paths(hub):
    return {path.rsplit("/", 1)[1] for method, path, _ in hub.log if method == "GET" and "/resolve/" in path}


def cached(tmp_path, name):
    (found,) = (tmp_path / "hf/hub").glob(f"*/snapshots/*/data/{name}")
    return found


# --- what is fetched ------------------------------------------------------------------------------------------------------


def test_another_version_gives_its_rows(both, small):
    frame = zj.load("plans", version="1.0.0")
    pd.testing.assert_frame_equal(frame, read(small / "1.0.0", "plans"))
    assert frame["title_en"].to_list() != zj.load("plans")["title_en"].to_list()


def test_only_the_manifest_and_the_tables_asked_for_are_fetched(both):
    zj.load("tasks", version="1.0.0", columns=["title"])
    assert paths(both) == {"manifest.json", "tasks.parquet"}
    zj.load("targets", version="1.0.0", plan=PLAN, indicator="tch_dual_share")
    assert paths(both) == {"manifest.json", "tasks.parquet", "targets.parquet", "plans.parquet", "indicators.parquet"}


def test_the_version_held_is_never_fetched(both, held):
    pd.testing.assert_frame_equal(zj.load("plans", version="1.1.0"), read(held, "plans"))
    assert zj.text(PLAN, version="1.1.0") == zj.text(PLAN)
    assert not both.log


def test_what_is_in_the_cache_needs_no_connection(both):
    first = zj.load("plans", version="1.0.0")
    asked = len(both.log)
    pd.testing.assert_frame_equal(zj.load("plans", version="1.0.0"), first)
    assert len(both.log) == asked


def test_offline_mode_gives_what_is_in_the_cache_and_says_what_is_not(both, monkeypatch):
    first = zj.load("plans", version="1.0.0")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    asked = len(both.log)
    pd.testing.assert_frame_equal(zj.load("plans", version="1.0.0"), first)
    with pytest.raises(zj.UsageError, match=r"1\.0\.0 is not held and not in the cache.*Unset HF_HUB_OFFLINE"):
        zj.load("tasks", version="1.0.0")
    with pytest.raises(zj.UsageError, match=r"1\.0\.0 is not held and not in the cache.*ZHIJIAO_DATA"):
        zj.connect(version="1.0.0")
    assert len(both.log) == asked


def test_catalogue_text_sql_and_folder_take_a_version_too(both, small):
    old = small / "1.0.0"
    assert zj.tables(version="1.0.0")["rows"].sum() == sum(t["rows"] for t in manifest.read(old)["tables"].values())
    assert zj.text(PLAN, version="1.0.0") == small_corpus.TEXT
    with zj.connect(version="1.0.0") as connection:
        ((title,),) = connection.sql("select title_en from plans join texts using (plan_id)").fetchall()
    assert title == read(old, "plans")["title_en"][0]
    folder = load.folder("1.0.0")
    for path in old.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()


def test_an_older_release_is_read_by_its_own_manifest(both, small, tmp_path):
    releases.put(both, releases.older(small / "1.0.0", tmp_path / "old"), "0.1.0")
    targets = zj.load("targets", plan=PLAN, year=(2024, 2026), version="0.1.0")
    assert "addressee" not in targets and 0 < len(targets) <= len(zj.load("targets"))
    assert "task_themes" not in set(zj.tables(version="0.1.0")["table"])
    with pytest.raises(zj.UsageError, match=r"no table 'task_themes'.*tasks"):
        zj.load("task_themes", version="0.1.0")
    with pytest.raises(zj.UsageError, match="no column of targets 'addressee'"):
        zj.load("targets", columns=["addressee"], version="0.1.0")
    with zj.connect(version="0.1.0") as connection:
        assert ("task_themes",) not in connection.sql("show tables").fetchall()


def test_an_older_release_that_is_known_is_held_to_its_content(both, small, tmp_path):
    old = releases.older(small / "1.0.0", tmp_path / "old")
    known = {"0.1.0": {"sha256": fingerprint.read(manifest.read(old), str(old)).sha256}}
    releases.put(both, old, "0.1.0")
    assert fetching.published("0.1.0", known).path("targets").read_bytes() == (old / "targets.parquet").read_bytes()
    with pytest.raises(zj.InputError, match=r"not the content that was released as 0\.1\.0"):
        fetching.published("0.1.0", {"0.1.0": {"sha256": "0" * 64}})


def test_the_mirror_of_hf_endpoint_is_asked(both, monkeypatch):
    with socket.socket() as nobody:  # a port at which nobody answers
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        asked = []
        session = type(huggingface_hub.utils.get_session())
        real = session.send
        monkeypatch.setattr(
            session, "send", lambda self, request, **more: asked.append(request.method) or real(self, request, **more)
        )
        with pytest.raises(
            zj.InputError, match=r"no connection to the Hub .*name a mirror of it in HF_ENDPOINT"
        ) as told:
            zj.load("plans", version="1.0.0")
        # Once: a client that asks again and again keeps one waiting for half a minute.
        assert asked == ["HEAD"] and "127.0.0.1" in str(told.value)
    monkeypatch.setenv("HF_ENDPOINT", both.address + "/")
    assert len(zj.load("plans", version="1.0.0")) == 1


def test_any_dataset_made_like_ours_is_had_by_version_branch_or_commit(both, small, monkeypatch):
    other = releases.put(both, small / "1.0.0", "1.0.0", "somebody/fork")
    for revision in ("1.0.0", "main", other.head):
        folder = fetching.snapshot("somebody/fork", revision)
        assert manifest.read(folder)["data_version"] == "1.0.0" and (folder / "targets.parquet").exists()
    releases.put(both, small / "1.1.0", "1.1.0", "somebody/fork")
    assert manifest.read(fetching.snapshot("somebody/fork", "main"))["data_version"] == "1.1.0"
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert manifest.read(fetching.snapshot("somebody/fork", "main"))["data_version"] == "1.1.0"
    with pytest.raises(zj.UsageError, match="'fork' is no repository of the Hub"):
        fetching.snapshot("fork", "main")


def test_two_versions_are_compared(both):
    found = zj.diff("1.0.0", f"{releases.REPOSITORY}@main")
    assert set(found.cells["column"]) == {"title_en"}


@pytest.mark.parametrize("call", ["zj.load('plans', version='1.0.0')", "zj.diff('1.0.0')"])
def test_a_process_that_has_done_nothing_else_gives_the_same_message(both, held, call):
    code = f"import zhijiao_data as zj\ntry:\n    {call}\nexcept zj.UsageError as error:\n    print(error)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"HF_HUB_OFFLINE": "1", "HOME": str(held), "XDG_CACHE_HOME": str(held / "none")},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (0, "") and "1.0.0 is not held and not in the cache" in run.stdout


# --- what goes wrong --------------------------------------------------------------------------------------------------------


def test_a_download_that_breaks_off_goes_on_where_it_was(both, small):
    both.faults.append(Fault("GET", r"data/tasks\.parquet", "cut"))
    pd.testing.assert_frame_equal(zj.load("tasks", version="1.0.0"), read(small / "1.0.0", "tasks"))
    assert sum(path.endswith("tasks.parquet") for method, path, _ in both.log if method == "GET") == 2


@pytest.mark.parametrize("how", ["cut", "drop"])
def test_a_download_that_never_ends_is_said_to_have_broken_off(both, how):
    both.faults.append(Fault("GET", r"data/tasks\.parquet", how, 99))
    with pytest.raises(zj.InputError, match=r"fetching data/tasks\.parquet of 1\.0\.0: the connection broke off"):
        zj.load("tasks", version="1.0.0")


def test_a_hub_that_is_out_of_order_is_said_to_be(both):
    both.faults.append(Fault("HEAD", "manifest", 503, 99))
    with pytest.raises(zj.InputError, match=r"out of order \(503: made to fail\)"):
        zj.load("tasks", version="1.0.0")


def test_a_damaged_file_is_fetched_once_more(both, small):
    both.faults.append(Fault("GET", r"data/tasks\.parquet", "corrupt"))
    pd.testing.assert_frame_equal(zj.load("tasks", version="1.0.0"), read(small / "1.0.0", "tasks"))


def test_a_file_damaged_for_good_is_refused(both):
    both.faults.append(Fault("GET", r"data/tasks\.parquet", "corrupt", 99))
    message = r"small@1\.0\.0: tasks\.parquet: not the file that was released as 1\.0\.0 \(SHA-256 \w{64} expected, \w{64} found\)"
    with pytest.raises(zj.InputError, match=rf"{message}\. Delete the copy in the cache"):
        zj.load("tasks", version="1.0.0")


def test_a_copy_changed_in_the_cache_is_noticed_and_mended(both, tmp_path, monkeypatch):
    first = zj.load("tasks", version="1.0.0")
    copy = cached(tmp_path, "tasks.parquet")
    copy.resolve().write_bytes(copy.read_bytes()[:-1] + b"?")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(zj.InputError, match=r"tasks\.parquet: not the file that was released"):
        zj.load("tasks", version="1.0.0")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    pd.testing.assert_frame_equal(zj.load("tasks", version="1.0.0"), first)


def tampered(small, tmp_path, whole):
    """1.0.0 with another title, its manifest made to fit; with ``whole``, the hashes of the content as well."""
    folder = tmp_path / "tampered"
    shutil.copytree(small / "1.0.0", folder)
    rows = parquet.rows(folder, "plans")
    rows[0]["title_en"] = "Another title"
    parquet.write(parquet.arrow_table("plans", rows), folder / "plans.parquet")
    said = manifest.read(folder)
    said["tables"]["plans"]["sha256"] = parquet.file_hash(folder / "plans.parquet")
    if whole:
        said["tables"]["plans"]["content_sha256"] = parquet.content_hash("plans", rows)
    manifest.write(said, folder)
    return folder


def test_a_tampered_table_is_noticed_though_the_manifest_was_made_to_fit(both, small, tmp_path):
    releases.put(both, tampered(small, tmp_path, whole=False), "1.0.0")
    assert len(zj.load("tasks", version="1.0.0")) == 4
    with pytest.raises(zj.InputError, match=r"plans\.parquet: not the file that was released as 1\.0\.0 \(content"):
        zj.load("plans", version="1.0.0")


def test_a_tag_that_was_moved_is_noticed(both, small, tmp_path):
    releases.put(both, tampered(small, tmp_path, whole=True), "1.0.0")
    with pytest.raises(zj.InputError, match=r"not the content that was released as 1\.0\.0.*the tag was moved"):
        zj.load("tasks", version="1.0.0")


def test_a_tag_on_another_version_is_noticed(both):
    tags = both.datasets[releases.REPOSITORY].tags
    tags["1.2.0"] = tags["1.0.0"]
    with pytest.raises(zj.InputError, match=r"the tag 1\.2\.0 holds the version 1\.0\.0"):
        zj.load("tasks", version="1.2.0")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda said: said["tables"]["plans"].pop("sha256"),
        lambda said: said["tables"].clear(),
        lambda said: said["tables"].update(plans=None),
        lambda said: said.pop("data_version"),
    ],
)
def test_a_manifest_that_is_none_is_refused(both, small, tmp_path, spoil):
    folder = tmp_path / "spoilt"
    shutil.copytree(small / "1.0.0", folder)
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    spoil(said)
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    releases.put(both, folder, "1.0.0")
    with pytest.raises(zj.InputError, match=r"small@1\.0\.0: data/manifest\.json: .*Do not use this copy"):
        zj.load("tasks", version="1.0.0")


def test_no_path_leads_out_of_the_release(both, small, tmp_path):
    folder = tmp_path / "spoilt"
    shutil.copytree(small / "1.0.0", folder)
    said = manifest.read(folder)
    said["tables"]["plans"]["file"] = "../../../../plans.parquet"
    manifest.write(said, folder)
    releases.put(both, folder, "1.0.0")
    with pytest.raises(zj.InputError, match=r"the manifest names a file '\.\./"):
        zj.load("plans", version="1.0.0")


def test_a_version_that_is_not_there_is_answered_with_those_that_are(both):
    with pytest.raises(zj.UsageError, match=r"no data version '1\.0\.7'.*Published: 1\.1\.0, 1\.0\.0"):
        zj.load("plans", version="1.0.7")


@pytest.mark.parametrize("text", ["1.0", "latest", "v1.0.0", "1.0.0+3f2a91c0", "../1.0.0"])
def test_what_is_no_version_is_refused_without_asking(both, text):
    with pytest.raises(zj.UsageError, match="is no version of the data"):
        zj.load("plans", version=text)
    assert not both.log


def test_a_repository_that_is_missing_or_private_is_named_with_a_remedy(both, monkeypatch):
    both.datasets[releases.REPOSITORY].private = True
    with pytest.raises(
        zj.UsageError, match=r"no such dataset, or it may not be accessed \(401; no token.*hf auth login"
    ):
        zj.load("plans", version="1.0.0")
    monkeypatch.setenv("HF_TOKEN", "hf_NobodyKnowsThisOne0123456789")
    with pytest.raises(zj.UsageError, match=r"401; the token is not valid") as told:
        zj.load("plans", version="1.0.0")
    assert "NobodyKnows" not in str(told.value)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert len(zj.load("plans", version="1.0.0")) == 1
    monkeypatch.setenv("ZHIJIAO_HUB_REPOSITORY", "somebody/else")
    with pytest.raises(zj.UsageError, match=r"somebody/else: .*no such dataset.*ZHIJIAO_HUB_REPOSITORY"):
        zj.load("plans", version="1.0.0")
    monkeypatch.setenv("ZHIJIAO_HUB_REPOSITORY", "no-slash")
    with pytest.raises(zj.UsageError, match="'no-slash' is no repository of the Hub"):
        zj.load("plans", version="1.0.0")


def test_a_registered_version_whose_repository_is_not_there_may_not_be_public_yet(both, monkeypatch):
    both.datasets[releases.REPOSITORY].private = True
    with pytest.raises(zj.UsageError, match=r"1\.0\.0 is registered.* not be public yet.*'zhijiao diff FOLDER'"):
        zj.load("plans", version="1.0.0")
    with pytest.raises(zj.UsageError, match="no such dataset") as told:
        zj.load("plans", version="7.0.0")
    assert "public yet" not in str(told.value)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(zj.InputError, match=r"no connection to the Hub.*HF_ENDPOINT\. 1\.0\.0 is registered"):
        zj.load("plans", version="1.0.0")


def test_a_token_without_permission_is_said_to_have_none(both, token):
    both.faults.append(Fault("HEAD", "manifest", 403, 1, f"the token {token} may not"))
    with pytest.raises(zj.UsageError, match=r"no permission \(403: the token \(token\) may not\)"):
        zj.load("plans", version="1.0.0")


def test_a_release_that_lacks_its_manifest_is_none(both):
    held = both.datasets[releases.REPOSITORY]
    held.tags["1.3.0"] = held.commit({"README.md": b"nothing else"})
    with pytest.raises(zj.InputError, match=r"small@1\.3\.0: data/manifest\.json: the release lacks the file"):
        zj.load("plans", version="1.3.0")


def test_without_the_client_the_remedy_is_named(both, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(zj.UsageError, match=r"huggingface_hub is not installed.*pip install huggingface-hub\.$"):
        zj.load("plans", version="1.0.0")
    assert len(zj.load("plans")) == 1


def test_several_readers_may_fetch_at_once(both, small):
    frames = []
    threads = [threading.Thread(target=lambda: frames.append(zj.load("plans", version="1.0.0"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(frames) == 4 and all(frame.equals(frames[0]) for frame in frames)
