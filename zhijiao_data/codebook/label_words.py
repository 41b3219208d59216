"""The words and patterns by which a list of codes is recognised, and where a text holds them.

A word is looked up by its first two characters, so that one pass over a text finds the words of a whole list; of what
begins at one place only the longest counts. Of two matches that overlap the longer one counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from operator import add
from typing import Any

from zhijiao_data.codebook.label_text import plain
from zhijiao_data.codebook.loader import load, shared


@dataclass(frozen=True, slots=True)
class Match:
    """A word or pattern of the entry ``id`` in a text as the rules read it: ``text[start:end]``."""

    start: int
    end: int
    id: str
    """Empty for a look-alike."""
    weak: bool
    qualifies: bool = False
    """Whether another word follows at once, whose modifier this one is: 产教融合 in 产教融合实训基地."""


@dataclass(frozen=True, slots=True)
class _Cue:
    id: str
    weak: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A regular expression, tried where one of ``cues`` stands in the text."""

    cues: tuple[str, ...]
    first: frozenset[str]
    """The first characters of the cues: a text without any of them holds no cue."""
    text: re.Pattern[str]
    cue: _Cue


@dataclass(frozen=True, slots=True)
class _Index:
    words: Mapping[str, _Cue]
    lengths: Mapping[str, tuple[int, ...]]
    """By the first two characters of words: how long the words are that begin so, the longest first."""

    def find(self, text: str) -> list[Match]:
        """The longest word at every place."""
        found = []
        words, lengths = self.words, self.lengths
        for start, pair in enumerate(map(add, text, islice(text, 1, None))):
            if pair in lengths:
                for length in lengths[pair]:
                    word = text[start : start + length]
                    if word in words:
                        cue = words[word]
                        found.append(Match(start, start + len(word), cue.id, cue.weak))
                        break
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """The words and patterns of one list (``themes`` or ``instruments``)."""

    words: _Index
    headings: _Index
    """The words that count in titles and headings."""
    general: frozenset[str]
    """The words that count in titles and headings only."""
    patterns: tuple[_Pattern, ...]

    def matches(self, text: str, is_heading: bool = False) -> list[Match]:
        """All words found, in the order of the text; a word inside a longer one is dropped."""
        found, loose = (self.headings if is_heading else self.words).find(text), []
        characters = set(text)
        for pattern in self.patterns:
            if pattern.first.isdisjoint(characters) or not any(word in text for word in pattern.cues):
                continue
            cue = pattern.cue
            hits = (Match(*match.span(), cue.id, cue.weak) for match in pattern.text.finditer(text) if match[0])
            (loose if cue.weak else found).extend(hits)
        kept = _longest(found)
        if loose:
            kept = sorted([*kept, *_apart(_longest(loose), kept)], key=lambda match: match.start)
        return _qualified(kept)


@cache
def table(name: str) -> Table:
    """The words and patterns of ``themes`` or ``instruments``, with the look-alikes that both share.

    Raises:
        ValueError: a word is shorter than two characters.
    """
    words = {_key(word): _Cue("", False) for word in shared("themes")["lookalikes"]}
    headings: dict[str, _Cue] = {}
    patterns = []
    for id, entry in load(name).items():
        decisive, weak = _Cue(id, False), _Cue(id, True)
        words |= {_key(word): decisive for word in entry.get("words", ())}
        words |= {_key(word): weak for word in entry.get("weak", ())}
        headings |= {_key(word): decisive for word in entry.get("headings", ())}
        patterns += (
            _pattern(rule, weak if rule.get("weak", False) else decisive) for rule in entry.get("patterns", ())
        )
    general = frozenset(headings) - {word for word, cue in words.items() if not cue.weak}
    in_titles = headings | words | {word: headings[word] for word in general}
    return Table(_index(words), _index(in_titles), general, tuple(patterns))


def _key(word: str) -> str:
    """A word of the codebook as the rules read texts."""
    return plain(word).text


def _pattern(rule: Mapping[str, Any], cue: _Cue) -> _Pattern:
    return _Pattern(tuple(rule["cues"]), frozenset(word[0] for word in rule["cues"]), re.compile(rule["text"]), cue)


def _index(words: dict[str, _Cue]) -> _Index:
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) < 2:
            raise ValueError(f"the word '{word}' is shorter than two characters")
        lengths.setdefault(word[:2], set()).add(len(word))
    return _Index(words, {pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()})


def _longest(found: list[Match]) -> list[Match]:
    """Matches without those inside or overlapped by a longer one; of two as long that overlap, the first."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda match: (match.start, -match.end, match.weak)):
        if kept and match.start < kept[-1].end:
            if match.end - match.start <= kept[-1].end - kept[-1].start:
                continue
            kept.pop()
        kept.append(match)
    return kept


def _apart(loose: list[Match], kept: list[Match]) -> list[Match]:
    """Those matches of weak patterns (建立…制度) that no other match lies in: a loose frame gives way to what it holds."""
    starts = [match.start for match in kept]
    apart = []
    for match in loose:
        at = bisect_left(starts, match.end)
        if at == 0 or kept[at - 1].end <= match.start:
            apart.append(match)
    return apart


def _qualified(found: list[Match]) -> list[Match]:
    """Matches without look-alikes, each knowing whether it only qualifies the next one."""
    starts = {match.start for match in found}
    return [
        Match(match.start, match.end, match.id, match.weak, True) if match.end in starts else match
        for match in found
        if match.id
    ]
