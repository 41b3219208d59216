"""A release put on the Hub: one commit, everything loaded back from it, and only then the tag.

Running it again continues: what the Hub has is not sent twice, a commit that was made is only tagged, a version that is
published is only verified. A published version is never overwritten, nor is a dataset that is another one. A token never
appears in a message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhijiao_data.dataset import hub, hub_client, manifest, progress, versions
from zhijiao_data.dataset.hub_cache import fetched
from zhijiao_data.dataset.hub_client import LOG_IN, client, speaking
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import CheckFailure, InputError, UsageError
from zhijiao_data.publish import card, repository, verification
from zhijiao_data.publish.release import Release
from zhijiao_data.publish.repository import OF_THE_HUB, Entry, entries

_RESUME = "Run the same command again: what arrived is not sent twice. Where the Hub can't be reached, name a mirror in HF_ENDPOINT"
_STEPS = 4
#: What a dataset may hold in which nothing was published yet.
_OF_AN_EMPTY_ONE = OF_THE_HUB | {card.FILE_NAME}


@dataclass(frozen=True, slots=True)
class Upload:
    """What was done: the commit that the tag names, and whether the version had been published before."""

    commit: str
    already: bool


def publish(
    release: Release, raw: Path, folder: Path, private: bool = False, tell: progress.Progress = progress.silent
) -> Upload:
    """Upload the repository in ``folder`` (see `repository`), verify it by loading it back, and tag its version.

    Args:
        release: the release, with the name of the dataset.
        raw: the sources that it was built from, with the register.
        folder: the repository as it is to stand there.
        private: make the dataset private if it isn't there yet.
        tell: told about every step.

    Raises:
        UsageError: the tables are no release, the dataset is another one or public though it is to be private, the version
            is published with other content or a later one is, a library or the token is missing, or the token may not do it.
        InputError: the connection fails, or a source can't be read.
        CheckFailure: the tables or what is said of them aren't what the sources give; what is loaded back is not what was
            sent, or the tag names something else.
    """
    check_ready(release)
    repository.check(release, raw)
    local = entries(folder)
    api = client().HfApi(endpoint=hub_client.endpoint())
    place: dict[str, Any] = {"repo_id": release.repository, "repo_type": "dataset"}

    tell(0, _STEPS, "looking at the dataset")
    with speaking(release.repository, "looking at the dataset", _RESUME):
        api.create_repo(**place, private=private, exist_ok=True)
        tags = {tag.name for tag in api.list_repo_refs(**place).tags}
        head = api.repo_info(**place, revision="main")
    if private and not head.private:
        remedy = "Make it private in its settings on the Hub, or leave --private out"
        raise UsageError("the dataset is there already, and public", hub_client.address(release.repository), remedy)
    already = release.version in tags
    if already:
        _check_same(release, api, folder, local)
        commit = _tagged(release, api)
    else:
        _check_ours(release, head)
        _check_last(release, tags)
        tell(1, _STEPS, "uploading")
        commit = _commit(release, api, head, folder, local)
    tell(2, _STEPS, "loading it back")
    verification.verify(release, local, commit)
    tell(3, _STEPS, "tagging")
    if not already:
        with speaking(release.repository, f"tagging {release.version}", _RESUME):
            api.create_tag(**place, tag=release.version, revision=commit, tag_message=f"Release {release.version}")
    found = _tagged(release, api)
    if found != commit:
        said = f"the tag {release.version} names the commit {found}, not {commit}, which was verified"
        remedy = "Don't announce this version. Look who else writes there, delete the tag and run the command again"
        raise CheckFailure(said, hub_client.address(release.repository), remedy)
    tell(_STEPS, _STEPS, "done")
    return Upload(commit, already)


def check_ready(release: Release) -> None:
    """Refuse what could not be published anyway, before anything is written or sent.

    Raises:
        UsageError: the tables are no release, or a library or the token is missing.
    """
    if release.released_on is None or not versions.is_version(release.version):
        remedy = "Seal it first: write its entry into raw/releases.yaml and run 'zhijiao build --release'"
        raise UsageError(f"{release.version} is no released version", str(release.folder), remedy)
    verification.library()
    if client().get_token() is None:
        remedy = f"{LOG_IN[0].upper()}{LOG_IN[1:]} to a token that may write"
        raise UsageError("no token of the Hub is given", release.repository, remedy)


def _check_ours(release: Release, head: Any) -> None:
    """Refuse a dataset that holds something else than earlier states of this one: its files would be deleted from ``main``."""
    held = {one.rfilename for one in head.siblings}
    others = sorted(held - _OF_AN_EMPTY_ONE)
    if not others:
        return
    found = _named(fetched(release.repository, "main", hub.MANIFEST, head.sha)) if hub.MANIFEST in held else None
    if found != release.manifest["dataset"]:
        said = f"this dataset is another one, and would be emptied of {listed(others)}"
        remedy = "Check the name; to publish under it nevertheless, delete these files there yourself"
        raise UsageError(said, hub_client.address(release.repository), remedy)


def _named(path: Path) -> str | None:
    """The dataset that a manifest says it is of; None when it is no manifest."""
    try:
        return manifest.read(path.parent).get("dataset")
    except InputError:
        return None


def _tagged(release: Release, api: Any) -> str:
    """The commit that the tag of the version names."""
    with speaking(release.repository, f"looking at {release.version}", _RESUME):
        return api.repo_info(release.repository, repo_type="dataset", revision=release.version).sha


def _commit(release: Release, api: Any, head: Any, folder: Path, local: list[Entry]) -> str:
    """Make ``main`` this repository, in one commit; nothing is sent that is there already. Returns the commit.

    ``head`` is what ``main`` was when it was looked at: it must still be that.
    """
    library = client()
    with speaking(release.repository, f"uploading {release.version}", _RESUME):
        held = {one.rfilename for one in head.siblings}
        stale = sorted(held - {entry.path for entry in local} - OF_THE_HUB)
        operations = [
            *(library.CommitOperationAdd(entry.path, folder / entry.path) for entry in local),
            *(library.CommitOperationDelete(path, is_folder=False) for path in stale),
        ]
        made = api.create_commit(
            release.repository,
            operations,
            commit_message=f"Release {release.version}",
            repo_type="dataset",
            parent_commit=head.sha,
        )
    return made.oid


def _check_same(release: Release, api: Any, folder: Path, local: list[Entry]) -> None:
    """Refuse to publish under a tag that holds something else."""
    with speaking(release.repository, f"looking at {release.version}"):
        tree = api.list_repo_tree(release.repository, repo_type="dataset", revision=release.version, recursive=True)
        files = [one for one in tree if hasattr(one, "blob_id") and one.path not in OF_THE_HUB]
    # Of a large file the Hub tells the SHA-256, of a small one git's hash.
    there = {one.path: one.lfs.sha256 if one.lfs else one.blob_id for one in files}
    small = {one.path for one in files if not one.lfs}
    mine = {entry.path: _git_hash(folder / entry.path) if entry.path in small else entry.sha256 for entry in local}
    other = sorted(path for path in {*there, *mine} if there.get(path) != mine.get(path))
    if other:
        said = f"{release.version} is published already, and other than what stands here: {listed(other)}"
        remedy = "A published version never changes. Publish a new one (raw/releases.yaml), or leave this one as it is"
        raise UsageError(said, hub_client.address(release.repository), remedy)


def _git_hash(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def _check_last(release: Release, tags: Collection[str]) -> None:
    later = [
        name for name in tags if versions.is_version(name) and versions.parse(name) > versions.parse(release.version)
    ]
    if later:
        newest = max(map(versions.parse, later))
        remedy = "Publish versions in their order; a correction of an old one is a new one"
        raise UsageError(
            f"{newest} is published already, and {release.version} comes before it", release.repository, remedy
        )
