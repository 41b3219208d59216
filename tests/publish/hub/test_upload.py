"""A release put on a Hub: created, sent in one commit, tagged; broken off and taken up again; never overwritten."""

from __future__ import annotations

import re
import shutil
import sys

import pytest

from tests.publish.hub import releases
from tests.publish.hub_server import GITATTRIBUTES, READ_ONLY, TOKEN, Dataset, Fault
from zhijiao_data.dataset import hub_client, load, manifest, parquet
from zhijiao_data.errors import CheckFailure, InputError, UsageError
from zhijiao_data.publish import release, repository, upload, verification

# The client warns of the way in which it calls its own HTTP library.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
NAME = releases.REPOSITORY
OTHER_TOKEN = "hf_NobodyKnowsThisOne0123456789"


@pytest.fixture(scope="session")
def stands(small):
    """The repositories of both small releases, as folders beside them."""
    for version in ("1.0.0", "1.1.0"):
        held = release.read(small / version, NAME)
        folder = small / f"repository-{version}"
        folder.mkdir()
        for path in held.folder.iterdir():
            (folder / "data").mkdir(exist_ok=True)
            (folder / "data" / path.name).write_bytes(path.read_bytes())
        (folder / "README.md").write_text(f"---\nlicense: cc-by-4.0\n---\n{version}\n", encoding="utf-8")
    return small


@pytest.fixture
def checked(monkeypatch):
    """What was given to be loaded back; that itself is tested with the whole command."""
    seen = []
    monkeypatch.setattr(
        verification, "verify", lambda held, local, commit: seen.append((held.version, len(local), commit))
    )
    return seen


@pytest.fixture
def send(hub, loading, token, stands, checked):
    def run(version="1.0.0", **options):
        raw = stands / ("raw" if version == "1.1.0" else f"raw-{version}")
        return upload.publish(release.read(stands / version, NAME), raw, stands / f"repository-{version}", **options)

    return run


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def sent(hub):
    """The large files that arrived, in order."""
    return [path for method, path, _ in hub.log if method == "PUT"]


def commits(hub):
    return [path for method, path, _ in hub.log if method == "POST" and "/commit/" in path]


def test_a_release_is_created_sent_in_one_commit_and_tagged(hub, send, stands, checked):
    done = send()
    made = hub.datasets[NAME]
    assert made.tags == {"1.0.0": done.commit} and made.head == done.commit and not made.private and not done.already
    mine = files(stands / "repository-1.0.0")
    assert made.at("1.0.0").files == {**mine, ".gitattributes": GITATTRIBUTES}
    assert made.at("1.0.0").large == {path for path in mine if path.endswith(".parquet")}
    assert len(commits(hub)) == 1 and checked == [("1.0.0", len(mine), done.commit)]


def test_a_new_dataset_may_be_private(hub, send):
    send(private=True)
    assert hub.datasets[NAME].private


def test_what_is_published_is_only_verified(hub, send, checked):
    first = send()
    hub.log.clear()
    again = send()
    assert (again.commit, again.already) == (first.commit, True)
    assert not sent(hub) and not commits(hub) and len(checked) == 2


def test_the_next_version_sends_what_changed_and_removes_what_is_gone(hub, send, stands):
    send()
    old = hub.datasets[NAME]
    gone = {**old.at("main").files, "data/gone.parquet": b"x", "old.md": b"y"}
    old.commit(gone, old.at("main").large)
    hub.log.clear()
    send("1.1.0")
    assert old.at("1.1.0").files == {**files(stands / "repository-1.1.0"), ".gitattributes": GITATTRIBUTES}
    assert "old.md" not in old.at("1.0.0").files and len(commits(hub)) == 1


@pytest.mark.parametrize("path", ["README.md", "data/plans.parquet", "data/manifest.json"])
def test_a_published_version_is_not_overwritten(hub, send, path):
    send()
    made = hub.datasets[NAME]
    other = dict(made.at("1.0.0").files)
    other[path] = bytes([other[path][0] ^ 1]) + other[path][1:]  # of the same length
    made.tags["1.0.0"] = made.commit(other, made.at("1.0.0").large)
    before, tags = made.head, dict(made.tags)
    with pytest.raises(
        UsageError, match=rf"1\.0\.0 is published already, and other than what stands here: {path}\. .*never changes"
    ):
        send()
    assert (made.head, made.tags) == (before, tags)


