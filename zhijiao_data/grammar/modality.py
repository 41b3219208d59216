"""How strongly a clause commits: the marker that governs it, and the hedges that loosen it.

The scale is the one of ``codes.yaml: modality`` (mandatory, committed, aspirational, enabling, hortatory). A comparator (不少于, 以上) is never
modality: 力争…以上 is a floor that is only aspired to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhijiao_data.grammar.lexicon import alternatives, words


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker of modality in a clause: where it stands, the word and the level it sets."""

    start: int
    end: int
    word: str
    level: str


@cache
def _levels() -> dict[str, str]:
    return {word: level for level in ("mandatory", "aspirational", "enabling") for word in words(f"modality.{level}")}


@cache
def _markers() -> re.Pattern[str]:
    return re.compile(alternatives(*(f"modality.{level}" for level in ("mandatory", "aspirational", "enabling"))))


@cache
def _hedges() -> re.Pattern[str]:
    return re.compile(alternatives("hedge"))


@cache
def _look_alikes(word: str) -> tuple[tuple[int, str], ...]:
    """Longer words of the lexicon that hold ``word``, each with the offset of ``word`` in it."""
    return tuple((longer.find(word), longer) for longer in words("modality.blocked") if word in longer)


def find_markers(clause: str) -> list[Marker]:
    """The modality markers of a clause, in order; look-alikes (适应, 基本功, 智力支持) left out.

    >>> [(m.word, m.level) for m in find_markers("力争到2025年，全区中等职业学校应全部达到国家设置标准")]
    [('力争', 'aspirational'), ('应', 'mandatory')]
    """
    return [Marker(*match.span(), match[0], _levels()[match[0]]) for match in _unblocked(_markers(), clause)]


def find_hedges(clause: str) -> list[str]:
    """The hedges of a clause, in order, each once."""
    return list(dict.fromkeys(match[0] for match in _unblocked(_hedges(), clause)))


def _unblocked(pattern: re.Pattern[str], clause: str) -> list[re.Match[str]]:
    found = list(pattern.finditer(clause))
    if not found:
        return found
    closed = clause + "，"  # the clause's own end: 达到规定要求 ends in a noun, not in a marker
    return [
        match
        for match in found
        if not any(
            closed.startswith(longer, match.start() - offset)
            for offset, longer in _look_alikes(match[0])
            if match.start() >= offset
        )
    ]
