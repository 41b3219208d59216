"""The words and patterns by which themes and instruments are recognised, and where a text holds them.

One pass over a text finds the words of both lists: they stand in a tree by their characters, and at every place the
longest word of each list counts. What follows is each list's own affair: of two finds that overlap the longer one counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice, zip_longest
from operator import add, itemgetter
from typing import NamedTuple

from zhijiao_data.codebook.label_text import plain
from zhijiao_data.codebook.loader import load, shared

LISTS = ("themes", "instruments")
#: No word holds it.
_END = "\0"
#: Up to so many characters may stand between a modifier and its noun (职业技能培训质量监测).
_JOINT = 2


class Match(NamedTuple):
    """A word or pattern of the entry ``id`` in a text as the rules read it: ``text[start:end]``."""

    start: int
    end: int
    id: str
    weak: bool
    qualifies: bool = False
    """Whether another word follows closely, whose modifier this one is: 产教融合 in 产教融合实训基地."""


#: A find as it is sorted: its start, its end with a minus, whether it is weak, its id (empty for a look-alike).
_Hit = tuple[int, int, bool, str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A regular expression of the list ``of``; it is tried where one of its cues stands in the text."""

    of: str
    text: re.Pattern[str]
    weak: bool
    id: str


@dataclass(slots=True)
class _Node:
    """What begins with the characters that lead here."""

    children: dict[str, _Node] = field(default_factory=dict)
    words: dict[str, tuple[int, bool, str]] = field(default_factory=dict)
    """By list: length, weakness and id of the longest word that has ended by here."""
    patterns: set[int] = field(default_factory=set)
    """The patterns of which a cue has ended by here."""

    def hand_down(self) -> None:
        """Let all that follow know what has ended here."""
        for child in self.children.values():
            child.words = self.words | child.words
            child.patterns |= self.patterns
            child.hand_down()


class _Found(NamedTuple):
    """What a text holds of one list."""

    firm: list[_Hit]
    loose: list[_Hit]
    """By weak patterns (建立…制度)."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of both lists as a tree, and their patterns."""

    pairs: dict[str, _Node] = field(default_factory=dict)
    """By the first two characters of a word or cue: by two, since few pairs begin a word and most characters do."""
    signs: dict[str, set[int]] = field(default_factory=dict)
    """By a cue of one character: the patterns whose cue it is."""
    patterns: list[_Pattern] = field(default_factory=list)

    def node(self, word: str) -> _Node:
        """The place of a word in the tree; made where it isn't there yet.

        Raises:
            ValueError: the word is shorter than two characters.
        """
        if len(word) < 2:
            raise ValueError(f"the word '{word}' is shorter than two characters")
        node = self.pairs.setdefault(word[:2], _Node())
        for char in word[2:]:
            node = node.children.setdefault(char, _Node())
        return node

    def find(self, text: str) -> dict[str, _Found]:
        """What is found for each list: the longest word at every place, and all that patterns match."""
        found = {name: _Found([], []) for name in LISTS}
        firm = {name: found[name].firm for name in LISTS}
        tried = {number for char in self.signs.keys() & set(text) for number in self.signs[char]}
        pairs, chars = self.pairs, [*text, _END]
        begun = enumerate(map(add, chars, islice(chars, 1, None)))
        for start, pair in [(start, pair) for start, pair in begun if pair in pairs]:
            node = pairs[pair]
            at = start + 2
            while (child := node.children.get(chars[at])) is not None:
                node = child
                at += 1
            for name, (length, weak, id) in node.words.items():
                firm[name].append((start, -start - length, weak, id))
            if node.patterns:
                tried |= node.patterns
        for number in sorted(tried):
            pattern = self.patterns[number]
            hits = found[pattern.of].loose if pattern.weak else found[pattern.of].firm
            hits += ((m.start(), -m.end(), pattern.weak, pattern.id) for m in pattern.text.finditer(text) if m[0])
        return found


