"""Releases on the Hugging Face Hub: fetched into the client's cache when they are needed, verified by their hashes.

A release is the tag of its version. Its manifest is fetched first, then each table when it is asked for; what is in the
cache is used without a connection. Every file must have the SHA-256 that the manifest gives. The manifest of a version
that the held one knows must moreover describe the content that was released under that version, and the tables must
hold it: a tag that was moved, or a repository that was tampered with, is noticed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhijiao_data.dataset import hub_client, manifest, parquet, versions
from zhijiao_data.dataset.about import about
from zhijiao_data.dataset.fingerprint import whole_sha256
from zhijiao_data.dataset.hub_client import client, speaking
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import InputError, UsageError

#: The folder of the tables in a published repository; it is a copy of ``processed/``.
DATA = "data"
MANIFEST = f"{DATA}/{manifest.FILE_NAME}"
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_FILE = re.compile(r"[\w-]+\.parquet")
_MISUSE = "Do not use this copy. If ZHIJIAO_HUB_REPOSITORY names another corpus, hold its tables too (ZHIJIAO_DATA)"

#: Files of the cache that were found to be as they should, with size and time of change: each is read through once.
_sound: set[tuple[Path, int, int, str]] = set()


def repository(named: str | None = None) -> str:
    """The dataset on the Hub, ``owner/name``: the one given, else that of ``ZHIJIAO_HUB_REPOSITORY``, else our own.

    Raises:
        UsageError: it is not of that form.
    """
    chosen = named or os.environ.get("ZHIJIAO_HUB_REPOSITORY") or about().hub_repository
    if not REPOSITORY.fullmatch(chosen):
        raise UsageError(f"'{chosen}' is no repository of the Hub", "", "Name it as owner/name")
    return chosen


@dataclass(frozen=True, slots=True)
class Published:
    """A release on the Hub. ``commit`` is the one that its tag names, ``folder`` where its files stand in the cache."""

    repository: str
    version: str
    commit: str
    folder: Path
    manifest: Mapping[str, Any]
    known: bool

    @property
    def names(self) -> list[str]:
        """Its tables."""
        return list(self.manifest["tables"])

    def path(self, table: str) -> Path:
        """The file of one of its tables, fetched if need be, and verified.

        Raises:
            UsageError: it is not in the cache and the Hub may not be asked.
            InputError: it can't be fetched, or is not the file that was released.
        """
        entry = self.manifest["tables"][table]
        name, expected = entry["file"], entry["sha256"]
        if not _FILE.fullmatch(name):
            raise InputError(f"the manifest names a file '{name}'", self._place(MANIFEST), _MISUSE)
        path = _fetched(self.repository, self.version, f"{DATA}/{name}", self.commit)
        if _is_sound(path, expected):
            return path
        if parquet.file_hash(path) != expected and not hub_client.offline():
            path = _fetched(self.repository, self.version, f"{DATA}/{name}", self.commit, again=True)
        found = parquet.file_hash(path)
        if found != expected:
            self._refuse(name, path, f"SHA-256 {expected} expected, {found} found")
        if self.known:
            content = parquet.content_hash(table, parquet.plain_rows(path), list(entry["columns"]))
            if content != entry["content_sha256"]:
                self._refuse(name, path, f"content {entry['content_sha256']} expected, {content} found")
        _sound.add(_mark(path, expected))
        return path

    def _refuse(self, name: str, path: Path, said: str) -> None:
        remedy = f"Delete the copy in the cache ({path}) and load it again; if that doesn't help, don't use it"
        raise InputError(f"not the file that was released as {self.version} ({said})", self._place(name), remedy)

    def _place(self, name: str) -> str:
        return f"{self.repository}@{self.version}: {name}"

    def complete(self) -> Path:
        """The folder with all its tables, fetched and verified; errors as in `path`."""
        if not all((self.folder / entry["file"]).exists() for entry in self.manifest["tables"].values()):
            _may_connect(self.repository, self.version)
            with speaking(self.repository, f"fetching release {self.version}"):
                client().snapshot_download(
                    self.repository,
                    repo_type="dataset",
                    revision=self.commit,
                    allow_patterns=f"{DATA}/*",
                    cache_dir=hub_client.cache(),
                    endpoint=hub_client.endpoint(),
                )
        for table in self.names:
            self.path(table)
        return self.folder


def published(version: str, known: Mapping[str, Mapping[str, str]]) -> Published:
    """The release ``version`` on the Hub; of its files only the manifest is fetched.

    Args:
        version: a released version, such as ``1.0.0``.
        known: version → {"sha256": …} of the releases that the held manifest knows (its ``releases``).

    Raises:
        UsageError: ``version`` is no version, isn't on the Hub, or isn't in the cache and the Hub may not be asked.
        InputError: there is no connection, or what was fetched is not that release.
    """
    versions.parse(version)
    name = repository()
    path = _fetched(name, version, MANIFEST, version)
    try:
        read = _manifest(path, name, version, known)
    except InputError:
        if hub_client.offline():
            raise
        path = _fetched(name, version, MANIFEST, version, again=True)
        read = _manifest(path, name, version, known)
    return Published(name, version, path.parents[1].name, path.parent, read, version in known)


def _manifest(path: Path, name: str, version: str, known: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The manifest, if it is that of ``version``."""
    place = f"{name}@{version}: {MANIFEST}"
    try:
        read = manifest.read(path.parent)
        hashes = {table: entry["content_sha256"] for table, entry in read["tables"].items()}
        files = [(entry["file"], entry["sha256"], entry["columns"]) for entry in read["tables"].values()]
    except InputError as error:
        raise InputError(error.what, place, _MISUSE) from None
    except (KeyError, TypeError, AttributeError):
        raise InputError("the manifest does not describe its tables", place, _MISUSE) from None
    if read["data_version"] != version or not files:
        said = f"the tag {version} holds the version {read['data_version']}"
        raise InputError(said, place, _MISUSE)
    found = whole_sha256(hashes)
    if version in known and found != known[version]["sha256"]:
        said = f"not the content that was released as {version} ({known[version]['sha256']} expected, {found} found)"
        raise InputError(f"{said}: the tag was moved or the repository changed", place, _MISUSE)
    return read


