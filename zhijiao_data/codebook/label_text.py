"""A piece of work as the label rules read it: words without marks, cut into clauses, bodies covered.

The rules weigh a word by where it stands. What that needs is computed once for a text: which clause holds a place,
whether the clause only names a ground of the measure (按照…, 依托…), whether the word is an item of a long list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from zhijiao_data.codebook.loader import shared

# Quotation marks and blanks come and go in copies of a text; the rules see none. Every mark has half width.
_DROPPED = frozenset("“”\"'‘’「」『』 \u3000\r\xa0")
_WIDTH = str.maketrans({"（": "(", "）": ")", "％": "%", "＋": "+", "，": ",", "；": ";", "：": ":"})
_COVER = "□"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CLAUSE_END = re.compile(r"(?P<sentence>[。;！？!?\n\t])|:|,(?!\d{3}(?!\d))")
_NAME = re.compile(r"《[^》]{0,80}》?")
#: An enumeration is long from this number of 、 on: its items are not each a measure of their own.
LONG_LIST = 3
#: A longer item of an enumeration has a verb of its own.
SHORT_ITEM = 10


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without marks that come and go; ``places[i]`` is the offset of the i-th character in the source."""

    text: str
    places: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of a stretch that is not empty."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """The text as the rules read it, with the offset of every character that is kept."""
    kept = [(char, i) for i, char in enumerate(text.translate(_WIDTH)) if char not in _DROPPED]
    return Plain("".join(char for char, _ in kept), tuple(i for _, i in kept))


@dataclass(frozen=True, slots=True)
class Clause:
    """``[start, end)`` of the text and what its wording says about the words in it."""

    start: int
    end: int
    sentence: int
    ground: tuple[int, int]
    """Where a means or a reason is named (依托…): from the clause's start to the first verb of action; empty if none is."""
    is_effect: bool
    """The clause only says what the measure is good for (助力…)."""
    is_long_list: bool
    list_end: int
    """Where 等方面 stands, by which all items before it are examples; -1 if it does not."""
    last_digit: int


class Reading:
    """A work item's own words: the title taken off its front, bodies and row numbers covered."""

    def __init__(self, text: str, title: str | None = None) -> None:
        self.source = plain(text)
        #: Same length as ``source.text``; what must not count is covered.
        self.text = _covered(self.source.text, plain(title).text.rstrip("。") if title else "")
        self._clauses = list(_clauses(self.text))
        self._starts = [clause.start for clause in self._clauses]
        self._names = [match.span() for match in _NAME.finditer(self.text)]
        self._name_starts = [start for start, _ in self._names]
        first = _HAN.search(self.text)
        self._first_sentence = self.clause_at(first.start()).sentence if first else 0

    def clause_at(self, place: int) -> Clause:
        """The clause that holds a place."""
        return self._clauses[bisect_right(self._starts, place) - 1]

    def in_first_sentence(self, place: int) -> bool:
        """Whether the place stands in the first sentence behind the title."""
        return self.clause_at(place).sentence == self._first_sentence

    def is_ground(self, place: int) -> bool:
        """Whether the place belongs to a means or a reason (依托…, 按照…) and not to what is done."""
        start, end = self.clause_at(place).ground
        return start <= place < end

    def in_name(self, place: int) -> bool:
        """Whether the place stands inside 《…》."""
        at = bisect_right(self._name_starts, place) - 1
        return at >= 0 and self._names[at][1] > place

    def is_listed(self, start: int, end: int) -> bool:
        """Whether the stretch is one of many short items joined by 、, without a number of its own."""
        clause = self.clause_at(start)
        if not clause.is_long_list:
            return False
        left = self.text.rfind("、", max(clause.start, start - SHORT_ITEM - 1), start) + 1
        right = self.text.find("、", end, min(clause.end, end + SHORT_ITEM + 1))
        if clause.list_end >= end:
            return True
        # The first and the last item carry the verb and the head noun of the clause.
        if left == 0 or right < 0:
            return False
        item = self.text[left:right]
        return len(item) <= SHORT_ITEM and not any("0" <= char <= "9" for char in item)

    def is_counted(self, end: int) -> bool:
        """Whether a number follows in the same clause."""
        return self.clause_at(end - 1).last_digit >= end


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in shared("themes")[name]))


def _covered(text: str, title: str) -> str:
    """Cover the title at the front, the bodies named behind the measure, and a table row's numbers and body cells."""
    if title:
        at = text.find(title, 0, 2 * len(title) + 24)
        if at >= 0:
            text = _COVER * (at + len(title)) + text[at + len(title) :]
    text = _pattern("tails").sub(lambda tail: _COVER * len(tail[0]), text)
    if "\t" not in text:
        return text
    return "\t".join(_COVER * len(cell) if _is_no_measure(cell) else cell for cell in text.split("\t"))


def _is_no_measure(cell: str) -> bool:
    return "。" not in cell and _pattern("cells").search(cell.strip()) is not None


def _clauses(text: str) -> Iterator[Clause]:
    start = sentence = 0
    first = True
    for mark in _CLAUSE_END.finditer(text):
        yield _clause(text, start, mark.end(), sentence, first)
        start, first = mark.end(), mark["sentence"] is not None
        sentence += first
    yield _clause(text, start, len(text), sentence, first)


def _clause(text: str, start: int, end: int, sentence: int, first: bool) -> Clause:
    words = text[start:end]
    # What makes a clause a ground may stand behind a comma (以甲,以及乙为核心), so the text is not cut here.
    ground = _pattern("grounds").match(text, start)
    act = _pattern("acts").search(text, ground.end(), end) if ground else None
    list_ends = [match.start() for match in _pattern("list_ends").finditer(words)]
    return Clause(
        start,
        end,
        sentence,
        (start, act.start() if act else end) if ground else (start, start),
        not first and _pattern("effects").match(words) is not None,
        words.count("、") >= LONG_LIST,
        start + list_ends[-1] if list_ends else -1,
        max((start + i for i, char in enumerate(words) if "0" <= char <= "9"), default=-1),
    )
