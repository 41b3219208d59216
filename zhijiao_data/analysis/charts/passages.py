"""Two passages side by side, with what differs marked: a page of HTML that needs no script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING, Any

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
    frame: pd.DataFrame, texts: pd.DataFrame, *, labels: Labels | None = None, lang: str = "zh", most: int = 50
) -> Html:
    """Shared passages in two columns: what only one side has is marked, numbers are boxed.

    Args:
        frame: rows of ``reuse``: plan_a, start_a, end_a, plan_b, start_b, end_b (half-open, code points of the
            canonical text), aligned_chars, identity (0–1), verdict, differing_numbers; the order is kept.
        texts: the table of canonical texts: plan_id, text.
        most: passages shown at most.

    Everything that comes from a document is escaped. Marks are elements (``del``, ``ins``, ``b``) with styles of their
    own, so that a viewer that drops styles still shows them.
    """
    rows = require(frame, "aligned_passages", "plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "identity")
    language, names = checked(lang), labels or Labels()
    text_of = {row["plan_id"]: row["text"] for row in records(texts)}
    parts = [f'<p style="{_SMALL}">{escape(say("passages.reading", language))}</p>']
    parts += [_passage(row, text_of, names, language) for row in rows[:most]]
    if not rows:
        parts.append(f"<p>{escape(say('nothing', language))}</p>")
    tag = "zh-CN" if language == "zh" else "en"
    return Html(f'<div lang="{tag}" style="{escape(_PAGE)}">\n' + "\n".join(parts) + "\n</div>")


def _passage(row: dict[str, Any], text_of: dict[str, str], labels: Labels, lang: Language) -> str:
    a = text_of[row["plan_a"]][row["start_a"] : row["end_a"]]
    b = text_of[row["plan_b"]][row["start_b"] : row["end_b"]]
    left, right = marked(a, b)
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


def marked(a: str, b: str) -> tuple[str, str]:
    """Both passages as HTML: what only one has in ``del`` or ``ins``, numbers in ``b``."""
    # Numbers are compared whole: 30 and 32 differ as numbers, not in their last digit.
    one, two = list(_pieces(a)), list(_pieces(b))
    left, right = [], []
    for action, a0, a1, b0, b1 in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        same = action == "equal"
        left.append(_run(one[a0:a1], same, "del", _LEFT))
        right.append(_run(two[b0:b1], same, "ins", _RIGHT))
    return "".join(left), "".join(right)


def _pieces(text: str) -> Iterator[str]:
    """The text in numbers and single characters."""
    at = 0
    for found in _NUMBER.finditer(text):
        yield from text[at : found.start()]
        yield found.group()
        at = found.end()
    yield from text[at:]


def _run(pieces: Sequence[str], same: bool, element: str, style: str) -> str:
    box = _BOX if same else _DIFFERS
    inner = "".join(
        f'<b style="{box}">{escape(piece)}</b>' if _NUMBER.fullmatch(piece) else _character(piece) for piece in pieces
    )
    return inner if same or not inner else f'<{element} style="{style}">{inner}</{element}>'


def _character(piece: str) -> str:
    return "<br>" if piece == "\n" else escape(piece)
