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

from zhijiao_data.dataset import fingerprint, hub_client, manifest, parquet, schema, versions
from zhijiao_data.dataset.about import about
from zhijiao_data.dataset.hub_cache import fetched, may_connect
from zhijiao_data.dataset.hub_client import client, speaking
from zhijiao_data.errors import InputError, UsageError

#: The folder of the tables in a published repository; it is a copy of ``processed/``.
DATA = "data"
MANIFEST = f"{DATA}/{manifest.FILE_NAME}"
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_FILE = re.compile(r"[\w-]+\.parquet")
_MISUSE = "Do not use this copy. If ZHIJIAO_HUB_REPOSITORY names another corpus, hold its tables too (ZHIJIAO_DATA)"
#: A version that is registered was made, and still its repository may not be there.
_NOT_YET = (
    "{version} is registered, but the repository may not be public yet: until it is, a folder with tables of that version"
    " can be loaded (ZHIJIAO_DATA names it) and compared with those held ('zhijiao diff FOLDER')"
)

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
    """Tables on the Hub under a revision, mostly the tag of a version.

    ``commit`` is the one that the revision names, ``folder`` where its files stand in the cache; ``known`` says whether
    the content of this version is known beforehand.
    """

    repository: str
    revision: str
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
        path = fetched(self.repository, self.revision, f"{DATA}/{name}", self.commit)
        if _is_sound(path, expected):
            return path
        if parquet.file_hash(path) != expected and not hub_client.offline():
            path = fetched(self.repository, self.revision, f"{DATA}/{name}", self.commit, again=True)
        found = parquet.file_hash(path)
        if found != expected:
            self._refuse(name, path, f"SHA-256 {expected} expected, {found} found")
        if self.known:
            columns = fingerprint.types(schema.of_file(name, parquet.read_schema(path), entry["primary_key"]))
            if columns != entry["columns"]:
                self._refuse(name, path, f"columns {entry['columns']} expected, {columns} found")
            content = parquet.content_hash(table, parquet.plain_rows(path), list(columns))
            if content != entry["content_sha256"]:
                self._refuse(name, path, f"content {entry['content_sha256']} expected, {content} found")
        _sound.add(_mark(path, expected))
        return path

    def _refuse(self, name: str, path: Path, said: str) -> None:
        remedy = f"Delete the copy in the cache ({path}) and load it again; if that doesn't help, don't use it"
        raise InputError(f"not the file that was released as {self.revision} ({said})", self._place(name), remedy)

    def _place(self, name: str) -> str:
        return f"{self.repository}@{self.revision}: {name}"

    def complete(self) -> Path:
        """The folder with all its tables, fetched and verified; errors as in `path`."""
        if not all((self.folder / entry["file"]).exists() for entry in self.manifest["tables"].values()):
            may_connect(self.repository, self.revision)
            with speaking(self.repository, f"fetching {self.revision}"):
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


def published(version: str, known: Mapping[str, Mapping[str, Any]]) -> Published:
    """The release ``version`` on the Hub; of its files only the manifest is fetched.

    Args:
        version: a released version, such as ``1.0.0``.
        known: version → {"sha256": …, "published": …} of the releases that the held manifest knows (its ``releases``).

    Raises:
        UsageError: ``version`` is no version, isn't on the Hub, or isn't in the cache and the Hub may not be asked.
        InputError: there is no connection, or what was fetched is not that release.
    """
    versions.parse(version)
    if known.get(version, {}).get("published") is False:
        said = f"{version} was released before the dataset was published: it is not on the Hub"
        raise UsageError(said, "", "Set ZHIJIAO_DATA to a folder with its tables, or name such a folder")
    return _published(repository(), version, known)


def snapshot(name: str, revision: str) -> Path:
    """The folder with all tables of any dataset made like ours, under a version, branch or commit; errors as `published`.

    A branch moves: the Hub is asked where it is, and only offline the cache.
    """
    return _published(repository(name), revision, {}).complete()


def _published(name: str, revision: str, known: Mapping[str, Mapping[str, Any]]) -> Published:
    moves = not versions.is_version(revision) and not _COMMIT.fullmatch(revision) and not hub_client.offline()
    absent = _NOT_YET.format(version=revision) if revision in known else ""
    path = fetched(name, revision, MANIFEST, revision, moves=moves, absent=absent)
    try:
        read = _manifest(path, name, revision, known)
    except InputError:
        if hub_client.offline():
            raise
        path = fetched(name, revision, MANIFEST, revision, again=True)
        read = _manifest(path, name, revision, known)
    return Published(name, revision, path.parents[1].name, path.parent, read, revision in known)


def _manifest(path: Path, name: str, revision: str, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The manifest, if it is that of ``revision``."""
    place = f"{name}@{revision}: {MANIFEST}"
    try:
        read = manifest.read(path.parent)
        files = [(entry["file"], entry["sha256"], entry["columns"]) for entry in read["tables"].values()]
    except InputError as error:
        raise InputError(error.what, place, _MISUSE) from None
    except (KeyError, TypeError, AttributeError):
        raise InputError("the manifest does not describe its tables", place, _MISUSE) from None
    if not files or (versions.is_version(revision) and read["data_version"] != revision):
        said = f"the tag {revision} holds the version {read['data_version']}"
        raise InputError(said, place, _MISUSE)
    if revision in known and (found := fingerprint.read(read, place).sha256) != known[revision]["sha256"]:
        said = f"not the content that was released as {revision} ({known[revision]['sha256']} expected, {found} found)"
        raise InputError(f"{said}: the tag was moved or the repository changed", place, _MISUSE)
    return read


def _mark(path: Path, expected: str) -> tuple[Path, int, int, str]:
    state = path.stat()
    return path, state.st_size, state.st_mtime_ns, expected


def _is_sound(path: Path, expected: str) -> bool:
    return _mark(path, expected) in _sound
