"""The sentence around a passage, as it stands in the document: a label rests on a few words, a reader wants to see what they are part of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhijiao_data.analysis.frames import records
from zhijiao_data.dataset.rendering import one_line
from zhijiao_data.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

#: Characters on either side of the passage after which a sentence is cut, with ….
REACH = 60
_ENDS = "。；！？;!?"
_BEFORE = re.compile(rf"[^{_ENDS}]*\Z")
_AFTER = re.compile(rf"[^{_ENDS}]*[{_ENDS}]?")


def sentences(passages: pd.DataFrame, texts: pd.DataFrame, reach: int = REACH) -> list[str]:
    """The sentences of the canonical text that passages stand in, one for each row, line breaks shown as blanks.

    Args:
        passages: plan_id, char_start, char_end.
        texts: the table.
        reach: at most so many characters before and behind the passage.

    Raises:
        UsageError: a passage's document is not among the texts.
    """
    held = {row["plan_id"]: row["text"] for row in records(texts, "texts", ["plan_id", "text"])}
    rows = records(passages, "passages", ["plan_id", "char_start", "char_end"])
    if absent := sorted({row["plan_id"] for row in rows} - held.keys()):
        raise UsageError(f"no text of {', '.join(absent)}", "", "Pass the table texts of the same release")
    return [around(held[row["plan_id"]], row["char_start"], row["char_end"], reach) for row in rows]


def around(text: str, start: int, end: int, reach: int = REACH) -> str:
    """The sentence around ``text[start:end)``.

    >>> around("深化改革。加强教师编制管理；完善机制。", 7, 11)
    '加强教师编制管理；'
    """
    before = _BEFORE.search(text[max(0, start - reach) : start])
    after = _AFTER.match(text[end : end + reach])
    first = before.group() if before else ""
    last = after.group() if after else ""
    if text[end - 1 : end] in _ENDS:
        last = ""
    cut_before = len(first) == reach and start > reach and text[start - reach - 1] not in _ENDS
    cut_after = len(last) == reach and last[-1] not in _ENDS and end + reach < len(text)
    whole = one_line(first + text[start:end] + last).strip()
    return ("…" if cut_before else "") + whole + ("…" if cut_after else "")
