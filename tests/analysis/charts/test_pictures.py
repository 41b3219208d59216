"""Pictures in fewer bytes: decoded again, they are the pixels that they were."""

import struct
import zlib

import numpy as np
import pytest

from zhijiao_data.analysis.charts import pictures


def png(pixels: np.ndarray, kind: int = 6, sub: bool = True) -> bytes:
    """As the converter writes it: RGBA, each row the differences to the pixel on the left."""
    height, width, _ = pixels.shape
    stored = np.diff(pixels, axis=1, prepend=np.zeros_like(pixels[:, :1])) if sub else pixels
    rows = np.concatenate([np.full((height, 1), int(sub), np.uint8), stored.reshape(height, -1)], axis=1)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows.tobytes(), 1)),
        (b"IEND", b""),
    ]
    return pictures.SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def colours(found: bytes) -> np.ndarray:
    """Its pixels as RGB."""
    width, height = pictures.size(found)
    parts = pictures.chunks(found)
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, -1)
    assert not rows[:, 0].any()
    if b"PLTE" in parts:
        return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]]
    return rows[:, 1:].reshape(height, width, 3)


def made(n_colours: int, sub: bool = True, opacity: int = 255) -> tuple[np.ndarray, bytes]:
    generator = np.random.default_rng(1)
    palette = generator.integers(0, 256, (n_colours, 4), np.uint8)
    palette[:, 3] = opacity
    pixels = palette[generator.integers(0, n_colours, (40, 50))]
    pixels[0, :2] = palette[[0, -1]]
    return pixels, png(pixels, sub=sub)


@pytest.mark.parametrize("n_colours", [1, 2, 200, 1500])
@pytest.mark.parametrize("sub", [True, False])
def test_the_pixels_stay_and_the_bytes_become_fewer(n_colours, sub):
    pixels, whole = made(n_colours, sub)
    small = pictures.smaller(whole)
    assert (colours(small) == pixels[..., :3]).all()
    assert len(small) < len(whole)


def test_what_the_converter_does_not_write_is_left_alone():
    half_seen = made(3, opacity=128)[1]
    other_filter = bytearray(made(3, sub=False)[1])
    grey_with_alpha = png(np.zeros((4, 4, 4), np.uint8), kind=4)
    rows = np.full((4, 17), 2, np.uint8)
    parts = pictures.chunks(bytes(other_filter))
    up = pictures.SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in [
            (b"IHDR", struct.pack(">II", 4, 4) + parts[b"IHDR"][8:]),
            (b"IDAT", zlib.compress(rows.tobytes())),
            (b"IEND", b""),
        ]
    )
    for picture in (half_seen, grey_with_alpha, up):
        assert pictures.smaller(picture) is picture
