"""The repository of a release on the Hub, as a folder: exactly the files that are uploaded.

The tables with their manifest and change log (``data/``, a copy of the release), the sources (``raw/``), the data card,
the codebook, the rights, and the descriptions in the standards of the field. The same release gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from zhijiao_data.codebook import loader
from zhijiao_data.dataset import change_log, checks, evaluate, manifest, parquet, swap
from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import CheckFailure, UsageError
from zhijiao_data.publish import card, features, rights, sources, standards
from zhijiao_data.publish.release import DATA, Release

CODEBOOK = "codebook"
#: Written by the Hub itself when it makes a repository: which files it stores apart.
OF_THE_HUB = {".gitattributes"}
_CHECKOUT = Path(__file__).parents[2]


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
    _check_release(release, raw)
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


def _check_release(release: Release, raw: Path) -> None:
    if not raw.is_dir():
        remedy = "Publish from a checkout of the project, or name the folder of the sources with --raw"
        raise UsageError("the sources of the tables are not there", str(raw), remedy)
    errors = [finding for finding in checks.of_release(release.folder, raw) if finding.level == "error"]
    if errors:
        remedy = "Rebuild the tables with 'zhijiao build', or correct what it names"
        raise CheckFailure(checks.summary(errors), str(release.folder), remedy)
    for name, entry in release.manifest["tables"].items():
        path = release.folder / entry["file"]
        features.check(name, parquet.read(path))
        if parquet.file_hash(path) != entry["sha256"]:
            remedy = "Rebuild the tables with 'zhijiao build', or restore the file"
            raise CheckFailure("the file is not the one that the manifest describes", str(path), remedy)


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
    """Refuse a folder with files that are not of a repository: they would be lost."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError("this is a file, not a folder", str(folder), "Name a folder for the repository")
    held = {path.name for path in folder.iterdir()}
    strangers = sorted(held - {PurePosixPath(path).parts[0] for path in paths})
    if strangers or (held and not (folder / DATA / manifest.FILE_NAME).is_file()):
        said = f"this folder is replaced as a whole, and {listed(strangers or sorted(held))} in it would be lost"
        raise UsageError(said, str(folder), "Name a folder that is empty, new or an earlier repository")
