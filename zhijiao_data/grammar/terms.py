"""Fixed expressions in running text: the longest term at each place, and never one that is only part of another word.

Chinese is written without spaces between words, so a list of terms meets its terms inside longer words (双高 in 双高效, 大思政课 in
加大思政课建设力度). The finder therefore takes two lists: the terms, and the *blocked* words and turns in which a term does not mean what it
says. Both are data (``codebook/*.yaml``); the method is that of longest-match dictionary segmentation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhijiao_data.grammar.normal import normalise

_QUOTES = {"“": "”", "‘": "’"}
#: What may stand between two characters of a term.
_GAP = re.compile(r"[“”‘’\"' \n]{1,40}")
#: Signs that the normal form writes in another way and that terms are made of. Most texts are already in that form, and looking is cheaper.
_WIDE = re.compile(r"[（）＋０-９Ａ-Ｚａ-ｚ「」『』\u3000\xa0\u2002\u2003]")


@dataclass(frozen=True, slots=True)
class Match:
    """One term in a text: ``text[start:end]`` is the term as it stands there, ``term`` the term of the list, ``key`` what it stands for."""

    start: int
    end: int
    key: str
    term: str


class TermFinder:
    """Finds terms in any text; compiled once, linear in the length of the text.

    ``terms`` gives the key of each term; ``blocked`` the words and turns inside which a term is not found.

    At each place the longest term or blocked word wins, whatever its key; what a term covers is not found again. A blocked word forbids every
    term that begins where a term inside it begins, so that 加大思政课 forbids the longer 大思政课建设 as well; a term that merely overlaps
    a blocked word is found. A term that begins or ends with a letter or a figure is not found inside a longer run of such signs: 11+X holds
    no 1+X. Width and case of letters and figures do not matter, nor do quotation marks, blanks and one line break inside a term.

    Raises:
        ValueError: a term is shorter than two characters, two terms with different keys are the same to the finder, or a blocked word is
            a term or holds none.
    """

    def __init__(self, terms: Mapping[str, str], blocked: Iterable[str] = ()) -> None:
        self._terms: dict[str, tuple[str, str]] = {}
        for term, key in terms.items():
            form = term_form(term)
            if len(form) < 2:
                raise ValueError(f"the term '{term}' is shorter than two characters")
            other = self._terms.setdefault(form, (key, term))
            if other[0] != key:
                raise ValueError(f"'{term}' is a term of {key} and, as '{other[1]}', of {other[0]}")
        any_term = _compile(self._terms)
        #: Blocked word → where in it the forbidden terms begin.
        self._blocked: dict[str, tuple[int, ...]] = {}
        for word in blocked:
            form = term_form(word)
            if form in self._terms:
                raise ValueError(f"'{word}' is both a term and a blocked word")
            self._blocked[form] = tuple(at for at in range(len(form)) if any_term.match(form, at))
            if not self._blocked[form]:
                raise ValueError(f"the blocked word '{word}' holds no term")
        self._pattern = _compile([*self._terms, *self._blocked])

    def find(self, text: str) -> list[Match]:
        """The terms in ``text``, in order, without overlap.

        A quotation mark that opens inside a term and closes right behind it, or the other way round, belongs to the match: “双师型”教师.
        """
        packed = _Packed(text)
        found: list[Match] = []
        forbidden: set[int] = set()
        position = 0
        while (hit := self._pattern.search(packed.text, position)) is not None:
            start, word = hit.start(), hit[0]
            position = start + 1
            if _is_sign(word[0]) and _continues_run(packed.text[start - 1 : start]):
                continue
            if word in self._blocked:
                forbidden.update(start + offset for offset in self._blocked[word])
            elif start not in forbidden:
                position = hit.end()
                found.append(Match(*packed.span(start, position), *self._terms[word]))
        return found


def term_form(term: str) -> str:
    """What of a term counts when terms are compared: normal form, small letters, without quotation marks and blanks."""
    return re.sub(r"[“”‘’\"'\s]", "", _small(normalise(term)))


class _Packed:
    """A text without the gaps that a term may have, and the way back."""

    def __init__(self, text: str) -> None:
        self._original = normal = _small(normalise(text) if _WIDE.search(text) else text)
        pieces: list[str] = []
        self._packed_starts: list[int] = []
        self._original_starts: list[int] = []
        position = length = 0
        for gap in _GAP.finditer(normal):
            start, end = gap.span()
            # An empty line ends a heading or a paragraph; a gap between two letters or figures parts words.
            if gap[0].count("\n") > 1 or (_is_sign(normal[start - 1 : start]) and _is_sign(normal[end : end + 1])):
                continue
            if start > position:
                pieces.append(normal[position:start])
                self._packed_starts.append(length)
                self._original_starts.append(position)
                length += start - position
            position = end
        pieces.append(normal[position:])
        self._packed_starts.append(length)
        self._original_starts.append(position)
        self.text = "".join(pieces)

    def _original_of(self, position: int) -> int:
        piece = bisect_right(self._packed_starts, position) - 1
        return self._original_starts[piece] + position - self._packed_starts[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of ``self.text[start:end]`` in the original text, with the quotation marks whose other half it holds."""
        first, last = self._original_of(start), self._original_of(end - 1) + 1
        unopened, unclosed = _unpaired(self._original[first:last])
        if unopened and self._original[first - 1 : first] == unopened:
            first -= 1
        if unclosed and self._original[last : last + 1] == unclosed:
            last += 1
        return first, last


def _unpaired(inside: str) -> tuple[str, str]:
    """The opening mark that the first unopened closing mark in ``inside`` lacks, and the closing mark that the last open one lacks."""
    unopened = unclosed = ""
    for char in inside:
        if char in _QUOTES:
            unclosed = _QUOTES[char]
        elif char == unclosed:
            unclosed = ""
        elif char in _QUOTES.values():
            unopened = unopened or next(mark for mark, other in _QUOTES.items() if other == char)
    return unopened, unclosed


def _compile(words: Iterable[str]) -> re.Pattern[str]:
    """One expression for all words (of two characters or more), longest first: a tree by their characters.

    The tree is tried only where both the first and the second character could begin a word, which is several times faster.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    if not tree:
        return re.compile(r"(?!)")
    first = "".join(map(re.escape, tree))
    second = "".join(map(re.escape, dict.fromkeys(char for node in tree.values() for char in node)))
    return re.compile(f"(?=[{first}][{second}]){_branches(tree)}")


def _branches(node: Mapping[str, Any], before: str = "") -> str:
    """The expression for everything below ``node``; the end of a word is tried last, so that the longest word wins."""
    options = [re.escape(char) + _branches(child, char) for char, child in node.items() if char]
    if "" in node:
        options.append(r"(?![0-9a-z+])" if _is_sign(before) else "")
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def _small(text: str) -> str:
    """``text`` with small letters, of the same length."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(char.lower() if char.isascii() else char for char in text)


def _is_sign(char: str) -> bool:
    """Whether ``char`` is one letter or figure of ASCII."""
    return char.isascii() and char.isalnum()


def _continues_run(char: str) -> bool:
    return char == "+" or _is_sign(char)
