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
