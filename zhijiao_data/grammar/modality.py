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
    return _unblocked("modality.mandatory", "modality.aspirational", "modality.enabling")


@cache
def _hedges() -> re.Pattern[str]:
    return _unblocked("hedge")


def _unblocked(*groups: str) -> re.Pattern[str]:
    """The words of the groups; a look-alike that begins earlier or is longer is matched first, without the group ``word``."""
    return re.compile(rf"{alternatives('modality.blocked')}|(?P<word>{alternatives(*groups)})")


def find_markers(clause: str) -> list[Marker]:
    """The modality markers of a clause, in order; look-alikes (适应, 基本功, 智力支持) left out.

    >>> [(m.word, m.level) for m in find_markers("力争到2025年，全区中等职业学校应全部达到国家设置标准")]
    [('力争', 'aspirational'), ('应', 'mandatory')]
    """
    words = _words(_markers(), clause)
    return [Marker(start, start + len(word), word, _levels()[word]) for start, word in words]


def find_hedges(clause: str) -> list[str]:
    """The hedges of a clause, in order, each once."""
    return list(dict.fromkeys(word for _, word in _words(_hedges(), clause)))


def _words(pattern: re.Pattern[str], clause: str) -> list[tuple[int, str]]:
    # the comma is the clause's own end: 达到规定要求 ends in a noun, not in a marker
    return [(match.start(), match["word"]) for match in pattern.finditer(clause + "，") if match["word"]]
