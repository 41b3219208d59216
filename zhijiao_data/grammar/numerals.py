"""Numbers as official prose writes them: ``12万``, ``1,100万``, ``3万4000``, ``一万五千亿``, ``二十余``, ``半``, ``三分之二``.

Values are ``int`` where they are whole, else ``float``; nothing is rounded away (``1.1万`` is 11000, computed in decimal).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DIGITS |= {"壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

#: An Arabic number with optional thousands separators and decimals (no sign: official prose writes none).
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
#: A number above this is a run of figures (a serial, a hash), not a quantity.
LARGEST = 10**18
_PART = re.compile(
    rf"({ARABIC})|([百佰千仟]?[万亿]+|[十拾百佰千仟])|([零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖])|(半)"
)


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> int | float | None:
    """The value of one numeral, Arabic, Chinese or mixed; ``None`` if ``text`` is not one.

    >>> [parse_numeral(t) for t in ("12万", "1,100万", "3万4000", "一万五千亿", "二十", "1.5万", "半", "十五", "二〇二五")]
    [120000, 11000000, 34000, 1500000000000, 20, 15000, 0.5, 15, 2025]
    """
    if not text:
        return None
    if len(text) == 4 and all(char in _DIGITS for char in text):  # 二〇二五: read digit by digit
        return int("".join(str(_DIGITS[char]) for char in text))
    whole, point, decimals = text.partition("点")
    if point:  # 一点五
        base = parse_numeral(whole)
        if not isinstance(base, int) or not decimals or any(char not in _DIGITS for char in decimals):
            return None
        return plain(Decimal(f"{base}.{''.join(str(_DIGITS[char]) for char in decimals)}"))
    total = Decimal(0)  # what the 亿 and 万 so far have closed
    section = Decimal(0)  # below the next 万 or 亿
    digit: Decimal | None = None
    position = 0
    for part in _PART.finditer(text):
        if part.start() != position:
            return None
        position = part.end()
        arabic, multiplier, chinese, half = part.groups()
        if arabic:
            if digit:
                return None
            digit = Decimal(arabic.replace(",", ""))
        elif chinese:
            if digit is not None and digit != 0:
                return None
            digit = Decimal(_DIGITS[chinese])
        elif half:
            # 一半 is a half (the 一 counts halves), 两个半 is not a numeral of ours
            digit = Decimal("0.5") * (digit if digit is not None else 1)
        else:
            for char in multiplier:
                if char in _TENS:
                    section += (Decimal(1) if digit is None else digit) * _TENS[char]
                elif digit is None and not section and not total:
                    return None  # 万 alone counts nothing
                else:
                    section += digit or 0
                    total = (
                        (total + section) * _MYRIADS[char]
                        if char == "亿" or total == 0
                        else total + section * _MYRIADS[char]
                    )
                    section = Decimal(0)
                digit = None
    if position != len(text):
        return None
    value = total + section + (digit or 0)
    return plain(value) if value <= LARGEST else None


def plain(value: Decimal) -> int | float:
    """A decimal as ``int`` if it is whole, else ``float``."""
    return int(value) if value == value.to_integral_value() else float(value)


def scaled(value: int | float, factor: int | float) -> int | float:
    """``value * factor`` without binary rounding (1.1 × 10000 = 11000)."""
    return plain(Decimal(str(value)) * Decimal(str(factor)))
