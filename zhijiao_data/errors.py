"""What a user can cause, said in one message: what happened, where, and what to do about it."""

from __future__ import annotations


class ZhijiaoError(Exception):
    """An error with its place and its remedy.

    Args:
        what: what is wrong, without a full stop.
        where: ``file``, ``file:line`` or ``file:line:column``; empty when there is no place.
        remedy: what the reader can do, without a full stop.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what, where, remedy)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        if "\n" in self.what:  # a list of lines: the remedy stands on a line of its own
            return f"{place}{self.what}\n{_closed(self.remedy)}".rstrip()
        return f"{place}{_closed(self.what)} {_closed(self.remedy)}".rstrip()


def _closed(sentence: str) -> str:
    return f"{sentence}." if sentence and not sentence.endswith((".", "?")) else sentence


class InputError(ZhijiaoError):
    """A file that cannot be read, or that does not say what it should."""


class CheckFailure(ZhijiaoError):
    """Rows that break a rule of the dataset."""


class UsageError(ZhijiaoError):
    """A name, option or argument that does not exist."""
