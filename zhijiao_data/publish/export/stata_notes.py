"""Notes in a Stata file, which no writer of Python puts there: records of its section of characteristics.

The format is Stata's own ``help dta``: after ``<map>`` stand fourteen offsets, and the notes of a variable are the
characteristics ``note1``, ``note2`` … with their number in ``note0``.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_MAP = struct.Struct("<14q")
_CHARACTERISTICS, _DATA = 8, 9
_NAME = 129


def noted(dta: bytes, notes: Mapping[str, Sequence[str]]) -> bytes:
    """The little-endian file of format 118 with these notes: variable, or ``_dta`` for the whole, → its notes."""
    records = b"".join(
        _record(of, f"note{number}", text)
        for of, texts in notes.items()
        for number, text in enumerate((str(len(texts)), *texts))
    )
    place = dta.index(b"<map>") + len(b"<map>")
    offsets = list(_MAP.unpack_from(dta, place))
    at = offsets[_CHARACTERISTICS] + len(b"<characteristics>")
    offsets[_DATA:] = [offset + len(records) for offset in offsets[_DATA:]]
    return dta[:place] + _MAP.pack(*offsets) + dta[place + _MAP.size : at] + records + dta[at:]


def _record(of: str, name: str, text: str) -> bytes:
    content = text.encode() + b"\0"
    head = of.encode().ljust(_NAME, b"\0") + name.encode().ljust(_NAME, b"\0")
    return b"<ch>" + struct.pack("<I", len(head) + len(content)) + head + content + b"</ch>"
