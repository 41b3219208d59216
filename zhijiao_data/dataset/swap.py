"""Replace a folder by another in one step, so that whoever is killed half-way leaves the one or the other whole."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhijiao_data.errors import UsageError


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside ``folder`` to write into; put it in its place if nothing was raised.

    Leftovers of builds that were killed are removed. Only one process at a time may replace a folder.

    Raises:
        UsageError: another process is replacing the same folder, or it can't be written.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder.parent, "another build is writing here", folder):
            fresh = _fresh(folder)
            try:
                yield fresh
                _put(fresh, folder)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        remedy = "Check the path, its permissions and the space left, or name another folder"
        raise UsageError(
            f"can't be written ({error.strerror or error})", str(error.filename or folder), remedy
        ) from error


def _fresh(folder: Path) -> Path:
    """An empty folder beside ``folder``, in place of what killed builds have left there."""
    recover(folder)
    for leftover in folder.parent.glob(f".{folder.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    # mkdtemp makes folders that only their owner can read.
    fresh.chmod(0o777 & ~_umask())
    return fresh


def recover(folder: Path) -> None:
    """Put back the old folder if a killed process had moved it aside and not yet put the new one in its place."""
    aside = _aside(folder)
    if aside.is_dir() and not folder.exists():
        aside.rename(folder)
    elif aside.is_dir():
        shutil.rmtree(aside, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _put(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        # Where the system can't exchange two names at once there is an instant without `folder`; `recover` mends it.
        folder.rename(_aside(folder))
        fresh.rename(folder)
        shutil.rmtree(_aside(folder), ignore_errors=True)


def _exchange(a: Path, b: Path) -> bool:
    """Exchange two names atomically (Linux renameat2, macOS renamex_np); False where that is not possible."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return libc.renamex_np(os.fsencode(a), os.fsencode(b), ctypes.c_uint(2)) == 0
        here = -100  # AT_FDCWD
        return libc.renameat2(here, os.fsencode(a), here, os.fsencode(b), ctypes.c_uint(2)) == 0
    except (OSError, AttributeError, TypeError):
        return False


@contextmanager
def alone(held: Path, said: str, where: Path) -> Iterator[None]:
    """Hold the folder ``held`` against every other process that asks for it.

    Raises:
        UsageError: another process holds it; ``said`` and ``where`` are what the message says.
    """
    try:
        import fcntl
    except ImportError:  # Windows has no flock; there the last build to end wins.
        yield
        return
    handle = os.open(held, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(said, str(where), "Wait until it has ended") from None
        yield
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