def test_a_file_too_much_or_too_few_is_other_content(hub, send):
    send()
    made = hub.datasets[NAME]
    other = {**made.at("1.0.0").files, "extra.txt": b"x"}
    del other["README.md"]
    made.tags["1.0.0"] = made.commit(other, made.at("1.0.0").large)
    with pytest.raises(UsageError, match=r"README\.md, extra\.txt"):
        send()


def test_an_earlier_version_does_not_follow_a_later_one(hub, send):
    send("1.1.0")
    with pytest.raises(UsageError, match=r"1\.1\.0 is published already, and 1\.0\.0 comes before it"):
        send("1.0.0")


def test_tables_that_are_no_release_are_refused_before_anything_is_asked(hub, token, small, stands):
    with pytest.raises(UsageError, match=r"1\.1\.0\+\w{8} is no released version.*zhijiao build --release"):
        upload.publish(release.read(small / "unreleased", NAME), small / "raw", stands / "repository-1.1.0")
    assert not hub.log


def edited(stands, tmp_path, **facts):
    """1.1.0 with these facts in its manifest."""
    folder = tmp_path / "edited"
    shutil.copytree(stands / "1.1.0", folder)
    manifest.write(manifest.read(folder) | facts, folder)
    return folder


def unsealed(said):
    return {"data_version": "9.9.9", "releases": said["releases"] | {"9.9.9": said["releases"]["1.1.0"]}}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda said: {"released_on": "1999-01-01"}, r"1\.1\.0 was released on 2026-01-21"),
        (unsealed, r"9\.9\.9 was never released"),
        (lambda said: {"plans": ["another"]}, r"the content is not that of 1\.1\.0"),
        (lambda said: {"codebook_version": "99"}, r"not what a build writes of these tables: codebook_version\."),
        (lambda said: {"motto": "trust me"}, r"not what a build writes of these tables: motto\."),
        (
            lambda said: {"tables": said["tables"] | {"plans": said["tables"]["plans"] | {"bytes": 7}}},
            r"not what a build writes of these tables: tables \(plans\)\.",
        ),
    ],
)
def test_a_release_of_which_a_fact_was_edited_is_not_published(hub, loading, token, stands, tmp_path, edit, message):
    folder = edited(stands, tmp_path, **edit(manifest.read(stands / "1.1.0")))
    with pytest.raises(CheckFailure, match=message):
        upload.publish(release.read(folder, NAME), stands / "raw", stands / "repository-1.1.0")
    assert not hub.log


def test_a_release_whose_change_log_was_edited_is_not_published(hub, loading, token, stands, tmp_path):
    folder = edited(stands, tmp_path)
    (folder / "CHANGES.md").write_text("Nothing to see.", encoding="utf-8")
    with pytest.raises(CheckFailure, match=r"CHANGES\.md: differs from what the build writes"):
        upload.publish(release.read(folder, NAME), stands / "raw", stands / "repository-1.1.0")
    assert not hub.log


# --- datasets that are there already ------------------------------------------------------------------------------------------


OTHERS_MANIFEST = b'{"dataset": "another", "data_version": "1.0.0", "tables": {}}'


@pytest.mark.parametrize(
    "theirs",
    [
        {"audio/1.wav": b"zzz", "train.csv": b"a,b"},
        {"train.csv": b"a,b", "data/manifest.json": b"[]"},
        {"data/manifest.json": OTHERS_MANIFEST},
    ],
)
def test_a_dataset_that_is_another_one_is_left_alone(hub, send, theirs):
    foreign = hub.datasets[NAME] = Dataset()
    before = foreign.commit({".gitattributes": GITATTRIBUTES, "README.md": b"my other life", **theirs})
    with pytest.raises(
        UsageError, match=rf"this dataset is another one, and would be emptied of {min(theirs)}.*Check the"
    ):
        send()
    assert foreign.head == before and not foreign.tags and not sent(hub)


