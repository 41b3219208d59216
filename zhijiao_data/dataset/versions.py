"""Versions of the data, ``MAJOR.MINOR.PATCH``, and what a change of the data asks of the next one.

MAJOR: what a program relies on is gone (a table, a column, its type, a key, a document). MINOR: there is more of it
(documents, tables, columns). PATCH: rows were corrected. After Semantic Versioning 2.0.0 (semver.org), read for data.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from zhijiao_data.errors import UsageError

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class Step(IntEnum):
    """How far one version is from the next; a greater step includes the smaller."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Version(NamedTuple):
    """A released version; it compares as one expects: 1.9.0 < 1.10.0."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, step: Step) -> Version:
        """The nearest version that is ``step`` further.

        >>> str(Version(1, 2, 3).after(Step.MINOR))
        '1.3.0'
        """
        if step is Step.MAJOR:
            return Version(self.major + 1, 0, 0)
        if step is Step.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + (step is Step.PATCH))

    def step_to(self, later: Version) -> Step:
        """The step from this version to a later one; NONE when it is not later."""
        if later <= self:
            return Step.NONE
        if later.major > self.major:
            return Step.MAJOR
        return Step.MINOR if later.minor > self.minor else Step.PATCH


def is_version(text: str) -> bool:
    """Whether ``text`` is written like a released version."""
    return _VERSION.fullmatch(text) is not None


def parse(text: str) -> Version:
    """A released version from its text.

    Raises:
        UsageError: it is not of the form ``1.0.0``.
    """
    match = _VERSION.fullmatch(text)
    if not match:
        raise UsageError(f"'{text}' is no version of the data", "", "A version is three numbers, such as 1.0.0")
    return Version(*map(int, match.groups()))
