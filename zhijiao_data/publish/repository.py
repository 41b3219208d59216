"""The repository of a release on the Hub, as a folder: exactly the files that are uploaded.

The tables with their manifest and change log (``data/``, a copy of the release), the sources (``raw/``), the data card,
the codebook, the rights, and the descriptions in the standards of the field. The same release gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import change_log, checks, evaluate, fingerprint, manifest, parquet, releases, swap
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import CheckFailure, InputError, UsageError
from zhijiao_data.publish import card, features, rights, sources, standards
from zhijiao_data.publish.release import DATA, Release

CODEBOOK = "codebook"
#: Written by the Hub itself when it makes a repository: which files it stores apart.
OF_THE_HUB = {".gitattributes"}
_CHECKOUT = Path(__file__).parents[2]
#: What a manifest says of the programs that wrote it: others may write the same tables.
_OF_THE_WRITER = {"code_version", "pyarrow_version"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the repository: its path there, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


def write(release: Release, raw: Path, folder: Path) -> list[Entry]:
    """Write the repository of ``release`` into ``folder``, all or nothing, and say what is in it.

    Args:
        release: the tables.
        raw: the sources that they were built from, which are published too; the figures of quality are measured on their
            annotations.
        folder: where to; an earlier repository there is replaced.

    Raises:
        InputError: a file of the release or of the checkout is missing, or a link leads out of the sources.
        CheckFailure: the tables break a rule, or are not those of these sources and this code.
        UsageError: ``folder`` holds something else, or can't be written; a source has a name that can't be published.
    """
    files = contents(release, raw)
    _check_replaceable(folder, set(files))
    with swap.replacing(folder) as fresh:
        for path, content in files.items():
            place = fresh / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    return entries(folder)


def entries(folder: Path) -> list[Entry]:
    """The files of a repository that was written, in order."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [Entry(p.relative_to(folder).as_posix(), p.stat().st_size, parquet.file_hash(p)) for p in found]


def contents(release: Release, raw: Path) -> dict[str, bytes]:
    """Every file of the repository: path → bytes; errors as in `write`."""
    check(release, raw)
    named = [entry["file"] for entry in release.manifest["tables"].values()]
    files = {
        f"{DATA}/{name}": _read(release.folder / name) for name in (manifest.FILE_NAME, change_log.FILE_NAME, *named)
    }
    for path in sorted(loader.FOLDER.glob("*.yaml")):
        files[f"{CODEBOOK}/{path.name}"] = _read(path)
    files[f"{CODEBOOK}/VERSION"] = _read(loader.FOLDER / "VERSION")
    files[rights.FILE_NAME] = _read(_CHECKOUT / rights.FILE_NAME)
    files |= sources.contents(raw)
    texts = {card.FILE_NAME: _card(release, raw), **standards.files(release)}
    for name, text in texts.items():
        if name in files:
            raise ValueError(f"two files of the repository are called {name}")
        files[name] = text.encode()
    return dict(sorted(files.items()))


def check(release: Release, raw: Path) -> None:
    """Refuse a release that isn't what these sources, their register and this code give, in its tables or what is said of them.

    Raises:
        InputError: a file of the release or of the sources is missing, or can't be read.
        CheckFailure: the tables break a rule; the manifest or the change log is not what a build writes.
        UsageError: the sources are not there.
    """
    if not raw.is_dir():
        remedy = "Publish from a checkout of the project, or name the folder of the sources with --raw"
        raise UsageError("the sources of the tables are not there", str(raw), remedy)
    errors = [finding for finding in checks.of_release(release.folder, raw) if finding.level == "error"]
    if errors:
        remedy = "Rebuild the tables with 'zhijiao build', or correct what it names"
        raise CheckFailure(checks.summary(errors), str(release.folder), remedy)
    _check_manifest(release, raw)
    for name, entry in release.manifest["tables"].items():
        features.check(name, parquet.read(release.folder / entry["file"]))


def _check_manifest(release: Release, raw: Path) -> None:
    """Refuse a manifest that says anything else than a build would of these files: what it says is published as a fact."""
    register, built = releases.read(raw), fingerprint.read(release.manifest, str(release.folder))
    wanted = manifest.describe(release.folder, built, register.stamp(built), register)
    facts = sorted(_differing(release.manifest, wanted) - _OF_THE_WRITER)
    if facts:
        tables = sorted(_differing(release.manifest["tables"], wanted["tables"]))
        other = [f"{fact} ({listed(tables)})" if fact == "tables" and tables else fact for fact in facts]
        place = str(release.folder / manifest.FILE_NAME)
        said = f"the manifest is not what a build writes of these tables: {listed(other)}"
        raise CheckFailure(said, place, "Rebuild the tables with 'zhijiao build', or restore the file")


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    return {key for key in {*one, *other} if one.get(key) != other.get(key)}


def _card(release: Release, raw: Path) -> str:
    annotated = any(raw.glob("*/annotation.yaml"))
    if not annotated:
        return card.markdown(release, None, False)
    return card.markdown(release, evaluate.evaluate(raw), evaluate.evaluate(raw, release.folder).agrees)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = "Publish from a checkout of the project, with tables that 'zhijiao build' wrote"
        raise UsageError(f"can't be read ({error.strerror})", str(path), remedy) from None


def _check_replaceable(folder: Path, paths: set[str]) -> None:
    """Refuse a folder with files, however deep, that are neither of this repository nor of an earlier one: they would be lost."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError("this is a file, not a folder", str(folder), "Name a folder for the repository")
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    earlier = (folder / DATA / manifest.FILE_NAME).is_file()
    strangers = sorted(held - paths - _written_before(folder) if earlier else held)
    if strangers:
        said = f"this folder is replaced as a whole, and {listed(strangers)} in it would be lost"
        raise UsageError(said, str(folder), "Name a folder that is empty, new or an earlier repository")


def _written_before(folder: Path) -> set[str]:
    """What the repository in ``folder`` was written with, by its manifest: tables, sources and codebook of its version."""
    found = {f"{DATA}/{name}" for name in manifest.files(folder / DATA)}
    try:
        inputs = manifest.read(folder / DATA).get("inputs", {})
    except InputError:
        return found
    package = f"{loader.FOLDER.parent.name}/"
    plans = {path.rsplit("/", 1)[0] for path in inputs if path.startswith(f"{sources.FOLDER}/")}
    return found | {path.removeprefix(package) for path in inputs} | {f"{plan}/annotation.yaml" for plan in plans}
