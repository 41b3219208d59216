"""A release put on a Hub: created, sent in one commit, tagged; broken off and taken up again; never overwritten."""

from __future__ import annotations

import sys

import pytest

from tests.publish.hub import releases
from tests.publish.hub_server import GITATTRIBUTES, READ_ONLY, TOKEN, Fault
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
        # Both with the sources as they are now: the tables of 1.0.0 are of an earlier state of them.
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
    monkeypatch.setattr(verification, "verify", lambda held, local: seen.append((held.version, len(local))))
    return seen


@pytest.fixture
def send(hub, token, stands, checked):
    def run(version="1.0.0", **options):
        return upload.publish(release.read(stands / version, NAME), stands / f"repository-{version}", **options)

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
    assert len(commits(hub)) == 1 and checked == [("1.0.0", len(mine))]


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
        upload.publish(release.read(small / "unreleased", NAME), stands / "repository-1.1.0")
    assert not hub.log


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


def test_nobody_answers(hub, send, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
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


# --- loading back -----------------------------------------------------------------------------------------------------------------


def test_other_bytes_than_those_sent_are_found_when_loading_back(hub, token, stands):
    held = release.read(stands / "1.0.0", NAME)
    folder = stands / "repository-1.0.0"
    made = releases.put(hub, stands / "1.0.0", "1.0.0")
    made.tags["1.0.0"] = made.commit({**files(folder), "data/tasks.parquet": b"PAR1"}, made.at("1.0.0").large)
    with pytest.raises(CheckFailure, match=r"small@1\.0\.0: not what was sent: data/tasks\.parquet\. Don't announce"):
        verification.verify(held, repository.entries(folder))


def test_without_datasets_nothing_is_sent(hub, send, monkeypatch):
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(UsageError, match=r"pip install datasets\.$"):
        send()
    assert not hub.log
