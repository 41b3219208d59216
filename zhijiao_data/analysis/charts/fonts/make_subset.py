"""Make ``NotoSansSC-Subset.otf`` from the full Noto Sans SC Regular: the font of the exported charts.

    python -m zhijiao_data.analysis.charts.fonts.make_subset NotoSansSC-Regular.otf

The full font (8 MB, SIL Open Font License 1.1, see ``OFL.txt`` in this folder) comes with the package
pylopdf-fonts-zh-cn 0.1.1, among others. It is needed for making the subset only. The same source gives the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from zhijiao_data.errors import InputError, UsageError

SUBSET = Path(__file__).with_name("NotoSansSC-Subset.otf")
SOURCE_SHA256 = "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9"
#: Python's codec maps the dash of GB2312 to U+2015; texts use U+2014.
PUNCTUATION = "—–−‑‘’“”…·•‰′″‹›«»¥€§¶†‡※"
SIGNS = "〇㎡≤≥≠≈±×÷→←↑↓↔∞√∑ΔΣαβγδεθκλμπρστφχω²³¹½¼¾°"
SHAPES = "●○◐◑◒◓◆◇■□▲△▼▽★☆✓"
#: Characters of names of counties and of official texts that GB2312 lacks.
BEYOND_GB2312 = "務國廳產見辦關浉硚鄠埇猇瀍镕喆堃祎珺玥璟晟昇飏"


def characters() -> list[int]:
    """The code points of the subset, in order: printable ASCII, Latin-1, GB2312 and the lists above."""
    rows = range(0xA1, 0xF8)
    pairs = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    gb2312 = "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)
    latin = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
    return sorted(set(map(ord, latin + gb2312 + PUNCTUATION + SIGNS + SHAPES + BEYOND_GB2312)))


def make(source: Path, target: Path = SUBSET) -> None:
    """Write the subset of ``source`` to ``target``.

    Raises:
        InputError: ``source`` is not the font that the committed subset was made from, or lacks a character.
    """
    from fontTools import subset

    if hashlib.sha256(source.read_bytes()).hexdigest() != SOURCE_SHA256:
        raise InputError(
            "not the expected Noto Sans SC Regular", str(source), "Use the font named in the head of this module"
        )
    options = subset.Options(
        layout_features=["kern", "locl", "ccmp", "mark", "mkmk"],
        hinting=False,
        desubroutinize=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        recalc_timestamp=False,
    )
    font = subset.load_font(str(source), options)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=characters())
    worker.subset(font)
    if missing := sorted(set(characters()) - set(font.getBestCmap())):
        raise InputError(
            f"the font lacks {''.join(map(chr, missing))}", str(source), "Take the characters out of the lists"
        )
    subset.save_font(font, str(target), options)


def main(arguments: Sequence[str]) -> None:
    if len(arguments) != 1:
        raise UsageError("one argument is expected", "", "Give the path of NotoSansSC-Regular.otf")
    make(Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