def test_a_dataset_with_nothing_but_a_card_may_be_filled(hub, send):
    empty = hub.datasets[NAME] = Dataset()
    empty.commit({".gitattributes": GITATTRIBUTES, "README.md": b"to come"})
    assert send().commit == empty.tags["1.0.0"]


def test_a_public_dataset_is_not_made_private_and_that_is_said(hub, send):
    public = hub.datasets[NAME] = Dataset()
    before = public.commit({".gitattributes": GITATTRIBUTES})
    with pytest.raises(UsageError, match=r"there already, and public\. Make it private in its settings"):
        send(private=True)
    assert public.head == before and not public.private


def test_a_private_dataset_stays_private(hub, send):
    send(private=True)
    send("1.1.0", private=True)
    assert hub.datasets[NAME].private and len(hub.datasets[NAME].tags) == 2


# --- connections that break ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cut", "drop", 503])
def test_one_break_in_a_file_is_bridged(hub, send, how):
    hub.faults.append(Fault("PUT", "/objects/", how))
    send()
    assert hub.datasets[NAME].tags


@pytest.mark.parametrize("how", ["cut", "drop", 500])
def test_after_a_lasting_break_the_same_command_sends_only_the_rest(hub, send, stands, how):
    mine = {path: content for path, content in files(stands / "repository-1.0.0").items() if path.endswith(".parquet")}
    oid = repository.parquet.file_hash(stands / "repository-1.0.0/data/targets.parquet")
    hub.faults.append(Fault("PUT", oid, how, 99))
    with pytest.raises(InputError, match=r"uploading 1\.0\.0: .*Run the same command again"):
        send()
    made = hub.datasets[NAME]
    assert not made.tags and len(made.history) == 1 and oid not in hub.objects
    arrived = set(hub.objects)
    hub.faults.clear()
    hub.log.clear()
    send()
    assert {path.rsplit("/", 1)[1] for path in sent(hub)} == {oid} | (set(hub.objects) - arrived)
    assert not arrived & {path.rsplit("/", 1)[1] for path in sent(hub)} and len(arrived) > len(mine) / 2
    assert made.tags


def test_a_commit_that_was_not_tagged_is_only_tagged(hub, send):
    hub.faults.append(Fault("POST", "/tag/", "drop", 99))
    with pytest.raises(InputError, match=r"tagging 1\.0\.0: .*Run the same command again"):
        send()
    made = hub.datasets[NAME]
    head = made.head
    assert not made.tags and len(made.history) == 2
    hub.faults.clear()
    hub.log.clear()
    assert send().commit == head == made.tags["1.0.0"]
    assert not sent(hub) and not commits(hub)


def test_a_commit_whose_answer_was_lost_is_not_made_twice(hub, send, monkeypatch):
    handler = hub.RequestHandlerClass
    real = handler._json

    def lost(self, value, status=200):
        if "commitOid" in value and len(hub.datasets[NAME].history) == 2 and not lost.done:
            lost.done = True
            self._hang_up()
            return
        real(self, value, status)

    lost.done = False
    monkeypatch.setattr(handler, "_json", lost)
    with pytest.raises(InputError, match=r"Run the same command again"):
        send()
    assert len(hub.datasets[NAME].history) == 2
    assert send().commit == hub.datasets[NAME].head and len(hub.datasets[NAME].history) == 2


def test_a_change_by_somebody_else_meanwhile_stops_the_upload(hub, send):
    hub.faults.append(Fault("POST", "/commit/", 412))
    with pytest.raises(InputError, match=r"somebody else changed the dataset meanwhile"):
        send()
    assert not hub.datasets[NAME].tags


def test_a_commit_by_somebody_else_between_look_and_upload_is_not_undone(hub, send, monkeypatch):
    real = hub.fault

    def meanwhile(method, path):
        made = hub.datasets.get(NAME)
        if "/commit/" in path and len(made.history) == 1:
            made.commit({**made.at("main").files, "theirs.txt": b"new"})
        return real(method, path)

    monkeypatch.setattr(hub, "fault", meanwhile)
    with pytest.raises(InputError, match=r"somebody else changed the dataset meanwhile"):
        send()
    assert hub.datasets[NAME].at("main").files["theirs.txt"] == b"new" and not hub.datasets[NAME].tags