def matches(name: str, text: str, is_heading: bool = False) -> list[Match]:
    """All words of the list ``name`` in a text, in its order; a word inside a longer one is dropped.

    Args:
        name: ``themes`` or ``instruments``.
        text: as the rules read it (``label_text.plain``).
        is_heading: whether the words that count in headings only are looked for, too.
    """
    found = _find(text, is_heading)[name]
    kept = _longest(found.firm)
    if found.loose:
        kept = sorted([*kept, *_apart(_longest(found.loose), kept)])
    return _joined(kept, text)


@cache
def general(name: str) -> frozenset[str]:
    """The words of a list that count in titles and headings only (体系, 师资)."""
    headings, decisive = set(), set()
    for entry in load(name).values():
        headings.update(map(_key, entry.get("headings", ())))
        decisive.update(map(_key, entry.get("words", ())))
    return frozenset(headings - decisive)


@lru_cache(maxsize=4)
def _find(text: str, is_heading: bool) -> dict[str, _Found]:
    """What a text holds; kept, since both lists are asked about one text in turn."""
    return _words(is_heading).find(text)


@cache
def _words(is_heading: bool) -> _Words:
    both = _Words()
    for name in LISTS:
        words = {_key(word): (False, "") for word in shared("themes")["lookalikes"]}
        for id, entry in load(name).items():
            words |= {_key(word): (False, id) for word in entry.get("words", ())}
            words |= {_key(word): (True, id) for word in entry.get("weak", ())}
            for rule in entry.get("patterns", ()):
                for cue in rule["cues"]:
                    known = both.node(cue).patterns if len(cue) > 1 else both.signs.setdefault(cue, set())
                    known.add(len(both.patterns))
                both.patterns.append(_Pattern(name, re.compile(rule["text"]), rule.get("weak", False), id))
        if is_heading:
            for id, entry in load(name).items():
                in_general = (word for word in map(_key, entry.get("headings", ())) if word in general(name))
                words |= {word: (False, id) for word in in_general}
        for word, (weak, id) in words.items():
            both.node(word).words[name] = (len(word), weak, id)
    for node in both.pairs.values():
        node.hand_down()
    return both


def _key(word: str) -> str:
    """A word of the codebook as the rules read texts."""
    return plain(word).text


def _longest(found: Iterable[_Hit]) -> list[_Hit]:
    """Hits without those inside or overlapped by a longer one; of two as long that overlap, the first."""
    kept: list[_Hit] = []
    start, end = 0, 0
    for hit in sorted(found, key=itemgetter(0, 1, 2)):
        if hit[0] < end:
            if -hit[1] - hit[0] <= end - start:
                continue
            kept.pop()
        kept.append(hit)
        start, end = hit[0], -hit[1]
    return kept


def _apart(loose: list[_Hit], kept: list[_Hit]) -> list[_Hit]:
    """Those hits of weak patterns (建立…制度) that no other hit lies in: a loose frame gives way to what it holds."""
    starts = [hit[0] for hit in kept]
    apart = []
    for hit in loose:
        at = bisect_left(starts, -hit[1])
        if at == 0 or -kept[at - 1][1] <= hit[0]:
            apart.append(hit)
    return apart


def _joined(hits: list[_Hit], text: str) -> list[Match]:
    """The hits without look-alikes, each knowing whether it only qualifies the next one."""
    found = []
    for (start, minus_end, weak, id), after in zip_longest(hits, islice(hits, 1, None)):
        if id:
            end = -minus_end
            qualifies = after is not None and after[0] - end <= _JOINT and _modifies(text[end : after[0]])
            found.append(Match(start, end, id, weak, qualifies))
    return found


def _modifies(between: str) -> bool:
    """Whether the words between two nouns leave the first a modifier of the second: no mark, no verb, no 和."""
    return not between or (between.isalnum() and not _parting().search(between))


@cache
def _parting() -> re.Pattern[str]:
    return re.compile("[和与及并或的]|" + "|".join(shared("themes")["acts"]))
