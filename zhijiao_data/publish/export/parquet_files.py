"""Parquet files of the release, byte for byte; with the manifest when all of them are asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

from zhijiao_data.dataset import manifest
from zhijiao_data.publish.export.source import Order


def write(folder: Path, order: Order) -> None:
    """Copy the tables asked for; the codebook and the labels of columns stand in the files themselves."""
    held = order.source.release.folder
    names = [f"{name}.parquet" for name in order.tables]
    if set(order.tables) == set(order.source.tables):
        names = sorted(name for name in manifest.files(held) if (held / name).is_file())
    for name in names:
        shutil.copyfile(held / name, folder / name)
