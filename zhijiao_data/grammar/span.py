"""A stretch of text: half-open, in Unicode code points."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """``[start, end)`` in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` in the span."""
        return text[self.start : self.end]

    def shifted(self, offset: int) -> Span:
        """The same stretch counted from ``offset`` characters earlier."""
        return Span(self.start + offset, self.end + offset)