def test_nobody_answers(hub, send, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setattr("datasets.config.HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(InputError, match=r"looking at the dataset: no connection to the Hub .*HF_ENDPOINT"):
        send()


# --- who may ----------------------------------------------------------------------------------------------------------------------


def test_without_a_token_nothing_is_asked(hub, send, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(UsageError, match=r"no token of the Hub is given.*'hf auth login', or set HF_TOKEN"):
        send()
    assert not hub.log


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (OTHER_TOKEN, r"401; the token is not valid"),
        (READ_ONLY, r"no permission \(403: the token \(token\) may not write\)"),
    ],
)
def test_a_token_that_may_not_is_refused_and_not_shown(hub, send, monkeypatch, given, message):
    monkeypatch.setenv("HF_TOKEN", given)
    with pytest.raises(UsageError, match=message) as told:
        send()
    assert given not in str(told.value) and "hf_" not in str(told.value)
    assert NAME not in hub.datasets


STEPS = ("/create", "/refs", "validate-yaml", "/preupload/", "/batch", "/objects/", "/commit/", "/tag/")


@pytest.mark.parametrize(
    ("step", "status"),
    [
        *((step, status) for step in STEPS for status in (403, 500)),
        *(("/commit/", s) for s in (400, 401, 404, 409, 413, 422, 429)),
    ],
)
def test_whatever_the_hub_refuses_is_one_message_without_the_token(hub, send, step, status):
    method = {"/refs": "GET", "/objects/": "PUT"}.get(step, "POST")
    hub.faults.append(Fault(method, step, status, 99, f"not with {TOKEN}, nor with {OTHER_TOKEN}"))
    with pytest.raises((UsageError, InputError)) as told:
        send()
    message = str(told.value)
    assert "hf_" not in message and NAME in message and "\n" not in message
    assert told.value.remedy and told.value.__cause__ is None and told.value.__suppress_context__


@pytest.mark.parametrize(
    "form", ["a/Secret+of=an/odd form", "a%2FSecret%2Bof%3Dan%2Fodd%20form", "a/Secret%2Bof%3Dan/odd%20form"]
)
def test_a_token_of_any_form_is_not_shown_however_it_is_written(hub, monkeypatch, form):
    monkeypatch.setenv("HF_TOKEN", "a/Secret+of=an/odd form")
    assert hub_client.redacted(f"sent {form}, refused") == "sent (token), refused"


@pytest.mark.parametrize("user", ["alice:S3cret%2Fw0rd@", "alice@", "a:b@S3cret%2Fw0rd@"])
def test_what_hf_endpoint_says_before_the_host_is_not_shown(hub, monkeypatch, user):
    monkeypatch.setenv("HF_ENDPOINT", f"http://{user}127.0.0.1:9")
    assert hub_client.address(NAME) == f"http://127.0.0.1:9/datasets/{NAME}"
    said = hub_client.redacted(f"GET {hub_client.endpoint()}/api failed")
    assert said == "GET http://127.0.0.1:9/api failed"
    monkeypatch.setenv("HF_ENDPOINT", "http://alice:S3cret%2Fw0rd@127.0.0.1:9")
    assert hub_client.redacted("S3cret%2Fw0rd is S3cret/w0rd") == "(password) is (password)"
    with pytest.raises(InputError) as told:
        load.load("plans", version="7.0.0")
    assert "127.0.0.1:9" in str(told.value) and not re.search(r"alice|S3cret", str(told.value))


# --- loading back -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def there(hub, loading, written, tmp_path):
    """A way to put the repository of 1.1.0 on the Hub, with other files in it, and to verify that what arrived is whole."""

    def verify(new, other=None):
        folder = tmp_path / "sent"
        shutil.copytree(written[0], folder)
        for path, content in (other or {}).items():
            (folder / path).write_bytes(content)
        held = hub.datasets[NAME] = Dataset()
        commit = held.commit(files(folder), frozenset(path for path in files(folder) if path.endswith(".parquet")))
        verification.verify(new, repository.entries(folder), commit)

    return verify


def bare_card(*tables, default="targets"):
    """A card that names tables and says nothing of their columns."""
    configs = [
        f"- config_name: {name}\n  data_files: data/{name}.parquet\n" + "  default: true\n" * (name == default)
        for name in tables
    ]
    return ("---\nconfigs:\n" + "".join(configs) + "---\n").encode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.slice(1), r"tasks has 3 rows of .*, not 4 of"),
        (
            lambda table: table.rename_columns(["id", *table.column_names[1:]]),
            r"tasks has 4 rows of id, .*, not 4 of task_id",
        ),
    ],
)
def test_a_table_that_is_another_one_is_found_though_its_bytes_are_those_sent(there, new, tmp_path, change, message):
    parquet.write(change(parquet.read(new.folder / "tasks.parquet")), tmp_path / "tasks.parquet")
    other = {"data/tasks.parquet": (tmp_path / "tasks.parquet").read_bytes(), "README.md": bare_card(*new.tables)}
    with pytest.raises(CheckFailure, match=message):
        there(new, other)


