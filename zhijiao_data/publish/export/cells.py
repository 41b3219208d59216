"""How values stand in formats that know only texts and numbers: lists, missing and empty ones, texts longer than a cell.

A list is its items joined by ``; ``; inside an item ``;`` is written ``\\,`` and ``\\`` is written ``\\\\``, so that the text
may be taken apart at every ``; ``. An empty item is ``\\E``. An empty list is the empty text, a missing one ``\\N``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from zhijiao_data.dataset.schema import Field
from zhijiao_data.errors import InputError
from zhijiao_data.publish.export.source import Content

BETWEEN = "; "
MISSING_LIST = "\\N"
_ESCAPES = {"\\": "\\\\", ";": "\\,"}
_EMPTY_ITEM = "\\E"
_MEANT = {"\\": "\\", ",": ";", "E": ""}


def joined(items: Sequence[str] | None) -> str:
    """A list as one text.

    >>> joined(["a;b", "c"]), joined([]), joined(None)
    ('a\\\\,b; c', '', '\\\\N')
    """
    if items is None:
        return MISSING_LIST
    return BETWEEN.join(re.sub(r"[\\;]", lambda sign: _ESCAPES[sign.group()], item) or _EMPTY_ITEM for item in items)


def taken_apart(text: str) -> list[str] | None:
    """The list that `joined` was given."""
    if text == MISSING_LIST:
        return None
    items = text.split(BETWEEN) if text else []
    return [re.sub(r"\\(.)", lambda sign: _MEANT[sign.group(1)], item) for item in items]


def values(content: Content, field: Field) -> list[Any]:
    """The values of a column with lists as texts; of a text that may be missing, None is the only empty one.

    Raises:
        InputError: a text that may be missing is there and empty: the two could not be told apart.
    """
    found = content.column(field.name)
    if field.type == "list<string>":
        return [joined(value) for value in found]
    if field.type == "string" and not field.required and "" in found:
        what = f"the column {content.about.name}.{field.name} may be missing and holds an empty text"
        remedy = "Export to sqlite or parquet, which tell an empty text from a missing one, or correct the table"
        raise InputError(what, f"row {found.index('') + 1}", remedy)
    return found


def parts(text: str, most: int, size: Callable[[str], int]) -> list[str]:
    """``text`` in pieces of at most ``most``, where ``size`` is what one character takes."""
    pieces, start, taken = [], 0, 0
    for place, character in enumerate(text):
        wanted = size(character)
        if taken + wanted > most:
            pieces.append(text[start:place])
            start, taken = place, 0
        taken += wanted
    return [*pieces, text[start:]]


def spread(texts: Sequence[str | None], most: int, size: Callable[[str], int], largest: int) -> list[list[str | None]]:
    """The texts as one column, or as several when one of them is too long for a cell; joined they give the texts.

    Args:
        most: what a cell holds.
        size: what a character takes of it.
        largest: the most that any character takes.
    """
    if all(text is None or len(text) * largest <= most for text in texts):
        return [list(texts)]
    cut = [[None] if text is None else parts(text, most, size) for text in texts]
    return [[pieces[i] if i < len(pieces) else None for pieces in cut] for i in range(max(map(len, cut)))]


def part_names(name: str, number: int) -> list[str]:
    """``text, text_part2, text_part3 …``"""
    return [name, *(f"{name}_part{i}" for i in range(2, number + 1))]
