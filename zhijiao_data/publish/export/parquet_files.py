"""Parquet files of the release, byte for byte; with the manifest when all of them are asked for."""

from __future__ import annotations

from pathlib import Path

from zhijiao_data.dataset import manifest, parquet
from zhijiao_data.errors import InputError
from zhijiao_data.publish import placing
from zhijiao_data.publish.export.source import Order


def write(folder: Path, order: Order) -> None:
    """Copy the tables asked for; the codebook and the labels of columns stand in the files themselves.

    Raises:
        InputError: a file of the release can't be read.
    """
    held = order.source.release.folder
    names = [f"{name}.parquet" for name in order.tables]
    if set(order.tables) == set(order.source.tables):
        names = sorted(name for name in manifest.files(held) if (held / name).is_file())
    for name in names:
        content = _content(held / name)
        with placing.writing(folder / name):
            (folder / name).write_bytes(content)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"can't be read ({error.strerror or error})", str(path), parquet.REBUILD) from None
