"""From the canonical text to the text that the grammar reads, with the way back.

The reading text is the canonical text in normal form (:mod:`zhijiao_data.grammar.normal`) with two kinds of change:

* *repairs* of damage, each recorded as a row of the table ``repairs``: page marks inside words, lines broken inside a sentence, signs that
  character recognition misread;
* *spaces* between Chinese characters and figures, which carry no meaning in Chinese, are left out silently (quotes keep them).

:class:`ReadingText` maps every offset back to the canonical text; spans of the dataset always refer to that.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from zhijiao_data.corpus.spans import readable
from zhijiao_data.grammar.headings import read_label
from zhijiao_data.grammar.normal import normalise
from zhijiao_data.grammar.span import Cover, Span

#: A line shorter than this is a heading, a signature or a recipient, not a sentence cut by a page's edge.
MIN_BROKEN_LINE = 20
#: A longer line was never set on a page: it is a paragraph, complete as it is.
MAX_LINE = 200
#: A text is hard-wrapped when at least this share of its long lines has one width, of at most this many characters, over at least this many lines.
WRAPPED_SHARE, WIDEST_PAGE, MIN_LINES = 0.6, 60, 12
_PAGE_MARK = re.compile(r"(?:^|\n)(?P<number>\d{1,3})、")
_PAGE_FOOT = re.compile(
    r"\n[ \t]*(?:[-—]+ ?\d{1,3} ?[-—]+|第 ?\d{1,3} ?页(?:[，\s]*共 ?\d{1,3} ?页)?|\d{1,3} ?/ ?\d{1,3}|\f"
    r"|\d{4}[/.-]\d{1,2}[/.-]\d{1,2} \d{1,2}：\d\d[^\n]{0,160}|(?:https?|file)：//[!-~：]{1,300}(?: +\d{1,3} ?/ ?\d{1,3})?)[ \t]*(?=\n|$)"
)
_LINE_BREAK = re.compile(r"(?<![ \t])[ \t]*\n[ \t\n]*")
_ENTITY = re.compile(r"&(?:quot|amp|lt|gt|nbsp|ldquo|rdquo|mdash|middot|hellip|#\d{2,5});")
_OCR_PERCENT = re.compile(r"(?<=\d%)[oO0](?=[\u4e00-\u9fff])")
_SPACES = re.compile(r" +")
_OPEN_END = re.compile(r"[\u4e00-\u9fff0-9A-Za-z，、“(《〈-]$")
_CLOSED_END = re.compile(r"[。！？；：]$")
_CONTINUES = re.compile(r"[、，。；！？”》%]")
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
        return readable(self.canonical, (span.start, span.end), ((r.start, r.end, r.repaired) for r in inside))


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
    spaces = [(m.start(), m.end(), "") for m in _SPACES.finditer(normal) if _is_meaningless(normal, *m.span())]
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


def _is_meaningless(normal: str, start: int, end: int) -> bool:
    """Whether the spaces stand at a line's edge or next to a Chinese character; between Latin letters or figures they part words."""
    before, after = normal[start - 1 : start], normal[end : end + 1]
    return before in ("", "\n") or after in ("", "\n") or not (before.isascii() and after.isascii())


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
    marks = [
        (start, end, "page number of a paginated copy, inside the running text") for start, end in _page_marks(normal)
    ]
    feet = [
        (m.start() + 1, m.end(), "header, footer or number of a page, on a line of its own")
        for m in _PAGE_FOOT.finditer(normal)
    ]
    signs = [(m.start(), m.end()) for m in _OCR_PERCENT.finditer(normal)]
    entities = (
        [(*m.span(), normalise(html.unescape(m[0]))) for m in _ENTITY.finditer(canonical)] if "&" in canonical else []
    )
    # a sentence that runs on over the foot of a page is joined over it: the foot counts as part of the break
    breaks = _soft_breaks(_blank(normal, [foot[:2] for foot in feet]), sorted((start, end) for start, end, _ in marks))
    swallowed = Cover()
    for start, end in breaks:
        swallowed.add(start, end)
    found = [Repair(s, e, canonical[s:e], "", "page_mark", why) for s, e, why in marks]
    found += [Repair(s, e, canonical[s:e], "", "page_mark", why) for s, e, why in feet if not swallowed.touches(s, e)]
    found += [
        Repair(s, e, canonical[s:e], "。", "ocr_sign", "full stop read as a letter after a percent sign")
        for s, e in signs
    ]
    found += [Repair(s, e, canonical[s:e], "", "soft_break", "line broken inside a sentence") for s, e in breaks]
    found += [
        Repair(s, e, canonical[s:e], sign, "html_entity", "sign written in the code of a web page")
        for s, e, sign in entities
    ]
    return sorted(found, key=lambda repair: repair.start)


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    """``text`` with the stretches overwritten by spaces."""
    if not spans:
        return text
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], " " * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


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
    """Line breaks that cut a sentence: the line is long and open-ended (or as wide as the page) and the next one begins no item."""
    found, index, line_start = [], 0, 0
    width = _type_width(normal)
    for match in _LINE_BREAK.finditer(normal):
        start, end = match.span()
        line, line_start = normal[line_start:start], end
        while index < len(taken) and taken[index][1] <= start:
            index += 1
        if (index < len(taken) and taken[index][0] < end) or _is_row(line) or end == len(normal):
            continue
        if _is_cut(line.strip(), normal, end, width):
            found.append((start, end))
    return found


def _is_row(line: str) -> bool:
    """Whether a line is a row of a pasted table: it holds a tab, or three bars or more."""
    return "\t" in line or line.count("|") >= 3


def _is_cut(body: str, normal: str, end: int, width: int) -> bool:
    """Whether the line ``body`` goes on at ``end``."""
    if not body or body.startswith(("|", "#")) or _is_row(normal[end : _line_end(normal, end)]):
        return False
    if _CONTINUES.match(normal, end) and len(body) < MAX_LINE:
        return True
    if _NEW_LINE.match(normal, end) or read_label(normal[end : end + 24]):
        return False
    if width and width - 3 <= len(body) <= width + 4 and not _CLOSED_END.search(body):
        return True
    if len(body) < MIN_BROKEN_LINE or not _OPEN_END.search(body) or not _SENTENCE_INSIDE.search(body):
        return False
    label = read_label(body)
    is_heading = (
        label is not None and label.style in ("han", "han_paren") and "。" not in body and len(body) < MAX_LINE // 3
    )
    return not is_heading and not _RECIPIENTS.match(normal, end)


def _type_width(normal: str) -> int:
    """The width of the type area if the text is hard-wrapped (most of its long lines have one length, give or take two), else 0."""
    lengths = [len(line.strip()) for line in normal.split("\n") if not _is_row(line)]
    lengths = [length for length in lengths if length >= MIN_BROKEN_LINE]
    if len(lengths) < MIN_LINES:
        return 0
    counts = Counter(lengths)
    near = {width: sum(counts[width + step] for step in (-2, -1, 0, 1)) for width in counts}
    best = max(near, key=lambda width: (near[width], width))
    return best if best <= WIDEST_PAGE and near[best] >= WRAPPED_SHARE * len(lengths) else 0


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + 2000)
    return len(text) if end < 0 else end
