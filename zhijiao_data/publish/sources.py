"""The sources of a release, as they are published with it: texts byte for byte, what was read in them, and the register.

Only what a corpus is made of is taken: the files of the plans' folders, the coding guide and the register of releases.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from zhijiao_data.corpus import catalogue, reader
from zhijiao_data.dataset import releases
from zhijiao_data.dataset.rendering import plain
from zhijiao_data.errors import UsageError

#: Their folder in the repository, called as the tables call it.
FOLDER = "raw"
GUIDE = "CODING.md"
_BESIDE_THE_PLANS = (GUIDE, releases.FILE_NAME, releases.LOCK_NAME)
#: Signs that some file system or the Hub takes for something else than a letter of a name.
_SIGNS = set('\\:*?"<>|')


def contents(raw: Path) -> dict[str, bytes]:
    """The files by their path in the repository.

    Raises:
        UsageError: a file bears a name that can't be had everywhere, or can't be read.
        InputError: a link leads out of ``raw``, or ``raw`` has no plans.
    """
    folders = [folder.name for folder in catalogue.plans(raw)]
    inside = [path.relative_to(raw) for name in folders for path in sorted((raw / name).rglob("*")) if _is_file(path)]
    beside = [Path(name) for name in _BESIDE_THE_PLANS if _is_file(raw / name)]
    found = [path for path in [*beside, *inside] if not any(part.startswith(".") for part in path.parts)]
    return {f"{FOLDER}/{path.as_posix()}": _read(raw, path) for path in found}


def _is_file(path: Path) -> bool:
    """A file, or a link that leads to none, which must not be passed over."""
    return path.is_file() or path.is_symlink()


def _read(raw: Path, path: Path) -> bytes:
    place = plain(raw / path, keep="")
    for part in PurePosixPath(path.as_posix()).parts:
        if plain(part, keep="") != part or _SIGNS & set(part) or part[0] == "-" or part[-1] in ". ":
            remedy = "Rename it: it is published under this name, which not every system can have"
            raise UsageError("a file of the sources has a name that can't be published", place, remedy)
    try:
        return reader.resolve_inside(raw, path.as_posix(), place).read_bytes()
    except OSError as error:
        remedy = "Mend the link or the permissions, or take it out"
        raise UsageError(f"can't be read ({error.strerror})", place, remedy) from None
