"""A release put on the Hub: one commit, one tag, and everything loaded back.

Running it again continues: what the Hub has is not sent twice, a commit that was made is only tagged, a version that is
published is only verified. A published version is never overwritten. A token never appears in a message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhijiao_data.dataset import hub_client, progress, versions
from zhijiao_data.dataset.hub_client import LOG_IN, client, speaking
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import UsageError
from zhijiao_data.publish import verification
from zhijiao_data.publish.release import Release
from zhijiao_data.publish.repository import OF_THE_HUB, Entry, entries

_RESUME = "Run the same command again: what arrived is not sent twice. Where the Hub can't be reached, name a mirror in HF_ENDPOINT"
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Upload:
    """What was done: the commit that the tag names, and whether the version had been published before."""

    commit: str
    already: bool


def publish(release: Release, folder: Path, private: bool = False, tell: progress.Progress = progress.silent) -> Upload:
    """Upload the repository in ``folder`` (see `repository`), tag its version, and verify it by loading it back.

    Args:
        release: the release, with the name of the dataset.
        folder: the repository as it is to stand there.
        private: make the dataset private if it isn't there yet.
        tell: told about every step.

    Raises:
        UsageError: the tables are no release, the version is published with other content or a later one is, a library or
            the token is missing, or the token may not do it.
        InputError: the connection fails.
        CheckFailure: what is loaded back is not what was sent.
    """
    check_ready(release)
    local = entries(folder)
    api = client().HfApi(endpoint=hub_client.endpoint())
    place: dict[str, Any] = {"repo_id": release.repository, "repo_type": "dataset"}

    tell(0, _STEPS, "looking at the dataset")
    with speaking(release.repository, "looking at the dataset", _RESUME):
        api.create_repo(**place, private=private, exist_ok=True)
        tags = {tag.name: tag.target_commit for tag in api.list_repo_refs(**place).tags}
    commit = tags.get(release.version)
    already = commit is not None
    if already:
        _check_same(release, api, folder, local)
    else:
        _check_last(release, tags)
        tell(1, _STEPS, "uploading")
        commit = _commit(release, api, folder, local)
        tell(2, _STEPS, "tagging")
        with speaking(release.repository, f"tagging {release.version}", _RESUME):
            api.create_tag(**place, tag=release.version, revision=commit, tag_message=f"Release {release.version}")
    tell(3, _STEPS, "loading it back")
    verification.verify(release, local)
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


def _commit(release: Release, api: Any, folder: Path, local: list[Entry]) -> str:
    """Make ``main`` this repository, in one commit; nothing is sent that is there already. Returns the commit."""
    hub = client()
    with speaking(release.repository, f"uploading {release.version}", _RESUME):
        head = api.repo_info(release.repository, repo_type="dataset", revision="main")
        held = {one.rfilename for one in head.siblings}
        stale = sorted(held - {entry.path for entry in local} - OF_THE_HUB)
        operations = [
            *(hub.CommitOperationAdd(entry.path, folder / entry.path) for entry in local),
            *(hub.CommitOperationDelete(path, is_folder=False) for path in stale),
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


def _check_last(release: Release, tags: Mapping[str, str]) -> None:
    later = [
        name for name in tags if versions.is_version(name) and versions.parse(name) > versions.parse(release.version)
    ]
    if later:
        newest = max(map(versions.parse, later))
        remedy = "Publish versions in their order; a correction of an old one is a new one"
        raise UsageError(
            f"{newest} is published already, and {release.version} comes before it", release.repository, remedy
        )
