"""The word lists of ``codebook/lexicon.yaml`` as regular-expression alternatives."""

from __future__ import annotations

import re
from functools import cache

from zhijiao_data.codebook.loader import load


@cache
def words(group: str) -> tuple[str, ...]:
    """The words of one group, longest first (so that an alternation prefers 不得低于 to 不得)."""
    entry = load("lexicon")[group]
    return tuple(sorted(entry["words"], key=lambda word: (-len(word), word)))


@cache
def alternatives(*groups: str) -> str:
    """The words of the groups joined as one alternation, longest first: ``"不得低于|不低于|…"``."""
    merged = {word for group in groups for word in words(group)}
    return "|".join(re.escape(word) for word in sorted(merged, key=lambda word: (-len(word), word)))


@cache
def pattern(group: str) -> re.Pattern[str]:
    """A group that is given as regular expressions, as one alternation."""
    return re.compile("|".join(load("lexicon")[group]["patterns"]))


def first_group(prefix: str, text: str) -> str | None:
    """The name behind ``prefix.`` of the first group, in the file's order, whose patterns are found in ``text``; ``None`` if there is none."""
    return next((name for name in _names(prefix) if pattern(f"{prefix}.{name}").search(text)), None)


@cache
def _names(prefix: str) -> tuple[str, ...]:
    return tuple(group.removeprefix(f"{prefix}.") for group in load("lexicon") if group.startswith(f"{prefix}."))