@pytest.mark.parametrize("leave_out", ["tasks", None])
def test_a_card_that_names_other_tables_or_another_first_is_found(there, new, leave_out):
    names = [name for name in new.tables if name != leave_out]
    default = "targets" if leave_out else "plans"
    with pytest.raises(CheckFailure, match=rf"datasets finds the tables plans, .*, {default} first"):
        there(new, {"README.md": bare_card(*names, default=default)})


def test_other_bytes_than_those_sent_are_found_when_loading_back(hub, loading, token, stands):
    held = release.read(stands / "1.0.0", NAME)
    folder = stands / "repository-1.0.0"
    made = releases.put(hub, stands / "1.0.0", "1.0.0")
    commit = made.commit({**files(folder), "data/tasks.parquet": b"PAR1"}, made.at("1.0.0").large)
    with pytest.raises(CheckFailure, match=rf"small@{commit}: not what was sent: data/tasks\.parquet\. Don't announce"):
        verification.verify(held, repository.entries(folder), commit)


def test_a_version_that_fails_when_it_is_loaded_back_has_no_tag(hub, send, monkeypatch):
    def differs(held, local, commit):
        assert commit == hub.datasets[NAME].head and not hub.datasets[NAME].tags
        raise CheckFailure("not what was sent", NAME, "Look")

    with monkeypatch.context() as broken:
        broken.setattr(verification, "verify", differs)
        with pytest.raises(CheckFailure, match="not what was sent"):
            send()
    made = hub.datasets[NAME]
    assert len(made.history) == 2 and not made.tags
    assert send().commit == made.head == made.tags["1.0.0"]


def test_a_tag_that_names_another_commit_than_the_verified_one_is_told(hub, send, monkeypatch):
    real = hub.RequestHandlerClass._json

    def moved(self, value, status=200):
        if self.path.startswith("/api/datasets") and "/tag/" in self.path:
            made = hub.datasets[NAME]
            made.tags["1.0.0"] = made.history[0]
        real(self, value, status)

    monkeypatch.setattr(hub.RequestHandlerClass, "_json", moved)
    with pytest.raises(CheckFailure, match=r"the tag 1\.0\.0 names the commit \w{40}, not \w{40}, which was verified"):
        send()


@pytest.mark.parametrize("name", ["datasets.config.HF_ENDPOINT", "huggingface_hub.constants.ENDPOINT"])
def test_a_library_that_would_load_from_another_hub_is_refused(hub, send, monkeypatch, name):
    monkeypatch.setattr(name, "https://huggingface.co")
    with pytest.raises(UsageError, match=r"would load from there\. Set HF_ENDPOINT, then start Python anew"):
        send()
    assert not hub.log


def test_without_datasets_nothing_is_sent(hub, send, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(UsageError, match=r"pip install datasets\.$"):
        send()
    assert not hub.log
