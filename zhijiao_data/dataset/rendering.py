"""Text for terminals, notebooks and pages that can't do harm: control characters shown as signs, markup escaped."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Iterable
from typing import Any

# Signs that turn the direction of writing or are invisible: text that holds them reads differently from what it is.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: object, keep: str = "\n\t") -> str:
    """``text`` with every control or invisible character but ``keep`` as ``\\x1b`` or ``\\u202e``."""
    value = str(text)
    if value.isascii() and value.isprintable():
        return value
    return "".join(
        c if c in keep or unicodedata.category(c) not in _HIDDEN else c.encode("unicode_escape").decode() for c in value
    )


def counted(number: int, one: str, several: str) -> str:
    """``1 row breaks`` or ``2 rows break``."""
    return f"{number} {one if number == 1 else several}"


def listed(names: Iterable[object], most: int = 12) -> str:
    """The names parted by commas, ``…`` in place of those beyond the first twelve."""
    known = [str(name) for name in names]
    return ", ".join(known[:most]) + (", …" if len(known) > most else "")


def one_line(text: object, width: int = 0) -> str:
    """``plain`` on one line, cut to ``width`` columns (a Chinese character takes two)."""
    value = plain(" ".join(str(text).split()), keep="")
    return cut(value, width) if width else value


def escaped(text: object) -> str:
    """``plain`` for HTML."""
    return html.escape(plain(text), quote=True)


def markdown(text: object) -> str:
    """``text`` on one line of Markdown: every ASCII sign but letters, digits and blanks is written by its number."""
    return "".join(c if c.isalnum() or c == " " or not c.isascii() else f"&#{ord(c)};" for c in one_line(text))


def json_text(value: Any, sort_keys: bool = False) -> str:
    """``value`` as JSON to be read by people too: Chinese as it is, hidden characters as the escapes of JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=sort_keys)
    return text if plain(text) == text else "".join(c if plain(c) == c else json.dumps(c)[1:-1] for c in text)


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """``text`` cut to ``width`` columns, with … where something is left out."""
    if columns(text) <= width:
        return text
    taken = 0
    for i, c in enumerate(text):
        taken += columns(c)
        if taken > width - 1:
            return text[:i] + "…"
    return text


def table(header: list[str], rows: list[list[object]], widths: list[int]) -> str:
    """Rows in columns of at most ``widths``, as narrow as their content allows."""
    cells = [
        [one_line("–" if v is None else v, w) for v, w in zip(row, widths, strict=True)] for row in [header, *rows]
    ]
    size = [max(columns(row[i]) for row in cells) for i in range(len(header))]
    lines = ["  ".join(v + " " * (s - columns(v)) for v, s in zip(row, size, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "  ".join("-" * s for s in size), *lines[1:]])