def _fetched(name: str, version: str, path: str, revision: str, again: bool = False) -> Path:
    """A file of the repository in the cache: from there if it is there, else, or ``again``, from the Hub.

    Args:
        version: what is being fetched, for messages and for the name under which the cache finds it.
        revision: a tag or commit.
    """
    hub, cache = client(), hub_client.cache()
    if not again:
        held = hub.try_to_load_from_cache(name, path, cache_dir=cache, revision=revision, repo_type="dataset")
        if isinstance(held, str):
            return Path(held)
        _may_connect(name, version)
    endpoint = hub_client.endpoint()
    with speaking(name, f"fetching {path} of {version}"):
        try:
            # Asked first, because the download itself would wait half a minute for a Hub that can't be reached.
            url = hub.hf_hub_url(name, path, repo_type="dataset", revision=revision, endpoint=endpoint)
            hub.get_hf_file_metadata(url)
            found = hub.hf_hub_download(
                name,
                path,
                repo_type="dataset",
                revision=revision,
                cache_dir=cache,
                endpoint=endpoint,
                force_download=again,
            )
        except hub.errors.RevisionNotFoundError:
            raise _no_version(name, version) from None
        except hub.errors.RemoteEntryNotFoundError:
            remedy = "It was not published by 'zhijiao publish', or the file was deleted: tell the owner"
            raise InputError("the release lacks the file", f"{name}@{version}: {path}", remedy) from None
    return Path(found)


def _may_connect(name: str, version: str) -> None:
    if hub_client.offline():
        said = f"data version {version} is not held and not in the cache, and HF_HUB_OFFLINE forbids fetching it"
        remedy = "Unset HF_HUB_OFFLINE, start Python anew and load it once, or set ZHIJIAO_DATA to a folder with these tables"
        raise UsageError(said, f"{name} ({hub_client.cache()})", remedy)


def _no_version(name: str, version: str) -> UsageError:
    """The error for a version that the Hub doesn't have; it names those that it has."""
    with speaking(name, "listing the versions"):
        api = client().HfApi(endpoint=hub_client.endpoint())
        refs = api.list_repo_refs(name, repo_type="dataset")
    there = sorted((versions.parse(tag.name) for tag in refs.tags if versions.is_version(tag.name)), reverse=True)
    remedy = f"Published: {listed(there)}" if there else "No version has been published there"
    return UsageError(f"no data version '{version}'", hub_client.address(name), remedy)


def _mark(path: Path, expected: str) -> tuple[Path, int, int, str]:
    state = path.stat()
    return path, state.st_size, state.st_mtime_ns, expected


def _is_sound(path: Path, expected: str) -> bool:
    return _mark(path, expected) in _sound
