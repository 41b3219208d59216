"""A stretch of text: half-open, in Unicode code points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple


class Span(NamedTuple):
    """``[start, end)`` in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` in the span."""
        return text[self.start : self.end]


class Cover:
    """Stretches that are taken; disjoint, so that a question costs a binary search."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Take ``[start, end)``."""
        at = bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)

    def touches(self, start: int, end: int) -> bool:
        """Whether any character of ``[start, end)`` is taken."""
        at = bisect_right(self._starts, start)
        return (at > 0 and self._ends[at - 1] > start) or (at < len(self._starts) and self._starts[at] < end)
