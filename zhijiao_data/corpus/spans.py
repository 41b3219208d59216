"""Spans of a canonical text: where a verbatim quote stands, and how a span reads once its damage is repaired."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

Span = tuple[int, int]


class Edit(NamedTuple):
    """A repair: what the characters ``[start, end)`` of the canonical text are read as."""

    start: int
    end: int
    repaired: str


class Piece(NamedTuple):
    """A stretch of the readable text, and the span of the canonical text that it stands for."""

    text: str
    start: int
    end: int
    repaired: bool


def locate(text: str, quote: str, nth: int = 1, start: int = 0) -> Span | None:
    """The half-open span of the ``nth`` occurrence (from 1) of a verbatim quote from ``start`` on, or None.

    Occurrences may overlap.

    >>> locate("一校一特色", "一", 2)
    (2, 3)
    """
    position = start - 1
    for _ in range(nth):
        position = text.find(quote, position + 1)
        if position < 0:
            return None
    return position, position + len(quote)


def pieces(text: str, span: Span, repairs: Iterable[tuple[int, int, str]]) -> Iterator[Piece]:
    """``text`` in ``span``, in pieces that are either as written or repaired, in turn; the first and the last are as written.

    ``repairs`` are (start, end, replacement) in the order of their starts; those outside the span, and those that begin
    inside an earlier one, are passed over. A repair that reaches over an edge of the span can't be made in part: what it
    leaves out is left out up to the edge, what it replaces stays as written.
    """
    position, end = span
    for first, last, repaired in repairs:
        if first >= end:
            break
        crosses = first < span[0] or last > end
        if last <= position or (first < position and not first < span[0]) or (crosses and repaired):
            continue
        first, last = max(first, position), min(last, end)
        yield Piece(text[position:first], position, first, False)
        yield Piece(repaired, first, last, True)
        position = last
    yield Piece(text[position:end], position, end, False)


def readable(text: str, span: Span, repairs: Iterable[tuple[int, int, str]]) -> str:
    """``text`` in ``span`` with the repairs made as `pieces` says; the source itself where nothing was repaired.

    >>> readable("国家级优\\n3、质学校", (0, 10), [(4, 7, "")])
    '国家级优质学校'
    """
    return "".join(piece.text for piece in pieces(text, span, repairs))


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage with its repairs made, and the way back to the offsets of the canonical text."""

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def back(self, start: int, end: int) -> Span:
        """The span of the canonical text that ``[start, end)`` of the reading, not empty, covers."""
        first, last = self._piece(start), self._piece(end - 1)
        a, b = self.pieces[first], self.pieces[last]
        # A repaired piece can't be divided; one as written has as many characters here as there.
        left = a.start if a.repaired else a.start + start - self.starts[first]
        right = b.end if b.repaired else b.start + end - self.starts[last]
        return left, right

    def _piece(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1


def reading(text: str, span: Span, repairs: Iterable[tuple[int, int, str]]) -> Reading:
    """``text`` in ``span`` with the repairs made as `pieces` says, and the way back.

    >>> reading("国家级优\\n3、质学校", (0, 10), [(4, 7, "")]).back(3, 5)
    (3, 8)
    """
    found = tuple(pieces(text, span, repairs))
    lengths = [len(piece.text) for piece in found]
    return Reading("".join(piece.text for piece in found), found, tuple(accumulate(lengths[:-1], initial=0)))
