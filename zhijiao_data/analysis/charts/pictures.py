"""Smaller PNG files of the same pixels: the converter writes quickly, not tightly, and pictures are kept in notebooks and pages.

The format: PNG (Portable Network Graphics) Specification, third edition, W3C 2025: chunks § 5, filters § 9, palettes § 11.2.2.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA, _RGB, _INDEXED = 6, 2, 3
#: The filters that a row may have here: none, and the difference to the pixel on the left.
_NONE, _SUB = 0, 1
#: As many colours as a palette holds.
_PALETTE = 256


def size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def chunks(png: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG by type, those of one type joined."""
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind = png[at + 4 : at + 8]
        found[kind] = found.get(kind, b"") + png[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def smaller(png: bytes) -> bytes:
    """The same picture in fewer bytes: no alpha channel when all is opaque, a palette when few colours occur, no filters, deflated as
    tightly as zlib can. A picture of another kind than the converter writes is given back as it is."""
    width, height = size(png)
    parts = chunks(png)
    if parts[b"IHDR"][8:] != bytes((8, _RGBA, 0, 0, 0)):
        return png
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, 1 + 4 * width)
    if not np.isin(rows[:, 0], (_NONE, _SUB)).all():
        return png
    stored = rows[:, 1:].reshape(height, width, 4)
    pixels = np.where((rows[:, 0] == _SUB)[:, None, None], np.cumsum(stored, axis=1, dtype=np.uint8), stored)
    if not (pixels[..., 3] == 255).all():
        return png
    packed = pixels[..., :3].astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, index = np.unique(packed, return_inverse=True)
    if len(colours) <= _PALETTE:
        palette = b"".join(int(colour).to_bytes(3, "big") for colour in colours)
        return _png(width, height, _INDEXED, index.reshape(height, width).astype(np.uint8), (b"PLTE", palette))
    return _png(width, height, _RGB, pixels[..., :3].reshape(height, 3 * width))


def _png(width: int, height: int, kind: int, rows: Any, *further: tuple[bytes, bytes]) -> bytes:
    data = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    written = [(b"IHDR", header), *further, (b"IDAT", zlib.compress(data, 9)), (b"IEND", b"")]
    return SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in written
    )
