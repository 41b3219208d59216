"""Tables as variables of a statistics program: names within its limits, coded columns twice, lists as texts.

A column whose codes have labels stays as it is, so that ``if comparator == "ge"`` works as in every other format, and is
followed by ``comparator_code``: a number with value labels that begin with the code (``ge 不低于 / at least``). The numbers
are the places in the list of that release: a closed list has its own order (``codes.position``: mandatory 1, committed 2
…), in releases without that column and in lists that are tables the codes stand by their characters. They may not be the
same in the next release. The codes stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from zhijiao_data.dataset import schema
from zhijiao_data.errors import InputError
from zhijiao_data.publish.export import cells, labels
from zhijiao_data.publish.export.source import Code, Content, Order

_CODED = "_code"
# How the unit of a column of ranks begins: "rank, 0 to 4".
_RANK = "rank"


@dataclass(frozen=True, slots=True)
class Room:
    """What a format has room for: names, and texts in units of ``size`` (None: as long as they are)."""

    name: int
    text: int | None = None
    size: Callable[[str], int] = len
    largest: int = 1


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its column, type, values (texts are never None) and what they are called."""

    name: str
    column: str
    type: schema.Type
    values: list[Any]
    label: labels.Label
    description: str
    value_labels: dict[int, labels.Label] = field(default_factory=dict)
    is_rank: bool = False


def of(content: Content, order: Order, room: Room) -> list[Variable]:
    """The variables of a table, in the order of its columns.

    Raises:
        InputError: a code is not in its list, or a text can't be stored.
    """
    found: list[Variable] = []
    taken: set[str] = set()
    for column in content.about.fields.values():
        for variable in _of_column(content, column, order, room):
            name = short(variable.name, room.name, taken)
            taken.add(name)
            found.append(Variable(name, *(getattr(variable, part) for part in Variable.__slots__[1:])))
    return found


def _of_column(content: Content, column: schema.Field, order: Order, room: Room) -> Iterator[Variable]:
    name, lang = column.name, order.lang
    called = labels.label(column, lang), labels.description(column, lang)
    values = cells.values(content, column)
    if column.type == "bool":
        truth = {number: labels.label(code, lang) for number, code in labels.TRUTH.items()}
        yield Variable(name, name, "bool", values, *called, truth)
    elif column.type in ("int", "float", "date"):
        is_rank = (column.unit or "").startswith(_RANK)
        yield Variable(name, name, column.type, values, *called, is_rank=is_rank)
    else:
        texts = ["" if value is None else value for value in values]
        _storable(texts, f"{content.about.name}.{name}")
        pieces = [texts] if room.text is None else cells.spread(texts, room.text, room.size, room.largest)
        for part, piece in zip(cells.part_names(name, len(pieces)), pieces, strict=True):
            yield Variable(part, name, "string", [text or "" for text in piece], *called)
        codes = order.source.codes(column.codes) if column.type == "string" else []
        if codes:
            numbers = _numbers(values, codes, f"{content.about.name}.{name}")
            told = {i: labels.label(code, lang, first=code.id) for i, code in enumerate(codes, 1)}
            number, description = labels.label_of_number(column, lang), called[1]
            yield Variable(name + _CODED, name, "int", numbers, number, description, told)


def _numbers(values: list[str | None], codes: list[Code], place: str) -> list[int | None]:
    number = {code.id: i for i, code in enumerate(codes, 1)}
    unknown = sorted({value for value in values if value is not None} - number.keys())
    if unknown:
        raise InputError(
            f"{place} holds codes that are not in its list: {', '.join(unknown)}", "", "Run 'zhijiao check'"
        )
    return [None if value is None else number[value] for value in values]


def _storable(texts: list[str], place: str) -> None:
    for row, text in enumerate(texts, 1):
        if "\0" in text:
            remedy = "Export to csv, sqlite or parquet; a statistics program ends a text there"
            raise InputError(f"{place} holds the character U+0000", f"row {row}", remedy)


def short(name: str, most: int, taken: set[str]) -> str:
    """``name`` in at most so many characters and unlike those that are taken; a number at the end tells them apart.

    >>> short("a_long_name", 6, set()), short("a_long_name", 6, {"a_long"})
    ('a_long', 'a_lo_2')
    """
    found, number = name[:most], 2
    while found in taken:
        found = f"{name[: most - len(f'_{number}')]}_{number}"
        number += 1
    return found
