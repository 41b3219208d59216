"""A piece of work as the label rules read it: words without marks, cut into clauses, bodies covered.

The rules weigh a word by where it stands. What that needs is computed once for a text: which clause holds a place,
whether the clause only names a ground of the measure (按照…, 依托…), whether the word is an item of a long list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, cached_property

from zhijiao_data.codebook.loader import shared

# Quotation marks and blanks come and go in copies of a text; the rules see none. Every mark has half width.
_GAP = re.compile("[“”\"'‘’「」『』 \u3000\r\xa0]")
_SHAPE = dict(zip("（）％＋，；：", "()%+,;:", strict=True)) | dict.fromkeys("“”\"'‘’「」『』 \u3000\r\xa0", "")
_COVER = "□"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DIGIT = re.compile(r"[0-9]")
_CLAUSE_END = re.compile(r"(?P<sentence>[。;！？!?\n\t])|:|,(?!\d{3}(?!\d))")
_NAME = re.compile(r"《[^》]{0,80}》?|\([^()]{0,80}\)")
#: An enumeration is long from this number of 、 on: its items are not each a measure of their own.
LONG_LIST = 3
#: One that is closed by 等方面 is so from this number on.
CLOSED_LIST = 2
NO_LIST = -2
#: A longer item of an enumeration has a verb of its own.
SHORT_ITEM = 10


class Plain:
    """A text without marks that come and go, and the way back to its source."""

    __slots__ = ("_gaps", "_source", "text")

    def __init__(self, source: str) -> None:
        #: The text as the rules read it.
        self.text = source
        # Few of these characters stand in one text, and replacing one is much faster than looking all characters up.
        for char in _SHAPE.keys() & set(source):
            self.text = self.text.replace(char, _SHAPE[char])
        self._source = source
        self._gaps: list[int] | None = None

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source of a stretch that is not empty."""
        return self._offset(start), self._offset(end - 1) + 1

    def _offset(self, place: int) -> int:
        if self._gaps is None:
            # How many characters are kept before each one that is left out.
            self._gaps = [gap.start() - before for before, gap in enumerate(_GAP.finditer(self._source))]
        return place + bisect_right(self._gaps, place)


def plain(text: str) -> Plain:
    """The text as the rules read it, with the offset of every character that is kept."""
    return Plain(text)


class Clause:
    """``text[start:end]`` and what its wording says about the words in it, looked up when it is first asked for."""

    def __init__(self, text: str, start: int, end: int, sentence: int, first: bool) -> None:
        self._text = text
        self.start = start
        self.end = end
        #: Which sentence it belongs to.
        self.sentence = sentence
        self._first = first

    @cached_property
    def ground(self) -> tuple[int, int]:
        """Where a means or a reason is named (依托…): from the start to the first verb of action; empty if none is."""
        # What makes a clause a ground may stand behind a comma (以甲,以及乙为核心), so the text is not cut here.
        opening = _pattern("grounds").match(self._text, self.start)
        if opening is None:
            return (self.start, self.start)
        act = _pattern("acts").search(self._text, opening.end(), self.end)
        return (self.start, act.start() if act else self.end)

    @cached_property
    def is_effect(self) -> bool:
        """Whether the clause only says what the measure is good for (助力…)."""
        return not self._first and _pattern("effects").match(self._text, self.start, self.end) is not None

    @cached_property
    def list_end(self) -> int:
        """Where a long enumeration ends in 等方面, by which all items before are examples; -1 if it does not.

        ``NO_LIST`` if the clause holds no long enumeration.
        """
        marks = self._text.count("、", self.start, self.end)
        if marks < CLOSED_LIST:
            return NO_LIST
        ends = _pattern("list_ends").finditer(self._text, self.start, self.end)
        return max((end.start() for end in ends), default=-1 if marks >= LONG_LIST else NO_LIST)

    @cached_property
    def last_digit(self) -> int:
        """Where the last figure stands; -1 if there is none."""
        digits = _DIGIT.finditer(self._text, self.start, self.end)
        return max((digit.start() for digit in digits), default=-1)

    def is_ground(self, place: int) -> bool:
        """Whether the place belongs to a means or a reason (依托…, 按照…) and not to what is done."""
        start, end = self.ground
        return start <= place < end

    def is_listed(self, start: int, end: int) -> bool:
        """Whether the stretch is one of many short items joined by 、, without a number of its own."""
        if self.list_end == NO_LIST:
            return False
        if self.list_end >= end:
            return True
        left = self._text.rfind("、", max(self.start, start - SHORT_ITEM - 1), start) + 1
        right = self._text.find("、", end, min(self.end, end + SHORT_ITEM + 1))
        # The first and the last item carry the verb and the head noun of the clause.
        if left == 0 or right < 0:
            return False
        return right - left <= SHORT_ITEM and not _DIGIT.search(self._text, left, right)


class Reading:
    """A work item's own words: the title taken off its front, bodies and row numbers covered."""

    def __init__(self, text: str, title: str | None = None) -> None:
        self.source = plain(text)
        #: Same length as ``source.text``; what must not count is covered.
        self.text = _covered(self.source.text, plain(title).text.rstrip("。") if title else "")
        self._clauses = list(_clauses(self.text))
        self._starts = [clause.start for clause in self._clauses]
        self._names = (
            [match.span() for match in _NAME.finditer(self.text)] if "《" in self.text or "(" in self.text else []
        )
        self._name_starts = [start for start, _ in self._names]
        first = _HAN.search(self.text)
        #: The number of the first sentence behind the title.
        self.first_sentence = self.clause_at(first.start()).sentence if first else 0

    def clause_at(self, place: int) -> Clause:
        """The clause that holds a place."""
        return self._clauses[bisect_right(self._starts, place) - 1]

    def in_name(self, place: int) -> bool:
        """Whether the place stands inside the name of a document or in brackets."""
        at = bisect_right(self._name_starts, place) - 1
        return at >= 0 and self._names[at][1] > place


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
        yield Clause(text, start, mark.end(), sentence, first)
        start, first = mark.end(), mark.lastgroup is not None
        sentence += first
    yield Clause(text, start, len(text), sentence, first)
