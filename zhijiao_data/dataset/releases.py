"""The register of releases of a corpus: ``releases.yaml`` and ``releases.lock.json`` beside its plans.

A person writes an entry for each release into ``releases.yaml`` (version, date, what changed); ``zhijiao build
--release`` seals the newest one: its fingerprint goes into ``releases.lock.json``. A sealed version is that content and
no other, ever. A build whose content is not that of a sealed version bears no version of its own: it is the last one
with the hash of its content behind it, ``1.0.0+3f2a91c0``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from zhijiao_data import marked_yaml
from zhijiao_data.dataset import fingerprint
from zhijiao_data.dataset.fingerprint import Change, Fingerprint
from zhijiao_data.dataset.versions import Step, Version, parse
from zhijiao_data.errors import CheckFailure, InputError

FILE_NAME, LOCK_NAME = "releases.yaml", "releases.lock.json"
#: How the name of a lock begins that is being written.
_FRESH = ".seals-"
#: The base of a build of a corpus that has released nothing yet.
NEVER = "0.0.0"
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")]
    date: date
    notes_en: list[Sentence] = Field(min_length=1)
    notes_zh: list[Sentence] = Field(min_length=1)
    published: bool = True


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    releases: list[_Entry]


class Seal(NamedTuple):
    """What is fixed when a version is released: the day and the content."""

    released_on: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Release:
    """One entry of the register; ``fingerprint`` is None until it is sealed.

    ``published`` is false of a release that never goes onto the Hub.
    """

    version: Version
    released_on: str
    notes_en: tuple[str, ...]
    notes_zh: tuple[str, ...]
    published: bool
    fingerprint: Fingerprint | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """The version that a build bears, and the day of its release: None when it is not a released one."""

    version: str
    released_on: str | None


@dataclass(frozen=True, slots=True)
class Register:
    """All releases of a corpus, the newest first."""

    folder: Path
    releases: tuple[Release, ...]

    @property
    def sealed(self) -> tuple[Release, ...]:
        """The releases that are sealed, the newest first."""
        return tuple(release for release in self.releases if release.fingerprint)

    @property
    def planned(self) -> Release | None:
        """The newest entry when it is not sealed yet."""
        return self.releases[0] if self.releases and not self.releases[0].fingerprint else None

    def stamp(self, built: Fingerprint) -> Stamp:
        """The version of a build: that of the newest sealed release with this content, else the last one and a hash."""
        for release in self.sealed:
            if release.fingerprint == built:
                return Stamp(str(release.version), release.released_on)
        base = str(self.sealed[0].version) if self.sealed else NEVER
        return Stamp(f"{base}+{built.sha256[:8]}", None)

    def changes(self, built: Fingerprint) -> list[Change]:
        """What differs between the last release and a build, the greatest step first; nothing before the first one."""
        return fingerprint.changes(self.sealed[0].fingerprint, built) if self.sealed else []

    def sealing(self, built: Fingerprint) -> Register:
        """The register with the planned release sealed as this build, if it may bear the planned version.

        A build that is the newest sealed release already leaves the register as it is: a release that was interrupted is
        made by building again.

        Raises:
            CheckFailure: no release is planned, or its version is a smaller step than the changes require.
        """
        if self.planned is None and self.sealed and self.sealed[0].fingerprint == built:
            return self
        where = str(self.folder / FILE_NAME)
        found = self.changes(built)
        step = fingerprint.required(found)
        last = self.sealed[0].version if self.sealed else None
        nearest = last.after(max(step, Step.PATCH)) if last else "0.1.0"
        if self.planned is None:
            remedy = f"Write an entry for it at the top, with the version {nearest} or a later one, date and notes"
            raise CheckFailure(_summary("no release is planned", found), where, remedy)
        version = self.planned.version
        if last and last.step_to(version) < step:
            said = f"{version} is too small a step from {last}: it needs {step.name}"
            remedy = f"Give the planned release the version {nearest} or a later one"
            raise CheckFailure(_summary(said, found), where, remedy)
        return replace(self, releases=(replace(self.planned, fingerprint=built), *self.releases[1:]))

    def history(self) -> dict[str, dict[str, Any]]:
        """Every sealed release for the manifest: its day, its hash, which a fetched one must have, whether it is on the Hub."""
        return {
            str(release.version): {
                "released_on": release.released_on,
                "sha256": release.fingerprint.sha256,
                "published": release.published,
            }
            for release in self.sealed
        }


def _summary(said: str, found: Sequence[Change]) -> str:
    lines = [f"  {change.step.name}: {change.table}: {change.what_en}" for change in found]
    return "\n".join([said, *lines]) if lines else said


def read(raw_dir: str | Path) -> Register:
    """The register of a corpus; one that released nothing has no file and an empty register.

    Raises:
        InputError: with file and line: the entries are malformed, not in order, or don't go with the lock.
    """
    folder = Path(raw_dir)
    path = folder / FILE_NAME
    seals = _seals(folder / LOCK_NAME)
    if not path.exists():
        if seals:
            raise InputError("the register of the sealed releases is missing", str(path), "Restore the file")
        return Register(folder, ())
    source = marked_yaml.read(path)
    entries = marked_yaml.validate(_File, source).releases
    releases = tuple(
        Release(
            parse(entry.version),
            entry.date.isoformat(),
            tuple(entry.notes_en),
            tuple(entry.notes_zh),
            entry.published,
            seals[entry.version].fingerprint if entry.version in seals else None,
        )
        for entry in entries
    )
    for place, release in enumerate(releases):
        seal = seals.get(str(release.version))
        if seal and seal.released_on != release.released_on:
            said = f"{release.version} was released on {seal.released_on}, not on {release.released_on}"
            raise InputError(said, source.where(("releases", place, "date")), "Restore the date")
        if str(release.version) == NEVER:
            said = f"{NEVER} is what a corpus is called that has released nothing"
            raise InputError(said, source.where(("releases", place, "version")), "Begin with 0.1.0")
    for place, (later, earlier) in enumerate(pairwise(releases)):
        where = source.where(("releases", place, "version"))
        if later.version <= earlier.version or later.released_on < earlier.released_on:
            remedy = "The newest release stands first; versions and dates only rise"
            raise InputError(f"{later.version} stands above {earlier.version}", where, remedy)
        if not earlier.fingerprint:
            said = f"{earlier.version} was never sealed, and {later.version} stands above it"
            raise InputError(said, where, "Seal one release after the other, or take the entry out")
    unknown = sorted(set(seals) - {entry.version for entry in entries})
    if unknown:
        raise InputError(f"{unknown[0]} is sealed and has no entry", str(path), "A released version stays: restore it")
    return Register(folder, releases)


def _seals(path: Path) -> dict[str, Seal]:
    if not path.exists():
        return {}
    remedy = "It is written by 'zhijiao build --release' and not edited: restore the file"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_unique)
        for version, seal in stored.items():
            if seal.pop("seal") != fingerprint.hash_of(seal | {"version": version}):
                raise InputError(f"the seal of {version} was changed", str(path), remedy)
        return {
            version: Seal(seal["released_on"], fingerprint.read(seal, str(path))) for version, seal in stored.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"the seals can't be read ({error!r})", str(path), remedy) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON in which no key stands twice, as after a merge of two branches that both released."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def write_lock(register: Register) -> None:
    """Write the seals of a register beside its plans, all or nothing.

    Raises:
        CheckFailure: another process has sealed one of the versions otherwise in the meantime.
        OSError: the file can't be written.
    """
    path = register.folder / LOCK_NAME
    sealed = {str(release.version): release for release in reversed(register.sealed)}
    for version, seal in _seals(path).items():
        if version not in sealed or seal.fingerprint != sealed[version].fingerprint:
            raise CheckFailure(f"{version} was sealed by another build", str(path), "Build again")
    seals = {}
    for version, release in sealed.items():
        seal = {"released_on": release.released_on, **release.fingerprint.as_json()}
        seals[version] = {"seal": fingerprint.hash_of(seal | {"version": version}), **seal}
    for leftover in path.parent.glob(f"{_FRESH}*"):  # of a process that was killed: only one seals at a time
        leftover.unlink(missing_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, prefix=_FRESH, delete=False) as file:
        file.write(json.dumps(seals, indent=1) + "\n")
    fresh = Path(file.name)
    try:
        fresh.chmod(0o644)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
