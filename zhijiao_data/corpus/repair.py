"""From the canonical text to the text that the grammar reads, with the way back.

The reading text is the canonical text in normal form (:mod:`zhijiao_data.grammar.normal`) with two kinds of change:

* *repairs* of damage, each recorded as a row of the table ``repairs``: page marks inside words, lines broken inside a sentence, signs that
  character recognition misread;
* *spaces* between Chinese characters and figures, which carry no meaning in Chinese, are left out silently (quotes keep them).

:class:`ReadingText` maps every offset back to the canonical text; spans of the dataset always refer to that.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from zhijiao_data.grammar.headings import read_label
from zhijiao_data.grammar.normal import normalise
from zhijiao_data.grammar.span import Span

#: A line shorter than this is a heading, a signature or a recipient, not a sentence cut by a page's edge.
MIN_BROKEN_LINE = 20
_PAGE_MARK = re.compile(r"(?:^|\n)(?P<number>\d{1,3})、")
_PAGE_FOOT = re.compile(
    r"\n[ \t]*(?:[-—]+ ?\d{1,3} ?[-—]+|第 ?\d{1,3} ?页(?:，?共 ?\d{1,3} ?页)?|\d{1,3} ?/ ?\d{1,3}|\f)[ \t]*(?=\n|$)"
)
_LINE_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")
_OCR_PERCENT = re.compile(r"(?<=\d%)[oO0](?=[\u4e00-\u9fff])")
_SPACES = re.compile(r"(?<=[^\x00-\x7f]) +(?=\S)|(?<=\S) +(?=[^\x00-\x7f])|(?m:^ +(?=\S))|(?m: +$)")
_OPEN_END = re.compile(r"[\u4e00-\u9fff0-9A-Za-z，、“(《〈-]$")
_NEW_LINE = re.compile(
    r"[)）]|附件|附：|附表|问：|答：|[问答][：:]|责任单位|牵头单位|配合单位|抄送|主送|来源|#|\||>|\d{4}年\d{1,2}月\d{1,2}日|日期：|第[一二三四五六七八九十]+[章条节]"
)
_SENTENCE_INSIDE = re.compile(r"[，。；、]")
_RECIPIENTS = re.compile(r"[^。；\n]{2,160}：[ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Repair:
    """One repaired damage: its characters in the canonical text, what the reading text has instead, the kind (codes.yaml) and why."""

    start: int
    end: int
    original: str
    repaired: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadingText:
    """The text the grammar reads and the map of its offsets back to the canonical text."""

    canonical: str
    text: str
    repairs: tuple[Repair, ...]
    _reading_starts: tuple[int, ...]
    _canonical_starts: tuple[int, ...]

    def start_of(self, position: int) -> int:
        """The canonical offset of the character at ``position`` of the reading text."""
        piece = bisect_right(self._reading_starts, position) - 1
        return self._canonical_starts[piece] + position - self._reading_starts[piece]

    def span(self, start: int, end: int) -> Span:
        """The canonical span of ``text[start:end]``, damage inside it included, damage at its edges left out."""
        first = self.start_of(start)
        return Span(first, self.start_of(end - 1) + 1 if end > start else first)

    def readable(self, span: Span) -> str:
        """The canonical characters of ``span`` with the repairs inside it applied; equal to the source where nothing was repaired."""
        inside = _overlapping(self.repairs, span)
        if not inside:
            return self.canonical[span.start : span.end]
        parts, position = [], span.start
        for repair in inside:
            parts.append(self.canonical[position : max(position, repair.start)])
            if repair.start >= span.start and repair.end <= span.end:
                parts.append(repair.repaired)
            position = max(position, min(repair.end, span.end))
        return "".join([*parts, self.canonical[position : span.end]])


def _overlapping(repairs: tuple[Repair, ...], span: Span) -> tuple[Repair, ...]:
    low = bisect_right(repairs, span.start, key=lambda repair: repair.end)
    high = low
    while high < len(repairs) and repairs[high].start < span.end:
        high += 1
    return repairs[low:high]


def read(canonical: str) -> ReadingText:
    """Prepare a canonical text for the grammar. Linear in the length of the text; never fails."""
    normal = normalise(canonical)
    repairs = _find_repairs(normal, canonical)
    edits = [(repair.start, repair.end, repair.repaired) for repair in repairs]
    return _apply(canonical, normal, repairs, edits)


def _apply(canonical: str, normal: str, repairs: list[Repair], edits: list[tuple[int, int, str]]) -> ReadingText:
    covered = [(start, end) for start, end, _ in edits]
    spaces = [(m.start(), m.end(), "") for m in _SPACES.finditer(normal)]
    pieces, reading_starts, canonical_starts = [], [], []
    position = length = 0
    for start, end, replacement in sorted([*edits, *_outside(spaces, covered)]):
        if start > position:
            pieces.append(normal[position:start])
            reading_starts.append(length)
            canonical_starts.append(position)
            length += start - position
        if replacement:
            pieces.append(replacement)
            reading_starts.append(length)
            canonical_starts.append(start)
            length += len(replacement)
        position = max(position, end)
    pieces.append(normal[position:])
    reading_starts.append(length)
    canonical_starts.append(position)
    return ReadingText(canonical, "".join(pieces), tuple(repairs), tuple(reading_starts), tuple(canonical_starts))


def _outside(spaces: list[tuple[int, int, str]], covered: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The spaces that no repair covers already."""
    kept, index = [], 0
    for start, end, replacement in spaces:
        while index < len(covered) and covered[index][1] <= start:
            index += 1
        if index == len(covered) or covered[index][0] >= end:
            kept.append((start, end, replacement))
    return kept


