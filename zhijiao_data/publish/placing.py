"""Add files to a folder, all or none, without touching what is there."""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhijiao_data.dataset.rendering import listed
from zhijiao_data.errors import UsageError

# Of the hidden folder in which an export is made, and all that it holds.
_PREFIX, _FILES = ".zhijiao-export-", "files"


def add(folder: Path, write: Callable[[Path], None]) -> list[Path]:
    """Let ``write`` fill an empty folder, then put its files into ``folder``, which is made if it isn't there.

    A file that is there already with the same content stays as it is, and so does one that comes meanwhile. If anything is
    raised, ``folder`` is as before, and nothing that others put there is removed; a killed process may leave a hidden folder
    ``.zhijiao-export-…``, never half a file, and the next one removes it.

    Returns:
        The paths of all the files, by name.

    Raises:
        UsageError: a file of that name with another content is there, or the folder can't be written.
    """
    whole = folder.resolve()
    try:
        if whole.exists() and not whole.is_dir():
            raise UsageError("this is a file, not a folder", str(folder), "Name a folder")
        beside = whole if whole.is_dir() else whole.parent
        beside.mkdir(parents=True, exist_ok=True)
        for place in {beside, whole.parent}:
            _remove_leftovers(place)
        with _workplace(beside) as made:
            # Not the hidden folder itself, which only its owner can read.
            fresh = made / _FILES
            fresh.mkdir()
            write(fresh)
            names = sorted(path.name for path in fresh.iterdir())
            if not _become(fresh, whole):
                _put(fresh, folder, names)
    except OSError as error:
        remedy = "Check the path, its permissions and the space left, or name another folder"
        raise UsageError(f"can't be written ({error.strerror or error})", _named(error, folder), remedy) from error
    return [folder / name for name in names]


@contextmanager
def writing(path: Path, told: Callable[[Exception], bool] = lambda error: False) -> Iterator[None]:
    """Within `add`: name the file at which writing fails, which neither a full disk nor most libraries do.

    Args:
        told: whether an error that is no OSError is a library's word for one.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError):
            raise OSError(error.errno, error.strerror or str(error), str(path)) from error
        if told(error):
            raise OSError(errno.EIO, str(error), str(path)) from error
        raise


def _named(error: OSError, folder: Path) -> str:
    """The place of an error; a file of the hidden folder is called as it would have been in ``folder``."""
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else folder
    hidden = next((place for place, part in enumerate(path.parts) if part.startswith(_PREFIX)), None)
    return str(path if hidden is None else folder.joinpath(*path.parts[hidden + 2 :]))


def _become(fresh: Path, whole: Path) -> bool:
    """Let the filled folder be ``whole``, all at once; False if that is there, which another may have made meanwhile."""
    if whole.exists():
        return False
    try:
        fresh.rename(whole)
    except OSError:
        if whole.is_dir():
            return False
        raise
    return True


@contextmanager
def _workplace(beside: Path) -> Iterator[Path]:
    """A hidden folder in ``beside``, locked as long as this process is at work in it; then it is removed."""
    while True:
        made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=beside))
        with _lock(made) as ours:
            # Another process may have taken it for a leftover before it was locked.
            if ours is False or not made.is_dir():
                continue
            try:
                yield made
            finally:
                shutil.rmtree(made, ignore_errors=True)
            return


def _remove_leftovers(place: Path) -> None:
    """Remove what exports have left in ``place`` that were killed; one that is still at work holds its lock."""
    for leftover in place.glob(f"{_PREFIX}*"):
        with _lock(leftover) as ours:
            if ours and leftover.is_dir() and {path.name for path in leftover.iterdir()} <= {_FILES}:
                shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _lock(folder: Path, wait: bool = False) -> Iterator[bool | None]:
    """Whether the folder is now ours; the lock of a process ends with it. None where there can be no lock.

    Args:
        wait: until whoever has it lets it go.
    """
    try:
        import fcntl
    except ImportError:  # Windows: leftovers stay.
        yield None
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    except PermissionError:  # Another user's.
        yield None
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # Taken; or the file system has no locks.
            yield False if isinstance(error, BlockingIOError) else None
            return
        yield True
    finally:
        os.close(handle)


def _put(fresh: Path, folder: Path, names: list[str]) -> None:
    # One export at a time: what one may yet take back, no other is to count as there.
    with _lock(folder, wait=True):
        there = [name for name in names if os.path.lexists(folder / name)]
        other = [name for name in there if not _same(fresh / name, folder / name)]
        if other:
            raise _taken(other, folder)
        added: dict[Path, int] = {}
        try:
            for name in names:
                if name in there:
                    continue
                file = (fresh / name).stat().st_ino
                try:
                    _move(fresh / name, folder / name)
                except FileExistsError:
                    # It came meanwhile, from a program that knows no lock.
                    if not _same(fresh / name, folder / name):
                        raise _taken([name], folder) from None
                else:
                    added[folder / name] = file
        except BaseException:
            for path, file in added.items():
                _take_back(path, file)
            raise


def _taken(names: list[str], folder: Path) -> UsageError:
    what = f"{'a file is' if len(names) == 1 else 'files are'} there already with another content: {listed(names)}"
    return UsageError(what, str(folder), "Name another folder, or move them away: nothing was written")


def _take_back(path: Path, file: int) -> None:
    """Remove ``path`` if it is still the file that was put there."""
    with suppress(FileNotFoundError):
        if path.lstat().st_ino == file:
            path.unlink()


def _same(a: Path, b: Path) -> bool:
    return b.is_file() and filecmp.cmp(a, b, shallow=False)


def _move(a: Path, b: Path) -> None:
    """Give ``a`` the name ``b``, which must be free."""
    try:
        os.link(a, b)
    except FileExistsError:
        raise
    except OSError:  # A file system without links, such as that of a memory stick.
        if os.path.lexists(b):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(b)) from None
        a.rename(b)
