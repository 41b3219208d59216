"""What a column or a code is called in the language asked for, within what a format has room for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhijiao_data.dataset.schema import Field, Table
from zhijiao_data.publish.export.source import Code

LANGUAGES = {"both": ("zh", "en"), "zh": ("zh",), "en": ("en",)}
#: Of a column that is true or false.
TRUTH = {0: Code("", "否", "no"), 1: Code("", "是", "yes")}
#: Of the number beside a coded column, by language; without a sign of its own it would be called like the column.
_NUMBER_OF = {"zh": "（数值）{}", "en": "{} (labelled)"}
_BETWEEN, _LEFT_OUT = " / ", "…"


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a label, one a language; ``first`` (a code, the name of a file) stands before them."""

    words: tuple[str, ...]
    first: str = ""

    def __str__(self) -> str:
        return f"{self.first} {_BETWEEN.join(self.words)}" if self.first else _BETWEEN.join(self.words)

    def within(self, most: int, size: Callable[[str], int] = len) -> str:
        """The label in at most ``most`` units of ``size``; the languages share the room, and what one leaves is the other's.

        >>> Label(("不低于某数", "at least so many"), "ge").within(20)
        'ge 不低于某数 / at least…'
        """
        room = most - size(str(Label(("",) * len(self.words), self.first)))
        if room < len(self.words) * size(_LEFT_OUT):
            return cut(str(self), most, size)
        kept = list(self.words)
        shortest_first = sorted(range(len(kept)), key=lambda place: size(kept[place]))
        for done, place in enumerate(shortest_first):
            kept[place] = cut(kept[place], room // (len(kept) - done), size)
            room -= size(kept[place])
        return str(Label(tuple(kept), self.first))


def utf8(text: str) -> int:
    """The bytes that ``text`` takes in UTF-8."""
    return len(text.encode())


def label(thing: Field | Table | Code, lang: str, first: str = "") -> Label:
    """``比较方式 / Comparator``, or one of the two, after ``first``."""
    return Label(_said(thing, "label", lang), first)


def label_of_number(field: Field, lang: str) -> Label:
    """``（数值）比较方式 / Comparator (labelled)``: of the variable that has the codes of a column as labelled numbers."""
    return Label(
        tuple(
            _NUMBER_OF[of].format(getattr(field, f"label_{of}"))
            for of in LANGUAGES[lang]
            if getattr(field, f"label_{of}")
        )
    )


def description(thing: Field | Table, lang: str) -> str:
    """The description in the language or languages asked for."""
    return " ".join(_said(thing, "description", lang))


def note(field: Field, lang: str) -> str:
    """Label and description, one paragraph a language."""
    said = (f"{getattr(field, f'label_{of}')}\n{getattr(field, f'description_{of}')}" for of in LANGUAGES[lang])
    return "\n\n".join(dict.fromkeys(said))


def _said(thing: Field | Table | Code, what: str, lang: str) -> tuple[str, ...]:
    words = (getattr(thing, f"{what}_{language}") for language in LANGUAGES[lang])
    return tuple(dict.fromkeys(word for word in words if word))


def cut(text: str, most: int, size: Callable[[str], int] = len) -> str:
    """``text`` in at most ``most`` units of ``size``, with … where something is left out; no character is broken.

    >>> cut("abcdef", 4), cut("不低于", 8, utf8)
    ('abc…', '不…')
    """
    if size(text) <= most:
        return text
    kept, room = 0, most - size(_LEFT_OUT)
    for character in text:
        room -= size(character)
        if room < 0:
            break
        kept += 1
    return text[:kept] + _LEFT_OUT