def _find_repairs(normal: str, canonical: str) -> list[Repair]:
    marks = _page_marks(normal)
    feet = [(m.start() + 1, m.end()) for m in _PAGE_FOOT.finditer(normal)]
    found = [
        Repair(s, e, canonical[s:e], "", "page_mark", "page number of a paginated copy, inside the running text")
        for s, e in marks
    ]
    found += [Repair(s, e, canonical[s:e], "", "page_mark", "page number on a line of its own") for s, e in feet]
    found += [
        Repair(
            m.start(),
            m.end(),
            canonical[m.start() : m.end()],
            "。",
            "ocr_sign",
            "full stop read as a letter after a percent sign",
        )
        for m in _OCR_PERCENT.finditer(normal)
    ]
    taken = sorted((repair.start, repair.end) for repair in found)
    for start, end in _soft_breaks(normal, taken):
        found.append(Repair(start, end, canonical[start:end], "", "soft_break", "line broken inside a sentence"))
    return sorted(found, key=lambda repair: repair.start)


def _page_marks(normal: str) -> list[tuple[int, int]]:
    """``\\n3、`` inside words: numbers that run 1, 2, 3 … at line starts while the lines before them do not end a sentence."""
    marks = list(_PAGE_MARK.finditer(normal))
    numbers = [int(mark["number"]) for mark in marks]
    if len(marks) < 3 or numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[0] > 2:
        return []
    broken = sum(
        1 for mark in marks if mark.start() and _OPEN_END.search(normal[max(0, mark.start() - 1) : mark.start()])
    )
    if broken * 2 < len(marks):
        return []
    return [(mark.start() + (1 if _starts_text(normal, mark) else 0), mark.end()) for mark in marks]


def _starts_text(normal: str, mark: re.Match[str]) -> bool:
    """The first mark stands at the head of the text, not inside a word: its line break is kept."""
    return normal[mark.start() : mark.start() + 1] == "\n" and not _OPEN_END.search(
        normal[max(0, mark.start() - 1) : mark.start()]
    )


def _soft_breaks(normal: str, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Line breaks that cut a sentence: the line is long and open-ended and the next one begins no item."""
    found, index = [], 0
    line_start = 0
    for match in _LINE_BREAK.finditer(normal):
        start, end = match.span()
        line, line_start = normal[line_start:start], end
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if index < len(taken) and taken[index][0] < end:
            continue
        body = line.strip()
        if len(body) < MIN_BROKEN_LINE or "\t" in line or body.startswith(("|", "#")) or not _OPEN_END.search(body):
            continue
        following = normal[end : end + 24]
        if (
            not following
            or "\t" in normal[end : _line_end(normal, end)]
            or _NEW_LINE.match(following)
            or read_label(following)
        ):
            continue
        if not _SENTENCE_INSIDE.search(body) or _RECIPIENTS.match(normal, end):
            continue
        found.append((start, end))
    return found


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + 2000)
    return len(text) if end < 0 else end
