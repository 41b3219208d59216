"""Texts that programs for spreadsheets would run as formulas.

A cell that begins with one of ``= + - @`` (or their wide forms), a tab or a line break is run, or may become one that is. In
a csv file an apostrophe goes before it, and before every text that begins with an apostrophe, so that one apostrophe taken
off gives the text back.
"""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def runs(text: str) -> bool:
    """Whether a program for spreadsheets might run ``text``."""
    return text.startswith(_STARTS)


def guarded(text: str) -> str:
    """``text`` as a csv file holds it.

    >>> guarded("=1+1"), guarded("'a"), guarded("a=1")
    ("'=1+1", "''a", 'a=1')
    """
    return f"'{text}" if runs(text) or text.startswith("'") else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if cell.startswith("'") else cell
