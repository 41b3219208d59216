"""The normal form of a text: one glyph for one meaning, one character for one character.

Official documents mix full and half width (``％`` and ``%``, ``（`` and ``(``) and six kinds of dash. The grammar would need every pattern
twelve times over; instead it reads a text in which each of these is written one way. The mapping keeps the length, so an offset in the
normal form is an offset in the text.
"""

from __future__ import annotations

import re

_FULL_WIDTH = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_FULL_WIDTH |= {chr(0xFF21 + i): chr(0x41 + i) for i in range(26)} | {chr(0xFF41 + i): chr(0x61 + i) for i in range(26)}
_GLYPHS = _FULL_WIDTH | {
    "％": "%", "﹪": "%", "．": ".", "＋": "+", "／": "/", "＝": "=",
    "(": "(", "（": "(", "）": ")", "﹙": "(", "﹚": ")",
    ":": "：", "∶": "：", "﹕": "：", ";": "；", "﹔": "；", "?": "？", "!": "！", ",": "，", "﹐": "，",
    "－": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "﹣": "-", "～": "-", "~": "-", "〜": "-", "∼": "-",
    "<": "〈", "＜": "〈", ">": "〉", "＞": "〉", "[": "〔", "［": "〔", "]": "〕", "］": "〕", "【": "〔", "】": "〕",
    "「": "“", "」": "”", "『": "“", "』": "”", "\u3000": " ", "\xa0": " ", "\u2002": " ", "\u2003": " ",
    "㎡": "㎡", "○": "〇", "Ｏ": "O",
}  # fmt: skip
_TABLE = str.maketrans(_GLYPHS)
_CHINESE_YEAR = re.compile(r"(?:二[〇零O]|一九)[〇零O一二三四五六七八九]{2}(?=年)")
_YEAR_DIGITS = str.maketrans("〇零O一二三四五六七八九", "000123456789")
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")


def normalise(text: str) -> str:
    """Return ``text`` in normal form; same length, character by character.

    A comma becomes the Chinese comma, except between a digit and exactly three digits, where it groups thousands.
    """
    normal = text.translate(_TABLE)
    if "，" in normal and _THOUSANDS.search(normal):
        normal = _THOUSANDS.sub(lambda found: "," if text[found.start()] in ",，" else found[0], normal)
    if "二" in normal or "一九" in normal:  # 二〇二五年 reads 2025年: digit for digit, so the length stays
        normal = _CHINESE_YEAR.sub(lambda found: found[0].translate(_YEAR_DIGITS), normal)
    return normal
