"""Two passages side by side, with what differs marked: a page of HTML that needs no script."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from zhijiao_data.analysis.charts import theme
from zhijiao_data.analysis.charts.labels import Labels
from zhijiao_data.analysis.charts.page import records, require
from zhijiao_data.analysis.charts.texts import checked, say
from zhijiao_data.analysis.messages import Language

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = re.compile(r"[0-9０-９]{1,20}(?:[.．,，][0-9０-９]{1,20})?[%％‰]?|[〇零一二三四五六七八九十百千万亿两]{2,12}")
_PAGE = f"font-family:{theme.FONT};font-size:14px;line-height:1.75;color:{theme.INK};max-width:980px"
_CELL = f"width:50%;vertical-align:top;text-align:left;padding:8px 12px;border:1px solid {theme.HAIR}"
_SMALL = f"color:{theme.MUTED};font-size:12px;font-weight:normal"
_BOX = f"border:1px solid {theme.FAINT};border-radius:2px;padding:0 2px;font-weight:normal"
_DIFFERS = f"border:1.5px solid {theme.VERMILION};border-radius:2px;padding:0 2px"
_LEFT = "text-decoration:line-through;background-color:#fbe3d3"
_RIGHT = "text-decoration:underline;background-color:#d8eaf6"


class Html(str):
    """A piece of HTML that a notebook shows as such."""

    def _repr_html_(self) -> str:
        return str(self)


def aligned_passages(
    frame: pd.DataFrame,
    texts: pd.DataFrame,
    *,
    repairs: pd.DataFrame | None = None,
    labels: Labels | None = None,
    lang: str = "zh",
    most: int = 50,
) -> Html:
    """Shared passages in two columns: what only one side has is marked, numbers are boxed.

    Args:
        frame: rows of ``reuse``: plan_a, start_a, end_a, plan_b, start_b, end_b (half-open, code points of the
            canonical text), aligned_chars, identity (0–1), verdict, differing_numbers; the order is kept.
        texts: the table of canonical texts: plan_id, text.
        repairs: the table of damaged places: plan_id, char_start, char_end; what stands there (a page mark inside a word) is
            shown faint and compared with nothing.
        most: passages shown at most.

    Everything that comes from a document is escaped. Marks are elements (``del``, ``ins``, ``b``) with styles of their
    own, so that a viewer that drops styles still shows them.
    """
    rows = require(frame, "aligned_passages", "plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "identity")
    language, names = checked(lang), labels or Labels()
    text_of = {row["plan_id"]: row["text"] for row in records(texts)}
    parts = [f'<p style="{_SMALL}">{escape(say("passages.reading", language))}</p>']
    damaged: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in records(repairs) if repairs is not None else ():
        damaged[row["plan_id"]].append((row["char_start"], row["char_end"]))
    parts += [_passage(row, text_of, damaged, names, language) for row in rows[:most]]
    if not rows:
        parts.append(f"<p>{escape(say('nothing', language))}</p>")
    tag = "zh-CN" if language == "zh" else "en"
    return Html(f'<div lang="{tag}" style="{escape(_PAGE)}">\n' + "\n".join(parts) + "\n</div>")


def _passage(
    row: dict[str, Any],
    text_of: dict[str, str],
    damaged: Mapping[str, Sequence[tuple[int, int]]],
    labels: Labels,
    lang: Language,
) -> str:
    a = text_of[row["plan_a"]][row["start_a"] : row["end_a"]]
    b = text_of[row["plan_b"]][row["start_b"] : row["end_b"]]
    out = [[(s - row[f"start_{x}"], e - row[f"start_{x}"]) for s, e in damaged.get(row[f"plan_{x}"], ())] for x in "ab"]
    left, right = marked(a, b, *out)
    heads = "".join(
        f'<th scope="col" style="{_CELL};{_SMALL}">{escape(_place(row, side, labels, lang))}</th>' for side in "ab"
    )
    identity = f"{100 * row['identity']:.0f}"
    characters = row.get("aligned_chars") or len(a)
    if row.get("verdict"):
        verdict = labels.name("reuse_verdict", row["verdict"], lang)
        told = say("passages.head_verdict", lang, characters=characters, identity=identity, verdict=verdict)
    else:
        told = say("passages.head", lang, characters=characters, identity=identity)
    caption = escape(told)
    if numbers := row.get("differing_numbers"):
        between = "、" if lang == "zh" else ", "
        caption += f"<br>{escape(say('passages.numbers', lang, numbers=between.join(numbers)))}"
    return (
        f'<table style="border-collapse:collapse;width:100%;table-layout:fixed;margin:0 0 20px 0">'
        f'<caption style="text-align:left;padding:4px 0">{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead>"
        f'<tbody><tr><td lang="zh-CN" style="{_CELL}">{left}</td>'
        f'<td lang="zh-CN" style="{_CELL}">{right}</td></tr></tbody></table>'
    )


def _place(row: dict[str, Any], side: str, labels: Labels, lang: Language) -> str:
    plan_id = row[f"plan_{side}"]
    name = labels.document(plan_id, lang)
    told = say("passages.place", lang, document=name, start=row[f"start_{side}"], end=row[f"end_{side}"])
    return told if name == plan_id else f"{told} · {plan_id}"


def marked(
    a: str, b: str, out_a: Sequence[tuple[int, int]] = (), out_b: Sequence[tuple[int, int]] = ()
) -> tuple[str, str]:
    """Both passages as HTML: what only one has in ``del`` or ``ins``, numbers in ``b``.

    Marks and blanks are no difference, as in the comparison of texts, nor is what stands in the spans ``out_a`` and ``out_b``.
    """
    # Numbers are compared whole: 30 and 32 differ as numbers, not in their last digit.
    one, two = list(_pieces(a, out_a)), list(_pieces(b, out_b))
    told = [[piece for piece in side if piece.key] for side in (one, two)]
    matcher = SequenceMatcher(None, *([piece.key for piece in side] for side in told), autojunk=False)
    same: tuple[set[int], set[int]] = (set(), set())
    for block in matcher.get_matching_blocks():
        same[0].update(piece.at for piece in told[0][block.a : block.a + block.size])
        same[1].update(piece.at for piece in told[1][block.b : block.b + block.size])
    return _side(one, same[0], "del", _LEFT), _side(two, same[1], "ins", _RIGHT)


class _Piece(NamedTuple):
    """A number or a character of a passage; ``key`` is what is compared, empty when nothing is."""

    at: int
    text: str
    key: str
    damaged: bool


def _pieces(text: str, out: Sequence[tuple[int, int]]) -> Iterator[_Piece]:
    """The text in numbers and single characters."""

    def characters(start: int, end: int) -> Iterator[_Piece]:
        for at in range(start, end):
            damaged = any(first <= at < last for first, last in out)
            key = unicodedata.normalize("NFKC", text[at])
            # Letters, figures and what counts, such as % and +; no punctuation, no blanks.
            counts = not damaged and (unicodedata.category(key[0])[0] in "LNS" or key == "%")
            yield _Piece(at, text[at], key if counts else "", damaged)

    at = 0
    for found in _NUMBER.finditer(text):
        if any(first < found.end() and found.start() < last for first, last in out):
            continue
        yield from characters(at, found.start())
        yield _Piece(found.start(), found.group(), unicodedata.normalize("NFKC", found.group()), False)
        at = found.end()
    yield from characters(at, len(text))


def _side(pieces: Sequence[_Piece], same: set[int], element: str, style: str) -> str:
    parts = []
    for alike, run in groupby(pieces, lambda piece: not piece.key or piece.at in same):
        box = _BOX if alike else _DIFFERS
        inner = "".join(_shown(piece, box) for piece in run)
        parts.append(inner if alike else f'<{element} style="{style}">{inner}</{element}>')
    return "".join(parts)


def _shown(piece: _Piece, box: str) -> str:
    if piece.damaged:
        return f'<span style="color:{theme.FAINT}">{_character(piece.text)}</span>'
    return f'<b style="{box}">{escape(piece.text)}</b>' if _NUMBER.fullmatch(piece.text) else _character(piece.text)


def _character(piece: str) -> str:
    return "<br>" if piece == "\n" else escape(piece)
