"""Which characters of a document are compared with those of others, and where they stand in the canonical text.

Text that every document of the kind must contain says nothing about who took what from whom. It is masked, each span with a reason
(codes.yaml: mask_reason): letterhead, title, signature, numbers of headings and the web page around a document; lists of responsible bodies; formulae
about leaders and the Party, those that open and close a document, titles of documents; named strategies and numbered slogans; bare lists of names.
The words are data (lexicon.yaml, groups ``reuse.*``); sections and responsible bodies are taken from the tables.

What remains is compared in one form: repairs made, normal form (:func:`zhijiao_data.grammar.normal.normalise`) and NFKC, small letters, without blanks,
quotation marks and punctuation. Figures and % stay, and so do the signs that join figures (1.5, 1-2, 1：1), because numbers are what a copy changes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from zhijiao_data.corpus.spans import Edit, Reading, reading
from zhijiao_data.grammar import lexicon
from zhijiao_data.grammar.normal import normalise

Row = Mapping[str, Any]
#: Roles of sections (codes.yaml: section_role) that are no text of the plan itself, and the reason for which they are masked.
_ROLES = {"front_matter": "FURNITURE", "closing": "FURNITURE", "furniture": "FURNITURE", "transmission": "FORMULA"}
#: The order in which reasons claim a character that several of them could.
_ORDER = ("FURNITURE", "RESP", "FORMULA", "SLOGAN", "LIST")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇]")
_SENTENCE_ENDS = frozenset("。；！？")
_JOINS_FIGURES = frozenset(".-：/")
#: How far the label of a list of bodies, or the words between two of its names, may reach; how far the list may go on behind the last name known.
_LABEL, _BETWEEN, _REST = 24, 16, 80


class Mask(NamedTuple):
    """The characters ``[start, end)`` of the canonical text are not compared, for this reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The compared characters of one document. The n-th stands for the characters ``[starts[n], ends[n])`` of the canonical text.

    ``sentences``: the positions in front of which a sentence ends.
    """

    plan_id: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: frozenset[int]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The canonical span of the compared characters ``[start, end)``, which may hold masked text in between."""
        return self.starts[start], self.ends[end - 1]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The compared characters that stand wholly in the canonical span ``[start, end)``, as a half-open range; the inverse of `back`."""
        return bisect_right(self.starts, start - 1), bisect_right(self.ends, end)


def is_han(char: str) -> bool:
    """Whether ``char`` is a Chinese character."""
    return _HAN.match(char) is not None


def masks(
    text: str,
    sections: Iterable[Row] = (),
    responsibilities: Iterable[Row] = (),
    citations: Iterable[Row] = (),
    repairs: Iterable[Edit] = (),
) -> list[Mask]:
    """The masked spans of one document, in order, without overlap; a character with several reasons has the first of the order of the codes.

    Args:
        text: the canonical text.
        sections: its rows of ``sections``.
        responsibilities: its rows of ``responsibilities``.
        citations: its rows of ``citations``; who names the same document shares its title.
        repairs: its repairs, in order.
    """
    read = reading(text, (0, len(text)), repairs)
    normal = normalise(read.text)
    found = [*_of_sections(text, sections), *_of_bodies(normalise(text), responsibilities)]
    found += [Mask(row["char_start"], row["char_end"], "FORMULA") for row in citations]
    for reason, group in _patterns():
        found += [Mask(*read.back(*hit.span()), reason) for hit in group.finditer(normal) if hit[0]]
    found += [Mask(*read.back(*span), "LIST") for span in _name_lists(normal)]
    return _flat(found)


def compared(
    plan_id: str, text: str, masked: Iterable[tuple[int, int, Any]] = (), repairs: Iterable[Edit] = ()
) -> Compared:
    """The characters of one document that are compared: those outside ``masked``, repaired and in the compared form.

    Args:
        plan_id: the document.
        text: its canonical text.
        masked: (start, end, reason) in order, without overlap.
        repairs: its repairs, in order.
    """
    read = reading(text, (0, len(text)), repairs)
    spans = sorted((start, end) for start, end, _ in masked)
    begins = [start for start, _ in spans]
    furthest = list(accumulate((end for _, end in spans), max))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    normal = normalise(read.text)
    sentences = set()
    for position, start, end in _places(read):
        if normal[position] in _SENTENCE_ENDS:
            sentences.add(len(chars))
        for char in _form(normal, position):
            place = bisect_right(begins, start) - 1
            if place < 0 or furthest[place] <= start:
                chars.append(char)
                starts.append(start)
                ends.append(end)
    return Compared(plan_id, "".join(chars), starts, ends, frozenset(sentences))


def _places(read: Reading) -> Iterable[tuple[int, int, int]]:
    """(position in the reading, canonical start, canonical end) of each character of a reading."""
    position = 0
    for piece in read.pieces:
        for offset in range(len(piece.text)):
            if piece.repaired:
                yield position, piece.start, piece.end
            else:
                yield position, piece.start + offset, piece.start + offset + 1
            position += 1


def _form(normal: str, position: int) -> str:
    """What of one character of a normal form is compared; empty for punctuation and blanks."""
    char = normal[position]
    if char in _JOINS_FIGURES:
        joins = normal[position - 1 : position].isdecimal() and normal[position + 1 : position + 2].isdecimal()
        return char if joins else ""
    return _kept(char)


@cache
def _kept(char: str) -> str:
    form = unicodedata.normalize("NFKC", char).lower()
    return "".join(one for one in form if is_han(one) or one == "%" or (one.isascii() and one.isalnum()))


# what the tables say ------------------------------------------------------------------------------------------------------------------------------


def _of_sections(text: str, sections: Iterable[Row]) -> Iterable[Mask]:
    for row in sections:
        if row["role"] in _ROLES:
            yield Mask(row["char_start"], row["char_end"], _ROLES[row["role"]])
        elif row["label"]:
            at = text.find(row["label"], row["char_start"], row["char_start"] + len(row["label"]) + _LABEL)
            if at >= 0:
                yield Mask(at, at + len(row["label"]), "FURNITURE")


def _of_bodies(normal: str, responsibilities: Iterable[Row]) -> Iterable[Mask]:
    """Lists of responsible bodies: the names known, the words between them, the label before and the rest behind them."""
    spans = sorted({(row["char_start"], row["char_end"]) for row in responsibilities if row["char_start"] is not None})
    label = lexicon.pattern("reuse.body_label")
    at = 0
    while at < len(spans):
        start, end = spans[at]
        at += 1
        while at < len(spans) and _goes_on(normal[end : spans[at][0]]):
            end = max(end, spans[at][1])
            at += 1
        before = label.search(normal, max(0, start - _LABEL), start)
        if before is not None:
            start = before.start()
        if normal[start : start + 1] != "(" and normal[start - 1 : start] == "(":
            start -= 1
        in_brackets = normal[start] == "("
        in_cell = normal[start - 1 : start] in ("\t", "\n") and normal[end : end + 1] in ("\t", "\n", "")
        if in_brackets or before is not None or in_cell:
            stop = re.compile(r"[^)\n]{0,80}\)" if in_brackets else r"[^。；\n\t]{0,80}").match(normal, end)
            yield Mask(start, stop.end() if stop else end, "RESP")


def _goes_on(between: str) -> bool:
    return len(between) <= _BETWEEN and not re.search(r"[。\n\t]", between)


# what the words say -------------------------------------------------------------------------------------------------------------------------------


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    groups = {"reuse.enumerator": "FURNITURE", "reuse.formula": "FORMULA", "reuse.slogan": "SLOGAN"}
    strategy = re.compile(f"(?:{lexicon.alternatives('reuse.strategy')})(?:战略|倡议)?(?:建设|发展|实施)?")
    return (*((reason, lexicon.pattern(group)) for group, reason in groups.items()), ("SLOGAN", strategy))


@cache
def _list_pattern() -> re.Pattern[str]:
    name = f"[^，。；：、\\s()“”《》]{{1,18}}(?:{lexicon.alternatives('reuse.name_ending')})"
    return re.compile(f"(?<![^，。；：、\\s()“”《》])(?:{name}、){{2,60}}{name}(?:等)?(?=[，。；：、\\s()]|$)")


def _name_lists(normal: str) -> Iterable[tuple[int, int]]:
    """Three names of bodies, schools or places or more, joined by enumeration commas, and nothing else between two other signs.

    The verb in front of the first name is masked with it; it can't be told from the name.
    """
    if "、" in normal:
        for hit in _list_pattern().finditer(normal):
            yield hit.span()


def _flat(found: Iterable[Mask]) -> list[Mask]:
    """The masks without overlap: each character goes to the first of its reasons, and touching spans of one reason are one."""
    rank = {reason: number for number, reason in enumerate(_ORDER)}
    edges = sorted({edge for mask in found for edge in (mask.start, mask.end)})
    opening: dict[int, list[Mask]] = {}
    for mask in found:
        opening.setdefault(mask.start, []).append(mask)
    flat: list[Mask] = []
    open_now: list[Mask] = []
    for start, end in pairwise(edges):
        open_now = [mask for mask in open_now if mask.end > start] + opening.get(start, [])
        if not open_now:
            continue
        reason = min((mask.reason for mask in open_now), key=rank.__getitem__)
        if flat and flat[-1].end == start and flat[-1].reason == reason:
            flat[-1] = Mask(flat[-1].start, end, reason)
        else:
            flat.append(Mask(start, end, reason))
    return flat
