"""Heading labels of official documents: what they look like, their number, and where the heading's words end.

The hierarchy prescribed for official documents (GB/T 9704—2012, 7.3.3) is 一、 → （一） → 1. → （1）; in practice labels change width and
script, restart, skip or are lost, so rank is decided by the document itself (see :mod:`zhijiao_data.extract.structure`), not by the glyph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhijiao_data.grammar.lexicon import first_group
from zhijiao_data.grammar.numerals import parse_numeral

_CN = "[一二三四五六七八九十百]{1,4}"
_STYLES: tuple[tuple[str, str], ...] = (
    ("part", rf"第(?P<part>{_CN}|\d{{1,2}})(?:[编篇部]分?)(?=[\s：、　]|\S{{0,20}}$)"),
    ("chapter", rf"第(?P<chapter>{_CN}|\d{{1,2}})章"),
    ("section", rf"第(?P<section>{_CN}|\d{{1,2}})节"),
    ("article", rf"第(?P<article>{_CN}|\d{{1,3}})条(?:之[一二三四五])?"),
    ("han", rf"(?P<han>{_CN})[、.](?!\d)"),
    ("han_paren", rf"\((?P<han_paren>{_CN})\)[、.]?"),
    ("yishi", rf"(?P<yishi>{_CN})是(?=[^，。]{{2}})"),
    ("named", rf"(?:任务|行动|工程|举措)(?P<named>{_CN}|\d{{1,2}})：(?=\S)"),
    ("digit_paren", r"\((?P<digit_paren>\d{1,2})\)[、.]?"),
    ("digit_close", r"(?P<digit_close>\d{1,2})\)(?=\D)"),
    ("digit", r"(?P<digit>\d{1,3})[.、](?!\d)"),
    ("circled", r"(?P<circled>[①-⑳])"),
    ("dash", r"(?P<dash>——|--)(?=\S)"),
    ("bullet", r"(?P<bullet>[•●◆■★▪·◇□▲](?=\S)|[*+-](?= \S))"),
)
_LABEL = re.compile("|".join(pattern for _, pattern in _STYLES))
_LOST_LABEL = re.compile(r"[)）](?=[\u4e00-\u9fff“])")
#: Where a heading can begin inside a running line: after a sentence's end.
_INLINE = re.compile(
    rf"(?<=[。！？；：\u4e00-\u9fff”])(?P<label>(?P<han>{_CN})、|\((?P<han_paren>{_CN})\))(?=[\u4e00-\u9fff“])"
)
#: Styles that carry on each other's count when a typist changed width or script.
_KIN = {"han_paren": "paren", "digit_paren": "paren", "digit_close": "paren", "han": "plain", "digit": "plain"}
#: A heading that is followed by text on its own line ends at the first full stop; longer than this it is a sentence, not a heading.
MAX_TITLE = 45


@dataclass(frozen=True, slots=True)
class Label:
    """A heading label: style, number (``None`` for dashes and bullets, 0 for a lost one) and the characters it takes."""

    style: str
    number: int | None
    start: int
    end: int

    @property
    def kin(self) -> str:
        """The family whose count this style may carry on."""
        return _KIN.get(self.style, self.style)


def read_label(line: str) -> Label | None:
    """The label at the start of a line; ``None`` if the line begins without one.

    >>> read_label("(十二)推动职业教育全面融入乡村振兴。")
    Label(style='han_paren', number=12, start=0, end=4)
    """
    hashes = len(line) - len(line.lstrip("#")) if line.startswith("#") else 0
    start = (
        hashes + (len(line[hashes:]) - len(line[hashes:].lstrip(" *")))
        if hashes
        else (2 if line.startswith("**") else 0)
    )
    match = _LABEL.match(line, start)
    if match is None:
        if hashes:
            return Label(f"markdown{hashes}", None, 0, start)
        lost = _LOST_LABEL.match(line)
        return Label("lost", 0, 0, lost.end()) if lost else None
    style = match.lastgroup or ""
    token = match[style]
    if style == "circled":
        number: int | None = ord(token) - ord("①") + 1
    elif style in ("dash", "bullet"):
        number = None
    else:
        value = parse_numeral(token)
        if value is None:
            return None
        number = int(value)
    return Label(style, number, 0, match.end())


def inline_labels(line: str) -> list[Label]:
    """Labels of the first two ranks inside a running line whose line breaks were lost, in order. The caller checks their sequence."""
    found = []
    for match in _INLINE.finditer(line):
        style = "han" if match["han"] else "han_paren"
        number = parse_numeral(match[style])
        if number is not None:
            found.append(Label(style, int(number), match.start(), match.end()))
    return found


def title_end(line: str, start: int) -> int | None:
    """Where the heading's words end in ``line``: before the first full stop or colon, or at the line's end if that is short enough.

    ``None`` when the label is followed by a long sentence: then the item has no heading of its own.
    """
    stop = re.compile(r"[。：；]").search(line, start, start + MAX_TITLE + 1)
    if stop and stop[0] == "。":
        return stop.start()
    if stop and stop[0] == "：" and stop.start() - start <= 20:
        return stop.start()
    rest = len(line) - start
    return len(line) if rest <= MAX_TITLE and stop is None else None


# --- what a heading announces ----------------------------------------------------------------------------------------------------------------------


def role_of_heading(title: str) -> str | None:
    """The role that a heading's words announce, or ``None``."""
    return first_group("heading", title)
